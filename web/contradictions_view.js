// SPDX-License-Identifier: Apache-2.0
// Contradictions, with the answers side by side, and what was replaced or withdrawn.

import { code, facts, line, make, section, shown } from './dom.js';
import { typeOf } from './events_view.js';
import { keyOf, keysOf } from './signers.js';
import { count, KEY_BOX, numberWords, typeWords } from './words.js';

const IDS_MAX = 20;

/** Whether the signer of a contradiction can deny it. */
function denialWords(entry, keys) {
  const isTwo = entry.eventIds.length === 2;
  if (keyOf(entry.signer, keys)?.signerId != null) {
    return [`${isTwo ? 'Both' : 'All'} are signed, so the signer cannot deny it. `];
  }
  return [`The same key signed ${isTwo ? 'both' : 'all'}, so whoever holds it cannot deny it. `,
    'Nothing shows that it is ', shown(entry.signer.id ?? ''), '’s. '];
}

function answerRow({ name, parts, isCut, isMissing }) {
  const value = isMissing ? make('mark', {}, make('i', {}, 'nothing'))
    : make('code', { dir: 'ltr' }, parts.map(({ text, isDifferent }) => (isDifferent
      ? make('mark', {}, ...shown(text).childNodes) : [...shown(text).childNodes])).flat());
  return make('li', {}, name === null ? null : code(name), name === null ? null : ': ', value, isCut ? ' (cut)' : null);
}

/** What the events say, side by side. */
export function answersBox({ answers, eventIds }) {
  if (answers.length === 0) return null;
  const isCut = answers.some((answer) => answer.hasMore || (answer.rows ?? []).some((row) => row.isCut));
  return make('div', {},
    make('div', { class: 'answers' }, answers.map(({ id, rows }, i) => make('div', {},
      make('p', {}, make('strong', {}, `Answer ${i + 1}`), ' ', code(id)),
      rows === null ? make('p', {}, 'This event was replaced or withdrawn, so the state does not have what it says.')
        : make('ul', { class: 'plain' }, rows.map(answerRow))))),
    answers.some(({ rows }) => rows?.some((row) => row.isDifferent))
      ? make('p', { class: 'hint' }, 'What differs is marked.') : null,
    isCut ? make('p', { class: 'hint' }, 'This is cut. The file has all of it.') : null,
    eventIds.length > answers.length ? make('p', { class: 'hint' },
      `And ${count(eventIds.length - answers.length, 'more answer')}.`) : null);
}

function entryItem(entry, keys) {
  const words = typeWords(entry.type);
  const who = keyOf(entry.signer, keys)?.signerId != null ? null : 'Someone who claims to be ';
  return make('li', { class: `check ${entry.isResolved ? 'gone' : 'caution'}` },
    make('p', {}, who, shown(entry.signer.id), ` gave ${numberWords(entry.eventIds.length)} answers to one question: `,
      words ?? '', ' ', code(entry.type), ' about “', shown(entry.target), '”. ',
      make('strong', {}, entry.isResolved ? 'At most one of them still stands.' : 'More than one still stands.')),
    make('p', {}, denialWords(entry, keys)),
    answersBox(entry),
    facts(entry.answers.length === entry.eventIds.length ? null
      : ['All answers', ...entry.eventIds.slice(0, IDS_MAX).map((id) => code(id))],
    ['Each claims to follow', entry.position === null ? 'no other event' : code(entry.position)]));
}

/** What the keys that the files bring along would show of events that are not judged. */
function trialWords(trial) {
  if (trial === null) return [];
  if (trial.equivocationCount === 0) {
    return [trial.isComplete ? ' With the keys that the files bring along, no signer gives two answers to one question.'
      : ' The files do not bring all of these keys along.'];
  }
  const number = trial.equivocationCount;
  return [' With the keys that the files bring along, ', number === 1 ? 'a signer gives two answers to one question'
    : `there are ${count(number, 'contradiction')}: two answers to one question by one signer`,
  '. To see the answers, tick “Also trust the keys that the files bring along” under ', KEY_BOX, '.'];
}

/** That there is no contradiction can be said only of events that count. */
function noContradictionWords({ eventCount, validCount, invalidCount, unknownKeyCount }, trial) {
  if (eventCount > 0 && validCount === 0) {
    return unknownKeyCount === eventCount
      ? ['Not judged: no event here is signed by a key that you trust.', ...trialWords(trial)]
      : ['Not judged: no event here is valid.'];
  }
  if (invalidCount === 0) return ['No signer gave two answers to one question.'];
  return ['Among the valid events, no signer gave two answers to one question.', ...(unknownKeyCount === 0 ? []
    : [` Not judged: ${count(unknownKeyCount, 'event')} with keys that you do not trust.`, ...trialWords(trial)])];
}

/** How many of the listed events were replaced. Of one that was not explained, this is not known. */
function goneWords(rows, gone) {
  const open = rows.filter((row) => row.status === 'valid').length;
  if (open > 0 && gone.length === 0) {
    return 'Whether a listed event was replaced was not examined for each. To see it for one, open it above.';
  }
  const words = gone.length === 0 ? 'No listed event was replaced or withdrawn by its signer.'
    : `${count(gone.length, 'listed event was', 'listed events were')} replaced or withdrawn by the signer:`;
  return open === 0 ? words : `Of ${count(open, 'more listed event')} this was not examined: to see it for one, open ` +
    `it above. ${words}`;
}

/** Equivocations and what was withdrawn. */
export function contradictionsPart(record) {
  const { merged, trial } = record;
  const { equivocations, equivocationCount, rows } = merged;
  const keys = keysOf(record);
  const gone = rows.filter((row) => row.status === 'superseded');
  const more = equivocationCount - equivocations.length;
  return section('contradictions', 'Contradictions and replacements',
    make('p', {}, equivocationCount === 0 ? line(noContradictionWords(merged, trial))
      : 'Two signed answers to one question contradict each other. Nothing here decides which one is right.'),
    equivocationCount === 0 ? null : make('ul', { class: 'plain' },
      equivocations.map((entry) => entryItem(entry, keys))),
    more > 0 ? make('p', {}, `The state document has ${count(more, 'more entry', 'more entries')}.`) : null,
    merged.validCount === 0 ? null : make('p', {}, goneWords(rows, gone)),
    gone.length === 0 ? null : make('ul', {}, gone.map((row) => make('li', {}, ...typeOf(row), ' ', code(row.id)))));
}

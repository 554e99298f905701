// SPDX-License-Identifier: Apache-2.0
// The events: who signed what, and when; contradictions and replacements.

import { code, facts, make, section, shown, time } from './dom.js';
import { isOwnWord, keyOf, keysOf } from './verdict.js';
import { count, reasonWords, typeWords } from './words.js';

const LABELS = { live: 'valid', superseded: 'replaced or withdrawn by its signer', valid: 'valid',
  invalid: 'not valid' };
const OWN_WORD_LABELS = { ...LABELS, live: 'signature fits; signer unknown', valid: 'signature fits' };
const TONES = { live: 'good', superseded: 'gone', valid: 'good', invalid: 'bad' };
const IDS_MAX = 20;

function typeOf(row) {
  const words = row.type === undefined || row.type === null ? null : typeWords(row.type);
  if (words !== null) return [words, ' ', code(row.type)];
  return row.type ? [code(row.type)] : ['Event'];
}

function signerFact(row, keys) {
  if (!row.signer || row.signer.id === null) return null;
  const isKnown = keyOf(row.signer, keys)?.signerId === row.signer.id;
  const name = row.status === 'invalid' ? 'Says it is by' : (isKnown ? 'Signed by' : 'Signed by someone called');
  const key = row.signer.keyId === null ? '' : make('span', {}, ', key ', shown(row.signer.keyId));
  return [name, shown(row.signer.id), key];
}

function rowFacts(row, keys) {
  return facts(
    signerFact(row, keys),
    row.createdAt ? ['Claimed time', time(row.createdAt)] : null,
    row.target ? ['About', shown(row.target)] : null,
    row.supersededBy?.length > 0 ? ['Replaced by', ...row.supersededBy.slice(0, IDS_MAX).map((id) => code(id))] : null,
    ['Event id', code(row.id)]);
}

function storyList(row) {
  return make('ul', {}, (row.story ?? []).map((sentence) => make('li', {}, shown(sentence))));
}

/** Opens to what the engine says about the event. */
function explanation(row, actions) {
  const box = make('details', {}, make('summary', {}, 'Why, by which rule'));
  if (row.story) {
    box.append(storyList(row));
    return box;
  }
  box.addEventListener('toggle', async () => {
    if (!box.open || box.childElementCount > 1) return;
    const wait = make('p', { role: 'status' }, 'Asking the engine…');
    box.append(wait);
    try {
      wait.replaceWith(storyList(await actions.explain(row.id)));
    } catch (error) {
      wait.replaceChildren('This did not work: ', shown(error.message));
    }
  });
  return box;
}

function rowItem(row, keys, actions) {
  const isBad = row.status === 'invalid';
  const reason = isBad ? reasonWords(row.reason) : null;
  // Of an event that was not explained, the signer is not known here: then one key of a file makes all doubtful.
  const isOpen = isBad && row.reason === 'unknown_key';
  const isOwn = row.signer ? isOwnWord(row.signer, keys) : [...keys.values()].some((key) => key.origin === 'bundle');
  const tone = isOpen || (TONES[row.status] === 'good' && isOwn) ? 'caution' : TONES[row.status];
  const label = isOpen ? 'not confirmed' : (isOwn ? OWN_WORD_LABELS : LABELS)[row.status];
  return make('li', { class: `check ${tone}` },
    make('p', {}, make('strong', {}, ...typeOf(row)), make('span', { class: 'state' }, ` ${label}`),
      isBad ? make('span', {}, ': ', reason ?? '', ' ', code(row.reason)) : null),
    rowFacts(row, keys), explanation(row, actions));
}

export function eventsPart(result, actions) {
  const { rows, eventCount, validCount, invalidCount } = result.merged;
  const keys = keysOf(result);
  const more = eventCount - rows.length;
  const isOwn = result.merged.signers.some(({ signer }) => isOwnWord(signer, keys));
  const all = isOwn ? '. The signatures fit, but for some or all of the keys only the file vouches.' : ', all valid.';
  const summary = invalidCount === 0 ? `${count(eventCount, 'event')}${all}`
    : `${count(eventCount, 'event')}: ${validCount.toLocaleString('en')} valid, ` +
      `${invalidCount.toLocaleString('en')} not valid.`;
  return section('events-title', 'Who signed what, and when',
    make('p', {}, `${summary} A time is what the signer claims; nothing proves it.`),
    make('ol', { class: 'plain' }, rows.map((row) => rowItem(row, keys, actions))),
    more > 0 ? make('p', {}, `The state document has ${count(more, 'more event')}.`) : null);
}

/** Whether the signer of a contradiction can deny it. */
function denialWords(entry, keys) {
  if (keyOf(entry.signer, keys)?.signerId != null) return ['Both are signed, so the signer cannot deny it. '];
  return ['The same key signed both, so whoever holds it cannot deny it. Nothing shows that it is ',
    shown(entry.signer.id ?? ''), '’s. '];
}

function answerRow({ name, text, isCut, isMissing, isDifferent }) {
  const value = isMissing ? make('i', {}, 'nothing') : code(text);
  return make('li', {}, name === null ? null : code(name), name === null ? null : ': ',
    isDifferent ? make('mark', {}, value) : value, isCut ? ' (cut)' : null);
}

/** What the events say, side by side. */
function answersBox({ answers, eventIds }) {
  if (answers.length === 0) return null;
  const isCut = answers.some((answer) => answer.hasMore || (answer.rows ?? []).some((row) => row.isCut));
  return make('div', {},
    make('div', { class: 'answers' }, answers.map(({ id, rows }, i) => make('div', {},
      make('p', {}, make('strong', {}, `Answer ${i + 1}`), ' ', code(id)),
      rows === null ? make('p', {}, 'This event was replaced or withdrawn, so the state does not have what it says.')
        : make('ul', { class: 'plain' }, rows.map(answerRow))))),
    answers.some(({ rows }) => rows?.some((row) => row.isDifferent))
      ? make('p', { class: 'hint' }, 'What differs is marked.') : null,
    isCut ? make('p', { class: 'hint' }, 'This is cut. The state document has all of it.') : null,
    eventIds.length > answers.length ? make('p', { class: 'hint' },
      `And ${count(eventIds.length - answers.length, 'more answer')}.`) : null);
}

function entryItem(entry, keys) {
  const words = typeWords(entry.type);
  const who = keyOf(entry.signer, keys)?.signerId != null ? null : 'Someone who claims to be ';
  return make('li', { class: `check ${entry.isResolved ? 'gone' : 'caution'}` },
    make('p', {}, who, shown(entry.signer.id), ' gave ', count(entry.eventIds.length, 'answer'), ' to one question: ',
      words ?? '', ' ', code(entry.type), ' about “', shown(entry.target), '”. ',
      make('strong', {}, entry.isResolved ? 'At most one of them still stands.' : 'More than one still stands.')),
    make('p', {}, denialWords(entry, keys)),
    answersBox(entry),
    facts(entry.answers.length === entry.eventIds.length ? null
      : ['All answers', ...entry.eventIds.slice(0, IDS_MAX).map((id) => code(id))],
    ['Each claims to follow', entry.position === null ? 'no other event' : code(entry.position)]));
}

/** That there is no contradiction can be said only of events that count. */
function noContradictionWords({ eventCount, validCount, invalidCount, unknownKeyCount }) {
  if (eventCount > 0 && validCount === 0) {
    return unknownKeyCount === eventCount ? 'Not judged: no event here is signed by a key that you trust.'
      : 'Not judged: no event here is valid.';
  }
  if (invalidCount === 0) return 'No signer gave two answers to one question.';
  const open = unknownKeyCount === 0 ? ''
    : ` Not judged: ${count(unknownKeyCount, 'event')} with keys that you do not trust.`;
  return `Among the valid events, no signer gave two answers to one question.${open}`;
}

/** Equivocations and what was withdrawn. */
export function contradictionsPart(result) {
  const { merged } = result;
  const { equivocations, equivocationCount, rows } = merged;
  const keys = keysOf(result);
  const gone = rows.filter((row) => row.status === 'superseded');
  const more = equivocationCount - equivocations.length;
  return section('contradictions-title', 'Contradictions and replacements',
    make('p', {}, equivocationCount === 0 ? noContradictionWords(merged)
      : 'Two signed answers to one question contradict each other. Nothing here decides which one is right.'),
    equivocationCount === 0 ? null : make('ul', { class: 'plain' },
      equivocations.map((entry) => entryItem(entry, keys))),
    more > 0 ? make('p', {}, `The state document has ${count(more, 'more entry', 'more entries')}.`) : null,
    merged.validCount === 0 ? null : make('p', {}, gone.length === 0
      ? 'No listed event was replaced or withdrawn by its signer.'
      : `${count(gone.length, 'listed event was', 'listed events were')} replaced or withdrawn by the signer:`),
    gone.length === 0 ? null : make('ul', {}, gone.map((row) => make('li', {}, ...typeOf(row), ' ', code(row.id)))));
}


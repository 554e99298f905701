// SPDX-License-Identifier: Apache-2.0
// The history as a picture; the state document, to save and to compare.

import { button, code, facts, idOf, line, make, save, section } from './dom.js';
import { printable } from './text.js';
import { recordVerdict } from './verdict.js';
import { count, sizeWords } from './words.js';

const HASH_FILES_MAX = 10;
const HASH = /^[0-9a-f]{64}$/;
const nameOf = (merged, ending) => `${merged.pithNumber.replace(/[^A-Z0-9]+/gi, '-')}.${ending}`;

const NONE_COUNTS = 'No event here counts, so the picture judges no contradiction. Its words “no equivocations” ' +
  'clear nobody.';

/** What the picture does not say: it is the engine's, and knows only events that count and events that do not. */
function pictureCaveat({ eventCount, validCount, unknownKeyCount }) {
  if (unknownKeyCount === 0) {
    return eventCount > 0 && validCount === 0 ? NONE_COUNTS : null;
  }
  const cross = 'A cross marks an event that does not count, such as one whose key you do not trust. That does not ' +
    'mean that the event is false.';
  return validCount > 0 ? `The picture judges contradictions among the events that count alone. ${cross}`
    : `${NONE_COUNTS} ${cross}`;
}

/** The picture as an image, in which nothing can run. The list of events says the same in words. */
export function picturePart(merged, actions) {
  const { eventCount, validCount, invalidCount, equivocationCount } = merged;
  const caveat = pictureCaveat(merged);
  const isJudged = validCount > 0 || eventCount === 0;
  const contradictions = isJudged ? count(equivocationCount, 'contradiction') : 'contradictions not judged';
  const words = `History of the record: ${count(eventCount, 'event')}, ${invalidCount} not valid, ` +
    `${contradictions}. “Who signed what, and when” lists the events.`;
  return section('picture', 'The history as a picture', caveat === null ? null : make('p', {}, caveat),
    make('figure', {},
      make('div', { class: 'scroll', tabindex: '0', role: 'region',
        'aria-label': `Picture of the history of ${printable(merged.pithNumber)}` },
        make('img', { src: actions.urlOfPicture(merged.picture), alt: words })),
      make('figcaption', {}, 'Each line is a signer. Time runs from left to right. An arrow goes from an event back ' +
        'to the one that it follows or replaces.')),
    make('p', { class: 'actions' }, button('Save the picture', () =>
      save(merged.picture, nameOf(merged, 'history.svg'), 'image/svg+xml'))));
}

/**
 * The hashes that the page knows, that of the state first: each {sha256, words, isNames}, and the name of the file if
 * there are several. isNames: only the other names of the record differ.
 */
function knownHashes(merged, files) {
  const known = [{ sha256: merged.sha256 }];
  const put = (sha256, words, of, isNames = false) => {
    if (!HASH.test(sha256 ?? '') || known.some((other) => other.sha256 === sha256)) return;
    known.push({ sha256, words, isNames, name: files.length === 1 ? null : of.name });
  };
  for (const file of files.filter(({ kind }) => kind === 'bundle').slice(0, HASH_FILES_MAX)) {
    const { report, trial, leftOut } = file;
    const isWhole = leftOut === undefined && report.eventCount === merged.eventCount;
    put(report.state_sha256, 'the state with the other names that the file claims for the record', file, isWhole);
    put(trial?.sha256, 'the state if the file’s own keys counted', file);
    put(report.checks.find((check) => check.name === 'state_sha256' && !check.ok)?.actual,
      'the hash that the file states', file);
    put(report.authentic_state_sha256, report.invalidCount === 0 ? 'the state of the same events without other names'
      : 'the state without other names, and of the events alone that a key that you trust signed', file,
    isWhole && report.invalidCount === 0);
  }
  return known;
}

const hashWords = ({ words, name }) => [words, ...(name === null ? [] : [' (', { said: name }, ')'])];

/** What a comparison says, as {words, tone}. */
function compareWith(text, known, isWhole) {
  const given = text.trim().replace(/^sha256:/i, '').replace(/^"|"$/g, '').toLowerCase();
  if (given === '') return { words: [], tone: '' };
  if (!HASH.test(given)) {
    return { words: ['This is not a hash. A hash has 64 digits, from 0 to 9 and a to f.'], tone: '' };
  }
  const caveat = isWhole ? '' : ' This does not make what you opened hold: see above.';
  const found = known.findIndex((hash) => hash.sha256 === given);
  if (found === 0) return { words: [`Equal: both have the same state.${caveat}`], tone: isWhole ? 'good' : 'caution' };
  if (found > 0) {
    const cause = known[found].isNames ? ' Only the other names of the record that count differ.' : '';
    return { words: ['Different from the state here. Equal to another hash above: ', ...hashWords(known[found]),
      `.${cause}${caveat}`], tone: 'caution' };
  }
  const all = known.length === 1 ? '' : ' Nor is it another hash above.';
  return { words: [`Different: the two do not have the same state.${all} One of them has events that the other one ` +
    'lacks, or trusts other keys, or counts other names of the record. Or one of them was made by other rules, or is ' +
    'wrong. To see which, open both files here together.'], tone: 'bad' };
}

function compareField(known, isWhole) {
  const [fieldId, answerId] = [idOf('compare'), idOf('compared')];
  const answer = make('output', { id: answerId, for: fieldId, role: 'status' });
  const field = make('input', { id: fieldId, type: 'text', autocomplete: 'off', spellcheck: 'false', dir: 'ltr',
    'aria-describedby': answerId });
  field.addEventListener('input', () => {
    const { words, tone } = compareWith(field.value, known, isWhole);
    answer.replaceChildren(...line(words));
    answer.className = tone;
  });
  return make('div', { class: 'compare' }, make('label', { for: fieldId },
    'Paste the state_sha256 that the registry or a mirror shows, to compare'), field, answer);
}

/** Why other names that files claim are not in the state; null if all count. */
function namesWords(merged, files) {
  const isOut = merged.warnings.some((warning) => warning.code === 'aliases_not_vouched_for');
  if (!isOut) return null;
  const which = files.length === 1 ? 'The other names that this file claims'
    : 'Other names that one of these files claims';
  return `${which} do not count: no registry whose key you trust signed the file as it is now.`;
}

/** Whether an equal hash may be green: it is one of a record in which everything holds. */
const holds = (record) => recordVerdict(record).tone !== 'bad' &&
  record.files.every((file) => file.kind !== 'refused' && file.report?.ok !== false);

export function statePart(record) {
  const { merged, files } = record;
  const known = knownHashes(merged, files);
  const names = namesWords(merged, files);
  return section('state', 'The state, to save and to compare',
    make('p', {}, 'The state follows from three things: the events, the keys that you trust, and the other names of ' +
      'the record that count. Other names, such as a DOI, count if a registry whose key you trust signed the whole ' +
      'file that has them, and the file was not changed. Whoever has the same three gets the same state, byte for ' +
      'byte, and so the same hash.'),
    facts(['state_sha256', code(merged.sha256)]),
    names === null ? null : make('p', {}, names),
    known.length === 1 ? null : make('p', {}, files.length === 1 ? 'These hashes belong to this file too:'
      : 'These hashes belong to these files too:'),
    known.length === 1 ? null : make('ul', {}, known.slice(1).map((hash) =>
      make('li', {}, code(hash.sha256), ': ', ...line(hashWords(hash)), '.'))),
    compareField(known, holds(record)),
    make('p', { class: 'actions' },
      button(`Save the state document (${sizeWords(merged.document.length)})`, () =>
        save(merged.document, nameOf(merged, 'state.json'), 'application/json')),
      merged.proof === null ? null : button('Save the proof of the contradictions', () =>
        save(merged.proof, nameOf(merged, 'evidence.json'), 'application/json'))));
}

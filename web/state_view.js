// SPDX-License-Identifier: Apache-2.0
// The history as a picture; the state document, to save and to compare.

import { button, code, facts, make, save, section } from './dom.js';
import { count, sizeWords } from './words.js';

const HASH = /^[0-9a-f]{64}$/;
const nameOf = (merged, ending) => `${merged.pithNumber.replace(/[^A-Z0-9]+/gi, '-')}.${ending}`;

/** The picture as an image, in which nothing can run. The list of events says the same in words. */
export function picturePart(merged, actions) {
  const { eventCount, validCount, invalidCount, equivocationCount } = merged;
  const isJudged = validCount > 0 || eventCount === 0;
  const contradictions = isJudged ? count(equivocationCount, 'contradiction') : 'contradictions not judged';
  const words = `History of the record: ${count(eventCount, 'event')}, ${invalidCount} not valid, ` +
    `${contradictions}. “Who signed what, and when” lists the events.`;
  return section('picture-title', 'The history as a picture',
    make('figure', {},
      make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Picture of the history' },
        make('img', { src: actions.urlOfPicture(merged.picture), alt: words })),
      make('figcaption', {}, 'Each line is a signer. Time runs from left to right. An arrow goes from an event back ' +
        'to the one that it follows or replaces.',
      isJudged ? null : ' No event here counts, so “no equivocations” in the picture clears nobody.')),
    make('p', { class: 'actions' }, button('Save the picture', () =>
      save(merged.picture, nameOf(merged, 'history.svg'), 'image/svg+xml'))));
}

/** The hashes that the page knows, that of the valid events first: each {sha256, words}. */
function knownHashes(merged, files) {
  const known = [{ sha256: merged.sha256, words: 'the state of the valid events' }];
  const put = (sha256, words) => {
    if (HASH.test(sha256 ?? '') && known.every((other) => other.sha256 !== sha256)) known.push({ sha256, words });
  };
  if (files.length === 1 && files[0].kind === 'bundle') {
    const { report, trial } = files[0];
    put(report.state_sha256, 'the same with the other names that the file claims for the record');
    put(trial?.sha256, 'the state if the file’s own keys counted');
    put(report.checks.find((check) => check.name === 'state_sha256' && !check.ok)?.actual,
      'the hash that the file states');
  }
  return known;
}

/** What a comparison says, and its tone. */
function compareWith(text, known, holds) {
  const given = text.trim().replace(/^sha256:/i, '').replace(/^"|"$/g, '').toLowerCase();
  if (given === '') return ['', ''];
  if (!HASH.test(given)) return ['This is not a hash. A hash has 64 digits, from 0 to 9 and a to f.', ''];
  const caveat = holds ? '' : ' This does not make the file hold: see above.';
  const found = known.findIndex((hash) => hash.sha256 === given);
  if (found === 0) return [`Equal: both have the same state.${caveat}`, holds ? 'good' : 'caution'];
  if (found > 0) {
    return ['Different from the state of the valid events. Equal to another hash above: ' +
      `${known[found].words}.${caveat}`, 'caution'];
  }
  const all = known.length === 1 ? '' : ' Nor is it another hash above.';
  return [`Different: the two do not have the same state.${all} One of them may lack events, or trust other keys.`,
    'bad'];
}

function compareField(known, holds) {
  const answer = make('output', { id: 'compared', for: 'compare', role: 'status' });
  const field = make('input', { id: 'compare', type: 'text', autocomplete: 'off', spellcheck: 'false', dir: 'ltr',
    'aria-describedby': 'compared' });
  field.addEventListener('input', () => {
    const [words, tone] = compareWith(field.value, known, holds);
    answer.textContent = words;
    answer.className = tone;
  });
  return make('div', { class: 'compare' }, make('label', { for: 'compare' },
    'Paste the state_sha256 that the registry or a mirror shows, to compare'), field, answer);
}

export function statePart(merged, files) {
  const known = knownHashes(merged, files);
  const namesDiffer = files.length === 1 && files[0].kind === 'bundle' &&
    files[0].report.state_sha256 !== merged.sha256;
  return section('state-title', 'The state, to save and to compare',
    make('p', {}, 'The state is what follows from all valid events. Whoever has the same events and trusts the same ' +
      'keys gets the same state, byte for byte, and so the same hash.'),
    facts(['state_sha256', code(merged.sha256)]),
    known.length === 1 ? null : make('p', {}, 'These hashes belong to this file too:'),
    known.length === 1 ? null : make('ul', {}, known.slice(1).map(({ sha256, words }) =>
      make('li', {}, code(sha256), `: ${words}.`))),
    namesDiffer ? make('p', {}, 'Other names of the record are not in the state of the valid events, because the ' +
      'signature of the bundle does not vouch for them.') : null,
    compareField(known, files.every((file) => file.kind !== 'refused' && file.report?.ok !== false)),
    make('p', { class: 'actions' },
      button(`Save the state document (${sizeWords(merged.document.length)})`, () =>
        save(merged.document, nameOf(merged, 'state.json'), 'application/json')),
      merged.proof === null ? null : button('Save the proof of the contradictions', () =>
        save(merged.proof, nameOf(merged, 'evidence.json'), 'application/json'))));
}

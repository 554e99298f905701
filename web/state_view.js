// SPDX-License-Identifier: Apache-2.0
// The history as a picture; the state document, to save and to compare.

import { button, code, facts, make, save, section } from './dom.js';
import { count, sizeWords } from './words.js';

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

/** What a comparison says, and whether it is good. */
function compareWith(text, sha256) {
  const given = text.trim().replace(/^sha256:/i, '').replace(/^"|"$/g, '').toLowerCase();
  if (given === '') return ['', null];
  if (!/^[0-9a-f]{64}$/.test(given)) return ['This is not a hash. A hash has 64 digits, from 0 to 9 and a to f.', null];
  return given === sha256 ? ['Equal: both have the same state.', true]
    : ['Different: the two do not have the same state. One of them may lack events, or trust other keys.', false];
}

function compareField(merged) {
  const answer = make('output', { id: 'compared', for: 'compare', role: 'status' });
  const field = make('input', { id: 'compare', type: 'text', autocomplete: 'off', spellcheck: 'false', dir: 'ltr',
    'aria-describedby': 'compared' });
  field.addEventListener('input', () => {
    const [words, isEqual] = compareWith(field.value, merged.sha256);
    answer.textContent = words;
    answer.className = isEqual === null ? '' : (isEqual ? 'good' : 'bad');
  });
  return make('div', { class: 'compare' }, make('label', { for: 'compare' },
    'Paste the state_sha256 that the registry or a mirror shows, to compare'), field, answer);
}

export function statePart(merged, files) {
  const stated = files.length === 1 && files[0].kind === 'bundle' ? files[0].report.state_sha256 : merged.sha256;
  return section('state-title', 'The state, to save and to compare',
    make('p', {}, 'The state is what follows from all valid events. Whoever has the same events and trusts the same ' +
      'keys gets the same state, byte for byte, and so the same hash.'),
    facts(['state_sha256', code(merged.sha256)]),
    stated === merged.sha256 ? null : make('p', {}, 'Other names of the record are not in this state, because the ' +
      'signature of the bundle does not vouch for them. With them, the hash is ', code(stated), '.'),
    compareField(merged),
    make('p', { class: 'actions' },
      button(`Save the state document (${sizeWords(merged.document.length)})`, () =>
        save(merged.document, nameOf(merged, 'state.json'), 'application/json')),
      merged.proof === null ? null : button('Save the proof of the contradictions', () =>
        save(merged.proof, nameOf(merged, 'evidence.json'), 'application/json'))));
}

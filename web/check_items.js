// SPDX-License-Identifier: Apache-2.0
// One item for each check of a bundle, and what was changed where it failed.

import { code, facts, make, shown } from './dom.js';
import { isOpen } from './file_verdict.js';
import { checkWords, count, failedCheckWords, ownKeyCheckWords, reasonWords } from './words.js';

const ITEMS_MAX = 100;

/** What a check that failed says: the values, and where. */
function faultFacts(check) {
  const reason = check.name === 'events' ? reasonWords(check.actual) : null;
  if (reason !== null) {
    return facts(['What', make('span', {}, `One event: ${reason} `, code(check.actual))],
      ['Where', code(check.pointer)],
      check.eventId === null ? null : ['Event', code(check.eventId)]);
  }
  const isExplained = check.expected === null && check.actual !== null;
  return facts(
    isExplained ? ['What', shown(check.actual)] : ['The file states', check.actual === null ? make('i', {}, 'nothing')
      : code(check.actual)],
    check.expected === null ? null : ['Computed here', code(check.expected)],
    ['Where', code(check.pointer === '' ? 'the whole file' : check.pointer)]);
}

function storyOf(check) {
  if (!check.story) return null;
  return make('details', {}, make('summary', {}, 'How we know'),
    make('ul', {}, check.story.map((sentence) => make('li', {}, shown(sentence)))));
}

export function changesList(title, why, changes) {
  if (changes.length === 0) return null;
  return make('div', {}, make('h4', {}, title), make('p', {}, why),
    make('ul', { class: 'plain' }, changes.map((change) => make('li', { class: 'check bad' },
      make('p', {}, code(change.pointer === '' ? 'all of it' : change.pointer)),
      facts(['As it was signed', change.signed === null ? make('i', {}, 'nothing') : shown(change.signed)],
        ['In this file', change.found === null ? make('i', {}, 'nothing') : shown(change.found)])))));
}

function failedItem(check, isOpen) {
  const [tone, mark, begin] = isOpen ? ['caution', '!', 'Not confirmed. '] : ['bad', '✗', 'Fails. '];
  const words = failedCheckWords(check.name, isOpen);
  return make('li', { class: `check ${tone}` }, make('p', {},
    make('span', { class: 'mark', 'aria-hidden': 'true' }, mark), make('span', {}, make('strong', {}, begin),
      words === null ? shown(check.name) : `${words}.`, ' ', code(check.name))), faultFacts(check),
  changesList('What was changed in this event', 'Another file has the event as it was signed.', check.changes ?? []),
  storyOf(check));
}

function passedItem(check) {
  const [tone, mark, begin, words] = check.isOnOwnKey
    ? ['caution', '!', 'Passes, with a key that only the file vouches for: ', ownKeyCheckWords(check.name)]
    : ['good', '✓', 'Passes: ', checkWords(check.name)];
  return make('li', { class: `check ${tone}` },
    make('p', {}, make('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
      make('span', {}, make('strong', {}, begin), words ?? shown(check.name), ' ', code(check.name))),
  check.stated === null ? null : facts(['Stated, and computed here', code(check.stated)]));
}

const checkItem = (check, isOpen) => (check.ok ? passedItem(check) : failedItem(check, isOpen));
const namesUnknownKey = (check) => check.name === 'events' && check.actual === 'unknown_key';

/** All events whose keys are not trusted, as one item. */
function unknownKeysItem(checks, report) {
  return make('li', { class: 'check caution' },
    make('p', {}, make('span', { class: 'mark', 'aria-hidden': 'true' }, '!'), make('strong', {},
      `${count(checks.length, 'event')} name keys that you do not trust`), ' ', code('unknown_key')),
    facts(['Keys', make('ul', { class: 'plain' }, report.unknown_keys.slice(0, ITEMS_MAX).map((key) =>
      make('li', {}, shown(key.key_id), ', fingerprint ', code(key.fingerprint))))]),
    make('details', {}, make('summary', {}, 'Which events'), make('ul', {}, checks.slice(0, ITEMS_MAX).map((check) =>
      make('li', {}, code(check.pointer), ' ', check.eventId === null ? null : code(check.eventId), storyOf(check))))));
}

/** An item for each check, and one for all events whose keys are not trusted. */
export function checkItems(checks, file) {
  const unknown = checks.filter(namesUnknownKey);
  if (unknown.length < 2) return checks.map((check) => checkItem(check, isOpen(file)));
  return checks.filter((check) => check === unknown[0] || !namesUnknownKey(check)).map((check) =>
    (check === unknown[0] ? unknownKeysItem(unknown, file.report) : checkItem(check, isOpen(file))));
}

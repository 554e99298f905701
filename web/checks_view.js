// SPDX-License-Identifier: Apache-2.0
// The checks of bundles: what is wrong and what was changed, and then every check.

import { button, code, facts, line, make, save, section, shown } from './dom.js';
import { fileVerdict, isUnconfirmed } from './verdict.js';
import { checkWords, count, ownKeyCheckWords, reasonWords, sizeWords } from './words.js';

const FILES_MAX = 100;

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

function changesList(title, why, changes) {
  if (changes.length === 0) return null;
  return make('div', {}, make('h4', {}, title), make('p', {}, why),
    make('ul', { class: 'plain' }, changes.map((change) => make('li', { class: 'check bad' },
      make('p', {}, code(change.pointer === '' ? 'all of it' : change.pointer)),
      facts(['As it was signed', change.signed === null ? make('i', {}, 'nothing') : shown(change.signed)],
        ['In this file', change.found === null ? make('i', {}, 'nothing') : shown(change.found)])))));
}

function failedItem(check, isOpen) {
  const [tone, mark, begin] = isOpen ? ['caution', '!', 'Not confirmed: '] : ['bad', '✗', 'Fails: '];
  return make('li', { class: `check ${tone}` }, make('p', {},
    make('span', { class: 'mark', 'aria-hidden': 'true' }, mark), make('span', {}, make('strong', {}, begin),
      checkWords(check.name) ?? shown(check.name), ' ', code(check.name))), faultFacts(check),
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
    facts(['Keys', make('ul', { class: 'plain' }, report.unknown_keys.slice(0, FILES_MAX).map((key) =>
      make('li', {}, shown(key.key_id), ', fingerprint ', code(key.fingerprint))))]),
    make('details', {}, make('summary', {}, 'Which events'), make('ul', {}, checks.slice(0, FILES_MAX).map((check) =>
      make('li', {}, code(check.pointer), ' ', check.eventId === null ? null : code(check.eventId), storyOf(check))))));
}

/** An item for each check, and one for all events whose keys are not trusted. */
function checkItems(checks, file) {
  const isOpen = isUnconfirmed(file) && file.trial?.ok !== false;
  const unknown = checks.filter(namesUnknownKey);
  if (unknown.length < 2) return checks.map((check) => checkItem(check, isOpen));
  return checks.filter((check) => check === unknown[0] || !namesUnknownKey(check)).map((check) =>
    (check === unknown[0] ? unknownKeysItem(unknown, file.report) : checkItem(check, isOpen)));
}

/** What to do if the file alone cannot tell what was changed. */
function adviceOf(report, causes) {
  const isOpen = (check) => check.actual === 'content_hash_mismatch' && (check.changes ?? []).length === 0;
  if (causes.some(isOpen)) {
    return 'The file does not have the event as it was signed. To see what was changed, open another copy of the ' +
      'record together with this one.';
  }
  if (report.unknown_keys.length > 0) return 'If you know whose key it is, add it under “Whose keys count”.';
  return 'Get the file again, such as from the registry. If it still fails, whoever made the file made a mistake.';
}

function wrongOf(file, isOne) {
  const { report } = file;
  const causes = report.checks.filter((check) => !check.ok && report.causes.includes(check.name));
  const follow = report.consequences.map((name) => checkWords(name) ?? name);
  return make('div', {}, isOne ? null : make('h4', {}, shown(file.name)),
    changesList('What was changed in the record', 
      'The record inside the signed event is unchanged. Compared with it, this file differs in:',
      file.recordChanges ?? []),
    isUnconfirmed(file) ? null : make('h4', {}, causes.length === 1 ? 'The check that fails' : 'What fails'),
    make('ul', { class: 'plain' }, checkItems(causes, file)),
    make('p', {}, make('strong', {}, 'What to do. '), adviceOf(report, causes)),
    follow.length === 0 ? null : make('details', {},
      make('summary', {}, count(follow.length, 'other check fails', 'other checks fail'), ' because of that'),
      make('ul', {}, follow.map((words) => make('li', {}, shown(words))))));
}

const DIFFERENCES = { only_in_a: 'only in the first file', only_in_b: 'only in the second file',
  other_value: 'another value', other_reason: 'judged in another way', other_order: 'in another order' };

function bundleChange(change) {
  const name = change.about === null || change.about === undefined ? code(change.pointer) : shown(change.about);
  const kind = DIFFERENCES[change.difference] ?? change.difference;
  return make('li', {}, name, `: ${kind}`,
    change.in_a === null && change.in_b === null ? null : facts(
      ['First file', change.in_a === null ? make('i', {}, 'nothing') : shown(change.in_a)],
      ['Second file', change.in_b === null ? make('i', {}, 'nothing') : shown(change.in_b)]));
}

function eventChange(event) {
  return make('li', {}, code(event.event_id), `: ${DIFFERENCES[event.difference] ?? event.difference}`,
    event.is_edited_copy ? make('span', {}, '. It is a changed copy of ', code(event.states_id_of)) : null);
}

/** How the only two files differ. */
function differencePart(difference, files) {
  if (difference === null) return null;
  const { events, bundle_changes: changes, equal } = difference;
  const names = files.filter((file) => ['bundle', 'events'].includes(file.kind)).map((file) => file.name);
  const lists = [...events.slice(0, 20).map(eventChange), ...changes.slice(0, 20).map(bundleChange)];
  return section('difference-title', 'How the two files differ',
    facts(['First file', shown(names[0])], ['Second file', shown(names[1])]),
    make('p', {}, equal ? 'Both give the same state.' : 'They give different states.'),
    lists.length === 0 ? null : make('ul', {}, lists));
}

/** What is wrong with the bundles that do not hold, and how two files differ; null if there is nothing to say. */
export function wrongPart({ files }, difference) {
  const failing = files.filter((file) => file.kind === 'bundle' && !file.report.ok);
  const wrong = failing.length === 0 ? null : section('wrong-title', failing.every(isUnconfirmed)
    ? 'What cannot be confirmed' : 'What is wrong',
    failing.slice(0, FILES_MAX).map((file) => wrongOf(file, files.length === 1)));
  const parts = [wrong, differencePart(difference, files)].filter((part) => part !== null);
  return parts.length === 0 ? null : make('div', {}, parts);
}

/** One line for each of several files. */
export function filesPart(files) {
  const item = (file) => {
    const { tone, headline } = fileVerdict(file, null, { explanation: '' });
    const isMerged = file.kind === 'events';
    const words = isMerged ? ['Events, which are judged together with the other files.']
      : line(headline);
    return make('li', { class: `check ${isMerged ? '' : tone}` }, make('p', {}, shown(file.name),
      ` (${sizeWords(file.sizeBytes)})`), make('p', {}, words),
    file.leftOut === undefined ? null : make('p', {}, 'It is left out of the merge: ',
      shown(file.leftOut.explanation)));
  };
  return section('files-title', 'The files', make('ul', { class: 'plain' }, files.slice(0, FILES_MAX).map(item)),
    files.length > FILES_MAX ? make('p', {}, `And ${files.length - FILES_MAX} more.`) : null);
}

function checksOf(file, isOne) {
  const { checks } = file.report;
  const failed = checks.filter((check) => !check.ok).length;
  const onOwnKeys = checks.filter((check) => check.isOnOwnKey).length;
  const words = (failed === 0 ? `all ${checks.length} pass` : `${failed} of ${checks.length} fail`) +
    (onOwnKeys === 0 ? '' : `, ${onOwnKeys} with a key that only the file vouches for`);
  return make('details', {},
    make('summary', {}, isOne ? 'Every check: ' : shown(file.name), isOne ? words : `: ${words}`),
    make('ul', { class: 'plain' }, checkItems(checks, file)),
    make('p', { class: 'actions' }, button('Save this report as JSON', () =>
      save(file.json, `${file.name.replace(/\.json$/, '')}.report.json`, 'application/json'))));
}

/** Every check of every bundle. */
export function checksPart(files) {
  const bundles = files.filter((file) => file.kind === 'bundle');
  if (bundles.length === 0) return null;
  return section('checks-title', 'All checks', bundles.slice(0, FILES_MAX).map((file) =>
    checksOf(file, bundles.length === 1)));
}

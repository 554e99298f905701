// SPDX-License-Identifier: Apache-2.0
// What is wrong with bundles, and what to do.

import { changesList, checkItems } from './check_items.js';
import { line, make, section, shown } from './dom.js';
import { isOpen } from './file_verdict.js';
import { count, failedCheckWords, KEY_BOX } from './words.js';

const FILES_MAX = 100;

/** What to do about the keys that a file names. */
const KEY_ADVICE = ['If you know whose key it is, add it under ', KEY_BOX, '. If you do not, nothing here tells you ' +
  'who made this file.'];

/** What to do. A key explains a failure only if the file is open. */
function adviceOf(file, causes) {
  if (isOpen(file)) return KEY_ADVICE;
  const isHidden = (check) => check.actual === 'content_hash_mismatch' && (check.changes ?? []).length === 0;
  const hidden = causes.some(isHidden) ? 'The file does not have the event as it was signed. To see what was ' +
    'changed, open another copy of the record together with this one. ' : '';
  return [`${hidden}Do not rely on this file. Someone may have tampered with it, it may have been damaged by ` +
    'accident, or whoever made it made a mistake. Get the file again, such as from the registry. If that one holds, ' +
    'this one was changed on its way. If it fails in the same way, tell the registry.',
  ...(file.report.unknown_keys.length === 0 ? [] : [' The file also names a key that you do not trust. ',
    ...KEY_ADVICE])];
}

function wrongOf(file, isOne) {
  const { report } = file;
  const causes = report.checks.filter((check) => !check.ok && report.causes.includes(check.name));
  const names = new Set(causes.map((check) => check.name));
  const follow = report.consequences;
  return make('div', {}, isOne ? null : make('h4', {}, shown(file.name)),
    changesList('What was changed in the record',
      'The record inside the signed event is unchanged. Compared with it, this file differs in:',
      file.recordChanges ?? []),
    isOpen(file) ? null : make('h4', {}, names.size === 1 ? 'The check that fails' : 'What fails'),
    make('ul', { class: 'plain' }, checkItems(causes, file)),
    make('p', {}, make('strong', {}, 'What to do. '), line(adviceOf(file, causes))),
    follow.length === 0 ? null : make('details', {},
      make('summary', {}, isOpen(file) ? `${count(follow.length, 'other check')} cannot be confirmed`
        : count(follow.length, 'other check fails', 'other checks fail'), ' because of that'),
      make('ul', {}, follow.map((name) => make('li', {}, failedCheckWords(name, isOpen(file)) ?? shown(name))))));
}

/** What is wrong with the bundles that do not hold; null if all hold. */
export function wrongPart(files) {
  const failing = files.filter((file) => file.kind === 'bundle' && !file.report.ok);
  if (failing.length === 0) return null;
  return section('wrong', failing.every(isOpen) ? 'What cannot be confirmed' : 'What is wrong',
    failing.slice(0, FILES_MAX).map((file) => wrongOf(file, files.length === 1)));
}

// SPDX-License-Identifier: Apache-2.0
// The files, one by one, and every check of every bundle.

import { checkItems } from './check_items.js';
import { button, line, make, save, section, shown } from './dom.js';
import { BUNDLE_INSIDE, fileVerdict, isOpen } from './file_verdict.js';
import { count, sizeWords } from './words.js';

const FILES_MAX = 100;

const nameLine = (file) => make('p', {}, shown(file.name), ` (${sizeWords(file.sizeBytes)})`);

function eventsItem(file) {
  return make('li', { class: `check ${file.hasBundle ? 'caution' : ''}` }, nameLine(file),
    make('p', {}, 'Events, which are judged together with the other files.',
      file.hasBundle ? ` This list ${BUNDLE_INSIDE}` : ''));
}

/** What one of several files is, and what its own verdict says. */
function fileItem(file) {
  if (file.kind === 'events') return eventsItem(file);
  const { tone, headline, lines } = fileVerdict(file);
  const isTwofold = file.kind === 'bundle' && file.equivocationCount > 0;
  return make('li', { class: `check ${isTwofold && tone === 'good' ? 'caution' : tone}` },
    nameLine(file),
    make('p', {}, line(headline)),
    tone === 'good' ? null : lines.map((pieces) => make('p', {}, line(pieces))),
    isTwofold ? make('p', {}, `In this file, a signer gave two answers to one question` +
      `${file.equivocationCount === 1 ? '' : `, ${file.equivocationCount.toLocaleString('en')} times`}.`) : null,
    file.leftOut === undefined ? null : make('p', {}, 'It is left out of the merge: ',
      shown(file.leftOut.explanation)));
}

/** One item for each of several files. */
export function filesPart(files, title = 'The files') {
  return section('files', title, make('ul', { class: 'plain' }, files.slice(0, FILES_MAX).map(fileItem)),
    files.length > FILES_MAX ? make('p', {}, `And ${files.length - FILES_MAX} more.`) : null);
}

/** How many of the checks pass. A check that fails in several places is one check. */
function tallyWords(file) {
  const { checks } = file.report;
  const all = new Set(checks.map((check) => check.name)).size;
  const faults = checks.filter((check) => !check.ok);
  const failed = new Set(faults.map((check) => check.name)).size;
  const onOwnKeys = checks.filter((check) => check.isOnOwnKey).length;
  const verb = isOpen(file) ? 'not confirmed' : (failed === 1 ? 'fails' : 'fail');
  return (failed === 0 ? `all ${all} pass` : `${failed} of ${all} ${verb}`) +
    (faults.length > failed ? `, in ${count(faults.length, 'place')}` : '') +
    (onOwnKeys === 0 ? '' : `, ${onOwnKeys} with a key that only the file vouches for`);
}

function checksOf(file, isOne) {
  return make('details', {},
    make('summary', {}, isOne ? 'Every check' : shown(file.name), `: ${tallyWords(file)}`),
    make('ul', { class: 'plain' }, checkItems(file.report.checks, file)),
    make('p', { class: 'actions' }, button('Save this report as JSON', () =>
      save(file.json, `${file.name.replace(/\.json$/, '')}.report.json`, 'application/json'))));
}

/** Every check of every bundle. */
export function checksPart(files) {
  const bundles = files.filter((file) => file.kind === 'bundle');
  if (bundles.length === 0) return null;
  return section('checks', 'All checks', bundles.slice(0, FILES_MAX).map((file) =>
    checksOf(file, bundles.length === 1)));
}

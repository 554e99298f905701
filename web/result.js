// SPDX-License-Identifier: Apache-2.0
// The result as elements: the verdict first, then what supports it.

import { checksPart, filesPart, wrongPart } from './checks_view.js';
import { code, facts, line, make, section, shown } from './dom.js';
import { contradictionsPart, eventsPart } from './events_view.js';
import { evidencePart } from './evidence_view.js';
import { keysPart, recordPart, warningsPart } from './record_view.js';
import { picturePart, statePart } from './state_view.js';
import { verdictOf, whoSays } from './verdict.js';

const MARKS = { good: '✓', bad: '✗', caution: '!' };

/** The verdict in one sentence, for readers of the screen. */
export function sayResult(result) {
  const { headline } = verdictOf(result);
  return make('span', {}, 'Done. ', ...line(headline));
}

function verdictPart(result) {
  const { tone, headline, lines } = verdictOf(result);
  const { files, merged } = result;
  const number = merged?.pithNumber ?? (files.length === 1 ? files[0].report?.pith_number : undefined);
  const isWrong = files.length === 1 && (files[0].report?.checks ?? []).some((check) =>
    check.name === 'pith_number' && !check.ok);
  return make('div', { class: `verdict ${tone}` },
    make('h2', { id: 'verdict', tabindex: '-1' }, make('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[tone]),
      make('span', {}, ...line(headline))),
    lines.map((pieces) => make('p', {}, ...line(pieces))),
    whoSays(result).map((pieces) => make('p', {}, ...line(pieces))),
    facts(number === undefined ? null : [isWrong ? 'Pith Number stated (does not fit the record in this file)'
      : 'Pith Number', shown(number)],
      files.length === 1 ? ['File', shown(files[0].name)] : null,
      merged === null ? null : ['state_sha256', code(merged.sha256)]));
}

export function renderResult(result, actions) {
  const { files, merged, difference } = result;
  const proofs = files.filter((file) => file.kind === 'evidence');
  return [
    verdictPart(result),
    files.length > 1 ? filesPart(files) : null,
    wrongPart(result, difference),
    result.mergeError === null ? null : section('merge-title', 'Not merged',
      make('p', {}, files.length === 1 ? 'There is no state to show: ' : 'The files cannot be merged: ',
        shown(result.mergeError.explanation))),
    ...proofs.map((file, index) => evidencePart(file, index)),
    ...(merged === null ? [] : [
      recordPart(result), eventsPart(result, actions), contradictionsPart(result),
      picturePart(merged, actions), statePart(merged, files), keysPart(result),
    ]),
    checksPart(files),
    warningsPart(result),
  ].filter((part) => part !== null);
}

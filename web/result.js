// SPDX-License-Identifier: Apache-2.0
// The result as elements: the verdict first, then what supports it. Files about several records have a part for each.

import { checksPart, filesPart } from './checks_view.js';
import { contradictionsPart } from './contradictions_view.js';
import { differencePart } from './difference_view.js';
import { code, facts, idOf, line, make, section, shown, withIdSuffix } from './dom.js';
import { eventsPart } from './events_view.js';
import { evidencePart } from './evidence_view.js';
import { keysPart, recordPart, warningsPart } from './record_view.js';
import { namesOf } from './signers.js';
import { picturePart, statePart } from './state_view.js';
import { recordVerdict, verdictOf, whoSays } from './verdict.js';
import { count, numberWords } from './words.js';
import { wrongPart } from './wrong_view.js';

const OTHERS_MAX = 100;

const MARKS = { good: '✓', bad: '✗', caution: '!' };

const paragraph = (pieces) => make('p', {}, ...line(pieces));

/** The verdict in one sentence, for readers of the screen. */
export function sayResult(result) {
  const { headline } = verdictOf(result);
  return make('span', {}, 'Done. ', ...line(headline));
}

function verdictBox({ tone, headline, lines }, level, ...children) {
  return make('div', { class: `verdict ${tone}` },
    make(level, { id: idOf('verdict'), tabindex: '-1' },
      make('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[tone]), make('span', {}, ...line(headline))),
    lines.map(paragraph), ...children);
}

/** Links to the parts below the verdict. `whole` is what they are parts of. */
function linksTo(parts, whole) {
  const headings = parts.flatMap((part) => [...part.querySelectorAll('h3')]);
  return make('nav', { 'aria-label': `Parts of ${whole}`, class: 'parts' },
    headings.map((heading) => make('a', { href: `#${heading.id}` }, heading.textContent)));
}

function namesOfHashes({ files, merged }) {
  const number = merged?.pithNumber ?? (files.length === 1 ? files[0].report?.pith_number : undefined);
  const isOne = files.length === 1 && files[0].kind === 'bundle';
  const isWrong = isOne && files[0].report.checks.some((check) => check.name === 'pith_number' && !check.ok);
  const lacksNames = isOne && merged !== null && files[0].report.state_sha256 !== merged.sha256;
  return facts(
    number === undefined ? null : ['Pith Number', shown(number),
      isWrong ? ', as stated. It does not fit the record in this file.' : null],
    files.length === 1 ? ['File', shown(files[0].name)] : null,
    merged === null ? null : ['state_sha256', code(merged.sha256),
      lacksNames ? 'This is without the other names that the file claims for the record.' : null]);
}

/** The files about one record. `name` is what the page calls it. */
function renderRecord(record, level, name, actions) {
  const { files, merged, mergeError } = record;
  const parts = [
    files.length > 1 ? filesPart(files) : null,
    wrongPart(files),
    differencePart(record),
    mergeError === null ? null : section('merge', 'Not merged',
      make('p', {}, files.length === 1 ? 'There is no state to show: ' : 'The files cannot be merged: ',
        shown(mergeError.explanation))),
    ...files.filter((file) => file.kind === 'evidence').map((file, i) => evidencePart(file, i)),
    ...(merged === null ? [] : [
      recordPart(record), eventsPart(record, actions), contradictionsPart(record),
      picturePart(merged, actions), statePart(record), keysPart(record),
    ]),
    checksPart(files),
    warningsPart(record),
  ].filter((part) => part !== null);
  return [
    verdictBox(recordVerdict(record), level, whoSays(record).map(paragraph), namesOfHashes(record),
      parts.length < 2 ? null : linksTo(parts, name)),
    ...parts,
  ];
}

/** Files that are about no record. */
function otherFilesPart({ files, records, others }) {
  const known = new Set([...records, ...others].flatMap((record) => record.files));
  const unknown = files.filter((file) => !known.has(file));
  return unknown.length === 0 ? null : filesPart(unknown, 'Other files');
}

/** The verdict on a record that is not shown whole. There is no part of it that a line could link to. */
function otherRecordItem(record) {
  const { tone, headline, lines } = recordVerdict(record);
  const names = record.files.map((file) => file.name);
  return make('li', { class: `check ${tone}` }, make('p', {}, ...line(namesOf(names))), paragraph(headline),
    tone === 'good' ? null : lines.filter((pieces) => !pieces.some((piece) => piece.part !== undefined))
      .map(paragraph));
}

/** What the first lines say of the records that are not shown whole. */
function othersLine(others) {
  const tones = others.map((record) => recordVerdict(record).tone);
  const countOf = (tone) => tones.filter((each) => each === tone).length;
  const [bad, doubtful] = [countOf('bad'), countOf('caution')];
  const told = [...(bad === 0 ? [] : [`something does not hold in ${numberWords(bad)}`]),
    ...(doubtful === 0 ? [] : [`something is in doubt in ${numberWords(doubtful)}`])];
  return [{ part: 'others', words: count(others.length, 'more record') },
    `: ${told.length === 0 ? 'nothing is wrong' : told.join(', and ')}.`];
}

function otherRecordsPart({ others }) {
  if (others.length === 0) return null;
  const more = others.length - OTHERS_MAX;
  return section('others', count(others.length, 'more record'),
    make('p', {}, 'To see one of them whole, open its files without the others.'),
    make('ul', { class: 'plain' }, others.slice(0, OTHERS_MAX).map(otherRecordItem)),
    more > 0 ? make('p', {}, `And ${count(more, 'more')}.`) : null);
}

function renderSeveral(result, actions) {
  const { records } = result;
  const titles = records.map((_, i) => `Record ${i + 1} of ${result.recordCount}`);
  const numberOf = ({ merged, files }) => merged?.pithNumber ?? files[0].report?.pith_number;
  const toNumber = (record) => (numberOf(record) === undefined ? null : make('span', {}, ': ',
    shown(numberOf(record))));
  const toRecord = ({ headline }, i) => [{ part: `record-${i + 1}`, words: titles[i] }, ': ', ...headline];
  const verdict = verdictOf(result);
  return [
    verdictBox(verdict, 'h2', records.map((record, i) => paragraph(toRecord(recordVerdict(record), i))),
      result.others.length === 0 ? null : paragraph(othersLine(result.others))),
    otherFilesPart(result), otherRecordsPart(result),
    ...records.map((record, i) => make('section', { class: 'record', 'aria-labelledby': `record-${i + 1}-title` },
      make('h2', { id: `record-${i + 1}-title`, tabindex: '-1' }, titles[i], toNumber(record)),
      withIdSuffix(`-${i + 1}`, () => renderRecord(record, 'h3', titles[i], actions.ofRecord(i))))),
  ].filter((part) => part !== null);
}

export function renderResult(result, actions) {
  return result.recordCount === 1 ? renderRecord(result.records[0], 'h2', 'the result', actions.ofRecord(0))
    : renderSeveral(result, actions);
}

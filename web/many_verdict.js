// SPDX-License-Identifier: Apache-2.0
// The verdict on several files about one record, and on files about several records.

import { BUNDLE_INSIDE, fileVerdict, isOpen, isUnconfirmed, ownKeyLines, restsOnOwnKeys } from './file_verdict.js';
import { namesOf, restsOnOwnWord } from './signers.js';
import { count, numberWords } from './words.js';

const said = (text) => ({ said: text });
const upperFirst = (text) => text[0].toUpperCase() + text.slice(1);

/** Why one of several files does not hold. */
function reasonOf(file) {
  return file.kind !== 'bundle' || isUnconfirmed(file) ? fileVerdict(file).headline
    : ['The reason: ', said(file.report.summary), '.'];
}

/** `One of the three files`, `Both files`, `All 12 files`. */
function someOf(some, all) {
  if (some === all) return all === 2 ? 'Both files' : `All ${numberWords(all)} files`;
  return `${upperFirst(numberWords(some))} of the ${numberWords(all)} files`;
}

function failingVerdict(record, failing, lines) {
  const { files, trial } = record;
  const unconfirmedCount = failing.filter((file) => isUnconfirmed(file)).length;
  const isUnclear = unconfirmedCount === failing.length;
  const isOne = failing.length === 1;
  const or = unconfirmedCount === 0 ? '' : ' or cannot be confirmed';
  const isNeither = isUnclear && failing.length === 2 && files.length === 2;
  const verb = isUnclear ? 'cannot be confirmed: ' : (isOne ? 'does not hold: ' : `do not hold${or}: `);
  const reasons = failing.slice(0, 3).map((file) => (isOne ? reasonOf(file)
    : [said(file.name), ': ', ...reasonOf(file)]));
  return { tone: failing.every(isOpen) ? 'caution' : 'bad',
    headline: [isNeither ? 'Neither of the two files can be confirmed: '
      : `${someOf(failing.length, files.length)} ${verb}`, ...namesOf(failing.map((file) => file.name)), '.'],
    lines: [...reasons, ...(trial === null ? [] : ownKeyLines(trial, 'files’')), ...lines] };
}

function togetherWords({ eventCount, invalidCount, unknownKeyCount }, isCaution) {
  const isOne = invalidCount === 1;
  const fault = invalidCount === unknownKeyCount
    ? (isOne ? 'names a key that you do not trust' : 'name keys that you do not trust')
    : (isOne ? 'is not valid' : 'are not valid');
  const isAll = invalidCount === eventCount && eventCount > 1;
  const judged = invalidCount === 0 ? (isCaution ? 'whose signatures all fit' : 'all valid') : (isAll
    ? `all of which ${fault}` : `of which ${invalidCount.toLocaleString('en')} ${fault}`);
  return [`Together they have ${count(eventCount, 'event')}, ${judged}.`];
}

/** What may be said of one of many files, for one and for more. */
const STATUSES = {
  refused: ['cannot be checked', 'cannot be checked'],
  fails: ['does not hold', 'do not hold'],
  open: ['cannot be confirmed', 'cannot be confirmed'],
  own: ['fits together by its own keys alone', 'fit together by their own keys alone'],
  holds: ['holds', 'hold'],
  events: ['has events without a bundle', 'have events without a bundle'],
  list: ['has a bundle in a list, which was not checked', 'have bundles in lists, which were not checked'],
};

function statusOf(file) {
  if (file.kind === 'events') return file.hasBundle ? 'list' : 'events';
  if (file.kind === 'refused') return 'refused';
  if (isOpen(file)) return 'open';
  if (!file.report.ok) return 'fails';
  return restsOnOwnKeys(file.report) ? 'own' : 'holds';
}

/** `One does not hold, and two cannot be confirmed.` */
function tallyWords(files, words = STATUSES) {
  const statuses = files.map(statusOf);
  const parts = Object.entries(words).map(([name, [one, many]]) => {
    const number = statuses.filter((status) => status === name).length;
    return number === 0 ? null : `${numberWords(number)} ${number === 1 ? one : many}`;
  }).filter((part) => part !== null);
  if (parts.length === 1 && statuses[0] === 'holds') return 'Each file holds.';
  const last = parts.pop();
  return upperFirst(parts.length === 0 ? `${last}.` : `${parts.join(', ')}${parts.length > 1 ? ',' : ''} and ${last}.`);
}

/** What is said if everything in several files holds. A file of events does not hold: it has no bundle that could. */
function goodWords(files) {
  const eventsCount = files.filter((file) => file.kind === 'events').length;
  if (eventsCount === 0) return `${someOf(files.length, files.length)} hold.`;
  return eventsCount === files.length ? `${someOf(files.length, files.length)} have valid events.`
    : tallyWords(files, { ...STATUSES, events: ['has valid events', 'have valid events'] });
}

/** The verdict on several files about one record. */
export function manyVerdict(record) {
  const { files, merged, mergeError } = record;
  const failing = files.filter((file) => file.kind === 'refused' || file.report?.ok === false);
  const isOwn = files.some((file) => file.report !== undefined && restsOnOwnKeys(file.report)) ||
    (merged !== null && restsOnOwnWord(record));
  const inside = files.filter((file) => file.hasBundle);
  const about = [...(merged === null ? [] : [togetherWords(merged, isOwn)]),
    ...inside.slice(0, 3).map((file) => [said(file.name), ` ${BUNDLE_INSIDE}`])];
  if (failing.length > 0) return failingVerdict(record, failing, about);
  if (mergeError !== null) {
    const each = isOwn ? 'Each file fits together, but only its own keys may vouch for it.' : 'Each file holds.';
    const isEach = files.every((file) => file.report !== undefined);
    return { tone: 'caution', headline: ['The files cannot be merged.'],
      lines: [...(isEach ? [[each]] : []), [said(mergeError.explanation), '.'], ...about] };
  }
  if (merged !== null && merged.invalidCount > 0) {
    return { tone: 'bad', headline: ['Not every event is valid.'], lines: about };
  }
  if (isOwn) {
    return { tone: 'caution', headline: ['The files fit together, but only their own keys vouch for them.'],
      lines: about };
  }
  if (inside.length > 0) {
    return { tone: 'caution', headline: ['Every event is valid, but a bundle in a list was not checked.'],
      lines: about };
  }
  return { tone: 'good', headline: [goodWords(files)], lines: about };
}

/** The verdict on files about several records, whose own verdicts are given in their order. */
export function overallVerdict({ files, recordCount }, verdicts) {
  const ofStatus = { refused: 'bad', fails: 'bad', open: 'caution', own: 'caution', list: 'caution' };
  const tones = [...verdicts.map((verdict) => verdict.tone), ...files.map((file) => ofStatus[statusOf(file)])];
  const tone = ['bad', 'caution'].find((each) => tones.includes(each)) ?? 'good';
  return { tone,
    headline: [`These ${numberWords(files.length)} files are about ${numberWords(recordCount)} different records. ` +
      tallyWords(files)],
    lines: [['Each record is checked by itself, and nothing of one counts for another.']] };
}

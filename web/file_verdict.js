// SPDX-License-Identifier: Apache-2.0
// The verdict on one file. A line is a list of pieces: words of this page, links, or {said}, which is text from a file.

import { restsOnOwnWord } from './signers.js';
import { count, KEY_BOX, reasonWords } from './words.js';

const said = (text) => ({ said: text });

function placeOf(error) {
  return error.line === null ? '' : ` (line ${error.line}, column ${error.column})`;
}

export const restsOnOwnKeys = (report) =>
  report.warnings.some((warning) => warning.startsWith('keys_vouch_for_themselves'));

/** Everything that is wrong with evidence. */
const faultsOf = (report) => [...report.faults, ...report.proofs.flatMap((proof) => proof.faults)];

/** Whether all that is wrong with a bundle or with evidence may be that its keys are not trusted. */
export function isUnconfirmed({ kind, report, trial }) {
  if (!['bundle', 'evidence'].includes(kind) || report.ok || report.unknown_keys.length === 0) return false;
  if (trial?.ok) return true;
  if (kind === 'evidence') return faultsOf(report).every((fault) => fault.name === 'unknown_key');
  const events = report.checks.filter((check) => check.name === 'events' && !check.ok);
  return report.causes.every((name) => ['events', 'bundle_signature'].includes(name)) &&
    events.length === report.eventCount && events.every((check) => check.actual === 'unknown_key');
}

/** The same, if also nothing shows more: the file's own keys fit, or were not tried. */
export const isOpen = (file) => isUnconfirmed(file) && file.trial?.ok !== false;

/** How to see what the file's own keys would give. */
const TICK = ['tick “Also trust the keys that the files bring along” under ', KEY_BOX, '.'];

/** That files contradict themselves, if the keys that they bring along counted. */
export function ownKeyLines({ equivocationCount }, whose) {
  const words = equivocationCount === 1 ? 'a signer gave two answers to one question'
    : `there are ${count(equivocationCount, 'contradiction')}: two answers to one question by one signer`;
  return equivocationCount === 0 ? [] : [[`With the ${whose} own keys, ${words}. To see the answers, `, ...TICK]];
}

function unconfirmedHeadline({ unknown_keys: keys }) {
  return [`Cannot be confirmed: it names ${keys.length === 1 ? 'a key' : 'keys'} that you do not trust (`,
    ...keys.slice(0, 3).flatMap((key, i) => [i === 0 ? '' : ', ', said(key.key_id)]),
    keys.length > 3 ? ` and ${keys.length - 3} more).` : ').'];
}

function unconfirmedVerdict({ report, trial }) {
  const headline = unconfirmedHeadline(report);
  if (trial === null) return { tone: 'caution', headline, lines: [] };
  if (!trial.ok) {
    return { tone: 'bad', headline,
      lines: [['With the file’s own keys, it does not fit together: ', said(trial.summary), '.']] };
  }
  const [but, ...more] = trial.equivocationCount === 0 ? ['']
    : [', but a signer gave two answers to one question', ['To see the answers, ', ...TICK]];
  return { tone: 'caution', headline, lines: [[`With the file’s own keys, everything fits together${but}.`], ...more] };
}

function bundleVerdict(file) {
  const { report } = file;
  if (isUnconfirmed(file)) return unconfirmedVerdict(file);
  if (!report.ok) return { tone: 'bad', headline: ['It does not hold: ', said(report.summary), '.'], lines: [] };
  if (restsOnOwnKeys(report)) {
    return { tone: 'caution', headline: ['It fits together, but only its own keys vouch for it.'],
      lines: [['No key that you trusted before signed it, so it does not tell you who made it.']] };
  }
  const passes = file.equivocationCount === 0 ? 'Every check passes. ' : '';
  return { tone: 'good', headline: ['It holds.'],
    lines: [[`${passes}The record, its ${count(report.eventCount, 'event')} and its state are as they ` +
      'were signed. Nothing was changed.']] };
}

/** Who gave two answers, each party once: of a key whose owner is not known, the name is a claim. */
function partiesOf(proofs) {
  const parties = new Map(proofs.map(({ principal, claimedId }) => (principal?.kind === 'signer'
    ? [`signer ${principal.id}`, [said(principal.id)]]
    : [`key ${principal?.id} ${claimedId}`, ['someone who claims to be ', said(claimedId ?? '')]])));
  const all = [...parties.values()];
  const some = all.slice(0, 3).flatMap((party, i) => [i === 0 ? '' : ' and ', ...party]);
  const more = all.length > 3 ? `, and ${all.length - 3} more` : '';
  return [...some, `${more}${all.length > 1 ? ' each' : ''} gave two answers to one question`];
}

const upperFirst = ([first, second, ...rest]) => [first, typeof second === 'string'
  ? second[0].toUpperCase() + second.slice(1) : second, ...rest];

function evidenceVerdict(file) {
  const { report, trial } = file;
  const parties = partiesOf(report.proofs);
  if (isUnconfirmed(file)) {
    return { tone: isOpen(file) ? 'caution' : 'bad', headline: unconfirmedHeadline(report), lines: trial === null ? []
      : [isOpen(file) ? ['With the file’s own keys, it fits together: ', ...parties, '.']
        : ['With the file’s own keys, it does not hold either.']] };
  }
  if (!report.ok) {
    const fault = faultsOf(report).find(({ name }) => name !== 'unknown_key') ?? faultsOf(report)[0];
    const words = reasonWords(fault?.name) ?? fault?.name ?? 'it proves nothing';
    return { tone: 'bad', headline: ['The evidence does not hold: ', said(words), '.'], lines: [] };
  }
  if (restsOnOwnKeys(report)) {
    return { tone: 'caution', headline: ['The evidence fits together, but only its own keys vouch for it. ',
      ...upperFirst(parties), '.'],
    lines: [['No key that you trusted before signed the answers, so it does not tell you who gave them.']] };
  }
  return { tone: 'good', headline: ['The evidence holds: ', ...parties, '.'],
    lines: [['The answers are below. No check can tell which one is right.']] };
}

function refusedVerdict({ error }) {
  return { tone: 'bad', headline: [`This cannot be checked${placeOf(error)}: `, said(error.explanation), '.'],
    lines: [] };
}

/** What is said of a file of events with a bundle in it. */
export const BUNDLE_INSIDE = 'contains a bundle, which was not checked as one. Open it by itself.';

/** The verdict on events that are all valid. */
function validEventsVerdict({ hasBundle }, record, lines) {
  const { eventCount } = record.merged;
  const isOne = eventCount === 1;
  if (restsOnOwnWord(record)) {
    return { tone: 'caution', lines, headline: [isOne
      ? 'The signature of the event fits, but only the file itself vouches for its key.' : 'The signatures of all ' +
      `${count(eventCount, 'event')} fit, but for some or all of the keys only the file itself vouches.`] };
  }
  const valid = isOne ? 'The event is valid' : `All ${count(eventCount, 'event')} are valid`;
  return hasBundle ? { tone: 'caution', lines, headline: [`${valid}, but a bundle in this file was not checked.`] }
    : { tone: 'good', lines, headline: [`${valid}.`] };
}

function eventsVerdict(file, record) {
  const { merged, mergeError } = record;
  if (merged === null) {
    return { tone: 'bad', headline: ['This cannot be checked: ', said(mergeError.explanation), '.'], lines: [] };
  }
  const { eventCount, invalidCount } = merged;
  const lines = [[file.hasBundle ? `This list ${BUNDLE_INSIDE}`
    : 'These are events without a bundle, so nobody says that there are no others.']];
  if (eventCount === 0) return { tone: 'caution', headline: ['There are no events in this.'], lines: [] };
  if (invalidCount === 0) return validEventsVerdict(file, record, lines);
  return { tone: 'bad', lines, headline: [`${invalidCount.toLocaleString('en')} of ${count(eventCount, 'event')} ` +
    `${invalidCount === 1 ? 'is' : 'are'} not valid.`] };
}

/** {tone, headline, lines} of one file: tone is good, caution or bad. Events need the record that they are alone in. */
export function fileVerdict(file, record = null) {
  if (file.kind === 'bundle') return bundleVerdict(file);
  if (file.kind === 'evidence') return evidenceVerdict(file);
  if (file.kind === 'refused') return refusedVerdict(file);
  return eventsVerdict(file, record);
}

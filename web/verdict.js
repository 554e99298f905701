// SPDX-License-Identifier: Apache-2.0
// The first lines of the result. A line is a list of pieces: words of this page, or {said}, which is text from a file.

import { count, numberWords, reasonWords, signerTypeWords } from './words.js';

const said = (text) => ({ said: text });

function placeOf(error) {
  return error.line === null ? '' : ` (line ${error.line}, column ${error.column})`;
}

const keepsOwnKeys = (report) => report.warnings.some((warning) => warning.startsWith('keys_vouch_for_themselves'));

/** Whether all that is wrong with a bundle may be that its keys are not trusted. */
export function isUnconfirmed({ kind, report, trial }) {
  if (kind !== 'bundle' || report.ok || report.unknown_keys.length === 0) return false;
  if (trial?.ok) return true;
  const events = report.checks.filter((check) => check.name === 'events' && !check.ok);
  return report.causes.every((name) => ['events', 'bundle_signature'].includes(name)) &&
    events.length === report.eventCount && events.every((check) => check.actual === 'unknown_key');
}

function unconfirmedVerdict({ report, trial }) {
  const keys = report.unknown_keys;
  const names = keys.slice(0, 3).flatMap((key, i) => [i === 0 ? '' : ', ', said(key.key_id)]);
  const headline = [`Cannot be confirmed: it names ${keys.length === 1 ? 'a key' : 'keys'} that you do not trust (`,
    ...names, keys.length > 3 ? ` and ${keys.length - 3} more).` : ').'];
  if (trial === null) return { tone: 'caution', headline, lines: [] };
  if (!trial.ok) {
    return { tone: 'bad', headline,
      lines: [['With the file’s own keys, it does not fit together: ', said(trial.summary), '.']] };
  }
  const but = trial.equivocationCount === 0 ? '' : ', but a signer gave two answers to one question';
  return { tone: 'caution', headline, lines: [[`With the file’s own keys, everything fits together${but}.`]] };
}

function bundleVerdict(file) {
  const { report } = file;
  if (isUnconfirmed(file)) return unconfirmedVerdict(file);
  if (!report.ok) return { tone: 'bad', headline: ['It does not hold: ', said(report.summary), '.'], lines: [] };
  if (keepsOwnKeys(report)) {
    return { tone: 'caution', headline: ['It fits together, but only its own keys vouch for it.'],
      lines: [['Every check passes. No key that you trusted before signed it, so it does not tell you who made it.']] };
  }
  return { tone: 'good', headline: ['It holds.'],
    lines: [[`Every check passes. The record, its ${count(report.eventCount, 'event')} and its state are as they ` +
      'were signed. Nothing was changed.']] };
}

function evidenceVerdict({ report }) {
  if (!report.ok) {
    const faults = [...report.faults, ...report.proofs.flatMap((proof) => proof.faults)];
    const words = reasonWords(faults[0]?.name) ?? faults[0]?.name ?? 'it proves nothing';
    return { tone: 'bad', headline: ['The evidence does not hold: ', said(words), '.'], lines: [] };
  }
  const who = [...new Set(report.proofs.map((proof) => proof.principal?.id))];
  return {
    tone: keepsOwnKeys(report) ? 'caution' : 'good',
    headline: ['The evidence holds: ', ...who.slice(0, 3).flatMap((id, i) => [i === 0 ? '' : ', ', said(id)]),
      who.length > 3 ? ` and ${who.length - 3} more` : '', ' gave two answers to one question.'],
    lines: keepsOwnKeys(report) ? [['Only the keys in the file itself vouch for this.']] : [],
  };
}

function refusedVerdict({ error }) {
  return { tone: 'bad', headline: [`This cannot be checked${placeOf(error)}: `, said(error.explanation), '.'],
    lines: [] };
}

function eventsVerdict(merged, mergeError) {
  if (merged === null) {
    return { tone: 'bad', headline: ['This cannot be checked: ', said(mergeError.explanation), '.'], lines: [] };
  }
  const { eventCount, invalidCount } = merged;
  const lines = [['These are events without a bundle, so nobody says that there are no others.']];
  if (eventCount === 0) return { tone: 'caution', headline: ['There are no events in this.'], lines: [] };
  if (invalidCount === 0) {
    const which = eventCount === 1 ? 'The event is' : `All ${count(eventCount, 'event')} are`;
    return { tone: 'good', headline: [`${which} valid.`], lines };
  }
  return { tone: 'bad', lines, headline: [`${invalidCount.toLocaleString('en')} of ${count(eventCount, 'event')} ` +
    `${invalidCount === 1 ? 'is' : 'are'} not valid.`] };
}

/** The verdict on one of the files. */
export function fileVerdict(file, merged, mergeError) {
  if (file.kind === 'bundle') return bundleVerdict(file);
  if (file.kind === 'evidence') return evidenceVerdict(file);
  if (file.kind === 'refused') return refusedVerdict(file);
  return eventsVerdict(merged, mergeError);
}

/** That the files are about several records; null if that is not why they were not merged. */
function severalRecords(files, mergeError) {
  if (mergeError?.code !== 'several_subjects') return null;
  const numbers = new Set(files.filter((file) => file.kind === 'bundle').map((file) => file.report.pith_number));
  return [`These files are about ${numbers.size < 2 ? 'several' : numberWords(numbers.size)} different records, so ` +
    'they were not merged.'];
}

/** Why one of several files does not hold. */
function reasonOf(file) {
  return file.kind !== 'bundle' || isUnconfirmed(file) ? fileVerdict(file, null, { explanation: '' }).headline
    : ['The reason: ', said(file.report.summary), '.'];
}

function failingVerdict(files, failing, lines) {
  const openCount = failing.filter((file) => isUnconfirmed(file)).length;
  const isOpen = openCount === failing.length;
  const isOne = failing.length === 1;
  const or = openCount === 0 ? '' : ' or cannot be confirmed';
  const verb = isOpen ? 'cannot be confirmed: ' : (isOne ? 'does not hold: ' : `do not hold${or}: `);
  const which = isOne ? `One of the ${numberWords(files.length)} files `
    : `${failing.length} of ${files.length} files `;
  const names = failing.slice(0, 3).flatMap((file, i) => [i === 0 ? '' : ', ', said(file.name)]);
  const more = failing.length > 3 ? ` and ${failing.length - 3} more` : '';
  const reason = isOne ? reasonOf(failing[0]) : [said(failing[0].name), ': ', ...reasonOf(failing[0])];
  const isBad = !isOpen || failing.some((file) => file.trial?.ok === false);
  return { tone: isBad ? 'bad' : 'caution', headline: [which + verb, ...names, `${more}.`],
    lines: [reason, ...lines] };
}

function togetherWords({ eventCount, invalidCount, unknownKeyCount }, isCaution) {
  const isOne = invalidCount === 1;
  const fault = invalidCount === unknownKeyCount
    ? (isOne ? 'names a key that you do not trust' : 'name keys that you do not trust')
    : (isOne ? 'is not valid' : 'are not valid');
  const judged = invalidCount > 0 ? `of which ${invalidCount.toLocaleString('en')} ${fault}`
    : (isCaution ? 'whose signatures all fit' : 'all valid');
  return [`Together they have ${count(eventCount, 'event')}, ${judged}.`];
}

function manyVerdict(files, merged, mergeError) {
  const failing = files.filter((file) => file.kind === 'refused' || file.report?.ok === false);
  const isCaution = files.some((file) => file.report !== undefined && keepsOwnKeys(file.report));
  const about = merged === null ? [] : [togetherWords(merged, isCaution)];
  const several = severalRecords(files, mergeError);
  if (failing.length > 0) {
    const verdict = failingVerdict(files, failing, about);
    return several === null ? verdict : { ...verdict, lines: [several, ...verdict.lines] };
  }
  if (mergeError !== null) {
    const each = isCaution ? 'Each file fits together, but only its own keys may vouch for it.' : 'Each file holds.';
    return { tone: 'caution', headline: several ?? ['The files cannot be merged.'],
      lines: [[each], ...(several === null ? [[said(mergeError.explanation), '.']] : [])] };
  }
  const isBad = merged !== null && merged.invalidCount > 0;
  const ofTone = { bad: 'Not every event is valid.', caution: 'The files fit together, but only their own keys vouch ' +
    'for them.', good: `All ${files.length} files hold.` };
  const tone = isBad ? 'bad' : (isCaution ? 'caution' : 'good');
  return { tone, headline: [ofTone[tone]], lines: about };
}

/** Who gave two answers. Only a key that is bound to a signer says who that is. */
function contradictionWords(result) {
  const { merged } = result;
  const { signer } = merged.equivocations[0];
  const key = keyOf(signer, keysOf(result));
  const others = merged.equivocationCount - 1;
  return [...(key?.signerId != null ? [said(key.signerId)] : ['someone who claims to be ', said(signer.id ?? '')]),
    ' gave two answers to one question', others === 0 ? '' :
      `, and there ${others === 1 ? 'is 1 more' : `are ${others.toLocaleString('en')} more`} such contradiction` +
      `${others === 1 ? '' : 's'}`, '.'];
}

/** The same words at the beginning of a sentence. A name stays as it is. */
const asSentence = ([first, ...rest]) => [typeof first === 'string' ? first[0].toUpperCase() + first.slice(1) : first,
  ...rest];

/** {tone, headline, lines}: tone is good, caution or bad. */
export function verdictOf(result) {
  const { files, merged, mergeError } = result;
  const verdict = files.length === 1 ? fileVerdict(files[0], merged, mergeError)
    : manyVerdict(files, merged, mergeError);
  if (merged === null || merged.equivocationCount === 0) return verdict;
  const clause = contradictionWords(result);
  if (verdict.tone === 'bad') return { ...verdict, lines: [...verdict.lines, ['Also, ', ...clause]] };
  const headline = verdict.tone === 'caution' ? [...verdict.headline, ' ', ...asSentence(clause)]
    : [...verdict.headline.slice(0, -1), verdict.headline.at(-1).replace(/\.$/, ', but '), ...clause];
  return { tone: 'caution', headline,
    lines: [...verdict.lines, ['Both answers are signed. See “Contradictions and replacements” below.']] };
}

/** The keys that count here, with their origin: the caller's, and those that bundles brought along. */
export function keysOf(result) {
  const own = result.keys.map((key) => ({ keyId: key.keyId, fingerprint: key.fingerprint, signerId: key.signerId,
    signerType: key.signerType, origin: key.origin }));
  const brought = result.files.filter((file) => file.kind === 'bundle').flatMap((file) => file.report.keys)
    .filter((key) => key.origin === 'bundle').map((key) => ({ keyId: key.key_id, fingerprint: key.fingerprint,
      signerId: key.signer_id, signerType: key.signer_type, origin: key.origin }));
  return new Map([...own, ...brought].map((key) => [`${key.fingerprint} ${key.keyId}`, key]));
}

/** The key of a signer, among those of `keysOf`. */
export const keyOf = (signer, keys) => keys.get(`${signer.fingerprint} ${signer.keyId}`);

/** Whether only a file vouches for the key of a signer. */
export const isOwnWord = (signer, keys) => (keyOf(signer, keys)?.origin ?? 'bundle') === 'bundle';

/** Whom a key speaks for. Only a binding by the caller says that; anything else is what the signer claims. */
export function signerWords(signer, key) {
  if (key?.signerId != null) {
    const type = signerTypeWords(key.signerType);
    return type === null ? [said(key.signerId)] : [said(key.signerId), `, ${type}`];
  }
  return ['someone who claims to be ', said(signer.id ?? '')];
}

const ORIGIN_CLAUSES = { built_in: 'which is built into this page', given: 'which you added',
  bundle: 'for which only the file itself vouches' };

/** The keys that bundles name and that are not trusted, each once. */
export function unknownKeysOf({ files }) {
  const all = files.filter((file) => file.kind === 'bundle').flatMap((file) => file.report.unknown_keys);
  return [...new Map(all.map((key) => [`${key.fingerprint} ${key.key_id}`, key])).values()];
}

/** Who signed what is valid, and which keys you do not trust. */
export function whoSays(result) {
  const keys = keysOf(result);
  const isWhole = verdictOf(result).tone !== 'bad' && !result.files.some(isUnconfirmed);
  const begin = isWhole ? 'Signed by ' : 'The valid events are signed by ';
  const lines = (result.merged?.signers ?? []).slice(0, 3).map(({ signer }) => {
    const key = keyOf(signer, keys);
    const origin = ORIGIN_CLAUSES[key?.origin] ?? ORIGIN_CLAUSES.bundle;
    return [begin, ...signerWords(signer, key), ', with the key ', said(signer.keyId), `, ${origin}.`];
  });
  const unknown = unknownKeysOf(result);
  if (unknown.length > 0) {
    const isTold = result.files.length === 1 && isUnconfirmed(result.files[0]);
    lines.push([...(isTold ? [] : ['Signed with a key that you do not trust: ', said(unknown[0].key_id),
      unknown.length > 1 ? ` and ${unknown.length - 1} more. ` : '. ']),
    ...(unknown.length === 1 ? ['Anyone can make a key with this name. If you know whose it is, add it']
      : ['Anyone can make keys with these names. If you know whose they are, add them']),
    ' under “Whose keys count”.']);
  }
  return lines;
}

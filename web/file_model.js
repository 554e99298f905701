// SPDX-License-Identifier: Apache-2.0
// In the worker: one file by itself, as the engine checks it, reduced to what is shown.

import { answersOf } from './answers.js';
import { refusalOf } from './engine.js';
import { EXPLAINED_BYTES_MAX } from './state_model.js';
import { cutString } from './text.js';

/** A larger bundle is not read a second time to show what it states where a check passed. */
const STATED_BYTES_MAX = 20_000_000;
const EVIDENCE_FORMAT = 'pith-merge.evidence.v1';

const decoder = new TextDecoder();
export const parse = (bytes) => JSON.parse(decoder.decode(bytes));

/** The lines of a text, each as bytes. */
function* linesOf(bytes) {
  for (let begin = 0; begin < bytes.length;) {
    const end = bytes.indexOf(0x0a, begin);
    yield bytes.subarray(begin, end < 0 ? bytes.length : end);
    begin = end < 0 ? bytes.length : end + 1;
  }
}

/** The value at a JSON Pointer (RFC 6901), or undefined. */
export function valueAt(value, pointer) {
  const names = pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce((inner, name) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
    ? inner[name] : undefined), value);
}

/** What a bundle states where a check passed; there it is also what was computed. Null if it is not one text. */
function statedText(bundle, check) {
  return check.ok ? cutString(valueAt(bundle, check.pointer)) : null;
}

/** What a bundle states about its record: it is compared with the record that was signed. */
function statedRecord(bundle, report) {
  const isWrong = report.checks.some((check) => check.name === 'canonical_sha256' && !check.ok);
  return isWrong && bundle !== null ? bundle.canonical_record : undefined;
}

/** The checks that rest on a key that the bundle itself brings along. Of a bundle not read again: all that may. */
function checksOnOwnKeys(bundle, report) {
  const brought = report.keys.filter((key) => key.origin === 'bundle');
  const own = new Set(brought.map((key) => `${key.fingerprint} ${key.key_id}`));
  const isOwn = (named) => own.has(`${named?.public_key_fingerprint} ${named?.key_id}`);
  const events = Array.isArray(bundle?.events) ? bundle.events : [];
  const rests = {
    receipt: () => events.some((event) => isOwn(event?.payload?.receipt)),
    events: () => events.some((event) => isOwn(event?.signer)),
    bundle_signature: () => isOwn(bundle.bundle_signature),
  };
  return own.size === 0 ? [] : Object.keys(rests).filter((name) => bundle === null || rests[name]());
}

/** What a bundle that names unknown keys gives if its own keys count; null if that was not tried. */
function tryOwnKeys(checker, bytes, report) {
  if (report.ok || report.unknown_keys.length === 0 || bytes.length > EXPLAINED_BYTES_MAX) return null;
  try {
    const trial = checker.tryOwnKeys(bytes);
    return trial === null ? null : { ok: trial.report.ok, summary: trial.report.summary, sha256: trial.sha256,
      equivocationCount: trial.equivocationCount };
  } catch (thrown) {
    if (refusalOf(thrown) === null) throw thrown;
    return null;
  }
}

function describeBundle(checker, bytes) {
  const { json, events, equivocationCount } = checker.verify(bytes);
  const report = JSON.parse(json);
  const bundle = bytes.length <= STATED_BYTES_MAX ? parse(bytes) : null;
  const idAt = new Map(events.map((event) => [event.pointer, event.eventId]));
  const onOwnKeys = checksOnOwnKeys(bundle, report);
  const checks = report.checks.map((check) => ({
    ...check, isOnOwnKey: check.ok && onOwnKeys.includes(check.name),
    expected: cutString(check.expected), actual: cutString(check.actual), pointer: cutString(check.pointer),
    stated: statedText(bundle, check), eventId: check.name === 'events' ? idAt.get(check.pointer) ?? null : null,
  }));
  const invalidCount = report.events.filter((event) => event.verdict !== 'valid').length;
  const eventCount = report.events.length;
  return { kind: 'bundle', json, equivocationCount, record: statedRecord(bundle, report),
    trial: tryOwnKeys(checker, bytes, report), report: { ...report, events: null, checks, eventCount, invalidCount } };
}

/** The keys that events name, each once. */
function namedKeys(events) {
  const keys = events.map(({ signer }) => ({ key_id: cutString(signer?.key_id) ?? '',
    fingerprint: cutString(signer?.public_key_fingerprint) ?? '' }));
  return [...new Map(keys.map((key) => [`${key.fingerprint} ${key.key_id}`, key])).values()];
}

/** Of the proofs, this many are shown with what their events say. */
const ANSWERED_MAX = 100;

/**
 * A proof, with what its events say if they are signed, and what their signer calls itself. Evidence has whole events
 * (SPEC 12).
 */
function describeProof(proof, { events }, isSigned) {
  const shown = new Map(proof.event_ids.map((id, i) => [id, events[i]]));
  return { ...proof, eventIds: proof.event_ids,
    answers: isSigned ? answersOf(proof.event_ids, shown) : [],
    claimedId: cutString(events[0]?.signer?.signer_id), claimedKey: namedKeys(events.slice(0, 1))[0] ?? null };
}

/** What evidence gives if its own keys count; null if they do, or if its keys are trusted. */
function tryOwnEvidence(checker, bytes, unknownKeys) {
  if (unknownKeys.length === 0) return null;
  const report = checker.verifyEvidenceWithOwnKeys(bytes);
  return report === null ? null : { ok: report.ok, proofs: report.proofs.map((proof) => proof.ok) };
}

function describeProofs(checker, bytes) {
  const json = checker.verifyEvidence(bytes);
  const report = JSON.parse(json);
  const { equivocations } = parse(bytes);
  const hasUnknown = report.proofs.map((proof) => proof.faults.some((fault) => fault.name === 'unknown_key'));
  const unknown = namedKeys(equivocations.filter((_, i) => hasUnknown[i]).flatMap(({ events }) => events));
  const trial = tryOwnEvidence(checker, bytes, unknown);
  const proofs = report.proofs.map((proof, i) => describeProof(proof, equivocations[i],
    i < ANSWERED_MAX && (proof.ok || (trial?.proofs[i] ?? false))));
  return { kind: 'evidence', json, trial, report: { ...report, unknown_keys: unknown, proofs } };
}

/** Evidence, or a refusal if the file says that it is evidence; null if it does not. */
function describeEvidence(checker, bytes) {
  try {
    return describeProofs(checker, bytes);
  } catch (thrown) {
    const error = refusalOf(thrown);
    if (error?.code !== 'not_evidence') throw thrown;
    return parse(bytes)?.format === EVIDENCE_FORMAT ? { kind: 'refused', error } : null;
  }
}

const isBundle = (value) => value?.bundle_type === 'pith_open_graph_bundle' && Array.isArray(value.events);

/**
 * Whether a bundle is an element of an array or a line of NDJSON (SPEC 9.5). The merge takes its events, but nothing
 * checks it as a bundle.
 */
function hasBundle(bytes) {
  let lines;
  try {
    const value = parse(bytes);
    return Array.isArray(value) && value.some(isBundle);
  } catch {  // it is NDJSON, or too long for one string
    lines = linesOf(bytes);
  }
  for (const line of lines) {
    try {
      if (isBundle(parse(line))) return true;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;  // a line that is not JSON is refused by the merge
    }
  }
  return false;
}

/** What one file is. Only the merge can tell whether events are refused. */
export function describeFile(checker, bytes) {
  try {
    return describeBundle(checker, bytes);
  } catch (thrown) {
    const error = refusalOf(thrown);
    if (error === null) throw thrown;
    const other = error.code === 'not_a_bundle' ? describeEvidence(checker, bytes) : null;
    return other ?? { kind: 'events', hasBundle: hasBundle(bytes) };
  }
}


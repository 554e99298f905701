// SPDX-License-Identifier: Apache-2.0
// The whole check of what a person opened, in the worker: each file by itself, and then all of them merged.

import { changesOf } from './changes.js';
import { refusalOf } from './engine.js';
import { describeState, EXPLAINED_BYTES_MAX, shownEvents } from './state_model.js';
import { cutString } from './text.js';

/** Of the events at fault in a bundle, this many are explained at once. */
const FAULTS_EXPLAINED_MAX = 5;
/** A larger bundle is not read a second time to show what it states where a check passed. */
const STATED_BYTES_MAX = 20_000_000;
const EVIDENCE_FORMAT = 'pith-merge.evidence.v1';

const decoder = new TextDecoder();
const parse = (bytes) => JSON.parse(decoder.decode(bytes));

/** The value at a JSON Pointer (RFC 6901), or undefined. */
function valueAt(value, pointer) {
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
  const { json, events } = checker.verify(bytes);
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
  return { kind: 'bundle', json, record: statedRecord(bundle, report), trial: tryOwnKeys(checker, bytes, report),
    report: { ...report, events: null, checks, eventCount, invalidCount } };
}

/** Evidence, or a refusal if the file says that it is evidence; null if it does not. */
function describeEvidence(checker, bytes) {
  try {
    const json = checker.verifyEvidence(bytes);
    return { kind: 'evidence', json, report: JSON.parse(json) };
  } catch (thrown) {
    const error = refusalOf(thrown);
    if (error?.code !== 'not_evidence') throw thrown;
    return parse(bytes)?.format === EVIDENCE_FORMAT ? { kind: 'refused', error } : null;
  }
}

/** What one file is. Only the merge can tell whether events are refused. */
function describeFile(checker, bytes) {
  try {
    return describeBundle(checker, bytes);
  } catch (thrown) {
    const error = refusalOf(thrown);
    if (error === null) throw thrown;
    const other = error.code === 'not_a_bundle' ? describeEvidence(checker, bytes) : null;
    return other ?? { kind: 'events' };
  }
}

/** A file that the merge refuses. A bundle was checked all the same, and keeps its report. */
const leftOut = (file, error) => (file.kind === 'bundle' ? { ...file, leftOut: error }
  : { ...file, kind: 'refused', error });

/** Merges the files that can be merged. A file that is refused is marked, and left out. */
function mergeFiles(checker, files, inputs) {
  for (;;) {
    const isTaken = (file) => ['bundle', 'events'].includes(file.kind) && file.leftOut === undefined;
    const taken = files.flatMap((file, index) => (isTaken(file) ? [index] : []));
    const texts = taken.map((index) => inputs[index].bytes);
    if (texts.length === 0) return { texts, state: null, error: files.find((file) => file.leftOut)?.leftOut ?? null };
    try {
      return { texts, state: checker.merge(texts), error: null };
    } catch (thrown) {
      const error = refusalOf(thrown);
      if (error === null) throw thrown;
      if (error.input === null) return { texts, state: null, error };
      files[taken[error.input]] = leftOut(files[taken[error.input]], error);
    }
  }
}

/** How the only two files differ; null if there are not two, or if they cannot be compared. */
function compareTwo(checker, texts) {
  if (texts.length !== 2) return null;
  try {
    return checker.compare(...texts);
  } catch (thrown) {
    if (refusalOf(thrown) === null) throw thrown;
    return null;
  }
}

/** What was changed in a copy of an event, if the event as it was signed is live here; otherwise nothing. */
function changesOfCopy(copy, texts, shown) {
  const signed = shown.get(copy?.signed_event_id);
  if (signed === undefined || copy.line !== 1) return [];
  const found = valueAt(parse(texts[copy.input]), copy.pointer);
  const told = ({ target, created_at, signer, payload }) => ({ target, created_at, signer, payload });
  return changesOf(told(signed), told(found));
}

function explainFaults(files, texts, shown, explain) {
  const checks = files.filter((file) => file.kind === 'bundle').flatMap((file) => file.report.checks);
  for (const check of checks.filter((each) => !each.ok && each.eventId !== null).slice(0, FAULTS_EXPLAINED_MAX)) {
    const explanation = explain(check.eventId);
    if (explanation !== null) {
      check.story = explanation.story.map((statement) => statement.explanation);
      check.changes = changesOfCopy(explanation.copies[0], texts, shown);
    }
  }
}

/** In each bundle with a changed record: what was changed, by the record that a valid event has. */
function compareRecords(files, signed) {
  for (const file of files.filter((each) => each.kind === 'bundle')) {
    const { record } = file;
    delete file.record;
    file.recordChanges = record === undefined || signed === null ? [] : changesOf(signed, record);
  }
}

/** Checks inputs, each {name, bytes}. `report` is told what is done: {phase, name, number, count}. */
export function check(checker, inputs, report) {
  const files = inputs.map(({ name, bytes }, index) => {
    report({ phase: 'check', name, number: index + 1, count: inputs.length });
    return { name, sizeBytes: bytes.length, ...describeFile(checker, bytes) };
  });
  report({ phase: 'merge', count: inputs.length });
  const { texts, state, error } = mergeFiles(checker, files, inputs);
  const result = { files, mergeError: error, merged: null, keys: checker.keys, difference: null };
  if (state === null) {
    compareRecords(files, null);
    return { result, texts };
  }
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  const explain = (id) => (size <= EXPLAINED_BYTES_MAX ? checker.explain(texts, id) : null);
  const document = parse(state.document);
  const shown = shownEvents(document.current);
  const described = describeState(document, shown, explain);
  compareRecords(files, document.current.canonical_record);
  explainFaults(files, texts, shown, explain);
  report({ phase: 'draw' });
  const picture = checker.picture(texts);
  const proof = described.equivocationCount > 0 ? checker.prove(texts) : null;
  result.merged = { ...described, document: state.document, picture, proof, warnings: state.warnings };
  result.difference = compareTwo(checker, texts);
  return { result, texts };
}

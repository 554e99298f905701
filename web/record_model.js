// SPDX-License-Identifier: Apache-2.0
// In the worker: all files about one record, merged and compared, reduced to what is shown.

import { changesOf } from './changes.js';
import { refusalOf } from './engine.js';
import { parse, valueAt } from './file_model.js';
import { describeRecord, describeState, EXPLAINED_BYTES_MAX, EXPLAINED_EVENTS_MAX, judgeState, shownEvents,
  storyLine } from './state_model.js';

/** Of the events at fault in a bundle, this many are explained at once. */
const FAULTS_EXPLAINED_MAX = 5;

/** A file that the merge refuses. A bundle was checked all the same, and keeps its report. */
const leftOut = (file, error) => (file.kind === 'bundle' ? { ...file, leftOut: error }
  : { ...file, kind: 'refused', error });

/** Merges the files that can be merged. A file that is refused is marked, and left out. */
export function mergeFiles(checker, files, inputs) {
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

/** The value at the place of a copy of an event; undefined if it is not found. In NDJSON the place is in a line. */
function valueOfCopy(copy, texts) {
  try {
    return valueAt(parse(texts[copy.input]), copy.pointer);
  } catch {
    const lines = new TextDecoder().decode(texts[copy.input]).split('\n');
    return valueAt(JSON.parse(lines[copy.line - 1]), copy.pointer);
  }
}

/** What was changed in a copy of an event, if the event as it was signed is live here; otherwise nothing. */
function changesOfCopy(copy, texts, shown) {
  const signed = shown.get(copy?.signed_event_id);
  if (signed === undefined) return [];
  const told = ({ target, created_at, signer, payload }) => ({ target, created_at, signer, payload });
  return changesOf(told(signed), told(valueOfCopy(copy, texts)));
}

function explainFaults(files, texts, shown, explain) {
  const checks = files.filter((file) => file.kind === 'bundle').flatMap((file) => file.report.checks);
  for (const check of checks.filter((each) => !each.ok && each.eventId !== null).slice(0, FAULTS_EXPLAINED_MAX)) {
    const explanation = explain(check.eventId);
    if (explanation !== null) {
      check.story = explanation.story.map(storyLine);
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

/** The engine's word on each event, asked for once. Null if the files are large, or have many events. */
function explainer(checker, texts, eventCount) {
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  const known = new Map();
  return (id) => {
    if (size > EXPLAINED_BYTES_MAX || eventCount > EXPLAINED_EVENTS_MAX) return null;
    if (!known.has(id)) known.set(id, checker.explain(texts, id));
    return known.get(id);
  };
}

/** What all files give if the keys that they bring along count; null if these make no difference, or if it is not
 * tried. */
function tryOwnKeys(checker, files, texts) {
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  const hasUnknown = files.some((file) => file.kind === 'bundle' && file.report.unknown_keys.length > 0);
  if (!hasUnknown || size > EXPLAINED_BYTES_MAX) return null;
  const state = checker.mergeWithOwnKeys(texts);
  if (state === null) return null;
  const document = parse(state.document);
  return { sha256: state.sha256, equivocationCount: document.equivocation_count,
    isComplete: document.invalid_events.every((event) => event.reason !== 'unknown_key'),
    record: describeRecord(document.current), validIds: new Set(document.applied_event_ids) };
}

/** Gives an event that the state does not show, if it is valid, or would be if the file's own keys counted. */
function copyReader(texts, trial) {
  return ({ event_id: id, valid, copies }) => {
    const isSigned = valid || (trial?.validIds.has(id) ?? false);
    return isSigned && copies.length > 0 ? valueOfCopy(copies[0], texts) ?? null : null;
  };
}

const emptyRecord = (checker, files, error) => ({ files, keys: checker.keys, mergeError: error, merged: null,
  difference: null, trial: null });

/** The same of a record that is not shown whole: only what its verdict needs. */
export function judgeFiles(checker, files, { state, error }) {
  const record = emptyRecord(checker, files, error);
  if (state === null) return record;
  const document = parse(state.document);
  const judged = judgeState(document, shownEvents(document.current));
  record.merged = { ...judged, equivocations: judged.equivocations.slice(0, 1), warnings: state.warnings };
  return record;
}

/**
 * Describes files about one record, which were merged. The files are marked with what the merge tells about them.
 */
export function describeFiles(checker, files, { texts, state, error }, onProgress) {
  const record = emptyRecord(checker, files, error);
  if (state === null) {
    compareRecords(files, null);
    return record;
  }
  const document = parse(state.document);
  const explain = explainer(checker, texts, document.event_count);
  const shown = shownEvents(document.current);
  const trial = tryOwnKeys(checker, files, texts);
  const described = describeState(document, shown, explain, copyReader(texts, trial));
  compareRecords(files, document.current.canonical_record);
  explainFaults(files, texts, shown, explain);
  onProgress({ phase: 'draw' });
  const picture = checker.picture(texts);
  const proof = described.equivocationCount > 0 ? checker.prove(texts) : null;
  record.merged = { ...described, document: state.document, picture, proof, warnings: state.warnings };
  record.difference = compareTwo(checker, texts);
  if (trial !== null) record.trial = { ...trial, validIds: null };
  return record;
}

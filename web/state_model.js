// SPDX-License-Identifier: Apache-2.0
// What the page shows of a state document. Only the engine's word is used, never what a file says of itself: a copy of
// an event may state the id of another one.

import { answersOf } from './answers.js';
import { contentOf } from './content.js';
import { cutString } from './text.js';

/** Of the events, this many are listed. The state document has all of them. */
export const ROWS_MAX = 200;
/** Of the events that the state does not show whole, this many are explained at once. */
export const EXPLAINED_MAX = 20;
/** Each explanation reads all inputs again. */
export const EXPLAINED_BYTES_MAX = 2_000_000;
/** So small events cost more than their bytes: those of 2 MB may be 100,000, and then one explanation takes 0.6 s. */
export const EXPLAINED_EVENTS_MAX = 5000;

/** Of the contradictions, this many are shown with what their events say. */
const ANSWERED_MAX = 20;
const CORRECTIONS_MAX = 5;

const LISTS = {
  graph_snapshots: 'graph_snapshot', author_attestations: 'author_attestation', timestamp_anchors: 'timestamp_anchor',
  storage_attestations: 'storage_attestation', citation_signatures: 'citation_signature',
  replication_records: 'replication_record', corrections: 'correction', mirror_hints: 'mirror_hint',
};

/** The live events that the state shows, by id. */
export function shownEvents(current) {
  const found = new Map();
  const put = (event, type) => found.set(event.event_id, { ...event, type });
  if (current.record_created !== null) put(current.record_created, 'record_created');
  for (const [list, type] of Object.entries(LISTS)) current[list].forEach((event) => put(event, type));
  return found;
}

function signerOf(signer) {
  return { id: cutString(signer.signer_id), type: cutString(signer.signer_type), keyId: cutString(signer.key_id),
    fingerprint: cutString(signer.public_key_fingerprint) };
}

function liveRow(event) {
  return { id: event.event_id, status: 'live', type: cutString(event.type), target: cutString(event.target),
    createdAt: cutString(event.created_at), signer: signerOf(event.signer),
    content: contentOf(event.type, event.payload) };
}

function statusOf(explanation) {
  if (!explanation.valid) return 'invalid';
  return explanation.live ? 'live' : 'superseded';
}

/** A statement of the engine, with its rule. */
export const storyLine = ({ explanation, rule }) => `${explanation} (${rule})`;

/** A row of what `explain` says about an event. */
export function explainedRow(explanation) {
  const { key } = explanation;
  return {
    id: explanation.event_id, status: statusOf(explanation), reason: explanation.reason,
    type: cutString(explanation.event_type), target: cutString(explanation.target),
    createdAt: cutString(explanation.created_at), supersededBy: explanation.superseded_by,
    signer: { id: cutString(explanation.signer_id), type: cutString(explanation.signer_type),
      keyId: cutString(key?.key_id), fingerprint: cutString(key?.fingerprint) },
    story: explanation.story.map(storyLine),
  };
}

/**
 * The rows of the listed events: valid ones in application order, and then the others. `copyOf` gives an explained
 * event itself, if what it says can be told.
 */
function listRows(state, shown, explain, copyOf) {
  const applied = state.applied_event_ids.slice(0, ROWS_MAX);
  const invalid = state.invalid_events.slice(0, ROWS_MAX);
  let left = EXPLAINED_MAX;
  const known = (row) => {
    if (row.status === 'live' || left === 0) return row;
    const explanation = explain(row.id);
    left -= explanation === null ? 0 : 1;
    if (explanation === null) return row;
    const event = copyOf(explanation);
    return { ...explainedRow(explanation), content: event === null ? null
      : contentOf(event.event_type, event.payload) };
  };
  return [
    ...applied.map((id) => (shown.has(id) ? liveRow(shown.get(id)) : known({ id, status: 'valid' }))),
    ...invalid.map(({ event_id: id, reason }) => known({ id, status: 'invalid', reason })),
  ];
}

/** How many valid events each key signed, of those that the state shows. */
function countSigners(shown) {
  const found = new Map();
  for (const event of shown.values()) {
    const signer = signerOf(event.signer);
    const name = JSON.stringify([signer.keyId, signer.fingerprint, signer.id]);
    const entry = found.get(name) ?? { signer, count: 0 };
    found.set(name, { ...entry, count: entry.count + 1 });
  }
  return [...found.values()].slice(0, ROWS_MAX);
}

const objectOr = (value, other) => (typeof value === 'object' && value !== null ? value : other);

/** What the record is, by its newest snapshot and by the record itself. Null members are not said. */
export function describeRecord(current) {
  const snapshot = current.graph_snapshots.at(-1) ?? null;
  const graph = objectOr(snapshot?.payload?.graph_snapshot, {});
  const paper = objectOr(graph.paper, {});
  const record = objectOr(current.canonical_record, {});
  const metadata = objectOr(record.metadata, {});
  const source = objectOr(record.source, objectOr(graph.source, {}));
  const version = ['number', 'string'].includes(typeof source.version) ? cutString(String(source.version)) : null;
  return {
    title: cutString(paper.title), authors: cutString(paper.authors_text),
    license: cutString(paper.license ?? metadata.license), category: cutString(paper.primary_cat),
    submittedAt: cutString(metadata.submitted_at ?? paper.submitted_at),
    source: { kind: cutString(source.kind), id: cutString(source.id), version },
    snapshot: snapshot === null ? null : liveRow({ ...snapshot, type: 'graph_snapshot' }),
    created: current.record_created === null ? null : liveRow({ ...current.record_created, type: 'record_created' }),
    titleCorrections: current.corrections.filter((event) => event.target === 'title').slice(-CORRECTIONS_MAX)
      .map((event) => ({ signer: signerOf(event.signer), content: contentOf('correction', event.payload) })),
    names: current.source_aliases.slice(0, 20).map((alias) =>
      ({ kind: cutString(alias.alias_kind), value: cutString(alias.alias_value) })),
  };
}

/** What the verdict on a state needs, whose live events are `shown`. */
export function judgeState(state, shown) {
  return {
    pithNumber: state.pith_number, sha256: state.state_sha256,
    eventCount: state.event_count, validCount: state.valid_event_count, invalidCount: state.invalid_event_count,
    equivocationCount: state.equivocation_count,
    unknownKeyCount: state.invalid_events.filter((event) => event.reason === 'unknown_key').length,
    signers: countSigners(shown),
    equivocations: state.equivocations.slice(0, ROWS_MAX).map((entry) => ({
      type: cutString(entry.event_type), target: cutString(entry.target), position: entry.position,
      signer: signerOf(entry.signer), eventIds: entry.event_ids.slice(0, ROWS_MAX), isResolved: entry.resolved,
    })),
  };
}

/**
 * Everything that is shown of a state, whose live events are `shown`. `explain` gives what the engine says about an
 * event, or null; `copyOf` as in `listRows`.
 */
export function describeState(state, shown, explain, copyOf) {
  const judged = judgeState(state, shown);
  return {
    ...judged,
    record: describeRecord(state.current),
    rows: listRows(state, shown, explain, copyOf),
    equivocations: judged.equivocations.map((entry, index) => ({ ...entry,
      answers: index < ANSWERED_MAX ? answersOf(entry.eventIds, shown) : [] })),
  };
}

// SPDX-License-Identifier: Apache-2.0
// A yardstick, not part of the product: the whole-bundle check of SPEC 9.4, as plain JavaScript for Node. The caller says
// what verifies a signature.
//
// It does a little less than the program. It trusts only the built-in key, stops at the first fault, and requires every
// copy of an event to hold. It does not check nesting (SPEC 1.4, 4.5), nor whether a listed key is on the curve
// (SPEC 3.6). JSON.parse takes the last of equal keys and reads every number as binary64. The canonical JSON is that of
// RFC 8785: keys in the order of their UTF-16 units, and `1.0` as `1`. For the registry's bundles this makes no
// difference.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import canonicalize from 'canonicalize';

import { MERGE_VERSION, instant, stateOf } from './state.mjs';

const KEY = { key_id: 'pith-v1-2026-05', public_key_fingerprint: '8d4b5ee74e4693bcd1df2446408b0d54' };
const SIGNER = { ...KEY, signer_id: 'pith.science', signer_type: 'pith_registry' };
export const PUBLIC_KEY = Buffer.from('stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=', 'base64');
const TEXTS = ['event_type', 'subject_pith_number', 'target', 'created_at', 'schema_version'];
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const parse = (bytes) => JSON.parse(utf8.decode(bytes));
export const sha256 = (data) => createHash('sha256').update(data).digest();
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isEventId = (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);

function strictBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  assert(bytes.toString('base64') === text, 'base64');
  return bytes;
}

// The first 26 characters of the base32.
function base32(digest) {
  let text = '';
  for (let bit = 0; bit < 130; bit += 5) text += BASE32[(digest.readUInt16BE(bit >> 3) >> (11 - (bit & 7))) & 31];
  return text;
}

// SPEC 2.1, 2.2: the hash of a record, its Pith Number, and the suffix of the number.
function numberOf(record) {
  const digest = sha256(canonicalize(record));
  const year = /^[0-9]{4}/.exec(record.metadata.submitted_at);
  assert(year, 'canonical_record');
  const suffix = base32(digest);
  return { digest, number: `pith:${year[0]}:${suffix}`, suffix };
}

// SPEC 2.3
function checkAliases(aliases, source, suffix) {
  const follows = new Map([8, 12, 16].map((length) => [`pith_short_${length}`, suffix.slice(0, length)]));
  if (source?.kind === 'arxiv' && typeof source.id === 'string') {
    follows.set('arxiv', source.id).set('doi', `10.48550/arxiv.${source.id}`);
    if (source.version != null) follows.set('arxiv_version', `${source.id}v${source.version}`);
  }
  for (const { alias_kind: kind, alias_value: value } of aliases) {
    assert(!follows.has(kind) || value === follows.get(kind), `source_aliases: ${kind}`);
  }
}

// SPEC 3.1
function checkPublicKey(entry) {
  const key = strictBase64(entry.public_key_b64);
  assert(entry.algorithm === 'ed25519' && typeof entry.key_id === 'string' && key.length === 32, 'public_keys');
  const digest = sha256(key);
  const follows = {
    public_key_hex: key.toString('hex'),
    fingerprint_sha256_hex: digest.toString('hex', 0, 16),
    fingerprint_sha256_b32_first128bits: base32(digest),
  };
  for (const [name, right] of Object.entries(follows)) {
    assert((entry[name] ?? right) === right, `public_keys: ${name}`);
  }
  assert((entry.rotates_at ?? null) === null || instant(entry.rotates_at), 'public_keys: rotates_at');
}

// SPEC 3.8, 4.2
function checkSignature(block, digest, message, what, holds) {
  const right = { signature_status: 'signed_v1', algorithm: 'ed25519', signed_message: message, ...KEY };
  for (const [name, value] of Object.entries(right)) assert(block[name] === value, `${what}: ${name}`);
  const signature = strictBase64(block.signature_b64);
  assert(holds(signature, digest), `${what}: signature_b64`);
}

// SPEC 4.1
function isWellFormed({ payload, supersedes, prev_event, ...content }) {
  return TEXTS.every((name) => typeof content[name] === 'string') && instant(content.created_at) !== null
    && isObject(payload) && Array.isArray(supersedes) && supersedes.every(isEventId)
    && new Set(supersedes).size === supersedes.length && (prev_event === null || isEventId(prev_event));
}

// SPEC 4.5, 4.8
function checkRecordCreated({ canonical_record, canonical_sha256, receipt }, subject, holds) {
  const { digest, number } = numberOf(canonical_record);
  assert(canonical_sha256 === digest.toString('hex') && number === subject, 'record_mismatch');
  if (receipt !== undefined) {
    assert(receipt.canonical_sha256 === canonical_sha256, 'receipt: canonical_sha256');
    checkSignature(receipt, digest, 'canonical_sha256_bytes', 'receipt', holds);
  }
}

// SPEC 4.2 to 4.8: the event's id and its content.
function checkEvent({ signature, content_sha256, event_id, ...content }, subject, holds) {
  const bytes = Buffer.from(canonicalize(content));
  const digest = sha256(bytes);
  assert(content_sha256 === digest.toString('hex'), 'events: content_sha256');
  assert(event_id === `sha256:${content_sha256}`, 'events: event_id');
  assert(isWellFormed(content), 'events: malformed');
  assert(bytes.length <= 1048576 && content.supersedes.length <= 64, 'events: limit_exceeded');
  assert(content.schema_version === '1.0', 'events: schema_version');
  assert(content.subject_pith_number === subject, 'events: subject_mismatch');
  assert(Object.entries(SIGNER).every(([name, right]) => content.signer[name] === right), 'events: signer');
  checkSignature(signature, digest, 'open_graph_event_sha256_bytes', 'events: signature', holds);
  if (content.event_type === 'record_created') checkRecordCreated(content.payload, subject, holds);
  return [event_id, content];
}

// SPEC 9.4: returns true, or throws if anything does not hold. `holds` says whether a signature by PUBLIC_KEY does.
export function verify(bytes, holds) {
  const bundle = parse(bytes);
  assert(bundle.bundle_type === 'pith_open_graph_bundle', 'bundle_type');
  assert(bundle.bundle_version === '1.0', 'bundle_version');
  const { canonical_record: record, source_aliases: aliases = [], public_keys: keys = [] } = bundle;
  assert(Array.isArray(aliases) && Array.isArray(keys), 'source_aliases, public_keys');
  const { digest, number, suffix } = numberOf(record);
  assert(bundle.canonical_sha256 === digest.toString('hex'), 'canonical_sha256');
  assert(bundle.pith_number === number, 'pith_number');
  assert(bundle.short_pith_number === `pith:${suffix.slice(0, 8)}`, 'short_pith_number');
  assert(canonicalize(bundle.source) === canonicalize(record.source), 'source');
  checkAliases(aliases, record.source, suffix);
  keys.forEach(checkPublicKey);
  const events = new Map(bundle.events.map((event) => checkEvent(event, number, holds)));
  for (const { prev_event } of events.values()) {
    assert(prev_event === null || events.has(prev_event), 'events: prev_event_unresolved');
  }
  const { state_sha256, ...stated } = bundle.state;
  const state = canonicalize(stateOf(number, events, aliases));
  assert(canonicalize(stated) === state, 'state');
  assert(state_sha256 === sha256(state).toString('hex'), 'state_sha256');
  assert(bundle.merge_version === MERGE_VERSION, 'merge_version');
  const { bundle_signature: signature, ...signed } = bundle;
  const bundleDigest = sha256(canonicalize(signed));
  assert(signature.bundle_sha256 === bundleDigest.toString('hex'), 'bundle_sha256');
  checkSignature(signature, bundleDigest, 'bundle_sha256_bytes', 'bundle_signature', holds);
  return true;
}

// SPDX-License-Identifier: Apache-2.0
// What names of the rules mean, in plain English. A name that is not here is shown as it is: the lists may grow.

/** What each check asks (docs/checks.md). */
export const CHECKS = {
  bundle_version: 'The bundle has the version that these rules are for',
  canonical_record: 'There is a record, and it has a year',
  canonical_sha256: 'The stated hash is the hash of the record',
  pith_number: 'The Pith Number follows from the record',
  short_pith_number: 'The short Pith Number follows from the record',
  source: 'The stated source is the one in the record',
  source_aliases: 'The other names of the record follow from it',
  public_keys: 'The keys that the bundle lists are well formed',
  receipt: 'The registry’s receipts hold',
  events: 'Every event is valid',
  state: 'The stated state is what the events give',
  state_sha256: 'The stated hash of the state is right',
  merge_version: 'The bundle names the rules that this page follows',
  bundle_sha256: 'Nothing in the bundle was changed after it was signed',
  bundle_signature: 'A registry whose key you trust signed the bundle',
};

/** The same, if only the file itself vouches for the key. */
const OWN_KEY_CHECKS = { ...CHECKS, bundle_signature: 'The bundle is signed, and the signature fits' };

/** Why an event is not valid (SPEC 4.5 to 4.9), and what is wrong with a proof (SPEC 12). */
export const REASONS = {
  malformed: 'it does not have the form of an event',
  limit_exceeded: 'it is too large, or too deeply nested',
  unsupported_schema_version: 'it follows a version that this page does not know',
  subject_mismatch: 'it is about another record',
  unknown_key: 'you do not trust the key that it names',
  signer_mismatch: 'its key belongs to another signer',
  key_expired: 'its key had been replaced by then',
  not_authorised: 'only a registry may create a record',
  record_mismatch: 'it creates another record',
  content_hash_mismatch: 'it was changed after it was signed',
  event_id_mismatch: 'it states another event’s id',
  bad_signature: 'its signature does not hold',
  bad_receipt: 'its receipt does not hold',
  prev_event_unresolved: 'it follows an event that is missing or not valid',
  same_event: 'one event is there twice',
  event_order: 'the events are not in their order',
  unlisted_key: 'a key is missing',
  principal_mismatch: 'different parties signed the events',
  event_type_mismatch: 'the events are of different types',
  target_mismatch: 'the events are about different things',
  position_mismatch: 'the events do not answer the same question',
  no_conflict: 'one event replaces the other: that is a correction',
  bad_key: 'a key is not well formed',
  key_order: 'the keys are not in their order',
  unused_key: 'it lists a key that nothing needs',
  proof_order: 'the proofs are not in their order',
};

const TYPES = {
  record_created: 'Record created',
  graph_snapshot: 'Snapshot of the paper',
  author_attestation: 'Statement by an author',
  timestamp_anchor: 'Timestamp',
  storage_attestation: 'Statement about a stored copy',
  citation_signature: 'Signed citation',
  replication_record: 'Replication',
  correction: 'Correction',
  mirror_hint: 'Hint where a copy is',
};

const ORIGINS = {
  built_in: 'This key is built into this page.',
  given: 'You added this key.',
  bundle: 'Only the file itself vouches for this key, because you asked for that.',
};

const SIGNER_TYPES = { pith_registry: 'a registry', author: 'an author' };

const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : null);

export const checkWords = (name) => own(CHECKS, name);
export const ownKeyCheckWords = (name) => own(OWN_KEY_CHECKS, name);
export const reasonWords = (name) => own(REASONS, name);
export const typeWords = (name) => own(TYPES, name);
export const originWords = (name) => own(ORIGINS, name);
export const signerTypeWords = (name) => own(SIGNER_TYPES, name);

/** `1 event`, `1,200 events`. */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** `two`, `1,200`. */
export const numberWords = (number) => NUMBERS[number] ?? number.toLocaleString('en');

// The engine's texts name options of the command line. The page has these words for them.
const OPTION_WORDS = [
  ['give it with --keys', 'add it under “Whose keys count”'],
  ['trust a bundle that lists it with --trust-bundle-keys',
    'trust the keys that the files bring along, under “Whose keys count”'],
  ['which counts only with --trust-bundle-keys',
    'which counts only if you trust the keys that the files bring along, under “Whose keys count”'],
];

/** A text of the engine, in words of the page. */
export function pageWords(text) {
  return OPTION_WORDS.reduce((changed, [option, words]) => changed.replaceAll(option, words), text);
}

export function sizeWords(bytes) {
  if (bytes < 1000) return count(bytes, 'byte');
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

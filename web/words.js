// SPDX-License-Identifier: Apache-2.0
// What names of the rules mean, in plain English. A name that is not here is shown as it is: the lists may grow.

/** A link to where a person says whose keys count. */
export const KEY_BOX = { id: 'key-box', words: '“Whose keys count”' };

/** What each check asks (docs/checks.md), and what it means that it fails. */
export const CHECKS = {
  bundle_version: ['The bundle has the version that these rules are for',
    'The bundle does not have the version that these rules are for'],
  canonical_record: ['There is a record, and it has a year', 'There is no record, or it has no year'],
  canonical_sha256: ['The stated hash is the hash of the record', 'The stated hash is not the hash of the record'],
  pith_number: ['The Pith Number follows from the record', 'The Pith Number does not follow from the record'],
  short_pith_number: ['The short Pith Number follows from the record',
    'The short Pith Number does not follow from the record'],
  source: ['The stated source is the one in the record', 'The stated source is not the one in the record'],
  source_aliases: ['The other names of the record follow from it',
    'One of the other names of the record does not follow from it'],
  public_keys: ['The keys that the bundle lists are well formed', 'A key that the bundle lists is not well formed'],
  receipt: ['The registry’s receipts hold', 'A receipt of the registry does not hold'],
  events: ['Every event is valid', 'An event is not valid'],
  state: ['The stated state is what the events and the other names in the file give',
    'The stated state is not what the events and the other names in the file give'],
  state_sha256: ['The stated hash of that state is right', 'The stated hash of that state is not right'],
  merge_version: ['The bundle names the rules that this page follows',
    'The bundle does not name the rules that this page follows'],
  bundle_sha256: ['Nothing in the bundle was changed after it was signed',
    'The bundle does not have the hash that its signature states'],
  bundle_signature: ['A registry whose key you trust signed the bundle',
    'No signature of a registry whose key you trust holds for the bundle'],
};

/** Instead of the second, if all that is wrong may be that a key is not trusted. */
const OPEN_CHECKS = {
  receipt: 'No key that you trust signed a receipt',
  events: 'An event names a key that you do not trust',
  state: 'With the keys that you trust, the events give another state than the file states',
  state_sha256: 'With the keys that you trust, the state has another hash than the file states',
  bundle_signature: 'No registry whose key you trust signed the bundle',
};

/** The first, if only the file itself vouches for the key. */
const OWN_KEY_CHECKS = { bundle_signature: 'The bundle is signed, and the signature fits' };

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
  author_attestation: 'Statement about authorship',
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

const SIGNER_TYPES = { pith_registry: 'a registry', author: 'in the role of an author' };

const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : null);

export const checkWords = (name) => own(CHECKS, name)?.[0] ?? null;
export const failedCheckWords = (name, isOpen) => (isOpen ? own(OPEN_CHECKS, name) : null) ??
  own(CHECKS, name)?.[1] ?? null;
export const ownKeyCheckWords = (name) => own(OWN_KEY_CHECKS, name) ?? checkWords(name);
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

/** What a warning is about (docs/checks.md). Its own text follows. */
const WARNINGS = {
  alias_left_out: 'Another name of the record is left out',
  dangling_supersedes: 'An event replaces one that is missing or not valid',
  foreign_supersedes: 'An event tries to replace another signer’s event',
  several_live: 'A signer has several current answers of one kind',
  aliases_of_another_record: 'Other names are left out',
  aliases_not_vouched_for: 'The other names of the record do not count',
  keys_vouch_for_themselves: 'The files vouch for their own keys',
  no_receipt: 'There is no receipt of the registry',
  bundle_key_left_out: 'A key in a file is left out',
  title_differs: 'The newest snapshot has another title than the record',
  snapshot_hash_differs: 'The newest snapshot states a hash that is not that of its lists',
};

export const warningWords = (name) => own(WARNINGS, name);

// The engine's texts name options of the command line. The page has these words for them.
const OPTION_WORDS = [
  ['needs it as a key that counts as a registry key, and is bound to nothing', 'needs it'],
  ['aliases left out: ', ''],
  ['it is bound to nothing, and counts as a registry key', 'so only the file says whose it is. You asked to trust ' +
    'such keys, so this page lets it create records, as it would a registry’s key'],
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

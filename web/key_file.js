// SPDX-License-Identifier: Apache-2.0
// What a file of keys gives, in the worker. A bundle has the form of one too (SPEC 3.2), and is refused here: whoever
// made a bundle chose its keys, so they say nothing about it.

import { refusalOf } from './engine.js';
import { cutString } from './text.js';

const KEYS_MAX = 100;

/** What else a person may take for a file of keys, by a member that only it has. */
const KINDS = [
  ['a bundle', ['bundle_type', 'bundle_version', 'bundle_signature', 'canonical_record', 'events',
    'state']],
  ['a state document', ['state_type', 'state_sha256']],
  ['evidence', ['equivocations']],
  ['an event', ['event_type', 'event_id', 'subject_pith_number']],
  ['a document about a record', ['pith_number']],
];

/** `a bundle`, `evidence` and so on; null if the text may be a file of keys, or if the engine will refuse it. */
function otherKindOf(bytes) {
  let value;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  return KINDS.find(([, members]) => members.some((name) => Object.hasOwn(value, name)))?.[0] ?? null;
}

/**
 * The keys that `bytes` add to those of other documents: {keys, keyCount}; or {kind}, if it is another kind of file;
 * or {error}, the engine's refusal.
 */
export function readKeyFile(checker, others, bytes) {
  const kind = otherKindOf(bytes);
  if (kind !== null) return { kind };
  try {
    const keys = checker.readKeys([bytes]);
    checker.readKeys([...others, bytes]);  // two files may disagree about one key
    return { keyCount: keys.length, keys: keys.slice(0, KEYS_MAX).map((key) => ({ keyId: cutString(key.keyId),
      fingerprint: key.fingerprint, signerId: cutString(key.signerId), signerType: cutString(key.signerType) })) };
  } catch (thrown) {
    const error = refusalOf(thrown);
    if (error === null) throw thrown;
    return { error };
  }
}

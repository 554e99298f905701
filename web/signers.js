// SPDX-License-Identifier: Apache-2.0
// Whose keys the signatures in a record are by, and what that lets the page say of a signer.

import { signerTypeWords } from './words.js';

const said = (text) => ({ said: text });

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

/** Whether something in the merge of a record counts by keys for which only files vouch. */
export function restsOnOwnWord(record) {
  const { warnings, signers } = record.merged;
  const keys = keysOf(record);
  return warnings.some((warning) => warning.code === 'keys_vouch_for_themselves') ||
    signers.some(({ signer }) => isOwnWord(signer, keys));
}

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

/** Where a key is from; a key that is not known is a file's. */
export const originClause = (key) => ORIGIN_CLAUSES[key?.origin] ?? ORIGIN_CLAUSES.bundle;

/** The keys that files name and that are not trusted, each once. */
export function unknownKeysOf({ files }) {
  const all = files.flatMap((file) => file.report?.unknown_keys ?? []);
  return [...new Map(all.map((key) => [`${key.fingerprint} ${key.key_id}`, key])).values()];
}

/** The first of several names, and how many more there are. */
export function namesOf(names, max = 3) {
  const some = names.slice(0, max);
  const isAll = some.length === names.length;
  const between = (i) => (i === 0 ? '' : (isAll && i === some.length - 1 ? ' and ' : ', '));
  return [...some.flatMap((name, i) => [between(i), said(name)]), isAll ? '' : ` and ${names.length - max} more`];
}

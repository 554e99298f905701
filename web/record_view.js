// SPDX-License-Identifier: Apache-2.0
// What the record is, whose keys this rests on, and warnings.

import { code, facts, line, make, section, shown, time } from './dom.js';
import { keyOf, keysOf, signerWords, unknownKeysOf } from './verdict.js';
import { count, originWords, pageWords } from './words.js';

function sourceOf({ kind, id, version }) {
  if (id === null) return null;
  return make('span', {}, kind === null ? '' : shown(kind), ' ', shown(id), version === null ? '' : ', version ',
    version === null ? '' : shown(version));
}

/** A bundle and the merge say this in other words. */
const OWN_KEYS = 'keys_vouch_for_themselves';

function signedWords(row, keys) {
  return [...line(signerWords(row.signer, keyOf(row.signer, keys))), ', who claims the time ',
    time(row.createdAt ?? '')];
}

/** Who corrects something. Of a key that nobody bound to a signer, the name is a claim. */
function correctionWords(signer, keys) {
  return keyOf(signer, keys)?.signerId != null ? line(signerWords(signer, keyOf(signer, keys)))
    : [shown(signer.id ?? ''), ' (claimed)'];
}

/** The record, by what valid events say. If there are none, nothing is known of it. */
export function recordPart(result) {
  const { record } = result.merged;
  const keys = keysOf(result);
  if (record.snapshot === null && record.created === null) {
    return section('record-title', 'The record', make('p', {}, 'No valid event says what this record is. So this ' +
      'page shows neither a title nor authors: whatever the file claims, nobody whom you trust signed it.'));
  }
  const { title, authors, license, category, submittedAt, names } = record;
  const source = sourceOf(record.source);
  return section('record-title', 'The record',
    title === null ? null : make('p', { class: 'paper', dir: 'auto' }, ...shown(title).childNodes),
    record.titleCorrections.map(({ signer, payload }) => make('p', {}, ...correctionWords(signer, keys),
      ' corrects the title: ', code(payload.text), payload.isCut ? ' (cut)' : null)),
    facts(
      authors === null ? null : ['Authors', shown(authors)],
      source === null ? null : ['Source', source],
      submittedAt === null ? null : ['Submitted', time(submittedAt)],
      license === null ? null : ['Licence of the paper', shown(license)],
      category === null ? null : ['Category', shown(category)],
      names.length === 0 ? null : ['Other names', make('ul', { class: 'plain' }, names.map((name) =>
        make('li', {}, shown(name.kind), ': ', shown(name.value))))]),
    make('p', { class: 'signed' }, make('strong', {}, 'Signed data. '),
      record.snapshot === null ? 'No snapshot has the title. ' : ['Title and authors are from the newest snapshot, ' +
        'signed by ', ...signedWords(record.snapshot, keys), '. '],
      record.created === null ? 'No valid event creates the record.' : ['The record was created by ',
        ...signedWords(record.created, keys), '.'],
      ' A signature shows who said this. It does not show that it is true.'));
}

function keyItem(signer, key, events) {
  return make('li', { class: `check ${key === undefined || key.origin === 'bundle' ? 'caution' : 'good'}` },
    make('p', {}, make('strong', {}, shown(signer.keyId ?? '')),
      key?.signerId == null ? ' is used by ' : ' speaks for ',
      ...line(signerWords(signer, key)), '. ',
      originWords(key?.origin ?? 'bundle')),
    facts(['Fingerprint', code(signer.fingerprint ?? '')], ['Signed', count(events, 'current event')]));
}

/** Whose word the valid events are, and which keys do not count. */
export function keysPart(result) {
  const keys = keysOf(result);
  const { signers } = result.merged;
  const unknown = unknownKeysOf(result);
  return section('keys-title', 'Keys: whose word this is',
    make('p', {}, signers.length === 0 ? 'No key that you trust signed a current event.'
      : 'These keys signed what is current in the record.'),
    signers.length === 0 ? null : make('ul', { class: 'plain' }, signers.map(({ signer, count: events }) =>
      keyItem(signer, keyOf(signer, keys), events))),
    unknown.length === 0 ? null : make('div', {}, make('p', {}, 'These keys are named, and you do not trust them:'),
      make('ul', { class: 'plain' }, unknown.slice(0, 100).map((key) => make('li', { class: 'check caution' },
        make('p', {}, make('strong', {}, shown(key.key_id))), facts(['Fingerprint', code(key.fingerprint)]))))));
}

/** Warnings of the bundles, of the evidence and of the merge, each once. */
export function warningsPart({ files, merged }) {
  const ofFiles = files.flatMap((file) => file.report?.warnings ?? []);
  const isTold = (code) => code === OWN_KEYS && ofFiles.some((warning) => warning.startsWith(code));
  const ofState = (merged?.warnings ?? []).filter((warning) => !isTold(warning.code)).map((warning) =>
    `${warning.code}: ${warning.eventId === null ? '' : `${warning.eventId}: `}${warning.explanation}`);
  const all = [...new Set([...ofFiles, ...ofState])];
  if (all.length === 0) return null;
  return section('warnings-title', 'Good to know',
    make('p', {}, 'These notes do not change the verdict.'),
    make('ul', {}, all.slice(0, 100).map((warning) => make('li', {}, shown(pageWords(warning))))),
    all.length > 100 ? make('p', {}, `And ${count(all.length - 100, 'more')}.`) : null);
}

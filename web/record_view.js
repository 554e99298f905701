// SPDX-License-Identifier: Apache-2.0
// What the record is, whose keys this rests on, and warnings.

import { contentList } from './content_view.js';
import { code, facts, line, make, section, shown, time } from './dom.js';
import { isUnconfirmed } from './file_verdict.js';
import { keyOf, keysOf, signerWords, unknownKeysOf } from './signers.js';
import { count, KEY_BOX, originWords, pageWords, warningWords } from './words.js';

const FILES_MAX = 10;
const CHANGES_MAX = 3;

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

function correctionItem({ signer, content }, keys) {
  const who = correctionWords(signer, keys);
  if (content.rows.length === 0) {
    return make('p', {}, ...who, ' signed a correction of the title, but it says nothing: it has no content.');
  }
  return make('div', {}, make('p', {}, ...who, ' corrects the title:'), contentList(content));
}

/** The other names that count; if others are claimed, that these do not. */
function otherNames(names, warnings) {
  const isOut = warnings.some((warning) => warning.code === 'aliases_not_vouched_for');
  if (names.length === 0 && !isOut) return null;
  return ['Other names', names.length === 0 ? null : make('ul', { class: 'plain' }, names.map((name) =>
    make('li', {}, shown(name.kind), ': ', shown(name.value)))),
  isOut ? make('i', {}, names.length === 0 ? 'None counts: no registry whose key you trust signed the file that ' +
    'claims them, as it is now.' : 'A file claims names that do not count, because no registry whose key you trust ' +
    'signed it as it is now.') : null];
}

const describedBy = ({ authors, source, submittedAt, license, category }) => {
  const from = sourceOf(source);
  return [
    authors === null ? null : ['Authors', shown(authors)],
    from === null ? null : ['Source', from],
    submittedAt === null ? null : ['Submitted', time(submittedAt)],
    license === null ? null : ['Licence of the paper', shown(license)],
    category === null ? null : ['Category', shown(category)],
  ];
};

/** What the files claim, with their own keys, if nobody whom you trust signed anything. */
function claimedPart({ trial, files }) {
  const claimed = files.some(isUnconfirmed) ? trial?.record : undefined;
  const hasClaim = claimed !== undefined && (claimed.snapshot !== null || claimed.created !== null);
  const words = hasClaim ? 'Signatures fit the keys that the files bring along, and anyone can make such keys. By ' +
    'these alone, it is claimed:' : 'So this page shows neither a title nor authors, whatever the files claim.';
  return section('record', 'The record',
    make('p', {}, `No valid event says what this record is: nobody whom you trust signed anything here. ${words}`),
    hasClaim ? make('div', { class: 'check caution' }, facts(
      claimed.title === null ? null : ['Title (claimed)', shown(claimed.title)], ...describedBy(claimed))) : null);
}

function changeWords({ pointer, signed, found }) {
  const value = (text) => (text === null ? 'nothing' : make('q', {}, shown(text)));
  return [code(pointer), ' was signed as ', value(signed), ', and is now ', value(found), '. '];
}

/** That files say something else than what was signed. */
function changedNotes(files) {
  const changed = files.filter((file) => (file.recordChanges ?? []).length > 0).slice(0, FILES_MAX);
  return changed.map((file) => make('p', { class: 'check bad' }, 'This is the record as it was signed. In ',
    shown(file.name), ' it was changed: ', ...file.recordChanges.slice(0, CHANGES_MAX).flatMap(changeWords), 'See ',
    ...line([{ part: 'wrong', words: '“What is wrong”' }]), '.'));
}

/** The record, by what valid events say. */
export function recordPart(result) {
  const { record, warnings } = result.merged;
  const keys = keysOf(result);
  if (record.snapshot === null && record.created === null) return claimedPart(result);
  return section('record', 'The record',
    changedNotes(result.files),
    record.title === null ? null : make('p', { class: 'paper', dir: 'auto' }, ...shown(record.title).childNodes),
    record.titleCorrections.map((correction) => correctionItem(correction, keys)),
    facts(...describedBy(record), otherNames(record.names, warnings)),
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
  return section('keys', 'Keys: whose word this is',
    make('p', {}, signers.length === 0 ? 'No key that you trust signed a current event.'
      : 'These keys signed what is current in the record.'),
    signers.length === 0 ? null : make('ul', { class: 'plain' }, signers.map(({ signer, count: events }) =>
      keyItem(signer, keyOf(signer, keys), events))),
    signers.some(({ signer }) => keyOf(signer, keys)?.signerType === 'author') ? make('p', { class: 'hint' }, 'A key ' +
      'file says in which role a key signs. That does not show that its owner wrote this paper.') : null,
    unknown.length === 0 ? null : make('div', {}, make('p', {}, 'These keys are named, and you do not trust them. ' +
      'Before you add one under ', ...line([KEY_BOX]), ', compare its fingerprint with the one that its owner shows ' +
      'elsewhere:'),
      make('ul', { class: 'plain' }, unknown.slice(0, 100).map((key) => make('li', { class: 'check caution' },
        make('p', {}, make('strong', {}, shown(key.key_id))), facts(['Fingerprint', code(key.fingerprint)]))))));
}

/** A warning, `CODE: explanation`. */
function warningItem(warning) {
  const end = warning.indexOf(': ');
  const words = warningWords(warning.slice(0, end));
  return words === null ? make('li', {}, shown(pageWords(warning)))
    : make('li', {}, `${words}: `, shown(pageWords(warning.slice(end + 2))), ' ', code(warning.slice(0, end)));
}

/** Warnings of the bundles, of the evidence and of the merge, each once. */
export function warningsPart({ files, merged }) {
  const ofFiles = files.flatMap((file) => file.report?.warnings ?? []);
  const isTold = (code) => code === OWN_KEYS && ofFiles.some((warning) => warning.startsWith(code));
  const ofState = (merged?.warnings ?? []).filter((warning) => !isTold(warning.code)).map((warning) =>
    `${warning.code}: ${warning.eventId === null ? '' : `${warning.eventId}: `}${warning.explanation}`);
  const all = [...new Set([...ofFiles, ...ofState])];
  if (all.length === 0) return null;
  return section('warnings', 'Good to know',
    make('p', {}, 'These notes do not change the verdict.'),
    make('ul', {}, all.slice(0, 100).map(warningItem)),
    all.length > 100 ? make('p', {}, `And ${count(all.length - 100, 'more')}.`) : null);
}

// SPDX-License-Identifier: Apache-2.0
// A file of evidence: each proof that a signer gave two answers, with the answers.

import { answersBox } from './contradictions_view.js';
import { button, code, facts, make, save, section, shown } from './dom.js';
import { isOpen } from './file_verdict.js';
import { numberWords, reasonWords, typeWords } from './words.js';

const PROOFS_MAX = 100;

function faultItem(fault) {
  return make('li', {}, reasonWords(fault.name) ?? '', ' ', code(fault.name), facts(
    fault.actual === null ? null : ['The file states', shown(fault.actual)],
    fault.expected === null ? null : ['Computed here', shown(fault.expected)],
    ['Where', code(fault.pointer)]));
}

function faultList(faults) {
  return faults.length === 0 ? null : make('ul', {}, faults.slice(0, PROOFS_MAX).map(faultItem));
}

/** Who gave the answers. Only a key that is bound to a signer says who that is. */
function partyWords({ principal, claimedId }) {
  return principal?.kind === 'signer' ? [shown(principal.id)] : ['someone who claims to be ', shown(claimedId ?? '')];
}

function keyWords({ principal, claimedKey }) {
  const key = claimedKey === null ? '' : make('span', {}, shown(claimedKey.key_id), ', fingerprint ',
    code(claimedKey.fingerprint));
  return make('span', {}, key, principal?.kind === 'signer' ? ', which you trust for this signer'
    : ', whose owner you do not know');
}

function proofItem(proof, isOpenFile) {
  const isOwn = proof.principal?.kind !== 'signer';
  const [tone, begin] = proof.ok ? ['caution', isOwn ? 'Signed, by a key whose owner you do not know: ' : 'Proved: ']
    : (isOpenFile ? ['caution', 'Not confirmed: '] : ['bad', 'Not proved: ']);
  return make('li', { class: `check ${tone}` },
    make('p', {}, make('strong', {}, begin), ...partyWords(proof), ` gave ${numberWords(proof.event_ids.length)} ` +
      'answers to one question: ', typeWords(proof.event_type) ?? '', ' ',
    code(proof.event_type), ' about “', shown(proof.target), '”.'),
    answersBox(proof),
    facts(['Key', keyWords(proof)],
      ['Each claims to follow', proof.position === null ? 'no other event' : code(proof.position)]),
    faultList(proof.faults));
}

export function evidencePart(file, index) {
  const { report } = file;
  return section(`evidence-${index}`, 'The evidence',
    facts(['File', shown(file.name)], ['About the record', shown(report.pith_number)]),
    faultList(report.faults),
    make('ul', { class: 'plain' }, report.proofs.slice(0, PROOFS_MAX).map((proof) => proofItem(proof, isOpen(file)))),
    make('p', { class: 'actions' }, button('Save this report as JSON', () =>
      save(file.json, `${file.name.replace(/\.json$/, '')}.report.json`, 'application/json'))));
}

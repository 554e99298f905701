// SPDX-License-Identifier: Apache-2.0
// A file of evidence: each proof that a signer gave two answers.

import { button, code, facts, make, save, section, shown } from './dom.js';
import { reasonWords, typeWords } from './words.js';

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

function proofItem(proof) {
  return make('li', { class: `check ${proof.ok ? 'caution' : 'bad'}` },
    make('p', {}, make('strong', {}, proof.ok ? 'Proved: ' : 'Not proved: '),
      proof.principal === null ? 'somebody' : shown(proof.principal.id), ' gave two answers: ',
      typeWords(proof.event_type) ?? '', ' ', code(proof.event_type), ' about “', shown(proof.target), '”.'),
    facts(proof.principal === null ? null : ['Known by', proof.principal.kind === 'signer'
      ? 'a key that you trust for this signer' : 'the key alone, whose owner you do not know'],
    ['The answers', ...proof.event_ids.slice(0, PROOFS_MAX).map((id) => code(id))],
    ['Each claims to follow', proof.position === null ? 'no other event' : code(proof.position)]),
    faultList(proof.faults));
}

export function evidencePart(file, index) {
  const { report } = file;
  return section(`evidence-title-${index}`, 'The evidence',
    facts(['File', shown(file.name)], ['About the record', shown(report.pith_number)]),
    faultList(report.faults),
    make('ul', { class: 'plain' }, report.proofs.slice(0, PROOFS_MAX).map(proofItem)),
    make('p', { class: 'actions' }, button('Save this report as JSON', () =>
      save(file.json, `${file.name.replace(/\.json$/, '')}.report.json`, 'application/json'))));
}

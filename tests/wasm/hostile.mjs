// SPDX-License-Identifier: Apache-2.0
// Hostile documents through one instance: each is taken or refused, none stops the module, and none leaves memory behind.
// What is allocated afterwards is what was allocated before. The memory of a module never shrinks, so its size is that
// of the worst moment; the same documents once more do not make it larger.
//
//     hostile.mjs FOLDER [DOCUMENTS]

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { InputError, load } from '../../bindings/javascript/lib/node.js';
import { bytesOfBase64 } from './cases.mjs';

const GROWTH_MAX = 1.1;

const folder = process.argv[2];
const wanted = Number(process.argv[3] ?? 10_000);
const pith = await load();

// A generator of our own, so that every run is the same.
let state = 23;
function below(limit) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 0x100000000) * limit);
}

const encode = (text) => new TextEncoder().encode(text);

async function seeds() {
  const cases = JSON.parse(await readFile(join(folder, 'program.json'), 'utf8'));
  const vectors = JSON.parse(await readFile(join(folder, 'vectors.json'), 'utf8'));
  const found = cases.flatMap(({ documents_b64 }) => documents_b64.slice(0, 1)).map(bytesOfBase64);
  for (const vector of vectors) {
    if (vector.vector === 'merge') found.push(encode(vector.events.join('\n')));
    if (vector.vector === 'keyring') found.push(...vector.documents.map(encode));
    if (vector.vector === 'canon') found.push(bytesOfBase64(vector.input_b64));
  }
  return found;
}

const PIECES = ['[', '{', '"', '}', ']', '{"events":', '[[[[[[[[[[', '1e308', '-0.0', '\\ud800', '\u0000', '\ufeff', 'null',
  '9'.repeat(400), '{"bundle_type":"pith_open_graph_bundle","events":[', '"\\u0000"', ',,'].map(encode);

function deform(bytes) {
  switch (below(9)) {
    case 0: {  // bytes changed
      const changed = bytes.slice();
      for (let count = 1 + below(8); count > 0; --count) changed[below(changed.length)] = below(256);
      return changed;
    }
    case 1: return bytes.slice(0, below(bytes.length + 1));
    case 2: {  // a piece in the middle
      const at = below(bytes.length + 1);
      const piece = PIECES[below(PIECES.length)];
      return Uint8Array.from([...bytes.subarray(0, at), ...piece, ...bytes.subarray(at)]);
    }
    case 3: return encode('['.repeat(below(100_000)));
    case 4: {  // a part twice
      const at = below(bytes.length + 1);
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(below(at + 1))]);
    }
    default: return bytes;
  }
}

const subject = 'pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF';
const USES = [
  (document) => pith.canonical(document),
  (document) => pith.verify(document, { trustBundleKeys: true }),
  (document) => pith.merge([document, document], { trustBundleKeys: true }),
  (document) => pith.explain([document], 'sha256:'.padEnd(71, '0')),
  (document) => pith.explain([document], '00000000', { subject }),
  (document) => pith.diff(document, '{}'),
  (document) => pith.graph([document], { format: 'html', subject }),
  (document) => pith.evidence([document], { subject, trustBundleKeys: true }),
  (document) => pith.verifyEvidence(document),
  (document) => {
    const keyring = new pith.Keyring([], { verdictsMax: 100 });
    try {
      keyring.add(document);
    } finally {
      keyring.close();
    }
  },
  (document) => {
    const events = new pith.EventSet(subject);
    try {
      events.add(document);
      events.addBundle(document);
      events.state();
    } finally {
      events.close();
    }
  },
];

const documents = await seeds();

function runAll() {
  state = 23;
  const counts = { taken: 0, refused: 0 };
  for (let number = 0; number < wanted; ++number) {
    const document = deform(documents[below(documents.length)]);
    try {
      USES[number % USES.length](document);
      ++counts.taken;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      ++counts.refused;
    }
  }
  return counts;
}

function expectNoGrowth(name, before, after) {
  if (after[name] > before[name] * GROWTH_MAX) throw new Error(`${name} grew from ${before[name]} to ${after[name]}`);
}

const start = pith.memory();
const counts = runAll();
const once = pith.memory();
runAll();
const twice = pith.memory();
console.log(`hostile documents: ${JSON.stringify({ ...counts, start, once, twice })}`);
if (counts.taken === 0 || counts.refused === 0) throw new Error('nothing was taken, or nothing refused');
expectNoGrowth('allocatedBytes', start, once);
expectNoGrowth('allocatedBytes', start, twice);
expectNoGrowth('sizeBytes', once, twice);

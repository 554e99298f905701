// SPDX-License-Identifier: Apache-2.0
// Runs all cases that make_cases.py wrote, in Node.
//
//     run_node.mjs FOLDER

import { createHash, webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { load } from '../../bindings/javascript/lib/node.js';
import { runCases, runDocuments, runSets } from './cases.mjs';

const KINDS = { 'vectors.json': 6, 'program.json': 1, 'differential.json': 1 };
const DIFFERENCES_MAX = 20;

globalThis.crypto ??= webcrypto;  // Node 18 has it under this name alone

const folder = process.argv[2];
const bytes = await readFile(new URL('../../bindings/javascript/lib/pith_merge.wasm', import.meta.url));
const pith = await load();
const module = await WebAssembly.compile(bytes);
let isRight = true;

for (const [name, kinds] of Object.entries(KINDS)) {
  const { counts, differences } = await runCases(pith, module, JSON.parse(await readFile(join(folder, name), 'utf8')));
  console.log(`${name}: ${JSON.stringify(counts)}, ${differences.length} differ`);
  differences.slice(0, DIFFERENCES_MAX).forEach((difference) => console.log(`  ${difference}`));
  if (differences.length > 0 || Object.keys(counts).length !== kinds) isRight = false;
}

const digest = (lines) => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
for (const [name, run] of [['sets', runSets], ['documents', runDocuments]]) {
  const lines = await run(pith, JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')));
  const expected = (await readFile(join(folder, `${name}.txt`), 'utf8')).trimEnd().split('\n');
  console.log(`${name} of the determinism suite: ${lines.length}, ${digest(lines)}, expected ${digest(expected)}`);
  const first = lines.find((line, index) => line !== expected[index]);
  if (lines.length === 0 || lines.length !== expected.length || first !== undefined) {
    console.log(`  the first that differs: ${first}`);
    isRight = false;
  }
}
process.exitCode = isRight ? 0 : 1;

// SPDX-License-Identifier: Apache-2.0
// Prints what the npm package says about the sets and documents of the determinism suite, as the suite itself prints
// it. tests/determinism/webassembly.py compares them.
//
//     determinism.mjs FOLDER      FOLDER has sets.json and documents.json, which the suite exports

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { load } from '../../bindings/javascript/lib/node.js';
import { runDocuments, runSets } from './cases.mjs';

const folder = process.argv[2];
const pith = await load();
for (const [name, run] of [['documents', runDocuments], ['sets', runSets]]) {
  const lines = await run(pith, JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')));
  process.stdout.write(`${lines.join('\n')}\n`);
}

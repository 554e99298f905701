// SPDX-License-Identifier: Apache-2.0
// Runs the cases in a page, and leaves what came of them in `window.outcome`. test_browser.py waits for it.

import { load } from '../../bindings/javascript/lib/index.js';
import { runCases, runDocuments, runSets } from './cases.mjs';

const read = async (name) => (await fetch(`/cases/${name}`)).json();

async function run(setCount) {
  const pith = await load();
  const response = await fetch('/bindings/javascript/lib/pith_merge.wasm');
  const module = await WebAssembly.compile(await response.arrayBuffer());
  const counts = {};
  const differences = [];
  for (const name of ['vectors.json', 'program.json', 'differential.json']) {
    const found = await runCases(pith, module, await read(name));
    Object.assign(counts, found.counts);
    differences.push(...found.differences);
  }
  const sets = await read('sets.json');
  const lines = await runSets(pith, { ...sets, sets: sets.sets.slice(0, setCount) });
  const documents = await runDocuments(pith, await read('documents.json'));
  return { counts, differences: differences.slice(0, 20), lines, documents };
}

const setCount = Number(new URLSearchParams(location.search).get('sets'));
run(setCount).then(
  (outcome) => { window.outcome = outcome; },
  (error) => { window.outcome = { error: `${error}\n${error.stack}` }; },
);

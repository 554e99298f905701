#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Compares verifying a bundle in WebAssembly with the same calls of the same library natively, with OpenSSL alone, and
// with the same job in JavaScript (peers/noble.mjs). They take turns, and medians are compared. The exit status is 1 if
// a limit is missed.
//
//     wasm.mjs PITH_VERIFY_LOOP [TURNS]

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { load } from '../bindings/javascript/lib/node.js';
import { verifyWithNoble } from './peers/noble.mjs';
import { LOOP_MILLISECONDS, secondsPerCall } from './peers/timing.mjs';

const NATIVE_RATIO_MAX = 12;
const DATA = fileURLToPath(new URL('../tests/data', import.meta.url));

const [, , program, turns = '9'] = process.argv;
const pith = await load();

const median = (numbers) => numbers.sort((one, two) => one - two)[numbers.length >> 1];

function measure(path) {
  const bytes = readFileSync(path);
  const jobs = {
    native: () => Number(execFileSync(program, [path, String(LOOP_MILLISECONDS)], { encoding: 'utf8' })),
    wasm: () => secondsPerCall(() => pith.verify(bytes).ok),
    noble: () => secondsPerCall(() => verifyWithNoble(bytes)),
  };
  const seconds = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  Object.values(jobs).forEach((job) => job());  // warms up
  for (let turn = 0; turn < Number(turns); ++turn) {
    for (const [name, job] of Object.entries(jobs)) seconds[name].push(job());
  }
  return Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, median(all)]));
}

const microseconds = (seconds) => String(Math.round(seconds * 1e6)).padStart(8);

let isQuick = true;
console.log(`${'bundle'.padEnd(40)}  native us   wasm us  noble us  wasm/native  noble/wasm`);
for (const name of readdirSync(DATA).filter((file) => file.endsWith('.bundle.json')).sort()) {
  const { native, wasm, noble } = measure(join(DATA, name));
  console.log(`${name.replace('.bundle.json', '').padEnd(40)}  ${microseconds(native)}  ${microseconds(wasm)}  ` +
    `${microseconds(noble)}  ${(wasm / native).toFixed(2).padStart(11)}  ${(noble / wasm).toFixed(2).padStart(10)}`);
  if (wasm > NATIVE_RATIO_MAX * native || noble < wasm) isQuick = false;
}
process.exitCode = isQuick ? 0 : 1;

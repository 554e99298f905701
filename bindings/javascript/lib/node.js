// SPDX-License-Identifier: Apache-2.0
// The package in Node, which has its files on disk and cannot fetch them. A bundler for browsers takes index.js, and
// never sees this file.

import { readFile } from 'node:fs/promises';

import { load as loadFrom } from './index.js';

export { InputError, MachineError, PithError, UsageError } from './index.js';

/** Loads a module: by default, the file beside this one. */
export async function load(source) {
  const given = await source;
  return loadFrom(given === undefined ? await readFile(new URL('./pith_merge.wasm', import.meta.url)) : given);
}

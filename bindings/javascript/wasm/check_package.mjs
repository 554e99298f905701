// What `npm pack` and `npm publish` ask first: whether everything is there that scripts/wasm makes, and whether the
// module is the one of this version. A module that imports more than this package gives it cannot be loaded.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { load } from '../lib/index.js';

const MADE = ['lib/pith_merge.wasm', 'THIRD-PARTY-NOTICES', 'LICENSE'];
const pathOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

async function findFault() {
  const missing = MADE.find((name) => !existsSync(pathOf(name)));
  if (missing !== undefined) return `${missing} is missing`;
  const { version } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8'));
  try {
    const pith = await load(readFileSync(pathOf('lib/pith_merge.wasm')));
    if (pith.version === version) return null;
    return `lib/pith_merge.wasm is of version ${pith.version}, and package.json of ${version}`;
  } catch (error) {
    return `lib/pith_merge.wasm cannot be loaded: ${error.message}`;
  }
}

const fault = await findFault();
if (fault !== null) {
  console.error(`${fault}. Run scripts/wasm in the project's folder, which makes ${MADE.join(', ')}.`);
  process.exitCode = 1;
}

#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// A yardstick, not part of the product: bundle.mjs with node:crypto.
//
// Times two jobs in this process. Both start from the bytes of a file in memory: `verify` ends with a verdict, and
// `canon` with the hash of the canonical form. Prints the seconds per bundle as JSON. The exit status is 1 if a bundle
// does not hold.

import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';

import canonicalize from 'canonicalize';

import { PUBLIC_KEY, parse, sha256, verify } from './bundle.mjs';
import { secondsPerCall } from './timing.mjs';

const KEY = createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: PUBLIC_KEY.toString('base64url') }, format: 'jwk',
});

const holds = (signature, digest) => verifySignature(null, digest, KEY, signature);
const canon = (bytes) => sha256(Buffer.from(canonicalize(parse(bytes)))).toString('hex');

function measure(job, repetitions) {
  secondsPerCall(job); // warms up
  return Array.from({ length: repetitions }, () => secondsPerCall(job));
}

const { values, positionals } = parseArgs({
  options: { repetitions: { type: 'string', default: '5' } }, allowPositionals: true,
});
const results = { verify: {}, canon: {} };
for (const path of positionals) {
  const bytes = readFileSync(path);
  const name = basename(path);
  try {
    verify(bytes, holds);
    const right = canon(bytes);
    results.verify[name] = measure(() => verify(bytes, holds), Number(values.repetitions));
    results.canon[name] = measure(() => canon(bytes) === right, Number(values.repetitions));
  } catch (fault) {
    console.error(`${name}: ${fault.message}`);
    process.exit(1);
  }
}
console.log(JSON.stringify(results));

// SPDX-License-Identifier: Apache-2.0
// A yardstick, not part of the product: bundle.mjs with @noble/ed25519, as a web page would verify. The hashes are Node's
// own, which is quicker than a page could be.

import { createHash } from 'node:crypto';

import * as ed25519 from '@noble/ed25519';

import { PUBLIC_KEY, verify } from './bundle.mjs';

ed25519.etc.sha512Sync = (...parts) => {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const holds = (signature, digest) => ed25519.verify(signature, digest, PUBLIC_KEY, { zip215: false });

/** Whether a bundle holds: true, or throws. */
export const verifyWithNoble = (bytes) => verify(bytes, holds);

// SPDX-License-Identifier: Apache-2.0
// How long one call takes, for the benches in JavaScript.

import assert from 'node:assert/strict';

export const LOOP_MILLISECONDS = 200;

/** Repeats a job for LOOP_MILLISECONDS. Fails if it does not return true each time. */
export function secondsPerCall(job) {
  const start = performance.now();
  let calls = 0;
  let milliseconds = 0;
  for (; milliseconds < LOOP_MILLISECONDS; ++calls, milliseconds = performance.now() - start) {
    assert(job(), 'a run went wrong');
  }
  return milliseconds / calls / 1000;
}

// SPDX-License-Identifier: Apache-2.0
// If C++ fails in the module, JavaScript learns why (bindings/javascript/wasm/failures.cpp). None of the ways ends in a
// trap, of which nobody could say whether memory ran out.
//
//     failures.mjs MODULE    the module of failures.cpp

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const module = await WebAssembly.compile(await readFile(process.argv[2]));

/** Calls a function in a new instance, and gives what it returns or what the module says when it stops. */
function call(name) {
  let said = null;
  let memory = null;
  const stop = (isMemory, text) => {
    const bytes = new Uint8Array(memory.buffer, text);
    said = { isMemory: isMemory !== 0, text: new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0))) };
    throw said;
  };
  const { exports } = new WebAssembly.Instance(module, { pith: { stop } });
  memory = exports.memory;
  exports._initialize();
  try {
    return exports[name]();
  } catch (thrown) {
    if (thrown === said) return said;
    throw thrown;
  }
}

test('memory that runs out is said to be so', () => {
  for (const name of ['allocate', 'allocate_aligned', 'allocate_too_many']) {
    assert.equal(call(name).isMemory, true, name);
  }
});

test('another failure has its words', () => {
  assert.deepEqual(call('throw_as_boost'), { isMemory: false, text: 'what Boost says' });
  const others = { make_too_long: /^length_error .*vector/, look_outside: /^out_of_range .*string/ };
  for (const [name, words] of Object.entries(others)) {
    const { isMemory, text } = call(name);
    assert.equal(isMemory, false, name);
    assert.match(text, words);
  }
});

test('aligned memory is aligned, and is given back', () => {
  assert.equal(call('allocate_and_free'), 0);
});

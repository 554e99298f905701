// SPDX-License-Identifier: Apache-2.0
// The memory of the npm package, and what happens if there is no more of it, or if the module stops.
//
//     node --expose-gc machine.test.mjs

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { InputError, MachineError, UsageError, load } from '../../bindings/javascript/lib/node.js';

const bundle = readFileSync(new URL('../data/pith-2018-SZQIXLNZVGTWPCWH4C4GLVHIEF.bundle.json', import.meta.url));

const nextTurn = () => new Promise((resolve) => { setImmediate(resolve); });

/** Collects garbage until something is so, or for long enough. What a WeakRef gives stays until the end of the turn. */
async function collect(isDone) {
  for (let turn = 0; turn < 50 && !isDone(); ++turn) {
    await nextTurn();
    globalThis.gc();
    await nextTurn();
  }
}

/**
 * A package whose first instance has other functions: those that `change` makes from its own and from what it imports.
 * The next instances are as they should be.
 */
async function loadChanged(change) {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function ChangedInstance(module, imports) {
    const { exports } = new Instance(module, imports);
    return { exports: { ...exports, ...change(exports, imports.pith) } };
  };
  try {
    return await load();
  } finally {
    WebAssembly.Instance = Instance;
  }
}

const trap = () => { throw new WebAssembly.RuntimeError('unreachable'); };
const isLost = (error) => error instanceof UsageError && /was lost/.test(error);

test('memory is freed by close, by using, and for garbage', async () => {
  const engine = await load();
  const before = engine.memory().allocatedBytes;
  const make = () => new engine.Keyring([], { verdictsMax: 1000 });
  make()[Symbol.dispose ?? Symbol.for('Symbol.dispose')]();
  make().close();
  assert.throws(() => new engine.Keyring(['{}']), InputError);
  assert.throws(() => engine.merge([bundle, '{']), InputError);
  engine.graph([bundle], { format: 'html' });
  assert.equal(engine.memory().allocatedBytes, before);
  for (let count = 0; count < 100; ++count) make();
  assert(engine.memory().allocatedBytes > before + 100 * 100_000);
  await collect(() => engine.memory().allocatedBytes === before);
  assert.equal(engine.memory().allocatedBytes, before);
});

test('a module that stops is replaced, and what it held is lost', async () => {
  const engine = await load();
  const [keyring, events] = [new engine.Keyring(), new engine.EventSet('pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF')];
  const report = engine.verify(bundle);
  // 4,294,967,295 verdicts take more memory than there is.
  assert.throws(() => new engine.Keyring([], { verdictsMax: 0xFFFFFFFF }),
    (error) => error instanceof MachineError && error.code === 'out_of_memory');
  assert.throws(() => engine.verify(bundle, { keyring }), (error) => error instanceof UsageError && /lost/.test(error));
  assert.throws(() => events.state(), /this event set was lost/);
  assert.equal(engine.verify(bundle).json, report.json);
  keyring.close();
  events.close();
  const next = new engine.Keyring();
  assert(engine.verify(bundle, { keyring: next }).ok);
  next.close();
});

test('the memory of a lost instance is garbage, even if a keyring of it is not', async () => {
  let memory = null;
  const engine = await loadChanged((exports) => {
    memory = new WeakRef(exports.memory);
    return {};
  });
  const keyring = new engine.Keyring();
  const events = new engine.EventSet('pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF', { keyring });
  assert.throws(() => new engine.Keyring([], { verdictsMax: 0xFFFFFFFF }), MachineError);
  await collect(() => memory.deref() === undefined);
  assert.equal(memory.deref(), undefined);
  for (const owner of [keyring, events]) owner.close();
});

test('an input for which there is no memory costs nothing else', async () => {
  const engine = await load();
  const keyring = new engine.Keyring();
  const before = engine.memory();
  const large = new Uint8Array(0x7FFFFFFF);  // nothing writes to it, so it takes no memory
  for (const job of [() => engine.canonical(large), () => engine.merge([large, large, large])]) {
    assert.throws(job, (error) => error instanceof MachineError && error.code === 'out_of_memory');
  }
  assert(engine.verify(bundle, { keyring }).ok);
  assert.equal(engine.memory().allocatedBytes, before.allocatedBytes);
  keyring.close();
});

test('a failure while memory is freed hides neither an error nor a result', async () => {
  let isBroken = false;
  const change = ({ pith_release: release }) => ({ pith_release: (block) => (isBroken ? trap() : release(block)) });
  for (const [job, expect] of [
    [({ merge }) => merge([bundle, '{']), (error) => error instanceof InputError && error.input === 1],
    [({ canonical }) => assert.equal(canonical('{ }').length, 2), null],
  ]) {
    const engine = await loadChanged(change);
    const keyring = new engine.Keyring();
    isBroken = true;
    if (expect === null) job(engine);
    else assert.throws(() => job(engine), expect);
    isBroken = false;
    assert.throws(() => keyring.keys, isLost);
    assert(engine.verify(bundle).ok);
  }
});

test('a module that stops is not called any more, whatever is thrown', async () => {
  const stops = [
    trap,
    (stop) => stop(0, 0xFFFFFFF0),  // the explanation is not in the memory
    (stop) => { try { stop(1, 0); } catch { throw new RangeError('Array buffer allocation failed'); } },
  ];
  for (const stopAs of stops) {
    let endings = 0;
    const engine = await loadChanged(({ pith_release: release }, { stop }) => ({
      pith_canonical_at: () => stopAs(stop),
      pith_release: (block) => { endings += 1; release(block); },
    }));
    const keyring = new engine.Keyring();
    const before = endings;
    assert.throws(() => engine.canonical('{}'), MachineError);
    assert.equal(endings, before);  // nothing more is asked of it
    assert.throws(() => keyring.keys, isLost);
    assert.equal(engine.canonical('{ }').length, 2);
  }
});

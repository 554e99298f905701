// SPDX-License-Identifier: Apache-2.0
// The npm package: its functions and errors, its size, its types, the examples of its README.md, and the package that
// npm makes, in a fresh folder and in bundles.
//
//     node package.test.mjs
//
// PITH_WASM_NPM names a folder with what package.json lists, in node_modules.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

import { InputError, PithError, UsageError, load } from '../../bindings/javascript/lib/node.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE = join(ROOT, 'bindings/javascript');
const DATA = join(ROOT, 'tests/data');
const SIZE_MAX = 1_200_000;
const COMPRESSED_SIZE_MAX = 450_000;
const ARCHIVE_SIZE_MAX = 1_000_000;

const bundles = readdirSync(DATA).filter((name) => name.endsWith('.bundle.json')).map((name) =>
  readFileSync(join(DATA, name)));
const [bundle] = bundles;
const module = readFileSync(join(PACKAGE, 'lib/pith_merge.wasm'));
const pith = await load();

const folder = mkdtempSync(join(tmpdir(), 'pith-npm-'));
after(() => rmSync(folder, { recursive: true }));

const installed = createRequire(pathToFileURL(join(process.env.PITH_WASM_NPM, 'x.js')));
const run = (program, parameters, options = {}) =>
  execFileSync(program, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

test('the module is small, and asks nothing of a system', async () => {
  assert(module.length <= SIZE_MAX, `${module.length} bytes`);
  const compressed = brotliCompressSync(module).length;
  assert(compressed <= COMPRESSED_SIZE_MAX, `${compressed} bytes with brotli`);
  const imports = WebAssembly.Module.imports(await WebAssembly.compile(module));
  assert.deepEqual(imports, [{ module: 'pith', name: 'stop', kind: 'function' }]);
});

test('load takes bytes, a module, a response, or a promise of one', async () => {
  const sources = [module, module.buffer.slice(module.byteOffset, module.byteOffset + module.length),
    await WebAssembly.compile(module), Promise.resolve(new Response(module))];
  for (const source of sources) assert((await load(source)).verify(bundle).ok);
  await assert.rejects(load('pith_merge.wasm'), TypeError);
  await assert.rejects(load(new Response('', { status: 404 })), /404/);
  await assert.rejects(load(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), /not the module/);
});

test('documents are bytes or text', () => {
  const { buffer } = Uint8Array.from(bundle);
  const texts = [bundle, buffer, new DataView(buffer), bundle.toString('utf8')];
  const states = texts.map((document) => pith.verify(document).state.sha256);
  assert.equal(new Set(states).size, 1);
  for (const wrong of [undefined, null, 1, {}, [bundle]]) assert.throws(() => pith.verify(wrong), TypeError);
  for (const wrong of [undefined, bundle, 'text', 1]) assert.throws(() => pith.merge(wrong), TypeError);
  assert.equal(Buffer.from(pith.canonical('"\u{1f600}"')).toString(), '"\u{1f600}"');
});

test('half of a surrogate pair is the mistake of a caller, with a place', () => {
  assert.throws(() => pith.canonical('{\n"\u00e9": "\ud83d\ude00\ud800"}'), (error) => {
    assert(error instanceof UsageError);
    assert.match(error.explanation, /^document has half of a surrogate pair at index 10,/);
    // Before it: two bytes in the first line; in the second, "é": " with 7 bytes and a character with 4.
    assert.deepEqual(error.place, { offsetBytes: 13, line: 2, column: 12 });
    return true;
  });
  assert.throws(() => pith.merge([bundle, '\udc00']), (error) => error.input === 1 && error.place.offsetBytes === 0);
  assert.throws(() => new pith.Keyring(['{}', '\udc00']), (error) => error.input === null && error.place.column === 1);
  assert.throws(() => pith.canonical('{}', '/a\ud800'), (error) => error.place.column === 3);
});

test('a document of more than 2,147,483,647 bytes is refused, and not copied', () => {
  const large = new Uint8Array(0x80000000);  // nothing writes to it, so it takes no memory
  const before = pith.memory().sizeBytes;
  const expectRefusal = (job, input) => assert.throws(job, (error) => {
    assert(error instanceof InputError);
    assert.equal(error.code, 'unreadable');
    assert.deepEqual(error.place, { offsetBytes: 0, line: 1, column: 1 });
    assert.equal(error.input, input);
    return true;
  });
  expectRefusal(() => pith.canonical(large), null);
  expectRefusal(() => pith.verify(large.buffer), null);
  expectRefusal(() => pith.merge([bundle, large]), 1);
  expectRefusal(() => pith.graph(new Set([large])), 0);
  expectRefusal(() => new pith.Keyring([large]), null);
  assert.equal(pith.memory().sizeBytes, before);
});

test('an iterable may use the same memory for each document', () => {
  const subject = JSON.parse(bundle).pith_number;
  const { events } = JSON.parse(bundle);
  const texts = events.map((event) => Buffer.from(JSON.stringify(event)));
  function* reuse() {
    for (const text of texts) {
      const memory = new ArrayBuffer(text.length);
      new Uint8Array(memory).set(text);
      yield memory;
      new Uint8Array(memory).fill(0x20);  // blank, if it is read only now
    }
  }
  assert(texts.length > 1);
  assert.equal(pith.merge(reuse(), { subject }).sha256, pith.merge(texts, { subject }).sha256);
});

test('an error has a code and a place', () => {
  assert.throws(() => pith.canonical('\n{"a":1,"a":2}'), (error) => {
    assert(error instanceof InputError && error instanceof PithError && error.stack.startsWith('InputError: '));
    assert.equal(error.code, 'duplicate_key');
    assert.deepEqual(error.place, { offsetBytes: 8, line: 2, column: 8 });
    assert.equal(error.input, null);
    assert.deepEqual(error.toJSON(), { code: 'duplicate_key', line: 2, column: 8, explanation: error.explanation });
    assert(error.message.startsWith('duplicate_key in line 2, column 8: '));
    return true;
  });
  assert.throws(() => pith.merge([bundle, '{']), (error) => error.input === 1 && error.code === 'syntax');
  assert.throws(() => pith.merge([]), (error) => error.code === 'no_subject' && error.place === null);
  assert.throws(() => pith.canonical('{}', 'a'), (error) => error instanceof UsageError);
  assert.throws(() => pith.canonical('{}', '/a'), (error) => error.code === 'not_found');
  assert.throws(() => pith.merge([bundle], { subject: '' }), UsageError);
  assert.throws(() => pith.graph([bundle], { format: 'png' }), UsageError);
  assert.throws(() => pith.verify(bundle, { trustBundlekeys: true }), /unknown option trustBundlekeys/);
  assert.throws(() => pith.verify(bundle, { trustBundleKeys: 'no' }), TypeError);
  assert.throws(() => pith.verify(bundle, { keyring: {} }), TypeError);
  const nobody = new pith.Keyring([], { registry: false });
  for (const wrong of [nobody, [], new Map(), Object.create({ keyring: nobody }), 1, null]) {
    assert.throws(() => pith.verify(bundle, wrong), /the options must be an object such as/);
  }
  assert.equal(pith.verify(bundle, { keyring: nobody }).ok, false);
  assert.throws(() => new pith.Keyring([], { verdictsMax: -1 }), UsageError);
  assert.throws(() => new pith.Keyring(['{}']), (error) => error.code === 'bad_key' && error.place.line === 1);
  assert.throws(() => new pith.EventSet('pith:1'), UsageError);
});

test('a report says whether a bundle holds, and names the cause', () => {
  const good = pith.verify(bundle);
  assert(good.ok && good.summary === 'holds' && good.failedChecks.length === 0 && good.causes.length === 0);
  assert.deepEqual(JSON.parse(JSON.stringify(good)), JSON.parse(good.json));
  assert.equal(good.state.sha256, JSON.parse(good.json).state_sha256);
  assert.equal(good.state.toJSON().state_sha256, good.state.sha256);
  assert.equal(good.events.length, good.state.eventCount);
  assert.equal(good.keys[0].origin, 'built_in');

  const changed = JSON.parse(bundle);
  changed.canonical_record.metadata.title += '!';
  const bad = pith.verify(JSON.stringify(changed));
  assert(!bad.ok && bad.causes.length > 0 && bad.failedChecks.length >= bad.causes.length);

  const stranger = new pith.Keyring([], { registry: false });
  const unknown = pith.verify(bundle, { keyring: stranger });
  assert(!unknown.ok && unknown.unknownKeys.length > 0);
  stranger.close();
});

/** Every object in a value, by its path. */
function* objectsIn(value, path) {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  yield [path, value];
  const getters = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value)))
    .filter(([name, { get }]) => get !== undefined && name !== '__proto__').map(([name]) => name);
  for (const name of [...Object.keys(value), ...getters]) yield* objectsIn(value[name], `${path}.${name}`);
}

test('nobody changes a result', () => {
  const { pith_number: number, events: [event] } = JSON.parse(bundle);
  const events = new pith.EventSet(number);
  const keyring = new pith.Keyring();
  const results = {
    report: pith.verify(bundle),
    state: pith.merge([bundle]),
    explanation: pith.explain([bundle], event.event_id),
    difference: pith.diff(bundle, JSON.stringify({ ...JSON.parse(bundle), events: [] })),
    verdict: events.add(JSON.stringify(event)),
    keys: keyring.keys,
  };
  const objects = [...objectsIn(results, 'results')].slice(1);
  assert(objects.length > 50, `${objects.length}`);
  assert.deepEqual(objects.filter(([, value]) => !Object.isFrozen(value)).map(([path]) => path), []);
  const { report, state } = results;
  assert.equal(report.checks, report.checks);  // read once
  assert.throws(() => { report.ok = false; }, TypeError);
  state.document.fill(0);
  state.toJSON().applied_event_ids.pop();
  assert.equal(JSON.parse(state.text).state_sha256, state.sha256);
  events.close();
  keyring.close();
});

test('a set of events gives the state of a merge', () => {
  const { events, pith_number: number, source_aliases: aliases } = JSON.parse(bundle);
  const [one, two] = [new pith.EventSet(number), new pith.EventSet(number)];
  events.forEach((event, index) => {
    const verdict = [one, two][index % 2].add(JSON.stringify(event));
    assert.deepEqual(verdict, { eventId: event.event_id, reason: null });
  });
  one.merge(two);
  aliases.forEach((alias) => one.addAlias(alias.alias_kind, alias.alias_value, alias.created_at));
  const merged = pith.merge([bundle]);
  assert.deepEqual(one.state().document, merged.document);
  assert.deepEqual(one.state({ authenticOnly: true }).document, pith.merge([bundle], { authenticOnly: true }).document);
  two.addBundle(bundle);
  assert.deepEqual(two.state().document, merged.document);
  assert.throws(() => one.merge(new pith.EventSet('pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEA')),
    (error) => error.code === 'different_sets');
  assert.throws(() => one.merge({}), TypeError);
  one.close();
  two.close();
  two.close();
  assert.throws(() => one.state(), /closed/);
});

test('two engines share nothing', async () => {
  const other = await load();
  const keyring = new other.Keyring();
  assert.throws(() => pith.verify(bundle, { keyring }), TypeError);
  keyring.close();
});

test('npm pack gives a package that works in a fresh folder', async (t) => {
  const [{ filename, size, files }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder],
    { cwd: PACKAGE }));
  assert(size <= ARCHIVE_SIZE_MAX, `${size} bytes`);
  assert.deepEqual(files.map(({ path }) => path).sort(), ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES',
    'lib/arguments.js', 'lib/engine.js', 'lib/errors.js', 'lib/index.d.ts', 'lib/index.js', 'lib/node.js',
    'lib/pith_merge.wasm', 'lib/values.js', 'package.json']);
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], { cwd: folder });

  await t.test('the examples of README.md', () => {
    const examples = [...readFileSync(join(PACKAGE, 'README.md'), 'utf8').matchAll(/```js\n([^]*?)```/g)]
      .map(([, code]) => code);
    assert.equal(examples.length, 4);
    writeFileSync(join(folder, 'my-bundle.json'), bundle);
    const { pith_number: pithNumber, events } = JSON.parse(bundle);
    const key = { key_id: 'pith-v1-2026-05', algorithm: 'ed25519', signer_id: 'pith.science',
      signer_type: 'pith_registry', public_key_b64: 'stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=' };
    const given = `const keysDocument = ${JSON.stringify(JSON.stringify(key))};\n` +
      `const pithNumber = ${JSON.stringify(pithNumber)};\n` +
      `const eventTexts = ${JSON.stringify(events.map((event) => JSON.stringify(event)))};\n` +
      `const moduleInBase64 = ${JSON.stringify(module.toString('base64'))};\n`;
    const expected = [
      [/^true holds \[\]\n\{"format":"pith-merge.verify.v1",.*\n[0-9a-f]{64} [0-9]+\n$/],
      [/^duplicate_key 1 10\n$/],
      [/^\[ 'pith-v1-2026-05' \]\n(sha256:[0-9a-f]{64} null\n)+true\n$/],
      [/^true\n$/],
    ];
    examples.forEach((code, index) => {
      const isPart = !code.includes('import');  // it goes on after `import`
      const head = isPart ? "import { load } from 'pith-merge';\n" : '';
      const tail = isPart ? `console.log(pith.verify(${JSON.stringify(bundle.toString('utf8'))}).ok);\n` : '';
      writeFileSync(join(folder, 'example.mjs'), `${head}${given}${code}${tail}`);
      assert.match(run(process.execPath, ['example.mjs'], { cwd: folder }), expected[index][0]);
    });
    assert.equal(readFileSync(join(folder, 'state.json'), 'utf8'), pith.merge([bundle]).text);
  });

  await t.test('the types', () => {
    const compiler = installed.resolve('typescript/bin/tsc');
    for (const name of ['types.ts', 'types_dom.ts']) cpSync(join(ROOT, 'tests/wasm', name), join(folder, name));
    const cases = { 'types.ts': 'es2022', 'types_dom.ts': 'es2022,dom' };
    for (const [name, libraries] of Object.entries(cases)) {
      for (const modules of [['--module', 'node16'], ['--module', 'es2022', '--moduleResolution', 'bundler']]) {
        const options = ['--strict', '--target', 'es2022', '--lib', libraries, '--noEmit', ...modules];
        try {
          run(process.execPath, [compiler, ...options, name], { cwd: folder });
        } catch (error) {
          assert.fail(`${options.join(' ')} ${name}: ${error.stdout}`);
        }
      }
    }
  });

  await t.test('a bundle for browsers, and one for Node', async () => {
    const { build } = installed('esbuild');
    writeFileSync(join(folder, 'entry.js'), "export * from 'pith-merge';\n");
    cpSync(join(PACKAGE, 'lib/pith_merge.wasm'), join(folder, 'pith_merge.wasm'));
    for (const platform of ['browser', 'node']) {
      const outfile = join(folder, `${platform}.mjs`);
      const { warnings } = await build({ entryPoints: [join(folder, 'entry.js')], bundle: true, minify: true,
        format: 'esm', platform, outfile, logLevel: 'silent' });
      assert.deepEqual(warnings, []);
      assert.equal(readFileSync(outfile, 'utf8').includes('node:'), platform === 'node');
      const bundled = await import(pathToFileURL(outfile));
      const { verify, canonical } = await bundled.load(platform === 'node' ? undefined : module);
      assert(verify(bundle).ok);
      for (const [document, name] of [['{', 'InputError'], ['\ud800', 'UsageError']]) {
        assert.throws(() => canonical(document), (error) => error instanceof bundled[name] && error.name === name);
      }
    }
  });
});

// Checks many inputs as the worker of the page does it: check_all.mjs CASES.json > RESULTS.json. For test_model.py,
// which puts the modules of the page and the package beside this file.

import { readFileSync } from 'node:fs';

import { Checker, refusalOf } from './engine.js';
import { check } from './job.js';
import { verdictOf, whoSays } from './verdict.js';

const textOf = (pieces) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece.said ?? piece.words)).join('');
const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

function run(checker, { inputs, keys, trustsBundleKeys }) {
  try {
    checker.trust(keys.map(bytesOf), trustsBundleKeys);
  } catch (thrown) {
    if (refusalOf(thrown) === null) throw thrown;
    return { keyRefusal: refusalOf(thrown).code };
  }
  const done = check(checker, inputs.map((text, index) => ({ name: `${index}`, bytes: bytesOf(text) })), () => {});
  const result = structuredClone(done.result);  // as on its way from the worker to the page
  const { tone, headline, lines } = verdictOf(result);
  const [record] = result.records;
  return {
    tone, headline: textOf(headline), lines: lines.map(textOf), recordCount: result.recordCount, signers: whoSays(record).map(textOf),
    kinds: result.files.map((file) => file.kind),
    codes: [...result.files.map((file) => (file.error ?? file.leftOut)?.code), ...result.records.map((each) => each.mergeError?.code)]
      .filter((code) => code !== undefined).concat(result.recordCount > 1 ? ['several_subjects'] : []),
    json: result.files[0].json ?? null,
    document: record.merged === null ? null : Buffer.from(record.merged.document).toString(),
    explainedCount: record.merged?.rows.filter((row) => row.story !== undefined).length ?? 0,
    rows: record.merged?.rows.map((row) => row.status) ?? null,
  };
}

const file = new URL('node_modules/pith-merge/lib/pith_merge.wasm', import.meta.url);
const checker = await Checker.open(readFileSync(file));
const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
process.stdout.write(JSON.stringify(cases.map((each) => run(checker, each))));

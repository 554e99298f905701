// SPDX-License-Identifier: Apache-2.0
// The worker: reads files, and runs the engine, so that the page stays free. It is ended to cancel a job.

import { Checker } from './engine.js';
import { check } from './job.js';
import { readKeyFile } from './key_file.js';
import { explainedRow } from './state_model.js';
import { sizeWords } from './words.js';

/** No memory is there for a file. */
class TooLarge extends Error {}

let checker = null;
/** The texts of each record that is shown. */
let texts = [];

function bytesOfBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Memory for a file. A browser may have less than the file is large. */
function memoryFor({ name, file }) {
  try {
    return new Uint8Array(file.size);
  } catch {
    throw new TooLarge(`“${name}” has ${sizeWords(file.size)}, and the browser has no memory for it. Check it with ` +
      'the program pith-merge.');
  }
}

/** Reads a File in pieces. A text that was pasted is bytes already. */
async function read(source, onProgress) {
  if (source.bytes !== undefined) return source.bytes;
  const { file } = source;
  const bytes = memoryFor(source);
  const reader = file.stream().getReader();
  let end = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes.set(value, end);
    end += value.length;
    onProgress({ phase: 'read', name: source.name, done: end, total: file.size });
  }
}

async function readAll(sources, onProgress) {
  const inputs = [];
  for (const source of sources) {
    try {
      inputs.push({ name: source.name, bytes: await read(source, onProgress) });
    } catch (error) {
      if (error instanceof TooLarge) throw error;
      throw new Error(`The browser cannot read “${source.name}”. Is it a folder, or was it changed? Choose it again.`);
    }
  }
  return inputs;
}

async function checkJob({ sources, keyDocuments, trustsBundleKeys }, onProgress) {
  checker.trust(keyDocuments, trustsBundleKeys);  // each was examined by `readKeys`
  const inputs = await readAll(sources, onProgress);
  const done = check(checker, inputs, onProgress);
  texts = done.texts;
  return done.result;
}

const jobs = {
  async open({ module }) {
    checker = await Checker.open(bytesOfBase64(module));
    return { version: checker.version, keys: checker.keys };
  },
  check: checkJob,
  async readKeys({ others, bytes }) {
    return readKeyFile(checker, others, bytes);
  },
  async explain({ eventId, record }) {
    return explainedRow(checker.explain(texts[record], eventId));
  },
};

/** Jobs run one after the other. */
let last = Promise.resolve();

self.addEventListener('message', ({ data }) => {
  const { number, job, values } = data;
  last = last.then(async () => {
    try {
      const result = await jobs[job](values, (progress) => self.postMessage({ number, progress }));
      self.postMessage({ number, result });
    } catch (error) {
      self.postMessage({ number, failure: error.message });
    }
  });
});

// SPDX-License-Identifier: Apache-2.0
// Whose keys count: the files of keys that a person adds, what is in them, and the box.

import { Cancelled } from './client.js';
import { button, code, line, make, shown } from './dom.js';
import { signerWords } from './signers.js';
import { printable } from './text.js';
import { count, sizeWords } from './words.js';

/** A key takes about 200 bytes. All key files stay in memory, and go to the worker for each check. */
const KEY_FILE_BYTES_MAX = 1_000_000;

const byId = (id) => document.getElementById(id);

const EXPECTED = ' A key file is JSON: one key or a list of keys, each with “key_id”, “algorithm” and ' +
  '“public_key_b64”. “signer_id” and “signer_type” say whose key it is.';
const OWN_CLAIM = ' Whoever made this file chose the keys in it, so they cannot vouch for it. To see what they would ' +
  'give, tick “Also trust the keys that the files bring along”. Add here only a key file that you got from the ' +
  'signer in another way.';

/** A key, its owner and its fingerprint. */
function keyLine(key) {
  const owner = key.signerId === null && key.signerType === null ? [', whose owner the file does not name']
    : [' of ', ...line(signerWords({ id: '(any name)' }, { ...key, signerId: key.signerId ?? '(any name)' }))];
  return [make('strong', {}, shown(key.keyId)), ...owner, ', fingerprint ', code(key.fingerprint)];
}

async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Error(`The browser cannot read “${file.name}”. Is it a folder, or was it changed? Choose it again.`);
  }
}

/** Why a file was not added, and what to do. */
function refusalWords(name, { kind, error }) {
  if (kind !== undefined) {
    return make('span', {}, shown(name), ` is ${kind}, not a key file, and was not added.`,
      ['a bundle', 'evidence'].includes(kind) ? OWN_CLAIM : EXPECTED);
  }
  const place = error.line === null ? '' : ` in line ${error.line}, column ${error.column}`;
  return make('span', {}, shown(name), ` cannot be used as a key file${place}, and was not added: `,
    shown(error.explanation), '.', EXPECTED);
}

export class Trust {
  #client;
  #onChange;
  /** Each {name, bytes, keys, keyCount}: the bytes that were examined, because a File may change. */
  #files = [];
  #reading = Promise.resolve();

  /** `onChange` is called when other keys count. */
  constructor(client, onChange) {
    this.#client = client;
    this.#onChange = onChange;
    byId('trust-bundle').addEventListener('change', () => this.#changed());
  }

  /** The files of keys as bytes, when all that were chosen are read. */
  async documents() {
    await this.#reading;
    return this.#documents();
  }

  get trustsBundleKeys() {
    return byId('trust-bundle').checked;
  }

  showBuiltIn(keys) {
    byId('built-in-keys').replaceChildren(make('ul', { class: 'plain' },
      keys.filter((key) => key.origin === 'built_in').map((key) => make('li', {}, 'Built in: ', ...keyLine(key)))));
  }

  #documents() {
    return this.#files.map(({ bytes }) => bytes);
  }

  /**
   * Adds the files that are files of keys, and tells how many. Says why another one is not added; then everything else
   * stays.
   */
  add(files) {
    this.#reading = this.#reading.then(async () => {
      byId('key-status').replaceChildren();
      let added = 0;
      for (const file of files) {
        if (await this.#addOne(file)) added += 1;
      }
      if (added > 0) this.#show();
      return added;
    });
    return this.#reading;
  }

  async #addOne(file) {
    if (file.size > KEY_FILE_BYTES_MAX) {
      this.#say(make('span', {}, shown(file.name), ` has ${sizeWords(file.size)}, and was not added. A key file has ` +
        `at most ${sizeWords(KEY_FILE_BYTES_MAX)}.`, EXPECTED));
      return false;
    }
    try {
      const bytes = await bytesOf(file);
      const read = await this.#client.ask('readKeys', { others: this.#documents(), bytes });
      if (read.keys === undefined) {
        this.#say(refusalWords(file.name, read));
        return false;
      }
      this.#files = [...this.#files, { name: file.name, bytes, ...read }];
      return true;
    } catch (error) {
      if (!(error instanceof Cancelled)) this.#say(make('span', {}, 'This did not work: ', shown(error.message)));
      return false;
    }
  }

  #say(words) {
    byId('key-box').open = true;
    byId('key-status').append(make('span', { class: 'block' }, words));
  }

  #changed() {
    this.#show();
    this.#onChange();
  }

  #show() {
    const parts = ['the registry’s key'];
    if (this.#files.length > 0) parts.push(`those in ${count(this.#files.length, 'file')} of yours`);
    if (this.trustsBundleKeys) parts.push('those that the files bring along');
    byId('key-summary').textContent = parts.length === 1 ? `${parts[0]} alone` : parts.join(', and ');
    byId('key-files').replaceChildren(...this.#files.map((file) => this.#item(file)));
  }

  #item(file) {
    const more = file.keyCount - file.keys.length;
    return make('li', { class: 'check' }, make('p', {}, shown(file.name), ' ',
      button('Remove', () => this.#remove(file), { 'aria-label': `Remove the key file ${printable(file.name)}` })),
    file.keyCount === 0 ? make('p', {}, 'It adds no key to the built-in one.')
      : make('ul', { class: 'plain' }, file.keys.map((key) => make('li', {}, ...keyLine(key)))),
    more > 0 ? make('p', {}, `And ${count(more, 'more key')}.`) : null);
  }

  #remove(file) {
    this.#files = this.#files.filter((other) => other !== file);
    byId('key-status').replaceChildren();
    byId('keys').focus();
    this.#changed();
  }
}

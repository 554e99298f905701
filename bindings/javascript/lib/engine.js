// SPDX-License-Identifier: Apache-2.0
// The C interface (include/pith/c.h) in WebAssembly: memory, calls, and what happens if the module stops.
//
// A module that stopped, because memory ran out or because of a bug, may have left anything half done. So its instance
// is never used again: the next call makes a new one. Everything that lived in the old instance is lost.
//
// The structures are those of machines with 32 bits; capi/layout.cpp checks the numbers below.

import { MachineError, PithError, makeError, misuse, outOfMemory } from './errors.js';

const ABI_VERSION = 1;
const POINTER_SIZE = 4;
const TEXT_SIZE = 8;  // data, size_bytes; also of a pith_buffer
const SHA256_SIZE = 32;
const ERROR = { size: 276, input: 4, offset: 8, line: 12, column: 16, message: 20 };
export const NO_INPUT = 0xFFFFFFFF;
const REGISTRY = 1;  // PITH_KEYRING_REGISTRY
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder();

/** The error to report for what was thrown: a MachineError if the machine failed, else the same. */
function errorFor(thrown) {
  if (thrown instanceof WebAssembly.RuntimeError || thrown?.name === 'InternalError' ||  // Firefox: too much recursion
      (thrown instanceof RangeError && /call stack/i.test(thrown.message))) {
    return new MachineError('internal', `the module stopped: ${thrown.message}`);
  }
  return thrown instanceof RangeError ? outOfMemory(`out of memory: ${thrown.message}`) : thrown;
}

/** One instance of the module. */
class Instance {
  /** Whether the module ended in the middle of something. Then it must not be called any more. */
  hasStopped = false;

  constructor(module) {
    const stop = (isMemory, text) => this.#stop(isMemory !== 0, text);
    this.exports = new WebAssembly.Instance(module, { pith: { stop } }).exports;
    if (this.exports.pith_abi_version?.() !== ABI_VERSION) throw new Error('this is not the module of this package');
    this.exports._initialize();
    const call = new Call(this);
    this.context = call.keep(call.make('context', 'pith_context_new', 0));
    this.registryKeyring = call.keep(call.make('keyring', 'pith_keyring_new', this.context, REGISTRY));
    call.end();
  }

  /** The function that the module imports. What it throws ends the call of the module. */
  #stop(isMemory, text) {
    this.hasStopped = true;  // first, so that nothing below can hide it
    throw isMemory ? outOfMemory() : new MachineError('system_failure', lenientDecoder.decode(this.#zeroEnded(text)));
  }

  get bytes() {
    return new Uint8Array(this.exports.memory.buffer);
  }
  get view() {
    return new DataView(this.exports.memory.buffer);
  }

  #zeroEnded(address) {
    const { bytes } = this;
    const begin = address >>> 0;
    return bytes.subarray(begin, bytes.indexOf(0, begin));
  }
  cString(address) {
    return decoder.decode(this.#zeroEnded(address));
  }

  /** The bytes of a pith_text or pith_buffer, copied; null for none. */
  textBytes(address) {
    const data = this.uint32(address);
    return data === 0 ? null : this.bytes.slice(data, data + this.uint32(address + POINTER_SIZE));
  }
  /** The same as a string. */
  text(address) {
    const bytes = this.textBytes(address);
    return bytes === null ? null : decoder.decode(bytes);
  }
  sha256(address) {
    const digest = this.bytes.subarray(address, address + SHA256_SIZE);
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  uint32(address) {
    return this.view.getUint32(address, true);
  }
}

/** What one call of the package needs while it lasts. Its memory is freed at the end. */
class Call {
  #blocks = [];
  #buffers = [];
  #handles = new Map();  // kinds by pointer

  constructor(instance) {
    this.instance = instance;
    this.error = this.block(ERROR.size);
  }

  #allocate(size) {
    const { exports } = this.instance;
    const address = exports.pith_allocate(Math.max(size, 1)) >>> 0;
    if (address === 0) throw outOfMemory(`out of memory: the module has no ${size} bytes left`);
    this.#blocks.push(address);
    return address;
  }
  /** Memory filled with zeros. */
  block(size) {
    const address = this.#allocate(size);
    this.instance.bytes.fill(0, address, address + size);
    return address;
  }

  /** The address of an array of pith_text. */
  texts(documents) {
    const array = this.block(TEXT_SIZE * documents.length);
    const addresses = documents.map(({ length }) => this.#allocate(length));  // all, before anything is copied
    const { bytes, view } = this.instance;
    documents.forEach((document, index) => {
      bytes.set(document, addresses[index]);
      view.setUint32(array + TEXT_SIZE * index, addresses[index], true);
      view.setUint32(array + TEXT_SIZE * index + POINTER_SIZE, document.length, true);
    });
    return array;
  }
  /** The address of one pith_text. */
  text(bytes) {
    return this.texts([bytes]);
  }

  /** The address of a pith_buffer to be filled. */
  buffer() {
    const address = this.block(TEXT_SIZE);
    this.#buffers.push(address);
    return address;
  }

  /** Calls a function that can fail, and throws its error. */
  try(name, ...values) {
    const { instance } = this;
    const code = instance.exports[name](...values, this.error);
    if (code === 0) return;
    const at = (member) => instance.uint32(this.error + ERROR[member]);
    const place = at('line') === 0 ? null : { offsetBytes: at('offset'), line: at('line'), column: at('column') };
    throw makeError(code, instance.cString(instance.exports.pith_error_name(code)),
      instance.cString(this.error + ERROR.message), place, at('input') === NO_INPUT ? null : at('input'));
  }

  /** The bytes with which a function fills its last argument, a pith_buffer. */
  output(name, ...values) {
    const out = this.buffer();
    this.try(name, ...values, out);
    return this.instance.textBytes(out);
  }

  /** The handle with which a function fills its last argument. */
  make(kind, name, ...values) {
    const out = this.block(POINTER_SIZE);
    this.try(name, ...values, out);
    const handle = this.instance.uint32(out);
    this.#handles.set(handle, kind);
    return handle;
  }
  /** Leaves a handle to the caller, who frees it. */
  keep(handle) {
    this.#handles.delete(handle);
    return handle;
  }

  /** The bytes that a function returns as a pith_text. */
  returnedBytes(name, handle) {
    const out = this.block(TEXT_SIZE);
    this.instance.exports[name](out, handle);
    return this.instance.textBytes(out) ?? new Uint8Array();
  }

  digest(name, handle) {
    const out = this.block(SHA256_SIZE);
    this.try(name, handle, out);
    return this.instance.sha256(out);
  }

  /** The elements of a handle's list, each as `read` reads it at its address. */
  list(name, size, handle, read) {
    const element = this.block(size);
    const count = this.instance.exports[`${name}_count`](handle) >>> 0;
    return Array.from({ length: count }, (_, index) => {
      this.try(name, handle, index, element);
      return read(element);
    });
  }

  /** Frees everything, unless the module has stopped. A module that fails here has stopped too. */
  end() {
    const { instance } = this;
    if (instance.hasStopped) return;
    const { exports } = instance;
    try {
      for (const [handle, kind] of this.#handles) exports[`pith_${kind}_free`](handle);
      for (const buffer of this.#buffers) exports.pith_buffer_free(buffer);
      for (const block of this.#blocks) exports.pith_release(block);
    } catch {
      instance.hasStopped = true;
    }
  }
}

function makeInstance(module) {
  try {
    return new Instance(module);
  } catch (thrown) {
    throw errorFor(thrown);
  }
}

/** The module, with its instance of now. */
export class Engine {
  #module;
  // What lives in the instance refers to this object. If the instance is lost, its memory is garbage at once.
  #slot;
  #unreachable = new FinalizationRegistry((handle) => this.#free(handle));

  constructor(module) {
    this.#module = module;
    this.#slot = { instance: makeInstance(module) };
  }

  get instance() {
    if (this.#slot.instance === null) this.#slot = { instance: makeInstance(this.#module) };
    return this.#slot.instance;
  }

  /** Does a job with a Call. A module that stops is given up; so is one that a bug here may have left half done. */
  run(job) {
    const { instance } = this;
    let call = null;
    try {
      call = new Call(instance);
      return job(call);
    } catch (thrown) {
      if (!(thrown instanceof PithError)) instance.hasStopped = true;
      throw errorFor(thrown);
    } finally {
      call?.end();
      if (instance.hasStopped) this.#slot.instance = null;
    }
  }

  /** Makes a handle, which is freed by `release`, or when its owner is garbage. */
  own(owner, kind, make) {
    const handle = this.run((call) => ({ kind, pointer: call.keep(make(call)), slot: this.#slot }));
    this.#unreachable.register(owner, handle, handle);
    return handle;
  }
  release(handle) {
    this.#unreachable.unregister(handle);
    this.#free(handle);
  }
  #free({ kind, pointer, slot }) {
    const { instance } = slot;
    if (instance === null) return;
    try {
      instance.exports[`pith_${kind}_free`](pointer);
    } catch {
      slot.instance = null;
    }
  }

  memory() {
    const { exports } = this.instance;
    return { allocatedBytes: exports.pith_allocated_bytes() >>> 0, sizeBytes: exports.memory.buffer.byteLength };
  }
}

/** An object with a handle of the library, which is freed by close, by `using`, or when the object is garbage. */
export class Owner {
  #engine;
  #kind;
  #handle;

  constructor(engine, kind, make) {
    this.#engine = engine;
    this.#kind = kind;
    this.#handle = engine.own(this, kind, make);
  }

  /** The pointer of an owner, for this package only. */
  static pointer(owner) {
    const what = `this ${owner.#kind.replace('_', ' ')}`;
    if (owner.#handle === null) throw misuse(`${what} is closed`);
    const { pointer, slot } = owner.#handle;
    if (slot.instance === null) throw misuse(`${what} was lost when the module failed: make a new one`);
    return pointer;
  }

  close() {
    if (this.#handle !== null) this.#engine.release(this.#handle);
    this.#handle = null;
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.close();
  }
}

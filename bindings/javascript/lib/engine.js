// SPDX-License-Identifier: Apache-2.0
// The C interface (include/pith/c.h) in WebAssembly: memory, calls, and what happens if the module stops.
//
// A module that stopped, because memory ran out or because of a bug, may have left anything half done. So its instance
// is never used again: the next call makes a new one. Everything that lived in the old instance is lost.
//
// The structures are those of machines with 32 bits; capi/layout.cpp checks the numbers below.

import { MachineError, makeError, misuse } from './errors.js';

const ABI_VERSION = 1;
const TEXT_SIZE = 8;  // data, size_bytes
const ERROR = { size: 276, input: 4, offset: 8, line: 12, column: 16, message: 20 };
const NO_INPUT = 0xFFFFFFFF;
const REGISTRY = 1;  // PITH_KEYRING_REGISTRY
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Thrown through the module by the function that it imports. */
class Stopped {
  constructor(isMemory, explanation) {
    this.isMemory = isMemory;
    this.explanation = explanation;
  }
}

/** Whether a thrown value means that the module ended in the middle of something. */
function isStop(thrown) {
  return thrown instanceof Stopped || thrown instanceof WebAssembly.RuntimeError ||
    (thrown instanceof RangeError && /call stack/i.test(thrown.message)) || thrown?.name === 'InternalError';
}

/** What is wrong in a failed module, for people. */
function explainStop(thrown) {
  if (thrown instanceof Stopped) {
    const { isMemory, explanation } = thrown;
    return new MachineError(isMemory ? 'out_of_memory' : 'system_failure', isMemory ? 'out of memory' : explanation);
  }
  return new MachineError('internal', `the module stopped: ${thrown.message}`);
}

/** One instance of the module. */
export class Instance {
  constructor(module) {
    const imports = {
      pith: {
        stop: (isMemory, text) => {
          throw new Stopped(isMemory !== 0, this.cString(text));
        },
      },
    };
    this.exports = new WebAssembly.Instance(module, imports).exports;
    if (this.exports.pith_abi_version?.() !== ABI_VERSION) throw new Error('this is not the module of this package');
    this.exports._initialize();
    const call = new Call(this);
    this.context = call.handle('pith_context_new', 0);
    this.registryKeyring = call.handle('pith_keyring_new', this.context, REGISTRY);
    call.end();
  }

  get bytes() {
    return new Uint8Array(this.exports.memory.buffer);
  }
  get view() {
    return new DataView(this.exports.memory.buffer);
  }

  cString(address) {
    const { bytes } = this;
    const begin = address >>> 0;
    return decoder.decode(bytes.slice(begin, bytes.indexOf(0, begin)));
  }

  /** The bytes of a pith_text or pith_buffer, copied; null for none. */
  textBytes(address) {
    const { view } = this;
    const data = view.getUint32(address, true);
    return data === 0 ? null : this.bytes.slice(data, data + view.getUint32(address + 4, true));
  }
  /** The same as a string. */
  text(address) {
    const bytes = this.textBytes(address);
    return bytes === null ? null : decoder.decode(bytes);
  }
  sha256(address) {
    return Array.from(this.bytes.subarray(address, address + 32), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  uint32(address) {
    return this.view.getUint32(address, true);
  }
}

/** What one call of the package needs while it lasts. Its memory is freed at the end. */
export class Call {
  #blocks = [];
  #buffers = [];
  #handles = [];

  constructor(instance) {
    this.instance = instance;
    this.error = this.block(ERROR.size);
  }

  /** Memory filled with zeros. */
  block(size) {
    const { exports } = this.instance;
    const address = exports.pith_allocate(Math.max(size, 1)) >>> 0;
    if (address === 0) throw new Stopped(true, '');
    this.#blocks.push(address);
    this.instance.bytes.fill(0, address, address + size);
    return address;
  }

  /** The address of an array of pith_text. */
  texts(documents) {
    const array = this.block(TEXT_SIZE * documents.length);
    documents.forEach((bytes, index) => this.#putText(array + TEXT_SIZE * index, bytes));
    return array;
  }
  /** The address of one pith_text. */
  text(bytes) {
    return this.texts([bytes]);
  }
  #putText(address, bytes) {
    const { exports } = this.instance;
    const data = exports.pith_allocate(Math.max(bytes.length, 1)) >>> 0;
    if (data === 0) throw new Stopped(true, '');
    this.#blocks.push(data);
    this.instance.bytes.set(bytes, data);
    const { view } = this.instance;
    view.setUint32(address, data, true);
    view.setUint32(address + 4, bytes.length, true);
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

  /** Calls a function that makes a handle, which belongs to the caller. */
  handle(name, ...values) {
    const out = this.block(4);
    this.try(name, ...values, out);
    return this.instance.uint32(out);
  }
  /** The same, and the handle is freed at the end of this call. */
  temporary(kind, name, ...values) {
    const handle = this.handle(name, ...values);
    this.#handles.push([kind, handle]);
    return handle;
  }

  /** The string that a function returns as a pith_text. */
  returnedText(name, handle) {
    const out = this.block(TEXT_SIZE);
    this.instance.exports[name](out, handle);
    return this.instance.textBytes(out) ?? new Uint8Array();
  }

  digest(name, handle) {
    const out = this.block(32);
    this.try(name, handle, out);
    return this.instance.sha256(out);
  }

  /** The elements of a handle's list, each as `read` reads it at its address. */
  list(name, size, handle, read) {
    const element = this.block(size);
    const found = [];
    const count = this.instance.exports[`${name}_count`](handle) >>> 0;
    for (let index = 0; index < count; ++index) {
      this.try(name, handle, index, element);
      found.push(read(element));
    }
    return found;
  }

  end() {
    const { exports } = this.instance;
    for (const [kind, handle] of this.#handles) exports[`pith_${kind}_free`](handle);
    for (const buffer of this.#buffers) exports.pith_buffer_free(buffer);
    for (const block of this.#blocks) exports.pith_release(block);
  }
}

/** A new instance. A failing machine is a MachineError. */
function makeInstance(module) {
  try {
    return new Instance(module);
  } catch (thrown) {
    if (isStop(thrown)) throw explainStop(thrown);
    if (thrown instanceof RangeError) throw new MachineError('out_of_memory', `no new instance: ${thrown.message}`);
    throw thrown;
  }
}

/** The module, with its instance of now. */
export class Engine {
  #module;
  #instance;
  #unreachable;

  constructor(module) {
    this.#module = module;
    this.#instance = makeInstance(module);
    this.#unreachable = new FinalizationRegistry(({ instance, kind, pointer }) => this.free(instance, kind, pointer));
  }

  get instance() {
    this.#instance ??= makeInstance(this.#module);
    return this.#instance;
  }

  /** Does a job with a Call. If the module stops, its instance is given up. */
  run(job) {
    const { instance } = this;
    let call = null;
    try {
      call = new Call(instance);
      const result = job(call, instance);
      call.end();
      return result;
    } catch (thrown) {
      if (isStop(thrown)) {
        this.#instance = null;
        throw explainStop(thrown);
      }
      call?.end();
      throw thrown;
    }
  }

  isLost(instance) {
    return instance !== this.#instance;
  }

  /** Frees a handle, unless its instance is lost. */
  free(instance, kind, pointer) {
    if (this.isLost(instance)) return;
    try {
      instance.exports[`pith_${kind}_free`](pointer);
    } catch (thrown) {
      this.#instance = null;
    }
  }

  /** Frees a handle when its owner is garbage. */
  watch(owner, handle) {
    this.#unreachable.register(owner, handle, handle);
  }
  unwatch(handle) {
    this.#unreachable.unregister(handle);
  }

  memory() {
    const { exports } = this.instance;
    return { allocatedBytes: exports.pith_allocated_bytes() >>> 0, sizeBytes: exports.memory.buffer.byteLength };
  }
}

/** An object with a handle of the library, which is freed by close, by `using`, or when the object is garbage. */
export class Owner {
  #engine;
  #handle;

  constructor(engine, kind, make) {
    this.#engine = engine;
    this.#handle = engine.run((call, instance) => ({ instance, kind, pointer: make(call, instance) }));
    engine.watch(this, this.#handle);
  }

  /** The pointer of an owner, for this package only. */
  static pointer(owner) {
    const { name } = owner.constructor;
    if (owner.#handle === null) throw misuse(`this ${name} is closed`);
    if (owner.#engine.isLost(owner.#handle.instance)) {
      throw misuse(`this ${name} was lost when the module failed: make a new one`);
    }
    return owner.#handle.pointer;
  }
  /** Whether a value is an owner of this engine. */
  static isOf(value, engine) {
    return value instanceof Owner && value.#engine === engine;
  }

  close() {
    const handle = this.#handle;
    if (handle === null) return;
    this.#handle = null;
    this.#engine.unwatch(handle);
    this.#engine.free(handle.instance, handle.kind, handle.pointer);
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.close();
  }
}

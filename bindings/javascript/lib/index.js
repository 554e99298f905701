// SPDX-License-Identifier: Apache-2.0
// The package: loads the module, and gives its functions and classes. README.md describes them.

import { bytesOf, bytesOfEach, optionsOf, subjectOf, utf8 } from './arguments.js';
import { Engine, Owner } from './engine.js';
import { misuse } from './errors.js';
import { Difference, EVENT_SIZE, EvidenceReport, Explanation, Report, State, listKeys, verdictAt } from './values.js';

export { InputError, MachineError, PithError, UsageError } from './errors.js';

const AUTHENTIC_ONLY = 1;
const TRUST_BUNDLE_KEYS = 2;
const GRAPH_FORMATS = ['svg', 'html', 'dot'];  // as pith_graph_format
const COUNT_MAX = 0xFFFFFFFF;
const NUMBER_SIZE = 4;  // an int or a size_t

const VERIFYING = { keyring: null, trustBundleKeys: false };
const MERGING = { ...VERIFYING, subject: null };

const keyFlags = ({ trustBundleKeys }) => (trustBundleKeys ? TRUST_BUNDLE_KEYS : 0);
const stateFlags = ({ authenticOnly }) => (authenticOnly ? AUTHENTIC_ONLY : 0);

async function compileResponse(response) {
  if (!response.ok) throw new Error(`cannot load ${response.url}: ${response.status} ${response.statusText}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

async function compile(source) {
  const given = await source;
  if (given === undefined) return compileResponse(await fetch(new URL('./pith_merge.wasm', import.meta.url)));
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given);
  if (typeof Response !== 'undefined' && given instanceof Response) return compileResponse(given);
  throw new TypeError('load takes the bytes of pith_merge.wasm, a Response, or a WebAssembly.Module');
}

/** Loads a module: by default, fetches the file beside this one. Each call makes an engine of its own. */
export async function load(source) {
  const engine = new Engine(await compile(source));
  const { instance } = engine;
  return makeInterface(engine, instance.cString(instance.exports.pith_version()));
}

function makeInterface(engine, version) {
  /** The pointer to the keys that a caller trusts; by default, the registry's key. */
  function trusted({ keyring }) {
    if (keyring === null) return engine.instance.registryKeyring;
    if (!(keyring instanceof Keyring)) throw new TypeError('keyring must be a Keyring that the same load() gave');
    return Owner.pointer(keyring);
  }

  class Keyring extends Owner {
    constructor(documents = [], options = undefined) {
      const { registry, verdictsMax } = optionsOf(options, { registry: true, verdictsMax: 0 });
      if (!Number.isSafeInteger(verdictsMax) || verdictsMax < 0 || verdictsMax > COUNT_MAX) {
        throw misuse(`verdictsMax must be a whole number from 0 to ${COUNT_MAX}`);
      }
      const texts = bytesOfEach(documents, 'documents');
      super(engine, 'keyring', (call) => {
        const context = verdictsMax === 0 ? call.instance.context
          : call.make('context', 'pith_context_new', verdictsMax);
        const pointer = call.make('keyring', 'pith_keyring_new', context, registry ? 1 : 0);
        for (const text of texts) call.try('pith_keyring_add', pointer, call.text(text));
        return pointer;
      });
    }

    add(document) {
      const text = bytesOf(document, 'document');
      const pointer = Owner.pointer(this);
      engine.run((call) => call.try('pith_keyring_add', pointer, call.text(text)));
    }

    get keys() {
      const pointer = Owner.pointer(this);
      return engine.run((call) => listKeys(call, 'pith_keyring_key', pointer));
    }
  }

  class EventSet extends Owner {
    constructor(pithNumber, options = undefined) {
      const keys = trusted(optionsOf(options, { keyring: null }));
      const number = utf8(pithNumber, 'pithNumber');
      super(engine, 'event_set', (call) => call.make('event_set', 'pith_event_set_new', call.text(number), keys));
    }

    add(event) {
      const text = bytesOf(event, 'event');
      const pointer = Owner.pointer(this);
      return engine.run((call) => {
        const verdict = call.block(EVENT_SIZE);
        call.try('pith_event_set_add', pointer, call.text(text), verdict);
        return verdictAt(call.instance, verdict);
      });
    }

    addBundle(bundle) {
      const text = bytesOf(bundle, 'bundle');
      const pointer = Owner.pointer(this);
      engine.run((call) => {
        const parsed = call.make('bundle', 'pith_bundle_parse', call.text(text));
        call.try('pith_event_set_add_bundle', pointer, parsed);
      });
    }

    addAlias(kind, value, createdAt) {
      const texts = [utf8(kind, 'kind'), utf8(value, 'value'), utf8(createdAt, 'createdAt')];
      const pointer = Owner.pointer(this);
      engine.run((call) => call.try('pith_event_set_add_alias', pointer, ...texts.map((text) => call.text(text))));
    }

    merge(other) {
      if (!(other instanceof EventSet)) throw new TypeError('merge takes an EventSet that the same load() gave');
      const [pointer, theirs] = [Owner.pointer(this), Owner.pointer(other)];
      engine.run((call) => call.try('pith_event_set_merge', pointer, theirs));
    }

    state(options = undefined) {
      const flags = stateFlags(optionsOf(options, { authenticOnly: false }));
      const pointer = Owner.pointer(this);
      return engine.run((call) => State.read(call, call.make('state', 'pith_event_set_state', pointer, flags)));
    }
  }

  /**
   * A function of a Call that gives the arguments with which functions of the C interface begin that merge: the keys,
   * the inputs and the subject.
   */
  function merging(inputs, chosen) {
    const [texts, subject, keys] = [bytesOfEach(inputs, 'inputs', true), subjectOf(chosen.subject), trusted(chosen)];
    return (call) => [keys, call.texts(texts), texts.length, call.text(subject)];
  }

  function canonical(document, pointer = '') {
    const [text, at] = [bytesOf(document, 'document'), utf8(pointer, 'pointer')];
    return engine.run((call) => call.output('pith_canonical_at', call.text(text), call.text(at)));
  }

  function verify(bundle, options = undefined) {
    const chosen = optionsOf(options, VERIFYING);
    const [text, keys] = [bytesOf(bundle, 'bundle'), trusted(chosen)];
    return engine.run((call) => {
      const parsed = call.make('bundle', 'pith_bundle_parse', call.text(text));
      return Report.read(call, call.make('report', 'pith_bundle_verify', parsed, keys, keyFlags(chosen)));
    });
  }

  function merge(inputs, options = undefined) {
    const chosen = optionsOf(options, { ...MERGING, authenticOnly: false });
    const start = merging(inputs, chosen);
    const flags = keyFlags(chosen) | stateFlags(chosen);
    return engine.run((call) => State.read(call, call.make('state', 'pith_merge', ...start(call), flags)));
  }

  function explain(inputs, event, options = undefined) {
    const chosen = optionsOf(options, MERGING);
    const [start, id] = [merging(inputs, chosen), utf8(event, 'event')];
    return engine.run((call) =>
      new Explanation(call.output('pith_explain', ...start(call), call.text(id), keyFlags(chosen))));
  }

  function diff(a, b, options = undefined) {
    const chosen = optionsOf(options, MERGING);
    const [one, other, subject, keys] = [bytesOf(a, 'a'), bytesOf(b, 'b'), subjectOf(chosen.subject), trusted(chosen)];
    return engine.run((call) => {
      const isEqual = call.block(NUMBER_SIZE);
      return new Difference(call.output('pith_diff', keys, call.text(one), call.text(other), call.text(subject),
        keyFlags(chosen), isEqual));
    });
  }

  function evidence(inputs, options = undefined) {
    const chosen = optionsOf(options, MERGING);
    const start = merging(inputs, chosen);
    return engine.run((call) => {
      const [out, proofCount] = [call.buffer(), call.block(NUMBER_SIZE)];
      call.try('pith_evidence', ...start(call), keyFlags(chosen), out, proofCount);
      return call.instance.uint32(proofCount) === 0 ? null : call.instance.textBytes(out);
    });
  }

  function verifyEvidence(document, options = undefined) {
    const chosen = optionsOf(options, VERIFYING);
    const [text, keys] = [bytesOf(document, 'document'), trusted(chosen)];
    return engine.run((call) => {
      const doesHold = call.block(NUMBER_SIZE);
      return new EvidenceReport(call.output('pith_evidence_verify', keys, call.text(text), keyFlags(chosen), doesHold));
    });
  }

  function graph(inputs, options = undefined) {
    const chosen = optionsOf(options, { ...MERGING, format: 'svg' });
    const format = GRAPH_FORMATS.indexOf(chosen.format);
    if (format === -1) throw misuse('the format must be svg, html or dot');
    const start = merging(inputs, chosen);
    return engine.run((call) => {
      const [out, eventCount] = [call.buffer(), call.block(NUMBER_SIZE)];
      call.try('pith_graph', ...start(call), format, keyFlags(chosen), out, eventCount);
      return call.instance.text(out);
    });
  }

  return Object.freeze({
    version, Keyring, EventSet, canonical, verify, merge, explain, diff, evidence, verifyEvidence, graph,
    memory: () => engine.memory(),
  });
}

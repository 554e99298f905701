// SPDX-License-Identifier: Apache-2.0
// The package: loads the module, and gives its functions and classes. README.md describes them.

import { bytesOf, bytesOfEach, optionsOf, subjectOf, utf8 } from './arguments.js';
import { Engine, Owner } from './engine.js';
import { PithError, misuse } from './errors.js';
import { Difference, EVENT_SIZE, EvidenceReport, Explanation, Report, State, listKeys, verdictAt } from './values.js';

export { InputError, MachineError, PithError, UsageError } from './errors.js';

const AUTHENTIC_ONLY = 1;
const TRUST_BUNDLE_KEYS = 2;
const GRAPH_FORMATS = ['svg', 'html', 'dot'];  // as pith_graph_format

const VERIFYING = { keyring: null, trustBundleKeys: false };
const MERGING = { ...VERIFYING, subject: null };

const keyFlags = ({ trustBundleKeys }) => (trustBundleKeys ? TRUST_BUNDLE_KEYS : 0);

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
  function trusted(instance, keyring) {
    if (keyring === null) return instance.registryKeyring;
    if (!(keyring instanceof Keyring)) throw new TypeError('keyring must be a Keyring that the same load() gave');
    return Owner.pointer(keyring);
  }

  class Keyring extends Owner {
    constructor(documents = [], options = undefined) {
      const { registry, verdictsMax } = optionsOf(options, { registry: true, verdictsMax: 0 });
      if (!Number.isSafeInteger(verdictsMax) || verdictsMax < 0 || verdictsMax > 0xFFFFFFFF) {
        throw misuse('verdictsMax must be a whole number, 0 or more');
      }
      const texts = bytesOfEach(documents, 'documents');
      super(engine, 'keyring', (call, instance) => {
        const context = verdictsMax === 0 ? instance.context
          : call.temporary('context', 'pith_context_new', verdictsMax);
        const pointer = call.handle('pith_keyring_new', context, registry ? 1 : 0);
        try {
          for (const text of texts) call.try('pith_keyring_add', pointer, call.text(text));
        } catch (error) {
          if (error instanceof PithError) instance.exports.pith_keyring_free(pointer);  // else the module has stopped
          throw error;
        }
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
      const { keyring } = optionsOf(options, { keyring: null });
      const number = utf8(pithNumber, 'pithNumber');
      super(engine, 'event_set', (call, instance) =>
        call.handle('pith_event_set_new', call.text(number), trusted(instance, keyring)));
    }

    add(event) {
      const text = bytesOf(event, 'event');
      const pointer = Owner.pointer(this);
      return engine.run((call, instance) => {
        const verdict = call.block(EVENT_SIZE);
        call.try('pith_event_set_add', pointer, call.text(text), verdict);
        return verdictAt(instance, verdict);
      });
    }

    addBundle(bundle) {
      const text = bytesOf(bundle, 'bundle');
      const pointer = Owner.pointer(this);
      engine.run((call) => {
        const parsed = call.temporary('bundle', 'pith_bundle_parse', call.text(text));
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
      const { authenticOnly } = optionsOf(options, { authenticOnly: false });
      const pointer = Owner.pointer(this);
      return engine.run((call) => State.read(call,
        call.temporary('state', 'pith_event_set_state', pointer, authenticOnly ? AUTHENTIC_ONLY : 0)));
    }
  }

  function canonical(document, pointer = '') {
    const [text, at] = [bytesOf(document, 'document'), utf8(pointer, 'pointer')];
    return engine.run((call, instance) => {
      const out = call.buffer();
      call.try('pith_canonical_at', call.text(text), call.text(at), out);
      return instance.textBytes(out);
    });
  }

  function verify(bundle, options = undefined) {
    const chosen = optionsOf(options, VERIFYING);
    const text = bytesOf(bundle, 'bundle');
    return engine.run((call, instance) => {
      const keys = trusted(instance, chosen.keyring);
      const parsed = call.temporary('bundle', 'pith_bundle_parse', call.text(text));
      return Report.read(call, call.temporary('report', 'pith_bundle_verify', parsed, keys, keyFlags(chosen)));
    });
  }

  function merge(inputs, options = undefined) {
    const chosen = optionsOf(options, { ...MERGING, authenticOnly: false });
    const [texts, subject] = [bytesOfEach(inputs, 'inputs'), subjectOf(chosen.subject)];
    const flags = keyFlags(chosen) | (chosen.authenticOnly ? AUTHENTIC_ONLY : 0);
    return engine.run((call, instance) => State.read(call, call.temporary('state', 'pith_merge',
      trusted(instance, chosen.keyring), call.texts(texts), texts.length, call.text(subject), flags)));
  }

  function explain(inputs, event, options = undefined) {
    const chosen = optionsOf(options, MERGING);
    const [texts, subject] = [bytesOfEach(inputs, 'inputs'), subjectOf(chosen.subject)];
    const id = utf8(event, 'event');
    return engine.run((call, instance) => {
      const out = call.buffer();
      call.try('pith_explain', trusted(instance, chosen.keyring), call.texts(texts), texts.length, call.text(subject),
        call.text(id), keyFlags(chosen), out);
      return new Explanation(instance.textBytes(out));
    });
  }

  function diff(a, b, options = undefined) {
    const chosen = optionsOf(options, MERGING);
    const [one, other, subject] = [bytesOf(a, 'a'), bytesOf(b, 'b'), subjectOf(chosen.subject)];
    return engine.run((call, instance) => {
      const out = call.buffer();
      call.try('pith_diff', trusted(instance, chosen.keyring), call.text(one), call.text(other), call.text(subject),
        keyFlags(chosen), call.block(4), out);
      return new Difference(instance.textBytes(out));
    });
  }

  function evidence(inputs, options = undefined) {
    const chosen = optionsOf(options, MERGING);
    const [texts, subject] = [bytesOfEach(inputs, 'inputs'), subjectOf(chosen.subject)];
    return engine.run((call, instance) => {
      const [out, proofCount] = [call.buffer(), call.block(4)];
      call.try('pith_evidence', trusted(instance, chosen.keyring), call.texts(texts), texts.length, call.text(subject),
        keyFlags(chosen), out, proofCount);
      return instance.uint32(proofCount) === 0 ? null : instance.textBytes(out);
    });
  }

  function verifyEvidence(document, options = undefined) {
    const chosen = optionsOf(options, VERIFYING);
    const text = bytesOf(document, 'document');
    return engine.run((call, instance) => {
      const out = call.buffer();
      call.try('pith_evidence_verify', trusted(instance, chosen.keyring), call.text(text), keyFlags(chosen),
        call.block(4), out);
      return new EvidenceReport(instance.textBytes(out));
    });
  }

  function graph(inputs, options = undefined) {
    const chosen = optionsOf(options, { ...MERGING, format: 'svg' });
    const format = GRAPH_FORMATS.indexOf(chosen.format);
    if (format === -1) throw misuse('the format must be svg, html or dot');
    const [texts, subject] = [bytesOfEach(inputs, 'inputs'), subjectOf(chosen.subject)];
    return engine.run((call, instance) => {
      const out = call.buffer();
      call.try('pith_graph', trusted(instance, chosen.keyring), call.texts(texts), texts.length, call.text(subject),
        format, keyFlags(chosen), out, call.block(4));
      return instance.text(out);
    });
  }

  return Object.freeze({
    version, Keyring, EventSet, canonical, verify, merge, explain, diff, evidence, verifyEvidence, graph,
    memory: () => engine.memory(),
  });
}

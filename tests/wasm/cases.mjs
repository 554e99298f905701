// SPDX-License-Identifier: Apache-2.0
// Runs cases through the package, in Node and in a browser alike. make_cases.py writes the cases, and says what each
// expects. A case that differs throws.

import { InputError } from '../../bindings/javascript/lib/index.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const bytesOfBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));

export function expectEqual(actual, expected, what) {
  const [one, two] = [actual, expected].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  if (one === two) return;
  let index = 0;
  while (one?.[index] === two?.[index]) ++index;
  throw new Error(`${what}: ...${one?.slice(Math.max(index - 40, 0), index + 80)}, expected ` +
    `...${two?.slice(Math.max(index - 40, 0), index + 80)}`);
}

/** The error with which a job is refused. */
function refusal(job, what) {
  try {
    job();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`${what}: not refused`);
}

const placeOf = ({ place }) => (place === null ? null : [place.offsetBytes, place.line, place.column]);
const byteOrder = (one, two) => (one < two ? -1 : one > two ? 1 : 0);
const sorted = (rows) => rows.map((row) => [JSON.stringify(row), row]).sort(([one], [two]) => byteOrder(one, two))
  .map(([, row]) => row);

const keyringOf = (pith, vector, registry = false) =>
  new pith.Keyring(vector.keys.map((key) => JSON.stringify(key)), { registry });

const VECTORS = {
  async canon(pith, vector) {
    const data = bytesOfBase64(vector.input_b64);
    if (vector.refusal === null) {
      const canonical = pith.canonical(data);
      expectEqual(decoder.decode(canonical), vector.expected, 'canonical');
      expectEqual(await sha256(canonical), vector.sha256, 'sha256');
      return;
    }
    const error = refusal(() => pith.canonical(data), 'canonical');
    expectEqual(error.code, vector.refusal.code, 'code');
    const { offset_bytes, line, column } = vector.refusal;
    if (offset_bytes !== undefined) expectEqual(placeOf(error), [offset_bytes, line, column], 'place');
  },

  signature(pith, vector, module) {
    const key = Uint8Array.from(vector.public_key_hex.match(/../g), (digits) => parseInt(digits, 16));
    const message = Uint8Array.from(vector.message_hex.match(/../g), (digits) => parseInt(digits, 16));
    const isBase64 = /^[A-Za-z0-9+/]{85}[AQgw]==$/.test(vector.signature_b64);
    const holds = isBase64 && signatureHolds(module, key, message, bytesOfBase64(vector.signature_b64));
    expectEqual(holds, vector.holds, 'holds');
    const entry = { key_id: 'key', algorithm: 'ed25519', public_key_b64: btoa(String.fromCharCode(...key)) };
    const add = () => new pith.Keyring([JSON.stringify(entry)], { registry: false }).close();
    if (vector.key_is_refused) expectEqual(refusal(add, 'the key').code, 'bad_key', 'code');
    else add();
  },

  keyring(pith, vector) {
    const make = () => new pith.Keyring(vector.documents, { registry: false });
    if (vector.expected.refusal !== undefined) {
      expectEqual(refusal(make, 'the keys').code, vector.expected.refusal, 'code');
      return;
    }
    const keyring = make();
    const rows = keyring.keys.map((key) => [key.keyId, key.fingerprint, key.signerId, key.signerType, key.rotatesAt]);
    expectEqual(rows, vector.expected.keys, 'keys');
    keyring.close();
  },

  merge(pith, vector) {
    const { subject, expected } = vector;
    const keyring = keyringOf(pith, vector);
    if (vector.bundle_keys.length > 0) {
      expectEqual(vector.aliases, [], 'aliases of a vector with bundle_keys');
      const bundles = vector.bundle_keys.map((keys, index) => '{"bundle_type":"pith_open_graph_bundle",' +
        `"pith_number":"${subject}","public_keys":${JSON.stringify(keys)},` +
        `"events":[${index === 0 ? vector.events.join(',') : ''}]}`);
      const state = pith.merge(bundles, { keyring, trustBundleKeys: true });
      expectEqual(state.text, expected.document, 'document');
      expectEqual(state.inputSha256, expected.input_sha256, 'input_sha256');
      keyring.close();
      return;
    }
    const sets = [0, 1].map(() => new pith.EventSet(subject, { keyring }));
    vector.events.forEach((event, index) => sets[index % 2].add(event));
    for (const alias of vector.aliases) {
      const texts = ['alias_kind', 'alias_value', 'created_at'].map((name) => alias?.[name]);
      if (texts.every((text) => typeof text === 'string')) sets[0].addAlias(...texts);
    }
    sets[1].merge(sets[0]);
    const state = sets[1].state();
    expectEqual(state.text, expected.document, 'document');
    expectEqual(state.sha256, expected.state_sha256, 'state_sha256');
    expectEqual(state.inputSha256, expected.input_sha256, 'input_sha256');
    expectEqual(sorted(state.warnings.filter(({ eventId }) => eventId !== null).map(({ code, eventId }) =>
      [code, eventId])), expected.warnings, 'warnings');
    expectEqual(sets[1].state({ authenticOnly: true }).text, expected.authentic_document, 'authentic_document');
    for (const owner of [...sets, keyring]) owner.close();
  },

  bundle(pith, vector) {
    const keyring = keyringOf(pith, vector, vector.default_keys);
    const report = pith.verify(vector.bundle, { keyring });
    const failed = [...new Set(report.failedChecks.map(({ name }) => name))].sort(byteOrder);
    expectEqual(failed, vector.expected.failed_checks, 'failed_checks');
    expectEqual(report.ok, failed.length === 0, 'ok');
    const codes = ['title_differs', 'snapshot_hash_differs'];
    expectEqual(sorted(report.warnings.filter(({ code }) => codes.includes(code)).map(({ code, eventId }) =>
      [code, eventId])), vector.expected.warnings, 'warnings');
    keyring.close();
  },

  input(pith, vector) {
    const keyring = keyringOf(pith, vector, vector.default_keys);
    const merge = () => pith.merge(vector.files_b64.map(bytesOfBase64), { subject: vector.subject, keyring });
    if (vector.expected.refusal !== undefined) {
      expectEqual(refusal(merge, 'the input').code, vector.expected.refusal, 'code');
    } else {
      expectEqual(merge().text, vector.expected.document, 'document');
    }
    keyring.close();
  },
};

/** A signature alone, which the package does not offer: in an instance of its own. */
function signatureHolds(module, ...parts) {
  signatureHolds.exports ??= (() => {
    const imports = { pith: { stop: () => { throw new Error('the module stopped'); } } };
    const { exports } = new WebAssembly.Instance(module, imports);
    exports._initialize();
    return exports;
  })();
  const { exports } = signatureHolds;
  const addresses = parts.map((bytes) => {
    const address = exports.pith_allocate(bytes.length);
    new Uint8Array(exports.memory.buffer).set(bytes, address);
    return address;
  });
  const holds = exports.pith_signature_holds(...addresses);
  addresses.forEach((address) => exports.pith_release(address));
  return holds === 1;
}

/** What a function of the package gives for a case, as the program prints it. */
function run(pith, { call, documents_b64, event, keys, subject, options }) {
  const documents = documents_b64.map(bytesOfBase64);
  const keyring = keys === undefined ? null : new pith.Keyring(keys.map((key) => JSON.stringify(key)),
    { registry: false });
  const verifying = { keyring, ...options };
  const merging = subject === undefined ? verifying : { ...verifying, subject };
  try {
    switch (call) {
      case 'canonical': return decoder.decode(pith.canonical(documents[0]));
      case 'verify': return pith.verify(documents[0], verifying).json;
      case 'merge': return pith.merge(documents, merging).text;
      case 'explain': return pith.explain(documents, event, merging).json;
      case 'diff': return pith.diff(documents[0], documents[1], merging).json;
      case 'graph': return pith.graph(documents, merging);
      case 'verifyEvidence': return pith.verifyEvidence(documents[0], verifying).json;
      case 'evidence': {
        const found = pith.evidence(documents, merging);
        return found === null ? '' : decoder.decode(found);
      }
      default: throw new Error(`no such call: ${call}`);
    }
  } finally {
    keyring?.close();
  }
}

/** A case whose result is that of the program, byte for byte; of what is refused, the code and the place. */
function runProgramCase(pith, each) {
  if (each.refusal === undefined) {
    expectEqual(run(pith, each), each.expected, each.call);
    return;
  }
  const error = refusal(() => run(pith, each), each.call);
  const { code, line, column } = error.toJSON();
  expectEqual([code, line, column], each.refusal, 'refusal');
}

/** Runs cases, and returns how many there are of each kind, and what differs. */
export async function runCases(pith, module, cases) {
  const counts = {};
  const differences = [];
  for (const each of cases) {
    const kind = each.vector ?? each.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
    try {
      if (each.vector !== undefined) await VECTORS[each.vector](pith, each, module);
      else runProgramCase(pith, each);
    } catch (error) {
      differences.push(`${kind} ${each.name}: ${error.message}`);
    }
  }
  return { counts, differences };
}

// The sets of the determinism suite: the lines of tests/determinism/transcript.cpp, made from what the package says.

class Transcript {
  #lines = [];

  add(label, text) {
    this.#lines.push(`${label} ${encoder.encode(text).length} ${text}\n`);
  }
  addState(pith, label, state, repeatedWarnings) {
    this.add(label, state.text);
    this.add('sha256', state.sha256);
    this.add('event_count', String(state.eventCount));
    const digits = (id) => id.slice('sha256:'.length);
    for (const id of state.appliedEventIds) this.add('applied', digits(id));
    for (const { eventId, reason } of state.invalidEvents) {
      this.add('invalid', digits(eventId));
      this.add('reason', reason);
    }
    state.equivocations.forEach(({ eventType, target, position, eventIds, isResolved }, index) => {
      this.add('event_type', eventType);
      this.add('target', target);
      this.add('position', position === null ? 'null' : digits(position));
      this.add('signer', decoder.decode(pith.canonical(state.document, `/equivocations/${index}/signer`)));
      for (const id of eventIds) this.add('equivocates', digits(id));
      this.add('is_resolved', isResolved ? 'yes' : 'no');
    });
    for (const alias of state.toJSON().current.source_aliases) {
      this.add('alias', alias.alias_kind);
      this.add('value', alias.alias_value);
      this.add('created_at', alias.created_at);
    }
    for (const { code, eventId } of state.warnings) {
      const repeated = code === 'alias_left_out' ? repeatedWarnings : 0;
      if (repeated > 0) repeatedWarnings = 0;
      for (let count = 0; count <= repeated; ++count) {
        this.add('warning', code);
        this.add('event', eventId === null ? 'none' : digits(eventId));
      }
    }
  }
  addCanonical(pith, label, document) {
    try {
      this.add(label, decoder.decode(pith.canonical(document)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.add(label, error.code);
      this.add('offset_bytes', String(error.place?.offsetBytes ?? 0));
      this.add('line', String(error.place?.line ?? 0));
      this.add('column', String(error.place?.column ?? 0));
    }
  }
  addEvents(events, texts) {
    for (const text of texts) {
      const { eventId, reason } = events.add(text);
      this.add('event', eventId.slice('sha256:'.length));
      this.add('reason', reason ?? 'none');
    }
  }
  digest() {
    return sha256(encoder.encode(this.#lines.join('')));
  }
}

/** Whether an alias gives a warning. */
function isLeftOut(pith, subject, keyring, alias) {
  const events = new pith.EventSet(subject, { keyring });
  events.addAlias(...alias);
  const { warnings } = events.state();
  events.close();
  return warnings.some(({ code }) => code === 'alias_left_out');
}

/** The lines that the native suite prints for its documents. */
export async function runDocuments(pith, cases) {
  const lines = [];
  for (const { name, documents } of cases) {
    const transcript = new Transcript();
    for (const [label, base64] of documents) transcript.addCanonical(pith, label, bytesOfBase64(base64));
    lines.push(`${name} ${await transcript.digest()}`);
  }
  return lines;
}

/**
 * The lines that the native suite prints for its sets. The C interface keeps an alias once, however often it is given.
 * The suite gives C++ some more than once, and gets a warning each time.
 */
export async function runSets(pith, { subject, keys, events, aliases, sets }) {
  const keyring = new pith.Keyring(keys.map((key) => JSON.stringify(key)), { registry: false, verdictsMax: 100_000 });
  const leftOut = aliases.map((alias) => isLeftOut(pith, subject, keyring, alias));
  const lines = [];
  for (const [number, picked] of sets.entries()) {
    const transcript = new Transcript();
    const [first, rest] = [0, 1].map(() => new pith.EventSet(subject, { keyring }));
    transcript.addEvents(first, picked.first.map((index) => events[index]));
    transcript.addEvents(rest, picked.rest.map((index) => events[index]));
    first.merge(rest);
    for (const index of picked.aliases) first.addAlias(...aliases[index]);
    const state = first.state();
    const repeated = picked.aliases.filter((index, at) => leftOut[index] && picked.aliases.indexOf(index) !== at);
    transcript.addState(pith, 'state', state, repeated.length);
    transcript.add('authentic', first.state({ authenticOnly: true }).sha256);
    transcript.add('input_sha256', state.inputSha256);
    lines.push(`sets/${number} ${await transcript.digest()}`);
    first.close();
    rest.close();
  }
  keyring.close();
  return lines;
}

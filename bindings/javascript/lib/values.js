// SPDX-License-Identifier: Apache-2.0
// What the functions return: plain values, which need not be freed and outlive the module. They are frozen, with
// everything in them, so that nobody changes them.

import { NO_INPUT } from './engine.js';

const KEY_SIZE = 44;
export const EVENT_SIZE = 44;
const EVENT = { reason: 32, pointer: 36 };
const WARNING = { size: 56, explanation: 8, input: 16, hasEventId: 20, eventId: 24 };
const KEY_ORIGINS = ['built_in', 'given', 'bundle'];  // as pith_key_origin
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Freezes a value and everything in it. */
function freeze(value) {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

const eventIdAt = (instance, address) => `sha256:${instance.sha256(address)}`;

/** The name of a pith_reason; null for none. */
function reasonName(instance, reason) {
  const name = instance.exports.pith_reason_name(reason);
  return name === 0 ? null : instance.cString(name);
}

/** What is known about an event that was added: a pith_event. */
export function verdictAt(instance, at) {
  const reason = reasonName(instance, instance.uint32(at + EVENT.reason));
  return freeze({ eventId: eventIdAt(instance, at), reason });
}

export function listKeys(call, list, owner) {
  const { instance } = call;
  return freeze(call.list(list, KEY_SIZE, owner, (at) => ({
    keyId: instance.text(at),
    fingerprint: instance.text(at + 8),
    signerId: instance.text(at + 16),
    signerType: instance.text(at + 24),
    rotatesAt: instance.text(at + 32),
    origin: KEY_ORIGINS[instance.uint32(at + 40)],
  })));
}

function listWarnings(call, list, owner) {
  const { instance } = call;
  return call.list(list, WARNING.size, owner, (at) => {
    const input = instance.uint32(at + WARNING.input);
    return {
      code: instance.text(at),
      explanation: instance.text(at + WARNING.explanation),
      eventId: instance.uint32(at + WARNING.hasEventId) === 1 ? eventIdAt(instance, at + WARNING.eventId) : null,
      input: input === NO_INPUT ? null : input,
    };
  });
}

function listEvents(call, owner) {
  const { instance } = call;
  return call.list('pith_report_event', EVENT_SIZE, owner, (at) =>
    ({ ...verdictAt(instance, at), pointer: instance.text(at + EVENT.pointer) }));
}

/** Gives a result its own members. It is complete then, and frozen. */
function complete(result, values) {
  freeze(Object.assign(result, values));
}

/** A result whose other members are read from its JSON. */
class Result {
  #members = null;

  /** The members that `readers` give, as a name in the JSON or a function of it. They are read once. */
  #read(readers) {
    if (this.#members === null) {
      const json = this.toJSON();
      this.#members = freeze(Object.fromEntries(Object.entries(readers).map(([name, read]) =>
        [name, typeof read === 'string' ? json[read] : read(json)])));
    }
    return this.#members;
  }

  static define(readers) {
    for (const name of Object.keys(readers)) {
      const get = function get() { return this.#read(readers)[name]; };
      Object.defineProperty(this.prototype, name, { get, configurable: true });
    }
  }

  /** The JSON with the names of the program, parsed each time. */
  toJSON() {
    return JSON.parse(this.json);
  }
}

/** The state of a record (SPEC 8). */
export class State extends Result {
  #document;

  constructor(document, values) {
    super();
    this.#document = document;
    complete(this, values);
  }

  /** Reads a pith_state. */
  static read(call, state) {
    return new State(call.returnedBytes('pith_state_document', state), {
      pithNumber: decoder.decode(call.returnedBytes('pith_state_pith_number', state)),
      sha256: call.digest('pith_state_sha256', state),
      inputSha256: call.digest('pith_state_input_sha256', state),
      warnings: listWarnings(call, 'pith_state_warning', state),
    });
  }

  get document() {
    return this.#document.slice();
  }
  get text() {
    return decoder.decode(this.#document);
  }
  toJSON() {
    return JSON.parse(this.text);
  }
}
State.define({
  eventCount: 'event_count',
  appliedEventIds: 'applied_event_ids',
  invalidEvents: (state) => state.invalid_events.map(({ event_id, reason }) => ({ eventId: event_id, reason })),
  equivocations: (state) => state.equivocations.map(({ event_type, target, position, signer, event_ids, resolved }) =>
    ({ eventType: event_type, target, position, signer, eventIds: event_ids, isResolved: resolved })),
});

/** Whether a bundle holds, and why not (SPEC 9.4). */
export class Report extends Result {
  constructor(values) {
    super();
    complete(this, values);
  }

  /** Reads a pith_report. */
  static read(call, report) {
    const { instance } = call;
    return new Report({
      json: decoder.decode(call.output('pith_report_json', report)),
      ok: instance.exports.pith_report_ok(report) === 1,
      state: State.read(call, instance.exports.pith_report_state(report)),
      events: listEvents(call, report),
      keys: listKeys(call, 'pith_report_key', report),
      warnings: listWarnings(call, 'pith_report_warning', report),
    });
  }
}
Report.define({
  pithNumber: 'pith_number',
  summary: 'summary',
  causes: 'causes',
  consequences: 'consequences',
  authenticStateSha256: 'authentic_state_sha256',
  checks: 'checks',
  failedChecks: (report) => report.checks.filter((check) => !check.ok),
  unknownKeys: (report) => report.unknown_keys.map(({ key_id, fingerprint }) => ({ keyId: key_id, fingerprint })),
});

/** A report that the library gives as JSON alone. */
class JsonReport extends Result {
  constructor(bytes) {
    super();
    complete(this, { json: decoder.decode(bytes) });
  }
}

/** What became of one event, and why. */
export class Explanation extends JsonReport {}
Explanation.define({
  pithNumber: 'pith_number',
  eventId: 'event_id',
  isValid: 'valid',
  isLive: 'live',
  reason: 'reason',
  story: 'story',
  copies: 'copies',
  key: 'key',
  links: 'links',
  order: 'order',
  supersededBy: 'superseded_by',
  equivocations: 'equivocations',
  needs: 'needs',
});

/** Why two inputs give different states. */
export class Difference extends JsonReport {}
Difference.define({
  equal: 'equal',
  causes: 'causes',
  inputs: 'inputs',
  events: 'events',
  aliases: 'aliases',
  keys: 'keys',
  changes: 'changes',
  bundleChanges: 'bundle_changes',
});

/** The check of an evidence document (SPEC 12). */
export class EvidenceReport extends JsonReport {}
EvidenceReport.define({
  ok: 'ok',
  pithNumber: 'pith_number',
  faults: 'faults',
  warnings: 'warnings',
  proofs: (report) => report.proofs.map(({ ok, principal, event_type, target, position, event_ids, faults }) =>
    ({ ok, principal, eventType: event_type, target, position, eventIds: event_ids, faults })),
});

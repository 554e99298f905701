// SPDX-License-Identifier: Apache-2.0
/// <reference lib="esnext.disposable" />

// These types need no library but that of the language (`lib: ["es2022"]`).

/**
 * JSON in UTF-8. A string is encoded first, so places in it are counted in bytes.
 *
 * A call reads the bytes before it returns, and does not change or keep them. An iterable other than an array may give
 * the same memory again with other bytes, because each of its documents is copied when the iterable gives it.
 */
export type Document = string | ArrayBuffer | ArrayBufferView;

/** Bytes that belong to the caller. `Uint8Array<ArrayBuffer>` from TypeScript 5.7 on, else `Uint8Array`. */
export type Bytes = ReturnType<Uint8Array['slice']>;

/** A place in the input, or in a string with half of a surrogate pair, counted in bytes (SPEC 1.5). */
export interface Place {
  /** From 0. */
  readonly offsetBytes: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** An error as in the program's reports. */
export interface ErrorMembers {
  code: string;
  line: number | null;
  column: number | null;
  explanation: string;
  input?: number;
}

/** What every error has. */
interface Failure extends Error {
  /** Stable. */
  readonly code: string;
  /** For people; may change. */
  readonly explanation: string;
  /** Null if the error has no place. */
  readonly place: Place | null;
  /** Which of several inputs, from 0; else null. */
  readonly input: number | null;
  toJSON(): ErrorMembers;
}
interface FailureClass<Kind extends Failure> {
  new (code: string, explanation: string, place?: Place | null, input?: number | null): Kind;
  readonly prototype: Kind;
}

/** The input is refused, with a code of SPEC 1.4 or 9.5, or `unreadable`, `not_found`, `ambiguous`, `not_evidence`. */
export interface InputError extends Failure {
  readonly name: 'InputError';
}
export const InputError: FailureClass<InputError>;

/** The caller's mistake, such as a subject that is not a Pith Number. */
export interface UsageError extends Failure {
  readonly name: 'UsageError';
}
export const UsageError: FailureClass<UsageError>;

/** No memory is left, or the module failed. It says nothing about the input. */
export interface MachineError extends Failure {
  readonly name: 'MachineError';
}
export const MachineError: FailureClass<MachineError>;

/** Any failure: the class that the three have in common. `name` tells them apart. */
export type PithError = InputError | UsageError | MachineError;
export const PithError: { readonly prototype: PithError } & (abstract new (...values: never[]) => PithError);

/** A trusted key. */
export interface Key {
  readonly keyId: string;
  /** 32 hexadecimal digits. */
  readonly fingerprint: string;
  /** What the key is bound to, or null. */
  readonly signerId: string | null;
  /** What the key is bound to, or null. */
  readonly signerType: string | null;
  /** Events from this instant on are not accepted; or null. */
  readonly rotatesAt: string | null;
  /** Who vouches for it. */
  readonly origin: 'built_in' | 'given' | 'bundle';
}

/** An object of a report, with the names of the program. */
export type Members = Readonly<Record<string, unknown>>;

/** One check of a bundle (SPEC 9.4). */
export interface Check {
  /** Stable. */
  readonly name: string;
  readonly ok: boolean;
  /** What the rules give, if the check fails and there is such a value. */
  readonly expected: string | null;
  /** What the bundle says, or what is wrong with it; else null. */
  readonly actual: string | null;
  /** RFC 6901, into the bundle. */
  readonly pointer: string;
}

/** An event, and why it is not valid; `reason` is null if it is. */
export interface EventVerdict {
  readonly eventId: string;
  readonly reason: string | null;
}
/** An event of a bundle. */
export interface EventReport extends EventVerdict {
  /** Where the bundle first has it, RFC 6901. */
  readonly pointer: string;
}

/** What a careful reader should know, although it changes nothing. */
export interface MergeWarning {
  /** Stable. */
  readonly code: string;
  /** For people; may change. */
  readonly explanation: string;
  /** The event that it is about, or null. */
  readonly eventId: string | null;
  /** Which input of `merge`, from 0; else null. */
  readonly input: number | null;
}

/** Events with which one signer gave several answers at one position (SPEC 7.3). */
export interface Equivocation {
  readonly eventType: string;
  readonly target: string;
  /** The event that all of them follow, or null. */
  readonly position: string | null;
  readonly signer: Members;
  /** Sorted; at least two. */
  readonly eventIds: readonly string[];
  /** Whether at most one of them is live. */
  readonly isResolved: boolean;
}

/** The state of a record (SPEC 8). Like every result, it is frozen with everything in it, and need not be freed. */
export interface State {
  readonly pithNumber: string;
  /** The exact bytes of the state document, without a newline. A copy each time. */
  readonly document: Bytes;
  /** The same as a string. */
  readonly text: string;
  /** `state_sha256` (SPEC 8.3). */
  readonly sha256: string;
  /** `input_sha256` (SPEC 9.6). */
  readonly inputSha256: string;
  /** The number of distinct events, including the invalid ones. */
  readonly eventCount: number;
  /** The ids of the valid events, in application order (SPEC 5.2). */
  readonly appliedEventIds: readonly string[];
  readonly invalidEvents: readonly EventVerdict[];
  readonly equivocations: readonly Equivocation[];
  readonly warnings: readonly MergeWarning[];
  /** The document, parsed anew each time. Large integers lose digits in JavaScript: `document` has them all. */
  toJSON(): Record<string, unknown>;
}

/** A report that the library gives as JSON. docs/json.md has all members. */
export interface JsonReport {
  /** What the program prints with `--json`, without `file` and without a newline. */
  readonly json: string;
  /** The same, parsed anew each time. */
  toJSON(): Record<string, unknown>;
}

/** Whether a bundle holds, and why not (SPEC 9.4). */
export interface Report extends JsonReport {
  /** Whether every check passes. */
  readonly ok: boolean;
  /** As the bundle has it, whatever its form. */
  readonly pithNumber: string;
  /** One sentence for people: why the bundle does not hold; `holds` if it does. */
  readonly summary: string;
  /** The names of the failed checks that are causes. */
  readonly causes: readonly string[];
  /** The names of the failed checks that only follow from a cause. */
  readonly consequences: readonly string[];
  /** The recomputed state, with the bundle's own aliases. */
  readonly state: State;
  /** The hash of the state of the authentic events, without aliases (SPEC 8.4). */
  readonly authenticStateSha256: string;
  readonly checks: readonly Check[];
  readonly failedChecks: readonly Check[];
  readonly events: readonly EventReport[];
  /** The keys of the keyring that signatures and signers of the bundle name. */
  readonly keys: readonly Key[];
  /** The keys that they name and the keyring does not have. */
  readonly unknownKeys: readonly { readonly keyId: string; readonly fingerprint: string }[];
  /** Those of the state too. */
  readonly warnings: readonly MergeWarning[];
}

/** One statement of an explanation. */
export interface Statement {
  /** Stable. */
  readonly code: string;
  /** Such as `SPEC 4.5`. */
  readonly rule: string;
  /** For people; may change. */
  readonly explanation: string;
}

/** What became of one event, and why. */
export interface Explanation extends JsonReport {
  readonly pithNumber: string;
  readonly eventId: string;
  readonly isValid: boolean;
  readonly isLive: boolean;
  readonly reason: string | null;
  /** Most important first. */
  readonly story: readonly Statement[];
  readonly copies: readonly Members[];
  readonly key: Members | null;
  readonly links: readonly Members[];
  readonly order: Members | null;
  readonly supersededBy: readonly string[];
  readonly equivocations: readonly Members[];
  readonly needs: readonly Members[];
}

/** Why two inputs give different states. */
export interface Difference extends JsonReport {
  /** Whether both give the same state, and state the same one. */
  readonly equal: boolean;
  /** Stable codes, the smallest cause first. */
  readonly causes: readonly string[];
  readonly inputs: readonly Members[];
  readonly events: readonly Members[];
  readonly aliases: readonly Members[];
  readonly keys: readonly Members[];
  readonly changes: readonly Members[];
  readonly bundleChanges: readonly Members[];
}

/** Something that is wrong with evidence. SPEC 12 has the names. */
export interface EvidenceFault {
  readonly name: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly pointer: string;
}

/** What one proof says, and whether it holds. */
export interface Proof {
  readonly ok: boolean;
  /** Who equivocated (SPEC 3.7). */
  readonly principal: { readonly kind: 'signer' | 'key'; readonly id: string } | null;
  readonly eventType: string;
  readonly target: string;
  readonly position: string | null;
  readonly eventIds: readonly string[];
  readonly faults: readonly EvidenceFault[];
}

/** The check of an evidence document (SPEC 12). */
export interface EvidenceReport extends JsonReport {
  /** Whether every proof holds, and nothing else is wrong. */
  readonly ok: boolean;
  readonly pithNumber: string;
  readonly proofs: readonly Proof[];
  readonly faults: readonly EvidenceFault[];
  /** `CODE: explanation`. */
  readonly warnings: readonly string[];
}

/** The keys that the caller trusts (SPEC 3). */
export interface Keyring {
  /** Adds all keys of a document, or none of them. */
  add(document: Document): void;
  /** Every key, sorted by key id and fingerprint as bytes. */
  readonly keys: readonly Key[];
  /** Frees its memory. It cannot be used any more. */
  close(): void;
  [Symbol.dispose](): void;
}
export interface KeyringOptions {
  /** Whether it has the registry's key (true). */
  registry?: boolean;
  /** How many verdicts on signatures it remembers, 130 bytes each (0). No result depends on it. */
  verdictsMax?: number;
}

/** The events of one record, in any order, merged in any grouping (SPEC 10.1, 10.2). */
export interface EventSet {
  /** Adds one event, or one more copy of it. Says what is known about it by itself. */
  add(event: Document): EventVerdict;
  /** Adds all events of a bundle, and its aliases if a registry key signed it. */
  addBundle(bundle: Document): void;
  /** Adds an alias that the caller vouches for. */
  addAlias(kind: string, value: string, createdAt: string): void;
  /** Adds everything in another set of the same record and with the same keys. */
  merge(other: EventSet): void;
  /** The state of everything added so far. */
  state(options?: { authenticOnly?: boolean }): State;
  /** Frees its memory. It cannot be used any more. */
  close(): void;
  [Symbol.dispose](): void;
}

export interface VerifyOptions {
  /** By default, the registry's key alone. */
  keyring?: Keyring | null;
  /** Whether keys that bundles list count (false). SPEC 3.5. */
  trustBundleKeys?: boolean;
}
export interface MergeOptions extends VerifyOptions {
  /** A Pith Number; by default, the one that the inputs name. */
  subject?: string | null;
}
export interface StateOptions extends MergeOptions {
  /** Leave out what no trusted key signed, and all aliases (false). SPEC 8.4. */
  authenticOnly?: boolean;
}
export interface GraphOptions extends MergeOptions {
  /** A picture, a page with all details, or the language of Graphviz (`svg`). */
  format?: 'svg' | 'html' | 'dot';
}

/** The functions and classes of one loaded module. */
export interface PithMerge {
  /** The version of the library. */
  readonly version: string;
  readonly Keyring: new (documents?: Iterable<Document>, options?: KeyringOptions) => Keyring;
  readonly EventSet: new (pithNumber: string, options?: { keyring?: Keyring | null }) => EventSet;
  /** Checks a whole bundle: recomputes everything that can be recomputed (SPEC 9.4). */
  verify(bundle: Document, options?: VerifyOptions): Report;
  /** The state of whole inputs: bundles, events, arrays of these, or NDJSON, told apart by content (SPEC 9.5). */
  merge(inputs: Iterable<Document>, options?: StateOptions): State;
  /** The canonical form of a JSON document, or of the value at an RFC 6901 pointer, without a newline (SPEC 1). */
  canonical(document: Document, pointer?: string): Bytes;
  /** What became of one event. `event` is its id, or the first 8 or more of its hexadecimal digits. */
  explain(inputs: Iterable<Document>, event: string, options?: MergeOptions): Explanation;
  /** Why two inputs give different states. Each is a state document or one input of `merge`. */
  diff(a: Document, b: Document, options?: MergeOptions): Difference;
  /** A document that proves each equivocation of the inputs (SPEC 12), or null if there is none. */
  evidence(inputs: Iterable<Document>, options?: MergeOptions): Bytes | null;
  /** Checks evidence. */
  verifyEvidence(document: Document, options?: VerifyOptions): EvidenceReport;
  /** The history of a record as a picture: the text of the document. */
  graph(inputs: Iterable<Document>, options?: GraphOptions): string;
  /** The bytes that are allocated in the module, and the size of its memory, which never shrinks. */
  memory(): { allocatedBytes: number; sizeBytes: number };
}

/** What `load` uses of a `Response`, whose own type is in the library `dom`. It must be a real one. */
interface ModuleResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * What a module is loaded from: its bytes, a `Response` with them, or a `WebAssembly.Module`. The type of the last one
 * has no members and is in the library `dom`, so `object` stands for it.
 */
export type ModuleSource = ArrayBuffer | ArrayBufferView | ModuleResponse | object;

/** Loads a module: by default, the file `pith_merge.wasm` beside this one. */
export function load(source?: ModuleSource | PromiseLike<ModuleSource>): Promise<PithMerge>;

export {};  // what is not marked `export` is not exported

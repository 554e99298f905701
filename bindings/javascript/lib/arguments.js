// SPDX-License-Identifier: Apache-2.0
// What callers may give.

import { misuse } from './errors.js';

const encoder = new TextEncoder();

/** The UTF-8 of a string. A string with half of a surrogate pair has none. */
export function utf8(value, name) {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw misuse(`${name} has half of a surrogate pair, which UTF-8 cannot express`);
  return encoder.encode(value);
}

/** The bytes of a document. */
export function bytesOf(document, name) {
  if (typeof document === 'string') return utf8(document, name);
  if (document instanceof Uint8Array) return document;
  if (ArrayBuffer.isView(document)) return new Uint8Array(document.buffer, document.byteOffset, document.byteLength);
  if (document instanceof ArrayBuffer) return new Uint8Array(document);
  throw new TypeError(`${name} must be a string, a Uint8Array or an ArrayBuffer`);
}

/** The bytes of each document of an iterable. */
export function bytesOfEach(documents, name) {
  const isOne = typeof documents === 'string' || ArrayBuffer.isView(documents) || documents instanceof ArrayBuffer;
  if (isOne || typeof documents?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${name} must be an array of documents: for a single one, [document]`);
  }
  return Array.from(documents, (document, index) => bytesOf(document, `${name}[${index}]`));
}

/** Options with their defaults. An unknown option is refused, since a misspelt one would be ignored. */
export function optionsOf(given, defaults) {
  if (given === undefined) return defaults;
  // A Keyring in place of {keyring} has no entries: it would be ignored, and the registry's key trusted instead.
  const prototype = typeof given === 'object' && given !== null ? Object.getPrototypeOf(given) : undefined;
  const isPlain = prototype === null || (prototype !== undefined && Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty'));  // Object.prototype, also of another window
  if (!isPlain) throw new TypeError('the options must be an object such as {keyring}');
  const entries = Object.entries(given);
  for (const [name, value] of entries) {
    if (!Object.hasOwn(defaults, name)) {
      throw new TypeError(`unknown option ${name}: the options are ${Object.keys(defaults).join(', ')}`);
    }
    if (value !== undefined && typeof defaults[name] === 'boolean' && typeof value !== 'boolean') {
      throw new TypeError(`the option ${name} must be true or false`);
    }
  }
  const set = entries.filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}

/** The UTF-8 of a subject. To the C interface, the empty text means that none is given. */
export function subjectOf(subject) {
  if (subject === null) return new Uint8Array();
  if (subject === '') throw misuse('the subject is not a Pith Number');
  return utf8(subject, 'subject');
}

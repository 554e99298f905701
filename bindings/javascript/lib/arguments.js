// SPDX-License-Identifier: Apache-2.0
// What callers may give.

import { misuse, tooLarge } from './errors.js';

const DOCUMENT_SIZE_MAX = 0x7FFFFFFF;  // as in the library
const LINE_FEED = 0x0A;
const encoder = new TextEncoder();

/** The place of the character at an index of a string, counted in the bytes of its UTF-8 (SPEC 1.5). */
function placeAt(text, index) {
  const before = encoder.encode(text.slice(0, index));
  const line = before.reduce((count, byte) => count + (byte === LINE_FEED ? 1 : 0), 1);
  return { offsetBytes: before.length, line, column: before.length - before.lastIndexOf(LINE_FEED) };
}

/** The UTF-8 of a string. A string with half of a surrogate pair has none. */
export function utf8(value, name, input = null) {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  const half = /\p{Surrogate}/u.exec(value);
  if (half !== null) {
    throw misuse(`${name} has half of a surrogate pair at index ${half.index}, which UTF-8 cannot express`,
      placeAt(value, half.index), input);
  }
  return encoder.encode(value);
}

/** The bytes of a document. They are the caller's own memory, unless the document is a string. */
export function bytesOf(document, name, input = null) {
  const bytes = viewOf(document, name, input);
  if (bytes.length > DOCUMENT_SIZE_MAX) throw tooLarge(input);
  return bytes;
}

function viewOf(document, name, input) {
  if (typeof document === 'string') return utf8(document, name, input);
  if (document instanceof ArrayBuffer) return new Uint8Array(document);
  // The caller's view may follow the length of a buffer that grows. A view with a length of its own does not.
  if (ArrayBuffer.isView(document)) return new Uint8Array(document.buffer, document.byteOffset, document.byteLength);
  throw new TypeError(`${name} must be a string, a Uint8Array or an ArrayBuffer`);
}

/** The bytes of each document of an iterable. With `areInputs`, an error has the number of its document. */
export function bytesOfEach(documents, name, areInputs = false) {
  const isOne = typeof documents === 'string' || ArrayBuffer.isView(documents) || documents instanceof ArrayBuffer;
  if (isOne || typeof documents?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${name} must be an array of documents: for a single one, [document]`);
  }
  const isArray = Array.isArray(documents);
  return Array.from(documents, (document, index) => {
    const bytes = bytesOf(document, `${name}[${index}]`, areInputs ? index : null);
    // Another iterable runs code of the caller, which may use the memory of one document for the next one.
    return isArray ? bytes : bytes.slice();
  });
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

// SPDX-License-Identifier: Apache-2.0
// Text from a file, made safe to show. canon/printable.cpp has the same rule in the program.

/** Of a text from a file, the page shows this many characters. */
export const SHOWN_MAX = 2000;

// Control characters, invisible ones, and those that change the direction of writing; half a surrogate pair.
const UNSAFE = '\\0-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f' +
  '\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff' +
  '\\u{13430}-\\u{1343f}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}\\p{Cs}';
// Marks that are drawn over the character before them. A letter has at most two; a pile of them covers other lines.
const MARK = '[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]';
const ESCAPED = new RegExp(`[${UNSAFE}]|(?<=${MARK}{2})${MARK}`, 'gu');

function escapeOf(character) {
  const code = character.codePointAt(0);
  const digits = code.toString(16).padStart(4, '0');
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits}`;
}

/** The parts of a text: {text, isEscape}, in their order. An escape stands for a character that must not be obeyed. */
export function partsOf(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ESCAPED)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index), isEscape: false });
    parts.push({ text: escapeOf(found[0]), isEscape: true });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), isEscape: false });
  return parts;
}

/** The same as one text, for what is no element: a label for readers of the screen. */
export const printable = (text) => partsOf(cut(text)).map((part) => part.text).join('');

/** A text with an ellipsis if it is long, and never half a character at the cut. */
export function cut(text, max = SHOWN_MAX) {
  if (text.length <= max) return text;
  const isHalf = (text.codePointAt(max - 1) ?? 0) > 0xffff;
  return `${text.slice(0, isHalf ? max - 1 : max)}…`;
}

/** A string, cut; null for any other value. */
export function cutString(value) {
  return typeof value === 'string' ? cut(value) : null;
}

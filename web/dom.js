// SPDX-License-Identifier: Apache-2.0
// Makes elements. Text becomes text nodes and nothing else: no function here takes markup.

import { cut, partsOf } from './text.js';

/** An element with attributes and children. A string is text of this page; text from a file goes through `shown`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

/** Text from a file: in its own direction, apart from what surrounds it, with what is invisible made visible. */
export function shown(text) {
  const pieces = partsOf(cut(String(text)));
  return make('bdi', { dir: 'auto', class: 'said' }, pieces.length === 0 ? [make('i', {}, '(empty)')] :
    pieces.map((piece) => (piece.isEscape ? make('span', { class: 'escape' }, piece.text) : piece.text)));
}

/** A hash, an id, a name of the rules: read from left to right, and broken anywhere. */
export function code(text) {
  return make('code', { dir: 'ltr' }, ...shown(text).childNodes);
}

/** Parts have the same names in each record that is shown, and so a suffix for each record. */
let idSuffix = '';
export const idOf = (name) => `${name}${idSuffix}`;

/** Calls `render`; what it makes has ids with this suffix. */
export function withIdSuffix(suffix, render) {
  idSuffix = suffix;
  try {
    return render();
  } finally {
    idSuffix = '';
  }
}

function piece(each) {
  if (typeof each === 'string') return each;
  if (each.said !== undefined) return shown(each.said);
  return make('a', { href: `#${each.part === undefined ? each.id : idOf(`${each.part}-title`)}` }, each.words);
}

/**
 * A line: words of this page; {said}, which is text from a file; and links with words to a part of the same record,
 * {part, words}, or to a place in the page, {id, words}.
 */
export const line = (pieces) => pieces.map(piece);

/** A list of names and values. */
export function facts(...rows) {
  return make('dl', { class: 'facts' }, rows.filter((row) => row !== null).map(([name, ...value]) =>
    make('div', {}, make('dt', {}, name), make('dd', {}, ...value))));
}

/** A part of the result. `name` is its name in links, and `title` its heading. */
export function section(name, title, ...children) {
  const id = idOf(`${name}-title`);
  const label = idSuffix === '' ? id : `${id} record${idSuffix}-title`;  // a landmark has a name of its own
  return make('section', { 'aria-labelledby': label, class: 'part' }, make('h3', { id, tabindex: '-1' }, title),
    ...children);
}

export function button(label, onClick, attributes = {}) {
  const element = make('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', () => onClick(element));
  return element;
}

/** A time as the signer claims it. */
export function time(text) {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(text);
  if (found === null) return shown(text);
  return make('time', { datetime: text }, `${found[1]} ${found[2]} UTC`);
}

/** Offers bytes or a text as a file. */
export function save(content, name, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = make('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);  // the browser may still be reading
}

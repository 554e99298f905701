// SPDX-License-Identifier: Apache-2.0
// What an event says.

import { code, make, shown } from './dom.js';
import { count } from './words.js';

function contentRow({ name, text, isText, isCut }) {
  return make('li', {}, code(name), ': ', isText ? make('q', {}, shown(text)) : code(text), isCut ? ' (cut)' : null);
}

/** The rows of what `contentOf` gives. */
export function contentList({ rows, moreCount }) {
  if (rows.length === 0) return make('i', {}, 'nothing: the event has no content');
  return make('ul', { class: 'plain' }, rows.map(contentRow),
    moreCount === 0 ? null : make('li', {}, `And ${count(moreCount, 'more member')}.`));
}

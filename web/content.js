// SPDX-License-Identifier: Apache-2.0
// What an event says, in a few short rows. All of it is text from a file.

import { jsonText } from './answers.js';
import { cut } from './text.js';

const ROWS_MAX = 6;
const NAME_MAX = 60;
const TEXT_MAX = 240;

/** Of payloads with a lot in them, what a reader looks for. Of any other payload, the first members are shown. */
const SHOWN_MEMBERS = {
  graph_snapshot: [['title', ['graph_snapshot', 'paper', 'title']],
    ['authors_text', ['graph_snapshot', 'paper', 'authors_text']]],
  record_created: [['title', ['canonical_record', 'title']], ['source', ['canonical_record', 'source']],
    ['metadata', ['canonical_record', 'metadata']]],
};

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);

function rowOf([name, value]) {
  const isText = typeof value === 'string';
  const { text, isCut } = isText ? { text: cut(value, TEXT_MAX), isCut: value.length > TEXT_MAX }
    : jsonText(value, TEXT_MAX);
  return { name: cut(name, NAME_MAX), text, isText, isCut };
}

/** {rows, moreCount}; there are no rows if the event says nothing. Each row has {name, text, isText, isCut}. */
export function contentOf(type, payload) {
  const known = (Object.hasOwn(SHOWN_MEMBERS, type) ? SHOWN_MEMBERS[type] : [])
    .map(([name, path]) => [name, path.reduce(own, payload)]).filter(([, value]) => value !== undefined);
  if (known.length > 0) return { rows: known.map(rowOf), moreCount: 0 };
  if (payload === undefined || payload === null) return { rows: [], moreCount: 0 };
  const all = isObject(payload) ? Object.entries(payload) : [['payload', payload]];
  return { rows: all.slice(0, ROWS_MAX).map(rowOf), moreCount: Math.max(0, all.length - ROWS_MAX) };
}

// SPDX-License-Identifier: Apache-2.0
// What the events of a contradiction say, member by member, so that they can be shown side by side.

import { cut } from './text.js';

const ANSWERS_MAX = 4;
const MEMBERS_MAX = 20;
const MEMBER_TEXT_MAX = 300;
/** Of what long texts have in common, this many characters are shown before the difference. */
const BEFORE_DIFFERENCE = 40;

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

/** A JSON value as text, cut, from the place where it begins to matter: {text, isCut}. Null if there is no value. */
export function jsonText(value, start = 0) {
  if (value === undefined) return null;
  const whole = JSON.stringify(value);
  const from = start < MEMBER_TEXT_MAX ? 0 : start - BEFORE_DIFFERENCE;
  const text = `${from > 0 ? '…' : ''}${whole.slice(from)}`;
  return { text: cut(text, MEMBER_TEXT_MAX), isCut: from > 0 || text.length > MEMBER_TEXT_MAX };
}

/** Where texts begin to differ. */
function commonLength(texts) {
  let length = 0;
  while (length < texts[0].length && texts.every((text) => text[length] === texts[0][length])) length += 1;
  return length;
}

/** The rows of a payload: its members, or all of it under no name. A row that not all payloads have is marked. */
function rowsOf(payload, names, payloads) {
  const values = names === null ? [[null, payload]] : names.map((name) => [name, own(payload, name)]);
  return values.map(([name, value]) => {
    const texts = payloads.map((other) => JSON.stringify(name === null ? other : own(other, name)) ?? '');
    const isDifferent = texts.some((text) => text !== texts[0]);
    return { name: name === null ? null : cut(name, MEMBER_TEXT_MAX),
      ...jsonText(value, isDifferent ? commonLength(texts) : 0), isMissing: value === undefined, isDifferent };
  });
}

/**
 * Each answer as {id, rows, hasMore}; rows is null if the state does not show the event, as when it was replaced.
 * Members that differ come first.
 */
export function answersOf(eventIds, shown) {
  const ids = eventIds.slice(0, ANSWERS_MAX);
  const payloads = ids.filter((id) => shown.has(id)).map((id) => shown.get(id).payload);
  const names = payloads.every(isObject) ? [...new Set(payloads.flatMap(Object.keys))].sort() : null;
  return ids.map((id) => {
    if (!shown.has(id)) return { id, rows: null, hasMore: false };
    const rows = rowsOf(shown.get(id).payload, names, payloads);
    const sorted = [...rows.filter((row) => row.isDifferent), ...rows.filter((row) => !row.isDifferent)];
    return { id, rows: sorted.slice(0, MEMBERS_MAX), hasMore: rows.length > MEMBERS_MAX };
  });
}

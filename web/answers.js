// SPDX-License-Identifier: Apache-2.0
// What the events of a contradiction say, member by member, so that they can be shown side by side.

import { cut } from './text.js';

const ANSWERS_MAX = 4;
const MEMBERS_MAX = 20;
const MEMBER_TEXT_MAX = 300;
/** Of what long texts have in common, this many characters are shown before the difference. */
const BEFORE_DIFFERENCE = 40;
/** Words are marked whole if they are no longer than this. */
const WORD_MAX = 20;

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (object, name) => (isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined);

/** A JSON value as text, cut: {text, isCut}. */
export function jsonText(value, max = MEMBER_TEXT_MAX) {
  const text = JSON.stringify(value);
  return { text: cut(text, max), isCut: text.length > max };
}

/** How many characters texts have in common at their beginning. */
function commonStart(texts) {
  let length = 0;
  while (length < texts[0].length && texts.every((text) => text[length] === texts[0][length])) length += 1;
  return length;
}

/** How many characters they have in common at their end, after `start` characters. */
function commonEnd(texts, start) {
  const least = Math.min(...texts.map((text) => text.length)) - start;
  const [first] = texts;
  let length = 0;
  while (length < least && texts.every((text) => text.at(-1 - length) === first.at(-1 - length))) length += 1;
  return length;
}

/** Moves a place in a text to the nearest end of a word, so that words are marked whole, and characters too. */
function toWordEnd(text, place, step) {
  for (let moved = 0; moved <= WORD_MAX; moved += 1) {
    const at = place + moved * step;
    if (at <= 0 || at >= text.length || /[\s"]/.test(step < 0 ? text[at - 1] : text[at])) return at;
  }
  const isHalf = /[\udc00-\udfff]/.test(text[place] ?? '');
  return isHalf ? place + step : place;
}

/** Where JSON texts differ from each other, as [from, to] in each. Of strings it is a part, otherwise all. */
function differenceOf(texts) {
  if (!texts.every((text) => text.startsWith('"'))) return texts.map((text) => [0, text.length]);
  const start = commonStart(texts);
  const end = commonEnd(texts, start);
  return texts.map((text) => [toWordEnd(text, start, -1), toWordEnd(text, text.length - end, 1)]);
}

/** A place where a text can be cut: not within a character. */
const cutAt = (text, place) => (/[\udc00-\udfff]/.test(text[place] ?? '') ? place - 1 : place);

/** A text in parts, of which that from `from` to `to` is marked: {parts, isCut}. */
function partsOf(text, [from, to]) {
  const begin = from < MEMBER_TEXT_MAX ? 0 : cutAt(text, from - BEFORE_DIFFERENCE);
  const end = cutAt(text, begin + MEMBER_TEXT_MAX);
  const before = `${begin > 0 ? '…' : ''}${text.slice(begin, from)}`;
  const marked = text.slice(from, Math.min(to, end));
  const after = text.slice(to, Math.max(to, end));
  const parts = [{ text: before, isDifferent: false }, { text: marked, isDifferent: true },
    { text: `${after}${text.length > end ? '…' : ''}`, isDifferent: false }];
  return { parts: parts.filter((part) => part.text !== ''), isCut: begin > 0 || text.length > end };
}

/** The row of one member in each of the answers. */
function rowOf(name, values) {
  const texts = values.map((value) => (value === undefined ? null : JSON.stringify(value)));
  const isDifferent = texts.some((text) => text !== texts[0]);
  const title = name === null ? null : cut(name, MEMBER_TEXT_MAX);
  const there = texts.filter((text) => text !== null);
  const differences = isDifferent ? differenceOf(there) : there.map(() => [0, 0]);
  return { isDifferent, cells: texts.map((text) => (text === null ? { name: title, isMissing: true, parts: [],
    isCut: false, isDifferent } : { name: title, isMissing: false, isDifferent,
    ...partsOf(text, differences[there.indexOf(text)]) })) };
}

const differ = (values) => values.some((value) => JSON.stringify(value) !== JSON.stringify(values[0]));

/** The members of objects, each [name, values], those that differ first. No more than will be shown. */
function membersOf(prefix, objects) {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))].sort();
  const members = names.map((name) => [`${prefix}${name}`, objects.map((object) => own(object, name))]);
  const isDifferent = members.map(([, values]) => differ(values));
  return [...members.filter((_, i) => isDifferent[i]), ...members.filter((_, i) => !isDifferent[i])]
    .slice(0, MEMBERS_MAX + 1);
}

/**
 * The rows of payloads. A member that differs and is an object everywhere is replaced by its own members. Those that
 * differ come first.
 */
function rowsOf(payloads) {
  const rows = [];
  const waiting = [[null, payloads]];
  while (waiting.length > 0 && rows.length <= MEMBERS_MAX) {
    const [name, values] = waiting.shift();
    if (values.every(isObject) && (name === null || differ(values))) {
      waiting.unshift(...membersOf(name === null ? '' : `${name} / `, values));
    } else {
      rows.push(rowOf(name, values));
    }
  }
  return { rows: [...rows.filter((row) => row.isDifferent), ...rows.filter((row) => !row.isDifferent)],
    hasMore: rows.length > MEMBERS_MAX };
}

/** Each answer as {id, rows, hasMore}; rows is null if the state does not show the event, as when it was replaced. */
export function answersOf(eventIds, shown) {
  const ids = eventIds.slice(0, ANSWERS_MAX);
  const known = ids.filter((id) => shown.has(id));
  const { rows, hasMore } = known.length === 0 ? { rows: [], hasMore: false }
    : rowsOf(known.map((id) => shown.get(id)?.payload));
  const rowsFor = (id) => rows.slice(0, MEMBERS_MAX).map((row) => row.cells[known.indexOf(id)]);
  return ids.map((id) => (shown.has(id) ? { id, hasMore, rows: rowsFor(id) } : { id, hasMore: false, rows: null }));
}

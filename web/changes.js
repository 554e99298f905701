// SPDX-License-Identifier: Apache-2.0
// In which members two JSON values differ. It says what was changed, if what was signed is still here.

import { cut } from './text.js';

const CHANGES_MAX = 20;

const isObject = (value) => typeof value === 'object' && value !== null;
const escapeName = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');
const textOf = (value) => (value === undefined ? null : cut(typeof value === 'string' ? value : JSON.stringify(value)));

/** The first differences, each {pointer, signed, found}: texts, or null if there is no such member. */
export function changesOf(signed, found, pointer = '') {
  if (!isObject(signed) || !isObject(found) || Array.isArray(signed) !== Array.isArray(found)) {
    return Object.is(signed, found) ? [] : [{ pointer, signed: textOf(signed), found: textOf(found) }];
  }
  const names = [...new Set([...Object.keys(signed), ...Object.keys(found)])].sort();
  const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);
  const changes = [];
  for (const name of names) {  // documents have at most 64 levels (SPEC 1.4)
    changes.push(...changesOf(own(signed, name), own(found, name), `${pointer}/${escapeName(name)}`));
    if (changes.length >= CHANGES_MAX) break;
  }
  return changes.slice(0, CHANGES_MAX);
}

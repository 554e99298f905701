// SPDX-License-Identifier: Apache-2.0
// How the only two files about a record differ.

import { code, facts, make, section, shown } from './dom.js';
import { eventName } from './events_view.js';
import { keysOf } from './signers.js';

const LINES_MAX = 20;

const DIFFERENCES = { only_in_a: 'only in the first file', only_in_b: 'only in the second file',
  other_value: 'another value', other_reason: 'judged in another way', other_order: 'in another order' };

const CAUSES = {
  only_in_a: 'the first file has events that the second one lacks',
  only_in_b: 'the second file has events that the first one lacks',
  other_reason: 'an event is judged in another way',
  aliases: 'other names of the record count in one of them alone',
  keys: 'a key counts in one of them alone',
  stated_state: 'with the keys that count, one of them states another state than its events give',
};

const MEMBERS = {
  '/bundle_signature/bundle_sha256': 'The hash of the bundle that its signature is for',
  '/bundle_signature/signature_b64': 'The signature of the bundle',
  '/built_at': 'When the bundle was made, as it claims',
};

const differenceWords = (name) => DIFFERENCES[name] ?? name;
const valueOf = (text) => (text === null ? make('i', {}, 'nothing') : shown(text));

function bundleChange(change) {
  const name = change.about ? shown(change.about) : (MEMBERS[change.pointer] ?? code(change.pointer));
  return make('li', {}, name, `: ${differenceWords(change.difference)}`,
    change.in_a === null && change.in_b === null ? null : facts(['First file', valueOf(change.in_a)],
      ['Second file', valueOf(change.in_b)]));
}

function aliasChange(alias) {
  return make('li', {}, 'Other name ', shown(alias.alias_kind), ' ', shown(alias.alias_value),
    `: counts ${differenceWords(alias.difference)}`);
}

function eventChange(event, rows, keys) {
  const row = rows.find((each) => each.id === event.event_id);
  return make('li', {}, ...(row === undefined ? ['Event'] : eventName(row, keys)),
    `: ${differenceWords(event.difference)}`,
    event.is_edited_copy ? make('span', {}, '. It is a changed copy of ', code(event.states_id_of)) : null,
    facts(['Event id', code(event.event_id)]));
}

function causeWords({ equal, causes }) {
  if (equal) return 'Both give the same state.';
  const known = causes.map((cause) => CAUSES[cause]).filter((words) => words !== undefined);
  return `They give different states${known.length === 0 ? '' : `: ${known.join('; ')}`}.`;
}

/** Null if there are not two files that can be compared. */
export function differencePart(record) {
  const { difference, files, merged } = record;
  if (difference === null) return null;
  const keys = keysOf(record);
  const names = files.filter((file) => ['bundle', 'events'].includes(file.kind)).map((file) => file.name);
  const { events, aliases, bundle_changes: changes } = difference;
  const lists = [...events.slice(0, LINES_MAX).map((event) => eventChange(event, merged.rows, keys)),
    ...aliases.slice(0, LINES_MAX).map(aliasChange), ...changes.slice(0, LINES_MAX).map(bundleChange)];
  const more = [events, aliases, changes].reduce((sum, list) => sum + Math.max(0, list.length - LINES_MAX), 0);
  return section('difference', 'How the two files differ',
    facts(['First file', shown(names[0])], ['Second file', shown(names[1])]),
    make('p', {}, causeWords(difference)),
    lists.length === 0 ? null : make('ul', {}, lists),
    more === 0 ? null : make('p', {}, `And ${more.toLocaleString('en')} more.`));
}

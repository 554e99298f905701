// SPDX-License-Identifier: Apache-2.0
// A yardstick, not part of the product: the state document of valid events (SPEC 5 to 8), as plain Node.
// Only one key is trusted, so there is one principal, and principals are not told apart.

export const MERGE_VERSION = 'pith-open-graph-merge-v1';
const LISTED_TYPES = ['graph_snapshot', 'author_attestation', 'timestamp_anchor', 'storage_attestation',
  'citation_signature', 'replication_record', 'correction', 'mirror_hint'];
const INSTANT = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]([0-9]{1,9}))?Z$/;

// SPEC 4.4: a text that sorts as the instants do, or null if it is not an instant.
export function instant(text) {
  const found = typeof text === 'string' ? INSTANT.exec(text) : null;
  if (found === null || found[1].startsWith('0000')) return null;
  const date = new Date(`${found[1]}Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(found[1]);
  return isReal ? `${found[1]}.${(found[2] ?? '').padEnd(9, '0')}` : null;
}

// Compares two lists of texts.
function compare(one, two) {
  const index = one.findIndex((item, i) => item !== two[i]);
  if (index === -1) return 0;
  return one[index] < two[index] ? -1 : 1;
}

const links = (content) => [content.prev_event, ...content.supersedes].filter((link) => link !== null);

// SPEC 5
function applicationOrder(events) {
  const ranks = [...events].map(([id, content]) =>
    [instant(content.created_at), content.event_type === 'record_created' ? '0' : '1', id]);
  const waiting = new Set(ranks.sort(compare).map(([, , id]) => id));
  const order = [];
  while (waiting.size > 0) {
    const taken = [...waiting].find((id) => !links(events.get(id)).some((link) => waiting.has(link)));
    waiting.delete(taken);
    order.push(taken);
  }
  return order;
}

// SPEC 6.5
function mergedAliases(aliases) {
  const earliest = new Map();
  for (const { alias_kind, alias_value, created_at } of aliases) {
    const at = instant(created_at);
    if (typeof alias_kind !== 'string' || typeof alias_value !== 'string' || at === null) continue;
    const name = JSON.stringify([alias_kind, alias_value]);
    const known = earliest.get(name);
    if (known === undefined || compare([at, created_at], [known.at, known.alias.created_at]) < 0) {
      earliest.set(name, { at, alias: { alias_kind, alias_value, created_at } });
    }
  }
  return [...earliest.values()].map(({ alias }) => alias)
    .sort((one, two) => compare([one.alias_kind, one.alias_value], [two.alias_kind, two.alias_value]));
}

// SPEC 7
function equivocations(events, live) {
  const groups = new Map();
  for (const [id, { event_type, target, prev_event, supersedes }] of events) {
    const positions = prev_event !== null ? [prev_event] : supersedes.length > 0 ? supersedes : [null];
    for (const position of positions) {
      const name = JSON.stringify([event_type, target, position]);
      if (!groups.has(name)) groups.set(name, { event_type, target, position, ids: [] });
      groups.get(name).ids.push(id);
    }
  }
  const entries = [];
  for (const { event_type, target, position, ids } of groups.values()) {
    const conflict = (one, two) =>
      one !== two && !links(events.get(one)).includes(two) && !links(events.get(two)).includes(one);
    const event_ids = ids.filter((one) => ids.some((two) => conflict(one, two))).sort();
    if (event_ids.length > 0) {
      const { signer_id, signer_type, key_id, public_key_fingerprint } = events.get(event_ids[0]).signer;
      entries.push({
        event_type, target, position, signer: { signer_id, signer_type, key_id, public_key_fingerprint }, event_ids,
        resolved: event_ids.filter((id) => live.includes(id)).length <= 1,
      });
    }
  }
  const rank = (entry) => [entry.event_type, entry.target, entry.position ?? ''];
  return entries.sort((one, two) => compare(rank(one), rank(two)));
}

// SPEC 6, 8: the state document without its hash. `events` maps the ids of the events to their contents.
export function stateOf(subject, events, aliases) {
  const order = applicationOrder(events);
  const superseded = new Set([...events.values()].flatMap((content) => content.supersedes));
  const live = order.filter((id) => !superseded.has(id));
  const shown = (type) => live.filter((id) => events.get(id).event_type === type).map((id) => {
    const { target, created_at, signer, payload } = events.get(id);
    return { event_id: id, target, created_at, signer, payload };
  });
  const created = shown('record_created')[0] ?? null;
  const conflicts = equivocations(events, live);
  return {
    state_type: 'pith_open_graph_state',
    state_version: '1.0',
    pith_number: subject,
    merge_version: MERGE_VERSION,
    event_count: events.size,
    valid_event_count: events.size,
    invalid_event_count: 0,
    equivocation_count: conflicts.length,
    current: {
      canonical_record: created === null ? null : created.payload.canonical_record,
      source_aliases: mergedAliases(aliases),
      record_created: created,
      ...Object.fromEntries(LISTED_TYPES.map((type) => [`${type}s`, shown(type)])),
    },
    equivocations: conflicts,
    invalid_events: [],
    applied_event_ids: order,
  };
}

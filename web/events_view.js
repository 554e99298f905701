// SPDX-License-Identifier: Apache-2.0
// The events: who signed what, and when.

import { contentList } from './content_view.js';
import { code, facts, make, section, shown, time } from './dom.js';
import { isOwnWord, keyOf, keysOf } from './signers.js';
import { count, reasonWords, typeWords } from './words.js';

const LABELS = { live: 'valid', superseded: 'replaced or withdrawn by its signer', valid: 'valid',
  invalid: 'not valid' };
const OWN_WORD_LABELS = { ...LABELS, live: 'signature fits; signer unknown', valid: 'signature fits' };
const TONES = { live: 'good', superseded: 'gone', valid: 'good', invalid: 'bad' };
const IDS_MAX = 20;

export function typeOf(row) {
  const words = row.type === undefined || row.type === null ? null : typeWords(row.type);
  if (words !== null) return [words, ' ', code(row.type)];
  return row.type ? [code(row.type)] : ['Event'];
}

/** What may be said of the name that the signer of an event has. */
function signerVerb(row, keys) {
  if (row.status === 'invalid') return 'says it is by';
  return keyOf(row.signer, keys)?.signerId === row.signer.id ? 'signed by' : 'signed by someone called';
}

/** A short name of an event: its type, its title if it has one, and its signer. */
export function eventName(row, keys) {
  const title = row.content?.rows.find((each) => each.name === 'title' && each.isText);
  return [...typeOf(row), title === undefined ? '' : make('span', {}, ' ', make('q', {}, shown(title.text))),
    row.signer?.id ? make('span', {},
      `, ${row.status === 'invalid' ? 'which ' : ''}${signerVerb(row, keys)} `, shown(row.signer.id)) : ''];
}

function signerFact(row, keys) {
  if (!row.signer || row.signer.id === null) return null;
  const verb = signerVerb(row, keys);
  const key = row.signer.keyId === null ? '' : make('span', {}, ', key ', shown(row.signer.keyId));
  return [verb[0].toUpperCase() + verb.slice(1), shown(row.signer.id), key];
}

function rowFacts(row, keys) {
  return facts(
    signerFact(row, keys),
    row.createdAt ? ['Claimed time', time(row.createdAt)] : null,
    row.target ? ['About', shown(row.target)] : null,
    row.content ? [row.status === 'invalid' ? 'Claims' : 'Says', contentList(row.content)] : null,
    row.supersededBy?.length > 0 ? ['Replaced by', ...row.supersededBy.slice(0, IDS_MAX).map((id) => code(id))] : null,
    ['Event id', code(row.id)]);
}

function storyList(row) {
  return make('ul', {}, (row.story ?? []).map((sentence) => make('li', {}, shown(sentence))));
}

/** Opens to what the engine says about the event. */
function explanation(row, actions) {
  const box = make('details', {}, make('summary', {}, 'How we know, and by which rule'));
  if (row.story) {
    box.append(storyList(row));
    return box;
  }
  const answer = make('div');
  box.append(answer);
  let isAsked = false;
  box.addEventListener('toggle', async () => {
    if (!box.open || isAsked) return;
    isAsked = true;
    const wait = make('p', { role: 'status' }, 'Asking the engine…');
    answer.replaceChildren(wait);
    try {
      answer.replaceChildren(storyList(await actions.explain(row.id)));
    } catch (error) {
      isAsked = false;
      wait.replaceChildren('This did not work: ', shown(error.message), '. To try again, close this and open it.');
    }
  });
  return box;
}

function rowItem(row, keys, actions) {
  const isBad = row.status === 'invalid';
  const reason = isBad ? reasonWords(row.reason) : null;
  // Of an event that was not explained, the signer is not known here: then one key of a file makes all doubtful.
  const isOpen = isBad && row.reason === 'unknown_key';
  const isOwn = row.signer ? isOwnWord(row.signer, keys) : [...keys.values()].some((key) => key.origin === 'bundle');
  const tone = isOpen || (TONES[row.status] === 'good' && isOwn) ? 'caution' : TONES[row.status];
  const label = isOpen ? 'not confirmed' : (isOwn ? OWN_WORD_LABELS : LABELS)[row.status];
  return make('li', { class: `check ${tone}` },
    make('p', {}, make('strong', {}, ...typeOf(row)), make('span', { class: 'state' }, ` ${label}`),
      isBad ? make('span', {}, ': ', reason ?? '', ' ', code(row.reason)) : null),
    rowFacts(row, keys), explanation(row, actions));
}

export function eventsPart(record, actions) {
  const { rows, eventCount, validCount, invalidCount, unknownKeyCount } = record.merged;
  const keys = keysOf(record);
  const more = eventCount - rows.length;
  const isOwn = record.merged.signers.some(({ signer }) => isOwnWord(signer, keys));
  const all = isOwn ? '. The signatures fit, but for some or all of the keys only the file vouches.' : ', all valid.';
  const summary = invalidCount === 0 ? `${count(eventCount, 'event')}${all}`
    : `${count(eventCount, 'event')}: ${validCount.toLocaleString('en')} valid, ` +
      `${invalidCount.toLocaleString('en')} ${unknownKeyCount === invalidCount ? 'not confirmed' : 'not valid'}.`;
  return section('events', 'Who signed what, and when',
    make('p', {}, `${summary} A time is what the signer claims; nothing proves it.`),
    make('ol', { class: 'plain' }, rows.map((row) => rowItem(row, keys, actions))),
    more > 0 ? make('p', {}, `The state document has ${count(more, 'more event')}.`) : null);
}

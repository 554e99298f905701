// SPDX-License-Identifier: Apache-2.0
// The first lines of the result: the verdict on the files about a record, and whose word it is.

import { fileVerdict, isUnconfirmed } from './file_verdict.js';
import { manyVerdict, overallVerdict } from './many_verdict.js';
import { keyOf, keysOf, namesOf, originClause, signerWords, unknownKeysOf } from './signers.js';
import { KEY_BOX } from './words.js';

const SIGNERS_MAX = 3;

const said = (text) => ({ said: text });

/** Who gave two answers. Only a key that is bound to a signer says who that is. */
function contradictionWords(record) {
  const { merged } = record;
  const { signer } = merged.equivocations[0];
  const key = keyOf(signer, keysOf(record));
  const others = merged.equivocationCount - 1;
  return [...(key?.signerId != null ? [said(key.signerId)] : ['someone who claims to be ', said(signer.id ?? '')]),
    ' gave two answers to one question', others === 0 ? '' :
      `, and there ${others === 1 ? 'is 1 more' : `are ${others.toLocaleString('en')} more`} such contradiction` +
      `${others === 1 ? '' : 's'}`, '.'];
}

/** The same words at the beginning of a sentence. A name stays as it is. */
const asSentence = ([first, ...rest]) => [typeof first === 'string' ? first[0].toUpperCase() + first.slice(1) : first,
  ...rest];

const SEE = [['The answers are signed. No check can tell which one is right. See ',
  { part: 'contradictions', words: '“Contradictions and replacements”' }, '.']];

/** {tone, headline, lines} of the files about one record: tone is good, caution or bad. */
export function recordVerdict(record) {
  const { files, merged } = record;
  const verdict = files.length === 1 ? fileVerdict(files[0], record) : manyVerdict(record);
  if (merged === null || merged.equivocationCount === 0) return verdict;
  const clause = contradictionWords(record);
  const lines = [...verdict.lines, ...SEE];
  if (verdict.tone === 'bad') return { ...verdict, lines: [...verdict.lines, ['Also, ', ...clause], ...SEE] };
  if (verdict.tone === 'caution') {
    return { tone: 'caution', headline: [...verdict.headline, ' ', ...asSentence(clause)], lines };
  }
  return { tone: 'caution', lines,
    headline: [...verdict.headline.slice(0, -1), verdict.headline.at(-1).replace(/\.$/, ', but '), ...clause] };
}

/** The same of everything that a person opened. */
export function verdictOf(result) {
  const verdicts = [...result.records, ...result.others].map(recordVerdict);
  return result.recordCount === 1 ? verdicts[0] : overallVerdict(result, verdicts);
}

/** Who signed what is valid, and which keys you do not trust. */
export function whoSays(record) {
  const keys = keysOf(record);
  const isWhole = recordVerdict(record).tone !== 'bad' && !record.files.some(isUnconfirmed);
  const begin = isWhole ? 'Signed by ' : 'The valid events are signed by ';
  const signers = record.merged?.signers ?? [];
  const lines = signers.slice(0, SIGNERS_MAX).map(({ signer }) => {
    const key = keyOf(signer, keys);
    return [begin, ...signerWords(signer, key), ', with the key ', said(signer.keyId), `, ${originClause(key)}.`];
  });
  if (signers.length > SIGNERS_MAX) lines.push([`And by ${signers.length - SIGNERS_MAX} more.`]);
  const unknown = unknownKeysOf(record);
  if (unknown.length > 0) {
    const isOne = unknown.length === 1;
    const isTold = record.files.length === 1 && isUnconfirmed(record.files[0]);
    lines.push([...(isTold ? [] : [`${isOne ? 'A key is' : 'Keys are'} named that you do not trust: `,
      ...namesOf(unknown.map((key) => key.key_id)), '. ']),
    isOne ? 'Anyone can make a key with this name. If you know whose it is, add it under '
      : 'Anyone can make keys with these names. If you know whose they are, add them under ', KEY_BOX, '.']);
  }
  return lines;
}

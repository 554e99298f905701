// SPDX-License-Identifier: Apache-2.0
// The whole check of what a person opened, in the worker: each file by itself, and then all files about one record.

import { refusalOf } from './engine.js';
import { describeFile } from './file_model.js';
import { describeFiles, judgeFiles, mergeFiles } from './record_model.js';

/** Of the records, this many are shown whole. The others are checked and judged all the same. */
const RECORDS_MAX = 10;

/** The record that a file is about; null if it does not tell. Events say so only to the merge. */
function recordOf(checker, file, bytes) {
  if (file.kind === 'refused') return null;
  if (file.kind !== 'events') return file.report.pith_number;
  try {
    return checker.merge([bytes]).pithNumber;
  } catch (thrown) {
    if (refusalOf(thrown) === null) throw thrown;
    return null;
  }
}

/**
 * The numbers of the files about each record, if `merge`, the merge of all of them, shows that there are several; else
 * null. A file that is refused is about none.
 */
function groupFiles(checker, files, inputs, merge) {
  if (files.length === 1) return null;
  const told = files.map((file, index) => recordOf(checker, file, inputs[index].bytes));
  const numbers = new Set([...told, merge.state?.pithNumber ?? null].filter((number) => number !== null));
  if (numbers.size < 2 && merge.error?.code !== 'several_subjects') return null;
  const groups = new Map();
  files.forEach((file, index) => {
    if (file.kind === 'refused') return;
    const record = told[index] ?? index;  // a file that does not tell is about its own
    groups.set(record, [...(groups.get(record) ?? []), index]);
  });
  return groups.size < 2 ? null : [...groups.values()];
}

/**
 * Describes the files about one of several records, or only judges them if it is not shown. What the merge tells about
 * a file is put into `files`.
 */
function describeGroup(checker, indexes, files, inputs, onProgress, isShown) {
  const some = indexes.map((index) => files[index]);
  const merge = mergeFiles(checker, some, indexes.map((index) => inputs[index]));
  const record = isShown ? describeFiles(checker, some, merge, onProgress) : judgeFiles(checker, some, merge);
  indexes.forEach((index, i) => { files[index] = some[i]; });
  return { record, texts: merge.texts };
}

/**
 * Checks inputs, each {name, bytes}: {result, texts}, where the texts are those of each record. `onProgress` is told
 * what is done: {phase, name, number, count}.
 */
export function check(checker, inputs, onProgress) {
  const files = inputs.map(({ name, bytes }, index) => {
    onProgress({ phase: 'check', name, number: index + 1, count: inputs.length });
    return { name, sizeBytes: bytes.length, ...describeFile(checker, bytes) };
  });
  onProgress({ phase: 'merge', count: inputs.length });
  const merge = mergeFiles(checker, files, inputs);
  const groups = groupFiles(checker, files, inputs, merge);
  if (groups === null) {
    const record = describeFiles(checker, files, merge, onProgress);
    return { result: { files, records: [record], others: [], recordCount: 1 }, texts: [merge.texts] };
  }
  const described = groups.map((indexes, number) =>
    describeGroup(checker, indexes, files, inputs, onProgress, number < RECORDS_MAX));
  files.forEach((file) => { delete file.record; });
  const records = described.map(({ record }) => record);
  const shown = described.slice(0, RECORDS_MAX);
  return { texts: shown.map(({ texts }) => texts), result: { files, records: records.slice(0, RECORDS_MAX),
    others: records.slice(RECORDS_MAX), recordCount: groups.length } };
}

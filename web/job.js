// SPDX-License-Identifier: Apache-2.0
// The whole check of what a person opened, in the worker: each file by itself, and then all files about one record.

import { refusalOf } from './engine.js';
import { describeFile } from './file_model.js';
import { describeFiles, mergeFiles } from './record_model.js';

/** Of the records, this many are shown whole. The files about the others are checked all the same. */
const RECORDS_MAX = 10;

/** The record that a file is about. Events say so only to the merge; if it refuses them, they are about their own. */
function recordOf(checker, file, bytes, index) {
  if (file.kind !== 'events') return file.report.pith_number;
  try {
    return checker.merge([bytes]).pithNumber;
  } catch (thrown) {
    if (refusalOf(thrown) === null) throw thrown;
    return index;
  }
}

/**
 * The numbers of the files about each record, if `merge`, the merge of all of them, shows that there are several; else
 * null. A file that is refused is about none.
 */
function groupFiles(checker, files, inputs, merge) {
  const told = files.filter((file) => file.report !== undefined).map((file) => file.report.pith_number);
  const isOne = new Set(merge.state === null ? told : [...told, merge.state.pithNumber]).size < 2;
  if (isOne && merge.error?.code !== 'several_subjects') return null;
  const groups = new Map();
  files.forEach((file, index) => {
    if (file.kind === 'refused') return;
    const record = recordOf(checker, file, inputs[index].bytes, index);
    groups.set(record, [...(groups.get(record) ?? []), index]);
  });
  return groups.size < 2 ? null : [...groups.values()];
}

/** Describes the files about one of several records. What the merge tells about a file is put into `files`. */
function describeGroup(checker, indexes, files, inputs, report) {
  const some = indexes.map((index) => files[index]);
  const merge = mergeFiles(checker, some, indexes.map((index) => inputs[index]));
  const record = describeFiles(checker, some, merge, report);
  indexes.forEach((index, i) => { files[index] = some[i]; });
  return { record, texts: merge.texts };
}

/**
 * Checks inputs, each {name, bytes}: {result, texts}, where the texts are those of each record. `report` is told what
 * is done: {phase, name, number, count}.
 */
export function check(checker, inputs, report) {
  const files = inputs.map(({ name, bytes }, index) => {
    report({ phase: 'check', name, number: index + 1, count: inputs.length });
    return { name, sizeBytes: bytes.length, ...describeFile(checker, bytes) };
  });
  report({ phase: 'merge', count: inputs.length });
  const merge = mergeFiles(checker, files, inputs);
  const groups = groupFiles(checker, files, inputs, merge);
  if (groups === null) {
    const record = describeFiles(checker, files, merge, report);
    return { result: { files, records: [record], recordCount: 1 }, texts: [merge.texts] };
  }
  const described = groups.slice(0, RECORDS_MAX).map((indexes) =>
    describeGroup(checker, indexes, files, inputs, report));
  files.forEach((file) => { delete file.record; });
  const result = { files, records: described.map(({ record }) => record), recordCount: groups.length };
  return { result, texts: described.map(({ texts }) => texts) };
}

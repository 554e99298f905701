// SPDX-License-Identifier: Apache-2.0
// All that the page asks of the package `pith-merge`. Nothing else here knows it.

import { InputError, load } from 'pith-merge';

import { pageWords } from './words.js';

/** Signatures whose verdicts are kept, so that one that was verified for the check is free for the picture. */
const VERDICTS_MAX = 200_000;

/** What is wrong with an input, as in the program's reports; null if something else was thrown. */
export function refusalOf(thrown) {
  if (!(thrown instanceof InputError)) return null;
  const error = thrown.toJSON();
  return { ...error, explanation: pageWords(error.explanation), input: thrown.input ?? null };
}

export class Checker {
  #library;
  #keyring;
  #options;

  static async open(bytes) {
    return new Checker(await load(bytes));
  }

  constructor(library) {
    this.#library = library;
    this.trust([], false);
  }

  get version() {
    return this.#library.version;
  }

  /** Which keys count from now on. Throws the refusal of a document of keys. */
  trust(documents, trustsBundleKeys) {
    const keyring = new this.#library.Keyring(documents, { verdictsMax: VERDICTS_MAX });
    this.#keyring?.close();
    this.#keyring = keyring;
    this.#options = { keyring, trustBundleKeys: trustsBundleKeys };
  }
  get keys() {
    return this.#keyring.keys;
  }
  /** The keys of documents, without the built-in one. This trusts nobody. Throws the refusal of a document. */
  readKeys(documents) {
    const keyring = new this.#library.Keyring(documents);
    try {
      return keyring.keys.filter((key) => key.origin === 'given');
    } finally {
      keyring.close();
    }
  }

  /** {json, events, equivocationCount}: the report that the program prints, each event with its first place. */
  verify(bytes) {
    const { json, events, state } = this.#library.verify(bytes, this.#options);
    return { json, events, equivocationCount: state.equivocations.length };
  }
  /** {report, sha256, equivocationCount} of a bundle if its own keys counted; null if they count already. */
  tryOwnKeys(bytes) {
    if (this.#options.trustBundleKeys) return null;
    const options = { ...this.#options, trustBundleKeys: true };
    const report = JSON.parse(this.#library.verify(bytes, options).json);
    const { sha256, equivocations } = this.#library.merge([bytes], options);
    return { report, sha256, equivocationCount: equivocations.length };
  }
  verifyEvidence(bytes) {
    return this.#library.verifyEvidence(bytes, this.#options).json;
  }
  /** The report on evidence if its own keys counted; null if they count already. */
  verifyEvidenceWithOwnKeys(bytes) {
    if (this.#options.trustBundleKeys) return null;
    return JSON.parse(this.#library.verifyEvidence(bytes, { ...this.#options, trustBundleKeys: true }).json);
  }
  /** {sha256, document, warnings, pithNumber} of the merge of all inputs. */
  merge(inputs) {
    const { sha256, document, warnings, pithNumber } = this.#library.merge(inputs, this.#options);
    return { sha256, document, warnings, pithNumber };
  }
  /** {sha256, document} of the merge if the keys that bundles bring along counted; null if they count already. */
  mergeWithOwnKeys(inputs) {
    if (this.#options.trustBundleKeys) return null;
    const { sha256, document } = this.#library.merge(inputs, { ...this.#options, trustBundleKeys: true });
    return { sha256, document };
  }
  picture(inputs) {
    return this.#library.graph(inputs, this.#options);
  }
  explain(inputs, eventId) {
    const explanation = JSON.parse(this.#library.explain(inputs, eventId, this.#options).json);
    const story = explanation.story.map((each) => ({ ...each, explanation: pageWords(each.explanation) }));
    return { ...explanation, story };
  }
  /** A proof of each equivocation; null if there is none. */
  prove(inputs) {
    return this.#library.evidence(inputs, this.#options);
  }
  compare(one, other) {
    return JSON.parse(this.#library.diff(one, other, this.#options).json);
  }
}

// SPDX-License-Identifier: Apache-2.0
// The page's side of the worker. Cancelling ends the worker, because a call into the engine cannot be interrupted.

/** What a job that was cancelled is rejected with. */
export class Cancelled extends Error {}

// A page that enforces Trusted Types lets only this policy make the address of a script, and it takes blobs alone.
const policy = globalThis.trustedTypes?.createPolicy('pith-worker', {
  createScriptURL: (url) => {
    if (!url.startsWith('blob:')) throw new TypeError('not a blob');
    return url;
  },
}) ?? { createScriptURL: (url) => url };

export class Client {
  #url;
  #module;
  #worker = null;
  #waiting = new Map();
  #number = 0;

  /** `script` is the worker's source, and `module` the WebAssembly in base64. */
  constructor(script, module) {
    this.#url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    this.#module = module;
  }

  /** Starts the worker, and tells what it has: {version, keys}. From disk, Chromium starts no module as a worker. */
  open() {
    const worker = new Worker(policy.createScriptURL(this.#url));
    worker.addEventListener('message', ({ data }) => this.#take(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#giveUp(new Error(event.message || 'The browser could not start the checker.'));
    });
    this.#worker = worker;
    return this.ask('open', { module: this.#module });
  }

  /** Asks for a job. `onProgress` is told how far it is. */
  ask(job, values, onProgress = () => {}) {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject, onProgress });
      this.#worker.postMessage({ number, job, values });
    });
  }

  /** Ends the worker with all its jobs, and starts a new one. */
  restart() {
    this.#worker?.terminate();
    this.#giveUp(new Cancelled());
    return this.open();
  }

  #take({ number, progress, result, failure }) {
    const waiting = this.#waiting.get(number);
    if (waiting === undefined) return;
    if (progress !== undefined) {
      waiting.onProgress(progress);
      return;
    }
    this.#waiting.delete(number);
    if (failure === undefined) waiting.resolve(result);
    else waiting.reject(new Error(failure));
  }

  #giveUp(error) {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    all.forEach(({ reject }) => reject(error));
  }
}

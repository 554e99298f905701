// SPDX-License-Identifier: Apache-2.0
// The page: what a person opens, the job that checks it, and the place where the result appears.

import { Cancelled, Client } from './client.js';
import { make, shown } from './dom.js';
import { renderResult, sayResult } from './result.js';
import { Trust } from './trust.js';
import { count, sizeWords } from './words.js';

const SLOW_MS = 1000;
const PHASES = { read: 'Reading', check: 'Checking', merge: 'Merging the events', draw: 'Drawing the history' };

const byId = (id) => document.getElementById(id);
const client = new Client(byId('worker-script').textContent, byId('module').textContent);
const trust = new Trust(client, run);

/** What is open: each {name, file} or {name, bytes}. */
let sources = [];
/** A job whose number is not this one was replaced. */
let jobNumber = 0;
/** Whether the worker has a job to check something. */
let isChecking = false;
let pictureUrls = [];

/** Tells a person, also by a reader of the screen. That needs an element that is there before its text is. */
function say(text, isBad = false) {
  const status = byId('status');
  status.classList.toggle('bad', isBad);
  status.replaceChildren(...(text === null ? [] : [text]));
}

function clearResult() {
  pictureUrls.forEach((url) => URL.revokeObjectURL(url));
  pictureUrls = [];
  byId('result').replaceChildren();
  byId('result').hidden = true;
}

function showResult(result) {
  document.documentElement.dataset.result = 'yes';
  byId('result').replaceChildren(...renderResult(result, actions));
  byId('result').hidden = false;
}

/** The address of a picture, which is shown as an image: nothing in it can run, or load anything. */
function urlOfPicture(svg) {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  pictureUrls.push(url);
  return url;
}

function showProgress({ phase, name, number, count: all, done, total }) {
  const bar = byId('progress');
  const about = phase === 'check' && all > 1 ? ` file ${number} of ${all}:` : '';
  const size = phase === 'read' ? `, ${sizeWords(done)} of ${sizeWords(total)}` : '';
  byId('phase').replaceChildren(`${PHASES[phase]}${about} `, name === undefined ? '' : shown(name), size);
  if (phase === 'read') {
    bar.max = Math.max(total, 1);
    bar.value = done;
  } else {
    bar.removeAttribute('value');
  }
}

function setWorking(isWorking) {
  const hadFocus = byId('working').contains(document.activeElement);
  byId('working').hidden = !isWorking;
  byId('result').setAttribute('aria-busy', String(isWorking));
  if (hadFocus && !isWorking) byId('files').focus();
}

const actions = {
  ofRecord: (record) => ({ explain: (eventId) => client.ask('explain', { eventId, record }), urlOfPicture }),
};

/** In a narrow or low window the result begins below it. Who is choosing keys is left there. */
function goToVerdict() {
  const { top, bottom } = byId('verdict').getBoundingClientRect();
  if ((top >= 0 && bottom <= window.innerHeight) || byId('key-box').contains(document.activeElement)) return;
  byId('verdict').focus({ preventScroll: true });
  byId('verdict').scrollIntoView({ block: 'start' });
}

function showDone(result) {
  showResult(result);
  byId('adding').hidden = false;
  say(sayResult(result));
  byId('status').classList.add('unseen');  // the result says it too
}

/** Ends the worker and its job, and starts a new one: whether that worked. */
async function restart() {
  try {
    await client.restart();
    return true;
  } catch (error) {
    if (!(error instanceof Cancelled)) {
      say(make('span', {}, 'The checker does not start again: ', shown(error.message), '. Load this page again.'),
        true);
    }
    return false;
  }
}

/** Checks what is open, instead of what is being checked. */
async function run() {
  if (sources.length === 0) return;
  jobNumber += 1;
  const number = jobNumber;
  const isReplacing = isChecking;
  byId('status').classList.remove('unseen');
  say(null);
  clearResult();
  byId('phase').replaceChildren('Starting');
  byId('progress').removeAttribute('value');
  setWorking(true);
  const slow = setTimeout(() => {  // a reader of the screen is told only if there is something to wait for
    say(make('span', {}, 'Checking ', sources.length === 1 ? shown(sources[0].name) : count(sources.length, 'file')));
    byId('status').classList.add('unseen');
  }, SLOW_MS);
  try {
    if (isReplacing && !await restart()) return;
    if (number !== jobNumber) return;
    const keyDocuments = await trust.documents();
    if (number !== jobNumber) return;
    isChecking = true;
    const result = await client.ask('check', { sources, keyDocuments, trustsBundleKeys: trust.trustsBundleKeys },
      showProgress);
    if (number !== jobNumber) return;
    showDone(result);
  } catch (error) {
    if (number !== jobNumber || error instanceof Cancelled) return;
    say(make('span', {}, 'This did not work: ', shown(error.message)), true);
    restart();  // what failed once may be left half done
  } finally {
    clearTimeout(slow);
    if (number === jobNumber) {
      isChecking = false;
      setWorking(false);
      if (!byId('result').hidden) goToVerdict();
    }
  }
}

/** What is being checked is checked again with the new keys, or as before if none was added. */
async function addKeys(files) {
  const wasChecking = isChecking;
  if (wasChecking) jobNumber += 1;
  const number = jobNumber;  // before anything is waited for: a person may cancel meanwhile
  isChecking = false;
  if (wasChecking) await restart();
  const added = await trust.add(files);
  if (number === jobNumber && (wasChecking || added > 0)) run();
}

/** Checks files, beside those of `others`. */
function open(files, others = []) {
  const opened = Array.from(files, (file) => ({ name: file.name, file }));
  if (opened.length === 0) return;
  sources = [...others, ...opened];
  run();
}

function openText(text, name = 'pasted text') {
  if (text.trim() === '') {
    byId('status').classList.remove('unseen');
    say('There is no text to check. Paste the text of a bundle, of events or of evidence first.', true);
    return;
  }
  sources = [{ name, bytes: new TextEncoder().encode(text) }];
  run();
}

function listenToDrops() {
  const area = byId('drop');
  const isOver = (event, over) => {
    event.preventDefault();
    area.classList.toggle('over', over);
  };
  document.addEventListener('dragover', (event) => isOver(event, true));
  document.addEventListener('dragleave', (event) => isOver(event, false));
  document.addEventListener('drop', (event) => {
    isOver(event, false);
    if (event.dataTransfer.files.length > 0) open(event.dataTransfer.files);
    else openText(event.dataTransfer.getData('text/plain'), 'dropped text');
  });
  document.addEventListener('paste', (event) => {
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return;
    if (event.clipboardData.files.length > 0) open(event.clipboardData.files);
    else openText(event.clipboardData.getData('text/plain'));
  });
}

function listenToFields() {
  const taken = (input) => {
    const files = Array.from(input.files);
    input.value = '';  // so that the same file can be chosen again
    return files;
  };
  byId('files').addEventListener('change', () => open(taken(byId('files'))));
  byId('more').addEventListener('change', () => open(taken(byId('more')), sources));
  byId('paste-check').addEventListener('click', () => openText(byId('paste').value));
  byId('keys').addEventListener('change', () => addKeys(taken(byId('keys'))));
  document.addEventListener('click', ({ target }) => {  // a link to a place that is closed
    if (target.closest?.('a[href="#key-box"]')) byId('key-box').open = true;
  });
  byId('cancel').addEventListener('click', () => {
    jobNumber += 1;
    isChecking = false;
    setWorking(false);
    byId('status').classList.remove('unseen');
    say('Cancelled. Nothing was checked.');
    restart();
  });
}

async function start() {
  listenToDrops();
  listenToFields();
  try {
    const { version, keys } = await client.open();
    trust.showBuiltIn(keys);
    byId('version').textContent = `pith-merge ${version}, in WebAssembly.`;
    document.documentElement.dataset.ready = 'yes';
  } catch (error) {
    say(make('span', {}, 'This browser cannot run the checker: ', shown(error.message)), true);
  }
}

start();

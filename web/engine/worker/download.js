/**
 * The files of a data set over HTTP, with progress in bytes.
 */
import { FILES } from '../../../wasm/data.js';
import { concatenate } from '../../../wasm/engine/numbers.js';
import { asset } from '../../asset.js';

/** The list of the sets that there are, which every server of the page has. */
const LIST = asset('web/data/sets.json');

/** What hosts answer for a file that they do not have; some object stores say 403. */
const MISSING = [403, 404, 410];

/** Milliseconds between two reports of progress. */
const INTERVAL = 50;

/** A file did not come; `code` and `values` are for who words it in another language. */
class DownloadError extends Error {
  name = 'DownloadError';
  code = 'download';

  /** @param {string} file @param {string} why @param {number} [status] that the server answered, if it did */
  constructor(file, why, status = 0) {
    super(`${file} could not be loaded: ${why}`);
    this.values = { file };
    this.status = status;
  }
}

/** The server has no such set: a reason to train on another one, where there is one. */
export class MissingSetError extends DownloadError {
  name = 'MissingSetError';

  /** @param {string} set */
  constructor(set) {
    super(set, 'it is not on this server');
  }
}

/**
 * The sets that the server has: browsers tell the console of every file that was asked for and is not there.
 * @returns {Promise<string[] | null>} null where that is not known
 */
export async function listSets() {
  try {
    const response = await fetch(LIST);
    const sets = response.ok ? await response.json() : null;
    return Array.isArray(sets) ? sets : null;
  } catch {
    return null; // whoever asks for the set itself will be told what is wrong
  }
}

/** One download of the files of a set. */
export class Download {
  #onProgress;
  #names;
  /** @type {Map<string, Promise<Uint8Array>>} */
  #files = new Map();
  /** The files' sizes as far as they are known. @type {Map<string, number>} */
  #sizes = new Map();
  /** @type {Promise<unknown> | null} */
  #first = null;
  #done = 0;
  #lastReport = -Infinity;

  /**
   * @param {(progress: import('../message-types.js').ProgressReport) => void} onProgress
   * @param {string[]} [names] of the files that are wanted, all of a set's without it
   */
  constructor(onProgress, names = [...FILES.train, ...FILES.test]) {
    this.#onProgress = onProgress;
    this.#names = names;
  }

  /**
   * The bytes of one file. With a set's first file all others start coming too, in parallel.
   * @param {string} set
   * @param {string} file
   * @returns {Promise<Uint8Array>}
   */
  read(set, file) {
    if (file === this.#names[0]) for (const other of this.#names) this.#start(set, other);
    return this.#start(set, file);
  }

  /** @param {string} set @param {string} file */
  #start(set, file) {
    const started = this.#files.get(file);
    if (started) return started;
    const bytes = this.#fetch(set, file);
    bytes.catch(() => {}); // told by whoever reads it; the others of a missing set are never read
    this.#files.set(file, bytes);
    return bytes;
  }

  /** @param {string} set @param {string} file @returns {Promise<Uint8Array>} */
  async #fetch(set, file) {
    // The others wait for the first one's headers: a missing set is asked for once, not four times.
    const before = this.#first;
    const opened = Promise.resolve(before).then(() => openFile(set, file));
    this.#first ??= opened;
    const response = await opened;
    const length = Number(response.headers.get('Content-Length'));
    this.#sizes.set(file, length > 0 && !response.headers.get('Content-Encoding') ? length : NaN);
    const chunks = [];
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    for (;;) {
      const { done, value } = await reader.read().catch((error) => {
        throw new DownloadError(`${set}/${file}`, error.message);
      });
      if (done) break;
      chunks.push(value);
      this.#done += value.length;
      this.#report(file);
    }
    return chunks.length === 1 ? chunks[0] : concatenate(Uint8Array, chunks);
  }

  /** @param {string} file the one that has just grown */
  #report(file) {
    const sizes = [...this.#sizes.values()];
    const sum = sizes.reduce((a, b) => a + b, 0);
    const total = sizes.length === this.#files.size && sum >= this.#done ? sum : null;
    const now = performance.now();
    if (now - this.#lastReport < INTERVAL && this.#done !== total) return;
    this.#lastReport = now;
    this.#onProgress({ file, done: this.#done, total });
  }
}

/** @param {string} set @param {string} file */
const openFile = (set, file) =>
  open(asset(`web/data/${encodeURIComponent(set)}/${file}`), `${set}/${file}`).catch((error) => {
    throw MISSING.includes(error.status) ? new MissingSetError(set) : error;
  });

/** @param {URL} address @param {string} file what it is called */
export async function open(address, file) {
  const response = await fetch(address).catch((error) => {
    throw new DownloadError(file, error.message);
  });
  const { status, statusText } = response;
  if (!response.ok) throw new DownloadError(file, `${status} ${statusText}`, status);
  return response;
}

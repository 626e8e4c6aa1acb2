/**
 * Training runs for the page, in a pool of workers: the only door to them.
 *
 * @example
 * const pool = createPool();
 * pool.warm({});
 * const run = pool.run({ optimizer: { id: 'momentum' } }, { slice: ({ losses }) => draw(losses), end: console.log });
 */
import { RunHandle } from './pool/handle.js';
import { consult, NetworkHandle } from './pool/network.js';
import { Slot } from './pool/slot.js';
import { Request } from './protocol.js';

/** Each worker has a module and a copy of the data: more of them than curves in a usual race would only take memory. */
const MAX_WORKERS = 8;

/** Milliseconds between two pings. */
const HEARTBEAT = 2000;

/** Milliseconds without an answer, in a worker that did not say that it is busy, after which it is taken for dead. */
const PATIENCE = 10000;

/**
 * @typedef {import('./pool/handle.js').RunCallbacks} RunCallbacks
 * @typedef {import('./protocol.js').RunOptions} RunOptions
 * @typedef {{ worker: number, runs: number[] }} WorkerLoss ids of the runs that were still active
 * @typedef {{ worker: number, runs: number, active: number, alive: boolean }} WorkerStatus runs: all that are not freed
 * @typedef {{ size?: number, heartbeat?: number, patience?: number }} PoolOptions size: workers, one a core without it
 */

/**
 * Workers are started when they are needed.
 * @param {PoolOptions} [options]
 * @returns {Pool}
 */
export function createPool(options = {}) {
  return new Pool(options);
}

export class Pool {
  #slots;
  #runs = 0;
  #networks = 0;
  /** @type {Set<(loss: WorkerLoss) => void>} */
  #listeners = new Set();

  /** @param {PoolOptions} options */
  constructor({
    size = Math.min(navigator.hardwareConcurrency || 2, MAX_WORKERS),
    heartbeat = HEARTBEAT,
    patience = PATIENCE,
  }) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`size must be a whole number from 1, got ${size}`);
    /** @type {import('./pool/slot.js').SlotOptions} */
    const options = {
      heartbeat,
      patience,
      onLost: ({ index }, runs) => {
        for (const listener of this.#listeners) listener({ worker: index, runs });
      },
    };
    this.#slots = Array.from({ length: size }, (_, index) => new Slot(index, options));
  }

  /** How many workers there can be. */
  get size() {
    return this.#slots.length;
  }

  /**
   * Starts all workers and lets them load the module and the spec's data, so that runs begin at once.
   * @param {unknown} spec
   * @returns {Promise<void>} when all have; it may fail, and each run will say why
   */
  warm(spec) {
    const warmed = Promise.all(this.#slots.map((slot) => slot.warm(spec))).then(() => {});
    warmed.catch(() => {});
    return warmed;
  }

  /**
   * Starts a run on the worker that has least to do.
   * @param {unknown} spec
   * @param {RunCallbacks} [callbacks]
   * @param {RunOptions} [options]
   * @returns {RunHandle}
   */
  run(spec, callbacks = {}, options = {}) {
    const slot = this.#usable().reduce((best, other) => (compare(other, best) < 0 ? other : best));
    const run = new RunHandle(++this.#runs, slot, callbacks, options.paused ?? false);
    slot.run(run, spec, options);
    return run;
  }

  /** Workers that gave up are tried again only when there is no other. */
  #usable() {
    const alive = this.#slots.filter((slot) => slot.alive || !slot.broken);
    return alive.length > 0 ? alive : this.#slots;
  }

  /**
   * A network that only predicts, in as many workers as there is work for.
   * @param {Uint8Array} bytes of a checkpoint, as run.save() and engine.save() give it
   * @returns {NetworkHandle}
   */
  network(bytes) {
    return new NetworkHandle(++this.#networks, bytes, () => this.#usable());
  }

  /**
   * Images of a set's test file; of the starter set where the wanted one is not on the server. "noise" is a set too.
   * @param {string} source
   * @param {number[]} indices
   * @returns {Promise<import('./protocol.js').TestImages>}
   */
  testImages(source, indices) {
    return consult(this.#usable(), { type: Request.testImages, source, indices });
  }

  /**
   * How good several predictions for a set are, and which of them differ.
   * @param {string} source
   * @param {Float32Array[]} candidates probabilities [n, classes] each
   * @returns {Promise<import('./protocol.js').Judgement>}
   */
  judge(source, candidates) {
    return consult(this.#usable(), { type: Request.judge, source, candidates });
  }

  /**
   * The probability that one of the first scores is above one of the second, a tie counting half (AUROC).
   * @param {Float32Array} positives
   * @param {Float32Array} negatives
   * @returns {Promise<number>}
   */
  separate(positives, negatives) {
    return consult(this.#usable(), { type: Request.separate, positives, negatives });
  }

  /** @returns {WorkerStatus[]} */
  status() {
    return this.#slots.map((slot) => ({
      worker: slot.index,
      runs: slot.runs.size,
      active: slot.load,
      alive: slot.alive,
    }));
  }

  /**
   * @param {(loss: WorkerLoss) => void} listener told after the runs' own error callbacks
   * @returns {() => void} unsubscribes
   */
  onWorkerLost(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends all workers. Runs that are still active are lost. */
  close() {
    for (const slot of this.#slots) slot.close();
  }

  /** Ends a worker as a browser might, without a word to anyone. @param {number} n */
  terminateForTest(n) {
    this.#slots[n].terminateForTest();
  }
}

/** Negative when a should get the next run. @param {Slot} a @param {Slot} b */
function compare(a, b) {
  return a.load - b.load || a.runs.size - b.runs.size;
}

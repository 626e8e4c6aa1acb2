// workers.js: runs of a sweep in threads, one engine each. Who is free takes the next run.

import { Worker } from 'node:worker_threads';

/**
 * @typedef {import('../sweep/grid.js').Job} Job
 * @typedef {import('../sweep/run.js').RunLine} RunLine
 * @typedef {object} Callbacks
 * @property {(line: RunLine) => void} ended
 * @property {(job: Job, message: string) => void} failed the others go on
 * @property {(share: number) => void} moved how many runs are done, parts of those under way included
 * @property {() => boolean} interrupted
 *
 * @typedef {{ type: 'moved', share: number } | { type: 'ended', line: RunLine } | { type: 'failed', message: string }} Said
 */

/** Milliseconds between two looks whether somebody wants it to end. */
const LOOK = 100;

export class Workers {
  #count;
  #setup;

  /** @param {number} count @param {{ data?: string, made: import('../record/record.js').Made }} setup */
  constructor(count, setup) {
    this.#count = count;
    this.#setup = setup;
  }

  /** @param {Job[]} jobs @param {Callbacks} callbacks @returns {Promise<void>} resolves when all are done, or interrupted */
  async run(jobs, callbacks) {
    const queue = [...jobs];
    /** @type {Map<number, number>} share of the run that each worker has */
    const shares = new Map();
    let done = 0;
    const tell = () => callbacks.moved(done + [...shares.values()].reduce((sum, share) => sum + share, 0));
    /** @type {Set<Worker>} */
    const alive = new Set();
    let stopped = false;
    const stop = () => {
      stopped = true;
      return Promise.all([...alive].map((worker) => worker.terminate()));
    };
    const watch = setInterval(() => {
      if (callbacks.interrupted()) void stop();
    }, LOOK);
    /** A worker, until there are no more runs or it dies, which costs its run and no other. @param {number} n */
    const live = (n) =>
      new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
        let job = queue.shift();
        const worker = new Worker(new URL('race-worker.js', import.meta.url), { workerData: this.#setup });
        alive.add(worker);
        const count = () => {
          shares.set(n, 0);
          done++;
          tell();
        };
        const next = () => {
          count();
          job = queue.shift();
          worker.postMessage(job ?? null); // null: there is no more
        };
        worker.on('message', (/** @type {Said} */ said) => {
          try {
            if (said.type === 'moved') {
              shares.set(n, said.share);
              tell();
            } else if (said.type === 'ended') {
              callbacks.ended(said.line);
              next();
            } else {
              callbacks.failed(/** @type {Job} */ (job), said.message);
              next();
            }
          } catch (error) {
            reject(error);
          }
        });
        const lose = (/** @type {string} */ why) => {
          if (job && !stopped) {
            callbacks.failed(job, why);
            count();
          }
          job = undefined;
        };
        worker.on('error', (error) => lose(String(error?.message ?? error)));
        worker.on('exit', () => {
          alive.delete(worker);
          lose('its worker ended');
          resolve();
        });
        worker.postMessage(job);
      });
    const work = async (/** @type {number} */ n) => {
      while (queue.length > 0 && !stopped && !callbacks.interrupted()) await live(n);
    };
    try {
      await Promise.all(Array.from({ length: this.#count }, (_, n) => work(n)));
    } finally {
      clearInterval(watch);
      await stop();
    }
  }
}

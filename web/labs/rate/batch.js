/** Several runs that belong together, and what they have reported. No DOM. */
import { Column } from '../race/curve.js';

/**
 * @typedef {'waiting' | 'running' | 'done' | 'stopped-early' | 'diverged' | 'stopped' | 'lost' | 'failed'} JobStatus
 * @typedef {object} Job
 * @property {string} id
 * @property {any} spec full
 * @property {number} steps how many it is to take
 * @property {JobStatus} status
 * @property {string} [message] of a failure
 * @property {Column} losses one a step
 * @property {any[]} epochs records of the epochs that ended
 * @property {any} ready what the worker said at the start
 * @property {any} end
 * @property {number} seconds of own training time
 * @property {any} handle
 * @typedef {{ id: string, spec: any, steps: number, options?: any }} Order options: the pool's
 */

const ENDED = new Set(['done', 'stopped-early', 'diverged', 'stopped', 'lost', 'failed']);

/** @param {Job} job */
export const hasEnded = (job) => ENDED.has(job.status);

export class Batch {
  /** @type {Job[]} */
  jobs = [];
  /** @type {any} the data set that took the place of one that is not there */
  fallback = null;
  #pool;
  #changed;
  #began = 0;

  /**
   * @param {any} pool
   * @param {(kind: 'started' | 'curves' | 'status') => void} changed
   */
  constructor(pool, changed) {
    this.#pool = pool;
    this.#changed = changed;
  }

  /** @returns {'idle' | 'running' | 'over'} */
  get status() {
    if (this.jobs.length === 0) return 'idle';
    return this.jobs.every(hasEnded) ? 'over' : 'running';
  }

  /** How much of all steps is done, 0 to 1. */
  get share() {
    const all = this.jobs.reduce((sum, { steps }) => sum + steps, 0);
    const done = this.jobs.reduce((sum, job) => sum + (hasEnded(job) ? job.steps : job.losses.length), 0);
    return all > 0 ? done / all : 0;
  }

  /** Seconds, as far as one can tell from those that have passed; NaN at the start. */
  get secondsLeft() {
    const { share } = this;
    if (share < 0.02) return NaN;
    return (((performance.now() - this.#began) / 1000) * (1 - share)) / share;
  }

  /** Ends what was before, and starts. @param {Order[]} orders */
  start(orders) {
    this.#free();
    this.fallback = null;
    this.#began = performance.now();
    this.jobs = orders.map(({ id, spec, steps }) => ({
      id,
      spec,
      steps,
      status: 'waiting',
      losses: new Column(),
      epochs: [],
      ready: null,
      end: null,
      seconds: 0,
      handle: null,
    }));
    this.jobs.forEach((job, n) => this.#launch(job, orders[n].options ?? {}));
    this.#changed('started');
  }

  /** Ends the runs that are under way; what they have reported stays. */
  cancel() {
    for (const job of this.jobs)
      if (!hasEnded(job)) {
        job.handle.free();
        job.status = 'stopped';
      }
    this.#changed('status');
  }

  #free() {
    for (const { handle } of this.jobs) handle?.free();
    this.jobs = [];
  }

  /** @param {Job} job @param {any} options */
  #launch(job, options) {
    // A run may be freed while its reports are on their way.
    const told = (/** @type {(report: any) => void} */ take) => (/** @type {any} */ report) => {
      if (this.jobs.includes(job) && !hasEnded(job)) take(report);
    };
    job.handle = this.#pool.run(
      job.spec,
      {
        ready: told((ready) => {
          job.ready = ready;
          job.status = 'running';
          this.#changed('status');
        }),
        slice: told((slice) => {
          job.losses.append(slice.losses);
          job.epochs.push(...slice.epochs);
          job.seconds = slice.seconds;
          this.#changed('curves');
        }),
        end: told((end) => {
          job.end = end;
          job.seconds = end.seconds;
          this.#finish(job, end.status);
        }),
        error: told((error) => {
          job.message = error.message;
          this.#finish(job, error.lost ? 'lost' : 'failed');
        }),
        notice: told((notice) => {
          this.fallback = notice;
          this.#changed('status');
        }),
      },
      options,
    );
  }

  /** @param {Job} job @param {JobStatus} status */
  #finish(job, status) {
    job.status = status;
    // Nobody asks it anything: its weights need not stay in the worker.
    job.handle.free();
    this.#changed('status');
  }

  /**
   * The hashes that prove a fair start; null where they differ.
   * @returns {{ weights: string | null, batches: string | null } | null}
   */
  fairness() {
    const known = this.jobs.filter(({ ready }) => ready).map(({ ready }) => ready);
    if (known.length === 0) return null;
    const only = (/** @type {'initialHash' | 'orderHash'} */ key) => {
      const hashes = new Set(known.map((ready) => ready[key]));
      return hashes.size === 1 ? [...hashes][0] : null;
    };
    return { weights: only('initialHash'), batches: only('orderHash') };
  }
}

/**
 * The race without its looks: which runs there are, what they have reported, what that amounts to. One entrant is one row of the
 * table and one colour; it has as many runs as there are seeds.
 */
import { Column, meanAndDeviation, smooth } from './curve.js';

/**
 * @typedef {'idle' | 'loading' | 'running' | 'paused' | 'done' | 'stopped-early' | 'diverged' | 'stopped' | 'lost' | 'failed'} RunStatus
 * @typedef {object} Run
 * @property {string} entrant
 * @property {number} seed
 * @property {any} spec
 * @property {any} handle the pool's
 * @property {RunStatus} status
 * @property {string} [message] of a failure
 * @property {Column} losses one a step
 * @property {Column} times seconds of own training time at each step
 * @property {any[]} epochs records of the epochs that ended
 * @property {any} ready what the worker said at the start
 * @property {number} learningRate
 * @property {number} imagesPerSecond
 * @property {number} seconds
 * @property {any} end
 */

/** A number over several seeds. @typedef {{ mean: number, deviation: number | null }} Figure */

/** @param {number[]} list @returns {Figure} */
export function figure(list) {
  const known = list.filter((x) => Number.isFinite(x));
  if (known.length === 0) return { mean: NaN, deviation: null };
  const { mean, deviation } = meanAndDeviation(known.map((x) => Float64Array.of(x)));
  return { mean: mean[0], deviation: known.length > 1 ? deviation[0] : null };
}

const OVER = new Set(['done', 'stopped-early', 'diverged', 'stopped', 'lost', 'failed']);

/** @param {Run} run */
export const isOver = (run) => OVER.has(run.status);

export class Race {
  /** @type {Run[]} */
  runs = [];
  /** @type {any} the data set that took the place of one that is not there */
  fallback = null;
  /** @type {any} files that are loading */
  progress = null;
  #pool;
  #changed;
  /** @type {{ seconds?: number, accuracy?: number }} */
  #stop = {};

  /**
   * @param {any} pool
   * @param {(kind: 'runs' | 'curves' | 'status') => void} changed
   */
  constructor(pool, changed) {
    this.#pool = pool;
    this.#changed = changed;
  }

  /** @returns {'idle' | 'running' | 'paused' | 'over'} */
  get status() {
    if (this.runs.length === 0) return 'idle';
    if (this.runs.every(isOver)) return 'over';
    return this.runs.every((run) => isOver(run) || run.status === 'paused') ? 'paused' : 'running';
  }

  /** How much of all steps is done, 0 to 1. */
  get share() {
    const of = (/** @type {Run} */ run) =>
      isOver(run)
        ? 1
        : Math.max(
            run.losses.length / (run.ready?.totalSteps ?? Infinity),
            run.seconds / (this.#stop.seconds ?? Infinity),
          );
    return this.runs.length === 0 ? 0 : this.runs.reduce((sum, run) => sum + of(run), 0) / this.runs.length;
  }

  /** @returns {string[]} ids, in the order in which they started */
  get entrants() {
    return [...new Set(this.runs.map(({ entrant }) => entrant))];
  }

  /** @param {string} entrant @returns {Run[]} one for each seed */
  runsOf(entrant) {
    return this.runs.filter((run) => run.entrant === entrant);
  }

  /**
   * Starts all runs anew.
   * @param {{ id: string, spec: any }[]} entrants
   * @param {{ seeds: number, stop: any, paused?: boolean }} options
   */
  start(entrants, { seeds, stop, paused = false }) {
    this.clear();
    this.#stop = stop;
    for (let k = 0; k < seeds; k++)
      for (const { id, spec } of entrants) this.#launch(id, { ...spec, seed: (spec.seed + k) % 2 ** 32 }, stop, paused);
    this.#changed('runs');
  }

  /** @param {string} entrant @param {any} spec @param {any} stop @param {boolean} paused */
  #launch(entrant, spec, stop, paused) {
    /** @type {Run} */
    const run = {
      entrant,
      seed: spec.seed,
      spec,
      handle: null,
      status: paused ? 'paused' : 'loading',
      losses: new Column(),
      times: new Column(),
      epochs: [],
      ready: null,
      learningRate: spec.optimizer.learningRate,
      imagesPerSecond: NaN,
      seconds: 0,
      end: null,
    };
    this.runs.push(run);
    const current = () => this.runs.includes(run);
    const callbacks = {
      ready: (/** @type {any} */ ready) => current() && this.#ready(run, ready),
      slice: (/** @type {any} */ slice) => current() && this.#slice(run, slice),
      end: (/** @type {any} */ end) => current() && this.#end(run, end),
      error: (/** @type {any} */ error) => current() && this.#fail(run, error),
      notice: (/** @type {any} */ notice) => {
        this.fallback = notice;
        this.#changed('status');
      },
      progress: (/** @type {any} */ progress) => {
        this.progress = progress;
        this.#changed('status');
      },
    };
    run.handle = this.#pool.run(spec, callbacks, { stop, evaluateTest: true, paused });
  }

  /** @param {Run} run @param {any} ready */
  #ready(run, ready) {
    run.ready = ready;
    this.progress = null;
    if (run.status === 'loading') run.status = 'running';
    this.#changed('status');
  }

  /** @param {Run} run @param {any} slice */
  #slice(run, slice) {
    const before = run.times.last || 0;
    const { length } = slice.losses;
    run.losses.append(slice.losses);
    // Within a slice the steps took equally long, as far as anybody knows.
    run.times.append(Float64Array.from({ length }, (_, n) => before + ((slice.seconds - before) * (n + 1)) / length));
    run.epochs.push(...slice.epochs);
    run.learningRate = slice.learningRate;
    run.seconds = slice.seconds;
    run.imagesPerSecond = slice.imagesPerSecond;
    if (run.status === 'loading') run.status = 'running';
    this.#changed('curves');
  }

  /** @param {Run} run @param {any} end */
  #end(run, end) {
    run.end = end;
    run.status = end.status;
    run.seconds = end.seconds;
    this.#changed('status');
  }

  /** @param {Run} run @param {any} error */
  #fail(run, error) {
    run.status = error.lost ? 'lost' : 'failed';
    run.message = error.message;
    this.progress = null;
    this.#changed('status');
  }

  pause() {
    this.#each(['running', 'loading'], 'paused', (run) => run.handle.pause());
  }

  resume() {
    this.#each(['paused'], 'running', (run) => run.handle.resume());
  }

  /** Each paused run takes so many steps. @param {number} count */
  step(count) {
    this.#each(['paused'], 'paused', (run) => run.handle.step(count));
  }

  /** @param {RunStatus[]} from @param {RunStatus} to @param {(run: Run) => void} act */
  #each(from, to, act) {
    for (const run of this.runs)
      if (from.includes(run.status)) {
        act(run);
        run.status = to;
      }
    this.#changed('status');
  }

  /** @param {string} entrant @param {number} rate */
  setLearningRate(entrant, rate) {
    for (const run of this.runsOf(entrant))
      if (!isOver(run)) {
        run.handle.setLearningRate(rate);
        run.learningRate = rate;
      }
    this.#changed('status');
  }

  /** Ends and forgets all runs. */
  clear() {
    for (const run of this.runs) run.handle?.free();
    this.runs = [];
    this.fallback = null;
    this.#changed('runs');
  }

  /** Everything that a row of the table says. @param {string} entrant @param {number} memory @param {number} target accuracy */
  summary(entrant, memory, target) {
    const runs = this.runsOf(entrant);
    const last = (/** @type {Run} */ run) => run.epochs.at(-1);
    const reached = (/** @type {Run} */ run) =>
      run.epochs.find((record) => record.validationAccuracy >= target)?.step ?? NaN;
    return {
      status: runs.find((run) => !isOver(run))?.status ?? worst(runs),
      steps: figure(runs.map((run) => run.losses.length)),
      learningRate: runs[0].learningRate,
      loss: figure(runs.map((run) => lastSmoothed(run.losses.values, memory))),
      validationAccuracy: figure(runs.map((run) => last(run)?.validationAccuracy ?? NaN)),
      testAccuracy: figure(runs.map((run) => run.end?.test?.accuracy ?? NaN)),
      imagesPerSecond: figure(runs.map((run) => run.imagesPerSecond)),
      seconds: figure(runs.map((run) => run.seconds)),
      stepsToTarget: figure(runs.map(reached)),
      diverged: runs.find((run) => run.status === 'diverged')?.losses.length ?? null,
      message: runs.find((run) => run.message)?.message ?? null,
    };
  }

  /** The hashes that prove a fair start, by seed: equal for all entrants whose network, seed and data are equal. */
  fairness() {
    const known = this.runs.filter((run) => run.ready);
    const seeds = [...new Set(known.map(({ seed }) => seed))];
    return seeds.map((seed) => {
      const ready = known.filter((run) => run.seed === seed).map((run) => run.ready);
      const only = (/** @type {'initialHash' | 'orderHash'} */ key) => {
        const hashes = new Set(ready.map((one) => one[key]));
        return hashes.size === 1 ? [...hashes][0] : null;
      };
      return { seed, weights: only('initialHash'), batches: only('orderHash'), runs: ready.length };
    });
  }
}

/** The status of a group that is over: what needs telling first. @param {Run[]} runs @returns {RunStatus} */
function worst(runs) {
  const order = /** @type {RunStatus[]} */ (['failed', 'lost', 'diverged', 'stopped', 'stopped-early', 'done']);
  return order.find((status) => runs.some((run) => run.status === status)) ?? 'idle';
}

/** The last value of smooth(values), from the last few that count. @param {Float64Array} values @param {number} memory */
function lastSmoothed(values, memory) {
  const count = Math.ceil(Math.log(1e-4) / Math.log(Math.max(memory, 1e-4))) + 1;
  return smooth(values.subarray(Math.max(0, values.length - count)), memory).at(-1) ?? NaN;
}

/**
 * Runs that belong together, a race's or a sweep's, from their start to their end: the one home of what a run of the page
 * goes through, and of what it has reported. No document.
 */
import { parametersOf } from '../../wasm/landscape/keep.js';
import { Stopwatch } from './clock.js';
import { LossLog, pointsFor } from './log.js';

/**
 * @typedef {import('../engine/pool.js').Pool} Pool
 * @typedef {import('../engine/pool/handle.js').RunHandle} RunHandle
 * @typedef {import('../engine/pool/handle.js').RunCallbacks} RunCallbacks
 * @typedef {import('../../wasm/spec.d.ts').Spec} Spec full
 * @typedef {import('../engine/message-types.js').RunOptions} RunOptions
 * @typedef {import('../engine/message-types.js').EpochReport} EpochReport
 * @typedef {import('../engine/message-types.js').EndStatus} EndStatus
 * @typedef {EndStatus | 'lost' | 'failed'} OverStatus
 * @typedef {'waiting' | 'loading' | 'running' | 'paused' | OverStatus} RunStatus
 * @typedef {'idle' | 'running' | 'paused' | 'over'} GroupStatus
 *
 * @typedef {object} Order what is to be run
 * @property {string} id whose run it is: several may have the same
 * @property {Spec} spec
 * @property {RunOptions} [options] `atEnd` is 'free' without it: nothing can be asked of a run that is over
 * @property {string | null} [weightsFile] what the file is called whose weights `options` has
 * @property {Pick<RunCallbacks, 'slice' | 'measured'>} [on] what is told beside what the group keeps
 *
 * @typedef {'runs' | 'curves' | 'status'} Change which runs there are; what they have reported; how they are
 */

/**
 * The same orders with so many seeds: their own, and those after it.
 * @param {number} seeds
 * @param {(k: number) => Order[]} orders of the k-th seed, from 0
 */
export const overSeeds = (seeds, orders) =>
  Array.from({ length: seeds }, (_, k) =>
    orders(k).map((order) => ({ ...order, spec: { ...order.spec, seed: (order.spec.seed + k) % 2 ** 32 } })),
  ).flat();

/** Bytes of networks that a page keeps of a group's runs, at most: a telephone ends a page that has more. */
const KEPT_LIMIT = 512 * 2 ** 20;

/** Refuses what would leave more networks behind than a page should keep. @param {Order[]} orders */
function checkKept(orders) {
  const saved = orders.filter(({ options }) => options?.atEnd === 'save');
  const bytes = saved.reduce((sum, { spec }) => sum + 4 * parametersOf(spec), 0);
  if (bytes <= KEPT_LIMIT) return;
  const message = `the networks that are kept take ${bytes} bytes, and may take ${KEPT_LIMIT}`;
  throw Object.assign(new Error(message), { code: 'kept-memory', values: { bytes, limit: KEPT_LIMIT } });
}

/** One run, and all that it has reported. */
export class Run {
  /** @type {import('../engine/message-types.js').ReadyReport | null} what the worker said at the start */
  ready = null;
  /** @type {EpochReport[]} records of the epochs that ended */
  epochs = [];
  /** What was looked at on the way. @type {import('../engine/message-types.js').WatchedReport[]} */
  watched = [];
  imagesPerSecond = NaN;
  /** Of own training time. */
  seconds = 0;
  /** Rates that were set on the way, and the step after which each holds. @type {{ step: number, learningRate: number }[]} */
  rateChanges = [];
  /** @type {import('../engine/message-types.js').EndReport | null} */
  end = null;
  /** Of a run that failed, or was lost. @type {import('../engine/message-types.js').ErrorReport | null} */
  error = null;
  /** Whether others of its group began before there was room for it. */
  waited = false;
  /** Resolves when it is over, however that came. @type {Promise<Run>} */
  over;
  #group;
  /** @type {OverStatus | null} */
  #outcome = null;
  #settle = (/** @type {Run} */ _run) => {};

  /** @param {RunGroup} group @param {Order} order @param {number} points of its log */
  constructor(group, { id, spec, weightsFile = null, options }, points) {
    this.#group = group;
    this.id = id;
    /** The file that it begins from, in place of the initializers. */
    this.weightsFile = weightsFile;
    this.spec = spec;
    this.member = options?.member; // of bagging's networks
    this.seed = spec.seed;
    this.learningRate = spec.optimizer.learningRate;
    this.losses = new LossLog(points);
    /** @type {RunHandle} */
    this.handle = /** @type {never} */ (null);
    this.over = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** @returns {RunStatus} */
  get status() {
    const status = this.handle?.status;
    if (this.#outcome) return this.#outcome;
    if (status === 'waiting') return status;
    return this.#group.paused ? 'paused' : status === 'running' ? status : 'loading';
  }

  get isOver() {
    return this.#outcome !== null;
  }

  /** @param {OverStatus} outcome */
  finish(outcome) {
    this.#outcome = outcome;
    this.#settle(this);
  }

  /** How much of it is done, 0 to 1. @param {number} limit seconds after which it stops */
  share(limit) {
    return this.isOver ? 1 : Math.max(this.losses.length / (this.ready?.totalSteps ?? Infinity), this.seconds / limit);
  }
}

export class RunGroup {
  /** @type {Run[]} in the order in which they start */
  runs = [];
  /** @type {import('../engine/message-types.js').NoticeReport | null} the data set that took the place of one that is not there */
  fallback = null;
  /** @type {import('../engine/message-types.js').ProgressReport | null} files that are loading */
  progress = null;
  #pool;
  #changed;
  #clock;
  paused = false;
  /** What all of them were made of. @type {Spec | null} */
  spec = null;
  #limit = Infinity;
  /** Whether one of them has begun. */
  #begun = false;

  /**
   * @param {Pick<Pool, 'run' | 'now'>} pool
   * @param {(change: Change) => void} changed
   * @param {() => number} [now] milliseconds
   */
  constructor(pool, changed, now = () => pool.now()) {
    this.#pool = pool;
    this.#changed = changed;
    this.#clock = new Stopwatch(now);
  }

  /** @returns {GroupStatus} */
  get status() {
    if (this.runs.length === 0) return 'idle';
    if (this.runs.every((run) => run.isOver)) return 'over';
    return this.paused ? 'paused' : 'running';
  }

  /** How much of all is done, 0 to 1. */
  get share() {
    const sum = this.runs.reduce((all, run) => all + run.share(this.#limit), 0);
    return this.runs.length === 0 ? 0 : sum / this.runs.length;
  }

  /** Pauses apart; NaN where nobody knows yet. */
  get secondsLeft() {
    return this.#clock.secondsLeft(this.share);
  }

  /** What went wrong. */
  get failures() {
    return this.runs.flatMap(({ error }) => error ?? []);
  }

  /** Whose runs they are, in the order in which they started. */
  get ids() {
    return [...new Set(this.runs.map(({ id }) => id))];
  }

  /** @param {string} id @returns {Run[]} */
  runsOf(id) {
    return this.runs.filter((run) => run.id === id);
  }

  /**
   * The runs whose mean is drawn: those that began together, and others once they are over, so that a curve does not
   * fall back to where a late one begins.
   * @param {string} id
   */
  drawnOf(id) {
    const runs = this.runsOf(id);
    const drawn = runs.filter((run) => (run.isOver ? run.losses.length > 0 : !run.waited));
    return drawn.length > 0 ? drawn : runs.slice(0, 1);
  }

  /**
   * Forgets what was before, and starts; throws where the networks that are to be kept are too many.
   * @param {Order[]} orders
   * @param {{ paused?: boolean, seconds?: number, spec?: Spec }} [options] seconds: of own time, after which each run stops;
   *   spec: what all are made of
   */
  start(orders, { paused = false, seconds = Infinity, spec } = {}) {
    checkKept(orders);
    this.#forget();
    this.paused = paused;
    this.spec = spec ?? null;
    this.#limit = seconds;
    this.#clock.restart();
    if (paused) this.#clock.pause();
    const points = pointsFor(orders.length);
    this.runs = orders.map((order) => new Run(this, order, points));
    orders.forEach((order, n) => this.#launch(this.runs[n], order));
    this.#changed('runs');
  }

  /** @param {Run} run @param {Order} order */
  #launch(run, { options, on }) {
    /** @type {RunCallbacks} */
    const callbacks = {
      progress: (progress) => {
        this.progress = progress;
        this.#changed('status');
      },
      notice: (notice) => {
        this.fallback = notice;
        this.#changed('status');
      },
      ready: (ready) => {
        run.ready = ready;
        this.progress = null;
        this.#changed('status');
      },
      slice: (slice) => {
        this.#begin();
        run.losses.append(slice.losses, slice.seconds);
        run.epochs.push(...slice.epochs);
        const { learningRate, seconds, imagesPerSecond } = slice;
        Object.assign(run, { learningRate, seconds, imagesPerSecond });
        on?.slice?.(slice);
        this.#changed('curves');
      },
      measured: (report) => on?.measured?.(report),
      watched: (report) => {
        run.watched.push(report);
        this.#changed('curves');
      },
      end: ({ network: _, ...end }) => {
        run.end = { ...end, network: null }; // the handle has it
        run.seconds = end.seconds;
        this.#finish(run, end.status);
      },
      error: (error) => {
        run.error = error;
        this.progress = null;
        this.#finish(run, error.lost ? 'lost' : 'failed');
      },
    };
    run.handle = this.#pool.run(run.spec, callbacks, { atEnd: 'free', paused: this.paused, ...options }, this);
  }

  /** Those that have no place by now have waited for one. */
  #begin() {
    if (this.#begun) return;
    this.#begun = true;
    for (const run of this.runs) run.waited = run.status === 'waiting';
  }

  /** @param {Run} run @param {OverStatus} outcome */
  #finish(run, outcome) {
    run.finish(outcome);
    if (this.status === 'over') this.#clock.pause();
    this.#changed('status');
  }

  pause() {
    if (this.status !== 'running') return;
    this.paused = true;
    this.#clock.pause();
    this.#each((run) => run.handle.pause());
  }

  resume() {
    if (this.status !== 'paused') return;
    this.paused = false;
    this.#clock.resume();
    this.#each((run) => run.handle.resume());
  }

  /** Each paused run takes so many steps; one that waits for a place takes them when it has one. @param {number} count */
  step(count) {
    if (this.status !== 'paused') return;
    this.#each((run) => run.handle.step(count));
  }

  /** @param {string} id @param {number} learningRate of its runs from now on */
  setLearningRate(id, learningRate) {
    this.#each((run) => {
      if (run.id !== id) return;
      run.learningRate = learningRate;
      const kept = ({ step = 0 }) => run.rateChanges.push({ step, learningRate });
      run.handle.setLearningRate(learningRate).then(kept, () => {}); // a run that is over has no rate to set
    });
  }

  /** What is under way ends; what it has reported stays. */
  cancel() {
    this.#free(this.runs.filter((run) => !run.isOver));
    this.#clock.pause();
    this.#changed('status');
  }

  /** From the last to the first: the place of one that goes is not for another that is about to go. @param {Run[]} runs */
  #free(runs) {
    for (const run of [...runs].reverse()) {
      run.handle?.free();
      if (!run.isOver) run.finish('stopped');
    }
  }

  /** @param {(run: Run) => void} act on those that are not over */
  #each(act) {
    for (const run of this.runs) if (!run.isOver) act(run);
    this.#changed('status');
  }

  /** Ends and forgets all runs. */
  clear() {
    this.#forget();
    this.#changed('runs');
  }

  #forget() {
    this.#free(this.runs);
    this.runs = [];
    this.fallback = null;
    this.progress = null;
    this.#begun = false;
  }
}

/**
 * A contestant's curves as charts want them, growing with its runs: each call adds what is new, and no more than it is asked for, so
 * that a curve of hundreds of thousands of points may be made over several frames. Pure.
 */
import { PointBuffer } from '../views/decimate.js';
import { Smoother } from './log.js';

/**
 * @typedef {import('./group.js').Run} Run
 * @typedef {Pick<import('./group.js').RunGroup, 'ids' | 'drawnOf'>} Group
 * @typedef {'steps' | 'epochs' | 'seconds'} Axis
 * @typedef {{ low: PointBuffer, high: PointBuffer }} Band one standard deviation below and above
 */

/** Mean and standard deviation over seeds of what `at` gives of each; the deviation is that of the sample (n - 1). */
class Moments {
  mean = 0;
  deviation = 0;

  /** @param {number} count at least 1 @param {(run: number) => number} at */
  of(count, at) {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += at(k);
    this.mean = sum / count;
    let squares = 0;
    for (let k = 0; k < count; k++) squares += (at(k) - this.mean) ** 2;
    this.deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  }
}

/** What both traces are: a line, the mean over the seeds, and a band around it where there are several. */
class Trace {
  line = new PointBuffer();
  /** @type {Band | null} */
  band = null;
  #moments = new Moments();
  /** How many points of its runs it has taken. */
  taken = 0;

  /** @param {Run[]} runs one for each seed */
  constructor(runs) {
    this.runs = runs;
    if (runs.length > 1) this.band = { low: new PointBuffer(), high: new PointBuffer() };
  }

  /** How many points there are by now: as many as the run has that has least. */
  get available() {
    return Math.min(...this.runs.map((run) => this.lengthOf(run)));
  }

  get complete() {
    return this.taken >= this.available;
  }

  /** Whether it must be made anew: its runs keep other points by now. */
  get stale() {
    return false;
  }

  /** Adds what is new. @param {number} [limit] of points */
  follow(limit = Infinity) {
    const to = Math.min(this.available, this.taken + limit);
    for (; this.taken < to; this.taken++) this.add(this.taken);
  }

  /** @param {number} n which point comes next */
  add(n) {
    const x = this.xAt(n);
    if (!this.band) {
      this.line.push(x, this.yAt(0, n));
      return;
    }
    this.#moments.of(this.runs.length, (k) => this.yAt(k, n));
    const { mean, deviation } = this.#moments;
    this.line.push(x, mean);
    this.band.low.push(x, mean - deviation);
    this.band.high.push(x, mean + deviation);
  }

  /** @param {(run: Run) => number} at @returns {number} the mean over the seeds */
  meanOf(at) {
    let sum = 0;
    for (const run of this.runs) sum += at(run);
    return sum / this.runs.length;
  }

  /** @param {Run} _run @returns {number} points that it has */
  lengthOf(_run) {
    return 0;
  }

  /** @param {number} _n @returns {number} x of a point */
  xAt(_n) {
    return NaN;
  }

  /** @param {number} _k which run @param {number} _n which point; they are asked for in order @returns {number} */
  yAt(_k, _n) {
    return NaN;
  }
}

/**
 * The training loss, smoothed: a point a step, or of a long run for so many steps as its log has in one. Not smoothed, a
 * point of several steps is drawn as the least and the greatest of them, and read as their mean, which comes last and is what
 * files have.
 */
export class LossTrace extends Trace {
  #axis;
  #memory;
  #smoothers;
  /** Steps of a point: as many as those of the longest run have. */
  #width;
  #point = { step: 0, seconds: 0, mean: 0, low: 0, high: 0 };

  /** @param {Run[]} runs @param {Axis} axis @param {number} memory of the smoothing; 0: the losses as they are */
  constructor(runs, axis, memory) {
    super(runs);
    this.#axis = axis;
    this.#memory = memory;
    this.#width = Math.max(...runs.map(({ losses }) => losses.width));
    this.#smoothers = runs.map(() => new Smoother(memory ** this.#width));
  }

  get stale() {
    return this.runs.some(({ losses }) => losses.width > this.#width);
  }

  /** A point that is not full is the last one, of a run that is over. @param {Run} run */
  lengthOf({ losses, isOver }) {
    const points = losses.length / this.#width;
    return isOver ? Math.ceil(points) : Math.floor(points);
  }

  /** @param {number} n */
  add(n) {
    if (this.band || this.#memory > 0 || this.#width === 1) return super.add(n);
    const { low, high, mean } = this.#at(0, n);
    const x = this.xAt(n);
    for (const y of [low, high, mean]) this.line.push(x, y);
  }

  /** @param {number} k @param {number} n */
  #at(k, n) {
    return this.runs[k].losses.point(n, this.#width, this.#point);
  }

  /** @param {number} n */
  xAt(n) {
    if (this.#axis === 'seconds') return this.meanOf((run) => run.losses.point(n, this.#width, this.#point).seconds);
    const { step } = this.#at(0, n);
    return this.#axis === 'epochs' ? step / (this.runs[0].ready?.stepsPerEpoch ?? 1) : step;
  }

  /** @param {number} k @param {number} n */
  yAt(k, n) {
    const smoother = this.#smoothers[k];
    return n < smoother.count ? smoother.value : smoother.next(this.#at(k, n).mean);
  }
}

/** A figure after each epoch. */
export class EpochTrace extends Trace {
  /** @type {'step' | 'epoch' | 'seconds'} */
  #at;
  #what;

  /** @param {Run[]} runs @param {Axis} axis @param {'validationLoss' | 'validationAccuracy'} what */
  constructor(runs, axis, what) {
    super(runs);
    this.#at = /** @type {const} */ ({ steps: 'step', epochs: 'epoch', seconds: 'seconds' })[axis];
    this.#what = what;
  }

  /** @param {Run} run */
  lengthOf({ epochs }) {
    return epochs.length;
  }

  /** @param {number} n */
  xAt(n) {
    return this.meanOf(({ epochs }) => epochs[n][this.#at]);
  }

  /** @param {number} k @param {number} n */
  yAt(k, n) {
    return this.runs[k].epochs[n][this.#what] ?? NaN;
  }
}

/** @param {Run[]} a @param {Run[]} b */
const areSame = (a, b) => a.length === b.length && a.every((run, k) => run === b[k]);

/** Points between two looks at the clock. */
const CHUNK = 2048;

/** All curves of a group along one axis, with one smoothing. */
export class Traces {
  /** @type {Map<string, { loss: LossTrace, raw: LossTrace | null, validationLoss: EpochTrace, validationAccuracy: EpochTrace }>} */
  of = new Map();
  #group;

  /**
   * @param {Group} group
   * @param {Axis} axis
   * @param {number} memory
   * @param {Traces | null} before whose unsmoothed curves serve on, if they are of the same runs along the same axis
   */
  constructor(group, axis, memory, before) {
    this.#group = group;
    this.axis = axis;
    this.memory = memory;
    for (const id of group.ids) {
      const runs = group.drawnOf(id);
      const old = before?.axis === axis ? before.of.get(id) : undefined;
      const same = old && areSame(old.loss.runs, runs) ? old : null;
      this.of.set(id, {
        loss: new LossTrace(runs, axis, memory),
        raw: runs.length === 1 ? (same?.raw && !same.raw.stale ? same.raw : new LossTrace(runs, axis, 0)) : null,
        validationLoss: same?.validationLoss ?? new EpochTrace(runs, axis, 'validationLoss'),
        validationAccuracy: same?.validationAccuracy ?? new EpochTrace(runs, axis, 'validationAccuracy'),
      });
    }
  }

  /** Whether these are still the curves to draw: the runs may keep other points by now, or others be over. */
  get current() {
    return [...this.of].every(([id, { loss }]) => !loss.stale && areSame(loss.runs, this.#group.drawnOf(id)));
  }

  /** Adds what is new until the time is over. @param {number} until of performance.now() @returns {boolean} whether that is all */
  follow(until) {
    for (const { loss, raw, validationLoss, validationAccuracy } of this.of.values())
      for (const trace of [loss, raw, validationLoss, validationAccuracy])
        while (trace && !trace.complete) {
          trace.follow(CHUNK);
          if (performance.now() > until) return false;
        }
    return true;
  }

  /** How many points there are, of steps and of epochs: whether there is something new to draw. */
  get points() {
    const all = [...this.of.values()];
    return {
      steps: all.reduce((sum, { loss, raw }) => sum + loss.line.length + (raw?.line.length ?? 0), 0),
      epochs: all.reduce(
        (sum, { validationLoss, validationAccuracy: { line } }) => sum + validationLoss.line.length + line.length,
        0,
      ),
    };
  }

  /** The first and the last x of all curves; null before there are any. @returns {[number, number] | null} */
  get extent() {
    const lines = [...this.of.values()].map(({ loss }) => loss.line).filter(({ length }) => length > 0);
    if (lines.length === 0) return null;
    return [Math.min(...lines.map(({ xs }) => xs[0])), Math.max(...lines.map(({ xs, length }) => xs[length - 1]))];
  }
}

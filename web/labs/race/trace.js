/**
 * An entrant's curves as charts want them, growing with its runs: each call adds what is new, and no more than it is asked for, so
 * that a curve of hundreds of thousands of points may be made over several frames. Pure.
 */
import { PointBuffer } from '../../views/decimate.js';
import { Smoother } from './curve.js';

/**
 * @typedef {import('./model.js').Run} Run
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
    return this.line.length >= this.available;
  }

  /** Adds what is new. @param {number} [limit] of points */
  follow(limit = Infinity) {
    const to = Math.min(this.available, this.line.length + limit);
    for (let n = this.line.length; n < to; n++) {
      const x = this.xAt(n);
      if (!this.band) {
        this.line.push(x, this.yAt(0, n));
        continue;
      }
      this.#moments.of(this.runs.length, (k) => this.yAt(k, n));
      const { mean, deviation } = this.#moments;
      this.line.push(x, mean);
      this.band.low.push(x, mean - deviation);
      this.band.high.push(x, mean + deviation);
    }
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

/** The training loss of each step, smoothed. */
export class LossTrace extends Trace {
  #axis;
  #smoothers;

  /** @param {Run[]} runs @param {Axis} axis @param {number} memory of the smoothing; 0: the losses as they are */
  constructor(runs, axis, memory) {
    super(runs);
    this.#axis = axis;
    this.#smoothers = runs.map(() => new Smoother(memory));
  }

  /** @param {Run} run */
  lengthOf({ losses }) {
    return losses.length;
  }

  /** @param {number} n */
  xAt(n) {
    if (this.#axis === 'seconds') return this.meanOf((run) => run.times.at(n));
    return this.#axis === 'epochs' ? (n + 1) / (this.runs[0].ready?.stepsPerEpoch ?? 1) : n + 1;
  }

  /** @param {number} k @param {number} n */
  yAt(k, n) {
    const smoother = this.#smoothers[k];
    return n < smoother.count ? smoother.value : smoother.next(this.runs[k].losses.at(n));
  }
}

/** A figure after each epoch. */
export class EpochTrace extends Trace {
  #at;
  #what;

  /** @param {Run[]} runs @param {Axis} axis @param {'validationLoss' | 'validationAccuracy'} what */
  constructor(runs, axis, what) {
    super(runs);
    this.#at = { steps: 'step', epochs: 'epoch', seconds: 'seconds' }[axis];
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

/** Points between two looks at the clock. */
const CHUNK = 2048;

/** All curves of a race along one axis, with one smoothing. */
export class Traces {
  /** @type {Map<string, { loss: LossTrace, raw: LossTrace | null, validationLoss: EpochTrace, validationAccuracy: EpochTrace }>} */
  of = new Map();

  /**
   * @param {{ entrants: string[], runsOf: (entrant: string) => Run[] }} race
   * @param {Axis} axis
   * @param {number} memory
   * @param {Traces | null} before whose unsmoothed curves serve on, if they are of the same runs along the same axis
   */
  constructor(race, axis, memory, before) {
    this.axis = axis;
    this.memory = memory;
    for (const id of race.entrants) {
      const runs = race.runsOf(id);
      const old = before?.axis === axis ? before.of.get(id) : undefined;
      const same =
        old?.loss.runs.length === runs.length && old.loss.runs.every((run, k) => run === runs[k]) ? old : null;
      this.of.set(id, {
        loss: new LossTrace(runs, axis, memory),
        raw: runs.length === 1 ? (same?.raw ?? new LossTrace(runs, axis, 0)) : null,
        validationLoss: same?.validationLoss ?? new EpochTrace(runs, axis, 'validationLoss'),
        validationAccuracy: same?.validationAccuracy ?? new EpochTrace(runs, axis, 'validationAccuracy'),
      });
    }
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

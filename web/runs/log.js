/**
 * The losses of a run, one a step, in as many points as a chart can use: when there are more, each stands for twice as
 * many steps as before, with their mean, their least and their greatest. Pure.
 */

/** Points of one run at most, and of all runs that belong together. */
const MOST = 2 ** 15;
const OF_ALL = 2 ** 20;

/** Losses that are kept as they are, for what follows the last ones closely. */
const RECENT = 1024;

/** How many points each of so many runs may keep. @param {number} runs */
export const pointsFor = (runs) => Math.min(MOST, 2 ** Math.floor(Math.log2(OF_ALL / Math.max(1, runs))));

export class LossLog {
  /** Steps. */
  length = 0;
  /** Steps of a point. */
  width = 1;
  first = NaN;
  last = NaN;
  /** Of own training time, at the last step. */
  seconds = 0;
  #most;
  #means = new Float32Array(256);
  #lows = new Float32Array(256);
  #highs = new Float32Array(256);
  #times = new Float64Array(256);
  #recent = new Float32Array(RECENT);

  /** @param {number} [most] points, an even number */
  constructor(most = MOST) {
    this.#most = most;
  }

  /** @param {ArrayLike<number>} losses of the next steps @param {number} seconds at the last of them */
  append(losses, seconds) {
    const before = this.seconds;
    // Within a slice the steps took equally long, as far as anybody knows.
    for (let n = 0; n < losses.length; n++)
      this.#put(losses[n], before + ((seconds - before) * (n + 1)) / losses.length);
    this.seconds = seconds;
  }

  /** @param {number} loss @param {number} time */
  #put(loss, time) {
    if (this.length === this.#most * this.width) this.#halve();
    const place = Math.floor(this.length / this.width);
    const among = this.length % this.width;
    if (place === this.#means.length) this.#grow();
    if (among === 0) this.#means[place] = this.#lows[place] = this.#highs[place] = loss;
    else {
      this.#means[place] += (loss - this.#means[place]) / (among + 1);
      this.#lows[place] = Math.min(this.#lows[place], loss);
      this.#highs[place] = Math.max(this.#highs[place], loss);
    }
    this.#times[place] = time;
    this.#recent[this.length % RECENT] = loss;
    if (this.length++ === 0) this.first = this.#means[0];
    this.last = this.#recent[(this.length - 1) % RECENT];
  }

  #grow() {
    const larger = (/** @type {number} */ length) => Math.min(2 * length, this.#most);
    const copy = (/** @type {Float32Array} */ from) => {
      const to = new Float32Array(larger(from.length));
      to.set(from);
      return to;
    };
    const times = new Float64Array(larger(this.#times.length));
    times.set(this.#times);
    [this.#means, this.#lows, this.#highs] = [this.#means, this.#lows, this.#highs].map(copy);
    this.#times = times;
  }

  /** Two points become one. */
  #halve() {
    for (let n = 0; n < this.#most / 2; n++) {
      const [a, b] = [2 * n, 2 * n + 1];
      this.#means[n] = (this.#means[a] + this.#means[b]) / 2;
      this.#lows[n] = Math.min(this.#lows[a], this.#lows[b]);
      this.#highs[n] = Math.max(this.#highs[a], this.#highs[b]);
      this.#times[n] = this.#times[b];
    }
    this.width *= 2;
  }

  /** Points, the last of which may not be full yet. */
  get points() {
    return Math.ceil(this.length / this.width);
  }

  /** Mean losses of the points: a view, which the next append may leave behind. */
  get values() {
    return this.#means.subarray(0, this.points);
  }

  /** The step that each point ends with, from 1. */
  get steps() {
    return Float64Array.from({ length: this.points }, (_, n) => this.stepOf(n));
  }

  /** @param {number} n @returns {number} the step that a point ends with */
  stepOf(n) {
    return Math.min(this.length, (n + 1) * this.width);
  }

  /** The last losses as they were: so many, or as many as are known. @param {number} count */
  recent(count) {
    const from = Math.max(0, this.length - Math.min(count, RECENT));
    return Float32Array.from({ length: this.length - from }, (_, n) => this.#recent[(from + n) % RECENT]);
  }

  /**
   * A point of a log whose points are `width` steps wide, this one's width or a multiple of it.
   * @param {number} n
   * @param {number} width
   * @param {LossPoint} out
   * @returns {LossPoint} out
   */
  point(n, width, out) {
    const parts = width / this.width;
    const [from, to] = [n * parts, Math.min((n + 1) * parts, this.points)];
    let sum = 0;
    out.low = Infinity;
    out.high = -Infinity;
    for (let k = from; k < to; k++) {
      sum += this.#means[k];
      out.low = Math.min(out.low, this.#lows[k]);
      out.high = Math.max(out.high, this.#highs[k]);
    }
    out.mean = sum / (to - from);
    out.step = this.stepOf(to - 1);
    out.seconds = this.#times[to - 1];
    return out;
  }
}

/** @typedef {{ step: number, seconds: number, mean: number, low: number, high: number }} LossPoint at its last step */

/** An exponential moving average that starts without a bias towards 0 (Kingma and Ba, 2015, section 3), value by value. */
export class Smoother {
  /** How many values it has seen. */
  count = 0;
  /** The present average. */
  value = NaN;
  #average = 0;
  #weight = 0;
  #memory;

  /** @param {number} memory 0 to 1: 0 leaves the values as they are */
  constructor(memory) {
    this.#memory = memory;
  }

  /** @param {number} value the next one @returns {number} the average with it */
  next(value) {
    const memory = this.#memory;
    this.#average = memory * this.#average + (1 - memory) * value;
    this.#weight = memory * this.#weight + (1 - memory);
    this.count++;
    return (this.value = this.#average / this.#weight);
  }
}

/**
 * The losses of a log, smoothed, a value a point.
 * @param {LossLog} log
 * @param {number} memory of one step
 * @returns {Float64Array}
 */
export function smooth(log, memory) {
  const smoother = new Smoother(memory ** log.width);
  return Float64Array.from(log.values, (value) => smoother.next(value));
}

/** The last value of the smoothed losses, from the last few that count. @param {LossLog} log @param {number} memory */
export function lastSmoothed(log, memory) {
  const smoother = new Smoother(memory);
  const count = Math.ceil(Math.log(1e-4) / Math.log(Math.max(memory, 1e-4))) + 1;
  for (const loss of log.recent(count)) smoother.next(loss);
  return smoother.value;
}

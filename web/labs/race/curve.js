/** A growing list of points, and what the race makes of lists of them. Pure. */

/** Numbers that are appended often and read as one array. */
export class Column {
  #values = new Float64Array(1024);
  length = 0;

  /** @param {ArrayLike<number>} list */
  append(list) {
    const length = this.length + list.length;
    if (length > this.#values.length) {
      const larger = new Float64Array(Math.max(length, 2 * this.#values.length));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(list, this.length);
    this.length = length;
  }

  /** A view; the next append may leave it behind. @returns {Float64Array} */
  get values() {
    return this.#values.subarray(0, this.length);
  }

  /** @param {number} n @returns {number} */
  at(n) {
    return this.#values[n];
  }

  /** @returns {number} NaN where there is none */
  get last() {
    return this.length > 0 ? this.#values[this.length - 1] : NaN;
  }
}

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
 * The same of a whole list.
 * @param {Float64Array} values
 * @param {number} memory
 * @returns {Float64Array}
 */
export function smooth(values, memory) {
  const smoother = new Smoother(memory);
  return values.map((value) => smoother.next(value));
}

/**
 * Mean and deviation, point by point, over as many points as the shortest list has.
 * @param {Float64Array[]} lists
 * @returns {{ mean: Float64Array, deviation: Float64Array }} deviation: of the sample (n - 1), 0 for a single list
 */
export function meanAndDeviation(lists) {
  const length = Math.min(...lists.map((list) => list.length));
  const mean = new Float64Array(length);
  const deviation = new Float64Array(length);
  for (let n = 0; n < length; n++) {
    let sum = 0;
    for (const list of lists) sum += list[n];
    mean[n] = sum / lists.length;
    let squares = 0;
    for (const list of lists) squares += (list[n] - mean[n]) ** 2;
    deviation[n] = lists.length > 1 ? Math.sqrt(squares / (lists.length - 1)) : 0;
  }
  return { mean, deviation };
}

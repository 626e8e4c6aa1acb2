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

  /** @returns {number} NaN where there is none */
  get last() {
    return this.length > 0 ? this.#values[this.length - 1] : NaN;
  }
}

/**
 * An exponential moving average that starts without a bias towards 0 (Kingma and Ba, 2015, section 3).
 * @param {Float64Array} values
 * @param {number} memory 0 to 1: 0 leaves the values as they are
 * @returns {Float64Array}
 */
export function smooth(values, memory) {
  const out = new Float64Array(values.length);
  let average = 0;
  let weight = 0;
  for (let n = 0; n < values.length; n++) {
    average = memory * average + (1 - memory) * values[n];
    weight = memory * weight + (1 - memory);
    out[n] = average / weight;
  }
  return out;
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

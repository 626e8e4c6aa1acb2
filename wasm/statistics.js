/**
 * What several runs amount to: means, deviations, and Student's intervals for them and for paired differences. Pure; the one home
 * of such figures for the command line, the page and the lessons.
 */

/**
 * @typedef {{ mean: number, deviation: number | null }} Figure over several seeds; deviation (n - 1) null of a single one
 * @typedef {object} Interval of a mean
 * @property {number} n how many values it is of
 * @property {number} mean NaN where there are none
 * @property {number | null} deviation of the sample (n - 1); null of a single value
 * @property {number | null} low null where n is below 2: a single value has no interval
 * @property {number | null} high
 */

/** Of the numbers that were subtracted: a spread of differences below this share of them is one of roundings. */
const ROUNDING = 1e-12;

/**
 * Mean and deviation, point by point, over as many points as the shortest list has.
 * @param {ArrayLike<number>[]} lists
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

/** A deviation below each mean, and one above. @param {Float64Array} mean @param {ArrayLike<number>} deviation @returns {[low: Float64Array, high: Float64Array]} */
export const around = (mean, deviation) => [mean.map((y, n) => y - deviation[n]), mean.map((y, n) => y + deviation[n])];

/** @param {number[]} list @returns {Figure} of those that are known */
export function figure(list) {
  const known = list.filter((x) => Number.isFinite(x));
  if (known.length === 0) return { mean: NaN, deviation: null };
  const { mean, deviation } = meanAndDeviation(known.map((x) => [x]));
  return { mean: mean[0], deviation: known.length > 1 ? deviation[0] : null };
}

/**
 * P(|T| < t) of Student's distribution, by its finite sums for whole degrees of freedom (Abramowitz and Stegun, 1964, 26.7.3
 * and 26.7.4).
 * @param {number} t at least 0
 * @param {number} degrees of freedom, whole, at least 1
 * @returns {number} 0..1
 */
export function studentProbability(t, degrees) {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= (cosine ** 2 * (k - 1)) / k;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/**
 * The t that |T| stays below with a probability.
 * @param {number} confidence 0..1, both excluded
 * @param {number} degrees of freedom, whole, at least 1
 * @returns {number}
 */
export function studentQuantile(confidence, degrees) {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence must be between 0 and 1, got ${confidence}`);
  if (!Number.isInteger(degrees) || degrees < 1)
    throw new RangeError(`degrees of freedom must be a whole number, 1 at least, got ${degrees}`);
  let [low, high] = [0, 1];
  while (studentProbability(high, degrees) < confidence) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle; // no number lies between them
    if (studentProbability(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
}

/**
 * Student's interval for a mean (Student, 1908).
 * @param {number[]} list values that are not finite are left out
 * @param {number} [confidence]
 * @returns {Interval}
 */
export function meanInterval(list, confidence = 0.95) {
  const n = list.filter((x) => Number.isFinite(x)).length;
  const { mean, deviation } = figure(list);
  if (deviation === null) return { n, mean, deviation, low: null, high: null };
  const half = (studentQuantile(confidence, n - 1) * deviation) / Math.sqrt(n);
  return { n, mean, deviation, low: mean - half, high: mean + half };
}

/**
 * The interval for the mean of a - b, value by value: runs of one seed share their first weights and their minibatches, so that
 * the difference varies less from seed to seed than either does. Differences that are all the same have no interval: two of accuracies
 * over a thousand images often are, and an interval without width would exclude 0 by that. As numbers these may differ by a rounding:
 * 0.782 − 0.777 and 0.84 − 0.835 do.
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b [a] pairs of which one is not finite are left out
 * @param {number} [confidence]
 * @returns {Interval}
 */
export function pairedInterval(a, b, confidence = 0.95) {
  if (a.length !== b.length) throw new RangeError(`pairs need lists of equal lengths, got ${a.length} and ${b.length}`);
  const differences = Array.from(a, (x, n) => x - b[n]);
  const interval = meanInterval(differences, confidence);
  const sizes = differences.map((x, n) => (Number.isFinite(x) ? Math.max(Math.abs(a[n]), Math.abs(b[n])) : 0));
  const isSame = interval.deviation !== null && interval.deviation <= ROUNDING * Math.max(...sizes);
  return isSame ? { ...interval, deviation: 0, low: null, high: null } : interval;
}

/** Whether an interval says on which side of 0 the mean is. @param {Pick<Interval, 'low' | 'high'>} interval */
export const excludesZero = ({ low, high }) => (low !== null && low > 0) || (high !== null && high < 0);

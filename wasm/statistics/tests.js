/**
 * What may be said of several runs or of a share: Wilson's interval, tests of a mean against a bound and of equality, Holm's
 * correction for many claims at once, bootstrap intervals. Pure. Loaded by who claims something; means and Student's intervals are
 * in `../statistics.js`.
 */
import { studentProbability } from '../statistics.js';

/**
 * P(|Z| < z) of the normal distribution, which is erf(z/√2): its series, and its continued fraction where that converges faster
 * (Abramowitz and Stegun, 1964, 7.1.6 and 7.1.14).
 * @param {number} z at least 0
 * @returns {number} 0..1
 */
function normalProbability(z) {
  const x = z / Math.SQRT2;
  if (x < 3) {
    let [term, sum] = [x, x];
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= (2 * x * x) / (2 * k + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction);
  return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** The z that |Z| stays below with a probability. @param {number} confidence 0..1, both excluded @returns {number} */
export function normalQuantile(confidence) {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence must be between 0 and 1, got ${confidence}`);
  let [low, high] = [0, 10];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle; // no number lies between them
    if (normalProbability(middle) < confidence) low = middle;
    else high = middle;
  }
}

/**
 * The interval of a share of which k of n were seen (Wilson, 1927): it stays within 0..1, and is no point where k is 0 or n.
 * @param {number} k
 * @param {number} n at least 1
 * @param {number} [confidence]
 * @returns {{ low: number, high: number }}
 */
export function wilsonInterval(k, n, confidence = 0.95) {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`n must be a whole number, 1 at least, got ${n}`);
  if (!Number.isInteger(k) || k < 0 || k > n) throw new RangeError(`k must be a whole number from 0 to ${n}, got ${k}`);
  const z = normalQuantile(confidence);
  const share = k / n;
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = ((z / n) * Math.sqrt(n * share * (1 - share) + z ** 2 / 4)) / (1 + z ** 2 / n);
  return { low: k === 0 ? 0 : middle - half, high: k === n ? 1 : middle + half };
}

/** @typedef {{ n: number, mean: number, deviation: number | null }} Sample what values come to, as meanInterval() gives it */

/**
 * The p of Student's one-sided test: how likely a mean at least so far above the bound is where the true one is at the bound.
 * @param {Sample} sample
 * @param {number} bound
 * @returns {number} NaN of fewer than two values; of values without spread 0 or 1
 */
export function pAbove({ n, mean, deviation }, bound) {
  if (deviation === null) return NaN;
  if (deviation === 0) return mean > bound ? 0 : 1;
  const t = ((mean - bound) / deviation) * Math.sqrt(n);
  const beyond = (1 - studentProbability(Math.abs(t), n - 1)) / 2;
  return t > 0 ? beyond : 1 - beyond;
}

/**
 * The p of equality to a margin, by two one-sided tests (Schuirmann, 1987).
 * @param {Sample} sample of differences
 * @param {number} margin above 0
 * @returns {number}
 */
export function pEqual({ mean, ...sample }, margin) {
  if (!(margin > 0)) throw new RangeError(`the margin must be above 0, got ${margin}`);
  return Math.max(pAbove({ ...sample, mean }, -margin), pAbove({ ...sample, mean: -mean }, -margin));
}

/**
 * Holm's correction (1979): p-values of which all below 0.05 may be claimed together, with 5 % for any error among them.
 * @param {number[]} ps NaN of what could not be tested: no test, and none of those that are corrected for
 * @returns {number[]} in the same order; NaN where there was no p
 */
export function holm(ps) {
  const order = [...ps.keys()].filter((n) => !Number.isNaN(ps[n])).sort((a, b) => ps[a] - ps[b]);
  const corrected = new Array(ps.length).fill(NaN);
  let most = 0;
  order.forEach((n, rank) => {
    most = Math.max(most, Math.min(1, ps[n] * (order.length - rank)));
    corrected[n] = most;
  });
  return corrected;
}

/** Numbers of [0, 1), the same of the same seed (mulberry32, T. Ettinger, 2017). @param {number} seed */
export function uniformsOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The value below which a share of sorted ones lies, between neighbours by a straight line. @param {Float64Array} sorted @param {number} share */
export function quantileOf(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

/**
 * The bootstrap interval (Efron, 1979) of anything that is computed from samples.
 * @param {number} n how many samples there are
 * @param {(indices: Uint32Array) => number} statistic of samples by their indices, which repeat
 * @param {object} [options]
 * @param {number} [options.confidence]
 * @param {number} [options.resamples]
 * @param {number} [options.seed]
 * @param {'percentile' | 'basic'} [options.method] basic: the percentiles mirrored at the samples' own value, which sets right a
 *   statistic that is larger of resamples than of samples (Davison and Hinkley, 1997, 5.2)
 * @returns {{ low: number, high: number }}
 */
export function bootstrapInterval(
  n,
  statistic,
  { confidence = 0.95, resamples = 2000, seed = 1, method = 'percentile' } = {},
) {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`n must be a whole number, 1 at least, got ${n}`);
  const draw = uniformsOf(seed);
  const indices = new Uint32Array(n);
  const values = Float64Array.from({ length: resamples }, () => {
    for (let k = 0; k < n; k++) indices[k] = Math.floor(draw() * n);
    return statistic(indices);
  }).sort();
  const [low, high] = [quantileOf(values, (1 - confidence) / 2), quantileOf(values, (1 + confidence) / 2)];
  if (method === 'percentile') return { low, high };
  const own = statistic(indices.map((_, k) => k));
  return { low: 2 * own - high, high: 2 * own - low };
}

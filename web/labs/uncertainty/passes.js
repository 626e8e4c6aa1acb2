/** What stochastic passes over one image amount to. Pure functions; all entropies are in nats. */

/**
 * @typedef {object} Summary of the first T passes
 * @property {Float64Array} mean [classes]
 * @property {Float64Array} std [classes] population, as np.std
 * @property {number} entropy of the mean: the predictive entropy
 * @property {number} expectedEntropy mean of the passes' own entropies
 * @property {number} mutualInformation how far the passes disagree: the difference (Houlsby et al. 2011, "BALD")
 * @property {number} top the class with the greatest mean
 */

/** @param {ArrayLike<number>} probabilities @returns {number} */
export function entropyOf(probabilities) {
  let sum = 0;
  for (let k = 0; k < probabilities.length; k++)
    if (!(probabilities[k] <= 0)) sum -= probabilities[k] * Math.log(probabilities[k]);
  return sum;
}

/** The place of the greatest, the first of equal ones. @param {ArrayLike<number>} values */
export function topOf(values) {
  let top = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[top]) top = k;
  return top;
}

/**
 * @param {Float32Array} samples [passes, classes]
 * @param {number} K classes
 * @param {number} T how many of the passes
 * @returns {Summary}
 */
export function summarize(samples, K, T) {
  const mean = new Float64Array(K);
  const std = new Float64Array(K);
  let expectedEntropy = 0;
  for (let t = 0; t < T; t++) {
    const row = samples.subarray(t * K, (t + 1) * K);
    for (let k = 0; k < K; k++) mean[k] += row[k] / T;
    expectedEntropy += entropyOf(row) / T;
  }
  for (let t = 0; t < T; t++) for (let k = 0; k < K; k++) std[k] += (samples[t * K + k] - mean[k]) ** 2 / T;
  for (let k = 0; k < K; k++) std[k] = Math.sqrt(std[k]);
  const entropy = entropyOf(mean);
  const mutualInformation = Math.max(0, entropy - expectedEntropy);
  return { mean, std, entropy, expectedEntropy, mutualInformation, top: topOf(mean) };
}

/**
 * How the mean of one class comes to rest: after each pass, and its standard error.
 * @param {Float32Array} samples [passes, classes]
 * @param {number} K
 * @param {number} k the class
 * @returns {{ mean: Float64Array, low: Float64Array, high: Float64Array }} [passes]; a standard error to either side, of which
 *   one pass tells nothing: NaN
 */
export function convergence(samples, K, k) {
  const T = samples.length / K;
  const [mean, low, high] = [new Float64Array(T), new Float64Array(T), new Float64Array(T)];
  let [running, squares] = [0, 0];
  for (let t = 0; t < T; t++) {
    const value = samples[t * K + k];
    const delta = value - running;
    running += delta / (t + 1);
    squares += delta * (value - running);
    const error = t > 0 ? Math.sqrt(squares / t / (t + 1)) : NaN;
    [mean[t], low[t], high[t]] = [running, Math.max(0, running - error), Math.min(1, running + error)];
  }
  return { mean, low, high };
}

/** The n classes with the greatest means, the greatest first. @param {ArrayLike<number>} mean @param {number} n */
export const leading = (mean, n) =>
  Array.from(mean, (_, k) => k)
    .sort((a, b) => mean[b] - mean[a] || a - b)
    .slice(0, n);

/**
 * The means of the first 1, 2, … of a list of predictions.
 * @param {Float32Array[]} list probabilities of equal length
 * @returns {Generator<Float32Array>}
 */
export function* runningMeans(list) {
  const sum = new Float64Array(list[0].length);
  for (const [n, one] of list.entries()) {
    for (let i = 0; i < sum.length; i++) sum[i] += one[i];
    yield Float32Array.from(sum, (x) => x / (n + 1));
  }
}

/**
 * Shares of a sample in equal bins from 0 to `high`.
 * @param {ArrayLike<number>} values
 * @param {{ high: number, bins: number }} options
 * @returns {Float64Array} [bins], which add up to 1 where there are values
 */
export function histogram(values, { high, bins }) {
  const shares = new Float64Array(bins);
  for (let i = 0; i < values.length; i++)
    shares[Math.min(bins - 1, Math.max(0, Math.floor((bins * values[i]) / high)))] += 1 / values.length;
  return shares;
}

/**
 * Whether probabilities may be taken at their word: the temperature that sets them right, and how far an error of calibration would
 * vary with other images, or be of a network that has none. Pure.
 */
import { bootstrapInterval, quantileOf, uniformsOf } from './tests.js';

/** A probability below 2⁻¹²⁶ counts as that, as in the engine's likelihood. */
const LEAST_LOG = -126 * Math.LN2;

/** Temperatures that a fit may come to: images of which all are right would want 0. */
export const TEMPERATURES = Object.freeze({ least: 0.01, most: 100 });

/** Bins of the reliability diagram (Guo et al., 2017). */
const BINS = 15;

/** @param {ArrayLike<number>} probabilities @param {ArrayLike<number>} labels @returns {number} classes */
function classesOf(probabilities, labels) {
  const classes = probabilities.length / labels.length;
  if (labels.length === 0 || !Number.isInteger(classes))
    throw new RangeError(
      `probabilities must hold as many classes for each of ${labels.length} labels, got ${probabilities.length} values`,
    );
  return classes;
}

/** @param {number} p */
const logOf = (p) => Math.max(Math.log(p), LEAST_LOG);

/**
 * The temperature T of which softmax(log p / T) has the least negative log-likelihood (Guo et al., 2017): log p is what went into the
 * softmax, but for a constant that a softmax does not see; of a mean over passes or networks it is what stands in its place. The
 * likelihood is convex in 1/T: Newton's method, and halving where that leaves the bracket.
 * @param {ArrayLike<number>} probabilities [n, classes] of images that the network was not trained on
 * @param {ArrayLike<number>} labels [n]
 * @returns {number} within TEMPERATURES; above 1: the probabilities were too sure; 1 where no temperature changes the likelihood
 */
export function fitTemperature(probabilities, labels) {
  const K = classesOf(probabilities, labels);
  const logs = Float64Array.from(probabilities, logOf);
  /** First and second derivative of the sum of negative log-likelihoods. @param {number} scale 1/T */
  const slopes = (scale) => {
    let [first, second] = [0, 0];
    for (let n = 0; n < labels.length; n++) {
      let most = -Infinity;
      for (let k = 0; k < K; k++) most = Math.max(most, logs[n * K + k]);
      let [sum, mean, square] = [0, 0, 0];
      for (let k = 0; k < K; k++) {
        const below = logs[n * K + k] - most;
        const weight = Math.exp(scale * below);
        sum += weight;
        mean += weight * below;
        square += weight * below * below;
      }
      mean /= sum;
      first += mean - (logs[n * K + labels[n]] - most);
      second += square / sum - mean * mean;
    }
    return { first, second };
  };
  let [low, high] = [1 / TEMPERATURES.most, 1 / TEMPERATURES.least];
  const [first, last] = [slopes(low).first, slopes(high).first];
  // All classes alike, or a single one.
  if (first === 0 && last === 0) return 1;
  if (first >= 0) return TEMPERATURES.most;
  if (last <= 0) return TEMPERATURES.least;
  let scale = 1;
  for (;;) {
    const { first, second } = slopes(scale);
    if (first === 0) return 1 / scale;
    if (first < 0) low = scale;
    else high = scale;
    const newton = scale - first / second;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - scale) <= 1e-12 * scale || next === low || next === high) return 1 / next;
    scale = next;
  }
}

/**
 * softmax(log p / T) of each row: the order of the classes stays, and with it the accuracy.
 * @param {ArrayLike<number>} probabilities [n, classes]
 * @param {number} classes
 * @param {number} temperature above 0
 * @returns {Float32Array} [n, classes]
 */
export function tempered(probabilities, classes, temperature) {
  if (!(temperature > 0)) throw new RangeError(`the temperature must be above 0, got ${temperature}`);
  const out = new Float32Array(probabilities.length);
  const row = new Float64Array(classes);
  for (let at = 0; at < out.length; at += classes) {
    let most = -Infinity;
    for (let k = 0; k < classes; k++) {
      row[k] = logOf(probabilities[at + k]) / temperature;
      most = Math.max(most, row[k]);
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += row[k] = Math.exp(row[k] - most);
    for (let k = 0; k < classes; k++) out[at + k] = row[k] / sum;
  }
  return out;
}

/**
 * @typedef {object} CalibrationSpread
 * @property {number} error the expected calibration error, as the engine's scores have it
 * @property {number} low of its 95 % interval over images: a basic bootstrap's, since resampled errors are larger than the error that
 *   they are to show the spread of; 0 at least
 * @property {number} high
 * @property {number} perfect the mean error of a network that is right as often as it says, of as many images
 * @property {number} perfectMost what 95 % of such errors are below
 */

/**
 * How much of a calibration error is the few images': its interval, and what a perfectly calibrated network would show, by
 * consistency resampling (Bröcker and Smith, 2007): images drawn with replacement, each right as probably as the network says.
 * @param {ArrayLike<number>} probabilities [n, classes]
 * @param {ArrayLike<number>} labels [n]
 * @param {{ bins?: number, resamples?: number, seed?: number }} [options]
 * @returns {CalibrationSpread}
 */
export function calibrationSpread(probabilities, labels, { bins = BINS, resamples = 1000, seed = 1 } = {}) {
  const K = classesOf(probabilities, labels);
  const n = labels.length;
  const [sure, right, bin] = [new Float64Array(n), new Uint8Array(n), new Uint16Array(n)];
  for (let i = 0; i < n; i++) {
    let top = 0;
    for (let k = 1; k < K; k++) if (probabilities[i * K + k] > probabilities[i * K + top]) top = k;
    sure[i] = probabilities[i * K + top];
    right[i] = top === labels[i] ? 1 : 0;
    // A bin holds its upper bound, as the engine's (src/math/uncertainty.c).
    let b = Math.floor(sure[i] * bins);
    while (b > 0 && sure[i] <= b / bins) b--;
    bin[i] = b;
  }
  const gaps = new Float64Array(bins);
  const errorOf = () => gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / n;
  const error = (/** @type {Uint32Array} */ indices) => {
    gaps.fill(0);
    for (const i of indices) gaps[bin[i]] += sure[i] - right[i];
    return errorOf();
  };
  const own = error(Uint32Array.from(labels, (_, i) => i));
  const { low, high } = bootstrapInterval(n, error, { resamples, seed, method: 'basic' });
  const draw = uniformsOf(seed + 1);
  const perfect = Float64Array.from({ length: resamples }, () => {
    gaps.fill(0);
    for (let k = 0; k < n; k++) {
      const i = Math.floor(draw() * n);
      gaps[bin[i]] += sure[i] - (draw() < sure[i] ? 1 : 0);
    }
    return errorOf();
  }).sort();
  return {
    error: own,
    low: Math.max(0, low),
    high,
    perfect: perfect.reduce((sum, x) => sum + x, 0) / resamples,
    perfectMost: quantileOf(perfect, 0.95),
  };
}

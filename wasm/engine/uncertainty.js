import { bytesOf, copyNumbers, floatsOf } from './inputs.js';
import { checkCount } from './numbers.js';

const MAX_BINS = 1000;

/**
 * @typedef {object} PredictionScore
 * @property {number} accuracy the share of samples whose label has the largest probability
 * @property {number} negativeLogLikelihood mean over the samples, in nats; a probability below 2⁻¹²⁶ counts as that
 * @property {number} brier mean over the samples of the squared error, summed over the classes: 0..2 (Brier, 1950)
 * @property {number} expectedCalibrationError (Naeini, Cooper and Hauskrecht, 2015; Guo et al., 2017)
 * @property {CalibrationBin[]} bins of the reliability diagram, of equal width
 * @property {Float64Array} coverage [n] 1/n, 2/n … 1
 * @property {Float64Array} coverageAccuracy [n] the accuracy on that share of the samples, the surest: those whose most
 *   probable class is most probable (Geifman and El-Yaniv, 2017); among equals the expected one
 * @property {number} coverageArea the mean of coverageAccuracy
 *
 * @typedef {object} CalibrationBin samples whose largest probability is in (low, high]
 * @property {number} low
 * @property {number} high
 * @property {number} count
 * @property {number | null} confidence the mean of their largest probabilities; null where there are none
 * @property {number | null} accuracy
 *
 * @typedef {{ onlyA: number, onlyB: number, p: number }} McNemarTest samples that only one of two classifiers gets
 *   right, and the two-sided p of the exact test
 */

/**
 * What probabilities are worth, beside the labels; src/math/uncertainty.h defines each number.
 * @param {import('./native.js').Native} native
 * @param {{ probabilities: Float32Array, labels: Uint8Array, bins?: number | undefined }} predictions [n, classes] and [n]
 * @returns {PredictionScore}
 */
export function scorePredictions(native, { probabilities: given, labels: givenLabels, bins = 15 }) {
  const [probabilities, labels] = [floatsOf('probabilities', given), bytesOf('labels', givenLabels)];
  checkCount('bins', bins, MAX_BINS);
  const n = labels.length;
  if (n === 0) throw new RangeError('labels must have a sample, got none');
  const classes = probabilities.length / n;
  if (!Number.isInteger(classes) || classes < 1)
    throw new RangeError(
      `probabilities must hold as many classes for each of ${n} labels, got ${probabilities.length} values`,
    );
  return native.scope((scope) => {
    const inputs = [scope.copy(probabilities), scope.copy(labels), n, classes, bins];
    const outputs = [5, 3 * bins, n, n].map((count) => ({ at: scope.allocate(8 * count), count }));
    native.check(native.exports.descenso_score(...inputs, ...outputs.map(({ at }) => at)));
    const [score, table, coverage, coverageAccuracy] = outputs.map(({ at, count }) =>
      native.view(Float64Array, at, count).slice(),
    );
    const [accuracy, negativeLogLikelihood, brier, expectedCalibrationError, coverageArea] = score;
    return {
      accuracy,
      negativeLogLikelihood,
      brier,
      expectedCalibrationError,
      bins: Array.from({ length: bins }, (_, b) => readBin(table, b, bins)),
      coverage,
      coverageAccuracy,
      coverageArea,
    };
  });
}

/** @param {Float64Array} table @param {number} b @param {number} bins @returns {CalibrationBin} */
function readBin(table, b, bins) {
  const [count, confidence, accuracy] = table.subarray(3 * b);
  const means = count > 0 ? { confidence, accuracy } : { confidence: null, accuracy: null };
  return { low: b / bins, high: (b + 1) / bins, count, ...means };
}

/**
 * @param {import('./native.js').Native} native
 * @param {Float32Array} given probabilities [n, classes]
 * @param {number} classes
 * @returns {Float32Array} [n] the entropy of each row, in nats
 */
export function entropies(native, given, classes) {
  const probabilities = floatsOf('probabilities', given);
  checkCount('classes', classes, 256);
  const n = probabilities.length / classes;
  if (!Number.isInteger(n))
    throw new RangeError(`probabilities must hold rows of ${classes}, got ${probabilities.length} values`);
  return native.scope((scope) => {
    const [rows, at] = [scope.copy(probabilities), scope.allocate(4 * n)];
    native.check(native.exports.descenso_entropies(rows, n, classes, at));
    return native.view(Float32Array, at, n).slice();
  });
}

/**
 * @param {import('./native.js').Native} native
 * @param {ArrayLike<number>} positives
 * @param {ArrayLike<number>} negatives
 * @returns {number}
 */
export function auroc(native, positives, negatives) {
  const scores = [copyNumbers(Float64Array, 'positives', positives), copyNumbers(Float64Array, 'negatives', negatives)];
  return native.scope((scope) => {
    const lists = scores.flatMap((list) => [scope.copy(list), list.length]);
    const out = scope.allocate(8);
    native.check(native.exports.descenso_auroc(...lists, out));
    return native.view(Float64Array, out, 1)[0];
  });
}

/**
 * @param {import('./native.js').Native} native
 * @param {Uint8Array} givenA
 * @param {Uint8Array} givenB
 * @returns {McNemarTest}
 */
export function mcnemar(native, givenA, givenB) {
  const [correctA, correctB] = [bytesOf('correctA', givenA), bytesOf('correctB', givenB)];
  if (correctA.length !== correctB.length)
    throw new RangeError(`correctA and correctB must be of one length, got ${correctA.length} and ${correctB.length}`);
  return native.scope((scope) => {
    const out = scope.allocate(24);
    native.check(native.exports.descenso_mcnemar(scope.copy(correctA), scope.copy(correctB), correctA.length, out));
    const [onlyA, onlyB, p] = native.view(Float64Array, out, 3);
    return { onlyA, onlyB, p };
  });
}

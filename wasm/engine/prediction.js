/** What a network says of the images of a dataset, once or many times with dropout on, and what that is worth. */
import { countFrom, datasetHandle } from './dataset.js';
import { checkCount, mostProbable } from './numbers.js';

/**
 * @typedef {import('./dataset.js').Dataset} Dataset
 * @typedef {Pick<import('./native.js').Handle, 'native' | 'handle'>} Run an experiment
 */

/** Images and passes that take about as long as a step: what Pace counts. */
const PASSES_PER_STEP = 64;

/** Of a call, at most. */
const STEPS_PER_CALL = 64;

/** @param {Run} run @param {number} classes @param {Dataset} dataset @returns {{ loss: number, accuracy: number, confusion: Uint32Array }} */
export function evaluate(run, classes, dataset) {
  const { native, handle } = run;
  const data = datasetHandle(native, dataset, 'dataset');
  return native.scope((scope) => {
    const cells = classes ** 2;
    const [counts, out] = [scope.allocate(4 * cells), scope.allocate(16)];
    native.check(native.exports.descenso_experiment_evaluate(handle, data, counts, out));
    const [loss, accuracy] = native.view(Float64Array, out, 2);
    return { loss, accuracy, confusion: native.view(Uint32Array, counts, cells).slice() };
  });
}

/**
 * @param {Run} run
 * @param {number} classes
 * @param {Dataset} dataset
 * @param {{ first?: number | undefined, count?: number | undefined } | undefined} range
 * @param {import('./team.js').Pace} pace
 * @returns {{ probabilities: Float32Array, classes: Uint8Array }}
 */
export function predict(run, classes, dataset, { first = 0, count: given } = {}, pace) {
  const { native, handle } = run;
  const data = datasetHandle(native, dataset, 'dataset');
  const count = countFrom(dataset, first, given);
  const probabilities = native.scope((scope) => {
    const at = scope.allocate(4 * count * classes);
    const ask = native.exports.descenso_experiment_predict;
    let done = 0;
    const some = (/** @type {number} */ wanted) => {
      const images = Math.min(wanted * PASSES_PER_STEP, count - done);
      native.check(ask(handle, data, first + done, images, at + 4 * classes * done));
      done += images;
      return Math.ceil(images / PASSES_PER_STEP);
    };
    // Of fewer images than a step has the time says nothing.
    const atOnce = count < PASSES_PER_STEP;
    do native.team.paced(pace, { most: STEPS_PER_CALL, atOnce }, some);
    while (done < count);
    return native.view(Float32Array, at, count * classes).slice();
  });
  return { probabilities, classes: mostProbable(probabilities, classes) };
}

/** Images of a call: of one that is measured at least so many, for few of them say nothing; of others as many as go through at once. */
const IMAGES_PER_CALL = { least: 16, usual: 64 };

/** More passes than anyone waits for. */
export const MAX_PASSES = 1_000_000;

/**
 * @typedef {object} MonteCarloOptions
 * @property {number} [first]
 * @property {number} [count] all samples from `first` on without it
 * @property {number} [passes] T
 * @property {number} [seed] of the masks; the spec's without it
 * @property {boolean} [keepSamples]
 *
 * @typedef {object} MonteCarloPrediction what T passes with dropout say; entropies in nats
 * @property {Float32Array} mean [count, classes]
 * @property {Float32Array} std [count, classes], of the population: the squares are divided by T
 * @property {Float32Array} entropy [count] of the mean: the whole uncertainty
 * @property {Float32Array} expectedEntropy [count]: the mean of the passes' entropies, what noise in the data explains
 * @property {Float32Array} mutualInformation [count]: the difference, what the passes disagree about
 * @property {Uint8Array} classes [count]: the most probable by the mean
 * @property {Float32Array} [samples] [passes, count, classes]
 */

/**
 * Monte Carlo dropout (Gal and Ghahramani, 2016). Masks are a function of the seed, the pass and a sample's number in the
 * dataset: asking in parts gives the same bits. Batch normalization stays as it is for predictions, unlike with Keras'
 * model(x, training=True).
 * @param {import('./native.js').Handle} experiment
 * @param {import('./run.js').Origin} origin
 * @param {import('./dataset.js').Dataset} dataset
 * @param {MonteCarloOptions | undefined} options
 * @param {import('./team.js').Pace} pace
 * @returns {MonteCarloPrediction}
 */
export function predictMonteCarlo(experiment, { classes: K, seed: ownSeed }, dataset, options = {}, pace) {
  const { first = 0, count: given, passes = 100, seed = ownSeed, keepSamples = false } = options;
  const { native, handle } = experiment;
  const data = datasetHandle(native, dataset, 'dataset');
  const count = countFrom(dataset, first, given);
  checkCount('passes', passes, MAX_PASSES);
  checkCount('seed', seed, 0xffffffff, 0);
  return native.scope((scope) => {
    const sizes = [count * K, count * K, count, count, ...(keepSamples ? [passes * count * K] : [])];
    const places = sizes.map((size) => scope.allocate(4 * size));
    const [mean, std, entropy, expected, samples = 0] = places;
    const stepsOf = (/** @type {number} */ images) => Math.ceil((images * passes) / PASSES_PER_STEP);
    /** How many images are so many steps; all that are left, where single passes are kept: they lie side by side. */
    const imagesOf = (/** @type {number} */ wanted) => {
      if (keepSamples) return count;
      const { least, usual } = IMAGES_PER_CALL;
      if (wanted >= STEPS_PER_CALL) return Math.max(usual, Math.floor((STEPS_PER_CALL * PASSES_PER_STEP) / passes));
      return Math.max(least, Math.ceil((wanted * PASSES_PER_STEP) / passes));
    };
    const ask = native.exports.descenso_experiment_predict_monte_carlo;
    let done = 0;
    const predict = (/** @type {number} */ wanted) => {
      const images = Math.min(imagesOf(wanted), count - done);
      const [classwise, each] = [4 * K * done, 4 * done];
      const to = [mean + classwise, std + classwise, entropy + each, expected + each, samples];
      native.check(ask(handle, data, seed, passes, first + done, images, ...to));
      done += images;
      return stepsOf(images);
    };
    const atOnce = keepSamples && stepsOf(count) > STEPS_PER_CALL;
    while (done < count) native.team.paced(pace, { most: STEPS_PER_CALL, atOnce }, predict);
    const arrays = places.map((at, n) => native.view(Float32Array, at, sizes[n]).slice());
    return {
      mean: arrays[0],
      std: arrays[1],
      entropy: arrays[2],
      expectedEntropy: arrays[3],
      mutualInformation: arrays[2].map((total, n) => Math.max(0, total - arrays[3][n])), // never negative but for rounding
      classes: mostProbable(arrays[0], K),
      ...(keepSamples ? { samples: arrays[4] } : {}),
    };
  });
}

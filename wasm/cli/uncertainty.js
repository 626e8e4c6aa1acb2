// uncertainty.js: what --monte-carlo measures when the network is trained.

import { MAX_PASSES } from '../engine/prediction.js';
import { UsageError } from './args.js';

/** Images of one call into the engine: short enough for Ctrl-C and the progress bar to get their turn. */
const IMAGES_PER_CALL = 64;

/**
 * @typedef {object} Quality see engine.scorePredictions
 * @property {number} accuracy
 * @property {number} negativeLogLikelihood
 * @property {number} expectedCalibrationError
 * @property {number} brier
 *
 * @typedef {{ passes: number, seconds: number, deterministic: Quality, monteCarlo: Quality }} Comparison
 */

/**
 * The test set with dropout off, and as the mean of so many passes with dropout on.
 * @param {import('../index.js').Engine} engine
 * @param {import('../index.js').Experiment} experiment
 * @param {import('../index.js').Dataset} test
 * @param {{ passes: number, moved: (share: number) => void, interrupted: () => boolean }} options
 * @returns {Promise<Comparison | null>} null when it was interrupted
 */
export async function compareMonteCarlo(engine, experiment, test, { passes, moved, interrupted }) {
  const { labels } = test;
  const began = performance.now();
  const means = new Float32Array(test.count * test.classes);
  for (let first = 0; first < test.count; first += IMAGES_PER_CALL) {
    if (interrupted()) return null;
    const count = Math.min(IMAGES_PER_CALL, test.count - first);
    means.set(experiment.predictMonteCarlo(test, { first, count, passes }).mean, first * test.classes);
    moved((first + count) / test.count);
    await new Promise((resolve) => setImmediate(resolve)); // lets signals in
  }
  const seconds = Math.round(performance.now() - began) / 1000;
  const { probabilities } = experiment.predict(test);
  return {
    passes,
    seconds,
    deterministic: quality(engine.scorePredictions({ probabilities, labels })),
    monteCarlo: quality(engine.scorePredictions({ probabilities: means, labels })),
  };
}

/** @param {Quality} scores @returns {Quality} */
const quality = ({ accuracy, negativeLogLikelihood, expectedCalibrationError, brier }) => ({
  accuracy,
  negativeLogLikelihood,
  expectedCalibrationError,
  brier,
});

/** @param {string | undefined} text @returns {number} 0 where nobody asks */
export function readPasses(text) {
  if (text === undefined) return 0;
  const passes = Number(text);
  if (Number.isInteger(passes) && passes >= 1 && passes <= MAX_PASSES) return passes;
  throw new UsageError(`--monte-carlo must be a whole number 1..${MAX_PASSES}, got ${text}`);
}

/** @param {import('../spec.d.ts').Spec} spec @param {number} passes */
export function checkDropout({ model, bagging }, passes) {
  if (passes === 0) return;
  const rates = [model.inputDropout, ...model.layers.map(({ dropout }) => dropout)];
  if (rates.every((p) => p === 0))
    throw new UsageError('--monte-carlo needs a network with dropout: --set model.layers[0].dropout=0.2');
  if (bagging.models > 1)
    throw new UsageError(`--monte-carlo is for one network, got bagging.models = ${bagging.models}`);
}

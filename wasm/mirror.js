// mirror.js: a test by the means of what a network says of each image and of its mirror image (Krizhevsky et al., 2012): what
// --mirror measures, and the regularization lab.

/** @typedef {{ mirroredLoss: number, mirroredAccuracy: number }} Mirrored of the test set */

/**
 * @param {import('./index.js').Engine} engine
 * @param {import('./index.js').Experiment} experiment
 * @param {import('./data.js').Datasets} datasets
 * @returns {Mirrored | undefined} nothing where there are no mirror images, or where what the network says is no number
 */
export function evaluateMirrored(engine, experiment, { test, mirrored }) {
  if (!mirrored) return undefined;
  const other = experiment.predict(mirrored).probabilities;
  const probabilities = experiment.predict(test).probabilities.map((p, n) => (p + other[n]) / 2);
  if (!probabilities.every(Number.isFinite)) return undefined;
  const { accuracy, negativeLogLikelihood } = engine.scorePredictions({ probabilities, labels: test.labels });
  return { mirroredLoss: negativeLogLikelihood, mirroredAccuracy: accuracy };
}

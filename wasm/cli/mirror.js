// mirror.js: what --mirror measures: the mean of what a network says of an image and of its mirror image (Krizhevsky et al., 2012).

/** @typedef {{ mirroredLoss: number, mirroredAccuracy: number }} Mirrored of the test set */

/**
 * @param {import('../index.js').Engine} engine
 * @param {import('../index.js').Experiment} experiment
 * @param {import('../data.js').Datasets} datasets
 * @returns {Mirrored | undefined} nothing where `mirrored` was not asked for
 */
export function evaluateMirrored(engine, experiment, { test, mirrored }) {
  if (!mirrored) return undefined;
  const other = experiment.predict(mirrored).probabilities;
  const probabilities = experiment.predict(test).probabilities.map((p, n) => (p + other[n]) / 2);
  const { accuracy, negativeLogLikelihood } = engine.scorePredictions({ probabilities, labels: test.labels });
  return { mirroredLoss: negativeLogLikelihood, mirroredAccuracy: accuracy };
}

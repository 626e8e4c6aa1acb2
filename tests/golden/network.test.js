// Loss, gradients and predictions of dense networks against PyTorch's autograd in float64 (network.py). An
// activation of the catalog without its case fails.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import {
  createDataset, createWorst, problem, readGolden, relativeError, startExperiment,
} from './compare.js';

const LOSS_LIMIT = 2e-6;
const GRADIENT_LIMIT = 1e-5;
const PROBABILITY_LIMIT = 2e-6; // of numbers up to 1

const engine = await loadEngine();
const train = createDataset(engine);
const other = createDataset(engine, 'otherImages');
const { cases } = readGolden('network.json');
const worst = createWorst();

test('every activation of the catalog has golden numbers', () => {
  const covered = new Set(cases.flatMap((c) => c.layers.map((layer) => layer.activation)));
  for (const { key } of engine.catalog.activations) {
    assert.ok(covered.has(key), `no case with ${key}: add it to network.py`);
  }
});

for (const golden of cases) {
  test(golden.title, () => {
    const { layers, scaling, indices, parameters = problem.parameters } = golden;
    const experiment = startExperiment(engine, { model: { layers }, data: { scaling } }, train, parameters);
    try {
      const loss = experiment.lossAndGradient(indices);
      const lossError = Math.abs(loss - golden.loss) / golden.loss;
      worst.note('loss', lossError, golden.title);
      assert.ok(lossError <= LOSS_LIMIT, `loss ${loss} instead of ${golden.loss}`);

      const gradients = experiment.gradients();
      assert.deepEqual(gradients.map((g) => g.name), parameters.map((p) => p.name));
      gradients.forEach(({ name, shape, values }, i) => {
        assert.deepEqual([...shape], parameters[i].shape, name);
        assert.ok(golden.gradients[i].some((g) => g !== 0), `the golden gradient of ${name} shows nothing`);
        const error = relativeError(values, golden.gradients[i]);
        worst.note('gradient', error, golden.title);
        assert.ok(error <= GRADIENT_LIMIT, `gradient of ${name}: relative error ${error}`);
      });

      // Taking a gradient is no step.
      experiment.parameters().forEach(({ name, values }, i) => {
        assert.deepEqual([...values], parameters[i].values, name);
      });

      checkPredictions(experiment, golden);
    } finally {
      experiment.free();
    }
  });
}

/** Of images that are not the training set's, all and some in the middle. */
function checkPredictions(experiment, golden) {
  const { classes } = problem;
  const images = problem.otherLabels.length;
  for (const [first, count] of [[0, images], [2, 3]]) {
    const predicted = experiment.predict(other, { first, count });
    const expected = golden.probabilities.slice(first * classes, (first + count) * classes);
    assert.equal(predicted.probabilities.length, expected.length);
    assert.equal(predicted.classes.length, count);
    expected.forEach((p, i) => {
      const error = Math.abs(predicted.probabilities[i] - p);
      worst.note('probability', error, golden.title);
      const image = first + Math.floor(i / classes);
      assert.ok(error <= PROBABILITY_LIMIT, `image ${image}: ${predicted.probabilities[i]} instead of ${p}`);
    });
    for (let image = 0; image < count; image++) {
      const row = expected.slice(image * classes, (image + 1) * classes);
      const likeliest = row.indexOf(Math.max(...row));
      assert.equal(predicted.classes[image], likeliest, `class of image ${first + image}`);
    }
  }
}

test('largest errors', (t) => t.diagnostic(worst.report()));

after(() => {
  train.free();
  other.free();
});

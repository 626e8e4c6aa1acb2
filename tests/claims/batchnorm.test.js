// What the course says about batch normalization, on clothes: in training every unit has mean 0 and deviation 1 over
// its minibatch; predictions go by moving statistics, which follow the minibatches as documented. Against PyTorch, in
// training and inference: tests/golden/regularization.test.js.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';

const PIXELS = 784;
const UNITS = 12;
const BATCH = 50;

const engine = await loadEngine();
const init = await starterImages(engine, 0, 1000);
const train = engine.createDataset(init);
after(() => train.free());

const tensorsOf = (experiment) => Object.fromEntries(experiment.parameters().map(({ name, values }) => [name, values]));
const create = (spec = {}) => {
  const layers = [{ units: UNITS, activation: 'tanh', batchNorm: 'before' }, {}];
  return engine.createExperiment({ batchSize: BATCH, model: { layers }, ...spec }, { train });
};

/** x W + b of images, in float64: [images][units]. */
function sumsOf(tensors, indices) {
  const { 'dense1/kernel': kernel, 'dense1/bias': bias } = tensors;
  return Array.from(indices, (n) => {
    const z = Array.from(bias);
    for (let i = 0; i < PIXELS; i++) {
      const x = init.images[n * PIXELS + i] / 255;
      if (x > 0) for (let o = 0; o < UNITS; o++) z[o] += x * kernel[i * UNITS + o];
    }
    return z;
  });
}

/** Mean and variance of every column. */
function momentsOf(rows) {
  const mean = rows[0].map((_, o) => rows.reduce((sum, row) => sum + row[o], 0) / rows.length);
  const variance = mean.map((m, o) => rows.reduce((sum, row) => sum + (row[o] - m) ** 2, 0) / rows.length);
  return { mean, variance };
}

describe('moving statistics', () => {
  // What ARCHITECTURE.md documents: 0.99 and the biased variance, in PyTorch's convention 0.9 and the unbiased one.
  const documented = { slides: [0.99, false], keras: [0.99, false], pytorch: [0.9, true] };
  for (const [convention, [momentum, unbiased]] of Object.entries(documented))
    test(`${convention}: follow two epochs of minibatches, while the weights move too`, () => {
      const experiment = create({ optimizer: { id: 'momentum', convention, learningRate: 0.01 } });
      const [mean, variance] = [new Float64Array(UNITS), new Float64Array(UNITS).fill(1)];
      for (let epoch = 0; epoch < 2; epoch++) {
        const order = experiment.order(epoch);
        for (let first = 0; first < order.length; first += BATCH) {
          const batch = momentsOf(sumsOf(tensorsOf(experiment), order.subarray(first, first + BATCH)));
          for (let o = 0; o < UNITS; o++) {
            const corrected = batch.variance[o] * (unbiased ? BATCH / (BATCH - 1) : 1);
            mean[o] = momentum * mean[o] + (1 - momentum) * batch.mean[o];
            variance[o] = momentum * variance[o] + (1 - momentum) * corrected;
          }
          experiment.runSteps(1);
        }
      }
      const { 'batchnorm1/movingMean': ourMean, 'batchnorm1/movingVariance': ourVariance } = tensorsOf(experiment);
      for (let o = 0; o < UNITS; o++) {
        const errors = [ourMean[o] - mean[o], ourVariance[o] - variance[o]].map(Math.abs);
        assert.ok(errors[0] < 1e-5 * (1 + Math.abs(mean[o])), `mean ${o}: ${ourMean[o]}, not ${mean[o]}`);
        assert.ok(errors[1] < 1e-5 * (1 + variance[o]), `variance ${o}: ${ourVariance[o]}, not ${variance[o]}`);
      }
      assert.ok(variance.some((v) => Math.abs(v - 1) > 0.1) && mean.some((m) => Math.abs(m) > 0.05), 'they moved');
      experiment.free();
    });

  test('with weights that stay they become those of the training set', () => {
    const experiment = create({ optimizer: { id: 'sgd', convention: 'pytorch', learningRate: 0 }, epochs: 40 });
    experiment.runSteps(800);
    const tensors = tensorsOf(experiment);
    const rows = sumsOf(tensors, init.labels.keys());
    const { mean, variance } = momentsOf(rows);
    const momentum = 0.9;
    // A moving average of independent numbers has this share of their variance; minibatches of an epoch, drawn
    // without replacement, vary less.
    const averaging = (1 - momentum) / (1 + momentum);
    for (let o = 0; o < UNITS; o++) {
      const fourth = rows.reduce((sum, row) => sum + (row[o] - mean[o]) ** 4, 0) / rows.length;
      const errors = [variance[o], fourth - variance[o] ** 2].map((v) => Math.sqrt((v / BATCH) * averaging));
      const expected = [mean[o], variance[o]];
      ['movingMean', 'movingVariance'].forEach((part, k) => {
        const difference = tensors[`batchnorm1/${part}`][o] - expected[k];
        assert.ok(Math.abs(difference) < 4 * errors[k], `${part} ${o}: off by ${difference}, ± ${errors[k]}`);
      });
    }
    experiment.free();
  });
});

describe('units', () => {
  test('in training have mean beta and deviation gamma over the minibatch, whatever their weights', () => {
    // As many classes as images, and weights of 0 above, so that every class has probability 1/n: the gradient of
    // weight [o][k] above is then the mean of y_o (1/n − [k = label]), and shows the output of each image.
    const data = engine.createDataset({
      ...init,
      images: init.images.subarray(0, BATCH * PIXELS),
      labels: Uint8Array.from({ length: BATCH }, (_, n) => n),
      classes: BATCH,
    });
    const layers = [{ units: UNITS, activation: 'linear', batchNorm: 'before' }, { units: BATCH }];
    const experiment = engine.createExperiment({ batchSize: BATCH, model: { layers } }, { train: data });
    const [gamma, beta] = [1, 2].map((k) => Float32Array.from({ length: UNITS }, (_, o) => k * (0.5 + o / UNITS)));
    experiment.setParameters([
      { name: 'dense1/kernel', values: tensorsOf(experiment)['dense1/kernel'].map((w) => 7 * w) },
      { name: 'dense1/bias', values: new Float32Array(UNITS).fill(100) },
      { name: 'dense2/kernel', values: new Float32Array(UNITS * BATCH) },
      { name: 'batchnorm1/gamma', values: gamma },
      { name: 'batchnorm1/beta', values: beta },
    ]);
    experiment.lossAndGradient(Array.from({ length: BATCH }, (_, n) => n));
    const above = experiment.gradients().find(({ name }) => name === 'dense2/kernel').values;
    experiment.free();
    data.free();
    // Σ_k of these gradients is 0, so the outputs are known but for their mean; gradient k is (mean − y_k) / n.
    for (let o = 0; o < UNITS; o++) {
      const distances = Array.from(above.subarray(o * BATCH, (o + 1) * BATCH), (g) => -BATCH * g);
      const deviation = Math.sqrt(distances.reduce((sum, d) => sum + d * d, 0) / BATCH);
      assert.ok(Math.abs(deviation / gamma[o] - 1) < 1e-3, `unit ${o}: deviation ${deviation}, gamma ${gamma[o]}`);
    }
    // The mean: one class for all images makes each gradient y_o (1/K − 1).
    const one = engine.createDataset({ ...init, labels: new Uint8Array(init.labels.length) });
    const same = engine.createExperiment({ batchSize: BATCH, model: { layers: [layers[0], {}] } }, { train: one });
    same.setParameters([
      { name: 'dense1/bias', values: new Float32Array(UNITS).fill(100) },
      { name: 'dense2/kernel', values: new Float32Array(UNITS * 10) },
      { name: 'batchnorm1/gamma', values: gamma },
      { name: 'batchnorm1/beta', values: beta },
    ]);
    same.lossAndGradient(Array.from({ length: BATCH }, (_, n) => n));
    const { values } = same.gradients().find(({ name }) => name === 'dense2/kernel');
    for (let o = 0; o < UNITS; o++) {
      const mean = values[o * 10] / (1 / 10 - 1);
      assert.ok(Math.abs(mean - beta[o]) < 1e-4, `unit ${o}: mean ${mean}, beta ${beta[o]}`);
    }
    same.free();
    one.free();
  });

  test('so deep sigmoid networks train where they would not', () => {
    const losses = ['none', 'before'].map((batchNorm) => {
      const hidden = Array.from({ length: 8 }, () => ({ units: 32, activation: 'sigmoid', batchNorm }));
      const optimizer = { id: 'momentum', learningRate: 0.05 };
      const spec = { batchSize: BATCH, model: { layers: [...hidden, {}] }, optimizer, epochs: 8 };
      const experiment = engine.createExperiment(spec, { train });
      const { epochs } = experiment.runSteps(160);
      experiment.free();
      return epochs.at(-1).trainLoss;
    });
    assert.ok(losses[0] > 0.97 * Math.log(10), `without: ${losses[0]}, as at first`);
    assert.ok(losses[1] < 0.6 * losses[0], `with: ${losses[1]}`);
  });
});

// Batch normalization: gradients against central differences in float64, its moving statistics, and what else they
// have to be part of.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { createRandom } from '../helpers/random.js';
import { norm, relativeError, runToEnd } from '../helpers/tensors.js';
import { differences, lossOf } from '../reference/regularized.js';

const GRADIENT_LIMIT = 1e-4;
const COUNT = 600;
const EPSILON = { slides: 1e-3, pytorch: 1e-5 };

const engine = await loadEngine();
const init = syntheticImages({ count: COUNT });
const pixels = init.rows * init.columns;
const train = engine.createDataset(init);
const validation = engine.createDataset(syntheticImages({ count: 150, seed: 2 }));
after(() => {
  train.free();
  validation.free();
});

const create = (layers, spec = {}, data = { train }) =>
  engine.createExperiment({ batchSize: 32, ...spec, model: { layers } }, data);
const layersOf = (place, last = 'none') => [
  { units: 6, activation: 'tanh', batchNorm: place },
  { units: 17, activation: 'elu', batchNorm: place },
  { units: 3, activation: 'softmax', batchNorm: last },
];
const byName = (tensors) => Object.fromEntries(tensors.map((t) => [t.name, t]));
const rowsOf = (indices) =>
  indices.map((n) => Array.from(init.images.subarray(n * pixels, (n + 1) * pixels), (pixel) => pixel / 255));

/** Gammas and betas that matter. */
function scatter(experiment) {
  const random = createRandom(9);
  const changed = experiment.parameters().filter(({ name }) => /gamma|beta/.test(name));
  for (const { values } of changed) values.forEach((v, i) => (values[i] = v + random() - 0.4));
  experiment.setParameters(changed);
}

function referenceOf(experiment, layers, epsilon) {
  const tensors = byName(experiment.parameters());
  return layers.map(({ activation, batchNorm }, l) => {
    const {
      shape: [inputs, outputs],
      values,
    } = tensors[`dense${l + 1}/kernel`];
    const read = (name) => Float64Array.from(tensors[name].values);
    const normalized = batchNorm !== 'none' && {
      place: batchNorm,
      epsilon,
      gamma: read(`batchnorm${l + 1}/gamma`),
      beta: read(`batchnorm${l + 1}/beta`),
    };
    return {
      inputs,
      outputs,
      activation,
      kernel: Float64Array.from(values),
      bias: read(`dense${l + 1}/bias`),
      norm: normalized,
    };
  });
}

function compareGradients(experiment, layers, indices, convention) {
  const reference = referenceOf(experiment, layers, EPSILON[convention]);
  const x = rowsOf(indices);
  const labels = indices.map((n) => init.labels[n]);
  const objective = () => lossOf(reference, x, labels);
  const loss = experiment.lossAndGradient(indices);
  assert.ok(Math.abs(loss - objective()) < 2e-6 * loss, `loss ${loss} instead of ${objective()}`);
  for (const { name, values } of experiment.gradients()) {
    const [, kind, number, part] = name.match(/^(dense|batchnorm)(\d+)\/(.*)$/);
    const layer = reference[number - 1];
    if (/moving/.test(part)) {
      assert.ok(
        values.every((g) => g === 0),
        name,
      );
      continue;
    }
    const numeric = differences(objective, kind === 'dense' ? layer[part] : layer.norm[part]);
    if (part === 'bias' && layer.norm?.place === 'before') {
      assert.ok(norm(values) < 1e-6, `${name}: normalization takes a bias before it away`);
      continue;
    }
    assert.ok(
      numeric.some((g) => Math.abs(g) > 1e-4),
      `the gradient of ${name} shows nothing`,
    );
    const error = relativeError(values, numeric);
    assert.ok(error < GRADIENT_LIMIT, `${name}: relative error ${error}`);
  }
}

describe('gradients are those of float64', () => {
  for (const convention of ['slides', 'pytorch'])
    for (const [place, last] of [
      ['before', 'none'],
      ['after', 'none'],
      ['before', 'before'],
    ])
      test(`${convention}: ${place}, ${last} in the last layer`, () => {
        const layers = layersOf(place, last);
        const experiment = create(layers, { optimizer: { convention, learningRate: 0.01 } });
        experiment.runSteps(3);
        scatter(experiment);
        compareGradients(experiment, layers, [5, 0, 17, 3, 3, 8, 599, 12, 44], convention);
        experiment.free();
      });

  test('of a minibatch of 600, which goes through whole', () => {
    const layers = [
      { units: 4, activation: 'tanh', batchNorm: 'before' },
      { units: 3, activation: 'softmax', batchNorm: 'none' },
    ];
    const experiment = create(layers, { batchSize: COUNT });
    compareGradients(
      experiment,
      layers,
      Array.from({ length: COUNT }, (_, n) => n),
      'slides',
    );
    experiment.free();
  });
});

test('a minibatch that cannot go through whole is refused', () => {
  const experiment = create(layersOf('before'));
  const indices = Array.from({ length: 65 }, (_, n) => n);
  for (const call of ['stepOn', 'lossAndGradient'])
    assert.throws(() => experiment[call](indices), {
      message: 'indices must be at most 64, for batch normalization needs the whole minibatch at once, got 65',
    });
  assert.ok(experiment.stepOn(indices.slice(1)) > 0);
  experiment.free();
});

describe('moving statistics', () => {
  const layers = [{ units: 5, activation: 'tanh', batchNorm: 'before' }, { units: 3 }];
  const stats = (experiment) => {
    const tensors = byName(experiment.parameters());
    return ['movingMean', 'movingVariance'].map((part) => Array.from(tensors[`batchnorm1/${part}`].values));
  };

  for (const [convention, momentum] of [
    ['slides', 0.99],
    ['keras', 0.99],
    ['pytorch', 0.9],
  ])
    test(`${convention}: start at 0 and 1, and move by 1 - ${momentum} towards the minibatch's`, () => {
      const experiment = create(layers, { optimizer: { convention } });
      assert.deepEqual(stats(experiment), [Array(5).fill(0), Array(5).fill(1)]);
      const indices = [1, 2, 3, 5, 8, 13];
      const [{ values: kernel }, { values: bias }] = experiment.parameters();
      const z = rowsOf(indices).map((row) =>
        Array.from(bias, (b, o) => row.reduce((sum, x, i) => sum + x * kernel[i * 5 + o], b)),
      );
      experiment.lossAndGradient(indices);
      assert.deepEqual(stats(experiment), [Array(5).fill(0), Array(5).fill(1)], 'a gradient is no step');
      experiment.stepOn(indices);
      const [mean, variance] = stats(experiment);
      for (let o = 0; o < 5; o++) {
        const m = z.reduce((sum, row) => sum + row[o], 0) / 6;
        const v = z.reduce((sum, row) => sum + (row[o] - m) ** 2, 0) / (convention === 'pytorch' ? 5 : 6);
        assert.ok(Math.abs(mean[o] - (1 - momentum) * m) < 1e-6);
        assert.ok(Math.abs(variance[o] - (momentum + (1 - momentum) * v)) < 1e-6);
      }
      experiment.free();
    });

  test('are what predictions go by: an image alone is predicted as among others', () => {
    const experiment = create(layersOf('after'));
    experiment.runSteps(30);
    const all = experiment.predict(train).probabilities;
    for (const n of [0, 7, 599])
      assert.deepEqual(experiment.predict(train, { first: n, count: 1 }).probabilities, all.slice(3 * n, 3 * n + 3));
    experiment.setParameters([{ name: 'batchnorm1/movingMean', values: [1, 1, 1, 1, 1, 1] }]);
    assert.notDeepEqual(experiment.predict(train).probabilities, all);
    experiment.free();
  });

  test('belong to the hash, and to the best weights', () => {
    const [experiment, same] = [create(layers), create(layers)];
    experiment.setParameters([{ name: 'batchnorm1/movingVariance', values: [1, 1, 1, 1, 2] }]);
    assert.notEqual(experiment.weightsHash(), same.weightsHash());
    experiment.free();
    same.free();

    const data = { train, validation };
    const optimizer = { id: 'adam', learningRate: 0.05 };
    const stopping = create(layers, { optimizer, epochs: 60, earlyStopping: { patience: 2 } }, data);
    const { status, step } = runToEnd(stopping);
    assert.equal(status, 'stopped-early');
    const { bestEpoch } = stopping.state();
    assert.ok(bestEpoch * 19 < step);
    const plain = create(layers, { optimizer, epochs: 60 }, data);
    plain.runSteps(19 * bestEpoch);
    assert.equal(stopping.weightsHash(), plain.weightsHash());
    stopping.free();
    plain.free();
  });
});

test('the same bits whether the gradient is stored first or used up block by block', () => {
  const hashes = [0, 1e6].map((clipNorm) => {
    const experiment = create(layersOf('before'), { clipNorm });
    experiment.runSteps(40);
    const hash = experiment.weightsHash();
    experiment.free();
    return hash;
  });
  assert.equal(hashes[0], hashes[1]);
});

test('a unit that never varies is harmless, and so is an image alone', () => {
  const experiment = create(layersOf('before'), { batchSize: 1, epochs: 1 });
  experiment.setParameters([{ name: 'dense1/kernel', values: new Float32Array(pixels * 6) }]);
  const { losses, status } = runToEnd(experiment);
  assert.equal(status, 'done');
  assert.ok(losses.every(Number.isFinite));
  experiment.free();
});

test('the last layer is not normalized after its softmax', () => {
  assert.throws(() => engine.normalize({ model: { layers: [{}, { batchNorm: 'after' }] } }), {
    path: 'model.layers[1].batchNorm',
    message: /must not be "after" in the last layer/,
  });
});

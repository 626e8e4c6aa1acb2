// Penalties and max-norm: gradients against central differences in float64, and the claims that biases are left
// alone, that penalties are told apart from losses, and that no unit's norm passes its limit.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { norm, relativeError, runToEnd } from '../helpers/tensors.js';
import { differences, lossOf, penaltyOf } from '../reference/regularized.js';

const GRADIENT_LIMIT = 5e-5;
const COUNT = 600;

const engine = await loadEngine();
const init = syntheticImages({ count: COUNT });
const pixels = init.rows * init.columns;
const train = engine.createDataset(init);
const validation = engine.createDataset(syntheticImages({ count: 90, seed: 2 }));
after(() => {
  train.free();
  validation.free();
});

const rowsOf = (indices) =>
  indices.map((n) => Array.from(init.images.subarray(n * pixels, (n + 1) * pixels), (pixel) => pixel / 255));
const hidden = [
  { units: 6, activation: 'tanh' },
  { units: 5, activation: 'elu' },
];
const withFields = (...fields) =>
  [...hidden, { units: 3, activation: 'softmax' }].map((layer, l) => ({ ...layer, ...fields[l] }));
const create = (layers, spec = {}, data = { train }) =>
  engine.createExperiment({ batchSize: 32, ...spec, model: { layers, ...spec.model } }, data);

/** The experiment's parameters for the float64 reference, beside what the spec says. */
const referenceOf = (experiment, layers) => {
  const values = Object.fromEntries(experiment.parameters().map((p) => [p.name, p]));
  return layers.map((layer, l) => {
    const kernel = values[`dense${l + 1}/kernel`];
    const [inputs, outputs] = kernel.shape;
    const bias = Float64Array.from(values[`dense${l + 1}/bias`].values);
    return { ...layer, inputs, outputs, kernel: Float64Array.from(kernel.values), bias };
  });
};

describe('penalties', () => {
  const cases = {
    l1: [{ l1: 0.02 }, { l1: 0.1 }, { l1: 0.003 }],
    l2: [{ l2: 0.02 }, { l2: 0.1 }, { l2: 0.003 }],
    'both, not everywhere': [{ l1: 0.01, l2: 0.05 }, {}, { l2: 0.2 }],
  };
  for (const [name, fields] of Object.entries(cases))
    test(`${name}: the gradient of loss + penalty is that of float64, and the loss is the data's`, () => {
      const layers = withFields(...fields);
      const experiment = create(layers);
      experiment.runSteps(3); // biases and weights that are none of the initializer's
      const indices = [5, 0, 17, 3, 3, 8, 599];
      const labels = indices.map((n) => init.labels[n]);
      const x = rowsOf(indices);
      const reference = referenceOf(experiment, layers);
      const expected = lossOf(reference, x, labels);
      const loss = experiment.lossAndGradient(indices);
      assert.ok(Math.abs(loss - expected) < 1e-6 * expected, `loss ${loss} instead of ${expected}`);
      const penalty = penaltyOf(reference);
      assert.ok(penalty > 0 && Math.abs(experiment.penalty() - penalty) < 1e-9 * penalty, 'penalty');
      const objective = () => lossOf(reference, x, labels) + penaltyOf(reference);
      experiment.gradients().forEach(({ name: tensor, values }, i) => {
        const numeric = differences(objective, reference[i >> 1][i % 2 ? 'bias' : 'kernel']);
        assert.ok(
          numeric.some((g) => Math.abs(g) > 1e-4),
          `the gradient of ${tensor} shows nothing`,
        );
        const error = relativeError(values, numeric);
        assert.ok(error < GRADIENT_LIMIT, `${tensor}: relative error ${error}`);
      });
      experiment.free();
    });

  test('biases get none of the gradient, and a weight of 0 none of L1', () => {
    const [plain, penalized] = [withFields(), withFields(...Array(3).fill({ l1: 1, l2: 1 }))].map((layers) => {
      const experiment = create(layers);
      const [kernel] = experiment.parameters();
      kernel.values.fill(0, 0, 6);
      experiment.setParameters([kernel, { name: 'dense1/bias', values: [1, -1, 1, -1, 1, -1] }]);
      experiment.lossAndGradient([1, 2, 3]);
      const gradients = experiment.gradients();
      experiment.free();
      return gradients;
    });
    for (const n of [1, 3, 5]) assert.deepEqual(penalized[n], plain[n]);
    assert.deepEqual(penalized[0].values.slice(0, 6), plain[0].values.slice(0, 6));
    assert.notDeepEqual(penalized[0].values.slice(6), plain[0].values.slice(6));
  });

  test('a proximal L1 is in the penalty and not in the gradient; its step ends at 0, and hides no weight that is lost', () => {
    const [none, proximal] = [{}, { l1: 0.2 }].map((fields) => {
      const spec = { optimizer: { id: 'sgd', learningRate: 0.5 }, model: { l1Step: 'proximal' } };
      return create(withFields(...Array(3).fill(fields)), spec);
    });
    assert.equal(none.lossAndGradient([1, 2, 3]), proximal.lossAndGradient([1, 2, 3]));
    assert.deepEqual(proximal.gradients(), none.gradients());
    assert.ok(proximal.penalty() > 0);
    none.stepOn([1, 2, 3]);
    proximal.stepOn([1, 2, 3]);
    const threshold = Math.fround(0.5 * 0.2);
    none.parameters().forEach(({ name, values }, i) => {
      const shrunk = (w) => (Math.abs(w) <= threshold ? 0 : Math.sign(w) * Math.fround(Math.abs(w) - threshold));
      const expected = name.endsWith('kernel') ? values.map(shrunk) : values;
      assert.deepEqual(proximal.parameters()[i].values, expected, name);
      if (name === 'dense1/kernel') assert.ok(expected.includes(0), 'a weight at 0');
    });
    const [kernel] = proximal.parameters();
    kernel.values[0] = NaN;
    proximal.setParameters([kernel]);
    proximal.stepOn([1, 2, 3]);
    assert.ok(Number.isNaN(proximal.parameters()[0].values[0]));
    none.free();
    proximal.free();
  });

  test('a report has a penalty for every loss, an epoch the mean of them', () => {
    const layers = withFields({ l1: 0.01 }, { l2: 0.01 });
    const [run, byHand] = [create(layers, { epochs: 2 }), create(layers, { epochs: 2 })];
    const expected = Array.from({ length: 38 }, () => {
      const penalty = byHand.penalty();
      const { losses, penalties } = byHand.runSteps(1);
      assert.deepEqual([losses.length, penalties[0]], [1, Math.fround(penalty)]);
      return penalty;
    });
    const { penalties, epochs, done } = run.runSteps(100);
    assert.ok(done);
    assert.deepEqual(penalties, Float32Array.from(expected));
    epochs.forEach(({ penalty }, n) => {
      const samples = Array.from({ length: 19 }, (_, k) => (k < 18 ? 32 : 24));
      const mean = samples.reduce((sum, count, k) => sum + count * expected[19 * n + k], 0) / COUNT;
      assert.ok(Math.abs(penalty - mean) < 1e-12 * mean, `${penalty} instead of ${mean}`);
    });
    run.free();
    byHand.free();
  });

  test('without them it is 0', () => {
    const experiment = create(withFields());
    const { penalties } = experiment.runSteps(5);
    assert.deepEqual([experiment.penalty(), ...penalties], Array(6).fill(0));
    experiment.free();
  });

  test('evaluate is of the data alone', () => {
    const [plain, penalized] = [create(withFields()), create(withFields({ l2: 1 }))];
    assert.deepEqual(penalized.evaluate(validation), plain.evaluate(validation));
    plain.free();
    penalized.free();
  });

  test('the same bits whether the gradient is stored first or used up block by block', () => {
    const fields = [{ l1: 0.001, l2: 0.002, maxNorm: 0.9 }, { l2: 0.01 }];
    const layers = [{ units: 70, activation: 'relu' }, ...withFields()].map((layer, l) => ({ ...layer, ...fields[l] }));
    for (const id of ['sgd', 'nesterov', 'adam']) {
      const hashes = [0, 1e6].map((clipNorm) => {
        const experiment = create(layers, { clipNorm, optimizer: { id } });
        experiment.runSteps(40);
        const hash = experiment.weightsHash();
        experiment.free();
        return hash;
      });
      assert.equal(hashes[0], hashes[1], id);
    }
  });

  test('a minibatch in parts is penalized once', () => {
    const layers = withFields({ l2: 0.5 }, { l1: 0.5 });
    const all = Array.from({ length: COUNT }, (_, n) => n);
    const [inParts, plain] = [create(layers), create(withFields())]; // of 64
    for (const experiment of [inParts, plain]) experiment.lossAndGradient(all);
    const weights = inParts.parameters();
    inParts.gradients().forEach(({ name, values }, i) => {
      const slope = (w) => (name === 'dense1/kernel' ? w : name === 'dense2/kernel' ? 0.5 * Math.sign(w) : 0);
      const expected = plain.gradients()[i].values.map((g, k) => g + slope(weights[i].values[k]));
      assert.ok(relativeError(values, expected) < 1e-6, name);
    });
    inParts.free();
    plain.free();
  });

  test('PyTorch counts half the squares', () => {
    const [slides, pytorch] = ['slides', 'pytorch'].map((convention) => {
      const experiment = create(withFields({ l1: 0.1 }, { l2: 0.1 }), { optimizer: { convention } });
      const penalty = experiment.penalty();
      const [, , { values }] = experiment.parameters();
      experiment.free();
      return { penalty, half: (0.1 / 2) * norm(values) ** 2 };
    });
    assert.ok(Math.abs(slides.penalty - pytorch.penalty - slides.half) < 1e-6);
  });
});

describe('max-norm', () => {
  /** The norm of every unit's weights in the kernel of layer l. */
  const normsOf = (experiment, l) => {
    const {
      shape: [inputs, outputs],
      values,
    } = experiment.parameters()[2 * l];
    return Array.from({ length: outputs }, (_, o) =>
      norm(Float64Array.from({ length: inputs }, (_, i) => values[i * outputs + o])),
    );
  };

  for (const id of ['sgd', 'nesterov', 'adam'])
    test(`${id}: after every step no unit's norm is above its limit`, () => {
      const limits = [1.1, 0.8];
      const layers = [{ units: 20 }, { units: 18 }, { units: 3 }].map((layer, l) => ({
        ...layer,
        maxNorm: limits[l] ?? 0,
      }));
      const experiment = create(layers, { optimizer: { id, learningRate: id === 'adam' ? 0.02 : 0.5 } });
      let [reached, below, free] = [0, 0, 0];
      for (let step = 0; step < 40; step++) {
        experiment.runSteps(1);
        limits.forEach((limit, l) => {
          for (const length of normsOf(experiment, l)) {
            assert.ok(length <= limit * (1 + 1e-6), `step ${step}, layer ${l + 1}: ${length}`);
            if (length > limit * (1 - 1e-6)) reached++;
            else below++;
          }
        });
        free = Math.max(free, ...normsOf(experiment, 2));
      }
      assert.ok(reached > 40 && below > 40, `${reached} norms at their limit and ${below} below`);
      assert.ok(free > 1.1, 'the layer without a limit');
      experiment.free();
    });

  test('units below it keep their bits, as if it were not there', () => {
    const [plain, limited] = [0, 100].map((maxNorm) => {
      const experiment = create(withFields(...Array(3).fill({ maxNorm })), { epochs: 3 });
      runToEnd(experiment);
      const hash = experiment.weightsHash();
      experiment.free();
      return hash;
    });
    assert.equal(limited, plain);
  });

  test('one unit above it is scaled, its neighbours keep their bits', () => {
    const start = Float32Array.from({ length: pixels * 20 }, (_, i) => (i % 20 === 3 ? 1 : 0.01 * ((i % 7) - 3)));
    const [plain, limited] = [0, 2].map((maxNorm) => {
      const layers = [{ units: 20, maxNorm }, { units: 3 }];
      const experiment = create(layers, { optimizer: { id: 'sgd', learningRate: 0.01 } });
      experiment.setParameters([{ name: 'dense1/kernel', values: start }]);
      experiment.runSteps(1);
      const [{ values }] = experiment.parameters();
      experiment.free();
      return values;
    });
    const long = plain.filter((_, i) => i % 20 === 3);
    const scale = 2 / norm(long);
    plain.forEach((w, i) => {
      if (i % 20 !== 3) assert.equal(limited[i], w);
      else assert.ok(Math.abs(limited[i] - w * scale) < 1e-7);
    });
  });
});

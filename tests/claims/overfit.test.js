// What the course says about overfitting, and about penalties and max-norm against it, on clothes. The rules
// themselves: tests/golden/regularization.test.js and tests/wasm/regularizer.test.js.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';
import { norm, runToEnd } from '../helpers/tensors.js';

const engine = await loadEngine();
const small = engine.createDataset(await starterImages(engine, 0, 400));
const train = engine.createDataset(await starterImages(engine, 0, 1000));
const validation = engine.createDataset(await starterImages(engine, 5000, 1000));
after(() => {
  for (const dataset of [small, train, validation]) dataset.free();
});

const kernelsOf = (tensors) => tensors.filter(({ name }) => name.endsWith('/kernel'));

describe('overfit', () => {
  /** A large network on 400 images: losses after every epoch. */
  function run(hidden, augmentation = {}) {
    const layers = [{ units: 300, ...hidden }, { units: 100, ...hidden }, {}];
    const spec = { model: { layers }, augmentation, optimizer: { id: 'adam' }, epochs: 30 };
    const experiment = engine.createExperiment(spec, { train: small, validation });
    const { epochs } = runToEnd(experiment);
    const losses = epochs.map(({ validationLoss }) => validationLoss);
    const best = losses.indexOf(Math.min(...losses));
    const end = { train: experiment.evaluate(small).loss, validation: losses.at(-1) };
    experiment.free();
    return { epochs, losses, best, end };
  }

  let plain;
  before(() => {
    plain = run({});
  });

  test('training loss falls to next to nothing while validation loss turns and rises', () => {
    const { epochs, losses, best, end } = plain;
    assert.ok(end.train < 0.02 && epochs.at(-1).trainLoss < 0.05, `${end.train} on the training images`);
    assert.ok(best > 2 && best < 20, `the best epoch is ${best + 1}`);
    assert.ok(losses.at(-1) > 1.2 * losses[best], `${losses[best]} rises to ${losses.at(-1)}`);
    assert.ok(losses[best] < 0.75 * losses[0], 'it had fallen before');
  });

  test('so the gap between them opens', () => {
    const gaps = plain.epochs.map(({ trainLoss, validationLoss }) => validationLoss - trainLoss);
    const mean = (list) => list.reduce((sum, gap) => sum + gap, 0) / list.length;
    const thirds = [0, 10, 20].map((first) => mean(gaps.slice(first, first + 10)));
    assert.ok(thirds[0] < thirds[1] && thirds[1] < thirds[2] && thirds[2] > 0.5, `gaps: ${thirds}`);
  });

  const ways = {
    dropout: [{ dropout: 0.5 }],
    'an L2 penalty': [{ l2: 0.003 }],
    'changed images': [{}, { flip: true, shift: 1, elastic: 0.7 }],
  };
  for (const [name, [hidden, augmentation]] of Object.entries(ways))
    test(`${name}: a smaller gap, and less loss at the end`, () => {
      const { end } = run(hidden, augmentation);
      assert.ok(end.validation < plain.end.validation, `${end.validation} against ${plain.end.validation}`);
      const [gap, before] = [end, plain.end].map((losses) => losses.validation - losses.train);
      assert.ok(gap < 0.8 * before, `a gap of ${gap} against ${before}`);
      assert.ok(end.train > 2 * plain.end.train, 'the training images are not learnt by heart');
    });
});

describe('l1, l2', () => {
  const layersOf = (penalty) => [{ units: 30, ...penalty }, { ...penalty }];
  const create = (penalty, spec) =>
    engine.createExperiment({ model: { layers: layersOf(penalty) }, ...spec }, { train, validation });

  test('no penalty on biases: their gradient is the data alone, to the bit', () => {
    const indices = Array.from({ length: 64 }, (_, n) => 3 * n);
    const trained = create({}, { optimizer: { id: 'sgd', learningRate: 0.1 } });
    trained.runSteps(60);
    const weights = trained.parameters();
    assert.ok(
      weights.every(({ values }) => values.some((w) => w !== 0)),
      'there is something to penalize',
    );
    const [plain, ...penalized] = [{}, { l1: 0.1 }, { l2: 0.1 }].map((penalty) => {
      const experiment = create(penalty);
      experiment.setParameters(weights);
      experiment.lossAndGradient(indices);
      const gradients = experiment.gradients();
      experiment.free();
      return gradients;
    });
    trained.free();
    const slopes = [(w) => 0.1 * Math.sign(w), (w) => 0.2 * w];
    penalized.forEach((gradients, which) =>
      gradients.forEach(({ name, values }, i) => {
        if (name.endsWith('/bias')) return assert.deepEqual(values, plain[i].values, name);
        values.forEach((g, k) => {
          const expected = plain[i].values[k] + slopes[which](weights[i].values[k]);
          assert.ok(Math.abs(g - expected) < 1e-6 * (1 + Math.abs(expected)), `${name}[${k}]: ${g}, not ${expected}`);
        });
      }),
    );
  });

  /** A run to its end: what it is worth on other images, and the share of its weights below 0.001. */
  function run(penalty) {
    const spec = { optimizer: { id: 'momentum', learningRate: 0.03 }, schedule: { id: 'cosine' }, epochs: 15 };
    const experiment = create(penalty, spec);
    runToEnd(experiment);
    const weights = kernelsOf(experiment.parameters()).flatMap(({ values }) => [...values]);
    const { loss } = experiment.evaluate(validation);
    experiment.free();
    return { loss, zeros: weights.filter((w) => Math.abs(w) < 1e-3).length / weights.length };
  }

  test('at equal validation loss, L1 leaves far more weights at about 0 than L2', () => {
    const sparse = run({ l1: 0.002 });
    // The strength of L2 with that loss, by halving on a logarithmic scale.
    let [low, high] = [Math.log(0.005), Math.log(0.04)];
    let spread;
    for (let halvings = 0; halvings < 10; halvings++) {
      const middle = (low + high) / 2;
      spread = run({ l2: Math.exp(middle) });
      if (Math.abs(spread.loss / sparse.loss - 1) < 0.005) break;
      [low, high] = spread.loss < sparse.loss ? [middle, high] : [low, middle];
    }
    assert.ok(Math.abs(spread.loss / sparse.loss - 1) < 0.005, `losses ${sparse.loss} and ${spread.loss}`);
    assert.ok(sparse.zeros > 0.5, `L1 leaves ${sparse.zeros}`);
    assert.ok(sparse.zeros > 5 * spread.zeros, `L1 leaves ${sparse.zeros}, L2 ${spread.zeros}`);
  });
});

describe('max-norm', () => {
  const LIMITS = [0.9, 1.3];
  const spec = { optimizer: { id: 'sgd', learningRate: 0.3 }, batchSize: 20 };
  const create = (limits) => {
    const layers = [{ units: 40, maxNorm: limits[0] }, { maxNorm: limits[1] }];
    return engine.createExperiment({ ...spec, model: { layers } }, { train });
  };

  /** The weights of every unit of a kernel. */
  const unitsOf = ({ shape: [inputs, outputs], values }) =>
    Array.from({ length: outputs }, (_, o) => Float64Array.from({ length: inputs }, (_, i) => values[i * outputs + o]));

  test('after every step no norm is above r, longer ones are cut to r, shorter ones untouched', () => {
    const [limited, free] = [create(LIMITS), create([0, 0])];
    let [cut, untouched] = [0, 0];
    for (let step = 0; step < 50; step++) {
      // The same step without a limit, from the same weights.
      free.setParameters(limited.parameters());
      const indices = limited.order(0).subarray(20 * step, 20 * step + 20);
      limited.stepOn(indices);
      free.stepOn(indices);
      const [ours, plain] = [limited, free].map((experiment) => kernelsOf(experiment.parameters()).map(unitsOf));
      LIMITS.forEach((r, l) =>
        ours[l].forEach((weights, o) => {
          const where = `step ${step}, layer ${l + 1}, unit ${o}`;
          assert.ok(norm(weights) <= r * (1 + 1e-6), `${where}: ${norm(weights)}`);
          const length = norm(plain[l][o]);
          if (length <= r) {
            assert.deepEqual(weights, plain[l][o], where);
            untouched++;
            return;
          }
          const scaled = plain[l][o].map((w) => (w * r) / length);
          assert.ok(norm(scaled.map((w, i) => w - weights[i])) < 1e-6 * r, `${where}: not in its direction`);
          cut++;
        }),
      );
    }
    limited.free();
    free.free();
    assert.ok(cut > 200 && untouched > 200, `${cut} cut, ${untouched} untouched`);
  });
});

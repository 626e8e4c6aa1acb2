// What gradient descent and its stochastic form claim: the full gradient is the mean over any partition into
// minibatches; a minibatch's is an unbiased estimate of it whose variance falls as 1/n.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';
import { createRandom, randomIndices } from '../helpers/random.js';
import { flat, norm, relativeError } from '../helpers/tensors.js';

const COUNT = 960;
const engine = await loadEngine();
const train = engine.createDataset(await starterImages(engine, 0, COUNT));
// A few steps from the start, where classes pull in different directions.
const spec = {
  model: { layers: [{ units: 12, activation: 'tanh' }, { units: 10 }] },
  optimizer: { id: 'sgd' },
};
const experiment = engine.createExperiment(spec, { train });
experiment.runSteps(30);
after(() => {
  experiment.free();
  train.free();
});

const gradientOn = (indices) => {
  const loss = experiment.lossAndGradient(indices);
  return { loss, gradient: flat(experiment.gradients()) };
};
const everything = Array.from({ length: COUNT }, (_, n) => n);
const full = gradientOn(everything);

/** ‖a − b‖² */
const squaredDistance = (a, b) => a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);

describe('gd', () => {
  for (const size of [32, 96, 480])
    test(`the gradient of all images is the mean over a partition into minibatches of ${size}`, () => {
      const order = experiment.order(0);
      const mean = new Float64Array(full.gradient.length);
      let loss = 0;
      for (let first = 0; first < COUNT; first += size) {
        const part = gradientOn(order.subarray(first, first + size));
        part.gradient.forEach((g, i) => {
          mean[i] += (g * size) / COUNT;
        });
        loss += (part.loss * size) / COUNT;
      }
      const error = relativeError(mean, full.gradient);
      assert.ok(error < 1e-5, `relative error ${error}`);
      assert.ok(Math.abs(loss - full.loss) < 1e-6 * full.loss, `loss ${loss} instead of ${full.loss}`);
      // One minibatch alone is another matter.
      const one = gradientOn(order.subarray(0, size));
      assert.ok(relativeError(one.gradient, full.gradient) > 0.05);
    });
});

describe('sgd', () => {
  const DRAWS = 300;

  /** Mean of the estimates from n random images, and their mean squared distance from the full gradient. */
  function sample(n, seed) {
    const random = createRandom(seed);
    const mean = new Float64Array(full.gradient.length);
    let variance = 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      const { gradient } = gradientOn(randomIndices(random, n, COUNT));
      gradient.forEach((g, i) => {
        mean[i] += g / DRAWS;
      });
      variance += squaredDistance(gradient, full.gradient) / DRAWS;
    }
    return { mean, variance };
  }

  const sizes = [4, 16, 64];
  const samples = sizes.map((n) => sample(n, n));

  for (const [k, n] of sizes.entries())
    test(`minibatches of ${n}: the estimate is unbiased`, () => {
      const { mean, variance } = samples[k];
      assert.ok(variance > 0.01 * norm(full.gradient) ** 2, 'there is noise');
      // The mean of M unbiased estimates is off by variance / M, in the mean; a bias would stay.
      const off = squaredDistance(mean, full.gradient) / (variance / DRAWS);
      assert.ok(off > 0.3 && off < 2, `${off} times the distance that chance explains`);
    });

  test('its variance falls as 1/n', () => {
    const scaled = samples.map(({ variance }, k) => variance * sizes[k]);
    for (const value of scaled) {
      const ratio = value / scaled[0];
      assert.ok(Math.abs(ratio - 1) < 0.15, `n · variance: ${scaled}`); // four standard errors
    }
  });
});

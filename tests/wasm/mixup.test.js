// Mixup: loss and gradient of mixed images against the float64 reference, and how shares and partners are drawn.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { relativeError } from '../helpers/tensors.js';
import * as reference from '../reference/network.js';

const golden = JSON.parse(readFileSync(new URL('../golden/mixup.json', import.meta.url), 'utf8'));
const engine = await loadEngine();
const COUNT = 60;
const init = syntheticImages({ count: COUNT });
const pixels = init.rows * init.columns;
const train = engine.createDataset(init);
after(() => train.free());

const x = reference.scaleImages(init.images, pixels, 'unit');
const rowOf = (n) => x.subarray(n * pixels, (n + 1) * pixels);
const indices = Array.from({ length: 33 }, (_, n) => COUNT - 1 - n);
const create = (spec) =>
  engine.createExperiment(
    { batchSize: 33, ...spec, model: { layers: [{ units: 9, activation: 'tanh' }, { units: 3 }] } },
    { train },
  );

test('loss and gradient are the mixture of those by both labels, of the mixed images', () => {
  const experiment = create({ mixup: 1 });
  const loss = experiment.lossAndGradient(indices);
  const gradients = experiment.gradients();
  const { share, partners } = experiment.mixing(indices.length);
  assert.ok(share > 0.01 && share < 0.99, `a share that shows something: ${share}`);
  assert.deepEqual(
    [...partners].sort((a, b) => a - b),
    indices.map((_, n) => n),
  );
  const layers = reference.layersOf(experiment.parameters(), ['tanh', 'softmax']);
  const mixed = Float64Array.from(
    indices.flatMap((n, i) => Array.from(rowOf(n), (v, p) => share * v + (1 - share) * rowOf(indices[partners[i]])[p])),
  );
  const first = reference.lossAndGradient(
    layers,
    mixed,
    indices.map((n) => init.labels[n]),
  );
  const second = reference.lossAndGradient(
    layers,
    mixed,
    indices.map((_, i) => init.labels[indices[partners[i]]]),
  );
  const expected = share * first.loss + (1 - share) * second.loss;
  assert.ok(Math.abs(loss - expected) < 2e-6 * expected, `${loss} instead of ${expected}`);
  assert.ok(Math.abs(first.loss - second.loss) > 1e-3, 'labels that differ');
  gradients.forEach(({ name, values }, i) => {
    const part = i % 2 ? 'bias' : 'kernel';
    const both = first.gradients[i >> 1][part].map(
      (g, k) => share * g + (1 - share) * second.gradients[i >> 1][part][k],
    );
    const error = relativeError(values, both);
    assert.ok(error < 1e-5, `gradient of ${name}: relative error ${error}`);
  });
  experiment.free();
});

test('an alpha as small as a number can be has a share, too', () => {
  const experiment = create({ mixup: 5e-324 });
  assert.ok(Number.isFinite(experiment.lossAndGradient(indices)));
  experiment.free();
});

test('a minibatch that passes in parts has one share, and partners of its own in each', () => {
  const experiment = create({ mixup: 1 });
  const [one, two] = [512, 1024].map((count) => {
    experiment.lossAndGradient(Array.from({ length: count }, (_, n) => n % COUNT));
    return experiment.mixing(COUNT);
  });
  assert.equal(one.share, two.share);
  assert.notDeepEqual(one.partners, two.partners);
  experiment.free();
});

test('partners that nobody has are refused, and no bytes of other things given for them', () => {
  const many = engine.createDataset(syntheticImages({ count: 2000 }));
  const experiment = engine.createExperiment(
    { mixup: 1, batchSize: 33, model: { layers: [{ units: 3 }] } },
    { train: many },
  );
  assert.equal(experiment.mixing(2000), null);
  experiment.lossAndGradient(indices);
  assert.throws(() => experiment.mixing(2000), {
    name: 'RangeError',
    message: /^count must be at most \d+, .* got 2000$/,
  });
  const last = indices.length;
  assert.equal(experiment.mixing(last).partners.length, last);
  experiment.lossAndGradient(indices.slice(0, last - 1));
  assert.throws(() => experiment.mixing(last), /count must be at most \d+, .* got/, 'none of an earlier minibatch');
  experiment.free();
  many.free();
});

test('shares are of Beta(α, α), by Kolmogorov and Smirnov against the quantiles of SciPy; every step has its own', () => {
  const COUNT_OF_SHARES = 4000;
  // What a sample of this many exceeds once in 1,000 (Smirnov's limit); the seed is fixed, so it does here always or never.
  const limit = 1.95 / Math.sqrt(COUNT_OF_SHARES);
  for (const { alpha, quantiles } of golden.rows) {
    const experiment = create({ mixup: alpha, epochs: 10000 });
    const shares = Array.from({ length: COUNT_OF_SHARES }, () => {
      experiment.runSteps(1);
      return experiment.mixing(27)?.share ?? 1;
    });
    quantiles.forEach((quantile, n) => {
      if (quantile > 1 - 1e-6) return; // nearer to 1 than a float can tell; 0 has the same on its side
      const below = shares.filter((share) => share <= quantile).length / COUNT_OF_SHARES;
      const distance = Math.abs(below - golden.levels[n]);
      assert.ok(
        distance < limit,
        `α = ${alpha}: ${below} of the shares instead of ${golden.levels[n]} are at most ${quantile}`,
      );
    });
    experiment.free();
  }
});

test('nothing is mixed where nothing is learned, or nobody asked', () => {
  const [mixed, plain] = [create({ mixup: 0.5 }), create({})];
  for (const experiment of [mixed, plain]) experiment.setParameters(mixed.parameters());
  assert.equal(plain.mixing(1), null);
  mixed.lossAndGradient(indices);
  const mixing = mixed.mixing(1);
  assert.ok(mixing && mixing.share < 1);
  assert.deepEqual(mixed.evaluate(train), plain.evaluate(train));
  assert.deepEqual(mixed.mixing(1), mixing, 'told of the last minibatch that was learned from');
  assert.deepEqual(mixed.layerStatistics(indices), plain.layerStatistics(indices));
  assert.deepEqual(mixed.sharpness(indices), plain.sharpness(indices));
  mixed.free();
  plain.free();
});

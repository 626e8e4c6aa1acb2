// Deep networks, residual, normalized, with smoothed labels, and how their losses bend, against PyTorch in float64 (depth.py).
// An activation of the catalog without its cases fails.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { createDataset, createWorst, problem, readGolden, relativeError } from './compare.js';

const LOSS_LIMIT = 2e-6;
const GRADIENT_LIMIT = 2e-5;
const PRODUCT_LIMIT = 1e-4;
const VALUE_LIMIT = 1e-3; // of the eigenvalue that is largest in size

const engine = await loadEngine();
const train = createDataset(engine);
const { cases, networks } = readGolden('depth.json');
const worst = createWorst();
const indices = problem.labels.map((_, n) => n);

test('every activation of the catalog has its cases, with batch normalization too', () => {
  const inner = cases.map(({ spec }) => spec.model.layers[0]);
  for (const { key, outputOnly } of engine.catalog.activations)
    for (const place of [undefined, 'before'])
      assert.ok(
        outputOnly || inner.some(({ activation, batchNorm }) => activation === key && batchNorm === place),
        `no case of ${key} with batchNorm ${place}: add it to depth.py`,
      );
});

function start({ spec, units, extra }) {
  const experiment = engine.createExperiment({ batchSize: indices.length, ...spec }, { train });
  experiment.setParameters([...networks[units], ...extra]);
  return experiment;
}

function checkGradient(experiment, { title, loss: expected, gradients, masks = {} }) {
  const given = Object.entries(masks).map(([name, bits]) => ({ name, values: [...bits].map(Number) }));
  const loss = experiment.lossAndGradient(indices, { masks: given });
  worst.note('loss', Math.abs(loss - expected) / expected, title);
  assert.ok(Math.abs(loss - expected) <= LOSS_LIMIT * expected, `loss ${loss} instead of ${expected}`);
  const ours = experiment.gradients().filter(({ name }) => !name.includes('/moving'));
  // Batch normalization takes a bias before it away: its gradient is rounding alone.
  const whole = Math.hypot(...gradients.flat());
  assert.equal(ours.length, gradients.length);
  ours.forEach(({ name, values }, i) => {
    if (Math.hypot(...gradients[i]) < 1e-9 * whole) return assert.ok(Math.hypot(...values) < 1e-5 * whole, name);
    const error = relativeError(values, gradients[i]);
    worst.note('gradient', error, title);
    assert.ok(error <= GRADIENT_LIMIT, `gradient of ${name}: relative error ${error}`);
  });
}

function checkProduct(experiment, { title, product }) {
  assert.ok(Math.hypot(...product) > 0.01, 'a golden product that shows something');
  const curvature = experiment.curvature(indices);
  const direction = product.map((_, i) => ((i * 37) % 101) / 50 - 1);
  const error = relativeError(curvature.product(direction), product);
  curvature.free();
  worst.note('product', error, title);
  assert.ok(error <= PRODUCT_LIMIT, `product: relative error ${error}`);
}

function checkValues(experiment, { title, largest, least }) {
  const found = experiment.sharpness(indices, { largest: largest.length, least: least.length, tolerance: 1e-4 });
  assert.ok(found.converged, `${found.products} products are enough`);
  const size = Math.max(Math.abs(largest[0]), Math.abs(least[0]));
  for (const [ours, golden] of [
    [found.largest, largest],
    [found.least, least],
  ])
    golden.forEach((value, k) => {
      const error = Math.abs(ours[k] - value) / size;
      worst.note('eigenvalue', error, title);
      assert.ok(error <= VALUE_LIMIT, `${ours[k]} instead of ${value}`);
    });
}

for (const golden of cases)
  test(golden.title, () => {
    const experiment = start(golden);
    try {
      checkGradient(experiment, golden);
      if (!golden.product) return;
      checkProduct(experiment, golden);
      checkValues(experiment, golden);
    } finally {
      experiment.free();
    }
  });

test('largest errors', (t) => t.diagnostic(worst.report()));

after(() => train.free());

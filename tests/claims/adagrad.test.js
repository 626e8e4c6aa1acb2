// adagrad: with a constant gradient, step t is η/√t in every direction; the steeper of two directions has the smaller
// rate.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();
const adagrad = (learningRate) => ({ id: 'adagrad', learningRate });

test('with a constant gradient the step is η/√t, whatever the slope', () => {
  const spec = {
    surface: { id: 'plane', slopeX: 8, slopeY: -0.25 },
    start: [9, -9],
    optimizer: adagrad(0.5), // ends near 0
  };
  pairsOf(runSurface(engine, spec, 100).steps).forEach(([x, y], n) => {
    const expected = 0.5 / Math.sqrt(n + 1);
    for (const step of [-x, y]) assert.ok(Math.abs(step / expected - 1) < 2e-5, `step ${n + 1}: ${step}`);
  });
});

test('the rate of each direction is η/(|g| √t): the steeper one has the smaller', () => {
  const spec = { surface: { id: 'plane', slopeX: 8, slopeY: 0.25 }, start: [9, 9], optimizer: adagrad(0.5) };
  pairsOf(runSurface(engine, spec, 100).effectiveRates).forEach(([steep, flat], n) => {
    assert.ok(steep < flat);
    assert.ok(Math.abs(flat / steep / 32 - 1) < 1e-4, `step ${n + 1}: ${flat / steep} times`);
  });
});

test('so it is on a narrow valley, and rates only fall', () => {
  for (const surface of ['long_valley', { id: 'quadratic', kappa: 50 }, 'himmelblau']) {
    const { effectiveRates, gradients, gradientPoints } = runSurface(
      engine,
      { surface, start: [-2, 1], optimizer: adagrad(0.1) },
      60,
    );
    const rates = pairsOf(effectiveRates);
    const sums = [0, 0];
    pairsOf(gradients).forEach((g, n) => {
      g.forEach((x, i) => (sums[i] += x * x));
      const steeper = sums[0] > sums[1] ? 0 : 1;
      // A step is told from points that float32 has rounded; where it is tiny, so are its digits.
      const roundings = pairsOf(gradientPoints)[n].map(
        (x, i) => (2 ** -23 * Math.max(Math.abs(x), 0.1)) / Math.abs(g[i]),
      );
      if (sums[0] > 1.1 * sums[1] || sums[1] > 1.1 * sums[0])
        assert.ok(rates[n][steeper] < rates[n][1 - steeper] + roundings[0] + roundings[1], `step ${n + 1}`);
      if (n > 0) rates[n].forEach((rate, i) => assert.ok(rate < rates[n - 1][i] * (1 + 1e-3) + 2 * roundings[i]));
    });
  }
});

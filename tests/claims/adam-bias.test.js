// adam-bias: with a constant gradient the first step is √10·η without the correction and η with it; the largest of the
// uncorrected steps is 6.57·η, at t = 12 (β₁ 0.9, β₂ 0.999).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();
const eta = 0.125;

/** The steps downhill, in units of η, along both slopes of a plane. */
function stepsOf(biasCorrection, steps = 100) {
  const optimizer = { id: 'adam', learningRate: eta, beta1: 0.9, beta2: 0.999, biasCorrection };
  const surface = { id: 'plane', slopeX: 1, slopeY: 50 };
  const report = runSurface(engine, { surface, start: [0, 0], optimizer }, steps);
  return pairsOf(report.steps).map((step) => step.map((x) => -x / eta));
}

const near = (step, expected, what) =>
  step.forEach((x) => assert.ok(Math.abs(x / expected - 1) < 1e-4, `${what}: ${x} instead of ${expected}`));

test('the first step is √10·η without, η with', () => {
  near(stepsOf(false)[0], Math.sqrt(10), 'without');
  near(stepsOf(true)[0], 1, 'with');
});

test('with the correction, every step is η', () => {
  stepsOf(true).forEach((step, n) => near(step, 1, `step ${n + 1}`));
});

test('without it, step t is η(1 − β₁ᵗ)/√(1 − β₂ᵗ), and the largest is 6.57·η at t = 12', () => {
  const steps = stepsOf(false);
  steps.forEach((step, n) => near(step, (1 - 0.9 ** (n + 1)) / Math.sqrt(1 - 0.999 ** (n + 1)), `step ${n + 1}`));
  for (const axis of [0, 1]) {
    const along = steps.map((step) => step[axis]);
    assert.equal(along.indexOf(Math.max(...along)) + 1, 12);
    assert.ok(Math.abs(Math.max(...along) - 6.57) < 0.005);
  }
});

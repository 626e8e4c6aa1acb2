// rmsprop: past a cliff's edge the gradient is a tenth; RMSProp's average forgets the steep part, so that its rate
// recovers in about 1/(1 − ρ) steps, and AdaGrad's sum does not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();
const learningRate = 0.02;
const surface = { id: 'cliff', slope: 1, ratio: 10 };

/** Effective rates along x, from the step on whose gradient is the first of the plateau; `before` is the one before the edge. */
function ratesPastTheEdge(optimizer, steps) {
  const { effectiveRates, gradients } = runSurface(engine, { surface, start: [-3, 0], optimizer }, steps);
  const g = pairsOf(gradients).map(([x]) => x);
  const rates = pairsOf(effectiveRates).map(([x]) => x);
  const first = g.findIndex((x) => Math.abs(x + 0.1) < 1e-6);
  assert.ok(first > 20, `the plateau is reached, at step ${first}`);
  assert.ok(
    g.slice(first).every((x) => Math.abs(x + 0.1) < 1e-6),
    'and not left',
  );
  return { before: rates[g.findLastIndex((x) => x < -0.999)], after: rates.slice(first) };
}

for (const rho of [0.8, 0.9, 0.95])
  test(`rmsprop, ρ = ${rho}: ten times the rate, in about 1/(1 − ρ) steps`, () => {
    const { before, after } = ratesPastTheEdge({ id: 'rmsprop', learningRate, rho }, 1200);
    const recovered = 10 * before; // η/|g| of a tenth of the gradient
    assert.ok(Math.abs(before / learningRate - 1) < 1e-3, `η/|g| before: ${before}`);
    assert.ok(after[0] < 3 * before, 'at first, the steep part rules');
    // r falls from 1 to 0.01 as ρᵗ: the rate is 1/√r. After t of them it is e^½ times as high.
    const memory = Math.round(1 / (1 - rho));
    assert.ok(after[memory] > 1.5 * after[0], `after ${memory} steps: ${after[memory]}, from ${after[0]}`);
    const steps = after.findIndex((rate) => rate > 0.9 * recovered) / memory;
    assert.ok(steps > 2 && steps < 8, `nine tenths of the recovery take ${steps} times 1/(1 − ρ)`);
    assert.ok(Math.abs(after[10 * memory] / recovered - 1) < 0.01);
  });

test('adagrad does not recover', () => {
  const { before, after } = ratesPastTheEdge({ id: 'adagrad', learningRate: 0.3 }, 1200);
  assert.ok(after.length > 200);
  after.forEach((rate, n) => assert.ok(rate < before, `${n} steps past the edge`));
  assert.ok(after.at(-1) < after[0], 'it only falls');
});

// conditioning: on f = (x² + κy²)/2, whose Hessian has the eigenvalues 1 and κ, a step of gradient descent multiplies x
// by 1 − η and y by 1 − ηκ; at η = 2/(1 + κ) both shrink by (κ − 1)/(κ + 1), which is the best there is.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();

function pointsOf(kappa, learningRate, steps) {
  const spec = { surface: { id: 'quadratic', kappa }, start: [1, 1], optimizer: { id: 'sgd', learningRate } };
  return [[1, 1], ...pairsOf(runSurface(engine, spec, steps).points)];
}

/** What each step multiplies both coordinates by. */
const factors = (kappa, learningRate, steps = 10) =>
  pointsOf(kappa, learningRate, steps)
    .map((point, n, all) => point.map((x, i) => x / all[n - 1]?.[i]))
    .slice(1);

/** What a step multiplies the distance from the minimum by, measured late, when the slower coordinate has the larger part. */
function contraction(kappa, learningRate) {
  const [before, after] = pointsOf(kappa, learningRate, 40)
    .slice(-2)
    .map((point) => Math.max(...point.map(Math.abs)));
  return after / before;
}

const near = (x, expected, what) => assert.ok(Math.abs(x - expected) < 1e-6, `${what}: ${x} instead of ${expected}`);

for (const kappa of [1.5, 4, 10, 100, 1000])
  describe(`κ = ${kappa}`, () => {
    const best = 2 / (1 + kappa);

    test('each coordinate is multiplied by 1 − ηλ, and the contraction is max |1 − ηλ|', () => {
      for (const rate of [0.1, 0.5, 0.9, 1, 1.05].map((share) => share * best)) {
        factors(kappa, rate).forEach(([x, y], n) => {
          near(x, 1 - rate, `x, step ${n + 1}`);
          near(y, 1 - rate * kappa, `y, step ${n + 1}`);
        });
        near(contraction(kappa, rate), Math.max(Math.abs(1 - rate), Math.abs(1 - rate * kappa)), `η = ${rate}`);
      }
    });

    test('at η = 2/(L + μ) it is (κ − 1)/(κ + 1), and no other rate is better', () => {
      const least = (kappa - 1) / (kappa + 1);
      near(contraction(kappa, best), least, 'the best rate');
      for (const share of [0.5, 0.9, 1.1]) assert.ok(contraction(kappa, share * best) > least + 1e-5, `${share}`);
    });

    test('beyond 2/L it grows, to and fro', () => {
      const [, y] = factors(kappa, 2.1 / kappa).at(-1);
      assert.ok(y < -1, `${y}`);
    });
  });

test('steps across the valley zigzag: y changes its sign, x does not', () => {
  for (const [x, y] of factors(10, 2 / 11)) assert.ok(x > 0 && y < 0);
});

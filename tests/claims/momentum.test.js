// momentum: on a plane, whose gradient is constant, the step grows to η‖g‖/(1 − ρ).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();
const slopes = [3, 4]; // ‖g‖ = 5
const surface = { id: 'plane', slopeX: slopes[0], slopeY: slopes[1] };
const learningRate = 0.01;

/** The lengths of the steps. The run starts so far uphill that it ends at the origin, where float32 is finest. */
function lengths(optimizer, rho, steps) {
  // Σ η(1 − ρᵗ)/(1 − ρ)
  const way = (learningRate / (1 - rho)) * (steps - (rho * (1 - rho ** steps)) / (1 - rho));
  const start = slopes.map((slope) => slope * way);
  const report = runSurface(
    engine,
    { surface, start, optimizer: { learningRate, momentum: rho, ...optimizer } },
    steps,
  );
  return pairsOf(report.steps).map(([x, y]) => Math.hypot(x, y));
}

for (const convention of engine.catalog.conventions)
  for (const rho of [0, 0.5, 0.9, 0.95]) {
    const terminal = (learningRate * 5) / (1 - rho);
    const steps = Math.max(10, Math.ceil(Math.log(1e-7) / Math.log(rho || 0.1)));

    test(`${convention}, ρ = ${rho}: the terminal step is η‖g‖/(1 − ρ)`, () => {
      const last = lengths({ id: 'momentum', convention }, rho, steps).at(-1);
      assert.ok(Math.abs(last / terminal - 1) < 1e-5, `${last} instead of ${terminal}`);
    });

    test(`${convention}, ρ = ${rho}: step t is the terminal one times 1 − ρᵗ`, () => {
      lengths({ id: 'momentum', convention }, rho, steps).forEach((length, n) => {
        const expected = terminal * (1 - rho ** (n + 1));
        assert.ok(Math.abs(length - expected) < 1e-5 * terminal, `step ${n + 1}: ${length} instead of ${expected}`);
      });
    });

    test(`${convention}, ρ = ${rho}: nesterov's is the same`, () => {
      const last = lengths({ id: 'nesterov', convention }, rho, steps).at(-1);
      assert.ok(Math.abs(last / terminal - 1) < 1e-5, `${last} instead of ${terminal}`);
    });
  }

// nesterov: the rewritten form moves x̃ = x + ρv, where the look-ahead form takes its gradient. At every step, whatever
// the rate's schedule.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();
const LIMIT = 1e-5; // of the largest coordinate: 200 steps of float32
const steps = 200;
const momentum = 0.9;
const rates = {
  quadratic: 0.02,
  long_valley: 0.01,
  saddle: 0.01,
  beale: 0.002,
  rosenbrock: 0.0002,
  himmelblau: 0.001,
  plane: 0.01,
  cliff: 0.02,
};
const schedules = [
  { id: 'constant' },
  { id: 'exponential', decaySteps: 100 },
  { id: 'piecewise', boundaries: [50, 51, 120], rates: [1, 0.1, 2, 0.3] },
  { id: '1cycle' },
];

/** Both forms' runs from the same start. */
function bothForms(surface, schedule) {
  const learningRate = rates[surface];
  const scaled = schedule.rates ? { ...schedule, rates: schedule.rates.map((r) => r * learningRate) } : schedule;
  return ['look-ahead', 'rewritten'].map((form) => {
    const optimizer = { id: 'nesterov', learningRate, momentum, form };
    return runSurface(engine, { surface, optimizer, schedule: scaled, steps }, steps);
  });
}

const largest = (report) => report.points.reduce((max, x) => Math.max(max, Math.abs(x)), 1);

for (const { key: surface } of engine.catalog.surfaces)
  describe(surface, () => {
    for (const schedule of schedules)
      test(schedule.id, () => {
        const [ahead, rewritten] = bothForms(surface, schedule);
        assert.deepEqual(ahead.learningRates, rewritten.learningRates);
        const limit = LIMIT * largest(ahead);
        const velocities = pairsOf(ahead.slots[0]);
        const theirs = pairsOf(rewritten.points);
        pairsOf(ahead.points).forEach((point, n) =>
          point.forEach((x, i) => {
            const tilde = x + momentum * velocities[n][i];
            assert.ok(Math.abs(tilde - theirs[n][i]) < limit, `step ${n + 1}: ${tilde} and ${theirs[n][i]}`);
          }),
        );
      });

    test('x̃ is where the look-ahead form takes its gradient', () => {
      const [ahead] = bothForms(surface, schedules[2]);
      const [points, velocities] = [ahead.points, ahead.slots[0]].map(pairsOf);
      pairsOf(ahead.gradientPoints)
        .slice(1)
        .forEach((at, n) =>
          at.forEach((x, i) =>
            assert.ok(Math.abs(x - points[n][i] - momentum * velocities[n][i]) < 1e-6 * largest(ahead)),
          ),
        );
    });
  });

test('a schedule does tell the two apart from plain momentum', () => {
  const [ahead] = bothForms('quadratic', schedules[2]);
  const optimizer = { id: 'momentum', learningRate: rates.quadratic, momentum };
  const schedule = { ...schedules[2], rates: schedules[2].rates.map((r) => r * rates.quadratic) };
  const plain = runSurface(engine, { surface: 'quadratic', optimizer, schedule, steps }, steps);
  assert.ok(plain.points.some((x, i) => Math.abs(x - ahead.points[i]) > 0.05));
});

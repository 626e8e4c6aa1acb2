// Every schedule of the catalog against Keras, PyTorch and closed forms in float64 (schedules.py). A row
// without its case fails.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { createWorst, readGolden } from './compare.js';

const RELATIVE_LIMIT = 1e-12;
const ROUNDING = 1e-15; // of the largest rate: what cancels where a schedule falls to almost nothing

const engine = await loadEngine();
const { cases, validationLosses } = readGolden('schedules.json');
const worst = createWorst();

test('every schedule of the catalog has golden numbers', () => {
  const covered = new Set(cases.map((c) => c.schedule.id));
  for (const { key } of engine.catalog.schedules) {
    assert.ok(covered.has(key), `no case of ${key}: add it to schedules.py`);
  }
});

/** The rates that should be in force, one a step or an epoch. */
function expectedRates({ rates, ratesAfter, optimizer }) {
  // The loss that an epoch ends with decides the next epoch's rate; the last decides nothing.
  return rates ?? [optimizer.learningRate, ...ratesAfter.slice(0, -1)];
}

for (const golden of cases) {
  const { optimizer, schedule, stepsPerEpoch, epochs, source } = golden;
  const { id, ...rest } = schedule;
  test(`${id} ${optimizer.convention} ${JSON.stringify(rest)}, by ${source}`, () => {
    const expected = expectedRates(golden);
    const ours = engine.scheduleRates({ optimizer, schedule }, {
      stepsPerEpoch, epochs, ...(golden.ratesAfter && { validationLosses }),
    });
    assert.equal(ours.length, expected.length);
    const largest = Math.max(...expected);
    expected.forEach((rate, t) => {
      const error = Math.abs(ours[t] - rate);
      worst.note('error', error / largest, `${id} at ${t}`);
      const limit = RELATIVE_LIMIT * rate + ROUNDING * largest;
      assert.ok(error <= limit, `rate ${t}: ${ours[t]} instead of ${rate}`);
    });
  });
}

test('1cycle whose warm-up ends with its first step, where PyTorch divides by 0, begins at its peak', () => {
  for (const [warmup, epochs, expected] of /** @type {const} */ ([
    [0.5, 2, [0.1, 4e-7]],
    [1, 1, [0.1]],
  ])) {
    const schedule = { id: '1cycle', shape: 'cosine', warmup, startDivisor: 25, finalDivisor: 10000 };
    const rates = engine.scheduleRates({ optimizer: { id: 'sgd', learningRate: 0.1 }, schedule }, { epochs });
    expected.forEach((rate, t) => assert.ok(Math.abs(rates[t] - rate) < 1e-15, `${warmup}: ${rates}`));
  }
});

test('a plateau is judged by the convention, not by these losses alone', () => {
  const presets = cases.filter((c) => c.schedule.id === 'performance' && !('patience' in c.schedule));
  const different = new Set(presets.map((c) => JSON.stringify(c.ratesAfter)));
  assert.equal(different.size, engine.catalog.conventions.length);
});

test('largest error, of the largest rate', (t) => t.diagnostic(worst.report()));

// Every schedule's rate at every step is its closed form, in scheduleRates and in runs; a plateau fires
// exactly when it should.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { runToEnd } from '../helpers/tensors.js';

const engine = await loadEngine();
const ETA = 0.3;
const STEPS_PER_EPOCH = 7;
const EPOCHS = 30;

const train = engine.createDataset(syntheticImages({ count: 70 }));
const validation = engine.createDataset(syntheticImages({ count: 30, seed: 5 }));
after(() => {
  train.free();
  validation.free();
});

const line = (a, b, x) => a + (b - a) * x;
const cosine = (a, b, x) => b + ((a - b) / 2) * (1 + Math.cos(Math.PI * x));

/** η(t) of T, as the slides and papers write it. */
const cases = [
  [{ id: 'constant' }, () => ETA],
  [{ id: 'power', decaySteps: 20, exponent: 1 }, (t) => ETA / (1 + t / 20)],
  [{ id: 'power', decaySteps: 3.5, exponent: 0.5 }, (t) => ETA / Math.sqrt(1 + t / 3.5)],
  [{ id: 'exponential', decaySteps: 40 }, (t) => ETA * 0.1 ** (t / 40)],
  [
    { id: 'piecewise', boundaries: [5, 12.5], rates: [0.01, 0.005, 0.001] },
    (t) => (t < 5 ? 0.01 : t < 12.5 ? 0.005 : 0.001),
  ],
  [{ id: 'piecewise', boundaries: [], rates: [0.7] }, () => 0.7],
  [
    { id: '1cycle', shape: 'linear', startDivisor: 10, finalDivisor: 1000 },
    (t, T) => {
      const half = Math.floor((T - Math.floor(T / 10) - 1) / 2);
      if (t < half) return line(ETA / 10, ETA, t / half);
      if (t < 2 * half) return line(ETA, ETA / 10, (t - half) / half);
      return line(ETA / 10, ETA / 10 / 1000, (t - 2 * half) / (T - 2 * half));
    },
  ],
  [
    { id: '1cycle', shape: 'cosine', warmup: 0.3, startDivisor: 25, finalDivisor: 1e4 },
    (t, T) => {
      const [top, end] = [0.3 * T - 1, T - 1];
      return t <= top ? cosine(ETA / 25, ETA, t / top) : cosine(ETA, ETA / 25 / 1e4, (t - top) / (end - top));
    },
  ],
  [
    { id: 'cosine', warmup: 4, minimumRate: 0.02 },
    (t, T) => (t < 4 ? (ETA * t) / 4 : cosine(ETA, 0.02, (t - 4) / (T - 4))),
  ],
];

const specOf = (schedule) => ({
  model: { layers: [{ units: 3 }] },
  optimizer: { id: 'sgd', learningRate: ETA },
  schedule,
  batchSize: 10,
  epochs: EPOCHS,
});

test('every schedule of the catalog is here', () => {
  const here = new Set([...cases.map(([schedule]) => schedule.id), 'performance']);
  assert.deepEqual([...here].sort(), engine.catalog.schedules.map((row) => row.key).sort());
});

for (const [schedule, formula] of cases)
  for (const per of ['step', 'epoch'])
    describe(`${JSON.stringify(schedule)} per ${per}`, () => {
      const T = per === 'step' ? EPOCHS * STEPS_PER_EPOCH : EPOCHS;
      const expected = Array.from({ length: T }, (_, t) => formula(t, T));
      const rates = engine.scheduleRates(specOf({ ...schedule, per }), {
        stepsPerEpoch: STEPS_PER_EPOCH,
        epochs: EPOCHS,
      });

      test('is its closed form at every step', () => {
        assert.equal(rates.length, T);
        rates.forEach((rate, t) =>
          assert.ok(Math.abs(rate - expected[t]) <= 1e-12 * ETA, `t = ${t}: ${rate} instead of ${expected[t]}`),
        );
        assert.equal(rates.length > 1 && rates[0] === rates[T - 1], new Set(expected).size === 1, 'it moves');
      });

      test("is the rate of a run's every step", () => {
        const experiment = engine.createExperiment(specOf({ ...schedule, per }), { train });
        assert.equal(experiment.state().learningRate, rates[0]);
        for (let step = 0; step < EPOCHS * STEPS_PER_EPOCH; step++) {
          const { learningRate } = experiment.runSteps(1);
          assert.equal(learningRate, rates[per === 'step' ? step : Math.floor(step / STEPS_PER_EPOCH)], `step ${step}`);
        }
        assert.equal(experiment.runSteps(1).status, 'done');
        experiment.free();
      });
    });

describe('performance', () => {
  const rates = (options, validationLosses) =>
    Array.from(
      engine.scheduleRates(
        {
          optimizer: { id: 'sgd', learningRate: 1 },
          schedule: { id: 'performance', factor: 0.5, ...options },
        },
        { epochs: validationLosses.length, validationLosses },
      ),
    );

  test('cuts after `patience` epochs without a better loss, and not an epoch sooner', () => {
    // The best is epoch 2's; of 3, 4 and 5 none is better, so the sixth runs at half the rate.
    assert.deepEqual(rates({ patience: 3 }, [3, 2, 2, 2.5, 2.1, 1, 1, 1]), [1, 1, 1, 1, 1, 0.5, 0.5, 0.5]);
    assert.deepEqual(rates({ patience: 3 }, [3, 2, 2.5, 2.1, 1.9, 2, 2, 2, 2]), [1, 1, 1, 1, 1, 1, 1, 1, 0.5]);
    assert.deepEqual(rates({ patience: 1 }, [1, 1, 1, 1, 1]), [1, 1, 0.5, 0.25, 0.125]);
    assert.deepEqual(rates({ patience: 3 }, [9, 8, 7, 6, 5, 4, 3, 2, 1]), Array(9).fill(1), 'never while it falls');
  });

  test('an equal loss is no better, nor one less than minDelta lower', () => {
    assert.deepEqual(rates({ patience: 2, minDelta: 0.25 }, [4, 3.75, 3.74, 3, 3]), [1, 1, 1, 1, 1]);
    assert.deepEqual(rates({ patience: 2, minDelta: 0.25 }, [4, 3.75, 3.75, 3, 3]), [1, 1, 1, 0.5, 0.5]);
  });

  test('patienceExceeded waits one epoch more', () => {
    assert.deepEqual(rates({ patience: 2, patienceExceeded: true }, [1, 1, 1, 1, 1]), [1, 1, 1, 1, 0.5]);
    assert.deepEqual(rates({ patience: 2 }, [1, 1, 1, 1, 1]), [1, 1, 1, 0.5, 0.5]);
  });

  test('goes down to minimumRate and stays', () => {
    assert.deepEqual(rates({ patience: 1, minimumRate: 0.2 }, [1, 1, 1, 1, 1, 1]), [1, 1, 0.5, 0.25, 0.2, 0.2]);
  });

  test('rests for `cooldown` epochs after a cut', () => {
    const [without, withRest] = [0, 3].map((cooldown) => rates({ patience: 1, cooldown }, Array(12).fill(1)));
    const cuts = (list) => list.filter((rate, n) => n > 0 && rate < list[n - 1]).length;
    assert.ok(cuts(withRest) < cuts(without) && cuts(withRest) >= 2, `${withRest}`);
  });

  test('in a run it watches the validation loss that the records show', () => {
    const schedule = { id: 'performance', factor: 0.5, patience: 2, minDelta: 0.02 };
    const experiment = engine.createExperiment(specOf(schedule), { train, validation });
    const rate = [];
    const losses = [];
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      const report = experiment.runSteps(STEPS_PER_EPOCH);
      rate.push(report.learningRate);
      losses.push(report.epochs[0].validationLoss);
    }
    assert.equal(runToEnd(experiment).status, 'done');
    let [best, waited, expected] = [Infinity, 0, ETA];
    losses.forEach((loss, n) => {
      assert.ok(Math.abs(rate[n] - expected) < 1e-15, `epoch ${n + 1}: ${rate[n]} instead of ${expected}`);
      [best, waited] = loss < best - 0.02 ? [loss, 0] : [best, waited + 1];
      if (waited < 2) return;
      expected /= 2;
      waited = 0;
    });
    assert.ok(expected < ETA, 'it fired');
    experiment.free();
  });
});

// Single steps: which rate and which penalty they report, what steps on explicit minibatches do to the epochs
// that they are part of, and what a run says whose last step went wrong.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';

const COUNT = 60;
const BATCH = 8;
const PER_EPOCH = 8; // the last minibatch of an epoch has 4

const engine = await loadEngine();
const train = engine.createDataset(syntheticImages({ count: COUNT }));
const validation = engine.createDataset(syntheticImages({ count: 40, seed: 2 }));
after(() => [train, validation].forEach((set) => set.free()));

const layers = [{ units: 9, activation: 'relu' }, { units: 3 }];
const base = { model: { layers }, batchSize: BATCH, epochs: 3, optimizer: { id: 'sgd', learningRate: 0.1 } };
const create = (spec = {}, sets = { train, validation }) => engine.createExperiment({ ...base, ...spec }, sets);

/** The samples of step n. */
const minibatch = (run, n) =>
  run
    .order(Math.floor(n / PER_EPOCH))
    .subarray((n % PER_EPOCH) * BATCH)
    .subarray(0, BATCH);

describe('a run whose weights are not finite at its end has diverged', () => {
  // Every loss is finite; what the last update makes is not.
  const deep = [16, 16, 16].map((units) => ({ units, activation: 'relu' }));
  const spec = { model: { layers: [...deep, { units: 3 }] }, optimizer: { id: 'sgd', learningRate: 1000 } };

  test('SGD at a rate of 1000, without a validation set', () => {
    const run = create({ ...spec, batchSize: COUNT, epochs: 4 }, { train });
    const { losses, status } = run.runSteps(100);
    assert.ok(losses.length === 4 && losses.every(Number.isFinite), losses.join());
    assert.ok(run.parameters().some(({ values }) => !values.every(Number.isFinite)));
    assert.equal(status, 'diverged');
    run.free();
  });

  test('also where the weights were set by hand', () => {
    const run = create({ epochs: 1, optimizer: { id: 'sgd', learningRate: 0 } }, { train });
    run.runSteps(PER_EPOCH - 1);
    const [{ name, values }] = run.parameters();
    // The last pixel of every image is 0, so that no loss shows it.
    run.setParameters([{ name, values: values.map((w, i) => (i < values.length - 9 ? w : Infinity)) }]);
    assert.equal(run.runSteps(1).status, 'diverged');
    run.free();
  });

  test('and where moving statistics are not finite, which no loss of a training shows', () => {
    const normalized = [{ ...layers[0], batchNorm: 'before' }, layers[1]];
    const run = create({ epochs: 1, model: { layers: normalized } }, { train });
    run.runSteps(PER_EPOCH - 1);
    const name = 'batchnorm1/movingVariance';
    run.setParameters([{ name, values: Array(9).fill(Infinity) }]);
    const { losses, status } = run.runSteps(1);
    assert.deepEqual([Number.isFinite(losses[0]), status], [true, 'diverged']);
    run.free();
  });

  test('also by a step that somebody takes after the end, whose loss is finite', () => {
    const run = create({ epochs: 1, optimizer: { id: 'sgd', learningRate: 0 } }, { train });
    assert.equal(run.runSteps(PER_EPOCH).status, 'done');
    const [{ name, values }] = run.parameters();
    run.setParameters([{ name, values: values.map((w, i) => (i < values.length - 9 ? w : Infinity)) }]);
    assert.ok(Number.isFinite(run.stepOn([0])));
    assert.equal(run.state().status, 'diverged');
    assert.equal(engine.restore(run.save(), { train }).state().status, 'diverged');
    run.free();
  });
});

test('before the first gradient is asked for all are 0, whatever the weights were drawn with', () => {
  const run = create();
  const all = run.gradients().flatMap(({ values }) => [...values]);
  assert.ok(all.length > 0 && all.every((value) => value === 0), `${all.filter((value) => value !== 0)}`);
  run.free();
});

test('a gradient that is no number spoils the weights of every optimizer, so that the run says it has diverged', () => {
  // Black images, and linear layers of huge weights: all signals are 0, and what goes back is infinite, with both signs.
  const ids = engine.catalog.optimizers.map(({ key }) => key);
  const huge = { units: 16, activation: 'linear', initializer: 'he_normal', initializerScale: 1000 };
  const deep = Array.from({ length: 31 }, () => huge);
  const { images, ...rest } = syntheticImages({ count: COUNT });
  const black = engine.createDataset({ ...rest, images: images.map(() => 0) });
  for (const key of ids) {
    const run = create({ optimizer: { id: key }, model: { layers: [...deep, { units: 3 }] } }, { train: black });
    run.lossAndGradient([0, 1]);
    assert.ok(
      run.gradients().some(({ values }) => values.some(Number.isNaN)),
      'the loss is finite, its gradient is not',
    );
    assert.equal(run.runSteps(1000).status, 'diverged', key);
    run.free();
  }
  black.free();
});

describe('a minibatch whose loss is no number leaves nothing behind', () => {
  // 65 units and 17: columns are filled up to 80 and 32, to which no gradient belongs.
  const hidden = [
    { units: 65, activation: 'selu', batchNorm: 'before' },
    { units: 17, activation: 'gelu' },
  ];
  const model = { layers: [...hidden, { units: 3, batchNorm: 'before' }] };
  const all = Array.from({ length: COUNT }, (_, n) => n);
  const looks = {
    lossAndGradient: (run) => run.lossAndGradient(all),
    layerStatistics: (run) => run.layerStatistics(all).loss,
    curvature(run) {
      const curvature = run.curvature(all, { products: 1 });
      const { values } = curvature.step(1);
      curvature.free();
      return values[0];
    },
  };
  for (const [how, look] of Object.entries(looks))
    test(how, () => {
      const [run, control] = [0, 1].map(() => create({ model }, { train }));
      const kept = run.parameters();
      const seen = kept.map(({ name, values }) => {
        run.setParameters([{ name, values: values.map(() => 3e38) }]);
        const number = look(run);
        run.setParameters(kept);
        return number;
      });
      assert.ok(seen.some(Number.isNaN), seen.join());
      for (const one of [run, control]) assert.equal(one.runSteps(PER_EPOCH).status, 'running');
      assert.equal(run.weightsHash(), control.weightsHash());
      [run, control].forEach((one) => one.free());
    });
});

describe('steps on explicit minibatches', () => {
  test('are steps like others: epochs, records, early stopping and the best weights are those of runSteps', () => {
    const spec = { epochs: 12, earlyStopping: { patience: 12 }, optimizer: { id: 'momentum', learningRate: 0.5 } };
    const [whole, byHand] = [create(spec), create(spec)];
    whole.runSteps(1e6);
    for (let n = 0; n < whole.state().step; n++) byHand.stepOn(minibatch(byHand, n));
    assert.ok(whole.state().bestEpoch < 12, 'the last epoch is not the best: there is something to restore');
    assert.deepEqual(byHand.state(), whole.state());
    assert.deepEqual(byHand.epochs(), whole.epochs());
    assert.equal(byHand.weightsHash(), whole.weightsHash());
    whole.free();
    byHand.free();
  });

  for (const [name, places] of [
    ['first', [0]],
    ['last', [PER_EPOCH - 1]],
    ['first and last', [0, PER_EPOCH - 1]],
  ])
    test(`as the ${name} of an epoch, do not spoil its mean`, () => {
      const run = create();
      const losses = [];
      for (let n = 0; n < 2 * PER_EPOCH; n++)
        losses.push(places.includes(n - PER_EPOCH) ? run.stepOn(minibatch(run, n)) : run.runSteps(1).losses[0]);
      const total = losses.slice(PER_EPOCH).reduce((sum, loss, n) => sum + loss * (n === PER_EPOCH - 1 ? 4 : BATCH), 0);
      const records = run.epochs();
      assert.deepEqual(
        records.map(({ epoch }) => epoch),
        [1, 2],
      );
      assert.ok(Math.abs(records[1].trainLoss - total / COUNT) < 1e-6, `${records[1].trainLoss}, ${total / COUNT}`);
      run.free();
    });

  test('beyond the end take a step and record nothing', () => {
    const run = create({ epochs: 1 });
    run.runSteps(1e6);
    const before = run.weightsHash();
    for (let n = 0; n < 2 * PER_EPOCH; n++) run.stepOn([n]);
    assert.notEqual(run.weightsHash(), before);
    assert.deepEqual([run.state().step, run.epochs().length, run.state().status], [3 * PER_EPOCH, 1, 'done']);
    run.free();
  });

  test('after the end are part of the epoch that a longer run goes on with', () => {
    const run = create({ epochs: 2 });
    run.runSteps(1e6);
    const first = run.stepOn(minibatch(run, 2 * PER_EPOCH));
    const longer = engine.restore(run.save(), { train, validation, epochs: 3 });
    const { losses } = longer.runSteps(1e6);
    const total = [first, ...losses].reduce((sum, loss, n) => sum + loss * (n === PER_EPOCH - 1 ? 4 : BATCH), 0);
    assert.equal(losses.length, PER_EPOCH - 1);
    assert.ok(Math.abs(longer.epochs()[2].trainLoss - total / COUNT) < 1e-6, `${total / COUNT}`);
    run.free();
    longer.free();
  });

  test("that are not finite leave the weights and the optimizer's step number alone", () => {
    const [good, bad] = ['adam', 'adam'].map((id) => create({ optimizer: { id, learningRate: 0.01 } }));
    const start = bad.parameters();
    for (const run of [good, bad]) run.runSteps(3);
    const kept = bad.parameters();
    bad.setParameters(kept.map((p) => ({ ...p, values: p.values.map(() => 1e38) })));
    assert.ok(!Number.isFinite(bad.stepOn([1, 2])));
    assert.equal(bad.state().step, 3);
    bad.setParameters(kept);
    assert.equal(bad.stepOn([4, 5]), good.stepOn([4, 5]));
    assert.equal(bad.weightsHash(), good.weightsHash(), 'the step after it is number 4, not 5');
    assert.notDeepEqual(start, kept);
    good.free();
    bad.free();
  });
});

describe('a rate that is set where the schedule is at 0', () => {
  const spec = { schedule: { id: 'cosine', warmup: 4 } };

  test('is that of the next step, and the schedule goes on from its peak in proportion', () => {
    const [run, plain] = [create(spec), create(spec)];
    assert.equal(run.state().learningRate, 0);
    run.setLearningRate(0.05);
    assert.equal(run.state().learningRate, 0.05);
    const before = run.weightsHash();
    const rates = [];
    for (let n = 0; n < 3 * PER_EPOCH; n++) rates.push([run, plain].map((r) => r.runSteps(1).learningRate));
    assert.deepEqual(rates[0], [0.05, 0]);
    assert.notEqual(run.weightsHash(), before);
    for (const [rate, scheduled] of rates.slice(1)) assert.ok(Math.abs(rate - 0.5 * scheduled) < 1e-15, `${rate}`);
    run.free();
    plain.free();
  });

  test('moves the weights in that very step, saved and opened or not', () => {
    const run = create(spec);
    const still = run.weightsHash();
    run.setLearningRate(0.05);
    const other = engine.restore(run.save(), { train, validation });
    for (const r of [run, other]) assert.equal(r.runSteps(1).learningRate, 0.05);
    assert.notEqual(run.weightsHash(), still);
    assert.equal(other.weightsHash(), run.weightsHash());
    run.free();
    other.free();
  });

  test('and the schedule then rises out of all proportion, ends at the largest that may be set, or at 0', () => {
    const steep = { schedule: { id: 'piecewise', boundaries: [1], rates: [1e-310, 1000] } };
    for (const [set, expected] of [
      [1, 1000],
      [0, 0],
    ]) {
      const run = create(steep);
      run.setLearningRate(set);
      run.runSteps(1);
      run.stepOn([0]);
      assert.equal(run.state().learningRate, expected);
      engine.restore(run.save(), { train, validation }).free();
      run.free();
    }
  });

  test('and is 0 too, holds to the end', () => {
    const run = create(spec);
    run.setLearningRate(0);
    const start = run.weightsHash();
    run.runSteps(10);
    assert.equal(run.state().learningRate, 0);
    assert.equal(run.weightsHash(), start);
    run.free();
  });
});

describe('a rate that is set', () => {
  const share = (steps) => 0.1 ** (steps / 10);
  const schedule = { id: 'exponential', decaySteps: 10 };
  const next = (run) => run.runSteps(1).learningRates[0];

  test('is that of the next step, from where the schedule goes on in proportion', () => {
    const run = create({ schedule });
    run.runSteps(7);
    run.setLearningRate(0.03);
    for (let n = 0; n < 5; n++) assert.ok(Math.abs(next(run) / (0.03 * share(n)) - 1) < 1e-12, `step ${n}`);
    run.free();
  });

  test('where the optimizer began with 0, is what the schedule starts from', () => {
    const run = create({ schedule, optimizer: { id: 'sgd', learningRate: 0 } });
    assert.deepEqual([next(run), next(run)], [0, 0]);
    run.setLearningRate(0.03);
    for (let n = 0; n < 5; n++) assert.ok(Math.abs(next(run) / (0.03 * share(n)) - 1) < 1e-12, `step ${n}`);
    run.free();
  });
});

describe('the penalty that is reported', () => {
  const penalized = [
    { units: 9, activation: 'relu', l2: 0.01 },
    { units: 3, l1: 0.01 },
  ];
  for (const { key } of engine.catalog.optimizers)
    test(`is that of the weights before the step: ${key}`, () => {
      const run = create({ model: { layers: penalized }, optimizer: { id: key, learningRate: 0.05 } });
      for (let n = 0; n < 5; n++) {
        const expected = run.penalty();
        assert.equal(run.runSteps(1).penalties[0], Math.fround(expected), `step ${n}`);
      }
      run.free();
    });
});

test('a report has what each step left, one column a statistic', () => {
  const spec = { schedule: { id: 'exponential', decaySteps: 5 } };
  const [whole, single] = [create(spec), create(spec)];
  const { losses, penalties, learningRates } = whole.runSteps(150);
  assert.deepEqual([losses.length, penalties.length, learningRates.length], Array(3).fill(3 * PER_EPOCH));
  for (let n = 0; n < 3 * PER_EPOCH; n++) {
    const report = single.runSteps(1);
    assert.deepEqual([report.losses[0], report.penalties[0]], [losses[n], penalties[n]]);
    assert.deepEqual([report.learningRates[0], report.learningRate], Array(2).fill(learningRates[n]));
  }
  whole.free();
  single.free();
});

// Parameters and rates set from outside, handles that end, runs that diverge or stop early.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { runToEnd } from '../helpers/tensors.js';

const engine = await loadEngine();
const COUNT = 100;
const train = engine.createDataset(syntheticImages({ count: COUNT }));
const validation = engine.createDataset(syntheticImages({ count: 40, seed: 2 }));
after(() => {
  train.free();
  validation.free();
});

const layers = [{ units: 9, activation: 'relu' }, { units: 3 }];
const spec = { model: { layers }, batchSize: 8, epochs: 3, optimizer: { id: 'momentum' } };
const create = (more = {}, datasets = { train, validation }) => engine.createExperiment({ ...spec, ...more }, datasets);

describe('setParameters', () => {
  test('reads back what was set, some or all', () => {
    const experiment = create();
    const before = experiment.parameters();
    assert.deepEqual(
      before.map(({ name, shape }) => [name, shape]),
      [
        ['dense1/kernel', [25, 9]],
        ['dense1/bias', [9]],
        ['dense2/kernel', [9, 3]],
        ['dense2/bias', [3]],
      ],
    );
    const bias = Float32Array.of(1, -2, 3.5);
    experiment.setParameters([{ name: 'dense2/bias', values: bias }]);
    const after = experiment.parameters();
    assert.deepEqual(after.slice(0, 3), before.slice(0, 3));
    assert.deepEqual(after[3].values, bias);
    experiment.setParameters(before);
    assert.deepEqual(experiment.parameters(), before);
    experiment.setParameters([]);
    assert.deepEqual(experiment.parameters(), before);
    experiment.free();
  });

  test('sets all or nothing', () => {
    const experiment = create();
    const hash = experiment.weightsHash();
    const good = { name: 'dense2/bias', values: [1, 2, 3] };
    const wrong = [
      { name: 'dense3/bias', values: [1, 2, 3] },
      { name: 'dense1/bias', values: [1, 2] },
      { name: 'dense2/kernel', shape: [3, 9], values: new Float32Array(27) },
      { name: 'dense1/kernel' },
      null,
      5,
      { values: [1] },
      { name: 'dense1/bias', values: null },
      { name: '', values: [] },
    ];
    for (const bad of wrong) {
      assert.throws(
        () => experiment.setParameters([good, bad]),
        (error) => !(error instanceof WebAssembly.RuntimeError),
      );
      assert.equal(experiment.weightsHash(), hash, JSON.stringify(bad));
    }
    assert.throws(() => experiment.setParameters([wrong[0]]), {
      message: /no parameter .*"dense3\/bias"; there are dense1/,
    });
    assert.throws(() => experiment.setParameters([wrong[1]]), {
      message: /dense1\/bias must have shape \[9\] and 9 values/,
    });
    for (const nothing of [undefined, null]) assert.throws(() => experiment.setParameters(nothing));
    assert.equal(experiment.weightsHash(), hash);
    experiment.free();
  });

  test('what is given and taken are copies', () => {
    const experiment = create();
    const hash = experiment.weightsHash();
    for (const { values } of experiment.parameters()) values.fill(0);
    const mine = experiment.parameters();
    experiment.setParameters(mine);
    mine[0].values.fill(7);
    assert.equal(experiment.weightsHash(), hash);
    experiment.free();
  });
});

describe('setLearningRate', () => {
  test('refuses what is no rate, with the range and the value', () => {
    const experiment = create();
    for (const rate of [-1e-9, 1000.001, NaN, Infinity, undefined, 'fast', {}, null, [], '', false])
      assert.throws(
        () => experiment.setLearningRate(rate),
        { message: /learningRate must be 0\.\.1000, got/ },
        `${rate}`,
      );
    assert.equal(experiment.state().learningRate, 0.01);
    experiment.free();
  });

  test('is the rate of the steps that follow', () => {
    for (const rate of [0, 1e-4, 0.1, 1000]) {
      const [changed, asked] = [
        create({ optimizer: { id: 'sgd' } }),
        create({ optimizer: { id: 'sgd', learningRate: rate } }),
      ];
      changed.setLearningRate(rate);
      assert.equal(changed.state().learningRate, rate);
      changed.stepOn([1, 2, 3]);
      asked.stepOn([1, 2, 3]);
      assert.equal(changed.state().learningRate, rate);
      assert.deepEqual(changed.parameters(), asked.parameters(), `rate ${rate}`);
      changed.free();
      asked.free();
    }
  });

  test('wakes a run that was created with rate 0', () => {
    const experiment = create({ optimizer: { id: 'sgd', learningRate: 0 } });
    experiment.setLearningRate(0.1);
    const hash = experiment.weightsHash();
    experiment.stepOn([1, 2, 3]);
    assert.equal(experiment.state().learningRate, 0.1);
    assert.notEqual(experiment.weightsHash(), hash);
    experiment.free();
  });

  test('a schedule goes on from it in proportion', () => {
    const schedule = { id: 'exponential', decaySteps: 20 };
    const experiment = create({ schedule, epochs: 10 });
    const rates = engine.scheduleRates({ ...spec, schedule }, { stepsPerEpoch: 13, epochs: 10 });
    experiment.runSteps(10);
    experiment.setLearningRate(0.5);
    assert.equal(experiment.state().learningRate, 0.5);
    for (let t = 10; t < 40; t++) {
      const { learningRate } = experiment.runSteps(1);
      const expected = (0.5 * rates[t]) / rates[10];
      assert.ok(Math.abs(learningRate - expected) < 1e-14, `step ${t}: ${learningRate} instead of ${expected}`);
    }
    experiment.free();
  });
});

describe('lifetimes', () => {
  test('after free, everything throws and free does nothing', () => {
    const experiment = create();
    experiment.free();
    experiment.free();
    const calls = {
      state: [],
      runSteps: [1],
      stepOn: [[0]],
      lossAndGradient: [[0]],
      layerStatistics: [[0]],
      curvature: [[0]],
      sharpness: [[0]],
      penalty: [],
      masks: [],
      mixing: [1],
      images: [0, [0]],
      parameters: [],
      gradients: [],
      setParameters: [[]],
      setLearningRate: [0.1],
      evaluate: [train],
      predict: [train],
      predictMonteCarlo: [train],
      order: [0],
      weightsHash: [],
      epochs: [],
      save: [],
    };
    const inherited = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(experiment)));
    const methods = inherited.filter(([name, { value }]) => value && name !== 'constructor').map(([name]) => name);
    assert.deepEqual(Object.keys(calls).sort(), methods.sort(), 'every method of an experiment');
    for (const [name, args] of Object.entries(calls))
      assert.throws(() => experiment[name](...args), { message: /this experiment has been freed/ }, name);
  });

  test('what was copied when a thing was made is there after free', () => {
    const own = engine.createDataset({
      images: new Uint8Array(18),
      labels: Uint8Array.of(2, 1),
      rows: 3,
      columns: 3,
      classes: 3,
    });
    const [experiment, run] = [create(), engine.createSurfaceRun({ surface: 'saddle' })];
    const seen = () => [
      experiment.spec.seed,
      experiment.classes,
      experiment.pixels,
      own.count,
      [...own.labels],
      run.spec,
      run.minima,
    ];
    const before = seen();
    for (const one of [own, experiment, run]) one.free();
    assert.deepEqual(seen(), before);
    assert.throws(() => run.step(1), { message: /this surface run has been freed/ });
  });

  test('a dataset lives on in the experiments that use it', () => {
    const own = engine.createDataset(syntheticImages({ count: COUNT }));
    const seen = engine.createDataset(syntheticImages({ count: 40, seed: 2 }));
    const experiment = create({}, { train: own, validation: seen });
    own.free();
    own.free();
    seen.free();
    // Whatever is freed would be overwritten by these.
    const others = [1, 2, 3].map((n) => engine.createDataset(syntheticImages({ count: COUNT, seed: 10 + n })));
    const usual = create();
    assert.deepEqual(runToEnd(experiment), runToEnd(usual));
    assert.equal(experiment.weightsHash(), usual.weightsHash());
    assert.throws(() => experiment.evaluate(own), { message: /this dataset has been freed/ });
    assert.throws(() => experiment.predict(own), { message: /this dataset has been freed/ });
    for (const handle of [experiment, usual, ...others]) handle.free();
  });

  test('experiments may be created and freed for ever', () => {
    const hash = (() => {
      const e = create();
      const h = e.weightsHash();
      e.free();
      return h;
    })();
    for (let n = 0; n < 300; n++) {
      const experiment = create({ model: { layers: [{ units: 1 + (n % 300) }, { units: 3 }] } });
      experiment.runSteps(1);
      experiment.free();
    }
    const last = create();
    assert.equal(last.weightsHash(), hash);
    last.free();
  });
});

describe('divergence', () => {
  const deep = [{ units: 16, activation: 'linear' }, { units: 16, activation: 'linear' }, { units: 3 }];
  const diverging = { optimizer: { id: 'sgd', learningRate: 1 }, epochs: 1000, model: { layers: deep } };

  for (const id of engine.catalog.optimizers.map((row) => row.key))
    test(`${id}: a network that blows up ends its run, and nothing else`, () => {
      const experiment = create({ ...diverging, optimizer: { id } });
      // Weights near the largest float: the first forward pass overflows, whatever the rule.
      const report = experiment.runSteps(3);
      experiment.setParameters(experiment.parameters().map((p) => ({ ...p, values: p.values.map(() => 1e38) })));
      const end = experiment.runSteps(1000);
      assert.equal(end.status, 'diverged');
      assert.ok(end.done);
      assert.ok([...report.losses, ...end.losses].every(Number.isFinite), 'only finite losses are recorded');
      assert.equal(end.step, report.losses.length + end.losses.length, 'steps that were taken');
      const more = experiment.runSteps(10);
      assert.deepEqual([more.losses.length, more.status, more.epochs], [0, 'diverged', []]);
      experiment.free();
    });

  test('a rate that is too large is reported as diverged; the records stay finite, the module usable', () => {
    const usual = create();
    const { losses } = usual.runSteps(39);
    usual.free();

    const experiment = create(diverging);
    const end = runToEnd(experiment, 7);
    assert.equal(end.status, 'diverged');
    assert.ok(end.losses.every(Number.isFinite));
    assert.ok(end.losses.at(-1) > 1e3, 'it went up before');
    for (const { trainLoss, validationLoss } of end.epochs) assert.ok(Number.isFinite(trainLoss + validationLoss));
    assert.equal(end.step, end.losses.length);
    assert.equal(experiment.state().status, 'diverged');
    // What is left can be looked at.
    assert.match(experiment.weightsHash(), /^[0-9a-f]{64}$/);
    const { confusion } = experiment.evaluate(validation);
    assert.equal(
      confusion.reduce((sum, n) => sum + n, 0),
      40,
    );
    const { classes } = experiment.predict(validation);
    assert.ok(
      classes.every((k) => k < 3),
      `classes ${[...new Set(classes)]} of 0..2`,
    );
    const counted = new Uint32Array(3);
    classes.forEach((k) => counted[k]++);
    const columns = [0, 1, 2].map((k) => confusion[k] + confusion[3 + k] + confusion[6 + k]);
    assert.deepEqual([...counted], columns, 'predict and evaluate agree');
    experiment.free();

    const again = create();
    assert.deepEqual(again.runSteps(39).losses, losses);
    again.free();
  });

  test('a hash of weights that are no numbers is the same everywhere', () => {
    const hashes = [NaN, -NaN, Infinity - Infinity].map((nan) => {
      const experiment = create();
      experiment.setParameters([{ name: 'dense2/bias', values: [nan, nan, nan] }]);
      const hash = experiment.weightsHash();
      experiment.free();
      return hash;
    });
    assert.equal(new Set(hashes).size, 1);
  });
});

describe('early stopping', () => {
  const options = { optimizer: { id: 'adam', learningRate: 0.05 }, epochs: 60 };

  test('restores the weights of the best epoch', () => {
    const experiment = create({ ...options, earlyStopping: { patience: 4 } });
    const { status, epochs } = runToEnd(experiment);
    assert.equal(status, 'stopped-early');
    const { bestEpoch } = experiment.state();
    const best = epochs[bestEpoch - 1];
    assert.equal(best.validationLoss, Math.min(...epochs.map((record) => record.validationLoss)));
    assert.equal(epochs.length, bestEpoch + 4);
    const now = experiment.evaluate(validation);
    assert.deepEqual([now.loss, now.accuracy], [best.validationLoss, best.validationAccuracy]);
    experiment.free();
  });

  test('keeps the last weights where that is wanted', () => {
    const experiment = create({ ...options, earlyStopping: { patience: 4, restoreBest: false } });
    const { epochs } = runToEnd(experiment);
    assert.equal(experiment.evaluate(validation).loss, epochs.at(-1).validationLoss);
    experiment.free();
  });

  test('restores them at the end of a run, too, that it did not cut', () => {
    const experiment = create({ ...options, epochs: 12, earlyStopping: { patience: 1000 } });
    const { status, epochs } = runToEnd(experiment);
    assert.equal(status, 'done');
    const best = Math.min(...epochs.map((record) => record.validationLoss));
    assert.notEqual(best, epochs.at(-1).validationLoss, 'the last epoch is not the best');
    assert.equal(experiment.evaluate(validation).loss, best);
    experiment.free();
  });
});

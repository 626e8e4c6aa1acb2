// The engine's API as index.js documents it: datasets, experiments, runs, evaluation.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { SpecError, loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { runToEnd } from '../helpers/tensors.js';

const engine = await loadEngine();
const COUNT = 100;
const init = syntheticImages({ count: COUNT });
const train = engine.createDataset(init);
const validation = engine.createDataset(syntheticImages({ count: 40, seed: 2 }));
after(() => {
  train.free();
  validation.free();
});

const layers = [{ units: 9, activation: 'tanh' }, { units: 3 }];
const spec = { model: { layers }, batchSize: 8, epochs: 3, optimizer: { id: 'momentum' } };
const create = (more = {}, datasets = { train, validation }) => engine.createExperiment({ ...spec, ...more }, datasets);

/** Runs `work` on an experiment and frees it. */
function withExperiment(more, work) {
  const experiment = create(more);
  try {
    return work(experiment);
  } finally {
    experiment.free();
  }
}

/** It throws, says what, and did not trap. */
function refuses(call, pattern, where) {
  assert.throws(
    call,
    (error) => {
      assert.ok(error instanceof Error && !(error instanceof WebAssembly.RuntimeError), `${where}: ${error}`);
      assert.match(error.message, pattern, where);
      return true;
    },
    where,
  );
}

test('engines share nothing', async () => {
  const other = await loadEngine();
  refuses(() => other.createExperiment(spec, { train }), /train is a Dataset of another engine/);
  const own = other.createDataset(init);
  refuses(() => other.createExperiment(spec, { train: own, validation }), /validation is .* another engine/);
  refuses(() => other.createExperiment(spec, { train: own, test: validation }), /test is .* another engine/);
  const experiment = other.createExperiment(spec, { train: own });
  refuses(() => experiment.evaluate(train), /another engine/);
  refuses(() => experiment.predict(train), /another engine/);
  experiment.free();
  own.free();
});

describe('createDataset', () => {
  test('has what it was given, and copies it', () => {
    const images = init.images.slice();
    const data = engine.createDataset({ ...init, images });
    images.fill(255);
    assert.deepEqual([data.count, data.rows, data.columns, data.classes], [COUNT, 5, 5, 3]);
    withExperiment({}, (e) => assert.deepEqual(e.evaluate(data), e.evaluate(train)));
    data.free();
  });

  const cases = {
    nothing: [undefined, /./],
    'no images': [{ images: undefined }, /images must be a Uint8Array, got undefined/],
    null: [{ images: null }, /images must be a Uint8Array, got null/],
    'an array of numbers': [{ images: Array.from(init.images) }, /images must be a Uint8Array/],
    floats: [{ images: Float32Array.from(init.images) }, /images must be a Uint8Array/],
    'labels in an array': [{ labels: Array.from(init.labels) }, /labels must be a Uint8Array/],
    'too few images': [{ images: init.images.subarray(1) }, /100 labels × 5 rows × 5 columns = 2500 bytes, got 2499/],
    'too few labels': [{ labels: init.labels.subarray(1) }, /99 labels .* = 2475 bytes, got 2500/],
    'a label that is no class': [{ classes: 2 }, /labels\[\d+\] must be 0\.\.1, got 2/],
    'no rows': [{ rows: 0 }, /rows must be a whole number 1\.\.4294967295, got 0/],
    'half a column': [{ columns: 2.5 }, /columns must be a whole number 1\.\.4294967295, got 2\.5/],
    'NaN classes': [{ classes: NaN }, /classes must be a whole number 1\.\.4294967295, got NaN/],
    'classes as text': [{ classes: '3' }, /classes must be a whole number 1\.\.4294967295, got 3/],
    'too many classes': [{ classes: 257 }, /classes must be 2\.\.256, got 257/],
    'no images at all': [{ images: new Uint8Array(0), labels: new Uint8Array(0) }, /must be 1\.\./],
    'rows without end': [{ rows: 2500, columns: 1, images: new Uint8Array(250000) }, /rows must be 1\.\.1024/],
  };
  for (const [name, [change, message]] of Object.entries(cases))
    test(`refuses ${name}`, () => refuses(() => engine.createDataset(change && { ...init, ...change }), message, name));
});

describe('createExperiment', () => {
  const other = (change) => engine.createDataset(syntheticImages({ count: 10, ...change }));

  test('refuses what is no dataset, or is freed', () => {
    for (const datasets of [undefined, null, {}, { train: null }, { train: init }, { train: 5 }])
      refuses(() => engine.createExperiment(spec, datasets), /train must be a Dataset made by/);
    refuses(() => create({}, { train, validation: {} }), /validation must be a Dataset/);
    refuses(() => create({}, { train, test: {} }), /test must be a Dataset/);
    const freed = other({});
    freed.free();
    for (const datasets of [{ train: freed }, { train, validation: freed }, { train, test: freed }])
      refuses(() => create({}, datasets), /dataset has been freed/);
  });

  test('refuses a network whose outputs are not the classes, as an error of the spec', () => {
    for (const [list, k] of [
      [[{ units: 4 }], 0],
      [[{ units: 5 }, { units: 2 }], 1],
      [undefined, 2],
    ])
      assert.throws(
        () => create({ model: { layers: list } }),
        (error) => {
          assert.ok(error instanceof SpecError);
          assert.equal(error.path, `model.layers[${k}].units`);
          assert.match(error.message, /must be 3, the number of classes, got (4|2|10)/);
          return true;
        },
      );
  });

  test('refuses a validation set of other images or classes', () => {
    for (const change of [{ columns: 6 }, { classes: 4 }]) {
      const data = other(change);
      refuses(() => create({}, { train, validation: data }), /validation must have images and classes like/);
      withExperiment({}, (e) => {
        refuses(() => e.evaluate(data), /dataset must have images and classes like/);
        refuses(() => e.predict(data), /dataset must have images and classes like/);
      });
      data.free();
    }
  });

  test('refuses to watch a validation loss that there is not', () => {
    const watching = [
      [{ earlyStopping: { patience: 1 } }, 'earlyStopping.patience'],
      [{ schedule: { id: 'performance' } }, 'schedule.id'],
    ];
    for (const [more, path] of watching)
      assert.throws(() => create(more, { train }), {
        name: 'SpecError',
        path,
        message: /needs a validation set/,
      });
  });

  test('without a validation set, its figures are null', () => {
    const experiment = create({}, { train });
    const { epochs } = runToEnd(experiment);
    assert.deepEqual(
      epochs.map(({ epoch }) => epoch),
      [1, 2, 3],
    );
    for (const record of epochs) assert.deepEqual([record.validationLoss, record.validationAccuracy], [null, null]);
    experiment.free();
  });

  test('keeps the full spec and the test set', () => {
    const experiment = create({}, { train, validation, test: validation });
    assert.deepEqual(experiment.spec, engine.normalize(spec));
    assert.equal(experiment.test, validation);
    experiment.free();
    withExperiment({}, (e) => assert.equal(e.test, null));
  });

  test('a minibatch larger than the training set is the training set', () => {
    withExperiment({ batchSize: 60000 }, (e) => {
      assert.equal(e.state().stepsPerEpoch, 1);
      const { losses, epochs } = e.runSteps(1);
      assert.ok(Math.abs(losses[0] - epochs[0].trainLoss) < 1e-6);
    });
  });
});

describe('runs', () => {
  test('reports agree with each other and with state()', () => {
    withExperiment({}, (e) => {
      const perEpoch = Math.ceil(COUNT / 8);
      const start = e.state();
      assert.deepEqual(start, {
        step: 0,
        epoch: 0,
        stepsPerEpoch: perEpoch,
        totalSteps: 3 * perEpoch,
        bestEpoch: null,
        learningRate: 0.01,
        status: 'running',
        done: false,
      });
      const first = e.runSteps(perEpoch - 1);
      assert.deepEqual(
        [first.step, first.epoch, first.losses.length, first.epochs],
        [perEpoch - 1, 0, perEpoch - 1, []],
      );
      const second = e.runSteps(1);
      assert.deepEqual([second.step, second.epoch, second.epochs.length, second.status], [perEpoch, 1, 1, 'running']);
      // The last minibatch has 100 − 12 · 8 = 4 samples; each sample counts once.
      const total = first.losses.reduce((sum, loss) => sum + 8 * loss, 4 * second.losses[0]);
      assert.ok(Math.abs(second.epochs[0].trainLoss - total / COUNT) < 1e-6);
      const seen = e.evaluate(validation);
      const { validationLoss, validationAccuracy } = second.epochs[0];
      assert.deepEqual([validationLoss, validationAccuracy], [seen.loss, seen.accuracy]);
      const rest = e.runSteps(4294967295);
      assert.deepEqual([rest.status, rest.done, rest.step, rest.epoch], ['done', true, 3 * perEpoch, 3]);
      assert.deepEqual(
        rest.epochs.map(({ epoch }) => epoch),
        [2, 3],
      );
      const after = e.runSteps(5);
      assert.deepEqual([after.losses.length, after.epochs, after.status, after.step], [0, [], 'done', 3 * perEpoch]);
    });
  });

  test('runSteps refuses what is no number of steps', () => {
    withExperiment({}, (e) => {
      for (const n of [0, -1, 1.5, NaN, Infinity, 4294967296, 'x', '3', null, undefined, true, [3], {}, 3n])
        refuses(() => e.runSteps(n), /n must be a whole number 1\.\.4294967295, got/, String(n));
      assert.equal(e.state().step, 0);
    });
  });

  test('stepOn and lossAndGradient refuse what are no samples', () => {
    withExperiment({}, (e) => {
      const before = e.weightsHash();
      const wrong = [
        [COUNT],
        [-1],
        [0.5],
        [NaN],
        [0, 1, 4294967296],
        ['1'],
        [null],
        [undefined],
        '12',
        new Set([1]),
        [0, , 2],
        [true],
        [4294967295],
      ];
      for (const call of ['stepOn', 'lossAndGradient']) {
        for (const indices of wrong)
          refuses(
            () => e[call](indices),
            /indices(\[\d\])? must be a (whole number 0\.\.99|number|list of numbers), got/,
          );
        for (const none of [[], new Uint32Array(0), '']) refuses(() => e[call](none), /indices must name at least one/);
        for (const nothing of [undefined, null]) refuses(() => e[call](nothing), /./);
      }
      assert.equal(e.weightsHash(), before);
      assert.equal(e.state().step, 0);
    });
  });

  test('stepOn takes any array-like, and any sample more than once', () => {
    withExperiment({}, (e) => {
      for (const indices of [[0, 0, 99], Uint8Array.of(5), { length: 1, 0: 7 }])
        assert.ok(Number.isFinite(e.stepOn(indices)));
      assert.equal(e.state().step, 3);
    });
  });

  test('an epoch whose minibatches were partly given by hand keeps its own mean', () => {
    withExperiment({ epochs: 10 }, (e) => {
      const perEpoch = e.state().stepsPerEpoch;
      e.runSteps(5);
      for (let n = 5; n < perEpoch; n++) e.stepOn([n]);
      const { losses, epochs } = e.runSteps(perEpoch);
      const mean = losses.reduce((sum, loss, n) => sum + loss * (n === perEpoch - 1 ? 4 : 8), 0) / COUNT;
      const record = epochs.at(-1);
      assert.ok(Math.abs(record.trainLoss - mean) < 1e-6, `${record.trainLoss} instead of ${mean}`);
      assert.equal(record.epoch, 2);
    });
  });
});

describe('the training loss as validation has it', () => {
  const noisy = {
    epochs: 12,
    model: { layers: [{ ...layers[0], dropout: 0.4, batchNorm: 'before' }, layers[1]] },
    augmentation: { shift: 1 },
    earlyStopping: { patience: 2 },
    optimizer: { id: 'momentum', learningRate: 0.1 },
  };
  const asked = () => engine.createExperiment({ ...spec, ...noisy }, { train, validation }, { evaluateTrain: true });

  test('is that of the training set after each epoch, also where the best weights are put back; no bit changes', () => {
    const [plain, told, hand] = [create(noisy), asked(), create(noisy)];
    const bare = (records) => records.map(({ evaluatedLoss: _, ...record }) => record);
    const most = told.state().totalSteps;
    plain.runSteps(most);
    told.runSteps(most);
    const epochs = told.epochs();
    assert.deepEqual([told.state(), told.weightsHash()], [plain.state(), plain.weightsHash()]);
    assert.deepEqual(bare(epochs), plain.epochs());
    assert.ok(plain.epochs().every((record) => !('evaluatedLoss' in record)));
    assert.equal(told.state().status, 'stopped-early');
    // All but the last, whose weights have given way to the best.
    for (const { evaluatedLoss, trainLoss } of epochs.slice(0, -1)) {
      hand.runSteps(hand.state().stepsPerEpoch);
      assert.equal(evaluatedLoss, hand.evaluate(train).loss);
      assert.notEqual(evaluatedLoss, trainLoss);
    }
    const last = epochs.at(-1)?.evaluatedLoss;
    assert.notEqual(last, told.evaluate(train).loss, 'the best weights are other ones');
    const longer = create({ ...noisy, earlyStopping: {} });
    longer.runSteps(epochs.length * longer.state().stepsPerEpoch);
    assert.equal(last, longer.evaluate(train).loss);
    for (const one of [plain, told, hand, longer]) one.free();
  });
});

describe('evaluate and predict', () => {
  test('confusion, accuracy, loss and predictions are one story', () => {
    withExperiment({}, (e) => {
      e.runSteps(20);
      const { loss, accuracy, confusion } = e.evaluate(train);
      const { probabilities, classes } = e.predict(train);
      const expected = new Uint32Array(9);
      init.labels.forEach((label, n) => expected[3 * label + classes[n]]++);
      assert.deepEqual(confusion, expected);
      const right = [0, 4, 8].reduce((sum, cell) => sum + confusion[cell], 0);
      assert.ok(right > 0 && right < COUNT, 'a network between ignorance and perfection');
      assert.equal(accuracy, right / COUNT);
      let total = 0;
      init.labels.forEach((label, n) => {
        const row = probabilities.subarray(3 * n, 3 * n + 3);
        assert.ok(Math.abs(row[0] + row[1] + row[2] - 1) < 1e-6);
        assert.equal(classes[n], row.indexOf(Math.max(...row)));
        total -= Math.log(row[label]);
      });
      assert.ok(Math.abs(loss - total / COUNT) < 1e-5);
    });
  });

  test('a part of the predictions is a part of all', () => {
    withExperiment({}, (e) => {
      const all = e.predict(train);
      for (const [first, count] of [
        [0, 1],
        [99, 1],
        [3, 70],
        [50, 50],
        [100, 0],
        [0, 0],
      ]) {
        const part = e.predict(train, { first, count });
        assert.deepEqual(part.probabilities, all.probabilities.slice(3 * first, 3 * (first + count)));
        assert.deepEqual(part.classes, all.classes.slice(first, first + count));
      }
      assert.deepEqual(e.predict(train, { first: 98 }).classes, all.classes.slice(98));
    });
  });

  test('predict and order refuse ranges that there are not', () => {
    withExperiment({}, (e) => {
      for (const range of [
        { first: -1 },
        { first: 101 },
        { count: 101 },
        { first: 50, count: 51 },
        { first: 0.5 },
        { count: -1 },
        { count: NaN },
        { first: '1' },
        { count: 4294967297 },
      ])
        refuses(() => e.predict(train, range), /(first|count) must be a whole number 0\.\./, JSON.stringify(range));
      for (const epoch of [-1, 0.5, NaN, 4294967296, '1', undefined])
        refuses(() => e.order(epoch), /epoch must be a whole number 0\.\.4294967295/);
      for (const nothing of [undefined, null, {}, init]) {
        refuses(() => e.evaluate(nothing), /dataset must be a Dataset/);
        refuses(() => e.predict(nothing, { first: 0, count: 1 }), /dataset must be a Dataset/);
      }
    });
  });
});

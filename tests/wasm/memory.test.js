// Memory that runs out: every call says so and leaves a module that works on.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { readWasm, syntheticImages } from '../helpers/datasets.js';
import { limitMemory } from '../helpers/memory.js';

const LIMIT = 16 * 2 ** 20;
const MESSAGE = /^not enough memory for .+: \d+ bytes$/;
const wasm = await readWasm();
const small = await WebAssembly.compile(limitMemory(wasm, LIMIT));

const init = syntheticImages({ count: 300, rows: 20, columns: 20 });
const spec = {
  model: { layers: [{ units: 64, activation: 'relu' }, { units: 3 }] },
  epochs: 100,
  optimizer: { id: 'adam' },
};

/** The hash of a run in `engine`'s memory as it is. */
function trainedHash(engine) {
  const train = engine.createDataset(init);
  const experiment = engine.createExperiment(spec, { train, validation: train });
  experiment.runSteps(40);
  const hash = experiment.weightsHash();
  experiment.free();
  train.free();
  return hash;
}

const expectedHash = trainedHash(await loadEngine());

/** Calls until memory is short; gives what was made. */
function exhaust(make) {
  const made = [];
  for (let n = 0; n < 1e5; n++) {
    try {
      made.push(make());
    } catch (error) {
      assert.match(error.message, MESSAGE, `${error.stack}`);
      return made;
    }
  }
  throw new Error('memory never ran out');
}

const images = (bytes) => {
  const count = Math.ceil(bytes / 2);
  return { images: new Uint8Array(count), labels: new Uint8Array(count), rows: 1, columns: 1, classes: 2 };
};

test('a module with little memory trains to the same bits', async () => {
  assert.equal(trainedHash(await loadEngine({ wasm: small })), expectedHash);
});

test('networks larger than any memory are refused with their size', async () => {
  const engine = await loadEngine();
  const train = engine.createDataset(init);
  const wide = (count) => [...Array.from({ length: count }, () => ({ units: 4096, activation: 'relu' })), { units: 3 }];
  for (const layers of [31, 20, 16]) {
    assert.throws(
      () => engine.createExperiment({ model: { layers: wide(layers) } }, { train }),
      (error) => {
        const bytes = Number(error.message.match(/^not enough memory for the model.*: (\d+) bytes$/)?.[1]);
        // At least the kernels themselves; 4 bytes a weight.
        assert.ok(bytes >= (layers - 1) * 4096 ** 2 * 4, error.message);
        return true;
      },
      `${layers} layers`,
    );
  }
  train.free();
  assert.equal(trainedHash(engine), expectedHash);
});

test('the guard before the lay-out counts every layer, with normalization or without', async () => {
  const engine = await loadEngine();
  const train = engine.createDataset(init); // of 400 pixels
  const kernels = 4 * (400 + 19 * 4096) * 4096 + 4 * 4096 * 3;
  for (const batchNorm of ['none', 'before']) {
    const layers = [
      ...Array.from({ length: 20 }, () => ({ units: 4096, activation: 'relu', batchNorm })),
      { units: 3 },
    ];
    assert.throws(
      () => engine.createExperiment({ model: { layers } }, { train }),
      ({ message }) => {
        const bytes = Number(message.match(/^not enough memory for the model's parameters: (\d+) bytes$/)?.[1]);
        assert.ok(bytes >= kernels && bytes < 1.01 * kernels, message); // with biases and what is padded
        return true;
      },
    );
  }
  train.free();
});

describe('until nothing is left', () => {
  const fillers = {
    datasets: (engine) => exhaust(() => engine.createDataset(images(1e6))),
    experiments: (engine, train) => exhaust(() => engine.createExperiment(spec, { train })),
    'datasets of all sizes': (engine) =>
      [1e6, 1e5, 1e4, 1e3, 100].flatMap((bytes) => exhaust(() => engine.createDataset(images(bytes)))),
  };
  for (const [name, fill] of Object.entries(fillers))
    test(name, async () => {
      const engine = await loadEngine({ wasm: small });
      for (let round = 0; round < 3; round++) {
        const train = engine.createDataset(init);
        const made = fill(engine, train);
        assert.ok(made.length > 3, `${made.length} fitted`);
        train.free();
        for (const handle of made) handle.free();
        assert.equal(trainedHash(engine), expectedHash, `round ${round}: after freeing, as in a fresh module`);
      }
    });

  test('whatever is called while memory is short works or says so', async () => {
    const engine = await loadEngine({ wasm: small });
    const train = engine.createDataset(init);
    const experiment = engine.createExperiment(spec, { train, validation: train });
    experiment.runSteps(3);
    const hash = experiment.weightsHash();
    const parameters = experiment.parameters();
    const saved = experiment.save();
    const header = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0);
    const calls = {
      normalize: () => engine.normalize(spec),
      scheduleRates: () => engine.scheduleRates(spec, { epochs: 100, stepsPerEpoch: 100 }),
      createDataset: () => engine.createDataset(init).free(),
      createExperiment: () => engine.createExperiment(spec, { train }).free(),
      readIdx: () => engine.readIdx(header, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 0), { classes: 2 }),
      state: () => experiment.state(),
      parameters: () => experiment.parameters(),
      gradients: () => experiment.gradients(),
      setParameters: () => experiment.setParameters(parameters),
      lossAndGradient: () => experiment.lossAndGradient(experiment.order(0)),
      evaluate: () => experiment.evaluate(train),
      predict: () => experiment.predict(train),
      order: () => experiment.order(3),
      weightsHash: () => assert.equal(experiment.weightsHash(), hash),
      save: () => assert.deepEqual(experiment.save(), saved),
      restore: () => engine.restore(saved, { train, validation: train }).free(),
    };
    const outcomes = { worked: new Set(), refused: new Set() };
    const made = [];
    for (let bytes = 1e6; bytes >= 32; bytes /= 2) {
      made.push(...exhaust(() => engine.createDataset(images(bytes))));
      for (const [name, call] of Object.entries(calls)) {
        try {
          call();
          outcomes.worked.add(name);
        } catch (error) {
          assert.match(error.message, MESSAGE, `${name}, ${bytes} bytes left: ${error.stack}`);
          outcomes.refused.add(name);
        }
      }
    }
    assert.ok(outcomes.refused.size > 8, `only ${[...outcomes.refused]} were refused`);
    assert.ok(outcomes.worked.size > 8, `only ${[...outcomes.worked]} worked`);
    for (const handle of made) handle.free();
    assert.equal(experiment.weightsHash(), hash, 'nothing was half done');
    experiment.runSteps(37);
    assert.equal(experiment.weightsHash(), expectedHash, 'the run that waited goes on as if nothing had been');
    experiment.free();
    train.free();
    assert.equal(trainedHash(engine), expectedHash);
  });
});

test('predictions of more than 4 GiB are refused, not cut to what is left of 32 bits', async () => {
  const engine = await loadEngine({ wasm: limitMemory(wasm, 4 * LIMIT) });
  const count = 2 ** 22; // times 256 classes times 4 bytes is 2^32
  const train = engine.createDataset({
    images: new Uint8Array(count),
    labels: new Uint8Array(count),
    rows: 1,
    columns: 1,
    classes: 256,
  });
  const few = engine.createDataset({
    images: new Uint8Array(1),
    labels: new Uint8Array(1),
    rows: 1,
    columns: 1,
    classes: 256,
  });
  const experiment = engine.createExperiment({ model: { layers: [{ units: 256 }] } }, { train: few });
  assert.throws(() => experiment.predict(train), { message: MESSAGE });
  experiment.free();
  few.free();
  train.free();
  assert.equal(trainedHash(engine), expectedHash);
});

test('memory is given back: after a hundred runs and errors just as much fits in', async () => {
  const engine = await loadEngine({ wasm: small });
  const train = engine.createDataset(init);
  /** How many datasets of 1 kB fit beside what is there. */
  const room = () => {
    const made = exhaust(() => engine.createDataset(images(1000)));
    for (const handle of made) handle.free();
    return made.length;
  };
  function use() {
    assert.throws(() => engine.normalize({ optimizer: { id: 'nothing' } }));
    assert.throws(() => engine.createExperiment({ model: { layers: [{ units: 4 }] } }, { train }));
    const experiment = engine.createExperiment(spec, { train, validation: train });
    assert.throws(() => experiment.setParameters([{ name: 'nothing', values: [] }]));
    experiment.runSteps(1);
    experiment.predict(train, { count: 3 });
    const saved = experiment.save();
    engine.restore(saved, { train, validation: train }).free();
    engine.restore(saved).free();
    assert.throws(() => engine.restore(saved, { train }), /validation must have 300 images/);
    assert.throws(() => engine.restore(saved.subarray(1)), /no checkpoint/);
    assert.throws(() => engine.restore(saved, { epochs: 1 }), /epochs must be at least/);
    experiment.free();
  }
  use(); // what is kept for the next call is there from here on
  const before = room();
  assert.ok(before > 5000, `${before} fit`);
  for (let n = 0; n < 100; n++) use();
  assert.equal(room(), before); // ten bytes a round that do not come back would be a dataset less
  train.free();
  assert.equal(trainedHash(engine), expectedHash);
});

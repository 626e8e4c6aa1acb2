// What a caller can change, between a check and its use or behind the engine's back, changes no byte of the module's
// memory: sizes are the engine's own, what is handed in is copied before an address is read, and nothing wraps in 32 bits.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { readWasm, syntheticImages } from '../helpers/datasets.js';
import { idxFiles } from '../helpers/native.js';

const engine = await loadEngine();
const COUNT = 60;
const train = engine.createDataset(syntheticImages({ count: COUNT }));
const other = engine.createDataset(syntheticImages({ count: 30, seed: 2 }));
after(() => [train, other].forEach((data) => data.free()));

const model = { inputDropout: 0.1, layers: [{ units: 6, dropout: 0.2 }, { units: 3 }] };
const spec = { model, batchSize: 8, epochs: 3 };
const PARAMETERS = 25 * 6 + 6 + 6 * 3 + 3;
const create = (more = {}) => engine.createExperiment({ ...spec, ...more }, { train, validation: other });

/** What an object's own property says in place of what it inherits. */
const shadow = (object, values) => {
  for (const [key, value] of Object.entries(values)) Object.defineProperty(object, key, { value, configurable: true });
};

/** The error of a call that has to fail in JavaScript, before the module. */
function refusalOf(call) {
  try {
    call();
  } catch (error) {
    assert.ok(!(error instanceof WebAssembly.RuntimeError), error.stack);
    return error.message;
  }
  return assert.fail('it was accepted');
}

describe('sizes that a caller changed are not used', () => {
  const absurd = {
    classes: 1000,
    trainCount: 1e6,
    pixels: 1,
    spec: { seed: 1, model: { layers: Array(30).fill({}) } },
  };
  const calls = {
    evaluate: (run) => run.evaluate(other),
    predict: (run) => run.predict(other),
    predictMonteCarlo: (run) => run.predictMonteCarlo(other, { passes: 3, seed: 5, keepSamples: true }),
    order: (run) => run.order(1),
    images: (run) => run.images(1, [0, 5, COUNT - 1]),
    masks: (run) => run.masks(),
    stepOn: (run) => run.stepOn([0, 1, 2], { masks: run.masks() }),
    layerStatistics: (run) => run.layerStatistics([0, 1, 2]),
    sharpness: (run) => run.sharpness([0, 1, 2], { products: 3 }),
    'product with the Hessian': (run) => {
      const curvature = run.curvature([0, 1, 2], { products: 1 });
      const product = curvature.product(Array(PARAMETERS).fill(1));
      curvature.free();
      return product;
    },
  };
  const short = () => [{ name: 'dense1/kernel', values: new Float32Array(1) }];

  test("an experiment's", () => {
    const [run, plain] = [create(), create()];
    for (const key of Object.keys(absurd))
      assert.throws(() => {
        run[key] = absurd[key];
      }, TypeError);
    shadow(run, { ...absurd, parameters: short });
    for (const [name, call] of Object.entries(calls)) {
      for (const one of [run, plain]) one.stepOn([3, 4, 5]);
      assert.deepEqual(call(run), call(plain), name);
    }
    for (const key of ['handle', 'native']) assert.throws(() => shadow(run, { [key]: 64 }), TypeError);
    assert.throws(() => run.stepOn([COUNT]), RangeError);
    assert.throws(() => run.images(0, [COUNT]), RangeError);
    assert.equal(run.weightsHash(), plain.weightsHash());
    run.free();
    plain.free();
  });

  test("an experiment's parameters, which are not asked how long a direction is, nor whether there is a run", () => {
    const run = create();
    const curvature = run.curvature([0, 1, 2], { products: 1 });
    shadow(run, { parameters: short });
    assert.throws(() => curvature.product([1]), new RegExp(`must have ${PARAMETERS} values`));
    run.free();
    assert.match(
      refusalOf(() => curvature.product([1])),
      /this experiment has been freed/,
    );
    curvature.free();
  });

  test("an experiment's spec, emptied in its place", () => {
    const [run, plain] = [create(), create()];
    run.spec.model.layers.length = 0;
    assert.deepEqual(run.layerStatistics([0, 1, 2]), plain.layerStatistics([0, 1, 2]));
    run.free();
    plain.free();
  });

  test("a dataset's", () => {
    const init = syntheticImages({ count: 30, seed: 2 });
    const data = engine.createDataset(init);
    for (const key of ['count', 'rows', 'columns', 'classes', 'labels'])
      assert.throws(() => {
        data[key] = 1;
      }, TypeError);
    shadow(data, { count: 2 ** 33, classes: 1000, rows: 99, columns: 99 });
    const run = create();
    assert.deepEqual(run.evaluate(data), run.evaluate(other));
    assert.deepEqual(run.predict(data), run.predict(other));
    for (const first of [31, 2 ** 32]) {
      assert.throws(() => run.predict(data, { first, count: 1 }), RangeError);
      assert.throws(() => run.predictMonteCarlo(data, { first, count: 1, passes: 1 }), RangeError);
    }
    run.free();
    data.free();
  });

  test("an ensemble's, nor what its members were made to say", () => {
    const of = () => engine.createExperiment({ ...spec, bagging: { models: 2 } }, { train });
    const [ensemble, plain] = [of(), of()];
    for (const key of ['classes', 'members', 'trainCount', 'spec'])
      assert.throws(() => {
        ensemble[key] = 1;
      }, TypeError);
    assert.throws(() => ensemble.members.pop(), TypeError);
    shadow(ensemble, { classes: 1 });
    assert.deepEqual(ensemble.evaluate(other), plain.evaluate(other));
    for (const length of [3, 30 * 3 + 3])
      for (const member of ensemble.members) {
        shadow(member, { predict: () => ({ probabilities: new Float32Array(length) }) });
        assert.match(
          refusalOf(() => ensemble.evaluate(other)),
          /probabilities must be 90 numbers, .* got \d+/,
        );
      }
    ensemble.free();
    plain.free();
  });
});

describe("a caller's code that runs while arguments are read cannot free what is used", () => {
  /** One item that frees `handle` when it is read. */
  const freeing = (handle, item = 0) => ({
    length: 1,
    get 0() {
      handle.free();
      engine.createDataset(syntheticImages({ count: COUNT, seed: 9 })).free(); // writes over what was given back
      return item;
    },
  });
  const calls = {
    stepOn: (run) => run.stepOn(freeing(run)),
    lossAndGradient: (run) => run.lossAndGradient(freeing(run)),
    images: (run) => run.images(0, freeing(run)),
    'masks of stepOn': (run) => run.stepOn([0], { masks: [{ name: 'input', values: freeing(run, 1) }] }),
    'the name of a mask': (run) =>
      run.stepOn([0], {
        masks: [
          {
            get name() {
              run.free();
              return 'input';
            },
            values: Array(25).fill(1),
          },
        ],
      }),
    'the list of masks': (run) =>
      run.stepOn([0], {
        masks: {
          [Symbol.iterator]() {
            run.free();
            return [][Symbol.iterator]();
          },
        },
      }),
    setParameters: (run) => run.setParameters([{ name: 'dense2/bias', values: freeing(run) }]),
    'the shape of a parameter': (run) =>
      run.setParameters([{ name: 'dense2/bias', shape: freeing(run, 3), values: [1, 2, 3] }]),
    'options of predictMonteCarlo': (run) =>
      run.predictMonteCarlo(other, {
        passes: 1,
        get seed() {
          run.free();
          return 1;
        },
      }),
    'options of predict': (run) =>
      run.predict(other, {
        get first() {
          run.free();
          return 0;
        },
      }),
    'options of save': (run) =>
      run.save({
        get weightsOnly() {
          run.free();
          return true;
        },
      }),
  };
  for (const [name, call] of Object.entries(calls))
    test(name, () => {
      const run = create();
      assert.match(
        refusalOf(() => call(run)),
        /this experiment has been freed/,
      );
      run.free();
    });

  test('in a proxy of a dataset', () => {
    for (const call of [(run, data) => run.evaluate(data), (run, data) => run.predict(data)]) {
      const run = create();
      let asked = 0;
      const proxy = new Proxy(other, {
        getPrototypeOf(target) {
          asked++;
          run.free();
          return Object.getPrototypeOf(target);
        },
        get(target, key) {
          asked++;
          run.free();
          return target[key];
        },
      });
      assert.match(
        refusalOf(() => call(run, proxy)),
        /dataset must be a Dataset/,
      );
      assert.equal(asked, 0);
      run.free();
    }
  });

  test('options that say something else the second time they are read', () => {
    const run = create({ augmentation: { flip: true } });
    const bytes = run.save();
    let read = 0;
    const options = {
      get train() {
        return read++ === 0 ? train : undefined;
      },
      validation: other,
    };
    const restored = engine.restore(bytes, options);
    for (const one of [run, restored]) one.runSteps(2);
    assert.deepEqual(restored.images(0, [0, 5]), run.images(0, [0, 5]));
    assert.deepEqual([read, restored.weightsHash()], [1, run.weightsHash()]);
    run.free();
    restored.free();
  });

  test('a dataset, by the spec or the options of a run', () => {
    const freed = /this dataset has been freed/;
    for (const where of ['train', 'validation']) {
      const data = engine.createDataset(syntheticImages({ count: COUNT }));
      const sets = { train, validation: other, [where]: data };
      const hostile = {
        get seed() {
          data.free();
          return 1;
        },
      };
      assert.match(
        refusalOf(() =>
          engine.createExperiment(
            {
              ...spec,
              get seed() {
                return hostile.seed;
              },
            },
            sets,
          ),
        ),
        freed,
      );
    }
    const data = engine.createDataset(syntheticImages({ count: COUNT }));
    const run = create();
    const bytes = run.save();
    const options = {
      train: data,
      validation: other,
      get epochs() {
        data.free();
        return 5;
      },
    };
    assert.match(
      refusalOf(() => engine.restore(bytes, options)),
      freed,
    );
    run.free();
  });
});

describe('lists whose length and items disagree are refused', () => {
  const lying = (length, items) =>
    Object.assign(
      Object.create({
        *[Symbol.iterator]() {
          yield* items;
        },
      }),
      { length, ...items },
    );
  const endless = {
    length: 3,
    0: 1,
    1: 1,
    2: 1,
    *[Symbol.iterator]() {
      for (;;) yield 1;
    },
  };
  const run = create();
  after(() => run.free());
  const calls = {
    setParameters: (values) => run.setParameters([{ name: 'dense2/bias', values }]),
    stepOn: (indices) => run.stepOn(indices),
    masks: (values) => run.stepOn([0], { masks: [{ name: 'dense1', values }] }),
    auroc: (list) => engine.auroc(list, [1, 2, 3]),
    scheduleRates: (validationLosses) =>
      engine.scheduleRates({ schedule: { id: 'performance' }, epochs: 3 }, { validationLosses }),
  };
  for (const [name, call] of Object.entries(calls))
    test(name, () => {
      const hash = run.weightsHash();
      const long = name === 'masks' ? 6 : 3;
      for (const list of [lying(long, [1]), lying(long, Array(long + 1).fill(1)), lying(1, Array(long).fill(1))])
        assert.match(
          refusalOf(() => call(list)),
          /length|values|items|must be a number/,
        );
      assert.match(
        refusalOf(() => call(endless)),
        /length|values|items|must be a number/,
      );
      for (const length of [-1, 1.5, NaN, '3', undefined, 2 ** 53])
        assert.match(
          refusalOf(() => call({ length, 0: 1, 1: 1, 2: 1 })),
          /length|values|items|must be a number/,
        );
      assert.equal(run.weightsHash(), hash);
    });

  test('bytes that say of themselves that they are more', () => {
    class Longer extends Uint8Array {
      get length() {
        return 1500;
      }
      get byteLength() {
        return 1500;
      }
    }
    class Scores extends Float32Array {
      get length() {
        return 3000;
      }
    }
    const bytes = new Longer(15);
    assert.match(
      refusalOf(() =>
        engine.createDataset({ images: bytes, labels: new Uint8Array(60), rows: 5, columns: 5, classes: 3 }),
      ),
      /images must hold .* 1500 bytes, got 15/,
    );
    assert.match(
      refusalOf(() => engine.readIdx(bytes, bytes, { classes: 3 })),
      /must be 16, got 15/,
    );
    assert.match(
      refusalOf(() => engine.restore(bytes)),
      /no checkpoint/,
    );
    const correct = new Uint8Array(1500);
    assert.match(
      refusalOf(() => engine.mcnemar(bytes, correct)),
      /of one length, got 15 and 1500/,
    );
    assert.match(
      refusalOf(() =>
        engine.scorePredictions({ probabilities: new Scores(3).fill(1 / 3), labels: new Uint8Array(1000) }),
      ),
      /got 3 values/,
    );
    assert.equal(engine.entropies(new Scores(3).fill(1 / 3), 3).length, 1);
  });

  test('what only looks like bytes', () => {
    const fakes = [Object.create(Uint8Array.prototype), new Proxy(new Uint8Array(1500), {})];
    for (const images of fakes)
      assert.throws(
        () => engine.createDataset({ images, labels: new Uint8Array(60), rows: 5, columns: 5, classes: 3 }),
        { name: 'TypeError', message: /^images must be a Uint8Array/ },
      );
  });
});

describe('what does not fit 32 bits is refused, not cut', () => {
  const wrapped = (value) => 2 ** 32 + value;
  test('sizes of a dataset', () => {
    const [images, labels] = [new Uint8Array(0), new Uint8Array(0)];
    const { images: pixels, labels: classesOf } = syntheticImages({ count: 2 });
    for (const [init, name] of [
      [{ images: pixels, labels: classesOf, rows: 5, columns: 5, classes: wrapped(10) }, 'classes'],
      [{ images, labels, rows: wrapped(5), columns: 5, classes: 3 }, 'rows'],
      [{ images, labels, rows: 5, columns: wrapped(5), classes: 3 }, 'columns'],
    ])
      assert.match(
        refusalOf(() => engine.createDataset(init)),
        new RegExp(`^${name} must be .*, got 42949673`),
      );
  });

  test('classes of an IDX file', () => {
    const { images, labels } = idxFiles(syntheticImages({ count: 6, classes: 10 }));
    for (const classes of [wrapped(10), 10.5, '10', NaN])
      assert.match(
        refusalOf(() => engine.readIdx(images, labels, { classes, name: 'set' })),
        /^set: classes must be/,
      );
  });

  test('memory of the host', async () => {
    const { instance } = await WebAssembly.instantiate(await readWasm(), {
      env: { emscripten_notify_memory_growth() {} },
    });
    const { descenso_allocate: allocate, descenso_release: release, memory } = instance.exports;
    for (const bytes of [0xfffffff1, 0xffffffff, 0xfffffff0, 0x80000001]) assert.equal(allocate(bytes), 0, `${bytes}`);
    const at = allocate(100);
    assert.ok(at > 0 && at % 16 === 0 && at + 100 <= memory.buffer.byteLength);
    release(at);
  });
});

test('a place without dropout has no mask to read, and none is beyond the last', async () => {
  const { instance } = await WebAssembly.instantiate(await readWasm(), {
    env: { emscripten_notify_memory_growth() {} },
  });
  const run = await rawRun(instance.exports);
  const {
    memory,
    descenso_allocate: allocate,
    descenso_mask_read: read,
    descenso_mask_units: units,
  } = instance.exports;
  const at = allocate(4 * 64 * 32);
  for (const site of [1, 2, 3, 4, 1000, 0xffffffff]) {
    new Uint8Array(memory.buffer, at, 4 * 64 * 32).fill(0xaa);
    assert.equal(units(run, site), 0, `site ${site}`);
    assert.equal(read(run, site, at), 0, `rows of site ${site}`);
    assert.ok(
      new Uint8Array(memory.buffer, at, 4 * 64 * 32).every((byte) => byte === 0xaa),
      `site ${site}`,
    );
  }
  assert.equal(units(run, 0), 25);
  assert.equal(read(run, 0, at), 8);
});

/** A run of two layers, dropout at its input alone, one step old, in a module without its wrapper. */
async function rawRun(exports) {
  const bytes = create({ model: { inputDropout: 0.1, layers: [{ units: 6 }, { units: 3 }] } });
  const saved = bytes.save();
  bytes.free();
  const put = (values) => {
    const at = exports.descenso_allocate(values.length);
    new Uint8Array(exports.memory.buffer, at, values.length).set(values);
    return at;
  };
  const setOf = ({ images, labels, rows, columns, classes }) =>
    exports.descenso_dataset_create(put(images), put(labels), labels.length, rows, columns, classes);
  const sets = [setOf(syntheticImages({ count: COUNT })), setOf(syntheticImages({ count: 30, seed: 2 }))];
  const run = exports.descenso_checkpoint_restore(put(saved), saved.length, ...sets, 0);
  assert.notEqual(run, 0);
  assert.equal(exports.descenso_experiment_run(run, 1, put(new Uint8Array(64))), 1);
  return run;
}

// Checkpoints: a run that was saved and opened again, in another engine, goes on with the bits of the one that
// was not; and what is no checkpoint of that run, engine or data is refused.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { trainNatively, writeIdxPair } from '../helpers/native.js';
import { runToEnd } from '../helpers/tensors.js';

const engine = await loadEngine();
const other = await loadEngine();
const COUNT = 100;
const VALIDATION = 40;
const inits = { train: syntheticImages({ count: COUNT }), validation: syntheticImages({ count: VALIDATION, seed: 2 }) };
const dataOf = (on) => ({ train: on.createDataset(inits.train), validation: on.createDataset(inits.validation) });
const [data, otherData] = [dataOf(engine), dataOf(other)];
after(() => [data, otherData].flatMap((sets) => Object.values(sets)).forEach((set) => set.free()));

const STEPS_PER_EPOCH = 13; // 100 images in minibatches of 8
const layers = [{ units: 9, activation: 'relu' }, { units: 7, activation: 'tanh' }, { units: 3 }];
const base = { model: { layers }, batchSize: 8, epochs: 4, optimizer: { id: 'momentum' } };
const create = (more = {}, datasets = data) => engine.createExperiment({ ...base, ...more }, datasets);

/** What can be seen of a run as it stands. */
const standing = (run) => ({
  hash: run.weightsHash(),
  state: run.state(),
  spec: run.spec,
  epochs: run.epochs(),
  size: [run.classes, run.trainCount, run.pixels],
});

/** What a run does from here to its end, and what it is then. */
const future = (run) => ({ ...runToEnd(run, 5), ...standing(run) });

/** The run in another engine, from its bytes. */
const moved = (run, options) => other.restore(run.save(options), otherData);

const titleOf = (spec) => JSON.stringify(spec).replaceAll('"', '');

/** Saved after `steps` steps and what `before` does; gives the end of the run. */
function requireSameBits(spec, steps, before = () => {}) {
  const run = create(spec);
  if (steps > 0) run.runSteps(steps);
  before(run);
  const bytes = run.save();
  const restored = other.restore(bytes, otherData);
  assert.deepEqual(standing(restored), standing(run), 'as it was saved');
  assert.deepEqual(restored.save(), bytes, 'saved again');
  const expected = future(run);
  assert.deepEqual(future(restored), expected, 'to the end');
  run.free();
  restored.free();
  return expected;
}

describe('saved and resumed, a run has the same bits', () => {
  const { optimizers, schedules, conventions } = engine.catalog;
  const ofOptimizers = optimizers.flatMap(({ key }) =>
    conventions.map((convention) => ({ optimizer: { id: key, convention } })),
  );
  const ofSchedules = schedules.flatMap(({ key }) =>
    conventions.map((convention) => ({
      schedule: { id: key },
      optimizer: { id: 'sgd', convention, learningRate: 0.1 },
    })),
  );
  const others = [
    { schedule: { id: 'piecewise', boundaries: [20, 33], rates: [0.1, 0.03, 0.01] } },
    { schedule: { id: 'power', per: 'epoch', decaySteps: 2 } },
    { schedule: { id: 'performance', patience: 1, minDelta: 0.2, cooldown: 1 }, epochs: 8 },
    { earlyStopping: { patience: 2, minDelta: 0.02 }, epochs: 30, optimizer: { id: 'adam', learningRate: 0.05 } },
    { earlyStopping: { patience: 2, restoreBest: false }, epochs: 30, optimizer: { id: 'adam', learningRate: 0.05 } },
    { model: { inputDropout: 0.1, layers: [{ units: 20, dropout: 0.5 }, { units: 7, dropout: 0.2 }, { units: 3 }] } },
    { model: { dropoutMode: 'classic', layers: [{ units: 20, dropout: 0.5, activation: 'selu' }, { units: 3 }] } },
    {
      model: {
        layers: [
          { units: 20, batchNorm: 'before' },
          { units: 7, batchNorm: 'after' },
          { units: 3, batchNorm: 'before' },
        ],
      },
    },
    {
      model: { layers: [{ units: 20, batchNorm: 'after', dropout: 0.3 }, { units: 3 }] },
      earlyStopping: { patience: 2 },
      optimizer: { id: 'nadam', convention: 'pytorch' },
    },
    { augmentation: { flip: true, shift: 1, rotate: 20, scale: 0.2, noise: 0.1, elastic: 1 } },
    { data: { scaling: 'standard' }, seed: 4294967295, clipNorm: 0.3 },
    {
      model: {
        layers: [
          { units: 20, l1: 1e-3, maxNorm: 1 },
          { units: 3, l2: 1e-3 },
        ],
      },
    },
    { batchSize: 100, epochs: 30 },
    { batchSize: 1 },
  ];
  for (const spec of [...ofOptimizers, ...ofSchedules, ...others])
    test(titleOf(spec), () => {
      const end = requireSameBits(spec, 0);
      for (const steps of [1, STEPS_PER_EPOCH, 2 * STEPS_PER_EPOCH + 5])
        assert.equal(requireSameBits(spec, steps).hash, end.hash, `saved after ${steps} steps`);
      assert.ok(end.step > 2 * STEPS_PER_EPOCH && end.epochs.length > 0, `a run of some length: ${end.step} steps`);
    });

  test('with a rate that was set by hand, also where the spec has 0', () => {
    const schedule = { id: 'exponential', decaySteps: 20 };
    for (const learningRate of [0.05, 0])
      requireSameBits({ schedule, optimizer: { id: 'sgd', learningRate } }, 10, (run) => run.setLearningRate(0.5));
  });

  test('after steps on explicit minibatches, also beyond the end', () => {
    requireSameBits({}, 10, (run) => run.stepOn([1, 2, 3]));
    const step = (run) => Array.from({ length: 2 * STEPS_PER_EPOCH }, (_, n) => run.stepOn([n]));
    assert.ok(requireSameBits({ epochs: 2 }, 20, step).step > 2 * STEPS_PER_EPOCH);
  });

  test('when it is done, has stopped early or has diverged', () => {
    const stopping = { earlyStopping: { patience: 2 }, epochs: 60, optimizer: { id: 'adam', learningRate: 0.05 } };
    assert.equal(requireSameBits({}, 1e6).status, 'done');
    assert.equal(requireSameBits(stopping, 1e6).status, 'stopped-early');
    const overflow = (run) =>
      run.setParameters(run.parameters().map((p) => ({ ...p, values: p.values.map(() => 1e38) })));
    assert.equal(requireSameBits({}, 5, overflow).status, 'diverged');
    assert.equal(
      requireSameBits({}, 5, (run) => {
        overflow(run);
        run.runSteps(9);
      }).status,
      'diverged',
    );
  });

  test('with weights that are infinite, no numbers, -0 or denormal', () => {
    const run = create();
    const odd = [NaN, Infinity, -Infinity, -0, 1e-45, 3.4e38, 0];
    run.setParameters([{ name: 'dense2/bias', values: odd }]);
    const restored = moved(run);
    assert.ok(restored.parameters()[3].values.every((value, i) => Object.is(value, Math.fround(odd[i]))));
    assert.equal(restored.weightsHash(), run.weightsHash());
    run.free();
    restored.free();
  });

  test("of each of bagging's networks, which has its sample and its streams", () => {
    const hashes = [0, 1, 2].map((member) => {
      const run = engine.createExperiment({ ...base, bagging: { models: 3 } }, data, { member });
      run.runSteps(20);
      const restored = moved(run);
      assert.deepEqual(restored.order(3), run.order(3));
      const end = future(run);
      assert.deepEqual(future(restored), end);
      run.free();
      restored.free();
      return end.hash;
    });
    assert.equal(new Set(hashes).size, 3);
  });

  test('in a run that is saved and opened at every step', () => {
    const spec = { optimizer: { id: 'nadam' }, earlyStopping: { patience: 9 }, epochs: 2 };
    const whole = create(spec);
    const { losses } = whole.runSteps(1e6);
    let run = create(spec);
    for (const loss of losses) {
      const next = engine.restore(run.save(), data);
      run.free();
      assert.equal(next.runSteps(1).losses[0], loss);
      run = next;
    }
    assert.deepEqual(standing(run), standing(whole));
    run.free();
    whole.free();
  });

  test('without a validation set', () => {
    const run = create({}, { train: data.train });
    run.runSteps(20);
    const bytes = run.save();
    const restored = other.restore(bytes, { train: otherData.train });
    assert.deepEqual(future(restored), future(run));
    assert.equal(restored.epochs()[0].validationLoss, null);
    assert.throws(() => other.restore(bytes, otherData), /^Error: validation must have 0 images, .* got 40$/);
    run.free();
    restored.free();
  });
});

describe('between WebAssembly and native code', () => {
  // Images as a file of ten classes has them: the first for training, the last for validation.
  const classes = 10;
  const all = syntheticImages({ count: COUNT + VALIDATION, classes });
  const files = writeIdxPair(all);
  const directory = mkdtempSync(path.join(tmpdir(), 'descenso-checkpoint-'));
  after(() => {
    files.remove();
    rmSync(directory, { recursive: true });
  });
  const cut = (from, to) => {
    const [images, labels] = [all.images.slice(25 * from, 25 * to), all.labels.slice(from, to)];
    return engine.createDataset({ ...all, images, labels });
  };
  const spec = engine.normalize({
    ...base,
    data: { scaling: 'standard', trainSize: COUNT, validationSize: VALIDATION },
    model: { inputDropout: 0.1, layers: [{ units: 20, batchNorm: 'before', dropout: 0.3 }, { units: classes }] },
    optimizer: { id: 'nadam' },
    earlyStopping: { patience: 3 },
  });

  for (const compiler of ['gcc', 'clang', 'gcc-sanitized'])
    test(`a run changes over and back: ${compiler}`, () => {
      const sets = { train: cut(0, COUNT), validation: cut(COUNT, COUNT + VALIDATION) };
      const run = engine.createExperiment(spec, sets);
      run.runSteps(20);
      const [resume, save] = ['here', 'there'].map((name) => path.join(directory, name));
      writeFileSync(resume, run.save());
      const hash = trainNatively(compiler, files.paths, spec, 10, { resume, save });
      run.runSteps(10);
      assert.equal(hash, run.weightsHash());
      const bytes = new Uint8Array(readFileSync(save));
      assert.deepEqual(bytes, run.save(), 'byte for byte');
      const back = engine.restore(bytes, sets);
      assert.deepEqual(future(back), future(run));
      for (const handle of [run, back, ...Object.values(sets)]) handle.free();
    });
});

describe('a longer run', () => {
  test('has the bits of one that was as long from the start, where its rates do not know the length', () => {
    const long = create({ epochs: 9, schedule: { id: 'exponential', decaySteps: 50 } });
    const end = future(long);
    const short = create({ schedule: { id: 'exponential', decaySteps: 50 } });
    for (const steps of [20, 1e6]) {
      short.runSteps(steps);
      const restored = other.restore(short.save(), { ...otherData, epochs: 9 });
      assert.equal(restored.spec.epochs, 9);
      assert.equal(restored.state().status, 'running');
      runToEnd(restored);
      assert.deepEqual(standing(restored), standing(long));
      assert.equal(restored.weightsHash(), end.hash);
      restored.free();
    }
    long.free();
    short.free();
  });

  const stopping = {
    epochs: 8,
    earlyStopping: { patience: 16 },
    optimizer: { id: 'momentum', learningRate: 0.5 },
  };

  test('goes on from its last weights, not from the best, which are those that a finished run has', () => {
    const [short, long] = [create(stopping), create({ ...stopping, epochs: 16 })];
    runToEnd(short);
    runToEnd(long);
    assert.ok(short.state().bestEpoch < 8 && long.state().bestEpoch < 16, 'the best are not the last');
    const again = moved(short);
    assert.equal(again.weightsHash(), short.weightsHash());
    const longer = other.restore(again.save(), { ...otherData, epochs: 16 });
    runToEnd(longer);
    assert.deepEqual(standing(longer), standing(long));
    for (const run of [short, long, again, longer]) run.free();
  });

  test('is refused, with the reason, where the last weights are not known any more', () => {
    const run = create(stopping);
    runToEnd(run);
    const reason = /^SpecError: epochs cannot be more: the run gives its best or average weights/;
    const earlier = run.save();
    earlier[8] = 1; // the format that did not keep them
    other.restore(resealed(earlier), otherData).free();
    assert.throws(() => other.restore(resealed(earlier), { ...otherData, epochs: 16 }), reason);
    run.stepOn([1, 2, 3]);
    other.restore(run.save(), otherData).free();
    assert.throws(() => other.restore(run.save(), { ...otherData, epochs: 16 }), reason);
    run.free();
  });

  test('has the same average of ends of epochs, or is refused where it would begin it later', () => {
    const averaging = (epochs) => ({ ...stopping, epochs, earlyStopping: {}, average: { kind: 'swa', from: 0.5 } });
    const [short, middle] = [create(averaging(8)), create(averaging(8))];
    runToEnd(short);
    middle.runSteps(5 * middle.state().stepsPerEpoch + 1);
    for (const run of [short, middle]) {
      const bytes = run.save();
      assert.throws(() => other.restore(bytes, { ...otherData, epochs: 16 }), {
        name: 'SpecError',
        path: 'epochs',
        message: /cannot be more: the run gives its best or average weights/,
      });
      other.restore(bytes, otherData).free(); // who asks for no more is told nothing
      // Of 9 epochs too those after the fourth count.
      const [longer, long] = [other.restore(bytes, { ...otherData, epochs: 9 }), create(averaging(9))];
      for (const one of [longer, long]) runToEnd(one);
      assert.deepEqual(standing(longer), standing(long));
      for (const one of [run, longer, long]) one.free();
    }
  });

  test('is not shorter, and of no odd length', () => {
    const run = create();
    const bytes = run.save();
    assert.throws(() => engine.restore(bytes, { ...data, epochs: 3 }), {
      name: 'SpecError',
      path: 'epochs',
      message: "epochs must be at least the checkpoint's 4, got 3",
    });
    assert.throws(() => engine.restore(bytes, { ...data, epochs: 10001 }), {
      path: 'epochs',
      message: /1\.\.10000, got 10001/,
    });
    for (const epochs of [0, -1, 2.5, NaN, '9'])
      assert.throws(() => engine.restore(bytes, { ...data, epochs }), RangeError);
    run.free();
  });
});

describe('without data', () => {
  const spec = {
    data: { scaling: 'standard' },
    model: { layers: [{ units: 20, batchNorm: 'before', dropout: 0.3 }, { units: 3 }] },
    optimizer: { id: 'adam' },
    earlyStopping: { patience: 3 },
    augmentation: { flip: true },
  };
  for (const weightsOnly of [false, true])
    test(`${weightsOnly ? 'weights alone' : 'a run'} predict and evaluate, and take no steps`, () => {
      const run = create(spec);
      run.runSteps(30);
      const restored = other.restore(run.save({ weightsOnly }));
      assert.equal(restored.weightsHash(), run.weightsHash());
      assert.deepEqual(restored.spec, run.spec);
      assert.deepEqual(restored.parameters(), run.parameters());
      assert.deepEqual(restored.evaluate(otherData.validation), run.evaluate(data.validation));
      assert.deepEqual(restored.predict(otherData.train), run.predict(data.train));
      const refused = { order: [0], runSteps: [1], stepOn: [[0]], lossAndGradient: [[0]], images: [0, [0]] };
      for (const [name, args] of Object.entries(refused))
        assert.throws(() => restored[name](...args), /restored without its training set/, name);
      assert.equal(restored.weightsHash(), run.weightsHash());
      const again = other.restore(restored.save({ weightsOnly }), weightsOnly ? {} : otherData);
      assert.deepEqual(again.save({ weightsOnly }), run.save({ weightsOnly }), 'nothing is lost on the way');
      assert.throws(() => restored.evaluate(small), /images and classes like/);
      for (const handle of [run, restored, again]) handle.free();
    });
  const small = other.createDataset(syntheticImages({ count: 5, rows: 4 }));

  test('weights alone are smaller by all that training needs', () => {
    const run = create(spec);
    const { length } = run.save();
    const weights = 4 * run.parameters().reduce((sum, { values }) => sum + values.length, 0);
    const alone = run.save({ weightsOnly: true }).length;
    // Adam's two slots, and the best weights.
    assert.ok(length - alone > 2.5 * weights, `${length} and ${alone} bytes for weights of ${weights}`);
    assert.ok(alone > weights && alone < weights + 8000);
    run.free();
  });

  test('from weights alone a run starts anew, with other images and the scaling that was measured', () => {
    const run = create({ ...spec, earlyStopping: {} });
    run.runSteps(30);
    const more = other.createDataset(syntheticImages({ count: 33, seed: 5 }));
    const restored = other.restore(run.save({ weightsOnly: true }), { train: more });
    const { step, stepsPerEpoch, status } = restored.state();
    assert.deepEqual([step, stepsPerEpoch, status], [0, 5, 'running']);
    assert.equal(restored.trainCount, 33);
    assert.deepEqual(restored.evaluate(otherData.validation), run.evaluate(data.validation));
    assert.equal(runToEnd(restored).status, 'done');
    for (const handle of [run, restored, more]) handle.free();
  });
});

/** Bytes that say of themselves that they are whole: the right length and the right hash. */
function resealed(bytes) {
  const body = Buffer.from(bytes.subarray(0, bytes.length - 32));
  body.writeUInt32LE(bytes.length, 12);
  return new Uint8Array(Buffer.concat([body, createHash('sha256').update(body).digest()]));
}

/** With every place of `from` in place of `to`, which is as long. */
function replaced(bytes, from, to) {
  assert.equal(from.length, to.length);
  const text = Buffer.from(bytes).toString('latin1');
  assert.ok(text.includes(from), `${from} is in there`);
  return resealed(Buffer.from(text.replace(from, to), 'latin1'));
}

describe('refused is', () => {
  const run = create({ optimizer: { id: 'adam' } });
  run.runSteps(20);
  const bytes = run.save();
  const refused = (what, message, options = data) => {
    assert.throws(
      () => engine.restore(what, options).free(),
      (error) => {
        assert.ok(!(error instanceof WebAssembly.RuntimeError), error.stack);
        assert.match(error.message, message);
        return true;
      },
    );
  };

  test('what is no Uint8Array, and what is no checkpoint', () => {
    for (const nothing of [undefined, null, 'DESCENSO', [1, 2], new ArrayBuffer(8)])
      refused(nothing, /must be a Uint8Array/);
    const none = /no checkpoint of Descenso/;
    refused(new Uint8Array(0), none);
    refused(new Uint8Array(5000), none);
    refused(bytes.subarray(1), none);
    refused(inits.train.images, none);
  });

  test('another format', () => {
    const later = bytes.slice();
    for (later[8] of [0, 4]) {
      refused(resealed(later), new RegExp(`^the checkpoint's format.* must be 3, got ${later[8]}$`));
      refused(later, /must be 3, got \d$/);
    }
    const contents = bytes.slice();
    contents[16] = 2;
    refused(resealed(contents), /does not hold what its spec asks for/);
  });

  test('what is cut, at any byte, or longer', () => {
    const wrongLength = (length) => new RegExp(`must be ${bytes.length} bytes, got ${length}$`);
    for (let length = 0; length < bytes.length; length += length < 300 ? 1 : 97)
      refused(bytes.subarray(0, length), length < 20 ? /no checkpoint/ : wrongLength(length));
    refused(Buffer.concat([bytes, Buffer.alloc(1)]), wrongLength(bytes.length + 1));
    for (let length = 52; length < bytes.length; length += 131)
      refused(resealed(bytes.subarray(0, length)), /does not hold|is not|must/);
  });

  test('a bit that changed, wherever', () => {
    for (let at = 20; at < bytes.length; at += 61) {
      const damaged = bytes.slice();
      damaged[at] ^= 1 << (at % 8);
      refused(damaged, /the checkpoint is damaged/);
    }
  });

  test('a spec that this engine does not know', () => {
    for (const [from, to, path] of [
      ['batchSize', 'batchSiz3', /^batchSiz3/],
      ['optimizer.beta1', 'optimizer.beta7', /^optimizer\.beta7/],
      ['adam', 'axam', /^optimizer\.id must be one of .*got "axam"/],
      ['model.layers[2].units', 'model.layers[2].Units', /^model\.layers\[2\]\.Units/],
    ]) {
      refused(replaced(bytes, from, to), path);
      assert.throws(() => engine.restore(replaced(bytes, from, to)), { name: 'SpecError' });
    }
  });

  test('tensors that the spec does not ask for', () => {
    refused(replaced(bytes, 'dense2/kernel', 'dense7/kernel'), /does not hold what its spec asks for/);
    refused(replaced(bytes, 'dense1/bias', 'dense1/bios'), /does not hold what its spec asks for/);
  });

  test('images of validation that are laid out in another way, before anything is trained', () => {
    const turned = { ...syntheticImages({ count: 30 }), rows: 1, columns: 25 };
    const validation = engine.createDataset(turned);
    assert.throws(
      () => engine.createExperiment({}, { train: data.train, validation }),
      /validation must have images .* like the training/,
    );
    validation.free();
  });

  test('data of other sizes, with both', () => {
    const sets = {
      fewer: engine.createDataset(syntheticImages({ count: 99 })),
      wide: engine.createDataset(syntheticImages({ count: COUNT, columns: 6 })),
      classes: engine.createDataset(syntheticImages({ count: COUNT, classes: 4 })),
      few: engine.createDataset(syntheticImages({ count: 39 })),
    };
    const { train, validation } = data;
    refused(bytes, /^train must have 100 images, .* got 99$/, { train: sets.fewer, validation });
    refused(bytes, /^train must have 5 rows, 5 columns and 3 classes, .* got 5 rows, 6 columns and 3 classes$/, {
      train: sets.wide,
      validation,
    });
    refused(bytes, /^train must .*3 classes, .* 4 classes$/, { train: sets.classes, validation });
    refused(bytes, /^validation must have 40 images, .* got 39$/, { train, validation: sets.few });
    refused(bytes, /^validation must have 40 images, .* got 0$/, { train });
    refused(bytes, /^validation must have 5 rows, 5 columns/, { train, validation: sets.wide });
    refused(bytes, /train must be a Dataset/, { train: {}, validation });
    refused(bytes, /train is a Dataset of another engine/, otherData);
    Object.values(sets).forEach((set) => set.free());
  });

  test('without harm: the engine works on, and the bytes are good', () => {
    const restored = engine.restore(bytes, data);
    assert.deepEqual(future(restored), future(run));
    restored.free();
    run.free();
  });
});

describe('the format', () => {
  test('is what src/run/checkpoint.h says, up to the spec, and ends with the hash of the rest', () => {
    const run = create({ data: { scaling: 'standard' } });
    const bytes = Buffer.from(run.save({ weightsOnly: true }));
    const text = bytes.toString('latin1', 0, 8);
    const words = Array.from({ length: 10 }, (_, n) => bytes.readUInt32LE(8 + 4 * n));
    assert.equal(text, 'DESCENSO');
    assert.deepEqual(words.slice(0, 8), [3, bytes.length, 1, 0, 5, 5, 3, COUNT]);
    assert.deepEqual([words[8], words[9] > 40], [VALIDATION, true]);
    let at = 48;
    const string = () => {
      const length = bytes.readUInt32LE(at);
      at += 4 + length;
      return bytes.toString('utf8', at - length, at);
    };
    const spec = {};
    for (let n = 0; n < words[9]; n++) {
      const path = string();
      const kind = bytes.readUInt32LE(at);
      const number = bytes.readDoubleLE(at + 4);
      at += 12;
      const value = string();
      spec[path] = [number, number !== 0, value][kind];
    }
    assert.equal(spec.batchSize, 8);
    assert.equal(spec['optimizer.id'], 'momentum');
    assert.equal(spec['model.layers[1].activation'], 'tanh');
    at += 2 * 4 * 25; // mean and inverse deviation
    for (const { name, shape, values } of run.parameters()) {
      assert.equal(string(), name);
      assert.deepEqual([bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)], shape.length > 1 ? shape : [0, ...shape]);
      at += 8;
      for (const value of values) {
        assert.equal(bytes.readFloatLE(at), value);
        at += 4;
      }
    }
    assert.equal(at, bytes.length - 32);
    assert.equal(bytes.toString('hex', at), createHash('sha256').update(bytes.subarray(0, at)).digest('hex'));
    run.free();
  });

  test('is the same whoever writes it, and changes nothing in the run', () => {
    const [a, b] = [create(), other.createExperiment(base, otherData)];
    a.runSteps(20);
    for (let n = 0; n < 20; n++) {
      b.runSteps(1);
      b.save({ weightsOnly: n % 2 === 0 });
    }
    assert.deepEqual(b.save(), a.save());
    a.free();
    b.free();
  });
});

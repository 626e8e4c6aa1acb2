// Checkpoints that are sealed as they should be, and say what no run can have come to: refused, with what is wrong. The bytes are
// read here as src/run/checkpoint.h lays them out.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';

const engine = await loadEngine();
const COUNT = 40;
const data = {
  train: engine.createDataset(syntheticImages({ count: COUNT })),
  validation: engine.createDataset(syntheticImages({ count: 20, seed: 2 })),
};
after(() => Object.values(data).forEach((set) => set.free()));

const spec = {
  data: { scaling: 'standard' },
  model: { layers: [{ units: 6, l2: 1e-3 }, { units: 3 }] },
  batchSize: 8,
  epochs: 6,
  optimizer: { id: 'nadam' },
  schedule: { id: 'performance' },
  earlyStopping: { patience: 5, restoreBest: false },
};
const STEPS_PER_EPOCH = 5;
const SLOTS = 2;
const PIXELS = 25;
const RECORD_BYTES = 4 + 4 * 8;

/** Where the fields of a run stand: [offset, kind]. `averages`: it keeps an average of its weights. */
function layoutOf(bytes, averages = false) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 8 + 3 * 4 + 6 * 4;
  const word = () => view.getUint32((at += 4) - 4, true);
  const skipString = () => {
    const length = word();
    at += length;
  };
  const skipTensors = (count) => {
    for (let n = 0; n < count; n++) {
      skipString();
      const [inputs, outputs] = [word(), word()];
      at += 4 * Math.max(inputs, 1) * outputs;
    }
  };
  for (let entries = word(); entries > 0; entries--) {
    skipString();
    at += 4 + 8; // kind and number
    skipString();
  }
  const fields = {};
  const field = (kind, ...names) => {
    for (const name of names) {
      fields[name] = [at, kind];
      at += kind === 'Uint32' || kind === 'Float32' ? 4 : 8;
    }
  };
  fields.mean = [at, 'Float32'];
  fields.scale = [at + 4 * PIXELS, 'Float32'];
  at += 8 * PIXELS;
  skipTensors(4);
  field('Uint32', 't');
  field('Float64', 'memory');
  skipTensors(4 * SLOTS);
  field('Float64', 'best', 'waitedOfSchedule', 'cooling', 'factor');
  field('Uint32', 'step', 'status', 'samples', 'bestEpoch', 'waited');
  field('Float64', 'rate', 'base', 'set', 'setFrom', 'lossSum', 'penaltySum', 'bestLoss');
  field('Uint32', 'records');
  const records = view.getUint32(fields.records[0], true);
  for (let n = 0; n < records; n++) {
    field('Uint32', `epoch${n}`);
    field('Float64', `trainLoss${n}`, `validationLoss${n}`, `accuracy${n}`, `penalty${n}`);
    if (averages) field('Float64', `rawLoss${n}`, `rawAccuracy${n}`);
  }
  if (averages) {
    field('Uint32', 'averaged');
    skipTensors(4);
  }
  assert.equal(at, bytes.length - 32, 'nothing but the seal is left');
  return { view, fields };
}

/** The same bytes with other values in their fields, and the hash that they then have. */
function forged(bytes, values, averages = false) {
  const copy = bytes.slice();
  const { view, fields } = layoutOf(copy, averages);
  for (const [name, value] of Object.entries(values)) {
    const [at, kind] = fields[name];
    view[`set${kind}`](at, value, true);
  }
  return sealed(copy.subarray(0, copy.length - 32));
}

function sealed(body) {
  const whole = Buffer.concat([body, Buffer.alloc(32)]);
  whole.writeUInt32LE(whole.length, 12);
  createHash('sha256')
    .update(whole.subarray(0, -32))
    .digest()
    .copy(whole, whole.length - 32);
  return new Uint8Array(whole);
}

/** A run's bytes after so many steps, and what `then` does. */
function savedAfter(steps, more = {}, datasets = data, then = () => {}) {
  const run = engine.createExperiment({ ...spec, ...more }, datasets);
  run.runSteps(steps);
  then(run);
  const bytes = run.save();
  run.free();
  return bytes;
}

const refusalOf = (bytes, options = data) => {
  try {
    engine.restore(bytes, options).free();
  } catch (error) {
    assert.ok(!(error instanceof WebAssembly.RuntimeError), error.stack);
    return error.message;
  }
  return assert.fail('it was believed');
};

const MIDDLE = 3 * STEPS_PER_EPOCH + 2;
const good = savedAfter(MIDDLE);

test('the fields stand where they are sought, and what is sealed anew unchanged is taken', () => {
  const { view, fields } = layoutOf(good);
  const valueOf = (name) => view[`get${fields[name][1]}`](fields[name][0], true);
  const run = engine.restore(forged(good, {}), data);
  const { step, learningRate, bestEpoch } = run.state();
  assert.deepEqual([valueOf('step'), valueOf('t'), valueOf('rate')], [step, MIDDLE, learningRate]);
  assert.deepEqual([valueOf('records'), valueOf('bestEpoch'), valueOf('samples')], [3, bestEpoch, 16]);
  assert.equal(valueOf('bestLoss'), run.epochs()[bestEpoch - 1].validationLoss);
  assert.equal(valueOf('penalty2'), run.epochs()[2].penalty);
  run.free();
});

describe('a forged value is refused', () => {
  /** @type {[values: Record<string, number>, message: RegExp][]} */
  const cases = [
    [{ rate: -1 }, /learning rate must be 0\.\.1000, got -1$/],
    [{ rate: NaN }, /learning rate must be .*, got NaN$/],
    [{ rate: Infinity }, /learning rate must be .*, got Infinity$/],
    [{ base: -1 }, /first learning rate must be 0\.\.1000, got -1$/],
    [{ base: NaN }, /first learning rate must be 0\.\.1000, got NaN$/],
    [{ base: 1000.5 }, /first learning rate must be 0\.\.1000, got 1000\.5$/],
    [{ set: -1 }, /rate set by hand must be 0\.\.1000, got -1$/],
    [{ set: NaN }, /rate set by hand must be 0\.\.1000, got NaN$/],
    [{ set: 1e9 }, /rate set by hand must be 0\.\.1000, got 1000000000$/],
    [{ setFrom: -1e-9 }, /scheduled rate at that time must be 0\.\.1000, got -1e-9$/],
    [{ setFrom: NaN }, /scheduled rate at that time must be .* got NaN$/],
    [{ setFrom: 1001 }, /scheduled rate at that time must be .* got 1001$/],
    [{ factor: -1 }, /memory of the schedule must be 0 or more, and finite, got -1$/],
    [{ factor: NaN }, /memory of the schedule .* got NaN$/],
    [{ factor: 1e9 }, /scheduled rate must be 0\.\.1000, got/],
    [{ best: NaN }, /memory of the schedule must be .* got NaN$/],
    [{ rate: 1001 }, /learning rate must be 0\.\.1000, got 1001$/],
    [{ cooling: 0.5 }, /memory of the schedule must be 0, got 0\.5$/],
    [{ cooling: Infinity }, /memory of the schedule must be .* got Infinity$/],
    [{ waitedOfSchedule: -3 }, /memory of the schedule must be .* got -3$/],
    [{ t: MIDDLE - 1 }, /steps of the optimizer must be 17\.\.2147483647, got 16$/],
    [{ t: 0xffffffff }, /steps of the optimizer must be .* got 4294967295$/],
    [{ memory: NaN }, /memory of the optimizer must be 0\.\.1, got NaN$/],
    [{ memory: 1.5 }, /memory of the optimizer must be 0\.\.1, got 1\.5$/],
    [{ memory: -0.5 }, /memory of the optimizer must be 0\.\.1, got -0\.5$/],
    [{ bestEpoch: 4294967295 }, /best epoch must be one of its epochs, got 4294967295$/],
    [{ bestEpoch: 0 }, /best epoch must be one of its epochs, got 0$/],
    [{ bestLoss: 0.001 }, /best validation loss must be .*, got 0\.001$/],
    [{ bestLoss: NaN }, /best validation loss must be .*, got NaN$/],
    [{ waited: 4294967295 }, /epochs since the best must be \d, got 4294967295$/],
    [{ lossSum: Infinity }, /sum of losses must be 0 or more, and finite, got Infinity$/],
    [{ lossSum: NaN }, /sum of losses .* got NaN$/],
    [{ lossSum: -1 }, /sum of losses .* got -1$/],
    [{ penaltySum: Infinity }, /sum of penalties .* got Infinity$/],
    [{ penaltySum: -1 }, /sum of penalties .* got -1$/],
    [{ samples: 0xffffffe8 }, /samples of the epoch must be 0\.\.2147483647, got 4294967272$/],
    [{ samples: 0 }, /sum of losses must be 0, got \d/],
    [{ status: 4 }, /does not hold what its spec asks for$/],
    [{ status: 2 }, /of a run that stopped early, must be 5 or more/],
    [{ step: 0x80000000, t: 0x80000000 }, /does not hold what its spec asks for$/],
    [{ epoch0: 0 }, /epochs must be 1\.\.3, got 0$/],
    [{ epoch1: 1 }, /epochs must be 2\.\.3, got 1$/],
    [{ epoch2: 4 }, /epochs must be 3, got 4$/],
    [{ trainLoss1: NaN }, /training losses .* got NaN$/],
    [{ trainLoss1: -1 }, /training losses .* got -1$/],
    [{ validationLoss0: Infinity }, /validation losses .* got Infinity$/],
    [{ validationLoss0: NaN }, /validation losses .* got NaN$/],
    [{ accuracy2: 1.01 }, /validation accuracies must be 0\.\.1, got 1\.01$/],
    [{ accuracy2: NaN }, /validation accuracies must be 0\.\.1, got NaN$/],
    [{ penalty0: -1 }, /penalties .* got -1$/],
    [{ mean: NaN }, /means of pixels must be 0\.\.1, got NaN$/],
    [{ mean: 2 }, /means of pixels must be 0\.\.1, got 2$/],
    [{ scale: -1 }, /scales of pixels must be 0 or more, and finite, got -1$/],
    [{ scale: Infinity }, /scales of pixels .* got Infinity$/],
  ];
  for (const [values, message] of cases)
    test(
      Object.entries(values)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
      () => {
        for (const options of [data, {}]) {
          const told = refusalOf(forged(good, values), options);
          assert.match(told, message);
          assert.match(told, /^the checkpoint/);
        }
      },
    );

  test('figures of a validation set that there is none of', () => {
    const alone = { train: data.train };
    const bytes = savedAfter(MIDDLE, { schedule: {}, earlyStopping: {}, optimizer: { id: 'nadam' } }, alone);
    assert.ok(engine.restore(bytes, alone));
    assert.match(refusalOf(forged(bytes, { accuracy1: 0.5 }), alone), /validation losses must be none/);
  });

  test('a first learning rate of 0 that a rate set by hand is in proportion to', () => {
    const piecewise = { id: 'piecewise', boundaries: [3], rates: [0.1, 0.05] };
    const bytes = savedAfter(MIDDLE, { schedule: piecewise, earlyStopping: {} });
    engine.restore(forged(bytes, { base: 0 }), data).free();
    assert.match(
      refusalOf(forged(bytes, { base: 0, set: 0.01, setFrom: 0 })),
      /first learning rate must be .*, got 0$/,
    );
  });

  test('figures of weights beside their average, and how many are in it', () => {
    const bytes = savedAfter(MIDDLE, { average: { kind: 'ema' } });
    const figures = [
      [{ rawLoss1: -1 }, /validation losses must be .*, got -1$/],
      [{ rawAccuracy1: 7 }, /validation accuracies must be 0\.\.1, got 7$/],
      [{ averaged: MIDDLE + 1 }, /weights in the average must be 0\.\.17, got 18$/],
    ];
    engine.restore(forged(bytes, { rawLoss1: Infinity, rawAccuracy0: NaN }, true), data).free(); // they may be
    for (const [values, message] of figures) assert.match(refusalOf(forged(bytes, values, true)), message);
    const ends = savedAfter(MIDDLE, { average: { kind: 'swa', from: 0.25 } });
    assert.match(refusalOf(forged(ends, { averaged: 4 }, true)), /weights in the average must be 0\.\.3, got 4$/);
  });

  test('a best epoch where nobody watches', () => {
    const bytes = savedAfter(MIDDLE, { earlyStopping: {} });
    assert.match(refusalOf(forged(bytes, { bestEpoch: 2 })), /best epoch must be 0, got 2$/);
    assert.match(refusalOf(forged(bytes, { waited: 1 })), /epochs since the best must be 0, got 1$/);
    assert.match(refusalOf(forged(bytes, { bestLoss: 1 })), /best validation loss must be Infinity, got 1$/);
  });
});

test('what is only asked takes no room for the minibatches that its data would have', async () => {
  const many = 60_000;
  const more = { batchSize: many, model: { layers: [{ units: 6, batchNorm: 'before' }, { units: 3 }] } };
  const bytes = savedAfter(2, more);
  new DataView(bytes.buffer).setUint32(8 + 3 * 4 + 4 * 4, many, true);
  const other = await loadEngine();
  const { native } = other.createDataset(syntheticImages({ count: 1 }));
  const memory = () => native.exports.memory.buffer.byteLength;
  const before = memory();
  const run = other.restore(sealed(bytes.subarray(0, bytes.length - 32)));
  assert.ok(memory() - before < 8 * 2 ** 20, `${memory() - before} bytes`);
  assert.equal(run.state().stepsPerEpoch, 1);
  run.free();
});

describe('a record more than there can be is refused', () => {
  /** The bytes with the last record once more, as that of the next epoch. */
  const withOneMore = (bytes) => {
    const { view, fields } = layoutOf(bytes);
    const records = view.getUint32(fields.records[0], true);
    const end = bytes.length - 32;
    const last = Buffer.from(bytes.subarray(end - RECORD_BYTES, end));
    last.writeUInt32LE(records + 1);
    const longer = sealed(Buffer.concat([bytes.subarray(0, end), last]));
    new DataView(longer.buffer).setUint32(fields.records[0], records + 1, true);
    return sealed(longer.subarray(0, longer.length - 32));
  };
  const unwatched = { earlyStopping: {}, schedule: {} };

  test('before its epoch has ended', () => {
    const bytes = savedAfter(MIDDLE, unwatched);
    assert.match(refusalOf(withOneMore(bytes)), /does not hold what its spec asks for$/);
    // With the steps that it would need it is believed: nothing else is wrong with it.
    const steps = MIDDLE + STEPS_PER_EPOCH;
    engine.restore(forged(withOneMore(bytes), { step: steps, t: steps }), data).free();
  });

  test('beyond the epochs that there is room for, whatever steps were taken since', () => {
    const explicit = (run) => Array.from({ length: 2 * STEPS_PER_EPOCH }, (_, n) => run.stepOn([n]));
    const bytes = savedAfter(1e6, unwatched, data, explicit);
    engine.restore(bytes, data).free();
    assert.match(refusalOf(withOneMore(bytes)), /does not hold what its spec asks for$/);
  });
});

// What a convention decides is a value of the spec: the normalized spec says all, and the convention's name alone nothing.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';

const engine = await loadEngine();
const { conventions, optimizers, schedules } = engine.catalog;
const train = engine.createDataset(syntheticImages({ count: 80, classes: 10, seed: 1 }));
const validation = engine.createDataset(syntheticImages({ count: 40, classes: 10, seed: 2 }));

/** A network with everything that some convention has its own way of doing. */
const base = {
  epochs: 3,
  batchSize: 16,
  clipNorm: 1,
  model: {
    inputDropout: 0.1,
    layers: [
      { units: 12, batchNorm: 'before', dropout: 0.2, l1: 0.001, l2: 0.01, maxNorm: 2 },
      { units: 8, batchNorm: 'after', l2: 0.01 },
      { units: 10, l2: 0.02 },
    ],
  },
  earlyStopping: { patience: 2 },
};

/** @param {unknown} spec */
function outcome(spec) {
  const experiment = engine.createExperiment(spec, { train, validation });
  experiment.runSteps(100);
  const validationLosses = experiment.epochs().map((epoch) => epoch.validationLoss);
  const result = { weights: experiment.weightsHash(), validationLosses, penalty: experiment.penalty() };
  experiment.free();
  return result;
}

/** @param {object} spec */
function assertNameSaysNothing(spec) {
  for (const convention of conventions) {
    const full = engine.normalize({ ...spec, optimizer: { ...spec.optimizer, convention } });
    const expected = outcome(full);
    for (const other of conventions) {
      const renamed = { ...full, optimizer: { ...full.optimizer, convention: other } };
      assert.deepEqual(engine.normalize(renamed), renamed);
      assert.deepEqual(outcome(renamed), expected, `${convention} called ${other}`);
    }
  }
}

describe('two full specs that differ in optimizer.convention alone train to the same bits', () => {
  for (const { key: id } of optimizers) test(id, () => assertNameSaysNothing({ ...base, optimizer: { id } }));
  for (const { key: id } of schedules)
    test(`with schedule ${id}`, () => assertNameSaysNothing({ ...base, schedule: { id } }));
});

test('the conventions differ in how they normalize and in their L2, each by values of its own', () => {
  const modelOf = (/** @type {string} */ convention) => engine.normalize({ optimizer: { convention } }).model;
  const own = ({ layers, inputDropout, dropoutMode, l1Step, residual, ...rest }) => rest;
  const slides = { batchNormMomentum: 0.99, batchNormEpsilon: 1e-3, batchNormUnbiased: false, l2Half: false };
  assert.deepEqual(own(modelOf('slides')), slides);
  assert.deepEqual(own(modelOf('keras')), slides);
  assert.deepEqual(own(modelOf('pytorch')), {
    batchNormMomentum: 0.9,
    batchNormEpsilon: 1e-5,
    batchNormUnbiased: true,
    l2Half: true,
  });
  // Each of them matters.
  const full = engine.normalize(base);
  const before = outcome(full);
  for (const [key, value] of Object.entries(own(modelOf('pytorch'))))
    assert.notDeepEqual(outcome({ ...full, model: { ...full.model, [key]: value } }), before, key);
});

/** A checkpoint as it was when the spec did not have some keys yet. */
function without(bytes, keys) {
  const at = 8 + 3 * 4 + 6 * 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kept = [];
  let end = at + 4;
  for (let n = view.getUint32(at, true); n > 0; n--) {
    const start = end;
    const pathLength = view.getUint32(end, true);
    const path = Buffer.from(bytes.subarray(end + 4, end + 4 + pathLength)).toString();
    end += 4 + pathLength + 4 + 8;
    end += 4 + view.getUint32(end, true);
    if (!keys.some((key) => path === key)) kept.push(bytes.subarray(start, end));
  }
  const count = Buffer.alloc(4);
  count.writeUInt32LE(kept.length);
  const body = Buffer.concat([bytes.subarray(0, at), count, ...kept, bytes.subarray(end, -32)]);
  body.writeUInt32LE(body.length + 32, 12);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

test('a checkpoint from before the keys were there goes on with the bits of its convention', () => {
  const keys = ['batchNormMomentum', 'batchNormEpsilon', 'batchNormUnbiased', 'l2Half'].map((key) => `model.${key}`);
  for (const convention of conventions) {
    const spec = { ...base, optimizer: { convention } };
    const whole = outcome(spec);
    const first = engine.createExperiment(spec, { train, validation });
    first.runSteps(7);
    const saved = first.save();
    const old = without(saved, keys);
    assert.ok(old.length < saved.length - 4 * 30);
    const second = engine.restore(old, { train, validation });
    second.runSteps(100);
    assert.equal(second.weightsHash(), whole.weights, convention);
    first.free();
    second.free();
  }
});

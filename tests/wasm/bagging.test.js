// Bagging: the ensemble is its members, each with streams and a bootstrap sample of its own.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';

const engine = await loadEngine();
const MODELS = 4;
const COUNT = 400;
const train = engine.createDataset(syntheticImages({ count: COUNT }));
const validation = engine.createDataset(syntheticImages({ count: 90, seed: 2 }));
const init = syntheticImages({ count: 70, seed: 3 });
const held = engine.createDataset(init);
after(() => [train, validation, held].forEach((data) => data.free()));

const spec = (bagging = {}, more = {}) => ({
  epochs: 3,
  optimizer: { id: 'momentum' },
  model: {
    layers: [
      { units: 8, dropout: 0.1 },
      { units: 3, activation: 'softmax' },
    ],
  },
  bagging: { models: MODELS, ...bagging },
  ...more,
});
const create = (bagging, more, options) => engine.createExperiment(spec(bagging, more), { train, validation }, options);
const run = (experiment) => {
  experiment.runSteps(1e6);
  return experiment;
};

describe('bootstrap samples', () => {
  const sampleOf = (member, more) => {
    const experiment = create({}, more, { member });
    const orders = [0, 1].map((epoch) => experiment.order(epoch));
    experiment.free();
    return orders;
  };
  const counted = (order) => order.reduce((counts, n) => counts.with(n, counts[n] + 1), Array(COUNT).fill(0));

  test('are drawn with replacement, one for each member, the same in every epoch', () => {
    const seen = new Set();
    for (let member = 0; member < MODELS; member++) {
      const [first, second] = sampleOf(member);
      const counts = counted(first);
      assert.deepEqual(counted(second), counts, 'an epoch has the sample in another order');
      assert.notDeepEqual(second, first);
      seen.add(counts.join());
      // A sample is left out with probability (1 - 1/N)^N; the share's deviation is that of the occupancy problem.
      const left = counts.filter((count) => count === 0).length / COUNT;
      const expected = (1 - 1 / COUNT) ** COUNT;
      const deviation = Math.sqrt((Math.exp(-1) - 2 * Math.exp(-2)) / COUNT);
      assert.ok(Math.abs(left - expected) < 4 * deviation, `${left} of the training set is left out`);
    }
    assert.equal(seen.size, MODELS);
  });

  test('are not drawn without bootstrap, nor for one network alone', () => {
    for (const bagging of [{ bootstrap: false }, { models: 1 }]) {
      const experiment = create(bagging, {}, { member: 0 });
      assert.deepEqual(
        [...experiment.order(0)].sort((a, b) => a - b),
        Array.from({ length: COUNT }, (_, n) => n),
      );
      experiment.free();
    }
  });
});

describe('members', () => {
  test('start from different weights, the first from those of a network alone', () => {
    const alone = create({ models: 1 });
    const members = Array.from({ length: MODELS }, (_, member) => create({}, {}, { member }));
    const hashes = members.map((member) => member.weightsHash());
    assert.equal(hashes[0], alone.weightsHash());
    assert.equal(new Set(hashes).size, MODELS);
    for (const each of [alone, ...members]) each.free();
  });

  test('trained alone are those of the ensemble, to the bit', () => {
    const ensemble = run(create());
    const members = Array.from({ length: MODELS }, (_, member) => run(create({}, {}, { member })));
    assert.deepEqual(
      ensemble.members.map((member) => member.weightsHash()),
      members.map((member) => member.weightsHash()),
    );
    for (const each of [ensemble, ...members]) each.free();
  });

  test('are refused beyond their number', () => {
    assert.throws(() => create({}, {}, { member: MODELS }), /member must be a whole number 0\.\.3, got 4/);
    assert.throws(() => create({ models: 1 }, {}, { member: 1 }), /member/);
    assert.throws(() => create({ models: 51 }), /bagging\.models must be a whole number 1\.\.50, got 51/);
  });
});

describe('the ensemble', () => {
  test('predicts the mean of its members', () => {
    const ensemble = run(create());
    const { probabilities, classes } = ensemble.predict(held);
    const all = ensemble.members.map((member) => member.predict(held).probabilities);
    for (let i = 0; i < probabilities.length; i++)
      assert.equal(probabilities[i], Math.fround(all.reduce((sum, each) => sum + each[i], 0) / MODELS));
    let [loss, right] = [0, 0];
    const confusion = new Uint32Array(9);
    init.labels.forEach((label, n) => {
      loss -= Math.log(probabilities[3 * n + label]) / init.labels.length;
      right += Number(classes[n] === label);
      confusion[3 * label + classes[n]]++;
    });
    const told = ensemble.evaluate(held);
    assert.ok(Math.abs(told.loss - loss) < 1e-12);
    assert.equal(told.accuracy, right / init.labels.length);
    assert.deepEqual(told.confusion, confusion);
    ensemble.free();
  });

  test('is one run: steps, epochs and hash, however it is cut', () => {
    const whole = create();
    const { stepsPerEpoch, totalSteps } = whole.state();
    assert.equal(totalSteps, MODELS * 3 * stepsPerEpoch);
    const report = whole.runSteps(totalSteps + 5);
    assert.equal(report.losses.length, totalSteps);
    assert.equal(report.penalties.length, totalSteps);
    assert.deepEqual(
      report.epochs.map(({ member, epoch }) => [member, epoch]),
      Array.from({ length: MODELS * 3 }, (_, n) => [Math.floor(n / 3), (n % 3) + 1]),
    );
    assert.equal(report.status, 'done');
    const cut = create();
    const losses = [];
    for (let status = 'running'; status === 'running';) {
      const slice = cut.runSteps(7);
      losses.push(...slice.losses);
      status = slice.status;
    }
    assert.deepEqual(Float32Array.from(losses), report.losses);
    assert.equal(cut.weightsHash(), whole.weightsHash());
    assert.match(whole.weightsHash(), /^[0-9a-f]{64}$/);
    assert.equal(whole.parameters().length, MODELS * 4);
    assert.equal(whole.parameters()[0].name, 'model1/dense1/kernel');
    whole.free();
    cut.free();
  });

  test('says who can answer what concerns one network', () => {
    const ensemble = create();
    assert.throws(() => ensemble.stepOn([0]), /members/);
    assert.throws(() => ensemble.predictMonteCarlo(held), /members/);
    const [one] = ensemble.members;
    const asked = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(one)));
    for (const [name, { value, get }] of asked)
      if (typeof value === 'function') assert.equal(typeof ensemble[name], 'function', name);
      else if (get && !['native', 'handle'].includes(name)) assert.notEqual(ensemble[name], undefined, name);
    assert.throws(() => ensemble.sharpness(), /members\[0\]\.sharpness/);
    assert.throws(() => ensemble.setLearningRate(NaN), /learningRate/);
    run(ensemble);
    assert.throws(() => ensemble.setLearningRate(NaN), /learningRate/, 'at the end, too');
    ensemble.free();
    ensemble.free();
    assert.throws(() => ensemble.runSteps(1), /freed/);
  });

  test('diverges with its member', () => {
    const layers = [...Array(4).fill({ units: 8 }), { units: 3, activation: 'softmax' }];
    const ensemble = create({}, { optimizer: { id: 'sgd', learningRate: 1000 }, model: { layers } });
    assert.equal(ensemble.runSteps(1e6).status, 'diverged');
    ensemble.free();
  });
});

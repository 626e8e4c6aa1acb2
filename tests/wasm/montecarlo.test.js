// Monte Carlo dropout: its figures against those of its own kept samples in float64, a pass against training's with the same
// masks, and that nothing but seed, pass and the sample's number matters.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';

const FLOAT_LIMIT = 2 ** -23;
const COUNT = 150; // three blocks, the last not whole
const PASSES = 40;

const engine = await loadEngine();
const init = syntheticImages({ count: COUNT });
const [rows, columns, K] = [init.rows, init.columns, init.classes];
const data = engine.createDataset(init);
after(() => data.free());

const layersOf = (dropout, extra = {}) => [
  { units: 9, activation: 'elu', dropout, ...extra },
  { units: 7, activation: 'elu', dropout, ...extra },
  { units: K, activation: 'softmax' },
];
/** A network that has learned something. */
const trained = (model, spec = {}) => {
  const experiment = engine.createExperiment(
    { optimizer: { id: 'adam', learningRate: 0.01 }, ...spec, model },
    { train: data },
  );
  experiment.runSteps(30);
  return experiment;
};

const networks = {
  'hidden dropout': { layers: layersOf(0.3) },
  'input and hidden dropout': { inputDropout: 0.2, layers: layersOf(0.3) },
  classic: { dropoutMode: 'classic', layers: layersOf(0.3) },
  'alpha dropout': { layers: layersOf(0.3, { activation: 'selu' }) },
  'batch normalization before': { layers: layersOf(0.3, { batchNorm: 'before' }) },
  'batch normalization after': { inputDropout: 0.1, layers: layersOf(0.3, { batchNorm: 'after' }) },
};

const entropy = (row) => row.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
const near = (actual, expected, message) =>
  assert.ok(
    Math.abs(actual - expected) <= FLOAT_LIMIT * Math.max(Math.abs(expected), 1e-7),
    `${message}: ${actual}, expected ${expected}`,
  );

describe('the statistics are those of the kept samples', () => {
  for (const [name, model] of Object.entries(networks))
    test(name, () => {
      const experiment = trained(model);
      const told = experiment.predictMonteCarlo(data, { passes: PASSES, keepSamples: true });
      const { samples, ...rest } = told;
      assert.equal(samples.length, PASSES * COUNT * K);
      assert.deepEqual(
        experiment.predictMonteCarlo(data, { passes: PASSES }),
        rest,
        'in several calls, since none is kept',
      );
      const spread = new Set();
      for (let n = 0; n < COUNT; n++) {
        const passes = Array.from({ length: PASSES }, (_, t) =>
          Array.from(samples.subarray((t * COUNT + n) * K, (t * COUNT + n + 1) * K)),
        );
        const mean = Array.from({ length: K }, (_, k) => passes.reduce((sum, p) => sum + p[k], 0) / PASSES);
        for (let k = 0; k < K; k++) {
          const variance = passes.reduce((sum, p) => sum + (p[k] - mean[k]) ** 2, 0) / PASSES;
          near(told.mean[n * K + k], mean[k], `mean of ${n}, ${k}`);
          near(told.std[n * K + k], Math.sqrt(variance), `deviation of ${n}, ${k}`);
          spread.add(told.std[n * K + k]);
        }
        const expected = passes.reduce((sum, p) => sum + entropy(p), 0) / PASSES;
        near(told.entropy[n], entropy(mean), `entropy of ${n}`);
        near(told.expectedEntropy[n], expected, `expected entropy of ${n}`);
        assert.ok(Math.abs(told.mutualInformation[n] - (entropy(mean) - expected)) < 3e-7);
        assert.ok(told.mutualInformation[n] >= 0);
        assert.equal(told.classes[n], mean.indexOf(Math.max(...mean)));
      }
      assert.ok(spread.size > COUNT, 'passes differ');
      experiment.free();
    });
});

describe('a pass', () => {
  test('of a network without dropout is the prediction', () => {
    const experiment = trained({ layers: layersOf(0) });
    const { probabilities } = experiment.predict(data);
    const told = experiment.predictMonteCarlo(data, { passes: 3 });
    assert.deepEqual(told.mean, probabilities);
    assert.deepEqual(told.std, new Float32Array(COUNT * K));
    assert.deepEqual(told.mutualInformation, new Float32Array(COUNT));
    experiment.free();
  });

  for (const [name, model] of Object.entries(networks).filter(([name]) => !name.startsWith('batch')))
    test(`is what training makes of the same masks, which no other pass has, nor the step of its number: ${name}`, () => {
      const experiment = trained(model);
      const all = Array.from({ length: 60 }, (_, n) => n);
      experiment.lossAndGradient(all);
      const seen = [experiment.masks()];
      for (const passes of [1, 2, experiment.state().step + 1]) {
        const { samples } = experiment.predictMonteCarlo(data, { count: 60, passes, keepSamples: true });
        const masks = experiment.masks();
        const last = samples.subarray((passes - 1) * 60 * K);
        const loss = experiment.lossAndGradient(all, { masks });
        const expected = all.reduce((sum, n) => sum - Math.log(last[n * K + init.labels[n]]), 0) / 60;
        assert.ok(Math.abs(loss / expected - 1) < 1e-6, `${loss}, and ${expected} from the passes`);
        for (const others of seen)
          masks.forEach((mask, n) => assert.notDeepEqual(mask, others[n], `${mask.name}, of ${passes} passes`));
        seen.push(masks);
      }
      experiment.free();
    });

  for (const [name, model] of Object.entries(networks))
    test(`hangs on the seed, its number and the sample's, and on nothing else: ${name}`, () => {
      const experiment = trained(model, { batchSize: 70 });
      const options = { passes: 5, keepSamples: true };
      const whole = experiment.predictMonteCarlo(data, options);
      const again = experiment.predictMonteCarlo(data, { ...options, first: 60, count: 75 });
      const part = (samples, t, n, count) => samples.subarray((t * count + n) * K, (t * count + n + 1) * K);
      for (let t = 0; t < 5; t++)
        for (let n = 0; n < 75; n++)
          assert.deepEqual(part(again.samples, t, n, 75), part(whole.samples, t, n + 60, COUNT));
      assert.deepEqual(again.mean, whole.mean.subarray(60 * K, 135 * K));
      const longer = experiment.predictMonteCarlo(data, { ...options, passes: 6 });
      assert.deepEqual(longer.samples.subarray(0, 5 * COUNT * K), whole.samples);
      const other = experiment.predictMonteCarlo(data, { ...options, seed: 7 });
      assert.notDeepEqual(other.mean, whole.mean);
      const same = trained(model, { batchSize: 70 });
      assert.deepEqual(same.predictMonteCarlo(data, options), whole);
      same.free();
      experiment.free();
    });

  test('drops the share of units that it is told to, other ones for every sample and pass', () => {
    // One layer of identical units, each of which adds its share to the first class' logit: what is left of it tells how many are kept.
    const [units, p] = [500, 0.2];
    const layers = [
      { units, activation: 'linear', dropout: p },
      { units: K, activation: 'softmax' },
    ];
    const experiment = engine.createExperiment({ model: { layers } }, { train: data });
    experiment.setParameters([
      { name: 'dense1/kernel', values: new Float32Array(rows * columns * units) },
      { name: 'dense1/bias', values: new Float32Array(units).fill(1) },
      {
        name: 'dense2/kernel',
        values: Float32Array.from({ length: units * K }, (_, i) => (i % K === 0 ? 1 / units : 0)),
      },
      { name: 'dense2/bias', values: new Float32Array(K) },
    ]);
    const passes = 20;
    const { samples } = experiment.predictMonteCarlo(data, { passes, keepSamples: true });
    const kept = Array.from(
      { length: passes * COUNT },
      (_, row) => Math.log(samples[row * K] / samples[row * K + 1]) * (1 - p),
    );
    const mean = kept.reduce((sum, share) => sum + share) / kept.length;
    const deviation = Math.sqrt((p * (1 - p)) / (units * kept.length));
    assert.ok(Math.abs(mean - (1 - p)) < 4 * deviation, `${mean} of the units are kept`);
    const variance = kept.reduce((sum, share) => sum + (share - mean) ** 2, 0) / kept.length;
    const binomial = (p * (1 - p)) / units;
    assert.ok(Math.abs(variance / binomial - 1) < 4 * Math.sqrt(2 / kept.length), `${variance} against ${binomial}`);
    experiment.free();
  });
});

test('a run that comes back without its training set draws the same, also of minibatches too large for lists', async () => {
  const large = engine.createDataset(syntheticImages({ count: 4100 }));
  const model = { inputDropout: 0.2, layers: layersOf(0.3, { batchNorm: 'before' }) };
  const experiment = engine.createExperiment({ batchSize: 4100, model }, { train: large });
  experiment.runSteps(1);
  const alone = await engine.restore(experiment.save({ weightsOnly: true }), {});
  const options = { passes: 2, count: 20 };
  assert.deepEqual(alone.predictMonteCarlo(large, options), experiment.predictMonteCarlo(large, options));
  for (const one of [alone, experiment, large]) one.free();
});

test('predicting changes nothing of what comes after', () => {
  for (const model of Object.values(networks)) {
    const [one, other] = [trained(model), trained(model)];
    one.predictMonteCarlo(data, { passes: 3 });
    assert.equal(one.weightsHash(), other.weightsHash());
    one.runSteps(5);
    other.runSteps(5);
    assert.equal(one.weightsHash(), other.weightsHash());
    assert.deepEqual(one.predict(data), other.predict(data));
    one.free();
    other.free();
  }
});

test('nor does it matter which images, or whether any, the network is given to be trained on', () => {
  // A minibatch so large that with batch normalization nothing is listed.
  const model = networks['batch normalization after'];
  const many = engine.createDataset(syntheticImages({ count: 4200 }));
  const whole = engine.createExperiment({ model, batchSize: 4200 }, { train: many });
  whole.runSteps(1);
  const bytes = whole.save({ weightsOnly: true });
  const { mean } = whole.predictMonteCarlo(data, { passes: 5 });
  for (const sets of [{}, { train: data }]) {
    const again = engine.restore(bytes, sets);
    assert.deepEqual(again.predictMonteCarlo(data, { passes: 5 }).mean, mean);
    again.free();
  }
  whole.free();
  many.free();
});

test('what is no number is no certainty', () => {
  const experiment = trained(networks['hidden dropout']);
  const spoiled = experiment.parameters().map(({ name, values }) => ({ name, values: values.map(() => NaN) }));
  experiment.setParameters(spoiled);
  const { mean, entropy, expectedEntropy, mutualInformation } = experiment.predictMonteCarlo(data, { passes: 3 });
  for (const figures of [mean, entropy, expectedEntropy, mutualInformation]) assert.ok(figures.every(Number.isNaN));
  experiment.free();
});

test('wrong questions are refused, and say what is allowed', () => {
  const experiment = trained(networks['hidden dropout']);
  const ask = (options) => () => experiment.predictMonteCarlo(data, options);
  assert.throws(ask({ passes: 0 }), /passes must be a whole number 1\.\.1000000, got 0/);
  assert.throws(ask({ passes: 2.5 }), /passes .* got 2\.5/);
  assert.throws(ask({ first: COUNT + 1 }), /first must be a whole number 0\.\.150, got 151/);
  assert.throws(ask({ first: 100, count: 51 }), /count must be a whole number 0\.\.50, got 51/);
  assert.throws(ask({ seed: -1 }), /seed .* got -1/);
  assert.throws(() => experiment.predictMonteCarlo({}, {}), TypeError);
  assert.equal(experiment.predictMonteCarlo(data, { first: COUNT }).mean.length, 0);
  experiment.free();
  assert.throws(ask({}), /freed/);
});

// Averages of weights against torch.optim.swa_utils in float64 (averages.py): the average at the end, with its statistics of batch
// normalization, and what the weights and their average come to after each epoch.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { activations } from '../reference/network.js';
import { createDataset, problem, readGolden, relativeError, startExperiment } from './compare.js';

const LIMIT = 1e-5;

const engine = await loadEngine();
const train = createDataset(engine);
const other = createDataset(engine, 'otherImages');
after(() => [train, other].forEach((set) => set.free()));
const golden = readGolden('averages.json');


function start({ average, batchNorm = 'none' }, change = {}) {
  const layers = problem.layers.map((layer, n) => ({ ...layer, ...(n < 2 ? { batchNorm } : {}) }));
  const optimizer = { id: 'momentum', convention: 'pytorch', learningRate: golden.learningRate };
  const spec = { model: { layers }, optimizer, average, epochs: golden.epochs, batchSize: golden.batchSize, ...change };
  return startExperiment(engine, spec, train, problem.parameters, other);
}

for (const one of golden.cases)
  test(one.title, () => {
    const experiment = start(one);
    for (const batch of golden.batches) experiment.stepOn(batch);
    assert.equal(experiment.state().status, 'done');
    const near = (/** @type {number} */ a, /** @type {number} */ b, /** @type {string} */ what) =>
      assert.ok(Math.abs(a - b) <= LIMIT * b, `${what}: ${a} instead of ${b}`);
    experiment.epochs().forEach((record, n) => {
      const { raw, average } = one.epochs[n];
      near(record.validationLoss, average[0], `epoch ${n + 1}, average`);
      assert.equal(record.validationAccuracy, average[1]);
      assert.equal('rawLoss' in record, raw !== null);
      if (!raw) return;
      near(record.rawLoss, raw[0], `epoch ${n + 1}, weights`);
      assert.equal(record.rawAccuracy, raw[1]);
    });
    const apart = one.epochs.filter(({ raw, average }) => raw && Math.abs(raw[0] - average[0]) > 1e-3 * raw[0]);
    assert.ok(apart.length > 3, 'the two have come apart');
    for (const { name, values } of experiment.parameters())
      assert.ok(relativeError(values, one.parameters[name]) <= LIMIT, `${name}: ${relativeError(values, one.parameters[name])}`);
    assert.equal(experiment.evaluate(other).loss, experiment.epochs().at(-1).validationLoss, 'the run gives its average');
    experiment.free();
  });

test('an average moves no bit of what is averaged, and a longer run goes on from there', () => {
  const raw = start({ average: { kind: 'none' } }, { epochs: 20 });
  const [short, long] = [15, 20].map((epochs) => start({ average: { kind: 'ema' } }, { epochs }));
  for (const run of [raw, short, long]) run.runSteps(30);
  assert.deepEqual(
    short.epochs().map(({ rawLoss }) => rawLoss),
    raw.epochs().map(({ validationLoss }) => validationLoss),
  );
  assert.notEqual(short.weightsHash(), raw.weightsHash());
  assert.equal(long.weightsHash(), raw.weightsHash(), 'a run that goes on holds the weights that are trained');
  const longer = engine.restore(short.save(), { train, validation: other, epochs: 20 });
  assert.equal(longer.weightsHash(), long.weightsHash());
  for (const run of [longer, long]) assert.equal(run.runSteps(100).done, true);
  assert.equal(longer.weightsHash(), long.weightsHash());
  assert.deepEqual(longer.epochs(), long.epochs());
  short.stepOn([1, 2, 3]);
  assert.throws(() => engine.restore(short.save(), { train, validation: other, epochs: 20 }), /best or average weights/);
  for (const run of [raw, short, long, longer]) run.free();
});

test('stochastic: statistics are of what predictions see, where classic dropout makes that smaller', () => {
  const [, , last] = problem.layers;
  const [first, second] = problem.layers.map((layer) => ({ ...layer, dropout: 0, batchNorm: 'none' }));
  const layers = [{ ...first, dropout: 0.5 }, { ...second, batchNorm: 'before' }, last];
  const run = start({ average: { kind: 'swa', from: 0 } }, { model: { layers, dropoutMode: 'classic' }, epochs: 3 });
  run.runSteps(100);
  const found = Object.fromEntries(run.parameters().map(({ name, values }) => [name, values]));
  const pixels = problem.rows * problem.columns;
  const count = problem.labels.length;
  assert.equal(count % golden.batchSize, 0, 'minibatches alike, so that the mean of their means is that of all images');
  const mean = new Float64Array(second.units);
  const { value } = activations[first.activation];
  for (let n = 0; n < count; n++) {
    const y = Float64Array.from({ length: first.units }, (_, o) => {
      let z = found['dense1/bias'][o];
      for (let i = 0; i < pixels; i++) z += (problem.images[n * pixels + i] / 255) * found['dense1/kernel'][i * first.units + o];
      return value(z) / 2;
    });
    mean.forEach((_, o) => {
      mean[o] += found['dense2/bias'][o] / count;
      y.forEach((one, i) => (mean[o] += (one * found['dense2/kernel'][i * second.units + o]) / count));
    });
  }
  assert.ok(relativeError(found['batchnorm2/movingMean'], mean) <= LIMIT, `${found['batchnorm2/movingMean']} instead of ${mean}`);
  run.free();
});

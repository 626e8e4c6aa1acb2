// What is not zero is listed, of images and of what rectifiers make, and only that is multiplied: the bits are those of the dense
// kernels. A run that is normalized in minibatches of more than 4096 has no lists, and is what others are held to.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';

const LARGE = 4097;
const engine = await loadEngine();
// More pixels than a block of a list has, in rows that are padded; and units, below.
const init = syntheticImages({ count: LARGE, rows: 14, columns: 15 });
for (let n = 0; n < init.images.length; n += 17) init.images[n] = 1; // the least that is not zero
const train = engine.createDataset(init);
after(() => train.free());

/** Some samples twice; then fewer, of which no list may hold what was there before. */
const minibatches = [61, 37, 3].map((count) => Uint32Array.from({ length: count }, (_, n) => (n * 7) % 53));

/** All that is made of lists. @param {object} spec @param {number} batchSize @param {(name: string, values: Float32Array) => void} [change] of the parameters */
function everything({ model, ...spec }, batchSize, change = () => {}) {
  const layers = [...model.layers, { batchNorm: 'before' }]; // the last one, so that the whole is normalized
  const run = engine.createExperiment(
    {
      optimizer: { id: 'momentum' },
      ...spec,
      batchSize,
      model: { ...model, layers: layers.map((l) => ({ ...l, units: l.units ?? 3 })) },
    },
    { train },
  );
  const parameters = run.parameters();
  for (const { name, values } of parameters) change(name, values);
  run.setParameters(parameters);
  const told = minibatches.map((indices) => {
    const loss = run.stepOn(indices);
    const gradients = run.gradients();
    const curvature = run.curvature(indices.subarray(0, 40));
    const { values } = curvature.step(2);
    curvature.free();
    return { loss, gradients, values, statistics: run.layerStatistics(indices) };
  });
  const result = { told, hash: run.weightsHash(), predicted: run.predict(train, { first: 5, count: 70 }) };
  run.free();
  return result;
}

/** One unit of a kernel [I, units], or one of a vector. */
const unit = (values, units, value) => values.forEach((_, i) => i % units === 0 && (values[i] = value));

const relu = [{ units: 200 }, { units: 65 }];
const specs = {
  rectifiers: { model: { layers: relu } },
  'a single layer': { model: { layers: [] } },
  dropout: { model: { inputDropout: 0.2, layers: relu.map((l) => ({ ...l, dropout: 0.3 })) } },
  'classic dropout': { model: { dropoutMode: 'classic', layers: relu.map((l) => ({ ...l, dropout: 0.3 })) } },
  'mixed images': { mixup: 0.5, model: { layers: relu } },
  'activations that are seldom 0': { model: { layers: relu.map((l) => ({ ...l, activation: 'elu' })) } },
};
for (const [name, spec] of Object.entries(specs))
  test(name, () => assert.deepEqual(everything(spec, 32), everything(spec, LARGE)));

test('Monte Carlo passes that begin at a base, where there are lists, drop what those without do', () => {
  const spec = {
    model: {
      inputDropout: 0.2,
      layers: [
        { units: 40, dropout: 0.3 },
        { units: 3, batchNorm: 'before' },
      ],
    },
  };
  const [listed, dense] = [32, LARGE].map((batchSize) => {
    const run = engine.createExperiment({ ...spec, batchSize }, { train });
    const { samples } = run.predictMonteCarlo(train, { passes: 3, count: 60, keepSamples: true });
    const masks = run.masks();
    run.free();
    return { samples, masks };
  });
  assert.notDeepEqual(listed.samples, dense.samples, 'sums of another order: the run of large minibatches has no base');
  listed.samples.forEach((p, i) => {
    const [other, pass] = [dense.samples[i], Math.floor(i / 60 / 3)];
    assert.ok(Math.abs(p - other) < 2e-6, `pass ${pass}: ${p}, without lists ${other}`);
  });
  assert.deepEqual(listed.masks, dense.masks);
});

test('a dead unit that is normalized is 0, and what it is moved by is not', () => {
  const layers = [
    { units: 66, batchNorm: 'after' },
    { units: 65, batchNorm: 'before' },
  ];
  const spec = { model: { layers } };
  const dead = (name, values) => void (name === 'dense1/bias' && unit(values, 66, -100));
  const [listed, dense] = [32, LARGE].map((batchSize) => everything(spec, batchSize, dead));
  const { values } = dense.told[0].gradients.find(({ name }) => name === 'batchnorm1/beta');
  assert.notEqual(values[0], 0);
  assert.deepEqual(listed, dense);
});

test('what goes past a dead unit that is residual may be 0, and its gradient not', () => {
  const layers = [{ units: 66, activation: 'tanh' }, { units: 66 }, { units: 65 }];
  const spec = { model: { residual: true, layers } };
  const still = (name, values) => {
    if (name.startsWith('dense1')) unit(values, 66, 0);
    if (name === 'dense2/bias') unit(values, 66, -100);
  };
  const [listed, dense] = [32, LARGE].map((batchSize) => everything(spec, batchSize, still));
  const { values } = dense.told[0].gradients.find(({ name }) => name === 'dense1/bias');
  assert.notEqual(values[0], 0);
  assert.deepEqual(listed, dense);
});

test('a gradient that was not finite leaves nothing for the next', () => {
  const [used, fresh] = [0, 1].map(() =>
    engine.createExperiment({ model: { layers: [{ units: 66 }, { units: 65 }, { units: 3 }] } }, { train }),
  );
  const parameters = used.parameters();
  const scales = { 'dense1/kernel': 1e-30, 'dense2/kernel': 1e30, 'dense3/kernel': 1e30 };
  const extreme = parameters.map(({ name, values }) => ({ name, values: values.map((w) => w * (scales[name] ?? 1)) }));
  used.setParameters(extreme);
  assert.ok(Number.isFinite(used.lossAndGradient(minibatches[0])));
  assert.ok(used.gradients()[0].values.some((g) => !Number.isFinite(g)));
  used.setParameters(parameters);
  const others = minibatches[0].map((n) => n + 100); // which have other zeros
  const gradients = [used, fresh].map((run) => (run.lossAndGradient(others), run.gradients()));
  assert.deepEqual(gradients[0], gradients[1]);
  for (const run of [used, fresh]) run.free();
});

// The figures that are typed in the lessons on regularization: what they open.

import assert from 'node:assert/strict';
import { holdAllOf, holdFigures } from '../helpers/figures.js';

/** @param {ReturnType<typeof import('../helpers/lessons.js').openLesson>} store @param {string} id */
const layersOf = (store, id) => store.entrantSpec(id).model.layers;

holdFigures('overfit', (store) => {
  const { data, epochs } = store.spec();
  const widths = [784, ...layersOf(store, 'none').map(({ units }) => units)];
  const parameters = widths.slice(1).reduce((sum, units, n) => sum + (widths[n] + 1) * units, 0);
  assert.equal(layersOf(store, 'none-3').length, 2, 'a single hidden layer');
  return [
    [300, widths[1]],
    [100, widths[2]],
    [10, widths[3]],
    [266610, parameters],
    [1000, data.trainSize],
    [3000, store.entrantSpec('none-2').data.trainSize],
    [50, epochs],
    [16, layersOf(store, 'none-3')[0].units],
  ];
});

holdFigures('l1', (store) => {
  for (const id of ['l1', 'l2'])
    assert.equal(new Set(layersOf(store, id).map((layer) => layer[id])).size, 1, 'in all layers');
  return [
    [0.0003, layersOf(store, 'l1')[2].l1],
    [0.003, layersOf(store, 'l2')[2].l2],
    [0.001, 1e-3], // what counts as zero
  ];
});

holdFigures('l1-proximal', (store) => {
  const [l1, proximal] = ['l1', 'l1-proximal'].map((id) => store.entrantSpec(id));
  assert.deepEqual([l1.model.l1Step, proximal.model.l1Step], ['subgradient', 'proximal']);
  return [
    [0.0003, l1.model.layers[2].l1],
    [0.0003, proximal.model.layers[2].l1],
    [0.15, proximal.optimizer.learningRate],
    [0.001, 1e-3], // what counts as near 0
  ];
});

holdFigures('l2', (store) => [
  [0.0003, layersOf(store, 'l2')[0].l2],
  [0.003, layersOf(store, 'l2-2')[0].l2],
  [0.03, layersOf(store, 'l2-3')[0].l2],
]);

holdFigures('adamw', (store) => [
  [0.003, layersOf(store, 'l2')[0].l2],
  [1, store.entrantSpec('weight-decay').optimizer.weightDecay],
  [0.001, 1e-3], // what counts as near zero
  [2019, 2019], // of the paper
]);

holdFigures('max-norm', (store) => {
  assert.equal(layersOf(store, 'max-norm')[0].maxNorm, 1);
  return [[0.5, layersOf(store, 'max-norm-2')[0].maxNorm]];
});

holdFigures('dropout', (store) => {
  const [half, light] = ['dropout', 'dropout-2'].map((id) => store.entrantSpec(id).model);
  assert.equal(light.inputDropout, light.layers[0].dropout);
  return [
    [0.5, half.layers[0].dropout],
    [0.2, light.inputDropout],
    [400, half.layers[0].units + half.layers[1].units],
  ];
});

holdFigures('dropout-scaling', (store) => [[0.5, layersOf(store, 'dropout-classic')[0].dropout]]);

holdFigures('augmentation', (store) => {
  const changes = (/** @type {string} */ id) => store.entrantSpec(id).augmentation;
  const plain = { flip: false, shift: 0, rotate: 0, scale: 0, noise: 0, elastic: 0 };
  assert.deepEqual(changes('augmentation'), { ...plain, flip: true });
  assert.deepEqual(changes('augmentation-2'), { ...plain, shift: 1, rotate: 10, scale: 0.1 });
  assert.deepEqual(changes('augmentation-3'), { ...plain, noise: 0.1 });
  return [
    [10, changes('augmentation-2').rotate],
    [0.1, changes('augmentation-3').noise],
    [50, store.spec().epochs],
  ];
});

holdFigures('batchnorm', (store) => [
  [10, 10], // epochs, at which the claim batchnorm.faster looks
  [0.5, layersOf(store, 'batchnorm-2')[0].dropout],
]);

holdFigures('early-stopping', (store) => [
  [5, store.entrantSpec('early-stopping').earlyStopping.patience],
  [50, store.spec().epochs],
]);

holdFigures('average', (store) => {
  const { batchSize, epochs, optimizer } = store.spec();
  const [exponential, swa] = ['average', 'average-2'].map((id) => store.entrantSpec(id).average);
  assert.deepEqual([exponential.kind, swa.kind, store.entrantSpec('none-2').schedule.id], ['ema', 'swa', 'cosine']);
  return [
    [32, batchSize],
    [0.3, optimizer.learningRate],
    [0.99, exponential.decay],
    [0.01, 1 - exponential.decay],
    [100, 1 / (1 - exponential.decay)],
    [5, epochs * (1 - swa.from)],
  ];
});

holdFigures('together', (store) => {
  const { batchSize, epochs, labelSmoothing, data, model, optimizer, schedule, augmentation } =
    store.entrantSpec('batchnorm');
  assert.deepEqual([optimizer.id, optimizer.weightDecay, schedule.id, augmentation.flip], ['lion', 1, 'cosine', true]);
  const hidden = model.layers.slice(0, -1);
  assert.ok(hidden.every((layer) => layer.batchNorm === 'before' && layer.dropout === 0.1));
  const plain = store.entrantSpec('none');
  assert.ok(plain.model.layers.every((layer) => layer.batchNorm === 'none' && layer.dropout === 0));
  assert.deepEqual([plain.labelSmoothing, plain.optimizer.weightDecay, plain.augmentation.flip], [0, 0, false]);
  return [
    [59000, data.trainSize],
    [784, 784],
    ...model.layers.map(({ units }) => /** @type {[number, number]} */ ([units, units])),
    [256, batchSize],
    [0.0007, optimizer.learningRate],
    [0.1, hidden[0].dropout],
    [0.1, labelSmoothing],
    [24, epochs],
    [10000, 10000], // test images of the full set
  ];
});

holdAllOf('regularization');

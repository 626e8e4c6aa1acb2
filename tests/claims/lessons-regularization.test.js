// The figures of the lessons in the regularization lab: what they open, and what the whole runs come to.

import assert from 'node:assert/strict';
import { bestEpoch } from '../../web/labs/regularization/outcome.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';
import { race } from '../helpers/lessons.js';

/** @typedef {import('../helpers/lessons.js').Trained} Trained */

const percent = (/** @type {number} */ x) => 100 * x;
const last = (/** @type {Trained} */ { epochs }) => epochs.at(-1);
const gap = (/** @type {Trained} */ run) => last(run).validationLoss - last(run).trainLoss;
const validationLosses = (/** @type {Trained} */ { epochs }) => epochs.map(({ validationLoss }) => validationLoss);
const best = (/** @type {Trained} */ run) => bestEpoch(validationLosses(run)) ?? NaN;
const least = (/** @type {Trained} */ run) => Math.min(...validationLosses(run));
const accuracy = (/** @type {Trained} */ { test }) => percent(test.accuracy);
const trainLossAt = (/** @type {Trained} */ { epochs }, /** @type {number} */ epoch) => epochs[epoch - 1].trainLoss;

/** Percent of the weights that are as good as 0. @param {Trained} run */
function zeros({ kernels }) {
  const weights = kernels.flatMap(({ values }) => [...values]);
  return percent(weights.filter((w) => Math.abs(w) < 1e-3).length / weights.length);
}

/** Of the units of a layer. @param {Trained} run @param {number} layer @returns {number[]} */
function norms({ kernels }, layer) {
  const {
    shape: [, units],
    values,
  } = kernels[layer];
  return Array.from({ length: units }, (_, o) => Math.hypot(...values.filter((__, k) => k % units === o)));
}

/** @param {ReturnType<typeof import('../helpers/lessons.js').openLesson>} store @param {string} id */
const layersOf = (store, id) => store.entrantSpec(id).model.layers;

holdFigures('overfit', async (store) => {
  const { none, 'none-2': more, 'none-3': small } = await race('overfit');
  const { data, epochs } = store.spec();
  const widths = [784, ...layersOf(store, 'none').map(({ units }) => units)];
  const parameters = widths.slice(1).reduce((sum, units, n) => sum + (widths[n] + 1) * units, 0);
  const accuracies = none.epochs.slice(best(none)).map(({ validationAccuracy }) => validationAccuracy);
  assert.ok(Math.max(...accuracies) - Math.min(...accuracies) < 0.035, 'the accuracy hardly moves');
  assert.equal(layersOf(store, 'none-3').length, 2, 'a single hidden layer');
  assert.equal(more.losses.length / none.losses.length, 94 / 32, 'three times as many steps');
  return [
    [300, widths[1]],
    [100, widths[2]],
    [10, widths[3]],
    [266610, parameters],
    [1000, data.trainSize],
    [0.024, last(none).trainLoss],
    [0.571, least(none)],
    [14, best(none)],
    [0.787, last(none).validationLoss],
    [0.764, gap(none)],
    [3000, store.entrantSpec('none-2').data.trainSize],
    [0.478, least(more)],
    [84.2, accuracy(more)],
    [81.4, accuracy(none)],
    [50, epochs],
    [16, layersOf(store, 'none-3')[0].units],
    [0.282, gap(small)],
  ];
});

holdFigures('l1', async (store) => {
  const { none, l1, l2 } = await race('l1');
  for (const [id, key] of [
    ['l1', 'l1'],
    ['l2', 'l2'],
  ])
    assert.equal(new Set(layersOf(store, id).map((layer) => layer[key])).size, 1, 'in all layers');
  assert.ok(last(l1).penalty > last(l1).trainLoss, 'most of the sum says nothing about errors');
  return [
    [0.0003, layersOf(store, 'l1')[2].l1],
    [0.003, layersOf(store, 'l2')[2].l2],
    [0.62, last(l1).validationLoss, 0.0005],
    [0.635, last(l2).validationLoss],
    [0.787, last(none).validationLoss],
    [73, zeros(l1)],
    [21, zeros(l2)],
    [0.001, 1e-3],
    [0.147, last(l1).trainLoss],
    [0.791, last(l1).penalty],
  ];
});

holdFigures('l2', async (store) => {
  const { none, l2, 'l2-2': middle, 'l2-3': strong } = await race('l2');
  const idle = norms(strong, 0).filter((norm) => norm < 1e-2).length;
  assert.ok(idle > 10, `${idle} units that nobody uses`);
  return [
    [0.0003, layersOf(store, 'l2')[0].l2],
    [0.003, layersOf(store, 'l2-2')[0].l2],
    [0.03, layersOf(store, 'l2-3')[0].l2],
    [0.764, gap(none)],
    [0.74, gap(l2), 0.0005],
    [0.508, gap(middle)],
    [0.077, gap(strong)],
    [81.4, accuracy(none)],
    [73.4, accuracy(strong)],
    [0.712, last(strong).trainLoss],
  ];
});

holdFigures('max-norm', async (store) => {
  const { none, 'max-norm': one, 'max-norm-2': half } = await race('max-norm');
  const free = norms(none, 0).sort((a, b) => a - b);
  for (const [run, r] of /** @type {[Trained, number][]} */ ([
    [one, 1],
    [half, 0.5],
  ])) {
    const found = norms(run, 0);
    assert.ok(
      Math.max(...found) <= r * (1 + 1e-6) && Math.min(...found) > 0.95 * r,
      'they are pressed against their line',
    );
  }
  return [
    [1.5, free[free.length / 2], 0.15],
    [0.5, layersOf(store, 'max-norm-2')[0].maxNorm],
    [0.764, gap(none)],
    [0.746, gap(one)],
    [0.435, gap(half)],
    [0.584, last(half).validationLoss],
    [0.787, last(none).validationLoss],
    [81.6, accuracy(half)],
    [81.4, accuracy(none)],
  ];
});

holdFigures('dropout', async (store) => {
  const { none, dropout, 'dropout-2': fifth } = await race('dropout');
  const [half, light] = ['dropout', 'dropout-2'].map((id) => store.entrantSpec(id).model);
  const [{ trainLoss, validationLoss }] = dropout.epochs;
  assert.ok(trainLoss > validationLoss, 'the training loss begins above');
  assert.equal(light.inputDropout, light.layers[0].dropout);
  return [
    [0.5, half.layers[0].dropout],
    [0.2, light.inputDropout],
    [400, half.layers[0].units + half.layers[1].units],
    [0.764, gap(none)],
    [0.313, gap(dropout)],
    [0.462, gap(fifth)],
    [81.3, accuracy(fifth)],
    [81.4, accuracy(dropout)],
  ];
});

holdFigures('dropout-scaling', async (store) => {
  const { dropout, 'dropout-classic': classic } = await race('dropout-scaling');
  assert.ok(trainLossAt(classic, 5) > trainLossAt(dropout, 5), 'the classic one starts more slowly');
  return [
    [0.5, layersOf(store, 'dropout-classic')[0].dropout],
    [0.313, gap(dropout)],
    [0.281, gap(classic)],
  ];
});

holdFigures('augmentation', async (store) => {
  const {
    none,
    augmentation: mirrored,
    'augmentation-2': deformed,
    'augmentation-3': noisy,
  } = await race('augmentation');
  const changes = (/** @type {string} */ id) => store.entrantSpec(id).augmentation;
  const plain = { flip: false, shift: 0, rotate: 0, scale: 0, noise: 0, elastic: 0 };
  assert.deepEqual(changes('augmentation'), { ...plain, flip: true });
  assert.deepEqual(changes('augmentation-2'), { ...plain, shift: 1, rotate: 10, scale: 0.1 });
  assert.deepEqual(changes('augmentation-3'), { ...plain, noise: 0.1 });
  const losses = [none, mirrored, noisy].map((run) => last(run).validationLoss);
  assert.ok(last(deformed).validationLoss < Math.min(...losses), 'the best validation loss');
  return [
    [10, changes('augmentation-2').rotate],
    [0.1, changes('augmentation-3').noise],
    [0.764, gap(none)],
    [0.246, gap(deformed)],
    [0.749, gap(mirrored)],
    [0.751, gap(noisy)],
    [50, store.spec().epochs],
    [81.4, accuracy(none)],
    [78.8, accuracy(mirrored)],
    [78.6, accuracy(deformed)],
    [0.636, last(deformed).validationLoss],
  ];
});

holdFigures('batchnorm', async (store) => {
  const { none, batchnorm, 'batchnorm-2': both } = await race('batchnorm');
  return [
    [10, 10],
    [0.134, trainLossAt(batchnorm, 10)],
    [0.283, trainLossAt(none, 10)],
    [0.811, gap(batchnorm)],
    [0.764, gap(none)],
    [0.5, layersOf(store, 'batchnorm-2')[0].dropout],
    [0.47, gap(both), 0.0005],
    [0.571, least(none)],
    [0.605, least(batchnorm)],
    [0.555, least(both)],
  ];
});

holdFigures('early-stopping', async (store) => {
  const { none, 'early-stopping': patient, 'early-stopping-2': hasty } = await race('early-stopping');
  const { patience } = store.entrantSpec('early-stopping').earlyStopping;
  const losses = validationLosses(none);
  for (const [run, wait] of /** @type {[Trained, number][]} */ ([
    [patient, patience],
    [hasty, 1],
  ])) {
    const stop = losses.findIndex((_, n) => n + 1 - (bestEpoch(losses.slice(0, n + 1)) ?? 0) >= wait) + 1;
    assert.deepEqual([run.status, run.epochs.length], ['stopped-early', stop]);
    assert.deepEqual(validationLosses(run), losses.slice(0, stop), 'the same run until it stops');
  }
  assert.ok(least(none) < least(hasty), 'the validation loss was still going to fall');
  assert.ok(best(none) * 2 < none.epochs.length, 'more than half of the epochs were too many');
  return [
    [5, patience],
    [5, hasty.epochs.length],
    [14, best(patient)],
    [19, patient.epochs.length],
    [50, none.epochs.length],
    [0.024, last(none).trainLoss],
    [0.812, none.test.loss],
    [0.545, patient.test.loss],
    [81.4, accuracy(none)],
    [80.2, accuracy(patient)],
  ];
});

holdFigures('together', async (store) => {
  const { none, batchnorm } = await race('together');
  const { batchSize, epochs, data, model, optimizer, schedule } = store.entrantSpec('batchnorm');
  assert.equal(schedule.id, '1cycle');
  const hidden = model.layers.slice(0, -1);
  assert.ok(hidden.every((layer) => layer.batchNorm === 'before' && layer.dropout === 0.3));
  assert.ok(batchnorm.test.accuracy >= 0.905, 'what a dense network can reach');
  return [
    [55000, data.trainSize],
    [784, 784],
    ...model.layers.map(({ units }) => /** @type {[number, number]} */ ([units, units])),
    [128, batchSize],
    [0.01, optimizer.learningRate],
    [0.3, hidden[0].dropout],
    [20, epochs],
    [0.195, gap(none)],
    [0.144, gap(batchnorm)],
    [89.2, accuracy(none)],
    [90.6, accuracy(batchnorm)],
    [133, 10000 * (batchnorm.test.accuracy - none.test.accuracy)],
    [10000, none.test.confusion.reduce((/** @type {number} */ sum, /** @type {number} */ n) => sum + n)],
  ];
});

holdAllOf('regularization');

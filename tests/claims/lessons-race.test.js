// The figures of the lessons in the race: what they open, and what the whole runs come to.

import assert from 'node:assert/strict';
import { lastSmoothed, LossLog } from '../../web/runs/log.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';
import { race } from '../helpers/lessons.js';

const percent = (/** @type {number} */ x) => 100 * x;

/** The loss that the table shows in the end. @param {ReturnType<typeof import('../helpers/lessons.js').openLesson>} store @param {{ losses: Float32Array }} run */
function shownLoss(store, { losses }) {
  const log = new LossLog();
  log.append(losses, 1);
  return lastSmoothed(log, store.state.values.smoothing);
}

/** @param {Pick<import('../helpers/lessons.js').Trained, 'epochs'>} run */
const lastAccuracy = ({ epochs }) => epochs.at(-1).validationAccuracy;

// Its runs end by the clock: what they come to is the machine's.
holdFigures('gd', (store) => {
  const [sgd, gd] = ['sgd', 'sgd-2'].map((id) => store.entrantSpec(id));
  assert.equal(store.state.values.stopSeconds, 10, 'ten seconds');
  return [
    [32, sgd.batchSize],
    [0.05, sgd.optimizer.learningRate],
    [5000, gd.batchSize],
    [5000, gd.data.trainSize],
    [0.5, gd.optimizer.learningRate],
    [157, Math.ceil(sgd.data.trainSize / sgd.batchSize)],
  ];
});

holdFigures('adam-bias', async (store) => {
  const { adam, 'adam-2': without } = await race('adam-bias');
  const { beta1, beta2, learningRate } = store.entrantSpec('adam-2').optimizer;
  // Of a constant gradient, in units of η.
  const step = (/** @type {number} */ t) => (1 - beta1 ** t) / Math.sqrt(1 - beta2 ** t);
  const steps = Array.from({ length: 100 }, (_, n) => step(n + 1));
  const largest = Math.max(...steps);
  const jumps = [adam, without].map(({ losses }) =>
    losses.slice(1, 40).reduce((sum, loss, n) => sum + Math.abs(loss - losses[n]), 0),
  );
  assert.equal(adam.losses[0], without.losses[0], 'both begin together');
  assert.ok(jumps[1] > jumps[0], `the loss without the correction jumps more: ${jumps}`);
  assert.ok(shownLoss(store, without) < shownLoss(store, adam), 'and is ahead in the end');
  return [
    [40, 40], // see above
    [10, step(1) ** 2],
    [3.16, step(1)],
    [6.57, largest],
    [12, steps.indexOf(largest) + 1],
    [314, without.losses.length],
    [1.9, step(without.losses.length)],
    [0.001, learningRate],
  ];
});

holdFigures('adam', async (store) => {
  const runs = await race('adam');
  const first = (/** @type {string} */ id) => runs[id].epochs[0].validationLoss;
  assert.ok(first('adam') < Math.min(first('momentum'), first('rmsprop')), 'the lowest after the first epoch');
  const ends = Object.values(runs).map(lastAccuracy);
  assert.ok(Math.max(...ends) - Math.min(...ends) < 0.04, `a few points: ${ends}`);
  assert.equal(store.spec().epochs, 10, 'ten epochs');
  return [
    [0.01, store.entrantSpec('momentum').optimizer.learningRate],
    [0.001, store.entrantSpec('rmsprop').optimizer.learningRate],
    [0.001, store.entrantSpec('adam').optimizer.learningRate],
    [1000, store.spec().data.validationSize],
  ];
});

holdFigures('race', async (store) => {
  const { model, data, epochs } = store.spec();
  const { sgd, ...others } = await race('race');
  const rest = Object.values(others).map(lastAccuracy).map(percent);
  const widths = [28 * 28, ...model.layers.map(({ units }) => units)];
  const parameters = widths.slice(1).reduce((sum, units, n) => sum + (widths[n] + 1) * units, 0);
  assert.deepEqual([epochs, rest.length], [10, 5], 'ten epochs; five others');
  assert.ok(others.adagrad.losses[1] > 1.5 * others.adagrad.losses[0], 'AdaGrad jumps at the start');
  return [
    [784, widths[0]],
    [300, widths[1]],
    [100, widths[2]],
    [10, widths[3]],
    [5000, data.trainSize],
    [80, percent(lastAccuracy(sgd))],
    [82, Math.min(...rest)],
    [84, Math.max(...rest)],
    [266610, parameters],
    [0.01, store.entrantSpec('sgd').optimizer.learningRate],
  ];
});

// It has no other figures than those of its formulas.
holdFigures('slips', async () => {
  const runs = await race('slips');
  assert.equal(runs['adam-2'].losses.length + 1, 2, 'the page says that it diverged at step 2');
  return [];
});

holdFigures('slips-adagrad', async (store) => {
  const { adagrad, 'adagrad-2': up } = await race('slips-adagrad');
  assert.deepEqual([store.spec().epochs, store.state.values.lossScale], [1, 'log']);
  return [
    [2.38, adagrad.losses[0]],
    [2.38, up.losses[0]],
    [0.55, shownLoss(store, adagrad), 0.02],
    [200000, shownLoss(store, up), 'above'],
    [10, percent(up.test.accuracy)],
  ];
});

holdFigures('slips-dropout', async (store) => {
  const { adam, 'adam-2': other } = await race('slips-dropout');
  const [right, wrong] = ['adam', 'adam-2'].map((id) => store.entrantSpec(id).model.layers);
  const kept = wrong.map(({ units, dropout }) => units * (1 - dropout));
  assert.equal(store.spec().epochs, 10, 'ten epochs');
  return [
    [0.5, 1 - 0.5],
    ...right.slice(0, 2).map(({ dropout }) => /** @type {[number, number]} */ ([0.2, dropout])),
    [20, percent(right[0].dropout)],
    [80, percent(wrong[0].dropout)],
    [0.2, 1 - wrong[0].dropout],
    [85, percent(adam.test.accuracy)],
    [72, percent(other.test.accuracy)],
    [60, kept[0]],
    [300, wrong[0].units],
    [20, kept[1]],
    [100, wrong[1].units],
    [4.7, other.losses[0]],
    [2.5, adam.losses[0]],
  ];
});

holdFigures('slips-decay', async (store) => {
  const runs = await race('slips-decay');
  const [right, wrong] = ['sgd', 'sgd-2'].map((id) => store.entrantSpec(id));
  const { decaySteps } = wrong.schedule;
  const steps = runs.sgd.losses.length;
  const after = Array.from({ length: steps - 1 }, (_, n) => 1 / (1 + (n + 1) / decaySteps));
  return [
    [0.002, 1 / right.schedule.decaySteps],
    [0.002, decaySteps],
    [500, right.schedule.decaySteps],
    [0.1, right.optimizer.learningRate],
    [0.1, wrong.optimizer.learningRate],
    [501, 1 / after[0]],
    [1569, steps - 1],
    [1.6, percent(after.reduce((sum, x) => sum + x, 0))],
    [2.3, shownLoss(store, runs['sgd-2'])],
    [12, percent(runs['sgd-2'].test.accuracy)],
    [0.3, shownLoss(store, runs.sgd)],
    [85, percent(runs.sgd.test.accuracy)],
  ];
});

holdAllOf('race');

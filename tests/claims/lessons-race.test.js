// The figures that are typed in the race's lessons: what they open and what follows from formulas.

import assert from 'node:assert/strict';
import { KERAS } from '../../web/labs/race/deck.js';
import { totalSteps } from '../../web/runs/plan.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';

const percent = (/** @type {number} */ x) => 100 * x;

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
    [5, 5], // epochs that are measured, as is 20
    [20, 20],
  ];
});

holdFigures('adam-bias', (store) => {
  const { beta1, beta2, learningRate } = store.entrantSpec('adam-2').optimizer;
  // Of a constant gradient, in units of η.
  const step = (/** @type {number} */ t) => (1 - beta1 ** t) / Math.sqrt(1 - beta2 ** t);
  const steps = Array.from({ length: 100 }, (_, n) => step(n + 1));
  const largest = Math.max(...steps);
  const all = totalSteps(store.entrantSpec('adam-2'));
  return [
    [40, 40], // steps that are measured
    [10, step(1) ** 2],
    [3.16, step(1)],
    [6.57, largest],
    [12, steps.indexOf(largest) + 1],
    [314, all],
    [1.9, step(all)],
    [0.001, learningRate],
  ];
});

holdFigures('adam', (store) => {
  assert.equal(store.spec().epochs, 10, 'ten epochs');
  return [
    [0.01, store.entrantSpec('momentum').optimizer.learningRate],
    [0.001, store.entrantSpec('rmsprop').optimizer.learningRate],
    [0.001, store.entrantSpec('adam').optimizer.learningRate],
    [1000, store.spec().data.validationSize],
  ];
});

holdFigures('race', (store) => {
  const { model, data, epochs } = store.spec();
  const widths = [28 * 28, ...model.layers.map(({ units }) => units)];
  assert.deepEqual([epochs, store.state.values.optimizers.length], [10, 6], 'ten epochs; six optimizers');
  const { momentum, learningRate } = store.entrantSpec('momentum').optimizer;
  assert.ok(Math.abs(1 / (1 - momentum) - 10) < 1e-9, 'ten times as long, where the gradient stays');
  assert.equal(learningRate, store.entrantSpec('sgd').optimizer.learningRate);
  return [
    [784, widths[0]],
    [300, widths[1]],
    [100, widths[2]],
    [10, widths[3]],
    [5000, data.trainSize],
    [0.01, store.entrantSpec('sgd').optimizer.learningRate],
  ];
});

// It has no other figures than those of its formulas.
holdFigures('slips', () => []);

holdFigures('slips-adagrad', (store) => {
  assert.deepEqual([store.spec().epochs, store.state.values.lossScale], [1, 'log']);
  return [[100000, 100000]]; // the claim slips-adagrad.climbs
});

holdFigures('slips-dropout', (store) => {
  const [right, wrong] = ['adam', 'adam-2'].map((id) => store.entrantSpec(id).model.layers);
  const kept = wrong.map(({ units, dropout }) => units * (1 - dropout));
  assert.equal(store.spec().epochs, 10, 'ten epochs');
  return [
    [0.5, 1 - 0.5],
    ...right.slice(0, 2).map(({ dropout }) => /** @type {[number, number]} */ ([0.2, dropout])),
    [20, percent(right[0].dropout)],
    [80, percent(wrong[0].dropout)],
    [0.2, 1 - wrong[0].dropout],
    [60, kept[0]],
    [300, wrong[0].units],
    [20, kept[1]],
    [100, wrong[1].units],
  ];
});

holdFigures('slips-decay', (store) => {
  const [right, wrong] = ['sgd', 'sgd-2'].map((id) => store.entrantSpec(id));
  const { decaySteps } = wrong.schedule;
  const steps = totalSteps(right);
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
  ];
});

holdFigures('keras', (store) => {
  const spec = (/** @type {string} */ id) => store.entrantSpec(id);
  const steps = totalSteps(spec('sgd'));
  const rate = (/** @type {string} */ id) => spec(id).optimizer.learningRate;
  const { decaySteps, exponent, per } = spec('sgd').schedule;
  assert.deepEqual([spec('sgd').epochs, exponent, per, spec('sgd-2').schedule.id], [10, 1, 'step', 'constant']);
  for (const id of store.state.values.optimizers) assert.equal(spec(id).optimizer.convention, 'keras');
  return [
    [3, Number(KERAS.split('.')[0])],
    ...['momentum', 'nesterov', 'rmsprop', 'adam'].map((id) => /** @type {[number, number]} */ ([0.001, rate(id)])),
    [0.01, rate('sgd')],
    [0.01, rate('sgd-2')],
    [0.0001, 1 / decaySteps],
    [10000, decaySteps],
    [1570, steps],
    [0.00864, rate('sgd') / (1 + (steps - 1) / decaySteps)],
  ];
});

holdAllOf('race');

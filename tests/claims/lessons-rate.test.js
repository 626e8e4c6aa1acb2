// The figures that are typed in the lessons on the learning rate: what they open, and what follows from a schedule.

import assert from 'node:assert/strict';
import { sweepRates } from '../../web/labs/rate/outcome.js';
import { ratesByStep, totalSteps } from '../../web/runs/plan.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';
import { engine } from '../helpers/lessons.js';

holdFigures('sgd', (store) => {
  const { noiseSteps, points } = store.state.values;
  assert.equal(points, 5, 'five points');
  return [[300, noiseSteps]];
});

holdFigures('lr', (store) => {
  const { low, high, perDecade, steps } = store.state.values;
  const rates = sweepRates(low, high, perDecade);
  return [
    [150, steps],
    [13, rates.length],
    [0.0001, rates[0]],
    [100, rates[rates.length - 1]],
    [0.001, rates[2]], // the claims lr.slow, lr.best, lr.three and lr.breaks are about these
    [0.1, rates[6]],
    [0.3, rates[7], 0.02],
    [10, 10], // of ln 10
  ];
});

holdFigures('finder', (store) => {
  const { rampLow, rampHigh, rampSteps, steps } = store.state.values;
  return [
    [500, rampSteps],
    [150, steps], // of each run of the sweep
    [0.00001, rampLow],
    [10, rampHigh],
    [0.1, 0.1], // the claims lr.best and finder.near
  ];
});

/** A lesson's plan: the rate at every step, unless it goes by what is measured. @param {ReturnType<typeof import('../helpers/lessons.js').openLesson>} store */
function planned(store) {
  const spec = store.entrantSpec(store.state.values.optimizer);
  assert.equal(spec.epochs, 10, 'ten epochs');
  const { rates } = ratesByStep(engine, spec) ?? assert.fail('too many steps');
  const steps = totalSteps(spec);
  return { spec, rates, steps, perEpoch: steps / spec.epochs, eta: spec.optimizer.learningRate };
}

holdFigures('schedule-power', (store) => {
  const { spec, rates, steps, eta } = planned(store);
  assert.ok(Math.abs(rates[600] / eta - 1 / 3) < 1e-9, 'one third at 600');
  assert.ok(Math.abs(eta / (rates.at(-1) ?? 0) - 6) < 0.5, 'about one sixth at the end');
  assert.equal(spec.schedule.exponent, 1);
  return [
    [0.3, eta],
    [300, spec.schedule.decaySteps],
    [300, rates.findIndex((rate) => rate <= eta / 2)],
    [600, rates.findIndex((rate) => rate <= (eta / 3) * (1 + 1e-9))],
    [1570, steps],
  ];
});

holdFigures('schedule-exponential', (store) => {
  const { spec, rates, steps, perEpoch, eta } = planned(store);
  assert.ok(Math.abs(eta / (rates.at(-1) ?? 0) - 90) < 5, 'some ninety times smaller at the end');
  return [
    [0.1, rates[spec.schedule.decaySteps] / eta],
    [0.3, eta],
    [0.03, rates[steps / 2]],
    [800, spec.schedule.decaySteps],
    [1570, steps],
    [7, 7], // the claim schedule-exponential.freezes
    [157, perEpoch],
    [5000, spec.data.trainSize],
  ];
});

holdFigures('schedule-piecewise', (store) => {
  const { spec, rates, perEpoch, eta } = planned(store);
  const [first, second] = spec.schedule.boundaries;
  return [
    [0.3, eta],
    [0.3, rates[0]],
    [0.1, rates[first * perEpoch]],
    [0.01, rates[second * perEpoch]],
    [3, first],
    [6, second],
    [471, first * perEpoch],
    [942, second * perEpoch],
    [4, first + 1],
    [7, second + 1],
  ];
});

holdFigures('schedule-performance', (store) => {
  const { spec, eta } = planned(store);
  return [
    [0.2, eta],
    [1, spec.schedule.patience],
    [0.5, spec.schedule.factor],
  ];
});

holdFigures('schedule-1cycle', (store) => {
  const { spec, rates, steps, eta } = planned(store);
  const top = rates.indexOf(Math.max(...rates));
  assert.ok(top > 0.4 * rates.length && top < 0.5 * rates.length, 'up in almost half of the run');
  return [
    [10, eta / rates[0]],
    [0.03, rates[0]],
    [0.3, rates[top], 0.001],
    [0.3, eta],
    [1570, steps],
    [10000, spec.schedule.startDivisor * spec.schedule.finalDivisor],
  ];
});

holdAllOf('rate');

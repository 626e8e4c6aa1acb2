// The figures of the lessons on the learning rate: what they open, and what the runs come to.

import assert from 'node:assert/strict';
import { gradientNoise } from '../../web/engine/worker/measure.js';
import { noiseLaw, noiseSizes } from '../../web/labs/rate/law.js';
import { classify, finalLoss, summarize, sweepRates } from '../../web/labs/rate/outcome.js';
import { ratesByStep, totalSteps } from '../../web/runs/plan.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';
import { engine, train, withExperiment } from '../helpers/lessons.js';

const percent = (/** @type {number} */ x) => 100 * x;

/** @template T @param {Generator<void, T>} work */
function result(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

holdFigures('sgd', async (store) => {
  const { samples, largest, noiseSteps, optimizer } = store.state.values;
  const spec = { ...store.entrantSpec(optimizer), epochs: 10000 };
  const [start, later] = await withExperiment(spec, (experiment) => {
    const measure = () => noiseLaw(result(gradientNoise(experiment, noiseSizes(largest), samples)));
    const first = measure();
    experiment.runSteps(noiseSteps);
    return [first, measure()];
  });
  assert.ok(Math.abs(start.slope + 1) < 0.05 && Math.abs(later.slope + 1) < 0.1, `${start.slope}, ${later.slope}`);
  assert.ok(Math.abs(later.equal / start.equal - 10) < 2, 'σ²/‖g‖² has grown tenfold');
  return [
    [40, start.equal, 2],
    [300, noiseSteps],
    [380, later.equal, 10],
    [32, spec.batchSize],
  ];
});

holdFigures('lr', async (store) => {
  const { low, high, perDecade, steps, optimizer } = store.state.values;
  const spec = { ...store.entrantSpec(optimizer), schedule: { id: 'constant' } };
  const rates = sweepRates(low, high, perDecade);
  const trials = [];
  for (const rate of rates) {
    const one = { ...spec, optimizer: { ...spec.optimizer, learningRate: rate } };
    const { status, losses } = await withExperiment(one, (experiment) => experiment.runSteps(steps));
    trials.push({ rate, diverged: status === 'diverged', losses });
  }
  const verdicts = classify(trials);
  const { best } = summarize(verdicts);
  assert.ok(best);
  const at = (/** @type {number} */ rate) => verdicts.find((one) => one.rate === rate) ?? assert.fail(`${rate}`);
  const slow = verdicts.filter(({ outcome }) => outcome === 'tooSmall').map(({ rate }) => rate);
  const thrown = verdicts.filter(({ rate }) => rate >= 1 && rate <= 10);
  const broken = verdicts.filter(({ outcome }) => /tooLarge|diverged/.test(outcome)).map(({ rate }) => rate);
  const diverged = verdicts.filter(({ outcome }) => outcome === 'diverged').map(({ rate }) => rate);
  assert.ok(at(rates[7]).final > 1.1 * best.final, 'already worse at 0.3');
  assert.deepEqual(
    thrown.map(({ outcome }) => outcome),
    ['tooLarge', 'tooLarge', 'tooLarge'],
  );
  return [
    [150, steps],
    [13, rates.length],
    [0.0001, rates[0]],
    [100, rates[rates.length - 1]],
    [0.003, Math.max(...slow), 0.0005],
    [0.1, best.rate],
    [0.64, best.final],
    [0.3, rates[7], 0.02],
    [1, Math.min(...broken)],
    [1e20, Math.min(...thrown.map(({ peak }) => peak)), 'above'],
    ...thrown.map(({ final }) => /** @type {[number, number, number]} */ ([2.3, final, 0.2])),
    [2.3, Math.log(10)],
    [10, Math.min(...diverged), 'above'],
  ];
});

/**
 * A lesson's two runs, that of the schedule and that at a constant rate.
 * @param {ReturnType<typeof import('../helpers/lessons.js').openLesson>} store
 */
async function compared(store) {
  const spec = store.entrantSpec(store.state.values.optimizer);
  const [run, constant] = [await train(spec), await train(engine.normalize({ ...spec, schedule: { id: 'constant' } }))];
  const perEpoch = totalSteps(spec) / spec.epochs;
  const meanOf = (/** @type {Float32Array} */ losses, /** @type {number} */ epoch) =>
    losses.slice(perEpoch * (epoch - 1), perEpoch * epoch).reduce((sum, x) => sum + x, 0) / perEpoch;
  const seen = run.epochs.map(({ validationLoss }) => validationLoss);
  const byStep = ratesByStep(engine, spec, seen);
  assert.ok(byStep);
  const { rates } = byStep;
  assert.equal(spec.epochs, 10, 'ten epochs');
  /** How many steps the two have in common. */
  const together = run.losses.findIndex((loss, n) => loss !== constant.losses[n]);
  return { spec, run, constant, perEpoch, rates, meanOf, together, eta: spec.optimizer.learningRate };
}

holdFigures('schedule-power', async (store) => {
  const { spec, run, constant, rates, eta } = await compared(store);
  assert.ok(Math.abs(rates[600] / eta - 1 / 3) < 1e-9, 'one third at 600');
  assert.ok(Math.abs(eta / (rates.at(-1) ?? 0) - 6) < 0.5, 'about one sixth at the end');
  assert.equal(spec.schedule.exponent, 1);
  return [
    [0.3, eta],
    [300, spec.schedule.decaySteps],
    [300, rates.findIndex((rate) => rate <= eta / 2)],
    [600, rates.findIndex((rate) => rate <= (eta / 3) * (1 + 1e-9))],
    [1570, run.losses.length],
    [0.35, finalLoss(constant.losses)],
    [77, percent(constant.test.accuracy)],
    [0.28, finalLoss(run.losses)],
    [85, percent(run.test.accuracy)],
  ];
});

holdFigures('schedule-exponential', async (store) => {
  const { spec, run, constant, perEpoch, rates, meanOf, eta } = await compared(store);
  assert.ok(Math.abs(eta / (rates.at(-1) ?? 0) - 90) < 5, 'some ninety times smaller at the end');
  return [
    [0.1, rates[spec.schedule.decaySteps] / eta],
    [0.3, eta],
    [800, spec.schedule.decaySteps],
    [1570, run.losses.length],
    [7, 7],
    [0.33, meanOf(run.losses, 7)],
    [0.32, meanOf(run.losses, 10)],
    [85, percent(run.test.accuracy)],
    [77, percent(constant.test.accuracy)],
    [157, perEpoch],
    [5000, spec.data.trainSize],
  ];
});

holdFigures('schedule-piecewise', async (store) => {
  const { spec, run, constant, perEpoch, rates, meanOf, together, eta } = await compared(store);
  const [first, second] = spec.schedule.boundaries;
  assert.equal(together, first * perEpoch + 1, 'the same until the first boundary');
  return [
    [0.3, eta],
    [0.3, rates[0]],
    [0.1, rates[first * perEpoch]],
    [0.01, rates[second * perEpoch]],
    [3, first],
    [6, second],
    [471, first * perEpoch],
    [942, second * perEpoch],
    [0.55, meanOf(run.losses, 3)],
    [0.4, meanOf(run.losses, first + 1)],
    [4, first + 1],
    [0.5, meanOf(constant.losses, 4)],
    [7, second + 1],
    [0.35, meanOf(run.losses, 6)],
    [0.3, meanOf(run.losses, 7)],
    [0.29, finalLoss(run.losses)],
    [86, percent(run.test.accuracy)],
    [0.35, finalLoss(constant.losses)],
    [77, percent(constant.test.accuracy)],
  ];
});

holdFigures('schedule-performance', async (store) => {
  const { spec, run, constant, perEpoch, rates, together, eta } = await compared(store);
  const cut = rates.findIndex((rate) => rate < eta);
  assert.ok(cut > 0 && cut % perEpoch === 0, 'at the end of an epoch');
  assert.equal(together, cut + 1, 'the same until the first stair');
  return [
    [0.2, eta],
    [1, spec.schedule.patience],
    [0.5, spec.schedule.factor],
    [0.5, rates[cut] / eta],
    [0.3, finalLoss(constant.losses), 0.005],
    [82.3, percent(constant.test.accuracy)],
    [0.25, finalLoss(run.losses)],
    [85.5, percent(run.test.accuracy)],
  ];
});

holdFigures('schedule-1cycle', async (store) => {
  const {
    spec: { schedule },
    run,
    constant,
    rates,
    meanOf,
    eta,
  } = await compared(store);
  const top = rates.indexOf(Math.max(...rates));
  assert.ok(top > 0.4 * rates.length && top < 0.5 * rates.length, 'up in almost half of the run');
  const peak = [4, 5, 6].map((epoch) => meanOf(run.losses, epoch) - meanOf(constant.losses, epoch));
  assert.ok(
    peak.some((above) => above > 0),
    `above the constant rate near the peak: ${peak}`,
  );
  return [
    [10, eta / rates[0]],
    [0.03, rates[0]],
    [0.3, rates[top], 0.001],
    [0.3, eta],
    [1570, rates.length],
    [10000, schedule.startDivisor * schedule.finalDivisor],
    [0.25, finalLoss(run.losses)],
    [86, percent(run.test.accuracy)],
    [0.35, finalLoss(constant.losses)],
    [77, percent(constant.test.accuracy)],
  ];
});

holdAllOf('rate');

// What the lessons on the learning rate say, as figures of a seed's runs and claims about them; index.js says what each line is.

import { gradientNoise } from '../../../web/engine/worker/measure.js';
import { meanNoise, noiseLaw, noiseSizes, strides } from '../../../web/labs/rate/law.js';
import { classify, finalLoss, summarize, sweepRates } from '../../../web/labs/rate/outcome.js';
import { rampRates, suggest } from '../../../web/labs/rate/ramp.js';
import { ratesByStep, totalSteps } from '../../../web/runs/plan.js';
import { engine, openLesson, train, withExperiment } from '../../helpers/lessons.js';

const percent = (/** @type {number} */ x) => 100 * x;

/** @template T @param {Generator<void, T>} work */
function result(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** @param {string} id @param {number} seed */
function opened(id, seed) {
  const store = openLesson(id);
  store.setSpec('seed', seed);
  return store;
}

/** A lesson's two runs, that of the schedule and that at a constant rate. @param {string} id @param {number} seed */
async function compared(id, seed) {
  const store = opened(id, seed);
  const spec = store.entrantSpec(store.state.values.optimizer);
  const constant = await train(engine.normalize({ ...spec, schedule: { id: 'constant' } }));
  const run = await train(spec);
  const perEpoch = totalSteps(spec) / spec.epochs;
  /** Of an epoch from 1. @param {Float32Array} losses @param {number} epoch */
  const meanOf = (losses, epoch) =>
    losses.slice(perEpoch * (epoch - 1), perEpoch * epoch).reduce((sum, x) => sum + x, 0) / perEpoch;
  const rates =
    ratesByStep(
      engine,
      spec,
      run.epochs.map(({ validationLoss }) => validationLoss),
    )?.rates ?? new Float64Array();
  const together = run.losses.findIndex((loss, n) => loss !== constant.losses[n]);
  return { spec, run, constant, perEpoch, meanOf, rates, together };
}

/** What all schedules are compared by. @param {Awaited<ReturnType<typeof compared>>} pair */
const ends = ({ run, constant }) => ({
  loss: finalLoss(run.losses),
  lossConstant: finalLoss(constant.losses),
  accuracy: percent(run.test.accuracy),
  accuracyConstant: percent(constant.test.accuracy),
});
const ENDS = { loss: 2, lossConstant: 2, accuracy: 1, accuracyConstant: 1 };
/** @type {import('./index.js').Claim[]} */
const BETTER = [
  {
    id: 'loss',
    kind: 'each',
    says: 'the loss ends below that of the constant rate',
    holds: (f) => f.loss < f.lossConstant,
  },
  {
    id: 'accuracy',
    kind: 'mean',
    says: 'it gets more of the test images right',
    of: (f) => f.accuracy - f.accuracyConstant,
  },
];

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'sgd',
    dear: true,
    measure: async (seed) => {
      const store = opened('sgd', seed);
      const { samples, largest, noiseSteps, points: count, optimizer } = store.state.values;
      const spec = { ...store.entrantSpec(optimizer), epochs: 10000 };
      const [first, ...points] = await withExperiment(spec, (experiment) =>
        [0, ...strides(noiseSteps, count)].map((steps) => {
          if (steps > 0) experiment.runSteps(steps);
          return result(gradientNoise(experiment, noiseSizes(largest), samples));
        }),
      );
      const [start, later, ...alone] = [first, meanNoise(points), ...points].map(noiseLaw);
      const own = alone.map(({ equal }) => equal);
      return {
        slope: start.slope,
        slopeLater: later.slope,
        equal: start.equal,
        equalLater: later.equal,
        last: own[own.length - 1],
        fold: Math.max(...own) / Math.min(...own),
      };
    },
    figures: { equal: 0, equalLater: 0, last: 0, fold: 1, slope: 2, slopeLater: 2 },
    claims: [
      {
        id: 'slope',
        kind: 'equal',
        says: 'with the first weights the slope is −1, to 0.1',
        of: (f) => f.slope + 1,
        margin: 0.1,
      },
      {
        id: 'slope-later',
        kind: 'equal',
        says: 'on average over the next 300 steps it still is',
        of: (f) => f.slopeLater + 1,
        margin: 0.1,
      },
      {
        id: 'grows',
        kind: 'mean',
        says: 'the size whose noise equals the gradient is larger on average over 300 steps than at first',
        of: (f) => Math.log(f.equalLater / f.equal),
      },
      {
        id: 'apart',
        kind: 'each',
        says: 'of the points of one path, one has more than one and a half times the size of another',
        holds: (f) => f.fold > 1.5,
      },
    ],
  },
  {
    id: 'lr',
    measure: async (seed) => {
      const store = opened('lr', seed);
      const { low, high, perDecade, steps, optimizer } = store.state.values;
      const spec = { ...store.entrantSpec(optimizer), schedule: { id: 'constant' } };
      const trials = [];
      for (const rate of sweepRates(low, high, perDecade)) {
        const one = { ...spec, optimizer: { ...spec.optimizer, learningRate: rate } };
        const { status, losses, dead } = await withExperiment(one, (experiment) => ({
          ...experiment.runSteps(steps),
          dead: Math.max(...experiment.layerStatistics().layers.map((layer) => layer.dead)),
        }));
        trials.push({ rate, diverged: status === 'diverged', losses, dead });
      }
      const verdicts = classify(trials);
      const { best } = summarize(verdicts);
      const broken = verdicts.filter(({ outcome }) => /tooLarge|diverged/.test(outcome)).map(({ rate }) => rate);
      const slow = verdicts.filter(({ outcome }) => outcome === 'tooSmall').map(({ rate }) => rate);
      const diverged = verdicts.filter(({ outcome }) => outcome === 'diverged').map(({ rate }) => rate);
      const at = (/** @type {number} */ rate) => verdicts.find((one) => one.rate === rate);
      return {
        best: best?.rate ?? NaN,
        final: best?.final ?? NaN,
        broken: Math.min(...broken),
        slow: Math.max(...slow),
        diverged: Math.min(...diverged, 1e9),
        // Of the rates that break, those whose units have died and those that end in no number.
        resting: verdicts.filter(
          ({ rate, outcome, final }) => rate >= 1 && outcome !== 'diverged' && Math.abs(final - Math.LN10) < 0.1,
        ).length,
        lost: verdicts.filter(({ outcome }) => outcome === 'diverged').length,
        // Of the layer that is most so, where it is least.
        dead: Math.min(1, ...trials.filter(({ rate, diverged: gone }) => rate >= 1 && !gone).map(({ dead }) => dead)),
        thrown: verdicts.filter(({ rate, peak }) => rate >= 1 && peak > 1e3).length,
        highest: Number(at(100)?.outcome === 'diverged'),
        finalAtTenth: at(0.1)?.final ?? NaN,
        finalAtThree: at(0.316)?.final ?? NaN,
        at1: at(1)?.outcome === 'good' || at(1)?.outcome === 'fair' ? 1 : 0,
      };
    },
    figures: { final: 2, finalAtThree: 2 },
    claims: [
      { id: 'slow', kind: 'each', says: 'rates up to 0.001 are too small', holds: (f) => f.slow >= 0.001 },
      {
        id: 'best',
        kind: 'each',
        says: 'the best rate of the grid is between 0.03 and 0.32',
        holds: (f) => f.best > 0.03 && f.best < 0.32,
      },
      {
        id: 'breaks',
        kind: 'each',
        says: 'from 1 on every rate breaks or diverges, its loss a thousand and more',
        holds: (f) => f.broken >= 0.9 && f.broken < 1.1 && f.thrown === 5,
      },
      {
        id: 'endings',
        kind: 'each',
        says: 'of these some rest at about ln 10 and some diverge',
        holds: (f) => f.resting > 0 && f.lost > 0,
        share: 0.5,
      },
      {
        id: 'dead',
        kind: 'each',
        says: 'and those that do not diverge have a hidden layer whose units are dead, 99% of them or more',
        holds: (f) => f.dead >= 0.99,
      },
      {
        id: 'three',
        kind: 'each',
        // Than at the best of the grid it cannot be lower.
        says: 'at 0.3 the loss is higher than at 0.1',
        holds: (f) => f.finalAtThree > f.finalAtTenth,
        share: 0.7,
      },
      {
        id: 'below',
        kind: 'each',
        says: 'the best rate is half a decade to one and a half below the first that breaks',
        holds: (f) => f.broken / f.best > 3 && f.broken / f.best < 33,
      },
    ],
  },
  {
    id: 'finder',
    measure: async (seed) => {
      const store = opened('finder', seed);
      const { optimizer, rampLow, rampHigh, rampSteps } = store.state.values;
      const rates = rampRates(rampLow, rampHigh, rampSteps);
      /** @type {number[]} */
      const losses = [];
      await withExperiment(store.entrantSpec(optimizer), (experiment) => {
        for (const rate of rates) {
          experiment.setLearningRate(rate);
          const { losses: more, status } = experiment.runSteps(1);
          losses.push(...more);
          if (status === 'diverged') return;
        }
      });
      const { steepest, tenth } = suggest(rates, losses);
      return { steepest: steepest?.rate ?? NaN, tenth: tenth ?? NaN };
    },
    figures: { steepest: 3, tenth: 3 },
    claims: [
      {
        id: 'near',
        kind: 'each',
        says: 'both rules are within a factor of ten of 0.1',
        holds: (f) => [f.steepest, f.tenth].every((rate) => rate > 0.01 && rate < 1),
        share: 0.7,
      },
      {
        id: 'agree',
        kind: 'each',
        says: 'the two rules differ by less than a factor of ten',
        holds: (f) => Math.abs(Math.log10(f.steepest / f.tenth)) < 1,
        share: 0.7,
      },
    ],
  },
  {
    id: 'schedule-power',
    measure: async (seed) => ends(await compared('schedule-power', seed)),
    figures: ENDS,
    claims: BETTER,
  },
  {
    id: 'schedule-exponential',
    measure: async (seed) => {
      const pair = await compared('schedule-exponential', seed);
      return { ...ends(pair), epoch7: pair.meanOf(pair.run.losses, 7), epoch10: pair.meanOf(pair.run.losses, 10) };
    },
    figures: { ...ENDS, epoch7: 2, epoch10: 2 },
    claims: [
      ...BETTER,
      {
        id: 'freezes',
        kind: 'equal',
        says: 'from epoch 7 to 10 the loss moves by less than 0.03',
        of: (f) => f.epoch7 - f.epoch10,
        margin: 0.03,
      },
    ],
  },
  {
    id: 'schedule-piecewise',
    measure: async (seed) => {
      const pair = await compared('schedule-piecewise', seed);
      const { run, constant, meanOf, together, perEpoch } = pair;
      return {
        ...ends(pair),
        epoch3: meanOf(run.losses, 3),
        epoch4: meanOf(run.losses, 4),
        epoch4Constant: meanOf(constant.losses, 4),
        epoch6: meanOf(run.losses, 6),
        epoch7: meanOf(run.losses, 7),
        epoch10: meanOf(run.losses, 10),
        together: together / perEpoch,
      };
    },
    figures: { ...ENDS, epoch3: 2, epoch4: 2, epoch4Constant: 2, epoch6: 2, epoch7: 2 },
    claims: [
      ...BETTER,
      {
        id: 'same',
        kind: 'each',
        says: 'up to the first boundary the two are the same',
        holds: (f) => f.together > 3 && f.together < 3.02,
      },
      {
        id: 'first-stair',
        kind: 'each',
        says: 'the first stair takes the loss below that of the constant rate in the same epoch',
        holds: (f) => f.epoch4 < f.epoch4Constant,
      },
      {
        id: 'second-stair',
        kind: 'each',
        says: 'the second stair takes it down again',
        holds: (f) => f.epoch7 < f.epoch6,
      },
      {
        id: 'still',
        kind: 'equal',
        says: 'from epoch 7 to 10 the loss moves by less than 0.05',
        of: (f) => f.epoch7 - f.epoch10,
        margin: 0.05,
      },
    ],
  },
  {
    id: 'schedule-performance',
    measure: async (seed) => {
      const pair = await compared('schedule-performance', seed);
      const { rates, together, perEpoch } = pair;
      const cut = rates.findIndex((rate) => rate < rates[0]);
      const stairs = rates.filter((rate, n) => n > 0 && rate < rates[n - 1]).length;
      return { ...ends(pair), stairs, same: Number(together === cut + 1 && cut % perEpoch === 0) };
    },
    figures: { ...ENDS, stairs: 1 },
    claims: [
      ...BETTER,
      {
        id: 'same',
        kind: 'each',
        says: 'up to the first stair, at the end of an epoch, the two are the same',
        holds: (f) => f.same === 1,
      },
    ],
  },
  {
    id: 'schedule-1cycle',
    measure: async (seed) => {
      const pair = await compared('schedule-1cycle', seed);
      const above = [4, 5, 6].map(
        (epoch) => pair.meanOf(pair.run.losses, epoch) - pair.meanOf(pair.constant.losses, epoch),
      );
      return {
        ...ends(pair),
        above: Math.max(...above),
        half: above[1],
        nine: pair.meanOf(pair.run.losses, 9) - pair.meanOf(pair.constant.losses, 9),
      };
    },
    figures: ENDS,
    claims: [
      ...BETTER,
      {
        id: 'peak',
        kind: 'each',
        says: 'in epoch 5, at the peak, the loss is above that of the constant rate',
        holds: (f) => f.half > 0,
      },
      {
        id: 'descent',
        kind: 'each',
        says: 'in epoch 9, on the way down, the loss is below that of the constant rate',
        holds: (f) => f.nine < 0,
      },
    ],
  },
];

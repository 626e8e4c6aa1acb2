// What the race's lessons say, as figures of a seed's runs and claims about them; index.js says what each line is.

import { lastSmoothed, LossLog } from '../../../web/runs/log.js';
import { race } from '../../helpers/lessons.js';

/** @typedef {import('../../helpers/lessons.js').Trained} Trained */

const percent = (/** @type {number} */ x) => 100 * x;
const last = (/** @type {Trained} */ { epochs }) => percent(epochs.at(-1)?.validationAccuracy ?? NaN);
const tested = (/** @type {Trained} */ { test }) => percent(test.accuracy);

/** The loss that the table shows in the end, as smooth as the lab has it at first. @param {Trained} run */
function shown({ losses }) {
  const log = new LossLog();
  log.append(losses, 1);
  return lastSmoothed(log, 0.9);
}

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'gd',
    // Seconds are the machine's; as many epochs are as many images, and cost as much.
    measure: async (seed) => {
      const { sgd, 'sgd-2': gd } = await race('gd', { seed, spec: { epochs: 20 } });
      const after = (/** @type {Trained} */ run, /** @type {number} */ n) => run.epochs[n - 1].validationLoss;
      return { sgd: after(sgd, 5), gd: after(gd, 20), gdAt5: after(gd, 5) };
    },
    figures: { sgd: 2, gd: 2, gdAt5: 2 },
    claims: [
      {
        id: 'cheap',
        kind: 'each',
        says: '5 epochs of SGD reach a lower validation loss than 20 of GD',
        holds: (f) => f.sgd < f.gd,
      },
      {
        id: 'much',
        kind: 'mean',
        says: 'after 5 epochs SGD is lower by more than 0.1',
        of: (f) => f.gdAt5 - f.sgd,
        above: 0.1,
      },
    ],
  },
  {
    id: 'adam-bias',
    measure: async (seed) => {
      const { adam, 'adam-2': without } = await race('adam-bias', { seed });
      const jumps = (/** @type {Trained} */ { losses }) =>
        losses.slice(1, 40).reduce((sum, loss, n) => sum + Math.abs(loss - losses[n]), 0);
      const peak = (/** @type {Trained} */ { losses }) => Math.max(...losses.slice(1, 40)) - losses[0];
      return {
        jumps: jumps(adam),
        jumpsWithout: jumps(without),
        peak: peak(adam),
        peakWithout: peak(without),
        loss: shown(adam),
        lossWithout: shown(without),
        together: Number(adam.losses[0] === without.losses[0]),
      };
    },
    figures: { jumps: 1, jumpsWithout: 1 },
    claims: [
      { id: 'together', kind: 'each', says: 'both begin with one loss', holds: (f) => f.together === 1 },
      {
        id: 'jumps',
        kind: 'each',
        says: 'in the first 40 steps the loss goes up and down more without the correction',
        holds: (f) => f.jumpsWithout > f.jumps,
      },
      {
        id: 'ahead',
        kind: 'mean',
        says: 'after two epochs the loss without the correction is lower',
        of: (f) => f.loss - f.lossWithout,
      },
    ],
  },
  {
    id: 'adam',
    measure: async (seed) => {
      const runs = await race('adam', { seed });
      const first = (/** @type {string} */ id) => runs[id].epochs[0].validationLoss;
      return {
        adamFirst: first('adam'),
        momentumFirst: first('momentum'),
        rmspropFirst: first('rmsprop'),
        adam: last(runs.adam),
        momentum: last(runs.momentum),
        rmsprop: last(runs.rmsprop),
      };
    },
    figures: { adamFirst: 2, momentumFirst: 2, rmspropFirst: 2, adam: 1, momentum: 1, rmsprop: 1 },
    claims: [
      {
        id: 'first',
        kind: 'each',
        says: 'after one epoch Adam has the lowest validation loss of the three',
        holds: (f) => f.adamFirst < Math.min(f.momentumFirst, f.rmspropFirst),
        share: 0.7,
      },
      {
        id: 'lower',
        kind: 'each',
        says: 'after one epoch it has a lower one than momentum',
        holds: (f) => f.adamFirst < f.momentumFirst,
        share: 0.7,
      },
      {
        id: 'near-momentum',
        kind: 'equal',
        says: 'in the end Adam and momentum are equal to 3 points of accuracy',
        of: (f) => f.adam - f.momentum,
        margin: 3,
      },
    ],
  },
  {
    id: 'race',
    measure: async (seed) => {
      const runs = await race('race', { seed });
      const { sgd, ...others } = runs;
      const all = Object.fromEntries(Object.entries(runs).map(([id, run]) => [id, last(run)]));
      const rest = Object.values(others).map(last);
      const { losses } = others.adagrad;
      return {
        ...all,
        least: Math.min(...rest),
        most: Math.max(...rest),
        start: losses[0],
        jump: losses[1],
        same: Number(new Set([sgd, ...Object.values(others)].map(({ initialHash }) => initialHash)).size === 1),
      };
    },
    figures: {
      sgd: 1,
      momentum: 1,
      nesterov: 1,
      adagrad: 1,
      rmsprop: 1,
      adam: 1,
      least: 1,
      most: 1,
      start: 1,
      jump: 1,
    },
    claims: [
      { id: 'same', kind: 'each', says: 'all six begin with the same weights', holds: (f) => f.same === 1 },
      { id: 'last', kind: 'each', says: 'SGD ends last of the six', holds: (f) => f.sgd < f.least, share: 0.6 },
      {
        id: 'near',
        kind: 'each',
        says: 'of the other five the first leads the second by less than two points',
        holds: (f) => {
          const [first, second] = [f.momentum, f.nesterov, f.adagrad, f.rmsprop, f.adam].sort((a, b) => b - a);
          return first - second < 2;
        },
      },
      // Who comes first changes with the seed: nobody does so alone in most of them.
      ...[
        ['momentum', 'momentum'],
        ['nesterov', 'Nesterov'],
        ['adagrad', 'AdaGrad'],
        ['rmsprop', 'RMSProp'],
        ['adam', 'Adam'],
      ].map(([id, name]) => ({
        id: `turns-${id}`,
        kind: /** @type {const} */ ('each'),
        says: `${name} is not ahead of all others`,
        holds: (/** @type {import('./index.js').Figures} */ f) =>
          ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam'].some(
            (other) => other !== id && f[other] >= f[id],
          ),
        share: 0.5,
      })),
      {
        id: 'adagrad-jumps',
        kind: 'each',
        says: "AdaGrad's second loss is higher than its first",
        holds: (f) => f.jump > f.start,
      },
    ],
  },
  {
    id: 'slips',
    measure: async (seed) => {
      const { adam, 'adam-2': wrong } = await race('slips', { seed });
      return { steps: wrong.losses.length, diverged: Number(wrong.status === 'diverged'), accuracy: tested(adam) };
    },
    figures: { accuracy: 1 },
    claims: [
      {
        id: 'diverges',
        kind: 'each',
        says: 'Adam counted from 0 is reported as diverged at step 2',
        holds: (f) => f.diverged === 1 && f.steps === 1,
      },
      {
        id: 'trains',
        kind: 'mean',
        says: 'counted from 1 it gets more than 70% right',
        of: (f) => f.accuracy,
        above: 70,
      },
    ],
  },
  {
    id: 'slips-adagrad',
    measure: async (seed) => {
      const { adagrad, 'adagrad-2': up } = await race('slips-adagrad', { seed });
      return {
        start: adagrad.losses[0],
        startUp: up.losses[0],
        down: shown(adagrad),
        up: shown(up),
        accuracy: tested(adagrad),
        accuracyUp: tested(up),
      };
    },
    figures: { start: 1, down: 2, accuracyUp: 0 },
    claims: [
      { id: 'same', kind: 'each', says: 'both begin with one loss', holds: (f) => f.start === f.startUp },
      {
        id: 'climbs',
        kind: 'each',
        says: 'without the minus the loss passes 100,000 in an epoch',
        holds: (f) => f.up > 1e5,
      },
      {
        id: 'descends',
        kind: 'each',
        says: 'with it the loss falls below a third of its first value',
        holds: (f) => f.down < f.start / 3,
      },
      {
        id: 'guesses',
        kind: 'each',
        says: 'what climbs is right on at most 15% of the test images',
        holds: (f) => f.accuracyUp <= 15,
      },
    ],
  },
  {
    id: 'slips-dropout',
    measure: async (seed) => {
      const { adam, 'adam-2': wrong } = await race('slips-dropout', { seed });
      return { right: tested(adam), wrong: tested(wrong), start: adam.losses[0], startWrong: wrong.losses[0] };
    },
    figures: { right: 0, wrong: 0, start: 1, startWrong: 1 },
    claims: [
      {
        id: 'costs',
        kind: 'each',
        says: 'the swapped p costs more than 5 points of test accuracy',
        holds: (f) => f.right > f.wrong + 5,
      },
      { id: 'points', kind: 'mean', says: 'it costs accuracy', of: (f) => f.right - f.wrong },
      { id: 'start', kind: 'each', says: 'its first loss is higher', holds: (f) => f.startWrong > f.start },
    ],
  },
  {
    id: 'slips-decay',
    measure: async (seed) => {
      const { sgd, 'sgd-2': wrong } = await race('slips-decay', { seed });
      return {
        right: tested(sgd),
        wrong: tested(wrong),
        loss: shown(sgd),
        lossWrong: shown(wrong),
        startWrong: wrong.losses[0],
      };
    },
    figures: { right: 0, wrong: 0, loss: 2, lossWrong: 1 },
    claims: [
      { id: 'frozen', kind: 'each', says: 'taken for s, it leaves the loss above 2', holds: (f) => f.lossWrong > 2 },
      { id: 'learns', kind: 'each', says: 'taken for 1/s, the loss falls below 0.5', holds: (f) => f.loss < 0.5 },
      {
        id: 'costs',
        kind: 'each',
        says: 'it costs more than 30 points of test accuracy',
        holds: (f) => f.right - f.wrong > 30,
      },
      { id: 'silent', kind: 'each', says: 'and yet its loss falls', holds: (f) => f.lossWrong < f.startWrong },
    ],
  },
  {
    id: 'keras',
    measure: async (seed) => {
      const { sgd, 'sgd-2': ignored } = await race('keras', { seed, entrants: ['sgd', 'sgd-2'] });
      return { decay: tested(sgd), ignored: tested(ignored) };
    },
    figures: { decay: 1, ignored: 1 },
    claims: [
      {
        id: 'silent',
        kind: 'equal',
        says: 'with decay and without it SGD has the same test accuracy, to a point',
        of: (f) => f.ignored - f.decay,
        margin: 1,
      },
    ],
  },
];

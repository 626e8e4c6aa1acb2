// What the lessons on regularization say, as figures of a seed's runs and claims about them; index.js says what each line is.

import { bestEpoch } from '../../../web/labs/regularization/outcome.js';
import { race } from '../../helpers/lessons.js';

/** @typedef {import('../../helpers/lessons.js').Trained} Trained */

const percent = (/** @type {number} */ x) => 100 * x;
const validationLosses = (/** @type {Trained} */ { epochs }) => epochs.map(({ validationLoss }) => validationLoss);
const end = (/** @type {Trained} */ run) => validationLosses(run).at(-1) ?? NaN;
const trainOf = (/** @type {Trained} */ run) => run.trainLoss;
/** As the table has it: both sides as in predictions. */
const gapOf = (/** @type {Trained} */ run) => end(run) - run.trainLoss;
/** The training side as it was trained on, with dropout and augmentation. */
const gap = (/** @type {Trained} */ run) => end(run) - (run.epochs.at(-1)?.trainLoss ?? NaN);
const best = (/** @type {Trained} */ run) => bestEpoch(validationLosses(run)) ?? NaN;
const least = (/** @type {Trained} */ run) => Math.min(...validationLosses(run));
const accuracy = (/** @type {Trained} */ { test }) => percent(test.accuracy);
const trainAt = (/** @type {Trained} */ { epochs }, /** @type {number} */ epoch) => epochs[epoch - 1].trainLoss;

/** Percent of the weights that are as good as 0, or are 0. @param {Trained} run @param {(w: number) => boolean} [is] */
function zeros({ kernels }, is = (w) => Math.abs(w) < 1e-3) {
  let [found, total] = [0, 0];
  for (const { values } of kernels) {
    total += values.length;
    for (const w of values) if (is(w)) found++;
  }
  return percent(found / total);
}

/** Of the units of a layer, from the shortest. @param {Trained} run @param {number} layer */
function norms({ kernels }, layer) {
  const { shape, values } = kernels[layer];
  const squares = new Float64Array(shape[1]);
  values.forEach((w, k) => (squares[k % shape[1]] += w * w));
  return squares.map(Math.sqrt).sort();
}

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'overfit',
    dear: true,
    measure: async (seed) => {
      const { none, 'none-2': more, 'none-3': small } = await race('overfit', { seed });
      const accuracies = none.epochs.slice(best(none)).map(({ validationAccuracy }) => percent(validationAccuracy));
      return {
        train: trainOf(none),
        least: least(none),
        best: best(none),
        end: end(none),
        gap: gapOf(none),
        gapMore: gapOf(more),
        gapSmall: gapOf(small),
        leastMore: least(more),
        accuracy: accuracy(none),
        accuracyMore: accuracy(more),
        atBest: percent(none.epochs[best(none) - 1].validationAccuracy),
        atEnd: accuracies.at(-1) ?? NaN,
      };
    },
    figures: { train: 3, least: 2, end: 2, best: 0, gap: 2, gapSmall: 2, leastMore: 2, accuracy: 1, accuracyMore: 1 },
    claims: [
      {
        id: 'rises',
        kind: 'each',
        says: 'the validation loss ends at least a fifth above its least',
        holds: (f) => f.end > 1.2 * f.least,
      },
      { id: 'falls', kind: 'each', says: 'the training loss ends below 0.05', holds: (f) => f.train < 0.05 },
      {
        id: 'more',
        kind: 'each',
        says: 'with 3,000 images the least validation loss is lower',
        holds: (f) => f.leastMore < f.least,
      },
      {
        id: 'more-right',
        kind: 'mean',
        says: 'and more test images are right',
        of: (f) => f.accuracyMore - f.accuracy,
      },
      {
        id: 'more-gap',
        kind: 'each',
        says: 'their gap opens too: it ends above 0.3',
        holds: (f) => f.gapMore > 0.3,
      },
      {
        id: 'small',
        kind: 'each',
        says: 'the gap of 16 units is less than half of that of 300 and 100',
        holds: (f) => f.gapSmall < f.gap / 2,
      },
      {
        id: 'not-more-wrong',
        kind: 'equal',
        says: 'the validation accuracy at the end is that of the best epoch, to 2 points',
        of: (f) => f.atEnd - f.atBest,
        margin: 2,
      },
    ],
  },
  {
    id: 'l1',
    measure: async (seed) => {
      const { none, l1, l2 } = await race('l1', { seed });
      const penalty = l1.epochs.at(-1)?.penalty ?? NaN;
      return {
        zerosL1: zeros(l1),
        zerosL2: zeros(l2),
        zerosNone: zeros(none),
        endL1: end(l1),
        endL2: end(l2),
        end: end(none),
        data: trainOf(l1),
        penalty,
        accuracy: accuracy(none),
        accuracyL1: accuracy(l1),
      };
    },
    figures: { zerosL1: 0, zerosL2: 0, zerosNone: 0, endL1: 2, endL2: 2, end: 2, data: 2, penalty: 2 },
    claims: [
      {
        id: 'zeros',
        kind: 'each',
        says: 'L1 leaves at least twice as many weights at zero as L2',
        holds: (f) => f.zerosL1 > 2 * f.zerosL2,
      },
      {
        id: 'most',
        kind: 'mean',
        says: 'L1 leaves more than two thirds of the weights at zero',
        of: (f) => f.zerosL1,
        above: 66.7,
      },
      {
        id: 'equal',
        kind: 'equal',
        says: 'the two end within 0.05 of each other in validation loss',
        of: (f) => f.endL1 - f.endL2,
        margin: 0.05,
      },
      {
        id: 'better',
        kind: 'each',
        says: 'both end below the unregularized',
        holds: (f) => Math.max(f.endL1, f.endL2) < f.end,
      },
      {
        id: 'penalty',
        kind: 'each',
        says: 'the penalty is more than twice the loss of the data',
        holds: (f) => f.penalty > 2 * f.data,
      },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'the test accuracy does not gain half a point',
        of: (f) => f.accuracy - f.accuracyL1,
        above: -0.5,
      },
    ],
  },
  {
    id: 'l1-proximal',
    measure: async (seed) => {
      const { none, l1, 'l1-proximal': proximal } = await race('l1-proximal', { seed });
      const exact = (/** @type {Trained} */ run) => zeros(run, (w) => w === 0);
      return {
        exactL1: exact(l1),
        exact: exact(proximal),
        near: zeros(proximal),
        nearL1: zeros(l1),
        endL1: end(l1),
        end: end(proximal),
        endNone: end(none),
      };
    },
    figures: { exact: 0, near: 0, nearL1: 0, endL1: 2, end: 2, endNone: 2 },
    claims: [
      {
        id: 'never',
        kind: 'each',
        says: 'steps of the gradient leave fewer than one weight in 1,000 at 0',
        holds: (f) => f.exactL1 < 0.1,
      },
      {
        id: 'exact',
        kind: 'each',
        says: 'proximal steps leave more than a tenth of them there',
        holds: (f) => f.exact > 10,
      },
      {
        id: 'near',
        kind: 'equal',
        says: 'near 0 both have as many, to 2 points',
        of: (f) => f.near - f.nearL1,
        margin: 2,
      },
      {
        id: 'equal',
        kind: 'equal',
        says: 'the two end within 0.05 of each other in validation loss',
        of: (f) => f.end - f.endL1,
        margin: 0.05,
      },
      {
        id: 'better',
        kind: 'each',
        says: 'both end below the unregularized',
        holds: (f) => Math.max(f.end, f.endL1) < f.endNone,
      },
    ],
  },
  {
    id: 'l2',
    measure: async (seed) => {
      const { none, l2: weak, 'l2-2': middle, 'l2-3': strong } = await race('l2', { seed });
      return {
        gap: gapOf(none),
        gapWeak: gapOf(weak),
        gapMiddle: gapOf(middle),
        gapStrong: gapOf(strong),
        accuracy: accuracy(none),
        accuracyMiddle: accuracy(middle),
        accuracyStrong: accuracy(strong),
        trainStrong: trainOf(strong),
        idle: norms(strong, 0).filter((norm) => norm < 1e-2).length,
        // By rank, as the chart has them.
        higher: norms(strong, 0).filter((norm, rank) => norm >= norms(none, 0)[rank]).length,
        end: end(none),
        endMiddle: end(middle),
      };
    },
    figures: {
      gap: 2,
      gapWeak: 2,
      gapMiddle: 2,
      gapStrong: 2,
      accuracy: 1,
      accuracyMiddle: 1,
      accuracyStrong: 1,
      trainStrong: 2,
    },
    claims: [
      {
        id: 'order',
        kind: 'each',
        says: 'the gap falls from no penalty to λ = 0.003 to λ = 0.03',
        holds: (f) => f.gap > f.gapMiddle && f.gapMiddle > f.gapStrong,
      },
      {
        id: 'too-much',
        kind: 'each',
        says: 'λ = 0.03 costs more than 3 points of test accuracy',
        holds: (f) => f.accuracyStrong < f.accuracy - 3,
      },
      {
        id: 'underfits',
        kind: 'mean',
        says: 'because its training loss stays above 0.5',
        of: (f) => f.trainStrong,
        above: 0.5,
      },
      {
        id: 'norms',
        kind: 'each',
        says: 'with λ = 0.03 the norm of a unit of each rank is lower than without a penalty',
        holds: (f) => f.higher === 0,
      },
      { id: 'idle', kind: 'each', says: 'more than ten of its 300 units are near 0', holds: (f) => f.idle > 10 },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'the test accuracy of λ = 0.003 does not gain half a point',
        of: (f) => f.accuracy - f.accuracyMiddle,
        above: -0.5,
      },
      {
        id: 'validation',
        kind: 'each',
        says: 'λ = 0.003 ends with a lower validation loss than none',
        holds: (f) => f.endMiddle < f.end,
      },
    ],
  },
  {
    id: 'adamw',
    measure: async (seed) => {
      const { none, l2, 'weight-decay': decay } = await race('adamw', { seed });
      return {
        zerosL2: zeros(l2),
        zerosDecay: zeros(decay),
        zerosNone: zeros(none),
        endL2: end(l2),
        endDecay: end(decay),
        end: end(none),
        gapL2: gapOf(l2),
        gapDecay: gapOf(decay),
        accuracy: accuracy(none),
        accuracyL2: accuracy(l2),
        accuracyDecay: accuracy(decay),
      };
    },
    figures: { zerosL2: 0, zerosDecay: 0, endL2: 2, endDecay: 2, end: 2 },
    claims: [
      {
        id: 'zeros',
        kind: 'each',
        says: 'L2 leaves more than four times as many weights near zero as AdamW',
        holds: (f) => f.zerosL2 > 4 * f.zerosDecay,
      },
      {
        id: 'equal',
        kind: 'equal',
        says: 'the two end within 0.08 of each other in validation loss',
        of: (f) => f.endL2 - f.endDecay,
        margin: 0.08,
      },
      {
        id: 'better',
        kind: 'each',
        says: 'both end below the unregularized',
        holds: (f) => Math.max(f.endL2, f.endDecay) < f.end,
      },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'the test accuracy of either does not gain a point',
        of: (f) => f.accuracy - Math.max(f.accuracyL2, f.accuracyDecay),
        above: -1,
      },
    ],
  },
  {
    id: 'max-norm',
    measure: async (seed) => {
      const { none, 'max-norm': one, 'max-norm-2': half } = await race('max-norm', { seed });
      const free = norms(none, 0);
      const pressed = norms(half, 0);
      const ofOne = norms(one, 0);
      return {
        gap: gapOf(none),
        gapOne: gapOf(one),
        gapHalf: gapOf(half),
        end: end(none),
        endHalf: end(half),
        accuracy: accuracy(none),
        accuracyOne: accuracy(one),
        accuracyHalf: accuracy(half),
        norm: free[free.length / 2],
        longest: pressed[pressed.length - 1],
        shortest: pressed[0],
        longestOne: ofOne[ofOne.length - 1],
        shortestOne: ofOne[0],
      };
    },
    figures: { gap: 2, gapOne: 2, gapHalf: 2, end: 2, endHalf: 2, accuracy: 1, accuracyHalf: 1, norm: 1 },
    claims: [
      { id: 'limit', kind: 'each', says: 'no norm is above r = 0.5', holds: (f) => f.longest <= 0.5 * (1 + 1e-6) },
      { id: 'pressed', kind: 'each', says: 'all are pressed against it', holds: (f) => f.shortest > 0.4 },
      {
        id: 'pressed-one',
        kind: 'each',
        says: 'and those of r = 1 against theirs',
        holds: (f) => f.shortestOne > 0.9 && f.longestOne <= 1 + 1e-6,
      },
      {
        id: 'gap',
        kind: 'each',
        says: 'r = 0.5 takes more than a fourth of the gap',
        holds: (f) => f.gapHalf < 0.75 * f.gap,
      },
      {
        id: 'order',
        kind: 'each',
        says: 'the gap of r = 1 lies between that of r = 0.5 and that without a limit',
        holds: (f) => f.gapHalf < f.gapOne && f.gapOne < f.gap,
      },
      { id: 'loss', kind: 'each', says: 'r = 0.5 ends with a lower validation loss', holds: (f) => f.endHalf < f.end },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'the test accuracy does not gain a point',
        of: (f) => f.accuracy - f.accuracyHalf,
        above: -1,
      },
      {
        id: 'accuracy-one',
        kind: 'mean',
        says: 'nor does that of r = 1',
        of: (f) => f.accuracy - f.accuracyOne,
        above: -1,
      },
    ],
  },
  {
    id: 'dropout',
    measure: async (seed) => {
      const { none, dropout, 'dropout-2': fifth } = await race('dropout', { seed });
      return {
        gap: gapOf(none),
        gapDropout: gapOf(dropout),
        gapFifth: gapOf(fifth),
        gapTrained: gap(dropout),
        end: end(none),
        endDropout: end(dropout),
        accuracy: accuracy(none),
        accuracyDropout: accuracy(dropout),
        accuracyFifth: accuracy(fifth),
        trainFirst: trainAt(dropout, 1),
        validationFirst: dropout.epochs[0].validationLoss,
      };
    },
    figures: {
      gap: 2,
      gapDropout: 2,
      gapFifth: 2,
      gapTrained: 2,
      end: 2,
      endDropout: 2,
      accuracy: 1,
      accuracyDropout: 1,
      accuracyFifth: 1,
    },
    claims: [
      {
        id: 'gap',
        kind: 'each',
        says: 'the gap is less than four fifths of the plain network’s',
        holds: (f) => f.gapDropout < 0.8 * f.gap,
      },
      {
        id: 'part',
        kind: 'each',
        says: 'measured from the loss as it was trained on, it would be smaller',
        holds: (f) => f.gapTrained < f.gapDropout,
      },
      {
        id: 'above',
        kind: 'each',
        says: 'the loss as it was trained on begins above the validation loss',
        holds: (f) => f.trainFirst > f.validationFirst,
      },
      { id: 'loss', kind: 'each', says: 'the validation loss ends lower', holds: (f) => f.endDropout < f.end },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'the test accuracy does not gain a point',
        of: (f) => f.accuracy - f.accuracyDropout,
        above: -1,
      },
      {
        id: 'fifth',
        kind: 'mean',
        says: 'nor does that of p = 0.2, with pixels dropped too',
        of: (f) => f.accuracy - f.accuracyFifth,
        above: -1,
      },
      {
        id: 'little',
        kind: 'equal',
        says: 'nor does it lose 2',
        of: (f) => f.accuracyDropout - f.accuracy,
        margin: 2,
      },
    ],
  },
  {
    id: 'dropout-scaling',
    measure: async (seed) => {
      const { dropout, 'dropout-classic': classic } = await race('dropout-scaling', { seed });
      return {
        gap: gapOf(dropout),
        gapClassic: gapOf(classic),
        fifth: trainAt(dropout, 5),
        fifthClassic: trainAt(classic, 5),
        accuracy: accuracy(dropout),
        accuracyClassic: accuracy(classic),
      };
    },
    figures: { gap: 2, gapClassic: 2, fifth: 2, fifthClassic: 2 },
    claims: [
      {
        id: 'slower',
        kind: 'each',
        says: 'after 5 epochs the classic one’s training loss is higher',
        holds: (f) => f.fifthClassic > f.fifth,
      },
      {
        id: 'alike',
        kind: 'equal',
        says: 'in the end their test accuracies are equal to 1.5 points',
        of: (f) => f.accuracyClassic - f.accuracy,
        margin: 1.5,
      },
    ],
  },
  {
    id: 'augmentation',
    dear: true,
    measure: async (seed) => {
      const runs = await race('augmentation', { seed });
      const { none, augmentation: mirrored, 'augmentation-2': deformed, 'augmentation-3': noisy } = runs;
      return {
        gap: gapOf(none),
        gapMirrored: gapOf(mirrored),
        gapDeformed: gapOf(deformed),
        gapNoisy: gapOf(noisy),
        end: end(none),
        endMirrored: end(mirrored),
        endDeformed: end(deformed),
        endNoisy: end(noisy),
        accuracy: accuracy(none),
        accuracyMirrored: accuracy(mirrored),
        accuracyDeformed: accuracy(deformed),
        accuracyNoisy: accuracy(noisy),
      };
    },
    figures: {
      gap: 2,
      gapMirrored: 2,
      gapDeformed: 2,
      gapNoisy: 2,
      end: 2,
      endDeformed: 2,
      accuracy: 1,
      accuracyMirrored: 1,
      accuracyDeformed: 1,
    },
    claims: [
      {
        id: 'deformed',
        kind: 'each',
        says: 'deformations take more than half of the gap',
        holds: (f) => f.gapDeformed < f.gap / 2,
      },
      {
        id: 'loss',
        kind: 'each',
        says: 'and end with the lowest validation loss of the four',
        holds: (f) => f.endDeformed < Math.min(f.end, f.endMirrored, f.endNoisy),
      },
      {
        id: 'mirrored',
        kind: 'mean',
        says: 'mirroring costs test accuracy',
        of: (f) => f.accuracy - f.accuracyMirrored,
      },
      {
        id: 'noise',
        kind: 'mean',
        says: 'noise takes less of the gap than deformations',
        of: (f) => f.gapNoisy - f.gapDeformed,
      },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'the test accuracy of deformations does not gain a point and a half',
        of: (f) => f.accuracy - f.accuracyDeformed,
        above: -1.5,
      },
    ],
  },
  {
    id: 'batchnorm',
    dear: true,
    measure: async (seed) => {
      const { none, batchnorm, 'batchnorm-2': both } = await race('batchnorm', { seed, evaluateTrain: true });
      return {
        ten: none.epochs[9].evaluatedLoss ?? NaN,
        tenNormed: batchnorm.epochs[9].evaluatedLoss ?? NaN,
        gap: gapOf(none),
        gapNormed: gapOf(batchnorm),
        gapBoth: gapOf(both),
        least: least(none),
        leastNormed: least(batchnorm),
        leastBoth: least(both),
        accuracy: accuracy(none),
        accuracyNormed: accuracy(batchnorm),
        accuracyBoth: accuracy(both),
      };
    },
    figures: { ten: 2, tenNormed: 2, gap: 2, gapNormed: 2, gapBoth: 2, least: 2, leastNormed: 2, leastBoth: 2 },
    claims: [
      {
        id: 'faster',
        kind: 'mean',
        says: 'after 10 epochs the training loss is lower than the plain network’s',
        of: (f) => f.ten - f.tenNormed,
      },
      {
        id: 'overfits',
        kind: 'equal',
        says: 'alone it leaves the gap as it is, to 0.1',
        of: (f) => f.gapNormed - f.gap,
        margin: 0.1,
      },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'the test accuracy of either does not gain a point',
        of: (f) => f.accuracy - Math.max(f.accuracyNormed, f.accuracyBoth),
        above: -1,
      },
      {
        id: 'both',
        kind: 'each',
        says: 'with dropout the gap is smaller than with either nothing or normalization alone',
        holds: (f) => f.gapBoth < Math.min(f.gap, f.gapNormed),
      },
      {
        id: 'close',
        kind: 'each',
        says: 'the best validation losses of the three lie within 0.1',
        holds: (f) => {
          const bests = [f.least, f.leastNormed, f.leastBoth];
          return Math.max(...bests) - Math.min(...bests) < 0.1;
        },
      },
    ],
  },
  {
    id: 'early-stopping',
    measure: async (seed) => {
      const { none, 'early-stopping': patient, 'early-stopping-2': hasty } = await race('early-stopping', { seed });
      const losses = validationLosses(none);
      return {
        best: best(patient),
        stopped: patient.epochs.length,
        hasty: hasty.epochs.length,
        same: Number(validationLosses(patient).every((loss, n) => loss === losses[n])),
        loss: none.test.loss,
        lossPatient: patient.test.loss,
        lossHasty: hasty.test.loss,
        accuracy: accuracy(none),
        accuracyPatient: accuracy(patient),
        leastHasty: least(hasty),
        least: least(none),
        rest: Number(least(patient) === least(none)),
      };
    },
    figures: { best: 0, stopped: 0, hasty: 0, loss: 2, lossPatient: 2, accuracy: 1, accuracyPatient: 1 },
    claims: [
      { id: 'same', kind: 'each', says: 'the runs are the same until one stops', holds: (f) => f.same === 1 },
      {
        id: 'rule',
        kind: 'each',
        says: 'with patience 5 it stops five epochs after its best',
        holds: (f) => f.stopped === f.best + 5,
      },
      { id: 'half', kind: 'each', says: 'before half of the epochs', holds: (f) => f.stopped < 25 },
      {
        id: 'loss',
        kind: 'each',
        says: 'its test loss is lower than that of the whole run',
        holds: (f) => f.lossPatient < f.loss,
      },
      {
        id: 'accuracy',
        kind: 'mean',
        says: 'its test accuracy does not gain half a point',
        of: (f) => f.accuracy - f.accuracyPatient,
        above: -0.5,
      },
      {
        id: 'hasty',
        kind: 'each',
        says: 'with patience 1 it stops no later, and its best validation loss is no lower',
        holds: (f) => f.hasty <= f.stopped && f.leastHasty >= f.least,
      },
    ],
  },
  {
    id: 'average',
    measure: async (seed) => {
      const runs = await race('average', { seed });
      const { none, average, 'average-2': swa, 'none-2': cosine } = runs;
      const raw = validationLosses(none);
      return {
        same: Number([average, swa].every(({ losses }) => losses.every((loss, n) => loss === none.losses[n]))),
        raw: Number(average.epochs.every(({ rawLoss }, n) => rawLoss === raw[n])),
        end: end(none),
        endAverage: end(average),
        endSwa: end(swa),
        endCosine: end(cosine),
        accuracy: accuracy(none),
        accuracyAverage: accuracy(average),
        accuracySwa: accuracy(swa),
        accuracyCosine: accuracy(cosine),
      };
    },
    figures: {
      end: 2,
      endAverage: 2,
      endSwa: 2,
      endCosine: 2,
      accuracy: 1,
      accuracyAverage: 1,
      accuracySwa: 1,
      accuracyCosine: 1,
    },
    claims: [
      {
        id: 'same',
        kind: 'each',
        says: 'the training is the same to the bit, with an average and without',
        holds: (f) => f.same === 1 && f.raw === 1,
      },
      {
        id: 'loss',
        kind: 'each',
        says: 'the validation loss of the exponential average ends below that of the last weights',
        holds: (f) => f.endAverage < f.end,
      },
      {
        id: 'accuracy',
        kind: 'each',
        says: 'and gets more test images right',
        holds: (f) => f.accuracyAverage > f.accuracy,
      },
      {
        id: 'cosine',
        kind: 'equal',
        says: 'the exponential average and a rate that falls to 0 are equal to a point and a half',
        of: (f) => f.accuracyCosine - f.accuracyAverage,
        margin: 1.5,
      },
    ],
  },
  {
    id: 'together',
    dear: true,
    measure: async (seed) => {
      const { batchnorm: all } = await race('together', { seed, mirrored: true });
      const { none } = await race('together', { seed, entrants: ['none'] });
      return {
        accuracy: accuracy(none),
        accuracyAll: accuracy(all),
        mirrored: percent(all.mirroredAccuracy ?? NaN),
        errors: 10000 * (all.test.accuracy - none.test.accuracy),
      };
    },
    figures: { accuracy: 1, accuracyAll: 1, mirrored: 1, errors: 0 },
    claims: [
      {
        id: 'better',
        kind: 'each',
        says: 'all that helps gets more test images right than nothing of it',
        holds: (f) => f.accuracyAll > f.accuracy,
      },
      {
        id: 'nine',
        kind: 'each',
        says: 'it gets more than nine in ten right',
        holds: (f) => f.accuracyAll > 90,
      },
      {
        id: 'level',
        kind: 'mean',
        says: 'on average more than 90.5 % of them',
        of: (f) => f.accuracyAll,
        above: 90.5,
      },
      {
        id: 'mirrored',
        kind: 'equal',
        says: 'with the mirror images averaged in that stays, to half a point',
        of: (f) => f.mirrored - f.accuracyAll,
        margin: 0.5,
      },
    ],
  },
];

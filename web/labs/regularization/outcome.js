/** What became of a contestant: its gap, its best epoch, its penalty. Pure. */
import { meanAndDeviation } from '../../../wasm/statistics.js';
import { counted, testAccuracyOf, unlessWrong } from '../../runs/summary.js';

/** @typedef {import('../../runs/group.js').RunGroup} Race */
/** @typedef {import('../../runs/group.js').Run} Run */
/** @typedef {import('../../../wasm/statistics.js').Figure} Figure */
/**
 * @typedef {'trainLoss' | 'evaluatedLoss' | 'validationLoss' | 'validationAccuracy' | 'penalty'} Measured after an epoch: the
 *   training loss as it was trained on, and as validation has it, with nothing dropped and no image changed
 */

/**
 * The epoch of the least validation loss, from 1.
 * @param {ArrayLike<number>} losses after each epoch
 * @returns {number | null} null where there is none
 */
export function bestEpoch(losses) {
  let best = -1;
  for (let n = 0; n < losses.length; n++)
    if (Number.isFinite(losses[n]) && (best < 0 || losses[n] < losses[best])) best = n;
  return best < 0 ? null : best + 1;
}

/**
 * The curves of a contestant, an entry an epoch: means over its seeds.
 * @param {Race} race
 * @param {string} id
 */
export function curvesOf(race, id) {
  const runs = race.drawnOf(id);
  const of = (/** @type {Measured} */ key) =>
    meanAndDeviation(runs.map(({ epochs }) => Float64Array.from(epochs, (record) => record[key] ?? NaN)));
  const { mean: train } = of('evaluatedLoss');
  const x = Float64Array.from(train, (_, n) => n + 1);
  const validation = of('validationLoss');
  const accuracy = of('validationAccuracy');
  const penalty = of('penalty').mean;
  return { x, train, trained: of('trainLoss').mean, validation, accuracy, penalty, best: bestEpoch(validation.mean) };
}

/** Whether what a run is trained on is more than its images: then its training loss is not measured as validation is. @param {Run} run */
export const isDisturbed = ({ spec: { model, augmentation, mixup } }) =>
  model.inputDropout > 0 ||
  mixup > 0 ||
  model.layers.some(({ dropout, batchNorm }) => dropout > 0 || batchNorm !== 'none') ||
  Object.values(augmentation).some(Boolean);

/** Whether anything is added to a run's loss. @param {Run} run */
const isPenalized = ({ spec }) => spec.model.layers.some(({ l1, l2 }) => l1 > 0 || l2 > 0);

/**
 * Whether loss and penalty together are what its steps go down. A proximal step is of λ times the rate: it is of that sum where
 * the gradient's own step is of the rate too, and no rule divides it or gathers it in a velocity.
 * @param {Run} run
 */
export const minimizesSum = ({ spec: { model, optimizer } }) =>
  model.layers.some(({ l1, l2 }) => l2 > 0 || (l1 > 0 && (model.l1Step !== 'proximal' || optimizer.id === 'sgd')));

/** How much worse the loss of validation is than that of training, both as in predictions, at a run's end. @param {Run} run */
export const gapOf = ({ epochs }) => (epochs.at(-1)?.validationLoss ?? NaN) - (epochs.at(-1)?.evaluatedLoss ?? NaN);

/** With mirror images averaged in; NaN before a run's end, and of what went wrong. */
export const mirroredAccuracyOf = unlessWrong(({ end }) => end?.mirrored?.accuracy ?? NaN);

const validationLosses = (/** @type {Run} */ { epochs }) => epochs.map((one) => one.validationLoss ?? NaN);

/** The least validation loss of a run. @param {Run} run @returns {number} NaN before there is one */
export function leastOf(run) {
  const losses = validationLosses(run);
  return losses[(bestEpoch(losses) ?? 0) - 1] ?? NaN;
}

/**
 * A contestant's row of the table; figures over its seeds.
 * @param {Race} race
 * @param {string} id
 */
export function outcomeOf(race, id) {
  const runs = race.runsOf(id);
  const last = (/** @type {Measured} */ key) =>
    counted(runs.map(unlessWrong(({ epochs }) => epochs.at(-1)?.[key] ?? NaN)));
  const bestOf = (/** @type {Run} */ run) => bestEpoch(validationLosses(run)) ?? NaN;
  return {
    epoch: counted(runs.map(({ epochs, waited }) => (waited && epochs.length === 0 ? NaN : epochs.length))),
    train: last('evaluatedLoss'),
    penalty: runs.some(isPenalized) ? last('penalty') : /** @type {Figure} */ ({ mean: NaN, deviation: null }),
    validation: last('validationLoss'),
    least: counted(runs.map(unlessWrong(leastOf))),
    accuracy: last('validationAccuracy'),
    gap: counted(runs.map(unlessWrong(gapOf))),
    best: counted(runs.map(unlessWrong(bestOf))),
    test: counted(runs.map(testAccuracyOf)),
    mirrored: counted(runs.map(mirroredAccuracyOf)),
    over: runs.every(({ isOver }) => isOver),
  };
}

/**
 * The epochs to mark: where the curve that is drawn, the mean, is least, and where the rule ended the first of the runs, with the
 * weights that it left.
 * @param {Race} race
 * @param {string} id
 * @returns {{ best: number | null, stopped: number | null, restored: boolean }}
 */
export function marksOf(race, id) {
  const ended = race.runsOf(id).filter(({ status }) => status === 'stopped-early');
  const stopped = ended.length > 0 ? Math.min(...ended.map(({ epochs }) => epochs.length)) : null;
  const restored = ended.length > 0 && ended[0].spec.earlyStopping.restoreBest;
  return { best: curvesOf(race, id).best, stopped, restored };
}

/**
 * The share of weights that are as good as 0, or exactly 0, over all layers.
 * @param {import('../../engine/message-types.js').Weights | null} weights
 * @param {'zeros' | 'exact'} which
 */
export function zeroShare(weights, which) {
  if (!weights) return NaN;
  const sum = (/** @type {(layer: import('../../engine/message-types.js').LayerWeights) => number} */ of) =>
    weights.layers.reduce((total, layer) => total + of(layer), 0);
  return sum((layer) => layer[which]) / sum(({ inputs, units }) => inputs * units);
}

/** Units' norms, the longest first. @param {ArrayLike<number>} norms */
export const sortedNorms = (norms) => Float64Array.from(norms).sort().reverse();

/**
 * A histogram as a line: the middle of each bin, and the share of weights in it; empty bins are left out, as a logarithmic
 * axis has no place for them.
 * @param {import('../../engine/message-types.js').LayerWeights} layer
 */
export function histogramOf({ counts, firstBin, binWidth }) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const bins = Array.from(counts.keys()).filter((k) => counts[k] > 0);
  return {
    x: Float64Array.from(bins, (k) => (firstBin + k) * binWidth),
    share: Float64Array.from(bins, (k) => counts[k] / total),
  };
}

/**
 * What a unit's output y is multiplied by.
 * @param {number} p of being dropped
 * @param {'inverted' | 'classic'} mode
 */
export function factors(p, mode) {
  const kept = mode === 'inverted' ? 1 / (1 - p) : 1;
  return { kept, mean: (1 - p) * kept, prediction: mode === 'inverted' ? 1 : 1 - p };
}

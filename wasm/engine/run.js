/**
 * Where a run comes from, a spec or a checkpoint (src/run/checkpoint.h has the format), and what it was made of.
 */
import { datasetHandle } from './dataset.js';
import { bytesOf } from './inputs.js';
import { checkCount } from './numbers.js';

/**
 * @typedef {import('./dataset.js').Dataset} Dataset
 * @typedef {object} RunOptions what a run is opened with
 * @property {Dataset | null} [train] used whole, as the others
 * @property {Dataset | null} [validation]
 * @property {Dataset | null} [test]
 * @property {number} [member] of an ensemble's networks (spec.bagging), from 0; a checkpoint has its own
 * @property {number} [epochs] to make a restored run longer
 * @property {boolean} [evaluateTrain] whether epochs are recorded with an `evaluatedLoss` too, for a pass over the training set each
 *
 * @typedef {{ spec: import('../spec.d.ts').Spec, pixels: number, classes: number, trainCount: number, layers: number, seed: number }} Origin
 */

/**
 * A run before its first step; 0 where the module refuses.
 * @param {import('./native.js').Native} native
 * @param {unknown} source a spec that the module has taken
 * @param {RunOptions} options
 * @returns {number}
 */
export function createRun(native, source, { train, validation, member = 0 }) {
  const trainHandle = datasetHandle(native, train, 'train');
  const validationHandle = validation ? datasetHandle(native, validation, 'validation') : 0;
  const spec = /** @type {import('./spec.js').Spec} */ (source);
  checkCount('member', member, spec.toObject().bagging.models - 1, 0);
  return native.exports.descenso_experiment_create(spec.handle, member, trainHandle, validationHandle);
}

/**
 * A run as bytes.
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @param {boolean} weightsOnly
 * @returns {Uint8Array}
 */
export function saveRun(native, handle, weightsOnly) {
  const save = (/** @type {number} */ at, /** @type {number} */ capacity) => {
    const length = native.exports.descenso_checkpoint_save(handle, Number(weightsOnly), at, capacity) >>> 0;
    if (length === 0) throw native.error();
    return length;
  };
  return native.scope((scope) => {
    const length = save(0, 0);
    const at = scope.allocate(length);
    save(at, length);
    return native.view(Uint8Array, at, length).slice();
  });
}

/**
 * The handle of the run that a checkpoint keeps; 0 where the module refuses.
 * @param {import('./native.js').Native} native
 * @param {unknown} given
 * @param {RunOptions} options
 * @returns {number}
 */
export function restoreRun(native, given, { train, validation, epochs }) {
  const bytes = bytesOf('checkpoint', given);
  const trainHandle = train ? datasetHandle(native, train, 'train') : 0;
  const validationHandle = validation ? datasetHandle(native, validation, 'validation') : 0;
  if (epochs !== undefined) checkCount('epochs', epochs, 0xffffffff);
  const restore = native.exports.descenso_checkpoint_restore;
  return native.scope((scope) => restore(scope.copy(bytes), bytes.length, trainHandle, validationHandle, epochs ?? 0));
}

/**
 * `epoch` counts from 1; the validation figures are null without a validation set. Losses are of the data alone; what is minimized
 * is the training loss plus the penalty, both means over the epoch, as it was trained on. `evaluatedLoss` is that of the training set
 * after the epoch, as validation has it: nothing dropped, no image changed; there where it was asked for. With an average of
 * weights, these are of the average once there is one, as the run's end is, and `rawLoss` and `rawAccuracy` are validation's of the
 * weights themselves.
 * @typedef {{ epoch: number, trainLoss: number, validationLoss: number | null, validationAccuracy: number | null, penalty: number,
 *   evaluatedLoss?: number, rawLoss?: number, rawAccuracy?: number }} EpochRecord
 */

/**
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @param {number} n from 0, of the epochs that are recorded
 * @returns {EpochRecord}
 */
export const readEpoch = (native, handle, n) =>
  native.scope((scope) => {
    const out = scope.allocate(64);
    native.exports.descenso_experiment_epoch(handle, n, out);
    const [epoch, trainLoss, validationLoss, validationAccuracy, penalty, evaluatedLoss, rawLoss, rawAccuracy] =
      native.view(Float64Array, out, 8);
    const orNull = (/** @type {number} */ x) => (Number.isNaN(x) ? null : x);
    return {
      epoch,
      trainLoss,
      validationLoss: orNull(validationLoss),
      validationAccuracy: orNull(validationAccuracy),
      penalty,
      ...(Number.isNaN(evaluatedLoss) ? {} : { evaluatedLoss }),
      ...(Number.isNaN(rawLoss) ? {} : { rawLoss, rawAccuracy }),
    };
  });

/**
 * What an experiment was made of: a copy of what the module has, and the sizes that buffers for it are made for.
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @returns {Origin}
 */
export function readOrigin(native, handle) {
  const spec = JSON.parse(native.text((...buffer) => native.exports.descenso_experiment_spec(handle, ...buffer)));
  const layers = spec.model.layers.length;
  return native.scope((scope) => {
    const out = scope.allocate(20);
    native.exports.descenso_experiment_data(handle, out);
    const [rows, columns, classes, trainCount] = native.view(Uint32Array, out, 4);
    return { spec, pixels: rows * columns, classes, trainCount, layers, seed: spec.seed };
  });
}

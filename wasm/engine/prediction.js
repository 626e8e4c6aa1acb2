/** What a network says of the images of a dataset, and what that is worth. */
import { countFrom, datasetHandle } from './dataset.js';
import { mostProbable } from './numbers.js';

/**
 * @typedef {import('./dataset.js').Dataset} Dataset
 * @typedef {Pick<import('./native.js').Handle, 'native' | 'handle'>} Run an experiment
 */

/** @param {Run} run @param {number} classes @param {Dataset} dataset @returns {{ loss: number, accuracy: number, confusion: Uint32Array }} */
export function evaluate(run, classes, dataset) {
  const { native, handle } = run;
  const data = datasetHandle(native, dataset, 'dataset');
  return native.scope((scope) => {
    const cells = classes ** 2;
    const [counts, out] = [scope.allocate(4 * cells), scope.allocate(16)];
    native.check(native.exports.descenso_experiment_evaluate(handle, data, counts, out));
    const [loss, accuracy] = native.view(Float64Array, out, 2);
    return { loss, accuracy, confusion: native.view(Uint32Array, counts, cells).slice() };
  });
}

/**
 * @param {Run} run
 * @param {number} classes
 * @param {Dataset} dataset
 * @param {{ first?: number, count?: number }} [range]
 * @returns {{ probabilities: Float32Array, classes: Uint8Array }}
 */
export function predict(run, classes, dataset, { first = 0, count: given } = {}) {
  const { native, handle } = run;
  const data = datasetHandle(native, dataset, 'dataset');
  const count = countFrom(dataset, first, given);
  const probabilities = native.scope((scope) => {
    const at = scope.allocate(4 * count * classes);
    native.check(native.exports.descenso_experiment_predict(handle, data, first, count, at));
    return native.view(Float32Array, at, count * classes).slice();
  });
  return { probabilities, classes: mostProbable(probabilities, classes) };
}

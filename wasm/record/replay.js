/** A recorded run, run again, and where it departs from its record. */
import { experimentRecord, hashesOf } from './record.js';

/**
 * @typedef {import('./record.js').RunRecord} RunRecord
 * @typedef {import('./record.js').Datasets} Datasets
 * @typedef {import('../index.js').Experiment} Experiment
 * @typedef {import('../index.js').Engine} Engine
 * @typedef {{ where: string, expected: unknown, got: unknown }} Departure `where`: the epoch and the figure, in words of a record
 */

/** Steps between two reports. */
const SLICE = 200;

/**
 * @param {Engine} engine
 * @param {RunRecord} record
 * @param {Datasets} datasets as the record's spec asks for them
 * @param {{ begin?: (experiment: Experiment) => unknown, moved?: (share: number) => unknown }} [options] begin: sets the weights that
 *   the run began from; moved: is told how much is done, and waited for, so that others get their turn; false ends the replay
 * @returns {Promise<RunRecord | null>} what came of it this time; null when it was ended
 */
export async function replay(engine, record, datasets, { begin, moved = () => true } = {}) {
  const { member } = record;
  const experiment = engine.createExperiment(engine.normalize(record.spec), datasets, { member });
  try {
    await begin?.(experiment);
    const initialWeights = experiment.weightsHash();
    /** @type {import('./record.js').Change[]} */
    const changes = [];
    const left = [...record.changes];
    let { step, status } = experiment.state();
    for (;;) {
      while (left.length > 0 && left[0].step <= step) {
        const change = /** @type {import('./record.js').Change} */ (left.shift());
        experiment.setLearningRate(change.learningRate);
        changes.push(change);
      }
      if (status !== 'running' || step >= record.steps) break;
      const next = Math.min(left[0]?.step ?? Infinity, record.steps, step + SLICE);
      ({ step, status } = experiment.runSteps(next - step));
      if ((await moved(step / Math.max(1, record.steps))) === false) return null;
    }
    // The step whose loss is not finite is not counted.
    if (record.status === 'diverged' && status === 'running') experiment.runSteps(1);
    const { name, weightsFile } = record;
    const begun = { name, member, data: hashesOf(datasets), initialWeights, weightsFile, changes };
    return experimentRecord(experiment, begun, experiment.evaluate(datasets.test));
  } finally {
    experiment.free();
  }
}

/**
 * The first thing in which a run was another than its record says, in the order of time: spec, data, weights at the start, the epochs,
 * the end.
 * @param {RunRecord} record
 * @param {RunRecord} got
 * @returns {Departure | null}
 */
export function firstDeparture(record, got) {
  const lookAt = (/** @type {string} */ where, /** @type {unknown} */ expected, /** @type {unknown} */ found) =>
    JSON.stringify(expected) === JSON.stringify(found) ? null : { where, expected, got: found };
  const asked = lookAt('spec', record.spec, got.spec);
  if (asked) return asked;
  for (const key of /** @type {const} */ (['train', 'validation', 'test'])) {
    const found = lookAt(`data.${key}`, record.data[key], got.data[key]);
    if (found) return found;
  }
  const begin = lookAt('initialWeights', record.initialWeights, got.initialWeights);
  if (begin) return begin;
  for (let n = 0; n < Math.max(record.epochs.length, got.epochs.length); n++) {
    const [expected, found] = [record.epochs[n], got.epochs[n]];
    if (!expected || !found) return { where: 'epochs.length', expected: record.epochs.length, got: got.epochs.length };
    const keys = /** @type {(keyof typeof found)[]} */ (Object.keys({ ...found, ...expected }));
    for (const key of keys) {
      const departed = lookAt(`epoch ${n + 1}, ${key}`, expected[key] ?? null, found[key] ?? null);
      if (departed) return departed;
    }
  }
  for (const key of /** @type {const} */ (['steps', 'changes', 'status', 'testLoss', 'testAccuracy', 'weightsHash'])) {
    const found = lookAt(key, record[key], got[key]);
    if (found) return found;
  }
  return null;
}

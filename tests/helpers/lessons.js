// A lesson as the page opens it, and its runs without a page.

import { evaluateMirrored } from '../../wasm/mirror.js';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { engine, makeStore } from './store.js';

export { engine };

/** The state that a lesson's link opens. @param {string} id */
export function openLesson(id) {
  const store = makeStore();
  store.open(`#preset=${id}`);
  if (store.state.preset !== id) throw new Error(`there is no lesson "${id}"`);
  return store;
}

/**
 * @typedef {object} Trained
 * @property {string} status
 * @property {Float32Array} losses of every step
 * @property {import('../../wasm/engine/experiment.js').EpochRecord[]} epochs
 * @property {string} initialHash
 * @property {{ loss: number, accuracy: number, confusion: Uint32Array }} test
 * @property {number} [mirroredAccuracy] of the test set with the mirror images averaged in, where that was asked for
 * @property {number} trainLoss on the training images in the end, without dropout or augmentation
 * @property {import('../../wasm/engine/experiment.js').Tensor[]} kernels in the end
 */

/** By what a spec says of its data. @type {Map<string, Promise<import('../../wasm/data.js').Datasets>>} */
const datasets = new Map();
/** @type {Map<string, Trained>} */
const trained = new Map();

/**
 * Lends an experiment on the spec's images.
 * @template T
 * @param {import('../../wasm/spec.d.ts').PartialSpec} spec
 * @param {(experiment: import('../../wasm/index.js').Experiment, sets: import('../../wasm/data.js').Datasets) => T} use
 * @param {{ evaluateTrain?: boolean, mirrored?: boolean }} [options] of the experiment, and whether the test images' mirror images are read too
 * @returns {Promise<T>}
 */
export async function withExperiment(spec, use, { mirrored = false, ...options } = {}) {
  const full = engine.normalize(spec);
  const key = JSON.stringify([full.data, mirrored]);
  if (!datasets.has(key)) datasets.set(key, loadDatasets(engine, full, nodeReader(), undefined, { mirrored }));
  const sets = await /** @type {Promise<import('../../wasm/data.js').Datasets>} */ (datasets.get(key));
  const experiment = engine.createExperiment(spec, sets, options);
  try {
    return use(experiment, sets);
  } finally {
    experiment.free();
  }
}

/**
 * The whole run of a spec; of the same spec it is the same one.
 * @param {import('../../wasm/spec.d.ts').Spec} spec
 * @param {{ evaluateTrain?: boolean, mirrored?: boolean }} [options]
 * @returns {Promise<Trained>}
 */
export async function train(spec, options = {}) {
  const key = JSON.stringify([spec, options]);
  const known = trained.get(key);
  if (known) return known;
  const run = await withExperiment(
    spec,
    (experiment, sets) => {
      const initialHash = experiment.weightsHash();
      const { losses, epochs } = experiment.runSteps(experiment.state().totalSteps);
      const { status } = experiment.state();
      const kernels = experiment.parameters().filter(({ shape }) => shape.length === 2);
      const test = experiment.evaluate(sets.test);
      const { loss: trainLoss } = experiment.evaluate(sets.train);
      const { mirroredAccuracy } = evaluateMirrored(engine, experiment, sets) ?? {};
      return { status, losses, epochs, initialHash, test, mirroredAccuracy, trainLoss, kernels };
    },
    options,
  );
  trained.set(key, run);
  return run;
}

/** Forgets all runs: those of another seed share none of them. */
export const forgetRuns = () => trained.clear();

/**
 * The runs of a race, by contestant.
 * @param {string} id of the lesson
 * @param {{ seed?: number, spec?: Record<string, unknown>, entrants?: string[], evaluateTrain?: boolean, mirrored?: boolean }} [changes]
 *   another seed than the lesson's, values by path for all, other contestants, whether epochs have their `evaluatedLoss`, and whether
 *   the test images' mirror images are averaged in
 * @returns {Promise<Record<string, Trained>>}
 */
export async function race(id, { seed, spec = {}, entrants, ...options } = {}) {
  const store = openLesson(id);
  if (seed !== undefined) store.setSpec('seed', seed);
  for (const [path, value] of Object.entries(spec)) store.setSpec(path, value);
  /** @type {Record<string, Trained>} */
  const runs = {};
  const { values } = store.state;
  for (const entrant of entrants ?? values.entrants ?? values.optimizers)
    runs[entrant] = await train(store.entrantSpec(entrant), options);
  return runs;
}

/** One run of a sweep, from its spec to the line that a file of runs has of it. */
import { figuresOf, hashesOf, orNull } from '../record/record.js';

/**
 * @typedef {import('../index.js').Engine} Engine
 * @typedef {import('../data.js').Datasets} Datasets
 * @typedef {import('./grid.js').Job} Job
 * @typedef {import('../record/record.js').Made} Made
 *
 * @typedef {object} RunLine everything that is equal wherever it is run, but for `seconds` and `made`
 * @property {'run'} type
 * @property {string} key of the spec
 * @property {number} index in the sweep
 * @property {import('./grid.js').Vary} vary
 * @property {number} seed
 * @property {import('../spec.d.ts').Spec} spec full
 * @property {import('../record/record.js').DataHashes} data
 * @property {string} status
 * @property {number} steps
 * @property {import('../record/record.js').EpochFigures[]} epochs
 * @property {number | null} testLoss
 * @property {number | null} testAccuracy
 * @property {string} weightsHash
 * @property {Made} made
 * @property {number} seconds
 */

/** Steps of one call, between which others get their turn. */
const SLICE = 50;

/**
 * What tells runs apart: equal specs have equal keys.
 * @param {{ sha256(bytes: Uint8Array): string }} engine
 * @param {import('../spec.d.ts').Spec} spec full
 */
export const keyOf = (engine, spec) => engine.sha256(new TextEncoder().encode(JSON.stringify(spec))).slice(0, 16);

/**
 * @param {Engine} engine
 * @param {Job} job
 * @param {Datasets} datasets as the job's spec asks for them
 * @param {{ made: Made, moved?: (share: number) => unknown, now?: () => number }} options moved: waited for; false ends the run
 * @returns {Promise<RunLine | null>} null when it was ended
 */
export async function runJob(
  engine,
  { index, vary, spec },
  datasets,
  { made, moved = () => true, now = () => performance.now() },
) {
  const experiment = engine.createExperiment(spec, datasets);
  try {
    const began = now();
    const { totalSteps } = experiment.state();
    let { step, status } = experiment.state();
    while (status === 'running') {
      ({ step, status } = experiment.runSteps(SLICE));
      if ((await moved(step / totalSteps)) === false) return null;
    }
    const { loss, accuracy } = experiment.evaluate(datasets.test);
    return {
      type: 'run',
      key: keyOf(engine, experiment.spec),
      index,
      vary,
      seed: experiment.spec.seed,
      spec: experiment.spec,
      data: hashesOf(datasets),
      status,
      steps: step,
      epochs: experiment.epochs().map(figuresOf),
      testLoss: orNull(loss),
      testAccuracy: orNull(accuracy),
      weightsHash: experiment.weightsHash(),
      made,
      seconds: Math.round(now() - began) / 1000,
    };
  } finally {
    experiment.free();
  }
}

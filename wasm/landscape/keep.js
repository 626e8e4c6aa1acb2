/** Which weights are kept of runs, as checkpoints of their way. */
/** @typedef {import('../spec.d.ts').Spec} Spec */

/** Checkpoints of a way at most, and at least: a way of fewer is none. */
const MOST = 33;
const FEWEST = 4;

/** Bytes of all checkpoints together; a reader may have several contestants, and a telephone. */
export const BUDGET = 128 * 2 ** 20;

/** Trained parameters of a network. @param {Spec} spec full */
export function parametersOf({ model: { layers } }) {
  let [sum, inputs] = [0, 784];
  for (const { units, batchNorm } of layers) {
    sum += (inputs + 1) * units + (batchNorm === 'none' ? 0 : 2 * units);
    inputs = units;
  }
  return sum;
}

/**
 * Every how many steps a run's weights are kept; 0 where there would be too few of them.
 * @param {Spec} spec full
 * @param {number} steps of the whole run
 * @param {number} contestants that are kept at once
 */
export function keptEvery(spec, steps, contestants) {
  const room = Math.floor(BUDGET / (4 * parametersOf(spec) * Math.max(1, contestants)));
  const count = Math.min(MOST, room);
  return count < FEWEST ? 0 : Math.max(1, Math.ceil(steps / (count - 1)));
}

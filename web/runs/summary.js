/** What several runs amount to: figures over seeds, the proof of a fair start. Pure. */
import { lastSmoothed } from './log.js';

/**
 * @typedef {import('./group.js').Run} Run
 * @typedef {import('./group.js').RunStatus} RunStatus
 * @typedef {{ mean: number, deviation: number | null }} Figure over several seeds; deviation null of a single one
 * @typedef {ReturnType<typeof summaryOf>} Summary
 */

/**
 * Mean and deviation, point by point, over as many points as the shortest list has.
 * @param {ArrayLike<number>[]} lists
 * @returns {{ mean: Float64Array, deviation: Float64Array }} deviation: of the sample (n - 1), 0 for a single list
 */
export function meanAndDeviation(lists) {
  const length = Math.min(...lists.map((list) => list.length));
  const mean = new Float64Array(length);
  const deviation = new Float64Array(length);
  for (let n = 0; n < length; n++) {
    let sum = 0;
    for (const list of lists) sum += list[n];
    mean[n] = sum / lists.length;
    let squares = 0;
    for (const list of lists) squares += (list[n] - mean[n]) ** 2;
    deviation[n] = lists.length > 1 ? Math.sqrt(squares / (lists.length - 1)) : 0;
  }
  return { mean, deviation };
}

/** @param {number[]} list @returns {Figure} of those that are known */
export function figure(list) {
  const known = list.filter((x) => Number.isFinite(x));
  if (known.length === 0) return { mean: NaN, deviation: null };
  const { mean, deviation } = meanAndDeviation(known.map((x) => [x]));
  return { mean: mean[0], deviation: known.length > 1 ? deviation[0] : null };
}

/** Of a group: what goes on, or else what needs telling first. */
const STATUSES = /** @type {RunStatus[]} */ ([
  'running',
  'loading',
  'paused',
  'waiting',
  'failed',
  'lost',
  'diverged',
  'stopped',
  'stopped-early',
  'done',
]);

/** @param {Run[]} runs @returns {RunStatus | 'idle'} */
export const statusOf = (runs) => STATUSES.find((status) => runs.some((run) => run.status === status)) ?? 'idle';

/**
 * Everything that a row of a table says of one contestant's runs.
 * @param {Run[]} runs
 * @param {number} memory of the smoothing
 * @param {number} target accuracy
 */
export function summaryOf(runs, memory, target) {
  const last = (/** @type {Run} */ run) => run.epochs.at(-1);
  const reached = (/** @type {Run} */ { epochs }) =>
    epochs.find(({ validationAccuracy }) => (validationAccuracy ?? -1) >= target)?.step ?? NaN;
  return {
    status: statusOf(runs),
    learningRate: runs[0].learningRate,
    loss: figure(runs.map((run) => lastSmoothed(run.losses, memory))),
    validationAccuracy: figure(runs.map((run) => last(run)?.validationAccuracy ?? NaN)),
    testAccuracy: figure(runs.map((run) => run.end?.test?.accuracy ?? NaN)),
    imagesPerSecond: figure(runs.map((run) => run.imagesPerSecond)),
    seconds: figure(runs.map((run) => (run.losses.length > 0 ? run.seconds : NaN))),
    stepsToTarget: figure(runs.map(reached)),
    diverged: runs.find((run) => run.status === 'diverged')?.losses.length ?? null,
    error: runs.find((run) => run.error)?.error ?? null,
  };
}

/**
 * The hashes that prove a fair start, by seed: equal for all runs whose network, seed and data are equal.
 * @param {Run[]} runs
 * @returns {{ seed: number, weights: string | null, batches: string | null }[]} null where they differ
 */
export function fairness(runs) {
  const known = runs.flatMap(({ seed, ready }) => (ready ? [{ seed, ready }] : []));
  return [...new Set(known.map(({ seed }) => seed))].map((seed) => {
    const own = known.filter((run) => run.seed === seed);
    const only = (/** @type {'initialHash' | 'orderHash'} */ key) => {
      const hashes = new Set(own.map(({ ready }) => ready[key]));
      return hashes.size === 1 ? [...hashes][0] : null;
    };
    return { seed, weights: only('initialHash'), batches: only('orderHash') };
  });
}

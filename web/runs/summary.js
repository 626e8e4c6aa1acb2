/** What a contestant's runs amount to: figures over seeds, the proof of a fair start. Pure. */
import { excludesZero, figure, pairedInterval } from '../../wasm/statistics.js';
import { lastSmoothed } from './log.js';

/**
 * @typedef {import('./group.js').Run} Run
 * @typedef {import('./group.js').RunStatus} RunStatus
 * @typedef {ReturnType<typeof summaryOf>} Summary
 * @typedef {ReturnType<typeof counted>} Counted
 */

/** A figure, and of how many of all values it is: not all seeds reach a target, or an end. @param {number[]} list */
export const counted = (list) => ({
  ...figure(list),
  known: list.filter((x) => Number.isFinite(x)).length,
  all: list.length,
});

/** @param {Run} run @returns {number} NaN before its end */
export const testAccuracyOf = ({ end }) => end?.test?.accuracy ?? NaN;

/**
 * The difference of two contestants, seed by seed, of those seeds that both came to an end with.
 * @param {Run[]} runs
 * @param {Run[]} others what is subtracted
 * @param {(run: Run) => number} of
 */
export function differenceOf(runs, others, of) {
  const ended = (/** @type {Run | undefined} */ run) =>
    run && run.isOver && run.status !== 'diverged' ? of(run) : NaN;
  const partner = (/** @type {Run} */ { seed }) => others.find((run) => run.seed === seed);
  const interval = pairedInterval(
    runs.map(ended),
    runs.map((run) => ended(partner(run))),
  );
  return { ...interval, all: runs.length };
}

/**
 * Who is ahead in a value, and whether more than by chance: of every other contestant the interval of the difference excludes 0,
 * and no seed of the first one is missing.
 * @param {Pick<import('./group.js').RunGroup, 'ids' | 'runsOf'>} group
 * @param {(run: Run) => number} of the greater the better
 * @returns {{ id: string, mean: number, rivals: { id: string, difference: ReturnType<typeof differenceOf> }[], sure: boolean } | null}
 *   rivals: who may be as good; null where nobody has a value
 */
export function aheadOf(group, of) {
  const found = group.ids
    .map((id) => ({ id, runs: group.runsOf(id), ...counted(group.runsOf(id).map(of)) }))
    .filter(({ known }) => known > 0);
  if (found.length === 0) return null;
  const first = found.reduce((a, b) => (b.mean > a.mean ? b : a));
  const rivals = found
    .filter((one) => one !== first)
    .map(({ id, runs }) => ({ id, difference: differenceOf(first.runs, runs, of) }))
    .filter(({ difference }) => !(excludesZero(difference) && difference.mean > 0));
  return { id: first.id, mean: first.mean, rivals, sure: rivals.length === 0 && first.known === first.all };
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
    loss: counted(runs.map((run) => lastSmoothed(run.losses, memory))),
    validationAccuracy: counted(runs.map((run) => last(run)?.validationAccuracy ?? NaN)),
    testAccuracy: counted(runs.map(testAccuracyOf)),
    imagesPerSecond: counted(runs.map((run) => run.imagesPerSecond)),
    seconds: counted(runs.map((run) => (run.losses.length > 0 ? run.seconds : NaN))),
    stepsToTarget: counted(runs.map(reached)),
    lost: counted(runs.map(({ status }) => (status === 'diverged' ? 1 : NaN))),
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

/** What a contestant's runs amount to: figures over seeds, the proof of a fair start. Pure. */
import { figure } from '../../wasm/statistics.js';
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

/**
 * A row of figures as it may be told when all its runs are over: where not all have a value, how many have one, and no mean, which
 * would be one of survivors.
 * @template {object} R
 * @param {R} row some of whose values are `counted`
 * @param {Pick<Run, 'isOver'>[]} runs
 * @returns {R}
 */
export function withoutSurvivors(row, runs) {
  if (!runs.every(({ isOver }) => isOver)) return row;
  const entries = Object.entries(row).map(([key, value]) => [
    key,
    value?.known < value?.all ? { ...value, mean: NaN, deviation: null } : value,
  ]);
  return Object.fromEntries(entries);
}

/** Whether a run did not end well: it diverged, failed, or was lost with its worker. @param {Pick<Run, 'status'>} run */
export const wentWrong = ({ status }) => ['diverged', 'failed', 'lost'].includes(status);

/**
 * What runs come to of which one may have gone wrong: what that one had before is no value of it.
 * @param {(run: Run) => number} of @returns {(run: Run) => number} NaN of what went wrong
 */
export const unlessWrong = (of) => (run) => (wentWrong(run) ? NaN : of(run));

/** NaN before its end, and of what went wrong: the test of the weights that it had before would be of no training. */
export const testAccuracyOf = unlessWrong(({ end }) => end?.test?.accuracy ?? NaN);

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

/** Of what diverged, the first step at which one did. @param {number | null} least @param {Run} run */
const earliest = (least, { status, losses, end }) =>
  status === 'diverged' ? Math.min(least ?? Infinity, end?.divergedAt ?? losses.length + 1) : least;

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
    // A rate that is set on the way is of those that go on.
    learningRate: (runs.find(({ isOver }) => !isOver) ?? runs[0]).learningRate,
    loss: counted(runs.map(unlessWrong(({ losses }) => lastSmoothed(losses, memory)))),
    validationAccuracy: counted(runs.map(unlessWrong((run) => last(run)?.validationAccuracy ?? NaN))),
    testAccuracy: counted(runs.map(testAccuracyOf)),
    imagesPerSecond: counted(runs.map((run) => run.imagesPerSecond)),
    seconds: counted(runs.map((run) => (run.losses.length > 0 ? run.seconds : NaN))),
    stepsToTarget: counted(runs.map(reached)),
    lost: counted(runs.map(({ status }) => (status === 'diverged' ? 1 : NaN))),
    diverged: runs.reduce(earliest, null),
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

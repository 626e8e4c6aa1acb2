/** Contestants compared seed by seed; loaded when there are several seeds. Pure. */
import { excludesZero, pairedInterval } from '../../wasm/statistics.js';
import { counted, unlessWrong, wentWrong } from './summary.js';

/** @typedef {import('./group.js').Run} Run */

/**
 * The difference of two contestants, seed by seed, of those seeds that both ended well with.
 * @param {Run[]} runs
 * @param {Run[]} others what is subtracted
 * @param {(run: Run) => number} of
 */
export function differenceOf(runs, others, of) {
  const ended = (/** @type {Run | undefined} */ run) => (run && run.isOver && !wentWrong(run) ? of(run) : NaN);
  const partner = (/** @type {Run} */ { seed }) => others.find((run) => run.seed === seed);
  const interval = pairedInterval(
    runs.map(ended),
    runs.map((run) => ended(partner(run))),
  );
  return { ...interval, all: runs.length };
}

/**
 * Who is ahead in a value, and whether more than by chance: of every other contestant the interval of the difference excludes 0,
 * of which there is one, and no seed of the first one is missing.
 * @param {Pick<import('./group.js').RunGroup, 'ids' | 'runsOf'>} group
 * @param {(run: Run) => number} of the greater the better
 * @returns {{ id: string, mean: number, known: number, all: number, equals: string[], compared: number, rivals: { id: string, difference: ReturnType<typeof differenceOf> }[], sure: boolean } | null}
 *   known: how many of all its seeds the mean is of; equals: who has that very mean, itself too; compared: with how many others that
 *   have a value; rivals: who of them may be as good; null where nobody has a value
 */
export function aheadOf(group, of) {
  const found = group.ids
    .map((id) => ({ id, runs: group.runsOf(id), ...counted(group.runsOf(id).map(unlessWrong(of))) }))
    .filter(({ known }) => known > 0);
  if (found.length === 0) return null;
  // A mean of survivors puts nobody ahead of those that have all their seeds.
  const whole = found.filter(({ known, all }) => known === all);
  const first = (whole.length > 0 ? whole : found).reduce((a, b) => (b.mean > a.mean ? b : a));
  const equals = (whole.length > 0 ? whole : found).filter(({ mean }) => mean === first.mean).map(({ id }) => id);
  const others = found.filter((one) => one !== first);
  const rivals = others
    .map(({ id, runs }) => ({ id, difference: differenceOf(first.runs, runs, of) }))
    .filter(({ difference }) => !(excludesZero(difference) && difference.mean > 0));
  const { id, mean, known, all } = first;
  const compared = others.length;
  return { id, mean, known, all, equals, compared, rivals, sure: compared > 0 && rivals.length === 0 && known === all };
}

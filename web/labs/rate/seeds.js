/** What the seeds of one rate amount to, and of which rates one may be named the best. Pure. */
import { excludesZero, meanAndDeviation, meanInterval, pairedInterval } from '../../../wasm/statistics.js';
import { finalLoss } from './outcome.js';

/**
 * @typedef {import('./outcome.js').Trial} Trial
 * @typedef {Trial & { lost: number, all: number, finals: number[], deviation: Float64Array }} Cell a rate's runs: their mean curve with
 *   its deviation point by point; final losses by seed, NaN of those that diverged, of which there are `lost`
 */

/**
 * @param {Trial[]} trials of one rate, a seed each; at least one
 * @returns {Cell} divergent where any of them is: the mean of the others would be one of survivors
 */
export function cellOf(trials) {
  const lost = trials.filter(({ diverged }) => diverged).length;
  const { mean, deviation } = meanAndDeviation(trials.map(({ losses }) => losses));
  return {
    rate: trials[0].rate,
    diverged: lost > 0,
    lost,
    all: trials.length,
    losses: trials.length === 1 ? trials[0].losses : mean,
    deviation,
    finals: trials.map(({ diverged, losses }) => (diverged ? NaN : finalLoss(losses))),
  };
}

/**
 * How sure the best is: its interval, and the rates whose difference to it, seed by seed, chance explains.
 * @param {Cell[]} cells
 * @param {number} rate of the lowest mean
 * @returns {{ interval: import('../../../wasm/statistics.js').Interval, rivals: number[] }}
 */
export function lead(cells, rate) {
  const own = /** @type {Cell} */ (cells.find((one) => one.rate === rate)).finals;
  const rivals = cells
    .filter((one) => one.rate !== rate && !one.diverged)
    .filter(({ finals }) => {
      const difference = pairedInterval(finals, own);
      return !(excludesZero(difference) && difference.mean > 0);
    });
  return { interval: meanInterval(own), rivals: rivals.map((one) => one.rate) };
}

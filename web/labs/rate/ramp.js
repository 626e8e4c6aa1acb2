/** The range finder: one run whose rate grows exponentially, and what its losses say. Pure. */

import { meanAndDeviation } from '../../../wasm/statistics.js';

/** Losses beyond this multiple of the first ones are cut before smoothing: they would drown all that came before. */
export const CUT = 3;

/** The share of its fall that the smoothed loss must win back to count as blowing up. */
const REBOUND = 0.25;

/** A smoothed loss that falls by less than this share of the start says nothing about rates. */
const PROGRESS = 0.05;

/** The width (deviation) of the smoothing as a share of the run. */
const WIDTH = 1 / 40;

/**
 * A rate for every step, each larger than the one before by the same factor.
 * @param {number} low
 * @param {number} high
 * @param {number} steps at least 2
 * @returns {Float64Array}
 */
export function rampRates(low, high, steps) {
  const growth = Math.log(high / low) / (steps - 1);
  return Float64Array.from({ length: steps }, (_, n) => low * Math.exp(growth * n));
}

/**
 * Losses averaged with their neighbours on both sides, by a Gaussian: an average of the past alone would shift the
 * curve towards larger rates.
 * @param {ArrayLike<number>} losses one a step
 * @param {number} steps of the whole run
 * @returns {Float64Array}
 */
export function smoothRamp(losses, steps = losses.length) {
  const width = Math.max(1, steps * WIDTH);
  const reach = Math.ceil(3 * width);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-0.5 * (d / width) ** 2));
  const ceiling = CUT * startOf(losses);
  return Float64Array.from({ length: losses.length }, (_, n) => {
    let [sum, weight] = [0, 0];
    for (let m = Math.max(0, n - reach); m <= Math.min(losses.length - 1, n + reach); m++) {
      const share = kernel[Math.abs(m - n)];
      sum += share * Math.min(losses[m], ceiling);
      weight += share;
    }
    return sum / weight;
  });
}

/** The mean of the first losses, when the rate has not done anything yet. @param {ArrayLike<number>} losses */
function startOf(losses) {
  const count = Math.min(losses.length, Math.max(5, Math.ceil(losses.length / 50)));
  let sum = 0;
  for (let n = 0; n < count; n++) sum += losses[n];
  return sum / count;
}

/**
 * @typedef {{ rate: number, loss: number }} RampPoint
 * @typedef {object} Suggestion
 * @property {RampPoint | null} steepest where the smoothed loss falls fastest along log η
 * @property {RampPoint | null} least where it is least
 * @property {RampPoint | null} climb where the loss climbs again; null where it does not within the range
 * @property {number | null} tenth a tenth of that
 * @typedef {Suggestion & { smoothed: Float64Array }} Found
 */

/**
 * @param {ArrayLike<number>} rates of the ramp
 * @param {ArrayLike<number>} losses as many as there are, or fewer where the run diverged
 * @param {boolean} [ended] whether the run came to its end, or diverged: of one that was lost nothing is known
 * @returns {Found} all null where the loss never fell
 */
export function suggest(rates, losses, ended = true) {
  const smoothed = smoothRamp(losses, rates.length);
  const none = { steepest: null, least: null, climb: null, tenth: null, smoothed };
  if (!ended || smoothed.length < 3) return none;
  // Its own first value, not a later one: smoothing has taken the noise out.
  const start = smoothed[0];
  let least = 0;
  for (let n = 1; n < smoothed.length; n++) if (smoothed[n] < smoothed[least]) least = n;
  const fall = start - smoothed[least];
  if (!(fall > PROGRESS * start)) return none;
  const point = (/** @type {number} */ n) => ({ rate: rates[n], loss: smoothed[n] });
  let steepest = 1;
  // Steps are equally far from each other on the logarithmic axis: differences are slopes.
  const slope = (/** @type {number} */ n) => smoothed[n + 1] - smoothed[n - 1];
  for (let n = 2; n < least; n++) if (slope(n) < slope(steepest)) steepest = n;
  let climb = least;
  while (climb < smoothed.length && smoothed[climb] < smoothed[least] + REBOUND * fall) climb++;
  // A run that diverged stopped at the rate that it did not survive.
  const blown = climb < smoothed.length ? climb : losses.length < rates.length ? losses.length - 1 : -1;
  return {
    steepest: point(steepest),
    least: point(least),
    climb: blown < 0 ? null : point(blown),
    tenth: blown < 0 ? null : rates[blown] / 10,
    smoothed,
  };
}

/**
 * @typedef {object} Rule what a rule says over seeds; NaN where not every seed has it: a mean of the others would be one of survivors
 * @property {'steepest' | 'tenth'} id
 * @property {number} known seeds whose ramp shows it
 * @property {number} all
 * @property {number} found the rate at which it is seen: the geometric mean
 * @property {number} least of single seeds
 * @property {number} most
 * @property {number} suggested the rate to take
 * @property {number} smoothed the loss there, its mean
 *
 * @typedef {object} RampSeeds
 * @property {Found[]} seeds each by itself
 * @property {Rule[]} rules those that some seed shows
 * @property {Float64Array} mean of the smoothed losses, as far as all have come
 * @property {Float64Array} deviation
 */

/**
 * What the ramps of several seeds say together.
 * @param {ArrayLike<number>} rates
 * @param {ArrayLike<number>[]} losses a list a seed, one at least
 * @param {boolean[]} [ended] whether each came to its end, or diverged
 * @returns {RampSeeds}
 */
export function suggestOver(rates, losses, ended = []) {
  const seeds = losses.map((one, k) => suggest(rates, one, ended[k]));
  const rule = (/** @type {Rule['id']} */ id, /** @type {(RampPoint | null)[]} */ points, share = 1) => {
    const own = points.map((point) => point?.rate ?? NaN);
    const known = own.filter((rate) => !Number.isNaN(rate));
    const whole = known.length === own.length;
    const found = Math.exp(own.reduce((sum, rate) => sum + Math.log(rate), 0) / own.length);
    return {
      id,
      known: known.length,
      all: own.length,
      found,
      least: whole ? Math.min(...own) : NaN,
      most: whole ? Math.max(...own) : NaN,
      suggested: share * found,
      smoothed: points.reduce((sum, point) => sum + (point?.loss ?? NaN), 0) / own.length,
    };
  };
  const rules = [
    rule(
      'steepest',
      seeds.map(({ steepest }) => steepest),
    ),
    rule(
      'tenth',
      seeds.map(({ climb }) => climb),
      1 / 10,
    ),
  ];
  return {
    seeds,
    rules: rules.filter(({ known }) => known > 0),
    ...meanAndDeviation(seeds.map(({ smoothed }) => smoothed)),
  };
}

/** A rate as one would type it. @param {number} rate */
export const rounded = (rate) => Number(rate.toPrecision(2));

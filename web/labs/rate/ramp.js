/** The range finder: one run whose rate grows exponentially, and what its losses say. Pure. */

/** Losses beyond this multiple of the first ones are cut before smoothing: they would drown all that came before. */
export const CUT = 3;

/** The share of its fall that the smoothed loss must win back to count as blowing up. */
export const REBOUND = 0.25;

/** A smoothed loss that falls by less than this share of the start says nothing about rates. */
export const PROGRESS = 0.05;

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
 * @property {RampPoint | null} climb where it blows up; null where it does not within the range
 * @property {number | null} tenth a tenth of that
 * @typedef {Suggestion & { smoothed: Float64Array }} Found
 */

/**
 * @param {ArrayLike<number>} rates of the ramp
 * @param {ArrayLike<number>} losses as many as there are, or fewer where the run diverged
 * @returns {Found} all null where the loss never fell
 */
export function suggest(rates, losses) {
  const smoothed = smoothRamp(losses, rates.length);
  const none = { steepest: null, least: null, climb: null, tenth: null, smoothed };
  if (smoothed.length < 3) return none;
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

/** A rate as one would type it. @param {number} rate */
export const rounded = (rate) => Number(rate.toPrecision(2));

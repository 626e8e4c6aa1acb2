/** What became of each learning rate of a sweep: too small, good, too large, divergent. Pure. */

/** From the left of the axis to the right; `fair` lies between good and the two ends. */
export const OUTCOMES = /** @type {const} */ (['tooSmall', 'fair', 'good', 'tooLarge', 'diverged']);

/** How near to the best final loss is still good. */
const GOOD = 1.1;

/** The share of the best run's fall that a rate must reach to be neither too small nor too large. */
const HALF = 0.5;

/** A best run that falls by less than this share of the first loss has learnt nothing to compare with. */
const PROGRESS = 0.05;

/** A loss above this multiple of the first one was thrown about, wherever it came to rest. */
const THROWN = 2;

/**
 * @typedef {(typeof OUTCOMES)[number]} Outcome
 * @typedef {{ rate: number, diverged: boolean, losses: ArrayLike<number> }} Trial
 * @typedef {{ rate: number, first: number, final: number, peak: number, outcome: Outcome }} Verdict final: NaN of a
 *   divergent run
 */

/**
 * Rates in geometric progression from low to high, rounded to what one would write.
 * @param {number} low
 * @param {number} high
 * @param {number} perDecade
 * @returns {number[]} ascending, without repetitions
 */
export function sweepRates(low, high, perDecade) {
  const [start, end] = low <= high ? [low, high] : [high, low];
  const count = Math.floor(Math.log10(end / start) * perDecade + 1e-9) + 1;
  const rates = Array.from({ length: count }, (_, k) => Number((start * 10 ** (k / perDecade)).toPrecision(3)));
  return [...new Set(rates)];
}

/**
 * The mean of the last tenth of the losses, of ten at least: one minibatch alone says little.
 * @param {ArrayLike<number>} losses
 * @returns {number} NaN where there are none
 */
export function finalLoss(losses) {
  const count = Math.min(losses.length, Math.max(10, Math.ceil(losses.length / 10)));
  let sum = 0;
  for (let n = losses.length - count; n < losses.length; n++) sum += losses[n];
  return sum / count;
}

/**
 * The verdict on every rate, given all the others. Runs share their first weights and their minibatches, so that
 * their losses can be compared although each is noisy.
 * @param {Trial[]} trials in ascending order of the rate
 * @returns {Verdict[]}
 */
export function classify(trials) {
  const measured = trials.map(({ rate, diverged, losses }) => ({
    rate,
    diverged,
    first: losses[0] ?? NaN,
    final: diverged ? NaN : finalLoss(losses),
    peak: Array.from(losses).reduce((most, loss) => Math.max(most, loss), -Infinity),
  }));
  const best = measured.reduce(
    (least, one) => (one.final < (least?.final ?? Infinity) ? one : least),
    /** @type {any} */ (null),
  );
  return measured.map(({ diverged, ...one }) => ({ ...one, outcome: diverged ? 'diverged' : outcomeOf(one, best) }));
}

/**
 * @param {Omit<Verdict, 'outcome'>} one that has ended
 * @param {Omit<Verdict, 'outcome'>} best
 * @returns {Outcome}
 */
function outcomeOf({ rate, first, final, peak }, best) {
  const fall = best.first - best.final;
  // Nothing learnt anywhere: what stayed in its place is too small, what was thrown about too large.
  if (!(fall > PROGRESS * best.first)) return peak > THROWN * first ? 'tooLarge' : 'tooSmall';
  if (final <= GOOD * best.final) return 'good';
  if (first - final >= HALF * fall) return 'fair';
  return rate < best.rate ? 'tooSmall' : 'tooLarge';
}

/**
 * What the verdicts amount to.
 * @param {Verdict[]} verdicts
 * @returns {{ best: Verdict | null, edge: 'low' | 'high' | null }} best: null where nothing was learnt; edge: the
 *   best rate is the last of the range, and a better one may lie beyond
 */
export function summarize(verdicts) {
  const good = verdicts.filter(({ outcome }) => outcome === 'good');
  if (good.length === 0) return { best: null, edge: null };
  const best = good.reduce((least, one) => (one.final < least.final ? one : least));
  const at = verdicts.indexOf(best);
  return { best, edge: at === verdicts.length - 1 ? 'high' : at === 0 ? 'low' : null };
}

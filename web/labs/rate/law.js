/** The law of 1/n, held against measurements of gradient noise. Pure. */

/** So many standard errors off, and chance alone is no explanation. */
const TOLERANCE = 3;

/** Powers of two up to a size. @param {number} largest @returns {number[]} */
export function noiseSizes(largest) {
  const sizes = [];
  for (let n = 1; n <= largest; n *= 2) sizes.push(n);
  return sizes;
}

/**
 * @param {{ sizes: number[], noise: ArrayLike<number>, standardError: ArrayLike<number>,
 *   gradientNormSquared: number }} measured
 * @returns {{ variance: number, slope: number, equal: number, holds: boolean }} variance: σ² of σ²/n, every
 *   size weighing as much as it is exact; slope of the log–log line; equal: the size whose noise is as large as ‖g‖²;
 *   holds: whether chance explains what is left
 */
export function noiseLaw({ sizes, noise, standardError, gradientNormSquared }) {
  const weights = sizes.map((n, k) => 1 / Math.max(n * standardError[k], 1e-12 * n * noise[k], Number.MIN_VALUE) ** 2);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const variance = weights.reduce((sum, w, k) => sum + w * sizes[k] * noise[k], 0) / total;
  const holds = sizes.every(
    (n, k) => Math.abs(noise[k] - variance / n) <= TOLERANCE * standardError[k] + 1e-9 * noise[k],
  );
  return {
    variance,
    slope: slopeOf(sizes.map(Math.log), Array.from(noise, Math.log)),
    equal: variance / gradientNormSquared,
    holds,
  };
}

/** Of the line of least squares. @param {number[]} xs @param {number[]} ys */
function slopeOf(xs, ys) {
  const mean = (/** @type {number[]} */ list) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, k) => sum + (x - x0) * (ys[k] - y0), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
}

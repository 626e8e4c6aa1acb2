/** The law of 1/n, held against measurements of gradient noise. Pure. */

/** So many standard errors off, and chance alone is no explanation. */
const TOLERANCE = 3;

/** @typedef {import('../../engine/message-types.js').GradientNoise} GradientNoise */

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

/**
 * What measurements at several points of a path come to on average. Noise and ‖g‖² are averaged apart, and their quotient taken then
 * (McCandlish et al., 2018, A.1): a quotient of each point would be drawn up by the points whose gradient is small.
 * @param {GradientNoise[]} points of the same sizes, one at least
 * @returns {GradientNoise} standardError: of these very points, whose samples are independent; samples: of all; step: the last one's
 */
export function meanNoise(points) {
  const mean = (/** @type {number[]} */ list) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const last = points[points.length - 1];
  return {
    loss: mean(points.map(({ loss }) => loss)),
    gradientNormSquared: mean(points.map((one) => one.gradientNormSquared)),
    sizes: last.sizes,
    noise: Float64Array.from(last.sizes, (_, k) => mean(points.map(({ noise }) => noise[k]))),
    standardError: Float64Array.from(
      last.sizes,
      (_, k) => Math.hypot(...points.map((one) => one.standardError[k])) / points.length,
    ),
    samples: points.reduce((sum, { samples }) => sum + samples, 0),
    step: last.step,
  };
}

/**
 * The steps at which a path is measured: as far from each other as whole steps can be, the last one at its end.
 * @param {number} steps of the path
 * @param {number} count of points
 * @returns {number[]} how many steps lead to each from the one before, 1 at least
 */
export function strides(steps, count) {
  const points = Math.min(count, steps);
  const at = (/** @type {number} */ k) => Math.round((steps * k) / points);
  return Array.from({ length: points }, (_, k) => at(k + 1) - at(k));
}

/** Of the line of least squares. @param {number[]} xs @param {number[]} ys */
function slopeOf(xs, ys) {
  const mean = (/** @type {number[]} */ list) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, k) => sum + (x - x0) * (ys[k] - y0), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
}

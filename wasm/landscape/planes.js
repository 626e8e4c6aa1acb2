/**
 * The two planes on which a loss is drawn (Li et al., 2018): the one that the ways of training lie nearest to, and one of
 * random directions that are as large as the weights.
 */
import { eigenOf } from './eigen.js';
import { normalsOf } from './normal.js';
import { trainedOf } from './vectors.js';

/** @typedef {import('./vectors.js').Plane} Plane */
/** @typedef {import('../engine/tensors.js').Tensor} Tensor */

/** Coordinates of which the products are summed at a time: what they need stays in a cache. */
const BLOCK = 1024;

/** A second direction that explains less than this share of what the first does is rounding. */
const LEAST = 1e-10;

/** What a plane cannot be made of, as a code that the page words. */
export class LandscapeError extends Error {
  name = 'LandscapeError';

  /** @param {string} code @param {string} message @param {Record<string, unknown>} [values] */
  constructor(code, message, values = {}) {
    super(message);
    this.code = code;
    this.values = values;
  }
}

/**
 * The plane of the two principal components of all checkpoints of all ways, through one of them. The components are those of
 * the checkpoints less their mean, found by the small matrix of their products. The way to the center comes from the left
 * and from below.
 *
 * Their share of the variance is no proof that ways are flat: of a random walk in many dimensions the first two components
 * have 6/π² + 6/(4π²) = 76 % of it, and its way on them is a cosine's (Antognini and Sohl-Dickstein, 2018).
 * @param {Float32Array[]} checkpoints θ [P], at least three
 * @param {number} center the index of the one that the plane goes through
 * @param {number} first the index of the one at which its way begins
 * @returns {Generator<number, { plane: Plane, shares: number[] }>} yields how much is done, 0 to 1; shares: of the variance, of
 *   every component, descending; x and y are of length 1, at a right angle
 */
export function* pathPlane(checkpoints, center, first) {
  const n = checkpoints.length;
  const P = checkpoints[0].length;
  if (n < 3) throw new LandscapeError('few', `a plane needs at least 3 checkpoints, got ${n}`, { count: n });
  const products = new Float64Array(n * n);
  const block = Array.from({ length: n }, () => new Float64Array(BLOCK));
  const from = checkpoints[center];
  for (let start = 0; start < P; start += BLOCK) {
    const size = Math.min(BLOCK, P - start);
    for (let i = 0; i < n; i++)
      for (let k = 0; k < size; k++) block[i][k] = checkpoints[i][start + k] - from[start + k];
    addProducts(products, block, n, size);
    yield (0.9 * (start + size)) / P;
  }
  const { values, vectors } = eigenOf(centered(products, n), n);
  const total = values.reduce((sum, x) => sum + Math.max(0, x), 0);
  if (!(values[1] > LEAST * values[0]))
    throw new LandscapeError(
      'flat',
      'the checkpoints lie on a line, or are all the same: there is no second direction',
    );
  const axes = [0, 1].map((c) => {
    const weights = vectors[c].map((x) => x / Math.sqrt(values[c]));
    const sum = new Float64Array(P);
    for (let i = 0; i < n; i++) for (let k = 0; k < P; k++) sum[k] += weights[i] * (checkpoints[i][k] - from[k]);
    let along = 0;
    for (let k = 0; k < P; k++) along += (checkpoints[first][k] - from[k]) * sum[k];
    return along > 0 ? sum.map((x) => -x) : sum;
  });
  yield 1;
  const shares = values.map((x) => Math.max(0, x) / total);
  return { plane: { center: from, x: axes[0], y: axes[1] }, shares };
}

/** @param {Float64Array} products [n, n] @param {Float64Array[]} block [n][size] @param {number} n @param {number} size */
function addProducts(products, block, n, size) {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [block[i], block[j]];
      let sum = 0;
      for (let k = 0; k < size; k++) sum += a[k] * b[k];
      products[i * n + j] += sum;
      if (i !== j) products[j * n + i] += sum;
    }
}

/** The products of the points less their mean. @param {Float64Array} products [n, n] @param {number} n */
function centered(products, n) {
  const means = Float64Array.from(
    { length: n },
    (_, i) => products.subarray(i * n, (i + 1) * n).reduce((a, b) => a + b, 0) / n,
  );
  const mean = means.reduce((a, b) => a + b, 0) / n;
  return products.map((x, at) => x - means[Math.floor(at / n)] - means[at % n] + mean);
}

/**
 * A plane of two random directions through some weights. Each has in every filter, the weights that lead into one unit, a
 * normal draw as long as the filter itself; in biases and batch normalization's parameters it is 0. So 1 is as far as the
 * weights are large, and layers that scale each other's weights look the same (filter normalization: Li et al., 2018).
 * @param {Tensor[]} tensors of the network, as experiment.parameters() gives them
 * @param {Float32Array} center [P] of them
 * @param {number} seed
 * @param {(seed: number) => () => number} [draws]
 * @returns {Plane}
 */
export function randomPlane(tensors, center, seed, draws = normalsOf) {
  const draw = draws(seed);
  const direction = () => {
    const d = new Float64Array(center.length);
    let at = 0;
    for (const { name, shape, values } of trainedOf(tensors)) {
      if (name.endsWith('/kernel'))
        fillFilters(d.subarray(at, at + values.length), center.subarray(at), shape[1], draw);
      at += values.length;
    }
    return d;
  };
  return { center, x: direction(), y: direction() };
}

/** @param {Float64Array} d [inputs, units] is filled @param {Float32Array} w @param {number} units @param {() => number} draw */
function fillFilters(d, w, units, draw) {
  for (let k = 0; k < d.length; k++) d[k] = draw();
  const [drawn, own] = [new Float64Array(units), new Float64Array(units)];
  for (let k = 0; k < d.length; k++) {
    drawn[k % units] += d[k] * d[k];
    own[k % units] += w[k] * w[k];
  }
  for (let k = 0; k < d.length; k++) d[k] *= Math.sqrt(own[k % units] / drawn[k % units]);
}

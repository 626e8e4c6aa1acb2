import { copyNumbers } from './inputs.js';
import { Handle } from './native.js';
import { checkCount, columnsOf, recordSize } from './numbers.js';
import { readTensors } from './tensors.js';

/** What a layer does, as src/run/layer_statistics.h lays out a layer_record. */
const LAYER = /** @type {const} */ ([
  'mean',
  'deviation',
  'still',
  'dead',
  'weights',
  'gradient',
  'deltas',
  'faint',
  'zero',
]);
const FIELDS = LAYER.map((key) => /** @type {const} */ ([key, 1, Float64Array]));

/** Products that a search has room for, unless it says otherwise; src/run/curvature.h has the most. */
const PRODUCTS = 100;
const MAX_PRODUCTS = 1000;
const MAX_VALUES = 10;

/** Of the largest eigenvalue in size: well below what its changes from step to step are. */
const TOLERANCE = 1e-3;

/**
 * @typedef {import('./experiment.js').Experiment} Experiment
 * @typedef {{ products?: number | undefined, seed?: number | undefined }} CurvatureOptions room for so many products; the seed of the first direction
 */

/**
 * @typedef {object} LayerStatistics over the images, with nothing dropped
 * @property {number} mean of the outputs φ(z); of the last layer, of the probabilities
 * @property {number} deviation
 * @property {number} still share of units and images where φ′ is 0, so that no gradient goes through
 * @property {number} dead share of units where that is so for all images
 * @property {number} weights norm of the kernel
 * @property {number} gradient norm of the loss's gradient by it, without the penalty
 * @property {number} deltas norm of the gradient of an image's loss by z: the root of its mean square
 * @property {number} faint share of the numbers of that gradient, divided by the number of images, that are below float32's least
 *   normal number, 2^−126 = 1.2e−38, and have fewer digits
 * @property {number} zero share of those that are 0, as all are that would be below 2^−150
 */

/** Images that figures are taken from, unless they are named. */
const SOME = 512;

/** The first of them, or as many as a minibatch has, where it is normalized. @param {Experiment} experiment */
export function someIndices({ spec: { model, batchSize }, trainCount }) {
  const whole = model.layers.some(({ batchNorm }) => batchNorm !== 'none');
  return Array.from({ length: Math.min(trainCount, whole ? batchSize : SOME) }, (_, n) => n);
}

/**
 * What the network does to signals and to gradients, layer by layer, with nothing dropped; before the first step too.
 * @param {import('./native.js').Native} native @param {number} handle of an experiment
 * @param {Uint32Array} indices @param {number} layers
 * @returns {{ loss: number, layers: LayerStatistics[] }} the loss is what training minimizes, without the penalty
 */
export function layerStatistics(native, handle, indices, layers) {
  return native.scope((scope) => {
    const size = layers * recordSize(FIELDS);
    const [at, out, loss] = [scope.copy(indices), scope.allocate(8 * size), scope.allocate(8)];
    native.check(native.exports.descenso_layer_statistics(handle, at, indices.length, out, loss));
    /** @type {Record<string, Float64Array>} */
    const columns = columnsOf(FIELDS, native.view(Float64Array, out, size));
    const layer = (/** @type {unknown} */ _, /** @type {number} */ l) =>
      /** @type {LayerStatistics} */ (Object.fromEntries(LAYER.map((key) => [key, columns[key][l]])));
    return { loss: native.view(Float64Array, loss, 1)[0], layers: Array.from({ length: layers }, layer) };
  });
}

/**
 * Products of the loss's Hessian with directions, exactly (Pearlmutter, 1994), and the outermost of its eigenvalues (Lanczos,
 * 1950). Holds for the experiment's weights as they are: after a step, make another.
 */
export class Curvature extends Handle {
  #experiment;
  #size;

  /**
   * @param {Experiment} experiment
   * @param {Uint32Array} indices of samples of the training set
   * @param {CurvatureOptions} [options]
   */
  constructor(experiment, indices, { products = PRODUCTS, seed = 1 } = {}) {
    checkCount('products', products, MAX_PRODUCTS);
    checkCount('seed', seed, 0xffffffff, 0);
    const { native, handle } = experiment;
    const make = (/** @type {import('./native.js').Scope} */ scope) =>
      native.exports.descenso_curvature_create(handle, scope.copy(indices), indices.length, products, seed);
    super(native, native.scope(make), 'curvature', native.exports.descenso_curvature_free);
    this.#experiment = experiment;
    this.#size = products;
  }

  /**
   * Takes up to n further products, fewer where there are no more to take.
   * @param {number} n
   * @returns {{ products: number, ended: boolean, values: Float64Array, distances: Float64Array }} how many have been taken; the
   *   eigenvalues found, ascending, the outermost of them first to be right; for each, how far from it one of the Hessian's is
   *   at most, float32's rounding apart; `ended`: the Hessian has no others, but where they are several times the same
   */
  step(n) {
    checkCount('n', n, MAX_PRODUCTS);
    this.#experiment.handle; // its memory is there
    const { native, handle } = this;
    return native.change(this, (scope) => {
      const [values, distances] = [scope.allocate(8 * this.#size), scope.allocate(8 * this.#size)];
      const products = native.exports.descenso_curvature_step(handle, n);
      const ended = native.exports.descenso_curvature_values(handle, values, distances) !== 0;
      const read = (/** @type {number} */ at) => native.view(Float64Array, at, products).slice();
      return { products, ended, values: read(values), distances: read(distances) };
    });
  }

  /**
   * H v.
   * @param {ArrayLike<number>} direction v: the values of all trained parameters, one after another, in the order of parameters()
   * @returns {Float32Array} in the same order
   */
  product(direction) {
    const copy = copyNumbers(Float32Array, 'direction', direction);
    // Of the module, which also tells whether the run is there: a method of the run's may be somebody else's.
    const trained = readTensors(this.native, this.#experiment.handle, 0).filter(({ name }) => !/\/moving/.test(name));
    const size = trained.reduce((sum, { values }) => sum + values.length, 0);
    if (copy.length !== size)
      throw new RangeError(`direction must have ${size} values, one for each trained parameter, got ${copy.length}`);
    const { native, handle } = this;
    return native.scope((scope) => {
      const [from, to] = [scope.copy(copy), scope.allocate(4 * size)];
      native.exports.descenso_curvature_product(handle, from, to);
      return native.view(Float32Array, to, size).slice();
    });
  }
}

/**
 * @typedef {object} SharpnessOptions
 * @property {number} [largest] how many of the largest eigenvalues are wanted
 * @property {number} [least] how many of the least
 * @property {number} [tolerance] how far from each an eigenvalue may be, as a share of the one that is largest in size
 * @property {number} [products] at most so many
 * @property {number} [seed] of the first direction
 */

/**
 * @typedef {object} Sharpness
 * @property {number[]} largest descending; one that is there several times is told once, or as often as rounding tells its directions apart
 * @property {number[]} least ascending
 * @property {number} distance the largest of theirs to an eigenvalue, at most
 * @property {number} products how many were taken
 * @property {boolean} converged whether all are within the tolerance; not where weights or products are not finite
 */

/** Whether the wanted ones are within reach. @param {ReturnType<Curvature['step']>} found @param {number} largest @param {number} least */
function outermost({ values, distances, ended }, largest, least) {
  const count = values.length;
  const at = [...Array(count).keys()].filter((k) => k < least || k >= count - largest);
  const size = Math.max(...Array.from(values, Math.abs));
  const distance = Math.max(0, ...at.map((k) => distances[k]));
  return {
    largest: Array.from(values.slice(Math.max(0, count - largest))).reverse(),
    least: Array.from(values.slice(0, least)),
    distance,
    isWithin: (/** @type {number} */ tolerance) =>
      (count >= largest + least || ended) && distance <= tolerance * size && Number.isFinite(size),
  };
}

/** Products that are taken on when all seem to be found: of one that the first direction has little of, there was no sign before. */
const FURTHER = 5;

/** The outermost eigenvalues of the loss's Hessian, a product at a time, for who has other things to do between them. */
export class Search {
  #curvature;
  #wanted;
  /** Products in a row after which all were within the tolerance. */
  #within = 0;

  /** @param {Experiment} experiment @param {Uint32Array} indices @param {SharpnessOptions} [options] */
  constructor(experiment, indices, options = {}) {
    const { largest = 1, least = 0, tolerance = TOLERANCE, products = PRODUCTS, seed = 1 } = options;
    checkCount('largest', largest, MAX_VALUES, 0);
    checkCount('least', least, MAX_VALUES, 0);
    if (!(tolerance > 0 && tolerance < 1))
      throw new RangeError(`tolerance must be above 0 and below 1, got ${tolerance}`);
    this.#wanted = { largest, least, tolerance, products };
    this.#curvature = new Curvature(experiment, indices, { products, seed });
  }

  /** One product more. @returns {Sharpness | null} what was found, once it is near enough or there are no more products */
  step() {
    const { largest, least, tolerance, products } = this.#wanted;
    const found = this.#curvature.step(1);
    const { isWithin, ...rest } = outermost(found, largest, least);
    this.#within = isWithin(tolerance) ? this.#within + 1 : 0;
    // The first one alone has shown by then.
    const converged = this.#within > (found.ended || largest + least <= 1 ? 0 : FURTHER);
    const over = converged || found.ended || found.products >= products;
    return over ? { ...rest, products: found.products, converged } : null;
  }

  free() {
    this.#curvature.free();
  }
}

/**
 * The outermost eigenvalues of the loss's Hessian, by as many products as they take.
 * @param {Experiment} experiment @param {Uint32Array} indices @param {SharpnessOptions} [options]
 * @returns {Sharpness}
 */
export function sharpness(experiment, indices, options) {
  const search = new Search(experiment, indices, options);
  try {
    for (;;) {
      const found = search.step();
      if (found) return found;
    }
  } finally {
    search.free();
  }
}

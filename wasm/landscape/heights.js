/** The loss of a network's data at any weights: what a landscape's height is. */
import { pointOf, tensorsOf } from './vectors.js';

/** @typedef {import('../index.js').Engine} Engine */
/** @typedef {import('../index.js').Experiment} Experiment */
/** @typedef {import('../data.js').Datasets} Datasets */
/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./vectors.js').Plane} Plane */

/** @param {Pick<Spec, 'model'>} spec */
const isNormalized = ({ model }) => model.layers.some(({ batchNorm }) => batchNorm !== 'none');

/**
 * The spec whose datasets Heights wants for the first so many training images: those alone, unless what is done with each
 * hangs on all of them.
 * @param {Spec} spec full @param {number} images @returns {Spec}
 */
export function specOfImages(spec, images) {
  const count = Math.min(images, spec.data.trainSize);
  return spec.data.scaling === 'unit' ? { ...spec, data: { ...spec.data, trainSize: count } } : spec;
}

/**
 * The mean cross-entropy of the first so many training images, with plain labels, nothing dropped, no penalty and no noise.
 * Batch normalization takes these images' own mean and variance at every point, as training does of a minibatch: moving
 * statistics belong to the weights that they were gathered at, and to no others.
 */
export class Heights {
  #experiment;
  #train;
  #indices;
  #tensors;
  #normalized;

  /**
   * @param {Engine} engine
   * @param {Spec} spec full
   * @param {Pick<Datasets, 'train'>} datasets of specOfImages()
   * @param {number} images
   */
  constructor(engine, spec, { train }, images) {
    const count = Math.min(images, train.count);
    this.#normalized = isNormalized(spec);
    const plain = {
      labelSmoothing: 0,
      mixup: 0,
      clipNorm: 0,
      earlyStopping: {},
      average: {},
      bagging: {},
      augmentation: {},
    };
    const data = { ...spec.data, trainSize: train.count };
    /** @type {Experiment} */
    this.#experiment = engine.createExperiment({ ...spec, ...plain, data, batchSize: count }, { train });
    this.#train = train;
    this.#indices = Uint32Array.from({ length: count }, (_, n) => n);
    this.#tensors = this.#experiment.parameters();
  }

  /** How many images the loss is of. */
  get images() {
    return this.#indices.length;
  }

  get experiment() {
    return this.#experiment;
  }

  /** @param {Float32Array} vector θ [P] @returns {number} nats an image; not finite where float32 has no such number */
  at(vector) {
    this.#experiment.setParameters(tensorsOf(this.#tensors, vector));
    return this.#train.count === this.images && !this.#normalized
      ? this.#experiment.evaluate(this.#train).loss
      : this.#experiment.layerStatistics(this.#indices).loss;
  }

  /** @param {Plane} plane @param {number} a @param {number} b */
  on(plane, a, b) {
    return this.at(pointOf(plane, a, b));
  }

  free() {
    this.#experiment.free();
  }
}

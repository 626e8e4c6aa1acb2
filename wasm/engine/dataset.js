import { bytesOf } from './inputs.js';
import { Handle } from './native.js';
import { checkCount, checkWord } from './numbers.js';

/**
 * Labelled images in the module's memory. Experiments that use it keep it alive after free().
 */
export class Dataset extends Handle {
  #size;
  #labels;
  /** @type {string | undefined} */
  #hash;

  /**
   * @param {import('./native.js').Native} native
   * @param {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number, classes: number }} data
   */
  constructor(native, { images: givenImages, labels: givenLabels, rows, columns, classes }) {
    const [images, labels] = [bytesOf('images', givenImages), bytesOf('labels', givenLabels)];
    for (const [name, value] of Object.entries({ rows, columns, classes })) checkWord(name, value);
    if (images.length !== labels.length * rows * columns)
      throw new RangeError(
        `images must hold ${labels.length} labels × ${rows} rows × ${columns} columns = ` +
          `${labels.length * rows * columns} bytes, got ${images.length}`,
      );
    const { exports } = native;
    const handle = native.scope((scope) =>
      exports.descenso_dataset_create(scope.copy(images), scope.copy(labels), labels.length, rows, columns, classes),
    );
    super(native, handle, 'dataset', exports.descenso_dataset_free);
    this.#size = { count: labels.length, rows, columns, classes };
    this.#labels = labels.slice();
  }

  /** How many images there are. */
  get count() {
    return this.#size.count;
  }

  get rows() {
    return this.#size.rows;
  }

  get columns() {
    return this.#size.columns;
  }

  get classes() {
    return this.#size.classes;
  }

  /** A copy: what is changed here changes nothing in the module. */
  get labels() {
    return this.#labels;
  }

  /** @returns {string} SHA-256 of the images and then the labels, hexadecimal; for records, which say what a run saw */
  hash() {
    const { native, handle } = this;
    this.#hash ??= native.scope((scope) => {
      const at = scope.allocate(65);
      native.exports.descenso_dataset_hash(handle, at);
      return native.string(at);
    });
    return this.#hash;
  }

  /** The sizes that buffers are made for: no property that a caller can put in their place. @param {Dataset} dataset */
  static sizeOf(dataset) {
    return dataset.#size;
  }

  /** Whether it was made here; asking runs no code of a caller's. @param {unknown} value @returns {value is Dataset} */
  static made(value) {
    return typeof value === 'object' && value !== null && #size in value;
  }
}

/**
 * The dataset's handle, if it is one of this module's.
 * @param {import('./native.js').Native} native
 * @param {unknown} dataset
 * @param {string} name for the message
 * @returns {number}
 */
export function datasetHandle(native, dataset, name) {
  if (!Dataset.made(dataset)) throw new TypeError(`${name} must be a Dataset made by engine.createDataset`);
  if (dataset.native !== native) throw new TypeError(`${name} is a Dataset of another engine`);
  return dataset.handle;
}

/**
 * How many samples from `first` on are meant.
 * @param {Dataset} dataset
 * @param {number} first
 * @param {number} [count] all without it
 * @returns {number}
 */
export function countFrom(dataset, first, count) {
  const all = Dataset.sizeOf(dataset).count;
  checkCount('first', first, all, 0);
  const meant = count === undefined ? all - first : count;
  checkCount('count', meant, all - first, 0);
  return meant;
}

/**
 * Reads a pair of IDX files, strictly.
 * @param {import('./native.js').Native} native
 * @param {Uint8Array} givenImages
 * @param {Uint8Array} givenLabels
 * @param {{ classes: number, name?: string | undefined }} options `name` opens the message of an error
 * @returns {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number, count: number }} views of the given bytes
 */
export function readIdx(native, givenImages, givenLabels, { classes, name }) {
  const [images, labels] = [bytesOf('images', givenImages), bytesOf('labels', givenLabels)];
  const opening = name ? `${name}: ` : '';
  checkWord(`${opening}classes`, classes);
  return native.scope((scope) => {
    const [imagesAt, labelsAt, out] = [scope.copy(images), scope.copy(labels), scope.allocate(20)];
    const status = native.exports.descenso_read_idx(imagesAt, images.length, labelsAt, labels.length, classes, out);
    if (status !== 0) throw new Error(`${opening}${native.error().message}`);
    const [count, rows, columns, pixels, classesAt] = native.view(Uint32Array, out, 5);
    return {
      images: images.subarray(pixels - imagesAt, pixels - imagesAt + count * rows * columns),
      labels: labels.subarray(classesAt - labelsAt, classesAt - labelsAt + count),
      rows,
      columns,
      count,
    };
  });
}

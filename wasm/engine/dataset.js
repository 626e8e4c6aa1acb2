import { Handle } from './native.js';

/**
 * Labelled images in the module's memory. Experiments that use it keep it alive after free().
 */
export class Dataset extends Handle {
  /**
   * @param {import('./native.js').Native} native
   * @param {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number, classes: number }} data
   */
  constructor(native, { images, labels, rows, columns, classes }) {
    checkBytes('images', images);
    checkBytes('labels', labels);
    for (const [name, value] of Object.entries({ rows, columns, classes }))
      if (!Number.isInteger(value) || value < 1)
        throw new RangeError(`${name} must be a whole number from 1, got ${value}`);
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
    this.count = labels.length;
    /** A copy: what is changed here changes nothing in the module. */
    this.labels = Uint8Array.from(labels);
    this.rows = rows;
    this.columns = columns;
    this.classes = classes;
  }
}

/** @param {string} name @param {unknown} bytes @returns {asserts bytes is Uint8Array | Uint8ClampedArray} */
export function checkBytes(name, bytes) {
  if (!(bytes instanceof Uint8Array) && !(bytes instanceof Uint8ClampedArray))
    throw new TypeError(`${name} must be a Uint8Array, got ${bytes === null ? 'null' : typeof bytes}`);
}

/**
 * The dataset's handle, if it is one of this module's.
 * @param {import('./native.js').Native} native
 * @param {unknown} dataset
 * @param {string} name for the message
 * @returns {number}
 */
export function datasetHandle(native, dataset, name) {
  if (!(dataset instanceof Dataset)) throw new TypeError(`${name} must be a Dataset made by engine.createDataset`);
  if (dataset.native !== native) throw new TypeError(`${name} is a Dataset of another engine`);
  return dataset.handle;
}

/**
 * Reads a pair of IDX files, strictly.
 * @param {import('./native.js').Native} native
 * @param {Uint8Array} images
 * @param {Uint8Array} labels
 * @param {{ classes: number, name?: string }} options `name` opens the message of an error
 * @returns {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number, count: number }} views of the given bytes
 */
export function readIdx(native, images, labels, { classes, name }) {
  checkBytes('images', images);
  checkBytes('labels', labels);
  return native.scope((scope) => {
    const [imagesAt, labelsAt, out] = [scope.copy(images), scope.copy(labels), scope.allocate(20)];
    const status = native.exports.descenso_read_idx(imagesAt, images.length, labelsAt, labels.length, classes, out);
    if (status !== 0) throw new Error(`${name ? `${name}: ` : ''}${native.error().message}`);
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

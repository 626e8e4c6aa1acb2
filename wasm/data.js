// data.js: from files of Fashion-MNIST to an engine's datasets. For the page, its workers and Node alike: the
// caller brings the bytes, nothing here knows where they lie.

import { checkSizes } from './sizes.js';

/** @typedef {import('./index.js').Engine} Engine */
/** @typedef {import('./index.js').Dataset} Dataset */

/**
 * The part of a normalized spec that says which data to build.
 * @typedef {{ data: { set: string, trainSize: number, validationSize: number } }} DataSpec
 */

/**
 * Brings one file of a set ("starter", "full"), gzipped or raw.
 * @callback ReadFile
 * @param {string} set
 * @param {string} filename such as "train-images-idx3-ubyte.gz"
 * @returns {Promise<Uint8Array>}
 */

/** @typedef {{ file: string, done: number, total: number }} Progress  files that are read, of how many */

/**
 * @typedef {{ train: Dataset, validation?: Dataset, test: Dataset, mirrored?: Dataset }} Datasets mirrored: the test images, left and
 *   right exchanged, where they were asked for
 */

/** @typedef {ReturnType<Engine['readIdx']>} Images */

export const CLASSES = 10;

/** What the two pairs of files are called, everywhere. */
export const FILES = {
  train: ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'],
  test: ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'],
};

/** What a file may have, unpacked: five times the largest of Fashion-MNIST. */
export const MAX_FILE_BYTES = 2 ** 28;

/** What one of labels may have: more labels than there can be images of 64 pixels. */
const MAX_LABELS_BYTES = 2 ** 22;

/** Bytes of the longest header, that of images. */
const HEADER_BYTES = 16;

/**
 * The IDX file in a gzip file; a raw one is given back as it is.
 * @param {Uint8Array} bytes
 * @param {string} name for the error's message
 * @returns {Promise<Uint8Array>}
 */
export async function gunzip(bytes, name) {
  if (bytes[0] === 0 && bytes[1] === 0) return bytes; // every IDX magic begins so, no gzip does
  if (bytes.length === 0) throw new Error(`${name} is empty`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    throw new Error(`${name} is neither gzip (1f 8b) nor IDX (00 00): it begins with ${hex(bytes, 2)}`);
  }
  const stream = new DecompressionStream('gzip');
  // A broken file rejects the writer too; the reader's error is the one that is told.
  const writer = stream.writable.getWriter();
  writer.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes)).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  try {
    return await readIdxFile(name, () => reader.read());
  } finally {
    reader.cancel().catch(() => {}); // of what is refused, the rest is not unpacked
  }
}

/**
 * Reads to the end, but not further than the file's own header says.
 * @param {string} name
 * @param {() => Promise<ReadableStreamReadResult<Uint8Array>>} read
 * @returns {Promise<Uint8Array>}
 */
async function readIdxFile(name, read) {
  /** @type {Uint8Array} */
  let beginning = new Uint8Array(0);
  /** Room for all that the header tells of, once it is there. @type {Uint8Array | undefined} */
  let whole;
  let length = 0;
  for (;;) {
    const { done, value } = await read().catch((error) => {
      const reason = error instanceof Error && error.message ? ` (${error.message})` : '';
      throw new Error(`${name} is truncated or corrupt${reason}`, { cause: error });
    });
    if (done) return whole ? whole.subarray(0, length) : beginning;
    let chunk = value;
    if (!whole) {
      chunk = beginning = joined(beginning, value);
      if (beginning.length < HEADER_BYTES) continue;
      whole = new Uint8Array(toldLength(name, beginning));
    }
    if (length + chunk.length > whole.length)
      throw new Error(`${name} unpacks to more than the ${whole.length} bytes that its header tells of`);
    whole.set(chunk, length);
    length += chunk.length;
  }
}

/**
 * How many bytes an IDX file has, by its header. Whether they are images or labels is the engine's to judge.
 * @param {string} name
 * @param {Uint8Array} beginning
 * @returns {number}
 */
function toldLength(name, beginning) {
  const header = new DataView(beginning.buffer);
  const dimensions = header.getUint32(0) - 0x800;
  if (dimensions < 1 || dimensions > 3)
    throw new Error(`${name} unpacks to no IDX file: it begins with ${hex(beginning, 4)}`);
  let size = 1;
  for (let n = 1; n <= dimensions; n++) size *= header.getUint32(4 * n);
  const told = 4 + 4 * dimensions + size;
  const most = dimensions === 1 ? MAX_LABELS_BYTES : MAX_FILE_BYTES;
  if (told <= most) return told;
  throw new Error(`${name}: the header tells of ${told} bytes, more than the ${most} that a file may have`);
}

/** @param {Uint8Array} bytes @param {number} count */
const hex = (bytes, count) => [...bytes.subarray(0, count)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** @param {Uint8Array} one @param {Uint8Array} other */
function joined(one, other) {
  const out = new Uint8Array(one.length + other.length);
  out.set(one);
  out.set(other, one.length);
  return out;
}

/**
 * Reads the files that a spec asks for and makes its datasets: of the training file the first `trainSize`
 * images to train on and the last `validationSize` to validate with, and the whole test file. Either all of
 * them come back, for the caller to free, or an error is thrown and nothing is left.
 * @param {Engine} engine
 * @param {DataSpec} spec normalized
 * @param {ReadFile} read
 * @param {(progress: Progress) => void} [onProgress]
 * @param {{ mirrored?: boolean | undefined }} [options]
 * @returns {Promise<Datasets>} no `validation` where `validationSize` is 0
 */
export async function loadDatasets(engine, spec, read, onProgress = () => {}, { mirrored = false } = {}) {
  const { set, trainSize, validationSize } = spec.data;
  const total = FILES.train.length + FILES.test.length;
  let done = 0;

  /** @param {string[]} names @returns {Promise<Images>} */
  const readPair = async ([imagesName, labelsName]) => {
    const unpack = async (/** @type {string} */ file, /** @type {Promise<Uint8Array>} */ packed) => {
      const bytes = await gunzip(await packed, `${set}/${file}`);
      onProgress({ file, done: ++done, total });
      return bytes;
    };
    // Both come at once. Of a pair whose labels are refused, which is soon seen, the images take no memory.
    const [packedImages, packedLabels] = [read(set, imagesName), read(set, labelsName)];
    packedImages.catch(() => {});
    const labels = await unpack(labelsName, packedLabels);
    const images = await unpack(imagesName, packedImages);
    return engine.readIdx(images, labels, { classes: CLASSES, name: `${set}/${imagesName}` });
  };

  /** @type {Dataset[]} */
  const created = [];
  /** @param {Images} all @param {number} first @param {number} count */
  const create = (all, first, count) => {
    const pixels = all.rows * all.columns;
    const dataset = engine.createDataset({
      images: all.images.subarray(first * pixels, (first + count) * pixels),
      labels: all.labels.subarray(first, first + count),
      rows: all.rows,
      columns: all.columns,
      classes: CLASSES,
    });
    created.push(dataset);
    return dataset;
  };

  try {
    const training = await readPair(FILES.train);
    checkSizes(spec, training.count);
    const train = create(training, 0, trainSize);
    const all = await readPair(FILES.test);
    /** @type {Datasets} */
    const datasets = { train, test: create(all, 0, all.count) };
    if (mirrored) datasets.mirrored = create({ ...all, images: mirror(all) }, 0, all.count);
    if (validationSize > 0) {
      datasets.validation = create(training, training.count - validationSize, validationSize);
    }
    return datasets;
  } catch (error) {
    for (const dataset of created) dataset.free();
    throw error;
  }
}

/** Every image with left and right exchanged. @param {Pick<Images, 'images' | 'columns'>} all @returns {Uint8Array} */
export function mirror({ images, columns }) {
  const out = images.slice();
  for (let at = 0; at < out.length; at += columns) out.subarray(at, at + columns).reverse();
  return out;
}

/**
 * A network's weights as files that other libraries read and write: safetensors, and NumPy's npz. For Node and the page alike;
 * fflate, which both have under other addresses, is handed in.
 */
import { WeightsError } from './error.js';
import { fitTensors } from './match.js';
import { namedFor } from './names.js';
import { readNpz, writeNpz } from './npz.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

/**
 * @typedef {import('./npz.js').Zip} Zip
 * @typedef {{ name: string, shape: number[], dtype: string, values: Float32Array | null, rounded: number }} FileTensor
 *   values: null where they are no floating-point numbers
 * @typedef {{ name: string, shape: readonly number[] }} OwnTensor a parameter of the network, as experiment.parameters() has it
 * @typedef {{ name: string, shape: readonly number[], values: Float32Array, source: string, rounded: number }} Fitted
 *   a parameter for experiment.setParameters(), and what the file calls it
 * @typedef {'safetensors' | 'npz'} WeightsFormat
 */

/** What a file may have beside the numbers: names, shapes, counters. */
const SPARE = 2 ** 20;

/** More than a file of a network may have, float64 and an optimizer's state included. @param {OwnTensor[]} own */
export const weightsLimit = (own) =>
  SPARE + 64 * own.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

/** Files that people will try, and the codes of what to do with them. @type {[start: string, code: string][]} */
const OTHERS = [
  ['\x89HDF', 'hdf5'],
  ['DESCENSO', 'checkpoint'],
  ['\x93NUMPY', 'npy'],
  ['\x80', 'pickle'],
];

/** Names inside of zips that are no npz. @type {[name: RegExp, code: string][]} */
const OTHER_ZIPS = [
  [/(^|\/)data\.pkl$/, 'torch'],
  [/^model\.weights\.h5$/, 'keras'],
];

/**
 * What a file is, by its first bytes.
 * @param {Uint8Array} bytes
 * @returns {WeightsFormat}
 * @throws {Error} for what is neither
 */
export function formatOf(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  if (start.startsWith('PK')) return 'npz';
  for (const [letters, code] of OTHERS) if (start.startsWith(letters)) throw new WeightsError(code);
  return 'safetensors';
}

/**
 * A file's weights, fitted to a network.
 * @param {Uint8Array} bytes
 * @param {OwnTensor[]} own the network's parameters, in their order
 * @param {{ zip?: Zip }} options what unpacks an npz; a safetensors file needs none
 * @returns {{ tensors: Fitted[], layout: import('./match.js').Layout, format: WeightsFormat, rounded: number }} `rounded`: how
 *   many float64 are no float32
 * @throws {Error} for what is damaged, ambiguous, not finite, or of another network
 */
export function readWeights(bytes, own, { zip }) {
  const limit = weightsLimit(own);
  const format = formatOf(bytes);
  if (bytes.length > limit) throw new WeightsError('size', { bytes: bytes.length, limit });
  const file = format === 'npz' ? openNpz(bytes, /** @type {Zip} */ (zip), limit) : readSafetensors(bytes);
  const { tensors, layout } = fitTensors(file, own, { ordered: format === 'npz' });
  for (const { name, source, values } of tensors) checkValues(name, source, values);
  return { tensors, layout, format, rounded: tensors.reduce((sum, { rounded }) => sum + rounded, 0) };
}

/** @param {Uint8Array} bytes @param {Zip} zip @param {number} limit */
function openNpz(bytes, zip, limit) {
  /** @type {string | undefined} */
  let other;
  /** @type {Zip} */
  const looking = {
    ...zip,
    unzipSync: (data, { filter = () => true } = {}) =>
      zip.unzipSync(data, {
        filter(file) {
          other ??= OTHER_ZIPS.find(([name]) => name.test(file.name))?.[1];
          return other === undefined && filter(file);
        },
      }),
  };
  try {
    const tensors = readNpz(bytes, { zip: looking, limit });
    if (other === undefined) return tensors;
  } catch (error) {
    if (other === undefined) throw error;
  }
  throw new WeightsError(other);
}

/** @param {string} name @param {string} source @param {Float32Array} values */
function checkValues(name, source, values) {
  const called = name === source ? name : `${source} (${name})`;
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw new WeightsError('finite', { name: called, index: odd, value: values[odd] });
  if (!name.endsWith('/movingVariance')) return;
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0) throw new WeightsError('variance', { name: called, index: negative, value: values[negative] });
}

/**
 * @param {{ name: string, shape: readonly number[], values: Float32Array }[]} tensors of experiment.parameters()
 * @param {WeightsFormat} format
 * @param {{ zip?: Zip, deflate?: boolean, layout?: import('./match.js').Layout }} options deflate: a smaller npz, which takes longer;
 *   layout: whose names and order of inputs and outputs the file has
 * @returns {Uint8Array}
 */
export function writeWeights(tensors, format, { layout = 'descenso', zip, deflate }) {
  const named = namedFor(tensors, layout);
  return format === 'npz' ? writeNpz(named, { zip: /** @type {Zip} */ (zip), deflate }) : writeSafetensors(named);
}

/** By its name. @param {string} file @returns {WeightsFormat | undefined} */
export const formatByName = (file) =>
  file.endsWith('.npz') ? 'npz' : file.endsWith('.safetensors') ? 'safetensors' : undefined;

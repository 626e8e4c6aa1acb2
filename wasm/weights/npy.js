/** NumPy's array format (numpy.lib.format, versions 1 to 3): a magic, a Python dictionary as text, and the numbers. */
import { WeightsError } from './error.js';
import { FORMATS, floatBytes, isShape, readFloats, sizeOf, transpose } from './numbers.js';

/** @typedef {Omit<import('./index.js').FileTensor, 'name'>} NumpyArray */

const MAGIC = '\x93NUMPY';

/** NumPy's letters behind the order of bytes. @type {Record<string, import('./numbers.js').FormatName>} */
const KINDS = { f2: 'F16', f4: 'F32', f8: 'F64' };

/** @param {readonly number[]} shape @param {Float32Array} values @returns {Uint8Array} version 1.0 */
export function writeNpy(shape, values) {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sides}), }`;
  // NumPy wants the numbers to begin at a multiple of 64 bytes, after a line's end.
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const file = new Uint8Array(10 + header.length + 4 * values.length);
  [...MAGIC, '\x01', '\0'].forEach((letter, n) => (file[n] = letter.charCodeAt(0)));
  new DataView(file.buffer).setUint16(8, header.length, true);
  file.set(new TextEncoder().encode(header), 10);
  file.set(floatBytes(values), 10 + header.length);
  return file;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} name for errors
 * @returns {NumpyArray} in C's order, whichever the file has
 */
export function readNpy(bytes, name) {
  const refuse = (/** @type {string} */ why, /** @type {{ [name: string]: string | number }} */ values = {}) =>
    new WeightsError('array', { name, ...values }, why);
  const letters = String.fromCharCode(...bytes.subarray(0, 6));
  if (letters !== MAGIC) throw refuse('magic');
  const version = bytes[6];
  if (!(version >= 1 && version <= 3)) throw refuse('version', { version });
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw refuse('cut');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > bytes.length - start) throw refuse('arrayHeader', { length, left: bytes.length - start });
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const dtype = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sides = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (dtype === undefined || fortran === undefined || sides === undefined)
    throw refuse('dictionary', { header: JSON.stringify(header.trim().slice(0, 120)) });
  const shape = [...sides.matchAll(/\d+/g)].map(Number);
  const data = bytes.subarray(start + length);
  if (!isShape(shape, data.length)) throw refuse('shape', { shape: `(${sides})`, bytes: data.length });
  const code = dtype.slice(1);
  const kind = Object.hasOwn(KINDS, code) && KINDS[code];
  if (!kind || !/^[<>=]/.test(dtype)) return { shape, dtype, values: null, rounded: 0 };
  if (data.length !== FORMATS[kind].size * sizeOf(shape))
    throw refuse('numbers', { bytes: data.length, count: sizeOf(shape), dtype, shape: `(${sides})` });
  const { values, rounded } = readFloats(kind, data, !dtype.startsWith('>'));
  if (fortran === 'False' || shape.length < 2) return { shape, dtype, values, rounded };
  if (shape.length > 2) throw refuse('fortran', { dimensions: shape.length });
  return { shape, dtype, values: transpose(values, shape[1], shape[0]), rounded };
}

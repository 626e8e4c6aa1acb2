/**
 * NumPy's `.npz`: a zip of `.npy` files. Packing and unpacking is fflate's, which Node and the page have under different
 * addresses: the caller hands it in. fflate does not look at checksums, so that is done here.
 */
import { WeightsError } from './error.js';
import { readNpy, writeNpy } from './npy.js';

/**
 * @typedef {import('./index.js').FileTensor} FileTensor
 * @typedef {Pick<typeof import('fflate'), 'zipSync' | 'unzipSync'>} Zip
 */

/** The first moment that a zip can tell: equal weights make equal files. Without a time zone, as zips are. */
const NO_TIME = new Date(1980, 0, 1);

/** @param {string} why @param {{ [name: string]: string | number | undefined }} values @returns {never} */
function refuse(why, values) {
  throw new WeightsError('npz', values, why);
}

/**
 * @param {{ name: string, shape: readonly number[], values: Float32Array }[]} tensors
 * @param {{ zip: Zip, deflate?: boolean }} options deflate: as numpy.savez_compressed has it; stored without it
 * @returns {Uint8Array}
 */
export function writeNpz(tensors, { zip, deflate = false }) {
  const files = tensors.map(({ name, shape, values }) => [`${name}.npy`, writeNpy(shape, values)]);
  return zip.zipSync(Object.fromEntries(files), { level: deflate ? 6 : 0, mtime: NO_TIME });
}

/**
 * @param {Uint8Array} bytes
 * @param {{ zip: Zip, limit: number }} options limit: bytes of all arrays, unpacked; what says that it has more is not unpacked
 * @returns {FileTensor[]} in the order of the file
 * @throws {Error} that says what is wrong
 */
export function readNpz(bytes, { zip, limit }) {
  /** @type {Map<string, number>} name → bytes */
  const listed = new Map();
  let total = 0;
  /** @type {import('fflate').UnzipFileFilter} */
  const filter = ({ name, originalSize }) => {
    if (listed.has(name)) refuse('twice', { name: JSON.stringify(name) });
    total += originalSize;
    if (!(total <= limit)) refuse('unpacked', { bytes: total, limit });
    listed.set(name, originalSize);
    return true;
  };
  /** @type {Record<string, Uint8Array>} */
  let files;
  try {
    files = zip.unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof WeightsError) throw error;
    refuse('zip', { reason: /** @type {Error} */ (error).message });
  }
  const sums = checksums(bytes);
  return [...listed].map(([file, size]) => {
    const content = files[file];
    if (content?.length !== size) refuse('told', { name: file, bytes: content?.length, told: size });
    if (crc32(content) !== sums.get(file)) refuse('checksum', { name: file });
    const name = file.replace(/\.npy$/, '');
    return { name, ...readNpy(content, name) };
  });
}

/**
 * The CRC-32 of each file, as the zip's directory has it.
 * @param {Uint8Array} bytes of a zip that could be unpacked
 * @returns {Map<string, number>}
 */
function checksums(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** @type {Map<string, number>} */
  const sums = new Map();
  let end = bytes.length - 22;
  while (end > 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  const large = end >= 20 && view.getUint32(end - 20, true) === 0x07064b50;
  const directory = large ? Number(view.getBigUint64(end - 12, true)) : end;
  let at = large ? Number(view.getBigUint64(directory + 48, true)) : view.getUint32(end + 16, true);
  while (at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    sums.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)), view.getUint32(at + 16, true));
    at += 46 + name + extra + comment;
  }
  return sums;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

/** @param {Uint8Array} bytes @returns {number} as zip has it (ISO 3309) */
function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

/**
 * The safetensors format (Hugging Face, github.com/huggingface/safetensors): a length of 8 bytes, a JSON header of so many, and
 * the tensors' bytes, little-endian, without gaps.
 */
import { WeightsError } from './error.js';
import { FORMATS, floatBytes, isShape, readFloats, sizeOf } from './numbers.js';

/** @typedef {import('./index.js').FileTensor} FileTensor */

/** The format's own limit. */
const MAX_HEADER = 100_000_000;
const PREFIX = 8;

/** @typedef {{ dtype: string, shape: number[], data_offsets: [number, number] }} Entry */

/** @param {string} why @param {{ [name: string]: string | number | bigint }} [values] @returns {never} */
function refuse(why, values) {
  throw new WeightsError('safetensors', values, why);
}

/**
 * @param {{ name: string, shape: readonly number[], values: Float32Array }[]} tensors
 * @param {Record<string, string>} [metadata]
 * @returns {Uint8Array}
 */
export function writeSafetensors(tensors, metadata) {
  let end = 0;
  /** @type {[string, object][]} */
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = end;
    end += 4 * values.length;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  if (metadata) entries.unshift(['__metadata__', metadata]);
  // Spaces behind the header, so that the numbers begin at a multiple of 8.
  const text = JSON.stringify(Object.fromEntries(entries));
  const bytes = new TextEncoder().encode(text);
  const length = Math.ceil(bytes.length / 8) * 8;
  const file = new Uint8Array(PREFIX + length + end).fill(0x20, PREFIX, PREFIX + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(bytes, PREFIX);
  let at = PREFIX + length;
  for (const { values } of tensors) {
    file.set(floatBytes(values), at);
    at += 4 * values.length;
  }
  return file;
}

/**
 * @param {Uint8Array} bytes
 * @returns {FileTensor[]} in the order of their bytes
 * @throws {Error} that says what is wrong
 */
export function readSafetensors(bytes) {
  if (bytes.length < PREFIX) refuse('short', { least: PREFIX, bytes: bytes.length });
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.length - PREFIX)) refuse('header', { length, left: bytes.length - PREFIX });
  if (length > BigInt(MAX_HEADER)) refuse('longHeader', { length, most: MAX_HEADER });
  const data = bytes.subarray(PREFIX + Number(length));
  const entries = readHeader(bytes.subarray(PREFIX, PREFIX + Number(length)));
  const spans = entries.map(([name, entry]) => checkEntry(name, entry, data.length));
  spans.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const span of spans) {
    if (span.begin !== end) refuse('gap', { name: span.name, begin: span.begin, due: end });
    end = span.end;
  }
  if (end !== data.length) refuse('rest', { bytes: end, length: data.length });
  return spans.map(({ name, dtype, shape, begin, end: last }) => {
    // What is counted, such as PyTorch's num_batches_tracked, is no weight: it is named, not read.
    if (!isFloat(dtype)) return { name, shape, dtype, values: null, rounded: 0 };
    return { name, shape, dtype, ...readFloats(dtype, data.subarray(begin, last)) };
  });
}

/** @param {string} dtype @returns {dtype is import('./numbers.js').FormatName} */
const isFloat = (dtype) => Object.hasOwn(FORMATS, dtype);

/** @param {Uint8Array} bytes @returns {[string, unknown][]} */
function readHeader(bytes) {
  let text = '';
  /** @type {unknown} */
  let header;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    refuse('json', { reason: /** @type {Error} */ (error).message });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) refuse('object');
  const entries = Object.entries(header);
  const twice = repeatedKey(text);
  if (twice !== undefined) refuse('twice', { name: JSON.stringify(twice) });
  return entries.filter(([name]) => name !== '__metadata__');
}

/** @param {unknown} value */
const brief = (value) => (JSON.stringify(value) ?? 'none').slice(0, 80);

/** A key that an object's text has twice, of which JSON.parse keeps the last. @param {string} text of sound JSON @returns {string | undefined} */
function repeatedKey(text) {
  const seen = new Set();
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && /^\s*:/.test(text.slice(index + token.length, index + token.length + 64))) {
      const key = JSON.parse(token);
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}

/**
 * @param {string} name
 * @param {unknown} entry
 * @param {number} length of all tensors' bytes
 */
function checkEntry(name, entry, length) {
  const { dtype, shape, data_offsets: offsets } = /** @type {Entry} */ (entry ?? {});
  if (typeof dtype !== 'string') refuse('noDtype', { name });
  if (!isShape(shape, length * 8)) refuse('noShape', { name, shape: brief(shape) });
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((at) => Number.isInteger(at) && at >= 0))
    refuse('noOffsets', { name, offsets: brief(offsets) });
  const [begin, end] = offsets;
  if (begin > end || end > length) refuse('outside', { name, begin, end, length });
  if (isFloat(dtype) && end - begin !== FORMATS[dtype].size * sizeOf(shape))
    refuse('bytes', { name, bytes: end - begin, count: sizeOf(shape), dtype, shape: `[${shape}]` });
  return { name, dtype, shape, begin, end };
}

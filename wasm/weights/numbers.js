/**
 * Numbers of other formats as float32, the engine's own: half precision and bfloat16 fit into it exactly; double precision is
 * rounded, and it is said how often.
 */

/** @typedef {{ values: Float32Array, rounded: number }} Floats `rounded`: how many values are not what the file has */

/**
 * @typedef {{ size: number, read(view: DataView, at: number, little: boolean): number }} Format `size` in bytes
 * @typedef {'F16' | 'BF16' | 'F32' | 'F64'} FormatName
 */

/** @param {number} bits of IEEE 754 half precision @returns {number} */
function halfValue(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const scratch = new DataView(new ArrayBuffer(4));

/** @type {Record<FormatName, Format>} by safetensors' names */
export const FORMATS = {
  F16: { size: 2, read: (view, at, little) => halfValue(view.getUint16(at, little)) },
  BF16: {
    size: 2,
    read(view, at, little) {
      scratch.setUint32(0, view.getUint16(at, little) << 16);
      return scratch.getFloat32(0);
    },
  },
  F32: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  F64: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/**
 * @param {FormatName} format
 * @param {Uint8Array} bytes of whole numbers
 * @param {boolean} [little] the order of bytes
 * @returns {Floats}
 */
export function readFloats(format, bytes, little = true) {
  const { size, read } = FORMATS[format];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / size);
  let rounded = 0;
  for (let n = 0; n < values.length; n++) {
    const value = read(view, n * size, little);
    values[n] = value;
    if (!Object.is(values[n], value)) rounded++;
  }
  return { values, rounded };
}

/** @param {Float32Array} values @returns {Uint8Array} little-endian, whatever the machine */
export function floatBytes(values) {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, n) => view.setFloat32(4 * n, value, true));
  return bytes;
}

/** @param {readonly number[]} shape */
export const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

/**
 * Whether a list is a tensor's shape, of not too many numbers.
 * @param {unknown} shape
 * @param {number} most numbers
 * @returns {shape is number[]}
 */
export const isShape = (shape, most) =>
  Array.isArray(shape) &&
  shape.length <= 8 &&
  shape.every((side) => Number.isInteger(side) && side >= 0) &&
  sizeOf(shape) <= most;

/**
 * The transpose of a matrix.
 * @param {Float32Array} values [rows, columns]
 * @param {number} rows
 * @param {number} columns
 * @returns {Float32Array} [columns, rows]
 */
export function transpose(values, rows, columns) {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
  return out;
}

/**
 * What a caller hands in, as it is at one moment. Reading it may run code of the caller's (getters, iterators, classes derived
 * from arrays), and that may free what the call is about: so all is read and copied before a handle is asked for its address,
 * and it is the copy that says how long it is.
 */

/** More numbers than the module's memory has room for. */
const MAX_LENGTH = 2 ** 28;

/** What a typed array is, whatever a class derived from it says. @param {'buffer' | 'byteOffset' | 'length' | symbol} key */
const getter = (key) =>
  /** @type {() => never} */ (Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), key)?.get);
const [bufferOf, offsetOf, lengthOf, typeOf] = [
  getter('buffer'),
  getter('byteOffset'),
  getter('length'),
  getter(Symbol.toStringTag),
];

/**
 * A view of a typed array, of no class but the given one.
 * @template {Uint8Array | Float32Array} T
 * @param {{ new (buffer: ArrayBuffer, offset: number, length: number): T }} Type
 * @param {string} name
 * @param {unknown} value
 * @returns {T}
 */
function plainView(Type, name, value) {
  const type = typeOf.call(value);
  if (type !== Type.name && (type !== 'Uint8ClampedArray' || Type.name !== 'Uint8Array'))
    throw new TypeError(`${name} must be a ${Type.name}, got ${value === null ? 'null' : typeof value}`);
  return new Type(bufferOf.call(value), offsetOf.call(value), lengthOf.call(value));
}

/** @param {string} name @param {unknown} value @returns {Uint8Array} */
export const bytesOf = (name, value) => plainView(Uint8Array, name, value);

/** @param {string} name @param {unknown} value @returns {Float32Array} */
export const floatsOf = (name, value) => plainView(Float32Array, name, value);

/**
 * A copy of a list of numbers; refused where it is none, and where its iterator has other items than its indices.
 * @template {Float32Array | Float64Array} T
 * @param {{ new (source: number | ArrayLike<number>): T, of(item: number): T }} Type
 * @param {string} name
 * @param {ArrayLike<number>} list
 * @returns {T}
 */
export function copyNumbers(Type, name, list) {
  if (typeOf.call(list) !== undefined) return new Type(list);
  const length = list?.length;
  if (!Number.isInteger(length) || length < 0 || length > MAX_LENGTH)
    throw new TypeError(
      `${name} must be a list of numbers, got ${list === null ? 'null' : typeof list} of length ${length}`,
    );
  const copy = new Type(length);
  for (let n = 0; n < length; n++) {
    const item = list[n];
    if (typeof item !== 'number') throw new TypeError(`${name}[${n}] must be a number, got ${String(item)}`);
    copy[n] = item;
  }
  if (!iteratesAs(list, copy, Type))
    throw new TypeError(`${name} must have the items of its length, ${length}, and no others`);
  return copy;
}

/**
 * Whether an iterator, where a list has one, gives what was copied by index.
 * @template {Float32Array | Float64Array} T
 * @param {ArrayLike<number> & { [Symbol.iterator]?: unknown }} list
 * @param {T} copy
 * @param {{ of(item: number): T }} Type
 * @returns {boolean}
 */
function iteratesAs(list, copy, Type) {
  const iterator = list[Symbol.iterator];
  if (iterator === undefined || iterator === Array.prototype[Symbol.iterator]) return true;
  let n = 0;
  for (const item of /** @type {Iterable<number>} */ (list))
    if (n === copy.length || !Object.is(Type.of(item)[0], copy[n++])) return false;
  return n === copy.length;
}

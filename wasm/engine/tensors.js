import { copyNumbers } from './inputs.js';

/**
 * A network's parameters and their gradients, tensor by tensor, by name.
 *
 * @typedef {{ name: string, shape: number[], values: Float32Array }} Tensor a kernel [inputs, outputs] or a bias [outputs]
 */

/**
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @param {0 | 1} array parameters or gradient
 * @returns {Tensor[]}
 */
export function readTensors(native, handle, array) {
  const count = native.exports.descenso_tensor_count(handle);
  return Array.from({ length: count }, (_, tensor) => {
    const shape = shapeOf(native, handle, tensor);
    const values = native.scope((scope) => {
      const size = sizeOf(shape);
      const at = scope.allocate(4 * size);
      native.exports.descenso_tensor_read(handle, array, tensor, at);
      return native.view(Float32Array, at, size).slice();
    });
    return { name: nameOf(native, handle, tensor), shape, values };
  });
}

/**
 * Parameters as a caller gives them, read to the end.
 * @param {{ name: string, shape?: readonly number[], values: ArrayLike<number> }[]} list
 * @returns {{ name: string, shape: string | undefined, values: Float32Array }[]}
 */
export function copyTensors(list) {
  if (typeof list !== 'object' || !(Symbol.iterator in list))
    throw new TypeError('setParameters wants a list of parameters');
  return Array.from(list, ({ name, shape, values }) => ({
    name: String(name),
    shape: shape && String(Array.from(shape)),
    values: copyNumbers(Float32Array, `the values of ${name}`, values),
  }));
}

/**
 * Sets some or all parameters, by name; all or, when one does not fit, none.
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @param {ReturnType<typeof copyTensors>} list
 */
export function writeTensors(native, handle, list) {
  const count = native.exports.descenso_tensor_count(handle);
  const numbers = new Map(Array.from({ length: count }, (_, tensor) => [nameOf(native, handle, tensor), tensor]));
  const writes = list.map(({ name, shape: given, values }) => {
    const tensor = numbers.get(name);
    if (tensor === undefined)
      throw new RangeError(
        `no parameter is called ${JSON.stringify(name)}; there are ${[...numbers.keys()].join(', ')}`,
      );
    const shape = shapeOf(native, handle, tensor);
    const size = sizeOf(shape);
    if (values.length !== size || (given ?? shape.join()) !== shape.join())
      throw new RangeError(
        `${name} must have shape [${shape}] and ${size} values, got [${given ?? values.length}] and ${values.length}`,
      );
    return { tensor, values };
  });
  for (const { tensor, values } of writes)
    native.scope((scope) => native.exports.descenso_tensor_write(handle, tensor, scope.copy(values)));
}

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

/** @param {import('./native.js').Native} native @param {number} handle @param {number} tensor @returns {number[]} */
function shapeOf(native, handle, tensor) {
  return native.scope((scope) => {
    const out = scope.allocate(8);
    native.exports.descenso_tensor_shape(handle, tensor, out);
    const [inputs, outputs] = native.view(Uint32Array, out, 2);
    return inputs === 0 ? [outputs] : [inputs, outputs];
  });
}

/** @param {import('./native.js').Native} native @param {number} handle @param {number} tensor @returns {string} */
function nameOf(native, handle, tensor) {
  return native.scope((scope) => {
    const at = scope.allocate(32);
    native.exports.descenso_tensor_name(handle, tensor, at, 32);
    return native.string(at);
  });
}

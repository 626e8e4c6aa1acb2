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
 * @param {{ name: string, shape?: readonly number[] | undefined, values: ArrayLike<number> }[]} list
 * @returns {{ name: string, shape: string | undefined, values: Float32Array }[]}
 */
export function copyTensors(list) {
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list))
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

// -- masks ---------------------------------------------------------------------------------------------------------

/**
 * Dropout's masks, by name: 'input' and 'dense1', 'dense2' … for the outputs of a layer.
 *
 * @typedef {{ name: string, shape: number[], values: Float32Array }} Mask [samples, units]: 1 kept, 0 dropped
 * @typedef {{ name: string, values: ArrayLike<number> }} GivenMask
 */

/** @param {number} site as src/api/api.h numbers them */
const siteName = (site) => (site === 0 ? 'input' : `dense${site}`);

/**
 * Where a network drops units.
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @param {number} layers
 * @returns {{ site: number, name: string, units: number }[]}
 */
function sitesOf(native, handle, layers) {
  return Array.from({ length: layers }, (_, site) => ({
    site,
    name: siteName(site),
    units: native.exports.descenso_mask_units(handle, site),
  })).filter(({ units }) => units > 0);
}

/**
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @param {number} layers
 * @returns {Mask[]} copies of the last training pass's masks
 */
export function readMasks(native, handle, layers) {
  return sitesOf(native, handle, layers).map(({ site, name, units }) => {
    const rows = native.exports.descenso_mask_read(handle, site, 0);
    return native.scope((scope) => {
      const at = scope.allocate(4 * rows * units);
      native.exports.descenso_mask_read(handle, site, at);
      return { name, shape: [rows, units], values: native.view(Float32Array, at, rows * units).slice() };
    });
  });
}

/**
 * Masks as a caller gives them, read to the end.
 * @param {Iterable<GivenMask>} masks
 * @returns {{ name: string, values: Float32Array }[]}
 */
export const copyMasks = (masks) =>
  Array.from(masks, ({ name, values }) => ({ name, values: copyNumbers(Float32Array, `masks: ${name}`, values) }));

/**
 * Runs `work` on a minibatch of `rows` samples with the given masks; those that are not given are drawn.
 * @template R
 * @param {import('./native.js').Native} native
 * @param {number} handle of an experiment
 * @param {number} layers
 * @param {{ name: string, values: Float32Array }[]} masks
 * @param {number} rows
 * @param {() => R} work
 * @returns {R}
 */
export function withMasks(native, handle, layers, masks, rows, work) {
  const sites = new Map(sitesOf(native, handle, layers).map((site) => [site.name, site]));
  try {
    for (const { name, values: mask } of masks) {
      const site = sites.get(name);
      if (!site)
        throw new RangeError(
          `masks: no dropout at ${JSON.stringify(name)}; there is ${[...sites.keys()].join(', ') || 'none'}`,
        );
      const other = mask.find((x) => x !== 0 && x !== 1);
      if (mask.length !== rows * site.units || other !== undefined)
        throw new RangeError(
          `masks: ${name} must have ${rows} × ${site.units} values, 0 or 1 each, got ${mask.length}` +
            (other === undefined ? '' : `, with ${other} among them`),
        );
      native.scope((scope) =>
        native.check(native.exports.descenso_mask_give(handle, site.site, rows, scope.copy(mask))),
      );
    }
    return work();
  } finally {
    native.exports.descenso_masks_take_back(handle);
  }
}

// -- mixup ---------------------------------------------------------------------------------------------------------

/** No place of a part: what the module has not written over. */
const NOWHERE = 0xffffffff;

/**
 * How the last minibatch that was learned from, or its last part, was mixed: the share of each image, and the place of its
 * partner in the part. Null where none was.
 * @param {import('./native.js').Native} native @param {number} handle of an experiment @param {number} count
 * @returns {{ share: number, partners: Uint32Array } | null}
 */
export function readMixing(native, handle, count) {
  return native.scope((scope) => {
    const at = scope.copy(new Uint32Array(count).fill(NOWHERE));
    const share = native.exports.descenso_mixing(handle, count, at);
    if (share >= 1) return null;
    const partners = native.view(Uint32Array, at, count).slice();
    const most = partners.indexOf(NOWHERE);
    if (most >= 0) throw new RangeError(`count must be at most ${most}, images of the last part, got ${count}`);
    return { share, partners };
  });
}

import { copyNumbers } from './inputs.js';

/**
 * Dropout's masks, by name: 'input' and 'dense1', 'dense2' … for the outputs of a layer.
 *
 * @typedef {{ name: string, shape: number[], values: Float32Array }} Mask [samples, units]: 1 kept, 0 dropped
 * @typedef {{ name: string, values: ArrayLike<number> }} GivenMask
 */

/** @param {number} site as src/api/api.h numbers them */
const nameOf = (site) => (site === 0 ? 'input' : `dense${site}`);

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
    name: nameOf(site),
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
      if (mask.length !== rows * site.units || mask.some((x) => x !== 0 && x !== 1))
        throw new RangeError(
          `masks: ${name} must have ${rows} × ${site.units} values, 0 or 1 each, got ${mask.length}`,
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

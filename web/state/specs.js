/** The engine's full specs of paths. What was asked for lately is kept: a page asks for the same ones again and again. */
import { areNear, concerns, isWide, mergePaths, spread, withPaths } from './paths.js';

/**
 * @typedef {import('../../wasm/spec.d.ts').Spec} Spec full, as the engine completes it
 * @typedef {import('../../wasm/spec.d.ts').Catalog} Catalog
 * @typedef {{ catalog: Catalog, normalize(spec: object): Spec }} Engine what of the engine the store wants
 * @typedef {import('./paths.js').Paths} Paths
 */

/** Twice the contestants of a full race, with and without their own changes. */
const KEPT = 200;

/** How many specs the engine looks at for one link, whatever it says: one for each of 108 contestants, and some that do not fit. */
export const MOST_CHECKS = 120;

/** What callers share they do not change. @template T @param {T} value @returns {T} */
function frozen(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** @param {Paths} paths @param {(path: string) => boolean} which @returns {Paths} */
const only = (paths, which) => Object.fromEntries(Object.entries(paths).filter(([path]) => which(path)));

/** @param {Engine} engine */
export function createSpecs(engine) {
  /** @type {Map<string, Spec>} */
  const kept = new Map();

  /** The spec as it is said, with what is said of several layers spread over them. @param {Paths} paths */
  function said(paths) {
    const narrow = only(paths, (path) => !isWide(path));
    const wide = only(paths, isWide);
    const spec = withPaths({}, narrow);
    if (Object.keys(wide).length === 0) return spec;
    const { model } = /** @type {{ model?: { layers?: unknown } }} */ (spec);
    const layers = model?.layers ?? full({}).model.layers;
    if (!Array.isArray(layers)) return spec;
    return withPaths(spec, { 'model.layers': layers, ...spread(wide, layers.length), ...only(narrow, isSingle) });
  }

  /**
   * @param {Paths} paths
   * @returns {Spec} throws the engine's SpecError
   */
  function full(paths) {
    const key = JSON.stringify(paths);
    const spec = kept.get(key) ?? frozen(engine.normalize(said(paths)));
    // The one that was asked for last is the last to go.
    kept.delete(key);
    kept.set(key, spec);
    if (kept.size > KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
    return spec;
  }

  /**
   * The full spec of `paths` over `base`, without those of `paths` that the engine refuses.
   * @param {Paths} base
   * @param {Paths} paths
   * @param {(path: string) => void} [refused] told the path of each
   * @param {{ checks: number }} [budget] how many specs the engine may still look at; then nothing is left of `paths`
   * @returns {Spec}
   */
  function resolve(base, paths, refused = () => {}, budget = { checks: Infinity }) {
    const left = { ...paths };
    for (;;) {
      try {
        if (Object.keys(left).length > 0 && budget.checks-- <= 0) throw new RangeError('too much is asked');
        return full(mergePaths(base, left));
      } catch (error) {
        const path = String(/** @type {{ path?: string }} */ (error).path);
        const said = Object.keys(left);
        if (said.length === 0) throw error;
        // Where none of them is named, the mistake is in how they fit each other.
        const culprits = [concerns, areNear, () => true].map((blames) => said.filter((one) => blames(path, one)));
        const dropped = /** @type {string[]} */ (culprits.find(({ length }) => length > 0));
        for (const one of dropped) {
          delete left[one];
          refused(one);
        }
      }
    }
  }

  return { catalog: engine.catalog, full, resolve };
}

/** Whether it is about one layer. @param {string} path */
const isSingle = (path) => /^model\.layers\[\d/.test(path);

/** @typedef {ReturnType<typeof createSpecs>} Specs */

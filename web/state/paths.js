/** Specs and their paths: reading, setting and comparing values by path. Pure functions. */
import { allows } from './settings.js';

/**
 * What a value of a spec can be: what JSON can say.
 * @typedef {string | number | boolean | null | readonly unknown[] | { [key: string]: unknown }} Value
 *
 * Values by path, such as { batchSize: 64, 'schedule.id': 'power', 'model.layers': […] }.
 * @typedef {Record<string, Value>} Paths
 *
 * @typedef {import('./specs.js').Spec} Spec
 * @typedef {import('./settings.js').Field} Field
 */

/** @param {string} path such as "schedule.rates[1]" @returns {string[]} */
const keysOf = (path) => path.match(/[^.[\]]+/g) ?? [];

/**
 * A path as a link or a form may have it; none that begins with "_", which is no key of a spec but may be one of every object; nor
 * an item's number with a zero before it, which is no place in a list.
 */
const PATH = /^[a-z]\w*(?:\.[a-z]\w*|\[(?:0|[1-9]\d?|\*|hidden)\])*$/i;
const LONGEST = 100;

/** @param {string} path @returns {boolean} */
export const isPath = (path) => path.length <= LONGEST && PATH.test(path);

/** A layer's number that stands for several: all layers, or all but the last. */
const WIDE = /^model\.layers\[(\*|hidden)\]/;
const SINGLE = /^model\.layers\[\d+\]/;

/** @param {string} path @returns {boolean} whether it is about several layers: "model.layers[*].l2", "model.layers[hidden].dropout" */
export const isWide = (path) => WIDE.test(path);

/**
 * Paths that are about several layers, as paths of each of them.
 * @param {Paths} paths
 * @param {number} layers how many there are
 * @returns {Paths}
 */
export function spread(paths, layers) {
  const each = Object.entries(paths).flatMap(([path, value]) => {
    const wide = WIDE.exec(path);
    if (!wide) return [[path, value]];
    const length = wide[1] === '*' ? layers : layers - 1;
    return Array.from({ length }, (_, n) => [path.replace(WIDE, `model.layers[${n}]`), value]);
  });
  return Object.fromEntries(each);
}

/** Whether what is said of one path concerns another, which stands over it or for it. @param {string} said @param {string} path */
export function concerns(said, path) {
  const one = isWide(path) ? said.replace(SINGLE, /** @type {RegExpExecArray} */ (WIDE.exec(path))[0]) : said;
  return one.startsWith(path) && ['.', '[', undefined].includes(one[path.length]);
}

/**
 * @param {unknown} spec a full one where the path is about several layers
 * @param {string} path
 * @returns {any} undefined where there is nothing, or layers differ
 */
export function valueAt(spec, path) {
  if (isWide(path)) {
    const layers = valueAt(spec, 'model.layers').length;
    const values = Object.keys(spread({ [path]: null }, layers)).map((one) => valueAt(spec, one));
    return values.every((value) => value === values[0]) ? values[0] : undefined;
  }
  return keysOf(path).reduce(own, spec);
}

/** Whether two paths are about the same part of a spec. @param {string} a @param {string} b */
export const areNear = (a, b) => keysOf(a)[0] === keysOf(b)[0];

/** What an object has of its own: "constructor" is no key of a spec that does not say it. @param {any} at @param {string} key */
const own = (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? at[key] : undefined);

/** From the whole to its parts: all layers, then several, then one. @param {string} path */
const depth = (path) => keysOf(path).length * 2 + (isWide(path) ? 0 : 1);

/**
 * A copy of a spec with some of its values replaced, in whatever order they are said: a part goes into the whole.
 * @param {object} spec
 * @param {Paths} paths
 * @returns {Record<string, Value>}
 */
export function withPaths(spec, paths) {
  const copy = structuredClone(spec);
  for (const path of Object.keys(paths).sort((a, b) => depth(a) - depth(b))) {
    const keys = keysOf(path);
    const last = /** @type {string} */ (keys.pop());
    /** @type {any} */
    let at = copy;
    keys.forEach((key, n) => {
      const inner = own(at, key);
      const fits = typeof inner === 'object' && inner !== null;
      at = at[key] = fits ? inner : /^\d+$/.test(keys[n + 1] ?? last) ? [] : {};
    });
    at[last] = structuredClone(paths[path]);
  }
  return /** @type {any} */ (copy);
}

/** What has to do with the data, but not with which set they are of. */
const OF_ANY_SET = 'data.scaling';

/**
 * What is gone once a path is set to another value: what hung on the old optimizer, schedule or data set; what was said of a
 * part of it, or, by a path of several layers, of one of them. What is said of several layers is of any network's.
 * @param {string} path
 * @param {boolean} changed whether it has another value now
 * @returns {(old: string) => boolean}
 */
function replacedBy(path, changed) {
  const section = changed && /\.(id|set)$/.test(path) ? path.replace(/[^.]*$/, '') : null;
  return (old) =>
    (section !== null && old !== OF_ANY_SET && old.startsWith(section)) ||
    (old !== path && concerns(old, path) && !isWide(old));
}

/**
 * Later values over earlier ones, which take along what they replace.
 * @param {...Paths} maps
 * @returns {Paths}
 */
export function mergePaths(...maps) {
  return maps.reduce((merged, map) => {
    const replaced = Object.keys(map).map((path) => replacedBy(path, map[path] !== merged[path]));
    const kept = Object.entries(merged).filter(([old]) => !replaced.some((gone) => gone(old)));
    return { ...Object.fromEntries(kept), ...map };
  }, {});
}

/** A whole network is a list; what its layers may be is in fields of their own. */
const LAYERS = /** @type {const} */ ({ key: 'layers', kind: 'layers', default: null });
const MOST_ITEMS = 100;

/**
 * The field of the catalog that a path of a spec is about.
 * @param {import('./specs.js').Catalog} catalog
 * @param {string} path
 * @param {Paths} paths to know which optimizer and schedule are meant
 * @returns {Field | undefined} where there is none
 */
export function fieldAt(catalog, path, paths) {
  const [section, key, ...rest] = keysOf(path);
  const named = (/** @type {Field[] | undefined} */ fields, /** @type {string} */ name) =>
    fields?.find((field) => field.key === name);
  if (key === undefined) return named(catalog.spec.root, section);
  if (section === 'model' && key === 'layers') {
    if (rest.length === 0) return LAYERS;
    return rest.length === 2 && path.startsWith('model.layers[') ? named(catalog.spec.layer, rest[1]) : undefined;
  }
  if (section === 'root' || section === 'layer' || !own(catalog.spec, section)) return undefined;
  const fields = own(catalog.spec, section);
  const tables = { optimizer: catalog.optimizers, schedule: catalog.schedules };
  const id = paths[`${section}.id`] ?? named(fields, 'id')?.default;
  const row = own(tables, section)?.find((/** @type {{ key: string }} */ one) => one.key === id);
  const field = named(fields, key) ?? named(row?.hyperparameters, key);
  if (rest.length === 0 || !field) return field;
  return /^\d+$/.test(rest.join('.')) && field.kind === 'list' ? { ...field, kind: 'real' } : undefined;
}

/** Whether a field of the catalog can have a value; what hangs on others is the engine's to say. @param {Field} field @param {unknown} value */
export function fits(field, value) {
  const { kind } = field;
  if (kind !== 'layers' && kind !== 'list') return allows(field, value);
  if (!Array.isArray(value) || value.length > MOST_ITEMS) return false;
  if (kind === 'list') return value.every((item) => allows({ ...field, kind: 'real' }, item));
  return value.every(
    (layer) =>
      typeof layer === 'object' && layer !== null && Object.values(layer).every((one) => typeof one !== 'object'),
  );
}

/**
 * What a field allows, in a few characters: "1..4096", "sgd, adam".
 * @param {Field | undefined} field of the catalog or of a lab's settings
 * @returns {string}
 */
export function allowedBy(field) {
  if (field?.options) return field.options.join(', ');
  if (field?.kind === 'flag') return 'true, false';
  if (field?.min === undefined) return '';
  return field.min === field.max ? String(field.min) : `${field.min}..${field.max}`;
}

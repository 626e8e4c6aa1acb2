/** Specs and their paths: reading, setting and comparing values by path. Pure functions. */

/**
 * Values by path, such as { batchSize: 64, 'schedule.id': 'power', 'model.layers': […] }.
 * @typedef {Record<string, any>} Paths
 */

/** @param {string} path such as "schedule.rates[1]" @returns {string[]} */
const keysOf = (path) => path.match(/[^.[\]]+/g) ?? [];

/** A layer's number that stands for several: all layers, or all but the last. */
const WIDE = /^model\.layers\[(\*|hidden)\]/;

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
  const layer = /^model\.layers\[\d+\]/;
  const one = WIDE.test(path) && layer.test(said) ? said.replace(layer, /** @type {any} */ (WIDE.exec(path))[0]) : said;
  return [path, `${path}.`, `${path}[`].some((start) => one.startsWith(start));
}

/**
 * @param {any} spec a full one where the path is about several layers
 * @param {string} path
 * @returns {any} undefined where there is nothing, or layers differ
 */
export function valueAt(spec, path) {
  if (isWide(path)) {
    const values = Object.keys(spread({ [path]: null }, spec.model.layers.length)).map((one) => valueAt(spec, one));
    return values.every((value) => value === values[0]) ? values[0] : undefined;
  }
  return keysOf(path).reduce((at, key) => at?.[key], spec);
}

/**
 * A copy of a spec with some of its values replaced.
 * @param {any} spec
 * @param {Paths} paths
 * @returns {any}
 */
export function withPaths(spec, paths) {
  const copy = structuredClone(spec);
  for (const [path, value] of Object.entries(paths)) {
    const keys = keysOf(path);
    let at = copy;
    keys.forEach((key, depth) => {
      if (depth === keys.length - 1) at[key] = structuredClone(value);
      else at = at[key] ??= /^\d+$/.test(keys[depth + 1]) ? [] : {};
    });
  }
  return copy;
}

/** What has to do with the data, but not with which set they are of. */
const OF_ANY_SET = 'data.scaling';

/**
 * Later values over earlier ones. A new optimizer, schedule or data set takes along what hung on the old one.
 * @param {...Paths} maps
 * @returns {Paths}
 */
export function mergePaths(...maps) {
  return maps.reduce((merged, map) => {
    const replaced = Object.keys(map).filter((path) => /\.(id|set)$/.test(path) && map[path] !== merged[path]);
    const sections = replaced.map((path) => path.replace(/[^.]*$/, ''));
    const hangs = (/** @type {string} */ path) =>
      path !== OF_ANY_SET && sections.some((section) => path.startsWith(section));
    const kept = Object.entries(merged).filter(([path]) => !hangs(path));
    return { ...Object.fromEntries(kept), ...map };
  }, {});
}

/**
 * The field of the catalog that a path of a spec is about.
 * @param {any} catalog
 * @param {string} path
 * @param {any} spec to know which optimizer and schedule are meant
 * @returns {any} undefined where there is none
 */
export function fieldAt(catalog, path, spec) {
  const keys = keysOf(path);
  const named = (/** @type {any[]} */ fields) => fields?.find(({ key }) => key === keys.at(-1));
  if (keys.length === 1) return named(catalog.spec.root);
  if (keys[0] === 'model' && keys[1] === 'layers') return named(catalog.spec.layer);
  const field = named(catalog.spec[keys[0]]);
  if (field) return field;
  const tables = { optimizer: catalog.optimizers, schedule: catalog.schedules };
  const row = tables[/** @type {'optimizer' | 'schedule'} */ (keys[0])]?.find(
    (/** @type {any} */ { key }) => key === spec?.[keys[0]]?.id,
  );
  return named(row?.hyperparameters);
}

/**
 * What a field allows, in a few characters: "1..4096", "sgd, adam".
 * @param {any} field of the catalog or of a lab's settings
 * @returns {string}
 */
export function allowedBy(field) {
  if (!field) return '';
  if (field.options) return field.options.join(', ');
  if (field.kind === 'flag') return 'true, false';
  return field.min === field.max ? String(field.min) : `${field.min}..${field.max}`;
}

/** Specs and their paths: reading, setting and comparing values by path. Pure functions. */

/**
 * Values by path, such as { batchSize: 64, 'schedule.id': 'power', 'model.layers': […] }.
 * @typedef {Record<string, any>} Paths
 */

/** @param {string} path such as "schedule.rates[1]" @returns {string[]} */
const keysOf = (path) => path.match(/[^.[\]]+/g) ?? [];

/**
 * @param {any} spec
 * @param {string} path
 * @returns {any} undefined where there is nothing
 */
export function valueAt(spec, path) {
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

/**
 * Later values over earlier ones. A new optimizer, schedule or data set takes along what hung on the old one.
 * @param {...Paths} maps
 * @returns {Paths}
 */
export function mergePaths(...maps) {
  return maps.reduce((merged, map) => {
    const replaced = Object.keys(map).filter((path) => /\.(id|set)$/.test(path) && map[path] !== merged[path]);
    const sections = replaced.map((path) => path.replace(/[^.]*$/, ''));
    const kept = Object.entries(merged).filter(([path]) => !sections.some((section) => path.startsWith(section)));
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

/** What a sweep runs: every combination of the values that vary, for every seed, each as one full spec. Pure. */

/**
 * @typedef {import('../index.js').Engine} Engine
 * @typedef {import('../spec.d.ts').Spec} Spec
 * @typedef {import('../spec.d.ts').Catalog} Catalog
 * @typedef {{ path: string, values: unknown[] }} Axis
 * @typedef {{ [path: string]: unknown }} Vary what a combination sets
 * @typedef {{ index: number, vary: Vary, spec: Spec }} Job `index`: its place in the sweep
 */

/** More than anybody waits for, and than a list of commands holds. */
const MAX_JOBS = 100_000;

/** A sweep that cannot be: what is wrong with its words. */
export class SweepError extends Error {}

/**
 * "optimizer.id=sgd,adam" or "optimizer.learningRate=1e-3..1e-1:7".
 * @param {string} text
 * @param {(text: string) => unknown} parseValue a value as --set has it
 * @param {Catalog} catalog says which scale a range of a value goes by
 * @returns {Axis}
 */
export function parseAxis(text, parseValue, catalog) {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new SweepError(`--vary needs path=value,value or path=low..high:n, got ${JSON.stringify(text)}`);
  const [path, list] = [text.slice(0, at), text.slice(at + 1)];
  const values = rangeOf(path, list, catalog) ?? splitList(list).map(parseValue);
  const known = new Set(values.map((value) => JSON.stringify(value)));
  if (known.size < values.length) throw new SweepError(`--vary ${path} has a value twice: ${list}`);
  return { path, values };
}

/** At commas that stand in no bracket and no string. @param {string} text */
function splitList(text) {
  const parts = [''];
  let depth = 0;
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|./gs) ?? []) {
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
    if (token === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

/**
 * low..high:n as n values, rounded to three digits between the ends: in equal ratios where the catalog's scale of the value is
 * logarithmic, in equal steps where it is not; whole where the value is.
 * @param {string} path
 * @param {string} text
 * @param {Catalog} catalog
 * @returns {number[] | null} null where it is no range
 */
function rangeOf(path, text, catalog) {
  const match = /^([^,]+)\.\.([^,:]+):([^,]+)$/.exec(text);
  if (!match) return null;
  const [low, high, count] = match.slice(1).map(Number);
  const bad = (/** @type {string} */ why) => new SweepError(`--vary ${path}=${text}: ${why}`);
  if (!Number.isFinite(low) || !Number.isFinite(high)) throw bad('both ends of a range must be numbers');
  if (!Number.isInteger(count) || count < 2 || count > 1000) throw bad(`a range has 2..1000 values, got ${match[3]}`);
  const field = fieldOf(path, catalog);
  const logarithmic = field?.scale === 'log';
  if (logarithmic && !(low > 0 && high > 0)) throw bad('its scale is logarithmic, so both ends must be above 0');
  const between = (/** @type {number} */ share) =>
    logarithmic ? low * (high / low) ** share : low + (high - low) * share;
  const round = (/** @type {number} */ x) => (field?.kind === 'integer' ? Math.round(x) : Number(x.toPrecision(3)));
  const values = Array.from({ length: count }, (_, n) => round(between(n / (count - 1))));
  [values[0], values[count - 1]] = [low, high];
  if (field?.kind === 'integer') return [...new Set(values)];
  return values;
}

/**
 * What the catalog says of the value at a path, if it knows it.
 * @param {string} path
 * @param {Catalog} catalog
 * @returns {{ key: string, kind?: string, scale?: string } | undefined}
 */
function fieldOf(path, catalog) {
  const keys = path.replace(/\[\d+\]/g, '').split('.');
  const key = keys[keys.length - 1];
  const section = keys.length === 1 ? 'root' : keys[keys.length - 2] === 'layers' ? 'layer' : keys[0];
  const { spec, optimizers, schedules } =
    /** @type {{ spec: { [name: string]: readonly Field[] }, optimizers: readonly Choice[],
     *   schedules: readonly Choice[] }} */ (/** @type {unknown} */ (catalog));
  const rows = section === 'optimizer' ? optimizers : section === 'schedule' ? schedules : [];
  return [...(spec[section] ?? []), ...rows.flatMap(({ hyperparameters }) => hyperparameters)].find(
    (field) => field.key === key,
  );
}

/**
 * @typedef {{ key: string, kind?: string, scale?: string }} Field
 * @typedef {{ hyperparameters: readonly Field[] }} Choice
 */

/**
 * All runs of a sweep: combinations in the order of the axes, the last one fastest; of each, its seeds one after another.
 * @param {(settings: [path: string, value: unknown][]) => Spec} specOf the full spec with some values set
 * @param {Axis[]} axes
 * @param {number} seeds how many, from the spec's own on
 * @returns {Job[]}
 */
export function planSweep(specOf, axes, seeds) {
  const paths = axes.map(({ path }) => path);
  const twice = paths.find((path, n) => paths.indexOf(path) < n);
  if (twice !== undefined) throw new SweepError(`--vary ${twice} is there twice`);
  if (paths.includes('seed') && seeds > 1) throw new SweepError('--seeds varies the seed: leave --vary seed out');
  const size = axes.reduce((product, { values }) => product * values.length, seeds);
  if (size > MAX_JOBS) throw new SweepError(`a sweep has at most ${MAX_JOBS} runs, this one ${size}`);
  /** @type {[string, unknown][][]} */
  let combinations = [[]];
  for (const { path, values } of axes)
    combinations = combinations.flatMap((one) =>
      values.map((value) => [...one, /** @type {[string, unknown]} */ ([path, value])]),
    );
  /** @type {Map<string, string>} */
  const known = new Map();
  return combinations.flatMap((settings, n) => {
    const one = specOf(settings);
    const { seed: first } = one;
    const words = settings.map(([path, value]) => `${path}=${JSON.stringify(value)}`).join(', ');
    const other = known.get(JSON.stringify(one));
    if (other !== undefined)
      throw new SweepError(`${other} and ${words} are one experiment: vary what does not set the other`);
    known.set(JSON.stringify(one), words);
    return Array.from({ length: seeds }, (_, k) => {
      const seed = first + k;
      return {
        index: n * seeds + k,
        vary: Object.fromEntries(settings),
        spec: specOf(seeds > 1 ? [...settings, ['seed', seed]] : settings),
      };
    });
  });
}

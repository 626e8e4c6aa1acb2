/** Files of runs, a JSON object a line: read back, joined, and held against each other. Pure. */

/**
 * @typedef {import('./run.js').RunLine} RunLine
 * @typedef {{ lines: RunLine[], whole: number, cut: boolean }} Read `whole`: characters up to the end of the last whole line; `cut`:
 *   whether more follows, of a run that was being written when its writer ended
 */

/** A file that is no file of runs, or runs that disagree. */
export class RunsError extends Error {}

const KEYS = /** @type {const} */ (['key', 'weightsHash', 'status']);

/** How every line of a run begins. */
const BEGINNING = '{"type":"run",';

/**
 * @param {string} text
 * @param {string} name of the file, for errors
 * @returns {Read}
 */
export function readLines(text, name) {
  const whole = text.lastIndexOf('\n') + 1;
  const rows = text.slice(0, whole).split('\n').slice(0, -1);
  const lines = rows.flatMap((row, n) => (row.trim() === '' ? [] : [readLine(row, `${name}, line ${n + 1}`)]));
  const last = text.slice(whole);
  if (isCut(last)) return { lines, whole, cut: true };
  // Else whole, but for the end of its line: as pasted, or written by others.
  const more = last.trim() === '' ? [] : [readLine(last, `${name}, line ${rows.length + 1}`)];
  return { lines: [...lines, ...more], whole: text.length, cut: false };
}

/** Whether a last line is the beginning of a run, and not something else that its owner would miss. @param {string} last */
function isCut(last) {
  if (last === '' || !BEGINNING.startsWith(last.slice(0, BEGINNING.length))) return false;
  try {
    JSON.parse(last);
    return false;
  } catch {
    return true;
  }
}

/** @param {string} row @param {string} where @returns {RunLine} */
function readLine(row, where) {
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(row);
  } catch (error) {
    throw new RunsError(`${where} is no JSON: ${/** @type {Error} */ (error).message}`);
  }
  const line = /** @type {RunLine} */ (value);
  const sound =
    typeof line === 'object' &&
    line !== null &&
    line.type === 'run' &&
    KEYS.every((key) => typeof line[key] === 'string') &&
    Number.isInteger(line.index) &&
    Number.isInteger(line.seed) &&
    [line.vary, line.spec, line.data].every((one) => typeof one === 'object' && one !== null) &&
    [line.testAccuracy, line.testLoss].every((one) => one === null || typeof one === 'number') &&
    Array.isArray(line.epochs);
  if (!sound) throw new RunsError(`${where} is no run that descenso race wrote`);
  return line;
}

/** What must be equal wherever a run is run. @param {RunLine} line */
const essence = ({ key, data, status, steps, epochs, testLoss, testAccuracy, weightsHash }) =>
  JSON.stringify({ key, data, status, steps, epochs, testLoss, testAccuracy, weightsHash });

/** A run, as a reader knows it. @param {Pick<RunLine, 'vary' | 'seed'>} line */
export const nameOf = ({ vary, seed }) =>
  [...Object.entries(vary).map(([path, value]) => `${path}=${textOf(value)}`), `seed ${seed}`].join(', ');

/** @param {unknown} value of a spec */
export const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** What the runs of one row of a table share: what varied, in whatever order it was given. @param {Pick<RunLine, 'vary'>} line */
export const combinationOf = ({ vary }) => JSON.stringify(Object.entries(vary).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Where two specs differ first: 'model.layers[0].units'; null where they do not.
 * @param {unknown} one @param {unknown} other @param {string} [path] of both
 * @returns {string | null}
 */
function differenceOf(one, other, path = '') {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other) ? null : path;
  const [a, b] = /** @type {{ [key: string]: unknown }[]} */ ([one, other]);
  const inside = (/** @type {string} */ key) =>
    Array.isArray(one) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
  for (const key of Object.keys({ ...a, ...b })) {
    const found = differenceOf(a[key], b[key], inside(key));
    if (found !== null) return found;
  }
  return null;
}

/**
 * In what else runs of different combinations differ: in what no value that varied speaks of. That may be wanted, and is more often a
 * setting that one part of a sweep was run without.
 * @param {RunLine[]} lines
 * @returns {string | null} the path, and whose it is
 */
export function strangeness(lines) {
  const [first, ...others] = new Map(lines.map((line) => [combinationOf(line), line])).values();
  for (const other of others) {
    const paths = Object.keys({ ...first.vary, ...other.vary });
    // A convention is the default of values in many sections.
    if (paths.some((path) => 'optimizer.convention'.startsWith(path))) continue;
    const set = new Set(['seed', ...paths.map((path) => path.split(/[.[]/)[0])]);
    const rest = (/** @type {RunLine} */ { spec }) =>
      Object.fromEntries(Object.entries(spec).filter(([key]) => !set.has(key)));
    const path = differenceOf(rest(first), rest(other));
    if (path !== null) return `${path}, of ${nameOf(other)} and of ${nameOf(first)}`;
  }
  return null;
}

/**
 * Runs of several files, each once, in the sweep's order.
 * @param {RunLine[]} lines
 * @returns {RunLine[]}
 * @throws {RunsError} where a run that was done twice came to something else, equal specs had other data, or runs that the table
 *   would count as one combination differ in more than the seed
 */
export function mergeLines(lines) {
  /** @type {Map<string, RunLine>} */
  const known = new Map();
  /** @type {Map<string, RunLine>} */
  const data = new Map();
  /** @type {Map<string, RunLine>} */
  const combinations = new Map();
  for (const line of lines) {
    const other = known.get(line.key);
    if (other && essence(other) !== essence(line))
      throw new RunsError(
        `${nameOf(line)} was run twice, and came to something else: weights ${other.weightsHash} and ${line.weightsHash}` +
          (other.weightsHash === line.weightsHash ? ', with other figures' : ''),
      );
    known.set(line.key, other ?? line);
    const set = JSON.stringify(line.spec.data);
    const first = data.get(set) ?? line;
    data.set(set, first);
    if (JSON.stringify(first.data) !== JSON.stringify(line.data))
      throw new RunsError(`${nameOf(line)} saw other data than ${nameOf(first)}: their hashes differ`);
    const combination = combinationOf(line);
    const one = combinations.get(combination) ?? line;
    combinations.set(combination, one);
    const path = differenceOf({ ...one.spec, seed: 0 }, { ...line.spec, seed: 0 });
    if (path !== null)
      throw new RunsError(`${nameOf(line)} is of another sweep than ${nameOf(one)}: their ${path} differ`);
  }
  return [...known.values()].sort((a, b) => a.index - b.index || (a.key < b.key ? -1 : 1));
}

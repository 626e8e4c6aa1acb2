/** What a sweep came to: a row a combination, over its seeds. Pure: equal runs give equal tables, to the bit. */
import { meanInterval, pairedInterval } from '../statistics.js';
import { combinationOf, textOf } from './lines.js';

/**
 * @typedef {import('./run.js').RunLine} RunLine
 * @typedef {import('../statistics.js').Interval} Interval
 * @typedef {object} Row
 * @property {import('./grid.js').Vary} vary
 * @property {number} counted runs that came to their end
 * @property {number} runs of all; the others diverged
 * @property {Interval} testAccuracy
 * @property {Interval} testLoss
 * @property {Interval} validationAccuracy of the last epoch
 * @property {boolean} best has the best mean test accuracy, and all of its runs where any combination has; where no run counts, none is
 * @property {Interval | null} difference of the test accuracy to the best combination's, paired by seed; null where it is the best
 *   itself, or none is
 */

/** @param {RunLine} line */
const counts = ({ status }) => status === 'done' || status === 'stopped-early';

/** @param {RunLine} line @returns {number} */
const accuracyOf = ({ testAccuracy }) => testAccuracy ?? NaN;

/**
 * @param {RunLine[]} lines in the sweep's order
 * @returns {Row[]} in the order in which their combinations come
 */
export function tableOf(lines) {
  /** @type {Map<string, RunLine[]>} */
  const groups = new Map();
  for (const line of lines) {
    const key = combinationOf(line);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const rows = [...groups.values()].map((all) => ({ all, good: all.filter(counts) }));
  // Where any combination has all of its runs, one that has lost some is not the best: its mean is one of survivors.
  const whole = rows.some(({ all, good }) => good.length === all.length);
  const means = rows.map(({ all, good }) =>
    whole && good.length < all.length ? NaN : meanInterval(good.map(accuracyOf)).mean,
  );
  const best = means.reduce((top, mean, n) => (mean > (means[top] ?? -Infinity) ? n : top), -1);
  return rows.map(({ all, good }, n) => ({
    vary: all[0].vary,
    counted: good.length,
    runs: all.length,
    testAccuracy: meanInterval(good.map(accuracyOf)),
    testLoss: meanInterval(good.map(({ testLoss }) => testLoss ?? NaN)),
    validationAccuracy: meanInterval(good.map(({ epochs }) => epochs.at(-1)?.validationAccuracy ?? NaN)),
    best: n === best,
    difference: n === best || best < 0 ? null : pairsOf(good, rows[best].good),
  }));
}

/** @param {RunLine[]} ours @param {RunLine[]} best */
function pairsOf(ours, best) {
  const bySeed = new Map(best.map((line) => [line.seed, accuracyOf(line)]));
  const shared = ours.filter(({ seed }) => bySeed.has(seed));
  return pairedInterval(
    shared.map(accuracyOf),
    shared.map(({ seed }) => bySeed.get(seed) ?? NaN),
  );
}

/** @param {Row[]} rows @returns {string[]} that vary */
const pathsOf = (rows) => [...new Set(rows.flatMap(({ vary }) => Object.keys(vary)))];

const INTERVALS = /** @type {const} */ (['testAccuracy', 'testLoss', 'validationAccuracy', 'difference']);

/** A line a combination, for a spreadsheet. @param {Row[]} rows @returns {string} */
export function tableCSV(rows) {
  const paths = pathsOf(rows);
  const figures = INTERVALS.flatMap((name) => ['', 'Deviation', 'Low', 'High'].map((part) => `${name}${part}`));
  const lines = rows.map((row) => [
    ...paths.map((path) => (Object.hasOwn(row.vary, path) ? textOf(row.vary[path]) : '')),
    row.counted,
    row.runs,
    ...INTERVALS.flatMap((name) => {
      const { mean = null, deviation = null, low = null, high = null } = row[name] ?? {};
      return [mean, deviation, low, high].map((x) => (x === null || Number.isNaN(x) ? '' : x));
    }),
  ]);
  const cell = (/** @type {unknown} */ value) => {
    const text = String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [[...paths, 'counted', 'runs', ...figures], ...lines].map((line) => `${line.map(cell).join(',')}\n`).join('');
}

/** @param {number | null} x */
const decimal = (x) => (x === null || Number.isNaN(x) ? '–' : x.toFixed(4));

/** @param {Interval} figure */
const spread = ({ mean, deviation }) =>
  deviation === null ? decimal(mean) : `${decimal(mean)} ± ${decimal(deviation)}`;

/** For people: means ± deviations over the seeds, and the paired interval of the difference to the best. @param {Row[]} rows */
export function tableText(rows) {
  const paths = pathsOf(rows);
  const titles = [...paths, 'runs', 'test accuracy', 'test loss', 'to the best, 95 % interval'];
  const cells = rows.map((row) => [
    ...paths.map((path) => (Object.hasOwn(row.vary, path) ? textOf(row.vary[path]) : '')),
    row.counted === row.runs ? String(row.runs) : `${row.counted} of ${row.runs}`,
    spread(row.testAccuracy),
    spread(row.testLoss),
    row.best ? 'best' : differenceText(row.difference),
  ]);
  const widths = titles.map((title, n) => Math.max(title.length, ...cells.map((row) => row[n].length)));
  return [titles, ...cells]
    .map(
      (row) =>
        `${row.map((cell, n) => (n < paths.length ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join('  ')}\n`,
    )
    .join('');
}

/** @param {Interval | null} difference */
function differenceText(difference) {
  if (!difference) return decimal(null);
  const { mean, low, high } = difference;
  return low === null ? decimal(mean) : `${decimal(mean)} [${decimal(low)}, ${decimal(high)}]`;
}

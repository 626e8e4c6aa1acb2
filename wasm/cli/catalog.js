// catalog.js: `descenso catalog`.

import { loadEngine } from '../index.js';
import { parseOptions } from './args.js';

export const summary = 'prints what can be chosen: keys, ranges, defaults';

export const help = `descenso catalog [--text]

Prints the catalog of optimizers, schedules, activations, initializers and of a spec's keys, as JSON.

  --text   as tables for people: key, kind, allowed values, default (per convention where it differs)`;

/**
 * @typedef {object} Field
 * @property {string} key
 * @property {string} kind
 * @property {number} [min]
 * @property {number} [max]
 * @property {string} [scale]
 * @property {unknown} [default]
 * @property {Record<string, unknown>} [defaults]
 * @property {string[]} [options]
 */
/** @typedef {{ key: string, paper?: string, hyperparameters?: Field[] }} Choice */

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values } = parseOptions(args, { text: { type: 'boolean', default: false } }, 0);
  const { catalog } = await loadEngine();
  if (values.text) process.stdout.write(catalogText(catalog));
  else process.stdout.write(`${JSON.stringify(catalog, null, process.stdout.isTTY ? 2 : 0)}\n`);
  return 0;
}

/**
 * Every list of choices of the catalog, then every group of a spec's keys.
 * @param {import('../spec.d.ts').Catalog} catalog
 * @returns {string}
 */
function catalogText(catalog) {
  const lines = [];
  for (const [name, choices] of Object.entries(catalog)) {
    if (!isListOfRows(choices)) continue;
    lines.push(name.toUpperCase(), '');
    for (const { key, paper, hyperparameters = [] } of /** @type {Choice[]} */ (choices)) {
      lines.push(paper ? `${key}  (${paper})` : key, ...tableOf(hyperparameters));
      if (hyperparameters.length) lines.push('');
    }
    if (lines.at(-1)) lines.push('');
  }
  lines.push('SPEC', '');
  for (const [group, fields] of Object.entries(catalog.spec)) lines.push(group, ...tableOf(fields), '');
  return `${lines.slice(0, -1).join('\n')}\n`;
}

/** @param {unknown} value */
const isListOfRows = (value) => Array.isArray(value) && typeof value[0] === 'object';

/** @param {Field[]} fields */
function tableOf(fields) {
  const rows = fields.map((field) => [field.key, field.kind, allowed(field), defaultText(field)]);
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()}`,
  );
}

/** @param {Field} field */
function allowed({ kind, min, max, scale, options }) {
  if (options?.length) return options.join(' | ');
  if (kind === 'flag') return 'true | false';
  if (min === undefined || max === undefined) return '';
  return `${min} .. ${max}${scale === 'log' ? ' (log)' : ''}`;
}

/** @param {Field} field */
function defaultText({ default: common, defaults = {} }) {
  const texts = Object.values(defaults).map(valueText);
  if (texts.length === 0) return common === undefined ? '' : valueText(common);
  if (texts.every((text) => text === texts[0])) return texts[0];
  return Object.keys(defaults)
    .map((convention, i) => `${convention} ${texts[i]}`)
    .join(', ');
}

/** @param {unknown} value */
const valueText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

// sweep-table.js: how `race` and `merge` print what a sweep came to.

import { tableCSV, tableText } from '../sweep/table.js';

/**
 * @param {import('../sweep/run.js').RunLine[]} lines
 * @param {import('../sweep/table.js').Row[]} rows
 * @param {{ json?: boolean, csv?: boolean }} form
 */
export function printTable(lines, rows, { json, csv }) {
  const objects = (/** @type {object[]} */ list) => list.map((one) => `${JSON.stringify(one)}\n`).join('');
  const text = json
    ? objects([...lines, ...rows.map((row) => ({ type: 'row', ...row })), { type: 'end', runs: lines.length }])
    : csv
      ? tableCSV(rows)
      : tableText(rows);
  process.stdout.write(text);
}

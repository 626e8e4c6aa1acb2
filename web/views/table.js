/** Tables whose cells change in place while runs go on. */
import { clear, h, setText } from './dom.js';

/**
 * @typedef {object} Column
 * @property {string} key of a row's value
 * @property {string} label
 * @property {(value: any, row: any) => string | Node | (string | Node)[]} [format] the value as text without it
 * @property {'start' | 'end'} [align] end for figures
 * @property {boolean} [header] the cell names its row; the first column does without
 * @property {'least' | 'greatest'} [best] marks the best value of the column
 */

/**
 * @param {{ columns: Column[], caption: string, hideCaption?: boolean }} options
 */
export function liveTable({ columns, caption, hideCaption = false }) {
  const headers = columns.some(({ header }) => header);
  const isHeader = (/** @type {number} */ i) => (headers ? Boolean(columns[i].header) : i === 0);
  const classOf = (/** @type {Column} */ { align }) => (align === 'end' ? 'end' : '');
  const body = h('tbody');
  const table = h(
    'table',
    { class: 'live' },
    h('caption', { class: hideCaption ? 'visually-hidden' : '' }, caption),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        columns.map((column) => h('th', { scope: 'col', class: classOf(column) }, column.label)),
      ),
    ),
    body,
  );
  // A table wider than the page scrolls by itself, and what scrolls must be reachable by the keyboard.
  const element = h('div', { class: 'table-wrap', role: 'region', 'aria-label': caption, tabIndex: 0 }, table);
  /** @type {Map<string, { row: HTMLTableRowElement, values: any[], data: any }>} */
  let present = new Map();

  const addRow = () => {
    const cells = columns.map((column, i) =>
      isHeader(i) ? h('th', { scope: 'row', class: classOf(column) }) : h('td', { class: classOf(column) }),
    );
    return { row: h('tr', null, cells), values: columns.map(() => unset), data: null };
  };

  return {
    element,
    /** @param {{ id: string, [key: string]: any }[]} rows in their order; an id stands for one row of the table */
    setRows(rows) {
      const next = new Map(rows.map((data) => [data.id, { ...(present.get(data.id) ?? addRow()), data }]));
      for (const [id, { row }] of present) if (!next.has(id)) row.remove();
      present = next;
      let at = body.firstElementChild;
      for (const { row, values, data } of next.values()) {
        if (row === at) at = at.nextElementSibling;
        else body.insertBefore(row, at);
        columns.forEach((column, i) => writeCell(row.cells[i], column, data, values, i));
      }
      columns.forEach((column, i) => column.best && markBest([...next.values()], column, i));
    },
  };
}

/** No value of a row is this. */
const unset = Symbol('unset');

/** @param {HTMLElement} cell @param {Column} column @param {any} data @param {any[]} values @param {number} i */
function writeCell(cell, { key, format = String }, data, values, i) {
  const value = data[key];
  const content = format(value ?? null, data);
  if (typeof content === 'string') setText(cell, content);
  else if (!Object.is(values[i], value)) clear(cell, content);
  values[i] = value;
}

/** @param {{ row: HTMLTableRowElement, data: any }[]} rows @param {Column} column @param {number} i */
function markBest(rows, { key, best }, i) {
  const values = rows.map(({ data }) => data[key]).filter((value) => Number.isFinite(value));
  const winner = best === 'least' ? Math.min(...values) : Math.max(...values);
  // The only one is no winner.
  for (const { row, data } of rows) row.cells[i].classList.toggle('best', values.length > 1 && data[key] === winner);
}

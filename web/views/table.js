/** Tables whose cells change in place while runs go on; a row is kept by its id. */
import { h } from './dom.js';
import { explainIf } from './explain.js';
import { NONE, ofAll } from './format.js';
import { html, nothing, render, repeat } from './template.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {{ id: string }} Row an id stands for one row of the table
 * @typedef {'number' | 'percent' | 'integer' | 'seconds' | 'plain'} Format the app's; a mean over seeds has its deviation
 * @typedef {string | Node | import('./template.js').TemplateResult} Content
 */

/**
 * @template {Row} R
 * @typedef {object} Column the first one names its row
 * @property {string} key of a row's value
 * @property {string} [label] without it, what the table's words call the key
 * @property {Format | ((row: R) => Content)} [format] the value as text without it; with a name of one, it is a figure
 * @property {boolean} [figure] aligned with those above and below it
 * @property {() => boolean} [shown] whether it is there now; always without it
 * @property {'least' | 'greatest'} [best] marks the best value of the column
 */

/** What is asked about a word stands on its line. */
const NO_BREAK = '\u00a0';

/**
 * @template {Row} R
 * @param {App} app
 * @param {object} options
 * @param {string} options.caption
 * @param {string} options.words the group of strings that has `columns.*`
 * @param {Column<R>[]} options.columns
 * @param {boolean} [options.explained] a column has a "?" where the words have `explain.*` of its key
 * @param {boolean} [options.hideCaption]
 * @param {boolean} [options.hideEmpty] is not seen before it has rows
 * @param {boolean} [options.stacks] on a telephone each row is a list of its values, under its name
 */
export function liveTable(app, options) {
  const {
    caption,
    words,
    columns,
    explained = false,
    hideCaption = false,
    hideEmpty = false,
    stacks = false,
  } = options;
  // What is laid out as a list is no table any more to screen readers, unless it says so.
  const role = (/** @type {string} */ name) => (stacks ? name : nothing);
  // A table wider than the page scrolls by itself, and what scrolls must be reachable by the keyboard.
  const element = h('div', { class: 'table-wrap', role: 'region', 'aria-label': caption, tabIndex: 0 });
  const kindOf = (/** @type {Column<R>} */ { format, figure = typeof format === 'string' }) => (figure ? 'end' : '');
  const labelOf = (/** @type {Column<R>} */ { key, label = app.t(`${words}.columns.${key}`) }) => label;
  const heads = columns.map((column) => {
    const label = labelOf(column);
    const more = explained ? explainIf(app, `${words}.explain.${column.key}`, { about: label }) : null;
    // Its name is read with every cell: without the question beside it.
    const head = html`<th
      scope="col"
      role=${role('columnheader')}
      class=${kindOf(column)}
      aria-label=${more ? label : nothing}
    >
      ${label}${more && html`${NO_BREAK}${more}`}
    </th>`;
    return { column, head };
  });

  /** @param {Column<R>} column @param {R} row @returns {Content} */
  function contentOf({ key, format }, row) {
    if (typeof format === 'function') return format(row);
    const value = valueOf(row, key);
    return format ? figureText(app, value, format) : String(value ?? NONE);
  }

  /** @param {(R & Record<string, unknown>)[]} rows in their order */
  function setRows(rows) {
    const there = heads.filter(({ column: { shown } }) => shown?.() ?? true);
    const winners = there.map(({ column }) => bestOf(rows, column));
    const cell =
      (/** @type {R} */ row) =>
      (/** @type {{ column: Column<R> }} */ { column }, /** @type {number} */ n) => {
        const content = contentOf(column, row);
        // In one line: a space around it would be one of the cell's words.
        if (n === 0) return html`<th scope="row" role=${role('rowheader')} class=${kindOf(column)}>${content}</th>`;
        const kind = `${kindOf(column)} ${valueOf(row, column.key) === winners[n] ? 'best' : ''}`.trim();
        const status = column.key === 'status' ? (valueOf(row, 'status') ?? nothing) : nothing;
        const label = stacks ? labelOf(column) : nothing;
        return html`<td class=${kind} role=${role('cell')} data-label=${label} data-status=${status}>${content}</td>`;
      };
    element.hidden = hideEmpty && rows.length === 0;
    render(
      html`<table class=${stacks ? 'live stacks' : 'live'} role=${role('table')}>
        <caption class=${hideCaption ? 'visually-hidden' : ''}>
          ${caption}
        </caption>
        <thead data-roving role=${role('rowgroup')}>
          <tr role=${role('row')}>
            ${there.map(({ head }) => head)}
          </tr>
        </thead>
        <tbody data-roving role=${role('rowgroup')}>
          ${repeat(
            rows,
            ({ id }) => id,
            (row) =>
              html`<tr role=${role('row')}>
                ${there.map(cell(row))}
              </tr>`,
          )}
        </tbody>
      </table>`,
      element,
    );
  }

  setRows([]);
  return { element, setRows };
}

/** @param {Row} row @param {string} key */
const valueOf = (row, key) => /** @type {Record<string, unknown>} */ (row)[key];

/** @param {App} app @param {unknown} value a number, or a mean with its deviation @param {Format} format @returns {string[]} */
function figureParts(app, value, format) {
  const write = app.format[format];
  if (typeof value !== 'object' || value === null) return [write(/** @type {number | null | undefined} */ (value))];
  const { mean, deviation } = /** @type {import('../../wasm/statistics.js').Figure} */ (value);
  const { known, all } = /** @type {Partial<import('../runs/summary.js').Counted>} */ (value);
  if (!Number.isFinite(mean)) return [known ? ofAll(app, known, Number(all)) : NONE];
  // More than two digits of a deviation say nothing.
  const spread =
    deviation === null ? '' : format === 'number' ? app.format.number(deviation, { digits: 2 }) : write(deviation);
  return [
    write(mean),
    ...(deviation === null ? [] : [`± ${spread}`]),
    ...(known === all ? [] : [`(${ofAll(app, Number(known), Number(all))})`]),
  ];
}

/** @param {App} app @param {unknown} value @param {Format} format */
export function figureText(app, value, format) {
  const parts = figureParts(app, value, format);
  return parts.length === 1 ? parts[0] : inParts(parts);
}

/** What stands for a figure, in the room that a likely one would take. @param {App} app @param {unknown} likely @param {Format} format @param {string} [instead] */
export function figurePlace(app, likely, format, instead = NONE) {
  const parts = figureParts(app, likely, format);
  const text = parts.map((part) => part.replaceAll(' ', NO_BREAK)).join(' ');
  return html`<span class=${parts.length > 1 ? 'figure-parts' : ''} data-room=${text}><span>${instead}</span></span>`;
}

/** A figure that takes a line for each of its parts where there is no room for them in one. @param {string[]} parts */
const inParts = (parts) =>
  html`<span class="figure-parts">${parts.map((part, n) => html`${n === 0 ? '' : ' '}<span>${part}</span>`)}</span>`;

/** The only one is no winner. @param {Row[]} rows @param {{ key: string, best?: 'least' | 'greatest' }} column */
function bestOf(rows, { key, best }) {
  const values = rows.flatMap((row) => {
    const value = valueOf(row, key);
    return typeof value === 'number' && Number.isFinite(value) ? value : [];
  });
  if (!best || values.length < 2) return NaN;
  return best === 'least' ? Math.min(...values) : Math.max(...values);
}

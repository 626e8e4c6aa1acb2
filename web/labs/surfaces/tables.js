/** What the picture cannot say exactly: how far each run has come, and one step from the inside. */
import { swatch } from '../../views/chart-legend.js';
import { clear, h, setText } from '../../views/dom.js';
import { explainIf } from '../../views/explain.js';
import { NONE } from '../../views/format.js';
import { formula } from '../../views/formula.js';
import { styleOf } from '../../views/palette.js';
import { anatomyOf } from './model.js';
import { entrantName } from './rail.js';

/** @import { App } from '../../context.js' */

const COLUMNS = ['status', 'step', 'f', 'distance', 'reached'];

/** @typedef {{ id: string, optimizer: any }} Named */

/** @param {App} app @param {Named} run */
function named(app, { id, optimizer }) {
  const { color, dash, marker } = styleOf(id);
  return [swatch({ color, dash, marker, points: true }), entrantName(app, id, optimizer)];
}

/**
 * A table in a region that scrolls by the keyboard.
 * @param {string} label
 * @param {boolean} hidden whether the caption is only heard
 * @param {...Node} parts
 */
const scrolling = (label, hidden, ...parts) =>
  h(
    'div',
    {
      class: 'table-wrap',
      tabIndex: 0,
      role: 'region',
      'aria-label': label,
    },
    h('table', { class: 'live' }, h('caption', { class: hidden ? 'visually-hidden' : null }, label), parts),
  );

/** @param {App} app @param {{ status: string, step: number }} figures */
export function statusText(app, { status, step }) {
  return app.t(`surfaces.status.${status}`, status === 'diverged' ? { step: app.format.integer(step) } : {});
}

/** @param {App} app */
export function resultsTable(app) {
  const body = h('tbody');
  const heads = COLUMNS.map((key) =>
    h(
      'th',
      { scope: 'col', class: key === 'status' ? '' : 'end' },
      h('span', null, app.t(`surfaces.columns.${key}`)),
      ' ',
      explainIf(app, `surfaces.explain.${key}`, { about: app.t(`surfaces.columns.${key}`) }),
    ),
  );
  /** @type {Map<string, Record<string, HTMLElement>>} */
  let rows = new Map();
  return {
    element: scrolling(
      app.t('surfaces.tableLabel'),
      false,
      h(
        'thead',
        { 'data-roving': '' },
        h('tr', null, h('th', { scope: 'col' }, app.t('surfaces.columns.entrant')), heads),
      ),
      body,
    ),
    /** @param {Named[]} runs */
    rebuild(runs) {
      rows = new Map(
        runs.map(({ id }) => [
          id,
          Object.fromEntries(
            COLUMNS.map((key) => [key, h('td', { class: key === 'status' ? 'surface-status' : 'end' })]),
          ),
        ]),
      );
      const row = (/** @type {Named} */ run) =>
        h('tr', null, h('th', { scope: 'row' }, named(app, run)), Object.values(rows.get(run.id) ?? {}));
      clear(body, runs.map(row));
    },
    /** @param {string} id @param {ReturnType<typeof import('./model.js').figuresAt>} figures */
    show(id, figures) {
      const cells = rows.get(id);
      if (!cells) return;
      setText(cells.status, statusText(app, figures));
      cells.status.dataset.status = figures.status;
      setText(cells.step, app.format.integer(figures.step));
      setText(cells.f, app.format.number(figures.f));
      setText(cells.distance, app.format.number(figures.distance));
      setText(cells.reached, figures.reached === null ? NONE : app.format.integer(figures.reached));
    },
  };
}

/** Who runs, as buttons: the one that is pressed has its step taken apart. @param {App} app @param {(id: string) => void} onSelect */
export function runLegend(app, onSelect) {
  const element = h('ul', { class: 'surface-legend', 'data-roving': '', 'aria-label': app.t('surfaces.whose') });
  return {
    element,
    /** @param {Named[]} runs @param {string} selected */
    rebuild(runs, selected) {
      const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.run;
      clear(
        element,
        runs.map((run) =>
          h(
            'li',
            null,
            h(
              'button',
              {
                type: 'button',
                'aria-pressed': String(run.id === selected),
                title: app.t('surfaces.select'),
                dataset: { run: run.id },
                on: { click: () => onSelect(run.id) },
              },
              named(app, run),
            ),
          ),
        ),
      );
      if (focused) /** @type {HTMLElement | null} */ (element.querySelector(`[data-run="${focused}"]`))?.focus();
    },
  };
}

/** @param {App} app @param {import('./model.js').Run} run @param {number} at */
const titleOf = (app, { id, optimizer, count }, at) =>
  app.t('surfaces.anatomyOf', { name: entrantName(app, id, optimizer), step: app.format.integer(Math.min(at, count)) });

/** One step from the inside. @param {App} app @param {any} catalog */
export function stepPanel(app, catalog) {
  const label = app.t('surfaces.anatomy');
  const caption = h('h2', { class: 'chart-title' });
  const rule = h('div');
  const body = h('tbody');
  const empty = h('p', { class: 'muted' }, app.t('surfaces.noStep'));
  const table = scrolling(
    label,
    true,
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, app.t('surfaces.axes.what'))),
        ['x', 'y', 'norm'].map((key) => h('th', { scope: 'col', class: 'end' }, app.t(`surfaces.axes.${key}`))),
      ),
    ),
    body,
  );
  /** @type {{ key: string, cells: HTMLElement[] }[]} */
  let rows = [];
  let ruled = '';

  /** @param {string[]} keys */
  function makeRows(keys) {
    if (rows.map(({ key }) => key).join() === keys.join()) return;
    rows = keys.map((key) => ({ key, cells: [0, 1, 2].map(() => h('td', { class: 'end' })) }));
    const head = (/** @type {string} */ key) => h('th', { scope: 'row' }, app.t(`surfaces.rows.${key}`));
    clear(
      body,
      rows.map(({ key, cells }) => h('tr', null, head(key), cells)),
    );
  }

  return {
    element: h('div', { class: 'surface-anatomy' }, caption, rule, empty, table),
    /** @param {import('./model.js').Run | undefined} run @param {number} at */
    show(run, at) {
      const anatomy = run ? anatomyOf(run, Math.min(at, run.count)) : null;
      empty.hidden = anatomy !== null;
      table.hidden = anatomy === null;
      setText(caption, run ? titleOf(app, run, at) : label);
      if (!run) {
        ruled = '';
        clear(rule);
        return;
      }
      if (ruled !== run.optimizer.id) {
        ruled = run.optimizer.id;
        const row = catalog.optimizers.find((/** @type {any} */ one) => one.key === ruled);
        clear(rule, formula(row.formula, { display: true }));
      }
      if (!anatomy) return;
      const slots = Object.fromEntries(anatomy.slots.map(({ name, value }) => [name, value]));
      const moved = anatomy.gradientAt.some((one, n) => one !== anatomy.from[n]);
      /** @type {Record<string, [number, number]>} */
      const figures = {
        from: anatomy.from,
        ...(moved ? { gradientAt: anatomy.gradientAt } : {}),
        gradient: anatomy.gradient,
        ...slots,
        rate: anatomy.rate,
        step: anatomy.step,
      };
      makeRows(Object.keys(figures));
      for (const { key, cells } of rows) {
        const [x, y] = figures[key];
        setText(cells[0], app.format.number(x));
        setText(cells[1], app.format.number(y));
        setText(
          cells[2],
          ['gradient', 'velocity', 'moment', 'step'].includes(key) ? app.format.number(Math.hypot(x, y)) : '',
        );
      }
    },
  };
}

/** One step from the inside, vector by vector. */
import { byKey } from '../../state/settings.js';
import { h } from '../../views/dom.js';
import { liveTable } from '../../views/table.js';
import { html, nothing, render } from '../../views/template.js';
import { display } from '../shared/stage.js';
import { anatomyOf } from './model.js';
import { entrantName } from './settings.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('./model.js').Run} Run */

/** @param {App} app @param {import('./model.js').Run} run @param {number} at */
const titleOf = (app, { id, optimizer, count }, at) =>
  app.t('surfaces.anatomyOf', { name: entrantName(app, id, optimizer), step: app.format.integer(Math.min(at, count)) });

/** Rows of the step whose length is told too. */
const VECTORS = ['gradient', 'velocity', 'moment', 'step'];

/** One step from the inside. @param {App} app */
export function stepPanel(app) {
  const label = app.t('surfaces.anatomy');
  const table = liveTable(app, {
    caption: label,
    hideCaption: true,
    hideEmpty: true,
    words: 'surfaces',
    columns: [
      {
        key: 'id',
        label: app.t('surfaces.axes.what'),
        format: (/** @type {{ id: string }} */ { id }) => app.t(`surfaces.rows.${id}`),
      },
      ...['x', 'y'].map((key) => ({
        key,
        label: app.t(`surfaces.axes.${key}`),
        format: /** @type {const} */ ('number'),
      })),
      { key: 'norm', label: app.t('surfaces.axes.norm'), figure: true },
    ],
  });
  const element = h('div', { class: 'surface-anatomy' });
  /** @param {Run} run */
  const rule = ({ optimizer }) => display(byKey(app.catalog.optimizers, optimizer.id).formula);

  return {
    element,
    /** @param {Run | undefined} run @param {number} at */
    show(run, at) {
      const anatomy = run ? anatomyOf(run, Math.min(at, run.count)) : null;
      table.setRows(anatomy ? rowsOf(app, anatomy) : []);
      const empty = html`<p class="muted">${app.t('surfaces.noStep')}</p>`;
      render(
        html`<h2 class="chart-title">${run ? titleOf(app, run, at) : label}</h2>
          ${run && rule(run)} ${anatomy ? nothing : empty} ${table.element}`,
        element,
      );
    },
  };
}

/** @param {App} app @param {import('./model.js').Anatomy} anatomy */
function rowsOf(app, { from, gradientAt, gradient, slots, rate, step }) {
  const moved = gradientAt.some((one, n) => one !== from[n]);
  const figures = {
    from,
    ...(moved ? { gradientAt } : {}),
    gradient,
    ...Object.fromEntries(slots.map(({ name, value }) => [name, value])),
    rate,
    step,
  };
  return Object.entries(figures).map(([id, [x, y]]) => ({
    id,
    x,
    y,
    norm: VECTORS.includes(id) ? app.format.number(Math.hypot(x, y)) : '',
  }));
}

/** What the picture cannot say exactly: how far each run has come. */
import { liveTable } from '../../views/table.js';
import { contestant, statusText } from './legend.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('./model.js').Run & ReturnType<typeof import('./model.js').figuresAt>} Shown */

/** @param {App} app */
export function resultsTable(app) {
  const table = liveTable(app, {
    caption: app.t('surfaces.tableLabel'),
    words: 'surfaces',
    explained: true,
    columns: [
      { key: 'entrant', format: (/** @type {Shown} */ run) => contestant(app, run) },
      { key: 'status', format: (run) => statusText(app, run) },
      { key: 'step', format: 'integer' },
      { key: 'f', format: 'number' },
      { key: 'distance', format: 'number' },
      { key: 'reached', format: 'integer' },
    ],
  });
  table.element.classList.add('surface-results');
  return table;
}

/** The table, which follows live, and the proof that the start was fair. */
import { fairness as fairStart, summaryOf } from '../../runs/summary.js';
import { swatch } from '../../views/chart-legend.js';
import { h, setText } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { NONE } from '../../views/format.js';
import { styleOf } from '../../views/palette.js';
import { statusText } from '../shared/stage.js';
import { labelOf } from './names.js';
import { outcomeOf, zeroShare } from './outcome.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('../../runs/summary.js').Figure} Figure */

/** @param {App} app @returns {Record<string, (x: number) => string>} */
const columnsOf = (app) => ({
  train: app.format.number,
  penalty: app.format.number,
  validation: app.format.number,
  gap: app.format.number,
  best: (x) => app.format.integer(Math.round(x)),
  accuracy: app.format.percent,
  test: app.format.percent,
  zeros: app.format.percent,
});

/** @param {Figure} figure @param {(x: number) => string} format */
function shown({ mean, deviation }, format) {
  if (!Number.isFinite(mean)) return NONE;
  return deviation === null ? format(mean) : `${format(mean)} ± ${format(deviation)}`;
}

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {import('./inspector.js').Inspector} inspector
 */
export function resultsTable(app, race, inspector) {
  const body = h('tbody', { 'data-roving': '' });
  /** @type {Map<string, Record<string, HTMLElement>>} */
  const rows = new Map();
  const fair = h('p', { class: 'fairness muted' });
  const heading = (/** @type {string} */ key) => {
    const label = app.t(`regularization.columns.${key}`);
    return h(
      'th',
      { scope: 'col', class: 'number' },
      label,
      ' ',
      explain(app, `regularization.explain.${key}`, { about: label }),
    );
  };
  const table = h(
    'div',
    { class: 'table-scroll', tabIndex: 0, role: 'region', 'aria-label': app.t('regularization.table') },
    h(
      'table',
      { class: 'table' },
      h('caption', { class: 'visually-hidden' }, app.t('regularization.table')),
      h(
        'thead',
        { 'data-roving': '' },
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, app.t('regularization.entrant')),
          h('th', { scope: 'col' }, app.t('race.columns.status')),
          Object.keys(columnsOf(app)).map(heading),
        ),
      ),
      body,
    ),
  );

  /** @param {string} id */
  function makeRow(id) {
    const { color, dash, marker } = styleOf(id);
    const cells = Object.fromEntries(
      ['status', ...Object.keys(columnsOf(app))].map((key) => [
        key,
        h('td', { class: key === 'status' ? '' : 'number' }),
      ]),
    );
    const name = h('span', { class: 'row-name' }, swatch({ color, dash, marker }), labelOf(app, race, id));
    body.append(h('tr', null, h('th', { scope: 'row' }, name), Object.values(cells)));
    rows.set(id, cells);
  }

  return {
    element: h('div', { class: 'race-results gap-results' }, table, fair),
    rebuild() {
      body.replaceChildren();
      rows.clear();
      race.ids.forEach(makeRow);
    },
    refresh() {
      for (const [id, cells] of rows) {
        const summary = summaryOf(race.runsOf(id), 0, 1);
        const outcome = { ...outcomeOf(race, id), zeros: { mean: zeroShare(inspector.of(id)), deviation: null } };
        setText(cells.status, statusText(app, summary));
        cells.status.dataset.status = summary.status;
        for (const [key, format] of Object.entries(columnsOf(app)))
          setText(cells[key], shown(/** @type {any} */ (outcome)[key], format));
      }
      setText(fair, fairness(app, race));
    },
  };
}

/** @param {App} app @param {import('../../runs/group.js').RunGroup} race */
function fairness(app, race) {
  const first = race.runs.filter((run) => run.ready && run.seed === race.runs[0].seed);
  const [known] = fairStart(first);
  if (!known) return '';
  const short = (/** @type {string} */ hash) => hash.slice(0, 8);
  const normalized = (/** @type {import('../../runs/group.js').Run} */ { spec }) =>
    spec.model.layers.some((/** @type {any} */ { batchNorm }) => batchNorm !== 'none');
  const plain = first.filter((run) => !normalized(run));
  const parts = [];
  const [start] = fairStart(plain);
  if (start)
    parts.push(
      start.weights ? app.t('race.fair.weights', { hash: short(start.weights) }) : app.t('race.fair.otherWeights'),
    );
  if (plain.length < first.length) parts.push(app.t('regularization.fairNormalized'));
  parts.push(
    known.batches ? app.t('race.fair.batches', { hash: short(known.batches) }) : app.t('race.fair.otherBatches'),
  );
  return parts.join(' ');
}

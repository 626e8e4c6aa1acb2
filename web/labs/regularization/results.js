/** The table, which follows live, and the proof that the start was fair. */
import { t } from '../../i18n/index.js';
import { swatch } from '../../views/chart-legend.js';
import { h, setText } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { integer, NONE, number, percent } from '../../views/format.js';
import { styleOf } from '../../views/palette.js';
import { statusText } from '../shared/stage.js';
import { labelOf } from './names.js';
import { outcomeOf, zeroShare } from './outcome.js';

/** @typedef {import('../race/model.js').Figure} Figure */

const round = (/** @type {number} */ x) => integer(Math.round(x));

/** @type {Record<string, (x: number) => string>} */
const COLUMNS = {
  train: number,
  penalty: number,
  validation: number,
  gap: number,
  best: round,
  accuracy: percent,
  test: percent,
  zeros: percent,
};

/** @param {Figure} figure @param {(x: number) => string} format */
function shown({ mean, deviation }, format) {
  if (!Number.isFinite(mean)) return NONE;
  return deviation === null ? format(mean) : `${format(mean)} ± ${format(deviation)}`;
}

/**
 * @param {import('../race/model.js').Race} race
 * @param {import('./inspector.js').Inspector} inspector
 */
export function resultsTable(race, inspector) {
  const body = h('tbody');
  /** @type {Map<string, Record<string, HTMLElement>>} */
  const rows = new Map();
  const fair = h('p', { class: 'fairness muted' });
  const heading = (/** @type {string} */ key) => {
    const label = t(`regularization.columns.${key}`);
    return h(
      'th',
      { scope: 'col', class: 'number' },
      label,
      ' ',
      explain(`regularization.explain.${key}`, { about: label }),
    );
  };
  const table = h(
    'div',
    { class: 'table-scroll', tabIndex: 0, role: 'region', 'aria-label': t('regularization.table') },
    h(
      'table',
      { class: 'table' },
      h('caption', { class: 'visually-hidden' }, t('regularization.table')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, t('regularization.entrant')),
          h('th', { scope: 'col' }, t('race.columns.status')),
          Object.keys(COLUMNS).map(heading),
        ),
      ),
      body,
    ),
  );

  /** @param {string} id */
  function makeRow(id) {
    const { variable: color, dash, marker } = styleOf(id);
    const cells = Object.fromEntries(
      ['status', ...Object.keys(COLUMNS)].map((key) => [key, h('td', { class: key === 'status' ? '' : 'number' })]),
    );
    const name = h('span', { class: 'row-name' }, swatch({ color, dash, marker }), labelOf(race, id));
    body.append(h('tr', null, h('th', { scope: 'row' }, name), Object.values(cells)));
    rows.set(id, cells);
  }

  return {
    element: h('div', { class: 'race-results gap-results' }, table, fair),
    rebuild() {
      body.replaceChildren();
      rows.clear();
      race.entrants.forEach(makeRow);
    },
    refresh() {
      for (const [id, cells] of rows) {
        const summary = race.summary(id, 0, 1);
        const outcome = { ...outcomeOf(race, id), zeros: { mean: zeroShare(inspector.of(id)), deviation: null } };
        setText(cells.status, statusText(summary));
        cells.status.dataset.status = summary.status;
        for (const [key, format] of Object.entries(COLUMNS))
          setText(cells[key], shown(/** @type {any} */ (outcome)[key], format));
      }
      setText(fair, fairness(race));
    },
  };
}

/** @param {import('../race/model.js').Race} race */
function fairness(race) {
  const known = race.runs.filter((run) => run.ready && run.seed === race.runs[0].seed);
  if (known.length === 0) return '';
  const short = (/** @type {string} */ hash) => hash.slice(0, 8);
  const normalized = (/** @type {import('../race/model.js').Run} */ { spec }) =>
    spec.model.layers.some((/** @type {any} */ { batchNorm }) => batchNorm !== 'none');
  const plain = known.filter((run) => !normalized(run));
  const same = (/** @type {any[]} */ runs, /** @type {string} */ key) =>
    new Set(runs.map(({ ready }) => ready[key])).size === 1;
  const parts = [];
  if (plain.length > 0)
    parts.push(
      same(plain, 'initialHash')
        ? t('race.fair.weights', { hash: short(plain[0].ready.initialHash) })
        : t('race.fair.otherWeights'),
    );
  if (plain.length < known.length) parts.push(t('regularization.fairNormalized'));
  parts.push(
    same(known, 'orderHash')
      ? t('race.fair.batches', { hash: short(known[0].ready.orderHash) })
      : t('race.fair.otherBatches'),
  );
  return parts.join(' ');
}

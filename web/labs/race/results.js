/** The race's table, which follows live, and the proof that the start was fair. */
import { swatch } from '../../views/chart-legend.js';
import { summaryOf } from '../../runs/summary.js';
import { h, setText } from '../../views/dom.js';
import { explainIf } from '../../views/explain.js';
import { NONE } from '../../views/format.js';
import { styleOf } from '../../views/palette.js';
import { fairness, statusText } from '../shared/stage.js';
import { entrantName } from './rail.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('../../runs/summary.js').Figure} Figure */

/** A figure, with its deviation where there are several seeds. @param {Figure} figure @param {(x: number) => string} format */
function shown({ mean, deviation }, format) {
  if (!Number.isFinite(mean)) return NONE;
  return deviation === null ? format(mean) : `${format(mean)} ± ${format(deviation)}`;
}

const COLUMNS = [
  'status',
  'learningRate',
  'loss',
  'validationAccuracy',
  'testAccuracy',
  'imagesPerSecond',
  'seconds',
  'stepsToTarget',
];

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {{ onSelect: (entrant: string) => void }} options
 */
export function raceResults(app, race, { onSelect }) {
  const { store } = app;
  const body = h('tbody', { 'data-roving': '' });
  /** @type {Map<string, { cells: Record<string, HTMLElement>, rate: HTMLInputElement }>} */
  const rows = new Map();
  const fair = h('p', { class: 'fairness muted' });
  const heading = (/** @type {string} */ key) =>
    h(
      'th',
      { scope: 'col', class: key === 'status' ? '' : 'number' },
      app.t(`race.columns.${key}`),
      explainIf(app, `race.explain.${key}`, { about: app.t(`race.columns.${key}`) }),
    );
  const table = h(
    'div',
    { class: 'table-scroll', tabIndex: 0, role: 'region', 'aria-label': app.t('race.tableLabel') },
    h(
      'table',
      { class: 'table' },
      h('caption', { class: 'visually-hidden' }, app.t('race.tableLabel')),
      h(
        'thead',
        { 'data-roving': '' },
        h('tr', null, h('th', { scope: 'col' }, app.t('race.columns.entrant')), COLUMNS.map(heading)),
      ),
      body,
    ),
  );

  /** @param {string} id */
  function makeRow(id) {
    const { color, dash, marker } = styleOf(id);
    const cells = Object.fromEntries(COLUMNS.map((key) => [key, h('td', { class: key === 'status' ? '' : 'number' })]));
    const rate = h('input', {
      type: 'text',
      inputMode: 'decimal',
      class: 'rate-input',
      'aria-label': app.t('race.rateOf', { name: entrantName(app, id) }),
      on: {
        change: () => {
          const value = Number(rate.value.replace(',', '.'));
          if (rate.value.trim() !== '' && value >= 0 && value <= 1000) race.setLearningRate(id, value);
          refresh();
        },
      },
    });
    cells.learningRate.append(rate);
    const select = h(
      'button',
      { type: 'button', class: 'row-button', on: { click: () => onSelect(id) } },
      swatch({ color, dash, marker }),
      entrantName(app, id),
    );
    body.append(h('tr', null, h('th', { scope: 'row' }, select), Object.values(cells)));
    rows.set(id, { cells, rate });
  }

  /** All rows anew. */
  function rebuild() {
    body.replaceChildren();
    rows.clear();
    race.ids.forEach(makeRow);
    refresh();
  }

  function refresh() {
    const { smoothing, target } = store.state.values;
    for (const [id, { cells, rate }] of rows) {
      const summary = summaryOf(race.runsOf(id), smoothing, target);
      const over = !['running', 'paused', 'loading', 'waiting'].includes(summary.status);
      setText(cells.status, statusText(app, summary));
      cells.status.dataset.status = summary.status;
      rate.disabled = over;
      if (document.activeElement !== rate) rate.value = app.format.plain(Number(summary.learningRate.toPrecision(4)));
      setText(cells.loss, shown(summary.loss, app.format.number));
      setText(cells.validationAccuracy, shown(summary.validationAccuracy, app.format.percent));
      setText(cells.testAccuracy, shown(summary.testAccuracy, app.format.percent));
      setText(
        cells.imagesPerSecond,
        shown(summary.imagesPerSecond, (x) => app.format.integer(Math.round(x))),
      );
      setText(cells.seconds, shown(summary.seconds, app.format.seconds));
      setText(
        cells.stepsToTarget,
        shown(summary.stepsToTarget, (x) => app.format.integer(Math.round(x))),
      );
    }
    setText(fair, fairness(app, race));
  }

  return { element: h('div', { class: 'race-results' }, table, fair), rebuild, refresh };
}

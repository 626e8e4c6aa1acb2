/** The table, which follows live, and the proof that the start was fair. */
import { summaryOf, testAccuracyOf } from '../../runs/summary.js';
import { liveTable } from '../../views/table.js';
import { html, render } from '../../views/template.js';
import { fairStart, named, pairedLater, statusText } from '../shared/stage.js';
import { labelOf } from './names.js';
import { gapOf, leastOf, outcomeOf, zeroShare } from './outcome.js';

/** @import { App } from '../../context.js' */

/**
 * @typedef {{ id: string } & import('../../runs/summary.js').Summary} Row
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {import('./inspector.js').Inspector} inspector
 */
export function resultsTable(app, race, inspector) {
  const element = document.createElement('div');
  element.className = 'race-results gap-results';
  const table = liveTable(app, {
    caption: app.t('regularization.table'),
    hideCaption: true,
    words: 'regularization',
    explained: true,
    columns: [
      {
        key: 'id',
        label: app.t('regularization.entrant'),
        format: (/** @type {Row} */ { id }) => named(id, labelOf(app, race, id)),
      },
      { key: 'status', label: app.t('race.columns.status'), format: (row) => statusText(app, row) },
      { key: 'train', format: 'number' },
      { key: 'penalty', format: 'number' },
      { key: 'validation', format: 'number' },
      { key: 'gap', format: 'number' },
      { key: 'least', format: 'number' },
      { key: 'best', format: 'integer' },
      { key: 'accuracy', format: 'percent' },
      { key: 'test', format: 'percent' },
      { key: 'zeros', format: 'percent' },
      { key: 'exact', format: 'percent' },
    ],
  });

  const paired = pairedLater(app, race, refresh, ({ pairedTable }) =>
    pairedTable(app, race, (id) => labelOf(app, race, id), [
      { key: 'least', label: app.t('regularization.columns.least'), of: leastOf },
      { key: 'gap', label: app.t('regularization.columns.gap'), of: gapOf },
      { key: 'test', label: app.t('regularization.columns.test'), share: true, of: testAccuracyOf },
    ]),
  );

  function refresh() {
    table.setRows(
      race.ids.map((id) => ({
        id,
        ...summaryOf(race.runsOf(id), 0, 1),
        ...outcomeOf(race, id),
        zeros: zeroShare(inspector.of(id), 'zeros'),
        exact: zeroShare(inspector.of(id), 'exact'),
      })),
    );
    render(
      html`${table.element} ${paired()}
        <p class="fairness muted">${fairness(app, race)}</p>`,
      element,
    );
  }

  return { element, refresh };
}

/** @param {App} app @param {import('../../runs/group.js').RunGroup} race */
function fairness(app, race) {
  const known = race.runs.filter((run) => run.ready);
  const plain = known.filter(({ spec }) =>
    spec.model.layers.every((/** @type {{ batchNorm: string }} */ { batchNorm }) => batchNorm === 'none'),
  );
  const { batches } = fairStart(app, known);
  const parts = [
    plain.length > 0 && fairStart(app, plain).weights,
    plain.length < known.length && app.t('regularization.fairNormalized'),
    batches,
  ];
  return parts.filter((part) => part).join(' ');
}

/** The lab's table, and the proof that the start was fair. */
import { testAccuracyOf } from '../../runs/summary.js';
import { resultsTable } from '../shared/results.js';
import { fairStart } from '../shared/stage.js';
import { labelOf } from './names.js';
import { gapOf, leastOf, mirroredAccuracyOf, outcomeOf, zeroShare } from './outcome.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {import('./inspector.js').Inspector} inspector
 */
export const gapResults = (app, race, inspector) =>
  resultsTable(app, race, {
    words: 'regularization',
    caption: app.t('regularization.table'),
    hideCaption: true,
    entrant: app.t('regularization.entrant'),
    nameOf: (id) => labelOf(app, race, id),
    columns: [
      { key: 'train', format: 'number' },
      { key: 'penalty', format: 'number' },
      { key: 'validation', format: 'number' },
      { key: 'gap', format: 'number' },
      { key: 'least', format: 'number' },
      { key: 'best', format: 'integer' },
      { key: 'accuracy', format: 'percent' },
      { key: 'test', format: 'percent' },
      { key: 'mirrored', format: 'percent', shown: () => app.store.state.values.mirrored },
      { key: 'zeros', format: 'percent' },
      { key: 'exact', format: 'percent' },
    ],
    figures: (_, id) => ({
      ...outcomeOf(race, id),
      zeros: zeroShare(inspector.of(id), 'zeros'),
      exact: zeroShare(inspector.of(id), 'exact'),
    }),
    measures: [
      { key: 'least', of: leastOf },
      { key: 'gap', of: gapOf },
      { key: 'test', share: true, of: testAccuracyOf },
      { key: 'mirrored', share: true, of: mirroredAccuracyOf, shown: () => app.store.state.values.mirrored },
    ],
    note: () => fairness(app, race),
  });

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

/** The lab's table: what each contestant's network does at the chosen layer, and what it learns. */
import { resultsTable } from '../shared/results.js';
import { statusText } from '../shared/stage.js';
import { labelOf } from './names.js';
import { accuracyOf, figuresOf, lossOf } from './outcome.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../runs/group.js').RunGroup} Group */

/**
 * @param {App} app
 * @param {Group} race
 * @param {() => Group} shown
 */
export function depthResults(app, race, shown) {
  return resultsTable(app, race, {
    words: 'depth',
    caption: app.t('depth.table'),
    entrant: app.t('depth.entrant'),
    nameOf: (id) => labelOf(app, shown(), id),
    status: (row) => (race.runs.length === 0 ? app.t('depth.atStart') : statusText(app, row)),
    columns: [
      { key: 'deviation', format: 'number' },
      { key: 'gradient', format: 'number' },
      { key: 'dead', format: 'percent' },
      { key: 'moved', format: 'number' },
      { key: 'ratio', format: 'number' },
      { key: 'loss', format: 'number' },
      { key: 'accuracy', format: 'percent' },
    ],
    figures: (runs) => figuresOf(runs, app.store.state.values.layer),
    measures: [
      { key: 'loss', of: lossOf },
      { key: 'accuracy', share: true, of: accuracyOf },
    ],
    shown,
  });
}

/** The lab's table: what each contestant's network does at the chosen layer, and what it learns. */
import { counted } from '../../runs/summary.js';
import { resultsTable } from '../shared/results.js';
import { statusText } from '../shared/stage.js';
import { labelOf } from './names.js';
import { accuracyOf, lastLook, lossOf, middle, moved, ratioOf } from './outcome.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../runs/group.js').Run} Run */
/** @typedef {import('../../runs/group.js').RunGroup} Group */

/**
 * @param {App} app
 * @param {Group} race
 * @param {() => Group} shown
 */
export function depthResults(app, race, shown) {
  /** @param {Run[]} runs */
  function figures(runs) {
    const looks = runs.flatMap((run) => {
      const look = lastLook([run]);
      const layer = look?.layers[Math.min(app.store.state.values.layer, look.layers.length) - 1];
      return look && layer ? [{ run, look, layer }] : [];
    });
    const size = (/** @type {number[]} */ list) => (list.length > 0 ? middle(list, 'gradient') : NaN);
    return {
      deviation: size(looks.map(({ layer }) => layer.deviation)),
      gradient: size(looks.map(({ layer }) => layer.gradient)),
      dead: counted(looks.map(({ layer }) => layer.dead)),
      moved: size(looks.map(({ run, layer }) => moved(run, layer))),
      ratio: size(looks.map(({ look }) => ratioOf(look))),
      loss: counted(runs.map(lossOf)),
      accuracy: counted(runs.map(accuracyOf)),
    };
  }

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
    figures,
    measures: [
      { key: 'loss', of: lossOf },
      { key: 'accuracy', share: true, of: accuracyOf },
    ],
    shown,
  });
}

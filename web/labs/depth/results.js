/** The table, which follows live: what each contestant's network does at the chosen layer, and what it learns. */
import { counted, summaryOf } from '../../runs/summary.js';
import { liveTable } from '../../views/table.js';
import { html, render } from '../../views/template.js';
import { named, pairedLater, statusText } from '../shared/stage.js';
import { labelOf } from './names.js';
import { lastLook, looksOf, middle, moved, ratioOf } from './outcome.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../runs/group.js').RunGroup} Group */
/** @typedef {{ id: string } & import('../../runs/summary.js').Summary} Row */

/**
 * @param {App} app
 * @param {Group} race
 * @param {() => Group} shown
 */
export function resultsTable(app, race, shown) {
  const { store } = app;
  const element = document.createElement('div');
  element.className = 'race-results depth-results';
  const table = liveTable(app, {
    caption: app.t('depth.table'),
    words: 'depth',
    explained: true,
    columns: [
      {
        key: 'id',
        label: app.t('depth.entrant'),
        format: (/** @type {Row} */ { id }) => named(id, labelOf(app, shown(), id)),
      },
      {
        key: 'status',
        label: app.t('race.columns.status'),
        format: (row) => (race.runs.length === 0 ? app.t('depth.atStart') : statusText(app, row)),
      },
      { key: 'deviation', format: 'number' },
      { key: 'gradient', format: 'number' },
      { key: 'dead', format: 'percent' },
      { key: 'moved', format: 'number' },
      { key: 'ratio', format: 'number' },
      { key: 'loss', format: 'number' },
      { key: 'accuracy', format: 'percent' },
    ],
  });

  const paired = pairedLater(app, race, refresh, ({ pairedTable }) =>
    pairedTable(app, race, (id) => labelOf(app, race, id), [
      { key: 'loss', label: app.t('depth.columns.loss'), of: (run) => looksOf(run).at(-1)?.loss ?? NaN },
      {
        key: 'accuracy',
        label: app.t('depth.columns.accuracy'),
        share: true,
        of: ({ epochs }) => epochs.at(-1)?.validationAccuracy ?? NaN,
      },
    ]),
  );

  /** @param {Group} group @param {string} id */
  function figuresOf(group, id) {
    const runs = group.runsOf(id);
    const looks = runs.flatMap((run) => {
      const look = lastLook([run]);
      const layer = look?.layers[Math.min(store.state.values.layer, look.layers.length) - 1];
      return look && layer ? [{ run, look, layer }] : [];
    });
    const size = (/** @type {number[]} */ list) => (list.length > 0 ? middle(list, 'gradient') : NaN);
    return {
      deviation: size(looks.map(({ layer }) => layer.deviation)),
      gradient: size(looks.map(({ layer }) => layer.gradient)),
      dead: counted(looks.map(({ layer }) => layer.dead)),
      moved: size(looks.map(({ run, layer }) => moved(run, layer))),
      ratio: size(looks.map(({ look }) => ratioOf(look))),
      loss: counted(looks.map(({ look }) => look.loss)),
      accuracy: counted(runs.map(({ epochs }) => epochs.at(-1)?.validationAccuracy ?? NaN)),
    };
  }

  function refresh() {
    const group = shown();
    table.setRows(group.ids.map((id) => ({ id, ...summaryOf(group.runsOf(id), 0, 1), ...figuresOf(group, id) })));
    render(html`${table.element} ${paired()}`, element);
  }

  return { element, refresh };
}

/** A race's table, which follows live: a row a contestant, and under it what sets them apart over seeds. */
import { summaryOf, withoutSurvivors } from '../../runs/summary.js';
import { h } from '../../views/dom.js';
import { liveTable } from '../../views/table.js';
import { html, nothing, render } from '../../views/template.js';
import { named, pairedLater, statusText } from './stage.js';

/** @import { App } from '../../context.js' */
/** @import { Run, RunGroup } from '../../runs/group.js' */
/** @import { Column, Content } from '../../views/table.js' */
/** @typedef {{ id: string } & import('../../runs/summary.js').Summary} Row */

/**
 * @param {App} app
 * @param {RunGroup} race
 * @param {object} results
 * @param {string} results.words the group of strings that has `columns.*`
 * @param {string} results.caption
 * @param {boolean} [results.hideCaption]
 * @param {string} [results.entrant] what the first column is called
 * @param {(id: string) => string} results.nameOf
 * @param {(id: string, name: Content) => Content} [results.head] of a row, where it is more than the name
 * @param {(row: Row) => string} [results.status]
 * @param {Column<Row>[]} results.columns after name and status
 * @param {(runs: Run[], id: string) => object} results.figures of a contestant
 * @param {import('./paired.js').Measure[]} results.measures in which they are compared over seeds
 * @param {() => RunGroup} [results.shown] whose rows there are, where it is not the race
 * @param {() => string} [results.note] under the table
 */
export function resultsTable(app, race, results) {
  const { nameOf, head = (_, name) => name, status = (row) => statusText(app, row), columns, figures } = results;
  const { words, caption, hideCaption, entrant, measures, shown = () => race, note } = results;
  const element = h('div', { class: 'race-results' });
  const table = liveTable(app, {
    caption,
    hideCaption,
    words,
    explained: true,
    columns: [
      { key: 'entrant', label: entrant, format: ({ id }) => head(id, named(id, nameOf(id))) },
      { key: 'status', label: app.t('race.columns.status'), format: status },
      ...columns,
    ],
  });
  const paired = pairedLater(app, race, refresh, ({ pairedTable }) => pairedTable(app, race, words, nameOf, measures));

  function refresh() {
    const group = shown();
    const rows = group.ids.map((id) => {
      const runs = group.runsOf(id);
      return withoutSurvivors({ id, ...summaryOf(runs, 0, 1), ...figures(runs, id) }, runs);
    });
    table.setRows(rows);
    const said = note ? html`<p class="fairness muted">${note()}</p>` : nothing;
    render(html`${table.element} ${paired()} ${said}`, element);
  }

  return { element, refresh };
}

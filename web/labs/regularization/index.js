/** The regularization lab: a large network, few images, and what keeps it from learning them by heart. */
import { toJSON } from '../../runs/export.js';
import { totalSteps } from '../../runs/plan.js';
import { aheadOf } from '../../runs/paired.js';
import { downloadCSV, downloadJSON } from '../../views/download.js';
import { html, nothing } from '../../views/template.js';
import { raceLab } from '../shared/training.js';
import { COLUMNS, rowsOf } from './export.js';
import { Inspector } from './inspector.js';
import { labelOf } from './names.js';
import { leastOf, outcomeOf } from './outcome.js';
import { gapPanels } from './panels.js';
import { contest, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'regularization'];
export const styles = ['style/charts', 'style/race', 'style/regularization'];
export const panels = ['table', 'exports', 'charts', 'comparison', 'inside'];

export { contest, settingsFor };

/** Milliseconds between two pictures of curves that grow: a dozen charts take their time, which training needs. */
const REDRAW = 150;

/**
 * @typedef {object} Parts
 * @property {typeof import('./rail.js')} [rail]
 * @property {typeof import('./results.js')} [table]
 * @property {typeof import('./comparison.js')} [comparison]
 * @property {typeof import('./inside.js')} [inside]
 */

/** @param {App} app @param {Parts} parts */
export const createLab = (app, parts) =>
  raceLab(app, (race, refreshSoon) => {
    const { store } = app;
    const inspector = new Inspector(race, refreshSoon);

    function mount() {
      const panels = gapPanels(app, race);
      const comparison = parts.comparison?.comparisonCharts(app, race);
      const results = parts.table?.resultsTable(app, race, inspector);
      const weights = parts.inside?.weightCharts(app, race, inspector);
      const sections = parts.inside ? [parts.inside.masksSection(app), parts.inside.augmentSection(app)] : [];
      const charts = [panels, comparison, weights].flatMap((one) => one ?? []);
      let drawn = '';
      let drawnAt = 0;
      const follow = () => sections.forEach((one) => one.update());
      follow();

      /** Draws what has changed, if anything has: the charts have a point an epoch, and steps come faster. */
      function drawCharts() {
        const { lossScale, layer } = store.state.values;
        const runs = race.runs.map(({ epochs, status }) => epochs.length + status);
        const state = `${runs} ${inspector.answers} ${lossScale} ${layer}`;
        const now = performance.now();
        if (state === drawn) return;
        // Another report will come: at the least that of the end.
        if (race.status === 'running' && now - drawnAt < REDRAW) return;
        [drawn, drawnAt] = [state, now];
        charts.forEach((one) => one.draw());
      }

      return {
        rebuild: () => charts.forEach((one) => one.rebuild()),
        draw() {
          inspector.look();
          drawCharts();
          results?.refresh();
        },
        view: () =>
          html`${app.shows('charts') ? panels.view() : nothing}
          ${app.shows('comparison') ? comparison?.view() : nothing} ${app.shows('table') ? results?.element : nothing}`,
        below: () =>
          app.shows('inside') ? html`${weights?.view()} ${sections.map(({ element }) => element)}` : nothing,
        follow,
        destroy: () => [...charts, ...sections].forEach((one) => one.destroy()),
      };
    }

    /** Who came lowest in validation, in words: a small gap alone is no merit, for who learns nothing has none. */
    function verdict() {
      const ahead = aheadOf(race, (run) => -leastOf(run));
      if (!ahead || race.ids.length < 2) return app.t('regularization.over');
      const { best } = outcomeOf(race, ahead.id);
      const values = {
        name: labelOf(app, race, ahead.id),
        loss: app.format.number(-ahead.mean),
        epoch: app.format.integer(best.mean),
        seeds: app.format.integer(best.all),
      };
      if (best.all < 2) return app.t('regularization.lowest', values);
      return app.t(ahead.sure ? 'regularization.lowestOfSeeds' : 'regularization.noLowest', values);
    }

    return {
      words: 'regularization',
      who: 'entrants',
      entrants: () =>
        store.state.values.entrants.map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) })),
      running: () => app.t('regularization.said.running', { contestants: app.count('contestants', race.ids.length) }),
      name: (id) => labelOf(app, race, id),
      idle() {
        const { epochs, ...spec } = store.spec();
        const steps = app.count('steps', totalSteps({ epochs, ...spec }));
        const { seeds } = store.state.values;
        const key = seeds > 1 ? 'regularization.idleSeeds' : 'regularization.idle';
        return app.t(key, { steps, epochs: app.count('epochs', epochs), seeds });
      },
      evaluateTrain: true,
      over: verdict,
      forget: () => inspector.reset(),
      csv: () => downloadCSV('descenso-regularizacion.csv', COLUMNS, rowsOf(race)),
      json: () => downloadJSON('descenso-regularizacion.json', toJSON(race)),
      rail: (onProblem) => parts.rail?.regularizationRail(app, { onProblem }),
      mount,
    };
  });

/** The regularization lab: a large network, few images, and what keeps it from learning them by heart. */
import { totalSteps } from '../../runs/plan.js';
import { html, nothing } from '../../views/template.js';
import { raceLab } from '../shared/training.js';
import { Inspector } from './inspector.js';
import { entrantName, labelOf } from './names.js';
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
      const results = parts.table?.gapResults(app, race, inspector);
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

    return {
      words: 'regularization',
      who: 'entrants',
      running: () => app.t('regularization.said.running', { contestants: app.count('contestants', race.ids.length) }),
      name: (id) => labelOf(app, race, id),
      chosen: (id) => entrantName(app, id),
      idle() {
        const { epochs, ...spec } = store.spec();
        const steps = app.count('steps', totalSteps({ epochs, ...spec }));
        const { seeds } = store.state.values;
        const key = seeds > 1 ? 'regularization.idleSeeds' : 'regularization.idle';
        return app.t(key, { steps, epochs: app.count('epochs', epochs), seeds });
      },
      evaluateTrain: true,
      // Two passes over the test set, so that the column is full whenever it is asked for.
      mirrored: true,
      // A small gap alone is no merit: who learns nothing has none.
      verdict: {
        of: (run) => -leastOf(run),
        values: (id, mean) => ({
          name: labelOf(app, race, id),
          loss: app.format.number(-mean),
          epoch: app.format.integer(outcomeOf(race, id).best.mean),
        }),
      },
      forget: () => inspector.reset(),
      file: 'descenso-regularizacion',
      files: () => import('./export.js'),
      rail: (onProblem) => parts.rail?.regularizationRail(app, { onProblem }),
      mount,
    };
  });

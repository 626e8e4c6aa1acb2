/** The depth lab: what many layers do to signals and gradients, before the first step and after, and what is done about it. */
import { totalSteps } from '../../runs/plan.js';
import { html, nothing } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { landscapeOf } from '../shared/landscape.js';
import { raceLab } from '../shared/training.js';
import { depthCharts } from './charts.js';
import { entrantName, labelOf } from './names.js';
import { hasSharpness, lossOf } from './outcome.js';
import { Preview } from './preview.js';
import { contest, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../state/specs.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'depth'];
export const styles = ['style/charts', 'style/race', 'style/depth'];
export const panels = ['picture', 'table', 'exports', 'layers', 'steps', 'sharpness', 'landscape'];

export { contest, settingsFor };

/** Looks at the layers that a run is long: enough for a curve, few enough to cost little. */
const LOOKS = 100;

/** Milliseconds between two drawings of charts and table while runs go on: of ten contestants each takes its time, which training needs. */
const REDRAW = 200;

/**
 * @typedef {object} Parts
 * @property {typeof import('./rail.js')} [rail]
 * @property {typeof import('./results.js')} [table]
 * @property {typeof import('./picture.js')} [picture]
 */

/** @param {App} app @param {Parts} parts */
export const createLab = (app, parts) =>
  raceLab(app, (race, refreshSoon) => {
    const { store } = app;
    const preview = new Preview(app, refreshSoon);
    const shown = () => (race.runs.length > 0 ? race : preview.group);
    let mounted = false;
    const nameOf = (/** @type {string} */ id) => labelOf(app, race, id);
    const landscape = landscapeOf(app, race, { who: 'entrants', refreshSoon, nameOf });

    function mount() {
      const picture = parts.picture?.networkPictures(app, shown);
      const charts = depthCharts(app, shown);
      const results = parts.table?.depthResults(app, race, shown);
      const around = landscape.mount();
      mounted = true;
      let drawnAt = -REDRAW;
      function follow() {
        drawnAt = -REDRAW;
        if (race.runs.length === 0) preview.ask();
      }
      follow();

      /** While runs report, now and then: the last report comes with the end. */
      function drawFigures() {
        const now = performance.now();
        if (race.status === 'running' && now - drawnAt < REDRAW) return;
        drawnAt = now;
        charts.draw();
        results?.refresh();
      }

      return {
        rebuild: () => charts.rebuild(),
        draw() {
          drawFigures();
          around.draw();
        },
        view: () =>
          html`${app.shows('sharpness') ? charts.sharpness() : nothing} ${around.view()}
            ${app.shows('picture') ? (picture?.view() ?? nothing) : nothing}
            <div class="depth-choice">${charts.layerField()}</div>
            ${app.shows('table') ? results?.element : nothing} ${app.shows('layers') ? charts.layers() : nothing}
            ${app.shows('steps') ? charts.steps() : nothing}`,
        follow,
        destroy() {
          mounted = false;
          preview.clear();
          charts.destroy();
          around.destroy();
        },
      };
    }

    return {
      words: 'depth',
      who: 'entrants',
      /** @param {Spec} spec @param {boolean} first of the seeds */
      watch(spec, first) {
        const { sharpness, every } = store.state.values;
        return {
          layers: Math.max(1, Math.ceil(totalSteps(spec) / LOOKS)),
          ...(sharpness && hasSharpness(spec) ? { sharpness: every } : {}),
          ...landscape.kept(spec, first),
        };
      },
      running: () => app.t('depth.said.running', { contestants: app.count('contestants', race.ids.length) }),
      name: nameOf,
      chosen: (id) => entrantName(app, id),
      idle() {
        const { epochs, ...spec } = store.spec();
        const failure = preview.group.failures[0];
        const steps = app.count('steps', totalSteps({ epochs, ...spec }));
        return failure ? wordFailure(app, failure) : app.t('depth.idle', { count: spec.model.layers.length, steps });
      },
      verdict: {
        of: (run) => (run.end ? -lossOf(run) : NaN),
        // Losses are of what is minimized: those of smoothed labels cannot go as low as others.
        measure: (run) => run.spec.labelSmoothing,
        values: (id, mean) => ({ name: nameOf(id), loss: app.format.number(-mean) }),
      },
      busy: landscape.busy,
      forget() {
        landscape.clear();
        if (race.runs.length > 0) preview.clear();
        else if (mounted) preview.ask();
      },
      file: 'descenso-profundidad',
      files: () => import('./export.js'),
      rail: (onProblem) => parts.rail?.depthRail(app, { onProblem }),
      mount,
    };
  });

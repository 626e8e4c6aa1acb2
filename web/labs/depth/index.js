/** The depth lab: what many layers do to signals and gradients, before the first step and after, and what is done about it. */
import { totalSteps } from '../../runs/plan.js';
import { downloadCSV, downloadJSON } from '../../views/download.js';
import { html, nothing } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { raceLab } from '../shared/training.js';
import { depthCharts } from './charts.js';
import { COLUMNS, fileOf, rowsOf } from './export.js';
import { labelOf } from './names.js';
import { hasSharpness, looksOf } from './outcome.js';
import { networkPictures } from './picture.js';
import { Preview } from './preview.js';
import { contest, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../state/specs.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'depth'];
export const styles = ['style/charts', 'style/race', 'style/depth'];
export const panels = ['picture', 'table', 'exports', 'layers', 'steps', 'sharpness'];

export { contest, settingsFor };

/** Looks at the layers that a run is long: enough for a curve, few enough to cost little. */
const LOOKS = 100;

/**
 * @typedef {object} Parts
 * @property {typeof import('./rail.js')} [rail]
 * @property {typeof import('./results.js')} [table]
 */

/** @param {App} app @param {Parts} parts */
export const createLab = (app, parts) =>
  raceLab(app, (race, refreshSoon) => {
    const { store } = app;
    const entrants = () =>
      store.state.values.entrants.map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) }));
    const preview = new Preview(app, entrants, refreshSoon);
    const shown = () => (race.runs.length > 0 ? race : preview.group);
    let mounted = false;

    function mount() {
      const picture = networkPictures(app, shown);
      const charts = depthCharts(app, shown);
      const results = parts.table?.resultsTable(app, race, shown);
      mounted = true;
      const follow = () => race.runs.length === 0 && preview.ask();
      follow();
      return {
        rebuild: () => charts.rebuild(),
        draw() {
          charts.draw();
          results?.refresh();
        },
        view: () =>
          html`${app.shows('sharpness') ? charts.sharpness() : nothing}
            ${app.shows('picture') ? picture.view() : nothing}
            <div class="depth-choice">${charts.layerField()}</div>
            ${app.shows('table') ? results?.element : nothing} ${app.shows('layers') ? charts.layers() : nothing}
            ${app.shows('steps') ? charts.steps() : nothing}`,
        follow,
        destroy() {
          mounted = false;
          preview.clear();
          charts.destroy();
        },
      };
    }

    /** Whose loss is least in the end, in words. */
    function over() {
      const found = race.ids.flatMap((id) => {
        const loss = looksOf(race.runsOf(id)[0]).at(-1)?.loss ?? NaN;
        return Number.isFinite(loss) ? [{ id, loss }] : [];
      });
      if (found.length === 0) return app.t('depth.overNone');
      const { id, loss } = found.reduce((a, b) => (b.loss < a.loss ? b : a));
      return app.t('depth.over', { name: labelOf(app, race, id), loss: app.format.number(loss) });
    }

    return {
      words: 'depth',
      who: 'entrants',
      entrants,
      /** @param {Spec} spec */
      watch(spec) {
        const { sharpness, every } = store.state.values;
        const layers = Math.max(1, Math.ceil(totalSteps(spec) / LOOKS));
        return sharpness && hasSharpness(spec) ? { layers, sharpness: every } : { layers };
      },
      running: () => app.t('depth.said.running', { contestants: app.count('contestants', race.ids.length) }),
      name: (id) => labelOf(app, race, id),
      idle() {
        const { epochs, ...spec } = store.spec();
        const failure = preview.group.failures[0];
        const steps = app.count('steps', totalSteps({ epochs, ...spec }));
        return failure
          ? wordFailure(app, failure)
          : app.t('depth.idle', { layers: app.format.integer(spec.model.layers.length), steps });
      },
      over,
      forget() {
        if (race.runs.length > 0) preview.clear();
        else if (mounted) preview.ask();
      },
      csv: () => downloadCSV('descenso-profundidad.csv', COLUMNS, rowsOf(race)),
      json: () => downloadJSON('descenso-profundidad.json', fileOf(race)),
      rail: (onProblem) => parts.rail?.depthRail(app, { onProblem }),
      mount,
    };
  });

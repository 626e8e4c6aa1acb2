/** The race lab: several optimizers, one start, the same minibatches; who gets down first? */
import { totalSteps } from '../../runs/plan.js';
import { testAccuracyOf } from '../../runs/summary.js';
import { html, nothing } from '../../views/template.js';
import { landscapeOf } from '../shared/landscape.js';
import { entrantName } from '../shared/stage.js';
import { raceLab } from '../shared/training.js';
import { raceCharts } from './charts.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race'];
export const styles = ['style/charts', 'style/race'];
export const panels = ['table', 'exports', 'loss', 'validationLoss', 'validationAccuracy', 'landscape'];

export { settingsFor };

/** @param {App} app @param {{ rail?: typeof import('./rail.js'), table?: typeof import('./results.js') }} parts */
export const createLab = (app, parts) =>
  raceLab(app, (race, refreshSoon) => {
    const { store } = app;
    /** The contestant that is looked into. @type {string | null} */
    let looked = null;
    const nameOf = (/** @type {string} */ id) => entrantName(app, id);
    const landscape = landscapeOf(app, race, { who: 'optimizers', refreshSoon, nameOf });

    function mount() {
      const charts = raceCharts(app, race);
      const around = landscape.mount();
      /** Of several seeds the first is looked into: only its network is kept. */
      const canLook = (/** @type {string} */ id) => Boolean(race.runsOf(id)[0]?.end);
      const results = parts.table?.raceResults(app, race, {
        canSelect: canLook,
        isOpen: (id) => id === looked,
        onSelect: (id) => void (canLook(id) && look(id, true)),
      });
      /** A run from inside comes when somebody looks. @type {ReturnType<typeof import('./details.js').raceDetails> | null} */
      let details = null;
      let destroyed = false;

      let wanted = '';

      /** @param {string} id @param {boolean} [pressed] somebody has asked for it, and is told */
      function look(id, pressed = false) {
        wanted = id;
        return app.attempt(async () => {
          const { raceDetails } = await import('./details.js');
          if (destroyed || wanted !== id || !canLook(id)) return;
          looked = id;
          details ??= raceDetails(app, race);
          void details.select(id, pressed);
          refreshSoon();
        });
      }

      if (looked) void look(looked);

      /** What the lesson about Keras has beside the race. @type {(() => unknown) | null} */
      let snippets = null;
      async function showSnippets() {
        const { kerasSnippets } = await import('./snippets.js');
        snippets = await kerasSnippets(app, refreshSoon);
        refreshSoon();
      }
      if (store.presetOf()?.id === 'keras' && app.shows('text')) void app.attempt(showSnippets);

      return {
        rebuild() {
          charts.series();
          details?.reset();
        },
        draw() {
          charts.draw();
          around.draw();
          results?.refresh();
        },
        view: () => html`${around.view()} ${charts.view()} ${app.shows('table') ? results?.element : nothing}`,
        below: () => html`${details?.element} ${snippets?.()}`,
        follow: charts.axes,
        destroy() {
          destroyed = true;
          charts.destroy();
          around.destroy();
          details?.reset();
        },
      };
    }

    return {
      words: 'race',
      who: 'optimizers',
      stop() {
        const { stopSeconds: seconds, stopAccuracy: accuracy } = store.state.values;
        return { ...(seconds > 0 ? { seconds } : {}), ...(accuracy > 0 ? { accuracy } : {}) };
      },
      running: () => app.t('race.said.running', { optimizers: app.count('optimizers', race.ids.length) }),
      name: nameOf,
      chosen: nameOf,
      /** @param {import('../../state/specs.js').Spec} spec @param {boolean} first of the seeds */
      watch(spec, first) {
        const kept = landscape.kept(spec, first);
        return kept.weights ? kept : undefined;
      },
      idle() {
        const spec = store.spec();
        const plan = { steps: app.count('steps', totalSteps(spec)), epochs: app.count('epochs', spec.epochs) };
        const { seeds } = store.state.values;
        const ready = seeds > 1 ? app.t('race.idleSeeds', { ...plan, seeds }) : app.t('race.idle', plan);
        return `${ready} ${app.t(`race.idleSet.${spec.data.set}`)}`;
      },
      verdict: {
        of: testAccuracyOf,
        values: (id, mean) => ({ name: nameOf(id), accuracy: app.format.percent(mean) }),
      },
      busy: landscape.busy,
      forget() {
        looked = null;
        landscape.clear();
      },
      file: 'descenso',
      files: () => import('../../runs/export.js'),
      rail: (onProblem) => parts.rail?.raceRail(app, { onProblem }),
      mount,
    };
  });

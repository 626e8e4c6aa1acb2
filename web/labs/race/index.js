/** The race lab: several optimizers, one start, the same minibatches; who gets down first? */
import { totalSteps } from '../../runs/plan.js';
import { counted, testAccuracyOf } from '../../runs/summary.js';
import { html, nothing } from '../../views/template.js';
import { entrantName } from '../shared/stage.js';
import { raceLab } from '../shared/training.js';
import { raceCharts } from './charts.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race'];
export const styles = ['style/charts', 'style/race'];
export const panels = ['table', 'exports', 'loss', 'validationLoss', 'validationAccuracy'];

export { settingsFor };

/** @param {App} app @param {{ rail?: typeof import('./rail.js'), table?: typeof import('./results.js') }} parts */
export const createLab = (app, parts) =>
  raceLab(app, (race, refreshSoon) => {
    const { store } = app;
    /** The contestant that is looked into. @type {string | null} */
    let looked = null;
    /** How contestants are compared over several seeds. @type {typeof import('../../runs/paired.js') | null} */
    let compared = null;
    const compare = async () => (compared = await import('../../runs/paired.js'));

    /**
     * What the runs have reported, as a file.
     * @param {string} ending @param {string} type
     * @param {(made: typeof import('../../runs/export.js')) => string} contents
     */
    async function save(ending, type, contents) {
      const [made, { download }] = await Promise.all([
        import('../../runs/export.js'),
        import('../../views/download.js'),
      ]);
      download(`descenso.${ending}`, contents(made), type);
    }

    function mount() {
      const charts = raceCharts(app, race);
      const isFinished = (/** @type {string} */ id) => race.runsOf(id).every((run) => run.isOver && run.end);
      const results = parts.table?.raceResults(app, race, { onSelect: (id) => void (isFinished(id) && look(id)) });
      /** A run from inside comes when somebody looks. @type {ReturnType<typeof import('./details.js').raceDetails> | null} */
      let details = null;
      let destroyed = false;

      /** @param {string} id */
      async function look(id) {
        looked = id;
        const { raceDetails } = await import('./details.js');
        if (destroyed || looked !== id) return;
        details ??= raceDetails(app, race);
        details.select(id);
        refreshSoon();
      }

      if (looked) void look(looked);

      /** What the lesson about Keras has beside the race. @type {(() => unknown) | null} */
      let snippets = null;
      async function showSnippets() {
        const { kerasSnippets } = await import('./snippets.js');
        snippets = await kerasSnippets(app, refreshSoon);
        refreshSoon();
      }
      if (store.presetOf()?.id === 'keras' && app.shows('text')) void showSnippets();

      return {
        rebuild() {
          charts.series();
          details?.reset();
        },
        draw() {
          charts.draw();
          results?.refresh();
        },
        view: () => html`${charts.view()} ${app.shows('table') ? results?.element : nothing}`,
        below: () => html`${details?.element} ${snippets?.()}`,
        follow: charts.axes,
        destroy() {
          destroyed = true;
          charts.destroy();
          details?.reset();
        },
      };
    }

    /** Who has the best test accuracy, in words; over several seeds a winner is named only where there is one. */
    function best() {
      const known = race.ids
        .map((id) => ({ id, ...counted(race.runsOf(id).map(testAccuracyOf)) }))
        .filter(({ mean }) => Number.isFinite(mean));
      if (known.length === 0) return app.t('race.noBest');
      const { id, mean, all: seeds } = known.reduce((a, b) => (b.mean > a.mean ? b : a));
      const values = {
        name: entrantName(app, id),
        accuracy: app.format.percent(mean),
        seeds: app.format.integer(seeds),
      };
      if (seeds < 2) return app.t('race.best', values);
      if (!compared) {
        void compare().then(refreshSoon);
        return '';
      }
      return app.t(compared.aheadOf(race, testAccuracyOf)?.sure ? 'race.bestOfSeeds' : 'race.noWinner', values);
    }

    return {
      words: 'race',
      who: 'optimizers',
      entrants: () =>
        store.state.values.optimizers.map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) })),
      stop() {
        const { stopSeconds: seconds, stopAccuracy: accuracy } = store.state.values;
        return { ...(seconds > 0 ? { seconds } : {}), ...(accuracy > 0 ? { accuracy } : {}) };
      },
      running() {
        if (race.runs.length > race.ids.length) void compare();
        return app.t('race.said.running', { optimizers: app.count('optimizers', race.ids.length) });
      },
      name: (id) => entrantName(app, id),
      idle() {
        const spec = store.spec();
        const plan = { steps: app.count('steps', totalSteps(spec)), epochs: app.count('epochs', spec.epochs) };
        const { seeds } = store.state.values;
        const ready = seeds > 1 ? app.t('race.idleSeeds', { ...plan, seeds }) : app.t('race.idle', plan);
        return `${ready} ${app.t(`race.idleSet.${spec.data.set}`)}`;
      },
      over: () => app.t('race.over', { best: best() }),
      forget: () => (looked = null),
      csv: () => save('csv', 'text/csv;charset=utf-8', ({ toCSV }) => toCSV(race)),
      json: () => save('json', 'application/json', ({ toJSON }) => JSON.stringify(toJSON(race))),
      rail: (onProblem) => parts.rail?.raceRail(app, { onProblem }),
      mount,
    };
  });

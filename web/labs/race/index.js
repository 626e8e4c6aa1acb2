/** The race lab: several optimizers, one start, the same minibatches; who gets down first? */
import { RunGroup } from '../../runs/group.js';
import { totalSteps } from '../../runs/plan.js';
import { summaryOf } from '../../runs/summary.js';
import { h } from '../../views/dom.js';
import { createFrame } from '../../views/frame.js';
import { createRail } from '../../views/rail.js';
import { raceCharts } from './charts.js';
import { entrantName, raceRail } from './rail.js';
import { raceResults } from './results.js';
import { settingsFor } from './settings.js';
import { announcer, changeOf, raceActions, raceOrders, raceStage, raceText, raceWork } from '../shared/training.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'presets/race'];
export const styles = ['style/charts', 'style/race'];

export { settingsFor };

/** Settings that only change what is drawn. */
const DRAWN = new Set(['smoothing', 'xAxis', 'lossScale', 'target']);

/** @param {App} app */
export function createLab(app) {
  const { pool, store } = app;
  /** @type {ReturnType<typeof mountParts> | null} */
  let parts = null;
  /** The contestant that is looked into. @type {string | null} */
  let looked = null;
  const race = new RunGroup(pool, (kind) => {
    if (kind === 'runs') {
      looked = null;
      parts?.rebuild();
    }
    app.inTurn(refresh);
  });

  const announceStatus = announcer(app, race, {
    running: () => app.t('race.said.running', { optimizers: app.count('optimizers', race.ids.length) }),
    over: () => stateText(),
    name: (id) => entrantName(app, id),
  });

  function refresh() {
    parts?.refresh();
    announceStatus();
    app.worked();
  }

  /** @param {boolean} [paused] */
  function start(paused = false) {
    const { optimizers, seeds, stopSeconds, stopAccuracy } = store.state.values;
    parts?.tell(optimizers.length === 0 ? app.t('race.none') : '');
    if (optimizers.length === 0) return;
    const stop = {
      ...(stopSeconds > 0 ? { seconds: stopSeconds } : {}),
      ...(stopAccuracy > 0 ? { accuracy: stopAccuracy } : {}),
    };
    const entrants = optimizers.map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) }));
    race.start(raceOrders(entrants, seeds, stop), { paused, seconds: stop.seconds });
  }

  const actions = {
    ...raceActions(race, start),
    csv: () => save('csv', 'text/csv;charset=utf-8', ({ toCSV }) => toCSV(race)),
    json: () => save('json', 'application/json', ({ toJSON }) => JSON.stringify(toJSON(race, store.spec()))),
  };

  /**
   * What the runs have reported, as a file.
   * @param {string} ending @param {string} type
   * @param {(made: typeof import('../../runs/export.js')) => string} contents
   */
  async function save(ending, type, contents) {
    const [made, { download }] = await Promise.all([import('../../runs/export.js'), import('../../views/download.js')]);
    download(`descenso.${ending}`, contents(made), type);
  }

  /** @param {HTMLElement} host */
  function mountParts(host) {
    const { rail, stage, destroy } = createFrame(app, host);
    const charts = raceCharts(app, race);
    const inside = h('div');
    /** A run from inside comes when somebody looks. @type {ReturnType<typeof import('./details.js').raceDetails> | null} */
    let details = null;
    /** @param {string} id */
    async function look(id) {
      looked = id;
      const { raceDetails } = await import('./details.js');
      if (parts?.inside !== inside || looked !== id) return;
      details ??= raceDetails(app, race);
      inside.append(details.element);
      details.select(id);
    }
    const results = raceResults(app, race, { onSelect: (id) => void (isFinished(id) && look(id)) });
    const isFinished = (/** @type {string} */ id) => race.runsOf(id).every((run) => run.isOver && run.end);
    const texts = {
      title: app.t('race.title'),
      intro: app.t('race.intro'),
      about: app.t('race.about'),
      progress: app.t('race.progress'),
    };
    const { top, exports, prose, tell, show } = raceStage(app, texts, store.presetOf(), race, actions);
    const fillRail = createRail(rail, () => raceRail(app, { onProblem: tell }));

    fillRail();
    stage.append(...top, charts.element, results.element, exports, inside, prose);

    return {
      inside,
      look,
      rebuild() {
        charts.series();
        results.rebuild();
        details?.reset();
      },
      refresh() {
        charts.draw();
        results.refresh();
        show(stateText());
      },
      fillRail,
      charts,
      tell,
      destroy() {
        charts.destroy();
        details?.reset();
        destroy();
      },
    };
  }

  /** What is going on, in one line. */
  const stateText = () =>
    raceText(app, race, {
      idle() {
        const spec = store.spec();
        const plan = { steps: app.count('steps', totalSteps(spec)), epochs: app.count('epochs', spec.epochs) };
        return `${app.t('race.idle', plan)} ${app.t(`race.idleSet.${spec.data.set}`)}`;
      },
      over: () => app.t('race.over', { best: best() }),
    });

  /** Who has the best test accuracy, in words. */
  function best() {
    const accuracies = race.ids.map((id) => ({ id, test: summaryOf(race.runsOf(id), 0, 1).testAccuracy.mean }));
    const known = accuracies.filter(({ test }) => Number.isFinite(test));
    if (known.length === 0) return app.t('race.noBest');
    const winner = known.reduce((a, b) => (b.test > a.test ? b : a));
    return app.t('race.best', { name: entrantName(app, winner.id), accuracy: app.format.percent(winner.test) });
  }

  return {
    /** @param {HTMLElement} host */
    mount(host) {
      parts = mountParts(host);
      parts.rebuild();
      parts.refresh();
      if (looked) void parts.look(looked);
    },
    unmount() {
      parts?.destroy();
      parts = null;
    },
    /** @param {any} state @param {any} previous */
    update(state, previous) {
      const { changed, trained } = changeOf(state, previous, DRAWN);
      if (changed.some((key) => DRAWN.has(key))) parts?.charts.axes();
      if (trained || changed.includes('lossScale')) parts?.fillRail();
      parts?.refresh();
    },
    busy: () => race.status === 'running',
    work: raceWork(race, start, store),
    race,
  };
}

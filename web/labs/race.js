/** The race lab: several optimizers, one start, the same minibatches; who gets down first? */
import { t } from '../i18n/index.js';
import { download, fileName } from '../views/download.js';
import { integer, percent } from '../views/format.js';
import { createFrame } from '../views/frame.js';
import { createRail } from '../views/rail.js';
import { inTurn } from '../views/turns.js';
import { raceCharts } from './race/charts.js';
import { raceDetails } from './race/details.js';
import { toCSV, toJSON } from './race/export.js';
import { isOver, Race } from './race/model.js';
import { entrantName, raceRail } from './race/rail.js';
import { raceResults } from './race/results.js';
import { settingsFor } from './race/settings.js';
import { totalSteps } from './rate/plan.js';
import { announcer, changeOf, raceActions, raceStage, raceText } from './shared/training.js';

export { settingsFor };

/** Settings that only change what is drawn. */
const DRAWN = new Set(['smoothing', 'xAxis', 'lossScale', 'target']);

/** @param {any} context */
export function createLab(context) {
  const { pool, store, announce } = context;
  /** @type {ReturnType<typeof mountParts> | null} */
  let parts = null;
  let started = 0;
  const race = new Race(pool, (kind) => {
    if (kind === 'runs') parts?.rebuild();
    inTurn(refresh);
  });

  const announceStatus = announcer(race, announce, {
    running: () => t('race.said.running', { count: race.entrants.length }),
    over: () => t('race.said.over'),
  });

  function refresh() {
    parts?.refresh();
    announceStatus();
  }

  /** @param {boolean} [paused] */
  function start(paused = false) {
    const { optimizers, seeds, stopSeconds, stopAccuracy } = store.state.values;
    parts?.tell(optimizers.length === 0 ? t('race.none') : '');
    if (optimizers.length === 0) return;
    started = performance.now();
    const stop = {
      ...(stopSeconds > 0 ? { seconds: stopSeconds } : {}),
      ...(stopAccuracy > 0 ? { accuracy: stopAccuracy } : {}),
    };
    race.start(
      optimizers.map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) })),
      { seeds, stop, paused },
    );
  }

  const actions = {
    ...raceActions(race, start),
    csv: () => download(`${fileName('descenso')}.csv`, toCSV(race), 'text/csv;charset=utf-8'),
    json: () =>
      download(`${fileName('descenso')}.json`, JSON.stringify(toJSON(race, store.spec())), 'application/json'),
  };

  /** @param {HTMLElement} host */
  function mountParts(host) {
    const { rail, stage, destroy } = createFrame(host);
    const charts = raceCharts(context, race);
    const details = raceDetails(race);
    const results = raceResults(context, race, { onSelect: (id) => isFinished(id) && details.select(id) });
    const isFinished = (/** @type {string} */ id) => race.runsOf(id).every((run) => isOver(run) && run.end);
    const texts = {
      title: t('race.title'),
      intro: t('race.intro'),
      about: t('race.about'),
      progress: t('race.progress'),
    };
    const { top, exports, prose, tell, show } = raceStage(texts, store.presetOf(), race, actions);
    const fillRail = createRail(rail, () => raceRail(context, { onProblem: tell }));

    fillRail();
    stage.append(...top, charts.element, results.element, exports, details.element, prose);

    return {
      rebuild() {
        charts.series();
        results.rebuild();
        details.reset();
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
        details.reset();
        destroy();
      },
    };
  }

  /** What is going on, in one line. */
  const stateText = () =>
    raceText(race, started, {
      idle() {
        const spec = store.spec();
        const plan = { steps: integer(totalSteps(spec)), epochs: integer(spec.epochs) };
        return `${t('race.idle', plan)} ${t(`race.idleSet.${spec.data.set}`)}`;
      },
      over: () => t('race.over', { best: best() }),
    });

  /** Who has the best test accuracy, in words. */
  function best() {
    const accuracies = race.entrants.map((id) => ({ id, test: race.summary(id, 0, 1).testAccuracy.mean }));
    const known = accuracies.filter(({ test }) => Number.isFinite(test));
    if (known.length === 0) return t('race.noBest');
    const winner = known.reduce((a, b) => (b.test > a.test ? b : a));
    return t('race.best', { name: entrantName(winner.id), accuracy: percent(winner.test) });
  }

  return {
    /** @param {HTMLElement} host */
    mount(host) {
      parts = mountParts(host);
      parts.rebuild();
      parts.refresh();
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
    race,
  };
}

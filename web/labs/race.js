/** The race lab: several optimizers, one start, the same minibatches; who gets down first? */
import { t } from '../i18n/index.js';
import { clear, h, setText } from '../views/dom.js';
import { download, fileName } from '../views/download.js';
import { integer, percent, seconds } from '../views/format.js';
import { createFrame } from '../views/frame.js';
import { notice } from '../views/notices.js';
import { createRail } from '../views/rail.js';
import { inTurn } from '../views/turns.js';
import { raceCharts } from './race/charts.js';
import { raceDetails } from './race/details.js';
import { toCSV, toJSON } from './race/export.js';
import { isOver, Race } from './race/model.js';
import { entrantName, raceRail } from './race/rail.js';
import { raceResults } from './race/results.js';
import { settingsFor } from './race/settings.js';
import { actionButtons, paragraphs } from './shared/stage.js';
import { totalSteps } from './rate/plan.js';

export { settingsFor };

/** Settings that only change what is drawn. */
const DRAWN = new Set(['smoothing', 'xAxis', 'lossScale', 'target']);

/** @param {any} context */
export function createLab(context) {
  const { pool, store, announce } = context;
  /** @type {ReturnType<typeof mountParts> | null} */
  let parts = null;
  let started = 0;
  let told = '';
  const race = new Race(pool, (kind) => {
    if (kind === 'runs') parts?.rebuild();
    inTurn(refresh);
  });

  function refresh() {
    parts?.refresh();
    const { status } = race;
    if (status === told) return;
    told = status;
    if (status === 'over') announce(t('race.said.over'));
    if (status === 'running') announce(t('race.said.running', { count: race.entrants.length }));
    if (status === 'paused') announce(t('race.said.paused'));
  }

  /** @param {boolean} [paused] */
  function start(paused = false) {
    const { optimizers, seeds, stopSeconds, stopAccuracy } = store.state.values;
    parts?.tell(optimizers.length === 0 ? t('race.none') : '');
    if (optimizers.length === 0) return;
    started = performance.now();
    const stop = { ...(stopSeconds > 0 ? { seconds: stopSeconds } : {}), ...(stopAccuracy > 0 ? { accuracy: stopAccuracy } : {}) };
    race.start(optimizers.map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) })), { seeds, stop, paused });
  }

  const actions = {
    main() {
      if (race.status === 'running') race.pause();
      else if (race.status === 'paused') race.resume();
      else start();
    },
    step() {
      if (race.status === 'running') return race.pause();
      if (race.status !== 'paused') start(true);
      race.step(1);
    },
    clear: () => race.clear(),
    csv: () => download(`${fileName('descenso')}.csv`, toCSV(race), 'text/csv;charset=utf-8'),
    json: () => download(`${fileName('descenso')}.json`, JSON.stringify(toJSON(race, store.spec())), 'application/json'),
  };

  /** @param {HTMLElement} host */
  function mountParts(host) {
    const { rail, stage, destroy } = createFrame(host);
    const problems = h('div', { class: 'notices' });
    const charts = raceCharts(context, race);
    const details = raceDetails(race);
    const results = raceResults(context, race, { onSelect: (id) => isFinished(id) && details.select(id) });
    const isFinished = (/** @type {string} */ id) => race.runsOf(id).every((run) => isOver(run) && run.end);
    const buttons = actionButtons(actions);
    const state = h('p', { class: 'race-state', role: 'status' });
    const bar = h('progress', { max: 1, value: 0, 'aria-label': t('race.progress') });
    const preset = store.presetOf();
    const exports = h('div', { class: 'exports', hidden: true },
      h('button', { type: 'button', class: 'button quiet', on: { click: actions.csv } }, t('race.exportCSV')),
      h('button', { type: 'button', class: 'button quiet', on: { click: actions.json } }, t('race.exportJSON')));
    const fillRail = createRail(rail, () => raceRail(context, { onProblem: (message) => parts?.tell(message) }));

    fillRail();
    stage.append(
      h('div', { class: 'stage-head' },
        h('h1', null, preset ? t(`presets.${preset.id}.title`) : t('race.title')),
        h('div', { class: 'actions' }, buttons.element),
        h('p', null, preset ? t(`presets.${preset.id}.sentence`) : t('race.intro'))),
      problems,
      h('div', { class: 'race-progress' }, state, bar),
      charts.element,
      results.element,
      exports,
      details.element,
      h('article', { class: 'prose' }, paragraphs(t(preset ? `presets.${preset.id}.text` : 'race.about'))),
    );

    return {
      rebuild() {
        charts.series();
        results.rebuild();
        details.reset();
      },
      refresh() {
        charts.draw();
        results.refresh();
        buttons.show(race.status);
        setText(state, stateText());
        bar.value = race.share;
        bar.hidden = race.status === 'idle' || race.status === 'over';
        exports.hidden = race.status === 'idle';
      },
      fillRail,
      charts,
      /** @param {string} problem '' when there is none */
      tell: (problem) => clear(problems, problem && notice(problem, 'bad')),
      destroy() {
        charts.destroy();
        destroy();
      },
    };
  }

  /** What is going on, in one line. */
  function stateText() {
    const { fallback, progress, share, status } = race;
    const warning = fallback ? `${t('race.fallback')} ` : '';
    if (progress) return warning + t('race.loading', { file: progress.file });
    if (status === 'idle') {
      const spec = store.spec();
      const plan = { steps: integer(totalSteps(spec)), epochs: integer(spec.epochs) };
      return `${t('race.idle', plan)} ${t(`race.idleSet.${spec.data.set}`)}`;
    }
    if (status === 'paused') return warning + t('race.pausedAt', { share: percent(share) });
    if (status === 'over') return warning + t('race.over', { best: best() });
    const spent = (performance.now() - started) / 1000;
    const left = share > 0.02 ? t('race.left', { time: seconds((spent / share) * (1 - share)) }) : '';
    return warning + t('race.running', { share: percent(share), left });
  }

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
      const changed = Object.keys(state.values).filter((key) => state.values[key] !== previous.values[key]);
      if (changed.some((key) => DRAWN.has(key))) parts?.charts.axes();
      if (state.spec !== previous.spec || state.entrants !== previous.entrants || changed.some((key) => !DRAWN.has(key)))
        parts?.fillRail();
      parts?.refresh();
    },
    race,
  };
}

/** The regularization lab: a large network, few images, and what keeps it from learning them by heart. */
import { toJSON } from '../../runs/export.js';
import { RunGroup } from '../../runs/group.js';
import { totalSteps } from '../../runs/plan.js';
import { downloadCSV, downloadJSON } from '../../views/download.js';
import { createFrame } from '../../views/frame.js';
import { createRail } from '../../views/rail.js';
import { augmentSection } from './augment.js';
import { comparisonCharts } from './comparison.js';
import { COLUMNS, rowsOf } from './export.js';
import { Inspector } from './inspector.js';
import { masksSection } from './masks.js';
import { labelOf } from './names.js';
import { outcomeOf } from './outcome.js';
import { gapPanels } from './panels.js';
import { regularizationRail } from './rail.js';
import { resultsTable } from './results.js';
import { contest, settingsFor } from './settings.js';
import { weightCharts } from './weights.js';
import { announcer, changeOf, raceActions, raceOrders, raceStage, raceText } from '../shared/training.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'regularization', 'presets/regularization'];
export const styles = ['style/charts', 'style/race', 'style/regularization'];

export { contest, settingsFor };

/** Settings that only change what is drawn. */
const DRAWN = new Set(['lossScale', 'layer', 'maskStep', 'sample', 'image']);

/** Milliseconds between two pictures of curves that grow: a dozen charts take their time, which training needs. */
const REDRAW = 150;

/** @param {App} app */
export function createLab(app) {
  const { pool, store } = app;
  /** @type {ReturnType<typeof mountParts> | null} */
  let parts = null;
  let frame = 0;
  let drawn = '';
  let drawnAt = 0;
  const refreshSoon = () => (frame ||= requestAnimationFrame(refresh));
  const race = new RunGroup(pool, (kind) => {
    if (kind === 'runs') parts?.rebuild();
    refreshSoon();
  });
  const inspector = new Inspector(race, refreshSoon);
  const announceStatus = announcer(app, race, {
    running: () => app.t('regularization.said.running', { contestants: app.count('contestants', race.ids.length) }),
    over: () => stateText(),
    name: (id) => labelOf(app, race, id),
  });

  function refresh() {
    frame = 0;
    inspector.look();
    draw();
    parts?.refresh();
    announceStatus();
  }

  /** Draws what has changed, if anything has: the charts have a point an epoch, and steps come faster. */
  function draw() {
    const state = `${race.runs.map(({ epochs, status }) => epochs.length + status)} ${inspector.answers}`;
    const now = performance.now();
    if (state === drawn) return;
    // Another report will come: at the least that of the end.
    if (race.status === 'running' && now - drawnAt < REDRAW) return;
    [drawn, drawnAt] = [state, now];
    parts?.draw();
  }

  /** @param {boolean} [paused] */
  function start(paused = false) {
    const { entrants, seeds } = store.state.values;
    parts?.tell(entrants.length === 0 ? app.t('regularization.none') : '');
    if (entrants.length === 0) return;
    inspector.reset();
    const specs = entrants.map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) }));
    race.start(raceOrders(specs, seeds), { paused });
  }

  const actions = {
    ...raceActions(race, start),
    clear() {
      inspector.reset();
      race.clear();
    },
    csv: () => downloadCSV('descenso-regularizacion.csv', COLUMNS, rowsOf(race)),
    json: () => downloadJSON('descenso-regularizacion.json', toJSON(race, store.spec())),
  };

  /** @param {HTMLElement} host */
  function mountParts(host) {
    const { rail, stage, destroy } = createFrame(app, host);
    const panels = gapPanels(app, race);
    const comparison = comparisonCharts(app, race);
    const results = resultsTable(app, race, inspector);
    const weights = weightCharts(app, race, inspector);
    const masks = masksSection(app);
    const augment = augmentSection(app);
    const charts = [panels, comparison, weights];
    const texts = {
      title: app.t('regularization.title'),
      intro: app.t('regularization.intro'),
      about: app.t('regularization.about'),
      progress: app.t('regularization.progress'),
    };
    const { top, exports, prose, tell, show } = raceStage(app, texts, store.presetOf(), race, actions);
    const fillRail = createRail(rail, () => regularizationRail(app, { onProblem: tell }));

    fillRail();
    stage.append(
      ...top,
      panels.element,
      comparison.element,
      results.element,
      exports,
      weights.element,
      masks.element,
      augment.element,
      prose,
    );

    return {
      rebuild() {
        charts.forEach((one) => one.rebuild());
        results.rebuild();
      },
      draw: () => charts.forEach((one) => one.draw()),
      refresh() {
        results.refresh();
        show(stateText());
      },
      /** After a change of settings. @param {boolean} controls whether the rail shows it */
      follow(controls) {
        if (controls) fillRail();
        weights.showTabs();
        masks.update();
        augment.update();
      },
      tell,
      destroy() {
        [...charts, masks, augment].forEach((one) => one.destroy());
        destroy();
      },
    };
  }

  /** What is going on, in one line. */
  const stateText = () =>
    raceText(app, race, {
      idle() {
        const spec = store.spec();
        return app.t('regularization.idle', {
          steps: app.count('steps', totalSteps(spec)),
          epochs: app.count('epochs', spec.epochs),
        });
      },
      over: verdict,
    });

  /** The widest gap and the narrowest, in words. */
  function verdict() {
    const found = race.ids
      .map((id) => ({ id, gap: outcomeOf(race, id).gap.mean }))
      .filter(({ gap }) => Number.isFinite(gap));
    if (found.length < 2) return app.t('regularization.over');
    const by = found.sort((a, b) => a.gap - b.gap);
    const [least, most] = [by[0], by[by.length - 1]];
    return app.t('regularization.verdict', {
      least: labelOf(app, race, least.id),
      leastGap: app.format.number(least.gap),
      most: labelOf(app, race, most.id),
      mostGap: app.format.number(most.gap),
    });
  }

  return {
    /** @param {HTMLElement} host */
    mount(host) {
      parts = mountParts(host);
      parts.rebuild();
      parts.draw();
      parts.refresh();
      parts.follow(false);
    },
    unmount() {
      parts?.destroy();
      parts = null;
    },
    /** @param {any} state @param {any} previous */
    update(state, previous) {
      const { changed, trained } = changeOf(state, previous, DRAWN);
      parts?.follow(trained || changed.includes('lossScale'));
      parts?.draw();
    },
    busy: () => race.status === 'running',
    race,
  };
}

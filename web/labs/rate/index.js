/** The learning-rate lab: what a rate does, how to find one, how to change it on the way, how noisy gradients are. */
import { clear, h, setText } from '../../views/dom.js';
import { formula } from '../../views/formula.js';
import { createFrame } from '../../views/frame.js';
import { notice } from '../../views/notices.js';
import { createRail } from '../../views/rail.js';
import { finderView } from './finder.js';
import { noiseView } from './noise.js';
import { rateRail, shapeOf } from './rail.js';
import { schedulesView } from './schedules.js';
import { settingsFor, VIEWS } from './settings.js';
import { sweepView } from './sweep.js';
import { paragraphs, stageHead } from '../shared/stage.js';
import { failureNotices, focusTab, viewTabs, workControls } from '../shared/views.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'rate', 'presets/rate'];
export const styles = ['style/charts', 'style/race', 'style/rate'];

export { settingsFor };

/** @typedef {import('./parts.js').View} View */

const makers = { sweep: sweepView, finder: finderView, schedules: schedulesView, noise: noiseView };

/** @param {App} app */
export function createLab(app) {
  const { store, announce } = app;
  /** @type {Record<string, View>} */
  const views = {};
  /** @type {ReturnType<typeof mountView> | null} */
  let mounted = null;
  /** @type {HTMLElement | null} */
  let host = null;
  let frame = 0;
  /** What screen readers were told last, by view. @type {Record<string, string>} */
  const told = {};

  /** @param {string} key @returns {View} its runs stay when another one is looked at */
  const viewOf = (key) =>
    (views[key] ??= makers[/** @type {keyof typeof makers} */ (key)](app, (kind) => {
      if (kind === 'runs' && mounted?.view.key === key) mounted.parts.reset();
      frame ||= requestAnimationFrame(refresh);
    }));

  function refresh() {
    frame = 0;
    mounted?.refresh();
    for (const view of Object.values(views)) {
      const status = view.status();
      if (status === told[view.key]) continue;
      const began = told[view.key] !== undefined || status === 'running';
      told[view.key] = status;
      if (began && status === 'over') announce(`${app.t('rate.over')} ${view.sentence()}`);
      if (status === 'running') announce(app.t(`rate.${view.key}.working`));
    }
  }

  /** @param {HTMLElement} root */
  function mountView(root) {
    const view = viewOf(store.state.values.view);
    const { rail, stage, destroy } = createFrame(app, root);
    const problems = h('div', { class: 'notices' });
    const parts = view.mount();
    const { main, cancel, bar, show } = workControls(view, {
      start: app.t(view.key === 'noise' ? 'rate.measure' : 'rate.train'),
      cancel: app.t('rate.cancel'),
      progress: app.t('rate.progress'),
    });
    const state = h('p', { class: 'rate-state' });
    const failures = failureNotices(app, (message) => app.t('rate.failed', { message }));
    const preset = store.presetOf();
    const texts = { title: app.t(`rate.${view.key}.title`), intro: app.t(`rate.${view.key}.intro`) };
    const tabs = viewTabs(
      VIEWS,
      view.key,
      (key) => app.t(`rate.views.${key}`),
      (key) => store.setValue('view', key),
    );
    const prose = h('article', { class: 'prose' });
    let told = '';
    /** @type {ReturnType<typeof rateRail>} */
    let controls;
    let shape = '';

    const fillRail = createRail(rail, () => {
      shape = shapeOf(store);
      controls = rateRail(app, { onProblem: (message) => clear(problems, notice(app, message, 'bad')) });
      return controls.nodes;
    });

    /** The explanation and its formulas, which follow what is chosen. */
    function explainView() {
      const formulas = view.formulas();
      const key = JSON.stringify(formulas);
      if (key === told) return;
      told = key;
      const own =
        preset && app.has(`presets.${preset.id}.text`) ? paragraphs(app.t(`presets.${preset.id}.text`)) : null;
      clear(
        prose,
        own,
        h('h2', null, app.t('rate.aboutTitle')),
        paragraphs(app.t(`rate.${view.key}.about`)),
        formulas.map((tex) => formula(tex, { display: true })),
        h('p', { class: 'muted' }, app.t(`rate.${view.key}.source`)),
      );
    }

    function refreshView() {
      const status = view.status();
      const { share, secondsLeft } = view.progress();
      show(share);
      const left = Number.isFinite(secondsLeft) ? app.t('rate.left', { time: app.format.seconds(secondsLeft) }) : '';
      const sentence =
        status === 'idle'
          ? app.t(`rate.${view.key}.idle`)
          : status === 'over'
            ? view.sentence()
            : [
                app.t(`rate.${view.key}.working`),
                app.t('rate.share', { share: app.format.percent(share, { digits: 2 }) }),
                left,
              ].join(' ');
      setText(state, `${view.fallback() ? `${app.t('rate.fallback')} ` : ''}${sentence}`);
      failures.show(view.failures());
      parts.draw();
      explainView();
    }

    fillRail();
    stage.append(
      h('div', { class: 'rate-views', role: 'toolbar', 'aria-label': app.t('rate.viewsLabel') }, tabs),
      stageHead(app, texts, preset, [main, cancel]),
      problems,
      failures.element,
      h('div', { class: 'race-progress' }, state, bar),
      ...parts.nodes,
      prose,
    );
    parts.reset();
    refreshView();
    // Widths are known only once the page has been laid out.
    const sizes = new ResizeObserver(() => (frame ||= requestAnimationFrame(refresh)));
    sizes.observe(stage);

    return {
      view,
      parts,
      refresh: refreshView,
      /** After a change of settings. */
      follow() {
        if (shapeOf(store) === shape) controls.follow();
        else fillRail();
        if (view.status() === 'idle') parts.reset();
        refreshView();
      },
      destroy() {
        sizes.disconnect();
        parts.destroy();
        destroy();
      },
    };
  }

  return {
    /** @param {HTMLElement} root */
    mount(root) {
      host = root;
      mounted = mountView(root);
    },
    unmount() {
      mounted?.destroy();
      mounted = null;
      host = null;
    },
    /** @param {any} state @param {any} previous */
    update(state, previous) {
      if (!host || !mounted) return;
      if (state.values.view !== previous.values.view) {
        mounted.destroy();
        clear(host);
        mounted = mountView(host);
        focusTab(host);
      } else mounted.follow();
    },
    busy: () => Object.values(views).some((view) => view.status() === 'running'),
  };
}

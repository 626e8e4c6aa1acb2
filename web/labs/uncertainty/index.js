/** The uncertainty lab: what a network knows of what it does not know, by Monte Carlo dropout and by bagging. */
import { clear, h, setText } from '../../views/dom.js';
import { formula } from '../../views/formula.js';
import { createFrame } from '../../views/frame.js';
import { notice } from '../../views/notices.js';
import { createRail } from '../../views/rail.js';
import { paragraphs, stageHead } from '../shared/stage.js';
import { failureNotices, focusTab, viewTabs, workControls } from '../shared/views.js';
import { compareView } from './compare.js';
import { Comparison } from './comparison.js';
import { createDraft } from './draft.js';
import { Explorer } from './explorer.js';
import { imageView } from './image.js';
import { Networks } from './networks.js';
import { shapeOf, uncertaintyRail } from './rail.js';
import { contest, planOf, settingsFor, VIEWS } from './settings.js';
import { testView } from './test.js';
import { TestRun } from './testrun.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'uncertainty', 'presets/uncertainty'];
export const styles = ['style/charts', 'style/race', 'style/uncertainty'];

export { contest, settingsFor };

/** @typedef {import('./parts.js').View} View */
/** @typedef {import('./parts.js').Shared} Shared */

const makers = { image: imageView, test: testView, compare: compareView };

/** @param {App} app */
export function createLab(app) {
  const { store, pool, announce } = app;
  /** @type {Record<string, View>} */
  const views = {};
  /** @type {ReturnType<typeof mountView> | null} */
  let mounted = null;
  /** @type {HTMLElement | null} */
  let host = null;
  let frame = 0;
  /** What each view's status was when screen readers were told last. @type {Record<string, string>} */
  const told = {};
  let trainingTold = false;

  const later = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      refresh();
    });
  };
  const networks = new Networks(app, pool, later);
  /** @type {Shared} */
  const shared = {
    networks,
    explorer: new Explorer(pool, later),
    testRun: new TestRun(pool, later),
    comparison: new Comparison(app, pool, later),
    draft: createDraft(store, later),
    dataSet: () => store.spec().data.set,
    question() {
      const values = shared.draft.values();
      const network = networks.current(values.network);
      return network && { network, set: shared.dataSet(), values, seed: store.spec().seed };
    },
    plan: () => planOf(store.spec(), shared.draft.values()),
    announce,
    later,
  };

  /** @param {string} key @returns {View} what it has found stays when another one is looked at */
  const viewOf = (key) => (views[key] ??= makers[/** @type {keyof typeof makers} */ (key)](app, shared));

  function refresh() {
    if (!mounted) return;
    const question = shared.question();
    if (question && mounted.view.key === 'image') shared.explorer.ask(question);
    mounted.refresh();
    if (trainingTold && !networks.training && networks.own) announce(app.t('uncertainty.training.done'));
    trainingTold = networks.training !== null;
    for (const view of Object.values(views)) {
      const status = view.status();
      if (status === told[view.key]) continue;
      if (status === 'over' && told[view.key] === 'running')
        announce(`${app.t('uncertainty.over')} ${view.sentence()}`);
      if (status === 'running') announce(app.t(`uncertainty.${view.key}.working`));
      if (status === 'stopped') announce(app.t('uncertainty.stopped'));
      told[view.key] = status;
    }
  }

  /** @param {HTMLElement} root */
  function mountView(root) {
    const view = viewOf(store.state.values.view);
    const { rail, stage, destroy } = createFrame(app, root);
    const problems = h('div', { class: 'notices' });
    const failures = failureNotices(app, (message) => app.t('uncertainty.failed', { message }));
    const parts = view.mount();
    const { main, cancel, bar, show } = workControls(view, {
      start: view.action(),
      cancel: app.t('uncertainty.cancel'),
      progress: app.t('uncertainty.progress'),
    });
    const state = h('p', { class: 'uncertainty-state' });
    const preset = store.presetOf();
    const own = preset && app.has(`presets.${preset.id}.text`) && preset.values?.view === view.key ? preset : null;
    const texts = { title: app.t(`uncertainty.${view.key}.title`), intro: app.t(`uncertainty.${view.key}.intro`) };
    const choose = (/** @type {string} */ key) => shared.draft.put({ view: key });
    const tabs = viewTabs(VIEWS, view.key, (key) => app.t(`uncertainty.views.${key}`), choose);
    /** @type {ReturnType<typeof uncertaintyRail>} */
    let controls;
    let shape = '';

    const fillRail = createRail(rail, () => {
      shape = shapeOf(store);
      controls = uncertaintyRail(app, shared, {
        onProblem: (message) => clear(problems, notice(app, message, 'bad')),
        train: () => networks.train(shared.plan().dropout),
      });
      return controls.nodes;
    });

    /** What is under way, in words. */
    function progressText() {
      const share = view.share();
      const time = view.secondsLeft();
      const left = Number.isFinite(time) ? app.t('uncertainty.left', { time: app.format.seconds(time) }) : '';
      const done = share === null ? '' : app.format.percent(share, { digits: 2 });
      return [app.t(`uncertainty.${view.key}.working`), done, left].filter((part) => part).join(' ');
    }

    function refreshView() {
      const status = view.status();
      setText(main, view.action());
      show(view.share());
      setText(state, status === 'running' ? progressText() : view.sentence());
      failures.show([networks.failure, view.failure()]);
      controls.follow();
      parts.draw();
    }

    fillRail();
    stage.append(
      h('div', { class: 'uncertainty-choices', role: 'toolbar', 'aria-label': app.t('uncertainty.viewsLabel') }, tabs),
      stageHead(app, texts, own, [main, cancel]),
      problems,
      failures.element,
      h('div', { class: 'uncertainty-progress' }, state, bar),
      ...parts.nodes,
      h(
        'article',
        { class: 'prose' },
        own ? paragraphs(app.t(`presets.${own.id}.text`)) : null,
        h('h2', null, app.t('uncertainty.aboutTitle')),
        paragraphs(app.t(`uncertainty.${view.key}.about`)),
        view.formulas().map((tex) => formula(tex, { display: true })),
        h('p', { class: 'muted' }, app.t(`uncertainty.${view.key}.source`)),
      ),
    );
    return {
      view,
      refresh: refreshView,
      /** After a change of settings. */
      follow() {
        if (shapeOf(store) !== shape) fillRail();
        later();
      },
      destroy() {
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
      void networks.load();
      refresh();
    },
    unmount() {
      shared.draft.drop();
      mounted?.destroy();
      mounted = null;
      host = null;
    },
    /** @param {any} state @param {any} previous */
    update(state, previous) {
      if (!host || !mounted) return;
      if (state.values.view !== previous.values.view) {
        const focused = mounted && document.activeElement?.closest('[data-view]');
        mounted.destroy();
        clear(host);
        mounted = mountView(host);
        refresh();
        if (focused) focusTab(host);
      } else mounted.follow();
    },
    busy: () => networks.training !== null || Object.values(views).some((view) => view.status() === 'running'),
  };
}

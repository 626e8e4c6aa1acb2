/** The uncertainty lab: what a network knows of what it does not know, by Monte Carlo dropout and by bagging. */
import { has, t } from '../i18n/index.js';
import { clear, h, setText } from '../views/dom.js';
import { formula } from '../views/formula.js';
import { percent, seconds } from '../views/format.js';
import { createFrame } from '../views/frame.js';
import { notice } from '../views/notices.js';
import { createRail } from '../views/rail.js';
import { compareView } from './uncertainty/compare.js';
import { Comparison } from './uncertainty/comparison.js';
import { createDraft } from './uncertainty/draft.js';
import { Explorer } from './uncertainty/explorer.js';
import { imageView } from './uncertainty/image.js';
import { Networks } from './uncertainty/networks.js';
import { shapeOf, uncertaintyRail } from './uncertainty/rail.js';
import { contest, planOf, settingsFor, VIEWS } from './uncertainty/settings.js';
import { testView } from './uncertainty/test.js';
import { TestRun } from './uncertainty/testrun.js';

export { contest, settingsFor };

/** @typedef {import('./uncertainty/parts.js').View} View */
/** @typedef {import('./uncertainty/parts.js').Shared} Shared */

const makers = { image: imageView, test: testView, compare: compareView };

/** Below this share of the work nobody can tell how long the rest takes. */
const KNOWN = 0.02;

/** @param {any} context */
export function createLab(context) {
  const { store, pool, announce } = context;
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
  const networks = new Networks(pool, later);
  /** @type {Shared} */
  const shared = {
    networks,
    explorer: new Explorer(pool, later),
    testRun: new TestRun(pool, later),
    comparison: new Comparison(pool, later),
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
  const viewOf = (key) => (views[key] ??= makers[/** @type {keyof typeof makers} */ (key)](context, shared));

  function refresh() {
    if (!mounted) return;
    const question = shared.question();
    if (question && mounted.view.key === 'image') shared.explorer.ask(question);
    mounted.refresh();
    if (trainingTold && !networks.training && networks.own) announce(t('uncertainty.training.done'));
    trainingTold = networks.training !== null;
    for (const view of Object.values(views)) {
      const status = view.status();
      if (status === told[view.key]) continue;
      if (status === 'over' && told[view.key] === 'running') announce(`${t('uncertainty.over')} ${view.sentence()}`);
      if (status === 'running') announce(t(`uncertainty.${view.key}.working`));
      if (status === 'stopped') announce(t('uncertainty.stopped'));
      told[view.key] = status;
    }
  }

  /** @param {HTMLElement} root */
  function mountView(root) {
    const view = viewOf(store.state.values.view);
    const { rail, stage, destroy } = createFrame(root);
    const problems = h('div', { class: 'notices' });
    const failures = h('div', { class: 'notices' });
    const parts = view.mount();
    const main = h(
      'button',
      { type: 'button', class: 'button primary', on: { click: () => view.status() !== 'running' && view.start() } },
      view.action(),
    );
    const cancel = h(
      'button',
      { type: 'button', class: 'button', on: { click: () => view.cancel() } },
      t('uncertainty.cancel'),
    );
    const state = h('p', { class: 'uncertainty-state' });
    const bar = h('progress', { max: 1, value: 0, 'aria-label': t('uncertainty.progress') });
    const preset = store.presetOf();
    const own = preset && has(`presets.${preset.id}.text`) && preset.values?.view === view.key ? preset : null;
    const tabs = VIEWS.map((key) =>
      h(
        'button',
        {
          type: 'button',
          class: 'button quiet',
          'aria-pressed': String(key === view.key),
          dataset: { view: key },
          on: { click: () => key !== view.key && shared.draft.put({ view: key }) },
        },
        t(`uncertainty.views.${key}`),
      ),
    );
    /** @type {ReturnType<typeof uncertaintyRail>} */
    let controls;
    let shape = '';

    const fillRail = createRail(rail, () => {
      shape = shapeOf(store);
      controls = uncertaintyRail(context, shared, {
        onProblem: (message) => clear(problems, notice(message, 'bad')),
        train: () => networks.train(shared.plan().dropout),
      });
      return controls.nodes;
    });

    /** What is under way, in words. */
    function progressText() {
      const share = view.share();
      const passed = (performance.now() - view.began()) / 1000;
      const time = share === null || share < KNOWN ? null : (passed * (1 - share)) / share;
      const left = time === null ? '' : t('uncertainty.left', { time: seconds(time) });
      const done = share === null ? '' : percent(share, { digits: 2 });
      return [t(`uncertainty.${view.key}.working`), done, left].filter((part) => part).join(' ');
    }

    function refreshView() {
      const status = view.status();
      const share = view.share();
      setText(main, view.action());
      // Disabled, a button would drop the keyboard's focus.
      main.setAttribute('aria-disabled', String(status === 'running'));
      cancel.hidden = status !== 'running';
      if (cancel.hidden && document.activeElement === cancel) main.focus();
      bar.hidden = status !== 'running';
      if (share === null) bar.removeAttribute('value');
      else bar.value = share;
      setText(state, status === 'running' ? progressText() : view.sentence());
      showFailures([networks.failure, view.failure()]);
      controls.follow();
      parts.draw();
    }

    /** @param {string[]} messages */
    function showFailures(messages) {
      const shown = [...new Set(messages)].filter((message) => message);
      if (failures.dataset.shown === shown.join('\n')) return;
      failures.dataset.shown = shown.join('\n');
      clear(failures, shown.map((message) => notice(t('uncertainty.failed', { message }), 'bad')));
    }

    fillRail();
    stage.append(
      h('div', { class: 'uncertainty-choices', role: 'group', 'aria-label': t('uncertainty.viewsLabel') }, tabs),
      h(
        'div',
        { class: 'stage-head' },
        h('h1', null, own ? t(`presets.${own.id}.title`) : t(`uncertainty.${view.key}.title`)),
        h('div', { class: 'actions' }, main, cancel),
        h('p', null, own ? t(`presets.${own.id}.sentence`) : t(`uncertainty.${view.key}.intro`)),
      ),
      problems,
      failures,
      h('div', { class: 'uncertainty-progress' }, state, bar),
      ...parts.nodes,
      h(
        'article',
        { class: 'prose' },
        own ? paragraphs(t(`presets.${own.id}.text`)) : null,
        h('h2', null, t('uncertainty.aboutTitle')),
        paragraphs(t(`uncertainty.${view.key}.about`)),
        view.formulas().map((tex) => formula(tex, { display: true })),
        h('p', { class: 'muted' }, t(`uncertainty.${view.key}.source`)),
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
        if (focused)
          /** @type {HTMLElement | null} */ (host.querySelector('[data-view][aria-pressed="true"]'))?.focus({
            preventScroll: true,
          });
      } else mounted.follow();
    },
    busy: () => networks.training !== null || Object.values(views).some((view) => view.status() === 'running'),
  };
}

/** @param {string} text */
const paragraphs = (text) => text.split(/\n\n+/).map((one) => h('p', null, one));

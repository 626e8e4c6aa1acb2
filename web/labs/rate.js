/** The learning-rate lab: what a rate does, how to find one, how to change it on the way, how noisy gradients are. */
import { has, t } from '../i18n/index.js';
import { clear, h, setText } from '../views/dom.js';
import { formula } from '../views/formula.js';
import { percent, seconds } from '../views/format.js';
import { createFrame } from '../views/frame.js';
import { notice } from '../views/notices.js';
import { createRail } from '../views/rail.js';
import { finderView } from './rate/finder.js';
import { noiseView } from './rate/noise.js';
import { rateRail, shapeOf } from './rate/rail.js';
import { schedulesView } from './rate/schedules.js';
import { settingsFor, VIEWS } from './rate/settings.js';
import { sweepView } from './rate/sweep.js';

export { settingsFor };

/** @typedef {import('./rate/parts.js').View} View */

const makers = { sweep: sweepView, finder: finderView, schedules: schedulesView, noise: noiseView };

/** @param {any} context */
export function createLab(context) {
  const { store, announce } = context;
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
    (views[key] ??= makers[/** @type {keyof typeof makers} */ (key)](context, (kind) => {
      if (kind === 'started' && mounted?.view.key === key) mounted.parts.reset();
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
      if (began && status === 'over') announce(`${t('rate.over')} ${view.sentence()}`);
      if (status === 'running') announce(t(`rate.${view.key}.working`));
    }
  }

  /** @param {HTMLElement} root */
  function mountView(root) {
    const view = viewOf(store.state.values.view);
    const { rail, stage, destroy } = createFrame(root);
    const problems = h('div', { class: 'notices' });
    const parts = view.mount();
    const main = h(
      'button',
      { type: 'button', class: 'button primary', on: { click: () => view.status() !== 'running' && view.start() } },
      t(view.key === 'noise' ? 'rate.measure' : 'rate.train'),
    );
    const cancel = h(
      'button',
      { type: 'button', class: 'button', on: { click: () => view.cancel() } },
      t('rate.cancel'),
    );
    const state = h('p', { class: 'rate-state' });
    const bar = h('progress', { max: 1, value: 0, 'aria-label': t('rate.progress') });
    const failures = h('div', { class: 'notices' });
    const preset = store.presetOf();
    const title = preset ? t(`presets.${preset.id}.title`) : t(`rate.${view.key}.title`);
    const tabs = VIEWS.map((key) =>
      h(
        'button',
        {
          type: 'button',
          class: 'button quiet',
          'aria-pressed': String(key === view.key),
          dataset: { view: key },
          on: { click: () => key !== view.key && store.setValue('view', key) },
        },
        t(`rate.views.${key}`),
      ),
    );
    const prose = h('article', { class: 'prose' });
    let told = '';
    /** @type {ReturnType<typeof rateRail>} */
    let controls;
    let shape = '';

    const fillRail = createRail(rail, () => {
      shape = shapeOf(store);
      controls = rateRail(context, { onProblem: (message) => clear(problems, notice(message, 'bad')) });
      return controls.nodes;
    });

    /** The explanation and its formulas, which follow what is chosen. */
    function explainView() {
      const formulas = view.formulas();
      const key = JSON.stringify(formulas);
      if (key === told) return;
      told = key;
      const paragraphs = (/** @type {string} */ text) => text.split(/\n\n+/).map((one) => h('p', null, one));
      const own = preset && has(`presets.${preset.id}.text`) ? paragraphs(t(`presets.${preset.id}.text`)) : null;
      clear(
        prose,
        own,
        h('h2', null, t('rate.aboutTitle')),
        paragraphs(t(`rate.${view.key}.about`)),
        formulas.map((tex) => formula(tex, { display: true })),
        h('p', { class: 'muted' }, t(`rate.${view.key}.source`)),
      );
    }

    function refreshView() {
      const status = view.status();
      const { share, secondsLeft } = view.progress();
      // Disabled, a button would drop the keyboard's focus.
      main.setAttribute('aria-disabled', String(status === 'running'));
      cancel.hidden = status !== 'running';
      if (cancel.hidden && document.activeElement === cancel) main.focus();
      bar.hidden = status !== 'running';
      bar.value = share;
      const left = Number.isFinite(secondsLeft) ? t('rate.left', { time: seconds(secondsLeft) }) : '';
      const sentence =
        status === 'idle'
          ? t(`rate.${view.key}.idle`)
          : status === 'over'
            ? view.sentence()
            : [
                t(`rate.${view.key}.working`),
                t('rate.share', { share: percent(share, { digits: 2 }) }),
                left,
              ].join(' ');
      setText(state, `${view.fallback() ? `${t('rate.fallback')} ` : ''}${sentence}`);
      const messages = [...new Set(view.failures())];
      const shown = messages.join('\n');
      if (failures.dataset.shown !== shown) {
        failures.dataset.shown = shown;
        clear(
          failures,
          messages.map((message) => notice(t('rate.failed', { message }), 'bad')),
        );
      }
      parts.draw();
      explainView();
    }

    fillRail();
    stage.append(
      h('div', { class: 'rate-views', role: 'group', 'aria-label': t('rate.viewsLabel') }, tabs),
      h(
        'div',
        { class: 'stage-head' },
        h('h1', null, title),
        h('div', { class: 'actions' }, main, cancel),
        h('p', null, preset ? t(`presets.${preset.id}.sentence`) : t(`rate.${view.key}.intro`)),
      ),
      problems,
      failures,
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
        /** @type {HTMLElement | null} */ (host.querySelector('.rate-views [aria-pressed="true"]'))?.focus({
          preventScroll: true,
        });
      } else mounted.follow();
    },
    busy: () => Object.values(views).some((view) => view.status() === 'running'),
  };
}

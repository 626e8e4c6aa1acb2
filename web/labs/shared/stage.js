/** What the stages of labs that train have in common. */
import { h, setText } from '../../views/dom.js';

/** @import { App } from '../../context.js' */

/** @param {App} app @param {{ main: () => void, step: () => void, clear: () => void }} actions */
export function actionButtons(app, actions) {
  const main = h(
    'button',
    { type: 'button', class: 'button primary', on: { click: actions.main } },
    app.t('race.train'),
  );
  const step = h('button', { type: 'button', class: 'button', on: { click: actions.step } }, app.t('race.step'));
  const reset = h('button', { type: 'button', class: 'button', on: { click: actions.clear } }, app.t('race.clear'));
  return {
    element: [main, step, reset],
    /** @param {'idle' | 'running' | 'paused' | 'over'} status */
    show(status) {
      setText(
        main,
        app.t({ idle: 'race.train', over: 'race.train', running: 'race.pause', paused: 'race.resume' }[status]),
      );
      reset.disabled = status === 'idle';
    },
  };
}

/**
 * A stage's head: what there is to see, in the words of the lesson where there is one, and the buttons.
 * @param {App} app
 * @param {{ title: string, intro: string }} texts where there is no lesson
 * @param {any} preset the lesson
 * @param {import('../../views/dom.js').Child} buttons
 */
export const stageHead = (app, { title, intro }, preset, buttons) =>
  h(
    'div',
    { class: 'stage-head' },
    h('h1', null, preset ? app.t(`presets.${preset.id}.title`) : title),
    h('div', { class: 'actions' }, buttons),
    h('p', null, preset ? app.t(`presets.${preset.id}.sentence`) : intro),
  );

/** A text as paragraphs, which an empty line parts. @param {string} text */
export const paragraphs = (text) => text.split(/\n\n+/).map((paragraph) => h('p', null, paragraph));

/**
 * The hashes that prove a fair start, in words.
 * @param {App} app
 * @param {import('../race/model.js').Race} race
 */
export function fairness(app, race) {
  const seeds = race.fairness().filter(({ runs }) => runs > 0);
  if (seeds.length === 0) return '';
  const [{ weights, batches }] = seeds;
  const short = (/** @type {string | null} */ hash) => (hash ? hash.slice(0, 8) : '');
  const all = (/** @type {'weights' | 'batches'} */ key) => seeds.every((seed) => seed[key] !== null);
  const parts = [
    all('weights') ? app.t('race.fair.weights', { hash: short(weights) }) : app.t('race.fair.otherWeights'),
    all('batches') ? app.t('race.fair.batches', { hash: short(batches) }) : app.t('race.fair.otherBatches'),
  ];
  return parts.join(' ');
}

/** @param {App} app @param {ReturnType<import('../race/model.js').Race['summary']>} summary */
export function statusText(app, { status, diverged, message }) {
  if (status === 'diverged') return app.t('race.status.divergedAt', { step: app.format.integer((diverged ?? 0) + 1) });
  return message && status === 'failed' ? `${app.t('race.status.failed')}: ${message}` : app.t(`race.status.${status}`);
}

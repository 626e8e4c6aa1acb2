/** What the stages of labs that train have in common. */
import { fairness as fairStart } from '../../runs/summary.js';
import { h, setText } from '../../views/dom.js';
import { wordFailure } from '../../views/word-error.js';

/** @import { App } from '../../context.js' */

/** @param {App} app @param {{ main: () => void, step: () => void, clear: () => void }} actions */
export function actionButtons(app, actions) {
  /** Who comes near the button is about to press it: then the first worker need not be waited for. */
  const warm = () => {
    if (app.pool.status().every(({ alive }) => !alive)) void app.pool.warm(app.store.spec());
  };
  const main = h(
    'button',
    { type: 'button', class: 'button primary', on: { click: actions.main, pointerenter: warm, focus: warm } },
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
 * @param {import('../../runs/group.js').RunGroup} race
 */
export function fairness(app, race) {
  const seeds = fairStart(race.runs);
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

/** @param {App} app @param {import('../../runs/summary.js').Summary} summary */
export function statusText(app, { status, diverged, error }) {
  if (status === 'diverged') return app.t('race.status.divergedAt', { step: app.format.integer((diverged ?? 0) + 1) });
  return error && status === 'failed'
    ? `${app.t('race.status.failed')}: ${wordFailure(app, error)}`
    : app.t(`race.status.${status}`);
}

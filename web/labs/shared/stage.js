/** What the stages of labs that train have in common. */
import { t } from '../../i18n/index.js';
import { h, setText } from '../../views/dom.js';
import { integer } from '../../views/format.js';

/** @param {{ main: () => void, step: () => void, clear: () => void }} actions */
export function actionButtons(actions) {
  const main = h('button', { type: 'button', class: 'button primary', on: { click: actions.main } }, t('race.train'));
  const step = h('button', { type: 'button', class: 'button', on: { click: actions.step } }, t('race.step'));
  const reset = h('button', { type: 'button', class: 'button', on: { click: actions.clear } }, t('race.clear'));
  return {
    element: [main, step, reset],
    /** @param {'idle' | 'running' | 'paused' | 'over'} status */
    show(status) {
      setText(
        main,
        t({ idle: 'race.train', over: 'race.train', running: 'race.pause', paused: 'race.resume' }[status]),
      );
      reset.disabled = status === 'idle';
    },
  };
}

/**
 * A stage's head: what there is to see, in the words of the lesson where there is one, and the buttons.
 * @param {{ title: string, intro: string }} texts where there is no lesson
 * @param {any} preset the lesson
 * @param {import('../../views/dom.js').Child} buttons
 */
export const stageHead = ({ title, intro }, preset, buttons) =>
  h(
    'div',
    { class: 'stage-head' },
    h('h1', null, preset ? t(`presets.${preset.id}.title`) : title),
    h('div', { class: 'actions' }, buttons),
    h('p', null, preset ? t(`presets.${preset.id}.sentence`) : intro),
  );

/** A text as paragraphs, which an empty line parts. @param {string} text */
export const paragraphs = (text) => text.split(/\n\n+/).map((paragraph) => h('p', null, paragraph));

/**
 * The hashes that prove a fair start, in words.
 * @param {import('../race/model.js').Race} race
 */
export function fairness(race) {
  const seeds = race.fairness().filter(({ runs }) => runs > 0);
  if (seeds.length === 0) return '';
  const [{ weights, batches }] = seeds;
  const short = (/** @type {string | null} */ hash) => (hash ? hash.slice(0, 8) : '');
  const all = (/** @type {'weights' | 'batches'} */ key) => seeds.every((seed) => seed[key] !== null);
  const parts = [
    all('weights') ? t('race.fair.weights', { hash: short(weights) }) : t('race.fair.otherWeights'),
    all('batches') ? t('race.fair.batches', { hash: short(batches) }) : t('race.fair.otherBatches'),
  ];
  return parts.join(' ');
}

/** @param {ReturnType<import('../race/model.js').Race['summary']>} summary */
export function statusText({ status, diverged, message }) {
  if (status === 'diverged') return t('race.status.divergedAt', { step: integer((diverged ?? 0) + 1) });
  return message && status === 'failed' ? `${t('race.status.failed')}: ${message}` : t(`race.status.${status}`);
}

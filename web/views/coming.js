/** Says that what is to be shown is on its way, where that takes long. */
import { clear, h } from './dom.js';

/** Milliseconds after which an empty place would look like a broken one. */
const LONG = 500;

/**
 * @param {Pick<import('../context.js').App, 't'>} app
 * @param {HTMLElement} place is filled, and cleared by what comes
 * @param {{ words: Promise<unknown>, awaited: () => boolean }} options words: when there are any
 * @returns {() => void} ends it: it has come, or does not come
 */
export function tellComing(app, place, { words, awaited }) {
  let over = false;
  const say = () =>
    !over && awaited() && clear(place, h('p', { class: 'prose', role: 'status' }, app.t('page.loading')));
  const timer = setTimeout(() => words.then(say, () => {}), LONG);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

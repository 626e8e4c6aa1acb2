/** What labs of several views have in common: the choice of a view, what starts and ends its work, what failed. */
import { clear, h } from '../../views/dom.js';
import { notice } from '../../views/notices.js';

/** @import { App } from '../../context.js' */

/**
 * Buttons that choose a view.
 * @param {string[]} keys
 * @param {string} present
 * @param {(key: string) => string} labelOf
 * @param {(key: string) => void} choose another one
 */
export const viewTabs = (keys, present, labelOf, choose) =>
  keys.map((key) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button quiet',
        'aria-pressed': String(key === present),
        dataset: { view: key },
        on: { click: () => key !== present && choose(key) },
      },
      labelOf(key),
    ),
  );

/** Puts the keyboard on the button of the view that is shown. @param {HTMLElement} host */
export function focusTab(host) {
  const tab = /** @type {HTMLElement | null} */ (host.querySelector('[data-view][aria-pressed="true"]'));
  tab?.focus({ preventScroll: true });
}

/**
 * The buttons that start a view's work and end it, and the bar that shows how far it is.
 * @param {{ status: () => string, start: () => void, cancel: () => void }} view
 * @param {{ start: string, cancel: string, progress: string }} labels
 */
export function workControls(view, labels) {
  const isRunning = () => view.status() === 'running';
  const main = h(
    'button',
    { type: 'button', class: 'button primary', on: { click: () => !isRunning() && view.start() } },
    labels.start,
  );
  const cancel = h('button', { type: 'button', class: 'button', on: { click: () => view.cancel() } }, labels.cancel);
  const bar = h('progress', { max: 1, value: 0, 'aria-label': labels.progress });
  return {
    main,
    cancel,
    bar,
    /** @param {number | null} share of the work that is done, 0 to 1; null where nobody knows */
    show(share) {
      // Disabled, a button would drop the keyboard's focus.
      main.setAttribute('aria-disabled', String(isRunning()));
      cancel.hidden = !isRunning();
      bar.hidden = !isRunning();
      if (share === null) bar.removeAttribute('value');
      else bar.value = share;
    },
  };
}

/**
 * Notices of what failed, each message once; they are made anew only when they change.
 * @param {App} app
 * @param {(message: string) => string} sentence
 */
export function failureNotices(app, sentence) {
  const element = h('div', { class: 'notices' });
  return {
    element,
    /** @param {string[]} messages '' is none */
    show(messages) {
      const shown = [...new Set(messages)].filter((message) => message);
      if (element.dataset.shown === shown.join('\n')) return;
      element.dataset.shown = shown.join('\n');
      clear(
        element,
        shown.map((message) => notice(app, sentence(message), 'bad')),
      );
    },
  };
}

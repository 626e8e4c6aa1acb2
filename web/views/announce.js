/** Status changes for screen readers: a polite region that speaks at most once in a while, and says the latest. */
import { h } from './dom.js';

/** Long enough for the message before to be read. */
const PAUSE = 1500;

/** @param {HTMLElement} host where the region is put */
export function createAnnouncer(host) {
  const region = host.appendChild(h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' }));
  let waiting = '';
  let free = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function say() {
    timer = undefined;
    free = performance.now() + PAUSE;
    // An equal text would not be said again: an invisible difference makes it new.
    region.textContent = region.textContent === waiting ? `${waiting}\u200b` : waiting;
  }

  return {
    /**
     * Says a text politely. Of several texts within a pause only the last is said: what came between is no longer so.
     * @param {string} text
     */
    announce(text) {
      waiting = text;
      timer ??= setTimeout(say, Math.max(50, free - performance.now()));
    },
    destroy() {
      clearTimeout(timer);
      region.remove();
    },
  };
}

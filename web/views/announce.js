/** Status changes for screen readers: a polite region that speaks at most once in a while, and says the latest. */
import { h } from './dom.js';

/** Long enough for the message before to be read. */
const PAUSE = 1500;

/** @type {HTMLElement | undefined} */
let region;
let waiting = '';
let free = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Says a text politely. Of several texts within a pause only the last is said: what came between is no longer so.
 * @param {string} text
 */
export function announce(text) {
  region ??= document.body.appendChild(h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' }));
  waiting = text;
  if (timer !== undefined) return;
  timer = setTimeout(say, Math.max(50, free - performance.now()));
}

function say() {
  timer = undefined;
  free = performance.now() + PAUSE;
  if (!region) return;
  // An equal text would not be said again: an invisible difference makes it new.
  region.textContent = region.textContent === waiting ? `${waiting}\u200b` : waiting;
}

/** The "?" beside a word: a small button that opens a paragraph or two. */
import { clear, h, on } from './dom.js';
import { formula } from './formula.js';

/** @import { App } from '../context.js' */

/**
 * @param {App} app
 * @param {string} key of the text, 'race.explain.seeds'; an empty line parts paragraphs
 * @param {{ about?: string, values?: Record<string, string | number>, tex?: string }} [options] about: what is
 *   explained, for the button's name; tex: a formula under the text
 * @returns {HTMLElement}
 */
export function explain(app, key, { about = '', values = {}, tex } = {}) {
  const id = app.uniqueId('explain');
  const button = h(
    'button',
    {
      type: 'button',
      class: 'explain',
      'aria-label': app.t('views.explain', { about }),
      'aria-expanded': 'false',
      'aria-controls': id,
    },
    '?',
  );
  const popover = h('div', { class: 'popover', id, popover: 'auto', role: 'note' });
  const open = (/** @type {boolean} */ opened) => {
    button.setAttribute('aria-expanded', String(opened));
    if (!opened) return;
    const paragraphs = app
      .t(key, values)
      .split(/\n\n+/)
      .map((text) => h('p', null, text));
    clear(popover, paragraphs, tex ? formula(tex, { display: true }) : null);
    place(popover, button);
  };
  connect(button, popover, open);
  return h('span', { class: 'explain-anchor' }, button, popover);
}

/**
 * explain(), or nothing where there is no such text.
 * @param {App} app
 * @param {string} key
 * @param {Parameters<typeof explain>[2]} [options]
 */
export function explainIf(app, key, options) {
  return app.has(key) ? explain(app, key, options) : null;
}

/**
 * The browser's own popover closes by Escape and by a click outside, and is on top of everything; where there is none,
 * the same by hand.
 * @param {HTMLButtonElement} button @param {HTMLElement} popover @param {(opened: boolean) => void} opened
 */
function connect(button, popover, opened) {
  if (typeof popover.showPopover === 'function') {
    button.popoverTargetElement = popover;
    popover.addEventListener('beforetoggle', (event) => {
      const opens = /** @type {ToggleEvent} */ (event).newState === 'open';
      opened(opens);
      // It has no size before it is shown.
      if (opens) requestAnimationFrame(() => place(popover, button));
    });
    return;
  }
  popover.hidden = true;
  let stop = () => {};
  const close = () => {
    popover.hidden = true;
    opened(false);
    stop();
  };
  button.addEventListener('click', () => {
    if (!popover.hidden) return close();
    popover.hidden = false;
    opened(true);
    const stops = [
      on(document, 'keydown', (event) => event.key === 'Escape' && close()),
      on(document, 'pointerdown', ({ target }) => !popover.contains(target) && !button.contains(target) && close()),
    ];
    stop = () => stops.forEach((f) => f());
  });
}

/** Under the button, or over it where there is no room. @param {HTMLElement} popover @param {HTMLElement} button */
function place(popover, button) {
  const at = button.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const margin = 12;
  // Not the window's width, which a scroll bar is part of.
  const room = document.scrollingElement?.clientWidth ?? innerWidth;
  const left = Math.max(margin, Math.min(at.left - margin, room - width - margin));
  const below = at.bottom + 6;
  const top = below + height <= innerHeight - margin ? below : Math.max(margin, at.top - height - 6);
  popover.style.left = `${left}px`;
  popover.style.top = `${top}px`;
}

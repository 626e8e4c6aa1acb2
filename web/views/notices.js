/** What the page has to tell: a line over the lab that stays until it is closed. */
import { clear, h } from './dom.js';

/** @import { App } from '../context.js' */

/**
 * @param {App} app
 * @param {import('./dom.js').Child} content
 * @param {'note' | 'bad'} [kind]
 * @returns {HTMLElement}
 */
export function notice(app, content, kind = 'note') {
  const element = h(
    'div',
    { class: `notice ${kind}`, role: kind === 'bad' ? 'alert' : 'status' },
    h('div', { class: 'notice-text' }, content),
    h(
      'button',
      {
        type: 'button',
        class: 'button quiet',
        'aria-label': app.t('page.close'),
        on: { click: () => element.remove() },
      },
      '×',
    ),
  );
  return element;
}

/** @typedef {{ target: Element, at: DOMRect }} Pressed what was pressed, and where it was: it may be drawn anew meanwhile */

/** Between what was pressed and what is told of it, and from the edge of the window. */
const GAP = 8;

/**
 * Tells something beside what was pressed, where the reader looks: the top may be out of sight, in a long page and in a frame that is
 * higher than its window. Who closes it is back where it was asked for.
 * @param {HTMLElement} place of notices, as wide as the app
 * @param {HTMLElement} element a notice
 * @param {Pressed | null} pressed null: at the top, as others
 */
export function tellBeside(place, element, pressed) {
  clear(place, element);
  if (!pressed) return;
  const { target } = pressed;
  const back = () => target.closest('button')?.focus({ preventScroll: true });
  element.querySelector('button')?.addEventListener('click', back);
  element.classList.add('beside');
  const at = target.isConnected ? target.getBoundingClientRect() : pressed.at;
  const frame = place.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const lowest = innerHeight - height - GAP;
  const top = at.bottom + GAP <= lowest ? at.bottom + GAP : at.top - GAP - height;
  element.style.top = `${Math.max(GAP, Math.min(top, lowest)) - frame.top}px`;
  element.style.left = `${Math.max(GAP, Math.min(at.left - frame.left, frame.width - width - GAP))}px`;
}

/**
 * What of a link cannot be used, in words.
 * @param {Pick<App, 't'>} strings
 * @param {import('../state/url.js').Problem} problem
 */
export function wordProblem({ t }, { key, value, allowed = '', reason }) {
  const said = reason ?? (allowed ? 'allowed' : 'refused');
  const lab = reason === 'otherLab' ? t(`page.lab.${allowed}`) : '';
  return t(`page.problem.${said}`, { key, value, allowed, lab });
}

/**
 * @param {App} app
 * @param {import('../state/url.js').Problem[]} problems of a link
 * @param {number} more how many there are beyond
 * @param {() => void} startAnew with the defaults
 * @returns {HTMLElement}
 */
export function problemNotice(app, problems, more, startAnew) {
  const lines = problems.map((problem) => h('li', null, wordProblem(app, problem)));
  const rest = more > 0 ? h('p', null, app.t('page.moreProblems', { count: app.format.integer(more) })) : null;
  const click = () => {
    element.remove();
    startAnew();
  };
  const anew = h('button', { type: 'button', class: 'button quiet', on: { click } }, app.t('page.defaults'));
  const element = notice(app, [app.t('page.problems'), h('ul', null, lines), rest, anew], 'bad');
  return element;
}

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

/** What browsers say of a file or a module that did not come, in English and each in its own words. */
const UNREACHED =
  /Failed to fetch|NetworkError when attempting|dynamically imported module|Load failed|module script failed/i;

/** An error's message; in the reader's language where a file is what is missing. @param {App} app @param {unknown} error */
export function wordMessage(app, error) {
  const { message, code, values } = /** @type {Error & { code?: string, values?: { file?: string } }} */ (error);
  // The page may fail before it has the words for which file.
  if (code === 'download' && app.has('errors.download'))
    return app.t('errors.download', { file: JSON.stringify(values?.file) });
  return code === 'download' || UNREACHED.test(message) ? app.t('page.unreached') : message;
}

/**
 * What stands in place of what could not be loaded.
 * @param {App} app
 * @param {string} words what was not
 * @param {unknown} error why
 * @param {[text: string, click: () => void][]} ways out of it, each a button
 */
export const failure = (app, words, error, ways) => [
  notice(app, app.t(words, { message: wordMessage(app, error) }), 'bad'),
  h(
    'p',
    { class: 'prose' },
    ways.map(([text, click]) => h('button', { type: 'button', class: 'button', on: { click } }, text)),
  ),
];

/** Milliseconds after which an empty place would look like a broken one. */
const LONG = 500;

/**
 * Says that what is to be shown is on its way, where that takes long.
 * @param {Pick<App, 't' | 'announce'>} app
 * @param {HTMLElement} place is filled, and cleared by what comes; what has the keyboard in it goes, and the place takes it
 * @param {{ words: Promise<unknown>, awaited: () => boolean }} options words: when there are any
 * @returns {() => void} ends it: it has come, or does not come
 */
export function tellComing(app, place, { words, awaited }) {
  let over = false;
  const say = () => {
    if (over || !awaited()) return;
    if (place.contains(document.activeElement)) place.focus({ preventScroll: true });
    clear(place, h('p', { class: 'prose loading' }, app.t('page.loading')));
    app.announce(app.t('page.loading'));
  };
  const timer = setTimeout(() => words.then(say, () => {}), LONG);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** A place of notices that speak the language of the moment: after a change they are told once more, unless they have been closed. */
export function noticePlace() {
  const element = h('div', { class: 'notices' });
  /** What is told, by what words it. @type {Map<() => HTMLElement, { node: HTMLElement, beside: Pressed | null }>} */
  const told = new Map();

  /** Beside the others. @param {() => HTMLElement} word makes the notice @param {Pressed | null} [beside] what was pressed for it */
  function add(word, beside = null) {
    const node = element.appendChild(word());
    told.set(word, { node, beside });
    if (beside) moveBeside(element, node, beside);
  }

  /** @param {(() => HTMLElement) | null} word */
  function withdraw(word) {
    if (word) told.get(word)?.node.remove();
  }

  function empty() {
    told.clear();
    clear(element);
  }

  return {
    element,
    add,
    withdraw,
    empty,
    /** In place of all others. @type {typeof add} */
    tell(word, beside) {
      empty();
      add(word, beside);
    },
    again() {
      const open = [...told].filter(([, { node }]) => node.isConnected);
      empty();
      for (const [word, { beside }] of open) add(word, beside);
    },
  };
}

/** @typedef {{ target: Element, at: DOMRect }} Pressed what was pressed, and where it was: it may be drawn anew meanwhile */

/** Between what was pressed and what is told of it, and from the edge of the window. */
const GAP = 8;

/**
 * Moves a notice beside what was pressed, where the reader looks: the top may be out of sight, in a long page and in a frame that is
 * higher than its window. Who closes it is back where it was asked for.
 * @param {HTMLElement} place of notices, as wide as the app
 * @param {HTMLElement} element a notice
 * @param {Pressed} pressed
 */
function moveBeside(place, element, pressed) {
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

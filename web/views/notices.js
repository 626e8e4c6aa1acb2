/** What the page has to tell: a line over the lab that stays until it is closed. */
import { h } from './dom.js';

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

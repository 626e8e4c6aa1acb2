/** What the page has to tell: a line over the lab that stays until it is closed. */
import { t } from '../i18n/index.js';
import { h } from './dom.js';

/**
 * @param {import('./dom.js').Child} content
 * @param {'note' | 'bad'} [kind]
 * @returns {HTMLElement}
 */
export function notice(content, kind = 'note') {
  const element = h(
    'div',
    { class: `notice ${kind}`, role: kind === 'bad' ? 'alert' : 'status' },
    h('div', { class: 'notice-text' }, content),
    h(
      'button',
      { type: 'button', class: 'button quiet', 'aria-label': t('page.close'), on: { click: () => element.remove() } },
      '×',
    ),
  );
  return element;
}

/** @param {import('../state/store.js').Problem[]} problems of a link @returns {HTMLElement} */
export function problemNotice(problems) {
  const lines = problems.map(({ key, value, allowed }) =>
    h('li', null, allowed ? t('page.problemAllowed', { key, value, allowed }) : t('page.problem', { key, value })),
  );
  return notice([t('page.problems'), h('ul', null, lines)], 'bad');
}

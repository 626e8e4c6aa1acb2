/** An app's header: its name, the labs, the language, the theme, and what hands it on. */
import { languages } from '../i18n/index.js';
import { linkOf, THEMES } from '../state/url.js';
import { h } from './dom.js';

/** @import { App } from '../context.js' */

/**
 * @param {App} app in its present language
 * @param {object} options
 * @param {HTMLElement} options.main where to skip to
 * @param {(() => Promise<void>) | null} options.share shows how it is handed on; null where it has no address
 */
export function createHeader(app, { main, share }) {
  const { store } = app;
  const [first] = store.labs;
  const tabs = store.labs.map((lab) => {
    const open = () => store.state.lab !== lab && store.show(lab);
    return h('a', { href: linkOf(lab), on: { click: instead(open) } }, app.t(`page.lab.${lab}`));
  });
  const themes = THEMES.map((theme) => /** @type {[string, string]} */ ([theme, app.t(`page.themes.${theme}`)]));
  const language = choice(app, 'language', Object.entries(languages));
  const theme = choice(app, 'theme', themes);
  return {
    nodes: [
      // The hash is the page's state: a link inside the page must not replace it.
      h('a', { class: 'skip', href: `#${main.id}`, on: { click: instead(app.toHeading) } }, app.t('page.skip')),
      h(
        'header',
        { class: 'page-header' },
        // It leads where the first tab does, which the keyboard comes to next.
        h('a', { class: 'brand', href: linkOf(first), title: app.t('page.tagline'), tabIndex: -1 }, 'Descenso'),
        h('nav', { class: 'tabs', 'aria-label': app.t('page.labs') }, tabs),
        h('div', { class: 'page-tools' }, share && shareButton(app, share), language.element, theme.element),
      ),
    ],
    /** @param {import('../state/store.js').State} state */
    show(state) {
      store.labs.forEach((lab, n) => {
        if (lab === state.lab) tabs[n].setAttribute('aria-current', 'page');
        else tabs[n].removeAttribute('aria-current');
      });
      language.select.value = state.language;
      theme.select.value = state.theme;
    },
  };
}

/** What a plain click does in place of following the link. @param {() => void} act */
export const instead = (act) => (/** @type {MouseEvent} */ event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  act();
};

/** @param {App} app @param {() => Promise<void>} share */
function shareButton(app, share) {
  // Its module may be out of reach, on the way or without a network.
  const click = () => app.attempt(share, 'page.shareFailed');
  return h(
    'button',
    { type: 'button', class: 'button quiet', ariaHasPopup: 'dialog', on: { click } },
    app.t('page.share'),
  );
}

/** @param {App} app @param {'language' | 'theme'} key @param {[string, string][]} options */
function choice(app, key, options) {
  const id = app.uniqueId(key);
  const select = h(
    'select',
    { id, on: { change: () => app.store.setPage(key, select.value) } },
    options.map(([value, name]) => h('option', { value, lang: key === 'language' ? value : '' }, name)),
  );
  const label = h('label', { class: 'visually-hidden', htmlFor: id }, app.t(`page.${key}`));
  return { select, element: h('span', { class: 'page-choice' }, label, select) };
}

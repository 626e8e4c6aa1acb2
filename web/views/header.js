/** The page's header: its name, the labs, the language, the theme, and the link. */
import { h } from './dom.js';

/** @import { App } from '../context.js' */

const LANGUAGES = { es: 'Español', en: 'English' };
const THEMES = ['auto', 'light', 'dark'];

/**
 * @param {App} app
 * @param {{ labs: string[], store?: import('../state/store.js').Store }} options without a store, the header is only seen
 * @returns {Node[]}
 */
export function pageHeader(app, { labs, store }) {
  const tabs = labs.map((lab) =>
    h(
      'a',
      {
        href: `#lab=${lab}`,
        'aria-current': store?.state.lab === lab ? 'page' : null,
        on: {
          click: (/** @type {MouseEvent} */ event) => {
            if (!store || event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            if (store.state.lab !== lab) store.show(lab);
          },
        },
      },
      app.t(`page.lab.${lab}`),
    ),
  );
  return [
    h('a', { class: 'skip', href: '#main', on: { click: skip } }, app.t('page.skip')),
    h(
      'header',
      { class: 'page-header' },
      h('a', { class: 'brand', href: `#lab=${labs[0]}`, title: app.t('page.tagline') }, 'Descenso'),
      h('nav', { class: 'tabs', 'aria-label': app.t('page.labs') }, tabs),
      store
        ? h('div', { class: 'page-tools' }, share(app, store), languageChoice(app, store), themeChoice(app, store))
        : null,
    ),
  ];
}

/** The hash is the page's state: a link inside the page must not replace it. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** @param {App} app @param {import('../state/store.js').Store} store */
function share(app, store) {
  const copy = async () => {
    try {
      // What is seen: the address follows the store a moment later.
      await navigator.clipboard.writeText(new URL(store.link(), location.href).href);
      app.announce(app.t('page.shared'));
      button.textContent = '✓';
      setTimeout(() => (button.textContent = app.t('page.share')), 1500);
    } catch {
      app.announce(app.t('page.shareFailed'));
    }
  };
  const button = h('button', { type: 'button', class: 'button quiet', on: { click: copy } }, app.t('page.share'));
  return button;
}

/** @param {App} app @param {import('../state/store.js').Store} store */
function languageChoice(app, store) {
  return choice(app, 'language', store.state.language, Object.entries(LANGUAGES), (value) =>
    store.setPage('language', value),
  );
}

/** @param {App} app @param {import('../state/store.js').Store} store */
function themeChoice(app, store) {
  const names = THEMES.map((theme) => /** @type {[string, string]} */ ([theme, app.t(`page.themes.${theme}`)]));
  return choice(app, 'theme', store.state.theme, names, (value) => store.setPage('theme', value));
}

/**
 * @param {App} app
 * @param {string} key @param {string} value @param {[string, string][]} options
 * @param {(value: string) => void} onChange
 */
function choice(app, key, value, options, onChange) {
  const id = app.uniqueId(key);
  return h(
    'span',
    { class: 'page-choice' },
    h('label', { class: 'visually-hidden', htmlFor: id }, app.t(`page.${key}`)),
    h(
      'select',
      { id, on: { change: (/** @type {any} */ { target }) => refocus(target, () => onChange(target.value)) } },
      options.map(([option, name]) => h('option', { value: option, selected: option === value }, name)),
    ),
  );
}

/** The header is built anew by what the choice does: the keyboard stays where it was. @param {HTMLElement} select @param {() => void} act */
function refocus(select, act) {
  const at = [...document.querySelectorAll('.page-choice select')].indexOf(select);
  act();
  /** @type {HTMLElement | undefined} */ ([...document.querySelectorAll('.page-choice select')][at])?.focus();
}

/** The page: one app, which has the document's title, language and theme, and the address bar, for its own. */
import { createApp } from './app.js';
import { languages } from './i18n/index.js';
import { on } from './views/dom.js';

const root = /** @type {HTMLElement} */ (document.getElementById('page'));
/** @type {import('./app.js').Address} */
const navigation = {
  // What the address bar cannot have is kept on the element; a page that is handed out may begin with a lesson.
  read: () => root.dataset.kept ?? (location.hash || (root.dataset.link ?? '')),
  write(hash, replace) {
    try {
      history[replace ? 'replaceState' : 'pushState'](null, '', hash);
    } catch (error) {
      // In a sandbox it may not be written.
      if (window.origin !== 'null') throw error;
      root.dataset.kept = hash;
    }
  },
  onMove: (moved) => on(window, 'popstate', moved),
  onLeave: (leaving) => on(window, 'pagehide', leaving),
  share: (hash) => new URL(hash, location.href).href,
  // What is one file has nothing beside it.
  folder: root.dataset.alone === undefined ? new URL('.', location.href).href : undefined,
  restart(anew) {
    if (anew) history.replaceState(null, '', location.pathname + location.search);
    location.reload();
  },
};

export const page = createApp({
  root,
  /** The browser's first known language, or the page's own. */
  language: navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => Object.hasOwn(languages, tag)),
  navigation,
  whole: true,
  onLook({ title, language, theme }) {
    document.title = title;
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  },
});

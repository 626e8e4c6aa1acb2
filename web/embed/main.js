/** The document of an embed: its link, its title and theme, and the page around it. */
import { languages } from '../i18n/index.js';
import { on } from '../views/dom.js';
import { createEmbed } from './embed.js';
import { appLink, embedLink } from './link.js';

const { parent } = window;

/** @param {string} hash of an app */
const onPage = (hash) => new URL(hash, new URL('index.html', location.href)).href;

/** @returns {import('../app.js').Address} */
function createAddress() {
  /** The app's hash: an address bears so many changes in a while, and a page around may send more. @type {string | null} */
  let kept = null;
  return {
    read: () => kept ?? appLink(location.hash),
    // The reader's way back leads out of the page around, whatever was done here.
    write(hash) {
      kept = hash;
      history.replaceState(null, '', embedLink(hash, location.hash));
    },
    onMove: (moved) =>
      on(window, 'hashchange', () => {
        kept = null;
        moved();
      }),
    onLeave: (leaving) => on(window, 'pagehide', leaving),
    share: onPage,
    restart(anew) {
      if (anew) history.replaceState(null, '', embedLink('#', location.hash));
      location.reload();
    },
  };
}

createEmbed({
  root: /** @type {HTMLElement} */ (document.getElementById('embed')),
  content: document.body,
  language: navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => Object.hasOwn(languages, tag)),
  hash: () => location.hash,
  navigation: createAddress(),
  async reachable() {
    const { ok } = await fetch(location.href, { cache: 'no-store' }).catch(() => ({ ok: false }));
    return ok;
  },
  around: {
    origin: location.origin,
    // Nothing of an embed is a secret: the page around it knows what it embeds.
    post: (message) => parent !== window && parent.postMessage(message, '*'),
    listen(heard) {
      on(window, 'message', (event) => parent !== window && event.source === parent && heard(event));
    },
    onKey: (pressed) => on(document, 'keydown', pressed),
  },
  onLook({ title, language, theme }) {
    document.title = title;
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  },
});

/**
 * What an app hands to its labs and views: words, figures and colours as its reader has them, its frames, its voice,
 * and what it trains with. Nothing of it is a module's, so that several apps may stand in one document.
 */
import { createStrings } from './i18n/index.js';
import { createAnnouncer } from './views/announce.js';
import { createFormat } from './views/format.js';
import { createPalette } from './views/palette.js';
import { createTurns } from './views/turns.js';

/**
 * @typedef {object} Services what there is once the engine is loaded
 * @property {import('../wasm/index.js').Engine} engine
 * @property {any} catalog of the engine
 * @property {import('./engine/pool.js').Pool} pool
 * @property {import('./state/store.js').Store} store
 * @property {readonly import('./state/store.js').Preset[]} presets
 * @typedef {ReturnType<typeof createContext> & Services} App
 */

/**
 * @param {object} options
 * @param {HTMLElement} options.root the element that theme and language are set on
 * @param {HTMLElement} options.host where what is only heard is put
 * @param {string} options.language
 */
export function createContext({ root, host, language }) {
  let strings = createStrings(language);
  let format = createFormat(language);
  const { announce } = createAnnouncer(host);
  // Ids are the document's: those of two apps must differ.
  const mark = Math.random().toString(36).slice(2, 8);
  let ids = 0;
  return {
    root,
    /** @type {import('./i18n/index.js').Strings['t']} */
    t: (key, values) => strings.t(key, values),
    /** Whether there is such a string. @param {string} key */
    has: (key) => strings.has(key),
    language: () => strings.language,
    /** Numbers in the present language. */
    get format() {
      return format;
    },
    palette: createPalette(root),
    announce,
    ...createTurns(),
    /** An id that no other element of the document has. @param {string} [stem] */
    uniqueId: (stem = 'id') => `${stem}-${mark}-${++ids}`,
    /** @param {string} next */
    setLanguage(next) {
      strings = createStrings(next);
      format = createFormat(next);
    },
  };
}

/**
 * What an app hands to its labs and views: words, figures and colours as its reader has them, its frames, its voice,
 * and what it trains with. Nothing of it is a module's, so that several apps may stand in one document.
 */
import { createStrings } from './i18n/index.js';
import { h } from './views/dom.js';
import { createFormat } from './views/format.js';
import { createPalette } from './views/palette.js';

/**
 * @typedef {object} Services what an app has beside its reader's words and colours
 * @property {() => void} toHeading leads the keyboard to the heading of what is shown
 * @property {(work: () => unknown, words?: string) => Promise<void>} attempt does what somebody asks for, and tells beside what was
 *   pressed, in these words, why it cannot be done: what it needs is loaded then
 * @property {import('../wasm/planner.js').Planner} engine once a lab is open that trains; the runs are in workers
 * @property {import('../wasm/spec.d.ts').Catalog} catalog of the engine
 * @property {import('./engine/pool.js').Pool} pool
 * @property {import('./state/store.js').Store} store
 * @typedef {ReturnType<typeof createContext> & Services} App
 */

/**
 * @param {HTMLElement} root the element that the app is in; its theme is set on it
 * @param {string} language
 * @param {{ hide: string[], onWork?: () => void }} options
 */
export function createContext(root, language, { hide, onWork }) {
  let hidden = hide;
  let strings = createStrings(language);
  let format = createFormat(language);
  /** The language that was wanted last: its strings may come before those of one that was wanted earlier. */
  let wanted = language;
  /** What has been asked for in one language is wanted in the next. @type {Set<string>} */
  const groups = new Set(['page']);
  const palette = createPalette(root);
  const announcer = createAnnouncer(root);
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
    /** "1 epoch", "3 epochs". @param {string} what @param {number} count */
    count: (what, count) => strings.t(`page.counts.${what}`, { count }),
    /** Numbers in the present language. */
    get format() {
      return format;
    },
    palette,
    /** Whether a panel or a group of controls is to be seen. @param {string} name */
    shows: (name) => !hidden.includes(name),
    /** What is hidden from now on; whatever has been built shows what it showed. @param {string[]} names */
    hide: (names) => void (hidden = names),
    /** To be called when what a lab trains has changed. */
    worked: () => onWork?.(),
    announce: announcer.announce,
    ...createTurns(),
    /** An id that no other element of the document has. @param {string} [stem] */
    uniqueId: (stem = 'id') => `${stem}-${mark}-${++ids}`,
    /** Loads groups of strings. @param {string[]} names */
    async need(names) {
      for (const group of names) groups.add(group);
      // While they come the language may change.
      for (let now = null; now !== strings;) await (now = strings).need(groups);
    },
    /** Speaks another language from now on, when its strings are there. @param {string} next */
    async speak(next) {
      wanted = next;
      const coming = createStrings(next);
      for (let known = -1; known < groups.size;) {
        known = groups.size;
        await coming.need(groups);
      }
      if (wanted !== next) return;
      strings = coming;
      format = createFormat(next);
    },
    destroy() {
      palette.destroy();
      announcer.destroy();
    },
  };
}

// -- its voice and its frames

/** Long enough for a message to be read before the next (ms). */
const PAUSE = 1500;

/**
 * Status changes for screen readers: a polite region that speaks at most once in a while, and says the latest.
 * @param {HTMLElement} host where the region is put
 */
function createAnnouncer(host) {
  const region = host.appendChild(h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' }));
  let waiting = '';
  let free = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function say() {
    timer = undefined;
    free = performance.now() + PAUSE;
    // An equal text would not be said again: an invisible difference makes it new.
    region.textContent = region.textContent === waiting ? `${waiting}\u200b` : waiting;
  }

  return {
    /**
     * Says a text politely. Of several texts within a pause only the last is said: what came between is no longer so.
     * @param {string} text
     */
    announce(text) {
      waiting = text;
      timer ??= setTimeout(say, Math.max(50, free - performance.now()));
    },
    destroy() {
      clearTimeout(timer);
      region.remove();
    },
  };
}

/** Milliseconds of a frame after which nothing more is begun; laying out and painting need theirs. */
const BUDGET = 8;
/** Milliseconds between two looks at what trains: more often costs runs time where cores are few, and shows no more. */
const PACE = 45;

/**
 * Work for the next frame, when there is time for it: whoever draws asks for a turn, and what does not fit into a frame
 * has it in the one after. So charts that change all at once share a frame's time, and no frame is late.
 */
function createTurns() {
  /** In the order in which they asked. @type {Set<() => void>} */
  const waiting = new Set();
  /** When each job that keeps a pace had its last turn. @type {WeakMap<() => void, number>} */
  const turns = new WeakMap();
  /** Those whose time has not come. @type {Set<() => void>} */
  const early = new Set();
  let frame = 0;

  function work() {
    frame = 0;
    const until = performance.now() + BUDGET;
    // Who asks again in its turn waits for the next frame.
    try {
      for (const job of [...waiting]) {
        if (waiting.delete(job)) take(job);
        if (performance.now() >= until) break;
      }
    } finally {
      // Also after one that failed: the others have their turns.
      if (waiting.size > 0) frame ||= requestAnimationFrame(work);
    }
  }

  /** @param {() => void} job */
  function take(job) {
    if (turns.has(job)) turns.set(job, performance.now());
    job();
  }

  /** Calls it in one of the next frames, once however often it is asked for. @param {() => void} job */
  function inTurn(job) {
    waiting.add(job);
    frame ||= requestAnimationFrame(work);
  }

  return {
    inTurn,
    /** The same for what reports come for all the time: at once, and then at a pace at which eyes can follow. @param {() => void} job */
    atPace(job) {
      if (waiting.has(job) || early.has(job)) return;
      const wait = (turns.get(job) ?? -Infinity) + PACE - performance.now();
      if (!turns.has(job)) turns.set(job, -Infinity);
      if (wait <= 0) return inTurn(job);
      early.add(job);
      setTimeout(() => early.delete(job) && inTurn(job), wait);
    },
    /** @param {() => void} job that shall not be called any more */
    forgetTurn: (job) => void (waiting.delete(job), early.delete(job)),
  };
}

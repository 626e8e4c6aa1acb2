/**
 * The link in the address bar, as one subscriber of the store: first the state, then the history. Browsers refuse to write an
 * address often (WebKit after a hundred times in half a minute), so that it is written when there is room for it; a refused
 * write is tried again, and the state goes on. No document here: whoever makes it brings the history and the clock.
 */

/**
 * @typedef {object} Navigation
 * @property {() => string} read the address' hash
 * @property {(hash: string, replace: boolean) => void} write may throw
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(act: () => void, delay: number) => ReturnType<typeof setTimeout>} after
 * @property {(timer: ReturnType<typeof setTimeout>) => void} cancel
 */

/** Changes of one value that follow each other faster than this (ms), as of a slider, are one entry of the history. */
const TOGETHER = 1000;

/** At most that many writes in a time (ms). */
const ROOM = [
  { writes: 4, time: 1000 },
  { writes: 80, time: 30_000 },
];

/** After a refused write (ms); after so many in a row, not before the next change. */
const REST = 5000;
const MOST_REFUSALS = 6;

/** More entries than that do not wait: the last one takes the others in. */
const MOST_WAITING = 20;

/** @type {Clock} */
const timers = {
  now: () => performance.now(),
  after: (act, delay) => setTimeout(act, delay),
  cancel: (timer) => clearTimeout(timer),
};

/**
 * @param {object} options
 * @param {import('./store.js').Store} options.store
 * @param {Navigation} options.navigation
 * @param {Clock} [options.clock]
 */
export function createHistory({ store, navigation, clock = timers }) {
  /** What is not written yet, the oldest first. @type {{ hash: string, replace: boolean }[]} */
  let queue = [];
  /** When was written, as far back as it matters. @type {number[]} */
  let written = [];
  let last = { what: '', time: -Infinity };
  let refused = 0;
  let rested = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;

  /** How long until there is room for one more write. */
  function wait() {
    const now = clock.now();
    const full = ROOM.filter(({ writes }) => written.length >= writes);
    return Math.max(0, rested - now, ...full.map(({ writes, time }) => written[written.length - writes] + time - now));
  }

  /** @returns {boolean} whether the oldest is written */
  function writeOne() {
    const { hash, replace } = queue[0];
    try {
      navigation.write(hash, replace);
    } catch {
      refused++;
      rested = clock.now() + REST;
      return false;
    }
    queue.shift();
    refused = 0;
    written = [...written, clock.now()].slice(-ROOM[1].writes);
    return true;
  }

  function work() {
    if (timer !== null) clock.cancel(timer);
    timer = null;
    while (queue.length > 0) {
      if (wait() === 0 && writeOne()) continue;
      if (refused < MOST_REFUSALS) timer = clock.after(work, wait());
      return;
    }
  }

  const end = store.subscribe((state, _, what) => {
    const hash = store.link(state);
    const now = clock.now();
    if (what === 'open') queue = [];
    if (what === 'open' || what === 'ready') {
      last = { what, time: -Infinity };
      // The address says what is seen: also the language and the theme, which a way back does not undo.
      if (!state.ready || hash === (queue.at(-1)?.hash ?? navigation.read())) return;
    }
    const joins =
      ['open', 'ready', 'page'].includes(what) || (what === last.what && what !== 'lab' && now - last.time < TOGETHER);
    if (what !== 'page') last = { what, time: now };
    const waiting = queue.at(-1);
    if (waiting && (joins || queue.length === MOST_WAITING)) waiting.hash = hash;
    else queue.push({ hash, replace: joins });
    refused = 0;
    work();
  });

  return {
    /** Writes at once what is not written yet: the page is left. */
    flush() {
      while (queue.length > 0 && writeOne());
    },
    end() {
      if (timer !== null) clock.cancel(timer);
      queue = [];
      end();
    },
  };
}

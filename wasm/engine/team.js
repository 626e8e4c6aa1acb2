/** The threads that share the work of an engine's runs: starting them, letting them go (src/base/team.h). */

/** Bytes; a helper's calls go a few frames deep, and the largest of them takes 5 kB. */
const STACK = 65_536;

/** As src/base/team.h has it. */
export const MAX_THREADS = 16;

/** Looks whether threads have come, some milliseconds apart, after which they will not any more: half a minute. */
const LOOKS = { apart: 20, most: 1500 };

/** What the module is built to begin with (build.sh), and the most it may take, in pages of 64 kB. */
const MEMORY = { initial: 256, maximum: 32_768 };

/** Memory that can be shared has its place from the beginning: where there is not so much, it gets less. */
export function sharedMemory() {
  for (let { maximum } = MEMORY; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: MEMORY.initial, maximum, shared: true });
    } catch (error) {
      if (!(error instanceof RangeError) || maximum <= 2 * MEMORY.initial) throw error;
    }
  }
}

/** Whether memory can be shared. */
export const isIsolated = () => typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false;

/** And who calls may wait for others: not a page's main thread. */
export const canShare = () => isIsolated() && !('document' in globalThis);

/** How many cores there are for threads. @returns {Promise<number>} */
export async function cores() {
  const count = globalThis.navigator?.hardwareConcurrency ?? (await import('#threads')).coreCount();
  return Math.min(MAX_THREADS, count);
}

/** What a team knows of the pace of some work: nothing before it has helpers. @typedef {{ of: import('./pace.js').Pace | null }} Pace */

/** What a helper is made of. @typedef {{ module: WebAssembly.Module, memory: WebAssembly.Memory, script?: URL | string | Caller }} Source */

/** Calls a helper that somebody else makes. @typedef {(name: string) => Helper} Caller */

/** @typedef {{ postMessage: (call: unknown) => void, terminate: () => unknown, unref?: () => void, onerror?: unknown, on?: (event: string, then: (error: { message?: string }) => void) => void }} Helper */

/** @typedef {new (script: URL | string, options: object) => Helper} HelperType */

/** @returns {Promise<HelperType>} */
const workers = async () =>
  /** @type {HelperType} */ (typeof Worker === 'function' ? Worker : (await import('#threads')).Worker);

export class Team {
  #native;
  /** @type {Helper[]} */
  #helpers = [];
  /** @type {number[]} */
  #stacks = [];
  /** Null without memory that can be shared, and when the helpers have been let go for good. @type {Source | null} */
  source = null;
  /** How many may work, and how many are to when they have come. */
  #size = 1;
  #wanted = 1;
  /** How many worked on what was done last. */
  working = 1;
  /** Threads that were lost in the middle of a piece: once, and what was worked on then is worth nothing. */
  losses = 0;
  /** Comes with the engine: who only plans needs none. @type {typeof import('./pace.js').Pace | null} */
  Pace = null;

  /** @param {import('./native.js').Native} native */
  constructor(native) {
    this.#native = native;
  }

  /** Threads that may work on a run, the caller's among them. */
  get size() {
    return this.#size;
  }

  /**
   * So many threads work from now on: fewer at once, and more as soon as those that are missing have come; those that are too
   * many sleep. Throws, and lets all go, where one cannot begin.
   * @param {number} threads 1..MAX_THREADS
   */
  async share(threads) {
    this.#wanted = threads;
    if (threads < this.#size) this.limit((this.#size = threads));
    if (threads > this.#came + 1) await this.#call(threads);
    this.#size = Math.min(this.#wanted, this.#came + 1);
    this.limit(this.#size);
  }

  /** Of the helpers: others may be on their way. */
  get #came() {
    return Math.min(this.#helpers.length, this.#native.exports.descenso_team_helpers());
  }

  /** Calls helpers, and waits until there are so many threads. @param {number} threads */
  async #call(threads) {
    const { exports } = this.#native;
    const Thread = await workers();
    if (!this.source) throw new Error('this engine has no memory that threads could share');
    const { module, memory, script = new URL('thread.js', import.meta.url) } = this.source;
    /** @type {{ message?: string } | null} */
    let failure = null;
    // Only before they have come: one that is lost later is missed at work.
    const fail = (/** @type {{ message?: string, preventDefault?: () => void }} */ error) => {
      error.preventDefault?.(); // in a browser it would be the calling worker's too
      failure ??= error;
    };
    const come = async (/** @type {number} */ count) => {
      for (let looks = 1; exports.descenso_team_helpers() < count && !failure && this.source; looks++) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(looks, LOOKS.apart)));
        if (looks === LOOKS.most) fail({ message: 'it did not come' });
      }
    };
    /** Whatever it throws is a failure like those that come later: none is left behind. @param {number} number */
    const begin = (number) => {
      try {
        const at = exports.descenso_allocate(STACK);
        if (at === 0) throw this.#native.error();
        this.#stacks.push(at);
        const name = `descenso ${number}`;
        const options = { type: 'module', name, stdout: true, stderr: true };
        const helper = typeof script === 'function' ? script(name) : new Thread(script, options);
        this.#helpers.push(helper);
        helper.unref?.();
        helper.on?.('error', fail);
        helper.on?.('exit', () => fail({ message: 'it ended' }));
        if (!helper.on) helper.onerror = fail;
        helper.postMessage({ module, memory, number, stack: at + STACK });
        return helper;
      } catch (error) {
        fail(/** @type {Error} */ (error));
        return null;
      }
    };
    // Others may call, or let all go, while one is awaited.
    while (this.#helpers.length + 1 < threads && !failure && this.source) {
      const number = this.#helpers.length + 1;
      const helper = begin(number);
      if (!helper) break;
      // One after the other in a browser: a worker of Firefox that makes another while one is on its way often stands still for ever.
      if (!helper.on && typeof script !== 'function') await come(number);
    }
    await come(threads - 1);
    if (failure) {
      await this.free();
      throw new Error(
        `a thread cannot be started: ${/** @type {{ message?: string }} */ (failure).message || 'its script did not come'}`,
        { cause: failure },
      );
    }
  }

  /** For work whose calls take about as long as each other. @returns {Pace} */
  pace() {
    return { of: null };
  }

  /** @param {number} threads that work from now on, of those that came */
  limit(threads) {
    if (this.#helpers.length > 0) this.#native.exports.descenso_team_limit(threads);
  }

  /**
   * Some steps of a run, with as many threads as its pace says; afterwards as many work as it has found to be the faster.
   * @param {Pace} known
   * @param {object} steps
   * @param {number} steps.most that are wanted
   * @param {number} [steps.done] before them
   * @param {number} [steps.epoch] how many there are in an epoch
   * @param {boolean} [steps.atOnce] whether so many are taken in one call, whatever is wanted: too much to try something by
   * @param {(wanted: number) => number} work takes so many, and returns how many it took
   * @returns {number} that were taken
   */
  paced(known, { most, done = 0, epoch = Infinity, atOnce = false }, work) {
    const pace = this.#size > 1 && this.Pace ? (known.of ??= new this.Pace()) : null;
    this.working = pace ? pace.chosen(this.#size) : 1;
    if (pace && atOnce) this.limit(this.working);
    if (!pace || atOnce) return work(most);
    const next = pace.next(this.#size, epoch, done);
    this.limit(next.threads);
    const began = performance.now();
    const taken = work(Math.min(most, next.most));
    this.check();
    pace.took(taken, performance.now() - began, { done, epoch });
    this.working = pace.chosen(this.#size);
    this.limit(this.working);
    return taken;
  }

  /** Throws if a thread was lost in the middle of a piece: what was computed is not whole. The engine goes on alone. */
  check() {
    if (this.#helpers.length === 0 || !this.#native.exports.descenso_team_is_broken()) return;
    this.losses++;
    void this.free();
    const message = 'a thread was lost in the middle of its work: this run cannot go on';
    throw Object.assign(new Error(message), { code: 'thread-lost' });
  }

  /** Lets all helpers go; the engine works on alone. */
  async free() {
    this.source = null;
    const { exports } = this.#native;
    const [helpers, stacks] = [this.#helpers.splice(0), this.#stacks.splice(0)];
    if (stacks.length === 0) return;
    this.#size = this.#wanted = 1;
    exports.descenso_team_limit(1);
    exports.descenso_team_dismiss();
    await Promise.all(helpers.map((helper) => helper.terminate()));
    for (const at of stacks) exports.descenso_release(at);
  }
}

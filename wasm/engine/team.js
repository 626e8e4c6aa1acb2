/** The threads that share the work of an engine's runs: starting them, letting them go (src/base/team.h). */

/** Bytes; a helper's calls go a few frames deep, and the largest of them takes 5 kB. */
const STACK = 65_536;

/** As src/base/team.h has it. */
export const MAX_THREADS = 16;

/** What the module is built to begin with (build.sh), and the most it may take, in pages of 64 kB. */
const MEMORY = { initial: 256, maximum: 32_768, shared: true };

export const sharedMemory = () => new WebAssembly.Memory(MEMORY);

/** Whether memory can be shared, and who calls may wait for others: not a page's main thread. */
export const canShare = () =>
  typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false && !('document' in globalThis);

/** How many cores there are for threads. @returns {Promise<number>} */
export async function cores() {
  const count = globalThis.navigator?.hardwareConcurrency ?? (await import('#threads')).coreCount();
  return Math.min(MAX_THREADS, count);
}

/** @typedef {import('./pace.js').Pace} Pace */

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
  /** Threads that were lost in the middle of a piece: once, and what was worked on then is worth nothing. */
  losses = 0;
  /** Comes with the helpers: who has none needs none. @type {typeof import('./pace.js').Pace | null} */
  #Pace = null;

  /** @param {import('./native.js').Native} native */
  constructor(native) {
    this.#native = native;
  }

  /** Threads that may work on a run, the caller's among them. */
  get size() {
    return this.#helpers.length + 1;
  }

  /**
   * Calls helpers, and waits until so many threads are there. Throws, and lets all go, where one cannot begin.
   * @param {object} options
   * @param {WebAssembly.Module} options.module
   * @param {WebAssembly.Memory} options.memory
   * @param {number} options.threads
   * @param {URL | string} [options.script] what a helper runs
   */
  async call({ module, memory, threads, script = new URL('thread.js', import.meta.url) }) {
    const { exports } = this.#native;
    const Thread = await workers();
    this.#Pace = (await import('./pace.js')).Pace;
    /** @type {{ message?: string } | null} */
    let failure = null;
    // Only before they have come: one that is lost later is missed at work.
    const fail = (/** @type {{ message?: string }} */ error) => (failure ??= error);
    for (let number = 1; number < threads; number++) {
      const at = exports.descenso_allocate(STACK);
      if (at === 0) throw this.#native.error();
      this.#stacks.push(at);
      const helper = new Thread(script, { type: 'module', name: `descenso ${number}`, stdout: true, stderr: true });
      helper.unref?.();
      if (helper.on) helper.on('error', fail);
      else helper.onerror = fail;
      helper.postMessage({ module, memory, number, stack: at + STACK });
      this.#helpers.push(helper);
    }
    while (exports.descenso_team_helpers() < threads - 1 && !failure)
      await new Promise((resolve) => setTimeout(resolve, 1));
    if (failure) {
      await this.free();
      throw new Error(`a thread cannot be started: ${/** @type {{ message?: string }} */ (failure).message ?? script}`);
    }
    this.limit(threads);
  }

  /** For work whose calls take about as long as each other. @returns {Pace | null} null where one thread works */
  pace() {
    return this.#Pace && new this.#Pace();
  }

  /** @param {number} threads that work from now on, of those that came */
  limit(threads) {
    if (this.size > 1) this.#native.exports.descenso_team_limit(threads);
  }

  /**
   * Some steps of a run, with as many threads as its pace says; afterwards as many work as it has found to be the faster.
   * @param {Pace | null} pace
   * @param {object} steps
   * @param {number} steps.most that are wanted
   * @param {number} [steps.done] before them
   * @param {number} [steps.epoch] how many there are in an epoch
   * @param {(wanted: number) => number} work takes so many, and returns how many it took
   * @returns {number} that were taken
   */
  paced(pace, { most, done = 0, epoch = Infinity }, work) {
    if (this.size === 1 || !pace) return work(most);
    const next = pace.next(this.size, epoch);
    this.limit(next.threads);
    const began = performance.now();
    const taken = work(Math.min(most, next.most));
    this.check();
    pace.took(taken, performance.now() - began, { done, epoch });
    this.limit(pace.chosen(this.size));
    return taken;
  }

  /** Throws if a thread was lost in the middle of a piece: what was computed is not whole. The engine goes on alone. */
  check() {
    if (this.size === 1 || !this.#native.exports.descenso_team_is_broken()) return;
    this.losses++;
    void this.free();
    throw new Error('a thread was lost in the middle of its work: this run cannot go on');
  }

  /** Lets all helpers go; the engine works on alone. */
  async free() {
    if (this.size === 1) return;
    const { exports } = this.#native;
    const [helpers, stacks] = [this.#helpers.splice(0), this.#stacks.splice(0)];
    exports.descenso_team_limit(1);
    exports.descenso_team_dismiss();
    await Promise.all(helpers.map((helper) => helper.terminate()));
    for (const at of stacks) exports.descenso_release(at);
  }
}

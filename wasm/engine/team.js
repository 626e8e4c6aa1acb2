/** The threads that share the work of an engine's runs: starting them, letting them go (src/base/team.h), and how many work. */

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

  /** @param {number} threads that work from now on, of those that came */
  limit(threads) {
    if (this.size > 1) this.#native.exports.descenso_team_limit(threads);
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

/** Of a trial: few enough not to be felt, where what is tried is the slower. */
const TRIAL_STEPS = 8;
/** From one trial to the next, of a run's own time. */
const TRIAL_EVERY = 400;
/** How much of what was known a new measurement replaces. */
const WEIGHT = 0.3;
/** How much faster the other must be to change. */
const MARGIN = 0.9;

/**
 * How many threads a run works with. Beside other busy processes threads that wait for each other are slower than one: so a run
 * that has several tries one for a few steps now and then, and the other way round, and stays with what is faster. Its bits do
 * not depend on it.
 */
export class Pace {
  /** Milliseconds a step, alone and with all. */
  #alone = NaN;
  #together = NaN;
  #isAlone = false;
  #untilTrial = 0;
  #isTrial = false;

  /**
   * @param {number} size threads that there are
   * @returns {{ threads: number, most: number }} that work on the next steps, and how many of them at most before asking again
   */
  next(size) {
    if (size === 1) return { threads: 1, most: Infinity };
    this.#isTrial = this.#untilTrial <= 0;
    const alone = this.#isAlone !== this.#isTrial;
    return { threads: alone ? 1 : size, most: this.#isTrial ? TRIAL_STEPS : Infinity };
  }

  /** What they took. @param {number} threads @param {number} steps @param {number} milliseconds */
  took(threads, steps, milliseconds) {
    if (steps === 0) return;
    const each = milliseconds / steps;
    const mixed = (/** @type {number} */ old) => (Number.isNaN(old) ? each : old + WEIGHT * (each - old));
    if (threads === 1) this.#alone = mixed(this.#alone);
    else this.#together = mixed(this.#together);
    this.#untilTrial = this.#isTrial ? TRIAL_EVERY : this.#untilTrial - milliseconds;
    if (this.#alone < MARGIN * this.#together) this.#isAlone = true;
    if (this.#together < MARGIN * this.#alone) this.#isAlone = false;
  }
}

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

  /**
   * Some steps of a run, with as many threads as its pace says; afterwards as many work as it has found to be the faster.
   * @param {Pace} pace
   * @param {object} steps
   * @param {number} steps.most that are wanted
   * @param {number} [steps.done] before them
   * @param {number} [steps.epoch] how many there are in an epoch
   * @param {(wanted: number) => number} work takes so many, and returns how many it took
   * @returns {number} that were taken
   */
  paced(pace, { most, done = 0, epoch = Infinity }, work) {
    if (this.size === 1) return work(most);
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

/** Steps of a measurement: few enough not to be felt, where what is measured is the slower. */
const STEPS = 8;
/** Measurements of either that a choice is made from, by their medians: one step that waited for other processes decides nothing. */
const ROUNDS = 3;
/** In which order: what drifts meanwhile is the same for both. */
const OTHER_IN_TURN = [false, true, true, false, false, true];
/** How much faster the other must be to change. */
const MARGIN = 0.9;
/** Milliseconds of a run's own time from one trial of the other to the next: at first, and at most, as long as none changes anything. */
const TRIAL_EVERY = { first: 400, most: 3200 };
/** By what factor steps become slower or faster when something around has changed, and how long it is waited after a trial to look. */
const CHANGE = { factor: 1.5, after: 50 };

const median = (/** @type {number[]} */ list) => list.toSorted((a, b) => a - b)[list.length >> 1];

/**
 * How many threads a run works with. Beside other busy processes threads that wait for each other are slower than one: so a run
 * that has several begins with a contest of all against one, some steps each in turn, and goes on with what was faster. Now and then,
 * and as soon as its steps take much longer or shorter than they did, it tries the other for a few steps, and where that seems faster
 * holds the contest again. Its bits do not depend on it.
 */
export class Pace {
  #alone = false;
  /** @type {'contest' | 'steady' | 'trial'} */
  #phase = 'contest';
  /** Milliseconds a step: of what is chosen, its last measurements, and of the other. */
  #own = /** @type {number[]} */ ([]);
  #others = /** @type {number[]} */ ([]);
  /** What a step of the chosen took when it was last compared. */
  #usual = NaN;
  #every = TRIAL_EVERY.first;
  /** Milliseconds since then. */
  #since = 0;
  /** Of the measurement under way. */
  #steps = 0;
  #time = 0;
  /** Steps that it has at least. */
  #whole = STEPS;

  get #triesOther() {
    if (this.#phase === 'contest') return OTHER_IN_TURN[this.#own.length + this.#others.length];
    return this.#phase === 'trial';
  }

  /** @param {number} size threads that there are @returns {number} how many of them are the faster, as far as is known */
  chosen(size) {
    return this.#alone ? 1 : size;
  }

  /**
   * @param {number} size threads that there are
   * @param {number} [epoch] how many steps there are in one
   * @returns {{ threads: number, most: number }} that work on the next steps, and how many of them at most before asking again
   */
  next(size, epoch = Infinity) {
    // Validation belongs to no step: every measurement has as much of it, whole short epochs or, of long ones, no end.
    this.#whole = epoch <= STEPS + 1 ? Math.ceil(STEPS / epoch) * epoch : STEPS;
    const alone = this.#alone !== this.#triesOther;
    return { threads: alone ? 1 : size, most: this.#phase === 'steady' ? Infinity : this.#whole - this.#steps };
  }

  /**
   * What the steps that next() told took.
   * @param {number} steps
   * @param {number} milliseconds
   * @param {{ done: number, epoch: number }} [at] how many there were before, and how many there are in an epoch
   */
  took(steps, milliseconds, { done, epoch } = { done: 0, epoch: Infinity }) {
    const endsEpoch = Math.floor((done + steps) / epoch) > Math.floor(done / epoch);
    if (endsEpoch && epoch > STEPS + 1) return;
    this.#steps += steps;
    this.#time += milliseconds;
    this.#since += milliseconds;
    if (this.#steps < this.#whole) return;
    const each = this.#time / this.#steps;
    this.#steps = this.#time = 0;
    if (this.#phase === 'contest') this.#decide(each);
    else if (this.#phase === 'trial') this.#compare(each);
    else this.#watch(each);
  }

  /** @param {number} each milliseconds a step */
  #decide(each) {
    (this.#triesOther ? this.#others : this.#own).push(each);
    const [own, others] = [this.#own, this.#others];
    if (own.length < 2 || others.length < 2) return;
    const isClear = Math.max(...own) < Math.min(...others) || Math.max(...others) < MARGIN * Math.min(...own);
    if (!isClear && own.length + others.length < 2 * ROUNDS) return;
    if (median(others) < MARGIN * median(own)) {
      this.#alone = !this.#alone;
      this.#own = others;
    }
    this.#settle();
  }

  /** @param {number} each milliseconds a step of the other */
  #compare(each) {
    this.#every = Math.min(2 * this.#every, TRIAL_EVERY.most);
    if (each >= MARGIN * median(this.#own)) return this.#settle();
    this.#phase = 'contest';
    this.#own = [];
    this.#others = [];
  }

  #settle() {
    this.#phase = 'steady';
    this.#usual = median(this.#own);
    this.#own = [];
    this.#since = 0;
  }

  /** @param {number} each milliseconds a step of the chosen */
  #watch(each) {
    this.#own = [...this.#own, each].slice(-ROUNDS);
    if (this.#own.length < ROUNDS) return;
    const now = median(this.#own);
    const factor = Math.max(now / this.#usual, this.#usual / now);
    const hasChanged = factor > CHANGE.factor && this.#since >= CHANGE.after;
    if (hasChanged) this.#every = TRIAL_EVERY.first;
    if (hasChanged || this.#since >= this.#every) this.#phase = 'trial';
  }
}

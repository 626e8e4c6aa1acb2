/** Cores that no run needs, for the threads of those there are. Loaded where memory can be shared alone. */
import { asset } from '../../asset.js';
import { Request } from '../protocol.js';

/** Milliseconds for which a core stays free before threads have it: who has just begun a run may begin others. */
const LENDING = 100;

/** And until it is looked again for cores that other apps had, or want. */
const LOOKING = 2000;

/** An app of the origin holds a lock of such a name while its runs take steps: its first worker has none of a core. */
const WORKS = 'descenso-works-';

/**
 * Lends the cores that no worker needs to the threads of those that do: as many to each, and what is left over to the first.
 * They are let go as soon as somebody needs one, in this app or another, and lent when for a while nobody has.
 */
export class Lending {
  #slots;
  #pool;
  #name = WORKS + Math.random().toString(36).slice(2);
  /** @type {unknown} */
  #timer = null;
  /** How many other apps were at work when it was last looked. */
  #others = 0;
  /** Tells them that this one works no more; null while it does not. @type {(() => void) | null} */
  #rest = null;

  /**
   * @param {import('./slot.js').Slot[]} slots
   * @param {object} pool
   * @param {import('./slot.js').Timers} pool.timers
   * @param {import('./limits.js').Locks | null} [pool.locks] without them nobody knows of other apps
   * @param {() => { held: boolean, waits: boolean }} pool.wants whether nothing is to work, and whether a run waits for a place
   * @param {() => Promise<unknown>} pool.grow asks for all cores that can be had
   */
  constructor(slots, pool) {
    this.#slots = slots;
    this.#pool = pool;
  }

  /** To be called when something has changed. */
  look() {
    const works = this.#share(false);
    this.#tell(works);
    if (works && this.#timer === null) this.#wait(LENDING);
  }

  end() {
    this.#pool.timers.clear(this.#timer);
    this.#tell(false);
  }

  /** @param {number} milliseconds */
  #wait(milliseconds) {
    this.#timer = this.#pool.timers.set(() => void this.#lend(), milliseconds);
  }

  async #lend() {
    this.#others = await this.#look();
    const { waits, held } = this.#pool.wants();
    const open = this.#slots.filter(({ core }) => core).length;
    const free = open + this.#others < this.#slots.length;
    if (free && !waits && !held && this.#slots.some(({ busy, alone }) => busy && !alone)) await this.#pool.grow();
    this.#timer = null;
    if (this.#share(!this.#pool.wants().waits)) this.#wait(LOOKING);
  }

  /** @param {boolean} works whether this app does */
  #tell(works) {
    if (works === (this.#rest !== null)) return;
    this.#rest?.();
    this.#rest = null;
    if (!works) return;
    const until = new Promise((resolve) => (this.#rest = () => resolve(null)));
    // Where locks are refused, as in a sandbox, nobody hears of it.
    this.#pool.locks?.request(this.#name, {}, () => until).catch(() => {});
  }

  /** How many other apps work. */
  async #look() {
    try {
      const { held = [] } = (await this.#pool.locks?.query?.()) ?? {};
      return held.filter(({ name = '' }) => name.startsWith(WORKS) && name !== this.#name).length;
    } catch {
      return 0;
    }
  }

  /** @param {boolean} more whether cores are lent, or only let go @returns {boolean} whether anybody works */
  #share(more) {
    const { held } = this.#pool.wants();
    const open = this.#slots.filter(({ core }) => core);
    const busy = open.filter((slot) => slot.busy && !held);
    const idle = open.filter((slot) => !busy.includes(slot));
    const takers = busy.filter(({ alone }) => !alone);
    const cores = Math.max(busy.length, open.length - this.#others) - (busy.length - takers.length);
    for (const slot of busy) slot.lend(false);
    takers.forEach((slot, n) => {
      const share = Math.floor((cores - n - 1) / takers.length) + 1;
      slot.helpers ??= new Helpers((lost) => slot.post(lost));
      slot.share(more ? share : Math.min(share, slot.threads));
    });
    const lent = busy.reduce((sum, { threads }) => sum + threads - 1, 0);
    idle.forEach((slot, n) => {
      slot.share(1);
      slot.lend(n < lent);
    });
    return busy.length > 0;
  }
}

/** The threads of a worker's engine. The page makes them: see callThread() in worker.js. */
export class Helpers {
  /** @type {Map<number, Worker>} */
  #threads = new Map();
  #tell;

  /** @param {(lost: { type: 'helper', helper: number, message: string }) => void} tell a worker that one of its threads failed */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {{ helper: number, name: string, call: unknown }} message */
  receive({ helper, name, call }) {
    if (call === null) {
      this.#threads.get(helper)?.terminate();
      this.#threads.delete(helper);
      return;
    }
    const fail = (/** @type {string} */ message) => this.#tell({ type: Request.helper, helper, message });
    try {
      const thread = new Worker(asset('wasm/engine/thread.js'), { type: 'module', name });
      this.#threads.set(helper, thread);
      thread.onerror = (event) => {
        event.preventDefault(); // it is the worker's to tell
        // What comes late is of one that has been ended: the next worker has a thread of that number too.
        if (this.#threads.get(helper) === thread) fail(event.message);
      };
      thread.postMessage(call);
    } catch (error) {
      fail(/** @type {Error} */ (error).message); // the worker waits for it
    }
  }

  /** The worker is gone, and its threads are to go too. */
  end() {
    for (const thread of this.#threads.values()) thread.terminate();
    this.#threads.clear();
  }
}

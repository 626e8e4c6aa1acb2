/** Cores that no run needs, for the threads of those there are. Loaded where memory can be shared alone. */

/** Milliseconds for which a core stays free before threads have it: who has just begun a run may begin others. */
const LENDING = 100;

/** And until it is looked again for cores that other apps had. */
const LOOKING = 2000;

/**
 * Lends the cores that no worker needs to the threads of those that do: as many to each, and what is left over to the first.
 * They are let go as soon as somebody needs one, and lent when for a while nobody has.
 */
export class Lending {
  #slots;
  #pool;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {import('./slot.js').Slot[]} slots
   * @param {object} pool
   * @param {import('./slot.js').Timers} pool.timers
   * @param {() => { held: boolean, waits: boolean }} pool.wants whether nothing is to work, and whether a run waits for a place
   * @param {() => Promise<unknown>} pool.grow asks for all cores that can be had
   */
  constructor(slots, pool) {
    this.#slots = slots;
    this.#pool = pool;
  }

  /** To be called when something has changed. */
  look() {
    if (this.#share(false) && this.#timer === null) this.#wait(LENDING);
  }

  end() {
    this.#pool.timers.clear(this.#timer);
  }

  /** @param {number} milliseconds */
  #wait(milliseconds) {
    this.#timer = this.#pool.timers.set(() => void this.#lend(), milliseconds);
  }

  async #lend() {
    const { waits, held } = this.#pool.wants();
    if (!waits && !held && this.#slots.some(({ busy }) => busy)) await this.#pool.grow();
    this.#timer = null;
    if (this.#share(!this.#pool.wants().waits)) this.#wait(LOOKING);
  }

  /** @param {boolean} more whether cores are lent, or only let go @returns {boolean} whether more could be lent */
  #share(more) {
    const { held } = this.#pool.wants();
    const open = this.#slots.filter(({ core }) => core);
    const busy = open.filter((slot) => slot.busy && !held);
    const idle = open.filter((slot) => !busy.includes(slot));
    busy.forEach((slot, n) => {
      const share = Math.floor((open.length - n - 1) / busy.length) + 1;
      slot.lend(false);
      slot.share(more ? share : Math.min(share, slot.threads));
    });
    const lent = busy.reduce((sum, { threads }) => sum + threads - 1, 0);
    idle.forEach((slot, n) => {
      slot.share(1);
      slot.lend(n < lent);
    });
    return busy.length > 0 && busy.length + lent < this.#slots.length;
  }
}

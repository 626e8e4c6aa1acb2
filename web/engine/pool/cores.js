/**
 * The machine's cores, which the apps of one origin share: each worker beyond an app's first holds one of as many locks
 * as there are cores left. So an app can always work, and several that train at once do not take more cores than there
 * are. Where locks are refused, as in a sandboxed frame, nobody knows of the others: then there are two workers.
 */

/** Each worker has a module and a copy of the data: more of them than curves in a usual race would only take memory. */
const MOST = 8;

const UNSHARED = 2;

/**
 * @typedef {Pick<LockManager, 'request'>} Locks
 * @typedef {import('./slot.js').Core} Core
 */

export class Cores {
  #locks;
  /** Cores that are held without a lock. */
  #unlocked = 0;

  /** @param {number} count of the machine @param {Locks | null | undefined} locks null where there are none */
  constructor(count, locks) {
    this.size = Math.min(count, MOST);
    this.#locks = locks ?? null;
  }

  /** A core beside the first. @returns {Promise<Core | null>} null where all are in use */
  async claim() {
    try {
      for (let n = 1; this.#locks && n < this.size; n++) {
        const core = await hold(this.#locks, `descenso-core-${n}`);
        if (core) return core;
      }
    } catch {
      this.#locks = null;
    }
    if (this.#locks || 1 + this.#unlocked >= Math.min(this.size, UNSHARED)) return null;
    this.#unlocked++;
    return () => {
      this.#unlocked--;
      return null;
    };
  }
}

/** @param {Locks} locks @param {string} name @returns {Promise<Core | null>} null where somebody else has it */
const hold = (locks, name) =>
  new Promise((resolve, reject) => {
    // The lock is held until the promise that is returned here is resolved.
    const taken = (/** @type {Lock | null} */ lock) =>
      lock ? new Promise((release) => resolve(() => (release(undefined), null))) : resolve(null);
    locks.request(name, { ifAvailable: true }, taken).catch(reject);
  });

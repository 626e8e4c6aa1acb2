/** The page's side of a loss landscape: its plane, and its heights, which all workers of the pool find together. */
import { Request } from '../protocol.js';
import { insist, spread } from './network.js';

/**
 * @typedef {import('./slot.js').Slot} Slot
 * @typedef {import('../message-types.js').Spec} Spec
 * @typedef {import('../message-types.js').LandscapeTask} Task
 * @typedef {import('../message-types.js').LandscapePlane} Made
 * @typedef {import('../message-types.js').LandscapeRange} Range
 * @typedef {import('../../../wasm/landscape/vectors.js').Plane} Plane
 */

export class PlaneHandle {
  #id;
  #pool;
  #spec;
  #images;
  /** @type {Plane | null} */
  #plane = null;
  /** The workers that know it. @type {Map<Slot, { generation: number, opened: Promise<unknown> }>} */
  #known = new Map();
  #freed = false;

  /**
   * @param {Pick<import('../pool.js').Pool, 'usable' | 'planes'>} pool
   * @param {Spec} spec full, of the network whose loss it is
   * @param {number} images of its training set, the first so many
   */
  constructor(pool, spec, images) {
    this.#id = ++pool.planes;
    this.#pool = pool;
    this.#spec = spec;
    this.#images = images;
  }

  /**
   * The plane through the checkpoints, or through one of them in random directions.
   * @param {Omit<Extract<Task, { kind: 'plane' }>, 'kind' | 'spec'>} asked
   * @param {AbortSignal} signal
   * @returns {Promise<Made>}
   */
  async make(asked, signal) {
    const made = await insist(async () => {
      signal.throwIfAborted();
      const [slot] = await this.#pool.usable(1);
      return /** @type {Made} */ (await this.#ask(slot, { kind: 'plane', spec: this.#spec, ...asked }));
    });
    signal.throwIfAborted();
    const { center, x, y } = made;
    this.#plane = { center, x, y };
    return made;
  }

  /**
   * The losses at points of the plane, or at weights themselves, in any order of time.
   * @param {{ points: Float64Array } | { weights: Float32Array[] }} where
   * @param {{ signal: AbortSignal, onPart: (range: Range) => void }} how
   */
  async heights(where, { signal, onPart }) {
    const total = 'points' in where ? where.points.length / 2 : where.weights.length;
    const ask = async (/** @type {Slot} */ slot, /** @type {number} */ first, /** @type {number} */ count) => {
      await this.#openIn(slot);
      signal.throwIfAborted();
      const part =
        'points' in where
          ? { points: where.points.slice(2 * first, 2 * (first + count)) }
          : { weights: where.weights.slice(first, first + count) };
      return /** @type {Range} */ (await this.#ask(slot, { kind: 'heights', first, count, ...part }));
    };
    const slots = await this.#pool.usable(Infinity);
    await spread(slots, { total, put: onPart }, { ask, signal, onProgress: () => {}, first: { count: 0 } });
  }

  /** Forgets the plane in all workers. */
  free() {
    this.#freed = true;
    for (const [slot, { generation }] of this.#known)
      if (slot.generation === generation && slot.alive) void this.#ask(slot, { kind: 'close' });
    this.#known.clear();
  }

  /** @param {Slot} slot */
  #openIn(slot) {
    if (this.#freed || !this.#plane) return Promise.reject(new Error('this plane has been freed, or not made yet'));
    slot.start();
    const known = this.#known.get(slot);
    if (known?.generation === slot.generation) return known.opened;
    const opened = this.#ask(slot, { kind: 'open', spec: this.#spec, images: this.#images, plane: this.#plane });
    const entry = { generation: slot.generation, opened };
    this.#known.set(slot, entry);
    opened.catch(() => this.#known.get(slot) === entry && this.#known.delete(slot));
    return opened;
  }

  /** @param {Slot} slot @param {Task} task */
  #ask(slot, task) {
    return slot.consult({ type: Request.landscape, landscape: this.#id, task });
  }
}

/**
 * The page's side of a network that only predicts. It is restored in a worker when that worker is first asked.
 */
import { Request } from '../protocol.js';

/** Milliseconds that a worker should need for one range: progress shows, and a cancelled task ends soon. */
const SLICE = 50;

/** Images of a worker's first range, when nobody knows how long one takes. */
const FIRST = 4;

/** How often a range may be lost with its worker. */
const MAX_LOSSES = 3;

const isLost = (/** @type {unknown} */ error) => /** @type {{ lost?: boolean }} */ (error).lost === true;

/** Asks again what was lost with its worker. @template T @param {() => Promise<T>} ask @returns {Promise<T>} */
export async function insist(ask) {
  for (let losses = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      if (!isLost(error) || ++losses > MAX_LOSSES) throw error;
    }
  }
}

/**
 * @typedef {import('./slot.js').Slot} Slot
 * @typedef {import('../message-types.js').PredictedRange} PredictedRange
 * @typedef {import('../message-types.js').SetOptions} SetOptions
 * @typedef {import('../message-types.js').Predicted} Predicted
 */

/** What a range says of each image, beside its samples. */
const FIGURES = /** @type {const} */ ([
  'probabilities',
  'mean',
  'std',
  'entropy',
  'expectedEntropy',
  'mutualInformation',
]);

/**
 * The answer of the worker that has least to do.
 * @param {Slot[]} slots
 * @template {import('../message-types.js').WorkerQuestion} Q
 * @param {Q} message
 */
export const consult = (slots, message) => idlest(slots).consult(message);

/** @param {Slot[]} slots */
const idlest = (slots) =>
  slots.reduce((best, slot) => ((slot.owed - best.owed || slot.load - best.load) < 0 ? slot : best));

export class NetworkHandle {
  #bytes;
  #slots;
  #freed = false;
  /** How much is under way that asks it: what has been freed stays until that has ended. */
  #kept = 0;
  /** Questions of single images that are not answered yet. */
  #classifying = 0;
  /** What each worker knows of the network. @type {Map<Slot, { generation: number, restored: Promise<import('../message-types.js').NetworkInfo> }>} */
  #known = new Map();

  /**
   * @param {number} id
   * @param {Uint8Array} bytes
   * @param {(wanted: number) => Promise<Slot[]>} slots that can be asked, so many if there are
   */
  constructor(id, bytes, slots) {
    this.id = id;
    this.#bytes = bytes;
    this.#slots = slots;
  }

  /** What the network is. @returns {Promise<import('../message-types.js').NetworkInfo>} */
  async info() {
    return this.#restore(idlest(await this.#slots(1)));
  }

  /**
   * What the network says of images, each looked at by the same sub-networks.
   * @param {Uint8Array} images [n, 784]
   * @param {{ passes: number, seed?: number }} options
   * @returns {Promise<import('../message-types.js').Classified>}
   */
  async classify(images, { passes, seed = 1 }) {
    return this.keep(async () => {
      const slot = idlest(await this.#slots(++this.#classifying));
      try {
        await this.#restore(slot);
        return await slot.consult({ type: Request.classify, network: this.id, images, passes, seed });
      } finally {
        this.#classifying--;
      }
    });
  }

  /**
   * What its weights say beside predictions, and what it makes of a test set.
   * @param {string} source
   * @param {import('../message-types.js').Question} question
   * @returns {Promise<object>} what the question of a run answers, without its step
   */
  async inspect(source, question) {
    const slot = idlest(await this.#slots(1));
    await this.#restore(slot);
    return slot.consult({ type: Request.inspect, network: this.id, source, question });
  }

  /**
   * What it says of all images of a set, spread over the workers. The result is the same for any number of them.
   * @param {string} source
   * @param {SetOptions} [options]
   * @returns {Promise<Predicted>}
   */
  async predict(
    source,
    { passes = 0, seed = 1, keepSamples = false, change = null, signal, onProgress = () => {} } = {},
  ) {
    const how = { passes, seed, keepSamples, change };
    const ask = async (/** @type {Slot} */ slot, /** @type {number} */ first, /** @type {number} */ count) => {
      await this.#restore(slot);
      signal?.throwIfAborted();
      return slot.consult({ type: Request.predict, network: this.id, source, first, count, ...how });
    };
    const slots = await this.#slots(Infinity);
    // The first range tells how many images there are, and whether the set is there at all.
    const start = await insist(() => ask(idlest(slots), 0, FIRST));
    const whole = new Whole(start, passes);
    onProgress(whole);
    await spread(slots, whole, { ask, signal, onProgress, first: start });
    return whole.result();
  }

  /**
   * Asks it several questions, of which each is answered, also where it is freed in between.
   * @template T
   * @param {() => Promise<T>} ask
   * @returns {Promise<T>}
   */
  async keep(ask) {
    this.#check();
    this.#kept++;
    try {
      return await ask();
    } finally {
      if (--this.#kept === 0 && this.#freed) this.#release();
    }
  }

  /** Forgets the network in all workers, once nothing is under way that keeps it. */
  free() {
    if (this.#freed) return;
    this.#freed = true;
    if (this.#kept === 0) this.#release();
  }

  #check() {
    if (this.#freed && this.#kept === 0) throw new Error('this network has been freed');
  }

  #release() {
    for (const [slot, { generation }] of this.#known)
      if (slot.generation === generation && slot.alive) slot.consult({ type: Request.release, network: this.id });
    this.#known.clear();
  }

  /** @param {Slot} slot @returns {Promise<import('../message-types.js').NetworkInfo>} */
  async #restore(slot) {
    this.#check();
    slot.start();
    const known = this.#known.get(slot);
    if (known?.generation === slot.generation) return known.restored;
    const restored = slot.consult({ type: Request.restore, network: this.id, bytes: this.#bytes });
    const entry = { generation: slot.generation, restored };
    this.#known.set(slot, entry);
    // What failed once may succeed when it is asked again: a module that did not come, a worker that died.
    restored.catch(() => this.#known.get(slot) === entry && this.#known.delete(slot));
    return restored;
  }
}

/** A set's figures, put together from ranges in any order. */
class Whole {
  done = 0;
  #figures = /** @type {Pick<PredictedRange, typeof FIGURES[number]>} */ ({});
  /** @type {Float32Array[]} */
  #samples = [];
  #milliseconds = 0;

  /** @param {PredictedRange} start @param {number} passes */
  constructor(start, passes) {
    this.total = start.total;
    this.source = start.source;
    this.classes = start.probabilities.length / start.count;
    for (const key of FIGURES) {
      const part = start[key];
      if (part) this.#figures[key] = new Float32Array((part.length / start.count) * this.total);
    }
    if (start.samples)
      this.#samples = Array.from({ length: passes }, () => new Float32Array(this.total * this.classes));
    this.put(start);
  }

  /** @param {PredictedRange} range */
  put(range) {
    const { first, count, samples, milliseconds } = range;
    for (const key of FIGURES) {
      const part = range[key];
      if (part) this.#figures[key]?.set(part, (part.length / count) * first);
    }
    const size = count * this.classes;
    if (samples)
      this.#samples.forEach((all, t) => all.set(samples.subarray(t * size, (t + 1) * size), first * this.classes));
    this.done += count;
    this.#milliseconds += milliseconds;
  }

  /** @returns {Predicted} */
  result() {
    const samples = this.#samples.length > 0 ? this.#samples : undefined;
    return { source: this.source, count: this.total, ...this.#figures, samples, milliseconds: this.#milliseconds };
  }
}

/**
 * Every worker takes the next range when it is done with the one before; a range that is lost with its worker is asked
 * for again.
 * @template {{ count: number, milliseconds: number }} R
 * @template {{ total: number, put: (range: R) => void }} W
 * @param {Slot[]} slots
 * @param {W} whole
 * @param {{ ask: (slot: Slot, first: number, count: number) => Promise<R>, signal?: AbortSignal,
 *   onProgress: (whole: W) => void, first: { count: number } }} options
 */
export async function spread(slots, whole, { ask, signal, onProgress, first: start }) {
  /** @type {{ first: number, count: number }[]} */
  const lost = [];
  let [next, losses, failed] = [start.count, 0, false];
  const take = (/** @type {number} */ size) => {
    const again = lost.pop();
    if (again) return again;
    const range = { first: next, count: Math.min(size, whole.total - next) };
    next += range.count;
    return range.count > 0 ? range : null;
  };
  const work = async (/** @type {Slot} */ slot) => {
    let size = FIRST;
    for (let range = take(size); range && !failed; range = take(size)) {
      try {
        signal?.throwIfAborted();
        const part = await ask(slot, range.first, range.count);
        signal?.throwIfAborted();
        whole.put(part);
        onProgress(whole);
        // Clocks may be coarse: never more than twice as many at once.
        size = Math.max(1, Math.min(2 * size, Math.round((SLICE * part.count) / Math.max(part.milliseconds, 1))));
      } catch (error) {
        failed = !isLost(error) || ++losses > MAX_LOSSES;
        if (failed) throw error;
        lost.push(range);
      }
    }
  };
  const ended = await Promise.allSettled(slots.map(work));
  const refused = ended.find(({ status }) => status === 'rejected');
  if (refused) throw /** @type {PromiseRejectedResult} */ (refused).reason;
}

/**
 * What there is for runs: cores and memory. The machine's cores are shared by the apps of one origin: each worker beyond an
 * app's first holds one of as many locks as there are cores left. So an app can always work, and several that train at
 * once do not take more cores than there are. Where locks are refused, as in a sandboxed frame, nobody knows of the
 * others: then there are two workers. Memory is reckoned before a run is started.
 */

import { SHARPNESS_PRODUCTS } from '../protocol.js';

/** Each worker has a module and a copy of the data: more of them than curves in a usual race would only take memory. */
const MOST = 8;

const UNSHARED = 2;

/**
 * @typedef {Pick<LockManager, 'request'> & Partial<Pick<LockManager, 'query'>>} Locks
 * @typedef {() => Core | null} Core leave to start a worker; called, it gives that back, and answers what is left of it
 */

/** A core that nobody has to give back. @type {Core} */
export const OWN = () => OWN;

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

// -- memory

/** Bytes of a single run; a worker's memory ends at 2 GiB, and a phone's sooner. */
export const RUN_LIMIT = 512 * 2 ** 20;

/** Images go through a network in parts of so many, except where a layer needs the whole minibatch. */
const PART = 512;

/** Numbers for each weight: itself, its gradient, and as many as the most demanding rule remembers. */
const EACH_WEIGHT = 4;

/** And where the sharpness is looked for: the first direction and one for each product, what is multiplied and what comes of it, and two for draws. */
const EACH_SEARCHED = SHARPNESS_PRODUCTS + 5;

/** Floats for each unit and image of a part: its output, what is wrong with it (twice, by row and by panel), a mask and what it leaves. */
const EACH_UNIT = 5;

/** And where a layer's activation tells its slope from z alone, that; and where layers are residual, a sum and a gradient. */
const OF_Z = ['silu', 'gelu'];
const EACH_RESIDUAL = 2;

/** And of a layer that is normalized, that; and what it makes of it, where that is its output. */
const EACH_NORMALIZED = { none: 0, before: 1, after: 2 };

/** And of a rectifier's, the lists of those that are not 0. */
const EACH_LISTED = 3.5;

/** And what a direction changes of these, in a search: four of them, and what is normalized; of the widest layer, two more. */
const EACH_TANGENT = 5;
const OF_WIDEST = 2;

/** Floats for each pixel: itself, and the lists of those that are not 0. */
const EACH_PIXEL = 4.5;

const PIXELS = 784;
const FLOAT = 4;

/**
 * About how many bytes a run takes, at most. The engine alone knows exactly, once it has taken them.
 * @param {unknown} spec full; of one that is not, only what it says counts
 * @param {Pick<import('../message-types.js').RunOptions, 'watch'>} [options]
 * @returns {number}
 */
export function bytesOf(spec, { watch } = {}) {
  const {
    model,
    batchSize = 0,
    earlyStopping,
    average,
    mixup = 0,
  } = /** @type {Partial<import('../message-types.js').Spec>} */ (spec ?? {});
  const layers = model?.layers ?? [];
  const whole = layers.some(({ batchNorm = 'none' }) => batchNorm !== 'none');
  const images = whole ? batchSize : Math.min(batchSize, PART);
  const searches = Number((watch?.sharpness ?? 0) > 0);
  const best = earlyStopping && earlyStopping.patience > 0 && earlyStopping.restoreBest ? 1 : 0;
  const averaged = Number((average?.kind ?? 'none') !== 'none');
  // Mixed images are kept as they were, too; dropout has a mask for each.
  const ofPixel = EACH_PIXEL + Number(mixup > 0) + Number((model?.inputDropout ?? 0) > 0);
  let [weights, inputs] = [0, PIXELS];
  let activations = ofPixel * PIXELS + searches * OF_WIDEST * Math.max(0, ...layers.map(({ units }) => units));
  for (const { units, activation, batchNorm = 'none' } of layers) {
    weights += (inputs + 1) * units;
    const kept = EACH_UNIT + Number(OF_Z.includes(activation)) + (model?.residual ? EACH_RESIDUAL : 0);
    const listed = activation === 'relu' ? EACH_LISTED : 0;
    activations += (kept + listed + EACH_NORMALIZED[batchNorm] + searches * EACH_TANGENT) * units;
    inputs = units;
  }
  return FLOAT * ((EACH_WEIGHT + searches * EACH_SEARCHED + best + averaged) * weights + images * activations);
}

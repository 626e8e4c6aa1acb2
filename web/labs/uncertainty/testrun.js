/** T passes over a whole test set, and over noise: what they say of each image, and how good that is. */
import { entropyOf } from './passes.js';
import { Task } from '../../runs/task.js';

/**
 * @typedef {import('../../engine/pool/network.js').Predicted} Predicted
 * @typedef {object} Outcome
 * @property {string} source which set it was
 * @property {number} count images
 * @property {number} passes
 * @property {string} network its weights' hash
 * @property {Required<Omit<Predicted, 'samples'>>} test
 * @property {Float32Array[]} entropies of the test images: without dropout, with it
 * @property {Float32Array[]} noise of the noise images, likewise
 * @property {import('../../engine/protocol.js').Judgement} judgement of the prediction without dropout and with it
 * @property {number[]} errors AUROC of the entropy for finding mistakes, likewise
 * @property {number[]} strangers AUROC of the entropy for finding noise, likewise
 * @property {number} seconds of the workers' time together
 */

/** @extends {Task<import('./explorer.js').Question, Outcome>} */
export class TestRun extends Task {
  done = 0;
  total = 0;
  #pool;
  #changed;

  /** @param {import('../../engine/pool.js').Pool} pool @param {() => void} changed */
  constructor(pool, changed) {
    super(changed, {
      reset: () => Object.assign(this, { done: 0, total: 0 }),
      run: (question, signal) => this.#run(question, signal),
    });
    this.#pool = pool;
    this.#changed = changed;
  }

  /** How much is done, 0 to 1; null where nobody knows. */
  get share() {
    return this.total > 0 ? this.done / this.total : null;
  }

  /**
   * @param {import('./explorer.js').Question} question
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async #run({ network, set, values, seed }, signal) {
    const { passes } = values;
    let before = 0;
    const options = {
      passes,
      seed,
      signal,
      onProgress: (/** @type {{ done: number, total: number }} */ { done, total }) => {
        this.done = before + done;
        // The noise is not known yet, and is a small part.
        this.total = before + total;
        this.#changed();
      },
    };
    const noise = /** @type {Required<Predicted>} */ (await network.handle.predict('noise', options));
    before = noise.count;
    const test = /** @type {Required<Predicted>} */ (await network.handle.predict(set, options));
    const judgement = await this.#pool.judge(test.source, [test.probabilities, test.mean]);
    const entropies = [entropiesOf(test), test.entropy];
    const noiseEntropies = [entropiesOf(noise), noise.entropy];
    const errors = await Promise.all(entropies.map((all, n) => this.#findErrors(all, judgement.correct[n])));
    const strangers = await Promise.all(noiseEntropies.map((all, n) => this.#pool.separate(all, entropies[n])));
    signal.throwIfAborted();
    return {
      source: test.source,
      count: test.count,
      passes,
      network: network.info.weightsHash,
      test,
      entropies,
      noise: noiseEntropies,
      judgement,
      errors,
      strangers,
      seconds: (test.milliseconds + noise.milliseconds) / 1000,
    };
  }

  /** @param {Float32Array} entropies @param {Uint8Array} correct */
  #findErrors(entropies, correct) {
    const of = (/** @type {number} */ wanted) => entropies.filter((_, n) => correct[n] === wanted);
    return this.#pool.separate(of(0), of(1));
  }
}

/** Entropies of the predictions without dropout. @param {Predicted} predicted @returns {Float32Array} */
export function entropiesOf({ probabilities, count }) {
  const K = probabilities.length / count;
  return Float32Array.from({ length: count }, (_, n) => entropyOf(probabilities.subarray(n * K, (n + 1) * K)));
}

/**
 * Places of the images with the least or the greatest entropy.
 * @param {ArrayLike<number>} entropies
 * @param {number} n
 * @param {'least' | 'most'} which
 */
export const extremes = (entropies, n, which) =>
  Array.from(entropies, (_, i) => i)
    .sort((a, b) => (which === 'least' ? 1 : -1) * (entropies[a] - entropies[b]) || a - b)
    .slice(0, n);

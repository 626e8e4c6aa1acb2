/** T passes over a whole test set, and over noise: what they say of each image, and how good that is. */
import { entropyOf } from './passes.js';
import { Task } from '../../runs/task.js';

/**
 * @typedef {import('../../engine/pool/network.js').Predicted} Predicted
 * @typedef {import('../../engine/message-types.js').Judgement} Judgement
 * @typedef {object} Outcome predictions are those without dropout and with it, and then, where there are images to fit a temperature
 *   with, both with a temperature
 * @property {string} set which one was asked for
 * @property {string} source which one it was: another where that was not there
 * @property {number} count images
 * @property {number} passes
 * @property {string} network its weights' hash
 * @property {Required<Omit<Predicted, 'samples'>>} test
 * @property {Float32Array[]} entropies of the test images, of each prediction
 * @property {Float32Array[]} noise of the noise images, likewise
 * @property {number[]} temperatures of the predictions, 1 of the first two
 * @property {number} fittedOn images that the temperatures were fitted on; 0: they were not
 * @property {Judgement} judgement of each prediction
 * @property {import('../../../wasm/statistics/calibration.js').CalibrationSpread[]} spreads of their calibration errors
 * @property {number[]} errors AUROC of the entropy for finding mistakes, likewise
 * @property {number[]} strangers AUROC of the entropy for finding noise, likewise
 * @property {number} seconds of the workers' time together
 */

/** Images of noise, and of the starter set: what is expected before it is known. */
const USUAL = 1000;

/** @extends {Task<import('./explorer.js').Question, Outcome>} */
export class TestRun extends Task {
  done = 0;
  total = 0;
  #pool;
  #changed;

  /** @param {import('../../engine/pool.js').Pool} pool @param {() => void} changed */
  constructor(pool, changed) {
    super(pool, changed, {
      reset: () => Object.assign(this, { done: 0, total: 0 }),
      // The reader's next network frees it meanwhile.
      run: (question, signal) => question.network.handle.keep(() => this.#run(question, signal)),
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
    const sources = [set, ...(network.validation ? [network.validation] : []), 'noise'];
    const totals = sources.map(() => USUAL);
    /** @type {Required<Predicted>[]} */
    const found = [];
    for (const [n, source] of sources.entries()) {
      const before = this.done;
      const onProgress = (/** @type {{ done: number, total: number }} */ { done, total }) => {
        totals[n] = total;
        this.done = before + done;
        this.total = totals.reduce((a, b) => a + b, 0);
        this.#changed();
      };
      const options = { passes, seed, signal, onProgress };
      found.push(/** @type {Required<Predicted>} */ (await network.handle.predict(source, options)));
    }
    const [test, noise] = [found[0], /** @type {Required<Predicted>} */ (found.at(-1))];
    const validation = network.validation ? found[1] : null;
    const both = (/** @type {Predicted} */ one) => [one.probabilities, /** @type {Float32Array} */ (one.mean)];
    const [of, ofNoise, temperatures] = [both(test), both(noise), [1, 1]];
    if (network.validation && validation)
      for (const [n, candidate] of both(validation).entries()) {
        const { temperature, others } = await this.#pool.temper(network.validation, candidate, [of[n], ofNoise[n]]);
        temperatures.push(temperature);
        of.push(others[0]);
        ofNoise.push(others[1]);
      }
    const judgement = await this.#pool.judge(test.source, of);
    const entropies = of.map((probabilities) => entropiesOf({ probabilities, count: test.count }));
    const noiseEntropies = ofNoise.map((probabilities) => entropiesOf({ probabilities, count: noise.count }));
    const errors = await Promise.all(entropies.map((all, n) => this.#findErrors(all, judgement.correct[n])));
    const strangers = await Promise.all(noiseEntropies.map((all, n) => this.#pool.separate(all, entropies[n])));
    const spreads = await Promise.all(of.map((one) => this.#pool.spread(test.source, one)));
    signal.throwIfAborted();
    return {
      set,
      source: test.source,
      count: test.count,
      passes,
      network: network.info.weightsHash,
      test,
      entropies,
      noise: noiseEntropies,
      temperatures,
      fittedOn: validation?.count ?? 0,
      judgement,
      spreads,
      errors,
      strangers,
      seconds: found.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000,
    };
  }

  /** @param {Float32Array} entropies @param {Uint8Array} correct */
  #findErrors(entropies, correct) {
    const of = (/** @type {number} */ wanted) => entropies.filter((_, n) => correct[n] === wanted);
    return this.#pool.separate(of(0), of(1));
  }
}

/** Whether an outcome is of the images that are called so. @param {Pick<Outcome, 'set' | 'source'>} outcome @param {string} name */
export const isOfSet = ({ set, source }, name) => name === set || name === source;

/** Entropies of predictions. @param {Pick<Predicted, 'probabilities' | 'count'>} predicted @returns {Float32Array} */
function entropiesOf({ probabilities, count }) {
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

/** What a network says of the images that its sets are made of: those of the calibration, the test set, and that turned and spoilt. */
import { wilsonInterval } from '../../../wasm/statistics/tests.js';
import { conformalRange, conformalThreshold, coverageOf } from '../../../wasm/statistics/conformal.js';
import { Task } from '../../runs/task.js';

/** @typedef {import('./explorer.js').Question} Question */

/**
 * @typedef {{ probabilities: Float32Array, labels: Uint8Array }} Told for each image
 * @typedef {object} Outcome
 * @property {string} set which was asked for
 * @property {string} source which set it was
 * @property {string} network its weights' hash
 * @property {Told} calibration
 * @property {Told} test
 * @property {Record<keyof typeof ALONG, Float32Array[]>} along the test images' probabilities at each stop
 *
 * @typedef {import('../../../wasm/statistics/conformal.js').Covered} Covered
 * @typedef {Covered & { share: number, low: number, high: number, size: number }} Share of images whose set holds the true class, its 95 %
 *   interval, and classes in a set on average
 */

/** How the test images are changed, step by step: degrees, and the noise's deviation. */
export const ALONG = Object.freeze({
  angle: Array.from({ length: 13 }, (_, n) => 15 * n),
  noise: Array.from({ length: 11 }, (_, n) => n / 20),
});

/** @extends {Task<Question, Outcome>} */
export class SetsRun extends Task {
  /** How much is done, 0 to 1. */
  share = 0;
  #pool;
  #changed;

  /** @param {import('../../engine/pool.js').Pool} pool @param {() => void} changed */
  constructor(pool, changed) {
    super(pool, changed, {
      reset: () => {
        this.share = 0;
      },
      // The reader's next network frees it meanwhile.
      run: (question, signal) => question.network.handle.keep(() => this.#run(question, signal)),
    });
    this.#pool = pool;
    this.#changed = changed;
  }

  /** @param {Question} question @param {AbortSignal} signal @returns {Promise<Outcome>} */
  async #run({ network, set }, signal) {
    const { validation } = network;
    if (validation === null) throw new Error('there are no validation images');
    const kinds = /** @type {(keyof typeof ALONG)[]} */ (Object.keys(ALONG));
    const parts = 2 + kinds.reduce((sum, kind) => sum + ALONG[kind].length - 1, 0);
    let done = 0;
    const predict = async (
      /** @type {string} */ source,
      /** @type {import('../../engine/transform.js').Change | null} */ change,
    ) => {
      const onProgress = (/** @type {{ done: number, total: number }} */ now) => {
        this.share = (done + now.done / now.total) / parts;
        this.#changed();
      };
      const answer = await network.handle.predict(source, { change, signal, onProgress });
      done++;
      return answer;
    };
    const told = async (/** @type {string} */ source) => {
      const { probabilities, source: found } = await predict(source, null);
      const { labels } = await this.#pool.judge(found, [probabilities]);
      return { source: found, told: { probabilities, labels } };
    };
    const [calibration, test] = [await told(validation), await told(set)];
    /** @type {Outcome['along']} */
    const along = { angle: [], noise: [] };
    for (const kind of kinds)
      for (const at of ALONG[kind])
        along[kind].push(
          at === 0 ? test.told.probabilities : (await predict(test.source, { [kind]: at })).probabilities,
        );
    signal.throwIfAborted();
    return {
      set,
      source: test.source,
      network: network.info.weightsHash,
      calibration: calibration.told,
      test: test.told,
      along,
    };
  }
}

/** @param {Covered} covered @param {number} [confidence] @returns {Share} */
function shareOf(covered, confidence) {
  const { n, covered: k, classes } = covered;
  if (n === 0) return { ...covered, share: NaN, low: 0, high: 1, size: NaN };
  return { ...covered, share: k / n, ...wilsonInterval(k, n, confidence), size: classes / n };
}

/**
 * What the sets of a share of errors come to.
 * @param {Outcome} outcome
 * @param {number} epsilon 0..1, both excluded
 */
export function setsOf({ calibration, test, along }, epsilon) {
  const threshold = conformalThreshold(calibration.probabilities, calibration.labels, epsilon);
  const of = (/** @type {Float32Array} */ probabilities) => coverageOf(probabilities, test.labels, threshold);
  const whole = of(test.probabilities);
  const range = conformalRange(calibration.labels.length, test.labels.length, epsilon);
  /** Intervals that hold for all classes together (Bonferroni). */
  const confidence = 1 - 0.05 / whole.byClass.length;
  return {
    threshold,
    whole: shareOf(whole),
    /** Shares of the test images that are compatible with the promise, whatever images calibrate. */
    range: { low: range.low / whole.n, high: range.high / whole.n },
    sizes: whole.sizes,
    byClass: whole.byClass.map((one) => shareOf(one, confidence)),
    along: { angle: along.angle.map((one) => shareOf(of(one))), noise: along.noise.map((one) => shareOf(of(one))) },
  };
}

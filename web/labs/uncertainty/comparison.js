/**
 * One network with dropout against several without it, trained on the same data: at equal passes over the test
 * images, and at more passes of the one.
 */
import { RunGroup } from '../../runs/group.js';
import { trainedBytes } from './networks.js';
import { runningMeans } from './passes.js';
import { Task } from '../../runs/task.js';

/** @import { App } from '../../context.js' */
/** @import { NetworkHandle, Predicted } from '../../engine/pool/network.js' */
/** @import { Spec } from '../../state/specs.js' */

/**
 * @typedef {object} Plan
 * @property {Spec} dropout spec of the network with dropout
 * @property {Spec} members spec of the others, with bagging
 * @property {number} models how many others
 * @property {string} set
 * @property {number} passes of the network with dropout, beside as many as there are others
 * @property {number} seed of the masks
 *
 * @typedef {object} Curve after each pass, or each member
 * @property {number[]} accuracy
 * @property {number[]} negativeLogLikelihood
 *
 * @typedef {object} Compared
 * @property {string} source which set it was
 * @property {number} count images
 * @property {number} models
 * @property {number} passes
 * @property {import('../../engine/protocol.js').Judgement} judgement of METHODS, in their order
 * @property {import('../../../wasm/statistics/calibration.js').CalibrationSpread[]} spreads likewise
 * @property {{ dropout: Curve, bagging: Curve }} curves
 * @property {{ dropout: number, members: number }} seconds of training
 */

/** What is compared: one pass without dropout, as many with it as there are members, the members, and more passes. */
export const METHODS = ['single', 'equal', 'bagging', 'more'];

/** What part of the bar is the training. */
const TRAINING = 0.8;

/** @type {import('../../engine/protocol.js').RunOptions} */
const OPTIONS = { evaluateTest: false, atEnd: 'save' };

/** @extends {Task<Plan, Compared>} */
export class Comparison extends Task {
  /** @type {App} */
  #app;

  phase = /** @type {'train' | 'predict'} */ ('train');
  #pool;
  /** First the one with dropout, then the members. */
  #group;
  #changed;
  #predicted = 0;
  /** @type {NetworkHandle[]} */
  #networks = [];

  /** @param {App} app @param {import('../../runs/group.js').Pool} pool @param {() => void} changed */
  constructor(app, pool, changed) {
    super(changed, {
      reset: () => {
        this.phase = 'train';
        this.#predicted = 0;
      },
      run: (plan, signal) => this.#run(plan, signal),
      free: () => this.#free(),
    });
    this.#app = app;
    this.#pool = pool;
    this.#changed = changed;
    this.#group = new RunGroup(pool, changed);
  }

  /** How much is done, 0 to 1. */
  get share() {
    return TRAINING * this.#group.share + (1 - TRAINING) * this.#predicted;
  }

  /** The data set that took the place of one that is not there. */
  get fallback() {
    return this.#group.fallback;
  }

  #free() {
    this.#group.cancel();
    for (const network of this.#networks) network.free();
    this.#networks = [];
  }

  /** @param {Plan} plan @param {AbortSignal} signal @returns {Promise<Compared>} */
  async #run(plan, signal) {
    const member = (/** @type {number} */ n) => ({
      id: 'member',
      spec: plan.members,
      options: { ...OPTIONS, member: n },
    });
    this.#group.start([
      { id: 'dropout', spec: plan.dropout, options: OPTIONS },
      ...Array.from({ length: plan.models }, (_, n) => member(n)),
    ]);
    const { runs } = this.#group;
    const trained = await Promise.all(runs.map(async (run) => trainedBytes(this.#app, await run.over)));
    signal.throwIfAborted();
    this.#networks = trained.map((bytes) => this.#pool.network(bytes));
    signal.throwIfAborted();
    this.phase = 'predict';
    this.#changed();
    const predictions = await this.#predict(plan, signal);
    const [first, ...others] = runs;
    return {
      ...predictions,
      models: plan.models,
      passes: plan.passes,
      seconds: { dropout: first.seconds, members: others.reduce((sum, { seconds }) => sum + seconds, 0) },
    };
  }

  /** @param {Plan} plan @param {AbortSignal} signal */
  async #predict({ set, models, passes, seed }, signal) {
    const [network, ...members] = this.#networks;
    const work = [passes, models, ...members.map(() => 1)];
    const all = work.reduce((a, b) => a + b, 0);
    let before = 0;
    const predict = async (
      /** @type {NetworkHandle} */ one,
      /** @type {number} */ weight,
      /** @type {{ passes?: number, keepSamples?: boolean }} */ options,
    ) => {
      const onProgress = (/** @type {{ done: number, total: number }} */ { done, total }) => {
        this.#predicted = (before + (weight * done) / total) / all;
        this.#changed();
      };
      const answer = /** @type {Required<Predicted>} */ (
        await one.predict(set, { ...options, seed, signal, onProgress })
      );
      before += weight;
      return answer;
    };
    const more = await predict(network, passes, { passes });
    const { samples } = await predict(network, models, { passes: models, keepSamples: true });
    /** @type {Float32Array[]} */
    const own = [];
    for (const member of members) own.push((await predict(member, 1, {})).probabilities);
    const curves = { dropout: emptyCurve(), bagging: emptyCurve() };
    let [equal, bagging] = [more.mean, more.mean];
    const [ofPasses, ofMembers] = [runningMeans(samples), runningMeans(own)];
    for (let n = 0; n < models; n++) {
      [equal, bagging] = [ofPasses.next().value, ofMembers.next().value];
      const { scores } = await this.#pool.judge(more.source, [equal, bagging]);
      signal.throwIfAborted();
      add(curves.dropout, scores[0]);
      add(curves.bagging, scores[1]);
    }
    const candidates = [more.probabilities, equal, bagging, more.mean];
    const judgement = await this.#pool.judge(more.source, candidates);
    const spreads = await Promise.all(candidates.map((one) => this.#pool.spread(more.source, one)));
    return { source: more.source, count: more.count, judgement, spreads, curves };
  }
}

/** @returns {Curve} */
const emptyCurve = () => ({ accuracy: [], negativeLogLikelihood: [] });

/** @param {Curve} curve @param {{ accuracy: number, negativeLogLikelihood: number }} score */
function add(curve, { accuracy, negativeLogLikelihood }) {
  curve.accuracy.push(accuracy);
  curve.negativeLogLikelihood.push(negativeLogLikelihood);
}

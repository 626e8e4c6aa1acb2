/**
 * One network with dropout against several without it, trained on the same data: at equal passes over the test
 * images, and at more passes of the one.
 */
import { runningMeans } from './passes.js';
import { Task } from './task.js';

/** @import { App } from '../../context.js' */

/**
 * @typedef {object} Plan
 * @property {any} dropout spec of the network with dropout
 * @property {any} members spec of the others, with bagging
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
 * @property {{ dropout: Curve, bagging: Curve }} curves
 * @property {{ dropout: number, members: number }} seconds of training
 */

/** What is compared: one pass without dropout, as many with it as there are members, the members, and more passes. */
export const METHODS = ['single', 'equal', 'bagging', 'more'];

/** What part of the bar is the training. */
const TRAINING = 0.8;

/** @extends {Task<Plan, Compared>} */
export class Comparison extends Task {
  /** @type {App} */
  #app;

  phase = /** @type {'train' | 'predict'} */ ('train');
  /** @type {any} the data set that took the place of one that is not there */
  fallback = null;
  /** First the one with dropout. @type {{ handle: any, step: number, total: number, seconds: number }[]} */
  jobs = [];
  #pool;
  #changed;
  #predicted = 0;
  /** @type {any[]} */
  #networks = [];

  /** @param {App} app @param {any} pool @param {() => void} changed */
  constructor(app, pool, changed) {
    super(changed, {
      reset: () => {
        Object.assign(this, { phase: 'train', fallback: null, jobs: [] });
        this.#predicted = 0;
      },
      run: (plan, signal) => this.#run(plan, signal),
      free: () => this.#free(),
    });
    this.#app = app;
    this.#pool = pool;
    this.#changed = changed;
  }

  /** How much is done, 0 to 1. */
  get share() {
    const done = this.jobs.reduce((sum, { step, total }) => sum + (total > 0 ? step / total : 0), 0);
    return this.jobs.length === 0 ? 0 : (TRAINING * done) / this.jobs.length + (1 - TRAINING) * this.#predicted;
  }

  /** How many networks have been trained. */
  get trained() {
    return this.jobs.filter(({ step, total }) => total > 0 && step >= total).length;
  }

  #free() {
    for (const { handle } of this.jobs) handle.free();
    for (const network of this.#networks) network.free();
    this.#networks = [];
  }

  /** @param {Plan} plan @param {AbortSignal} signal @returns {Promise<Compared>} */
  async #run(plan, signal) {
    const trained = [this.#train(plan.dropout, {}, signal)];
    for (let member = 0; member < plan.models; member++) trained.push(this.#train(plan.members, { member }, signal));
    this.#changed();
    this.#networks = await Promise.all(trained);
    signal.throwIfAborted();
    this.phase = 'predict';
    this.#changed();
    const predictions = await this.#predict(plan, signal);
    const [first, ...others] = this.jobs;
    return {
      ...predictions,
      models: plan.models,
      passes: plan.passes,
      seconds: { dropout: first.seconds, members: others.reduce((sum, { seconds }) => sum + seconds, 0) },
    };
  }

  /** Trains one network and takes it over. @param {any} spec @param {any} options @param {AbortSignal} signal */
  #train(spec, options, signal) {
    return new Promise((resolve, reject) => {
      const job = { handle: /** @type {any} */ (null), step: 0, total: 0, seconds: 0 };
      this.jobs.push(job);
      const told = (/** @type {(report: any) => void} */ take) => (/** @type {any} */ report) => {
        if (signal.aborted) return;
        take(report);
        this.#changed();
      };
      const keep = async () => this.#pool.network(await job.handle.save());
      job.handle = this.#pool.run(
        spec,
        {
          ready: told(({ totalSteps }) => (job.total = totalSteps)),
          slice: told(({ step, seconds }) => Object.assign(job, { step, seconds })),
          end: told(({ status, step }) => {
            Object.assign(job, { step, total: step });
            if (status === 'diverged') reject(new Error(this.#app.t('uncertainty.diverged')));
            else keep().then(resolve, reject);
          }),
          error: told(({ message }) => reject(new Error(message))),
          notice: told((notice) => (this.fallback = notice)),
        },
        { ...options, evaluateTest: false },
      );
    });
  }

  /** @param {Plan} plan @param {AbortSignal} signal */
  async #predict({ set, models, passes, seed }, signal) {
    const [network, ...members] = this.#networks;
    const work = [passes, models, ...members.map(() => 1)];
    const all = work.reduce((a, b) => a + b, 0);
    let before = 0;
    const predict = async (/** @type {any} */ one, /** @type {number} */ weight, /** @type {any} */ options) => {
      const onProgress = (/** @type {{ done: number, total: number }} */ { done, total }) => {
        this.#predicted = (before + (weight * done) / total) / all;
        this.#changed();
      };
      const answer = await one.predict(set, { ...options, seed, signal, onProgress });
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
    const judgement = await this.#pool.judge(more.source, [more.probabilities, equal, bagging, more.mean]);
    return { source: more.source, count: more.count, judgement, curves };
  }
}

/** @returns {Curve} */
const emptyCurve = () => ({ accuracy: [], negativeLogLikelihood: [] });

/** @param {Curve} curve @param {any} score */
function add(curve, { accuracy, negativeLogLikelihood }) {
  curve.accuracy.push(accuracy);
  curve.negativeLogLikelihood.push(negativeLogLikelihood);
}

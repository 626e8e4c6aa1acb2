/**
 * Several networks against one with dropout that answers as often, and against one of their own kind: at equal passes over the test
 * images, at more passes of the one, each at the temperature that is best for it, and in several trainings.
 */
import { RunGroup } from '../../runs/group.js';
import { checkTrained, trainedBytes, validationOf } from './networks.js';
import { ordersOf, TRAINED } from './orders.js';
import { runningMeans } from './passes.js';
import { Task } from '../../runs/task.js';

/** @import { NetworkHandle, Predicted } from '../../engine/pool/network.js' */
/** @import { Spec } from '../../state/specs.js' */

/**
 * @typedef {object} Plan
 * @property {Spec} dropout spec of the network with dropout
 * @property {Spec} members spec of the others, each on a bootstrap sample
 * @property {Spec} ensemble the same, all on the whole training set
 * @property {number} models how many others, of either
 * @property {number} trainings how often all of it is done, each time with the next seed
 * @property {string} set
 * @property {number} passes of the network with dropout, beside as many as there are others
 * @property {number} seed of the masks
 *
 * @typedef {import('../../engine/message-types.js').Judgement} Judgement
 * @typedef {typeof AVERAGED[number]} Averaged
 * @typedef {object} Curve after each pass, or each member
 * @property {number[]} accuracy
 * @property {number[]} negativeLogLikelihood
 *
 * @typedef {object} Round what one training came to; of METHODS, in their order
 * @property {string} source which set it was
 * @property {number} count images
 * @property {Judgement} judgement
 * @property {Judgement['scores']} tempered scores at the best temperatures; none where there are no images to fit them with
 * @property {number[]} temperatures
 * @property {Record<Averaged, Curve>} curves
 * @property {Float32Array[]} candidates
 *
 * @typedef {object} Compared
 * @property {string} source which set it was
 * @property {number} count images
 * @property {number} models
 * @property {number} passes
 * @property {Omit<Round, 'candidates'>[]} rounds
 * @property {import('../../../wasm/statistics/calibration.js').CalibrationSpread[]} spreads of METHODS, in the first training
 * @property {{ dropout: number, members: number, ensemble: number }} seconds of training, all trainings together
 */

/**
 * What is compared: the network with dropout, in one pass without it and in as many with it as there are others; one of the others
 * alone; all of them, with bootstrap samples and without; and more passes.
 */
export const METHODS = ['single', 'equal', 'one', 'bagging', 'ensemble', 'more'];

/** Those that are means of more and more. */
export const AVERAGED = /** @type {const} */ (['dropout', 'bagging', 'ensemble']);

/** Of what pairs a difference is asked: all others answer no question that a reader has. */
const PAIRS = [
  ['one', 'bagging'],
  ['one', 'ensemble'],
  ['bagging', 'ensemble'],
  ['equal', 'bagging'],
  ['equal', 'ensemble'],
  ['single', 'bagging'],
];

/**
 * McNemar's tests of these pairs. With dropout on both sides the one network and that with the passes are the same: its test beside
 * bagging is asked once, and allowed for once.
 * @param {Judgement} judgement
 */
export function pairsOf({ pairs }) {
  const pairOf = (/** @type {string[]} */ names) => {
    const [first, second] = names.map((name) => METHODS.indexOf(name));
    return /** @type {Judgement['pairs'][number]} */ (pairs.find(({ a, b }) => a === first && b === second));
  };
  const { onlyA, onlyB } = pairOf(['single', 'one']);
  const asked = onlyA + onlyB > 0 ? PAIRS : PAIRS.filter(([first]) => first !== 'single');
  return asked.map((names) => ({ ...pairOf(names), names }));
}

/** What part of the bar is the training. */
const TRAINING = 0.8;

/** @extends {Task<Plan, Compared>} */
export class Comparison extends Task {
  #pool;
  /** Of each training that has begun; in it first the one with dropout, then the members. @type {RunGroup[]} */
  #groups = [];
  #changed;
  #trainings = 1;
  /** How many trainings' networks have been asked, and how much of the next one's. */
  #predicted = 0;
  /** @type {NetworkHandle[]} */
  #networks = [];
  /** Ends the comparison, whatever it is at. @param {unknown} _error */
  #fail = (_error) => {};

  /** @param {import('../../runs/group.js').Pool} pool @param {() => void} changed */
  constructor(pool, changed) {
    super(pool, changed, {
      reset: () => {
        for (const group of [...this.#groups].reverse()) group.clear();
        this.#groups = [];
        this.#predicted = 0;
      },
      run: (plan, signal) => this.#run(plan, signal),
      free: () => this.#free(),
    });
    this.#pool = pool;
    this.#changed = changed;
  }

  /** How much is done, 0 to 1. */
  get share() {
    const trained = this.#groups.reduce((sum, { share }) => sum + share, 0);
    return (TRAINING * trained + (1 - TRAINING) * this.#predicted) / this.#trainings;
  }

  /** What has been trained for it, and is. */
  get runs() {
    return this.#groups.flatMap(({ runs }) => runs);
  }

  /** The data set that took the place of one that is not there. */
  get fallback() {
    return this.#groups[0]?.fallback ?? null;
  }

  #free() {
    // From the last, so that none of its runs begins on the way.
    for (const group of [...this.#groups].reverse()) group.cancel();
    for (const { handle } of this.runs) handle.free();
    for (const network of this.#networks) network.free();
    this.#networks = [];
  }

  /** @param {Plan} plan @param {AbortSignal} signal @returns {Promise<Compared>} */
  async #run(plan, signal) {
    const { models, trainings, passes } = plan;
    this.#trainings = trainings;
    const failed = new Promise((_, reject) => (this.#fail = reject));
    failed.catch(() => {}); // of a training that nobody waits for any more
    /** @type {<T>(work: Promise<T>) => Promise<T>} */
    const orFailed = (work) => Promise.race([/** @type {Promise<never>} */ (failed), work]);
    /** @type {Round[]} */
    const rounds = [];
    for (let round = 0; round < trainings; round++) {
      // Two at a time: no core waits for a training's last networks, and no more of them are kept.
      while (this.#groups.length < Math.min(round + 2, trainings)) this.#begin(plan);
      const { runs } = this.#groups[round];
      const trained = await orFailed(Promise.all(runs.map(async (run) => trainedBytes(await run.over))));
      signal.throwIfAborted();
      this.#networks = trained.map((bytes) => this.#pool.network(bytes));
      rounds.push(await orFailed(this.#predict({ ...plan, seed: (plan.seed + round) % 2 ** 32 }, round, signal)));
      for (const network of this.#networks) network.free();
      for (const { handle } of runs) handle.free();
    }
    const [{ source, count, candidates }] = rounds;
    const spreads = await Promise.all(candidates.map((one) => this.#pool.spread(source, one)));
    signal.throwIfAborted();
    const [dropout, members, ensemble] = TRAINED.map((id) =>
      this.runs.filter((run) => run.id === id).reduce((sum, { seconds }) => sum + seconds, 0),
    );
    return {
      source,
      count,
      models,
      passes,
      rounds: rounds.map(({ candidates: _, ...round }) => round),
      spreads,
      seconds: { dropout, members, ensemble },
    };
  }

  /** Another training. @param {Plan} plan */
  #begin(plan) {
    const orders = ordersOf(plan);
    const each = orders.length / plan.trainings;
    const first = each * this.#groups.length;
    const group = new RunGroup(this.#pool, this.#changed);
    group.start(orders.slice(first, first + each));
    this.#groups.push(group);
    for (const { over } of group.runs) over.then(checkTrained).catch(this.#fail);
  }

  /** @param {Plan} plan @param {number} round @param {AbortSignal} signal @returns {Promise<Round>} */
  async #predict({ set, models, passes, seed }, round, signal) {
    const [network, ...others] = this.#networks;
    const validation = validationOf(await network.info());
    const sources = validation ? [set, validation] : [set];
    const all = sources.length * (passes + models + others.length);
    let before = 0;
    const predict = async (
      /** @type {NetworkHandle} */ one,
      /** @type {string} */ source,
      /** @type {number} */ weight,
      /** @type {{ passes?: number, keepSamples?: boolean }} */ options,
    ) => {
      const onProgress = (/** @type {{ done: number, total: number }} */ { done, total }) => {
        this.#predicted = round + (before + (weight * done) / total) / all;
        this.#changed();
      };
      const answer = await one.predict(source, { ...options, seed, signal, onProgress });
      before += weight;
      return /** @type {Required<Predicted>} */ (answer);
    };
    /** What everybody says of a set. @param {string} source */
    const ask = async (source) => {
      const more = await predict(network, source, passes, { passes });
      const { samples } = await predict(network, source, models, { passes: models, keepSamples: true });
      /** @type {Float32Array[]} */
      const own = [];
      for (const one of others) own.push((await predict(one, source, 1, {})).probabilities);
      const lists = { dropout: samples, bagging: own.slice(0, models), ensemble: own.slice(models) };
      const means = AVERAGED.map((key) => /** @type {Float32Array} */ ([...runningMeans(lists[key])].at(-1)));
      const [equal, bagging, ensemble] = means;
      // The first member has the seed of the whole: it is the network that one would train alone.
      const candidates = [more.probabilities, equal, lists.ensemble[0], bagging, ensemble, more.mean];
      return { source: more.source, count: more.count, lists, candidates };
    };
    const { source, count, lists, candidates } = await ask(set);
    /** @type {Round['curves']} */
    const curves = { dropout: emptyCurve(), bagging: emptyCurve(), ensemble: emptyCurve() };
    const growing = AVERAGED.map((key) => runningMeans(lists[key]));
    for (let n = 0; n < models; n++) {
      const { scores } = await this.#pool.judge(
        source,
        growing.map((one) => one.next().value),
      );
      signal.throwIfAborted();
      AVERAGED.forEach((key, k) => add(curves[key], scores[k]));
    }
    const judgement = await this.#pool.judge(source, candidates);
    /** @type {number[]} */
    const temperatures = [];
    /** @type {Float32Array[]} */
    const after = [];
    if (validation)
      for (const [n, candidate] of (await ask(validation)).candidates.entries()) {
        const { temperature, others: own } = await this.#pool.temper(validation, candidate, [candidates[n]]);
        temperatures.push(temperature);
        after.push(own[0]);
      }
    const tempered = validation ? (await this.#pool.judge(source, after)).scores : [];
    signal.throwIfAborted();
    return { source, count, judgement, tempered, temperatures, curves, candidates };
  }
}

/** @returns {Curve} */
const emptyCurve = () => ({ accuracy: [], negativeLogLikelihood: [] });

/** @param {Curve} curve @param {{ accuracy: number, negativeLogLikelihood: number }} score */
function add(curve, { accuracy, negativeLogLikelihood }) {
  curve.accuracy.push(accuracy);
  curve.negativeLogLikelihood.push(negativeLogLikelihood);
}

import { Curvature, layerStatistics, sharpness, someIndices } from './curvature.js';
import { datasetHandle } from './dataset.js';
import { copyNumbers } from './inputs.js';
import { Handle } from './native.js';
import { STEP, checkCount, columnsOf, concatenate, recordSize } from './numbers.js';
import { evaluate, predict, predictMonteCarlo } from './prediction.js';
import { createRun, readEpoch, readOrigin, saveRun } from './run.js';
import { copyMasks, copyTensors, readMasks, readMixing, readTensors, withMasks, writeTensors } from './tensors.js';

/** Run states, as src/api/api.h numbers them. */
const STATUSES = /** @type {const} */ (['running', 'done', 'stopped-early', 'diverged']);

const STEP_SIZE = recordSize(STEP);

/** Steps of one call into the module: short, so that browsers can replace its code by a faster version between calls. */
const STEPS_PER_CALL = 64;

/**
 * @typedef {(typeof STATUSES)[number]} RunStatus
 * @typedef {import('./run.js').EpochRecord} EpochRecord
 * @typedef {import('./tensors.js').Tensor} Tensor
 * @typedef {import('./dataset.js').Dataset} Dataset
 * @typedef {import('./numbers.js').StepColumns & { step: number, epoch: number, learningRate: number,
 *   done: boolean, status: RunStatus, epochs: EpochRecord[] }} RunReport `step` is how many were taken, of which a loss that is
 *   not finite is none; `epoch` is how many epochs' steps were all taken; `epochs` are those that ended in this call with finite
 *   figures: one whose validation loss is not finite ends the run as diverged and has no record
 */

/** A run: a network, its optimizer and its datasets, trained step by step. */
export class Experiment extends Handle {
  #test;
  #trains;
  #origin;
  #pace;
  #pacePasses;
  #paceImages;

  /**
   * @param {import('./native.js').Native} native
   * @param {unknown} source a spec, or what else `open` makes a run of
   * @param {import('./run.js').RunOptions} options
   * @param {typeof createRun} [open]
   */
  constructor(native, source, options, open = createRun) {
    const read = { ...options }; // once: a getter may say something else the next time
    const { evaluateTrain, train, test } = read;
    if (test) datasetHandle(native, test, 'test');
    super(native, open(native, source, read), 'experiment', native.exports.descenso_experiment_free, true);
    this.#pace = native.team.pace();
    this.#pacePasses = native.team.pace();
    this.#paceImages = native.team.pace();
    this.#test = test ?? null;
    this.#trains = Boolean(train);
    if (evaluateTrain && train) native.exports.descenso_experiment_evaluate_train(this.handle);
    try {
      this.#origin = readOrigin(native, this.handle);
    } catch (error) {
      this.free();
      throw error;
    }
  }

  /** The full spec. @returns {import('../spec.d.ts').Spec} */
  get spec() {
    return this.#origin.spec;
  }

  get classes() {
    return this.#origin.classes;
  }

  /** Images of the training set. */
  get trainCount() {
    return this.#origin.trainCount;
  }

  /** Of an image. */
  get pixels() {
    return this.#origin.pixels;
  }

  /** The test set that the experiment was given, if any. @returns {Dataset | null} */
  get test() {
    return this.#test;
  }

  /**
   * Where the run stands.
   * @returns {{ step: number, epoch: number, stepsPerEpoch: number, totalSteps: number, bestEpoch: number | null,
   *   learningRate: number, status: RunStatus, done: boolean }}
   */
  state() {
    const [step, epoch, stepsPerEpoch, totalSteps, , bestEpoch, status, learningRate] = this.#state();
    return {
      step,
      epoch,
      stepsPerEpoch,
      totalSteps,
      bestEpoch: bestEpoch || null,
      learningRate,
      status: STATUSES[status],
      done: status !== 0,
    };
  }

  /** @returns {Float64Array} */
  #state() {
    const { native, handle } = this;
    return native.scope((scope) => {
      const out = scope.allocate(64);
      native.exports.descenso_experiment_state(handle, out);
      return native.view(Float64Array, out, 8).slice();
    });
  }

  /**
   * Takes up to n steps, fewer when the run ends before.
   * @param {number} n
   * @returns {RunReport} `losses` has one minibatch loss for each step that was taken, `penalties` the penalty of the weights
   *   that it started from; a loss is where the gradient was taken, which of Nesterov's look-ahead form is ahead of the weights
   */
  runSteps(n) {
    checkCount('n', n, 0xffffffff);
    this.#needTrain();
    const before = this.#state()[4];
    const steps = /** @type {import('./numbers.js').StepColumns} */ (columnsOf(STEP, this.#run(n)));
    const recorded = this.#state()[4];
    const { step, epoch, learningRate, status, done } = this.state();
    const epochs = Array.from({ length: recorded - before }, (_, k) => this.#record(before + k));
    return { step, epoch, learningRate, ...steps, done, status, epochs };
  }

  /** The records of up to n steps, one after another. @param {number} n @returns {Float64Array} */
  #run(n) {
    const { native, handle } = this;
    /** @type {Float64Array[]} */
    const parts = [];
    this.native.change(this, (scope) => {
      const size = Math.min(n, STEPS_PER_CALL);
      const at = scope.allocate(8 * STEP_SIZE * size);
      const [before, , epoch] = this.#state();
      const run = (/** @type {number} */ wanted) => native.exports.descenso_experiment_run(handle, wanted, at);
      for (let done = 0; done < n;) {
        const steps = { most: Math.min(n - done, size), done: before + done, epoch };
        const taken = native.team.paced(this.#pace, steps, run);
        if (taken === 0) break;
        done += taken;
        parts.push(native.view(Float64Array, at, taken * STEP_SIZE).slice());
      }
    });
    return concatenate(Float64Array, parts);
  }

  /** @returns {EpochRecord[]} of all epochs that have ended, those before the run was saved included */
  epochs() {
    return Array.from({ length: this.#state()[4] }, (_, n) => this.#record(n));
  }

  /** @param {number} n @returns {EpochRecord} */
  #record(n) {
    return readEpoch(this.native, this.handle, n);
  }

  /**
   * One step on an explicit minibatch; the gradient stays readable.
   * @param {ArrayLike<number>} indices of samples of the training set
   * @param {{ masks?: Iterable<import('./tensors.js').GivenMask> | undefined }} [options] dropout's masks [samples, units] instead of drawn ones
   * @returns {number} the mean loss before the step, of the data alone; where its gradient is taken, as for runSteps
   */
  stepOn(indices, options) {
    return this.#onMinibatch('descenso_experiment_step_on', indices, options);
  }

  /**
   * The loss of a minibatch at the weights as they are, of the data alone; and the gradient of loss and penalty for gradients(), without a step.
   * Dropout is that of the next step.
   * @param {ArrayLike<number>} indices of samples of the training set
   * @param {{ masks?: Iterable<import('./tensors.js').GivenMask> | undefined }} [options] as for stepOn
   * @returns {number}
   */
  lossAndGradient(indices, options) {
    return this.#onMinibatch('descenso_experiment_loss_and_gradient', indices, options);
  }

  /**
   * What the network does to signals and gradients as it is, layer by layer; see curvature.js. What gradients() has is lost.
   * @param {ArrayLike<number>} [indices] @returns {{ loss: number, layers: import('./curvature.js').LayerStatistics[] }}
   */
  layerStatistics(indices) {
    const list = this.#checkIndices(indices ?? someIndices(this));
    return layerStatistics(this.native, this.handle, list, this.#origin.layers);
  }

  /**
   * How the loss that is minimized bends as it is: products with its Hessian. `indices` as for all three: see someIndices.
   * @param {ArrayLike<number>} [indices] @param {import('./curvature.js').CurvatureOptions} [options] @returns {Curvature} to be freed
   */
  curvature(indices, options) {
    return new Curvature(this, this.#checkIndices(indices ?? someIndices(this)), options);
  }

  /**
   * The outermost eigenvalues of that Hessian: gradient descent with rate η stays where the largest is below 2/η (Cohen et al., 2021).
   * @param {ArrayLike<number>} [indices] @param {import('./curvature.js').SharpnessOptions} [options]
   * @returns {import('./curvature.js').Sharpness}
   */
  sharpness(indices, options) {
    return sharpness(this, this.#checkIndices(indices ?? someIndices(this)), options);
  }

  /**
   * The masks of the last pass with dropout, 1 kept and 0 dropped: of the last minibatch, or of the last part of one that is
   * larger than a forward pass.
   * @returns {import('./tensors.js').Mask[]} 'input', 'dense1' …, where there is dropout
   */
  masks() {
    return readMasks(this.native, this.handle, this.#origin.layers);
  }

  /** How the last minibatch, or part of one, was mixed; see tensors.js. @param {number} count of its images */
  mixing(count) {
    checkCount('count', count, this.trainCount);
    return readMixing(this.native, this.handle, count);
  }

  #needTrain() {
    const { handle } = this;
    if (handle && !this.#trains)
      throw new Error('this experiment was restored without its training set: it takes no steps');
  }

  /** @param {ArrayLike<number>} indices of samples of the training set @returns {Uint32Array} */
  #checkIndices(indices) {
    this.#needTrain();
    const list = copyNumbers(Float64Array, 'indices', indices);
    const last = this.#origin.trainCount - 1;
    list.forEach((index, n) => checkCount(`indices[${n}]`, index, last, 0));
    return Uint32Array.from(list);
  }

  /**
   * @param {string} call
   * @param {ArrayLike<number>} indices
   * @param {{ masks?: Iterable<import('./tensors.js').GivenMask> | undefined }} [options]
   * @returns {number}
   */
  #onMinibatch(call, indices, { masks: given = [] } = {}) {
    const list = this.#checkIndices(indices);
    const masks = copyMasks(given);
    const { native, handle } = this;
    return native.change(this, (scope) => {
      const [at, out] = [scope.copy(list), scope.allocate(8)];
      return withMasks(native, handle, this.#origin.layers, masks, list.length, () => {
        native.check(native.exports[call](handle, at, list.length, out));
        return native.view(Float64Array, out, 1)[0];
      });
    });
  }

  /** @returns {number} the penalty of the weights as they are */
  penalty() {
    return this.native.exports.descenso_experiment_penalty(this.handle);
  }

  /** @returns {Tensor[]} copies of all parameters */
  parameters() {
    return readTensors(this.native, this.handle, 0);
  }

  /** @returns {Tensor[]} copies of the gradient that lossAndGradient or stepOn left */
  gradients() {
    return readTensors(this.native, this.handle, 1);
  }

  /**
   * Sets some or all parameters, by name; all or, when one does not fit, none.
   * @param {{ name: string, shape?: readonly number[] | undefined, values: ArrayLike<number> }[]} list
   */
  setParameters(list) {
    const copies = copyTensors(list);
    writeTensors(this.native, this.handle, copies);
  }

  /**
   * Makes the current learning rate x; a schedule goes on from it in proportion.
   * @param {number} x
   */
  setLearningRate(x) {
    const rate = typeof x === 'number' ? x : NaN;
    const status = this.native.exports.descenso_experiment_set_learning_rate(this.handle, rate);
    if (status !== 0) throw new RangeError(this.native.error().message.replace(/NaN$/, String(x)));
  }

  /**
   * @param {Dataset} dataset with images and classes like the training set's
   * @returns {{ loss: number, accuracy: number, confusion: Uint32Array }} confusion [classes, classes]: rows are the true
   *   class, columns the predicted one
   */
  evaluate(dataset) {
    return evaluate(this, this.#origin.classes, dataset);
  }

  /**
   * @param {Dataset} dataset
   * @param {{ first?: number | undefined, count?: number | undefined }} [range] all samples without it
   * @returns {{ probabilities: Float32Array, classes: Uint8Array }} probabilities [count, classes]; the most probable class of each
   */
  predict(dataset, range) {
    return predict(this, this.#origin.classes, dataset, range, this.#paceImages);
  }

  /**
   * Predicts many times with dropout on; see prediction.js.
   * @param {Dataset} dataset
   * @param {import('./prediction.js').MonteCarloOptions} [options]
   * @returns {import('./prediction.js').MonteCarloPrediction}
   */
  predictMonteCarlo(dataset, options) {
    return predictMonteCarlo(this, this.#origin, dataset, options, this.#pacePasses);
  }

  /**
   * Images of the training set as an epoch, counted from 0, has them: augmented, where the spec says so.
   * @param {number} epoch @param {ArrayLike<number>} indices
   * @returns {Uint8Array} [indices, pixels]
   */
  images(epoch, indices) {
    checkCount('epoch', epoch, 0xffffffff, 0);
    this.#needTrain();
    const list = this.#checkIndices(indices);
    const { native, handle } = this;
    const { pixels } = this.#origin;
    return native.scope((scope) => {
      const at = scope.allocate(list.length * pixels);
      list.forEach((sample, n) => native.exports.descenso_experiment_augment(handle, epoch, sample, at + n * pixels));
      return native.view(Uint8Array, at, list.length * pixels).slice();
    });
  }

  /** The order of the training set in an epoch, counted from 0. @param {number} epoch @returns {Uint32Array} */
  order(epoch) {
    checkCount('epoch', epoch, 0xffffffff, 0);
    this.#needTrain();
    const { native, handle } = this;
    return native.scope((scope) => {
      const { trainCount } = this.#origin;
      const at = scope.allocate(4 * trainCount);
      native.exports.descenso_experiment_order(handle, epoch, at);
      return native.view(Uint32Array, at, trainCount).slice();
    });
  }

  /**
   * The run as bytes, for engine.restore: it goes on with the same bits, in any engine. Minibatches in between, such as
   * gradients and masks of the last one, are not kept.
   * @param {{ weightsOnly?: boolean | undefined }} [options] only what predicting needs, without the state of the training
   * @returns {Uint8Array} about 4 bytes a parameter, and as many again for each of the optimizer's slots; src/run/checkpoint.h
   *   has the format
   */
  save({ weightsOnly = false } = {}) {
    return saveRun(this.native, this.handle, weightsOnly);
  }

  /** @returns {string} SHA-256 of all parameters as little-endian float32, in the order of parameters(), hexadecimal */
  weightsHash() {
    const { native, handle } = this;
    return native.scope((scope) => {
      const at = scope.allocate(65);
      native.exports.descenso_weights_hash(handle, at);
      return native.string(at);
    });
  }
}

/**
 * One training run in a worker: an experiment that is driven in slices, and what it reports of them.
 */

import { divergedAt } from '../../../wasm/divergence.js';
import { concatenate } from '../../../wasm/engine/numbers.js';
import { hashesOf } from '../../../wasm/record/record.js';

/**
 * Milliseconds between two messages of a run: a little less than a slice, so that a run alone posts each slice; slices
 * are shorter where a step takes long.
 */
const POST_INTERVAL = 45;

/** Floating-point operations a second that even a slow device does: for how long a call may last at most. */
const SLOW = 1e9;

/** Operations of one sample's forward pass: two for each weight. @param {Experiment} experiment */
export const operationsOf = (experiment) =>
  experiment.parameters().reduce((sum, { values }) => sum + 2 * values.length, 0);

/**
 * How long samples may take to go through a network forward.
 * @param {number} passes how many of them
 * @param {number} operations of one
 * @returns {number} milliseconds; 0 where the page need not know
 */
export function patienceFor(passes, operations) {
  const milliseconds = (1000 * passes * operations) / SLOW;
  return milliseconds > 2000 ? milliseconds : 0;
}

/**
 * @typedef {import('../../../wasm/index.js').Experiment} Experiment
 * @typedef {import('../../../wasm/engine/experiment.js').RunReport} EngineReport
 * @typedef {import('../message-types.js').RunOptions} RunOptions
 * @typedef {import('../message-types.js').EndStatus} EndStatus
 * @typedef {import('../message-types.js').EndReason} EndReason
 * @typedef {{ status: EndStatus, reason: EndReason, divergedAt?: number }} Outcome
 * @typedef {{ type: string, [key: string]: unknown }} Message
 * @typedef {(message: Message, transfer?: Transferable[]) => void} Post adds the run's number
 */

/**
 * Whether the module itself broke, or a thread in the middle of its work, which may go on writing. What is in memory nobody
 * knows then: the whole worker is given up.
 * @param {unknown} error
 */
export const isTrap = (error) =>
  error instanceof WebAssembly.RuntimeError || /** @type {{ code?: string } | null} */ (error)?.code === 'thread-lost';

/** What the page is told of an error, of the engine's or another. @param {unknown} error */
export function reasonOf(error) {
  const { message, path, code, values } = /** @type {import('../message-types.js').ErrorReport} */ (error);
  return { message, path, code, values };
}

export class Run {
  #post;
  #options;
  #datasets;
  #operations;

  /** Steps and epochs that are not posted yet. */
  #losses = /** @type {Float32Array[]} */ ([]);
  #penalties = /** @type {Float32Array[]} */ ([]);
  #epochs = /** @type {import('../message-types.js').EpochReport[]} */ ([]);
  #postedStep = 0;
  #lastPost = -Infinity;

  /** Own training time. */
  #seconds = 0;
  #images = 0;

  /** What the length of the next call is guessed from. */
  #millisecondsPerStep = 0;
  #lastCount = 0;

  #paused;
  /** Steps to take while paused. */
  #stepsLeft = 0;
  #stepped = () => {};
  /** Set while something measures at the present weights. */
  held = false;
  /** What is looked at on the way. @type {import('./watch.js').Watch | null} */
  #watch = null;
  /** @type {Outcome | null} */
  #outcome = null;

  /** @type {{ step: number, counts: Uint32Array, loss: number, accuracy: number } | null} */
  #evaluation = null;

  /** The test with mirror images averaged in, where it is to be taken. @type {(() => import('../../../wasm/mirror.js').Mirrored | undefined) | null} */
  judgeMirrored = null;

  /**
   * @param {Experiment} experiment with a test set
   * @param {RunOptions} options
   * @param {Post} post
   * @param {import('../../../wasm/data.js').Datasets} datasets that it is of
   */
  constructor(experiment, options, post, datasets) {
    this.experiment = experiment;
    this.#datasets = datasets;
    this.#options = options;
    this.#post = post;
    this.#paused = options.paused ?? false;
    const { stepsPerEpoch, totalSteps } = experiment.state();
    this.stepsPerEpoch = stepsPerEpoch;
    this.totalSteps = options.rates ? Math.min(totalSteps, options.rates.length) : totalSteps;
    this.#operations = operationsOf(experiment);
  }

  // -- what the scheduler asks

  ready() {
    return !this.#outcome && !this.held && (!this.#paused || this.#stepsLeft > 0 || this.#isDue());
  }

  /** Whether something is to be looked at before the next step. */
  #isDue() {
    return this.#watch?.due(this.experiment.state().step) ?? false;
  }

  /** Before the first turn. @param {import('./watch.js').Watch} watch */
  watchWith(watch) {
    this.#watch = watch;
  }

  /** Trains for about so long. @param {number} milliseconds */
  turn(milliseconds) {
    const { seconds: limit = Infinity } = this.#options.stop ?? {};
    const began = performance.now();
    const until = began + Math.min(milliseconds, 1000 * (limit - this.#seconds));
    let now = began;
    do {
      now = this.#isDue() ? this.#look() : this.#train(now, until - now);
    } while (this.ready() && now + this.#millisecondsPerStep < until);
    if (this.#outcome) this.#finish();
    else this.#flush(this.#postedStep === 0 || !this.ready());
  }

  /** @param {unknown} error */
  fail(error) {
    if (isTrap(error)) {
      this.#post({ type: 'crashed', message: String(error) });
      return;
    }
    this.#outcome = { status: 'stopped', reason: 'request' };
    this.#post({ type: 'error', ...reasonOf(error), lost: false });
  }

  /** A part of what is to be looked at; it is no training time. @returns {number} the time afterwards */
  #look() {
    const watch = /** @type {import('./watch.js').Watch} */ (this.#watch);
    this.busyTraining(watch.images);
    watch.look(this.experiment.state().step);
    return performance.now();
  }

  // -- training

  /**
   * One call into the engine. It never crosses the end of an epoch: what stops there must not depend on the slicing.
   * @param {number} now
   * @param {number} milliseconds left
   * @returns {number} the time afterwards
   */
  #train(now, milliseconds) {
    const { experiment } = this;
    const { rates } = this.#options;
    const { step } = experiment.state();
    const toEpoch = this.stepsPerEpoch - (step % this.stepsPerEpoch);
    const wanted = this.#millisecondsPerStep > 0 ? Math.floor(milliseconds / this.#millisecondsPerStep) : 1;
    const count = Math.max(
      1,
      Math.min(
        wanted,
        2 * this.#lastCount,
        toEpoch,
        this.#paused ? this.#stepsLeft : Infinity,
        rates ? 1 : Infinity,
        this.#watch?.room(step) ?? Infinity,
      ),
    );
    this.#announce(count, count === toEpoch);
    if (rates) experiment.setLearningRate(rates[step]);
    const report = experiment.runSteps(count);
    const after = performance.now();
    this.#record(report, count, after - now);
    return after;
  }

  /**
   * Tells the page before a call that may last long, or it would take the worker for dead.
   * @param {number} steps
   * @param {boolean} endsEpoch
   */
  #announce(steps, endsEpoch) {
    const { spec, trainCount } = this.experiment;
    if (steps === 1) this.busyTraining(Math.min(spec.batchSize, trainCount));
    // An average of weights is evaluated beside them, and may have its statistics measured.
    const averages = spec.average.kind === 'none' ? 0 : spec.data.validationSize + trainCount;
    if (endsEpoch) this.busy(spec.data.validationSize + averages + (this.#options.evaluateTrain ? trainCount : 0));
  }

  /** Before `samples` go through the network forward and back, about three times the work. @param {number} samples */
  busyTraining(samples) {
    this.busy(3 * samples);
  }

  /** Before `passes` samples go through the network forward. @param {number} passes */
  busy(passes) {
    const milliseconds = patienceFor(passes, this.#operations);
    if (milliseconds > 0) this.#post({ type: 'busy', milliseconds });
  }

  /** @param {EngineReport} report @param {number} count @param {number} took milliseconds */
  #record(report, count, took) {
    const taken = report.losses.length;
    const { batchSize } = this.experiment.spec;
    this.#seconds += took / 1000;
    this.#images +=
      report.epochs.length > 0 && report.step % this.stepsPerEpoch === 0
        ? this.experiment.trainCount - (this.stepsPerEpoch - taken) * batchSize // the last minibatch may be smaller
        : taken * batchSize;
    if (taken > 0) {
      this.#losses.push(report.losses);
      this.#penalties.push(report.penalties);
    }
    for (const epoch of report.epochs)
      this.#epochs.push({ ...epoch, step: report.step, seconds: this.#seconds, learningRate: report.learningRate });
    if (report.epochs.length === 0) {
      // Clocks may be as coarse as 100 ms; then the count doubles until a call's time shows.
      this.#millisecondsPerStep = Math.max(took, 0.05) / count;
      this.#lastCount = count;
    }
    if (this.#paused) this.#stepsLeft -= taken;
    this.#outcome = this.#judge(report, count);
    if (this.#outcome || this.#stepsLeft <= 0) this.#endSteps();
  }

  /** @param {EngineReport} report @param {number} asked steps @returns {Outcome | null} */
  #judge(report, asked) {
    const { status, step, epoch, epochs } = report;
    if (status === 'diverged') return { status, reason: 'diverged', divergedAt: divergedAt(report, asked) };
    if (status === 'stopped-early') return { status, reason: 'early-stopping' };
    if (status === 'done' || step >= this.totalSteps) return { status: 'done', reason: 'epochs' };
    const { epochs: most = Infinity, seconds = Infinity, accuracy = Infinity } = this.#options.stop ?? {};
    const reached = Math.max(...epochs.map(({ validationAccuracy }) => validationAccuracy ?? -Infinity));
    if (reached >= accuracy) return { status: 'done', reason: 'accuracy' };
    if (epoch >= most) return { status: 'done', reason: 'epochs' };
    if (this.#seconds >= seconds) return { status: 'done', reason: 'seconds' };
    return null;
  }

  #finish() {
    const { experiment } = this;
    const { evaluateTest = true, atEnd = 'keep' } = this.#options;
    this.#flush(true);
    const { step, epoch, bestEpoch } = experiment.state();
    if (this.#outcome?.status !== 'diverged') this.#watch?.end(step);
    const { loss, accuracy } = evaluateTest ? this.evaluation() : { loss: NaN, accuracy: NaN };
    const network = atEnd === 'save' ? experiment.save({ weightsOnly: true }) : null;
    const end = {
      type: 'end',
      .../** @type {Outcome} */ (this.#outcome),
      step,
      epoch,
      bestEpoch,
      seconds: this.#seconds,
      test: evaluateTest ? { loss, accuracy } : null,
      mirrored: Number.isFinite(loss) ? this.#mirrored() : null,
      data: this.#dataHashes(),
      weightsHash: experiment.weightsHash(),
      network,
    };
    this.#post(end, network ? [network.buffer] : []);
  }

  /** @returns {import('../message-types.js').EndReport['mirrored']} */
  #mirrored() {
    if (!this.judgeMirrored) return null;
    this.busy(2 * /** @type {import('../../../wasm/index.js').Dataset} */ (this.experiment.test).count);
    const found = this.judgeMirrored();
    return found ? { loss: found.mirroredLoss, accuracy: found.mirroredAccuracy } : null;
  }

  /** What a record says of the data; of each dataset it is measured once. */
  #dataHashes() {
    this.busy(this.#datasets.train.count); // about a pass over the images
    return hashesOf(this.#datasets);
  }

  /** Posts what has gathered, if there is any, once it is time. @param {boolean} now */
  #flush(now) {
    const time = performance.now();
    if (this.#losses.length === 0 || (!now && time - this.#lastPost < POST_INTERVAL)) return;
    const { step, epoch, learningRate } = this.experiment.state();
    const [losses, penalties] = [this.#losses, this.#penalties].map((parts) => concatenate(Float32Array, parts));
    const [firstStep, epochs, seconds] = [this.#postedStep + 1, this.#epochs, this.#seconds];
    const imagesPerSecond = seconds > 0 ? this.#images / seconds : 0;
    const { working: threads } = this.experiment.native.team;
    const speed = { seconds, imagesPerSecond, threads };
    this.#post({ type: 'slice', firstStep, step, epoch, losses, penalties, learningRate, epochs, ...speed }, [
      losses.buffer,
      penalties.buffer,
    ]);
    this.#losses = [];
    this.#penalties = [];
    this.#epochs = [];
    this.#postedStep = step;
    this.#lastPost = time;
  }

  // -- what the page asks

  /** @returns {import('../message-types.js').RunState} */
  state() {
    const { step, epoch, learningRate } = this.experiment.state();
    const status = this.#outcome?.status ?? (this.#paused ? 'paused' : 'running');
    return { step, epoch, seconds: this.#seconds, learningRate, status };
  }

  pause() {
    this.#paused = true;
    this.#endSteps();
    if (!this.#outcome) this.#flush(true);
  }

  resume() {
    this.#paused = false;
    this.#endSteps();
  }

  /** Takes n steps, after those that are still to be taken, then waits again. @param {number} n @returns {Promise<void>} resolves when all are taken */
  step(n) {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`step(n) needs a whole number from 1, got ${n}`);
    if (this.#stepsLeft === 0) this.pause();
    if (this.#outcome) return Promise.resolve();
    this.#stepsLeft += n;
    const before = this.#stepped;
    return new Promise((resolve) => {
      this.#stepped = () => {
        before();
        resolve();
      };
    });
  }

  #endSteps() {
    this.#stepsLeft = 0;
    this.#stepped();
    this.#stepped = () => {};
  }

  /** @param {number} rate */
  setLearningRate(rate) {
    if (this.#options.rates) throw new Error('the learning rates of this run are given step by step');
    if (!this.#outcome) this.experiment.setLearningRate(rate);
  }

  stop() {
    if (this.#outcome) return;
    this.#outcome = { status: 'stopped', reason: 'request' };
    this.#endSteps();
    try {
      this.#finish();
    } catch (error) {
      this.fail(error); // as in a turn: who waits for the end hears of it
    }
  }

  /** Over the test set, at the present weights. */
  evaluation() {
    const { step } = this.experiment.state();
    if (this.#evaluation?.step !== step) {
      const test = /** @type {import('../../../wasm/index.js').Dataset} */ (this.experiment.test);
      this.busy(test.count);
      const { loss, accuracy, confusion: counts } = this.experiment.evaluate(test);
      this.#evaluation = { step, counts, loss, accuracy };
    }
    return this.#evaluation;
  }

  free() {
    this.#outcome ??= { status: 'stopped', reason: 'request' };
    this.#endSteps();
    this.#watch?.free();
    this.experiment.free();
  }
}

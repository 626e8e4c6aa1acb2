/**
 * The page's side of one run.
 */
import { Report, Request } from '../protocol.js';

/**
 * @typedef {object} RunCallbacks all optional
 * @property {(report: import('../message-types.js').ProgressReport) => void} [progress]
 * @property {(report: import('../message-types.js').NoticeReport) => void} [notice]
 * @property {(report: import('../message-types.js').ReadyReport) => void} [ready]
 * @property {(report: import('../message-types.js').SliceReport) => void} [slice]
 * @property {(report: import('../message-types.js').MeasuredReport) => void} [measured] how far a measurement has come
 * @property {(report: import('../message-types.js').WatchedReport) => void} [watched] what was looked at on the way
 * @property {(report: import('../message-types.js').EndReport) => void} [end]
 * @property {(report: import('../message-types.js').ErrorReport) => void} [error]
 *
 * @typedef {import('../message-types.js').RunState} RunState
 * @typedef {import('../message-types.js').EndStatus} EndStatus
 * @typedef {import('../message-types.js').RunOptions} RunOptions
 * @typedef {'waiting' | 'loading' | 'running' | 'paused' | EndStatus | 'failed' | 'lost' | 'freed'} HandleStatus
 * @typedef {import('./slot.js').Slot} Slot
 * @typedef {import('../message-types.js').RunQuestion} RunQuestion
 * @typedef {import('../message-types.js').Answers} Answers
 */

/** What a run that is over has no use for; its answer is how it ended. @type {Set<string>} */
const STEERING = new Set([Request.pause, Request.resume, Request.step, Request.stop, Request.rate]);

/**
 * What a handle needs of the pool.
 * @typedef {object} Host
 * @property {() => void} changed it waits for a place, or no more; it has been paused, or goes on
 * @property {(bytes: Uint8Array) => import('./network.js').NetworkHandle} network
 */

/**
 * A run. Everything that returns a promise may be called without waiting for it; the promise is rejected when the run
 * cannot answer, and `lost` of the error is true when its worker died.
 */
export class RunHandle {
  #host;
  #callbacks;
  #paused;
  /** @type {Slot | null} null while it waits for a place */
  #slot = null;
  /** Questions that were asked while it waited. @type {{ message: RunQuestion, resolve: (answer: Promise<unknown>) => void }[]} */
  #asked = [];
  /** Paused while it waited: it takes no place before somebody wants something of it. */
  #held = false;
  /** @type {import('../message-types.js').ReadyReport | null} */
  #ready = null;
  /** @type {import('../message-types.js').EndReport | null} */
  #end = null;
  /** What is left of it when it has given its memory back. @type {import('./network.js').NetworkHandle | null} */
  #network = null;

  /** @type {HandleStatus} */
  status = 'waiting';

  /** That took its last steps. */
  threads = 1;

  /**
   * @param {number} id
   * @param {unknown} spec
   * @param {RunCallbacks} callbacks
   * @param {RunOptions} options
   * @param {{ host: Host, group: unknown, bytes: number }} own group: of runs that share a turn in the queue
   */
  constructor(id, spec, callbacks, options, { host, group, bytes }) {
    this.id = id;
    this.spec = spec;
    this.options = options;
    this.group = group;
    this.bytes = bytes;
    this.#host = host;
    this.#callbacks = callbacks;
    this.#paused = options.paused ?? false;
  }

  /** Whether it still has steps to take. */
  get active() {
    return ['waiting', 'loading', 'running', 'paused'].includes(this.status);
  }

  /** Whether it takes steps, or will when its data has come. */
  get working() {
    return !this.#paused && (this.status === 'loading' || this.status === 'running');
  }

  /** Whether it would take a place in a worker now. */
  get eligible() {
    return this.status === 'waiting' && !this.#held;
  }

  /** @returns {Promise<RunState>} */
  pause() {
    this.#setPaused(true);
    return this.#ask({ type: Request.pause });
  }

  /** @returns {Promise<RunState>} */
  resume() {
    this.#setPaused(false);
    return this.#ask({ type: Request.resume });
  }

  /**
   * Takes n steps and stays paused.
   * @param {number} [n]
   * @returns {Promise<RunState>} when they are taken
   */
  step(n = 1) {
    this.#setPaused(true);
    return this.#ask({ type: Request.step, count: n });
  }

  /**
   * From the next slice on.
   * @param {number} rate
   * @returns {Promise<RunState>} its `step` is the last one that was taken at the rate before
   */
  setLearningRate(rate) {
    return this.#ask({ type: Request.rate, rate });
  }

  /** Ends the run where it is; `end` follows. @returns {Promise<RunState>} */
  stop() {
    if (this.status === 'waiting') return Promise.resolve(this.#endWaiting());
    return this.#ask({ type: Request.stop });
  }

  /** Forgets the run: no callback follows, and its memory in the worker is free. */
  free() {
    if (this.status === 'freed') return;
    this.status = 'freed';
    this.#end = null;
    this.#network?.free();
    this.#slot?.free(this.id);
    this.#refuseAll('this run has been freed');
    this.#host.changed();
  }

  /** @returns {Promise<import('../message-types.js').Confusion>} */
  confusion() {
    return this.#ask({ type: Request.confusion });
  }

  /**
   * Test images of one cell of the confusion matrix.
   * @param {number} trueClass
   * @param {number} predictedClass
   * @param {number} [limit]
   * @returns {Promise<import('../message-types.js').Misclassified>}
   */
  misclassified(trueClass, predictedClass, limit = 24) {
    return this.#ask({ type: Request.misclassified, trueClass, predictedClass, limit });
  }

  /**
   * Weights of the first layer's units as images.
   * @param {number} [limit] units
   * @returns {Promise<import('../message-types.js').FirstLayer>}
   */
  firstLayer(limit = 64) {
    return this.#ask({ type: Request.firstLayer, limit });
  }

  /**
   * How noisy the gradient of minibatches of each size is, at the present weights; the run stands still meanwhile.
   * @param {number[]} sizes
   * @param {number} [samples] minibatches for each size
   * @returns {Promise<import('../message-types.js').GradientNoise>}
   */
  gradientNoise(sizes, samples = 30) {
    return this.#ask({ type: Request.gradientNoise, sizes, samples });
  }

  /**
   * Histograms of each layer's weights, and the norms of its units.
   * @returns {Promise<import('../message-types.js').Weights>}
   */
  weights() {
    return this.#ask({ type: Request.weights });
  }

  /**
   * Dropout's masks in the minibatch that was trained on last.
   * @returns {Promise<import('../message-types.js').Masks>}
   */
  masks() {
    return this.#ask({ type: Request.masks });
  }

  /**
   * Training images as they are, and as each of the first epochs has them.
   * @param {number} epochs
   * @param {number[]} indices in the training set
   * @returns {Promise<import('../message-types.js').EpochImages>}
   */
  images(epochs, indices) {
    return this.#ask({ type: Request.images, epochs, indices });
  }

  /** The network as it is, for pool.network(): without what training would need. @returns {Promise<Uint8Array>} */
  async save() {
    return this.#end?.network ?? (await this.#ask({ type: Request.save })).bytes;
  }

  /**
   * @template {RunQuestion} Q
   * @param {Q} message
   * @returns {Promise<Answers[Q['type']]>}
   */
  #ask(message) {
    if (this.status === 'freed') return rejected(new Error('this run has been freed'));
    if (this.status === 'failed') return rejected(new Error('this run has failed'));
    if (this.#end && this.#leaves) return quiet(this.#askNetwork(message));
    // What crossed the end of the run on its way is asked of what is left.
    if (this.#slot)
      return quiet(
        this.#slot.ask(message, this).catch((error) => {
          if (this.#end && this.#leaves && !error.lost) return this.#askNetwork(message);
          throw error;
        }),
      );
    if (this.status === 'lost') return rejected(new WorkerLostError('the worker of this run is gone'));
    if (this.status !== 'waiting') return rejected(new Error('this run has ended, and left nothing behind'));
    const answer = quiet(new Promise((resolve) => this.#asked.push({ message, resolve })));
    if (message.type !== Request.rate) this.#held = message.type === Request.pause;
    this.#host.changed();
    return answer;
  }

  /** Whether it gives its memory back when it ends. */
  get #leaves() {
    const { atEnd = 'keep' } = this.options;
    return atEnd !== 'keep';
  }

  /**
   * Asks what it has left behind.
   * @template {RunQuestion} Q
   * @param {Q} message
   * @returns {Promise<Answers[Q['type']]>}
   */
  async #askNetwork(message) {
    const { network, ...end } = /** @type {import('../message-types.js').EndReport} */ (this.#end);
    const answer = (/** @type {object} */ found) => /** @type {Answers[Q['type']]} */ (/** @type {unknown} */ (found));
    if (STEERING.has(message.type)) return answer(end);
    if (!network) throw new Error('this run has ended, and left nothing behind');
    this.#network ??= this.#host.network(network);
    const source = /** @type {import('../message-types.js').ReadyReport} */ (this.#ready).dataSet;
    const found = await this.#network.inspect(source, /** @type {import('../message-types.js').Question} */ (message));
    return answer({ ...found, step: end.step });
  }

  /** @param {boolean} paused */
  #setPaused(paused) {
    this.#paused = paused;
    if (this.status === 'running' || this.status === 'paused') this.status = paused ? 'paused' : 'running';
    this.#host.changed();
  }

  /** Ends it before it had a place. @returns {RunState} */
  #endWaiting() {
    const state = { step: 0, epoch: 0, seconds: 0, learningRate: 0, status: /** @type {const} */ ('stopped') };
    const none = { bestEpoch: null, test: null, data: null, weightsHash: null, network: null };
    this.#refuseAll('this run was stopped before it had begun');
    this.receive({ type: Report.end, run: this.id, ...state, reason: 'request', ...none });
    this.#host.changed();
    return state;
  }

  /** @param {string} reason */
  #refuseAll(reason) {
    for (const { resolve } of this.#asked.splice(0)) resolve(rejected(new Error(reason)));
  }

  // -- for the pool

  /** Now it has a place. @param {Slot} slot */
  begin(slot) {
    this.#slot = slot;
    this.status = 'loading';
    slot.run(this);
    for (const { message, resolve } of this.#asked.splice(0)) resolve(this.#ask(message));
  }

  /** It is not even tried. @param {import('../message-types.js').ErrorReport} error */
  refuse(error) {
    if (this.status === 'freed') return;
    this.status = 'failed';
    this.#refuseAll(error.message);
    this.#callbacks.error?.(error);
  }

  /** @param {import('../message-types.js').RunMessage} message */
  receive({ type, run: _, ...report }) {
    if (this.status === 'freed') return;
    if (type === Report.ready) {
      this.#ready = /** @type {import('../message-types.js').ReadyReport} */ (report);
      this.status = this.#paused ? 'paused' : 'running';
    }
    if (type === Report.slice)
      ({ threads: this.threads } = /** @type {import('../message-types.js').SliceReport} */ (report));
    if (type === Report.end) {
      this.#end = /** @type {import('../message-types.js').EndReport} */ (report);
      this.status = this.#end.status;
      if (this.#leaves) this.#slot?.forget(this.id);
    }
    if (type === Report.error) {
      this.status = 'failed';
      this.#slot?.free(this.id);
    }
    const tell = /** @type {((report: object) => void) | undefined} */ (this.#callbacks[type]);
    tell?.(report);
  }

  /** Its worker is gone. @param {WorkerLostError} error */
  lose({ message, code, lost }) {
    if (!this.active) return; // what it reported stands; later questions are rejected
    this.status = 'lost';
    this.#refuseAll(message);
    this.#callbacks.error?.({ message, code, lost });
  }
}

/** Who does not wait for an answer need not handle its absence. @template T @param {Promise<T>} promise */
function quiet(promise) {
  promise.catch(() => {});
  return promise;
}

/** A rejection that nobody has to handle. @param {Error} error @returns {Promise<never>} */
export const rejected = (error) => quiet(Promise.reject(error));

/** The worker that had the answer is gone; `code` is for who words it in another language. */
export class WorkerLostError extends Error {
  lost = true;
  name = 'WorkerLostError';

  /** @param {string} message @param {'worker-lost' | 'worker-version'} [code] */
  constructor(message, code = 'worker-lost') {
    super(message);
    this.code = code;
  }
}

/**
 * The page's side of one run.
 */
import { Report, Request } from '../protocol.js';

/**
 * @typedef {object} RunCallbacks all optional
 * @property {(report: import('../protocol.js').ProgressReport) => void} [progress]
 * @property {(report: import('../protocol.js').NoticeReport) => void} [notice]
 * @property {(report: import('../protocol.js').ReadyReport) => void} [ready]
 * @property {(report: import('../protocol.js').SliceReport) => void} [slice]
 * @property {(report: import('../protocol.js').MeasuredReport) => void} [measured] how far a measurement has come
 * @property {(report: import('../protocol.js').EndReport) => void} [end]
 * @property {(report: import('../protocol.js').ErrorReport) => void} [error]
 *
 * @typedef {import('../protocol.js').RunState} RunState
 * @typedef {import('../protocol.js').EndStatus} EndStatus
 * @typedef {'loading' | 'running' | 'paused' | EndStatus | 'failed' | 'lost' | 'freed'} HandleStatus
 * @typedef {import('./slot.js').Slot} Slot
 */

/**
 * A run. Everything that returns a promise may be called without waiting for it; the promise is rejected when the run
 * cannot answer, and `lost` of the error is true when its worker died.
 */
export class RunHandle {
  #slot;
  #callbacks;
  #paused;

  /** @type {HandleStatus} */
  status = 'loading';

  /**
   * @param {number} id
   * @param {Slot} slot
   * @param {RunCallbacks} callbacks
   * @param {boolean} paused from the start
   */
  constructor(id, slot, callbacks, paused) {
    this.id = id;
    this.#slot = slot;
    this.#callbacks = callbacks;
    this.#paused = paused;
  }

  /** Whether it still has steps to take. */
  get active() {
    return ['loading', 'running', 'paused'].includes(this.status);
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
    return this.#ask({ type: Request.stop });
  }

  /** Forgets the run: no callback follows, and its memory in the worker is free. */
  free() {
    if (this.status === 'freed') return;
    this.status = 'freed';
    this.#slot.free(this.id);
  }

  /** @returns {Promise<import('../protocol.js').Confusion>} */
  confusion() {
    return this.#ask({ type: Request.confusion });
  }

  /**
   * Test images of one cell of the confusion matrix.
   * @param {number} trueClass
   * @param {number} predictedClass
   * @param {number} [limit]
   * @returns {Promise<import('../protocol.js').Misclassified>}
   */
  misclassified(trueClass, predictedClass, limit = 24) {
    return this.#ask({ type: Request.misclassified, trueClass, predictedClass, limit });
  }

  /**
   * Weights of the first layer's units as images.
   * @param {number} [limit] units
   * @returns {Promise<import('../protocol.js').FirstLayer>}
   */
  firstLayer(limit = 64) {
    return this.#ask({ type: Request.firstLayer, limit });
  }

  /**
   * How noisy the gradient of minibatches of each size is, at the present weights; the run stands still meanwhile.
   * @param {number[]} sizes
   * @param {number} [samples] minibatches for each size
   * @returns {Promise<import('../protocol.js').GradientNoise>}
   */
  gradientNoise(sizes, samples = 30) {
    return this.#ask({ type: Request.gradientNoise, sizes, samples });
  }

  /**
   * Histograms of each layer's weights, and the norms of its units.
   * @returns {Promise<import('../protocol.js').Weights>}
   */
  weights() {
    return this.#ask({ type: Request.weights });
  }

  /**
   * Dropout's masks in the minibatch that was trained on last.
   * @returns {Promise<import('../protocol.js').Masks>}
   */
  masks() {
    return this.#ask({ type: Request.masks });
  }

  /**
   * Training images as they are, and as each of the first epochs has them.
   * @param {number} epochs
   * @param {number[]} indices in the training set
   * @returns {Promise<import('../protocol.js').EpochImages>}
   */
  images(epochs, indices) {
    return this.#ask({ type: Request.images, epochs, indices });
  }

  /** The network as it is, for pool.network(): without what training would need. @returns {Promise<Uint8Array>} */
  async save() {
    return (await this.#ask({ type: Request.save })).bytes;
  }

  /** @param {any} message @returns {Promise<any>} */
  #ask(message) {
    if (this.status === 'freed') return rejected(new Error('this run has been freed'));
    if (this.status === 'failed') return rejected(new Error('this run has failed'));
    return this.#slot.ask({ ...message, run: this.id }, this);
  }

  /** @param {boolean} paused */
  #setPaused(paused) {
    this.#paused = paused;
    if (this.status === 'running' || this.status === 'paused') this.status = paused ? 'paused' : 'running';
  }

  // -- for the pool

  /** @param {import('../protocol.js').RunMessage} message */
  receive({ type, run: _, ...report }) {
    if (this.status === 'freed') return;
    if (type === Report.ready) this.status = this.#paused ? 'paused' : 'running';
    if (type === Report.end) this.status = /** @type {import('../protocol.js').EndReport} */ (report).status;
    if (type === Report.error) {
      this.status = 'failed';
      this.#slot.free(this.id);
    }
    this.#callbacks[type]?.(/** @type {any} */ (report));
  }

  /** Its worker is gone. @param {string} message */
  lose(message) {
    if (!this.active) return; // what it reported stands; later questions are rejected
    this.status = 'lost';
    this.#callbacks.error?.({ message, lost: true });
  }
}

/** A rejection that nobody has to handle. @param {Error} error @returns {Promise<never>} */
export function rejected(error) {
  const promise = Promise.reject(error);
  promise.catch(() => {});
  return promise;
}

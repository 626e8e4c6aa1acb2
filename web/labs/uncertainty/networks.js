/** The networks that the lab asks: the ready one of the repository, and the one that the reader trains. */

/** @import { App } from '../../context.js' */

const CHECKPOINT = new URL('../../data/checkpoint/dropout.bin', import.meta.url);

/**
 * @typedef {import('../../engine/pool/network.js').NetworkHandle} NetworkHandle
 * @typedef {import('../../engine/protocol.js').NetworkInfo} NetworkInfo
 * @typedef {{ handle: NetworkHandle, info: NetworkInfo }} Network
 * @typedef {{ handle: any, step: number, total: number, epoch: number, accuracy: number | null }} Training
 */

export class Networks {
  /** @type {App} */
  #app;

  /** @type {Network | null} */
  ready = null;
  /** @type {Network | null} the reader's own, with the spec that it was asked for */
  own = null;
  /** What the own one was trained with, as text. */
  ownSpec = '';
  /** @type {Training | null} */
  training = null;
  /** Messages of what went wrong with either. */
  failure = '';
  /** @type {any} the data set that took the place of one that is not there */
  fallback = null;
  #pool;
  #changed;
  #loading = false;

  /** @param {App} app @param {any} pool @param {(kind: 'network' | 'status') => void} changed */
  constructor(app, pool, changed) {
    this.#app = app;
    this.#pool = pool;
    this.#changed = changed;
  }

  /** The one that is asked: the ready one until the reader's own is there. @param {string} choice 'ready' or 'own' */
  current(choice) {
    return (choice === 'own' && this.own) || this.ready;
  }

  /** Fetches the ready network, once. */
  async load() {
    if (this.ready || this.#loading) return;
    this.#loading = true;
    try {
      const response = await fetch(CHECKPOINT);
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      const handle = this.#pool.network(new Uint8Array(await response.arrayBuffer()));
      this.ready = { handle, info: await handle.info() };
      this.failure = '';
      this.#changed('network');
    } catch (error) {
      this.failure = /** @type {Error} */ (error).message;
      this.#changed('status');
    } finally {
      this.#loading = false;
    }
  }

  /** @param {any} spec full, with dropout */
  train(spec) {
    this.cancel();
    /** @type {Training} */
    const training = { handle: null, step: 0, total: 0, epoch: 0, accuracy: null };
    this.training = training;
    this.failure = '';
    this.fallback = null;
    const told = (/** @type {(report: any) => void} */ take) => (/** @type {any} */ report) => {
      if (this.training !== training) return;
      take(report);
      this.#changed('status');
    };
    training.handle = this.#pool.run(
      spec,
      {
        ready: told(({ totalSteps }) => (training.total = totalSteps)),
        slice: told(({ step, epoch, epochs }) => {
          Object.assign(training, { step, epoch });
          if (epochs.length > 0) training.accuracy = epochs[epochs.length - 1].validationAccuracy;
        }),
        end: told(({ status }) => void this.#keep(training, spec, status)),
        error: told(({ message }) => this.#fail(message)),
        notice: told((notice) => (this.fallback = notice)),
      },
      { evaluateTest: false },
    );
    this.#changed('status');
  }

  /** @param {Training} training @param {any} spec @param {string} status */
  async #keep(training, spec, status) {
    try {
      if (status === 'diverged') throw new Error(this.#app.t('uncertainty.diverged'));
      const handle = this.#pool.network(await training.handle.save());
      const info = await handle.info();
      if (this.training !== training) return handle.free();
      this.own?.handle.free();
      this.own = { handle, info };
      this.ownSpec = JSON.stringify(spec);
      this.cancel();
      this.#changed('network');
    } catch (error) {
      if (this.training === training) this.#fail(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} message */
  #fail(message) {
    this.failure = message;
    this.cancel();
  }

  /** Ends the training; the network before it stays. */
  cancel() {
    this.training?.handle?.free();
    this.training = null;
    this.#changed('status');
  }
}

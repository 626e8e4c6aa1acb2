/** The networks that the lab asks: the ready one of the repository, and the one that the reader trains. */

import { fetchAsset } from '../../fetch-asset.js';
import { RunGroup } from '../../runs/group.js';
import { wordFailure } from '../../views/word-error.js';

/** @import { App } from '../../context.js' */

/**
 * @typedef {import('../../engine/pool/network.js').NetworkHandle} NetworkHandle
 * @typedef {import('../../engine/message-types.js').NetworkInfo} NetworkInfo
 * @typedef {{ handle: NetworkHandle, info: NetworkInfo, bytes: Uint8Array, validation: string | null }} Network `bytes`: its
 *   checkpoint; `validation`: the source of images that it was not trained on, beside the test set; null where there are none
 * @typedef {{ step: number, total: number, epoch: number, accuracy: number | null }} Training
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
  /** The run that the own one came of; null where its weights are a file's. @type {import('../../runs/group.js').Run | null} */
  ownRun = null;
  /** The file that the own one's weights came from; '' where they were trained here. */
  ownFile = '';
  /** Says what went wrong with either last, '' where nothing did. */
  #said = () => '';
  #pool;
  #group;
  #changed;
  #loading = false;

  /** @param {App} app @param {import('../../runs/group.js').Pool} pool @param {(kind: 'network' | 'status') => void} changed */
  constructor(app, pool, changed) {
    this.#app = app;
    this.#pool = pool;
    this.#changed = changed;
    this.#group = new RunGroup(pool, () => changed('status'));
  }

  /** What went wrong, in the language of the moment. */
  get failure() {
    return this.#said();
  }

  /** @param {() => string} word says what went wrong */
  fail(word) {
    this.#said = word;
    this.#changed('status');
  }

  /** The one that is asked: the ready one until the reader's own is there. @param {string} choice 'ready' or 'own' */
  current(choice) {
    return (choice === 'own' && this.own) || this.ready;
  }

  /** Fetches the ready network, once; again where that failed. */
  async load() {
    if (this.ready || this.#loading) return;
    this.#loading = true;
    this.#said = () => '';
    try {
      const response = await fetchAsset('web/data/checkpoint/dropout.bin');
      this.ready = await this.#open(new Uint8Array(await response.arrayBuffer()), 'validation:ready');
      this.#changed('network');
    } catch (error) {
      this.fail(() => wordReason(this.#app, error));
    } finally {
      this.#loading = false;
    }
  }

  /**
   * @param {Uint8Array} bytes of a checkpoint
   * @param {string} [validation]
   * @returns {Promise<Network>}
   */
  async #open(bytes, validation) {
    const handle = this.#pool.network(bytes.slice());
    const info = await handle.info();
    return { handle, info, bytes, validation: validation ?? validationOf(info) };
  }

  /**
   * @param {Network} network @param {string} spec as text @param {string} file that it is of
   * @param {import('../../runs/group.js').Run | null} run likewise
   */
  #own(network, spec, file, run = null) {
    this.own?.handle.free();
    this.own = network;
    this.ownSpec = spec;
    this.ownFile = file;
    this.ownRun = run;
    this.cancel();
    this.#changed('network');
  }

  /**
   * Takes the weights of a file for one's own network; the one before stays where they do not fit.
   * @param {File} file
   * @param {import('../../state/specs.js').Spec} spec of the network that they are to fit
   */
  async openFile(file, spec) {
    this.#said = () => '';
    try {
      const { WeightsSource } = await import('../../runs/weights.js');
      const source = await WeightsSource.of(this.#app.engine, file);
      this.#own(await this.#open(await source.networkFor(spec)), JSON.stringify(spec), file.name);
    } catch (error) {
      const { wordRefusal } = await import('../../views/word-weights.js');
      await this.#app.need(['weights']);
      this.fail(() => wordRefusal(this.#app, file.name, error));
    }
  }

  /** Saves the weights of a network. @param {Network} network @param {'npz' | 'safetensors'} format */
  async saveFile({ bytes }, format) {
    try {
      const [{ weightsFile }, { download }] = await Promise.all([
        import('../../runs/weights.js'),
        import('../../views/download.js'),
      ]);
      const file = weightsFile(this.#app.engine, bytes, format);
      download(`descenso.${format}`, new Blob([new Uint8Array(file)], { type: 'application/octet-stream' }));
    } catch (error) {
      this.fail(() => wordReason(this.#app, error));
    }
  }

  /** @param {import('../../state/specs.js').Spec} spec full, with dropout */
  train(spec) {
    this.#said = () => '';
    try {
      this.#group.start([{ id: 'own', spec, options: { atEnd: 'save' } }]);
    } catch (error) {
      return this.fail(() => wordReason(this.#app, error));
    }
    void this.#keep(this.#group.runs[0]);
  }

  /** What is being trained. @returns {Training | null} */
  get training() {
    const [run] = this.#group.runs;
    if (!run) return null;
    const accuracy = run.epochs.at(-1)?.validationAccuracy ?? null;
    return { step: run.losses.length, total: run.ready?.totalSteps ?? 0, epoch: run.epochs.length, accuracy };
  }

  /** The data set that took the place of one that is not there. */
  get fallback() {
    return this.#group.fallback;
  }

  /** Takes a network over when it is trained. @param {import('../../runs/group.js').Run} run */
  async #keep(run) {
    const isWanted = () => this.#group.runs.includes(run);
    try {
      await run.over;
      if (!isWanted()) return;
      const network = await this.#open(await trainedBytes(run));
      if (!isWanted()) return network.handle.free();
      this.#own(network, JSON.stringify(run.spec), '', run);
    } catch (error) {
      if (!isWanted()) return;
      this.fail(() => wordReason(this.#app, error));
      this.cancel();
    }
  }

  /** Ends the training; the network before it stays. */
  cancel() {
    this.#group.clear();
  }
}

/** The images that a network which was trained here was not trained on. @param {NetworkInfo} info */
export function validationOf({ spec: { data } }) {
  return data.validationSize > 0 ? `validation:${data.set}:${data.validationSize}` : null;
}

/** A run whose loss is no finite number any more has no network. */
class Diverged extends Error {}

/** Why there is no network, or no answer of one, in the reader's words. @param {App} app @param {unknown} error */
export const wordReason = (app, error) =>
  error instanceof Diverged ? app.t('uncertainty.diverged') : wordFailure(app, error);

/**
 * The network of a run that is over; an error where it did not come to its end.
 * @param {import('../../runs/group.js').Run} run
 * @returns {Promise<Uint8Array>}
 */
export const trainedBytes = async (run) => checkTrained(run).handle.save();

/** Throws why there is no network of a run that is over. @param {import('../../runs/group.js').Run} run */
export function checkTrained(run) {
  if (run.error) throw run.error;
  if (run.status === 'diverged') throw new Diverged();
  return run;
}

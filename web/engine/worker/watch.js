/**
 * What is looked at in a run every so many steps, from before the first: each layer's figures, how sharply the loss bends, and the
 * weights themselves. The steps are those of the spec, not of the clock, so that the same run always has the same curves.
 */
import { Search, someIndices } from '../../../wasm/engine/curvature.js';
import { vectorOf } from '../../../wasm/landscape/vectors.js';
import { SHARPNESS_PRODUCTS } from '../protocol.js';

/** Of the largest eigenvalue: what a curve shows of it is coarser. */
const TOLERANCE = 2e-3;

/** How often the sharpness is looked for in a run, about, however many steps it has: the page keeps and draws each. */
const MOST_SEARCHES = 10_000;

/** @typedef {import('../../../wasm/index.js').Experiment} Experiment */
/** @typedef {import('../message-types.js').WatchOptions} WatchOptions */
/** @typedef {import('../message-types.js').WatchedReport} WatchedReport */

/** What there is to look at, in this order. */
const WHAT = /** @type {const} */ (['layers', 'weights', 'sharpness']);

export class Watch {
  #experiment;
  #every;
  #tell;
  /** Steps at which each was looked at last. @type {{ layers: number, sharpness: number, weights: number }} */
  #seen = { layers: -1, sharpness: -1, weights: -1 };
  /** @type {Search | null} */
  #search = null;

  /** @param {Experiment} experiment @param {WatchOptions} every @param {(report: WatchedReport) => void} tell */
  constructor(experiment, { sharpness, ...every }, tell) {
    this.#experiment = experiment;
    const least = Math.ceil(experiment.state().totalSteps / MOST_SEARCHES);
    this.#every = { ...every, sharpness: sharpness && Math.max(sharpness, least) };
    this.#tell = tell;
  }

  /** Whether something is to be looked at before the next step. @param {number} step that was the last */
  due(step) {
    return this.#search !== null || WHAT.some((what) => this.#wants(what, step));
  }

  /** How many steps may be taken from here before something is due. @param {number} step */
  room(step) {
    const left = (/** @type {number | undefined} */ every) => (every ? every - (step % every) : Infinity);
    return Math.min(...WHAT.map((what) => left(this.#every[what])));
  }

  /** Images that the next look passes forward and back, about. */
  get images() {
    return this.#every.sharpness ? 3 * this.#experiment.trainCount : someIndices(this.#experiment).length;
  }

  /** A part of the work that is due: a layer's figures, or one product. @param {number} step */
  look(step) {
    if (this.#wants('layers', step)) {
      this.#seen.layers = step;
      return this.#tell({ step, ...this.#experiment.layerStatistics(), sharpness: null });
    }
    if (this.#wants('weights', step)) return this.#tellWeights(step);
    if (!this.#search && this.#wants('sharpness', step)) {
      const all = Uint32Array.from({ length: this.#experiment.trainCount }, (_, n) => n);
      this.#search = new Search(this.#experiment, all, { tolerance: TOLERANCE, products: SHARPNESS_PRODUCTS });
    }
    const found = this.#search?.step();
    if (!found) return;
    this.#seen.sharpness = step;
    this.free();
    const { largest, distance, converged } = found;
    this.#tell({ step, loss: NaN, layers: [], sharpness: { value: largest[0] ?? NaN, distance, converged } });
  }

  /** @param {number} step */
  #tellWeights(step) {
    this.#seen.weights = step;
    this.#tell({ step, loss: NaN, layers: [], sharpness: null, weights: vectorOf(this.#experiment.parameters()) });
  }

  /** The last look at layers and weights, wherever the run has ended. @param {number} step */
  end(step) {
    this.free();
    if (this.#every.weights && this.#seen.weights !== step) this.#tellWeights(step);
    if (!this.#every.layers || this.#seen.layers === step) return;
    this.#seen.layers = step;
    this.#tell({ step, ...this.#experiment.layerStatistics(), sharpness: null });
  }

  free() {
    this.#search?.free();
    this.#search = null;
  }

  /** @param {typeof WHAT[number]} what @param {number} step */
  #wants(what, step) {
    const every = this.#every[what];
    return every !== undefined && step % every === 0 && this.#seen[what] !== step;
  }
}

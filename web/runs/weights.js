/** Weights as files of other libraries, out of the page and into it. Loaded when somebody wants them. No document. */
// @ts-ignore: served from the package fflate
import * as fflate from '../vendor/fflate.js';
import { fetchAsset } from '../fetch-asset.js';
import { CLASSES, loadDatasets } from '../../wasm/data.js';
import { Engine } from '../../wasm/index.js';
import { WeightsError } from '../../wasm/weights/error.js';
import { readWeights, writeWeights } from '../../wasm/weights/index.js';

const zip = /** @type {import('../../wasm/weights/index.js').Zip} */ (/** @type {unknown} */ (fflate));

/**
 * @typedef {import('../../wasm/planner.js').Planner} Planner of a page; networks are made beside it
 * @typedef {import('../../wasm/spec.d.ts').Spec} Spec
 * @typedef {import('../../wasm/engine/tensors.js').Tensor} Tensor
 */

/**
 * @param {Planner} planner
 * @param {Uint8Array} checkpoint
 * @param {import('../../wasm/weights/index.js').WeightsFormat} format
 * @param {import('../../wasm/weights/match.js').Layout} [layout] whose names and layout the file has
 * @returns {Uint8Array} a file
 */
export function weightsFile(planner, checkpoint, format, layout = 'descenso') {
  const network = Engine.of(planner).restore(checkpoint);
  try {
    return writeWeights(network.parameters(), format, { zip, deflate: true, layout });
  } finally {
    network.free();
  }
}

/** @type {import('../../wasm/data.js').ReadFile} */
async function read(set, file) {
  const response = await fetchAsset(`web/data/${encodeURIComponent(set)}/${file}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** An image of nothing: a network's weights hang on none. @param {Engine} engine */
function noImages(engine) {
  const one = { images: new Uint8Array(784), labels: new Uint8Array(1), rows: 28, columns: 28, classes: CLASSES };
  return { train: engine.createDataset(one), validation: engine.createDataset(one), test: engine.createDataset(one) };
}

/**
 * Makes a network, uses it, and gives its memory back.
 * @template T
 * @param {Engine} engine
 * @param {Spec} spec
 * @param {import('../../wasm/data.js').Datasets} datasets given back, too
 * @param {(network: import('../../wasm/index.js').Experiment) => T} use
 * @returns {T}
 */
function withNetwork(engine, spec, datasets, use) {
  try {
    const network = engine.createExperiment(spec, datasets);
    try {
      return use(network);
    } finally {
      network.free();
    }
  } finally {
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/** More than any network of the page needs: a file above is not even read. */
const MOST = 2 ** 30;

/** Models whose tensors are kept, copies of the file's: a race's contestants have few, and a slider makes many. */
const MOST_FITTED = 16;

/** A file of weights, which any network that it fits may begin from. */
export class WeightsSource {
  #engine;
  #bytes;
  /** By the model that they were fitted to. @type {Map<string, Tensor[]>} */
  #fitted = new Map();

  /** @param {Planner} planner @param {string} name of the file @param {Uint8Array} bytes */
  constructor(planner, name, bytes) {
    this.#engine = Engine.of(planner);
    this.name = name;
    this.#bytes = bytes;
  }

  /** @param {Planner} planner @param {File} file @throws {WeightsError} for one that is too large to be any */
  static async of(planner, file) {
    if (file.size > MOST) throw new WeightsError('size', { bytes: file.size, limit: MOST });
    return new WeightsSource(planner, file.name, new Uint8Array(await file.arrayBuffer()));
  }

  /**
   * The file's weights as a network's parameters.
   * @param {Spec} spec
   * @returns {Tensor[]}
   * @throws {WeightsError} that says what does not fit
   */
  tensorsFor(spec) {
    const key = JSON.stringify(spec.model);
    const known = this.#fitted.get(key);
    if (known) {
      this.#fitted.delete(key); // which makes it the last again
      this.#fitted.set(key, known);
      return known;
    }
    // How pixels are scaled and what else is of images concerns no weight; and there are none here.
    const bare = this.#engine.normalize({ model: spec.model });
    const tensors = withNetwork(this.#engine, bare, noImages(this.#engine), (network) =>
      readWeights(this.#bytes, network.parameters(), { zip }).tensors.map(({ name, shape, values }) => ({
        name,
        shape: [...shape],
        values,
      })),
    );
    this.#fitted.set(key, tensors);
    if (this.#fitted.size > MOST_FITTED) this.#fitted.delete([...this.#fitted.keys()][0]);
    return tensors;
  }

  /**
   * The network that a spec describes, with these weights.
   * @param {Spec} spec
   * @returns {Promise<Uint8Array>} a checkpoint of its weights
   * @throws {Error} that says what does not fit
   */
  async networkFor(spec) {
    const tensors = this.tensorsFor(spec);
    // Only the scaling of each pixel hangs on images: those that are trained on.
    const plain = spec.data.scaling === 'unit';
    const datasets = plain ? noImages(this.#engine) : await loadDatasets(this.#engine, spec, read);
    return withNetwork(this.#engine, spec, datasets, (network) => {
      network.setParameters(tensors);
      return network.save({ weightsOnly: true });
    });
  }
}

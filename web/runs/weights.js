/** Weights as files of other libraries, out of the page and into it. Loaded when somebody wants them. No document. */
// @ts-ignore: served from the package fflate
import * as fflate from '../vendor/fflate.js';
import { asset } from '../asset.js';
import { CLASSES, loadDatasets } from '../../wasm/data.js';
import { readWeights, writeWeights } from '../../wasm/weights/index.js';

const zip = /** @type {import('../../wasm/weights/index.js').Zip} */ (/** @type {unknown} */ (fflate));

/**
 * @typedef {import('../../wasm/index.js').Engine} Engine
 * @typedef {import('../../wasm/spec.d.ts').Spec} Spec
 */

/**
 * @param {Engine} engine
 * @param {Uint8Array} checkpoint
 * @param {import('../../wasm/weights/index.js').WeightsFormat} format
 * @param {import('../../wasm/weights/match.js').Layout} [layout] whose names and layout the file has
 * @returns {Uint8Array} a file
 */
export function weightsFile(engine, checkpoint, format, layout = 'descenso') {
  const network = engine.restore(checkpoint);
  try {
    return writeWeights(network.parameters(), format, { zip, deflate: true, layout });
  } finally {
    network.free();
  }
}

/** @type {import('../../wasm/data.js').ReadFile} */
async function read(set, file) {
  const response = await fetch(asset(`web/data/${encodeURIComponent(set)}/${file}`));
  if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The images that a network is made with. Its weights hang on none; only the scaling of each pixel may, which is measured on those
 * that are trained on.
 * @param {Engine} engine
 * @param {Spec} spec
 * @returns {Promise<import('../../wasm/data.js').Datasets>}
 */
async function imagesFor(engine, spec) {
  if (spec.data.scaling !== 'unit') return loadDatasets(engine, spec, read);
  const one = { images: new Uint8Array(784), labels: new Uint8Array(1), rows: 28, columns: 28, classes: CLASSES };
  return { train: engine.createDataset(one), validation: engine.createDataset(one), test: engine.createDataset(one) };
}

/**
 * The network that a spec describes, with the weights of a file.
 * @param {Engine} engine
 * @param {Uint8Array} bytes of the file
 * @param {Spec} spec
 * @returns {Promise<Uint8Array>} a checkpoint of its weights
 * @throws {Error} that says what does not fit
 */
export async function networkOf(engine, bytes, spec) {
  const datasets = await imagesFor(engine, spec);
  try {
    const network = engine.createExperiment(spec, datasets);
    try {
      network.setParameters(readWeights(bytes, network.parameters(), { zip }).tensors);
      return network.save({ weightsOnly: true });
    } finally {
      network.free();
    }
  } finally {
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

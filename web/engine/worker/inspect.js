/**
 * What regularization does to a network, for those who want to see it: its weights, dropout's masks, augmented images.
 */

/** Of the histograms, in units of a weight. */
const BIN_WIDTH = 0.01;

/** Bins on either side of 0 at most: a network that diverges must not ask for more memory than there is. */
const MAX_BINS = 1000;

/** |w| below this is as good as 0: with 784 inputs from 0 to 1, all of it adds less than 0.8 to a unit. */
const ZERO_BELOW = 1e-3;

/** Samples of a minibatch whose masks are shown. */
const MAX_SAMPLES = 64;

/** @typedef {import('../../../wasm/index.js').Experiment} Experiment */
/** @typedef {import('../../../wasm/engine/experiment.js').Tensor} Tensor */

/** @param {Experiment} experiment @returns {import('../message-types.js').Weights} */
export function weights(experiment) {
  const kernels = experiment.parameters().filter(({ name }) => name.endsWith('/kernel'));
  return { layers: kernels.map(layerWeights), zeroBelow: ZERO_BELOW, step: experiment.state().step };
}

/** @param {Tensor} kernel @returns {import('../message-types.js').LayerWeights} */
export function layerWeights({ name, shape: [inputs, units], values }) {
  const squares = new Float64Array(units);
  let largest = 0;
  let [zeros, exact] = [0, 0];
  values.forEach((w, k) => {
    squares[k % units] += w * w;
    if (Math.abs(w) > largest) largest = Math.abs(w);
    if (Math.abs(w) < ZERO_BELOW) zeros++;
    if (w === 0) exact++;
  });
  const half = Math.min(MAX_BINS, Math.round(largest / BIN_WIDTH));
  const counts = new Uint32Array(2 * half + 1);
  for (const w of values) {
    const bin = Math.max(-half, Math.min(half, Math.round(w / BIN_WIDTH)));
    if (!Number.isNaN(bin)) counts[half + bin]++;
  }
  return {
    name: name.split('/')[0],
    inputs,
    units,
    firstBin: -half,
    binWidth: BIN_WIDTH,
    counts,
    norms: Float32Array.from(squares, Math.sqrt),
    zeros,
    exact,
  };
}

/**
 * @param {Experiment} experiment
 * @param {{ rows: number, columns: number }} train
 * @returns {import('../message-types.js').Masks}
 */
export function lastMasks(experiment, { rows, columns }) {
  const { step, stepsPerEpoch } = experiment.state();
  if (step === 0) throw new Error('no minibatch has been trained on: there are no masks yet');
  const { batchSize } = experiment.spec;
  const masks = experiment.masks();
  const epoch = Math.floor((step - 1) / stepsPerEpoch);
  const first = ((step - 1) % stepsPerEpoch) * batchSize;
  const minibatch = experiment.order(epoch).subarray(first, first + batchSize);
  // A minibatch that went through in parts has the masks of its last one.
  const part = minibatch.subarray(minibatch.length - (masks[0]?.shape[0] ?? minibatch.length));
  const samples = Math.min(MAX_SAMPLES, part.length);
  const sites = masks.map(({ name, shape: [, units], values }) => ({
    name,
    units,
    values: Uint8Array.from(values.subarray(0, samples * units)),
  }));
  const images = experiment.images(epoch, part.subarray(0, samples));
  return { sites, samples, images, rows, columns, step };
}

/**
 * @param {import('../../../wasm/index.js').Engine} engine
 * @param {Experiment} experiment
 * @param {import('../../../wasm/data.js').Datasets} datasets that it was made with
 * @param {{ epochs: number, indices: number[] }} wanted
 * @returns {import('../message-types.js').EpochImages}
 */
export function epochImages(engine, experiment, datasets, { epochs, indices }) {
  const { rows, columns } = datasets.train;
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > 100)
    throw new RangeError(`epochs must be a whole number 1..100, got ${epochs}`);
  const images = new Uint8Array(epochs * indices.length * rows * columns);
  for (let epoch = 0; epoch < epochs; epoch++)
    images.set(experiment.images(epoch, indices), epoch * indices.length * rows * columns);
  // The engine keeps the pixels to itself; a network without augmentation gives them as they are.
  const plain = engine.createExperiment({ ...experiment.spec, augmentation: {} }, datasets);
  try {
    return { originals: plain.images(0, indices), images, rows, columns };
  } finally {
    plain.free();
  }
}

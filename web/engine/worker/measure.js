/**
 * What the page can ask of a network at its present weights.
 */

/** Samples of one call: short enough that other runs get their turn. */
export const CHUNK = 512;

/** What a gradient costs apart from its samples: as much as so many of them. */
const OVERHEAD = 32;

/** An odd constant with good bits: 2³² divided by the golden ratio. */
const GOLDEN = 0x9e3779b9;

/** Another odd constant: what a step adds to the seed. */
const STEP = 0x85ebca6b;

/** @typedef {import('../../../wasm/index.js').Experiment} Experiment */

/**
 * Test images of one cell of the confusion matrix, those first that the network is surest of.
 * @param {Experiment} experiment
 * @param {import('../../../wasm/index.js').Dataset} test
 * @param {Omit<import('../../../wasm/data.js').Images, 'count'>} files of it
 * @param {{ trueClass: number, predictedClass: number, limit: number }} cell
 * @returns {import('../message-types.js').Misclassified}
 */
export function misclassified(
  experiment,
  test,
  { images, labels, rows, columns },
  { trueClass, predictedClass, limit },
) {
  const { classes: K } = experiment;
  const { probabilities, classes } = experiment.predict(test);
  const sureness = (/** @type {number} */ n) => probabilities[n * K + predictedClass];
  const all = Array.from(labels.keys()).filter((n) => labels[n] === trueClass && classes[n] === predictedClass);
  const indices = Uint32Array.from(all.sort((a, b) => sureness(b) - sureness(a)).slice(0, limit));
  const size = rows * columns;
  const cell = {
    images: new Uint8Array(indices.length * size),
    probabilities: new Float32Array(indices.length * K),
  };
  indices.forEach((n, at) => {
    cell.images.set(images.subarray(n * size, (n + 1) * size), at * size);
    cell.probabilities.set(probabilities.subarray(n * K, (n + 1) * K), at * K);
  });
  return { ...cell, indices, rows, columns, total: all.length, step: experiment.state().step };
}

/**
 * The incoming weights of the first layer's units, one unit after the other: each is an image.
 * @param {Experiment} experiment
 * @param {number} limit units
 * @returns {import('../message-types.js').FirstLayer}
 */
export function firstLayer(experiment, limit) {
  const [
    {
      shape: [inputs, units],
      values: kernel,
    },
  ] = experiment.parameters();
  const outputs = Math.min(limit, units);
  const values = new Float32Array(outputs * inputs);
  for (let o = 0; o < outputs; o++) for (let i = 0; i < inputs; i++) values[o * inputs + i] = kernel[i * units + o];
  return { inputs, outputs, values, step: experiment.state().step };
}

/**
 * How far a minibatch's gradient is from the full one, for each size. Yields after each short piece of work how much is
 * done, 0 to 1.
 * @param {Experiment} experiment
 * @param {number[]} sizes
 * @param {number} samples minibatches for each size
 * @returns {Generator<number, import('../message-types.js').GradientNoise>}
 */
export function gradientNoise(experiment, sizes, samples) {
  sizes.forEach((size, k) => checkCount(`sizes[${k}]`, size, 60000));
  checkCount('samples', samples, 10000);
  return measureNoise(experiment, sizes, samples);
}

/** @param {string} name @param {number} value @param {number} max */
function checkCount(name, value, max) {
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new RangeError(`${name} must be a whole number 1..${max}, got ${value}`);
}

/**
 * @param {Experiment} experiment
 * @param {number[]} sizes
 * @param {number} samples
 * @returns {Generator<number, import('../message-types.js').GradientNoise>}
 */
function* measureNoise(experiment, sizes, samples) {
  const { trainCount, spec } = experiment;
  const { step } = experiment.state();
  const once = (/** @type {number} */ size) => size + OVERHEAD * Math.ceil(size / CHUNK);
  const total = once(trainCount) + samples * sizes.reduce((sum, size) => sum + once(size), 0);
  const work = { done: 0, total };
  const full = yield* meanGradient(
    experiment,
    Uint32Array.from({ length: trainCount }, (_, n) => n),
    work,
  );
  // Other minibatches at every point of a path, so that the errors of several measurements are independent.
  const random = createRandom(spec.seed + Math.imul(step, STEP));
  const noise = new Float64Array(sizes.length);
  const standardError = new Float64Array(sizes.length);
  for (const [k, size] of sizes.entries()) {
    let [sum, squares] = [0, 0];
    for (let sample = 0; sample < samples; sample++) {
      // With replacement, as the law of 1/n has it; the minibatches of an epoch have a little less noise.
      const indices = Uint32Array.from({ length: size }, () => Math.floor(random() * trainCount));
      const { gradient } = yield* meanGradient(experiment, indices, work);
      const distance = squaredDistance(gradient, full.gradient);
      sum += distance;
      squares += distance ** 2;
    }
    const mean = sum / samples;
    noise[k] = mean;
    const variance = Math.max(0, squares / samples - mean ** 2) * (samples / (samples - 1));
    standardError[k] = samples > 1 ? Math.sqrt(variance / samples) : NaN;
  }
  const gradientNormSquared = squaredDistance(full.gradient, new Float64Array(full.gradient.length));
  return { loss: full.loss, gradientNormSquared, sizes, noise, standardError, samples, step };
}

/**
 * @param {Experiment} experiment
 * @param {Uint32Array} indices
 * @param {{ done: number, total: number }} work is moved on
 * @returns {Generator<number, { loss: number, gradient: Float64Array }>}
 */
function* meanGradient(experiment, indices, work) {
  /** @type {Float64Array | null} */
  let gradient = null;
  let loss = 0;
  for (let first = 0; first < indices.length; first += CHUNK) {
    const part = indices.subarray(first, first + CHUNK);
    const share = part.length / indices.length;
    const partLoss = experiment.lossAndGradient(part);
    if (!Number.isFinite(partLoss)) throw new Error('the loss is not finite: there is no gradient to measure');
    loss += partLoss * share;
    const tensors = experiment.gradients();
    gradient ??= new Float64Array(tensors.reduce((sum, { values }) => sum + values.length, 0));
    let at = 0;
    for (const { values } of tensors) for (let i = 0; i < values.length; i++) gradient[at++] += values[i] * share;
    work.done += part.length + OVERHEAD;
    yield work.done / work.total;
  }
  return { loss, gradient: /** @type {Float64Array} */ (gradient) };
}

/** @param {Float64Array} a @param {Float64Array} b */
function squaredDistance(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}

/** Uniform on [0, 1), the same for the same seed (Weyl sequence through a 32-bit mixer). @param {number} seed */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + GOLDEN) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** How much memory a run takes in a worker: what is asked before it is started. */

/** Bytes of a single run; a worker's memory ends at 2 GiB, and a phone's sooner. */
export const RUN_LIMIT = 512 * 2 ** 20;

/** Images go through a network in parts of so many, except where a layer needs the whole minibatch. */
const PART = 512;

/** Numbers for each weight: itself, its gradient, and as many as the most demanding rule remembers. */
const EACH_WEIGHT = 4;

/** Floats for each unit and image of a part: its output, what is wrong with it, a mask and what it leaves. */
const EACH_UNIT = 4;

/** Floats for each pixel: itself, and the lists of those that are not 0. */
const EACH_PIXEL = 4;

const PIXELS = 784;
const FLOAT = 4;

/**
 * About how many bytes a run takes, at most. The engine alone knows exactly, once it has taken them.
 * @param {unknown} spec full; of one that is not, only what it says counts
 * @returns {number}
 */
export function bytesOf(spec) {
  const { model, batchSize = 0, earlyStopping } = /** @type {Partial<import('../protocol.js').Spec>} */ (spec ?? {});
  const layers = model?.layers ?? [];
  const whole = layers.some(({ batchNorm = 'none' }) => batchNorm !== 'none');
  const images = whole ? batchSize : Math.min(batchSize, PART);
  const best = earlyStopping && earlyStopping.patience > 0 && earlyStopping.restoreBest ? 1 : 0;
  let [weights, activations, inputs] = [0, EACH_PIXEL * PIXELS, PIXELS];
  for (const { units } of layers) {
    weights += (inputs + 1) * units;
    activations += EACH_UNIT * units;
    inputs = units;
  }
  return FLOAT * ((EACH_WEIGHT + best) * weights + images * activations);
}

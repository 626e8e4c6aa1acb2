/** A network's weights as other libraries name and lay them out: what their own loaders take without a word about names. */
import { transpose } from './numbers.js';

/**
 * @typedef {import('./match.js').Layout} Layout
 * @typedef {{ name: string, shape: readonly number[], values: Float32Array }} Tensor
 */

/** @type {readonly Layout[]} */
export const LAYOUTS = ['descenso', 'keras', 'pytorch'];

/** What PyTorch calls the tensors of a layer; Keras has other names for two of ours. */
const PYTORCH = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
};
/** @type {Record<string, string>} */
const KERAS = { movingMean: 'moving_mean', movingVariance: 'moving_variance' };

/**
 * @param {Tensor[]} tensors of experiment.parameters(): kernels [inputs, outputs]
 * @param {Layout} layout
 * @returns {Tensor[]} in the same order. PyTorch's kernels are [outputs, inputs]; its layers have the names that the exported scripts
 *   give theirs in `nn.Sequential`'s manner, `dense1.weight`. Keras' are `dense1/kernel`, in the order of `get_weights()`.
 */
export function namedFor(tensors, layout) {
  if (layout === 'descenso') return tensors;
  return tensors.map(({ name, shape, values }) => {
    const [layer, role] = /** @type {[string, keyof typeof PYTORCH]} */ (name.split('/'));
    if (layout === 'keras') return { name: `${layer}/${KERAS[role] ?? role}`, shape, values };
    const called = `${layer}.${PYTORCH[role]}`;
    if (role !== 'kernel') return { name: called, shape, values };
    const [inputs, outputs] = shape;
    return { name: called, shape: [outputs, inputs], values: transpose(values, inputs, outputs) };
  });
}

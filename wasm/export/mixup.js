// mixup.js: mixed minibatches in NumPy, whose one function takes arrays of NumPy and tensors of PyTorch alike: what
// src/nn/mixup.c does.

import { number } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */

/** Whether minibatches are mixed. @param {Pick<Spec, 'mixup'>} spec */
export const mixes = ({ mixup }) => mixup > 0;

/** The section of a function mixup(x, y, rng). @param {Spec} spec @returns {import('./python.js').Section} */
export const mixupSection = ({ mixup: alpha }) => ({
  title: 'Mixup',
  text: 'Every image of a minibatch is mixed with another one of it, and their labels likewise (Zhang et al., 2018).',
  code: `def mixup(x, y, rng):
    """λ x_i + (1 − λ) x_j, and λ y_i + (1 − λ) y_j of labels [n, 10]; one λ of Beta(α, α) for all n."""
    share, other = rng.beta(${number(alpha)}, ${number(alpha)}), rng.permutation(len(x))
    return share * x + (1 - share) * x[other], share * y + (1 - share) * y[other]`,
});

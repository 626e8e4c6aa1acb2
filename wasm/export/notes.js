// notes.js: what a script cannot say as the experiment does. Its English stands in the script; a page has its own words,
// by the same ids.

/** @typedef {{ id: keyof typeof NOTES }} Note */

export const NOTES = /** @type {const} */ ({
  randomness:
    "Initial weights, minibatches and masks are drawn by the library, so a run has other figures than the page's. " +
    "--weights starts from the experiment's own weights.",
  'seed-zero-step':
    't begins at 0, which is a slip of the slides kept on purpose: 1 - β⁰ is 0, and the first step is not a number.',
  'wrong-sign': 'The minus sign is missing, a slip of the slides kept on purpose: the steps go up the gradient.',
  'float32-beta':
    '1 - βᵗ is of float32 here, which has few digits left for a β so near to 1: the steps differ from the ' +
    "experiment's, and may be 0.",
  'keras-smoothing':
    "Keras' loss is of smoothed labels, in validation too; cross_entropy is that of the labels themselves.",
  'keras-penalty': "Keras' loss has the penalty in it; cross_entropy is the loss of the data alone.",
  'keras-ahead-norm':
    'Keras limits the norms of the weights, and takes proximal steps, at the point looked ahead to, not at x.',
  'keras-ahead-rate': 'When the rate changes, Keras looks ahead with the rate of the step before.',
});

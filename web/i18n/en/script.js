/** An experiment as a script of another library. */
export default {
  title: 'The experiment with {library}',
  close: 'Close',
  closeScript: 'Close the script',
  library: 'Library',
  experiment: 'Experiment',
  about:
    'A complete program: images, network, optimizer, schedule, regularizers and test. Programs made in this way, for every optimizer, schedule and regularizer, were run from the engine’s weights with its minibatches: their first losses agree to one part in ten thousand.',
  copy: 'Copy',
  copied: 'Copied.',
  copyFailed: 'The browser does not allow it: the script is selected, copy it with the keyboard.',
  save: 'Save as .py',
  saveNotebook: 'Save as .ipynb',
  code: 'Script for {library}',
  notes: {
    randomness:
      'Initial weights, minibatches and masks are drawn by the library, so its figures are others than those of this page. With --weights it starts from a file of weights.',
    'seed-zero-step':
      'Here t begins at 0, a slip of the slides that is kept on purpose: 1 − β⁰ is 0, and the first step is not a number.',
    'wrong-sign':
      'The minus sign is missing, a slip of the slides that is kept on purpose: the steps go up the gradient.',
    'float32-beta':
      '1 − βᵗ is of float32 here, which has few digits left for a β so near to 1: the steps differ from those of the experiment, and may be 0.',
    'keras-smoothing':
      'Keras’ loss is of smoothed labels, in validation too; cross_entropy is that of the labels themselves.',
    'keras-penalty': 'Keras’ loss has the penalty in it; cross_entropy is the loss of the data alone.',
    'keras-ahead-norm':
      'Keras limits the norms of the weights, and takes proximal steps, at the point looked ahead to, not where they stand.',
    'keras-ahead-rate': 'When the rate changes, Keras looks ahead with that of the step before.',
  },
};

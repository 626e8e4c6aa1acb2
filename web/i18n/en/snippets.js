/** The slides' snippets of Keras, and what became of them. */
export default {
  title: 'The slides’ Keras, today',
  about:
    'All {count} places of the slides that have code of Keras, run as they stand in Keras {version}: {kept} run, the others do not, or not as they say. On the right is what this page exports for the same experiment.',
  slide: 'The slides',
  renamed: 'With lr renamed',
  ours: 'As exported here',
  copy: 'Copy',
  copied: 'Copied.',
  copyFailed: 'The browser does not allow it: the text is selected, copy it with the keyboard.',
  whole: 'Whole program',
  verdicts: {
    refuses: 'Keras {version}: an error',
    ignores: 'Keras {version}: it runs, without decay',
    runs: 'Keras {version}: it runs',
  },
  names: {
    momentum: 'Momentum',
    nesterov: 'Nesterov',
    rmsprop: 'RMSProp',
    adam: 'Adam',
    decay: 'Power schedule, by decay',
    exponential: 'Exponential schedule, by epochs',
    piecewise: 'Piecewise constant schedule',
    performance: 'Performance schedule',
    'per-step': 'Exponential schedule, by steps',
    l2: 'L2 penalty',
    'max-norm': 'Max-norm',
    dropout: 'Dropout',
    'monte-carlo': 'Monte Carlo dropout',
  },
  notes: {
    momentum: 'The argument lr became learning_rate, in all optimizers; momentum kept its name.',
    nesterov: 'The same argument. Keras takes the gradient where the weights stand: the rewritten form.',
    rmsprop: 'The same argument. 0.9 is Keras’ own ρ, which need not be written.',
    adam: 'The same argument. Both β are Keras’ own.',
    decay:
      'Keras 2 divided the rate of step t by 1 + decay · t. The argument is gone: who only renames lr trains at a constant rate, and is told by a warning. InverseTimeDecay says the same as the old decay, with s = 1/decay = 10,000 steps.',
    exponential:
      'It still runs: the callback sets the rate when an epoch begins. The exported program has it in the same way.',
    piecewise: 'It still runs. Exported, the boundaries and the rates are two lists.',
    performance:
      'It still runs, and watches the validation loss. Exported, min_delta is written out, since other libraries have another.',
    'per-step':
      'The text has optimizer, which no Keras had; the code has optimizers, and runs. Its s is 20 epochs in steps: of the 5,000 images here, 3,125.',
    l2: 'It still runs; l2 is an old name for L2, which is λ Σw², without the half that PyTorch has.',
    'max-norm': 'It still runs; max_norm is an old name for MaxNorm. axis=0 is each unit’s weights.',
    dropout:
      'It runs, with a warning: the size of the images belongs into an Input. rate is the probability of dropping. Exported, the softmax is in the loss, where no logarithm of 0 can be.',
    'monte-carlo': 'It still runs: training=True leaves dropout on. Exported, the deviation comes with the mean.',
  },
};

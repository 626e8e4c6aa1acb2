/** Weights of a contestant as a file of another library. */
export default {
  title: 'Trained weights',
  close: 'Close',
  about:
    'The weights of the run with the first seed, as they were at its end. Keras’ and PyTorch’s names and layout are those of the exported scripts: PyTorch keeps a kernel as [outputs, inputs].',
  who: 'Contestant',
  layout: 'Names and layout',
  format: 'Format',
  save: 'Save weights',
  saved: '{file}, as {library} names them.',
  failed: 'The weights could not be saved: {reason}',
};

/** The depth lab. */
export default {
  title: 'What many layers do',
  intro:
    'Every layer multiplies: signals on their way up, gradients on their way back. Twenty factors of a half leave a millionth, twenty of two make a million. The pictures show it before the first step.',
  none: 'Choose at least one contestant.',
  empty: 'A curve for each contestant will show here.',
  emptySharpness: 'λ₁ of each contestant will be drawn here while it trains. Press Train.',
  progress: 'Progress of training',
  looking: 'Looking at the network…',
  atStart: 'Before the first step',
  idle: {
    one: 'A network of {count} layer, before its first step. It will train for {steps}.',
    other: 'A network of {count} layers, before its first step. It will train for {steps}.',
  },
  verdict: {
    unlike: 'Losses of smoothed and of plain labels are not one measure: none is the least.',
    none: 'No contestant came to its end with a finite loss.',
    alone: 'The loss of {name} is {loss}.',
    aloneOfSeeds: 'The mean loss of {name} over {seeds} seeds is {loss}.',
    one: 'The least loss is that of {name}: {loss}. Several seeds show whether the difference is more than noise.',
    sure: 'The least loss is that of {name}: {loss}, the mean of {seeds} seeds; the 95% interval of its difference to each of the others leaves 0 out.',
    unsure:
      'None is the least: {name} has the lowest mean loss over {seeds} seeds, {loss}, but not by more than chance would give, or not in all seeds.',
  },
  said: { running: 'Training {contestants}.' },
  entrant: 'Contestant',
  change: 'Change',
  groups: { entrants: 'Contestants', network: 'The network', curvature: 'Curvature' },
  names: {
    plain: 'Plain',
    tanh: 'tanh, Glorot',
    relu: 'ReLU, He',
    elu: 'ELU, He',
    selu: 'SELU, LeCun',
    batchnorm: 'Batch normalization',
    residual: 'Residual',
    clipping: 'Clipped gradient',
    smoothing: 'Smoothed labels',
    'by-momentum': 'Momentum',
    'by-adam': 'Adam',
  },
  short: {
    initializerScale: 'variance × {value}',
    clipNorm: 'clipped at {value}',
    trainSize: 'n = {value}',
    labelSmoothing: 'smoothing {value}',
  },
  settings: {
    depth: 'Hidden layers',
    width: 'Units of each',
    initializerScale: 'Variance of the weights, × that of the initializer',
    layer: 'Layer that is looked at',
    measure: 'What is followed over the steps',
    sharpness: 'Measure λ₁, the sharpness',
    every: 'Every how many steps',
  },
  measures: { gradient: 'Norm of the gradient', deviation: 'Spread of the signals', dead: 'Share of dead units' },
  picture: 'The networks, layer by layer',
  pictureOf: '{name}, layer by layer: {said}',
  layerSaid: '{layer}: spread of signals {deviation}; norm of the gradient {gradient}; dead units {dead}',
  layerNumber: 'Layer {number}',
  outputLayer: 'Output',
  key: {
    above:
      'Above the line, how far signals spread; below it, the norm of the gradient. Heights: a logarithm, from 10⁻⁹ to 10³.',
    colours: 'from 10⁻⁶ and less, through 1, to 10⁶ and more',
    dead: 'dead units',
  },
  ends: { first: 'First layer: it sees the image', last: 'Output: the classes' },
  verdicts: {
    explodes: 'explodes: {value} in layer {layer}',
    lost: 'has exploded: from layer {layer} on there are no numbers any more',
    dead: 'layer {layer} is dead: {share} of its units',
    still:
      'stands still: a step moves the weights of layer {layer} by {value} of their size, less than float32 can tell',
    vanishes: 'vanishes: the gradient of layer {layer} is {value}',
    silent: 'falls silent: the signals of layer {layer} spread by {value}',
    healthy: 'signals and gradients get through',
  },
  overSteps: 'Over the steps',
  table: 'At the chosen layer',
  columns: {
    deviation: 'Spread of signals',
    gradient: 'Norm of gradient',
    dead: 'Dead units',
    moved: 'Moved by a step',
    ratio: 'First : last gradient',
    loss: 'Loss',
    accuracy: 'Valid. accuracy',
  },
  charts: {
    deviation: 'Spread of the signals, by layer',
    gradient: 'Norm of the gradient, by layer',
    dead: 'Dead units, by layer',
    loss: 'Loss',
    history: 'The chosen layer, over the steps',
    sharpness: 'Sharpness λ₁ against 2/η',
  },
  axis: {
    layer: 'Layer',
    steps: 'Steps',
    deviation: 'Deviation of the outputs',
    gradient: '‖∂J/∂W‖₂',
    dead: 'Share of the units',
  },
  leastNormal: 'float32 ends: 1.2 × 10⁻³⁸',
  limit: '2/η = {value}',
  kinds: {
    plain: 'The network as it is set under “The network”: what the others are compared with.',
    tanh: 'The same layers with tanh, from Glorot’s variance 2/(I + O): as much for signals on their way up as for gradients on their way back (Glorot and Bengio, 2010).',
    relu: 'The same layers with ReLU, from He’s variance 2/I: twice as much, since a rectifier lets half through (He et al., 2015).',
    elu: 'ELU has negative outputs too, so means stay nearer to 0 (Clevert et al., 2016).',
    selu: 'SELU with LeCun’s variance 1/I brings signals back to mean 0 and deviation 1 by itself, layer after layer (Klambauer et al., 2017).',
    batchnorm:
      'The plain network, whose units are brought to mean 0 and deviation 1 by those of the minibatch, before the activation (Ioffe and Szegedy, 2015).',
    residual:
      'The plain network, whose layers give x + f(x). What is added to x is learned; x itself goes past, and so does the gradient (He et al., 2016).',
    clipping:
      'The plain network; a gradient whose norm is above c is shortened to c before the step (Pascanu et al., 2013). It keeps its direction.',
    smoothing:
      'The plain network, whose labels are 0.9 and a little of all: the loss cannot fall below the entropy of those labels, and so does not go to 0.',
    'by-momentum':
      'The plain network, trained by momentum: steps add up, and go on in the direction that they have in common.',
    'by-adam':
      'The plain network, trained by Adam, which divides each weight’s step by the size of its gradients: a gradient that is small all the time makes steps as large as any. It wants a smaller η.',
  },
  explain: {
    picture:
      'Each bar is a layer. Above the line, the standard deviation of its outputs over 512 images and all of its units; below it, the norm of the gradient of its weights. Healthy networks have bars of equal height and the colour of 1.\n\nA gradient is said to vanish below a thousandth, and to explode above a thousand. A layer stands still when a step is less than 2⁻²⁴, or 6 × 10⁻⁸, of its weights: added to a float32 of size 1 that changes nothing. Below 2⁻¹²⁶, or 1.2 × 10⁻³⁸, float32 begins to lose digits, and below 10⁻⁴⁵ it has only 0.\n\nWith batch normalization, as many images are looked at as a minibatch has. A click chooses a layer.',
    deviation:
      'The standard deviation of the layer’s outputs, over 512 images and its units, on a logarithm. A straight line that falls is a factor below 1, the same in every layer.',
    gradient:
      'The norm of the loss’s gradient by the layer’s weights, on a logarithm. Gradients come from the right: read it from the output to the first layer.',
    dead: 'The share of units whose activation is flat for all of these images: no gradient goes through, whatever the image.',
    loss: 'What training minimizes, on the images that layers are looked at with: no noise of minibatches.',
    history: 'The measure that is chosen above, of the layer that is chosen, before the first step and after.',
    sharpness:
      'λ₁ is the largest eigenvalue of the Hessian of the loss on the whole training set: how sharply it bends where it bends most. It is found by exact products with the Hessian (Pearlmutter, 1994) and Lanczos’ method, to 0.2%.\n\nOn a quadratic, gradient descent diverges where λ₁ > 2/η. Many networks come to that line by themselves, and stay there as long as their loss cannot go to 0: the edge of stability (Cohen et al., 2021). The theory is for the whole set as one minibatch; a network with batch normalization, whose loss is of one minibatch, has a curve only there.',
    depth: 'Hidden layers, all as wide; the output is one more.',
    width: 'Units of each hidden layer.',
    initializerScale:
      'The variance of the initial weights, as a multiple of the initializer’s: 0.1 is a tenth of He’s variance, 4 is four times as much. Layers multiply: ten layers with a tenth are a factor of 10⁻⁵ in the signals’ deviation.',
    layer: 'The layer that the table and the curve over the steps tell of; it is marked in the pictures.',
    measure: 'Which of the three figures of a layer is drawn over the steps.',
    every: 'A look takes about eight gradients of the whole set, which take time; between two looks training goes on.',
    clipNorm: 'Gradients longer than this, over all layers together, are shortened to it. 0: none is.',
    optimizer:
      'The same for all. SGD takes gradients as they are; Adam divides by their size and hides what depth does to it.',
    moved: 'η‖g‖ / ‖W‖: by what share of their size a step moves the layer’s weights. Known for SGD without clipping.',
    ratio: 'The gradient’s norm in the first layer, divided by that of the last hidden one.',
    accuracy: 'Share of right answers on the validation images, after the last epoch.',
  },
  about: `\
The gradient of a deep network is a product: of one factor a layer. The sigmoid’s slope is 1/4 at most, so the slopes of
twenty layers alone leave less than a millionth of a millionth. The remedies change the factor: an activation whose slope is 1, an
initializer that keeps variances, a normalization that measures them, a path that nothing multiplies.

What is drawn is measured in the network that is trained, before its first step and while it trains. The same figures are in
the table, and all of them in the files.

A rate that is too large makes a network diverge: how large that is depends on how sharply the loss bends. The curvature can be
measured while it trains.`,
};

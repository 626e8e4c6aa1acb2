/** The regularization lab. */
export default {
  title: 'Learning, or learning by heart?',
  intro:
    'A large network and few images: it can learn them by heart. Each contestant keeps it from that in its own way, from the same weights and with the same minibatches.',
  none: 'Choose at least one contestant.',
  empty:
    'A chart for each contestant will grow here, with the gap between training and validation shaded. Press Train.',
  emptyChart: 'A curve for each contestant will grow here. Press Train.',
  emptyWeights: 'The weights of each contestant will show here while it trains.',
  progress: 'Progress of training',
  verdict: {
    none: 'No run has a validation loss.',
    alone: 'The lowest validation loss of {name} is {loss}, in epoch {epoch}.',
    aloneOfSeeds: 'The lowest validation loss of {name} is {loss}, the mean of {seeds} seeds’ best epochs.',
    one: 'The lowest validation loss is that of {name}: {loss}, in epoch {epoch}. Several seeds show whether the difference is more than noise.',
    sure: 'The lowest validation loss is that of {name}: {loss}, the mean of {seeds} seeds’ best epochs; the 95% interval of its difference to each of the others leaves 0 out.',
    unsure:
      'No lowest: {name} has the lowest mean of {seeds} seeds’ best validation losses, {loss}, but not by more than chance would give, or not in all seeds.',
  },
  said: { running: 'Training {contestants}.' },
  entrant: 'Contestant',
  strength: 'Strength and rule',
  combine: 'Combine with others',
  groups: { entrants: 'Contestants' },
  names: {
    none: 'Unregularized',
    l1: 'L1',
    'l1-proximal': 'L1, proximal',
    l2: 'L2',
    'weight-decay': 'AdamW',
    'max-norm': 'Max-norm',
    dropout: 'Dropout',
    'dropout-classic': 'Classic dropout',
    batchnorm: 'Batch normalization',
    augmentation: 'Data augmentation',
    average: 'Average of weights',
    'early-stopping': 'Early stopping',
  },
  strengths: {
    l1: 'λ {value}',
    'l1-proximal': 'λ {value}',
    l2: 'λ {value}',
    'weight-decay': 'λ {value}',
    'max-norm': 'r {value}',
    dropout: 'p {value}',
    'dropout-classic': 'p {value}',
    'early-stopping': '{epochs}',
  },
  settings: {
    maskStep: 'Step',
    sample: 'Image of the minibatch',
    image: 'First image',
    mirrored: 'Test with mirror images too',
  },
  panels: 'The gap of each contestant',
  train: 'Training',
  validation: 'Validation',
  total: 'Training plus penalty',
  trained: 'As it was trained on',
  gap: 'Gap',
  bestMark: 'best: {epoch}',
  stopMark: 'stopped: {epoch}',
  firstStopMark: 'first stopped: {epoch}',
  describe:
    '{name}, epoch {epoch}: training loss {train}, validation loss {validation}; gap {gap}. Validation was best in epoch {best}.',
  describeStop: 'It stopped by itself in epoch {epoch}.',
  describeFirstStop: 'The first of its runs stopped by itself in epoch {epoch}.',
  table: 'Results of the contestants',
  columns: {
    train: 'Training loss',
    penalty: 'Penalty',
    validation: 'Valid. loss',
    gap: 'Gap',
    least: 'Least valid. loss',
    best: 'Best epoch',
    accuracy: 'Valid. accuracy',
    test: 'Test accuracy',
    mirrored: 'Test, mirrored too',
    zeros: 'Weights ≈ 0',
    exact: 'Weights = 0',
  },
  fairNormalized: 'Networks with batch normalization have γ and β besides.',
  weights: 'The weights inside',
  layerLabel: 'Layer that is shown',
  layerTab: 'Layer {number}: {units}',
  outputTab: 'Output: {units}',
  histogram: 'Histogram of the weights',
  norms: 'Norm of each unit',
  weight: 'Weight',
  share: 'Share of the weights',
  unit: 'Units, from the largest norm to the smallest',
  masks: 'Which units dropout turns off',
  nextMask: 'Another minibatch',
  inputLabel: 'Input',
  keptUnits: '{layer}: {kept} of {units} left ({share})',
  maskCaption:
    '{name}, step {step}, image {sample} of {samples} of the minibatch. {counts}. The first twelve units of each layer are drawn; below, all of them.',
  factors: 'By what the output y of a unit is multiplied',
  factor: {
    kept: 'If it is kept',
    dropped: 'If it is dropped',
    mean: 'On average in training',
    prediction: 'In predictions',
  },
  augmented: 'The images that the network sees',
  imagesByEpoch: 'Images, epoch by epoch',
  nextImages: 'Other images',
  original: 'Original',
  epochHead: 'Ep. {epoch}',
  originalImage: 'Image {index}, original',
  epochImage: 'Image {index} in epoch {epoch}',
  augmentCaption: '{name}: the same images in the first eight epochs. The label does not change.',
  kinds: {
    none: 'The network without any help: what the others are compared with.',
    l1: 'To the loss is added λ times the sum of the absolute values of the weights, never of the biases. It pushes every weight with the same force, large or small: those that are not needed end near zero.',
    'l1-proximal':
      'The same penalty, in a step of its own: after the optimizer’s, each weight comes nearer to 0 by η λ, and one that would pass it stays at 0 exactly. Which of them are 0 then can be told, and left out. The step is η λ whatever the optimizer does to gradients, as AdamW’s decay: with Adam, λ has to be larger than that of a penalty in the gradient.',
    l2: 'To the loss is added λ times the sum of the squares of the weights, never of the biases. It pushes large weights more: all shrink, few come as near to zero.',
    'weight-decay':
      'Nothing is added to the loss. In each step of Adam every weight is multiplied by 1 − ηλ besides: all shrink in proportion to their size, and gradients have no part in it.',
    'max-norm':
      'Nothing is added to the loss. After each step, where the norm of the weights that lead into a unit exceeds r, they are scaled down to r.',
    dropout:
      'In each step, and for each image, units are turned off at random with probability p. This is inverted dropout: those that are left are multiplied by 1/(1 − p) in training, and predictions are left alone.',
    'dropout-classic':
      'The same, but the units that are left are not made larger; instead, all are multiplied by 1 − p in predictions.',
    batchnorm:
      'Each unit is brought to mean 0 and deviation 1 by the mean and deviation of the minibatch, then scaled and shifted by γ and β, which are learned. As every minibatch has another mean, it is a little noise as well.',
    augmentation:
      'In every epoch each image comes changed in another way: mirrored, shifted, turned, enlarged or with noise. Its label stays.',
    average:
      'Training goes on as without it. Beside the weights an average of them is kept, which is nearer to the middle of where steps of gradients with noise move about; the validation loss, and the test at the end, are of it.',
    'early-stopping':
      'When the validation loss has not improved for so many epochs in a row, training ends, and the best weights are put back.',
  },
  explain: {
    trainSize:
      'How many images are used for training. With fewer, the network tends to learn them by heart sooner, and the gap to open wider.',
    optimizer:
      'The same for all contestants but AdamW, which is Adam with weight decay: what differs here is the regularization.',
    panels:
      'For each contestant, the training loss after each epoch (dashed) and the validation loss (solid), both as in predictions. What is shaded is the gap between them: what the network knows of its images and not of others.\n\nWhere there is a penalty, the dotted line is what is minimized in truth: loss plus penalty. With dropout, augmentation or batch normalization there is one thin line more: the loss as it was trained on, with units turned off, images changed, or each minibatch’s own statistics. A gap measured from there would compare two different measures.',
    validationLoss:
      'The loss on 1,000 images that are not used for training. Where it begins to rise, the network overfits.',
    validationAccuracy:
      'The share of right answers on those same images. It tends to move much less than the loss: an overfitting network is not wrong much more often, but much surer when it is wrong.',
    train:
      'Cross-entropy on the training images at the end of the last epoch, without the penalty, as in predictions: no unit is dropped and no image is changed.',
    penalty:
      'What L1 and L2 add to the loss, on average over the last epoch. It stands apart because it says nothing about the error.',
    validation: 'Cross-entropy on the validation images at the end of the last epoch.',
    gap: 'Validation loss minus training loss, both at the end of the last epoch and as in predictions.',
    least: 'The least validation loss of all epochs. It was chosen on these images, so it is a little optimistic.',
    best: 'The epoch of the least validation loss.',
    accuracy: 'Share of right answers on the validation images, at the end of the last epoch.',
    test: 'Share of right answers on the test images, at the end. With early stopping, by the weights of the best epoch.',
    mirrored:
      'Share of right answers on the test images when each is seen twice, as it is and mirrored, and the two predictions are averaged. Nothing is trained anew.',
    zeros:
      'The share of the weights of all layers, without biases, with an absolute value below 0.001; of several seeds, with the first.',
    exact:
      'The share of the weights of all layers, without biases, that are exactly 0; of several seeds, with the first. Steps along a gradient come near it and jump over it; a proximal step ends there.',
    histogram:
      'How the weights of the layer are distributed, in intervals of 0.01. The vertical axis is logarithmic: the peak of L1 at zero is much higher than it looks.',
    norms:
      'The norm of the weights that lead into each unit, from large to small. The dashed line is the limit r of max-norm: no unit of that contestant is beyond it.',
    masks:
      'The masks are those of training, drawn from the same seed. A dropped unit contributes nothing, and gets no gradient, for that image and in that step. Each image of the minibatch has a mask of its own: with n units there are 2ⁿ possible networks.',
    augmented:
      'Each row is a training image: first as it is, then as it comes in each of the first eight epochs. The seed decides the changes: with the same seed they are the same.',
    maskStep: 'The training step whose masks are shown. Another step, another minibatch and other masks.',
    sample: 'Which of the images of the minibatch is shown.',
    l1: 'How much the sum of the absolute values of the weights counts, in all layers. Biases are not penalized.',
    l1Step:
      'By the gradient: λ·sign(w) is added to it. Proximal: after each step the weights come nearer to 0 by η λ, and end there.',
    l2: 'How much the sum of the squares of the weights counts, in all layers. Biases are not penalized.',
    maxNorm:
      'The limit r on the norm of the weights that lead into each unit of the hidden layers. The smaller, the more it regularizes; 0: no limit.',
    dropout: 'The probability of turning off each unit of the hidden layers. Some texts call p that of keeping it.',
    inputDropout: 'The probability of turning off each pixel of the input.',
    dropoutMode:
      'Inverted: the units that are left are made larger in training. Classic: all are made smaller in predictions.',
    batchNorm: 'Whether hidden layers are normalized, and where: before or after the activation.',
    residual:
      'Whether hidden layers as wide as what they see add it to what they make of it: x + f(x). Give two of them the same number of units first.',
    labelSmoothing:
      'What share of each label is spread evenly over all classes while training: with 0.1, the target of the right one is 0.91. The training loss is of these targets, and does not go to 0.',
    mixup:
      'Each minibatch is mixed with itself in another order, images and labels alike, in a proportion drawn from Beta(α, α): with a small α nearly always one image alone. The training loss is of these mixtures. 0: nothing is mixed.',
    flip: 'Half of the images, at random, mirrored.',
    shift: 'By up to how many pixels the image is moved, in each direction.',
    rotate: 'By up to how many degrees it is turned, either way.',
    scale: 'How much it is enlarged or shrunk: 0.1 is by up to 10%.',
    noise: 'The standard deviation of the noise that is added to each pixel, which goes from 0 to 1.',
    elastic: 'How far pixels move (their deviation, in pixels), neighbours together: the image is bent in waves.',
    kind: 'An average of the weights that training goes through is kept beside them; validation and the end are of it. Exponential: recent steps count most. SWA: the weights at the ends of the last epochs, all alike.',
    decay: 'How much of the exponential average stays at each step: with 0.999 it is of about the last 1,000 steps.',
    from: 'Only with SWA: the share of the epochs that pass before the first that counts.',
    patience:
      'How many epochs in a row without a better validation loss are waited for before stopping. 0: it never stops.',
    minDelta: 'How much the validation loss has to fall to count as better.',
    restoreBest: 'Whether the weights of the best epoch are put back when it stops.',
  },
  idle: 'Ready: {steps} ({epochs}) for each network.',
  idleSeeds: 'Ready: {steps} ({epochs}) for each network, with each of {seeds} seeds.',
  about:
    'To regularize is to change learning so that the error on new data falls, even where that of training does not (or rises). The network here has more than 260,000 weights and sees 1,000 images: without help it learns them almost by heart, and the validation loss, after getting better, rises again. The distance between the two curves is what is shaded.\n\nThere are four families. Some limit the weights: L1 and L2 add a penalty, max-norm sets a ceiling. Others perturb at random what the network sees: dropout turns units off, augmentation changes the images, batch normalization depends on who shares a minibatch. Early stopping changes nothing: it ends training in time. And the optimizer regularizes by itself: the noise of small minibatches, and averages of weights or of networks.\n\nCompare the gap with the test accuracy in the table: to close the gap is not always to be right more often. With 1,000 images none of the methods that were measured (L1, L2, AdamW, max-norm, dropout, deformed images, batch normalization, early stopping) beats the plain network by a point and a half of accuracy on average, though several end with a lower loss. Differences of a point of accuracy may be noise with a single seed, and with three too; look at their interval, and add seeds, before you conclude anything.',
};

/** The lessons on depth: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  deep: {
    title: 'Vanishing gradients',
    sentence: 'Through twenty layers of sigmoids almost nothing of the gradient comes back to the first.',
    text: `\
The network has 20 hidden layers. Before the first step the gradient of its first layer is {figure:deep.decades} decades
smaller than that of the last hidden one, with sigmoids. With tanh and Glorot's variance the two differ by
{figure:deep.tanh} decades, with ReLU and He's by {figure:deep.relu} (means of {figure:deep.n} seeds).

The gradient of a layer is a product with one factor for each layer above it. The sigmoid's slope is 0.25 at most, and the
weights do not make up for it. A step moves the first layer's weights by less than float32 can tell: they stand still.

To try: set 5 hidden layers, then 31. How many decades does each layer cost?`,
  },
  he: {
    title: 'He: the variance that lasts',
    sentence: 'With ReLU, signals keep their size from layer to layer only if weights have the right variance.',
    text: `\
Three times the same 20 layers of ReLU, with the same draws: from He's variance, from a tenth of it, and from four times as
much. With He's the signals of the last hidden layer have a deviation of {figure:he.last}; with a tenth they are
{figure:he.tenth} decades smaller than in the first, and with four times {figure:he.four} decades larger (means of
{figure:he.n} seeds).

Each layer multiplies the variance of signals by the same factor, with a tenth by 0.1, and their deviation by its root:
half a decade a layer. The ratio of gradients
does not show it, since a small signal and a large gradient make up for each other: look at the absolute sizes.

To try: how far from 1 may the variance be for the network to go on learning?`,
  },
  clipping: {
    title: 'Exploding, and clipping',
    sentence: 'With four times He’s variance gradients are huge: the first step ruins the network, unless it is short.',
    text: `\
Both contestants begin from four times He's variance. The gradient's norm in the first layer is above 1,000 before any
step, and the plain network diverges at once: its loss is no number any more.

Clipping shortens a gradient whose norm is above 1 to that norm, and keeps its direction. The step is bounded; the
network survives, and its loss falls. What exploded was the start: clipping treats the symptom, He's variance the cause.

To try: give the clipped one He's variance. Is anything still clipped?`,
  },
  'deep-batchnorm': {
    title: 'Normalizing what goes through',
    sentence: 'Batch normalization measures each unit and brings it back to deviation 1: the gradient comes through.',
    text: `\
The same 20 layers of sigmoids, once with batch normalization before each activation. Without it the first layer's gradient
is {figure:deep-batchnorm.plain} decades smaller than that of the last hidden one; with it the two differ by
{figure:deep-batchnorm.normed} (means of {figure:deep-batchnorm.n} seeds).

What is normalized does not depend on the size of the weights: where a layer would shrink signals, dividing by their
deviation makes up for it, and the gradient is divided by it too. The price is that a prediction in training hangs on the
minibatch.

To try: give both a tenth of the variance. Which of the two notices?`,
  },
  residual: {
    title: 'A path that nothing multiplies',
    sentence: 'x + f(x): the gradient goes back along x, whatever f does to it.',
    text: `\
In the plain network twenty slopes of a sigmoid are multiplied. In the second each layer gives x + f(x); the first
layer's gradient is {figure:residual.larger} decades larger than in the plain one (mean of {figure:residual.n} seeds).

The third has ReLU with He's variance, and x besides: f alone keeps the size of signals, x is added to it, neither is
negative, and so each layer more than doubles their mean square. The gradient explodes. A residual network wants smaller weights, or normalization.

To try: give the third a variance of 0.05. Does it get through?`,
  },
  landscape: {
    title: 'What a landscape hides',
    sentence:
      'Three paths to a low loss on one plane, and the loss that each went through beside the one that is drawn.',
    text: `\
Three runs of one network begin at the same weights: plain SGD, momentum and Adam. While they train their weights are kept, and
then the loss is drawn on the plane of the two directions in which all of them differ most, through the end of Adam.

The plane has {figure:landscape.share}% of the variance. SGD ended at a loss of {figure:landscape.own}; where the
picture has its end the loss is {figure:landscape.drawn} (means of {figure:landscape.n} seeds): it is not there, but
beside the plane, where the loss is lower. The curves below show both losses all the way.

The share proves little: of a single random walk two directions have 76%, and of three from one start about 70%. And a
plane of random directions shows those two alone, whatever happens in all the others.

To try: choose random directions. How much of the paths is left?`,
  },
  selu: {
    title: 'ELU and SELU',
    sentence: 'SELU brings signals back to mean 0 and deviation 1 by itself; those of ELU end farther from it.',
    text: `\
SELU is a scaled ELU whose two constants make mean 0 and variance 1 a fixed point: a layer that gets something near it gives
something nearer. After twenty layers the deviation of its signals is {figure:selu.selu}; that of ELU with He's variance
{figure:selu.elu} (means of {figure:selu.n} seeds).

Neither kills a unit: to the left their slope gets small, but not 0. The fixed point holds for weights from LeCun's variance:
with others there is another one, or none.

To try: give SELU four times the variance. Do its signals still settle?`,
  },
  'edge-of-stability': {
    title: 'The edge of stability',
    sentence: 'Gradient descent sharpens its own loss until the step is as long as the curvature allows.',
    text: `\
A tanh network of 32-32 units and gradient descent on the whole set, η = 0.2: on a quadratic it would diverge
where the largest eigenvalue λ₁ of the Hessian is above 2/η = 10. The chart measures λ₁ while it trains.

With smoothed labels, on 2,000 images, λ₁ rises to that line and goes on around it: over the last third of the steps it
is {figure:edge-of-stability.late} times 2/η on average ({figure:edge-of-stability.n} seeds). The loss cannot go to 0,
and what sharpens it does not end (Cohen et al., 2021). With plain cross-entropy, on 1,000 images, λ₁ comes to
{figure:edge-of-stability.most} of 2/η at its highest, and ends at {figure:edge-of-stability.end} of it (on average
too): as the loss goes to 0, probabilities come close to 0 and 1, where there is no curvature left. That is no
contradiction: the same paper shows it.

To try: halve η. Where is the line now, and how far does λ₁ come in as many steps? And with twice the epochs?`,
  },
};

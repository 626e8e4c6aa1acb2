/** The lessons on regularization: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  overfit: {
    title: 'Overfitting: learning by heart',
    sentence: 'The training loss goes on falling; the validation loss, after some epochs, rises again.',
    text: `\
The 300-100-10 network has 266,610 parameters and 1,000 images to learn from. The training loss falls to
{figure:overfit.train} on average. The validation loss touches {figure:overfit.least}, in {figure:overfit.n} seeds between epochs
{figure:overfit.best.least} and {figure:overfit.best.most}, and from there rises to {figure:overfit.end}. The shaded gap is what the
network knows of its own images and not of others.

The second contestant is the same network with 3,000 images: it ends with {figure:overfit.accuracyMore}% on test,
against {figure:overfit.accuracy}%. Its gap opens too: in 50 epochs it takes three times as many steps. The third has a
single hidden layer of 16 units, and far fewer parameters: its gap stays below half of the first one's.

While the loss rises the validation accuracy moves by less than two points on average. The network is not wrong more
often: it is surer and surer, also when it is wrong.

To try: keep only the large network, with 200 images. In which epoch is validation at its best, and how good is that?`,
  },
  l1: {
    title: 'L1: weights near zero',
    sentence: 'At nearly the same validation loss as L2, L1 leaves more than two thirds of the weights near zero.',
    text: `\
What is minimized is J(W) + λ Σ|w|, with λ = 0.0003 in all three layers. The penalty is on the weights, never on the
biases. L2, beside it, adds λ Σw² with λ = 0.003: the two strengths are chosen so that the validation loss ends nearly
equal, {figure:l1.endL1} and {figure:l1.endL2} on average; unregularized it is {figure:l1.end}.

The histogram tells them apart. L1 leaves {figure:l1.zerosL1}% of the weights near zero (|w| < 0.001); L2,
{figure:l1.zerosL2}% (means of {figure:l1.n} seeds). The derivative of λ|w| is ±λ: it pushes a large weight as hard as a
small one. That of λw² is 2λw: it fades as the weight approaches zero. Steps along a derivative come near zero and jump
over it, without reaching it: an exact zero takes another kind of step, a proximal one.

The table keeps the loss of the data and the penalty apart, {figure:l1.data} and {figure:l1.penalty} for L1. In its panel the dotted line is
their sum: that is what the optimizer brings down, although most of it says nothing about errors.

To try: take λ of L1 to 0.001. How many weights are left alive, and what becomes of the accuracy?`,
  },
  'l1-proximal': {
    title: 'L1 that reaches zero: proximal steps',
    sentence:
      'The same λ: steps of the gradient leave hardly a weight at exactly 0, proximal steps more than a tenth of them.',
    text: `\
Both contestants minimize J(W) + λ Σ|w| with λ = 0.0003, by gradient descent in minibatches, with a rate that goes from
0.15 to 0. L1 adds λ sign(w) to the gradient: near zero each step is of η λ, whatever the distance, so the weight jumps to
the other side, and back.

The proximal one takes the gradient of J alone, and then the step that L1 itself asks for:
w ← sign(w) max(|w| − η λ, 0). A weight within η λ of zero is left at zero, and stays there as long as the gradient of J
is no larger than λ in absolute value.

What they reach is the same: validation losses of {figure:l1-proximal.endL1} and {figure:l1-proximal.end}, against
{figure:l1-proximal.endNone} without a penalty, and {figure:l1-proximal.nearL1}% and {figure:l1-proximal.near}% of the weights near zero
(|w| < 0.001). The last column tells them apart: {figure:l1-proximal.exact}% of the proximal one’s are exactly 0, so those
products need not be computed, nor stored (means of {figure:l1-proximal.n} seeds).

To try: the same two with Adam. Its steps hardly depend on the size of the gradient, and the proximal one is still of η λ: which
λ does it need now?`,
  },
  l2: {
    title: 'L2: weights that shrink',
    sentence:
      'The larger λ, the smaller the weights and the gap; too large, and the network learns less than it could.',
    text: `\
What is minimized is J(W) + λ Σw², without the biases. The gradient gains a term 2λw: in every step each weight
shrinks a little, in proportion to its size. Hence the name of weight decay, although with Adam the two are not the
same: there this term goes through the division like the whole gradient.

Each λ is ten times the one before: 0.0003, 0.003 and 0.03. The final gap goes from {figure:l2.gap}, unregularized, to
{figure:l2.gapMiddle} with the second and {figure:l2.gapStrong} with the third. With that there is next to no overfitting
left, but the test accuracy falls from {figure:l2.accuracy}% to {figure:l2.accuracyStrong}%, because the weights are not
allowed to grow. The second does not gain in accuracy either, but in loss (means of {figure:l2.n} seeds).

With the third the histogram is narrower, and the norms of units are lower from the largest to the smallest, some of
them near zero: those are units that nobody uses.

To try: λ = 0.01 in the last one. Does validation get better? What penalty does it pay, compared with its loss?`,
  },
  adamw: {
    title: 'AdamW: weight decay is not L2',
    sentence: 'At nearly the same validation loss, L2 inside Adam leaves many more weights near zero than AdamW.',
    text: `\
With SGD, adding λ Σw² to the loss and shrinking weights in each step are the same: a factor of 1 − 2ηλ. With Adam they are
not. L2 puts 2λw into the gradient, here with λ = 0.003. AdamW leaves the gradient as it is, and in each step multiplies
every weight by 1 − ηλ besides, here with λ = 1 (Loshchilov and Hutter, 2019).

The two strengths are chosen so that the validation loss ends nearly equal, {figure:adamw.endL2} and
{figure:adamw.endDecay}; with neither it is {figure:adamw.end}. The histogram tells them apart: L2 leaves
{figure:adamw.zerosL2}% of the weights near zero (|w| < 0.001), AdamW {figure:adamw.zerosDecay}% (means of {figure:adamw.n}
seeds).

Adam divides by √r̂. The weight of a pixel that is hardly ever on has hardly another gradient than 2λw; divided, it is as
large as any, and the weight falls by about η a step until it is at zero, even where λ is small. Decay shrinks all in the
same proportion, whatever their gradients are.

To try: λ of L2 ten times smaller, 0.0003. How many weights still go to zero, and how much of the gap is left?`,
  },
  'max-norm': {
    title: 'Max-norm: a ceiling for each unit',
    sentence: 'Nothing is added to the loss: after each step, a unit that has gone beyond r is brought back to r.',
    text: `\
After each step one looks at ‖w‖₂, the norm of the weights that lead into each unit of the hidden layers. Beyond r,
w ← w r/‖w‖₂; otherwise it is left alone. There is no penalty: that column of the table stays empty.

In the chart of norms, units go from the largest to the smallest. Without a limit they are near {figure:max-norm.norm}; with r = 1 and
r = 0.5 they are pressed against their line. The smaller r, the more regularization: the final gap is {figure:max-norm.gap} without a
limit, {figure:max-norm.gapOne} with r = 1 and {figure:max-norm.gapHalf} with r = 0.5.

The direction of w stays free and only its length is limited: a small r shrinks all weights of a unit by one factor, and
does not look for zeros as L1 does. With r = 0.5 the validation loss ends at {figure:max-norm.endHalf} instead of
{figure:max-norm.end}, but the test accuracy does not gain: {figure:max-norm.accuracyHalf}% against
{figure:max-norm.accuracy}% (means of {figure:max-norm.n} seeds).

To try: r = 0.2. Does the validation loss fall further? And with r = 3, is any unit shortened at all?`,
  },
  dropout: {
    title: 'Dropout: units turned off at random',
    sentence: 'In each step, for each image, half of the units are turned off: none can count on another.',
    text: `\
In training each hidden unit is turned off with probability p = 0.5. The picture shows the mask of one image: nothing
comes out of the crossed units, and in that step they learn nothing from it. Another image or another step, another
mask.

No unit can lean on a particular companion, and the network becomes redundant. It can also be seen as training many
networks that share weights at once: with 400 units there are 2⁴⁰⁰ masks. In predictions nothing is turned off, and
the output approximates the average of all.

The gap falls from {figure:dropout.gap} to {figure:dropout.gapDropout}, measured with all units on in both losses. The thin line
is the loss as it was trained on, with units turned off, which is why it begins above the validation loss. Measured from
there the gap would seem to be {figure:dropout.gapTrained}. The other contestant uses p = 0.2 and turns off pixels of the input too. With p = 0.5 the
validation loss gains; the test accuracy does not: {figure:dropout.accuracyDropout}% against {figure:dropout.accuracy}% without
(means of {figure:dropout.n} seeds).

To try: p = 0.8. Where does the thin line lie now beside the validation loss, and why? And what happens to the
accuracy?`,
  },
  'dropout-scaling': {
    title: 'Classic and inverted dropout',
    sentence: 'One makes outputs smaller in predictions, the other larger in training: on average, the same.',
    text: `\
With probability p of being dropped, the mean output of a unit in training is (1 − p) y. In predictions nothing is
dropped and y would come out: the layers behind would get more than they know. Something has to be adjusted.

Classic dropout multiplies by 1 − p in predictions. Inverted dropout divides by 1 − p in training, and the code that
predicts is that of a network without dropout: which is why it is used nearly always. The table under the picture
shows the factors at p = 0.5; in each row the last two columns agree. The masks of both are identical, as they are
drawn from the same seed.

In the end both are right about equally often, but the curves are not equal: final gaps of {figure:dropout-scaling.gap}
and {figure:dropout-scaling.gapClassic} on average. In training the outputs of the classic one are half as large, and
with the same rate and initial weights its steps are others: it starts more slowly.

To try: p = 0.2 in both. What are the factors now? Do the curves come closer?`,
  },
  augmentation: {
    title: 'Data augmentation',
    sentence: 'Symmetries, deformations, noise: an image comes different in every epoch, and its label stays.',
    text: `\
Three ways of changing the images compete: mirroring; deformations (moving by 1 pixel, turning by up to 10°, resizing
by up to 10%); and noise of deviation 0.1. The changes are drawn anew in every epoch, and are seen below. Validation
and test are left alone.

Not every augmentation helps alike. With deformations the network can hardly learn by heart: the gap falls from
{figure:augmentation.gap} to {figure:augmentation.gapDeformed}. With mirroring it is still
{figure:augmentation.gapMirrored}, and with noise {figure:augmentation.gapNoisy}: 50 epochs leave time to learn those
variants too.

A transformation helps if it leaves images like those that will be seen later. In this set nearly all shoes look the
same way: mirroring teaches cases that do not appear in the test, and accuracy goes from {figure:augmentation.accuracy}%
to {figure:augmentation.accuracyMirrored}%. Deformations, which are harder to learn, end with the best validation loss;
in accuracy that is worth less than a point and a half, if anything: they reach
{figure:augmentation.accuracyDeformed}% (means of {figure:augmentation.n} seeds).

To try: keep only the move by 1 pixel. Does it gain any accuracy? And with more epochs?`,
  },
  batchnorm: {
    title: 'Batch normalization',
    sentence: 'It speeds learning up; its noise regularizes little, and alone it does not prevent overfitting.',
    text: `\
In every minibatch the input of each unit is brought to mean 0 and deviation 1, ẑ = (z − μ)/√(σ² + ε), and then
y = γẑ + β, with γ and β learned. Predictions use moving averages of μ and σ².

What one notices first is the speed: after 10 epochs the training loss is {figure:batchnorm.tenNormed}, against
{figure:batchnorm.ten}. As μ and σ depend on which images came together, each arrives with some noise, and that
regularizes. Here it is not enough: the network learns by heart sooner, and the final gap is what it was:
{figure:batchnorm.gapNormed}, against {figure:batchnorm.gap}.

The third contestant adds dropout with p = 0.5: the gap falls to {figure:batchnorm.gapBoth} (means of
{figure:batchnorm.n} seeds). The best validation losses are close: with a single seed not much should be read into their
difference.

To try: minibatches of 8. Their means are noisier: does the gap show it? And with minibatches of 256?`,
  },
  'early-stopping': {
    title: 'Early stopping',
    sentence: 'Five epochs without a better validation loss, and the best weights are back: most epochs were too many.',
    text: `\
The three runs are the same, bit for bit, until one stops. The rule looks at the validation loss at the end of each
epoch; when as many as its patience go by without a better one, it ends training and gives back the weights of the
best epoch.

With patience 5 it stops between epochs {figure:early-stopping.stopped.least} and {figure:early-stopping.stopped.most}, in
the {figure:early-stopping.n} seeds measured. The free network goes on to 50: its test loss rises to {figure:early-stopping.loss}, against
{figure:early-stopping.lossPatient} for the one that stopped. The test accuracy tells another story:
{figure:early-stopping.accuracy}% and {figure:early-stopping.accuracyPatient}% on average, which is no gain.
The rule takes care of the loss, not of right answers.

With patience 1 a stumble is enough: it may stop while the validation loss is still going to fall. Besides, the epoch was
chosen by looking at validation: its loss there is a little optimistic, and how it really fares is what the test is for.

To try: from which patience on does chance no longer matter? And what changes if the best weights are not put back?`,
  },
  average: {
    title: 'Averages of weights',
    sentence: 'A rate too large to come to rest: the last weights are good or bad by chance, their average is good.',
    text: `\
SGD in minibatches of 32 with a constant rate of 0.3: the noise of its steps does not let it come to rest. The first three
contestants are the same run, bit for bit, as an average changes nothing of the training. Its last weights are wherever the last steps threw
them: {figure:average.accuracy}% of the test images are right on average, and from {figure:average.accuracy.least}% to
{figure:average.accuracy.most}% in {figure:average.n} seeds.

The second keeps an average beside the weights, w̄ ← 0.99 w̄ + 0.01 w after each step, of about the last 100. Validation and
the test are of it: the validation loss ends at {figure:average.endAverage} instead of {figure:average.end}, and
{figure:average.accuracyAverage}% are right. The third averages the weights at the ends of the last 5 epochs, all alike (stochastic
weight averaging, SWA): {figure:average.accuracySwa}%. Around a valley's bottom steps go to all sides, and the mean of many points is
nearer to it than most of them are.

The fourth takes the noise away in another way: its rate falls to 0. With {figure:average.accuracyCosine}% it is, over the
seeds, the average's equal. But a falling rate has to know when the end comes, and an average is there in every epoch.

To try: a memory of 0.999 in the second. Which weights does it remember that it had better forget?`,
  },
  together: {
    title: 'All together',
    sentence: 'Five remedies at once, on all of Fashion-MNIST: a dense network gets more than nine in ten right.',
    text: `\
Here there are 59,000 images to learn from. The network is 784-512-256-10, with minibatches of 256 and Lion, whose rate
a cosine takes from 0.0007 to 0. To it come five remedies: batch normalization before each activation, dropout with p =
0.1 in the hidden layers, weights that decay, targets smoothed by 0.1, and the mirror image in place of half of the
images.

After 24 epochs the test accuracy is {figure:together.accuracyAll}%; without the five it is {figure:together.accuracy}%. That is
{figure:together.errors} fewer errors in 10,000 images, and at least {figure:together.errors.least} in each of {figure:together.n}
seeds. If the network is asked about each image and its mirror image, and both answers are averaged, the accuracy hardly changes:
{figure:together.mirrored}%.

The recipe was chosen on validation images. How much of it each of the five gives, these figures do not say. The lesson takes
the full set, and a minute instead of seconds; where a site does not have it, it runs on the starter set and says so.

To try: add the network without remedies; it takes as long again. And take one remedy away: is it missed, over three seeds?`,
  },
};

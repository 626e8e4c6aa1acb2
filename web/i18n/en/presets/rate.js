/** The lessons on the learning rate: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  sgd: {
    title: 'The noise of the gradient',
    sentence: 'Four times the images in a minibatch quarter the noise of the gradient and halve its deviation.',
    text: `\
The weights are frozen, and the gradients of many minibatches are compared with that of the whole set, for each size
n. Each point is E‖ĝ − g‖², the variance of the estimate; on logarithmic axes they fall on a line of slope −1.

A minibatch's gradient is the mean of n gradients drawn at random. It is unbiased, and its variance is σ²/n: to halve
the deviation takes four times the images, and four times the work.

Look where the line crosses ‖g‖². With the initial weights about {figure:sgd.equal} images are enough for the noise not to exceed the
gradient. On average over five points of the next 300 steps it takes {figure:sgd.equalLater} (from
{figure:sgd.equalLater.least} to {figure:sgd.equalLater.most} in {figure:sgd.n} runs), as σ²/‖g‖² has grown. A single point says less: that of
step 300 alone would give from {figure:sgd.last.least} to {figure:sgd.last.most}. What advances is the average of many steps.

To try: train and measure once more, and then along 2,000 steps. Where does the crossing move, and what does that say about
larger minibatches?`,
  },
  lr: {
    title: 'The learning rate',
    sentence: 'From small to huge there are four endings: it does not learn, it learns, it breaks, it diverges.',
    text: `\
The same run of 150 steps, with the same initial weights and minibatches, at 13 rates from 0.0001 to 100, two a
decade. Each point is the loss at the end.

With SGD: up to 0.001 the loss falls too slowly; the best, some {figure:lr.final}, lies about 0.1. At 0.3 it ends higher
than at 0.1 in {figure:lr.three.k} of {figure:lr.n} seeds, at {figure:lr.finalAtThree} on average. From 1 on the step
−ηg crosses the valley from side to side and lands ever farther out, in {figure:lr.breaks.k} of {figure:lr.n}. Which
rates come back from there depends on the seed: some runs rest at about ln 10, which is guessing among ten classes, as
the ReLU units have died and a dead unit passes no gradient; others end in no finite number and are stopped as diverged.

The best rate lies a decade, more or less, below the one that breaks. So one searches on a logarithmic scale, from
below.

To try: change the optimizer to momentum. How many times smaller is the best rate now? What has 1/(1 − ρ) to do with
it?`,
  },
  finder: {
    title: 'The range finder',
    sentence: 'One run whose rate grows at every step shows where learning begins and where it breaks.',
    text: `\
A run of 500 steps for each seed, whose rate grows from 0.00001 to 10, by the same factor at every step. While it is too small
nothing happens; then the loss falls; in the end it breaks. The band is how far seeds differ.

Two rules read a rate off it: where the loss falls fastest, and a tenth of the rate at which it climbs again. In
{figure:finder.n} seeds the first gives from {figure:finder.steepest.least} to {figure:finder.steepest.most}, the second from
{figure:finder.tenth.least} to {figure:finder.tenth.most}: an order of magnitude, not a figure to be copied. The best rate of
the sweep, some 0.1, is within a factor of ten of both in {figure:finder.near.k} of {figure:finder.n}.

It costs one run of 500 steps a seed instead of thirteen of 150. In exchange each rate is tried for a moment only, on the weights that the smaller ones
have left.

To try: ramp in 100 steps. Do both rules find the same rate? And with Adam?`,
  },
  'schedule-power': {
    title: 'Power: η₀ / (1 + t/s)ᶜ',
    sentence: 'The rate falls fast at first and then ever more slowly; the loss ends below that of a constant rate.',
    text: `\
SGD with η₀ = 0.3, s = 300 steps and c = 1, beside the same run at constant η. At step 300 the rate is one half; at
600, one third; at the end of the ten epochs, at step 1,570, about one sixth.

A large rate advances fast, but the noise of the minibatch keeps the weights jumping about the minimum, at a height
that grows with η. The constant run stays up there: a loss of {figure:schedule-power.lossConstant} and
{figure:schedule-power.accuracyConstant}% on test, from {figure:schedule-power.accuracyConstant.least}% to
{figure:schedule-power.accuracyConstant.most}% in {figure:schedule-power.n} seeds. The other comes down with its rate:
{figure:schedule-power.loss} and {figure:schedule-power.accuracy}% on average.

The tail is long: to halve η once more takes twice as many steps each time, so the network never freezes.

To try: “Time scale” at 30 and at 3,000. When does it slow down too early, and when is it hardly noticed?`,
  },
  'schedule-exponential': {
    title: 'Exponential: η₀ · 0.1^(t/s)',
    sentence: 'Every s steps divide the rate by ten: the loss settles and, if s is short, freezes.',
    text: `\
SGD with η₀ = 0.3 and s = 800 steps: at step 800 the rate is a tenth, and at the end of the ten epochs, at 1,570, some
ninety times smaller. On a logarithmic scale η(t) would be a straight line.

In the first half the rate falls from 0.3 to 0.03. In the second the steps are so short that the network hardly moves: from
epoch 7 on the loss only creeps from {figure:schedule-exponential.epoch7} to {figure:schedule-exponential.epoch10}. Even so
it ends with {figure:schedule-exponential.accuracy}% on test; the constant one, with
{figure:schedule-exponential.accuracyConstant}% (means of {figure:schedule-exponential.n} seeds).

Here t counts steps. Where the schedule moves per epoch, s is in epochs: an epoch is 157 steps, the 5,000 images
divided by the minibatch size.

To try: double the time scale. Does the loss end lower, and why? And with s = 200?`,
  },
  'schedule-piecewise': {
    title: 'Piecewise constant',
    sentence: 'Each time the rate comes down a stair, the loss drops at once.',
    text: `\
SGD with η = 0.3 for three epochs, 0.1 for three more, and 0.01 to the end, beside the same run at 0.3 throughout. The
boundaries, 3 and 6, count whole epochs: they are steps 471 and 942.

Up to the first boundary the two are the same, bit for bit. With a large η the network covers much ground, but noise
holds it at a height that depends on η, like someone bouncing between walls and unable to get down. With 0.1 this
height falls at once: from epoch 3 to epoch 4 the mean loss goes from {figure:schedule-piecewise.epoch3} to
{figure:schedule-piecewise.epoch4}; at the constant rate, only to {figure:schedule-piecewise.epoch4Constant}.

The second stair, from epoch 6 to epoch 7, takes it down again. Then it hardly moves: 0.01 settles what the large rates
have covered, and adds little. It ends with {figure:schedule-piecewise.accuracy}% on test; the constant one, jumping, with
{figure:schedule-piecewise.accuracyConstant}% (means of {figure:schedule-piecewise.n} seeds).

To try: move the boundaries forward to 1 and 2, or back to 8 and 9. Does the end change, or only when it is reached?`,
  },
  'schedule-performance': {
    title: 'By performance',
    sentence: 'The rate waits: it falls only when the validation loss has stopped getting better.',
    text: `\
SGD with η₀ = 0.2 looks at the validation loss at the end of each epoch. When an epoch goes by without beating the
best one (patience p = 1), the rate is multiplied by λ = 0.5: η ← λη. The curve of η is a staircase whose stairs
nobody placed beforehand.

Up to the first stair this run and that of the constant rate are the same, bit for bit; there they part. The constant
one goes on jumping and ends with a loss of {figure:schedule-performance.lossConstant} and
{figure:schedule-performance.accuracyConstant}% on test; the other, with {figure:schedule-performance.loss} and
{figure:schedule-performance.accuracy}% (means of {figure:schedule-performance.n} seeds).

With patience 1 a chance stumble is enough to cut; with a long patience epochs are lost waiting. There is no need to
guess the length of the run, but there is of a validation set that does not mislead.

To try: patience 3. How many stairs are left in ten epochs? And with patience 1 and λ = 0.1?`,
  },
  'schedule-1cycle': {
    title: '1cycle: up and down',
    sentence: 'The rate rises tenfold, falls and ends near zero: the loss lags near the peak, and finishes lower.',
    text: `\
SGD starts at η₀/10 = 0.03, rises in a straight line to η₀ = 0.3 over almost half of the run, comes down likewise, and
in the last tenth of the 1,570 steps falls towards η₀/10,000.

At the peak its loss is above that of the constant rate. The gain appears on the way down. It ends with a loss of
{figure:schedule-1cycle.loss} and {figure:schedule-1cycle.accuracy}% on test, against {figure:schedule-1cycle.lossConstant} and
{figure:schedule-1cycle.accuracyConstant}% for the constant rate (means of {figure:schedule-1cycle.n} seeds).

On the rise the first steps are short, the peak allows the network to cover much ground, and the descent settles. In
exchange one has to know beforehand how many epochs there will be: the whole plan depends on that total.

To try: η₀ = 1. Does it bear the peak? Does the constant rate bear it?`,
  },
};

/** The race's lessons: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  gd: {
    title: 'The whole set or a minibatch',
    sentence: 'In equal time, many cheap and noisy steps get much farther down than a few exact ones.',
    text: `\
SGD estimates the gradient from 32 images a step, with η = 0.05. SGD 2 is gradient descent (GD): each step averages
all 5,000 training images, with η = 0.5. Each has ten seconds of computing of its own, and that time is the horizontal
axis.

One step of GD costs as much as a whole epoch of SGD, which makes 157 steps of it. After 5 epochs the validation loss of
SGD is {figure:gd.sgd}; that of GD after 20, {figure:gd.gd} (means of {figure:gd.n} seeds). SGD's curve trembles because
every minibatch is another sample; GD has no such noise: where its loss goes up, the step was too long for the
curvature.

The rule is one and the same, W ← W − η ĝ. GD takes ĝ = (1/n) Σ ∇Lᵢ over all n terms, SGD over those of the minibatch:
on average the gradient is the same, at n/32 times less cost.

To try: lower the rate of SGD 2 to 0.1. Does its loss still go up? Is that enough to win?`,
  },
  'adam-bias': {
    title: 'Adam without bias correction',
    sentence: 'Without the correction the first steps are several times longer, and the loss jumps.',
    text: `\
Adam and Adam 2 are equal but for “Bias correction”, which Adam 2 has switched off. Look at the first 40 steps, with
smoothing at 0: both losses start together, and that of Adam 2 goes up and down more (in {figure:adam-bias.jumps.k} of
{figure:adam-bias.n} seeds).

The averages m and r start from 0, and at first they fall short. Dividing them by 1 − β₁ᵗ and 1 − β₂ᵗ mends that;
otherwise r falls much shorter than m, and the quotient m/√r comes out long. With a constant gradient the first step
measures √10 η ≈ 3.16 η, the longest 6.57 η (at t = 12), and at the end of the second epoch, at step 314, still 1.9 η.
With the correction it is always η.

One does not always lose without it: at η = 0.001 this network bears the long steps, and after two epochs Adam 2 is
ahead on average over seeds, as if its rate were larger. It is an η that nobody chose, and that changes by itself.

To try: set η = 0.01 in both. How high does each loss jump in the first steps now?`,
  },
  adam: {
    title: 'Adam: both ideas together',
    sentence: 'With the inertia of momentum and the scale of RMSProp, Adam usually gets going faster than either.',
    text: `\
Three optimizers at their default rates (momentum 0.01; RMSProp and Adam 0.001), the same initial weights and the same
minibatches, ten epochs.

Adam keeps two moving averages, m ← β₁m + (1 − β₁)g and r ← β₂r + (1 − β₂)g², corrects them and takes the step −η
m̂/(√r̂ + ε): m̂ gives the direction, with less noise, and √r̂ the scale of each weight. After the first epoch its
validation loss is usually the lowest of the three: {figure:adam.adamFirst} on average over {figure:adam.n} seeds, against
{figure:adam.momentumFirst} and {figure:adam.rmspropFirst}.

In the end Adam and momentum are close: {figure:adam.adam}% and {figure:adam.momentum}% on validation. With 1,000
validation images the luck of the sample is worth about a point by itself: “use it by default” means that it works well
untuned, not that it always wins.

To try: run it, with three seeds. Do the bands part at the end? And in the first epoch? And with 10 seeds?`,
  },
  race: {
    title: 'The race on a network',
    sentence: 'Same network, same initial weights, same minibatches: only the rule of the step and its rate differ.',
    text: `\
Six optimizers train a 784-300-100-10 network on 5,000 images of Fashion-MNIST, each at its default rate. The hashes
under the table prove that the start is the same.

In ten epochs SGD comes to {figure:race.sgd}% on validation, the last of the other five to {figure:race.least}% and the
first to {figure:race.most}% (means of {figure:race.n} seeds). AdaGrad's loss goes up at the start: with r near 0 its first
step measures η in every parameter whose gradient is not 0, however small that is.

Who comes first changes with the seed: the first two end less than two points apart in {figure:race.near.k} of
{figure:race.n} seeds, and a single run does not choose between them. SGD ends last in {figure:race.last.k}; at the same
rate, 0.01, the steps of momentum can be up to ten times as long.

To try: raise the rate of SGD to 0.1 and run again. Is it still last? At which accuracy would you compare two
optimizers?`,
  },
  slips: {
    title: 'A slip: Adam from t = 0',
    sentence: 'Adam counted from t = 0 divides by zero: its first update puts it out of the race.',
    text: `\
Every set of slides has its slips, and some teach a lot when they are run. Adam counts its steps from 1; Adam 2 from
0, as happens when one writes “for t in range(…)”.

At t = 0 the correction divides by 1 − β⁰ = 0: m̂ and r̂ become infinite, or 0/0, and the weights are no numbers any
more. Adam 2 is reported as diverged at step 2, the first whose loss is no number. Adding one before dividing, t ←
t + 1, is all it takes, and it trains like the other.

To try: set “Number of the first step” of Adam 2 to 1. Do the curves coincide? And what if you switch the bias
correction off instead?`,
  },
  'slips-adagrad': {
    title: 'A slip: AdaGrad without its minus',
    sentence: 'With one sign missing from its box, AdaGrad climbs the hill: the loss grows and grows.',
    text: `\
The box of AdaGrad says Δθ ← ε/(δ + √r) ⊙ g and then θ ← θ + Δθ: a minus is missing, which the boxes of RMSProp and
Adam have. AdaGrad has it; AdaGrad 2 is the slip as it stands, with “Minus sign” switched off.

Both start from the same weights, so their first loss is the same, some {figure:slips-adagrad.start}. In one epoch
AdaGrad comes down to about {figure:slips-adagrad.down}; AdaGrad 2 passes 100,000 and gets
{figure:slips-adagrad.accuracyUp}% right on test, as giving the same class every time would. That is why the axis is
logarithmic.

It does not blow up at once because AdaGrad shortens its steps on the way up too: no weight moves by more than η at a
time. A loss that rises from the first step, at any rate, is the mark of a wrong sign; if it only rises at large
rates, the trouble is the rate.

To try: lower the rate of AdaGrad 2 to 0.0001. Does it stop rising, or only rise more slowly?`,
  },
  'slips-dropout': {
    title: 'A slip: the two p of dropout',
    sentence: 'In the text p is the probability of dropping a unit; in the code, that of keeping it.',
    text: `\
The slides use p for two things. In the text it is the probability of dropping a unit; in the code, “rand < p” lets it
pass with probability p, and “/ p” rescales what has passed. At p = 0.5 the two agree, which is why it goes unnoticed.

Here p = 0.2 is wanted in both hidden layers. Adam drops 20% of the units; Adam 2, the same figure put into that code,
keeps them with 0.2: it drops 80%. After ten epochs the first reaches {figure:slips-dropout.right}% on test, the second
{figure:slips-dropout.wrong}% (means of {figure:slips-dropout.n} seeds), as only some 60 of the 300 units and 20 of the
100 train in each step.

In this engine, as in Keras (“rate”) and in PyTorch (“p”), the number is the probability of dropping. When code goes
from one to the other, p becomes 1 − p.

To try: the loss of Adam 2 starts at about {figure:slips-dropout.startWrong} and that of Adam at
{figure:slips-dropout.start}, from the same initial weights. What does dividing by 0.2 what has passed do to the variance
of each layer?`,
  },
  'slips-decay': {
    title: 'A slip: decay is not s',
    sentence: 'Keras’ “decay” is 1/s: taking it for s freezes the network after its first step.',
    text: `\
The power schedule is η₀/(1 + t/s); Keras’ “decay” multiplies, η₀/(1 + decay · t), so decay = 1/s. The slide writes
s = decay. With decay = 0.002 the time scale is s = 500 steps, which SGD has; SGD 2 takes the 0.002 for s.

Both begin with η₀ = 0.1 and take the same first step. In the second SGD 2 already divides by 501: its other 1,569
steps add up to a mere 1.6% of the rate of the first. Its loss stays at {figure:slips-decay.lossWrong},
almost where it began, and its test accuracy at {figure:slips-decay.wrong}%; SGD comes down to {figure:slips-decay.loss}
and reaches {figure:slips-decay.right}% (means of {figure:slips-decay.n} seeds).

It is a silent slip: nothing fails, the loss is a number and usually falls a little. What gives it away is the rate,
which is worth watching beside the loss; the table has it.

To try: which s would make the rate fall to one half in the last epoch, the tenth? Which decay is that?`,
  },
  keras: {
    title: 'Keras: the slides’ code today',
    sentence: 'Keras 3 refuses “lr”; rename it and “decay” is lost too, with only a warning to tell you.',
    text: `\
The contestants are the optimizers of the slides’ code, in Keras’ convention: Momentum, Nesterov, RMSProp and Adam with
η = 0.001, SGD with η = 0.01 and decay = 0.0001. Each snippet stands above beside what Keras 3 says to it, and beside
what this page exports, which runs today.

“lr” is called “learning_rate” now, and the old name is an error. In SGD that is not all: once it is renamed, Keras
takes “decay”, warns and ignores it. SGD 2 is what is left, a rate of 0.01 for ever. SGD has what the slide meant, η =
η₀/(1 + decay · t): in the last of 1,570 steps 0.00864. That is our power schedule with s = 1/decay = 10,000 steps,
Keras’ “InverseTimeDecay”.

After ten epochs SGD has {figure:keras.decay}% on test, SGD 2 {figure:keras.ignored}% (means of {figure:keras.n} seeds):
from the accuracy nobody would notice. So read the warnings, and look at the rate.

To try: set the time scale of SGD to 100 steps, which is decay = 0.01. Would you notice now that Keras ignores it?`,
  },
};

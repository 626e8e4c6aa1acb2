import regularization from './presets-regularization.js';

/** The lessons: what is to be seen, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  gd: {
    title: 'The whole set or a minibatch',
    sentence: 'In equal time, many cheap and noisy steps get much farther down than a few exact ones.',
    text: `\
SGD estimates the gradient from 32 images a step, with η = 0.05. SGD 2 is gradient descent (GD): each step averages
all 5,000 training images, with η = 0.5. Each has ten seconds of computing of its own, and that time is the horizontal
axis.

One step of GD costs as much as a whole epoch of SGD, which makes 157 steps of it. So SGD is already near its best
validation loss when GD has just begun to come down. SGD's curve trembles because every minibatch is another sample;
GD has no such noise, and its early jumps come from a step that is too long for the curvature.

The rule is one and the same, W ← W − η ĝ. GD takes ĝ = (1/n) Σ ∇Lᵢ over all n terms, SGD over those of the minibatch:
the same on average, at n/32 times less cost.

To try: lower the rate of SGD 2 to 0.1. Do the jumps go away? Is it enough to win?`,
  },
  conditioning: {
    title: 'Ill conditioning: the zigzag',
    sentence: 'In a valley 30 times more curved across than along, the gradient bounces between the walls.',
    text: `\
The surface is f = ½ (x² + κ y²) with κ = 30: the eigenvalues of the Hessian are 1 and 30, and κ is their ratio. The
gradient is exact here: gradient descent (GD) uses η = 0.06; beside it runs momentum, with η = 0.01 and ρ = 0.9.

Each step of GD multiplies the coordinate of eigenvalue λ by 1 − ηλ. Across, that is 1 − 1.8 = −0.8: the sign changes
every time, and there is the zigzag. Along, it is 0.94: x comes only 6% closer a step. The steep direction puts a
ceiling on η (from 2/κ ≈ 0.067 on it diverges), and the flat one pays for it.

Even with the best η, which is 2/(1 + κ), the error is multiplied by (κ − 1)/(κ + 1) ≈ 0.94 in each step. In the
velocity of momentum the bounces cancel and the advance adds up: its best factor is (√κ − 1)/(√κ + 1) ≈ 0.69.

To try: take κ to 100 without touching the rates. Who survives, and why? And which way does GD go with κ = 1?`,
  },
  saddle: {
    title: 'Saddle point: almost at rest',
    sentence: 'Beside the saddle the gradient all but vanishes: GD stops as if it had arrived; Adam takes no notice.',
    text: `\
At the origin of f = x² − y² + y⁴/8 the gradient is 0, but the Hessian has one positive eigenvalue and one negative:
it is a minimum in x and a maximum in y. The start is (1.5, 0.001), a thousandth off the axis along which one falls
right into the saddle. The minima are at (0, ±2).

With gradient descent (GD) and η = 0.02, each step multiplies x by 1 − 2η and, at first, y by 1 + 2η: it grows, but
from a thousandth. So f stays near 0 for more than a hundred steps, as if all were over; at step 150 GD has only begun
to leave.

At the same η, momentum and Nesterov leave at about step 40, as they add up pushes that always point the same way.
Adam divides by √r̂, which is as small there as the gradient is: its step measures about η however faint the slope.
This matters in high dimension, where a critical point is a minimum only if every eigenvalue is positive, and saddles
abound.

To try: give GD more steps. When does it get away? Then start with y = 0: does any of the four leave the saddle?`,
  },
  sgd: {
    title: 'The noise of the gradient',
    sentence: 'Four times the images in a minibatch halve the noise of the gradient: each one more buys less.',
    text: `\
The weights are frozen, and the gradients of many minibatches are compared with that of the whole set, for each size
n. Each point is E‖ĝ − g‖², the variance of the estimate; on logarithmic axes they fall on a line of slope −1.

A minibatch's gradient is the mean of n gradients drawn at random. It is unbiased, and its variance is σ²/n: to halve
the deviation takes four times the images, and four times the work.

Look where the line crosses ‖g‖². With the initial weights about 40 images are enough for the noise not to exceed the
gradient; after 300 steps it takes about 380, because σ²/‖g‖² has grown tenfold. Training with 32, noise already rules
each step; what advances is the average of many.

To try: measure after 2,000 steps too. Where does the crossing move, and what does that say about larger minibatches?`,
  },
  momentum: {
    title: 'Momentum: terminal velocity',
    sentence: 'With a constant gradient, the step of momentum grows to ten times that of GD, and stays there.',
    text: `\
A plane, f = x + y/4: the gradient is the same everywhere and measures ‖g‖ ≈ 1.03. Both use η = 0.02. The step of
gradient descent (GD) is always η‖g‖ ≈ 0.0206; that of momentum starts equal and grows to 0.206.

The velocity follows v ← ρv − ηg. With ρ = 0.9 each step loses a tenth of the velocity and gains ηg; it settles when
the loss equals the gain, at η‖g‖/(1 − ρ). After t steps it is short of that by ρᵗ: at step 22 it has reached 90%.

Hence a rule of thumb: when momentum with ρ = 0.9 comes in, the rate that suits is usually about ten times smaller.

To try: set ρ = 0.99. How long is the terminal step now, and how many steps does it take to reach 90%?`,
  },
  nesterov: {
    title: 'Nesterov: looking before arriving',
    sentence: 'Momentum overshoots again and again; Nesterov measures the slope farther on and brakes in time.',
    text: `\
All three use η = 0.01 and ρ = 0.9 on the quadratic with κ = 30. Momentum measures the gradient where it is; Nesterov
at x + ρv, where inertia would take it. Nesterov 2 is the same method in its rewritten form, which follows x̃ = x +
ρv.

In 60 steps both cross the floor of the valley eleven times; what differs is how far they overshoot. After the fourth
crossing, at step 20, momentum still gets 0.32 away; Nesterov, 0.007. When inertia is about to carry it up the opposite
wall, the gradient farther on already points back, and the velocity is corrected one step earlier. It reaches f < 0.001
in 25 steps; momentum, in 58.

The two forms of Nesterov are one path seen from two points: x̃ runs ahead by ρv, and they meet as v → 0. The
rewritten one, x̃ ← x̃ + v′ + ρ(v′ − v), takes the gradient where the parameters are, which is why libraries prefer
it.

To try: change ρ to 0.99 in all three. Which curve swings most, and how far apart do x and x̃ get?`,
  },
  adagrad: {
    title: 'AdaGrad: a rate for each direction',
    sentence: 'AdaGrad does not zigzag: it holds back the steep direction, and its steps get shorter and shorter.',
    text: `\
On the quadratic with κ = 30, gradient descent (GD, η = 0.06) bounces between the walls. AdaGrad (η = 0.3) leaves
diagonally: although the gradient is ten times larger in y than in x at the start, its first step measures 0.3 in
each.

Every coordinate has its sum, r ← r + g², and its effective rate, η/(√r + δ). Where the gradient is thirty times
larger, so is √r, and the factor cancels: where the slope is strong the rate is small, and the other way round. In the
first step: 0.1 in x, 0.01 in y.

The price is that r never falls. With a constant gradient √r grows as √t and the step shrinks as η/√t: step 100 is a
tenth of the first. So it drags itself along at the end, and GD, for all its zigzag, reaches f < 0.001 first: in 68
steps, where AdaGrad takes more than 100.

To try: take κ from 10 to 100. Does the path of AdaGrad change? And that of GD?`,
  },
  rmsprop: {
    title: 'RMSProp: a mean that forgets',
    sentence: 'Coming from the cliff to the near-flat, RMSProp gets its step back; AdaGrad almost stands still.',
    text: `\
At x = 0 the slope falls from 1 to a tenth. AdaGrad (η = 0.2) gets there in about 33 steps and RMSProp (η = 0.02) in
about 92. What matters is what each does afterwards with its effective rate, η/√r: the advance divided by the slope.

AdaGrad divides by the root of the sum of all squares, r ← r + g². What the cliff has put there is never erased, and
its effective rate stays at 0.035, hardly falling. On a slope ten times smaller its advance drops from 0.035 to 0.0035
a step, and does not recover.

RMSProp keeps a moving average, r ← ρr + (1 − ρ)g². With ρ = 0.9 memory fades with a time constant of 1/(1 − ρ) = 10
steps: the advance falls on arrival too, but within some six of these the average is that of the new slope. The
effective rate rises from 0.02 to 0.2, and the step measures about η again.

To try: raise the memory ρ of RMSProp to 0.99 and give it more steps. How long does it take to recover now?`,
  },
  'adam-bias': {
    title: 'Adam without bias correction',
    sentence: 'Without the correction the first steps are several times longer, and the loss jumps.',
    text: `\
Adam and Adam 2 are equal but for “Bias correction”, which Adam 2 has switched off. Look at the first 40 steps, with
smoothing at 0: both losses start together, and that of Adam 2 jumps more.

The averages m and r start from 0, and at first they fall short. Dividing them by 1 − β₁ᵗ and 1 − β₂ᵗ mends that;
otherwise r falls much shorter than m, and the quotient m/√r comes out long. With a constant gradient the first step
measures √10 η ≈ 3.16 η, the longest 6.57 η (at t = 12), and at the end of the second epoch, at step 314, still 1.9 η.
With the correction it is always η.

One does not always lose without it: at η = 0.001 this network bears the long steps, and after two epochs Adam 2 is
often ahead, as if its rate were larger. It is an η that nobody chose, and that changes by itself.

To try: set η = 0.01 in both. How high does each loss jump in the first steps now?`,
  },
  adam: {
    title: 'Adam: both ideas together',
    sentence: 'With the inertia of momentum and the scale of RMSProp, Adam gets going faster than either.',
    text: `\
Three optimizers at their default rates (momentum 0.01; RMSProp and Adam 0.001), the same initial weights and the same
minibatches, ten epochs.

Adam keeps two moving averages, m ← β₁m + (1 − β₁)g and r ← β₂r + (1 − β₂)g², corrects them and takes the step −η
m̂/(√r̂ + ε): m̂ gives the direction, with less noise, and √r̂ the scale of each weight. After the first epoch its
validation loss is the lowest of the three.

Then the curves draw together and end within a few points of accuracy. With 1,000 validation images the luck of the
sample is worth about a point by itself: “use it by default” means that it works well untuned, not that it always
wins.

To try: run it with 5 seeds. Do the bands part at the end? And in the first epoch?`,
  },
  'race-2d': {
    title: 'The race in two dimensions',
    sentence: 'From one point six optimizers go six ways, and the order of arrival changes with the surface.',
    text: `\
All start from the same point of a long valley: steep walls, and a floor whose gentle slope hardly changes. Each uses
a rate that suits it here.

Gradient descent (GD) bounces and then moves along the floor at an even pace. Momentum and Nesterov gather speed and
arrive first, in about 74 steps. AdaGrad and Adam scale each direction apart and hardly cross the valley; AdaGrad,
which shortens its steps, arrives last. RMSProp, whose step does not shrink with the gradient, is left trembling near
the bottom.

To try: change the surface to “Saddle point” and to “Beale”. Who wins on each? Which optimizer would you choose
without knowing the surface?`,
  },
  race: {
    title: 'The race on a network',
    sentence: 'Same network, same initial weights, same minibatches: only the rule of the step differs.',
    text: `\
Six optimizers train a 784-300-100-10 network on 5,000 images of Fashion-MNIST, each at its default rate. The hashes
under the table prove that the start is the same.

In ten epochs SGD comes to about 80% on validation, the other five to between 82% and 84%. AdaGrad jumps at the start:
with r near 0 its first step measures η in each of the 266,610 parameters, whatever their gradients. Later it is among
the best.

A difference of one point between the five says little: another seed turns it round. And SGD's last place tells more
about its rate, 0.01, than about its rule.

To try: raise the rate of SGD to 0.1 and run again. Is it still last? At which accuracy would you compare two
optimizers?`,
  },
  lr: {
    title: 'The learning rate',
    sentence: 'From small to huge there are four endings: it does not learn, it learns, it breaks, it diverges.',
    text: `\
The same run of 150 steps, with the same initial weights and minibatches, at 13 rates from 0.0001 to 100, two a
decade. Each point is the loss at the end.

With SGD: up to 0.003 the loss falls too slowly; the best, some 0.64, lies about 0.1. At 0.3 it is already worse. From
1 on the step −ηg crosses the valley from side to side and lands ever farther out: the loss passes 10²⁰. Between 1 and
10 it then comes back to about 2.3 = ln 10, which is guessing among ten classes: the ReLU units have died, and through
a dead unit no gradient passes that could bring it back. Higher still it is no finite number any more, and the run is
stopped as diverged.

The best rate lies a decade, or little more, below the one that breaks. So one searches on a logarithmic scale, from
below.

To try: change the optimizer to momentum. How many times smaller is the best rate now? What has 1/(1 − ρ) to do with
it?`,
  },
  'schedule-power': {
    title: 'Power: η₀ / (1 + t/s)ᶜ',
    sentence: 'The rate falls fast at first and then ever more slowly; the loss ends below that of a constant rate.',
    text: `\
SGD with η₀ = 0.3, s = 300 steps and c = 1, beside the same run at constant η. At step 300 the rate is one half; at
600, one third; at the end of the ten epochs, at step 1,570, about one sixth.

A large rate advances fast, but the noise of the minibatch keeps the weights jumping about the minimum, at a height
that grows with η. The constant run stays up there: a loss of 0.35 with jolts, and 77% on test. The other comes down
with its rate: 0.28 and 85%.

The tail is long: to halve η once more takes twice as many steps each time, so the network never freezes.

To try: “Time scale” at 30 and at 3,000. When does it slow down too early, and when is it hardly noticed?`,
  },
  'schedule-exponential': {
    title: 'Exponential: η₀ · 0.1^(t/s)',
    sentence: 'Every s steps divide the rate by ten: the loss settles and, if s is short, freezes.',
    text: `\
SGD with η₀ = 0.3 and s = 800 steps: at step 800 the rate is a tenth, and at the end of the ten epochs, at 1,570, some
ninety times smaller. On a logarithmic scale η(t) would be a straight line.

The first half resembles the power schedule. In the second the steps are so short that the network hardly moves: from
epoch 7 on the loss only creeps from 0.33 to 0.32. Even so it ends with 85% on test; the constant one, with 77%.

Here t counts steps. Where the schedule moves per epoch, s is in epochs: an epoch is 157 steps, the 5,000 images
divided by the minibatch size.

To try: double the time scale. How much lower does the loss get, and why? And with s = 200?`,
  },
  'schedule-piecewise': {
    title: 'Piecewise constant',
    sentence: 'Each time the rate comes down a stair, the loss drops at once.',
    text: `\
SGD with η = 0.3 for three epochs, 0.1 for three more, and 0.01 to the end, beside the same run at 0.3 throughout. The
boundaries, 3 and 6, count whole epochs: they are steps 471 and 942.

Up to the first boundary the two are the same, bit for bit. With a large η the network covers much ground, but noise
holds it at a height that depends on η, like someone bouncing between walls and unable to get down. With 0.1 this
height falls at once: from epoch 3 to epoch 4 the mean loss goes from 0.55 to 0.40; at the constant rate, only to 0.50.

The second stair, from epoch 6 to epoch 7, takes it from 0.35 to 0.30. Then it hardly moves: 0.01 settles what the
large rates have covered, and adds little. It ends with a loss of 0.29 and 86% on test; the constant one, jumping, with
0.35 and 77%.

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
one goes on jumping and ends with a loss of 0.30 and 82.3% on test; the other, with 0.25 and 85.5%.

With patience 1 a chance stumble is enough to cut; with a long patience epochs are lost waiting. There is no need to
guess the length of the run, but there is of a validation set that does not mislead.

To try: patience 3. How many stairs are left in ten epochs? And with patience 1 and λ = 0.1?`,
  },
  'schedule-1cycle': {
    title: '1cycle: up and down',
    sentence: 'The rate rises tenfold, falls and ends near zero: it lags until halfway, and finishes lower.',
    text: `\
SGD starts at η₀/10 = 0.03, rises in a straight line to η₀ = 0.3 over almost half of the run, comes down likewise, and
in the last tenth of the 1,570 steps falls towards η₀/10,000.

It starts level with the constant rate and is above it near the peak, where it trembles as much. The gain appears on
the way down. It ends with a loss of 0.25 and 86% on test, against 0.35 and 77% for the constant rate.

The rise keeps the first gradients from breaking the network, the peak allows it to cover much ground, and the descent
settles. In exchange one has to know beforehand how many epochs there will be: the whole plan depends on that total.

To try: η₀ = 1. Does it bear the peak? Does the constant rate bear it?`,
  },
  ...regularization,
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

Both start from the same weights, so their first loss is the same, 2.38. In one epoch AdaGrad comes down to about
0.55; AdaGrad 2 passes 200,000 and gets 10% right on test, which is to give the same class every time. That is why the axis
is logarithmic.

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
keeps them with 0.2: it drops 80%. After ten epochs the first reaches 85% on test, the second 72%, as only some 60 of
the 300 units and 20 of the 100 train in each step.

In this engine, as in Keras (“rate”) and in PyTorch (“p”), the number is the probability of dropping. When code goes
from one to the other, p becomes 1 − p.

To try: the loss of Adam 2 starts at 4.7 and that of Adam at 2.5, from the same initial weights. What does dividing by
0.2 what has passed do to the variance of each layer?`,
  },
  'slips-decay': {
    title: 'A slip: decay is not s',
    sentence: 'Keras’ “decay” is 1/s: taking it for s freezes the network after its first step.',
    text: `\
The power schedule is η₀/(1 + t/s); Keras’ “decay” multiplies, η₀/(1 + decay · t), so decay = 1/s. The slide writes
s = decay. With decay = 0.002 the time scale is s = 500 steps, which SGD has; SGD 2 takes the 0.002 for s.

Both begin with η₀ = 0.1 and take the same first step. In the second SGD 2 already divides by 501: its other 1,569
steps add up to a mere 1.6% of the rate of the first. Its loss stays at 2.3, almost where it began, and its test
accuracy at 12%; SGD comes down to 0.3 and reaches 85%.

It is a silent slip: nothing fails, the loss is a number and even falls a little. What gives it away is the rate,
which is worth watching beside the loss; the table has it.

To try: which s would make the rate fall to one half in the last epoch, the tenth? Which decay is that?`,
  },
};

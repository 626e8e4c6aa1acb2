/** The lessons on surfaces: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  conditioning: {
    title: 'Ill conditioning: the zigzag',
    sentence: 'In a valley 30 times more curved across than along, the gradient bounces between the walls.',
    text: `\
The surface is f = ½ (x² + κ y²) with κ = 30: the eigenvalues of the Hessian are 1 and 30, and κ is their ratio. Near a
minimum w*, where the gradient is 0, every smooth loss looks like this: L(w) ≈ L(w*) + ½ (w − w*)ᵀ H (w − w*); the slide has
a ∇L(w*) and an H too many. The gradient is exact here: gradient descent (GD) uses η = 0.06; beside it runs
momentum, with η = 0.01 and ρ = 0.9.

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
This matters in high dimension, where a critical point can be a minimum only if no eigenvalue is negative, and saddles
abound.

To try: give GD more steps. When does it get away? Then start with y = 0: does any of the four leave the saddle?`,
  },
  momentum: {
    title: 'Momentum: terminal velocity',
    sentence: 'With a constant gradient, the step of momentum grows to ten times that of GD, and stays there.',
    text: `\
A plane, f = x + y/4: the gradient is the same everywhere and measures ‖g‖ ≈ 1.03. Both use η = 0.02. The step of
gradient descent (GD) is always η‖g‖ ≈ 0.0206; that of momentum starts equal and grows to 0.206.

The velocity follows v ← ρv − ηg. With ρ = 0.9 each step loses a tenth of the velocity and gains ηg; it settles when
the loss equals the gain, at η‖g‖/(1 − ρ). After t steps it is short of that by ρᵗ: at step 22 it has reached 90%. The
velocity is a sum that forgets, not the “average of velocity and gradient” of the slides: in it the coefficients of past
gradients add up to η/(1 − ρ), not to η.

Hence a rule of thumb: when momentum with ρ = 0.9 comes in, begin with a rate about ten times smaller.

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
it. On smooth convex functions Nesterov proved an error of O(1/k²) after k steps: with a capital O, where the slides have a
small one.

To try: change ρ to 0.99 in all three. Which curve swings most, and how far apart do x and x̃ get?`,
  },
  adagrad: {
    title: 'AdaGrad: a rate for each direction',
    sentence: 'AdaGrad does not zigzag: it holds back the steep direction and advances in both, in ever shorter steps.',
    text: `\
On the quadratic with κ = 30, gradient descent (GD, η = 0.06) bounces between the walls. AdaGrad (η = 0.3) leaves
diagonally: although the gradient is ten times larger in y than in x at the start, its first step measures 0.3 in
each.

Every coordinate has its sum, r ← r + g², and its effective rate, η/(√r + δ). Where the gradient is ten times
larger, so is √r, and the factor cancels: where the slope is strong the rate is small, and the other way round. In the
first step: 0.1 in x, 0.01 in y.

The price is that r never falls. With a constant gradient √r grows as √t and the step shrinks as η/√t: step 100 is a
tenth of the first. So with η = 0.3 it drags itself along at the end: GD, for all its zigzag, reaches f < 0.001 in 68
steps, where AdaGrad takes more than 100. With η = 1 it takes 15: who arrives first depends on the rates.

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
effective rate rises from 0.02 to 0.2, and the step measures about η again. The slides write
√(r + δ) in one place and √r + δ in another, which differ only where r is as small as δ.

To try: raise the memory ρ of RMSProp to 0.99 and give it more steps. How long does it take to recover now?`,
  },
  'adam-bias-2d': {
    title: 'Adam’s first steps on a plane',
    sentence: 'With a constant gradient the correction makes every step η; without it they begin long and grow longer.',
    text: `\
A plane, f = x + y/4: the gradient is the same everywhere. Adam and Adam 2 differ only in “Bias correction”, which Adam 2
has switched off; both use η = 0.05. Look at the size of the step: that of Adam is always √2 η ≈ 0.071, η along each axis,
although one slope is four times the other.

Without the correction step t measures (1 − β₁ᵗ)/√(1 − β₂ᵗ) times as much. The first is √10 ≈ 3.16 times too long,
since r falls short a thousandfold and m only tenfold; the longest, at t = 12, is 6.57 times; and at step 100 it is
still 3.24 times.

To try: set β₂ = 0.99 in Adam 2. How long is its first step now, and when is it back at η?`,
  },
  'race-2d': {
    title: 'The race in two dimensions',
    sentence: 'From one point six optimizers go six ways, and the order of arrival changes with the surface.',
    text: `\
All start from the same point of a long valley: steep walls, and a floor whose gentle slope hardly changes. Each uses
a rate that suits it here.

Gradient descent (GD) bounces and then moves along the floor at an even pace. Momentum and Nesterov gather speed and
arrive first, in about 74 steps. AdaGrad and Adam scale each direction by itself: Adam crosses the valley less often,
and AdaGrad never; AdaGrad, which shortens its steps, arrives last. RMSProp, whose step does not shrink with the
gradient, is left trembling near the bottom.

To try: change the surface to “Saddle point” and to “Beale”. Who wins on each? Which optimizer would you choose
without knowing the surface?`,
  },
  'race-2d-saddle': {
    title: 'The race past a saddle',
    sentence:
      'Six optimizers start a thousandth off the axis that ends at the saddle: five get away, each in its time.',
    text: `\
All start from (1.5, 0.001) on f = x² − y² + y⁴/8. Along x the way leads down into the saddle at the origin; the minima are
at (0, ±2), and what leads there is the 0.001.

AdaGrad, RMSProp and Adam divide by the size of each coordinate's own gradients, so y moves as fast as x from the first
step on: they are at |y| > 0.3 after 4, 6 and 11 steps. Momentum and Nesterov take nearly 40, as small pushes add up.
Gradient descent (GD) takes 146, and at step 150 it has only begun to leave.

Who leaves first does not arrive first: Nesterov is down to f within 0.001 of the minimum in 59 steps, AdaGrad not in 150.

To try: start with y = 0.1. How much of the differences is left?`,
  },
  'race-2d-beale': {
    title: 'The race on Beale’s function',
    sentence: 'A curved valley with a steep entry: inertia pays, and a step that does not shrink never settles.',
    text: `\
All start from (0.75, 1.375); the minimum is at (3, 0.5), behind a bend. Each uses a rate that suits it here.

Nesterov arrives at f < 0.001 in 43 steps, momentum in 125, Adam in 205; gradient descent (GD) takes 279 and AdaGrad 333.
RMSProp comes near it and stays trembling: its step does not shrink with the gradient, so that it arrives in no number of
steps at this rate.

On the long valley RMSProp arrives before GD, and at the saddle AdaGrad leaves first: the order belongs to the surface
and the rates as much as to the rule.

To try: lower the rate of RMSProp to 0.002 and give it 2,000 steps. Does it arrive, and what does it pay for that on the
way?`,
  },
};

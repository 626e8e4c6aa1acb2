/** The lessons on uncertainty: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  'mc-dropout': {
    title: 'MC dropout: asking a hundred times',
    sentence:
      'Without dropout the network swears it is a boot; a hundred sub-networks agree, but it might be a sneaker.',
    text: `\
The network is trained already, with dropout of 0.2. With dropout off, it gives the first test image 96% for being a
boot. With dropout on, the mean of 100 passes is about 83%, give or take 2 points with their seed: some sub-networks see
a sneaker or a sandal. Every pass draws which units are silent, so that another network answers; Gal and Ghahramani
showed that their average approximates a Bayesian prediction, without training anything anew.

“Noise” shows what that is good for. A thousand images of random greys are no garment, and without dropout this network
is surer of them than of clothes. That is an accident of its training: of {figure:mc-dropout.n} networks with other seeds
{figure:mc-dropout.surer.k} are so. With MC dropout the mean entropy is {figure:mc-dropout.noisePasses} nats for noise and
{figure:mc-dropout.clothesPasses} for clothes, and tells the two apart better in {figure:mc-dropout.apart.k} of
{figure:mc-dropout.n}.

Accuracy is another matter: over those networks it stays as it is, within half a point on average, and for this one McNemar’s test says
whether the difference is compatible with chance. The negative log-likelihood gets a little better in {figure:mc-dropout.likelihood.k} of
{figure:mc-dropout.n} networks, but the calibration error grows in {figure:mc-dropout.calibration.k}.

To try: turn the boot little by little. At which angle is the network no longer certain, and at which is it certain of
something else?`,
  },
  temperature: {
    title: 'Temperature: as sure as it is right',
    sentence:
      'One number, fitted on images kept aside, makes a network less sure or surer: its likelihood gets better.',
    text: `\
The ready network answers the thousand test images without dropout, and as the mean of 100 passes. Then each of the two once
more with a temperature: p becomes a power of itself, p^(1/T), made to add up to 1. T above 1 makes it less sure, T below 1
surer; the order of the classes stays, and with it the accuracy. T is fitted on a thousand images of validation, never on
those of the test.

One pass without dropout is too sure, the mean of the passes too unsure: over {figure:temperature.n} networks with other
seeds their temperatures are {figure:temperature.temperature} and {figure:temperature.temperaturePasses}. With theirs the
calibration error of the passes falls from {figure:temperature.calibrationPasses}% to
{figure:temperature.calibrationAfterPasses}%. That of the single pass need not fall, as T is fitted to the likelihood:
compare it with what a calibrated network would have, in the column “If calibrated”.

Part of what seems to set two methods apart is only how sure they are. With their temperatures the negative
log-likelihood goes from {figure:temperature.likelihoodPasses} to {figure:temperature.afterPasses} with passes, and from
{figure:temperature.likelihood} to {figure:temperature.after} without: changes of the order of what parts the two. So
each is compared at its own temperature.

To try: only 10 passes. What becomes of their temperature, and of the difference?`,
  },
  conformal: {
    title: 'Conformal sets: a promise',
    sentence: 'Sets of classes hold the true one nine times in ten, of images like those of the calibration only.',
    text: `\
Each image gets a set of classes instead of one. A thousand images that the network was not trained on calibrate the sets: the
score of each is 1 − p of its true class, and all but ε = 10% of the scores lie below a threshold. A set has every class whose
score is no greater.

What is promised is that the true class is missing from one set in ten. Over {figure:conformal.n} networks, each
calibrated with twenty draws of a thousand images, the sets of the rest hold it in {figure:conformal.covered}% on
average, less than two points from what was promised, with {figure:conformal.size} classes. One draw strays further: of
each network’s first, {figure:conformal.kept.k} of {figure:conformal.n} have a share that is compatible with the promise.

The promise is about images like those of the calibration, all together. With the images turned by a quarter of a turn the
sets hold the true class of {figure:conformal.turned}%, and nothing in them tells. For each class by itself nothing was promised:
over the networks the sets of shirts have theirs in {figure:conformal.shirts}%, those of trousers in
{figure:conformal.trousers}%. In one network’s table, of a hundred images a class, it may not show.

To try: ε = 0.01. How many classes does a set need now, and what has become of the classes?`,
  },
  bagging: {
    title: 'Bagging: ten networks instead of one',
    sentence: 'Ten networks, averaged, get about one image more in a hundred right: a single training often hides it.',
    text: `\
Twenty-one networks are trained on 5,000 images, all with the same layers and dropout of 0.2: first one alone; then ten, each
on its own bootstrap sample and from its own initial weights, which are bagging; and ten on all of the images, a deep
ensemble. Each ten are averaged by themselves. One of bagging’s ten alone has a negative log-likelihood of {figure:bagging.likelihoodOne}. Together
they have {figure:bagging.likelihood}, and the deep ensemble {figure:bagging.likelihoodEnsemble}: errors that they do not
share cancel.

On the thousand test images bagging is right on {figure:bagging.accuracy}%, the deep ensemble on {figure:bagging.ensemble}%, and
one pass of the first network on {figure:bagging.accuracySingle}% (means of {figure:bagging.n} trainings): on average
bagging gains. Look how many images only one of the two gets right, and at McNemar’s p, which asks how often a coin would be at
least as uneven: in {figure:bagging.unclear.k} of {figure:bagging.n} trainings p is above 0.05 even before Holm makes it larger, as there are
several tests.

More test images tell these very networks apart; only more trainings tell the methods apart. Choose the full set, and bring the training images down to 5,000: with ten
thousand test images p, corrected, is below 0.05 in at least {figure:bagging.clear.k} of {figure:bagging.n} trainings. A fair comparison gives
all the same layers and the same dropout, as here, and sets each at its best temperature, as the second table does.

To try: train the ten without dropout. What does it change for one of them, and what for the ten together? And raise the
trainings to five: does the bootstrap help, or is the deep ensemble as good?`,
  },
};

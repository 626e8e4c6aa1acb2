/** The lessons on uncertainty: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  'mc-dropout': {
    title: 'MC dropout: asking a hundred times',
    sentence:
      'Without dropout the network swears it is a boot; a hundred sub-networks agree, but it might be a sneaker.',
    text: `\
The network is trained already, with dropout of 0.2. With dropout off, it gives the first test image 96% for being a
boot. With dropout on and 100 passes, the mean is 84%: some sub-networks see a sneaker or a sandal. Every pass draws which
units are silent, so that another network answers; Gal and Ghahramani showed that their average approximates a Bayesian
prediction, without training anything anew.

“Noise” shows what that is good for. A thousand images of random greys are no garment, and without dropout this network
is surer of them than of clothes. That is an accident of its training: of {figure:mc-dropout.n} networks with other seeds
{figure:mc-dropout.surer.k} are so. With MC dropout the mean entropy is {figure:mc-dropout.noisePasses} nats for noise and
{figure:mc-dropout.clothesPasses} for clothes, and tells the two apart better in {figure:mc-dropout.apart.k} of
{figure:mc-dropout.n}.

Accuracy is another matter: over those networks it stays as it is, to half a point, and for this one McNemar’s test says
whether the difference is compatible with chance. The negative log-likelihood gets a little better in {figure:mc-dropout.likelihood.k} of
{figure:mc-dropout.n} networks, but the calibration error grows in {figure:mc-dropout.calibration.k}.

To try: turn the boot little by little. At which angle is the network no longer certain, and at which is it certain of
something else?`,
  },
  bagging: {
    title: 'Bagging: ten networks instead of one',
    sentence: 'Ten networks averaged are right about once in a hundred images more: one training rarely shows it.',
    text: `\
Twenty-one networks are trained on 5,000 images: one with dropout of 0.2; ten without, each on its own bootstrap sample and
from its own initial weights, which are bagging; and ten more on all of the images, a deep ensemble. The ten are averaged;
the one with dropout answers with ten passes, and also with one and with a hundred. One of bagging’s ten alone has a negative log-likelihood of {figure:bagging.likelihoodOne}: it has
overfitted and is far too certain. Together they have {figure:bagging.likelihood}: errors that they do not share cancel.

On the thousand test images bagging is right on {figure:bagging.accuracy}%, one pass without dropout on
{figure:bagging.accuracySingle}% (means of {figure:bagging.n} trainings): the average over trainings favours bagging. Look
how many images only one of the two gets right, and at McNemar’s p, which asks how often a coin would be as uneven: in
{figure:bagging.unclear.k} of {figure:bagging.n} trainings p is above 0.05.

More test images help as more trainings do. Choose the full set, and bring the training images down to 5,000: with ten
thousand test images p is below 0.05 in {figure:bagging.clear.k} of {figure:bagging.n} trainings. And mind that one of the two has dropout
and the other has not: a fair comparison gives both the same, and sets both at their best temperature, as the second table does.

To try: train the others with dropout too. What is left of the differences? And raise the trainings to five: does the
bootstrap help, or is the deep ensemble as good?`,
  },
};

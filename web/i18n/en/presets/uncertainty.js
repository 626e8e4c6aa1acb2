/** The lessons on uncertainty: what there is to see, why, and what to try. An empty line parts the paragraphs of `text`. */
export default {
  'mc-dropout': {
    title: 'MC dropout: asking a hundred times',
    sentence:
      'Without dropout the network swears it is a boot; a hundred sub-networks agree, but it might be a sneaker.',
    text: `\
The network is trained already, with dropout of 0.2. With dropout off, it gives the first test image 96% for being a
boot. With dropout on and 100 passes, the mean is 84% and the deviation 19%: some sub-networks see a sneaker (12%) or
a sandal (4%). Every pass draws which units are silent, so that another network answers; Gal and Ghahramani showed
that their average approximates a Bayesian prediction, without training anything anew.

“Noise” shows what that is good for. A thousand images of random greys are no garment, and without dropout the network
is surer of them than of clothes: the mean entropy is 0.10 nats against 0.26. With MC dropout it is 1.52 against 0.39,
enough to tell them apart nearly always (AUROC 0.99).

Accuracy is another matter. On the ten thousand test images it goes from 88.1% to 87.9%: 71 images in favour of the
one, 54 of the other, and McNemar’s test says p = 0.15. What improves a little are the probabilities: the negative
log-likelihood falls from 0.334 to 0.328.

To try: turn the boot little by little. At which angle is the network no longer certain, and at which is it certain of
something else?`,
  },
  bagging: {
    title: 'Bagging: ten networks instead of one',
    sentence: 'Ten networks averaged get ten more images in a thousand right, which is not enough to call them better.',
    text: `\
Eleven networks are trained on 5,000 images: one with dropout of 0.2, and ten without, each on its own bootstrap
sample and from its own initial weights. The ten are averaged; the one with dropout answers with ten passes, and also
with one and with a hundred. One of the ten alone has a negative log-likelihood of 0.70: it has overfitted and is far
too certain. Together they have 0.46: errors that they do not share cancel.

On the thousand test images bagging is right on 85.7%, one pass without dropout on 84.7%. That looks better. But there
are 40 images that only bagging gets right and 30 that only the other does; a coin is that uneven 28% of the time.
Against MC dropout with ten passes (84.0%), p = 0.06: not enough either.

More images decide it. Choose the full set, and bring the training images down to 5,000: on ten thousand test images
bagging is right on 84.8% against 83.6%, and p = 0.00002. The difference has hardly changed; what has grown is the
sample.

To try: train the ten with dropout too, and then without the bootstrap. What does the log-likelihood do?`,
  },
};

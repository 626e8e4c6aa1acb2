/** Uncertainty: dropout while predicting, and several networks instead of one. */
export default {
  viewsLabel: 'What to look at',
  views: {
    image: 'One image',
    test: 'The whole test set',
    conformal: 'Sets with a promise',
    compare: 'Compare with bagging',
  },
  aboutTitle: 'What you see',
  cancel: 'Cancel',
  progress: 'Progress',
  left: '· {time} left',
  over: 'Finished.',
  stopped: 'Cancelled.',
  loading: 'Loading the network…',
  failed: 'Something failed: {message}. What is already shown stands; you can try again.',
  diverged: 'the loss is no finite number any more (it diverged)',
  fallback: 'The full set is not on this server; the starter set was used.',
  facts: 'Network {layers}, dropout p = {dropout} on the input and the hidden layers; {epochs} on {images}.',
  factsOfFile: 'Network {layers}, dropout p = {dropout} on the input and the hidden layers.',
  networks: { ready: 'Ready', own: 'Your own' },
  training: {
    start: 'Train the network',
    progress: 'Training progress',
    running: 'Epoch {epoch}; validation accuracy: {accuracy}.',
    done: 'The network that you trained answers. If you change what is below, train again.',
    none: 'Until you train it, the ready one answers.',
  },
  weights: {
    open: 'Weights from a file…',
    save: 'Download {format}',
    taken: 'The network of {file} answers.',
  },
  groups: {
    compare: 'What is compared',
    network: 'Network',
    passes: 'Passes',
    training: 'Training',
    data: 'Data and seed',
    layers: 'Layers',
  },
  settings: {
    passes: 'Passes T',
    image: 'Image',
    angle: 'Rotate',
    right: 'Shift right',
    down: 'Shift down',
    noise: 'Noise',
    sweep: 'Go through',
    network: 'Who answers',
    dropout: 'Dropout rate',
    epsilon: 'Errors allowed ε',
    members: 'Networks M',
    membersDropout: 'With dropout too',
    trainings: 'Trainings',
  },
  sources: {
    label: 'Where the image comes from',
    test: 'Test set',
    shuffled: 'Shuffled',
    noise: 'Noise',
    drawing: 'Draw',
  },
  sets: { starter: 'starter set', full: 'full set' },
  sweeps: { angle: 'The rotation', noise: 'The noise', shift: 'The shift' },
  methods: {
    single: 'Without dropout',
    passes: 'MC dropout, T = {passes}',
    equal: 'MC dropout, T = {models}',
    one: 'One of the networks',
    bagging: 'Bagging, {networks}',
    ensemble: 'Deep ensemble, {networks}',
    more: 'MC dropout, T = {passes}',
    tempered: '{method}, at temperature {temperature}',
  },
  interval: '{value} ({low}\u00a0to\u00a0{high})',
  perfect: '{mean} (to\u00a0{most})',
  columns: {
    method: 'Prediction',
    prediction: 'Class and probability',
    class: 'Class',
    mean: 'Mean',
    std: 'Deviation',
    low: 'Least',
    high: 'Greatest',
    entropy: 'Entropy',
    expected: 'Of one pass',
    information: 'Mutual inf.',
    accuracy: 'Accuracy',
    loss: 'Neg. log-likelihood',
    brier: 'Brier',
    calibration: 'Calibration error',
    perfect: 'If calibrated',
    temperature: 'Temperature',
    errors: 'AUROC errors',
    strangers: 'AUROC noise',
    passes: 'Passes',
    training: 'Training',
    first: 'First',
    second: 'Second',
    corrected: 'p (Holm)',
    onlyFirst: 'Only the first is right',
    onlySecond: 'Only the second is right',
    verdict: 'Difference',
    accuracyPoints: 'Accuracy (points)',
    temperedLoss: 'The same, at the best temperature',
    images: 'Test images',
    covered: 'With the true class',
    size: 'Classes',
    promised: 'Promise',
  },
  axis: {
    passes: 'Passes',
    mean: 'Mean probability',
    nats: 'Nats',
    angle: 'Rotation (degrees)',
    noise: 'Deviation of the noise σ',
    shift: 'Shift to the right (pixels)',
    confidence: 'Probability that the network gives its class',
    accuracy: 'Share of hits',
    coverage: 'Share of images that are answered',
    accuracyOfThem: 'Hits among them',
    entropy: 'Entropy (nats)',
    density: 'Share of the group',
    members: 'Passes or networks averaged',
    covered: 'Share of sets with the true class',
  },
  series: {
    deterministic: 'Entropy without dropout',
    entropy: 'Entropy with MC dropout',
    mutualInformation: 'Mutual information',
    dropout: 'MC dropout',
    bagging: 'Bagging',
    ensemble: 'Deep ensemble',
  },
  image: {
    title: 'How much does the network know of this image?',
    intro:
      'With dropout left on, every pass is answered by another sub-network. Where they disagree, the network does not know.',
    working: 'Computing…',
    explore: 'The image and the answer',
    changes: 'Changes of the image',
    play: 'Watch pass by pass',
    stop: 'Show all',
    seen: 'The image as the network sees it',
    caption: '{name} · image {index}',
    no: { shuffled: 'Shuffled pixels', noise: 'Uniform noise', drawing: 'Your drawing' },
    previous: 'Previous image',
    next: 'Next image',
    random: 'At random',
    bars: 'Probability of each class',
    legendMean: 'mean of the passes',
    legendStd: '± one standard deviation',
    legendPass: 'one pass',
    legendPlain: 'without dropout',
    figures: 'The prediction without dropout and with it',
    table: 'The ten classes in figures',
    describeClass: '{name}: mean {mean}, deviation {std}; without dropout, {plain}.',
    convergence: 'The mean comes to rest',
    along: 'As the image changes',
    here: 'now',
    taken: 'What it sees in {versions}: {classes}.',
    agree:
      'Without dropout the network answers {plain} with {share}. The mean of {passes} still says {mean}, with {meanShare} ± {std}; entropy {entropy} nats, mutual information {information}.',
    differ:
      'Without dropout the network answers {plain} with {share}. The mean of {passes} says {mean} instead, with {meanShare} ± {std}; entropy {entropy} nats, mutual information {information}.',
    about: `\
On every pass, dropout draws which units are silent. For predictions it is usually switched off, and one answer is left.
Left on, T passes are T answers of different networks that share weights: their mean is the prediction, and their
deviation says how much the answer hung on which units were there.

The entropy of the mean measures all of the doubt. Part of it each sub-network has by itself (the image is ambiguous);
the rest is disagreement between them, the mutual information. More data do not cure the first; the second, sometimes.

Here the same T sub-networks look at every image, so that moving a control changes the image and nothing else.`,
    source:
      'MC dropout: Gal and Ghahramani, 2016. Mutual information between answer and weights: Houlsby et al., 2011. Population deviation, as np.std has it.',
  },
  pad: {
    here: 'Draw here',
    label: 'Drawing of 28 by 28',
    role: 'drawing sheet',
    keys: 'The arrow keys move the pen, the space bar lowers or lifts it.',
    at: '{tool} {way}, column {column}, row {row}',
    pen: 'Pen',
    eraser: 'Eraser',
    down: 'down',
    up: 'up',
    erase: 'Eraser',
    clear: 'Clear',
  },
  gallery: {
    label: 'Test images',
    which: 'Which ones',
    first: 'The first ones',
    most: 'Least certain',
    least: 'Most certain',
    wrong: 'Certain mistakes',
    more: 'Once the passes have been run over the whole test set, the most and the least certain ones are here too.',
    image: 'Image {index}: {true}',
    imageWith: 'Image {index}: {true}, predicted {predicted}, entropy {entropy} nats',
  },
  test: {
    title: 'Does it doubt where it errs?',
    intro: 'T passes over every test image, and over a thousand images of noise that are no garments.',
    run: 'Run {passes}',
    working: 'Passing all images…',
    idle: 'Not run yet. The work is shared by the processors, and can be cancelled.',
    empty: 'It shows here when the passes have been run.',
    before:
      'Each prediction is here twice: as it comes, and with a temperature of its own, which is fitted on images of validation. What is fair is to compare the two that were set right. After the run you read here what the temperature did to them, whether the difference in accuracy is compatible with chance (McNemar), and how far an accuracy might change with other images (Wilson).',
    result: 'On {images} ({set}), {single} are right without dropout, and {mean} with the mean of {passes}.',
    found:
      'The entropy with MC dropout tells mistakes from hits with AUROC {errors}, and noise from garments with AUROC {strangers}.',
    tempered:
      'With a temperature fitted on {images} of validation, the negative log-likelihood goes from {before} to {after} without dropout, and from {passes} to {passesAfter} with the passes: compare the two that were set right.',
    noValidation:
      'There are no validation images to fit a temperature with, and without it the comparison of the two is not fair.',
    stale:
      'What is shown is of another network, another number of passes or another set of images: run them again to bring it up to date.',
    cost: 'It took {time} of computing, all processes together.',
    table: 'How good the probabilities are',
    reliability: 'Reliability diagram',
    coverage: 'Answering only what is certain',
    entropies: 'Entropy of the mean',
    ideal: 'perfect calibration',
    groups: { right: 'hits ({count})', wrong: 'mistakes ({count})', noise: 'noise ({count})' },
    about: `\
A calibrated network is right 80% of the times that it says 80%: its points lie on the diagonal. Below, it is
overconfident; above, it is modest. The calibration error averages the distance from the diagonal, weighted by how many
images each bin has.

The error is never 0: of a thousand images even a network that is right exactly as often as it says shows some. The
column beside it says how much, and the interval how far the error would vary with other images.

A single number sets right how sure a network is on the whole: dividing what goes into the softmax by a temperature, the one that
fits best on images of validation. The answer stays the same, and so does the accuracy; only the certainty changes. Where the
calibration error is already that of a calibrated network, there is nothing left for it to mend. A comparison of
probabilities without it is unfair: it may reward nothing but a better temperature (Ashukha and others, arXiv 2002.06470).
So each prediction is here twice, as it comes and with a temperature of its own.

If doubt is of use, answering only the most certain images must raise the accuracy: that is the curve of accuracy by
coverage. The histogram says the same in another way: hits on the left, mistakes on the right, and noise wherever the
network admits that it does not know.

McNemar's test looks only at the images that one prediction gets right and the other does not. If those fall to either
side like a coin, the difference is compatible with chance, even if the percentages are not equal.`,
    source:
      'Calibration error with 15 bins, and temperature scaling: Guo et al., 2017. Consistency resampling: Bröcker and Smith, 2007. Comparing at the best temperature: Ashukha et al., 2020. Exact two-sided McNemar test. AUROC: the probability that a case of the kind that is sought scores above one of the others.',
  },
  conformal: {
    title: 'How many classes must one name to be right?',
    intro:
      'Instead of one class, a set: as large as it must be for the true class to be missing from a share ε of the images and no more.',
    run: 'Calibrate and test',
    working: 'Passing the images, as they are, turned and with noise…',
    idle: 'Not run yet. The images of validation calibrate the sets; the test images, as they are and changed, show what they are worth.',
    none: 'There are no validation images to calibrate with: choose some for your own network, or the ready one.',
    empty: 'It shows here when the images have been passed.',
    result:
      'Promised: {promise}. On {images} ({set}) the sets hold the true class of {share}, where {least} to {most} is compatible with the promise; mean number of classes in a set: {size}. With the same images turned by 90°, of {turned}: the promise is of images like those of the calibration.',
    everything:
      'With so few images of calibration, {promise} cannot be promised but by the set of all classes. Allow more errors.',
    stale: 'What is shown is of another network, or of other images: run it again to bring it up to date.',
    sizes: 'Classes in a set, and how many images have such a set. {sizes}',
    images: 'By what is done to the images',
    classes: 'By the true class',
    asTheyAre: 'as they are',
    changed: { angle: 'turned by {by}°', noise: 'with noise, σ = {by}' },
    angle: 'As the images are turned',
    noise: 'As noise is added',
    promised: 'promised',
    kept: 'Compatible',
    below: 'Not kept',
    above: 'More than kept',
    about:
      'A probability promises nothing unless it is calibrated. Split conformal prediction makes a promise with any network, however bad: it looks at images that the network was not trained on, takes 1 − p of the true class as each one’s score, and finds the score that all but a share ε of them stay below. A set then holds every class whose score is no greater. A good network gets small sets, a bad one large sets, and both keep the promise.\n\nIt counts images, and needs no assumption on how they are distributed, but for one: that those to come are like those of the calibration, in any order (exchangeable). Turn the images, or add noise, and it no longer holds. The sets do not notice.\n\nAnd it holds on average. Of shirts the true class may be missing much more often than ε, while trousers have it nearly always: nothing was promised for each class. Nor is it promised for these very images of calibration: with a thousand others the share would be another, by a point or so. So what is compatible with the promise is reckoned with both samples, the images of calibration and those of the test (a beta-binomial distribution).\n\nA set without classes is possible: no class is likely enough. It counts as an error.',
    source:
      'Conformal prediction: Vovk, Gammerman and Shafer, 2005. An introduction: Angelopoulos and Bates, 2021. The score 1 − p: Sadinle, Lei and Wasserman, 2019. Interval of a share: Wilson, 1927; those of the classes hold for all ten together (Bonferroni).',
  },
  compare: {
    title: 'One network many times, or many networks?',
    intro:
      'At equal passes: MC dropout makes many of one network; bagging and deep ensembles train several and average.',
    run: 'Train and compare',
    working: 'Training and predicting…',
    idle: 'One network with dropout and {others} are trained, in parallel, {times}, and all answer for the same images.',
    trainings: { one: 'once', other: '{count} times, each with another seed' },
    repeated:
      'In points of accuracy, against one network of the same kind: bagging {bagging}; the deep ensemble {ensemble} (trained {times}; 95% intervals over trainings).',
    tempered: 'Each at its best temperature',
    differences: 'Differences to one of the networks, and their 95% intervals over trainings',
    ofFirst:
      'That accuracy (bagging’s), McNemar’s tests, and what a calibrated network would show, are of the first training.',
    empty: 'It shows here when the networks have been trained.',
    result: 'All answer for {images} ({set}).',
    table: 'At equal passes',
    pairs: 'McNemar’s test of each pair',
    lossCurve: 'Negative log-likelihood',
    accuracyCurve: 'Accuracy',
    about:
      'Bagging trains each network on a bootstrap sample (with replacement: about 37% of the images are missing from it) and from its own initial weights. Differing errors cancel in the mean; common ones stay. MC dropout is its pocket edition: the sub-networks share weights and were trained together, so that they are more alike.\n\nA pass costs the same in both cases. Training does not: M networks cost M times as much as one.\n\nSo the table compares M passes with M networks, and only then MC dropout with more passes, which cost no training.\n\nA deep ensemble is bagging without the bootstrap: all networks see all images, and differ by their initial weights and the order of the minibatches. Both are compared with one network alone, the ensemble’s first: with dropout in training or without it, it is the same on both sides. And what differs only by being too sure is set right first: each has the temperature that fits best on images of validation.\n\nOne training says little: another seed gives another difference. So all of it is repeated, and the differences have an interval over trainings; where that holds 0, neither is better as far as these trainings tell.\n\nFive or six tests at once would find some difference by chance in about one case of four. Holm’s correction multiplies the smallest p by the number of tests, the next by one less, and so on: what is still below 0.05 may be claimed together with the others.',
    source:
      'Bagging: Breiman, 1996. Deep ensembles: Lakshminarayanan, Pritzel and Blundell, 2017. Comparing at the best temperature: Ashukha et al., 2020. Comparing classifiers by McNemar’s test: Dietterich, 1998. Correction for several tests: Holm, 1979. Interval of a share: Wilson, 1927.',
  },
  corrected: 'McNemar, {tests} tests corrected by Holm',
  sampling:
    'All share the same images: with others of the same kind, the {share} might have been from {low} to {high} (Wilson’s 95% interval).',
  verdicts: {
    none: '“{first}” and “{second}” are right on exactly the same images.',
    equal:
      'Between “{first}” and “{second}” the difference is compatible with chance: only the first is right on {imagesFirst}, only the second on {onlySecond} ({test}, p = {p}).',
    first:
      '“{first}” is right more often than “{second}”: alone on {imagesFirst}, against {onlySecond} ({test}, p = {p}).',
    second:
      '“{second}” is right more often than “{first}”: alone on {imagesSecond}, against {onlyFirst} ({test}, p = {p}).',
  },
  outcomes: { none: 'None', equal: 'Compatible with chance', first: 'For the first', second: 'For the second' },
  explain: {
    epsilon:
      'In what share of the images the true class may be missing from the set. Less ε, larger sets. Nothing has to be run again.',
    kept: 'The share of test images whose set holds the true class, with its 95% interval as a band. The horizontal line is the promise, 1 − ε.',
    promised:
      'By images: whether the share is among those that 95% of all calibrations give of so many images where the promise is kept; “Not kept”: below them. By class, of which nothing is promised: whether the interval of the share of these very sets holds 1 − ε. The intervals of the ten classes hold for all of them together, so that they are wider.',
    network:
      'The ready one comes with the page and answers at once. Your own is trained here, with the dropout rate, the epochs and the layers that you choose.',
    dropout:
      'Probability of silencing each unit, on the input and on every hidden layer, in training and in the passes. With 0 all passes are equal and the deviation is zero.',
    passes:
      'How often each image is passed with dropout on. The error of the mean falls as 1/√T: with 100 passes it is a tenth of the deviation.',
    members:
      'How many networks bagging averages, and the deep ensemble, and how many passes MC dropout has in the even comparison.',
    membersDropout:
      'Whether the networks of bagging and of the ensemble are trained with the same dropout. For predictions theirs is always off.',
    trainings:
      'How often all of it is trained, each time with the next seed. Several tell how far a difference depends on the seed.',
    set: 'The test images: a thousand of the starter set, or ten thousand of the full one where the server has it. It also says what your own network is trained on.',
    seed: 'The masks of the passes come from it and, in training, the initial weights and the order of the images.',
    sources:
      'Test set: images that the network has not seen in training. Shuffled: the same pixels, without a shape. Noise: grey levels at random. The last two are no garments; the network has to choose one all the same, and honesty would be doubt.\n\nYou can also draw your own.',
    angle: 'Degrees, clockwise, about the centre.',
    right: 'Pixels; negative, to the left. What is left free is background.',
    down: 'Pixels; negative, upwards.',
    noise:
      'Standard deviation of the Gaussian noise that is added to each pixel, on the scale from 0 to 1. It is always the same noise, stronger or weaker.',
    bars: 'Each dot is the answer of one sub-network for that class. The bar reaches to the mean of the passes, and the whiskers are one standard deviation to either side. The diamond is the prediction without dropout.',
    convergence:
      'The mean of the three most probable classes as passes are added, with its standard error as a band. Once the band is narrow, more passes do not change the answer.',
    along:
      'The same for many versions of the image, from one end of the control to the other. The difference of the two entropies is what dropout adds; the mutual information is the disagreement of the sub-networks.',
    calibration:
      'How far, on average, the probability that is given lies from the share of hits. In parentheses, the 95% interval over images (bootstrap, corrected for its bias).',
    perfect:
      'What the calibration error would be, with as many images, if the network were right exactly as often as it says: its mean, and what 95% of the draws stay below. An error of that size is no evidence against the network.',
    reliability:
      'Images are put into 15 bins by the probability that the network gives its class. Each point compares that probability, on average, with the share of hits. Bins with fewer than 10 images are not drawn.',
    coverage:
      'Images are ordered from the most to the least certain. On the left few are answered; on the right, all. Higher is better.',
    entropies:
      'The share of each group in each bin of entropy. The greatest possible is ln 10 ≈ 2.30 nats: all ten classes alike.',
    lossCurve: 'Less is better. The horizontal line is one pass of the same network without dropout.',
    accuracyCurve:
      'Share of hits by how many passes, or networks, are averaged. Differences of a few images are noise: see McNemar’s test.',
  },
};

/**
 * Sets of classes instead of one, of which all but a share ε hold the true class: split conformal prediction (Vovk, Gammerman and
 * Shafer, 2005; Angelopoulos and Bates, 2021). An image's score is 1 − p of its true class (Sadinle, Lei and Wasserman, 2019). What is
 * promised holds on average over images like those of the calibration, in any order: neither for each class, nor for other images. Pure.
 */

/**
 * Which of n scores is the threshold, from the least: ⌈(n + 1)(1 − ε)⌉; n + 1 is beyond the last.
 * @param {number} n @param {number} epsilon
 */
function rankOf(n, epsilon) {
  if (!(epsilon > 0 && epsilon < 1)) throw new RangeError(`epsilon must be between 0 and 1, got ${epsilon}`);
  // A product such as 1000 · 0.1 may be a rounding below or above the whole number that it is, but not that of all.
  return Math.max(1, n + 1 - Math.floor((n + 1) * epsilon + 1e-9));
}

/**
 * How many of m test images are covered where the promise is kept: with other images of calibration the share that sets cover is
 * another, of a beta distribution with the rank of the threshold, and what m images show of it is beta-binomial (Angelopoulos and Bates,
 * 2021, 3.2). An interval of the share alone leaves the first out, and would call one honest calibration in two unkept where m is large.
 * @param {number} n calibration images @param {number} m test images
 * @param {number} epsilon 0..1, both excluded
 * @param {number} [confidence]
 * @returns {{ low: number, high: number }} counts, of which those below `low` and those above `high` have (1 − confidence)/2 each at most
 */
export function conformalRange(n, m, epsilon, confidence = 0.95) {
  const rank = rankOf(n, epsilon);
  if (!(rank <= n)) return { low: m, high: m };
  const rest = n + 1 - rank;
  // Weights of 0..m by their quotients, from the likeliest, of which a weight of 1 stands for all: nothing grows beyond it.
  const mode = Math.min(m, Math.max(0, Math.round((m * rank) / (n + 1))));
  const quotient = (/** @type {number} */ k) => ((m - k) * (rank + k)) / ((k + 1) * (m - k - 1 + rest));
  const weights = new Float64Array(m + 1);
  weights[mode] = 1;
  for (let k = mode; k < m; k++) weights[k + 1] = weights[k] * quotient(k);
  for (let k = mode; k > 0; k--) weights[k - 1] = weights[k] / quotient(k - 1);
  const total = weights.reduce((sum, w) => sum + w, 0);
  /** The least count that no more than the share of all weights stays below. @param {number} share */
  const quantile = (share) => {
    let sum = 0;
    for (let k = 0; k < m; k++) if ((sum += weights[k]) >= share * total) return k;
    return m;
  };
  return { low: quantile((1 - confidence) / 2), high: quantile((1 + confidence) / 2) };
}

/**
 * The score below which a new image's lies with probability 1 − ε at least: of n calibration images the ⌈(n + 1)(1 − ε)⌉-th least.
 * @param {ArrayLike<number>} probabilities [n, classes] of images that the network was not trained on
 * @param {ArrayLike<number>} labels [n]
 * @param {number} epsilon 0..1, both excluded
 * @returns {number} Infinity where n is too small for so little ε: then only the set of all classes keeps the promise
 */
export function conformalThreshold(probabilities, labels, epsilon) {
  const n = labels.length;
  const K = probabilities.length / n;
  const rank = rankOf(n, epsilon);
  if (!(rank <= n)) return Infinity;
  return Float64Array.from(labels, (label, i) => 1 - probabilities[i * K + label]).sort()[rank - 1];
}

/**
 * @typedef {object} Covered
 * @property {number} n images
 * @property {number} covered those whose set holds the true class
 * @property {number} classes in all sets together
 *
 * @typedef {Covered & { sizes: Uint32Array, byClass: Covered[] }} Coverage sizes: how many sets have no class, one, two …; byClass: of
 *   the images of each true class
 */

/**
 * What sets of a threshold come to: a class is in the set where 1 − p is at most the threshold.
 * @param {ArrayLike<number>} probabilities [n, classes]
 * @param {ArrayLike<number>} labels [n]
 * @param {number} threshold
 * @returns {Coverage}
 */
export function coverageOf(probabilities, labels, threshold) {
  const n = labels.length;
  const K = probabilities.length / n;
  const all = { n, covered: 0, classes: 0 };
  const byClass = Array.from({ length: K }, () => ({ n: 0, covered: 0, classes: 0 }));
  const sizes = new Uint32Array(K + 1);
  for (let i = 0; i < n; i++) {
    let size = 0;
    for (let k = 0; k < K; k++) if (1 - probabilities[i * K + k] <= threshold) size++;
    const covered = 1 - probabilities[i * K + labels[i]] <= threshold ? 1 : 0;
    sizes[size]++;
    for (const of of [all, byClass[labels[i]]]) {
      of.covered += covered;
      of.classes += size;
    }
    byClass[labels[i]].n++;
  }
  return { ...all, sizes, byClass };
}

/**
 * Sets of classes instead of one, of which all but a share ε hold the true class: split conformal prediction (Vovk, Gammerman and
 * Shafer, 2005; Angelopoulos and Bates, 2021). An image's score is 1 − p of its true class (Sadinle, Lei and Wasserman, 2019). What is
 * promised holds on average over images like those of the calibration, in any order: neither for each class, nor for other images. Pure.
 */

/**
 * The score below which a new image's lies with probability 1 − ε at least: of n calibration images the ⌈(n + 1)(1 − ε)⌉-th least.
 * @param {ArrayLike<number>} probabilities [n, classes] of images that the network was not trained on
 * @param {ArrayLike<number>} labels [n]
 * @param {number} epsilon 0..1, both excluded
 * @returns {number} Infinity where n is too small for so little ε: then only the set of all classes keeps the promise
 */
export function conformalThreshold(probabilities, labels, epsilon) {
  if (!(epsilon > 0 && epsilon < 1)) throw new RangeError(`epsilon must be between 0 and 1, got ${epsilon}`);
  const n = labels.length;
  const K = probabilities.length / n;
  // A product such as 1000 · 0.1 may be a rounding below or above the whole number that it is.
  const rank = n + 1 - Math.floor((n + 1) * epsilon + 1e-9);
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

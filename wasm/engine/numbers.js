/** What several of the classes here need of numbers. */

/** @param {string} name @param {number} value @param {number} max @param {number} [min] */
export function checkCount(name, value, max, min = 1) {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${name} must be a whole number ${min}..${max}, got ${value}`);
}

/** What C takes as a word: a larger number would be cut to its lowest 32 bits. @param {string} name @param {number} value */
export const checkWord = (name, value) => checkCount(name, value, 0xffffffff);

/**
 * @param {Float32Array} probabilities [n, classes]
 * @param {number} classes
 * @returns {Uint8Array} [n]: the most probable class of each row, the first of equals
 */
export function mostProbable(probabilities, classes) {
  return Uint8Array.from({ length: probabilities.length / classes }, (_, n) => {
    const row = probabilities.subarray(n * classes, (n + 1) * classes);
    return row.reduce((best, p, k) => (p > row[best] ? k : best), 0);
  });
}

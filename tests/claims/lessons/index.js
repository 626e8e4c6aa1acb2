// What the lessons say of runs, as data: the one home of every such claim. A lesson is what is measured of one seed's runs, which
// of that its text may name, and what it claims.
//
// A claim has one of three criteria:
//   mean   the mean of `of` over seeds lies above a bound (0 where none is said): the interval excludes the bound
//   equal  the mean of `of` is 0 to a margin: the interval lies within ±margin (two one-sided tests)
//   each   `holds` is true of a single seed's runs, in a share of the seeds (0.9 where none is said)
// What a reader sees in one run is `each`: a mean does not promise it.

import { lessons as depth } from './depth.js';
import { lessons as race } from './race.js';
import { lessons as rate } from './rate.js';
import { lessons as regularization } from './regularization.js';
import { lessons as uncertainty } from './uncertainty.js';

/**
 * @typedef {Record<string, number>} Figures of one seed, by name
 * @typedef {{ id: string, says: string } & (
 *   { kind: 'mean', of: (figures: Figures) => number, above?: number } |
 *   { kind: 'equal', of: (figures: Figures) => number, margin: number } |
 *   { kind: 'each', holds: (figures: Figures) => boolean, share?: number }
 * )} Claim
 * @typedef {object} Lesson
 * @property {string} id
 * @property {boolean} [dear] takes a quarter of a minute a seed or more, to several minutes: it is measured when all others have been
 * @property {(seed: number) => Promise<Figures>} measure
 * @property {Record<string, number>} figures those that a text may name, and the decimals they are written with
 * @property {Claim[]} claims
 */

/** All of them, those that take long in the end. @type {Lesson[]} */
export const lessons = [...depth, ...rate, ...race, ...regularization, ...uncertainty].sort(
  (a, b) => Number(a.dear ?? false) - Number(b.dear ?? false),
);

/** @param {string} id @returns {Lesson} */
export function lessonOf(id) {
  const found = lessons.find((one) => one.id === id);
  if (!found)
    throw new RangeError(`no lesson "${id}" is measured; there are ${lessons.map((one) => one.id).join(', ')}`);
  return found;
}

// What measured figures say of claims: one at a time, and all together. Pure.

import { figure, meanInterval, studentQuantile } from '../../wasm/statistics.js';
import { holm, pAbove, pEqual, wilsonInterval } from '../../wasm/statistics/tests.js';

/** @typedef {import('./lessons/index.js').Claim} Claim */
/** @typedef {import('./lessons/index.js').Figures} Figures */
/** @typedef {import('./lessons/index.js').Lesson} Lesson */

/**
 * @typedef {object} Finding about a claim
 * @property {string} id of lesson and claim: 'race.last'
 * @property {string} says
 * @property {'mean' | 'equal' | 'each'} kind
 * @property {string} criterion 'above 0', 'within ±2', 'in 90% of the seeds'
 * @property {number} n seeds
 * @property {number} mean of a difference, or the share of seeds
 * @property {number | null} deviation null of shares
 * @property {number | null} low of the 95 % interval: Student's of means, Wilson's of shares
 * @property {number | null} high
 * @property {number} [k] seeds of which it is true
 * @property {number | null} p corrected by Holm over all claims together; null of shares
 * @property {boolean} holds
 */

/** What chance of a false alarm a comparison with the file has, a claim. */
const ALARM = 1e-4;

/** @param {Claim} claim */
export const criterionOf = (claim) =>
  claim.kind === 'mean'
    ? `above ${claim.above ?? 0}`
    : claim.kind === 'equal'
      ? `within ±${claim.margin}`
      : `in ${Math.round(100 * shareOf(claim))}% of the seeds`;

/** @param {{ share?: number }} claim */
export const shareOf = ({ share = 0.9 }) => share;

/** The p before any correction. @param {Claim} claim @param {{ n: number, mean: number, deviation: number | null }} figure */
function pOf(claim, figure) {
  if (claim.kind === 'equal') return pEqual(figure, claim.margin);
  return pAbove(figure, (claim.kind === 'mean' ? claim.above : 0) ?? 0);
}

/**
 * Corrects p of findings together, whenever they were measured.
 * @param {{ finding: Finding, claim: Claim }[]} all
 */
export function correct(all) {
  const tested = all.filter(({ claim }) => claim.kind !== 'each');
  const corrected = holm(tested.map(({ finding, claim }) => pOf(claim, finding)));
  tested.forEach(({ finding }, n) => Object.assign(finding, { p: corrected[n], holds: corrected[n] < 0.05 }));
}

/** Differences, or 1 for seeds of which it is true and 0 for the others. @param {Claim} claim @param {Figures[]} rows */
const valuesOf = (claim, rows) => rows.map((row) => (claim.kind === 'each' ? Number(claim.holds(row)) : claim.of(row)));

/**
 * All claims of lessons, corrected together.
 * @param {Lesson[]} lessons
 * @param {Map<string, Figures[]>} measured by lesson, a row a seed
 * @returns {Finding[]}
 */
export function judge(lessons, measured) {
  const all = lessons.flatMap((lesson) =>
    lesson.claims.map((claim) => ({ lesson, claim, values: valuesOf(claim, measured.get(lesson.id) ?? []) })),
  );
  const findings = all.map(({ lesson, claim, values }) => {
    const common = {
      id: `${lesson.id}.${claim.id}`,
      says: claim.says,
      kind: claim.kind,
      criterion: criterionOf(claim),
    };
    const n = values.length;
    if (claim.kind === 'each') {
      const k = values.reduce((sum, x) => sum + x, 0);
      return {
        ...common,
        n,
        mean: k / n,
        deviation: null,
        ...wilsonInterval(k, n),
        k,
        p: null,
        holds: k / n >= shareOf(claim),
      };
    }
    return { ...common, ...meanInterval(values), p: null, holds: false };
  });
  correct(all.map(({ claim }, n) => ({ claim, finding: findings[n] })));
  return findings;
}

/**
 * Whether new seeds, enough of them to be judged by themselves, bear a claim out. A share fails where they show that it is lower than
 * stated (its interval lies below), not where chance has put a seed too many on the wrong side.
 * @param {Finding} finding of the new seeds
 * @param {Claim} claim
 */
export const isBorneOut = (finding, claim) =>
  claim.kind === 'each' ? /** @type {number} */ (finding.high) >= shareOf(claim) : finding.holds;

/**
 * Whether a claim of the file stands beside a few seeds that the file did not see: their mean is where the file's runs let one
 * expect it (a prediction interval), and of shares, all seeds together still have the stated one.
 * @param {Finding} finding
 * @param {Claim} claim
 * @param {Figures[]} rows of the new seeds
 * @returns {string | null} what speaks against it
 */
export function contradiction(finding, claim, rows) {
  const values = valuesOf(claim, rows);
  const m = values.length;
  const { mean } = figure(values);
  if (values.some((x) => !Number.isFinite(x))) return `a figure is not finite: ${values}`;
  if (claim.kind === 'each') {
    const k = values.reduce((sum, x) => sum + x, 0);
    const share = ((finding.k ?? 0) + k) / (finding.n + m);
    return share >= shareOf(claim)
      ? null
      : `true of ${k} of ${m} new seeds, and of ${finding.k} of ${finding.n} before`;
  }
  const half =
    studentQuantile(1 - ALARM, finding.n - 1) *
    /** @type {number} */ (finding.deviation) *
    Math.sqrt(1 / m + 1 / finding.n);
  return Math.abs(mean - finding.mean) <= half
    ? null
    : `the new seeds' mean is ${mean}, where ${finding.mean} ± ${half} was to be expected`;
}

/** What McNemar's tests let one say of predictions for the same images, and what of a share of the images. */
import { holm, wilsonInterval } from '../../../wasm/statistics/tests.js';

/** @import { App } from '../../context.js' */

/** Where a difference is taken for one that chance does not explain. */
const LEVEL = 0.05;

/**
 * The pairs with p-values that hold for all of them together: of six tests of equal networks one is below 0.05 in up to a quarter of
 * all cases.
 * @template {{ p: number }} P
 * @param {P[]} pairs
 */
export function correctedPairs(pairs) {
  const corrected = holm(pairs.map(({ p }) => p));
  return pairs.map((pair, n) => ({ ...pair, p: corrected[n] }));
}

/**
 * How much the accuracy would vary with other images from where these are: a share of all, and its interval, in words.
 * @param {App} app
 * @param {number} accuracy 0..1 @param {number} count of images
 */
export function sharesOf(app, accuracy, count) {
  const { low, high } = wilsonInterval(Math.round(accuracy * count), count);
  return { share: app.format.percent(accuracy), low: app.format.percent(low), high: app.format.percent(high) };
}

/**
 * @param {{ onlyA: number, onlyB: number, p: number }} pair
 * @returns {'none' | 'equal' | 'first' | 'second'} equal: chance is as uneven often enough
 */
export function outcomeOf({ onlyA, onlyB, p }) {
  if (onlyA + onlyB === 0) return 'none';
  if (!(p < LEVEL)) return 'equal';
  return onlyA > onlyB ? 'first' : 'second';
}

/**
 * @param {App} app
 * @param {{ onlyA: number, onlyB: number, p: number }} pair @param {string} first @param {string} second
 * @param {number} [tests] of how many the p is corrected
 * @returns {string}
 */
export function verdictOf(app, pair, first, second, tests = 1) {
  const { onlyA, onlyB, p } = pair;
  const values = {
    first,
    second,
    onlyFirst: app.format.integer(onlyA),
    onlySecond: app.format.integer(onlyB),
    imagesFirst: app.count('images', onlyA),
    imagesSecond: app.count('images', onlyB),
    p: app.format.number(p, { digits: 2 }),
    test: tests > 1 ? app.t('uncertainty.corrected', { tests: app.format.integer(tests) }) : 'McNemar',
  };
  return app.t(`uncertainty.verdicts.${outcomeOf(pair)}`, values);
}

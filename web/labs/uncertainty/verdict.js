/** What McNemar's test lets one say of two predictions for the same images. */

/** @import { App } from '../../context.js' */

/** Where a difference is taken for one that chance does not explain. */
export const LEVEL = 0.05;

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
 * @returns {string}
 */
export function verdictOf(app, pair, first, second) {
  const { onlyA, onlyB, p } = pair;
  const values = {
    first,
    second,
    onlyFirst: app.format.integer(onlyA),
    onlySecond: app.format.integer(onlyB),
    imagesFirst: app.count('images', onlyA),
    imagesSecond: app.count('images', onlyB),
    p: app.format.number(p, { digits: 2 }),
  };
  return app.t(`uncertainty.verdicts.${outcomeOf(pair)}`, values);
}

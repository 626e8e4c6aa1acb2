/** What may be said of contestants over seeds, in words: who is ahead, and by how much. */
import { excludesZero } from '../../../wasm/statistics.js';
import { aheadOf } from '../../runs/paired.js';
import { NONE, ofAll } from '../../views/format.js';

/** @import { App } from '../../context.js' */
/** @import { Run, RunGroup } from '../../runs/group.js' */
/** @import { Interval } from '../../../wasm/statistics.js' */

/**
 * Who is ahead; over several seeds a winner is named only where there is one, and among one contestant none.
 * @param {App} app
 * @param {RunGroup} race
 * @param {object} asked
 * @param {(run: Run) => number} asked.of the greater the better
 * @param {(run: Run) => unknown} [asked.measure] where `of` is not the same measure for all: what tells them apart, and is then said
 * @param {string} asked.words the group of strings that has `verdict.*`
 * @param {(id: string, mean: number) => Record<string, string>} asked.values what these name, beside `seeds`
 */
export function wordAhead(app, race, { of, measure, words, values }) {
  const said = (/** @type {string} */ key, /** @type {Record<string, string>} */ named = {}) =>
    app.t(`${words}.verdict.${key}`, named);
  if (measure && new Set(race.runs.map(measure)).size > 1) return said('unlike');
  const ahead = aheadOf(race, of);
  // Of what was broken off there is nothing to say in a lab's own words: it has neither diverged nor come to an end.
  if (!ahead) return race.runs.some(({ status }) => status === 'lost') ? app.t('race.verdict.lost') : said('none');
  const { known, all: seeds, equals, compared } = ahead;
  // Where nobody has all seeds there is no mean to tell; the table counts them.
  if (known < seeds) return app.t('race.verdict.survivors', { seeds: app.format.integer(seeds) });
  const named = { seeds: app.format.integer(seeds), ...values(ahead.id, ahead.mean) };
  const alone = () => said(seeds < 2 ? 'alone' : 'aloneOfSeeds', named);
  if (race.ids.length < 2) return alone();
  if (compared === 0) return `${alone()} ${app.t('race.verdict.only')}`;
  if (seeds > 1) return said(ahead.sure ? 'sure' : 'unsure', named);
  // Of one seed nothing but the figure says who is first, and several may have it.
  return said('one', { ...named, name: app.format.list(equals.map((id) => values(id, ahead.mean).name)) });
}

/**
 * A mean; where not all seeds have a value, of how many: a mean of survivors says nothing.
 * @param {App} app
 * @param {import('../../runs/summary.js').Counted} figure
 * @param {'number' | 'percent'} format
 */
export const wordMean = (app, { mean, known, all }, format) =>
  known > 0 && known < all ? ofAll(app, known, all) : app.format[format](mean);

/**
 * A mean of paired differences with its interval, and whether that holds 0.
 * @param {App} app
 * @param {Interval & { all?: number }} difference all: how many there would be
 * @param {number} [scale] 100 of shares, which are told in points
 */
export function wordDifference(app, { n, all = n, mean, low, high }, scale = 1) {
  if (n === 0) return NONE;
  const write = (/** @type {number} */ x) => `${x > 0 ? '+' : ''}${app.format.number(scale * x, { digits: 2 })}`;
  const count = n < all ? `, ${ofAll(app, n, all)}` : '';
  if (low === null || high === null) return `${write(mean)}${count}`;
  const zero = excludesZero({ low, high }) ? '' : ` · ${app.t('race.paired.zero')}`;
  return `${app.t('race.paired.interval', { mean: write(mean), low: write(low), high: write(high) })}${count}${zero}`;
}

/** What the views of the lab have in common: files, hashes, buttons that lead to the race. */
import { fairness as fairStart } from '../../runs/summary.js';
import { wordFailure } from '../../views/word-error.js';
import { h } from '../../views/dom.js';
import { downloadCSV, downloadJSON } from '../../views/download.js';
import { explain } from '../../views/explain.js';
import { race } from '../shared/links.js';

/** @import { App } from '../../context.js' */

/**
 * @typedef {object} Parts what a view shows while it is mounted
 * @property {Node[]} nodes
 * @property {() => void} reset after a start, or where other series are wanted
 * @property {() => void} draw
 * @property {() => void} destroy
 *
 * @typedef {object} View its runs live on when it is not mounted
 * @property {string} key
 * @property {() => 'idle' | 'running' | 'over'} status
 * @property {() => void} start
 * @property {() => void} cancel
 * @property {() => { share: number, secondsLeft: number }} progress share of the work that is done, 0 to 1
 * @property {() => string} sentence what there is to see, once it is over
 * @property {() => any} fallback the notice of a data set that is not there
 * @property {() => string[]} failures messages
 * @property {() => Parts} mount
 * @property {() => string[]} formulas TeX, under the explanation
 */

/** @typedef {import('../../runs/group.js').RunGroup} RunGroup */

/** What a view is whose work is a group of runs. @param {App} app @param {RunGroup} batch */
export const batchWork = (app, batch) => ({
  status: () => (batch.status === 'paused' ? 'running' : batch.status),
  cancel: () => batch.cancel(),
  progress: () => ({ share: batch.share, secondsLeft: batch.secondsLeft }),
  fallback: () => batch.fallback,
  failures: () => batch.failures.map((error) => wordFailure(app, error)),
});

/** @param {App} app @param {string} name @param {() => { columns: string[], rows: any[][], all: any }} content @returns {HTMLElement} */
export function exportButtons(app, name, content) {
  const button = (/** @type {string} */ label, /** @type {() => void} */ click) =>
    h('button', { type: 'button', class: 'button quiet', on: { click } }, label);
  return h(
    'div',
    { class: 'exports', hidden: true, 'data-roving': '' },
    button(app.t('rate.exportCSV'), () => {
      const { columns, rows } = content();
      downloadCSV(`${name}.csv`, columns, rows);
    }),
    button(app.t('rate.exportJSON'), () => downloadJSON(`${name}.json`, content().all)),
  );
}

/** @param {App} app @param {RunGroup} batch @returns {string} */
export function fairness(app, batch) {
  const [hashes] = fairStart(batch.runs);
  if (!hashes) return '';
  const { weights, batches } = hashes;
  return [
    weights ? app.t('rate.fair.weights', { hash: weights.slice(0, 8) }) : app.t('rate.fair.otherWeights'),
    batches ? app.t('rate.fair.batches', { hash: batches.slice(0, 8) }) : app.t('rate.fair.otherBatches'),
  ].join(' ');
}

/** A button that opens the race with this rate. @param {App} app @param {any} store @param {number} rate @param {string} [label] */
export function raceButton(app, store, rate, label = app.t('rate.useRate', { rate: app.format.plain(rate) })) {
  return h('button', { type: 'button', class: 'button', on: { click: () => race(store, rate) } }, label);
}

/**
 * A formula of the catalog, whose words are English, in the reader's language.
 * @param {App} app
 * @param {string} tex
 */
export const inWords = (app, tex) =>
  tex.replace(/\\text\{([^}]*)\}/g, (all, words) => {
    const key = `rate.words.${words.replaceAll(' ', '_')}`;
    return app.has(key) ? `\\text{${app.t(key)}}` : all;
  });

/** The "?" of a chart. @param {App} app @param {string} key @param {string} title */
export const about = (app, key, title) => [explain(app, `rate.explain.${key}`, { about: title })];

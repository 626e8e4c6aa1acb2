/** What the views of the lab have in common. */
import { explain } from '../../views/explain.js';
import { seriesStyle } from '../../views/palette.js';

/** @import { App } from '../../context.js' */

/**
 * @typedef {object} Parts what a view shows while it is mounted
 * @property {Node[]} nodes
 * @property {() => void} draw
 * @property {() => void} destroy
 *
 * @typedef {object} View its results live on when it is not mounted
 * @property {string} key
 * @property {() => string} action what the primary button is called
 * @property {() => void} start
 * @property {() => void} cancel
 * @property {() => 'idle' | 'running' | 'over' | 'stopped' | 'failed'} status
 * @property {() => number | null} share of what is under way, 0 to 1; null where nobody knows
 * @property {() => number} secondsLeft NaN where nobody knows
 * @property {() => string} sentence what there is to see
 * @property {() => string} failure a message, or ''
 * @property {() => string[]} formulas TeX, under the explanation
 * @property {() => Parts} mount
 *
 * @typedef {object} Shared what the views work on
 * @property {import('./networks.js').Networks} networks
 * @property {import('./explorer.js').Explorer} explorer
 * @property {import('./testrun.js').TestRun} testRun
 * @property {import('./comparison.js').Comparison} comparison
 * @property {import('./draft.js').Draft} draft
 * @property {() => string} dataSet
 * @property {() => import('./explorer.js').Question | null} question null until there is a network
 * @property {() => import('./comparison.js').Plan} plan
 * @property {(text: string) => void} announce
 * @property {() => void} later draws in the next frame
 */

/** The "?" of a chart. @param {App} app @param {string} key @param {string} title */
export const about = (app, key, title) => [explain(app, `uncertainty.explain.${key}`, { about: title })];

/** The n-th series of a chart. @param {string} id @param {string} label @param {number} n */
export function seriesOf(id, label, n) {
  const { color, dash, marker } = seriesStyle(n);
  return { id, label, color, dash, marker };
}

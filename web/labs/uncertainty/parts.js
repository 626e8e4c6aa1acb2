/** What the views of the lab have in common. */
import { NONE } from '../../views/format.js';
import { seriesStyle } from '../../views/palette.js';
import { figurePlace, figureText } from '../../views/table.js';
import { html } from '../../views/template.js';
import { wordReason } from './networks.js';

/** @import { App } from '../../context.js' */
/** @import { Figure } from '../../../wasm/statistics.js' */
/** @import { CalibrationSpread } from '../../../wasm/statistics/calibration.js' */

/**
 * @typedef {object} Shared what the views work on
 * @property {import('./networks.js').Networks} networks
 * @property {import('./explorer.js').Explorer} explorer
 * @property {import('./testrun.js').TestRun} testRun
 * @property {import('./setsrun.js').SetsRun} setsRun
 * @property {import('./comparison.js').Comparison | null} comparison null until its view is made
 * @property {() => string} dataSet
 * @property {() => import('./explorer.js').Question | null} question null until there is a network
 * @property {() => import('./comparison.js').Plan} plan
 * @property {() => void} later draws in the next frame
 */

/**
 * What a view is whose work is a task.
 * @template Asked, Outcome
 * @param {App} app
 * @param {import('../../runs/task.js').Task<Asked, Outcome> & { share: number | null }} task
 */
export const taskWork = (app, task) => ({
  cancel: () => task.cancel(),
  status: () => task.status,
  progress: () => ({ share: task.share, secondsLeft: task.clock.secondsLeft(task.share) }),
  failures: () => (task.error ? [wordReason(app, task.error)] : []),
});

/** The n-th series of a chart. @param {string} id @param {string} label @param {number} n */
export const seriesOf = (id, label, n) => ({ id, label, ...seriesStyle(n) });

/** The columns that say how good predictions are. */
export const SCORES = /** @type {const} */ ([
  { key: 'accuracy', format: 'percent' },
  { key: 'loss', format: 'number' },
  { key: 'brier', format: 'number' },
]);

/** Their values. @param {import('../../engine/message-types.js').Judgement['scores'][number]} score */
export const scoresOf = ({ accuracy, negativeLogLikelihood: loss, brier }) => ({ accuracy, loss, brier });

/**
 * The columns that say how well they are calibrated, and how much of that is the few images', or of several trainings the deviation.
 * @param {App} app
 * @returns {{ key: string, figure: true, format: (row: { id: string, spread?: CalibrationSpread, calibration?: number | Figure }) => string }[]}
 */
export const calibrationColumns = (app) => [
  {
    key: 'calibration',
    figure: true,
    format: ({ spread, calibration }) => {
      if (typeof calibration === 'object')
        return `${app.format.percent(calibration.mean)} ± ${app.format.percent(calibration.deviation)}`;
      if (!spread) return NONE;
      return app.t('uncertainty.interval', {
        value: app.format.percent(spread.error),
        low: app.format.percent(spread.low, { digits: 2 }),
        high: app.format.percent(spread.high, { digits: 2 }),
      });
    },
  },
  {
    key: 'perfect',
    figure: true,
    format: ({ spread }) =>
      spread
        ? app.t('uncertainty.perfect', {
            mean: app.format.percent(spread.perfect, { digits: 2 }),
            most: app.format.percent(spread.perfectMost, { digits: 2 }),
          })
        : NONE,
  },
];

/** Likely figures of a row, as wide as those that will come. */
export const LIKELY = {
  temperature: 0.888,
  accuracy: 0.888,
  loss: 0.888,
  brier: 0.888,
  spread: { error: 0.0388, low: 0.0188, high: 0.0388, perfect: 0.0288, perfectMost: 0.0388 },
  errors: 0.888,
  strangers: 0.888,
};

/**
 * A column whose cells have the room of a row's likely figures before there are any.
 * @param {App} app
 * @param {{ key: string, format: import('../../views/table.js').Format | ((row: Row) => string) }} column
 * @returns {import('../../views/table.js').Column<Row>}
 * @typedef {{ id: string, likely?: Record<string, unknown>, [key: string]: unknown }} Row
 */
export const roomy = (app, { key, format }) => ({
  key,
  figure: true,
  format(row) {
    const { likely } = row;
    const instead = String(row[key] ?? NONE);
    if (typeof format === 'string')
      return likely ? figurePlace(app, likely[key], format, instead) : figureText(app, row[key], format);
    if (!likely) return format(row);
    return html`<span data-room=${format({ ...row, ...likely })}><span>${instead}</span></span>`;
  },
});

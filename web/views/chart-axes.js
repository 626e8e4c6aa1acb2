/** How Chart.js is asked to draw a chart's axes: round ticks, hairlines, words in the reader's language. */
import { h } from './dom.js';
import { linearTicks, logTicks, niceStep } from './ticks.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./chart-draw.js').Axis} Axis
 * @typedef {object} Look of the axes
 * @property {string} xLabel
 * @property {{ muted: string, line: string, edge: string }} inks
 * @property {string} family of the letters
 * @property {boolean} empty there is nothing to put numbers to
 * @property {boolean} counts the x axis has numbers of things, between which nothing is
 * @property {number} ratio of the canvas's pixels to those of CSS
 */

/** What Chart.js would do beside the axes. */
const OFF = ['legend', 'tooltip', 'title', 'subtitle', 'decimation', 'filler', 'colors'];

/**
 * Chart.js' options, anew for other ranges or colours.
 * @param {App} app
 * @param {{ x: Axis, y: Axis }} ranges
 * @param {Look} look
 * @returns {import('chart.js').ChartOptions<'line'>}
 */
export function chartOptions(app, ranges, look) {
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    devicePixelRatio: look.ratio,
    events: [],
    layout: { padding: { top: 24, right: 10, bottom: 0, left: 0 } },
    plugins: Object.fromEntries(OFF.map((id) => [id, false])),
    scales: { x: axisOptions(app, 'x', ranges.x, look), y: axisOptions(app, 'y', ranges.y, look) },
  };
}

/**
 * @param {App} app
 * @param {'x' | 'y'} id @param {Axis} range @param {Look} look
 * @returns {import('chart.js').ScaleOptions<'linear' | 'logarithmic'>}
 */
function axisOptions(app, id, { scale, min, max }, { xLabel, inks, family, empty, counts }) {
  const across = id === 'x';
  const log = scale === 'log';
  const text = { color: inks.muted, font: { family, size: 12 } };
  let step = 0;
  return {
    type: log ? 'logarithmic' : 'linear',
    min,
    max,
    grid: {
      color: across ? inks.edge : inks.line,
      drawOnChartArea: !across,
      drawTicks: across,
      tickLength: across ? 5 : 0,
      lineWidth: 1,
    },
    border: { display: across, color: inks.edge },
    title: { display: across, align: 'end', padding: { top: 2, bottom: 0 }, text: xLabel, ...text },
    ticks: {
      maxRotation: 0,
      autoSkip: true,
      padding: across ? 4 : 8,
      includeBounds: false,
      callback: (value, _, ticks) => app.format.tick(Number(value), { step, log: ticks.length > 1 && step === 0 }),
      ...text,
    },
    afterBuildTicks(axis) {
      const { width, height } = axis.chart;
      const count = Math.max(2, Math.round(across ? width / 95 : height / 56));
      const round = log
        ? { ticks: logTicks(min, max, count), step: 0 }
        : linearTicks(min, max, count, across && counts);
      // Within a decade the ticks of a log axis are linear, and so are their labels.
      step = log && max / min < 5 ? niceStep(max - min, count) : round.step;
      axis.ticks = empty ? [] : round.ticks.map((value) => ({ value }));
    },
  };
}

/** Asks for the other y axis. @param {App} app @param {string} title of the chart @param {() => void} click */
export function logButton(app, title, click) {
  const label = app.t('views.logAxis', { title });
  return h('button', { type: 'button', class: 'button quiet', 'aria-label': label, on: { click } }, app.t('views.log'));
}

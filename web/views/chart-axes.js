/** How Chart.js is asked to draw a chart's axes: round ticks, hairlines, words in the reader's language. */
import { tick } from './format.js';
import { linearTicks, logTicks, niceRange, niceStep } from './ticks.js';

/**
 * @typedef {import('./chart-draw.js').Series} Series
 * @typedef {import('./chart-draw.js').Axis} Axis
 * @typedef {object} Axes
 * @property {'linear' | 'log'} xScale
 * @property {'linear' | 'log'} yScale
 * @property {string} xLabel
 * @property {string} yLabel
 * @property {number | null} xMin null: as the data have it
 * @property {number | null} xMax
 * @property {number | null} yMin
 * @property {number | null} yMax
 * @property {[number, number] | null} reach the x that shall be seen beside those of the data
 * @property {boolean} growing the x axis ends a little after the data, so that it need not change with every point
 */

const found = { least: -1, greatest: -1 };

/** The least and the greatest x of the data. @param {Series[]} visible @param {'linear' | 'log'} scale */
function extentX(visible, scale) {
  let min = Infinity;
  let max = -Infinity;
  for (const { buffer } of visible) {
    const { xs, length, sorted } = buffer;
    if (length === 0) continue;
    const first = scale === 'log' && sorted ? Math.min(length - 1, buffer.lowerBound(Number.MIN_VALUE)) : 0;
    for (const x of sorted ? [xs[first], xs[length - 1]] : xs.subarray(0, length)) {
      if (scale === 'log' && !(x > 0)) continue;
      min = Math.min(min, x);
      max = Math.max(max, x);
    }
  }
  return [min, max];
}

/**
 * The same of the y that are seen between two x.
 * @param {Series[]} visible
 * @param {Axis} x
 * @param {'linear' | 'log'} scale
 */
function extentY(visible, x, scale) {
  let min = Infinity;
  let max = -Infinity;
  for (const { buffer, band } of visible)
    for (const points of band ? [buffer, band.low, band.high] : [buffer]) {
      const from = points.sorted ? points.lowerBound(x.min) : 0;
      const to = points.sorted ? Math.min(points.length, points.lowerBound(x.max) + 1) : points.length;
      const { least, greatest } = points.extremes(from, to, found);
      if (least < 0) continue;
      const high = points.ys[greatest];
      max = Math.max(max, high);
      // A zero has no place on a log axis; four decades under the greatest value are what one can still read.
      if (scale !== 'log') min = Math.min(min, points.ys[least]);
      else if (high > 0) min = Math.min(min, points.ys[least] > 0 ? points.ys[least] : high * 1e-4);
    }
  return [min, max];
}

/**
 * Both axes for the data and what is fixed.
 * @param {Axes} axes @param {Series[]} visible
 * @returns {{ x: Axis, y: Axis }}
 */
export function rangesOf(axes, visible) {
  const extent = extentX(visible, axes.xScale);
  if (axes.reach) [extent[0], extent[1]] = [Math.min(extent[0], axes.reach[0]), Math.max(extent[1], axes.reach[1])];
  if (axes.growing) extent[1] = roomFor(extent[0], extent[1], axes.xScale);
  const x = rangeOf(axes.xScale, extent, axes.xMin, axes.xMax, false);
  return { x, y: rangeOf(axes.yScale, extentY(visible, x, axes.yScale), axes.yMin, axes.yMax, true) };
}

/** @param {number} min @param {number} max @param {'linear' | 'log'} scale */
function roomFor(min, max, scale) {
  if (!(max > min)) return max;
  if (scale === 'log') return 10 ** (Math.ceil(Math.log10(max) * 20) / 20);
  const step = niceStep(max - min, 16);
  return Math.ceil(max / step) * step;
}

/**
 * @param {'linear' | 'log'} scale
 * @param {number[]} extent
 * @param {number | null} fixedMin
 * @param {number | null} fixedMax
 * @param {boolean} nice
 * @returns {Axis}
 */
function rangeOf(scale, [dataMin, dataMax], fixedMin, fixedMax, nice) {
  const log = scale === 'log';
  const usable = (/** @type {number | null} */ value) =>
    value !== null && Number.isFinite(value) && (!log || value > 0) ? value : null;
  const [low, high] = [usable(fixedMin), usable(fixedMax)];
  let min = low ?? (Number.isFinite(dataMin) ? dataMin : log ? (high ?? 1) / 100 : Math.min(0, high ?? 0));
  let max = high ?? (Number.isFinite(dataMax) ? dataMax : log ? min * 100 : min + 1);
  if (nice || !(max > min)) {
    const [roundMin, roundMax] = niceRange(Math.min(min, max), Math.max(min, max), scale);
    min = low ?? roundMin;
    max = high ?? roundMax;
  }
  if (!(max > min)) [min, max] = log ? [min / 2, min * 2] : [min - 0.5, min + 0.5];
  return { scale, min, max };
}

/**
 * Chart.js' options. Colours and ranges are set before each update, as they change.
 * @param {() => boolean} empty whether there is nothing to put numbers to
 */
export function chartOptions(empty) {
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 24, right: 10, bottom: 0, left: 0 } },
    plugins: {
      legend: false,
      tooltip: false,
      title: false,
      subtitle: false,
      decimation: false,
      filler: false,
      colors: false,
    },
    scales: { x: axisOptions('x', empty), y: axisOptions('y', empty) },
  };
}

/** @param {'x' | 'y'} id @param {() => boolean} empty */
function axisOptions(id, empty) {
  let step = 0;
  return {
    type: 'linear',
    grid: { drawOnChartArea: id === 'y', drawTicks: id === 'x', tickLength: id === 'x' ? 5 : 0, lineWidth: 1 },
    border: { display: id === 'x' },
    title: { display: id === 'x', align: 'end', padding: { top: 2, bottom: 0 } },
    ticks: {
      maxRotation: 0,
      autoSkip: true,
      padding: id === 'x' ? 4 : 8,
      includeBounds: false,
      callback: (/** @type {number} */ value, /** @type {number} */ _, /** @type {any[]} */ ticks) =>
        tick(value, { step, log: ticks.length > 1 && step === 0 }),
    },
    /** @param {any} axis */
    afterBuildTicks(axis) {
      const { min, max, chart } = axis;
      const count = id === 'x' ? Math.max(2, Math.round(chart.width / 95)) : Math.max(2, Math.round(chart.height / 56));
      const log = axis.type === 'logarithmic';
      const linear = log ? { ticks: logTicks(min, max, count), step: 0 } : linearTicks(min, max, count);
      // Within a decade the ticks of a log axis are linear, and so are their labels.
      step = log && max / min < 5 ? niceStep(max - min, count) : linear.step;
      axis.ticks = empty() ? [] : linear.ticks.map((value) => ({ value }));
    },
  };
}

/**
 * Puts ranges and colours into the options of a chart that exists.
 * @param {any} options
 * @param {{ x: Axis, y: Axis }} ranges
 * @param {string} xLabel
 * @param {{ ink: string, muted: string, line: string, edge: string, family: string }} look
 */
export function applyAxes(options, ranges, xLabel, look) {
  for (const id of /** @type {('x' | 'y')[]} */ (['x', 'y'])) {
    const target = options.scales[id];
    const { scale, min, max } = ranges[id];
    target.type = scale === 'log' ? 'logarithmic' : 'linear';
    Object.assign(target, { min, max });
    const font = { family: look.family, size: 12 };
    Object.assign(target.ticks, { color: look.muted, font });
    Object.assign(target.title, { text: xLabel, color: look.muted, font });
    target.grid.color = id === 'x' ? look.edge : look.line;
    target.border.color = look.edge;
  }
}

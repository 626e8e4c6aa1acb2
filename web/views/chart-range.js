/** From where to where the axes of a line chart go: what the data have, and what of them there is to see. Pure. */
import { niceRange, niceStep, projection } from './ticks.js';

/**
 * @typedef {import('./chart-draw.js').Series} Series
 * @typedef {import('./chart-draw.js').Axis} Axis
 * @typedef {import('./ticks.js').Scale} Scale
 * @typedef {object} Axes
 * @property {Scale} xScale
 * @property {Scale} yScale
 * @property {string} xLabel
 * @property {string} yLabel
 * @property {boolean} counts the x axis has numbers of things, between which nothing is
 * @property {number | null} xMin null: as the data have it
 * @property {number | null} xMax
 * @property {number | null} yMin
 * @property {number | null} yMax
 * @property {[number, number] | null} reach the x that shall be seen beside those of the data
 * @property {boolean} growing the x axis ends a little after the data, so that it need not change with every point
 * @property {boolean} clip the y axis leaves out spikes that would press down all the rest
 */

const found = { least: -1, greatest: -1 };

/** The least and the greatest x of the data; infinite where there are none. @param {Series[]} visible @param {Scale} scale */
export function extentX(visible, scale) {
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
 * Where the points between two x begin and end.
 * @param {import('./decimate.js').PointBuffer} points @param {Axis} x
 * @returns {[number, number]}
 */
function within(points, { min, max }) {
  if (!points.sorted) return [0, points.length];
  return [points.lowerBound(min), Math.min(points.length, points.lowerBound(max) + 1)];
}

/**
 * The least and the greatest y that are seen between two x.
 * @param {Series[]} visible
 * @param {Axis} x
 * @param {Scale} scale
 */
function extentY(visible, x, scale) {
  let min = Infinity;
  let max = -Infinity;
  for (const { buffer, band } of visible)
    for (const points of band ? [buffer, band.low, band.high] : [buffer]) {
      const [from, to] = within(points, x);
      const { least, greatest } = points.extremes(from, to, found);
      if (least < 0) continue;
      const high = points.ys[greatest];
      const low = points.ys[least];
      // A zero has no place on a log axis; four decades under the greatest value are what one can still read.
      if (scale === 'log' && !(high > 0)) continue;
      max = Math.max(max, high);
      min = Math.min(min, scale === 'log' && !(low > 0) ? high * 1e-4 : low);
    }
  return [min, max];
}

/** The x axis in parts, of each of which the greatest value counts. */
const PARTS = 64;
/** The share of its way on which a curve may leave the plot. */
const AWAY = 0.1;
/** What may leave it leaves it where it would make the axis longer by more than this share. */
const COST = { linear: 0.25, log: 1 };
/** A beginning is shown that leaves the rest at least a fifth of the axis. */
const REST = 1 / 5;

/**
 * The greatest or the least value of each part of the x axis where the curve has one, the outermost first.
 * @param {import('./decimate.js').PointBuffer} points @param {Axis} x @param {'greatest' | 'least'} which
 */
function heightsOf(points, x, which) {
  const { toValue } = projection({ ...x, start: 0, end: PARTS });
  const [, end] = within(points, x);
  const heights = [];
  let [from] = within(points, x);
  for (let part = 1; part <= PARTS && from < end; part++) {
    const to = part < PARTS ? points.lowerBound(toValue(part), from, end) : end;
    const { [which]: outermost } = points.extremes(from, to, found);
    if (outermost >= 0) heights.push(points.ys[outermost]);
    from = to;
  }
  return heights.sort((a, b) => (which === 'greatest' ? b - a : a - b));
}

/**
 * What each curve comes to when it has left the plot for as much of its way as it may; one that is over soon has no say.
 * @param {Series[]} curves @param {Axis} x @param {'greatest' | 'least'} which
 */
function waysOf(curves, x, which) {
  const edge = which === 'greatest' ? 'high' : 'low';
  const all = curves.flatMap(({ buffer, band }) => (band ? [buffer, band[edge]] : [buffer]));
  const heights = all.map((points) => heightsOf(points, x, which));
  const longest = Math.max(...heights.map(({ length }) => length));
  return heights.filter(({ length }) => length > AWAY * longest).map((one) => one[Math.floor(AWAY * one.length)]);
}

/**
 * Where a y axis ends that shows what there is to see: nine tenths of each curve's way, and its beginning. A spike of
 * the first steps, or a run that diverges and is over soon, must not press down all the rest.
 * @param {Series[]} visible @param {Axis} x @param {Scale} scale @param {number} min @param {number} max of the data
 * @returns {number} max where leaving something out would win little
 */
function topOf(visible, x, scale, min, max) {
  const curves = visible.filter(({ buffer }) => buffer.length > 0);
  if (!(max > min) || curves.some(({ buffer }) => !buffer.sorted)) return max;
  const size = (/** @type {number} */ y) => (scale === 'log' ? Math.log(y / min) : y - Math.min(0, min));
  const way = Math.max(...waysOf(curves, x, 'greatest'));
  const beginnings = curves.map(({ buffer }) => buffer.ys[within(buffer, x)[0]]);
  const top = Math.max(way, ...beginnings.filter((y) => size(way) >= REST * size(y)));
  return size(max) > (1 + COST[scale]) * size(top) ? top : max;
}

/**
 * Where a logarithmic axis begins, likewise: a step whose loss is almost 0 must not press up all the rest. Where a curve ends is seen.
 * @param {Series[]} visible @param {Axis} x @param {number} min @param {number} max of the data
 * @returns {number}
 */
function bottomOf(visible, x, min, max) {
  const curves = visible.filter(({ buffer }) => buffer.length > 0);
  if (!(max > min) || curves.some(({ buffer }) => !buffer.sorted)) return min;
  const ends = curves.map(({ buffer }) => buffer.ys[within(buffer, x)[1] - 1]);
  const bottom = Math.min(...waysOf(curves, x, 'least'), ...ends.filter((y) => y > 0));
  return bottom > 0 && Math.log(max / min) > (1 + COST.log) * Math.log(max / bottom) ? bottom : min;
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
  const [least, greatest] = extentY(visible, x, axes.yScale);
  const top = axes.clip ? topOf(visible, x, axes.yScale, least, greatest) : greatest;
  const bottom = axes.clip && axes.yScale === 'log' ? bottomOf(visible, x, least, top) : least;
  return { x, y: rangeOf(axes.yScale, [bottom, top], axes.yMin, axes.yMax, true) };
}

/**
 * The curves that leave the plot over its top, each with its greatest point; the highest first. A curve that is drawn
 * twice, raw and smoothed, is one.
 * @param {Series[]} visible @param {{ x: Axis, y: Axis }} ranges
 * @returns {{ label: string, color: string, x: number, y: number }[]}
 */
export function beyond(visible, { x, y }) {
  /** @type {Map<string, { label: string, color: string, x: number, y: number }>} */
  const curves = new Map();
  for (const { label, color, buffer } of visible) {
    const { greatest } = buffer.extremes(...within(buffer, x), found);
    const high = buffer.ys[greatest];
    if (greatest >= 0 && high > y.max && high > (curves.get(label)?.y ?? -Infinity))
      curves.set(label, { label, color, x: buffer.xs[greatest], y: high });
  }
  return [...curves.values()].sort((a, b) => b.y - a.y);
}

/** @param {number} min @param {number} max @param {Scale} scale */
function roomFor(min, max, scale) {
  if (!(max > min)) return max;
  if (scale === 'log') return 10 ** (Math.ceil(Math.log10(max) * 20) / 20);
  const step = niceStep(max - min, 16);
  return Math.ceil(max / step) * step;
}

/**
 * @param {Scale} scale
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

/** Places that the arrow keys stop at, of a curve with more points than that. */
const STOPS = 100;

/**
 * From one x to another along the curve with the most points.
 * @param {Series[]} all @param {number | null} at @param {number} move places; infinite for the ends
 * @returns {number | null}
 */
export function walk(all, at, move) {
  const longest = all.reduce(
    (best, { buffer }) => (buffer.length > (best?.length ?? 0) ? buffer : best),
    /** @type {import('./decimate.js').PointBuffer | null} */ (null),
  );
  if (!longest) return null;
  const last = longest.length - 1;
  const from = at === null ? last : longest.nearest(at);
  const stride = Math.max(1, Math.round(longest.length / STOPS));
  let to = Number.isFinite(move) ? Math.min(last, Math.max(0, from + move * stride)) : move > 0 ? last : 0;
  // Where a curve stands upright, several points have one x.
  while (to > 0 && to < last && longest.xs[to] === longest.xs[from]) to += Math.sign(move);
  return longest.xs[to];
}

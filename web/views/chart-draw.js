/** The ink of a chart: bands, lines, points and marks on a canvas whose axes Chart.js has laid out. */
import { createSample, decimate, PointBuffer } from './decimate.js';
import { projection } from './ticks.js';

/**
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Area
 * @typedef {{ scale: 'linear' | 'log', min: number, max: number }} Axis
 * @typedef {object} Series
 * @property {string} id
 * @property {string} group what hiding and isolating address: the raw and the smoothed curve of a run are one group
 * @property {string} label
 * @property {string} color
 * @property {number[]} dash
 * @property {import('./palette.js').Marker} marker
 * @property {number} width
 * @property {number} alpha
 * @property {boolean} line
 * @property {boolean} fill the area down to the axis
 * @property {boolean} points a marker on each point
 * @property {boolean} legend
 * @property {boolean} tooltip
 * @property {PointBuffer} buffer
 * @property {{ low: PointBuffer, high: PointBuffer } | null} band
 * @typedef {Partial<Omit<Series, 'buffer' | 'band'>> & { id: string, label: string, color: string }} SeriesInit
 * @typedef {{ area: Area, x: Axis, y: Axis, font: string, ink: string, muted: string, paper: string,
 *   color: (name: string) => string }} Drawing color: what a colour's name stands for in the present theme
 */

/** The points of the curve that is being drawn: kept, so that drawing makes no garbage. */
const sample = createSample();

/** A series with what nobody has said of it. @param {SeriesInit} init @param {Series} [before] whose data it keeps */
export function seriesFrom(init, before) {
  return {
    group: init.id,
    dash: [],
    marker: /** @type {const} */ ('circle'),
    width: 2,
    alpha: 1,
    line: true,
    fill: false,
    points: false,
    legend: true,
    tooltip: true,
    band: before?.band ?? null,
    ...init,
    buffer: before?.buffer ?? new PointBuffer(),
  };
}

/** @param {Drawing} drawing */
export function project({ area, x, y }) {
  return {
    x: projection({ ...x, start: area.left, end: area.right }),
    y: projection({ ...y, start: area.bottom, end: area.top }),
  };
}

/** @typedef {ReturnType<typeof project>} Maps */

/** @param {CanvasRenderingContext2D} context @param {Area} area */
export function clipTo(context, area) {
  context.beginPath();
  // A line along the edge keeps its whole width, and a marker on it its shape.
  context.rect(area.left - 5, area.top - 5, area.right - area.left + 10, area.bottom - area.top + 8);
  context.clip();
}

/** @param {Drawing} drawing @param {Maps} maps */
function viewOf({ x }, maps) {
  return {
    columnOf: (/** @type {number} */ value) => Math.floor(maps.x.toPixel(value)),
    startOf: (/** @type {number} */ column) => maps.x.toValue(column),
    low: x.min,
    high: x.max,
  };
}

/**
 * Draws a band on from where it is, up to a point.
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Maps} maps @param {Series} series
 * @param {Progress} progress is moved on
 * @param {number} to the point after the last
 */
export function drawBand(context, drawing, maps, { band, color }, progress, to) {
  const from = Math.max(0, progress.nextOfBand - 1);
  if (!band || to <= progress.nextOfBand || to - from < 2) return;
  const view = { ...viewOf(drawing, maps), from, to };
  /** @param {PointBuffer} buffer @param {'least' | 'greatest'} keep */
  const edge = (buffer, keep) => {
    const { places } = decimate(buffer, { ...view, keep }, sample);
    // The next piece begins where this one ends.
    if (places.length > 0 && places[places.length - 1] !== to - 1) places.push(to - 1);
    return places;
  };
  context.beginPath();
  trace(context, maps, band.high, edge(band.high, 'greatest'), false);
  trace(context, maps, band.low, edge(band.low, 'least').reverse(), true);
  context.closePath();
  context.globalAlpha = 0.16;
  context.fillStyle = drawing.color(color);
  context.fill();
  context.globalAlpha = 1;
  progress.nextOfBand = to;
}

/**
 * How far a curve is drawn, and what its next piece must know of the piece before.
 * @typedef {object} Progress
 * @property {number} next the first point that is not drawn
 * @property {number} nextOfBand the same of the band
 * @property {boolean} thicket drawn by columns
 * @property {number} way pixels of line so far, where the dash goes on
 * @property {number} top of the last column
 * @property {number} bottom
 */

/** @returns {Progress} */
export function createProgress() {
  return { next: 0, nextOfBand: 0, thicket: false, way: 0, top: NaN, bottom: NaN };
}

/**
 * Draws a curve on from where it is, up to a point.
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Maps} maps @param {Series} series
 * @param {Progress} progress is moved on
 * @param {number} to the point after the last
 */
export function drawCurve(context, drawing, maps, series, progress, to) {
  const { buffer } = series;
  if (to <= progress.next) return;
  const color = drawing.color(series.color);
  // A line goes on from its last point; columns stand each for itself.
  const from = progress.thicket || progress.next === 0 ? progress.next : progress.next - 1;
  const { places } = decimate(buffer, { ...viewOf(drawing, maps), from, to }, sample);
  if (progress.next === 0) progress.thicket = isThicket(maps, buffer);
  if (series.fill) fillUnder(context, drawing, maps, buffer, color);
  context.globalAlpha = series.alpha;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = series.width;
  context.lineJoin = 'bevel';
  if (series.line && progress.thicket) drawColumns(context, maps, series, progress);
  else if (series.line) {
    context.setLineDash(series.dash);
    context.lineDashOffset = progress.way;
    context.beginPath();
    progress.way += trace(context, maps, buffer, places, false);
    context.stroke();
    context.setLineDash([]);
    context.lineDashOffset = 0;
  }
  // A single point makes no line, and must be seen all the same.
  if (series.points || buffer.length === 1)
    for (const at of places) {
      const [x, y] = [maps.x.toPixel(buffer.xs[at]), maps.y.toPixel(buffer.ys[at])];
      if (Number.isFinite(x) && Number.isFinite(y)) drawMarker(context, series.marker, x, y, 3.5, drawing.paper);
    }
  context.globalAlpha = 1;
  progress.next = to;
}

/** A line that goes up and down more than this many pixels a column is drawn column by column. */
const THICKET = 12;

/**
 * Whether the line of the sample is so restless that its strokes cover each column of pixels from end to end. Canvases
 * need tens of milliseconds to stroke such a line, and less than one to fill its columns.
 * @param {Maps} maps @param {PointBuffer} buffer
 */
function isThicket(maps, buffer) {
  const { places, columns } = sample;
  const spanned = columns[columns.length - 1] - columns[0] + 1;
  // Fewer points than that leave slanting lines to be seen.
  if (!buffer.sorted || spanned < 20 || places.length < 1.5 * spanned) return false;
  let way = 0;
  let before = NaN;
  for (const i of places) {
    const y = maps.y.toPixel(buffer.ys[i]);
    if (Number.isFinite(y - before)) way += Math.abs(y - before);
    before = y;
  }
  return way > THICKET * spanned;
}

/** Far outside: a canvas loses lines to places that are astronomically far away. @param {number} y */
function near(y) {
  return y < -1e5 ? -1e5 : y > 1e5 ? 1e5 : y;
}

/**
 * Each column from its least to its greatest value; the dash is kept along the x axis.
 * @param {CanvasRenderingContext2D} context @param {Maps} maps @param {Series} series @param {Progress} progress
 */
function drawColumns(context, maps, { buffer, width, dash }, progress) {
  const { places, columns } = sample;
  const period = dash.reduce((sum, part) => sum + part, 0);
  for (let k = 0; k < places.length;) {
    const column = columns[k];
    let [top, bottom] = [Infinity, -Infinity];
    for (; k < places.length && columns[k] === column; k++) {
      const value = buffer.ys[places[k]];
      const y = near(maps.y.toPixel(value));
      if (!Number.isFinite(value) || Number.isNaN(y)) continue;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    const found = bottom >= top;
    // It touches the column before, as a line would.
    const from = progress.bottom < top ? progress.bottom : top;
    const to = progress.top > bottom ? progress.top : bottom;
    if (found && (!period || inDash(column, dash, period)))
      context.fillRect(column, from - width / 2, 1, to - from + width);
    progress.top = found ? top : NaN;
    progress.bottom = found ? bottom : NaN;
  }
}

/** @param {number} at @param {number[]} dash ink and gap in turn @param {number} period */
function inDash(at, dash, period) {
  let rest = ((at % period) + period) % period;
  for (let i = 0; i < dash.length; i++) {
    if (rest < dash[i]) return i % 2 === 0;
    rest -= dash[i];
  }
  return true;
}

/**
 * A path through the points at the given places, broken at gaps.
 * @param {CanvasRenderingContext2D} context @param {Maps} maps @param {PointBuffer} buffer @param {number[]} at
 * @param {boolean} joined goes on from where the path is
 * @returns {number} its length in pixels
 */
function trace(context, maps, buffer, at, joined) {
  let pen = joined;
  let [way, beforeX, beforeY] = [0, 0, 0];
  for (const i of at) {
    const x = maps.x.toPixel(buffer.xs[i]);
    const y = near(maps.y.toPixel(buffer.ys[i]));
    if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(buffer.ys[i])) {
      pen = joined;
      continue;
    }
    if (pen) {
      context.lineTo(x, y);
      way += Math.hypot(x - beforeX, y - beforeY);
    } else context.moveTo(x, y);
    pen = true;
    [beforeX, beforeY] = [x, y];
  }
  return way;
}

/**
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Maps} maps @param {PointBuffer} buffer
 * @param {string} color
 */
function fillUnder(context, { area }, maps, buffer, color) {
  const finite = sample.places.filter((i) => Number.isFinite(maps.y.toPixel(buffer.ys[i])));
  if (finite.length < 2) return;
  context.beginPath();
  trace(context, maps, buffer, finite, false);
  context.lineTo(maps.x.toPixel(buffer.xs[finite[finite.length - 1]]), area.bottom);
  context.lineTo(maps.x.toPixel(buffer.xs[finite[0]]), area.bottom);
  context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = color;
  context.fill();
  context.globalAlpha = 1;
}

/** Corners of the markers, in units of their size. @type {Record<string, [number, number][]>} */
const SHAPES = {
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  triangle: [
    [0, -1.1],
    [1.05, 0.8],
    [-1.05, 0.8],
  ],
  down: [
    [0, 1.1],
    [1.05, -0.8],
    [-1.05, -0.8],
  ],
  diamond: [
    [0, -1.25],
    [1.25, 0],
    [0, 1.25],
    [-1.25, 0],
  ],
};

/**
 * A marker in the fill style that is set, with a rim of paper so that it stands out from lines.
 * @param {CanvasRenderingContext2D} context
 * @param {import('./palette.js').Marker} marker
 * @param {number} x
 * @param {number} y
 * @param {number} size @param {string} rim
 */
export function drawMarker(context, marker, x, y, size, rim) {
  context.beginPath();
  if (marker === 'cross') {
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x - size, y + size);
    context.lineTo(x + size, y - size);
    context.lineWidth = 2;
    context.stroke();
    return;
  }
  if (marker === 'circle') context.arc(x, y, size, 0, 2 * Math.PI);
  else SHAPES[marker].forEach(([dx, dy]) => context.lineTo(x + dx * size, y + dy * size));
  context.closePath();
  const stroke = context.strokeStyle;
  context.lineWidth = 2;
  context.strokeStyle = rim;
  context.stroke();
  context.strokeStyle = stroke;
  context.fill();
}

/** @typedef {{ group: string, series: Series }} Entry what stands in a legend */

/** The series that stand in the legend, one of each group. @param {Iterable<Series>} all @returns {Entry[]} */
export function legendEntries(all) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const series of all)
    if (series.legend && !entries.has(series.group)) entries.set(series.group, { group: series.group, series });
  return [...entries.values()];
}

/** Which groups of a chart are drawn: hidden ones are not, and with an isolated one only that is. */
export class Visibility {
  /** @type {Set<string>} */
  #hidden = new Set();
  /** @type {string | null} */
  isolated = null;

  /** @param {string} group */
  shows(group) {
    return this.isolated === null ? !this.#hidden.has(group) : group === this.isolated;
  }

  /** @param {string} group @param {boolean} hidden */
  hide(group, hidden) {
    if (hidden) this.#hidden.add(group);
    else this.#hidden.delete(group);
  }

  /** @param {string | null} group null: all are shown */
  isolate(group) {
    this.isolated = group;
    if (group === null) this.#hidden.clear();
  }

  /** What a click on a group in the legend does. @param {string} group @param {Iterable<string>} all */
  toggle(group, all) {
    const alone = this.isolated;
    if (alone === null) return this.hide(group, !this.#hidden.has(group));
    if (alone === group) return this.isolate(null);
    // One more beside the one that was alone.
    this.isolated = null;
    this.#hidden = new Set(all);
    this.hide(alone, false);
    this.hide(group, false);
  }
}

/** The ink of a plane: bands and lines of equal height below; ways over it above. */
import { drawTicks, inksOf, writeOver } from './axes.js';
import { drawMarker } from './chart-draw.js';
import { levelsOf, rings } from './contours.js';
import { mixHex } from './palette.js';
import { linearTicks } from './ticks.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./plane.js').Projection} Projection
 * @typedef {import('./plane.js').Box} Box
 * @typedef {{ width: number, height: number, projection: Projection }} Surface2D
 * @typedef {Box & { columns: number, rows: number }} Nodes of a grid
 * @typedef {(grid: Nodes) => ArrayLike<number>} ValuesOf
 */

/** Pixels between two nodes of the grid. */
const CELL = 4;

/** Lower is darker on both papers. @param {number} share 0 lowest, 1 highest @param {{ paper: string, accent: string }} colors */
export function bandColor(share, { paper, accent }) {
  const dark = parseInt(paper.slice(1, 3), 16) < 128;
  return mixHex(paper, accent, dark ? 0.03 + 0.24 * share : 0.34 * (1 - share));
}

/**
 * Fills the canvas with bands between levels of f.
 * @param {App} app
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {{ width: number, height: number, box: Box, floor: number | null, log?: boolean, valuesOf: ValuesOf }} options log: see levelsOf
 */
export function paintContours(app, context, { width, height, box, floor, log, valuesOf }) {
  const colors = inksOf(app);
  const [columns, rows] = [Math.ceil(width / CELL) + 3, Math.ceil(height / CELL) + 3];
  // One node more on each side: the lines along the grid's border must not be seen.
  const [dx, dy] = [(box.x1 - box.x0) / width, (box.y1 - box.y0) / height].map((pixel) => pixel * CELL);
  const [x0, y0] = [box.x0 - dx, box.y0 - dy];
  const grid = { x0, y0, x1: x0 + dx * (columns - 1), y1: y0 + dy * (rows - 1), columns, rows };
  const raw = valuesOf(grid);
  const levels = levelsOf(raw, { floor, log });
  const values = Float64Array.from(raw, levels.toScale);
  context.fillStyle = bandColor(0, colors);
  context.fillRect(0, 0, width, height);
  context.lineWidth = 1;
  context.lineJoin = 'round';
  levels.at.forEach((level, n) => {
    const color = bandColor((n + 1) / levels.at.length, colors);
    context.beginPath();
    for (const ring of rings({ values, columns, rows }, level)) {
      context.moveTo((ring[0] - 1) * CELL, height - (ring[1] - 1) * CELL);
      for (let i = 2; i < ring.length; i += 2) context.lineTo((ring[i] - 1) * CELL, height - (ring[i + 1] - 1) * CELL);
      context.closePath();
    }
    context.fillStyle = color;
    context.fill('evenodd');
    context.strokeStyle = mixHex(color, colors.ink, 0.16);
    context.stroke();
  });
  return levels;
}

/** Numbers along two sides. @param {App} app @param {CanvasRenderingContext2D} context @param {Surface2D & { box: Box }} area */
export function paintTicks(app, context, { width, height, box, projection }) {
  const { ink, paper } = inksOf(app);
  const look = { ink, paper, halo: 3, alpha: 0.75 };
  const across = linearTicks(box.x0, box.x1, width / 64);
  const up = linearTicks(box.y0, box.y1, height / 60);
  /** Those that do not run into the other axis' numbers. @type {(at: number, from: number, to: number) => boolean} */
  const fits = (at, from, to) => at >= from && at <= to;
  context.textAlign = 'center';
  drawTicks(app, context, {
    along: 'x',
    step: across.step,
    ticks: across.ticks.filter((x) => fits(projection.toX(x), 40, width - 16)),
    toPixel: projection.toX,
    line: [height - 5, height],
    at: height - 14,
    color: ink,
    look,
  });
  context.textAlign = 'left';
  drawTicks(app, context, {
    along: 'y',
    step: up.step,
    ticks: up.ticks.filter((y) => fits(projection.toY(y), 12, height - 26)),
    toPixel: projection.toY,
    line: [0, 5],
    at: 9,
    color: ink,
    look,
  });
}

/**
 * A ring over a halo of paper: a start, which those of one start share; with a cross in it a minimum.
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {[x: number, y: number]} at in pixels
 * @param {{ width: number, cross?: boolean }} look
 */
export function paintRing(app, context, [x, y], { width, cross = false }) {
  const { ink, paper } = inksOf(app);
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  if (cross) {
    context.moveTo(x - 10, y);
    context.lineTo(x + 10, y);
    context.moveTo(x, y - 10);
    context.lineTo(x, y + 10);
  }
  Object.assign(context, { strokeStyle: paper, lineWidth: 2 * width + 1 }).stroke();
  Object.assign(context, { strokeStyle: ink, lineWidth: width }).stroke();
}

/**
 * A run up to a step, over a halo of paper, with its marker at the end; where that lies outside, it tells where.
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {Surface2D} area
 * @param {{ points: Float32Array, step: number, style: import('./palette.js').Style, strong: boolean, name:
 *   string,
 *   lost: boolean }} run lost: it diverges, and what it does far outside only hides the others
 * @returns {Exit | null}
 */
export function paintRun(app, context, area, { points, step, style, strong, name, lost }) {
  const { paper } = inksOf(app);
  const color = app.palette.color(style.color);
  const { toX, toY } = area.projection;
  context.beginPath();
  context.moveTo(toX(points[0]), toY(points[1]));
  let [x, y] = [toX(points[0]), toY(points[1])];
  /** @type {number[]} */
  const stops = [];
  // Of thousands of steps that tremble on the spot, not each has to be a line.
  const least = 0.5 + step / 2000;
  for (let t = 1; t <= step; t++) {
    const [nx, ny] = [toX(points[2 * t]), toY(points[2 * t + 1])];
    const moved = Math.hypot(nx - x, ny - y);
    if (moved < least && t < step) continue;
    context.lineTo(nx, ny);
    if (moved > 7) stops.push(nx, ny);
    [x, y] = [nx, ny];
    if (lost && isFar(area, x, y)) break;
  }
  context.lineJoin = 'round';
  context.strokeStyle = paper;
  context.globalAlpha = 0.7;
  context.lineWidth = strong ? 6 : 4.5;
  context.stroke();
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = strong ? 3 : 2;
  context.setLineDash(style.dash);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = color;
  for (let n = 0; n < stops.length; n += 2) {
    context.beginPath();
    context.arc(stops[n], stops[n + 1], 2.2, 0, 2 * Math.PI);
    context.fill();
  }
  const inside = x >= 0 && y >= 0 && x <= area.width && y <= area.height;
  if (!inside) return { x, y, color, name };
  drawMarker(context, style.marker, x, y, strong ? 6.5 : 5, paper);
  return null;
}

/** More than half a picture away. @param {Surface2D} area @param {number} x @param {number} y */
const isFar = ({ width, height }, x, y) => Math.abs(x - width / 2) > width || Math.abs(y - height / 2) > height;

/** @typedef {{ x: number, y: number, color: string, name: string }} Exit */

/**
 * Arrows at the border towards points outside, with names.
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {Surface2D} area
 * @param {Exit[]} exits
 */
export function paintExits(app, context, area, exits) {
  /** @type {[number, number][]} */
  const taken = [];
  for (const exit of exits) paintExit(app, context, area, exit, taken);
}

/**
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {Surface2D} area
 * @param {Exit} exit
 * @param {[number, number][]} taken where names are already
 */
function paintExit(app, context, { width, height }, { x, y, color, name }, taken) {
  const { paper, ink } = inksOf(app);
  context.fillStyle = color;
  const [cx, cy] = [Math.max(14, Math.min(width - 14, x)), Math.max(14, Math.min(height - 14, y))];
  const angle = Math.atan2(y - cy, x - cx);
  context.save();
  context.translate(cx, cy);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(11, 0);
  context.lineTo(-5, -8);
  context.lineTo(-5, 8);
  context.closePath();
  context.lineWidth = 3;
  context.strokeStyle = paper;
  context.stroke();
  context.fill();
  context.restore();
  const left = cx > width / 2;
  context.textAlign = left ? 'right' : 'left';
  const at = /** @type {[number, number]} */ ([cx + (left ? -18 : 18), Math.max(12, Math.min(height - 30, cy))]);
  const down = at[1] < height / 2 ? 16 : -16;
  while (taken.some(([tx, ty]) => Math.abs(tx - at[0]) < 180 && Math.abs(ty - at[1]) < 15)) at[1] += down;
  taken.push(at);
  writeOver(context, name, ...at, { ink, paper, halo: 3 });
}

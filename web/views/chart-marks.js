/** Lines across a plot, at an epoch's end or a level to reach, with their words. */
import { writeOver } from './axes.js';
import { drawMarker, project } from './chart-draw.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./chart-draw.js').Drawing} Drawing
 * @typedef {import('./chart-draw.js').Area} Area
 * @typedef {{ x?: number, y?: number, label?: string, color?: string }} Mark
 * @typedef {{ curves: { color: string, at: number }[], text: string, left: number, right: number, row: number }} Beyond the arrows, and the words
 *   beside that of the highest, or in the row below it
 */

/**
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Mark[]} marks
 * @param {Beyond} words of which the labels leave the place free
 */
export function drawMarks(context, drawing, marks, words) {
  const { area } = drawing;
  const maps = project(drawing);
  context.save();
  context.font = drawing.font;
  context.lineWidth = 1;
  /** Right ends of the labels on each line over the plot. @type {number[]} */
  const rows = [];
  const inOrder = [...marks].sort((a, b) => (a.x ?? -Infinity) - (b.x ?? -Infinity));
  for (const mark of inOrder) {
    const color = drawing.color(mark.color ?? drawing.muted);
    context.strokeStyle = color;
    context.setLineDash([3, 3]);
    if (mark.x !== undefined) markX(context, drawing, maps.x.toPixel(mark.x), mark, { rows, words });
    else if (mark.y !== undefined) markY(context, drawing, maps.y.toPixel(mark.y), mark, area);
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {number} x @param {Mark} mark
 * @param {{ rows: number[], words: Beyond }} taken
 */
function markX(context, drawing, x, { label = '' }, { rows, words }) {
  const { area } = drawing;
  if (!(x >= area.left - 1 && x <= area.right + 1)) return;
  stroke(context, x, area.top, x, area.bottom);
  if (!label) return;
  const width = context.measureText(label).width + 8;
  // To the left of the line where the right edge is too near.
  const left = x + width + 4 > area.right ? x - width - 2 : x + 4;
  let row = left < words.right && left + width > words.left ? words.row + 1 : 0;
  while (left < (rows[row] ?? -Infinity)) row++;
  rows[row] = left + width;
  writeOver(context, label, left, area.top + 10 + row * 16, drawing);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {number} y
 * @param {Mark} mark
 * @param {Area} area
 */
function markY(context, drawing, y, { label = '' }, area) {
  if (!(y >= area.top - 1 && y <= area.bottom + 1)) return;
  stroke(context, area.left, y, area.right, y);
  if (!label) return;
  const left = area.right - context.measureText(label).width - 6;
  writeOver(context, label, left, y < area.top + 18 ? y + 10 : y - 9, drawing);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} x2
 * @param {number} y2
 */
function stroke(context, x, y, x2, y2) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x2, y2);
  context.stroke();
}

/**
 * Arrows at the top for curves that go on above it, with the words for the highest.
 * @param {App} app
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing
 * @param {{ label: string, color: string, x: number, y: number }[]} curves the highest first
 * @returns {Beyond}
 */
export function placeBeyond(app, context, drawing, curves) {
  const { toPixel } = project(drawing).x;
  const placed = curves.map(({ x, color }) => ({ color, at: toPixel(x) }));
  if (curves.length === 0) return { curves: placed, text: '', left: 0, right: 0, row: 0 };
  const { left: start, right: end } = drawing.area;
  const say = (/** @type {string} */ label) => app.t('views.upTo', { label, y: app.format.number(curves[0].y) }).trim();
  context.save();
  context.font = drawing.font;
  const whole = say(curves[0].label);
  // Where a name has no room, the arrow's colour tells whose the value is.
  const text = context.measureText(whole).width <= end - start ? whole : say('');
  const { width } = context.measureText(text);
  context.restore();
  const { at } = placed[0];
  const beside = at + 12 + width < end ? at + 12 : at - 12 - width;
  // Before the plot are the numbers of its axis.
  const left = beside < start ? Math.max(start, end - width) : beside;
  return { curves: placed, text, left, right: left + width, row: beside < start ? 1 : 0 };
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Beyond} beyond */
export function drawBeyond(context, drawing, { curves, text, left, row }) {
  const { area, paper } = drawing;
  context.save();
  context.font = drawing.font;
  for (const { at, color } of [...curves].reverse()) {
    context.fillStyle = drawing.color(color);
    drawMarker(context, 'triangle', at, area.top + 1, 5, paper);
  }
  if (text) writeOver(context, text, left, area.top + 2 + row * 14, drawing);
  context.restore();
}

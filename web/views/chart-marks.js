/** Lines across a plot, at an epoch's end or a level to reach, with their words. */
import { writeOver } from './axes.js';
import { drawMarker, project } from './chart-draw.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./chart-draw.js').Drawing} Drawing
 * @typedef {import('./chart-draw.js').Area} Area
 * @typedef {{ x?: number, y?: number, label?: string, color?: string }} Mark
 */

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Mark[]} marks */
export function drawMarks(context, drawing, marks) {
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
    if (mark.x !== undefined) markX(context, drawing, maps.x.toPixel(mark.x), mark, rows);
    else if (mark.y !== undefined) markY(context, drawing, maps.y.toPixel(mark.y), mark, area);
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {number} x @param {Mark} mark
 * @param {number[]} rows
 */
function markX(context, drawing, x, { label = '' }, rows) {
  const { area } = drawing;
  if (!(x >= area.left - 1 && x <= area.right + 1)) return;
  stroke(context, x, area.top, x, area.bottom);
  if (!label) return;
  const width = context.measureText(label).width + 8;
  // To the left of the line where the right edge is too near.
  const left = x + width + 4 > area.right ? x - width - 2 : x + 4;
  let row = rows.findIndex((end) => left >= end);
  if (row < 0) row = rows.length;
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
 */
export function drawBeyond(app, context, drawing, curves) {
  const { area, paper } = drawing;
  const { toPixel } = project(drawing).x;
  context.save();
  context.font = drawing.font;
  for (const { x, color } of [...curves].reverse()) {
    context.fillStyle = drawing.color(color);
    drawMarker(context, 'triangle', toPixel(x), area.top + 1, 5, paper);
  }
  if (curves.length > 0) {
    const text = app.t('views.upTo', { ...curves[0], y: app.format.number(curves[0].y) });
    const at = toPixel(curves[0].x);
    const fits = at + 12 + context.measureText(text).width < area.right;
    context.textAlign = fits ? 'left' : 'right';
    writeOver(context, text, at + (fits ? 12 : -12), area.top + 2, drawing);
  }
  context.restore();
}

/** A chart as a picture: title, legend and plot on paper, at twice the size for print and slides. */
import { drawMarker } from './chart-draw.js';
import { download, fileName } from './download.js';

/** @import { App } from '../context.js' */

export const SCALE = 2;
const MARGIN = 20;
const ROW = 22;

/** Gives a picture to the reader. @param {string} title @param {Blob} picture */
export const savePNG = (title, picture) => download(`${fileName(title)}.png`, picture);

/**
 * @param {App} app
 * @param {{ title: string, canvas: HTMLCanvasElement, width: number, height: number, family: string,
 *   entries: import('./chart-draw.js').Entry[] }} chart canvas: the plot at SCALE; width, height: in CSS pixels
 * @returns {Promise<Blob>}
 */
export function toPNG(app, { title, canvas, width, height, family, entries }) {
  const sheet = document.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
  const font = `13px ${family}`;
  context.font = font;
  const rows = layOut(
    entries.map(({ series }) => 36 + context.measureText(series.label).width + 18),
    width,
  );
  const top = MARGIN + 26 + (rows.length ? rows.length * ROW + 8 : 0);
  sheet.width = (width + 2 * MARGIN) * SCALE;
  sheet.height = (top + height + MARGIN) * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = app.palette.color('--paper');
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.textBaseline = 'middle';
  context.fillStyle = app.palette.color('--ink');
  context.font = `600 16px ${family}`;
  context.fillText(title, MARGIN, MARGIN + 8, width);
  context.font = font;
  rows.forEach((row, r) =>
    row.forEach(({ index, left }) => {
      drawEntry(app, context, entries[index].series, MARGIN + left, MARGIN + 26 + r * ROW + ROW / 2);
    }),
  );
  context.drawImage(canvas, MARGIN, top, width, height);
  return new Promise((resolve, reject) => {
    sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png');
  });
}

/**
 * Things of given widths in rows.
 * @param {number[]} widths @param {number} available
 * @returns {{ index: number, left: number }[][]}
 */
export function layOut(widths, available) {
  /** @type {{ index: number, left: number }[][]} */
  const rows = [];
  let left = Infinity;
  widths.forEach((width, index) => {
    if (left + width > available) {
      rows.push([]);
      left = 0;
    }
    rows[rows.length - 1].push({ index, left });
    left += width;
  });
  return rows;
}

/**
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {import('./chart-draw.js').Series} series
 * @param {number} x
 * @param {number} y
 */
function drawEntry(app, context, series, x, y) {
  context.strokeStyle = app.palette.color(series.color);
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 2.25;
  context.setLineDash(series.dash);
  if (series.line) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 26, y);
    context.stroke();
  }
  context.setLineDash([]);
  if (series.points) drawMarker(context, series.marker, x + 13, y, 3.5, app.palette.color('--paper'));
  context.fillStyle = app.palette.color('--ink');
  context.fillText(series.label, x + 34, y);
}

/**
 * What the drawings with axes have in common that Chart.js does not lay out: a canvas as fine as the screen, lines and
 * numbers along an axis, words on a halo of paper, and the frame around a figure.
 */
import { h } from './dom.js';

/** @import { App } from '../context.js' */

const INKS = /** @type {const} */ (['ink', 'muted', 'line', 'edge', 'paper', 'accent', 'good', 'bad']);

/** @typedef {Record<INKS[number], string>} Inks */

/** The theme's colours, as canvas understands them. @param {App} app @returns {Inks} */
export const inksOf = (app) =>
  /** @type {Inks} */ (Object.fromEntries(INKS.map((name) => [name, app.palette.color(`--${name}`)])));

/**
 * Empties a canvas that is this large on the page, and measures it in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {{ width: number, height: number, ratio?: number }} size ratio: of its pixels to those of CSS
 */
export function blank(canvas, { width, height, ratio = devicePixelRatio || 1 }) {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Setting a size makes a new canvas of it, even the same size.
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(w / width, 0, 0, h / height, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * Text that can be read over lines.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text @param {number} x @param {number} y
 * @param {{ ink: string, paper: string, halo?: number, alpha?: number }} look halo: its width on both sides together;
 *   alpha: its strength
 */
export function writeOver(context, text, x, y, { ink, paper, halo = 4, alpha = 1 }) {
  context.save();
  context.setLineDash([]);
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = halo;
  context.strokeStyle = paper;
  context.globalAlpha = alpha;
  context.strokeText(text, x, y);
  context.globalAlpha = 1;
  context.fillStyle = ink;
  context.fillText(text, x, y);
  context.restore();
}

/**
 * A line, or a dash, at each tick of an axis, with its number.
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {object} axis
 * @param {'x' | 'y'} axis.along
 * @param {number[]} axis.ticks
 * @param {number} [axis.step] between them
 * @param {(value: number) => number} axis.toPixel along the axis
 * @param {[number, number]} axis.line where each line begins and ends, across the axis
 * @param {number} axis.at where the numbers stand, across the axis
 * @param {string} axis.color of the lines
 * @param {{ ink: string, paper: string, halo?: number, alpha?: number }} axis.look of the numbers
 */
export function drawTicks(app, context, { along, ticks, step, toPixel, line: [from, to], at, color, look }) {
  for (const value of ticks) {
    const pixel = toPixel(value);
    context.fillStyle = color;
    if (along === 'x') context.fillRect(Math.round(pixel), from, 1, to - from);
    else context.fillRect(from, Math.round(pixel), to - from, 1);
    const [x, y] = along === 'x' ? [pixel, at] : [at, pixel];
    writeOver(context, app.format.tick(value, { step }), x, y, look);
  }
}

/** @param {App} app @param {string} title of the chart @param {() => unknown} save what saves it */
export function pngButton(app, title, save) {
  const label = app.t('views.pngOf', { title });
  return h(
    'button',
    { type: 'button', class: 'button quiet chart-png', 'aria-label': label, on: { click: () => app.attempt(save) } },
    app.t('views.png'),
  );
}

/**
 * The frame of a chart, whatever draws it: title, tools, legend, plot, and the chart in words.
 * @param {App} app
 * @param {object} parts
 * @param {string} parts.title
 * @param {Node[]} [parts.tools] beside the title
 * @param {(() => unknown) | null} [parts.save] as a picture; null: no button for it
 * @param {Node} parts.legend
 * @param {Node} parts.plot
 * @param {Node} parts.words
 * @param {boolean} [parts.small]
 */
export function figure(app, { title, tools = [], save = null, legend, plot, words, small = false }) {
  const head = [
    h('span', { class: 'chart-title' }, title),
    h(
      'span',
      { class: 'chart-tools', role: 'toolbar', 'aria-label': app.t('views.tools', { title }) },
      // Before there is something to save it is not seen, and leaves no gap at the edge.
      save && pngButton(app, title, save),
      tools,
    ),
  ];
  return h(
    'figure',
    { class: small ? 'chart small' : 'chart' },
    h('figcaption', { class: 'chart-head' }, head),
    legend,
    plot,
    words,
  );
}

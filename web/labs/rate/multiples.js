/** Small multiples: the same little chart for every learning rate, side by side on equal axes. */
import { blank, drawTicks, inksOf } from '../../views/axes.js';
import { drawMarker } from '../../views/chart-draw.js';
import { SCALE, toPNG } from '../../views/chart-export.js';
import { swatch } from '../../views/chart-legend.js';
import { clear, h, setText } from '../../views/dom.js';
import { logTicks, projection } from '../../views/ticks.js';

/** @import { App } from '../../context.js' */

/**
 * How an outcome is drawn: by colour and by marker.
 * @type {Record<string, { color: string, marker: import('../../views/palette.js').Marker }>}
 */
export const LOOKS = {
  tooSmall: { color: '--c-6', marker: 'down' },
  fair: { color: '--muted', marker: 'diamond' },
  good: { color: '--good', marker: 'circle' },
  tooLarge: { color: '--c-5', marker: 'triangle' },
  diverged: { color: '--bad', marker: 'cross' },
};

const HEIGHT = 96;
const LEFT = 26;
const BOTTOM = 4;

/**
 * @typedef {{ rate: number, losses: ArrayLike<number>, smoothed: ArrayLike<number>, outcome: string | null,
 *   status: string | null }} Little
 *   outcome: null while it runs
 * @typedef {{ steps: number, low: number, high: number, first: number }} Frame of all: the y axis is logarithmic
 * @param {App} app
 */

export function multiples(app) {
  const element = h('ul', { class: 'rate-multiples', 'aria-label': app.t('rate.sweep.multiples') });
  /** @type {Map<number, { canvas: HTMLCanvasElement, verdict: HTMLElement, item: HTMLElement, told: string }>} */
  let items = new Map();
  /** What was drawn last. @type {{ list: Little[], frame: Frame | null }} */
  let drawn = { list: [], frame: null };

  /** @param {number} rate */
  function make(rate) {
    const canvas = h('canvas', { role: 'img' });
    const verdict = h('span', { class: 'rate-verdict' });
    const item = h(
      'li',
      null,
      h('div', { class: 'rate-multiple-head' }, h('b', null, `η = ${app.format.plain(rate)}`), verdict),
      canvas,
    );
    return { canvas, verdict, item, told: '' };
  }

  return {
    element,
    /** Charts for these rates, empty. @param {number[]} rates */
    reset(rates) {
      items = new Map(rates.map((rate) => [rate, make(rate)]));
      clear(
        element,
        [...items.values()].map(({ item }) => item),
      );
    },
    /** @param {Little[]} list @param {Frame} frame */
    draw(list, frame) {
      drawn = { list, frame };
      for (const one of list) {
        const item = items.get(one.rate);
        if (!item) continue;
        const words = app.t(`rate.outcomes.${one.outcome ?? 'running'}`);
        if (item.told !== words) {
          item.told = words;
          const look = one.outcome ? LOOKS[one.outcome] : null;
          clear(item.verdict, look ? swatch({ ...look, line: false, points: true }) : null, words);
        }
        const last = one.smoothed[one.smoothed.length - 1];
        item.canvas.setAttribute(
          'aria-label',
          app.t('rate.sweep.little', {
            rate: app.format.plain(one.rate),
            outcome: words,
            loss: app.format.number(last),
          }),
        );
        paint(app, item.canvas, item.canvas.clientWidth, devicePixelRatio || 1, one, frame);
      }
    },
    /** All of them on one sheet, as they stand in the page. @returns {Promise<Blob>} */
    toPNG() {
      const { left, top, width, height } = element.getBoundingClientRect();
      const family = getComputedStyle(element).fontFamily;
      const sheet = h('canvas', { width: Math.ceil(width) * SCALE, height: Math.ceil(height) * SCALE });
      const context = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
      context.scale(SCALE, SCALE);
      context.textBaseline = 'middle';
      for (const one of drawn.list) {
        const item = items.get(one.rate);
        if (!item || !drawn.frame) continue;
        const at = item.canvas.getBoundingClientRect();
        const [x, y] = [at.left - left, at.top - top];
        const picture = h('canvas');
        paint(app, picture, at.width, SCALE, one, drawn.frame);
        context.drawImage(picture, x, y, at.width, HEIGHT);
        context.fillStyle = app.palette.color('--ink');
        context.font = `600 12px ${family}`;
        context.fillText(`η = ${app.format.plain(one.rate)}`, x, y - 27);
        context.font = `12px ${family}`;
        const look = one.outcome ? LOOKS[one.outcome] : null;
        context.fillText(item.told, x + (look ? 16 : 0), y - 9);
        if (!look) continue;
        context.fillStyle = context.strokeStyle = app.palette.color(look.color);
        drawMarker(context, look.marker, x + 6, y - 9, 3.5, app.palette.color('--paper'));
      }
      return toPNG(app, { title: app.t('rate.sweep.multiples'), canvas: sheet, width, height, family, entries: [] });
    },
    /** @param {string} text */
    empty: (text) =>
      clear(element, h('li', { class: 'muted' }, h('p', { ref: (/** @type {Node} */ p) => setText(p, text) }))),
  };
}

/**
 * @param {App} app
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} ratio of the canvas's pixels to them
 * @param {Little} one
 * @param {Frame} frame
 */
function paint(app, canvas, width, ratio, { losses, smoothed, outcome }, { steps, low, high, first }) {
  if (width === 0) return;
  const context = blank(canvas, { width, height: HEIGHT, ratio });
  const inks = inksOf(app);
  const x = projection({ scale: 'linear', min: 0, max: steps, start: LEFT, end: width - 1 });
  const y = projection({ scale: 'log', min: low, max: high, start: HEIGHT - BOTTOM, end: 6 });
  context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
  context.textAlign = 'right';
  drawTicks(app, context, {
    along: 'y',
    ticks: logTicks(low, high, 4),
    toPixel: y.toPixel,
    line: [LEFT, width],
    at: LEFT - 4,
    color: inks.line,
    look: { ink: inks.muted, paper: inks.paper },
  });
  context.save();
  context.beginPath();
  context.rect(LEFT, 0, width - LEFT, HEIGHT);
  context.clip();
  // Where all of them began.
  context.strokeStyle = inks.edge;
  context.setLineDash([3, 3]);
  line(context, [1, steps], [first, first], x, y);
  context.setLineDash([]);
  const color = app.palette.color(outcome ? LOOKS[outcome].color : '--accent');
  const at = Array.from(smoothed, (_, n) => n + 1);
  context.strokeStyle = color;
  context.globalAlpha = 0.3;
  line(context, at, losses, x, y);
  context.globalAlpha = 1;
  context.lineWidth = 2;
  line(context, at, smoothed, x, y);
  context.restore();
}

/** @typedef {ReturnType<typeof projection>} Map1 */

/**
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys
 * @param {Map1} x @param {Map1} y
 */
function line(context, xs, ys, x, y) {
  context.beginPath();
  for (let n = 0; n < ys.length; n++)
    context.lineTo(x.toPixel(xs[n]), Math.max(-100, y.toPixel(Math.max(ys[n], 1e-9))));
  context.stroke();
}

/** Small multiples: the same little chart for every learning rate, side by side on equal axes. */
import { blank, drawTicks, inksOf } from '../../views/axes.js';
import { drawMarker } from '../../views/chart-draw.js';
import { SCALE, toPNG } from '../../views/chart-export.js';
import { swatch } from '../../views/legend.js';
import { html, nothing, render } from '../../views/template.js';
import { h } from '../../views/dom.js';
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
 * @typedef {{ rate: number, losses: ArrayLike<number> | null, smoothed: ArrayLike<number>, deviation: ArrayLike<number> | null,
 *   outcome: string | null, status: string | null }} Little
 *   outcome: null while it runs; losses: of one run; of several seeds the smoothed mean has a deviation
 * @typedef {{ steps: number, low: number, high: number, first: number }} Frame of all: the y axis is logarithmic
 * @param {App} app
 */

export function multiples(app) {
  const element = h('ul', { class: 'rate-multiples', 'aria-label': app.t('rate.sweep.multiples') });
  /** A canvas for each rate. @type {Map<number, HTMLCanvasElement>} */
  let canvases = new Map();
  /** What was drawn last. @type {{ list: Little[], frame: Frame | null }} */
  let drawn = { list: [], frame: null };
  const verdictOf = (/** @type {Little} */ { outcome }) => app.t(`rate.outcomes.${outcome ?? 'running'}`);

  /** @param {Little} one */
  function item(one) {
    const look = one.outcome ? LOOKS[one.outcome] : null;
    return html`<li>
      <div class="rate-multiple-head">
        <b>η = ${app.format.plain(one.rate)}</b>
        <span class="rate-verdict">${look && swatch({ ...look, line: false, points: true })}${verdictOf(one)}</span>
      </div>
      ${canvases.get(one.rate)}
    </li>`;
  }

  /** @param {Little} one */
  const describe = (one) =>
    app.t('rate.sweep.little', {
      rate: app.format.plain(one.rate),
      outcome: verdictOf(one),
      loss: app.format.number(one.smoothed[one.smoothed.length - 1]),
    });

  function paintAll() {
    for (const one of drawn.list) {
      const canvas = canvases.get(one.rate);
      if (canvas && drawn.frame) paint(app, canvas, canvas.clientWidth, devicePixelRatio || 1, one, drawn.frame);
    }
  }

  // Widths are known only once the page has been laid out.
  const sizes = new ResizeObserver(paintAll);
  sizes.observe(element);
  const stopTheme = app.palette.onChange(paintAll);

  return {
    element,
    destroy() {
      sizes.disconnect();
      stopTheme();
    },
    /** Charts for these rates, empty; without one, a sentence. @param {number[]} rates @param {string} sentence */
    reset(rates, sentence) {
      canvases = new Map(rates.map((rate) => [rate, h('canvas', { role: 'img' })]));
      drawn = { list: [], frame: null };
      render(rates.length === 0 ? html`<li class="muted"><p>${sentence}</p></li>` : nothing, element);
    },
    /** @param {Little[]} list @param {Frame} frame */
    draw(list, frame) {
      drawn = { list, frame };
      render(list.map(item), element);
      for (const one of list) canvases.get(one.rate)?.setAttribute('aria-label', describe(one));
      paintAll();
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
        const canvas = canvases.get(one.rate);
        if (!canvas || !drawn.frame) continue;
        const at = canvas.getBoundingClientRect();
        const [x, y] = [at.left - left, at.top - top];
        const picture = h('canvas');
        paint(app, picture, at.width, SCALE, one, drawn.frame);
        context.drawImage(picture, x, y, at.width, HEIGHT);
        context.fillStyle = app.palette.color('--ink');
        context.font = `600 12px ${family}`;
        context.fillText(`η = ${app.format.plain(one.rate)}`, x, y - 27);
        context.font = `12px ${family}`;
        const look = one.outcome ? LOOKS[one.outcome] : null;
        context.fillText(verdictOf(one), x + (look ? 16 : 0), y - 9);
        if (!look) continue;
        context.fillStyle = context.strokeStyle = app.palette.color(look.color);
        drawMarker(context, look.marker, x + 6, y - 9, 3.5, app.palette.color('--paper'));
      }
      return toPNG(app, { title: app.t('rate.sweep.multiples'), canvas: sheet, width, height, family, entries: [] });
    },
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
function paint(app, canvas, width, ratio, { losses, smoothed, deviation, outcome }, { steps, low, high, first }) {
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
  if (losses) line(context, at, losses, x, y);
  if (deviation) {
    context.fillStyle = color;
    band(context, at, smoothed, deviation, x, y);
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  line(context, at, smoothed, x, y);
  context.restore();
}

/** @typedef {ReturnType<typeof projection>} Map1 */

/**
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} xs @param {ArrayLike<number>} mean
 * @param {ArrayLike<number>} deviation @param {Map1} x @param {Map1} y
 */
function band(context, xs, mean, deviation, x, y) {
  const place = (/** @type {number} */ loss) => Math.max(-100, y.toPixel(Math.max(loss, 1e-9)));
  context.beginPath();
  for (let n = 0; n < mean.length; n++) context.lineTo(x.toPixel(xs[n]), place(mean[n] + deviation[n]));
  for (let n = mean.length - 1; n >= 0; n--) context.lineTo(x.toPixel(xs[n]), place(mean[n] - deviation[n]));
  context.fill();
}

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

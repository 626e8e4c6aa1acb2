/** Small multiples: the same little chart for every learning rate, side by side on equal axes. */
import { t } from '../../i18n/index.js';
import { swatch } from '../../views/chart-legend.js';
import { clear, h, setText } from '../../views/dom.js';
import { number, plain, tick } from '../../views/format.js';
import { resolveColor } from '../../views/palette.js';
import { projection } from '../../views/ticks.js';

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
 *   status: string }} Little
 *   outcome: null while it runs
 * @typedef {{ steps: number, low: number, high: number, first: number }} Frame of all: the y axis is logarithmic
 */

export function multiples() {
  const element = h('ul', { class: 'rate-multiples', 'aria-label': t('rate.sweep.multiples') });
  /** @type {Map<number, { canvas: HTMLCanvasElement, verdict: HTMLElement, item: HTMLElement, told: string }>} */
  let items = new Map();

  /** @param {number} rate */
  function make(rate) {
    const canvas = h('canvas', { role: 'img' });
    const verdict = h('span', { class: 'rate-verdict' });
    const item = h(
      'li',
      null,
      h('div', { class: 'rate-multiple-head' }, h('b', null, `η = ${plain(rate)}`), verdict),
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
      for (const one of list) {
        const item = items.get(one.rate);
        if (!item) continue;
        const words = t(`rate.outcomes.${one.outcome ?? 'running'}`);
        if (item.told !== words) {
          item.told = words;
          const look = one.outcome ? LOOKS[one.outcome] : null;
          clear(item.verdict, look ? swatch({ ...look, line: false, points: true }) : null, words);
        }
        const last = one.smoothed[one.smoothed.length - 1];
        item.canvas.setAttribute(
          'aria-label',
          t('rate.sweep.little', { rate: plain(one.rate), outcome: words, loss: number(last) }),
        );
        paint(item.canvas, one, frame);
      }
    },
    /** @param {string} text */
    empty: (text) =>
      clear(element, h('li', { class: 'muted' }, h('p', { ref: (/** @type {Node} */ p) => setText(p, text) }))),
  };
}

/** @param {HTMLCanvasElement} canvas @param {Little} one @param {Frame} frame */
function paint(canvas, { losses, smoothed, outcome }, { steps, low, high, first }) {
  const width = canvas.clientWidth;
  if (width === 0) return;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(HEIGHT * ratio)) canvas.height = Math.round(HEIGHT * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, HEIGHT);
  const x = projection({ scale: 'linear', min: 0, max: steps, start: LEFT, end: width - 1 });
  const y = projection({ scale: 'log', min: low, max: high, start: HEIGHT - BOTTOM, end: 6 });
  context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].filter((one) => one >= low && one <= high)) {
    const at = y.toPixel(value);
    context.fillStyle = resolveColor('--line');
    context.fillRect(LEFT, Math.round(at), width - LEFT, 1);
    context.fillStyle = resolveColor('--muted');
    context.fillText(tick(value), LEFT - 4, at);
  }
  context.save();
  context.beginPath();
  context.rect(LEFT, 0, width - LEFT, HEIGHT);
  context.clip();
  // Where all of them began.
  context.strokeStyle = resolveColor('--edge');
  context.setLineDash([3, 3]);
  line(context, [1, steps], [first, first], x, y);
  context.setLineDash([]);
  const color = resolveColor(outcome ? LOOKS[outcome].color : '--accent');
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

/**
 * Bars with error bars: for each of a few names the mean of repeated measurements, a standard deviation to either side,
 * the measurements themselves as dots, and a mark for what it is compared with. All between 0 and 1.
 */
import { blank, drawTicks, figure, inksOf } from './axes.js';
import { h, setText } from './dom.js';
import { explain } from './explain.js';
import { drawMarker } from './chart-draw.js';
import { swatch } from './legend.js';
import { html, made } from './template.js';

/** @import { App } from '../context.js' */

const ROW = 32;
const TOP = 4;
const AXIS = 24;
const BAR = '--c-1';
const MARK = '--c-2';

/** @param {number} count of rows */
const heightOf = (count) => TOP + ROW * count + AXIS;

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {number} mean
 * @property {number} std
 * @property {number} mark
 * @property {ArrayLike<number>} dots
 * @typedef {object} ErrorBarOptions
 * @property {string} title
 * @property {string} explain key of what the "?" beside the title says
 * @property {{ bar: string, whisker: string, dot: string, mark: string }} legend what each sign is
 * @property {number} count how many rows there will be: their place is kept until they come
 */

/**
 * @param {App} app
 * @param {ErrorBarOptions} options
 */
export function createErrorBars(app, { title, explain: about, legend, count }) {
  const id = app.uniqueId('bars');
  const canvas = h('canvas', { role: 'img', 'aria-label': title, 'aria-describedby': id });
  const description = h('p', { class: 'visually-hidden', id });
  const plot = h('div', { class: 'error-bars' }, canvas);
  const key = (/** @type {unknown} */ sign, /** @type {string} */ text) => html`<li>${sign}${text}</li>`;
  const element = figure(app, {
    title,
    tools: [explain(app, about, { about: title })],
    save: () => save(),
    legend: made(
      html`<ul class="chart-legend error-bar-legend">
        ${[key(html`<i class="bar-swatch"></i>`, legend.bar), key(swatch({ color: '--ink' }), legend.whisker), key(swatch({ color: BAR, line: false, points: true }), legend.dot), key(swatch({ color: MARK, line: false, points: true, marker: 'diamond' }), legend.mark)]}
      </ul>`,
    ),
    plot,
    words: description,
  });
  canvas.style.height = `${heightOf(count)}px`;
  /** @type {Row[]} */
  let rows = [];
  let frame = 0;
  const later = () => (frame ||= requestAnimationFrame(() => draw(canvas)));
  const sizes = new ResizeObserver(later);
  sizes.observe(plot);
  const stopTheme = app.palette.onChange(later);

  /** @param {HTMLCanvasElement} target @param {number} [ratio] */
  function draw(target, ratio) {
    frame = 0;
    const { clientWidth: width } = plot;
    if (width === 0 || rows.length === 0) return;
    const height = heightOf(rows.length);
    canvas.style.height = `${height}px`;
    const context = blank(target, { width, height, ratio });
    paint(app, context, rows, { width, height, family: getComputedStyle(plot).fontFamily });
  }

  async function save() {
    const { SCALE, savePNG, toPNG } = await import('./chart-export.js');
    const copy = h('canvas');
    draw(copy, SCALE);
    const { clientWidth: width, clientHeight: height } = canvas;
    const family = getComputedStyle(plot).fontFamily;
    savePNG(title, await toPNG(app, { title, canvas: copy, width, height, family, entries: [] }));
  }

  return {
    element,
    /** @param {Row[]} next @param {string} words the same for those who do not see it */
    show(next, words) {
      rows = next;
      setText(description, words);
      later();
    },
    destroy() {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      stopTheme();
    },
  };
}

/**
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {Row[]} rows
 * @param {{ width: number, height: number, family: string }} size
 */
function paint(app, context, rows, { width, height, family }) {
  const { ink, muted, line, paper } = inksOf(app);
  const [bar, mark] = [BAR, MARK].map(app.palette.color);
  const narrow = width < 460;
  context.font = `600 14px ${family}`;
  const left = Math.ceil(Math.max(...rows.map(({ label }) => context.measureText(label).width))) + 12;
  const right = width - (narrow ? 8 : 120);
  const x = (/** @type {number} */ value) => left + Math.min(1, Math.max(0, value)) * (right - left);
  const bottom = height - AXIS;
  context.textBaseline = 'middle';
  context.font = `12px ${family}`;
  context.textAlign = 'center';
  drawTicks(app, context, {
    along: 'x',
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    step: 0.2,
    toPixel: x,
    line: [TOP, bottom],
    at: bottom + 13,
    color: line,
    look: { ink: muted, paper },
  });
  const most = Math.max(...rows.map(({ mean }) => mean));
  rows.forEach((row, n) => {
    const y = TOP + ROW * (n + 0.5);
    const { mean, std } = row;
    context.fillStyle = ink;
    context.textAlign = 'right';
    context.font = `${mean === most ? 600 : 400} 14px ${family}`;
    context.fillText(row.label, left - 10, y);
    context.fillStyle = bar;
    context.globalAlpha = 0.3;
    context.fillRect(left, y - 9, x(mean) - left, 18);
    drawDots(context, row.dots, x, y);
    context.globalAlpha = 1;
    context.fillRect(x(mean) - 1.5, y - 9, 3, 18);
    if (std > 0.0005) drawWhisker(context, x(mean - std), x(mean + std), y, ink, paper);
    context.fillStyle = mark;
    drawMarker(context, 'diamond', x(row.mark), y, 4.5, paper);
    if (narrow) return;
    context.fillStyle = mean === most ? ink : muted;
    context.textAlign = 'left';
    context.font = `13px ${family}`;
    const share = (/** @type {number} */ value) => app.format.percent(value, { digits: 2 });
    context.fillText(std > 0.0005 ? `${share(mean)} ± ${share(std)}` : share(mean), right + 12, y);
  });
}

/**
 * Dots above and below each other, so that equal ones can be told apart.
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} dots
 * @param {(value: number) => number} x @param {number} y
 */
function drawDots(context, dots, x, y) {
  context.globalAlpha = Math.min(0.75, Math.max(0.12, 30 / dots.length));
  for (let n = 0; n < dots.length; n++) {
    // The golden ratio's multiples fill the band evenly, however many there are.
    const height = 22 * ((n * 0.6180339887) % 1) - 11;
    context.beginPath();
    context.arc(x(dots[n]), y + height, 1.8, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {number} from @param {number} to @param {number} y
 * @param {string} ink @param {string} paper
 */
function drawWhisker(context, from, to, y, ink, paper) {
  const way = () => {
    context.beginPath();
    context.moveTo(from, y);
    context.lineTo(to, y);
    for (const end of [from, to]) {
      context.moveTo(end, y - 5);
      context.lineTo(end, y + 5);
    }
    context.stroke();
  };
  context.strokeStyle = paper;
  context.lineWidth = 4;
  way();
  context.strokeStyle = ink;
  context.lineWidth = 1.75;
  way();
}

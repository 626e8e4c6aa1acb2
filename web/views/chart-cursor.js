/**
 * What a chart says under the pointer: a line at a step, and the exact values there. With the keyboard it is a slider
 * along the x axis, whose value a screen reader speaks.
 */
import { walk } from './chart-range.js';
import { clear, h, on } from './dom.js';
import { swatch } from './legend.js';
import { cssColor } from './palette.js';
import { html, nothing, render } from './template.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./chart-draw.js').Series} Series
 * @typedef {import('./chart-draw.js').Area} Area
 * @typedef {object} Model what the chart tells of itself
 * @property {string} title
 * @property {() => { area: Area, x: ReturnType<typeof import('./ticks.js').projection>,
 *   y: ReturnType<typeof import('./ticks.js').projection> } | null} geometry null before there is data
 * @property {() => Series[]} series those that are seen and have a say here
 * @property {() => string} xLabel
 * @property {((x: number) => string) | undefined} xFormat
 * @property {((y: number) => string) | undefined} yFormat
 */

/** A series whose nearest point is farther away than this many pixels has no value at the cursor. */
const REACH = 8;

/** @param {App} app @param {Model} model */
export function createCursor(app, model) {
  const line = h('div', { class: 'chart-cursor', hidden: true });
  const dots = h('div', { class: 'chart-dots', hidden: true });
  const tooltip = h('div', { class: 'chart-tooltip', hidden: true, 'aria-hidden': 'true' });
  const hit = h('div', {
    class: 'chart-hit',
    role: 'slider',
    tabIndex: 0,
    hidden: true,
    'aria-label': app.t('views.cursor', { title: model.title }),
    'aria-valuemin': '0',
    'aria-valuemax': '0',
    'aria-valuenow': '0',
    'aria-valuetext': app.t('views.noValues'),
  });
  /** The x that is shown; null when the cursor is away. @type {number | null} */
  let at = null;

  const formatX = (/** @type {number} */ x) => model.xFormat?.(x) ?? defaultX(app, x);
  const formatY = (/** @type {number} */ y) => (model.yFormat ?? ((v) => app.format.number(v, { digits: 4 })))(y);

  const hide = () => {
    at = null;
    for (const part of [line, dots, tooltip]) part.hidden = true;
    hit.setAttribute('aria-valuetext', app.t('views.noValues'));
  };

  /** @param {number} x */
  const values = (x) => {
    const geometry = model.geometry();
    if (!geometry) return [];
    return model.series().flatMap((series) => {
      const i = series.buffer.nearest(x);
      if (i < 0) return [];
      const far = Math.abs(geometry.x.toPixel(series.buffer.xs[i]) - geometry.x.toPixel(x)) > REACH;
      return far ? [] : [{ series, x: series.buffer.xs[i], y: series.buffer.ys[i] }];
    });
  };

  const show = (/** @type {number} */ x) => {
    const geometry = model.geometry();
    const found = values(x);
    if (!geometry || found.length === 0) return hide();
    at = x;
    const { area } = geometry;
    const left = geometry.x.toPixel(x);
    Object.assign(line.style, {
      transform: `translateX(${left}px)`,
      top: `${area.top}px`,
      height: `${area.bottom - area.top}px`,
    });
    clear(
      dots,
      found
        .filter(({ y }) => Number.isFinite(y))
        .map(({ series, x: dotX, y }) => {
          const [px, py] = [geometry.x.toPixel(dotX), geometry.y.toPixel(y)];
          if (!(py >= area.top - 1 && py <= area.bottom + 1)) return null;
          const style = { transform: `translate(${px}px, ${py}px)`, backgroundColor: cssColor(series.color) };
          return h('i', { style });
        }),
    );
    const xLabel = model.xLabel();
    const apart = (/** @type {number} */ own) => own !== x && geometryApart(geometry.x, own, x);
    render(
      html`<div class="tooltip-x">${xLabel} <b>${formatX(x)}</b></div>
        ${found.map(
          ({ series, x: own, y }) =>
            html`<div class="tooltip-row">
              ${swatch(series)}<span>${series.label}</span><b>${formatY(y)}</b>
              ${apart(own) ? html`<small>${formatX(own)}</small>` : nothing}
            </div>`,
        )}`,
      tooltip,
    );
    for (const part of [line, dots, tooltip]) part.hidden = false;
    placeTooltip(tooltip, area, left);
    hit.setAttribute('aria-valuenow', String(x));
    const spoken = found
      .map(({ series, x: own, y }) => `${series.label} ${formatY(y)}${apart(own) ? ` (${formatX(own)})` : ''}`)
      .join('; ');
    hit.setAttribute('aria-valuetext', app.t('views.cursorAt', { x: `${xLabel} ${formatX(x)}`, values: spoken }));
  };

  /** The x of a point that is nearest to the pixel. @param {number} pixel */
  const snap = (pixel) => {
    const geometry = model.geometry();
    if (!geometry) return null;
    const wanted = geometry.x.toValue(pixel);
    let best = null;
    let distance = Infinity;
    for (const { buffer } of model.series()) {
      const i = buffer.nearest(wanted);
      if (i < 0) continue;
      const away = Math.abs(geometry.x.toPixel(buffer.xs[i]) - pixel);
      if (away < distance) [best, distance] = [buffer.xs[i], away];
    }
    return best;
  };

  const follow = (/** @type {PointerEvent} */ event) => {
    const x = snap(event.clientX - hit.getBoundingClientRect().left + hit.offsetLeft);
    if (x === null) hide();
    else show(x);
  };

  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape' && at !== null) {
      event.preventDefault();
      return hide();
    }
    const moves = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowDown: -1,
      ArrowUp: 1,
      PageDown: -10,
      PageUp: 10,
      Home: -Infinity,
      End: Infinity,
    };
    const move = /** @type {Record<string, number>} */ (moves)[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const x = walk(model.series(), at, event.shiftKey ? move * 10 : move);
    if (x !== null) show(x);
  };

  const stops = [
    on(hit, 'pointermove', follow),
    on(hit, 'pointerdown', follow),
    on(hit, 'pointerleave', (event) => event.pointerType === 'mouse' && document.activeElement !== hit && hide()),
    on(hit, 'keydown', key),
    on(hit, 'blur', hide),
    // The keyboard's first stop shows where it is.
    on(
      hit,
      'focus',
      () => hit.matches(':focus-visible') && at === null && key(new KeyboardEvent('keydown', { key: 'End' })),
    ),
  ];

  return {
    parts: [line, dots, hit, tooltip],
    /**
     * After the chart has drawn: new data, other axes.
     * @param {Area | null} area
     * @param {[number, number]} range of x
     */
    refresh(area, range) {
      hit.hidden = area === null;
      if (!area) return hide();
      Object.assign(hit.style, {
        left: `${area.left}px`,
        top: `${area.top}px`,
        width: `${area.right - area.left}px`,
        height: `${area.bottom - area.top}px`,
      });
      hit.setAttribute('aria-valuemin', String(range[0]));
      hit.setAttribute('aria-valuemax', String(range[1]));
      if (at !== null) show(at);
      else hit.setAttribute('aria-valuenow', String(range[0]));
    },
    destroy: () => stops.forEach((stop) => stop()),
  };
}

/** @param {App} app @param {number} x */
function defaultX(app, x) {
  return Number.isInteger(x) ? number0(app, x) : app.format.plain(Number(x.toPrecision(6)));
}

/** @param {App} app @param {number} x */
function number0(app, x) {
  return Math.abs(x) < 1e4 ? app.format.plain(x) : app.format.number(x, { digits: String(Math.abs(x)).length });
}

/**
 * Whether two x are more than a pixel apart.
 * @param {{ toPixel: (x: number) => number }} map
 * @param {number} a
 * @param {number} b
 */
function geometryApart(map, a, b) {
  return Math.abs(map.toPixel(a) - map.toPixel(b)) > 1;
}

/** Beside the line, on the side with more room. @param {HTMLElement} tooltip @param {Area} area @param {number} left */
function placeTooltip(tooltip, area, left) {
  const gap = 12;
  const { offsetWidth: width, offsetParent } = tooltip;
  const room = offsetParent?.clientWidth ?? area.right;
  const right = left + gap + width <= room;
  const x = right ? left + gap : left - gap - width;
  tooltip.style.transform = `translate(${Math.max(0, Math.min(x, room - width))}px, ${area.top + 4}px)`;
}

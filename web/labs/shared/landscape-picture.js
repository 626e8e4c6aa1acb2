/**
 * The picture of a landscape: the loss as bands with their scale, the ways of all contestants over it, and a cursor that reads
 * values, by the pointer or the keyboard.
 */
import { ASPECT } from '../../../wasm/landscape/grid.js';
import { gridOf, lossAt, resample } from '../../runs/landscape.js';
import { blank, figure, inksOf, writeOver } from '../../views/axes.js';
import { logButton } from '../../views/chart-axes.js';
import { drawMarker } from '../../views/chart-draw.js';
import { h, on, setText } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { styleOf } from '../../views/palette.js';
import { projectionOf } from '../../views/plane.js';
import { bandColor, paintContours, paintExits, paintRing, paintRun, paintTicks } from '../../views/plane-paint.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../runs/landscape.js').Found} Found */
/** @typedef {ReturnType<typeof import('../../views/contours.js').levelsOf>} Levels */

/** Height of the scale under the picture, and of its band. */
const SCALE = 44;
const BAND = 12;

/** Part of the width that an arrow key moves the cursor. */
const STRIDE = 1 / 64;

/**
 * @param {App} app
 * @param {{ nameOf: (id: string) => string, onLog: () => void }} options
 */
export function landscapePicture(app, { nameOf, onLog }) {
  const title = app.t('landscape.picture');
  const id = app.uniqueId('landscape');
  const ground = h('canvas', { 'aria-hidden': 'true' });
  const canvas = h('canvas', { role: 'img', 'aria-label': title, 'aria-describedby': id });
  const words = h('p', { class: 'visually-hidden', id });
  const dot = h('i', { class: 'landscape-dot', hidden: true });
  const hit = h('div', {
    class: 'landscape-hit',
    role: 'slider',
    tabIndex: 0,
    'aria-label': app.t('landscape.cursor'),
    'aria-valuemin': '0',
    'aria-valuemax': '0',
    'aria-valuenow': '0',
    'aria-valuetext': app.t('views.noValues'),
  });
  const empty = h('p', { class: 'landscape-empty muted' });
  const scale = logButton(app, title, onLog);
  const frame = h('div', { class: 'landscape-frame' }, ground, canvas, hit, dot, empty);
  const readout = h('p', { class: 'landscape-readout figure muted', 'aria-hidden': 'true' });
  const element = figure(app, {
    title,
    tools: [scale, explain(app, 'landscape.explain.picture', { about: title })],
    save: () => save(),
    legend: h('span'),
    plot: h('div', null, frame, readout),
    words,
  });

  /** @type {{ found: Found, log: boolean } | null} */
  let shown = null;
  /** What of the loss is known, with no value that cannot be drawn. @type {{ values: Float64Array, columns: number, rows: number } | null} */
  let grid = null;
  /** @type {Levels | null} */
  let levels = null;
  let drawnGround = '';
  /** Where the cursor is, in the plane; null while it is away. @type {[number, number] | null} */
  let at = null;

  const sizeOf = () => {
    const width = frame.clientWidth;
    return { width, height: Math.round(width / ASPECT) };
  };

  /** @param {HTMLCanvasElement} target @param {{ width: number, height: number }} size @param {number} [ratio] */
  function contextOf(target, { width, height }, ratio) {
    const context = blank(target, { width, height: height + SCALE, ratio });
    context.font = `12px ${getComputedStyle(frame).fontFamily}`;
    return context;
  }

  /** @param {CanvasRenderingContext2D} context @param {{ width: number, height: number }} size */
  function paintGround(context, { width, height }) {
    if (!shown || !grid) return;
    const { found, log } = shown;
    const known = grid;
    context.save();
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    levels = paintContours(app, context, {
      width,
      height,
      box: found.box,
      floor: 0,
      log,
      valuesOf: (nodes) => resample(known, found.box, nodes),
    });
    context.restore();
    paintScale(context, width, height);
  }

  /** Each band beside the next, with the loss where they meet. @param {CanvasRenderingContext2D} context @param {number} width @param {number} height */
  function paintScale(context, width, height) {
    if (!levels) return;
    const { ink, muted, paper, ...colors } = inksOf(app);
    const [top, count] = [height + 8, levels.at.length + 1];
    for (let n = 0; n < count; n++) {
      context.fillStyle = bandColor(n / levels.at.length, { ...colors, paper });
      context.fillRect((n * width) / count, top, width / count + 1, BAND);
    }
    context.strokeStyle = muted;
    context.lineWidth = 1;
    context.strokeRect(0.5, top + 0.5, width - 1, BAND - 1);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const every = Math.ceil(count / Math.max(2, Math.floor(width / 72)));
    const { at: all, toValue } = levels;
    const marks = [...all.keys()].filter((n) => n % every === Math.floor(every / 2));
    apart(
      app,
      marks.map((n) => toValue(all[n])),
    ).forEach((text, k) => {
      const x = ((marks[k] + 1) * width) / count;
      context.fillStyle = muted;
      context.fillRect(Math.round(x), top, 1, BAND + 4);
      writeOver(context, text, x, top + BAND + 13, { ink, paper });
    });
  }

  /** @param {CanvasRenderingContext2D} context @param {{ width: number, height: number }} size */
  function paintWays(context, { width, height }) {
    if (!shown) return;
    const { box, ways } = shown.found;
    const area = { width, height, box, projection: projectionOf(box, width, height) };
    const { ink, paper } = inksOf(app);
    context.save();
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    if (grid) paintTicks(app, context, area);
    /** @type {import('../../views/plane-paint.js').Exit[]} */
    const exits = [];
    for (const way of ways) {
      const points = Float32Array.from(way.points);
      const last = way.steps.length - 1;
      const style = styleOf(way.id);
      const name = nameOf(way.id);
      const exit = paintRun(app, context, area, { points, step: last, style, strong: false, name, lost: false });
      if (exit) exits.push(exit);
    }
    paintExits(app, context, area, exits);
    /** @type {[number, number][]} */
    const taken = [];
    for (const way of ways) {
      const { toX, toY } = area.projection;
      paintRing(app, context, [toX(way.points[0]), toY(way.points[1])], { width: 2 });
      const [x, y] = [toX(way.points.at(-2) ?? 0), toY(way.points.at(-1) ?? 0)];
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const left = x > width / 2;
      const place = /** @type {[number, number]} */ ([x + (left ? -11 : 11), Math.max(10, y - 12)]);
      while (taken.some(([tx, ty]) => Math.abs(tx - place[0]) < 140 && Math.abs(ty - place[1]) < 15)) place[1] += 16;
      taken.push(place);
      context.fillStyle = app.palette.color(styleOf(way.id).color);
      drawMarker(context, styleOf(way.id).marker, x, y, 5, paper);
      context.textAlign = left ? 'right' : 'left';
      writeOver(context, nameOf(way.id), ...place, { ink, paper, halo: 3 });
    }
    context.restore();
  }

  function draw() {
    const size = sizeOf();
    if (size.width === 0) return;
    frame.style.height = `${size.height + SCALE}px`;
    hit.style.height = `${size.height}px`;
    const key = JSON.stringify([size, devicePixelRatio, shown?.log, shown?.found.box, grid?.columns]);
    if (key !== drawnGround) {
      drawnGround = key;
      levels = null;
      paintGround(contextOf(ground, size), size);
    }
    paintWays(contextOf(canvas, size), size);
    placeDot();
  }

  function placeDot() {
    const { width, height } = sizeOf();
    const value = at && grid && shown ? lossAt(grid, shown.found.box, ...at) : NaN;
    dot.hidden = !Number.isFinite(value);
    if (dot.hidden || !at || !shown) {
      hit.setAttribute('aria-valuetext', app.t('views.noValues'));
      return setText(readout, '');
    }
    const { toX, toY } = projectionOf(shown.found.box, width, height);
    dot.style.transform = `translate(${toX(at[0])}px, ${toY(at[1])}px)`;
    const number = app.format.number;
    const text = app.t('landscape.readout', { x: number(at[0]), y: number(at[1]), loss: number(value) });
    setText(readout, text);
    hit.setAttribute('aria-valuenow', String(value));
    hit.setAttribute('aria-valuetext', text);
  }

  /** @param {[number, number] | null} next */
  function moveTo(next) {
    at = next;
    placeDot();
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (!shown) return;
    const { width, height } = sizeOf();
    const { left, top } = frame.getBoundingClientRect();
    const { fromX, fromY } = projectionOf(shown.found.box, width, height);
    moveTo([fromX(event.clientX - left), fromY(event.clientY - top)]);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (!shown || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape' && at) {
      event.preventDefault();
      return moveTo(null);
    }
    const { box, ways, asked } = shown.found;
    const way = ways.find(({ id: one }) => one === asked.whose) ?? ways[0];
    const end = /** @type {[number, number]} */ ([way.points.at(-2), way.points.at(-1)]);
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    // The keyboard begins where the way ends.
    if (event.key === 'Home') return moveTo([way.points[0], way.points[1]]);
    if (!by || !at) return moveTo(end);
    const pace = (box.x1 - box.x0) * STRIDE * (event.shiftKey ? 4 : 1);
    moveTo([
      Math.max(box.x0, Math.min(box.x1, at[0] + by[0] * pace)),
      Math.max(box.y0, Math.min(box.y1, at[1] + by[1] * pace)),
    ]);
  }

  /** A picture with title and scale, at the size of print. */
  async function save() {
    const { SCALE: ratio, savePNG, toPNG } = await import('../../views/chart-export.js');
    const size = sizeOf();
    const [lower, upper] = [h('canvas'), h('canvas')];
    paintGround(contextOf(lower, size, ratio), size);
    paintWays(contextOf(upper, size, ratio), size);
    lower.getContext('2d')?.drawImage(upper, 0, 0, size.width, size.height + SCALE);
    const family = getComputedStyle(frame).fontFamily;
    savePNG(
      title,
      await toPNG(app, { title, canvas: lower, width: size.width, height: size.height + SCALE, family, entries: [] }),
    );
  }

  const again = () => {
    drawnGround = '';
    draw();
  };
  const sizes = new ResizeObserver(() => draw());
  sizes.observe(frame);
  const stops = [
    app.palette.onChange(again),
    on(hit, 'pointermove', follow),
    on(hit, 'pointerdown', follow),
    on(hit, 'pointerleave', (event) => event.pointerType === 'mouse' && document.activeElement !== hit && moveTo(null)),
    on(hit, 'keydown', key),
    on(hit, 'blur', () => moveTo(null)),
    // The keyboard's first stop shows where it is.
    on(hit, 'focus', () => hit.matches(':focus-visible') && !at && key(new KeyboardEvent('keydown', { key: 'End' }))),
    () => sizes.disconnect(),
  ];

  return {
    element,
    /** @param {Found | null} found @param {boolean} log @param {string} said the picture in words */
    show(found, log, said) {
      if (found !== shown?.found) drawnGround = '';
      shown = found ? { found, log } : null;
      grid = found ? drawable(gridOf(found)) : null;
      const known = grid ? [...grid.values] : [0];
      hit.setAttribute('aria-valuemin', String(Math.min(...known)));
      hit.setAttribute('aria-valuemax', String(Math.max(...known)));
      if (!at) hit.setAttribute('aria-valuenow', String(Math.min(...known)));
      scale.setAttribute('aria-pressed', String(log));
      setText(words, said);
      hit.hidden = !grid;
      empty.hidden = found !== null;
      setText(empty, found ? '' : said);
      draw();
    },
    destroy: () => stops.forEach((stop) => stop()),
  };
}

/** Numbers with as few digits, two at least, as tell them apart. @param {App} app @param {number[]} values */
function apart(app, values) {
  const texts = [2, 3, 4, 5, 6].map((digits) => values.map((value) => app.format.number(value, { digits })));
  return texts.find((some) => new Set(some).size === some.length) ?? texts[0];
}

/** Where the loss is no number of float32, it is drawn as the highest that is. @param {ReturnType<typeof gridOf>} grid */
function drawable(grid) {
  if (!grid) return null;
  const most = Math.max(...grid.values.filter(Number.isFinite), 0);
  return { ...grid, values: grid.values.map((x) => (Number.isFinite(x) ? x : most)) };
}

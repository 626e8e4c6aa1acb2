/** The picture: level curves, the runs on them, and a handle for the point where they start. */
import { blank } from '../../views/axes.js';
import { h, on, setText } from '../../views/dom.js';
import { aspectOf, projectionOf, withAspect } from '../../views/plane.js';
import { paintContours, paintExits, paintRing, paintRun, paintTicks } from '../../views/plane-paint.js';
import { arrowsOf, magnification } from './model.js';
import { paintArrows } from './paint.js';

/** @import { App } from '../../context.js' */

/**
 * @typedef {import('./model.js').Run} Run
 * @typedef {import('./model.js').Model['surface']} Surface
 * @typedef {object} Scene
 * @property {Surface} surface
 * @property {import('../../views/plane.js').Box} box that must be seen; the picture shows some more on two sides
 * @property {number} aspect the box by which the picture's shape is chosen
 * @property {[number, number][]} minima
 * @property {number | null} floor
 * @property {[number, number]} start
 * @property {{ id: string, name: string, style: import('../../views/palette.js').Style, points:
 *   Float32Array, step: number, lost: boolean }[]} runs
 * @property {string} selected id of a run
 * @property {{ run: Run, anatomy: import('./model.js').Anatomy } | null} step taken apart
 */

const DESCRIBE_EVERY = 1000;

/**
 * @param {App} app
 * @param {{ valuesOf: (surface: Surface, grid: import('../../views/plane-paint.js').Nodes) => ArrayLike<number>, onStart: (point: [number, number], grain: number)
 *   => void }}
 *   options onStart: the student has put the start there; grain: a pixel in units of the plane
 */
export function createPicture(app, { valuesOf, onStart }) {
  const id = app.uniqueId('surface');
  const ground = h('canvas', { 'aria-hidden': 'true' });
  const canvas = h('canvas', { role: 'img', 'aria-label': app.t('surfaces.picture'), 'aria-describedby': id });
  const words = h('p', { class: 'visually-hidden', id });
  const hint = h('p', { class: 'visually-hidden', id: app.uniqueId('hint') }, app.t('surfaces.handleHint'));
  const handle = h('button', { type: 'button', class: 'surface-handle', 'aria-describedby': hint.id });
  const frame = h('div', { class: 'surface-frame' }, ground, canvas, handle);
  const readout = h('span', { class: 'figure' });
  const note = h('span');
  const element = h(
    'div',
    { class: 'surface-picture' },
    frame,
    h('p', { class: 'surface-note muted' }, note, readout),
    words,
    hint,
  );

  /** @type {Scene | null} */
  let scene = null;
  /**
   * @type {{ width: number, height: number, box: import('../../views/plane.js').Box, projection:
   *   import('../../views/plane.js').Projection } | null}
   */
  let area = null;
  let drawnGround = '';
  let described = 0;
  let dragging = false;
  let description = '';

  /** @param {HTMLCanvasElement} target @param {number} width @param {number} height */
  function contextOf(target, width, height) {
    const context = blank(target, { width, height });
    context.font = `12px ${getComputedStyle(frame).fontFamily}`;
    return context;
  }

  function layOut() {
    const width = frame.clientWidth;
    if (!scene || width === 0) return null;
    const aspect = Math.min(scene.aspect, width < 520 ? 1.25 : 2.4);
    frame.style.height = `${Math.round(width / aspect)}px`;
    // The style says how high it may be, by the window or, in an embed, by its width.
    const height = frame.clientHeight;
    // A view that followed the runs would move the plane away under the pointer.
    const box = dragging && area ? area.box : withAspect(scene.box, width / height);
    return { width, height, box, projection: projectionOf(box, width, height) };
  }

  function draw() {
    area = layOut();
    if (!scene || !area) return;
    const { width, height, box, projection } = area;
    const { surface, floor, minima } = scene;
    const key = JSON.stringify([surface, box, width, height, devicePixelRatio]);
    if (key !== drawnGround) {
      drawnGround = key;
      paintContours(app, contextOf(ground, width, height), {
        width,
        height,
        box,
        // Where f goes below 0, as around a saddle, it is its sign that matters, not its decades.
        floor: floor !== null && floor >= 0 ? floor : null,
        valuesOf: (grid) => valuesOf(surface, grid),
      });
    }
    const context = contextOf(canvas, width, height);
    paintTicks(app, context, area);
    for (const [x, y] of minima)
      paintRing(app, context, [projection.toX(x), projection.toY(y)], { width: 1.5, cross: true });
    const last = (/** @type {{ id: string }} */ run) => Number(scene?.step && run.id === scene.selected);
    /** @type {import('../../views/plane-paint.js').Exit[]} */
    const exits = [];
    for (const run of [...scene.runs].sort((a, b) => last(a) - last(b))) {
      const exit = paintRun(app, context, area, { ...run, strong: run.id === scene.selected && scene.step !== null });
      if (exit) exits.push(exit);
    }
    paintExits(app, context, area, exits);
    setText(note, drawArrows(context));
    placeHandle();
  }

  /** @param {CanvasRenderingContext2D} context @returns {string} what the arrows are */
  function drawArrows(context) {
    if (!scene?.step || !area) return '';
    const { run, anatomy } = scene.step;
    const arrows = arrowsOf(run, anatomy);
    const times = magnification(Math.hypot(...anatomy.step) * area.projection.scale, 110);
    const past = anatomy.slots[0]?.name === 'moment' ? '−ηm' : 'ρv';
    const cut = paintArrows(app, context, area, arrows, { times, past });
    const size =
      times === 1
        ? app.t('surfaces.arrowsTrue')
        : app.t('surfaces.arrows', { times: app.format.number(times, { digits: 1 }) });
    return cut ? `${size} ${app.t('surfaces.arrowCut')}` : size;
  }

  function placeHandle() {
    if (!scene || !area) return;
    const [x, y] = scene.start;
    const clamp = (/** @type {number} */ at, /** @type {number} */ end) => Math.max(0, Math.min(end, at));
    // In shares: on paper the picture is of another size, and not drawn anew.
    handle.style.left = `${(100 * clamp(area.projection.toX(x), area.width)) / area.width}%`;
    handle.style.top = `${(100 * clamp(area.projection.toY(y), area.height)) / area.height}%`;
    handle.setAttribute('aria-label', app.t('surfaces.handle', { x: app.format.number(x), y: app.format.number(y) }));
  }

  /** The picture in words, no faster than they can be of use. @param {string} text */
  function describe(text) {
    description = text;
    if (described) return;
    const say = () => setText(words, description);
    say();
    described = window.setTimeout(() => {
      described = 0;
      say();
    }, DESCRIBE_EVERY);
  }

  /** @param {PointerEvent} event @returns {[number, number] | null} */
  function pointOf(event) {
    if (!area) return null;
    const { left, top } = frame.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    return [area.projection.fromX(x), area.projection.fromY(y)];
  }

  const grain = () => (area ? 1 / area.projection.scale : 0.01);

  /** @param {PointerEvent} event */
  function drag(event) {
    if (event.button !== 0) return;
    const target = /** @type {HTMLElement} */ (event.currentTarget);
    const touch = event.pointerType !== 'mouse';
    // A finger on the picture scrolls the page; only one on the handle drags.
    if (touch && target !== handle) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    dragging = true;
    const move = (/** @type {PointerEvent} */ one) => {
      const point = pointOf(one);
      if (point) onStart(point, grain());
    };
    if (target !== handle) move(event);
    const stops = [
      on(target, 'pointermove', move),
      ...['pointerup', 'pointercancel'].map((type) => on(target, type, end)),
    ];
    function end() {
      stops.forEach((stop) => stop());
      dragging = false;
      draw();
    }
  }

  /** @param {KeyboardEvent} event */
  function nudge(event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by || !scene || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const pixels = (event.shiftKey ? 24 : 4) * grain();
    onStart([scene.start[0] + by[0] * pixels, scene.start[1] + by[1] * pixels], grain());
  }

  /** @param {PointerEvent} event */
  function hover(event) {
    const point = pointOf(event);
    if (!point || !scene || event.pointerType !== 'mouse') return;
    const [x, y] = point;
    const f = valuesOf(scene.surface, { x0: x, x1: x, y0: y, y1: y, columns: 1, rows: 1 })[0];
    setText(
      readout,
      app.t('surfaces.readout', { x: app.format.number(x), y: app.format.number(y), f: app.format.number(f) }),
    );
  }

  const again = () => {
    drawnGround = '';
    draw();
  };
  const observer = new ResizeObserver(() => draw());
  observer.observe(frame);
  const stops = [
    app.palette.onChange(again),
    on(canvas, 'pointerdown', drag),
    on(handle, 'pointerdown', drag),
    on(canvas, 'click', (event) => {
      const point = pointOf(event);
      if (point && event.pointerType !== 'mouse') onStart(point, grain());
    }),
    on(handle, 'keydown', nudge),
    on(canvas, 'pointermove', hover),
    on(canvas, 'pointerleave', () => setText(readout, '')),
    () => observer.disconnect(),
    () => clearTimeout(described),
  ];

  return {
    element,
    /** @param {Scene} next */
    show(next) {
      scene = next;
      draw();
    },
    describe,
    /** The part of the plane that is seen. */
    get box() {
      return area?.box ?? null;
    },
    destroy: () => stops.forEach((stop) => stop()),
  };
}

/** The scene's aspect for a box. @param {import('../../views/plane.js').Box} box */
export const pictureAspect = (box) => aspectOf(box);

/** Where the reader draws: with mouse, finger or pen, or with the arrow keys. */
import { h } from '../../views/dom.js';
import { html } from '../../views/template.js';
import { decodeDrawing, encodeDrawing, stroke } from './drawing.js';
import { SIDE } from '../../engine/transform.js';

/** @import { App } from '../../context.js' */

/** Milliseconds between two texts of the drawing while the hand is at it. */
const EVERY = 60;

/**
 * @param {App} app
 * @param {{ text: string, onChange: (text: string) => void, later: () => void }} options text: as encodeDrawing gives it;
 *   later: shows it anew in the next frame
 */
export function drawingPad(app, { text, onChange, later }) {
  const pixels = decodeDrawing(text);
  let told = text;
  let erase = false;
  /** @type {[number, number] | null} where the pen is, in pixels */
  let pen = null;
  /** @type {[number, number]} where the keyboard is */
  let cursor = [SIDE / 2, SIDE / 2];
  let down = false;
  let focused = false;
  let timer = 0;

  const keys = app.uniqueId('keys');
  const canvas = h('canvas', {
    class: 'pixels pad',
    width: SIDE,
    height: SIDE,
    tabIndex: 0,
    role: 'application',
    'aria-label': app.t('uncertainty.pad.label'),
    'aria-roledescription': app.t('uncertainty.pad.role'),
    'aria-describedby': keys,
    on: {
      pointerdown: begin,
      pointermove: move,
      pointerup: end,
      pointercancel: end,
      keydown: key,
      focus: () => look(true),
      blur: () => look(false),
    },
  });
  function look(/** @type {boolean} */ on) {
    // The keyboard's place is shown to those who use the keyboard.
    focused = on && canvas.matches(':focus-visible');
    show();
    later();
  }

  function show() {
    const context = canvas.getContext('2d');
    if (!context) return;
    const image = context.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      const grey = 255 - pixels[i];
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    if (focused) {
      const [x, y] = cursor.map((value) => Math.min(SIDE - 1, Math.floor(value)));
      image.data.set(down ? [200, 60, 20, 255] : [40, 110, 230, 255], 4 * (y * SIDE + x));
    }
    context.putImageData(image, 0, 0);
  }

  /** Where the keyboard's pen is, for those who do not see it or do not tell its colours apart; nothing to those who draw by hand. */
  function place() {
    if (!focused) return '';
    const [column, row] = cursor.map((value) => app.format.integer(Math.floor(value) + 1));
    const tool = app.t(`uncertainty.pad.${erase ? 'eraser' : 'pen'}`);
    const way = app.t(`uncertainty.pad.${down ? 'down' : 'up'}`);
    return app.t('uncertainty.pad.at', { tool, way, column, row });
  }

  /** @param {boolean} on */
  function setErase(on) {
    erase = on;
    later();
  }

  function empty() {
    pixels.fill(0);
    setErase(false);
    changed();
  }

  /** Tells it at most every so often, and the last one always. */
  function changed() {
    show();
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      const next = encodeDrawing(pixels);
      if (next === told) return;
      told = next;
      onChange(next);
    }, EVERY);
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  function pointAt(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) / width) * SIDE, ((event.clientY - top) / height) * SIDE];
  }

  /** @param {PointerEvent} event */
  function begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pen = pointAt(event);
    stroke(pixels, pen, pen, { erase });
    changed();
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!pen) return;
    const to = pointAt(event);
    stroke(pixels, pen, to, { erase });
    pen = to;
    changed();
  }

  function end() {
    pen = null;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    /** @type {Record<string, [number, number]>} */
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (way) {
      const from = cursor;
      cursor = /** @type {[number, number]} */ (cursor.map((x, i) => Math.min(SIDE - 0.5, Math.max(0.5, x + way[i]))));
      if (down) stroke(pixels, from, cursor, { erase });
    } else if (event.key === ' ') {
      down = !down;
      if (down) stroke(pixels, cursor, cursor, { erase });
    } else return;
    event.preventDefault();
    focused = true;
    if (down) changed();
    else show();
    later();
  }

  show();
  return {
    /** @param {boolean} hidden */
    view: (hidden) =>
      html`<div class="pad-frame" ?hidden=${hidden}>
        <div class="pad-place">
          ${canvas}
          <span class="pad-hint" aria-hidden="true" ?hidden=${!pixels.every((grey) => grey === 0)}
            >${app.t('uncertainty.pad.here')}</span
          >
        </div>
        <p class="pad-state uncertainty-note" role="status">${place()}</p>
        <p class="pad-keys uncertainty-note" id=${keys}>${app.t('uncertainty.pad.keys')}</p>
        <div class="actions">
          <button type="button" class="button quiet" aria-pressed=${String(erase)} @click=${() => setErase(!erase)}>
            ${app.t('uncertainty.pad.erase')}
          </button>
          <button type="button" class="button quiet" @click=${empty}>${app.t('uncertainty.pad.clear')}</button>
        </div>
      </div>`,
    /** Takes over a drawing from elsewhere. @param {string} next */
    setText(next) {
      if (next === told || pen || timer) return;
      told = next;
      pixels.set(decodeDrawing(next));
      show();
    },
    destroy: () => clearTimeout(timer),
  };
}

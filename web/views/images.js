/** Pictures of pixels and of weights, on canvas, each with its words. */
import { clear, h } from './dom.js';

/** @import { App } from '../context.js' */

const SIDE = 28;

/**
 * @param {number} width
 * @param {number} height
 * @param {string} label
 * @param {(pixels: Uint8ClampedArray) => void} paint
 */
function picture(width, height, label, paint) {
  const canvas = h('canvas', { class: 'pixels', width, height, role: 'img', 'aria-label': label });
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const data = context.createImageData(width, height);
  paint(data.data);
  context.putImageData(data, 0, 0);
  return canvas;
}

/**
 * A grey image: the garment dark on light, as printed, in both themes.
 * @param {App} app
 * @param {ArrayLike<number>} pixels 0 to 255, side × side of them
 * @param {{ label?: string, side?: number, first?: number }} [options] first: where it begins in `pixels`
 */
export function greyImage(app, pixels, { label = app.t('views.image'), side = SIDE, first = 0 } = {}) {
  return picture(side, side, label, (rgba) => {
    for (let i = 0; i < side * side; i++) {
      const grey = 255 - pixels[first + i];
      rgba.set([grey, grey, grey, 255], 4 * i);
    }
  });
}

/**
 * A list of grey images with a line under each.
 * @param {App} app
 * @param {{ images: ArrayLike<number>, labels: string[], captions?: string[], side?: number }} options one after
 *   another
 * @returns {HTMLUListElement}
 */
export function imageGrid(app, { images, labels, captions = [], side = SIDE }) {
  return h(
    'ul',
    { class: 'images' },
    labels.map((label, i) =>
      h('li', null, greyImage(app, images, { label, side, first: i * side * side }), captions[i] ?? null),
    ),
  );
}

/** @param {string} hex @returns {[number, number, number]} */
function channels(hex) {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/**
 * Blue below 0, orange above, the paper at 0: a pair that every kind of colour vision tells apart.
 * @param {number} value -1 to 1
 * @param {{ negative: number[], zero: number[], positive: number[] }} colors
 */
export function diverging(value, { negative, zero, positive }) {
  const end = value < 0 ? negative : positive;
  const share = Math.min(1, Math.abs(value));
  return zero.map((from, i) => Math.round(from + (end[i] - from) * share));
}

/** @param {App} app */
function divergingColors(app) {
  const [negative, zero, positive] = ['--negative', '--zero', '--positive'].map((name) =>
    channels(app.palette.color(name)),
  );
  return { negative, zero, positive };
}

/**
 * The weights that lead into each unit of a first layer, as images; one scale for all, so that units can be compared.
 * @param {App} app
 * @param {{ limit?: number }} [options] how many units at most
 */
export function weightImages(app, { limit = 25 } = {}) {
  const list = h('ul', { class: 'images' });
  const scale = h('div', { class: 'weight-scale' });
  const element = h('div', { class: 'weights' }, scale, list);
  /** @type {{ inputs: number, outputs: number, values: ArrayLike<number> } | null} */
  let present = null;

  const show = () => {
    if (!present) return;
    const { inputs, outputs, values } = present;
    const side = Math.round(Math.sqrt(inputs));
    const shown = Math.min(limit, outputs);
    const colors = divergingColors(app);
    const extent = greatest(values, inputs, outputs, shown) || 1;
    clear(
      list,
      Array.from({ length: shown }, (_, unit) => {
        let [min, max] = [Infinity, -Infinity];
        const canvas = picture(side, side, '', (rgba) => {
          for (let i = 0; i < side * side; i++) {
            const weight = values[i * outputs + unit];
            min = Math.min(min, weight);
            max = Math.max(max, weight);
            rgba.set([...diverging(weight / extent, colors), 255], 4 * i);
          }
        });
        canvas.setAttribute(
          'aria-label',
          app.t('views.weights', { index: unit + 1, min: app.format.number(min), max: app.format.number(max) }),
        );
        return h('li', null, canvas);
      }),
    );
    const ends = { min: app.format.number(-extent), max: app.format.number(extent) };
    const bar = picture(101, 1, app.t('views.weightScale', ends), (rgba) => {
      for (let i = 0; i <= 100; i++) rgba.set([...diverging(i / 50 - 1, colors), 255], 4 * i);
    });
    bar.classList.remove('pixels');
    clear(scale, ends.min, bar, ends.max);
  };
  const stop = app.palette.onChange(show);

  return {
    element,
    /** @param {{ inputs: number, outputs: number, values: ArrayLike<number> }} layer values: [inputs, outputs] */
    setWeights(layer) {
      present = layer;
      show();
    },
    destroy() {
      stop();
      element.remove();
    },
  };
}

/** @param {ArrayLike<number>} values @param {number} inputs @param {number} outputs @param {number} shown */
function greatest(values, inputs, outputs, shown) {
  let most = 0;
  for (let i = 0; i < inputs; i++)
    for (let unit = 0; unit < shown; unit++) most = Math.max(most, Math.abs(values[i * outputs + unit]));
  return most;
}

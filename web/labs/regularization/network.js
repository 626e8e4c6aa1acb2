/** A network's picture with the units that dropout has left out, and every unit of its layers under it. On canvas. */
import { blank, inksOf } from '../../views/axes.js';

/** @import { App } from '../../context.js' */

/** Units of a column: the first ones stand for their layer. */
const SHOWN = 12;
const NETWORK = 240;
const GAP = 12;
const MARGIN = 14;
const LABEL = 20;
/** Cells of a layer's grid. */
const CELL = 9;

/**
 * @typedef {object} Layer a column of the picture
 * @property {string} label
 * @property {number} units
 * @property {ArrayLike<number> | null} mask 1 kept, 0 dropped; null where nothing is dropped
 * @property {ArrayLike<number>} [pixels] of the input: it is drawn as the image that it is
 */

/**
 * Where everything is, for a width.
 * @param {Layer[]} layers
 * @param {number} width
 */
export function layout(layers, width) {
  const x = (/** @type {number} */ n) => MARGIN + 42 + ((width - 2 * MARGIN - 60) * n) / Math.max(1, layers.length - 1);
  const columns = layers.map(({ units, pixels }, n) => {
    const count = pixels ? 1 : Math.min(SHOWN, units);
    const step = (NETWORK - 2 * MARGIN) / Math.max(1, SHOWN - 1);
    const top = NETWORK / 2 - ((count - 1) * step) / 2;
    return Array.from({ length: count }, (_, k) => ({ x: x(n), y: LABEL + top + k * step }));
  });
  let y = LABEL + NETWORK + GAP;
  const grids = layers.map(({ units, mask, pixels }) => {
    if (!mask || pixels) return null;
    const across = Math.max(1, Math.floor((width - 2 * MARGIN) / CELL));
    const grid = { y: y + LABEL, across };
    y += LABEL + Math.ceil(units / across) * CELL + GAP;
    return grid;
  });
  return { columns, grids, height: y };
}

/** @param {App} app @param {HTMLCanvasElement} canvas @param {Layer[]} layers @param {string} color of the contestant */
export function paintNetwork(app, canvas, layers, color) {
  const width = canvas.clientWidth;
  if (width === 0) return;
  const { columns, grids, height } = layout(layers, width);
  canvas.style.height = `${height}px`;
  const context = blank(canvas, { width, height });
  const look = { ...inksOf(app), on: app.palette.color(color) };
  context.font = `12px ${getComputedStyle(canvas).fontFamily}`;
  edges(context, layers, columns, look);
  layers.forEach((layer, n) => {
    context.fillStyle = look.muted;
    context.textAlign = n === 0 ? 'left' : n === layers.length - 1 ? 'right' : 'center';
    const at = n === 0 ? MARGIN : n === layers.length - 1 ? width - MARGIN : columns[n][0].x;
    context.fillText(layer.label, at, 14);
    if (layer.pixels) image(context, layer, columns[n][0], look);
    else columns[n].forEach((at1, k) => unit(context, at1, 6, !layer.mask || layer.mask[k] === 1, look));
    if (!layer.pixels && layer.units > SHOWN) {
      context.textAlign = 'center';
      context.fillStyle = look.muted;
      context.fillText('⋮', columns[n][0].x, LABEL + NETWORK + 6);
    }
  });
  layers.forEach((layer, n) => {
    const grid = grids[n];
    if (!grid || !layer.mask) return;
    context.textAlign = 'left';
    context.fillStyle = look.muted;
    context.fillText(layer.label, MARGIN, grid.y - 5);
    for (let k = 0; k < layer.units; k++) {
      const x = MARGIN + (k % grid.across) * CELL;
      const y = grid.y + Math.floor(k / grid.across) * CELL;
      const kept = layer.mask[k] === 1;
      context.fillStyle = kept ? look.on : look.edge;
      if (kept) context.fillRect(x, y, CELL - 2, CELL - 2);
      else context.fillRect(x + 2.5, y + 2.5, 2, 2);
    }
  });
}

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {import('../../views/axes.js').Inks & { on: string }} Look */

/** Between units that are both there. @param {CanvasRenderingContext2D} context @param {Layer[]} layers @param {Point[][]} columns @param {Look} look */
function edges(context, layers, columns, look) {
  context.strokeStyle = look.on;
  context.lineWidth = 0.75;
  context.globalAlpha = 0.35;
  for (let n = 1; n < layers.length; n++)
    columns[n].forEach((to, k) => {
      if (layers[n].mask?.[k] === 0) return;
      columns[n - 1].forEach((from, j) => {
        const { mask, pixels } = layers[n - 1];
        if (!pixels && mask?.[j] === 0) return;
        context.beginPath();
        context.moveTo(pixels ? from.x + 42 : from.x, from.y);
        context.lineTo(to.x, to.y);
        context.stroke();
      });
    });
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {number} r @param {boolean} kept @param {Look} look */
function unit(context, { x, y }, r, kept, look) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = kept ? look.on : look.paper;
  context.strokeStyle = kept ? look.on : look.edge;
  context.lineWidth = 1.25;
  context.fill();
  context.stroke();
  if (kept) return;
  const d = r * 0.5;
  context.beginPath();
  context.moveTo(x - d, y - d);
  context.lineTo(x + d, y + d);
  context.moveTo(x + d, y - d);
  context.lineTo(x - d, y + d);
  context.stroke();
}

/** The input as an image; a dropped pixel has the colour of what is not there. @param {CanvasRenderingContext2D} context @param {Layer} layer @param {Point} at @param {Look} look */
function image(context, { pixels, mask, units }, { x, y }, look) {
  const side = Math.round(Math.sqrt(units));
  const size = 84 / side;
  for (let k = 0; k < units; k++) {
    const dropped = mask && mask[k] !== 1;
    const grey = 255 - /** @type {ArrayLike<number>} */ (pixels)[k];
    context.fillStyle = dropped ? look.on : `rgb(${grey} ${grey} ${grey})`;
    context.fillRect(x - 42 + (k % side) * size, y - 42 + Math.floor(k / side) * size, size + 0.4, size + 0.4);
  }
  context.strokeStyle = look.edge;
  context.lineWidth = 1;
  context.strokeRect(x - 42.5, y - 42.5, 85, 85);
}

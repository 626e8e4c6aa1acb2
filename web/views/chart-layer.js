/**
 * The curves on a canvas of their own. While axes and styles stay, a frame adds only what is new, so its cost does not
 * grow with the run. When they change, the curves are drawn anew on a second canvas, a few in each frame; until they
 * are done, the first is shown, stretched to the new axes.
 */
import { clipTo, createProgress, drawBand, drawCurve, project } from './chart-draw.js';

/**
 * @typedef {import('./chart-draw.js').Series} Series
 * @typedef {import('./chart-draw.js').Drawing} Drawing
 * @typedef {import('./chart-draw.js').Progress} Progress
 * @typedef {import('./decimate.js').PointBuffer} PointBuffer
 * @typedef {{ width: number, height: number, ratio: number }} Size of the target, in CSS pixels
 */

/** Milliseconds of a frame for drawing anew; the rest is for everybody else. */
const BUDGET = 4;

/** One canvas of curves, for one style and one pair of axes. */
class Sheet {
  canvas = document.createElement('canvas');
  context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
  style = '';
  axes = '';
  /** @type {Drawing | null} */
  drawing = null;
  ratio = 1;
  /** What is still to be drawn: bands lie under all curves. @type {{ series: Series, part: 'band' | 'curve' }[]} */
  waiting = [];
  /** @type {Map<string, Progress>} */
  progress = new Map();

  /**
   * @param {Drawing} drawing
   * @param {Series[]} ordered
   * @param {Size} size
   * @param {string} style
   * @param {string} axes
   */
  begin(drawing, ordered, { width, height, ratio }, style, axes) {
    Object.assign(this, { style, axes, ratio, drawing: { ...drawing, area: { ...drawing.area } } });
    this.waiting = [
      ...ordered.filter(({ band }) => band).map((series) => ({ series, part: /** @type {const} */ ('band') })),
      ...ordered.map((series) => ({ series, part: /** @type {const} */ ('curve') })),
    ];
    this.progress = new Map(ordered.map(({ id }) => [id, createProgress()]));
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    // Setting a size clears as well, but makes a new canvas of it.
    if (this.canvas.width !== w) this.canvas.width = w;
    if (this.canvas.height !== h) this.canvas.height = h;
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, w, h);
    this.context.scale(ratio, ratio);
  }

  /** Draws what waits until the time is over. @param {number} budget milliseconds */
  work(budget) {
    const until = performance.now() + budget;
    for (let next = this.waiting.shift(); next; next = performance.now() < until ? this.waiting.shift() : undefined)
      this.advance(next.series, next.part);
  }

  /** Draws what is new and will not change any more. @param {Series} series @param {'band' | 'curve'} part */
  advance(series, part) {
    const { drawing, context } = this;
    const progress = this.progress.get(series.id);
    if (!drawing || !progress) return;
    this.paint((maps) => {
      if (part === 'curve') drawCurve(context, drawing, maps, series, progress, finishedPoints(series, maps));
      else if (series.band)
        drawBand(context, drawing, maps, series, progress, finishedOf(series.band.low, series.band.high, maps));
    });
  }

  /** @param {(maps: ReturnType<typeof project>) => void} draw */
  paint(draw) {
    if (!this.drawing) return;
    this.context.save();
    clipTo(this.context, this.drawing.area);
    draw(project(this.drawing));
    this.context.restore();
  }
}

export class CurveLayer {
  #front = new Sheet();
  #back = new Sheet();
  /** Objects are told apart by a number. @type {WeakMap<object, number>} */
  #numbers = new WeakMap();
  #last = 0;

  /**
   * @param {CanvasRenderingContext2D} target
   * @param {Drawing} drawing
   * @param {Series[]} visible
   * @param {Size} size
   * @param {number} [budget] milliseconds for drawing anew
   * @returns {boolean} whether it is done; it wants to be called in the next frame when it is not
   */
  draw(target, drawing, visible, size, budget = BUDGET) {
    if (size.width < 1 || size.height < 1) return true;
    // Faint curves are background.
    const ordered = [...visible].sort((a, b) => Number(a.alpha >= 1) - Number(b.alpha >= 1));
    const style = styleKey(drawing, ordered, size, (object) => this.#numberOf(object));
    const axes = JSON.stringify([{ ...drawing.area }, drawing.x, drawing.y]);
    const fits = (/** @type {Sheet} */ sheet) => sheet.style === style && sheet.axes === axes;
    for (let again = !fits(this.#front); again; again = budget === Infinity && !fits(this.#front)) {
      // What has begun is finished, even if all has changed again: otherwise it might never be.
      if (this.#back.waiting.length === 0) this.#back.begin(drawing, ordered, size, style, axes);
      this.#back.work(budget);
      if (this.#back.waiting.length === 0) [this.#front, this.#back] = [this.#back, this.#front];
    }
    target.save();
    clipTo(target, drawing.area);
    const done = fits(this.#front);
    if (done) this.#showExactly(target, drawing, ordered, size);
    else this.#showStretched(target, drawing);
    target.restore();
    return done;
  }

  /** @param {object} object */
  #numberOf(object) {
    let number = this.#numbers.get(object);
    if (number === undefined) this.#numbers.set(object, (number = ++this.#last));
    return number;
  }

  /** @param {CanvasRenderingContext2D} target @param {Drawing} drawing @param {Series[]} ordered @param {Size} size */
  #showExactly(target, drawing, ordered, { width, height }) {
    const maps = project(drawing);
    for (const part of /** @type {const} */ (['band', 'curve']))
      for (const series of ordered) this.#front.advance(series, part);
    target.drawImage(this.#front.canvas, 0, 0, width, height);
    // The last column is not whole yet: it is drawn anew each time, over what stays.
    for (const series of ordered) {
      const progress = { ...(this.#front.progress.get(series.id) ?? createProgress()) };
      if (series.band) drawBand(target, drawing, maps, series, progress, series.band.low.length);
      drawCurve(target, drawing, maps, series, progress, series.buffer.length);
    }
  }

  /** @param {CanvasRenderingContext2D} target @param {Drawing} drawing */
  #showStretched(target, drawing) {
    const { canvas, drawing: old, ratio } = this.#front;
    // Between a linear and a logarithmic axis no stretching helps.
    if (!old || old.x.scale !== drawing.x.scale || old.y.scale !== drawing.y.scale) return;
    const [from, to] = [project(old), project(drawing)];
    const { left, right, top, bottom } = old.area;
    const x = [left, right].map((pixel) => to.x.toPixel(from.x.toValue(pixel)));
    const y = [top, bottom].map((pixel) => to.y.toPixel(from.y.toValue(pixel)));
    if (![...x, ...y].every(Number.isFinite) || x[1] - x[0] < 1 || y[1] - y[0] < 1) return;
    const source = [left, top, right - left, bottom - top].map((value) => value * ratio);
    target.drawImage(canvas, source[0], source[1], source[2], source[3], x[0], y[0], x[1] - x[0], y[1] - y[0]);
  }
}

/** Whether new points change what was drawn of the old. @param {Series} series */
const changesWhole = ({ buffer, fill }) => fill || !buffer.sorted;

/**
 * The points that no later point will change the drawing of: all but those of the last column.
 * @param {Series} series @param {ReturnType<typeof project>} maps
 */
function finishedPoints(series, maps) {
  const { buffer } = series;
  return changesWhole(series) ? buffer.length : finishedOf(buffer, buffer, maps);
}

/**
 * @param {PointBuffer} buffer @param {PointBuffer} other of which there must be as many points
 * @param {ReturnType<typeof project>} maps
 */
function finishedOf(buffer, other, maps) {
  const length = Math.min(buffer.length, other.length);
  if (length === 0) return 0;
  const column = Math.floor(maps.x.toPixel(buffer.xs[length - 1]));
  return Number.isFinite(column) ? buffer.lowerBound(maps.x.toValue(column), 0, length) : length;
}

/**
 * All that the drawing depends on, but the axes and points that are added.
 * @param {Drawing} drawing @param {Series[]} visible @param {Size} size @param {(object: object) => number} numberOf
 */
function styleKey({ x, y, paper, color: colorOf }, visible, size, numberOf) {
  const styles = visible.map((series) => {
    const { id, color, dash, marker, width, alpha, line, fill, points, buffer, band } = series;
    const whole = changesWhole(series) ? buffer.length : 0;
    const data = [numberOf(buffer), buffer.version, whole, band && numberOf(band)];
    return [id, colorOf(color), dash, marker, width, alpha, line, fill, points, data];
  });
  return JSON.stringify([x.scale, y.scale, paper, size, styles]);
}

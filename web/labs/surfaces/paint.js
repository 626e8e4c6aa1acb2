/** The ink of a surface's picture beside what every plane has: one step taken apart. */
import { inksOf, writeOver } from '../../views/axes.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('../../views/plane-paint.js').Surface2D} Surface2D */

/** How arrows are told apart without colour: by their dash and the letter at their head. */
const ARROWS = /** @type {Record<string, { color: 'bad' | 'accent' | 'ink', dash: number[], letter: string }>} */ ({
  gradient: { color: 'bad', dash: [], letter: '−ηg' },
  past: { color: 'accent', dash: [6, 3], letter: 'v' },
  step: { color: 'ink', dash: [], letter: 'Δ' },
  both: { color: 'bad', dash: [], letter: 'Δ = −ηg' },
});

/** The longest arrow that is drawn whole. */
const LONGEST = 150;

/** Pixels between letters and the picture's edge, and half of a line of them. */
const EDGE = 4;
const HALF = 8;

/**
 * @param {App} app
 * @param {CanvasRenderingContext2D} context
 * @param {Surface2D} area
 * @param {{ kind: string, at: [number, number], to: [number, number] }[]} arrows
 * @param {{ times: number, past: string }} options times: how much longer they are drawn; past: the letter of that
 *   arrow
 * @returns {boolean} whether one was cut short
 */
export function paintArrows(app, context, area, arrows, { times, past }) {
  const { projection } = area;
  const colors = inksOf(app);
  let cut = false;
  for (const { kind, at, to } of arrows) {
    const { color, dash, letter } = ARROWS[kind];
    let [dx, dy] = [to[0] * projection.scale * times, -to[1] * projection.scale * times];
    const length = Math.hypot(dx, dy);
    if (!(length > 1)) continue;
    if (length > LONGEST) {
      cut = true;
      [dx, dy] = [(dx / length) * LONGEST, (dy / length) * LONGEST];
    }
    const [x, y] = [projection.toX(at[0]), projection.toY(at[1])];
    const angle = Math.atan2(dy, dx);
    const head = (/** @type {number} */ turn) =>
      /** @type {[number, number]} */ ([x + dx - 9 * Math.cos(angle + turn), y + dy - 9 * Math.sin(angle + turn)]);
    for (const [stroke, width] of /** @type {[string, number][]} */ ([
      [colors.paper, 5],
      [colors[color], 2],
    ])) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      context.setLineDash(width === 2 ? dash : []);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + dx, y + dy);
      context.stroke();
      context.setLineDash([]);
      context.beginPath();
      context.moveTo(...head(0.45));
      context.lineTo(x + dx, y + dy);
      context.lineTo(...head(-0.45));
      context.stroke();
    }
    const text = kind === 'past' ? past : letter;
    const place = placeLetters([x + dx, y + dy], angle, context.measureText(text).width, area);
    context.textAlign = 'left';
    writeOver(context, text, ...place, { ink: colors[color], paper: colors.paper });
  }
  return cut;
}

/**
 * Where the letters of an arrow begin: to the right of a head that points to the right, and so on, never on the shaft. Where the
 * picture has no room for them there, they stand above the head or below it, away from the shaft, and end at its edge.
 * @param {[number, number]} head @param {number} angle where it points to, down from the right @param {number} wide the letters
 * @param {{ width: number, height: number }} picture
 * @returns {[x: number, y: number]} the middle of their left edge
 */
function placeLetters([x, y], angle, wide, { width, height }) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const share = cos < -0.3 ? 1 : cos > 0.3 ? 0 : 0.5;
  const left = x + 8 * cos - share * wide;
  const inside = Math.max(EDGE, Math.min(width - EDGE - wide, left));
  const far = HALF + 9;
  const beside = inside === left ? 13 * sin : sin < 0 ? -far : far;
  const fits = (/** @type {number} */ at) => at >= HALF && at <= height - HALF;
  return [inside, Math.max(HALF, Math.min(height - HALF, fits(y + beside) ? y + beside : y - beside))];
}

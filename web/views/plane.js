/** Which part of a plane a picture shows, and where. Pure. One unit is as long across as upwards: else gradients would not look
 *  perpendicular to the level curves. */

/** @typedef {{ x0: number, x1: number, y0: number, y1: number }} Box */

/** The picture's width over its height: the box's own as far as that makes a good picture. @param {Box} box
 * @param {number} least @param {number} most */
export function aspectOf({ x0, x1, y0, y1 }, least = 1.3, most = 2.4) {
  return Math.min(most, Math.max(least, (x1 - x0) / (y1 - y0)));
}

/**
 * The box, made wider or higher on both sides until it has the aspect.
 * @param {Box} box
 * @param {number} aspect
 * @returns {Box}
 */
export function withAspect({ x0, x1, y0, y1 }, aspect) {
  const [width, height] = [x1 - x0, y1 - y0];
  const dx = (Math.max(width, height * aspect) - width) / 2;
  const dy = (Math.max(height, width / aspect) - height) / 2;
  return { x0: x0 - dx, x1: x1 + dx, y0: y0 - dy, y1: y1 + dy };
}

/** @param {Box} box @param {number} x @param {number} y */
export const contains = ({ x0, x1, y0, y1 }, x, y) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

/**
 * The maps between the plane and the picture's pixels.
 * @param {Box} box
 * @param {number} width
 * @param {number} height
 */
export function projectionOf({ x0, x1, y0, y1 }, width, height) {
  const [sx, sy] = [width / (x1 - x0), height / (y1 - y0)];
  // A canvas loses lines to places that are astronomically far away.
  const clamp = (/** @type {number} */ pixel) => Math.max(-1e5, Math.min(1e5, pixel));
  return {
    scale: sx,
    toX: (/** @type {number} */ x) => clamp((x - x0) * sx),
    toY: (/** @type {number} */ y) => clamp((y1 - y) * sy),
    fromX: (/** @type {number} */ pixel) => x0 + pixel / sx,
    fromY: (/** @type {number} */ pixel) => y1 - pixel / sy,
  };
}

/** @typedef {ReturnType<typeof projectionOf>} Projection */

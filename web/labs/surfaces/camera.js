/** Which part of the plane a picture shows. Pure. One unit is as long across as upwards: else gradients would not look
 *  perpendicular to the level curves. */

/** @typedef {{ x0: number, x1: number, y0: number, y1: number }} Box */

/** Where the catalog's view is the whole domain on which a function is given, the part where something happens. */
const CLOSER = /** @type {Record<string, Box>} */ ({ beale: { x0: -0.6, x1: 4.2, y0: -1.6, y1: 1.8 } });

/** @param {{ key: string, view: { x: number[], y: number[] } }} row of the catalog @returns {Box} */
export const viewOf = ({ key, view: { x, y } }) => CLOSER[key] ?? { x0: x[0], x1: x[1], y0: y[0], y1: y[1] };

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

/**
 * A box around what the runs do, with some room. A run that leaves for good does not pull the picture after it:
 * points count only within three times the surface's own view.
 * @param {Box} view
 * @param {ArrayLike<number>[]} paths each x0, y0, x1, y1 …
 * @returns {Box}
 */
export function fitBox(view, paths) {
  const [cx, cy] = [(view.x0 + view.x1) / 2, (view.y0 + view.y1) / 2];
  const [rx, ry] = [1.5 * (view.x1 - view.x0), 1.5 * (view.y1 - view.y0)];
  const box = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity };
  for (const path of paths)
    for (let n = 0; n + 1 < path.length; n += 2) {
      const [x, y] = [path[n], path[n + 1]];
      if (!(Math.abs(x - cx) <= rx && Math.abs(y - cy) <= ry)) continue;
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x);
      box.y0 = Math.min(box.y0, y);
      box.y1 = Math.max(box.y1, y);
    }
  if (!(box.x1 >= box.x0)) return view;
  const room = Math.max(0.12 * Math.max(box.x1 - box.x0, box.y1 - box.y0), 0.01 * (view.x1 - view.x0));
  return { x0: box.x0 - room, x1: box.x1 + room, y0: box.y0 - room, y1: box.y1 + room };
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

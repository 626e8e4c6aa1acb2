/** Which part of the plane the picture of a surface shows. Pure. */

/** @typedef {import('../../views/plane.js').Box} Box */

/** Where the catalog's view is the whole domain on which a function is given, the part where something happens. */
const CLOSER = /** @type {Record<string, Box>} */ ({ beale: { x0: -0.6, x1: 4.2, y0: -1.6, y1: 1.8 } });

/** @param {{ key: string, view: { x: number[], y: number[] } }} row of the catalog @returns {Box} */
export const viewOf = ({ key, view: { x, y } }) => CLOSER[key] ?? { x0: x[0], x1: x[1], y0: y[0], y1: y[1] };

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

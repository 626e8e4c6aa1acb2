/** Where on a plane the loss is asked for: a box around ways, and its nodes from coarse to fine. */

/** @typedef {{ x0: number, y0: number, x1: number, y1: number }} Box */

/** Width over height of every picture: so one grid serves all widths of a page. */
export const ASPECT = 4 / 3;

/** Nodes of the whole grid; its cells are squares. */
export const COLUMNS = 65;
export const ROWS = 49;

/** Every how many nodes each of its stages has one. */
const STRIDES = [8, 4, 2, 1];

/** Of what lies in the box, that is beside it. */
const ROOM = 0.2;

/**
 * The box of the aspect that has all points in it, with some room.
 * @param {ArrayLike<number>} points x, y, x, y …
 * @param {number} zoom how many times as large as that
 * @returns {Box}
 */
export function boxAround(points, zoom) {
  const along = (/** @type {number} */ axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let n = axis; n < points.length; n += 2)
      if (Number.isFinite(points[n])) [low, high] = [Math.min(low, points[n]), Math.max(high, points[n])];
    return low <= high ? { middle: (low + high) / 2, size: high - low } : { middle: 0, size: 1 };
  };
  const [x, y] = [along(0), along(1)];
  const height = Math.max(x.size / ASPECT, y.size) || 1;
  return box(x.middle, y.middle, height * (1 + 2 * ROOM) * zoom);
}

/** The box around the center of filter-normalized directions: 1 is as far as the weights are large. @param {number} zoom @returns {Box} */
export const boxOfOne = (zoom) => box(0, 0, 2 * zoom);

/** @param {number} x @param {number} y @param {number} height @returns {Box} */
const box = (x, y, height) => ({
  x0: x - (height * ASPECT) / 2,
  x1: x + (height * ASPECT) / 2,
  y0: y - height / 2,
  y1: y + height / 2,
});

/** @param {Box} box @param {number} node of COLUMNS × ROWS, row by row from y0 @returns {[number, number]} */
export function nodeAt({ x0, x1, y0, y1 }, node) {
  const [i, j] = [node % COLUMNS, Math.floor(node / COLUMNS)];
  return [x0 + ((x1 - x0) * i) / (COLUMNS - 1), y0 + ((y1 - y0) * j) / (ROWS - 1)];
}

/** The nodes of each stage that none before had. @returns {number[][]} */
export function stages() {
  const seen = new Set();
  return STRIDES.map((stride) => {
    const nodes = [];
    for (let j = 0; j < ROWS; j += stride)
      for (let i = 0; i < COLUMNS; i += stride) {
        const node = j * COLUMNS + i;
        if (!seen.has(node)) nodes.push(node);
        seen.add(node);
      }
    return nodes;
  });
}

/**
 * The finest grid whose nodes are all known.
 * @param {Float64Array} values [ROWS, COLUMNS], NaN where nobody knows
 * @returns {{ values: Float64Array, columns: number, rows: number } | null} null before the coarsest is there
 */
export function finest(values) {
  for (const stride of [...STRIDES].reverse()) {
    const [columns, rows] = [(COLUMNS - 1) / stride + 1, (ROWS - 1) / stride + 1];
    const own = Float64Array.from(
      { length: columns * rows },
      (_, n) => values[Math.floor(n / columns) * stride * COLUMNS + (n % columns) * stride],
    );
    if (!own.some(Number.isNaN)) return { values: own, columns, rows };
  }
  return null;
}

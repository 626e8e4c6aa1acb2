/** Level curves of a function on a grid: which levels, and where they run. Pure: no canvas. */

/**
 * @typedef {{ values: ArrayLike<number>, columns: number, rows: number }} Grid row by row
 * @typedef {object} Levels
 * @property {number[]} at ascending, on the scale of `toScale`
 * @property {boolean} log
 * @property {(f: number) => number} toScale
 * @property {(level: number) => number} toValue
 */

/** @param {Float64Array} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/**
 * Levels that part the values into bands which look evenly spaced: of f, or of log(f - floor) where f has a known
 * floor and spans orders of magnitude above it.
 * @param {ArrayLike<number>} values
 * @param {{ floor?: number | null, count?: number, log?: boolean }} [options] floor: the least value that f takes at all, where
 *   that is known; log: whether levels are even in log(f - floor), where they can be; without it as the values suggest
 * @returns {Levels}
 */
export function levelsOf(values, { floor = null, count = 13, log } = {}) {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const [low, high] = sorted.length > 0 ? [sorted[0], sorted[sorted.length - 1]] : [0, 1];
  // The innermost band should be seen as a spot, the outermost not stand for a single corner of the picture.
  const inner = floor === null ? 0 : quantile(sorted, 0.002) - floor;
  const outer = floor === null ? 0 : quantile(sorted, 0.995) - floor;
  if (floor !== null && inner > 0 && outer > inner && (log ?? outer / inner > 50)) {
    const [from, to] = [Math.log(inner), Math.log(outer)];
    return {
      at: Array.from({ length: count }, (_, n) => from + ((to - from) * n) / count),
      log: true,
      toScale: (f) => Math.log(Math.max(f - floor, Number.MIN_VALUE)),
      toValue: (level) => Math.exp(level) + floor,
    };
  }
  const span = high - low || 1;
  return {
    at: Array.from({ length: count }, (_, n) => low + (span * (n + 1)) / (count + 1)),
    log: false,
    toScale: (f) => f,
    toValue: (level) => level,
  };
}

/**
 * Sides of a cell: 0 between its corners a and b, 1 between b and c, 2 between d and c, 3 between a and d:
 *
 *    a -0- b
 *    3     1
 *    d -2- c
 *
 * For each set of corners that lie high (a 1, b 2, c 4, d 8), the sides from which and to which lines go, with the high
 * part on the left of them.
 * @type {number[][]}
 */
const LINES = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

/** The same where two opposite corners are high and the middle is, too. @type {Record<number, number[]>} */
const JOINED = { 5: [1, 0, 3, 2], 10: [0, 3, 2, 1] };

/**
 * The closed lines around all places where the values are at least `level`, by marching squares. What lies outside
 * the grid counts as low, so that lines close along its border: filling them by the even-odd rule fills those places.
 * @param {Grid} grid
 * @param {number} level
 * @returns {Float32Array[]} each x0, y0, x1, y1 … in columns and rows
 */
export function rings({ values, columns, rows }, level) {
  const width = columns + 1; // of cells, with those that stick out to the left and over the top
  const next = new Int32Array(2 * width * (rows + 1) + 2 * width + 2).fill(-1);
  const isHigh = (/** @type {number} */ i, /** @type {number} */ j) =>
    i >= 0 && j >= 0 && i < columns && j < rows && values[j * columns + i] >= level;
  // An edge's number: that of its upper or left node, doubled, and one more for the vertical ones.
  const edge = (/** @type {number} */ side, /** @type {number} */ i, /** @type {number} */ j) =>
    2 * ((j + 1 + (side === 2 ? 1 : 0)) * width + i + 1 + (side === 1 ? 1 : 0)) + (side % 2);
  /** @type {number[]} */
  const starts = [];
  for (let j = -1; j < rows; j++) {
    let [a, d] = [false, false];
    for (let i = -1; i < columns; i++) {
      const [b, c] = [isHigh(i + 1, j), isHigh(i + 1, j + 1)];
      const code = (a ? 1 : 0) + (b ? 2 : 0) + (c ? 4 : 0) + (d ? 8 : 0);
      const joined = (code === 5 || code === 10) && middle(values, columns, i, j) >= level;
      const lines = joined ? JOINED[code] : LINES[code];
      for (let n = 0; n < lines.length; n += 2) {
        const from = edge(lines[n], i, j);
        next[from] = edge(lines[n + 1], i, j);
        starts.push(from);
      }
      [a, d] = [b, c];
    }
  }
  return starts.flatMap((start) => {
    if (next[start] < 0) return [];
    /** @type {number[]} */
    const ring = [];
    // Every edge that is crossed is left once and entered once: the way leads back to where it began.
    for (let at = start; next[at] >= 0;) {
      pushCrossing(ring, { values, columns, rows }, level, at, width);
      const to = next[at];
      next[at] = -1;
      at = to;
    }
    return [Float32Array.from(ring)];
  });
}

/** @param {ArrayLike<number>} values @param {number} columns @param {number} i @param {number} j */
function middle(values, columns, i, j) {
  const at = j * columns + i;
  return (values[at] + values[at + 1] + values[at + columns] + values[at + columns + 1]) / 4;
}

/** @param {number[]} ring @param {Grid} grid @param {number} level @param {number} edge @param {number} width */
function pushCrossing(ring, { values, columns, rows }, level, edge, width) {
  const vertical = edge % 2;
  const node = (edge - vertical) / 2;
  const [i, j] = [(node % width) - 1, Math.floor(node / width) - 1];
  const [i2, j2] = vertical ? [i, j + 1] : [i + 1, j];
  // On the border the line runs through the grid's own nodes.
  if (i < 0 || j < 0) ring.push(i2, j2);
  else if (i2 >= columns || j2 >= rows) ring.push(i, j);
  else {
    const [from, to] = [values[j * columns + i], values[j2 * columns + i2]];
    const exact = (level - from) / (to - from);
    const share = Number.isFinite(exact) ? Math.min(1, Math.max(0, exact)) : 0.5;
    ring.push(i + share * (i2 - i), j + share * (j2 - j));
  }
}

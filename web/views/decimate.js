/**
 * Curves of hundreds of thousands of points, kept so that what a chart's pixels can show is found without reading them
 * all. A pure store: no DOM.
 */

/** Points a block of the pyramid's lowest floor spans, as a power of two; the same factor between floors. */
const BITS = 4;
const FLOORS = 5;

/**
 * Points with a pyramid of the places of each block's least and greatest value, built while points are appended.
 */
export class PointBuffer {
  /** @type {Float64Array} */
  xs = new Float64Array(256);
  /** @type {Float64Array} */
  ys = new Float64Array(256);
  length = 0;
  /** Whether x never went back: what decimation and search rest on. */
  sorted = true;
  /** How often it was emptied: equal versions share their first points. */
  version = 0;

  /** @type {Int32Array[]} */
  #least = [];
  /** @type {Int32Array[]} */
  #greatest = [];

  constructor() {
    this.#growFloors();
  }

  /** @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys as many; a value that is not finite is a gap */
  append(xs, ys) {
    const count = Math.min(xs.length, ys.length);
    this.#reserve(this.length + count);
    for (let i = 0; i < count; i++) this.#put(xs[i], ys[i]);
  }

  /** @param {number} x @param {number} y */
  push(x, y) {
    this.#reserve(this.length + 1);
    this.#put(x, y);
  }

  clear() {
    this.length = 0;
    this.sorted = true;
    this.version++;
    for (const floor of [...this.#least, ...this.#greatest]) floor.fill(-1);
  }

  /** @param {number} x @param {number} y */
  #put(x, y) {
    const i = this.length++;
    this.xs[i] = x;
    this.ys[i] = y;
    if (i > 0 && !(x >= this.xs[i - 1])) this.sorted = false;
    if (!Number.isFinite(y)) return;
    for (let floor = 0; floor < FLOORS; floor++) {
      const block = i >> (BITS * (floor + 1));
      const least = this.#least[floor];
      const greatest = this.#greatest[floor];
      if (least[block] < 0 || y < this.ys[least[block]]) least[block] = i;
      if (greatest[block] < 0 || y > this.ys[greatest[block]]) greatest[block] = i;
    }
  }

  /** @param {number} capacity */
  #reserve(capacity) {
    if (capacity <= this.xs.length) return;
    let next = this.xs.length;
    while (next < capacity) next *= 2;
    this.xs = copyInto(new Float64Array(next), this.xs);
    this.ys = copyInto(new Float64Array(next), this.ys);
    this.#growFloors();
  }

  #growFloors() {
    for (let floor = 0; floor < FLOORS; floor++) {
      const blocks = (this.xs.length >> (BITS * (floor + 1))) + 1;
      for (const floors of [this.#least, this.#greatest])
        floors[floor] = copyInto(new Int32Array(blocks).fill(-1), floors[floor] ?? new Int32Array(0));
    }
  }

  /**
   * Where the least and the greatest finite value of the points from..to-1 are; -1 where there is none.
   * @param {number} from @param {number} to @param {{ least: number, greatest: number }} out
   */
  extremes(from, to, out) {
    out.least = -1;
    out.greatest = -1;
    const { ys } = this;
    for (let i = from; i < to;) {
      // The largest block that begins here and ends in the range.
      let floor = -1;
      while (floor + 1 < FLOORS && blockFits(i, floor + 1, to)) floor++;
      const a = floor < 0 ? finiteAt(ys, i) : this.#least[floor][i >> (BITS * (floor + 1))];
      const b = floor < 0 ? a : this.#greatest[floor][i >> (BITS * (floor + 1))];
      if (a >= 0 && (out.least < 0 || ys[a] < ys[out.least])) out.least = a;
      if (b >= 0 && (out.greatest < 0 || ys[b] > ys[out.greatest])) out.greatest = b;
      i += floor < 0 ? 1 : 1 << (BITS * (floor + 1));
    }
    return out;
  }

  /** The first place from..to whose x is not below the value. @param {number} x */
  lowerBound(x, from = 0, to = this.length) {
    const { xs } = this;
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (xs[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The place of the point nearest to x, of several at one x the last; -1 without points. @param {number} x */
  nearest(x) {
    if (this.length === 0) return -1;
    if (!this.sorted) return this.#nearestUnsorted(x);
    const { xs, length } = this;
    const next = this.lowerBound(x);
    let at = next > 0 && (next === length || x - xs[next - 1] <= xs[next] - x) ? next - 1 : next;
    while (at + 1 < length && xs[at + 1] === xs[at]) at++;
    return at;
  }

  /** @param {number} x */
  #nearestUnsorted(x) {
    let best = 0;
    for (let i = 1; i < this.length; i++) if (Math.abs(this.xs[i] - x) < Math.abs(this.xs[best] - x)) best = i;
    return best;
  }
}

/** @param {number} i @param {number} floor @param {number} to */
function blockFits(i, floor, to) {
  const size = 1 << (BITS * (floor + 1));
  return (i & (size - 1)) === 0 && i + size <= to;
}

/** @param {Float64Array} ys @param {number} i */
function finiteAt(ys, i) {
  return Number.isFinite(ys[i]) ? i : -1;
}

/** @template {Float64Array | Int32Array} T @param {T} target @param {T} source @returns {T} */
function copyInto(target, source) {
  target.set(source);
  return target;
}

const found = { least: -1, greatest: -1 };

/**
 * @typedef {object} View what a chart shows of a curve
 * @property {(x: number) => number} columnOf the column of pixels of an x
 * @property {(column: number) => number} startOf the least x of a column
 * @property {number} low the least x that is seen
 * @property {number} high
 * @property {'both' | 'least' | 'greatest'} [keep]
 * @property {number} [from] the first point to look at
 * @property {number} [to] the point after the last
 *
 * @typedef {{ places: number[], columns: number[] }} Sample places of points, and the column of each
 */

/** @returns {Sample} */
export function createSample() {
  return { places: [], columns: [] };
}

/**
 * The places of the points that a chart has to draw: of each column of pixels the least and the greatest value, in the
 * order in which they come, so at most two points a pixel and no spike lost; a place whose value is not finite is a
 * gap.
 * @param {PointBuffer} buffer
 * @param {View} view
 * @param {Sample} [out] is emptied and filled
 * @returns {Sample} out
 */
export function decimate(buffer, view, out = createSample()) {
  const { columnOf, startOf, low, high, keep = 'both', from = 0, to = buffer.length } = view;
  out.places.length = 0;
  out.columns.length = 0;
  if (!buffer.sorted) {
    for (let i = from; i < to; i++) push(out, i, columnOf(buffer.xs[i]));
    return out;
  }
  // One point more on either side: the line goes on to the edge.
  const first = Math.max(from, buffer.lowerBound(low) - 1);
  const end = Math.min(to, buffer.lowerBound(high) + 1);
  let column = -Infinity;
  let count = 1;
  for (let i = first; i < end; i += count) {
    column = Math.max(column + 1, columnOf(buffer.xs[i]));
    const next = nextColumn(buffer, i, end, startOf(column + 1), count);
    // Where a column has many blocks, ending on a block's edge shifts it by a small part of a pixel, and spares reading
    // single points.
    count = (next - i >= 8 << BITS && next < end ? next & ~((1 << BITS) - 1) : next) - i;
    pushColumn(buffer, i, i + count, keep, column, out);
  }
  if (end > first && keep === 'both' && out.places.at(-1) !== end - 1) push(out, end - 1, column);
  return out;
}

/** @param {Sample} out @param {number} place @param {number} column */
function push(out, place, column) {
  out.places.push(place);
  out.columns.push(column);
}

/**
 * The first place after i whose x is not below x, sought around a guess: neighbouring columns have about as many
 * points.
 * @param {PointBuffer} buffer @param {number} i @param {number} end @param {number} x @param {number} guess
 */
function nextColumn(buffer, i, end, x, guess) {
  const { xs } = buffer;
  const at = Math.min(end - 1, i + guess);
  let step = 1;
  if (xs[at] < x) {
    while (at + step < end && xs[at + step] < x) step *= 2;
    return buffer.lowerBound(x, at + (step >> 1), Math.min(end, at + step));
  }
  while (at - step > i && xs[at - step] >= x) step *= 2;
  return Math.max(i + 1, buffer.lowerBound(x, Math.max(i, at - step), at - (step >> 1)));
}

/**
 * @param {PointBuffer} buffer @param {number} from @param {number} to @param {string} keep @param {number} column
 * @param {Sample} out
 */
function pushColumn(buffer, from, to, keep, column, out) {
  if (to - from === 1) return push(out, from, column);
  const { least, greatest } = buffer.extremes(from, to, found);
  if (least < 0) push(out, from, column);
  else if (keep === 'least' || least === greatest) push(out, least, column);
  else if (keep === 'greatest') push(out, greatest, column);
  else {
    push(out, Math.min(least, greatest), column);
    push(out, Math.max(least, greatest), column);
  }
}

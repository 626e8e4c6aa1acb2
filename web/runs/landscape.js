/**
 * The loss around the ways of runs: which checkpoints are kept of them, and what workers find of the plane through these, from
 * coarse to fine. No document.
 */
import { functionOf } from '../../wasm/landscape/function.js';
import { boxAround, boxOfOne, COLUMNS, finest, nodeAt, ROWS, stages } from '../../wasm/landscape/grid.js';
import { PlaneHandle } from '../engine/pool/landscape.js';
import { Task } from './task.js';

/** @typedef {import('../../wasm/spec.d.ts').Spec} Spec */
/** @typedef {import('./group.js').Run} Run */
/** @typedef {import('../../wasm/landscape/grid.js').Box} Box */

/** @typedef {{ step: number, weights: Float32Array }} Checkpoint */

/** What was kept of a run; what is not finite has no place on any plane. @param {Run} run @returns {Checkpoint[]} */
export const checkpointsOf = ({ watched }) =>
  watched.flatMap(({ step, weights }) => (weights && isFiniteAll(weights) ? [{ step, weights }] : []));

/** @param {Float32Array} list its sum in float64 is finite where all of it is */
function isFiniteAll(list) {
  let sum = 0;
  for (let k = 0; k < list.length; k++) sum += list[k];
  return Number.isFinite(sum);
}

/**
 * @typedef {object} Asked
 * @property {{ id: string, spec: Spec, checkpoints: Checkpoint[] }[]} ways all of one function
 * @property {string} whose way the plane goes through the end of
 * @property {number | null} directions the seed of random ones; null: those of the ways
 * @property {number} zoom how many times as large as what the ways need
 * @property {number} images
 *
 * @typedef {object} Way
 * @property {string} id
 * @property {number[]} steps
 * @property {Float64Array} points [n, 2] of the plane, nearest to the checkpoints
 * @property {Float64Array} distances [n] of the checkpoints from the plane
 * @property {number} length ‖θ_end − θ_start‖
 * @property {Float64Array} own [n] the loss at the checkpoints; NaN until it is known
 * @property {Float64Array} projected [n] the loss at the points
 *
 * @typedef {object} Found
 * @property {Asked} asked
 * @property {Way[]} ways
 * @property {number[]} shares of the variance, of each component; none of random directions
 * @property {Box} box
 * @property {Float64Array} values [ROWS, COLUMNS] the loss; NaN until it is known
 * @property {number} level how many stages of the grid there are, 0 to 3
 * @property {number} images that the losses are of
 */

export class Landscape {
  /** How much is done, 0 to 1. */
  share = 0;
  /** As far as it has come. @type {Found | null} */
  found = null;
  #pool;
  #changed;
  #task;
  /** @type {PlaneHandle | null} */
  #plane = null;

  /** @param {import('../engine/pool.js').Pool} pool @param {() => void} changed */
  constructor(pool, changed) {
    this.#pool = pool;
    this.#changed = changed;
    this.#task = new Task(pool, changed, {
      reset: () => (this.share = 0),
      run: (/** @type {Asked} */ asked, signal) => this.#run(asked, signal),
      free: () => this.#plane?.free(),
    });
  }

  get status() {
    return this.#task.status;
  }

  /** Why it failed, when it did. */
  get failure() {
    return this.#task.error;
  }

  get secondsLeft() {
    return this.#task.clock.secondsLeft(this.share);
  }

  /** @param {Asked} asked */
  start(asked) {
    return this.#task.start(asked);
  }

  /** What is under way ends; what has been found stays. */
  cancel() {
    this.#task.cancel();
  }

  /** Ends it, and forgets what it has found. */
  clear() {
    this.#task.cancel();
    Object.assign(this.#task, { status: 'idle', outcome: null }); // it holds all checkpoints of the ways
    this.found = null;
  }

  /** @param {Asked} asked @param {AbortSignal} signal */
  async #run(asked, signal) {
    const { ways, whose, directions, images } = asked;
    const at = Math.max(
      0,
      ways.findIndex(({ id }) => id === whose),
    );
    this.#plane?.free();
    const plane = new PlaneHandle(this.#pool, ways[at].spec, images);
    this.#plane = plane;
    const before = ways.slice(0, at).reduce((sum, { checkpoints }) => sum + checkpoints.length, 0);
    const checkpoints = ways.flatMap((way) => way.checkpoints.map(({ weights }) => weights));
    const center = before + ways[at].checkpoints.length - 1;
    const made = await plane.make({ checkpoints, center, first: before, random: directions }, signal);
    const found = placeWays(asked, made);
    this.found = found;
    this.#changed();
    await this.#measure(plane, found, checkpoints, signal);
    return found;
  }

  /** @param {PlaneHandle} plane @param {Found} found @param {Float32Array[]} checkpoints of all ways @param {AbortSignal} signal */
  async #measure(plane, found, checkpoints, signal) {
    const points = found.ways.flatMap((way) => [...way.points]);
    const [coarse, ...finer] = stages();
    const total = COLUMNS * ROWS + 2 * checkpoints.length;
    let done = 0;
    /** @param {Parameters<PlaneHandle['heights']>[0]} where @param {(n: number, loss: number) => void} put */
    const ask = (where, put) =>
      plane.heights(where, {
        signal,
        onPart: ({ first, count, losses }) => {
          losses.forEach((loss, n) => put(first + n, loss));
          done += count;
          this.share = done / total;
          this.#changed();
        },
      });
    const ofNodes = (/** @type {number[]} */ nodes) =>
      ask({ points: Float64Array.from(nodes.flatMap((node) => nodeAt(found.box, node))) }, (n, loss) => {
        found.values[nodes[n]] = loss;
      });
    const ofWays = (/** @type {'own' | 'projected'} */ key) => {
      const places = found.ways.flatMap((way) => way.steps.map((_, n) => ({ list: way[key], n })));
      return (/** @type {number} */ k, /** @type {number} */ loss) => {
        places[k].list[places[k].n] = loss;
      };
    };
    await ofNodes(coarse);
    found.level = 1;
    await ask({ points: Float64Array.from(points) }, ofWays('projected'));
    await ask({ weights: checkpoints }, ofWays('own'));
    for (const nodes of finer) {
      await ofNodes(nodes);
      found.level++;
    }
  }
}

/** @param {Asked} asked @param {import('../engine/message-types.js').LandscapePlane} made @returns {Found} */
function placeWays(asked, { points, distances, shares }) {
  let at = 0;
  const ways = asked.ways.map(({ id, checkpoints }) => {
    const n = checkpoints.length;
    const way = {
      id,
      steps: checkpoints.map(({ step }) => step),
      points: points.slice(2 * at, 2 * (at + n)),
      distances: distances.slice(at, at + n),
      length: distanceOf(checkpoints[0].weights, checkpoints[n - 1].weights),
      own: new Float64Array(n).fill(NaN),
      projected: new Float64Array(n).fill(NaN),
    };
    at += n;
    return way;
  });
  const box = asked.directions === null ? boxAround(points, asked.zoom) : boxOfOne(asked.zoom);
  const values = new Float64Array(COLUMNS * ROWS).fill(NaN);
  const images = Math.min(asked.images, ...asked.ways.map(({ spec }) => spec.data.trainSize));
  return { asked, ways, shares: [...shares], box, values, level: 0, images };
}

/** @param {Float32Array} a @param {Float32Array} b */
function distanceOf(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2;
  return Math.sqrt(sum);
}

/** The grid as fine as it is known. @param {Found} found */
export const gridOf = (found) => finest(found.values);

/**
 * The loss at a point, by the four nodes around it; NaN outside the grid.
 * @param {{ values: ArrayLike<number>, columns: number, rows: number }} grid @param {Box} box @param {number} x @param {number} y
 */
export function lossAt({ values, columns, rows }, { x0, x1, y0, y1 }, x, y) {
  const [u, v] = [((x - x0) / (x1 - x0)) * (columns - 1), ((y - y0) / (y1 - y0)) * (rows - 1)];
  if (!(u >= -1e-9 && v >= -1e-9 && u <= columns - 1 + 1e-9 && v <= rows - 1 + 1e-9)) return NaN;
  const [i, j] = [clampTo(Math.floor(u), columns - 2), clampTo(Math.floor(v), rows - 2)];
  const [s, t] = [u - i, v - j];
  const row = (/** @type {number} */ at) => values[at] * (1 - s) + values[at + 1] * s;
  return row(j * columns + i) * (1 - t) + row((j + 1) * columns + i) * t;
}

/**
 * The same at all nodes of another grid, whatever lies outside as on the border.
 * @param {Parameters<typeof lossAt>[0]} grid @param {Box} box of it @param {Box & { columns: number, rows: number }} nodes row by row
 */
export function resample(grid, box, nodes) {
  const along = (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {number} */ count,
    /** @type {[number, number]} */ [low, high],
    /** @type {number} */ own,
  ) =>
    Array.from({ length: count }, (_, n) => {
      const at = clampTo(((from + ((to - from) * n) / (count - 1) - low) / (high - low)) * (own - 1), own - 1);
      const cell = clampTo(Math.floor(at), own - 2);
      return { cell, share: at - cell };
    });
  const across = along(nodes.x0, nodes.x1, nodes.columns, [box.x0, box.x1], grid.columns);
  const up = along(nodes.y0, nodes.y1, nodes.rows, [box.y0, box.y1], grid.rows);
  const found = new Float64Array(nodes.columns * nodes.rows);
  let n = 0;
  for (const { cell: j, share: t } of up)
    for (const { cell: i, share: s } of across) {
      const at = j * grid.columns + i;
      const lower = grid.values[at] * (1 - s) + grid.values[at + 1] * s;
      const upper = grid.values[at + grid.columns] * (1 - s) + grid.values[at + grid.columns + 1] * s;
      found[n++] = lower * (1 - t) + upper * t;
    }
  return found;
}

/** @param {number} x @param {number} most */
const clampTo = (x, most) => Math.max(0, Math.min(most, x));

/** What the two curves of a way come to, of what is known: at its end, and on the way. @param {Way} way */
export function gapOf({ own, projected, distances, length }) {
  const last = own.length - 1;
  // A run that stood still has left a way without a length, of which nothing is a part.
  const part = (/** @type {number} */ x) => (length > 0 ? x / length : NaN);
  // Of a way whose end is in the plane: how long what is drawn of it is, from its start to its end.
  const kept = Math.sqrt(Math.max(0, 1 - part(distances[0]) ** 2));
  const known = [...own.keys()].filter((n) => Number.isFinite(own[n]) && Number.isFinite(projected[n]));
  const mean = (/** @type {number[]} */ list) => list.reduce((a, b) => a + b, 0) / list.length;
  return {
    own: own[last],
    projected: projected[last],
    above: mean(known.map((n) => projected[n] - own[n])),
    distance: part(Math.max(...distances)),
    kept,
  };
}

/** Whether a run gives other weights in the end than its last step's: an average, or those of its best epoch. @param {Pick<Spec, 'average' | 'earlyStopping'>} spec */
export const endsElsewhere = ({ average, earlyStopping: { patience, restoreBest } }) =>
  average.kind !== 'none' || (patience > 0 && restoreBest);

/** What the landscape is of: the ways whose loss is the same function as the chosen one's; and those that are left out. @param {Pick<import('./group.js').RunGroup, 'ids' | 'runsOf'>} race @param {string} whose */
export function waysOf(race, whose) {
  const all = race.ids.map((id) => {
    const [run] = race.runsOf(id);
    // One that has diverged would leave no room in the picture for others.
    return { id, spec: run.spec, checkpoints: run.status === 'diverged' ? [] : checkpointsOf(run) };
  });
  const able = all.filter(({ checkpoints }) => checkpoints.length > 1);
  const chosen = able.find(({ id }) => id === whose) ?? able[0];
  const ways = chosen ? able.filter(({ spec }) => functionOf(spec) === functionOf(chosen.spec)) : [];
  return { ways, whose: chosen?.id ?? '', left: all.filter((one) => !ways.includes(one)).map(({ id }) => id) };
}

/** The same as a table for a spreadsheet. @param {Found} found @returns {unknown[][]} */
export const rowsOf = ({ ways, values, box }) => [
  ...ways.flatMap(({ id, steps, points, own, projected, distances }) =>
    steps.map((step, n) => ['way', id, step, points[2 * n], points[2 * n + 1], projected[n], own[n], distances[n]]),
  ),
  ...[...values.keys()].map((node) => ['grid', '', '', ...nodeAt(box, node), values[node], '', '']),
];

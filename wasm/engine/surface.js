import { Handle } from './native.js';
import { Spec } from './spec.js';

/** Doubles of one step's record, as src/run/surface_run.h lays them out: [name, doubles]. */
const RECORD = /** @type {const} */ ([
  ['points', 2],
  ['values', 1],
  ['gradientPoints', 2],
  ['gradients', 2],
  ['steps', 2],
  ['slot0', 2],
  ['slot1', 2],
  ['effectiveRates', 2],
  ['learningRates', 1],
]);
const RECORD_SIZE = RECORD.reduce((sum, [, size]) => sum + size, 0);

/** Steps of one call into the module. */
const STEPS_PER_CALL = 1024;
const MAX_STEPS = 1e6;
const MAX_GRID = 4096;
const MAX_MINIMA = 4;

/**
 * @typedef {string | { id?: string, [hyperparameter: string]: unknown }} SurfaceChoice such as 'saddle', or
 *   { id: 'quadratic', kappa: 50 }
 * @typedef {{ x0: number, x1: number, y0: number, y1: number, columns: number, rows: number }} SurfaceGrid
 * @typedef {object} SurfaceReport
 * @property {Float32Array} points [n, 2] the point after each step
 * @property {Float32Array} values [n] f there
 * @property {Float32Array} gradientPoints [n, 2] where the gradient was taken: the point before the step, or the look-ahead point
 * @property {Float32Array} gradients [n, 2]
 * @property {Float64Array} steps [n, 2] from the point before to that after
 * @property {Float32Array[]} slots what the optimizer keeps (velocity, accumulators …), each [n, 2], after each step
 * @property {Float64Array} effectiveRates [n, 2] |step / gradient| by coordinate; NaN where the gradient is 0
 * @property {Float64Array} learningRates [n]
 * @property {number} step steps taken since the start
 * @property {'running' | 'diverged'} status
 * @property {boolean} diverged a step was not finite: it is not reported, and the run stays where it was
 */

/** The spec with its surface as an object. @param {unknown} spec @returns {unknown} */
function expand(spec) {
  const isObject = typeof spec === 'object' && spec !== null && !Array.isArray(spec);
  if (!isObject || typeof (/** @type {any} */ (spec).surface) !== 'string') return spec;
  return { ...spec, surface: { id: /** @type {any} */ (spec).surface } };
}

/**
 * Runs `work` on a surface's spec that the module has taken, checked and completed.
 * @template R
 * @param {import('./native.js').Native} native
 * @param {unknown} spec
 * @param {(resolved: Spec) => R} work
 * @returns {R}
 */
function withSpec(native, spec, work) {
  const resolved = new Spec(native, expand(spec), 'descenso_surface_spec_create');
  try {
    return work(resolved);
  } finally {
    resolved.free();
  }
}

/**
 * The full spec of a surface run.
 * @param {import('./native.js').Native} native
 * @param {unknown} spec
 * @returns {any}
 */
export const normalizeSurface = (native, spec) => withSpec(native, spec, (resolved) => resolved.toObject());

/**
 * f on a grid, row by row from y0 to y1.
 * @param {import('./native.js').Native} native
 * @param {SurfaceChoice} surface
 * @param {SurfaceGrid} grid
 * @returns {Float64Array} [rows, columns]
 */
export function surfaceGrid(native, surface, { x0, x1, y0, y1, columns, rows }) {
  for (const [name, value] of Object.entries({ x0, x1, y0, y1 }))
    if (!Number.isFinite(value)) throw new RangeError(`${name} must be a finite number, got ${value}`);
  for (const [name, value] of Object.entries({ columns, rows }))
    if (!Number.isInteger(value) || value < 1 || value > MAX_GRID)
      throw new RangeError(`${name} must be a whole number 1..${MAX_GRID}, got ${value}`);
  return withSpec(native, { surface }, (resolved) =>
    native.scope((scope) => {
      const size = columns * rows;
      const [range, at] = [scope.copy(Float64Array.of(x0, x1, y0, y1)), scope.allocate(8 * size)];
      native.exports.descenso_surface_grid(resolved.handle, range, columns, rows, at);
      return native.view(Float64Array, at, size).slice();
    }),
  );
}

/** An optimizer's way over a surface, step by step. */
export class SurfaceRun extends Handle {
  /**
   * @param {import('./native.js').Native} native
   * @param {unknown} spec { surface, start, optimizer, schedule, steps }
   */
  constructor(native, spec) {
    const { exports } = native;
    const { handle, full, minima } = withSpec(native, spec, (resolved) => ({
      full: resolved.toObject(),
      minima: readMinima(native, resolved),
      handle: exports.descenso_surface_run_create(resolved.handle),
    }));
    super(native, handle, 'surface run', exports.descenso_surface_run_free);
    /** The full spec, defaults filled in. */
    this.spec = full;
    /** The local minima of this surface, if any. */
    this.minima = minima;
  }

  /** @returns {Float64Array} */
  #state() {
    const { native, handle } = this;
    return native.scope((scope) => {
      const out = scope.allocate(48);
      native.exports.descenso_surface_run_state(handle, out);
      return native.view(Float64Array, out, 6).slice();
    });
  }

  /** Where the run is. @returns {[number, number]} */
  get point() {
    const [x, y] = this.#state();
    return [x, y];
  }

  /** f at the point. @returns {number} */
  get value() {
    return this.#state()[2];
  }

  /** @returns {'running' | 'diverged'} */
  get status() {
    return this.#state()[4] === 0 ? 'running' : 'diverged';
  }

  /**
   * Takes n steps, fewer when the run diverges.
   * @param {number} n
   * @returns {SurfaceReport}
   */
  step(n) {
    const { handle } = this;
    if (!Number.isInteger(n) || n < 1 || n > MAX_STEPS)
      throw new RangeError(`n must be a whole number 1..${MAX_STEPS}, got ${n}`);
    const records = this.#run(handle, n);
    const count = records.length / RECORD_SIZE;
    let offset = 0;
    const columns = Object.fromEntries(
      RECORD.map(([name, size]) => {
        const column = new Float64Array(count * size);
        for (let t = 0; t < count; t++)
          for (let i = 0; i < size; i++) column[t * size + i] = records[t * RECORD_SIZE + offset + i];
        offset += size;
        return [name, column];
      }),
    );
    const [, , , step, diverged, slots] = this.#state();
    return {
      points: Float32Array.from(columns.points),
      values: Float32Array.from(columns.values),
      gradientPoints: Float32Array.from(columns.gradientPoints),
      gradients: Float32Array.from(columns.gradients),
      steps: columns.steps,
      slots: [columns.slot0, columns.slot1].slice(0, slots).map((slot) => Float32Array.from(slot)),
      effectiveRates: columns.effectiveRates,
      learningRates: columns.learningRates,
      step,
      status: diverged === 0 ? 'running' : 'diverged',
      diverged: diverged !== 0,
    };
  }

  /** The records of up to n steps, one after another. @param {number} handle @param {number} n @returns {Float64Array} */
  #run(handle, n) {
    const { native } = this;
    const records = new Float64Array(n * RECORD_SIZE);
    let taken = 0;
    native.scope((scope) => {
      const at = scope.allocate(8 * RECORD_SIZE * Math.min(n, STEPS_PER_CALL));
      for (let wanted = 1, got = 1; taken < n && got === wanted; taken += got) {
        wanted = Math.min(n - taken, STEPS_PER_CALL);
        got = native.exports.descenso_surface_run_step(handle, wanted, at);
        records.set(native.view(Float64Array, at, got * RECORD_SIZE), taken * RECORD_SIZE);
      }
    });
    return records.subarray(0, taken * RECORD_SIZE);
  }
}

/** @param {import('./native.js').Native} native @param {Spec} resolved @returns {[number, number][]} */
function readMinima(native, resolved) {
  return native.scope((scope) => {
    const at = scope.allocate(16 * MAX_MINIMA);
    const count = native.exports.descenso_surface_minima(resolved.handle, at);
    const flat = native.view(Float64Array, at, 2 * count);
    return Array.from({ length: count }, (_, n) => [flat[2 * n], flat[2 * n + 1]]);
  });
}

import { Handle } from './native.js';
import { columnsOf, recordSize } from './numbers.js';
import { Spec } from './spec.js';

/** What a step leaves, as src/run/surface_run.h lays out a surface_step. @type {readonly import('./numbers.js').Field[]} */
const STEP = [
  ['points', 2, Float32Array],
  ['values', 1, Float32Array],
  ['gradientPoints', 2, Float32Array],
  ['gradients', 2, Float32Array],
  ['steps', 2, Float64Array],
  ['effectiveRates', 2, Float64Array],
  ['learningRates', 1, Float64Array],
];
const STEP_SIZE = recordSize(STEP);

/** Steps of one call into the module. */
const STEPS_PER_CALL = 1024;
const MAX_STEPS = 1e6;
const MAX_GRID = 4096;
const MAX_MINIMA = 4;

/**
 * @typedef {import('../spec.d.ts').SurfaceRunSpec} SurfaceRunSpec
 * @typedef {import('../spec.d.ts').PartialSurfaceRunSpec['surface']} SurfaceChoice such as 'saddle', or
 *   { id: 'quadratic', kappa: 50 }
 * @typedef {Omit<import('../spec.d.ts').PartialSurfaceRunSpec, 'start'> & { start?: number[] | Float32Array | Float64Array | undefined }} SurfaceRunInit
 * @typedef {{ x0: number, x1: number, y0: number, y1: number, columns: number, rows: number }} SurfaceGrid
 * @typedef {object} StepColumns
 * @property {Float32Array} points [n, 2] the point after each step
 * @property {Float32Array} values [n] f there
 * @property {Float32Array} gradientPoints [n, 2] where the gradient was taken: the point before the step, or the look-ahead point
 * @property {Float32Array} gradients [n, 2]
 * @property {Float64Array} steps [n, 2] from the point before to that after
 * @property {Float64Array} effectiveRates [n, 2] |step / gradient| by coordinate; NaN where the gradient is 0
 * @property {Float64Array} learningRates [n]
 *
 * @typedef {StepColumns & { slots: Float32Array[], step: number, status: 'running' | 'diverged', diverged: boolean }} SurfaceReport
 *   `slots`: what the optimizer keeps, in the order of the catalog's names for it, each [n, 2], after each step; `step`: those
 *   taken since the start; `diverged`: a step was not finite: it is not reported, and the run stays where it was
 */

/** The spec with its surface as an object, and its start as a list. @param {unknown} spec @returns {unknown} */
function expand(spec) {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return spec;
  const { surface, start } = /** @type {Record<string, unknown>} */ (spec);
  const named = typeof surface === 'string' && { surface: { id: surface } };
  const listed = (start instanceof Float32Array || start instanceof Float64Array) && { start: [...start] };
  return named || listed ? { ...spec, ...named, ...listed } : spec;
}

/**
 * Runs `work` on a surface's spec that the module has taken, checked and completed.
 * @template R
 * @param {import('./native.js').Native} native
 * @param {unknown} spec
 * @param {(resolved: Spec<SurfaceRunSpec>) => R} work
 * @returns {R}
 */
function withSpec(native, spec, work) {
  /** @type {Spec<SurfaceRunSpec>} */
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
 * @returns {SurfaceRunSpec}
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

  /**
   * How f bends at the point: its Hessian by xx, xy and yy, and the eigenvalues of that. Gradient descent with rate η goes on
   * along the larger one's direction only below η = 2 divided by it.
   * @returns {{ hessian: [number, number, number], largest: number, least: number }}
   */
  get curvature() {
    const { native, handle } = this;
    const [xx, xy, yy] = native.scope((scope) => {
      const out = scope.allocate(24);
      native.exports.descenso_surface_run_hessian(handle, out);
      return native.view(Float64Array, out, 3).slice();
    });
    const [middle, apart] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
    return { hessian: [xx, xy, yy], largest: middle + apart, least: middle - apart };
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
    const [, , , , , kept] = this.#state();
    const [steps, slots] = this.#run(handle, n, kept);
    const [, , , step, diverged] = this.#state();
    const named = Array.from({ length: kept }, (_, k) => /** @type {const} */ ([`${k}`, 2, Float32Array]));
    return {
      .../** @type {StepColumns} */ (columnsOf(STEP, steps)),
      slots: /** @type {Float32Array[]} */ (Object.values(columnsOf(named, slots))),
      step,
      status: diverged === 0 ? 'running' : 'diverged',
      diverged: diverged !== 0,
    };
  }

  /**
   * The records of up to n steps, one after another, and what each left in its slots.
   * @param {number} handle
   * @param {number} n
   * @param {number} kept slots
   * @returns {[Float64Array, Float32Array]}
   */
  #run(handle, n, kept) {
    const { native } = this;
    const records = new Float64Array(n * STEP_SIZE);
    const slots = new Float32Array(n * 2 * kept);
    let taken = 0;
    native.scope((scope) => {
      const size = Math.min(n, STEPS_PER_CALL);
      const [at, slotsAt] = [scope.allocate(8 * STEP_SIZE * size), scope.allocate(4 * 2 * kept * size)];
      for (let wanted = 1, got = 1; taken < n && got === wanted; taken += got) {
        wanted = Math.min(n - taken, size);
        got = native.exports.descenso_surface_run_step(handle, wanted, at, slotsAt);
        records.set(native.view(Float64Array, at, got * STEP_SIZE), taken * STEP_SIZE);
        slots.set(native.view(Float32Array, slotsAt, got * 2 * kept), taken * 2 * kept);
      }
    });
    return [records.subarray(0, taken * STEP_SIZE), slots.subarray(0, taken * 2 * kept)];
  }
}

/** @param {import('./native.js').Native} native @param {Spec<SurfaceRunSpec>} resolved @returns {[number, number][]} */
function readMinima(native, resolved) {
  return native.scope((scope) => {
    const at = scope.allocate(16 * MAX_MINIMA);
    const count = native.exports.descenso_surface_minima(resolved.handle, at);
    const flat = native.view(Float64Array, at, 2 * count);
    return Array.from({ length: count }, (_, n) => [flat[2 * n], flat[2 * n + 1]]);
  });
}

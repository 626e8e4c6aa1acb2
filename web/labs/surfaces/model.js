/** The runs behind the picture, all steps at once, and what is to be said of them at a step. No DOM. */
import { contains } from '../../views/plane.js';

/** @import { SurfacePlanner as Engine } from '../../../wasm/surfaces.js' */
/** @import { OptimizerSpec, SurfaceSpec } from '../../../wasm/spec.d.ts' */

/**
 * @typedef {OptimizerSpec & { form?: string, momentum?: number, rateInVelocity?: boolean }} Optimizer some have these
 * @typedef {[number, number]} Point
 * @typedef {object} Run
 * @property {string} id of the entrant
 * @property {Optimizer} optimizer
 * @property {string[]} slots what it keeps, by name
 * @property {number} count steps taken; fewer than asked for where it diverged
 * @property {boolean} diverged
 * @property {Float32Array} points [count + 1, 2] from the start on
 * @property {Float64Array} values [count + 1] f
 * @property {import('../../../wasm/engine/surface.js').SurfaceReport} report by step
 * @typedef {'start' | 'moving' | 'reached' | 'stuck' | 'left' | 'diverged'} Status
 * @typedef {{ surface: SurfaceSpec, start: Point, steps: number, runs: Run[], minima: Point[], floor: number | null }} Model
 *   floor: the
 *   least of f, where there is one
 */

/**
 * @param {Engine} engine
 * @param {{ surface: SurfaceSpec, start: Point, steps: number, entrants: { id: string, optimizer: OptimizerSpec }[] }} wanted
 * @returns {Model}
 */
export function computeModel(engine, { surface, start, steps, entrants }) {
  /** @type {Point[]} */
  let minima = [];
  const runs = entrants.map(({ id, optimizer: wanted }) => {
    const run = engine.createSurfaceRun({ surface, start, optimizer: wanted, steps });
    try {
      minima = run.minima;
      const first = run.value;
      const { optimizer } = run.spec;
      const report = run.step(steps);
      const count = report.values.length;
      const points = new Float32Array(2 * count + 2);
      points.set(start);
      points.set(report.points, 2);
      const values = new Float64Array(count + 1);
      values[0] = first;
      values.set(report.values, 1);
      return {
        id,
        optimizer,
        slots: engine.catalog.optimizers.filter(({ key }) => key === optimizer.id)[0].slots,
        count,
        diverged: report.diverged,
        report,
        points,
        values,
      };
    } finally {
      run.free();
    }
  });
  if (entrants.length === 0) minima = minimaOf(engine, surface);
  const atMinima = minima.map(([x, y]) => heightAt(engine, surface, x, y));
  return { surface, start, steps, runs, minima, floor: minima.length > 0 ? Math.min(...atMinima) : null };
}

/** @param {Engine} engine @param {SurfaceSpec} surface @returns {Point[]} */
function minimaOf(engine, surface) {
  const run = engine.createSurfaceRun({ surface });
  const { minima } = run;
  run.free();
  return minima;
}

/** f at a point. @param {Engine} engine @param {SurfaceSpec} surface @param {number} x @param {number} y @returns {number} */
function heightAt(engine, surface, x, y) {
  return engine.surfaceGrid(surface, { x0: x, x1: x, y0: y, y1: y, columns: 1, rows: 1 })[0];
}

/** @param {Point[]} minima @param {number} x @param {number} y */
function distanceTo(minima, x, y) {
  return minima.length > 0 ? Math.min(...minima.map(([a, b]) => Math.hypot(x - a, y - b))) : NaN;
}

/**
 * Everything that a row of the table says.
 * @param {Model} model
 * @param {Run} run
 * @param {number} t the step that is shown
 * @param {{ tolerance: number, box: import('../../views/plane.js').Box }} options
 */
export function figuresAt({ minima, floor, steps }, run, t, { tolerance, box }) {
  const step = Math.min(t, run.count);
  const [x, y] = [run.points[2 * step], run.points[2 * step + 1]];
  const f = run.values[step];
  const low = floor ?? NaN;
  const first = run.values.findIndex((value) => value - low < tolerance);
  const reached = first >= 0 && first <= step ? first : null;
  // One that only grows has diverged as well, from the step on at which it is a thousand times as high as at its start.
  const limit = floor === null ? Infinity : floor + 1e3 * Math.max(run.values[0] - floor, tolerance);
  const grown = f > limit;
  const high = run.values.findIndex((value) => value > limit);
  const divergedAt = high >= 0 ? high : run.count + 1; // a point that is no number is not recorded
  /** @type {Status} */
  let status = step === 0 ? 'start' : 'moving';
  if ((run.diverged && t > run.count) || (run.diverged && t === steps) || grown) status = 'diverged';
  else if (!contains(box, x, y)) status = 'left';
  else if (f - low < tolerance) status = 'reached';
  else if (step > 0 && isStuck(run, step)) status = 'stuck';
  return { step, x, y, f, distance: distanceTo(minima, x, y), reached, status, divergedAt };
}

/**
 * The gradient is as good as 0, and the run does not move: a saddle, or a plateau.
 * @param {Run} run
 * @param {number} step
 */
function isStuck({ report }, step) {
  const norm = (/** @type {ArrayLike<number>} */ list) => Math.hypot(list[2 * step - 2], list[2 * step - 1]);
  return norm(report.gradients) < 1e-4 && norm(report.steps) < 1e-5;
}

/**
 * One step from the inside: where it began, where the gradient was taken, what the optimizer kept, what came of it.
 * @param {Run} run
 * @param {number} t from 1
 */
export function anatomyOf({ report, points, slots, count }, t) {
  if (t < 1 || t > count) return null;
  const pair = (/** @type {ArrayLike<number>} */ list, at = t - 1) =>
    /** @type {Point} */ ([list[2 * at], list[2 * at + 1]]);
  return {
    from: pair(points),
    gradientAt: pair(report.gradientPoints),
    gradient: pair(report.gradients),
    slots: slots.map((name, n) => ({
      name,
      before: t > 1 ? pair(report.slots[n], t - 2) : /** @type {Point} */ ([0, 0]),
      value: pair(report.slots[n]),
    })),
    rate: pair(report.effectiveRates),
    step: pair(report.steps),
    learningRate: /** @type {number} */ (report.learningRates[t - 1]),
  };
}

/** @typedef {NonNullable<ReturnType<typeof anatomyOf>>} Anatomy */

/**
 * A step's arrows in units of the plane: what the gradient alone would do at this rate, what comes from the past (the
 * velocity that is left, or the first moment), and the step.
 * @param {Run} run
 * @param {Anatomy} anatomy
 */
export function arrowsOf({ optimizer }, { from, gradientAt, gradient, slots, step, learningRate }) {
  const scaled = (/** @type {Point} */ [x, y], /** @type {number} */ by) => /** @type {Point} */ ([x * by, y * by]);
  const past = () => {
    const [slot] = slots;
    // The rewritten form moves by the velocity that the gradient has already changed.
    const velocity = optimizer.form === 'rewritten' ? slot?.value : slot?.before;
    if (slot?.name === 'velocity')
      return scaled(velocity, (optimizer.momentum ?? 0) * (optimizer.rateInVelocity ? 1 : -learningRate));
    return slot?.name === 'moment' ? scaled(slot.value, -learningRate) : null;
  };
  const own = scaled(gradient, -learningRate);
  const pulled = past();
  const same = Math.hypot(own[0] - step[0], own[1] - step[1]) < 1e-3 * Math.hypot(...step);
  if (same) return [{ kind: 'both', at: from, to: step }];
  return [
    { kind: 'gradient', at: gradientAt, to: own },
    ...(pulled ? [{ kind: 'past', at: from, to: pulled }] : []),
    { kind: 'step', at: from, to: step },
  ];
}

/**
 * 1, 2 or 5 times a power of ten by which a length becomes about as long as wanted, never less than 1.
 * @param {number} length
 * @param {number} wanted
 */
export function magnification(length, wanted) {
  const raw = wanted / length;
  if (!(raw > 1) || !Number.isFinite(raw)) return 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [5, 2, 1].map((m) => m * power).find((m) => m <= raw) ?? 1;
}

/**
 * A quantity over the steps of a run.
 * @param {Model} model
 * @param {Run} run
 * @param {string} quantity
 * @returns {{ xs: Float64Array, ys: Float64Array, ys2?: Float64Array }} ys2: the second coordinate's
 */
export function seriesOf({ minima, floor }, run, quantity) {
  const { count, points, values, report } = run;
  const from = quantity === 'value' || quantity === 'distance' ? 0 : 1;
  const xs = Float64Array.from({ length: count + 1 - from }, (_, n) => n + from);
  const at = (/** @type {(t: number) => number} */ of) => xs.map(of);
  if (quantity === 'distance') return { xs, ys: at((t) => distanceTo(minima, points[2 * t], points[2 * t + 1])) };
  if (quantity === 'step') return { xs, ys: at((t) => Math.hypot(report.steps[2 * t - 2], report.steps[2 * t - 1])) };
  if (quantity === 'rate')
    return { xs, ys: at((t) => report.effectiveRates[2 * t - 2]), ys2: at((t) => report.effectiveRates[2 * t - 1]) };
  return { xs, ys: at((t) => values[t] - (floor ?? 0)) };
}

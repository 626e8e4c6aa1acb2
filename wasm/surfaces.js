/** Optimizers on surfaces of two parameters: a page loads them where it shows them, which a race does not. */
import { SurfaceRun, normalizeSurface, surfaceGrid } from './engine/surface.js';
import { Planner, nativeOf } from './planner.js';

/** @typedef {import('./planner.js').SpecError} SpecError */

export class SurfacePlanner extends Planner {
  #native;

  /** @param {import('./engine/native.js').Native} native @param {import('./spec.d.ts').Catalog} [catalog] as Planner's */
  constructor(native, catalog) {
    super(native, catalog);
    this.#native = native;
  }

  /** In the memory of a planner, which goes on. @param {Planner} planner */
  static on(planner) {
    return new SurfacePlanner(nativeOf(planner), planner.catalog);
  }

  /**
   * An optimizer on a surface, before its first step.
   * @param {import('./engine/surface.js').SurfaceRunInit} spec `steps` is the length that schedules are laid out for, and ends nothing
   * @returns {SurfaceRun}
   * @throws {SpecError}
   */
  createSurfaceRun(spec) {
    return new SurfaceRun(this.#native, spec);
  }

  /**
   * The full spec of a surface run, defaults filled in.
   * @param {unknown} spec a PartialSurfaceRunSpec; whatever else it is is refused
   * @returns {import('./spec.d.ts').SurfaceRunSpec}
   * @throws {SpecError}
   */
  normalizeSurface(spec) {
    return normalizeSurface(this.#native, spec);
  }

  /**
   * The values of a surface on a grid, for contours.
   * @param {import('./engine/surface.js').SurfaceChoice} surface
   * @param {import('./engine/surface.js').SurfaceGrid} grid the corners belong to it
   * @returns {Float64Array} [rows, columns], from y0 on
   * @throws {SpecError}
   */
  surfaceGrid(surface, grid) {
    return surfaceGrid(this.#native, surface, grid);
  }
}

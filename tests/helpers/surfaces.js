// A run on a surface, taken apart.

/**
 * @param {import('../../wasm/index.js').Engine} engine
 * @param {import('../../wasm/spec.d.ts').PartialSurfaceRunSpec} spec
 * @param {number} n
 * @returns {import('../../wasm/engine/surface.js').SurfaceReport} of n steps
 */
export function runSurface(engine, spec, n) {
  const run = engine.createSurfaceRun(spec);
  const report = run.step(n);
  run.free();
  return report;
}

/** [n, 2] as n pairs. @param {ArrayLike<number>} flat */
export const pairsOf = (flat) => Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n], flat[2 * n + 1]]);

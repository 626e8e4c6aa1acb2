// What the golden tests share: the golden files, the small problem as the engine wants it, measures of
// difference.

import { existsSync, readFileSync } from 'node:fs';

/** The parsed golden file, or null where there is none. */
export function readGolden(name) {
  const url = new URL(name, import.meta.url);
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : null;
}

export const problem = readGolden('problem.json');

/** The shapes and layers of the problem as an engine's dataset; `which` is 'images' or 'otherImages'. */
export function createDataset(engine, which = 'images') {
  const { rows, columns, classes } = problem;
  const images = Uint8Array.from(problem[which]);
  const labels = Uint8Array.from(problem[which === 'images' ? 'labels' : 'otherLabels']);
  return engine.createDataset({ images, labels, rows, columns, classes });
}

/** An experiment on `train` that starts from the golden parameters, whatever its initializers drew. */
export function startExperiment(engine, spec, train, parameters = problem.parameters, validation = undefined) {
  // The largest minibatch; other specs' defaults do not matter, for every step names its images.
  const experiment = engine.createExperiment({ batchSize: problem.labels.length, ...spec }, { train, validation });
  experiment.setParameters(parameters.map((p) => ({ ...p, values: Float32Array.from(p.values) })));
  return experiment;
}

const norm = (x) => Math.hypot(...x);

/** ‖ours − gold‖ / ‖gold‖ over one tensor; infinite for NaN and for another length, so that no limit lets
    them pass. */
export function relativeError(ours, gold) {
  if (ours.length !== gold.length) return Infinity;
  const difference = norm(gold.map((x, i) => ours[i] - x));
  if (difference === 0) return 0;
  const relative = difference / norm(gold);
  return Number.isNaN(relative) ? Infinity : relative;
}

/** The same of the way gone from `start`: a parameter that hardly moved cannot hide a wrong step in its own
    size. What float32 parameters lose by rounding in that many steps is no error of the steps. */
export function relativeErrorOfWay(ours, gold, start, steps) {
  if (ours.length !== gold.length) return Infinity;
  const rounding = norm(gold) * 2 ** -24 * (1 + Math.sqrt(steps));
  const difference = norm(gold.map((x, i) => ours[i] - x));
  const way = norm(gold.map((x, i) => x - start[i]));
  const relative = Math.max(0, difference - rounding) / way;
  return difference <= rounding ? 0 : Number.isNaN(relative) ? Infinity : relative;
}

/** Keeps the largest of what it is told, per measure, and says it. */
export function createWorst() {
  const worst = new Map();
  return {
    note(measure, value, where) {
      if (!(value <= (worst.get(measure)?.value ?? -1))) worst.set(measure, { value, where });
    },
    report() {
      const say = ([measure, { value, where }]) => `${measure} ${value.toExponential(1)} (${where})`;
      return [...worst].map(say).join('; ');
    },
  };
}

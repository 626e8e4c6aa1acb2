// Measures of tensors.

/** ‖values‖₂ @param {Float64Array} values */
export const norm = (values) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/**
 * ‖ours − theirs‖ / ‖theirs‖; infinite for NaN and for another length, so that no limit lets them pass.
 * @param {ArrayLike<number>} ours
 * @param {ArrayLike<number>} theirs
 */
export function relativeError(ours, theirs) {
  if (ours.length !== theirs.length) return Infinity;
  const difference = norm(Float64Array.from(theirs, (x, i) => ours[i] - x));
  if (difference === 0) return 0;
  const relative = difference / norm(Float64Array.from(theirs));
  return Number.isNaN(relative) ? Infinity : relative;
}

/** All values of a list of tensors, one after another. @param {{ values: ArrayLike<number> }[]} tensors */
export const flat = (tensors) => Float64Array.from(tensors.flatMap(({ values }) => Array.from(values)));

/** Takes `experiment` to its end and gives all its epochs' records and its last report. @param {import('../../wasm/index.js').Experiment} experiment */
export function runToEnd(experiment, slice = 1e6) {
  /** @type {import('../../wasm/engine/experiment.js').EpochRecord[]} */
  const epochs = [];
  /** @type {number[]} */
  const losses = [];
  for (;;) {
    const report = experiment.runSteps(slice);
    epochs.push(...report.epochs);
    losses.push(...report.losses);
    if (report.done) return { ...report, epochs, losses };
  }
}

// Measures of tensors.

/** ‖values‖₂ */
export const norm = (values) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/** ‖ours − theirs‖ / ‖theirs‖; infinite for NaN and for another length, so that no limit lets them pass. */
export function relativeError(ours, theirs) {
  if (ours.length !== theirs.length) return Infinity;
  const difference = norm(Float64Array.from(theirs, (x, i) => ours[i] - x));
  if (difference === 0) return 0;
  const relative = difference / norm(Float64Array.from(theirs));
  return Number.isNaN(relative) ? Infinity : relative;
}

/** All values of a list of tensors, one after another. @param {{ values: ArrayLike<number> }[]} tensors */
export const flat = (tensors) => Float64Array.from(tensors.flatMap(({ values }) => Array.from(values)));

/** Takes `experiment` to its end and gives all its epochs' records and its last report. */
export function runToEnd(experiment, slice = 1e6) {
  const epochs = [];
  const losses = [];
  for (;;) {
    const report = experiment.runSteps(slice);
    epochs.push(...report.epochs);
    losses.push(...report.losses);
    if (report.done) return { ...report, epochs, losses };
  }
}

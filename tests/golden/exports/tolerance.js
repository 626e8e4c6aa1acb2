// tolerance.js: how far a library's run may be from ours.

/** Relative, of the first losses and of the validation losses, in float32. */
export const TOLERANCE = 1e-4;

/** What the printed test loss and accuracy are rounded to. */
const DIGIT = 1e-4;

/**
 * The largest relative deviation of losses; infinite where figures are missing, or accuracies are others.
 * @param {{ losses: number[], epochs: number[][], test: number[] | null }} ours
 * @param {{ losses: number[], epochs: number[][], test: number[] | null }} theirs
 */
export function deviation(ours, theirs) {
  const relative = (a, b) => Math.abs(a - b) / Math.max(Math.abs(a), 1e-3);
  if (theirs.losses.length < ours.losses.length) return Infinity;
  const losses = ours.losses.map((loss, n) => relative(loss, theirs.losses[n]));
  // An image more or less: predictions may tie to rounding.
  const epochs = ours.epochs.flatMap(([loss, accuracy], n) => {
    const [theirLoss, theirAccuracy] = theirs.epochs[n] ?? [Infinity, NaN];
    return [relative(loss, theirLoss), Math.abs(accuracy - theirAccuracy) < 0.0051 ? 0 : Infinity];
  });
  return Math.max(...losses, ...epochs, testOff(ours.test, theirs.test));
}

/** 0 where both come to the same in what is printed, or ours is not tested. @param {number[] | null} ours @param {number[] | null} theirs */
function testOff(ours, theirs) {
  if (!ours) return 0;
  const [loss, accuracy] = theirs ?? [Infinity, NaN]; // what is no number is not found in what was printed
  const near = Math.abs(ours[0] - loss) <= DIGIT * (1 + ours[0]) && Math.abs(ours[1] - accuracy) < 0.0021;
  return near ? 0 : Infinity;
}

// divergence.js: at which step a run diverged, for the command line and the page's workers.

/**
 * The step, counted from 1, whose loss is not finite, and which is not taken; or else the last one taken, after which the weights or
 * the validation loss are not finite.
 * @param {{ step: number, losses: ArrayLike<number> }} report of the call in which it diverged
 * @param {number} asked steps of that call, none of them beyond the end of an epoch
 */
export const divergedAt = ({ step, losses }, asked) => (losses.length < asked ? step + 1 : step);

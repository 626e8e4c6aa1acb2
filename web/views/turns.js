/**
 * Work for the next frame, when there is time for it: whoever draws asks for a turn, and what does not fit into a frame
 * has it in the one after. So charts that change all at once share a frame's time, and no frame is late.
 */

/** Milliseconds of a frame after which nothing more is begun; laying out and painting need theirs. */
const BUDGET = 8;

/** @typedef {ReturnType<typeof createTurns>} Turns */

/** The frames of one app. */
export function createTurns() {
  /** In the order in which they asked. @type {Set<() => void>} */
  const waiting = new Set();
  let frame = 0;

  function work() {
    frame = 0;
    const until = performance.now() + BUDGET;
    // Who asks again in its turn waits for the next frame.
    for (const job of [...waiting]) {
      if (waiting.delete(job)) job();
      if (performance.now() >= until) break;
    }
    if (waiting.size > 0) frame ||= requestAnimationFrame(work);
  }

  return {
    /** Calls it in one of the next frames, once however often it is asked for. @param {() => void} job */
    inTurn(job) {
      waiting.add(job);
      frame ||= requestAnimationFrame(work);
    },
    /** @param {() => void} job that shall not be called any more */
    forgetTurn: (job) => void waiting.delete(job),
  };
}

/**
 * How many threads a run works with. Beside other busy processes threads that wait for each other are slower than one: so a run
 * that has several tries one for a few steps now and then, and the other way round, and stays with what is faster. Its bits do
 * not depend on it.
 */

/** Of a trial: few enough not to be felt, where what is tried is the slower. */
const TRIAL_STEPS = 8;
/** From one trial to the next, of a run's own time. */
const TRIAL_EVERY = 400;
/** How much of what was known a new measurement replaces. */
const WEIGHT = 0.3;
/** How much faster the other must be to change. */
const MARGIN = 0.9;

export class Pace {
  /** Milliseconds a step, alone and with all. */
  #alone = NaN;
  #together = NaN;
  #isAlone = false;
  #untilTrial = 0;
  #isTrial = false;

  /**
   * @param {number} size threads that there are
   * @returns {{ threads: number, most: number }} that work on the next steps, and how many of them at most before asking again
   */
  next(size) {
    if (size === 1) return { threads: 1, most: Infinity };
    this.#isTrial = this.#untilTrial <= 0;
    const alone = this.#isAlone !== this.#isTrial;
    return { threads: alone ? 1 : size, most: this.#isTrial ? TRIAL_STEPS : Infinity };
  }

  /** What they took. @param {number} threads @param {number} steps @param {number} milliseconds */
  took(threads, steps, milliseconds) {
    if (steps === 0) return;
    const each = milliseconds / steps;
    const mixed = (/** @type {number} */ old) => (Number.isNaN(old) ? each : old + WEIGHT * (each - old));
    if (threads === 1) this.#alone = mixed(this.#alone);
    else this.#together = mixed(this.#together);
    this.#untilTrial = this.#isTrial ? TRIAL_EVERY : this.#untilTrial - milliseconds;
    if (this.#alone < MARGIN * this.#together) this.#isAlone = true;
    if (this.#together < MARGIN * this.#alone) this.#isAlone = false;
  }
}

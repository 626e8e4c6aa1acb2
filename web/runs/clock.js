/** How long work has been going on, pauses apart, and how long what is left of it takes. */

/** Below this share of the work nobody can tell how long the rest takes. */
const KNOWN = 0.02;

export class Stopwatch {
  #now;
  #before = 0;
  /** @type {number | null} */
  #since = null;

  /** @param {() => number} now milliseconds, of a clock that stands still while nothing is computed */
  constructor(now) {
    this.#now = now;
  }

  /** From nothing. */
  restart() {
    this.#before = 0;
    this.#since = this.#now();
  }

  pause() {
    this.#before = this.seconds;
    this.#since = null;
  }

  resume() {
    this.#since ??= this.#now();
  }

  get seconds() {
    return this.#before + (this.#since === null ? 0 : (this.#now() - this.#since) / 1000);
  }

  /** @param {number | null} share of the work that is done, 0 to 1 @returns {number} NaN where nobody knows */
  secondsLeft(share) {
    return share === null || share < KNOWN ? NaN : (this.seconds * (1 - share)) / share;
  }
}

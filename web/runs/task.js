/** Work that takes a while, of which only the last asked for counts: it runs, ends, fails or is stopped. No DOM. */

import { Stopwatch } from './clock.js';

/**
 * @template Asked, Outcome
 */
export class Task {
  /** @type {'idle' | 'running' | 'over' | 'stopped' | 'failed'} */
  status = 'idle';
  /** Why it failed, when it did. @type {unknown} */
  error = null;
  /** From its start. */
  clock;
  /** The last one that came to its end. @type {Outcome | null} */
  outcome = null;
  #work;
  #changed;
  /** @type {AbortController | null} */
  #stop = null;

  /**
   * @param {Pick<import('../engine/pool.js').Pool, 'now'>} pool whose clock stands still while it is held
   * @param {() => void} changed
   * @param {object} work
   * @param {() => void} work.reset before another one
   * @param {(asked: Asked, signal: AbortSignal) => Promise<Outcome>} work.run
   * @param {() => void} [work.free] after its end, whichever that was
   */
  constructor(pool, changed, work) {
    this.clock = new Stopwatch(() => pool.now());
    this.#changed = changed;
    this.#work = work;
  }

  /** @param {Asked} asked */
  async start(asked) {
    this.cancel();
    const stop = new AbortController();
    this.#stop = stop;
    Object.assign(this, { status: 'running', error: null });
    this.clock.restart();
    this.#work.reset();
    this.#changed();
    try {
      const outcome = await this.#work.run(asked, stop.signal);
      if (this.#stop !== stop) return;
      this.outcome = outcome;
      this.status = 'over';
    } catch (error) {
      if (this.#stop !== stop) return;
      this.status = 'failed';
      this.error = error;
    }
    this.#end();
  }

  /** What is under way ends; the outcome before it stays. */
  cancel() {
    if (!this.#stop) return;
    this.#stop.abort();
    this.status = 'stopped';
    this.#end();
  }

  #end() {
    this.#stop = null;
    this.#work.free?.();
    this.#changed();
  }
}

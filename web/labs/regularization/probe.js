/** A run of its own that stands still, to look at what a step or an epoch does before anybody trains. */

export class Probe {
  #pool;
  #key = '';
  /** @type {any} */
  #run = null;
  /** @type {Promise<void>} */
  #ready = Promise.resolve();
  /** Questions come one after the other: each finds the run at the step that it wants. @type {Promise<any>} */
  #last = Promise.resolve();
  #step = 0;

  /** @param {any} pool */
  constructor(pool) {
    this.#pool = pool;
  }

  /**
   * Asks a run of this spec, which is made anew where there is none, or where it has gone too far.
   * @template T
   * @param {any} spec
   * @param {number} step at which it is to be
   * @param {(run: any) => Promise<T>} ask
   * @returns {Promise<T>}
   */
  ask(spec, step, ask) {
    const work = async () => {
      const key = JSON.stringify(spec);
      if (key !== this.#key || !this.#run || step < this.#step) this.#start(spec, key);
      await this.#ready;
      if (step > this.#step) {
        await this.#run.step(step - this.#step);
        this.#step = step;
      }
      return ask(this.#run);
    };
    const answer = this.#last.then(work, work);
    this.#last = answer.catch(() => this.free());
    return answer;
  }

  /** @param {any} spec @param {string} key */
  #start(spec, key) {
    this.free();
    this.#key = key;
    this.#ready = new Promise((resolve, reject) => {
      const callbacks = {
        ready: () => resolve(),
        error: (/** @type {any} */ error) => reject(new Error(error.message)),
      };
      this.#run = this.#pool.run(spec, callbacks, { paused: true, evaluateTest: false });
    });
  }

  /** Forgets the run. */
  free() {
    this.#run?.free();
    this.#run = null;
    this.#key = '';
    this.#step = 0;
  }
}

/**
 * Calls once the element is about to be seen.
 * @param {Element} element
 * @param {() => void} then
 * @returns {() => void} gives it up
 */
export function whenSeen(element, then) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: '200px' },
  );
  observer.observe(element);
  return () => observer.disconnect();
}

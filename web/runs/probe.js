/** A run of its own that stands still, to look at what a step or an epoch does before anybody trains. */
import { RunGroup } from './group.js';

/** @typedef {import('./group.js').RunHandle} RunHandle */

export class Probe {
  #group;
  #key = '';
  /** Questions come one after the other: each finds the run at the step that it wants. @type {Promise<unknown>} */
  #last = Promise.resolve();
  #step = 0;
  #ended = false;

  /** @param {Pick<import('./group.js').Pool, 'run' | 'now'>} pool */
  constructor(pool) {
    this.#group = new RunGroup(pool, () => {});
  }

  /**
   * Asks a run of this spec, which is made anew where there is none, or where it has gone too far.
   * @template T
   * @param {import('./group.js').Spec} spec
   * @param {number} step at which it is to be
   * @param {(run: RunHandle) => Promise<T>} ask
   * @returns {Promise<T>}
   */
  ask(spec, step, ask) {
    const work = async () => {
      if (this.#ended) throw new Error('this probe has ended');
      const key = JSON.stringify(spec);
      if (key !== this.#key || step < this.#step) this.#start(spec, key);
      const [{ handle }] = this.#group.runs;
      if (step > this.#step) {
        await handle.step(step - this.#step);
        this.#step = step;
      }
      return ask(handle);
    };
    const answer = this.#last.then(work, work);
    this.#last = answer.catch(() => this.free());
    return answer;
  }

  /** @param {import('./group.js').Spec} spec @param {string} key */
  #start(spec, key) {
    this.free();
    this.#key = key;
    this.#group.start([{ id: 'probe', spec, options: { atEnd: 'keep', evaluateTest: false } }], { paused: true });
  }

  /** Forgets the run. */
  free() {
    this.#group.clear();
    this.#key = '';
    this.#step = 0;
  }
  /** Forgets the run, and makes no other: questions that wait are refused. */
  end() {
    this.#ended = true;
    this.free();
  }
}

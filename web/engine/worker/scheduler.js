/**
 * Who trains next in a worker: everyone in turn, in slices short enough that messages never wait long.
 */

/** Milliseconds of a slice: pausing must feel prompt, and switching between runs cost nothing that shows. */
const SLICE = 50;

/** Milliseconds of a task's first slice, so that the first point of every curve shows before any curve is long. */
const FIRST_SLICE = 10;

/**
 * @typedef {object} Task
 * @property {() => boolean} ready whether it has something to do now
 * @property {(milliseconds: number) => void} turn
 * @property {(error: unknown) => void} fail a turn threw; it gets no other one
 */

export class Scheduler {
  /** In the order of their turns. @type {Task[]} */
  #tasks = [];

  /** Those before their first turn; they come first. @type {Set<Task>} */
  #fresh = new Set();

  #awake = false;
  /** While it is held. @type {Promise<void> | null} */
  held = null;
  #release = () => {};
  #channel = new MessageChannel();

  constructor() {
    // A message to oneself is the shortest way to let other messages in: timers are held back to 4 ms.
    this.#channel.port1.onmessage = () => this.#turn();
  }

  /** @param {Task} task */
  add(task) {
    this.#tasks.push(task);
    this.#fresh.add(task);
    this.wake();
  }

  /** @param {Task} task */
  remove(task) {
    this.#tasks = this.#tasks.filter((other) => other !== task);
    this.#fresh.delete(task);
  }

  /** To be called when a task may have become ready. */
  wake() {
    if (this.#awake) return;
    this.#awake = true;
    this.#channel.port2.postMessage(null);
  }

  /** While it is held, nobody gets a turn. @param {boolean} held */
  hold(held) {
    if (!held) this.#release();
    this.held = held
      ? (this.held ??
        new Promise((resolve) => {
          this.#release = resolve;
        }))
      : null;
    this.wake();
  }

  #turn() {
    this.#awake = false;
    if (this.held) return;
    const ready = this.#tasks.filter((task) => task.ready());
    const task = ready.find((one) => this.#fresh.has(one)) ?? ready[0];
    if (!task) return;
    const first = this.#fresh.delete(task);
    this.#tasks = [...this.#tasks.filter((other) => other !== task), task];
    try {
      task.turn(first ? FIRST_SLICE : SLICE);
    } catch (error) {
      this.remove(task);
      task.fail(error);
    }
    this.wake();
  }
}

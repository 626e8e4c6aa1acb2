/** Asks the contestants for their weights now and then, and once more when they have come to rest. */

/** Milliseconds between two questions to a run: a histogram that changes faster cannot be read. */
const EVERY = 600;

/** @typedef {import('../../engine/message-types.js').Weights} Weights */

export class Inspector {
  #race;
  #changed;
  /** @type {Map<string, { weights: Weights | null, asked: number, key: string, pending: boolean, run: import('../../runs/group.js').Run }>} */
  #known = new Map();
  /** How many there have been. */
  answers = 0;

  /** @param {import('../../runs/group.js').RunGroup} race @param {() => void} changed */
  constructor(race, changed) {
    this.#race = race;
    this.#changed = changed;
  }

  /** The weights of a contestant's first run, as they were when it was last asked. @param {string} id @returns {Weights | null} */
  of(id) {
    return this.#known.get(id)?.weights ?? null;
  }

  /** After a start nothing is known. */
  reset() {
    this.#known.clear();
  }

  /** To be called often. @param {number} [now] milliseconds */
  look(now = performance.now()) {
    for (const id of this.#race.ids) this.#ask(id, now);
  }

  /** @param {string} id @param {number} now */
  async #ask(id, now) {
    const [run] = this.#race.runsOf(id);
    if (!run.ready || run.status === 'lost' || run.status === 'failed') return;
    const entry = this.#known.get(id) ?? { weights: null, asked: -Infinity, key: '', pending: false, run };
    this.#known.set(id, entry);
    // Early stopping may have put other weights back at the end, with no step more.
    const resting = run.isOver || run.status === 'paused';
    const key = `${run.losses.length} ${run.status}`;
    if (entry.pending || key === entry.key || (!resting && now - entry.asked < EVERY)) return;
    Object.assign(entry, { asked: now, key, pending: true });
    try {
      entry.weights = await run.handle.weights();
      this.answers++;
    } catch {
      // A run whose worker has died, or that has been freed, says so itself.
    }
    entry.pending = false;
    if (this.#known.get(id) === entry) this.#changed();
  }
}

/** How many threads a run works with, by how long its steps take. */

/** Steps of a measurement, and milliseconds after which it has enough of fewer: not to be felt, where what is measured is the slower. */
const STEPS = 8;
const ENOUGH = 200;
/** Measurements of either that a choice is made from, by their medians: one step that waited for other processes decides nothing. */
const ROUNDS = 3;
/** In which order: what drifts meanwhile is the same for both. */
const OTHER_IN_TURN = [false, true, true, false, false, true];
/** How much faster the other must be to change. */
const MARGIN = 0.9;
/**
 * Milliseconds of a run's own time from one trial of the other to the next: at first, after threads were let go (what made them slow is
 * mostly short, and half of the cores rest meanwhile), and at most, as long as none changes anything.
 */
const TRIAL_EVERY = { first: 400, alone: 50, most: 3200 };
/**
 * How many times what a trial or a contest has cost is worked before the next one: steps may take long, and alone many times as long. A
 * minute at most, for it may have been chance.
 */
const WORTH = { times: 20, most: 60_000 };
/** By what factor steps become slower or faster when something around has changed, and how long it is waited after a trial to look. */
const CHANGE = { factor: 1.5, after: 50 };

const median = (/** @type {number[]} */ list) => list.toSorted((a, b) => a - b)[list.length >> 1];

/**
 * How many threads a run works with. Beside other busy processes threads that wait for each other are slower than one: so a run
 * that has several begins with a contest of all against one, some steps each in turn, and goes on with what was faster. Now and then,
 * and as soon as its steps take much longer or shorter than they did, it tries the other for a few steps, and where that seems faster
 * holds the contest again. Its bits do not depend on it.
 */
export class Pace {
  #alone = false;
  /** @type {'contest' | 'steady' | 'trial'} */
  #phase = 'contest';
  /** Milliseconds a step: of what is chosen, its last measurements, and of the other. */
  #own = /** @type {number[]} */ ([]);
  #others = /** @type {number[]} */ ([]);
  /** What a step of the chosen took when it was last compared. */
  #usual = NaN;
  #every = TRIAL_EVERY.first;
  /** Milliseconds since then. */
  #since = 0;
  /** Of the measurement under way. */
  #steps = 0;
  #time = 0;
  /** Steps that it has at least, but where they take long; as many belong together. */
  #whole = STEPS;
  #together = 1;
  /** Of the last one. */
  #last = { steps: 0, each: 0 };

  get #triesOther() {
    if (this.#phase === 'contest') return OTHER_IN_TURN[this.#own.length + this.#others.length];
    return this.#phase === 'trial';
  }

  /** @param {number} size threads that there are @returns {number} how many of them are the faster, as far as is known */
  chosen(size) {
    return this.#alone ? 1 : size;
  }

  /**
   * @param {number} size threads that there are
   * @param {number} [epoch] how many steps there are in one
   * @param {number} [done] how many there were before
   * @returns {{ threads: number, most: number }} that work on the next steps, and how many of them at most before asking again
   */
  next(size, epoch = Infinity, done = 0) {
    // Validation belongs to no step: every measurement has as much of it, whole short epochs or, of long ones, no end.
    const isShort = epoch <= STEPS + 1;
    this.#together = isShort ? epoch : 1;
    const { each } = this.#last;
    const steps = each * STEPS > ENOUGH ? Math.ceil(ENOUGH / each) : STEPS;
    this.#whole = Math.ceil(steps / this.#together) * this.#together;
    const alone = this.#alone !== this.#triesOther;
    const wanted = this.#phase === 'steady' ? Infinity : this.#whole - (this.#steps % this.#whole);
    const beforeEnd = isShort ? Infinity : Math.max(1, epoch - (done % epoch) - 1);
    return { threads: alone ? 1 : size, most: Math.min(wanted, beforeEnd) };
  }

  /**
   * What the steps that next() told took.
   * @param {number} steps
   * @param {number} milliseconds
   * @param {{ done: number, epoch: number }} [at] how many there were before, and how many there are in an epoch
   */
  took(steps, milliseconds, { done, epoch } = { done: 0, epoch: Infinity }) {
    const endsEpoch = Math.floor((done + steps) / epoch) > Math.floor(done / epoch);
    if (endsEpoch && epoch > STEPS + 1) return;
    this.#steps += steps;
    this.#time += milliseconds;
    this.#since += milliseconds;
    const isEnough = this.#time >= ENOUGH && this.#steps % this.#together === 0;
    if ((this.#steps < this.#whole && !isEnough) || this.#time === 0) return; // a clock may be coarse
    const each = this.#time / this.#steps;
    this.#last = { steps: this.#steps, each };
    this.#steps = this.#time = 0;
    if (this.#phase === 'contest') this.#decide(each);
    else if (this.#phase === 'trial') this.#compare(each);
    else this.#watch(each);
  }

  /** @param {number} each milliseconds a step */
  #decide(each) {
    (this.#triesOther ? this.#others : this.#own).push(each);
    const [own, others] = [this.#own, this.#others];
    if (own.length < 2 || others.length < 2) return;
    const isClear = Math.max(...own) < Math.min(...others) || Math.max(...others) < MARGIN * Math.min(...own);
    if (!isClear && own.length + others.length < 2 * ROUNDS) return;
    if (median(others) >= MARGIN * median(own)) return this.#settle(others);
    this.#alone = !this.#alone;
    this.#every = this.#alone ? TRIAL_EVERY.alone : TRIAL_EVERY.first;
    this.#own = others;
    this.#settle(this.#alone ? [] : own); // what made the threads slow is mostly short
  }

  /** @param {number} each milliseconds a step of the other */
  #compare(each) {
    this.#every = Math.min(2 * this.#every, TRIAL_EVERY.most);
    if (each >= MARGIN * median(this.#own)) return this.#settle([each]);
    this.#phase = 'contest';
    this.#own = [];
    this.#others = [];
  }

  /** @param {number[]} slower measurements, by which time was lost */
  #settle(slower) {
    this.#phase = 'steady';
    this.#usual = median(this.#own);
    const lost = slower.reduce((sum, each) => sum + each - this.#usual, 0) * this.#last.steps;
    this.#every = Math.max(this.#every, Math.min(WORTH.times * lost, WORTH.most));
    this.#own = [];
    this.#since = 0;
  }

  /** @param {number} each milliseconds a step of the chosen */
  #watch(each) {
    this.#own = [...this.#own, each].slice(-ROUNDS);
    if (this.#own.length < ROUNDS) return;
    const now = median(this.#own);
    const factor = Math.max(now / this.#usual, this.#usual / now);
    const hasChanged = factor > CHANGE.factor && this.#since >= CHANGE.after;
    if (hasChanged) this.#every = TRIAL_EVERY.first;
    if (hasChanged || this.#since >= this.#every) this.#phase = 'trial';
  }
}

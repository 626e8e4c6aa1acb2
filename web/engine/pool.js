/**
 * Training runs for the page, in a pool of workers: the only door to them.
 *
 * A pool has no worker before there is something to do, and none a while after that. Runs beyond what the workers hold
 * wait in a queue.
 *
 * @example
 * const pool = createPool();
 * const run = pool.run({ optimizer: { id: 'momentum' } }, { slice: ({ losses }) => draw(losses), end: console.log });
 */
import { asset } from '../asset.js';
import { RunHandle, WorkerLostError } from './pool/handle.js';
import { bytesOf, Cores, OWN, RUN_LIMIT } from './pool/limits.js';
import { consult, NetworkHandle } from './pool/network.js';
import { Slot } from './pool/slot.js';
import { Request } from './protocol.js';

/** Milliseconds between two pings. */
const HEARTBEAT = 2000;

/** Milliseconds without an answer, in a worker that did not say that it is busy, after which it is taken for dead. */
const PATIENCE = 10000;

/** Milliseconds without work after which a worker is ended. */
const IDLE = 30000;

/** What one worker holds of runs that have not ended: as many, or as many bytes. A group's first run has a place anyway. */
const HELD = { runs: 16, bytes: 64 * 2 ** 20 };

/**
 * @typedef {import('./pool/handle.js').RunCallbacks} RunCallbacks
 * @typedef {import('./message-types.js').RunOptions} RunOptions
 * @typedef {{ worker: number, runs: number[] }} WorkerLoss ids of the runs that were still active
 * @typedef {{ worker: number, runs: number, active: number, alive: boolean }} WorkerStatus runs: all that are not freed
 * @typedef {object} PoolOptions all optional
 * @property {number} [size] workers, of which none asks for a core; without it as many as there are cores, shared with
 *   the other apps of the origin
 * @property {number} [heartbeat]
 * @property {number} [patience]
 * @property {number} [idle]
 * @property {import('./pool/slot.js').Timers} [timers] of pings, and of the end of idle workers
 * @property {(name: string) => Worker} [startWorker]
 * @property {import('./pool/limits.js').Locks | null} [locks]
 * @property {boolean} [threads] whether runs may have the cores that no other needs; without it where memory can be shared
 */

/** @type {import('./pool/slot.js').Timers} */
const realTimers = {
  set: (work, milliseconds) => setTimeout(work, milliseconds),
  every: (work, milliseconds) => setInterval(work, milliseconds),
  clear: (timer) => clearTimeout(/** @type {number} */ (timer)), // of either kind
};

/**
 * @param {PoolOptions} [options]
 * @returns {Pool}
 */
export function createPool(options = {}) {
  return new Pool(options);
}

export class Pool {
  #slots;
  #cores;
  /** While cores are being asked for. @type {Promise<void> | null} */
  #growing = null;
  /** @type {RunHandle[]} those that have no place yet, in the order in which they came */
  #queue = [];
  /** Since when it is held, and for how long it was before (ms). @type {number | null} */
  #heldSince = null;
  #heldFor = 0;
  #runs = 0;
  #networks = 0;
  /** How many landscapes' planes there have been: several labs have some in the same workers, which tell them apart by number. */
  planes = 0;
  /** @type {Set<(loss: WorkerLoss) => void>} */
  #listeners = new Set();
  /** @type {Set<() => void>} */
  #watchers = new Set();
  /** @type {import('./pool/lending.js').Lending | null} */
  #lending = null;
  /** Loads it with the first run, where it did not come with the next; not where there are no threads, and when it is on its way. Without it runs keep to their cores. @type {(() => void) | undefined} */
  #lend;
  #closed = false;

  /** @param {PoolOptions} options */
  constructor({
    size,
    heartbeat = HEARTBEAT,
    patience = PATIENCE,
    idle = IDLE,
    timers = realTimers,
    startWorker = (name) => new Worker(asset('web/engine/worker.js'), { type: 'module', name }),
    locks = globalThis.navigator?.locks,
    threads = globalThis.crossOriginIsolated === true,
  }) {
    if (size !== undefined && (!Number.isInteger(size) || size < 1))
      throw new RangeError(`size must be a whole number from 1, got ${size}`);
    this.#cores = new Cores(globalThis.navigator?.hardwareConcurrency || 2, locks);
    /** @type {import('./pool/slot.js').SlotOptions} */
    const options = {
      heartbeat,
      patience,
      idle,
      timers,
      startWorker,
      onLost: ({ index }, runs) => {
        for (const listener of this.#listeners) listener({ worker: index, runs });
      },
      onRoom: () => this.#changed(),
    };
    this.#slots = Array.from({ length: size ?? this.#cores.size }, (_, index) => new Slot(index, options));
    for (const slot of size ? this.#slots : this.#slots.slice(0, 1)) slot.open(OWN);
    const wants = () => ({ held: this.#heldSince !== null, waits: this.#queue.some((run) => run.eligible) });
    const grow = async () => (this.#grow(this.size), this.#growing);
    const lend = () => this.#lendCores({ timers, locks, wants, grow }).catch(() => void (this.#lend = lend));
    if (threads) this.#lend = lend;
  }

  /**
   * While the pool is held, no worker takes a step, and nobody is told so: a run that was running goes on later.
   * @param {boolean} held
   */
  hold(held) {
    if (held) this.#heldSince ??= performance.now();
    else {
      this.#heldFor = performance.now() - this.now();
      this.#heldSince = null;
    }
    for (const slot of this.#slots) slot.hold(held);
    this.#lending?.look();
  }

  /** Milliseconds, as a clock has them that stands still while the pool is held. */
  now() {
    return (this.#heldSince ?? performance.now()) - this.#heldFor;
  }

  /** How many workers there can be. */
  get size() {
    return this.#slots.length;
  }

  /**
   * Starts all workers and lets them load the module and the spec's data, so that runs begin at once.
   * @param {unknown} spec
   * @returns {Promise<void>} when all have; it may fail, and each run will say why
   */
  warm(spec) {
    this.#slots[0].start();
    const warmed = this.usable(this.size)
      .then((slots) => Promise.all(slots.map((slot) => slot.warm(spec))))
      .then(() => {});
    warmed.catch(() => {}); // whoever does not wait for it is told by the runs
    return warmed;
  }

  // -- runs

  /**
   * Starts a run on the worker that has least to do, as soon as one has room for it.
   * @param {unknown} spec full, where its memory is to be reckoned with
   * @param {RunCallbacks} [callbacks]
   * @param {RunOptions} [options]
   * @param {unknown} [group] whose runs wait for each other: another group's come in between
   * @returns {RunHandle}
   */
  run(spec, callbacks = {}, options = {}, group = this) {
    const bytes = bytesOf(spec, options);
    const host = {
      changed: () => this.#changed(),
      network: (/** @type {Uint8Array} */ network) => this.network(network),
    };
    const run = new RunHandle(++this.#runs, spec, callbacks, options, { host, group, bytes });
    if (bytes > RUN_LIMIT) {
      const mebibytes = (/** @type {number} */ x) => Math.round(x / 2 ** 20);
      const { what, code } =
        bytesOf(spec) > RUN_LIMIT
          ? { what: '', code: 'run-memory' }
          : { what: ' with its sharpness', code: 'sharpness-memory' };
      const message = `a run of this network${what} needs ${mebibytes(bytes)} MiB, and may have ${mebibytes(RUN_LIMIT)} MiB`;
      const error = { message, lost: false, path: 'model.layers', code, values: { bytes, limit: RUN_LIMIT } };
      queueMicrotask(() => run.refuse(error));
      return run;
    }
    this.#queue.push(run);
    this.#lend = void this.#lend?.();
    this.#changed();
    return run;
  }

  /** A run has begun, come to rest or ended, or a question has been answered. */
  #changed() {
    this.#queue = this.#queue.filter(({ status }) => status === 'waiting');
    this.#place();
    this.#lending?.look();
    for (const watcher of this.#watchers) watcher();
  }

  /** Gives places to those that wait, as far as there is room. @param {boolean} [grown] cores have just been asked for */
  #place(grown = false) {
    const waiting = this.#queue.filter((run) => run.eligible).length;
    if (waiting === 0) return;
    this.#slots[0].start();
    if (!grown) this.#grow(waiting + this.#slots.reduce((sum, { load }) => sum + load, 0));
    if (this.#growing) return void this.#growing.then(() => (this.#place(true), this.#lending?.look()));
    while (this.#placeOne());
  }

  /** @returns {boolean} whether there was one, and room for it */
  #placeOne() {
    const held = this.#heldBy();
    // Those whose group holds least come first; else in the order in which they came.
    const waiting = this.#queue
      .filter((run) => run.eligible)
      .sort((a, b) => (held.get(a.group) ?? 0) - (held.get(b.group) ?? 0));
    for (const run of waiting) {
      const slot = this.#roomFor(run, !held.has(run.group));
      if (!slot) continue;
      this.#queue = this.#queue.filter((other) => other !== run);
      run.begin(slot);
      return true;
    }
    return false;
  }

  /** How many runs that have not ended each group has in workers. @returns {Map<unknown, number>} */
  #heldBy() {
    const held = new Map();
    for (const slot of this.#slots)
      for (const run of slot.runs.values()) if (run.active) held.set(run.group, (held.get(run.group) ?? 0) + 1);
    return held;
  }

  /** @param {RunHandle} run @param {boolean} first of its group @returns {Slot | null} */
  #roomFor(run, first) {
    const slots = this.#open().sort(compare);
    const free = slots.find(({ load, bytes }) => load < HELD.runs && (load === 0 || bytes + run.bytes <= HELD.bytes));
    return free ?? (first ? slots[0] : null);
  }

  /** Workers that may be there; those that gave up are tried again only when there is no other. */
  #open() {
    const open = this.#slots.filter((slot) => slot.core);
    const usable = open.filter((slot) => slot.alive || !slot.broken);
    return usable.length > 0 ? usable : open;
  }

  /** Asks for cores until there are as many workers as are wanted, or can be had. @param {number} wanted */
  #grow(wanted) {
    const closed = this.#slots.filter((slot) => !slot.core);
    const missing = Math.min(wanted, this.size) - (this.size - closed.length);
    if (missing <= 0 || this.#growing || this.#closed) return;
    this.#growing = (async () => {
      for (const slot of closed.slice(0, missing)) {
        const core = await this.#cores.claim();
        if (!core || this.#closed) return void core?.();
        slot.open(core);
      }
    })().finally(() => {
      this.#growing = null;
    });
  }

  /** @param {ConstructorParameters<typeof import('./pool/lending.js').Lending>[1]} pool */
  async #lendCores(pool) {
    const { Lending } = await import('./pool/lending.js');
    if (this.#closed) return;
    (this.#lending = new Lending(this.#slots, pool)).look();
  }

  /** How many cores train, as far as the workers have told. */
  get cores() {
    return this.#slots.reduce((sum, { working }) => sum + Math.max(0, ...working.map(({ threads }) => threads)), 0);
  }

  /** @param {number} wanted @returns {Promise<Slot[]>} workers that can be asked, so many if there are */
  async usable(wanted) {
    this.#grow(wanted);
    await this.#growing;
    return this.#open();
  }

  // -- questions that concern no run

  /**
   * A network that only predicts, in as many workers as there is work for.
   * @param {Uint8Array} bytes of a checkpoint, as run.save() and engine.save() give it
   * @returns {NetworkHandle}
   */
  network(bytes) {
    return new NetworkHandle(++this.#networks, bytes, (wanted) => this.usable(wanted));
  }

  /**
   * Images of a set's test file; of the starter set where the wanted one is not on the server. "noise" is a set too.
   * @param {string} source
   * @param {number[]} indices
   * @returns {Promise<import('./message-types.js').TestImages>}
   */
  testImages(source, indices) {
    return this.#consult({ type: Request.testImages, source, indices });
  }

  /**
   * How good several predictions for a set are, and which of them differ.
   * @param {string} source
   * @param {Float32Array[]} candidates probabilities [n, classes] each
   * @returns {Promise<import('./message-types.js').Judgement>}
   */
  judge(source, candidates) {
    return this.#consult({ type: Request.judge, source, candidates });
  }

  /**
   * The probability that one of the first scores is above one of the second, a tie counting half (AUROC).
   * @param {Float32Array} positives
   * @param {Float32Array} negatives
   * @returns {Promise<number>}
   */
  separate(positives, negatives) {
    return this.#consult({ type: Request.separate, positives, negatives });
  }

  /**
   * The temperature that a prediction for validation images wants, and others of the same network with it.
   * @param {string} source "validation:…"
   * @param {Float32Array} candidate probabilities [n, classes]
   * @param {Float32Array[]} others of other images
   * @returns {Promise<import('./message-types.js').Tempered>}
   */
  temper(source, candidate, others) {
    return this.#consult({ type: Request.temper, source, candidate, others });
  }

  /**
   * How far a prediction's calibration error would vary with other images, and what it would be of a calibrated network.
   * @param {string} source
   * @param {Float32Array} candidate probabilities [n, classes]
   * @returns {Promise<import('../../wasm/statistics/calibration.js').CalibrationSpread>}
   */
  spread(source, candidate) {
    return this.#consult({ type: Request.spread, source, candidate });
  }

  /**
   * @template {import('./message-types.js').WorkerQuestion} Q
   * @param {Q} message
   */
  async #consult(message) {
    return consult(await this.usable(1), message);
  }

  /** @returns {WorkerStatus[]} */
  status() {
    return this.#slots.map((slot) => ({
      worker: slot.index,
      runs: slot.runs.size,
      active: slot.load,
      alive: slot.alive,
    }));
  }

  /**
   * @param {(loss: WorkerLoss) => void} listener told after the runs' own error callbacks
   * @returns {() => void} unsubscribes
   */
  onWorkerLost(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @param {() => void} watcher told whenever a run has begun, been paused, resumed or ended, and a question was answered
   * @returns {() => void} unsubscribes
   */
  onChange(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Ends all workers. Runs that are still active are lost. */
  close() {
    this.#lending?.end();
    this.#lending = null;
    this.#closed = true;
    for (const run of this.#queue.splice(0)) run.lose(new WorkerLostError('the pool was closed'));
    for (const slot of this.#slots) slot.close();
  }

  /** Ends a worker as a browser might, without a word to anyone. @param {number} n */
  terminateForTest(n) {
    this.#slots[n].terminateForTest();
  }
}

/** Negative when a should get the next run. @param {Slot} a @param {Slot} b */
function compare(a, b) {
  return a.load - b.load || a.runs.size - b.runs.size;
}

// Workers that answer as a test tells them: the pool's queue, its end of idle workers and its losses need no browser.

/** @typedef {import('../../web/engine/message-types.js').PageMessage} PageMessage */
/** @typedef {import('../../web/engine/message-types.js').WorkerMessage} WorkerMessage */
/** @typedef {import('../../web/engine/message-types.js').EndReport} EndReport */
/** @typedef {import('../../web/engine/message-types.js').RunOptions} RunOptions */

export class FakeWorkers {
  /** @type {FakeWorker[]} all that were started, also those that have ended */
  all = [];
  /** What a worker answers a question with; a promise that is rejected refuses it. @type {(message: PageMessage, worker: FakeWorker) => unknown} */
  answer = () => null;

  /** For the pool's option `startWorker`. */
  start = () => {
    const worker = new FakeWorker(this);
    this.all.push(worker);
    return /** @type {Worker} */ (/** @type {unknown} */ (worker));
  };

  get alive() {
    return this.all.filter((worker) => !worker.terminated);
  }

  /** Numbers of the runs that are in some worker's memory. */
  get runs() {
    return this.alive.flatMap(({ runs }) => [...runs.keys()]);
  }

  /** Comes to a run's end. @param {number} run @param {Partial<EndReport>} [more] of the report */
  end(run, more = {}) {
    const worker = this.alive.find(({ runs }) => runs.has(run));
    if (!worker) throw new Error(`no worker has run ${run}`);
    const options = worker.runs.get(run);
    if ((options?.atEnd ?? 'keep') !== 'keep') worker.runs.delete(run);
    /** @type {EndReport} */
    const report = {
      status: 'done',
      reason: 'epochs',
      step: 7,
      epoch: 1,
      bestEpoch: null,
      seconds: 1,
      test: null,
      weightsHash: null,
      network: null,
      ...more,
    };
    worker.say({ type: 'end', run, ...report });
  }
}

class FakeWorker {
  terminated = false;
  /** @type {Map<number, RunOptions>} options of the runs that it holds */
  runs = new Map();
  /** @type {PageMessage[]} */
  messages = [];
  /** @type {((event: { data: WorkerMessage }) => void) | null} */
  onmessage = null;

  /** @param {FakeWorkers} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {WorkerMessage} data */
  say(data) {
    if (!this.terminated) this.onmessage?.({ data });
  }

  /** @param {PageMessage} message */
  postMessage(message) {
    this.messages.push(message);
    if (message.type === 'run') this.runs.set(message.run, message.options);
    if (message.type === 'free') this.runs.delete(message.run);
    if (!('request' in message)) return;
    const { request } = message;
    Promise.resolve()
      .then(() => this.host.answer(message, this))
      .then(
        (value) => this.say({ type: 'answer', request, value }),
        (error) => this.say({ type: 'refusal', request, message: error.message }),
      );
  }

  terminate() {
    this.terminated = true;
  }

  /** Dies with a word. */
  crash() {
    this.say({ type: 'crashed', message: 'it crashed' });
  }
}

/** Time that passes when a test says so. */
export class FakeTimers {
  /** @type {Set<() => void>} */
  #due = new Set();
  /** @type {Set<() => void>} */
  #beats = new Set();

  set = (/** @type {() => void} */ work) => {
    this.#due.add(work);
    return work;
  };

  every = (/** @type {() => void} */ work) => {
    this.#beats.add(work);
    return work;
  };

  clear = (/** @type {unknown} */ timer) => {
    const work = /** @type {() => void} */ (timer);
    this.#due.delete(work);
    this.#beats.delete(work);
  };

  /** What is due once happens. */
  pass() {
    for (const work of [...this.#due]) {
      this.#due.delete(work);
      work();
    }
  }

  /** What is due again and again happens once. */
  beat() {
    for (const work of [...this.#beats]) work();
  }
}

/** The locks of an origin. */
export class FakeLocks {
  /** @type {Set<string>} */
  held = new Set();

  /** @type {(name: string, options: LockOptions, callback: (lock: Lock | null) => unknown) => Promise<unknown>} */
  request = async (name, _options, callback) => {
    if (this.held.has(name)) return callback(null);
    this.held.add(name);
    try {
      return await callback({ name, mode: 'exclusive' });
    } finally {
      this.held.delete(name);
    }
  };

  query = async () => ({ held: Array.from(this.held, (name) => ({ name })), pending: [] });
}

/** Until what is under way between promises is done. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

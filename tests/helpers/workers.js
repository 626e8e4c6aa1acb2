// Workers that answer as a test tells them: the pool's queue, its end of idle workers and its losses need no browser.

/** @typedef {import('../../web/engine/protocol.js').PageMessage} PageMessage */

export class FakeWorkers {
  /** @type {FakeWorker[]} all that were started, also those that have ended */
  all = [];
  /** What a worker answers a question with; a promise that is rejected refuses it. @type {(message: any, worker: FakeWorker) => any} */
  answer = () => null;

  /** For the pool's option `startWorker`. */
  start = () => {
    const worker = new FakeWorker(this);
    this.all.push(worker);
    return /** @type {any} */ (worker);
  };

  get alive() {
    return this.all.filter((worker) => !worker.terminated);
  }

  /** Numbers of the runs that are in some worker's memory. */
  get runs() {
    return this.alive.flatMap(({ runs }) => [...runs.keys()]);
  }

  /** Comes to a run's end. @param {number} run @param {Record<string, any>} [more] of the report */
  end(run, more = {}) {
    const worker = this.alive.find(({ runs }) => runs.has(run));
    if (!worker) throw new Error(`no worker has run ${run}`);
    const options = worker.runs.get(run);
    if ((options.atEnd ?? 'keep') !== 'keep') worker.runs.delete(run);
    worker.say({ type: 'end', run, status: 'done', reason: 'epochs', step: 7, epoch: 1, network: null, ...more });
  }
}

class FakeWorker {
  terminated = false;
  /** @type {Map<number, any>} options of the runs that it holds */
  runs = new Map();
  /** @type {any[]} */
  messages = [];
  /** @type {((event: { data: any }) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onerror = null;

  /** @param {FakeWorkers} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {any} data */
  say(data) {
    if (!this.terminated) this.onmessage?.({ data });
  }

  /** @param {any} message */
  postMessage(message) {
    this.messages.push(message);
    if (message.type === 'run') this.runs.set(message.run, message.options);
    if (message.type === 'free') this.runs.delete(message.run);
    if (message.request === undefined) return;
    Promise.resolve()
      .then(() => this.host.answer(message, this))
      .then(
        (value) => this.say({ type: 'answer', request: message.request, value }),
        (error) => this.say({ type: 'refusal', request: message.request, message: error.message }),
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

  set = (/** @type {() => void} */ work) => {
    this.#due.add(work);
    return work;
  };

  clear = (/** @type {() => void} */ work) => void this.#due.delete(work);

  /** What is due happens. */
  pass() {
    for (const work of [...this.#due]) {
      this.#due.delete(work);
      work();
    }
  }
}

/** The locks of an origin. */
export class FakeLocks {
  /** @type {Set<string>} */
  held = new Set();

  request = async (
    /** @type {string} */ name,
    /** @type {any} */ _options,
    /** @type {(lock: any) => any} */ callback,
  ) => {
    if (this.held.has(name)) return callback(null);
    this.held.add(name);
    try {
      return await callback({ name });
    } finally {
      this.held.delete(name);
    }
  };
}

/** Until what is under way between promises is done. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

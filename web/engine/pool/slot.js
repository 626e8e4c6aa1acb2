/**
 * One worker's place in the pool: starts it, watches over it, and starts another one when it has died.
 */
import { PROTOCOL_VERSION, Report, Request } from '../protocol.js';
import { rejected, WorkerLostError } from './handle.js';
import { OWN } from './limits.js';

/** Workers that may die in a row before one has said more than hello: then something is wrong that another try will not mend. */
const MAX_FAILURES = 3;

/** Milliseconds more that a worker has for its first word: of one that cannot be loaded the browser tells by itself. */
const LOADING = 50_000;

/**
 * @typedef {import('./handle.js').RunHandle} RunHandle
 * @typedef {import('../message-types.js').RunQuestion} RunQuestion
 * @typedef {import('../message-types.js').WorkerQuestion} WorkerQuestion
 * @typedef {import('../message-types.js').Answers} Answers
 * @typedef {object} SlotOptions
 * @property {number} heartbeat
 * @property {number} patience
 * @property {number} idle milliseconds without anything to do after which the worker is ended
 * @property {Timers} timers
 * @property {(name: string) => Worker} startWorker
 * @property {(slot: Slot, runs: number[]) => void} onLost
 * @property {() => void} onRoom a run less needs the worker, or a question has been answered
 *
 * @typedef {object} Timers
 * @property {(work: () => void, milliseconds: number) => unknown} set once
 * @property {(work: () => void, milliseconds: number) => unknown} every again and again
 * @property {(timer: unknown) => void} clear
 */

export class Slot {
  #options;
  /** @type {Worker | null} */
  #worker = null;
  /** Of the pings. @type {unknown} */
  #beat = null;
  /** Of the end of an idle worker. @type {unknown} */
  #rest = null;
  #held = false;
  #closed = /** @type {WorkerLostError | null} */ (null); // from then on no worker is started
  /** While it is null, no worker may be started. @type {import('./limits.js').Core | null} */
  core = null;
  /** Whether another worker's threads have its core: then it is kept. */
  #lent = false;
  /** How many cores its worker has. */
  threads = 1;
  /** Whether its worker's engine can have no others. */
  alone = false;
  /** Of the worker's engine. @type {import('./lending.js').Helpers | null} */
  helpers = null;

  /** Until freed, or lost. @type {Map<number, RunHandle>} */
  runs = new Map();

  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  #requests = 0;

  /** What the worker was warmed for last, for the one that replaces it. @type {unknown} */
  #warmed;

  /** How many workers there have been: what one knew, the next one does not. */
  generation = 0;

  /** What its worker was sent before its first word after hello, which the next one is sent if this one never says it; null afterwards. @type {import('../message-types.js').PageMessage[] | null} */
  #unheard = null;
  #saidHello = false;

  /** Pings in a row without a sign of life. */
  #missed = 0;
  /** How many may be. */
  #allowed = 0;
  #failures = 0;

  /** @param {number} index @param {SlotOptions} options */
  constructor(index, options) {
    this.index = index;
    this.#options = options;
  }

  /** Whether a worker runs, or starts. */
  get alive() {
    return this.#worker !== null;
  }

  /** Whether its workers kept dying before they began. */
  get broken() {
    return this.#failures >= MAX_FAILURES;
  }

  /** Runs that have steps to take. */
  get load() {
    return [...this.runs.values()].filter((run) => run.active).length;
  }

  /** Runs that take steps now. */
  get working() {
    return [...this.runs.values()].filter((run) => run.working);
  }

  /** Whether it needs a core now. */
  get busy() {
    return this.working.length > 0 || this.owed > 0;
  }

  /** Bytes of what its runs hold. */
  get bytes() {
    return [...this.runs.values()].reduce((sum, run) => sum + run.bytes, 0);
  }

  /** Questions that are not answered yet. */
  get owed() {
    return this.#waiting.size;
  }

  /** Starts the worker, unless it runs. */
  start() {
    if (this.#worker || this.#closed) return;
    this.generation++;
    this.threads = 1;
    this.#unheard = [];
    this.#begin();
    if (this.#held) this.post({ type: Request.hold, held: true });
  }

  #begin() {
    const worker = this.#options.startWorker(`descenso-${this.index}`);
    this.#worker = worker;
    this.alone = false;
    this.#saidHello = false;
    this.#missed = 0;
    this.#allow(LOADING);
    worker.onmessage = ({ data }) => {
      if (worker === this.#worker) this.#receive(data);
    };
    worker.onerror = (event) => {
      event.preventDefault(); // it is reported to the runs, not to the console
      if (worker === this.#worker) this.#die(event.message || 'the training worker could not be started');
    };
    worker.onmessageerror = () => {
      if (worker === this.#worker) this.#die('a message of the training worker could not be read');
    };
    const { timers, heartbeat } = this.#options;
    timers.clear(this.#beat);
    this.#beat = timers.every(() => this.#ping(), heartbeat);
    return worker;
  }

  /** While it is held, the worker takes no step and answers no question of weights. @param {boolean} held */
  hold(held) {
    this.#held = held;
    if (this.#worker) this.post({ type: Request.hold, held });
  }

  /** So many cores share the work of its runs. @param {number} threads */
  share(threads) {
    if (!this.#worker || this.alone || threads === this.threads) return;
    this.threads = threads;
    this.post({ type: Request.threads, threads });
  }

  /** Its core is for another worker's threads, or its own again: one that it does not need it gives back. @param {boolean} lent */
  lend(lent) {
    if (lent === this.#lent) return;
    this.#lent = lent;
    if (!lent && !this.#worker) this.#giveBack();
    this.#watchRest();
  }

  #giveBack() {
    if (!this.#lent) this.core = this.core?.() ?? null;
  }

  /** @param {RunHandle} run */
  run(run) {
    const { id, spec, options } = run;
    if (this.#closed) return queueMicrotask(run.lose.bind(run, this.#closed));
    this.start();
    this.post({ type: Request.run, run: id, spec, options });
    this.runs.set(id, run);
    this.#watchRest();
  }

  /** @param {unknown} spec @returns {Promise<null>} */
  warm(spec) {
    this.#warmed = spec;
    this.start();
    return this.#request({ type: Request.warm, spec });
  }

  /**
   * Asks the worker something that has to do with no run; starts it where there is none.
   * @template {WorkerQuestion} Q
   * @param {Q} message
   * @returns {Promise<Answers[Q['type']]>}
   */
  consult(message) {
    this.start();
    return this.#request(message);
  }

  /**
   * @template {RunQuestion} Q
   * @param {Q} message
   * @param {RunHandle} run
   * @returns {Promise<Answers[Q['type']]>}
   */
  ask(message, run) {
    if (this.runs.get(run.id) !== run) return rejected(new WorkerLostError('the worker of this run is gone'));
    const answer = this.#request({ ...message, run: run.id });
    return /** @type {Promise<Answers[Q['type']]>} */ (answer);
  }

  /** @param {number} id */
  free(id) {
    if (this.runs.has(id)) this.post({ type: Request.free, run: id });
    this.forget(id);
  }

  /** The worker has given back all that the run held. @param {number} id */
  forget(id) {
    if (!this.runs.delete(id)) return;
    this.#watchRest();
    this.#options.onRoom();
  }

  close() {
    this.#lent = false;
    this.#closed = new WorkerLostError('the pool was closed');
    this.#end();
    this.#abandon(this.#closed);
  }

  /** Ends the worker, and gives its core back. */
  #end() {
    for (const timer of [this.#beat, this.#rest]) this.#options.timers.clear(timer);
    this.#rest = null;
    this.#terminate();
    this.#giveBack();
  }

  #terminate() {
    this.#worker?.terminate();
    this.#worker = null;
    this.helpers?.end();
  }

  /** A worker that has had nothing to do for a while is ended; another one is started when there is work again. */
  #watchRest() {
    const { timers, idle } = this.#options;
    timers.clear(this.#rest);
    const busy = this.runs.size > 0 || this.#waiting.size > 0;
    const nothing = !this.core || ((this.core === OWN || this.#lent) && !this.#worker);
    this.#rest = busy || nothing ? null : timers.set(() => this.#end(), idle);
  }

  /** It may start a worker from now on. @param {import('./limits.js').Core} core */
  open(core) {
    this.core = core;
    this.#watchRest();
  }

  /** Ends the worker as a browser might: without a word to anyone. */
  terminateForTest() {
    this.#worker?.terminate();
  }

  // -- messages

  /** Says something to the worker. @param {import('../message-types.js').PageMessage} message */
  post(message) {
    if (message.type !== Request.ping) this.#unheard?.push(message);
    this.#worker?.postMessage(message);
  }

  /**
   * @template {WorkerQuestion | (RunQuestion & { run: number })} Q
   * @param {Q} message
   * @returns {Promise<Answers[Q['type']]>}
   */
  #request(message) {
    if (this.#closed) return rejected(this.#closed);
    const request = ++this.#requests;
    const promise = new Promise((resolve, reject) =>
      this.#waiting.set(request, { resolve: /** @type {(value: unknown) => void} */ (resolve), reject }),
    );
    promise.catch(() => {}); // who does not wait for the answer need not handle its absence
    this.post(/** @type {import('../message-types.js').PageMessage} */ ({ ...message, request }));
    this.#watchRest();
    return promise;
  }

  /** @param {import('../message-types.js').WorkerMessage} message */
  #receive(message) {
    this.#missed = 0;
    this.#allow(message.type === Report.busy ? message.milliseconds : 0);
    if (this.#saidHello) {
      this.#failures = 0;
      this.#unheard = null;
    }
    switch (message.type) {
      case Report.hello:
        this.#saidHello = true;
        if (message.version !== PROTOCOL_VERSION) {
          this.#failures = MAX_FAILURES; // another one from the same cache would be as old
          this.#die('the page and its worker are of different versions: reload the page', 'worker-version');
        }
        break;
      case Report.pong:
      case Report.busy:
        break;
      case Report.alone: // the next worker is asked again
        this.threads = 1;
        this.alone = true;
        break;
      case Report.helper:
        this.helpers?.receive(message);
        break;
      case Report.crashed:
        this.#die(message.message);
        break;
      case Report.answer:
        this.#settle(message.request)?.resolve(message.value);
        break;
      case Report.refusal: {
        const { path, code, values } = message;
        this.#settle(message.request)?.reject(
          Object.assign(new Error(message.message), { path, code, values, lost: false }),
        );
        break;
      }
      default:
        this.runs.get(message.run)?.receive(message);
        if (message.type === Report.end) this.#options.onRoom();
    }
  }

  /** @param {number} request */
  #settle(request) {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    this.#watchRest();
    this.#options.onRoom();
    return waiting;
  }

  // -- life and death

  /** @param {number} milliseconds that the worker said it would not answer for */
  #allow(milliseconds) {
    const { heartbeat, patience } = this.#options;
    this.#allowed = Math.ceil((patience + milliseconds) / heartbeat);
  }

  /** A terminated worker fires no event. Pings are counted, not seconds: a computer that slept has missed none. */
  #ping() {
    if (this.#missed >= this.#allowed) {
      this.#saidHello = false; // as if it had not: what it was sent it has not begun
      this.#die('the training worker stopped answering');
      return;
    }
    this.#missed++;
    this.post({ type: Request.ping });
  }

  /** @param {string} message @param {ConstructorParameters<typeof WorkerLostError>[1]} [code] */
  #die(message, code) {
    this.#options.timers.clear(this.#beat);
    this.#terminate();
    this.#failures++;
    // A file that did not come may come now, and nothing has begun.
    if (this.#unheard && !this.#saidHello && this.#failures < MAX_FAILURES) {
      const worker = this.#begin();
      for (const one of this.#unheard) worker.postMessage(one);
      return;
    }
    const lost = [...this.runs.values()].filter((run) => run.active).map((run) => run.id);
    if (this.#failures < MAX_FAILURES) {
      this.start();
      if (this.#warmed) this.post({ type: Request.warm, request: ++this.#requests, spec: this.#warmed });
    }
    this.#abandon(new WorkerLostError(message, code));
    this.#options.onLost(this, lost);
  }

  /** @param {WorkerLostError} error */
  #abandon(error) {
    const runs = [...this.runs.values()];
    const waiting = [...this.#waiting.values()];
    this.runs.clear();
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
    for (const run of runs) run.lose(error);
    this.#watchRest();
    this.#options.onRoom();
  }
}

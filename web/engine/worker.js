/**
 * A training worker: one engine, the datasets that its runs share, and the runs, in turn. Speaks protocol.js.
 */
import { PROTOCOL_VERSION, Report, Request } from './protocol.js';
import { epochImages, lastMasks, weights } from './worker/inspect.js';
import { Loader } from './worker/loader.js';
import { CHUNK, firstLayer, gradientNoise, misclassified } from './worker/measure.js';
import { Networks } from './worker/montecarlo.js';
import { Run, isTrap, operationsOf, patienceFor, reasonOf } from './worker/run.js';
import { Scheduler } from './worker/scheduler.js';

/**
 * @typedef {import('./message-types.js').PageMessage} PageMessage
 * @typedef {import('./message-types.js').RunRequest} RunRequest
 * @typedef {import('./message-types.js').RunOptions} RunOptions
 * @typedef {import('./message-types.js').ReadyReport} ReadyReport
 * @typedef {import('./worker/loader.js').Loaded} Loaded
 * @typedef {object} Slot what a run's number stands for
 * @property {Run | null} run null before its data has come
 * @property {Promise<Run>} loaded
 * @property {boolean} wanted until it is freed, or stopped before its data had come
 * @property {Loaded | null} data
 */

/** The worker's own global object, of which the page's types know nothing. */
const worker = /** @type {{ postMessage(message: unknown, transfer?: Transferable[]): void,
  onmessage: ((event: MessageEvent<PageMessage>) => void) | null }} */ (/** @type {unknown} */ (globalThis));

/** The threads that the page has made for this worker's engine. @type {(import('../../wasm/engine/team.js').Helper & { onerror?: (error: { message?: string }) => void })[]} */
const helpers = [];
const loader = new Loader(callThread);
const networks = new Networks(loader, (experiment, passes) => {
  const milliseconds = patienceFor(passes, operationsOf(experiment));
  if (milliseconds > 0) worker.postMessage({ type: Report.busy, milliseconds });
});
const scheduler = new Scheduler();
/** @type {Map<number, Slot>} */
const slots = new Map();

worker.onmessage = (/** @type {MessageEvent<PageMessage>} */ { data }) => receive(data);
worker.postMessage({ type: Report.hello, version: PROTOCOL_VERSION });

/** @param {PageMessage} message */
function receive(message) {
  if (message.type === Request.ping) worker.postMessage({ type: Report.pong });
  else if (message.type === Request.hold) scheduler.hold(message.held);
  else if (message.type === Request.threads) void share(message.threads);
  else if (message.type === Request.helper) helpers[message.helper]?.onerror?.(message);
  else if (message.type === Request.warm) answer(message.request, warm(message.spec));
  else if (message.type === Request.run) start(message.run, message.spec, message.options);
  else if (message.type === Request.free) free(message.run);
  else if ('run' in message) answer(message.request, handle(message));
  else answer(message.request, scheduler.held?.then(() => networks.answer(message)) ?? networks.answer(message));
}

/** @param {number} request @param {Promise<unknown>} value */
async function answer(request, value) {
  try {
    const result = await value;
    worker.postMessage({ type: Report.answer, request, value: result }, buffers(result));
  } catch (error) {
    if (isTrap(error)) worker.postMessage({ type: Report.crashed, message: String(error) });
    worker.postMessage({ type: Report.refusal, request, ...reasonOf(error) });
  }
}

/** What an answer can hand over instead of copying. @param {unknown} value @returns {Transferable[]} */
function buffers(value) {
  return Object.values(value ?? {}).flatMap((item) => (ArrayBuffer.isView(item) ? [item.buffer] : []));
}

/** Cores that nobody needs; where none can be used, it goes on with its own: an engine whose threads failed has none any more. @param {number} threads */
async function share(threads) {
  const engine = await loader.engine().catch(() => null); // whose run says why
  await engine?.share(threads).catch(() => worker.postMessage({ type: Report.alone }));
}

/**
 * A thread that the page makes: Firefox's workers stand still, seldom, where they make workers of their own.
 * @param {string} name
 * @returns {import('../../wasm/engine/team.js').Helper}
 */
function callThread(name) {
  const helper = helpers.length;
  const post = (/** @type {unknown} */ call) => worker.postMessage({ type: Report.helper, helper, name, call });
  helpers.push({ postMessage: post, terminate: () => post(null) });
  return helpers[helper];
}

/** @param {unknown} spec */
async function warm(spec) {
  const { release } = await loader.load(spec, () => {});
  release();
}

// -- a run's life

/** @param {number} id @param {unknown} spec @param {RunOptions} options */
function start(id, spec, options) {
  /** @type {Omit<Slot, 'loaded'>} */
  const early = { run: null, wanted: true, data: null };
  const slot = Object.assign(early, { loaded: load(id, early, spec, options) });
  slots.set(id, slot);
  slot.loaded.then(
    (run) => {
      if (!slot.wanted) return discard(run, slot);
      slot.run = run;
      scheduler.add(run);
    },
    (error) => {
      if (!slot.wanted) return;
      if (isTrap(error)) worker.postMessage({ type: Report.crashed, message: String(error) });
      else worker.postMessage({ type: Report.error, run: id, ...reasonOf(error), lost: false });
    },
  );
}

/**
 * @param {number} id
 * @param {Omit<Slot, 'loaded'>} slot
 * @param {unknown} given
 * @param {RunOptions} options
 * @returns {Promise<Run>}
 */
async function load(id, slot, given, options) {
  const { atEnd = 'keep' } = options;
  const post = (/** @type {{ type: string }} */ message, /** @type {Transferable[]} */ transfer = []) => {
    worker.postMessage({ run: id, ...message }, transfer);
    // Once whoever has ended it is done with it.
    if (message.type === Report.end && atEnd !== 'keep') queueMicrotask(() => free(id));
  };
  const told = (/** @type {{ type: string }} */ message) => {
    if (slot.wanted) post(message);
  };
  const data = await loader.load(given, (progress) => told({ type: Report.progress, ...progress }));
  /** @type {import('../../wasm/index.js').Experiment | null} */
  let experiment = null;
  try {
    slot.data = data;
    if (data.notice) told({ type: Report.notice, ...data.notice });
    const engine = await loader.engine();
    const spec = options.rates ? withRates(data, options.rates) : data.spec;
    checkOne(data.spec, options);
    const made = (experiment = engine.createExperiment(spec, data.datasets, ofEngine(options)));
    if (options.weights) made.setParameters(options.weights);
    const run = new Run(made, options, post, data.datasets);
    if (options.watch) {
      const { Watch } = await import('./worker/watch.js');
      run.watchWith(new Watch(made, options.watch, (report) => told({ type: Report.watched, ...report })));
    }
    if (options.mirrored) {
      const [{ evaluateMirrored }] = await Promise.all([import('../../wasm/mirror.js'), loader.addMirrored(data)]);
      run.judgeMirrored = () => evaluateMirrored(engine, made, data.datasets);
    }
    told({ type: Report.ready, ...describe(run, data) });
    return run;
  } catch (error) {
    experiment?.free();
    data.release();
    throw error;
  }
}

/** A run is of one network: what is told of its order and its layers has no meaning for several. @param {Loaded['spec']} spec @param {RunOptions} options */
function checkOne({ bagging: { models } }, { member }) {
  if (models === 1 || member !== undefined) return;
  const reason = { path: 'bagging.models', code: 'range', values: { min: 1, max: 1, given: models } };
  throw Object.assign(new RangeError(`bagging.models must be 1 here, got ${models}`), reason);
}

/**
 * The spec of a run whose learning rates are given: no schedule, and as many epochs as they need.
 * @param {Loaded} data
 * @param {Float64Array} rates
 */
function withRates({ spec, datasets }, rates) {
  const stepsPerEpoch = Math.ceil(datasets.train.count / spec.batchSize);
  const epochs = Math.max(1, Math.ceil(rates.length / stepsPerEpoch));
  return { ...spec, schedule: /** @type {const} */ ({ id: 'constant' }), epochs };
}

/** What of a run's options is the engine's. @param {RunOptions} options */
const ofEngine = ({ member, evaluateTrain }) => ({ member, evaluateTrain });

/** @param {Run} run @param {Loaded} data @returns {ReadyReport} */
function describe({ experiment, stepsPerEpoch, totalSteps }, { datasets }) {
  const { spec } = experiment;
  return {
    initialHash: experiment.weightsHash(),
    orderHash: fingerprint(experiment.order(0)),
    totalSteps,
    stepsPerEpoch,
    trainCount: datasets.train.count,
    validationCount: datasets.validation?.count ?? 0,
    testCount: datasets.test.count,
    dataSet: spec.data.set,
    spec,
  };
}

/**
 * FNV-1a over words: tells orders apart, no more; crypto.subtle is not there on every page.
 * @param {Uint32Array} words
 */
function fingerprint(words) {
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** @param {number} id */
function free(id) {
  const slot = slots.get(id);
  slots.delete(id);
  if (!slot) return;
  slot.wanted = false;
  if (slot.run) discard(slot.run, slot);
}

/** @param {Run} run @param {Slot} slot */
function discard(run, slot) {
  scheduler.remove(run);
  run.free();
  slot.data?.release();
}

// -- what can be asked of a run

/** @param {RunRequest} message @returns {Promise<unknown>} */
async function handle(message) {
  const slot = slots.get(message.run);
  if (!slot) throw new Error(`there is no run ${message.run}`);
  if (message.type === Request.stop && !slot.run) return stopLoading(message.run, slot);
  const run = await slot.loaded;
  if (!slot.wanted) throw new Error('this run has been freed, or stopped before its data had come');
  return command(run, /** @type {Loaded} */ (slot.data), message);
}

/**
 * @param {Run} run
 * @param {Loaded} data
 * @param {RunRequest} message
 * @returns {Promise<unknown>}
 */
async function command(run, { datasets }, message) {
  switch (message.type) {
    case Request.pause:
      run.pause();
      return run.state();
    case Request.resume:
      run.resume();
      scheduler.wake();
      return run.state();
    case Request.step: {
      const stepped = run.step(message.count);
      scheduler.wake();
      await stepped;
      return run.state();
    }
    case Request.stop:
      run.stop();
      return run.state();
    case Request.rate:
      run.setLearningRate(message.rate);
      return run.state();
    case Request.confusion: {
      const { counts, step } = run.evaluation();
      return { counts: counts.slice(), classes: run.experiment.classes, step };
    }
    case Request.misclassified: {
      const files = await loader.testImages(run.experiment.spec.data.set);
      run.busy(files.labels.length);
      return misclassified(run.experiment, datasets.test, files, message);
    }
    case Request.firstLayer:
      return firstLayer(run.experiment, message.limit);
    case Request.weights:
      return weights(run.experiment);
    case Request.masks:
      return lastMasks(run.experiment, datasets.train);
    case Request.images:
      return epochImages(await loader.engine(), run.experiment, datasets, message);
    case Request.save:
      return { bytes: run.experiment.save({ weightsOnly: true }) };
    case Request.gradientNoise:
      return measure(run, gradientNoise(run.experiment, message.sizes, message.samples), (share) => {
        worker.postMessage({ run: message.run, type: Report.measured, share });
      });
  }
}

/**
 * Ends a run that waits for its data; the data goes on coming for the next one.
 * @param {number} id
 * @param {Slot} slot
 */
function stopLoading(id, slot) {
  const state = { step: 0, epoch: 0, seconds: 0, learningRate: 0, status: 'stopped' };
  if (!slot.wanted) return state;
  slot.wanted = false;
  const end = { status: 'stopped', reason: 'request', step: 0, epoch: 0, bestEpoch: null, seconds: 0 };
  const none = { test: null, data: null, weightsHash: null, network: null };
  worker.postMessage({ run: id, type: Report.end, ...end, ...none });
  return state;
}

/**
 * Runs a measurement in turns with the other runs, while its own run stands still.
 * @template R
 * @param {Run} run
 * @param {Generator<number, R>} work yields how much of it is done, 0 to 1
 * @param {(share: number) => void} report called after each turn
 * @returns {Promise<R>}
 */
function measure(run, work, report) {
  if (run.held) throw new Error('this run is being measured already');
  run.held = true;
  return new Promise((resolve, reject) => {
    const finish = (/** @type {() => void} */ settle) => {
      scheduler.remove(task);
      run.held = false;
      scheduler.wake();
      settle();
    };
    let ended = false;
    const task = {
      ready: () => !ended,
      turn(/** @type {number} */ milliseconds) {
        const until = performance.now() + milliseconds;
        let share = 0;
        while (performance.now() < until) {
          run.busyTraining(CHUNK);
          const next = work.next();
          if (next.done) {
            ended = true;
            return finish(() => resolve(next.value));
          }
          share = next.value;
        }
        report(share);
      },
      fail(/** @type {unknown} */ error) {
        ended = true;
        finish(() => reject(error));
      },
    };
    scheduler.add(task);
  });
}

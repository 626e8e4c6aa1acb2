// A worker without a browser: what it says of errors, and what it keeps of questions that concern no run.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { test } from 'node:test';
import { loadEngine, moduleFile } from '../../../wasm/index.js';
import { Experiment } from '../../../wasm/engine/experiment.js';
import { Download } from '../../../web/engine/worker/download.js';
import { Loader } from '../../../web/engine/worker/loader.js';
import { Networks } from '../../../web/engine/worker/montecarlo.js';
import { Run } from '../../../web/engine/worker/run.js';
import { Watch } from '../../../web/engine/worker/watch.js';

/** @typedef {import('../../../web/engine/message-types.js').NetworkRequest} NetworkRequest */

const engine = await loadEngine();
const SIDES = { rows: 28, columns: 28 };
const blank = (/** @type {number} */ count) => ({
  images: new Uint8Array(784 * count),
  labels: new Uint8Array(count),
  ...SIDES,
});

/** Of blank images, a minibatch each. @param {number} count @returns {[import('../../../wasm/index.js').Dataset, Experiment]} */
function makeExperiment(count) {
  const train = engine.createDataset({ ...blank(count), classes: 10 });
  const spec = engine.normalize({ data: { trainSize: count, validationSize: 0 }, batchSize: 1 });
  return [train, engine.createExperiment(spec, { train })];
}

test('a run that is refused while it trains says so as one does that is refused before: with the code and its values', () => {
  const [train, experiment] = makeExperiment(4);
  const said = /** @type {object[]} */ ([]);
  const run = new Run(experiment, {}, (message) => said.push(message), { train, test: train });
  const reason = { code: 'memory', values: { what: 'the curvature', bytes: 3e9 } };
  run.fail(Object.assign(new Error('not enough memory for the curvature: 3000000000 bytes'), reason));
  assert.deepEqual(said, [
    {
      type: 'error',
      message: 'not enough memory for the curvature: 3000000000 bytes',
      path: undefined,
      ...reason,
      lost: false,
    },
  ]);
});

test('steps that are asked for before earlier ones are taken come after them, and each question is answered', async () => {
  const [train, experiment] = makeExperiment(8);
  const run = new Run(experiment, { paused: true }, () => {}, { train, test: train });
  const answered = /** @type {number[]} */ ([]);
  for (const n of [3, 2]) void run.step(n).then(() => answered.push(n));
  while (run.ready()) run.turn(0);
  await Promise.resolve();
  assert.deepEqual([run.state().step, run.state().status, answered], [5, 'paused', [3, 2]]);
  void run.step(4).then(() => answered.push(4));
  run.turn(0);
  run.pause();
  await Promise.resolve();
  assert.deepEqual([run.state().step, run.ready(), answered], [6, false, [3, 2, 4]], 'a pause ends them');
  run.free();
});

test('a run whose end fails where it is stopped says so, as one does that ends by itself', () => {
  const [train, experiment] = makeExperiment(4);
  const said = /** @type {{ type: string, message?: unknown }[]} */ ([]);
  const run = new Run(experiment, {}, (message) => said.push(message), { train, test: train });
  experiment.evaluate = () => {
    throw new Error('not enough memory');
  };
  Object.defineProperty(experiment, 'test', { value: train });
  run.stop();
  assert.deepEqual(
    said.map(({ type, message }) => [type, message]),
    [['error', 'not enough memory']],
  );
});

test('the sharpness is looked for as often as asked, but in a run of millions of steps not millions of times', () => {
  const roomOf = (/** @type {number} */ totalSteps) =>
    new Watch(/** @type {never} */ ({ state: () => ({ totalSteps }) }), { sharpness: 2 }, () => {}).room(0);
  assert.deepEqual([300, 20_000, 50_000_000].map(roomOf), [2, 2, 5000]);
});

test('sets that nobody has asked for in a while are given back, not those that are in use', async () => {
  const datasets = /** @type {{ n: number, freed: boolean }[]} */ ([]);
  const watched = {
    ...engine,
    scorePredictions: engine.scorePredictions.bind(engine),
    /** @param {{ labels: Uint8Array }} given */
    createDataset({ labels }) {
      const one = { n: labels.length, freed: false, free: () => void (one.freed = true) };
      datasets.push(one);
      return one;
    },
  };
  const loader = {
    engine: async () => watched,
    validationImages: async (/** @type {string} */ _, /** @type {number} */ count) => blank(count),
  };
  const networks = new Networks(/** @type {never} */ (loader), () => {});
  const ask = (/** @type {number} */ n) =>
    networks.answer({ type: 'spread', source: `validation:full:${n}`, candidate: new Float32Array(10 * n).fill(0.1) });
  await ask(20);
  for (const n of [21, 22, 23, 24, 25, 26]) await Promise.all([ask(20), ask(n)]);
  assert.deepEqual(
    datasets.map(({ n, freed }) => [n, freed]),
    [20, 21, 22, 23, 24, 25, 26].map((n) => [n, n > 20 && n < 24]),
  );
  await ask(21);
  assert.equal(datasets.length, 8, 'what has been given back is opened anew');
});

test('what a landscape needs and did not come is asked for again', async () => {
  register(
    `data:text/javascript,let failures = 1; export const resolve = (name, context, next) => {
      if (name === './landscape.js' && failures-- > 0) throw new Error('it did not come');
      return next(name, context); }`,
  );
  const networks = new Networks(/** @type {never} */ ({ engine: async () => engine }), () => {});
  /** @type {NetworkRequest} */
  const close = { type: 'landscape', landscape: 1, task: { kind: 'close' } };
  await assert.rejects(networks.answer(close), /it did not come/);
  assert.equal(await networks.answer(close), null);
});

test('of a file that does not come its name is told, with a code: of data, of a set that is not there, of the module', async (t) => {
  const half = new ReadableStream({ pull: (stream) => stream.error(new TypeError('the connection was cut')) });
  const answers = [
    new Response('', { status: 500, statusText: 'Internal Server Error' }),
    new Response(half),
    new Response('', { status: 404 }),
    new TypeError('there is no network'),
  ];
  t.mock.method(globalThis, 'fetch', async () => {
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw answer;
  });
  const told = async (/** @type {Promise<unknown>} */ asked) => {
    const { code, values, message } = await asked.catch((error) => error);
    return [code, values, message];
  };
  const read = () => new Download(() => {}).read('starter', 'a.gz');
  /** @param {string} file @param {string} why */
  const expected = (file, why) => ['download', { file }, `${file} could not be loaded: ${why}`];
  assert.deepEqual(await told(read()), expected('starter/a.gz', '500 Internal Server Error'));
  assert.deepEqual(await told(read()), expected('starter/a.gz', 'the connection was cut'));
  assert.deepEqual(await told(read()), expected('starter', 'it is not on this server'));
  const loader = new Loader(/** @type {never} */ (null));
  assert.deepEqual(await told(loader.engine()), expected(moduleFile(), 'there is no network'));
});

/** A channel that waits for messages would keep the process. */
class Quiet extends MessageChannel {
  constructor() {
    super();
    queueMicrotask(() =>
      /** @type {import('node:worker_threads').MessagePort} */ (/** @type {unknown} */ (this.port1)).unref(),
    );
  }
}

test('a run of several networks is refused with a code, and of a run that fails while it begins nothing is kept', async (t) => {
  t.mock.method(globalThis, 'fetch', async (/** @type {URL} */ file) => new Response(await readFile(file)));
  const { MessageChannel } = globalThis;
  Object.assign(globalThis, { MessageChannel: Quiet });
  const page = /** @type {{ postMessage?: unknown, onmessage?: (event: { data: object }) => void }} */ (globalThis);
  const told =
    /** @type {{ type: string, run: number, path?: string, code?: string, values?: object, message?: string }[]} */ ([]);
  page.postMessage = (/** @type {unknown} */ message) => told.push(message);
  const freed = t.mock.method(Experiment.prototype, 'free');
  await import('../../../web/engine/worker.js');
  const refused = async (/** @type {number} */ run, /** @type {object} */ more, options = {}) => {
    const spec = engine.normalize({ data: { trainSize: 40, validationSize: 0 }, ...more });
    page.onmessage?.({ data: { type: 'run', run, spec, options: { paused: true, ...options } } });
    for (;;) {
      const error = told.find((one) => one.type === 'error' && one.run === run);
      if (error) return error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const { path, code, values } = await refused(1, { bagging: { models: 3 } });
  assert.deepEqual(
    { path, code, values },
    {
      path: 'bagging.models',
      code: 'range',
      values: { min: 1, max: 1, given: 3 },
    },
  );
  assert.equal(freed.mock.callCount(), 0, 'it was not even made');
  await refused(2, {}, { weights: { wrong: new Float32Array(3) } });
  assert.equal(freed.mock.callCount(), 1);
  Object.assign(globalThis, { MessageChannel });
  delete page.postMessage;
  delete page.onmessage;
});

// What the pool's tests stand on: a page in a real browser with the pool in it, and the same runs in Node.

import { describe, before, after } from 'node:test';
import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { loadEngine } from '../../../wasm/index.js';
import { BROWSERS, missingBrowser, openBrowser, openPage, testsOf, withServer } from '../../helpers/browser.js';

/** Any file that is served; the pool needs no page of its own. */
const PAGE = 'wasm/index.js';

/** Browsers ask for it by themselves, and this page has none. */
const EXCEPT = [/favicon/];

export const OPTIMIZERS = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam'];

/** A network small enough that a test takes a moment. */
export const SMALL = {
  model: { layers: [{ units: 24 }, { units: 10 }] },
  data: { trainSize: 1000, validationSize: 200 },
};

/**
 * Defines tests in every browser. `harness.page(use, { root, isolate, except })` calls `use` with a page in which `createPool`,
 * `watchedPool` and `train` are global; afterwards the page must have been quiet.
 * @param {(harness: Harness, test: ReturnType<typeof testsOf>, name: import('../../helpers/browser.js').BrowserName) => void} define
 */
export function inBrowsers(define) {
  for (const name of BROWSERS)
    describe(name, { skip: missingBrowser(name) }, () => {
      const harness = new Harness();
      before(async () => {
        harness.browser = await openBrowser(name, { network: false });
      });
      after(() => harness.browser?.close());
      define(harness, testsOf(name), name);
    });
}

class Harness {
  /** @type {import('../../helpers/browser.js').TestBrowser | undefined} */
  browser;

  /**
   * @template T
   * @param {(page: import('../../helpers/browser.js').TestPage) => Promise<T>} use
   * @param {{ root?: string, isolate?: boolean, except?: RegExp[] }} [options] root: of the served files
   */
  page(use, { root, isolate, except = [] } = {}) {
    return withServer(
      async ({ url }) => {
        const page = await openPage(this.browser, url + PAGE);
        try {
          await page.evaluate(install);
          const result = await use(page);
          await page.assertQuiet({ except: [...EXCEPT, ...except] });
          return result;
        } finally {
          await page.close();
        }
      },
      { isolate, ...(root ? { root } : {}) },
    );
  }
}

/** In the page: what tests use to run and watch. */
async function install() {
  const { createPool } = await import('/web/engine/pool.js');

  /** A run and all that it reports; `ended` resolves with `log` when it has come to its end, or to an error. */
  function train(pool, spec, options = {}, onSlice = () => {}) {
    const log = { losses: [], epochs: [], slices: [], notices: [], progress: [], ready: null, end: null, error: null };
    const began = performance.now();
    let run;
    const ended = new Promise((resolve) => {
      run = pool.run(
        spec,
        {
          progress: (report) => log.progress.push(report),
          notice: (report) => log.notices.push(report),
          ready: (report) => {
            log.ready = report;
          },
          slice({ losses, epochs, ...rest }) {
            log.losses.push(...losses);
            log.epochs.push(...epochs);
            log.slices.push({ ...rest, count: losses.length, time: performance.now() - began });
            onSlice(run, rest);
          },
          end(report) {
            log.end = report;
            resolve(log);
          },
          error(report) {
            log.error = report;
            resolve(log);
          },
        },
        options,
      );
    });
    return { run, log, ended };
  }

  /**
   * A pool whose pings are sent when a test says so, and what tells of its workers: none is taken for dead because the
   * machine is busy.
   */
  function watchedPool(options) {
    const alive = new Set();
    const pings = new Set();
    const startWorker = (name) => {
      const worker = new Worker('/web/engine/worker.js', { type: 'module', name });
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => (alive.delete(worker), terminate());
      alive.add(worker);
      return worker;
    };
    /** When each worker that lives has said something of that type. */
    const said = (type) =>
      Promise.all(
        [...alive].map(
          (worker) =>
            new Promise((resolve) =>
              worker.addEventListener('message', ({ data }) => data.type === type && resolve(data)),
            ),
        ),
      );
    const timers = {
      set: (work, milliseconds) => setTimeout(work, milliseconds),
      every: (work) => (pings.add(work), work),
      clear: (timer) => (pings.delete(timer), clearTimeout(timer)),
    };
    const pool = createPool({ heartbeat: 1, patience: 3, ...options, timers, startWorker });
    const ping = () => [...pings].forEach((work) => work());
    /** Ends a worker without a word, and pings until it is missed; the others have the time that they need to answer. */
    const kill = async (n) => {
      let missed = false;
      const forget = pool.onWorkerLost(({ worker }) => (missed ||= worker === n));
      pool.terminateForTest(n);
      while (!missed) {
        const answers = said('pong');
        ping();
        await answers;
      }
      forget();
    };
    return { pool, ping, said, kill };
  }

  const failure = (promise) =>
    promise.then(
      () => null,
      ({ message, lost, path }) => ({ message, lost, path }),
    );
  const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  Object.assign(globalThis, { createPool, watchedPool, train, failure, sleep });
}

const engine = await loadEngine();

/** @typedef {import('../../../wasm/index.js').Experiment} Experiment */
/** @typedef {import('../../../wasm/data.js').Datasets} Datasets */

/**
 * The same run in Node.
 * @template T
 * @param {import('../../../wasm/spec.d.ts').PartialSpec} spec
 * @param {(experiment: Experiment, datasets: Datasets) => T} use
 */
export async function inNode(spec, use) {
  const full = engine.normalize(spec);
  const datasets = await loadDatasets(engine, full, nodeReader());
  const experiment = engine.createExperiment(full, datasets);
  try {
    return use(experiment, datasets);
  } finally {
    experiment.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/** @param {import('../../../wasm/spec.d.ts').PartialSpec} spec @returns {Promise<string>} the hash that the whole run ends with */
export const hashInNode = (spec) =>
  inNode(spec, (experiment) => {
    experiment.runSteps(experiment.state().totalSteps);
    return experiment.weightsHash();
  });

// In an isolated page a run has the cores that no other needs: its bits are Node's, whatever their number, and a thread that is
// lost costs its run and nothing else.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { starterImages } from '../../helpers/datasets.js';
import { servedCopy } from '../../helpers/served.js';
import { twelve } from '../../helpers/variety.js';
import { SMALL, hashInNode, inBrowsers } from './harness.js';

const engine = await loadEngine();
const teams = await Promise.all([2, 3].map((threads) => loadEngine({ threads })));
/** As JSON has it. @param {import('../../../wasm/index.js').DatasetInit} init */
const plain = ({ images, labels, ...rest }) => ({ ...rest, images: [...images], labels: [...labels] });

const SPECS = twelve(engine.catalog);
const images = await starterImages(engine, 0, 500);
const validation = await starterImages(engine, 500, 200);

/** @param {import('../../../wasm/index.js').Engine} one */
function hashesOf(one) {
  const datasets = { train: one.createDataset(images), validation: one.createDataset(validation) };
  return SPECS.map((spec) => {
    const experiment = one.createExperiment(spec, datasets);
    experiment.runSteps(1e6);
    const hash = experiment.weightsHash();
    experiment.free();
    return hash;
  });
}
const hashes = hashesOf(engine);
const inTeams = teams.map(hashesOf);
await Promise.all(teams.map((one) => one.free()));

/**
 * A worker that trains each of some specs with each number of threads, which change in the middle of every run. It makes them
 * itself, or has its page make them.
 */
const TRAINER = `import { loadEngine, moduleFile } from '/wasm/index.js';
let called = 0;
const Own = Worker;
globalThis.Worker = class extends Own {
  constructor(...all) {
    super(...all);
    called++;
  }
};
const thread = (name) => {
  const helper = called++;
  const post = (call) => postMessage({ type: 'helper', helper, name, call });
  return { postMessage: post, terminate: () => post(null) };
};
onmessage = async ({ data: { specs, images, validation, numbers, ofPage } }) => {
  const wasm = new URL('/wasm/' + moduleFile(), location.href);
  const engine = await loadEngine({ wasm, ...(ofPage && { thread }) });
  const datasets = { train: engine.createDataset(images), validation: engine.createDataset(validation) };
  const found = [];
  for (const threads of numbers) {
    await Promise.all([engine.share(threads), engine.share(threads)]); // who asks twice has no thread twice
    const hashes = [];
    for (const spec of specs) {
      const run = engine.createExperiment(spec, datasets);
      run.runSteps(10);
      await engine.share(1);
      run.runSteps(5);
      await engine.share(threads);
      run.runSteps(1e6);
      hashes.push(run.weightsHash());
      run.free();
    }
    found.push([engine.threads, hashes, called]);
  }
  postMessage(found);
};`;

/** A worker whose threads cannot begin: what they are called with has no module. */
const CALLER = `import { loadEngine, moduleFile } from '/wasm/index.js';
const { postMessage: post } = Worker.prototype;
Worker.prototype.postMessage = function (call) {
  post.call(this, { ...call, module: null });
};
onmessage = async ({ data: { spec, images, validation } }) => {
  const engine = await loadEngine({ wasm: new URL('/wasm/' + moduleFile(), location.href) });
  const datasets = { train: engine.createDataset(images), validation: engine.createDataset(validation) };
  const { message } = await engine.share(3).catch((error) => error);
  const run = engine.createExperiment(spec, datasets);
  run.runSteps(1e6);
  postMessage({ message, threads: engine.threads, hash: run.weightsHash() });
};`;

const tree = servedCopy(['wasm', 'web/asset.js', 'web/engine', 'web/data'], ['web/data/full']);
writeFileSync(path.join(tree, 'wasm/trainer.js'), TRAINER);
writeFileSync(path.join(tree, 'wasm/caller.js'), CALLER);

/** As tests/helpers/lost-thread.js: it claims a piece of work, and falls over it. */
const LOST = `addEventListener('message', async ({ data: { module, memory, number, stack } }) => {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory, emscripten_notify_memory_growth() {} } });
  const table = exports.__indirect_function_table;
  for (let n = 0; n < table.length; n++) table.set(n, null);
  exports.stackRestore(stack);
  exports.descenso_team_help(number);
});`;
const losing = servedCopy(['wasm', 'web/asset.js', 'web/engine', 'web/data'], ['web/data/full']);
writeFileSync(path.join(losing, 'wasm/engine/thread.js'), LOST);

test('one, two and three threads have one hash in Node, for each of twelve specs', () => {
  assert.equal(SPECS.length, 12);
  for (const found of inTeams) assert.deepEqual(found, hashes);
});

/**
 * What a worker makes of a job, images among it.
 * @param {import('../../helpers/browser.js').TestPage} page
 * @param {string} script
 * @param {{ images: ReturnType<typeof plain>, validation: ReturnType<typeof plain>, ofPage?: boolean }} job
 */
const inWorker = (page, script, job) =>
  page.evaluate(
    async (script, job) => {
      const { Helpers } = await import('/web/engine/pool/lending.js');
      return new Promise((resolve, reject) => {
        const worker = new Worker(script, { type: 'module' });
        const helpers = new Helpers(({ message }) => reject(new Error(message)));
        worker.onmessage = ({ data }) => (data.type === 'helper' ? helpers.receive(data) : resolve(data));
        worker.onerror = ({ message }) => reject(new Error(message));
        const bytes = (data) => ({
          ...data,
          images: Uint8Array.from(data.images),
          labels: Uint8Array.from(data.labels),
        });
        worker.postMessage({ ...job, images: bytes(job.images), validation: bytes(job.validation) });
      });
    },
    script,
    job,
  );

inBrowsers((harness) => {
  for (const [whose, ofPage, numbers] of /** @type {const} */ ([
    ['of the page’s', true, [1, 2, 3, 4, 8]],
    ['of its own', false, [1, 3]],
  ]))
    test(`isolated, a worker with ${numbers} threads ${whose} has the hashes of Node, and they may come and go in a run`, async () => {
      const job = { specs: SPECS, numbers, ofPage, images: plain(images), validation: plain(validation) };
      const found = await harness.page((page) => inWorker(page, '/wasm/trainer.js', job), {
        root: tree,
        isolate: true,
      });
      assert.deepEqual(
        found,
        numbers.map((threads) => [threads, hashes, threads - 1]),
      );
    });

  test('threads that fail before they have come are an error, and nothing waits for them: one does it alone', async () => {
    const job = { spec: SPECS[0], images: plain(images), validation: plain(validation) };
    const seen = await harness.page((page) => inWorker(page, '/wasm/caller.js', job), { root: tree, isolate: true });
    assert.match(seen.message, /^a thread cannot be started: .*WebAssembly/);
    assert.deepEqual([seen.threads, seen.hash], [1, hashes[0]]);
  });

  test('a run alone has all cores, and lets them go when others come; the bits are Node’s', async () => {
    const spec = { ...SMALL, epochs: 10, optimizer: { id: 'momentum' } };
    const seen = await harness.page(
      (page) =>
        page.evaluate(async (spec) => {
          const asked = [];
          const startWorker = (name) => {
            const worker = new Worker('/web/engine/worker.js', { type: 'module', name });
            const post = worker.postMessage.bind(worker);
            worker.postMessage = (message) => {
              if (message.type === 'threads') asked.push([name, message.threads]);
              post(message);
            };
            return worker;
          };
          const threads = () => asked.splice(0);
          const become = async (fits) => {
            while (!fits()) await sleep(5);
          };
          const pool = createPool({ size: 3, startWorker });
          const long = { epochs: 10000 };
          train(pool, long);
          const lent = [];
          await become(() => asked.length > 0);
          lent.push(threads());
          const second = train(pool, { ...long, seed: 2 });
          lent.push(threads());
          const third = train(pool, spec);
          lent.push(threads());
          const short = await third.ended;
          await become(() => asked.length > 0);
          lent.push(threads());
          await second.run.pause();
          await become(() => asked.length > 0);
          lent.push(threads());
          pool.hold(true);
          lent.push(threads());
          pool.close();
          return { lent, hash: short.end.weightsHash };
        }, spec),
      { root: tree, isolate: true },
    );
    assert.equal(seen.hash, await hashInNode(spec));
    assert.deepEqual(seen.lent, [
      [['descenso-0', 3]],
      [['descenso-0', 2]],
      [['descenso-0', 1]],
      [['descenso-0', 2]],
      [['descenso-0', 3]],
      [['descenso-0', 1]],
    ]);
  });

  test('not isolated, nobody is lent a core, and the plain module is what is loaded', async () => {
    const requests = await harness.page(
      async (page) => {
        await page.evaluate(async (spec) => {
          const pool = createPool({ size: 2 });
          await train(pool, spec).ended;
          pool.close();
        }, SMALL);
        return page.requests;
      },
      { root: tree },
    );
    assert.deepEqual(
      requests.filter((/** @type {string} */ url) => /shared|thread/.test(url)),
      [],
    );
  });

  test('a thread that is lost in the middle of a step costs its run, soon; the next one trains', async () => {
    const spec = { ...SMALL, epochs: 2 };
    const seen = await harness.page(
      (page) =>
        page.evaluate(async (spec) => {
          const pool = createPool({ size: 2 });
          const lost = await train(pool, { epochs: 10000 }).ended;
          pool.close();
          const next = createPool({ size: 1 });
          const { end } = await train(next, spec).ended;
          next.close();
          return { error: lost.error, hash: end.weightsHash };
        }, spec),
      { root: losing, isolate: true, except: [/null function|call to null/] },
    );
    assert.match(seen.error.message, /a thread was lost in the middle of its work/);
    assert.equal(seen.error.lost, true);
    assert.equal(seen.hash, await hashInNode(spec));
  });
});

// Threads share the work of a run and change none of its bits: whatever is trained, evaluated or drawn, for any number of
// them. They come and go with their engine, and when one is lost in the middle of a step the run says so and ends.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadEngine } from '../../wasm/index.js';
import { nativeOf } from '../../wasm/planner.js';
import { starterImages } from '../helpers/datasets.js';
import { base, variety } from '../helpers/variety.js';

const shared = new URL('../../wasm/descenso-shared.wasm', import.meta.url);
const plain = await loadEngine();
const NUMBERS = [2, 3, 4, 8];
const teams = await Promise.all(NUMBERS.map((threads) => loadEngine({ threads })));
after(() => Promise.all(teams.map((engine) => engine.free())));

const trainInit = await starterImages(plain, 0, 500);
const validationInit = await starterImages(plain, 500, 200);
/** @param {import('../../wasm/index.js').Engine} engine */
const dataOf = (engine) => ({
  train: engine.createDataset(trainInit),
  validation: engine.createDataset(validationInit),
});
const data = new Map([plain, ...teams].map((engine) => [engine, dataOf(engine)]));

/**
 * @typedef {import('../../wasm/index.js').Experiment} Experiment
 * @typedef {ReturnType<typeof dataOf>} Datasets
 */

/** @template T @param {import('../../wasm/index.js').Engine} engine @param {object} spec @param {(experiment: Experiment, datasets: Datasets) => T} work @returns {T} */
function withRun(engine, spec, work) {
  const datasets = /** @type {Datasets} */ (data.get(engine));
  const experiment = engine.createExperiment({ ...base, ...spec }, datasets);
  try {
    return work(experiment, datasets);
  } finally {
    experiment.free();
  }
}

/** All that a run leaves. */
const trained = (/** @type {Experiment} */ experiment) => {
  const { losses, penalties, epochs, status } = experiment.runSteps(1e6);
  return { losses, penalties, epochs, status, hash: experiment.weightsHash() };
};

describe('one run on several threads has the bits of one on one', () => {
  const { optimizers, others, watching } = variety(plain.catalog);
  const wide = [
    // More panels, more rows and more minibatches than there are shares; panels and pieces of rows have a common divisor.
    { model: { layers: [{ units: 310 }, { units: 100, dropout: 0.3 }, {}] }, epochs: 1, optimizer: { id: 'adam' } },
    // A panel with one unit, a last piece of rows with one input, and a norm that the last panel has to keep.
    {
      batchSize: 128,
      epochs: 2,
      model: { layers: [{ units: 257, batchNorm: 'after' }, { units: 33 }, { maxNorm: 0.5 }] },
    },
    { batchSize: 3, epochs: 1, model: { layers: [{ units: 5 }, {}] } },
  ];
  for (const spec of [...optimizers, ...others, ...watching, ...wide])
    test(JSON.stringify(spec).replaceAll('"', ''), () => {
      const alone = withRun(plain, spec, trained);
      teams.forEach((engine, n) => {
        assert.equal(engine.threads, NUMBERS[n]);
        assert.deepEqual(withRun(engine, spec, trained), alone, `${NUMBERS[n]} threads`);
      });
    });

  test('predictions, evaluation, Monte Carlo, gradients and explicit steps', () => {
    const spec = {
      model: { inputDropout: 0.1, layers: [{ units: 70, dropout: 0.5 }, { units: 20, dropout: 0.2 }, {}] },
    };
    const everything = (/** @type {Experiment} */ experiment, /** @type {Datasets} */ { validation }) => {
      experiment.runSteps(20);
      const indices = Uint32Array.from({ length: 77 }, (_, n) => (n * 13) % 500);
      return {
        evaluation: experiment.evaluate(validation),
        prediction: experiment.predict(validation, { first: 3, count: 150 }),
        monteCarlo: experiment.predictMonteCarlo(validation, {
          first: 1,
          count: 130,
          passes: 7,
          seed: 5,
          keepSamples: true,
        }),
        loss: experiment.lossAndGradient(indices),
        gradients: experiment.gradients(),
        step: experiment.stepOn(indices),
        hash: experiment.weightsHash(),
      };
    };
    const alone = withRun(plain, spec, everything);
    for (const engine of teams) assert.deepEqual(withRun(engine, spec, everything), alone, `${engine.threads} threads`);
  });
});

describe('what may take long is heard of', async () => {
  const engine = await loadEngine({ wasm: shared });
  const datasets = dataOf(engine);
  const { memory } = nativeOf(engine);
  const STATIC = 2 ** 17; // words: more than there are
  const words = () => new Uint32Array(memory.buffer, 0, STATIC).slice();

  /** What the words of the module grow by in a step, from the second on. @param {object} spec */
  const growth = (spec) => {
    const experiment = engine.createExperiment({ ...base, ...spec }, datasets);
    experiment.runSteps(1);
    const before = words();
    experiment.runSteps(1);
    const after = words();
    experiment.free();
    return after.map((word, n) => word - before[n]);
  };

  /** Beats a step, of one thread: there is one word that grows by so many. */
  const cases = /** @type {[object, number][]} */ ([
    [{ augmentation: { shift: 2 }, batchSize: 32 }, 32],
    [{ augmentation: { elastic: 1 }, batchSize: 21 }, 21],
    [{ model: { layers: [{ units: 700 }, {}] } }, 9], // places there and back, after the first layer's product
    [{ model: { layers: [{ units: 600 }, { units: 100 }, {}] } }, 13],
    [{}, 0],
  ]);
  test('each image that is changed, and each stage of many weights', () => {
    const grown = cases.map(([spec]) => growth(spec));
    const beats = Array.from({ length: STATIC }, (_, n) => n).filter((n) =>
      cases.every(([, times], k) => grown[k][n] === times),
    );
    assert.equal(beats.length, 1);
  });
});

describe('the threads of an engine', () => {
  const threadsOfProcess = () => readdirSync('/proc/self/task').length;

  test('are as many as were asked for, within what there can be', async () => {
    for (const threads of [0, 17, 1.5, NaN, '2'])
      await assert.rejects(loadEngine({ threads: /** @type {number} */ (threads) }), {
        name: 'RangeError',
        message: `threads must be 'auto' or a whole number 1..16, got ${threads}`,
      });
    const engine = await loadEngine({ threads: 'auto' });
    assert.ok(engine.threads >= 1 && engine.threads <= 16);
    await engine.free();
  });

  test('that cannot be started are an error, and nothing waits for them; none was asked for by number: one does it alone', async () => {
    const thread = new URL('../helpers/no-such-thread.js', import.meta.url);
    await assert.rejects(
      loadEngine({ threads: 3, thread }),
      /^Error: a thread cannot be started: .*no-such-thread\.js/,
    );
    const ends = new URL('data:text/javascript,process.exit()');
    await assert.rejects(loadEngine({ threads: 2, thread: ends }), /^Error: a thread cannot be started: it ended$/);
    const engine = await loadEngine({ threads: 'auto', thread });
    assert.equal(engine.threads, 1);
    data.set(engine, dataOf(engine));
    assert.deepEqual(withRun(engine, {}, trained), withRun(plain, {}, trained));
  });

  test('of which one cannot be called are an error, and leave none behind', async () => {
    /** @type {string[]} */
    const [called, ended] = [[], []];
    const thread = (/** @type {string} */ name) => {
      called.push(name);
      return {
        postMessage() {
          if (called.length === 2) throw new Error('it takes no call');
        },
        terminate: () => ended.push(name),
      };
    };
    await assert.rejects(loadEngine({ threads: 4, thread }), /^Error: a thread cannot be started: it takes no call$/);
    assert.deepEqual([called, ended], [['descenso 1', 'descenso 2'], called]);
  });

  test('of which the first cannot be made give its stack back', async () => {
    const engine = await loadEngine({
      wasm: shared,
      thread: () => {
        throw new Error('not here');
      },
    });
    const { exports } = nativeOf(engine);
    /** Where the largest of its stacks would be. */
    const place = () => {
      const at = exports.descenso_allocate(65_536);
      exports.descenso_release(at);
      return at;
    };
    const before = place();
    await assert.rejects(engine.share(2), /^Error: a thread cannot be started: not here$/);
    assert.equal(place(), before);
  });

  test('that are on their way are awaited by everybody who asks for them', async () => {
    const called = /** @type {unknown[]} */ ([]);
    const thread = () => ({ postMessage: (/** @type {unknown} */ call) => called.push(call), on() {}, terminate() {} });
    const engine = await loadEngine({ wasm: shared, thread });
    const first = engine.share(3);
    while (called.length < 2) await setImmediate();
    let over = false;
    const second = engine.share(2).then(() => (over = true));
    for (let n = 0; n < 10; n++) await setImmediate();
    assert.deepEqual([over, engine.threads], [false, 1]);
    await engine.free();
    await Promise.all([first, second]);
  });

  test('of which one neither comes nor fails are an error, after a while', async (t) => {
    let ended = 0;
    const engine = await loadEngine({ wasm: shared, thread: () => ({ postMessage() {}, terminate: () => ended++ }) });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let over = false;
    const refused = assert.rejects(engine.share(3), /^Error: a thread cannot be started: it did not come$/);
    void refused.finally(() => (over = true));
    let looks = 0;
    for (; !over && looks < 10_000; looks++) {
      await setImmediate();
      t.mock.timers.tick(20);
    }
    assert.ok(looks > 1000 && looks < 2000, `${looks} looks`);
    await refused;
    assert.deepEqual([ended, engine.threads], [2, 1]);
  });

  test('for which no memory is given are an error; none was asked for by number: one does it alone', async (t) => {
    const { Memory } = WebAssembly;
    t.mock.method(WebAssembly, 'Memory', function (/** @type {WebAssembly.MemoryDescriptor} */ descriptor) {
      if (descriptor.shared) throw new RangeError('could not allocate memory');
      return new Memory(descriptor);
    });
    await assert.rejects(loadEngine({ threads: 2 }), /^RangeError: could not allocate memory$/);
    const engine = await loadEngine({ threads: 'auto' });
    assert.equal(engine.threads, 1);
    data.set(engine, dataOf(engine));
    assert.deepEqual(withRun(engine, {}, trained), withRun(plain, {}, trained));
  });

  test('let go, leave an engine that works alone', async () => {
    const engine = await loadEngine({ threads: 3 });
    data.set(engine, dataOf(engine));
    const alone = withRun(plain, {}, trained);
    await engine.free();
    await engine.free();
    assert.equal(engine.threads, 1);
    assert.deepEqual(withRun(engine, {}, trained), alone);
  });

  test('a hundred times, leave as many threads as there were', { skip: process.platform !== 'linux' }, async () => {
    const once = async () => {
      const engine = await loadEngine({ threads: 3 });
      data.set(engine, dataOf(engine));
      withRun(engine, {}, (experiment) => experiment.runSteps(2));
      data.delete(engine);
      await engine.free();
    };
    // What nobody holds any more is to be gone when it is looked at.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    // Of a thread that has ended some is given back only in a later turn: the least of several looks.
    const resident = async () => {
      let least = Infinity;
      for (let n = 0; n < 10; n++) {
        collect();
        least = Math.min(least, process.memoryUsage().rss / 2 ** 20);
        await setImmediate();
      }
      return least;
    };
    for (let n = 0; n < 20; n++) await once();
    const [before, mebibytes] = [threadsOfProcess(), await resident()];
    for (let n = 0; n < 80; n++) await once();
    assert.ok(threadsOfProcess() <= before, `${threadsOfProcess()} threads, ${before} before`);
    // An engine has 16 MiB at the beginning, of which a run touches some.
    const atEnd = await resident();
    assert.ok(atEnd < mebibytes + 80, `${atEnd} MiB, ${mebibytes} before`);
  });

  test('come and go a hundred times in one engine, with no more threads and memory than once', async () => {
    const engine = await loadEngine({ threads: 3 });
    data.set(engine, dataOf(engine));
    const alone = withRun(plain, {}, trained);
    const once = async () => {
      await engine.share(1);
      const first = withRun(engine, { epochs: 1 }, (experiment) => experiment.native.memory.buffer.byteLength);
      await engine.share(3);
      assert.deepEqual(withRun(engine, {}, trained), alone);
      return first;
    };
    const bytes = await once();
    const before = process.platform === 'linux' && threadsOfProcess();
    for (let n = 0; n < 99; n++) assert.equal(await once(), bytes);
    assert.equal(process.platform === 'linux' && threadsOfProcess(), before);
    await engine.free();
  });

  test('can be called when a run is under way, up to as many as there can be, and not for the plain module', async () => {
    const engine = await loadEngine({ wasm: shared });
    data.set(engine, dataOf(engine));
    const spec = { augmentation: { shift: 2, elastic: 1 } };
    const half = (/** @type {Experiment} */ experiment) => void experiment.runSteps(20);
    const alone = withRun(plain, spec, (experiment) => (half(experiment), trained(experiment)));
    const experiment = engine.createExperiment({ ...base, ...spec }, /** @type {Datasets} */ (data.get(engine)));
    half(experiment);
    await engine.share(16);
    assert.equal(engine.threads, 16);
    assert.deepEqual(trained(experiment), alone);
    await assert.rejects(engine.share(17), /threads must be 'auto' or a whole number 1..16, got 17/);
    await engine.free();
    await assert.rejects(engine.share(2), /no memory that threads could share/);
    await assert.rejects(plain.share(2), /no memory that threads could share/);
  });

  test('lost in the middle of a step: the run ends with an error, and the engine works alone', async () => {
    const engine = await loadEngine({ threads: 2, thread: new URL('../helpers/lost-thread.js', import.meta.url) });
    data.set(engine, dataOf(engine));
    // Without an end: the helper comes to work when it can.
    const experiment = engine.createExperiment({ ...base, epochs: 10_000 }, dataOf(engine));
    assert.throws(() => {
      for (;;) experiment.runSteps(1);
    }, /^Error: a thread was lost in the middle of its work: this run cannot go on$/);
    assert.throws(() => experiment.runSteps(1), /^Error: this experiment has been freed$/);
    experiment.free();
    assert.equal(engine.threads, 1);
    assert.deepEqual(withRun(engine, {}, trained), withRun(plain, {}, trained));
  });

  test('lost in the middle of many steps: the others are not taken first', async () => {
    const engine = await loadEngine({ threads: 2, thread: new URL('../helpers/lost-thread.js', import.meta.url) });
    const experiment = engine.createExperiment({ ...base, epochs: 10_000 }, dataOf(engine));
    const { native, handle } = experiment;
    const [WANTED, COLUMNS] = [20_000, 16];
    const at = native.exports.descenso_allocate(8 * COLUMNS * WANTED);
    native.team.limit(2);
    let taken = WANTED;
    while (!native.exports.descenso_team_is_broken() && !experiment.state().done)
      taken = native.exports.descenso_experiment_run(handle, WANTED, at);
    assert.ok(native.exports.descenso_team_is_broken());
    assert.ok(taken < WANTED, `${taken} steps`);
    native.exports.descenso_release(at);
    await engine.free();
  });

  test('lost in the last step of an epoch: nothing of its end is done', async () => {
    const engine = await loadEngine({ threads: 2, thread: new URL('../helpers/lost-thread.js', import.meta.url) });
    const { train } = dataOf(engine);
    // Nothing but steps is shared: without images to validate with, an epoch's end is its record.
    const experiment = engine.createExperiment({ ...base, epochs: 10_000 }, { train });
    const { native, handle } = experiment;
    const { exports, team } = native;
    const { stepsPerEpoch } = experiment.state();
    const at = exports.descenso_allocate(8 * 16 * stepsPerEpoch);
    const recorded = () => {
      exports.descenso_experiment_state(handle, at);
      return native.view(Float64Array, at, 8)[4];
    };
    let epochs = 0;
    for (;;) {
      team.limit(1);
      exports.descenso_experiment_run(handle, stepsPerEpoch - 1, at);
      team.limit(2); // the helper may come, and falls over what it claims
      exports.descenso_experiment_run(handle, 1, at);
      if (exports.descenso_team_is_broken()) break;
      assert.equal(recorded(), ++epochs);
    }
    assert.equal(recorded(), epochs);
    await engine.free();
  });

  test('lost in a product with the Hessian: what was found of its eigenvalues is given up, not the run', async () => {
    const engine = await loadEngine({ threads: 2, thread: new URL('../helpers/lost-thread.js', import.meta.url) });
    const experiment = engine.createExperiment({ ...base }, dataOf(engine));
    const indices = Uint32Array.from({ length: 500 }, (_, n) => n);
    experiment.native.team.limit(2);
    const curvature = experiment.curvature(indices, { products: 256 });
    assert.throws(() => {
      for (let n = 0; n < 256; n++) curvature.step(1);
    }, /^Error: a thread was lost/);
    assert.throws(() => curvature.step(1), /^Error: .* has been freed$/);
    assert.equal(experiment.runSteps(1).step, 1);
    experiment.free();
  });
});

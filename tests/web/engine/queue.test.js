// The pool without a browser: what waits for a place, what is refused, when workers start and end, who gets which core.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Search } from '../../../wasm/engine/curvature.js';
import { loadEngine } from '../../../wasm/index.js';
import { createPool } from '../../../web/engine/pool.js';
import { bytesOf, Cores, RUN_LIMIT } from '../../../web/engine/pool/limits.js';
import { PROTOCOL_VERSION, SHARPNESS_PRODUCTS } from '../../../web/engine/protocol.js';
import { FakeLocks, FakeTimers, FakeWorkers, settled } from '../../helpers/workers.js';

const engine = await loadEngine();
const MIB = 2 ** 20;
const spec = engine.normalize({ optimizer: { id: 'adam' } });

/** @type {import('../../../web/engine/pool.js').Pool[]} */
const opened = [];
after(() => opened.forEach((pool) => pool.close()));

/** A pool of workers that do nothing by themselves. @param {import('../../../web/engine/pool.js').PoolOptions} [options] */
function quietPool(options = {}) {
  const [workers, timers] = [new FakeWorkers(), new FakeTimers()];
  const pool = createPool({ size: 2, timers, startWorker: workers.start, ...options });
  opened.push(pool);
  return { pool, workers, timers };
}

describe('the queue', () => {
  test('nine optimizers × 20 seeds: the workers never hold more than 128 MiB of them, and all have their turn', () => {
    const { pool, workers } = quietPool();
    const ended = /** @type {number[]} */ ([]);
    const runs = Array.from({ length: 180 }, () => {
      const run = pool.run(spec, { end: () => ended.push(run.id) }, { atEnd: 'free' });
      return run;
    });
    const waiting = () => runs.filter(({ status }) => status === 'waiting').length;
    assert.ok(180 * bytesOf(spec) > 800 * MIB, 'all of them at once would be much');
    const first = workers.runs.length;
    assert.ok(first >= 9 && first === 180 - waiting(), `${first} at once`);
    while (workers.runs.length > 0) {
      assert.ok(workers.runs.length * bytesOf(spec) <= 128 * MIB, `${workers.runs.length} hold memory`);
      workers.end(workers.runs[0]);
    }
    assert.equal(ended.length, 180);
    assert.deepEqual(
      pool.status().map((one) => one.runs),
      [0, 0],
    );
  });

  test('the six of a race begin together, half of them in each of two workers', () => {
    const { pool, workers } = quietPool();
    for (let n = 0; n < 6; n++) pool.run(spec);
    assert.deepEqual(
      workers.alive.map(({ runs }) => [...runs.keys()]),
      [
        [1, 3, 5],
        [2, 4, 6],
      ],
    );
  });

  test('whoever has no run yet need not wait for those of others, paused ones too', () => {
    const { pool, workers } = quietPool();
    const race = Array.from({ length: 60 }, () => pool.run(spec, {}, { paused: true }, 'race'));
    const held = workers.runs.length;
    assert.ok(held < 60);
    const probe = pool.run(spec, {}, {}, 'probe');
    const second = pool.run(spec, {}, {}, 'probe');
    assert.deepEqual([probe.status, second.status], ['loading', 'waiting']);
    workers.end(probe.id);
    probe.free();
    assert.equal(second.status, 'loading', 'its next one follows before the race goes on');
    race[0].free();
    assert.equal(workers.runs.length, held + 1);
  });

  test('who asks a run that was stopped before it had a place is refused', async () => {
    const { pool } = quietPool({ size: 1 });
    const runs = Array.from({ length: 40 }, () => pool.run(spec, {}, { atEnd: 'keep' }));
    const last = /** @type {import('../../../web/engine/pool/handle.js').RunHandle} */ (runs.at(-1));
    assert.equal(last.status, 'waiting');
    await last.stop();
    await assert.rejects(last.confusion(), /has ended/);
  });

  test('a run that is paused while it waits takes no place; what is asked of it is answered once it has one', async () => {
    const { pool, workers } = quietPool();
    workers.answer = ({ type }) => ({ asked: type });
    const runs = Array.from({ length: 60 }, () => pool.run(spec));
    const last = runs[59];
    const paused = last.pause();
    assert.equal(last.status, 'waiting');
    for (const run of runs.slice(0, 59)) run.free();
    assert.equal(last.status, 'waiting');
    const resumed = last.resume();
    assert.equal(last.status, 'loading');
    assert.deepEqual([await paused, await resumed], [{ asked: 'pause' }, { asked: 'resume' }]);
  });

  test('a run that waits can be freed, and stopped, without a worker having heard of it', async () => {
    const { pool, workers } = quietPool();
    const ends = /** @type {import('../../../web/engine/message-types.js').EndReport[]} */ ([]);
    const runs = Array.from({ length: 60 }, () => pool.run(spec, { end: (end) => ends.push(end) }));
    const [one, other] = [runs[59], runs[58]];
    const asked = other.weights();
    one.free();
    assert.equal((await other.stop()).status, 'stopped');
    assert.equal(other.status, 'stopped');
    await assert.rejects(asked, /stopped before/);
    assert.deepEqual(
      ends.map(({ status, step, weightsHash }) => [status, step, weightsHash]),
      [['stopped', 0, null]],
    );
    const known = workers.all.flatMap(({ messages }) => messages.map(({ run }) => run));
    assert.ok(known.length > 0 && !known.includes(one.id) && !known.includes(other.id));
  });

  test('closing the pool loses those that wait as well', () => {
    const { pool } = quietPool();
    const errors = /** @type {import('../../../web/engine/message-types.js').ErrorReport[]} */ ([]);
    for (let n = 0; n < 60; n++) pool.run(spec, { error: (error) => errors.push(error) });
    pool.close();
    assert.equal(errors.length, 60);
    assert.ok(errors.every(({ lost }) => lost));
  });
});

describe('what does not fit', () => {
  test('a network that needs more than a run may have is refused with both figures, and no worker is asked', async () => {
    const { pool, workers } = quietPool();
    const units = [4096, 4096, 4096, 4096, 10].map((n) => ({ units: n, batchNorm: n > 10 ? 'before' : 'none' }));
    const given = {
      model: { layers: units },
      batchSize: 60000,
      data: { set: 'full', trainSize: 60000, validationSize: 0 },
    };
    const huge = engine.normalize(given);
    const error = await new Promise((resolve) => pool.run(huge, { error: resolve }));
    assert.equal(error.code, 'run-memory');
    assert.deepEqual(error.values, { bytes: bytesOf(huge), limit: RUN_LIMIT });
    assert.ok(error.values.bytes > 4 * 2 ** 30);
    assert.match(error.message, /needs [\d,]+ MiB, and may have 512 MiB/);
    assert.equal(workers.all.length, 0);
  });

  test('a search for the sharpness counts: a network that fits without it is refused with it', async () => {
    const { pool, workers } = quietPool();
    const deep = engine.normalize({ model: { layers: [...Array(20).fill({ units: 512 }), { units: 10 }] } });
    assert.equal(pool.run(deep, {}, { watch: { layers: 1 } }).status, 'loading');
    const watch = { layers: 1, sharpness: 20 };
    let refused;
    pool.run(deep, { error: ({ code, values }) => (refused = { code, values }) }, { watch });
    await settled();
    assert.deepEqual(refused, {
      code: 'sharpness-memory',
      values: { bytes: bytesOf(deep, { watch }), limit: RUN_LIMIT },
    });
    assert.equal(workers.runs.length, 1);
  });

  test('what is reckoned is not less than what the engine takes', async () => {
    const base = { data: { trainSize: 3000, validationSize: 0 }, optimizer: { id: 'adam' } };
    const layers = (/** @type {Partial<import('../../../wasm/spec.d.ts').LayerSpec>[]} */ ...list) => ({
      layers: list,
    });
    const { optimizers, activations } = (await loadEngine()).catalog;
    const inner = activations.filter(({ key }) => key !== 'softmax');
    const wide = (/** @type {string} */ activation) => ({
      ...layers({ units: 1600, activation }, { units: 1600, activation }, { units: 10 }),
      residual: true,
    });
    for (const more of [
      ...optimizers.map(({ key }) => ({ model: wide('relu'), optimizer: { id: key } })),
      ...inner.map(({ key }) => ({ model: wide(key), batchSize: 512 })),
      { model: layers({ units: 1000 }, { units: 1000 }, { units: 10 }), earlyStopping: { patience: 2 } },
      { model: layers({ units: 2000, dropout: 0.5 }, { units: 10 }), batchSize: 3000 },
      {
        model: layers({ units: 800, batchNorm: 'after' }, { units: 800, dropout: 0.5 }, { units: 10 }),
        batchSize: 3000,
      },
      {
        model: {
          ...layers(
            { units: 800, batchNorm: 'before', activation: 'silu', dropout: 0.5 },
            { units: 800, batchNorm: 'after', activation: 'silu', dropout: 0.5 },
            { units: 10 },
          ),
          residual: true,
          inputDropout: 0.2,
        },
        batchSize: 3000,
      },
      { model: layers({ units: 300 }, { units: 300 }, { units: 10 }), optimizer: { id: 'nadam' }, sharpness: 1 },
      {
        model: { ...layers({ units: 300, activation: 'gelu' }, { units: 300 }, { units: 10 }), residual: true },
        sharpness: 1,
      },
    ]) {
      const { sharpness = 0, ...given } = more;
      const options = { watch: { sharpness } };
      const own = await loadEngine();
      const full = own.normalize({ ...base, ...given });
      const blank = { images: new Uint8Array(3000 * 784), labels: new Uint8Array(3000), rows: 28, columns: 28 };
      const train = own.createDataset({ ...blank, classes: 10 });
      const { memory } = train.native.exports;
      const before = memory.buffer.byteLength;
      const run = own.createExperiment(full, { train, validation: train });
      if (sharpness) new Search(run, Uint32Array.of(0), { products: SHARPNESS_PRODUCTS });
      const taken = memory.buffer.byteLength - before;
      assert.ok(taken > 10 * MIB, 'it grew');
      assert.ok(taken <= bytesOf(full, options) + MIB, `${taken} of ${bytesOf(full, options)}`);
    }
  });
});

describe('workers', () => {
  test('there is none before the first run, and none a while after the last', async () => {
    const { pool, workers, timers } = quietPool();
    assert.equal(workers.all.length, 0);
    const run = pool.run(spec);
    assert.equal(workers.alive.length, 1);
    timers.pass();
    assert.equal(workers.alive.length, 1, 'it has a run');
    workers.end(run.id);
    timers.pass();
    assert.equal(workers.alive.length, 1, 'it keeps what may be asked of the run');
    run.free();
    timers.pass();
    assert.equal(workers.alive.length, 0);
    assert.deepEqual(
      pool.status().map(({ alive }) => alive),
      [false, false],
    );
    const next = pool.run(spec);
    assert.deepEqual([workers.alive.length, next.status], [1, 'loading']);
    timers.pass();
    assert.equal(workers.alive.length, 1);
  });

  test('one that owes an answer is not ended', async () => {
    const { pool, workers, timers } = quietPool();
    /** @type {(value: number) => void} */
    let give = () => {};
    workers.answer = () => new Promise((resolve) => (give = resolve));
    const answer = pool.separate(Float32Array.of(1), Float32Array.of(0));
    await settled();
    timers.pass();
    assert.equal(workers.alive.length, 1);
    give(1);
    assert.equal(await answer, 1);
    timers.pass();
    assert.equal(workers.alive.length, 0);
  });

  test('a run that gives its memory back answers from what it left, in whatever worker there is', async () => {
    const { pool, workers, timers } = quietPool();
    workers.answer = ({ type, question }) =>
      type === 'inspect' ? { asked: question.type } : { spec: {}, classes: 10, weightsHash: '' };
    const run = pool.run(spec, {}, { atEnd: 'save' });
    workers.alive[0].say({ type: 'ready', run: run.id, dataSet: 'starter' });
    workers.end(run.id, { network: Uint8Array.of(1, 2, 3) });
    assert.deepEqual(workers.runs, []);
    timers.pass();
    assert.equal(workers.alive.length, 0);
    assert.deepEqual(await run.confusion(), { asked: 'confusion', step: 7 });
    assert.deepEqual(await run.save(), Uint8Array.of(1, 2, 3));
    const { messages } = workers.alive[0];
    assert.deepEqual(
      messages.map(({ type }) => type),
      ['restore', 'inspect'],
    );
    assert.equal(messages[1].source, 'starter');
    const gone = pool.run(spec, {}, { atEnd: 'free' });
    workers.end(gone.id);
    await assert.rejects(gone.confusion(), /left nothing behind/);
  });
});

describe('a worker that says nothing', () => {
  const PINGS = 5; // that a worker may leave unanswered, of ten seconds' patience
  const HELLO = /** @type {const} */ ({ type: 'hello', version: PROTOCOL_VERSION });

  /** A pool whose only worker has a run, and said so. */
  function running() {
    const { pool, workers, timers } = quietPool({ size: 1 });
    const run = pool.run(spec);
    const lost = /** @type {number[][]} */ ([]);
    pool.onWorkerLost(({ runs }) => lost.push(runs));
    const beat = (/** @type {number} */ times) => {
      for (let n = 0; n < times; n++) timers.beat();
    };
    return { run, lost, beat, worker: workers.all[0], workers };
  }

  test('is given up after as many pings as it may leave unanswered, and its runs with it', () => {
    const { run, lost, beat, worker, workers } = running();
    worker.say(HELLO);
    worker.say({ type: 'pong' });
    beat(PINGS);
    assert.deepEqual([lost, run.status], [[], 'loading']);
    beat(1);
    assert.deepEqual([lost, run.status, worker.terminated], [[[run.id]], 'lost', true]);
    assert.equal(workers.alive.length, 1, 'another one is there');
  });

  test('is not, where it answers each time, however late', () => {
    const { lost, beat, worker } = running();
    worker.say(HELLO);
    for (let n = 0; n < 10; n++) {
      beat(PINGS);
      worker.say({ type: 'pong' });
    }
    assert.deepEqual(lost, []);
  });

  test('has the time that it asked for, once', () => {
    const { lost, beat, worker } = running();
    worker.say(HELLO);
    worker.say({ type: 'busy', milliseconds: 60_000 });
    beat(PINGS + 30);
    assert.deepEqual(lost, []);
    worker.say({ type: 'pong' });
    beat(PINGS);
    assert.deepEqual(lost, []);
    beat(1);
    assert.equal(lost.length, 1);
  });

  test('has a minute to begin: a machine may be slow, and of what cannot be loaded the browser tells', () => {
    const { beat, worker } = running();
    beat(30);
    assert.ok(!worker.terminated);
    beat(1);
    assert.ok(worker.terminated);
  });

  test('dies before its first word, as when its script did not come: the next one has its runs, three times at most', () => {
    const { run, lost, worker, workers } = running();
    void run.pause();
    const asked = worker.messages.map(({ type }) => type);
    assert.deepEqual(asked, ['run', 'pause']);
    for (let n = 2; n <= 3; n++) {
      workers.alive[0].crash();
      assert.deepEqual([lost, run.status, workers.all.length], [[], 'loading', n]);
      assert.deepEqual(workers.alive[0].messages, worker.messages);
    }
    workers.alive[0].crash();
    assert.deepEqual([lost, run.status, workers.alive.length], [[[run.id]], 'lost', 0]);
  });

  test('stands still right after hello: the next one has its runs', () => {
    const { run, lost, beat, worker, workers } = running();
    for (let n = 1; n <= 2; n++) {
      workers.alive[0].say(HELLO);
      beat(PINGS + 1);
      assert.deepEqual([lost, run.status, workers.all.length], [[], 'loading', n + 1]);
      assert.deepEqual(workers.runs, [run.id]);
    }
    assert.ok(worker.terminated);
    workers.alive[0].say(HELLO);
    beat(PINGS + 1);
    assert.deepEqual([lost, run.status], [[[run.id]], 'lost'], 'not for ever');
  });

  test('is of another version than the page: its runs are told that, and no other one is tried', () => {
    const { pool, workers } = quietPool({ size: 1 });
    let told;
    pool.run(spec, { error: ({ code, lost }) => (told = { code, lost }) });
    workers.all[0].say({ type: 'hello', version: PROTOCOL_VERSION - 1 });
    assert.deepEqual([told, workers.alive.length], [{ code: 'worker-version', lost: true }, 0]);
  });

  test('dies after it: what it was sent is not sent again', () => {
    const { run, worker, workers } = running();
    worker.say(HELLO);
    worker.crash();
    assert.deepEqual([run.status, workers.runs], ['lost', []]);
  });
});

describe('networks that only predict', () => {
  /** A worker's answer to a range. @param {{ first: number, count: number }} range */
  const range = ({ first, count }) => {
    const probabilities = Float32Array.from({ length: count * 2 }, (_, n) => first * 2 + n);
    return { first, count, source: 'starter', total: 10, probabilities, milliseconds: 1 };
  };

  test('a restore that failed once is asked again', async () => {
    const { pool, workers } = quietPool({ size: 1 });
    let failures = 1;
    workers.answer = () => {
      if (failures-- > 0) throw new Error('the module did not come');
      return { weightsHash: 'abc' };
    };
    const network = pool.network(Uint8Array.of(1));
    await assert.rejects(network.info(), /did not come/);
    assert.equal((await network.info()).weightsHash, 'abc');
  });

  test('the first range is tried again when its worker dies', async () => {
    const { pool, workers } = quietPool({ size: 1 });
    let deaths = 2;
    workers.answer = (message, worker) => {
      if (message.type !== 'predict') return {};
      if (deaths-- > 0) worker.crash();
      return range(message);
    };
    const { probabilities } = await pool.network(Uint8Array.of(1)).predict('starter');
    assert.deepEqual(
      [...probabilities],
      Array.from({ length: 20 }, (_, n) => n),
    );
    assert.equal(workers.all.length, 3);
  });

  test('a pool that is closed in the midst of a prediction starts no worker any more, and a later run is lost', async () => {
    const { pool, workers } = quietPool({ size: 2 });
    workers.answer = (message) => {
      if (message.type !== 'predict') return {};
      if (message.first > 0) pool.close();
      return range(message);
    };
    await assert.rejects(pool.network(Uint8Array.of(1)).predict('starter'), { lost: true });
    const lost = /** @type {boolean[]} */ ([]);
    const run = pool.run(spec, { error: (error) => lost.push(error.lost) });
    await assert.rejects(run.confusion(), { lost: true });
    await settled();
    assert.deepEqual([lost, run.status], [[true], 'lost']);
    assert.deepEqual([workers.alive.length, workers.all.length <= 2], [0, true]);
  });

  test('a worker that dies at every try is not tried for ever', async () => {
    const { pool, workers } = quietPool({ size: 1 });
    workers.answer = (_, worker) => worker.crash();
    await assert.rejects(pool.network(Uint8Array.of(1)).predict('starter'), {
      lost: true,
      code: 'worker-lost',
    });
    assert.ok(workers.all.length < 8, `${workers.all.length} workers`);
  });
});

describe('cores', () => {
  /** How many an app gets. @param {Cores} cores */
  async function claimAll(cores) {
    const claimed = [];
    for (let core = await cores.claim(); core; core = await cores.claim()) claimed.push(core);
    return claimed;
  }

  test('apps of one origin share them: each has one, and the others are had once', async () => {
    const locks = new FakeLocks();
    const [a, b] = [new Cores(4, locks), new Cores(4, locks)];
    const first = await a.claim();
    assert.equal((await claimAll(b)).length, 2);
    assert.equal(await a.claim(), null);
    first?.();
    await settled();
    assert.equal((await claimAll(b)).length, 1);
  });

  test('where locks are refused, or there are none, there are two workers', async () => {
    const refusing = { request: () => Promise.reject(new DOMException('a sandbox', 'SecurityError')) };
    for (const locks of [refusing, null, undefined]) {
      const cores = new Cores(8, locks);
      const [core, ...more] = await claimAll(cores);
      assert.equal(more.length, 0);
      core();
      assert.equal((await claimAll(cores)).length, 1);
    }
    assert.deepEqual(await claimAll(new Cores(1, null)), []);
  });

  test('a pool takes as many as it has work for, and gives back those that are idle', async () => {
    const locks = new FakeLocks();
    const { pool, workers, timers } = quietPool({ size: undefined, locks });
    const { size } = pool;
    pool.run(spec).free();
    assert.equal(locks.held.size, 0);
    const runs = Array.from({ length: size + 3 }, () => pool.run(spec));
    await settled();
    await settled();
    assert.deepEqual([workers.alive.length, locks.held.size], [size, size - 1]);
    assert.equal(workers.runs.length, size + 3);
    runs.forEach((run) => run.free());
    timers.pass();
    await settled();
    assert.deepEqual([workers.alive.length, locks.held.size], [0, 0]);
  });
});

// The life of runs that belong together: their status, what is left of their time, what is kept and told of them.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { PROTOCOL_VERSION } from '../../../web/engine/protocol.js';
import { createPool } from '../../../web/engine/pool.js';
import { Stopwatch } from '../../../web/runs/clock.js';
import { COLUMNS, rowsOf, toJSON, toRecord } from '../../../web/runs/export.js';
import { RunGroup } from '../../../web/runs/group.js';
import { Probe } from '../../../web/runs/probe.js';
import { fairness, summaryOf } from '../../../web/runs/summary.js';
import { FakeTimers, FakeWorkers, settled } from '../../helpers/workers.js';

const engine = await loadEngine();
const spec = engine.normalize({ optimizer: { id: 'adam' }, seed: 3 });

/** @type {import('../../../web/engine/pool.js').Pool[]} */
const opened = [];
after(() => opened.forEach((pool) => pool.close()));

/** A group whose runs' workers say what the test wants, and a clock that it moves. */
function quietGroup() {
  const [workers, timers] = [new FakeWorkers(), new FakeTimers()];
  const pool = createPool({ size: 2, timers, startWorker: workers.start });
  opened.push(pool);
  const time = { now: 0 };
  const changes = /** @type {string[]} */ ([]);
  const group = new RunGroup(
    pool,
    (change) => changes.push(change),
    () => time.now,
  );
  const say = (/** @type {string} */ type, /** @type {number} */ run, /** @type {object} */ report) => {
    const id = group.runs[run].handle.id;
    workers.alive.find(({ runs }) => runs.has(id))?.say({ type, run: id, ...report });
  };
  const slice = (/** @type {number} */ run, /** @type {number[]} */ losses, more = {}) =>
    say('slice', run, { losses, epochs: [], seconds: 1, learningRate: 0.1, imagesPerSecond: 10, ...more });
  const end = (/** @type {number} */ run, more = {}) =>
    workers.end(group.runs[run].handle.id, { seconds: 2, test: { accuracy: 0.5, loss: 1 }, ...more });
  return { group, workers, time, changes, say, slice, end };
}
const ready = { totalSteps: 10, stepsPerEpoch: 5, initialHash: 'aaaa', orderHash: 'bbbb', dataSet: 'starter' };
const orders = (/** @type {number} */ count) => Array.from({ length: count }, (_, n) => ({ id: `run${n}`, spec }));

test('a probe that has ended makes no run for the questions that waited', async () => {
  const [workers, timers] = [new FakeWorkers(), new FakeTimers()];
  const pool = createPool({ size: 1, timers, startWorker: workers.start });
  opened.push(pool);
  let refuse = () => {};
  workers.answer = () => new Promise((_, reject) => (refuse = () => reject(new Error('this run has been freed'))));
  const probe = new Probe(pool);
  const answers = [1, 2].map((step) => probe.ask(spec, step, async () => step));
  await settled();
  assert.equal(workers.runs.length, 1);
  probe.end();
  refuse();
  const ends = await Promise.allSettled([...answers, probe.ask(spec, 0, async () => 0)]);
  assert.deepEqual([ends.map(({ status }) => status), workers.runs], [Array(3).fill('rejected'), []]);
});

describe('a group', () => {
  test('goes from idle over running and paused to over, and back', () => {
    const { group, end, changes } = quietGroup();
    assert.deepEqual([group.status, group.share], ['idle', 0]);
    group.start(orders(2));
    assert.deepEqual([group.status, group.runs.map(({ status }) => status)], ['running', ['loading', 'loading']]);
    group.pause();
    assert.deepEqual([group.status, group.runs.map(({ status }) => status)], ['paused', ['paused', 'paused']]);
    group.resume();
    assert.equal(group.status, 'running');
    end(0);
    assert.deepEqual([group.status, group.share], ['running', 0.5]);
    end(1, { status: 'diverged' });
    assert.deepEqual([group.status, group.share, group.runs[1].status], ['over', 1, 'diverged']);
    group.clear();
    assert.deepEqual([group.status, group.runs], ['idle', []]);
    assert.deepEqual([changes[0], changes.at(-1)], ['runs', 'runs']);
  });

  test('the time that is left does not count pauses', () => {
    const { group, time, say, slice } = quietGroup();
    group.start(orders(1));
    say('ready', 0, ready);
    time.now = 4000;
    slice(0, [1, 1, 1, 1, 1]);
    assert.equal(group.secondsLeft, 4);
    group.pause();
    time.now = 1_000_000;
    assert.equal(group.secondsLeft, 4);
    group.resume();
    time.now += 4000;
    slice(0, [1, 1, 1]);
    assert.equal(Math.round(group.secondsLeft), 2);
  });

  test('a clock that goes on already loses nothing by being told to', () => {
    let now = 0;
    const clock = new Stopwatch(() => now);
    clock.restart();
    now = 3000;
    clock.resume();
    now = 5000;
    assert.equal(clock.seconds, 5);
  });

  test('rates that were changed on the way are in both files', async () => {
    const { group, workers, say, slice } = quietGroup();
    workers.answer = ({ type }) => (type === 'rate' ? { step: 2 } : null);
    group.start(orders(2));
    say('ready', 0, ready);
    slice(0, [3, 2]);
    group.setLearningRate('run0', 0.25);
    assert.equal(group.runs[0].learningRate, 0.25);
    await settled();
    slice(0, [1, 0.5]);
    const { runs } = toJSON(group, spec);
    assert.deepEqual(runs[0].rateChanges, [{ step: 2, learningRate: 0.25 }]);
    assert.deepEqual([runs[1].rateChanges, runs[0].losses, runs[0].stepsPerLoss], [[], [3, 2, 1, 0.5], 1]);
    assert.equal(COLUMNS.at(-1), 'learningRateSet');
    assert.deepEqual(
      Array.from(rowsOf(group), (row) => row.at(-1)),
      [undefined, undefined, 0.25, undefined],
    );
  });

  test('the files name what was run, also where another set stood in for the one that was asked for', () => {
    const { group, say } = quietGroup();
    const full = engine.normalize({ data: { set: 'full' } });
    group.start([0, 1].map((n) => ({ id: `run${n}`, spec: full })));
    say('ready', 0, { ...ready, spec });
    const sets = () => [toJSON(group), toRecord(group)].map(({ runs }) => runs.map((run) => run.spec.data.set));
    assert.deepEqual(sets(), Array(2).fill(['starter', 'full']));
  });

  test('finished runs have given their memory back, but for what is to be asked of them', () => {
    const { group, workers, end } = quietGroup();
    const [first, second, third] = orders(3);
    group.start([{ ...first, options: { atEnd: 'save' } }, { ...second, options: { atEnd: 'keep' } }, third]);
    [0, 1, 2].forEach((run) => end(run, { network: null }));
    assert.deepEqual(workers.runs, [group.runs[1].handle.id]);
    group.clear();
    assert.deepEqual(workers.runs, []);
  });

  test('a run that has been freed has no network any more', async () => {
    const { group, end } = quietGroup();
    const [order] = orders(1);
    group.start([{ ...order, options: { atEnd: 'save' } }]);
    end(0, { network: new Uint8Array(3) });
    const { handle } = group.runs[0];
    assert.equal((await handle.save()).length, 3);
    handle.free();
    await assert.rejects(handle.save(), /freed/);
  });

  test('what would leave more networks behind than a page should keep is refused, and what there was stays', () => {
    const { group } = quietGroup();
    group.start(orders(1));
    const large = engine.normalize({ model: { layers: [4096, 4096, 1024, 10].map((units) => ({ units })) } });
    const nine = (/** @type {'save' | 'free'} */ atEnd) =>
      Array.from({ length: 9 }, (_, n) => ({ id: `run${n}`, spec: large, options: { atEnd } }));
    assert.throws(() => group.start(nine('save')), { code: 'kept-memory' });
    assert.equal(group.runs.length, 1);
    group.start(nine('free'));
    assert.equal(group.runs.length, 9);
  });

  test('what is cancelled has stopped, and keeps what it reported; what failed says why', () => {
    const { group, workers, say, slice } = quietGroup();
    group.start(orders(3));
    slice(0, [2, 1]);
    say('error', 1, { message: 'no such data', lost: false });
    assert.deepEqual([group.runs[1].status, group.failures[0].message], ['failed', 'no such data']);
    group.cancel();
    assert.deepEqual(
      group.runs.map(({ status }) => status),
      ['stopped', 'failed', 'stopped'],
    );
    assert.deepEqual([group.status, [...group.runs[0].losses.values], workers.runs], ['over', [2, 1], []]);
  });

  test('what has waited for a place begins none when all is cancelled, forgotten or begun anew', () => {
    const { group, workers } = quietGroup();
    const begun = () => workers.all.flatMap(({ messages }) => messages.filter(({ type }) => type === 'run')).length;
    const ends = [() => group.cancel(), () => group.clear(), () => group.start(orders(1))];
    for (const [n, end] of ends.entries()) {
      group.start(orders(40));
      const before = begun();
      assert.equal(group.runs[39].status, 'waiting');
      end();
      assert.equal(begun() - before, n === 2 ? 1 : 0);
    }
  });

  test('a worker that dies loses its runs, and no others', () => {
    const { group, workers } = quietGroup();
    group.start(orders(3));
    workers.alive[0].say({ type: 'hello', version: PROTOCOL_VERSION }); // else nothing had begun
    workers.alive[0].crash();
    assert.deepEqual(
      group.runs.map(({ status }) => status),
      ['lost', 'loading', 'lost'],
    );
  });

  test('one step is asked of every run, also of those that have no place yet', () => {
    const { group, workers } = quietGroup();
    group.start(orders(40), { paused: true });
    group.step(1);
    const placed = workers.runs.length;
    assert.ok(placed < 40);
    const steps = () => workers.all.flatMap(({ messages }) => messages.filter(({ type }) => type === 'step')).length;
    assert.equal(steps(), placed);
    group.runs[0].handle.free();
    assert.equal(steps(), placed + 1);
  });

  test('everybody who waits for a run hears of its end', async () => {
    const { group, end } = quietGroup();
    group.start(orders(2));
    const ends = Promise.all(group.runs.map(({ over }) => over));
    end(0);
    group.clear();
    assert.deepEqual(
      (await ends).map(({ status }) => status),
      ['done', 'stopped'],
    );
  });

  test('of more seeds than there is room for, a curve is the mean of those that began together, then of all', () => {
    const { group, say, slice, end } = quietGroup();
    group.start(Array.from({ length: 40 }, (_, n) => ({ id: n % 2 ? 'adam' : 'sgd', spec: { ...spec, seed: n } })));
    const began = group.runs.filter(({ status }) => status !== 'waiting').length;
    assert.ok(began >= 20 && began < 40, `${began}`);
    slice(0, [1]);
    const drawn = () => group.drawnOf('sgd').length;
    assert.equal(drawn(), began / 2);
    assert.equal(group.runs[39].status, 'waiting');
    for (let run = 0; run < 40; run++) {
      say('ready', run, ready);
      slice(run, [1]);
      end(run);
    }
    assert.equal(drawn(), 20);
  });
});

describe('what runs amount to', () => {
  test('runs that wait do not spoil the figures of those that run', () => {
    const { group, slice } = quietGroup();
    group.start(Array.from({ length: 40 }, () => ({ id: 'adam', spec })));
    slice(0, [4], { seconds: 3 });
    slice(1, [2], { seconds: 5 });
    const { seconds, loss, status, testAccuracy } = summaryOf(group.runs, 0.9, 0.9);
    assert.deepEqual([seconds.mean, loss.mean, status], [4, 3, 'loading']);
    assert.ok(Number.isNaN(testAccuracy.mean));
  });

  test('a start is fair where runs of a seed have equal hashes', () => {
    const { group, say } = quietGroup();
    group.start([1, 1, 2].map((seed) => ({ id: 'adam', spec: { ...spec, seed } })));
    assert.deepEqual(fairness(group.runs), []);
    say('ready', 0, ready);
    say('ready', 1, { ...ready, orderHash: 'cccc' });
    say('ready', 2, ready);
    assert.deepEqual(fairness(group.runs), [
      { seed: 1, weights: 'aaaa', batches: null },
      { seed: 2, weights: 'aaaa', batches: 'bbbb' },
    ]);
  });
});

// Cores that no run needs: who has them, and that another app of the origin gets its own back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPool } from '../../../web/engine/pool.js';
import { Helpers, Lending } from '../../../web/engine/pool/lending.js';
import { FakeLocks, FakeTimers, FakeWorkers, settled } from '../../helpers/workers.js';

/** An app with so many cores, all of which it has asked for. @param {number} cores @param {FakeLocks} locks */
function appOf(cores, locks) {
  const slots = Array.from({ length: cores }, () => ({
    core: /** @type {object | null} */ ({}),
    busy: false,
    threads: 1,
    lent: false,
    share(/** @type {number} */ threads) {
      this.threads = threads;
    },
    lend(/** @type {boolean} */ lent) {
      this.lent = lent;
    },
  }));
  const timers = new FakeTimers();
  const wants = () => ({ held: false, waits: false });
  const lending = new Lending(/** @type {never} */ (slots), { timers, locks, wants, grow: async () => {} });
  const work = (/** @type {boolean} */ busy) => {
    slots[0].busy = busy;
    lending.look();
  };
  const later = async () => {
    timers.pass();
    await settled();
  };
  return { slots, work, later };
}

test('a run alone has the cores of all, and lets one go for each other app that works, until that rests', async () => {
  const locks = new FakeLocks();
  const [first, second] = [appOf(4, locks), appOf(4, locks)];
  first.work(true);
  await first.later();
  assert.deepEqual([first.slots[0].threads, first.slots.filter(({ lent }) => lent).length], [4, 3]);

  second.work(true);
  await first.later();
  assert.deepEqual([first.slots[0].threads, first.slots.filter(({ lent }) => lent).length], [3, 2]);

  second.work(false);
  await settled();
  await first.later();
  assert.equal(first.slots[0].threads, 4);
  first.work(false);
  await settled();
  assert.equal(locks.held.size, 0);
});

test('where locks are refused a run has the cores that its own app does not need', async () => {
  const refusing = Object.assign(new FakeLocks(), {
    request: () => Promise.reject(new Error('no locks here')),
    query: () => Promise.reject(new Error('no locks here')),
  });
  const app = appOf(2, refusing);
  app.work(true);
  await app.later();
  assert.equal(app.slots[0].threads, 2);
});

test('a run that has its place only when cores have been asked for, after lending was there, is lent them too', async () => {
  const [workers, timers, locks] = [new FakeWorkers(), new FakeTimers(), new FakeLocks()];
  /** @type {(() => void)[]} */
  const asked = [];
  const slow = Object.assign(new FakeLocks(), {
    query: locks.query,
    request: async (/** @type {Parameters<FakeLocks['request']>} */ ...call) => {
      if (call[0].startsWith('descenso-core')) await new Promise((resolve) => asked.push(() => resolve(null)));
      return locks.request(...call);
    },
  });
  const pool = createPool({ timers, startWorker: workers.start, locks: slow, threads: true });
  const usable = pool.usable(2); // as who comes near the button makes the pool warm
  const run = pool.run({});
  await settled(); // lending.js, which is here already, has come
  assert.deepEqual([run.status, asked.length], ['waiting', 1]);
  asked.splice(0).forEach((go) => go());
  await usable;
  await settled();
  assert.equal(run.status, 'loading');
  for (let n = 0; n < 3; n++) {
    timers.pass();
    await settled();
    asked.splice(0).forEach((go) => go());
    await settled();
  }
  const threads = (n = 0) => workers.all[n].messages.filter(({ type }) => type === 'threads');
  assert.deepEqual(threads(), [{ type: 'threads', threads: pool.size }]);

  // They did not come: that worker is not asked again, nor are cores kept for it; the next one is.
  workers.all[0].say({ type: 'alone' });
  for (let n = 0; n < 3; n++) {
    timers.pass();
    await settled();
  }
  assert.equal(threads().length, 1);
  assert.equal(asked.length, 0, 'no other core is asked for');
  workers.all[0].say({ type: 'crashed', message: 'for another reason' });
  pool.run({});
  for (let n = 0; n < 3; n++) {
    timers.pass();
    await settled();
  }
  assert.deepEqual(threads(1), [{ type: 'threads', threads: pool.size }]);
  pool.close();
});

/** A page's workers, as a thread's maker sees them. */
class FakeThread {
  /** @type {FakeThread[]} */
  static all = [];
  terminated = false;
  /** @type {(event: { message: string, preventDefault: () => void }) => void} */
  onerror = () => {};

  constructor() {
    FakeThread.all.push(this);
  }

  postMessage() {}

  terminate() {
    this.terminated = true;
  }

  /** @param {string} message */
  fail(message) {
    this.onerror({ message, preventDefault() {} });
  }
}

test('a worker hears of its own threads that fail, and not of those that went with the worker before it', (t) => {
  const { Worker } = globalThis;
  t.after(() => Object.assign(globalThis, { Worker }));
  Object.assign(globalThis, { Worker: FakeThread });
  const told = /** @type {[number, string][]} */ ([]);
  const helpers = new Helpers(({ helper, message }) => told.push([helper, message]));
  const call = (/** @type {number} */ helper) => helpers.receive({ helper, name: `descenso ${helper + 1}`, call: {} });
  call(0);
  call(1);
  helpers.receive({ helper: 1, name: 'descenso 2', call: null });
  const [first, second] = FakeThread.all;
  assert.deepEqual([first.terminated, second.terminated], [false, true]);
  first.fail('own');
  second.fail('let go');
  helpers.end();
  assert.ok(first.terminated);
  call(0);
  first.fail('of the worker before');
  FakeThread.all[2].fail('own again');
  assert.deepEqual(told, [
    [0, 'own'],
    [0, 'own again'],
  ]);
});

test('a thread that the page cannot make is told to the worker that waits for it', (t) => {
  class NoThread {
    constructor() {
      throw new Error('not here');
    }
  }
  const before = globalThis.Worker;
  t.after(() => {
    globalThis.Worker = before;
  });
  globalThis.Worker = /** @type {never} */ (NoThread);
  const told = /** @type {[number, string][]} */ ([]);
  const helpers = new Helpers(({ helper, message }) => told.push([helper, message]));
  helpers.receive({ helper: 0, name: 'descenso 1', call: {} });
  assert.deepEqual(told, [[0, 'not here']]);
});

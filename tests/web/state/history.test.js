// The link follows the state, not the other way round: as often as browsers allow, one entry of the history for a gesture, and
// nothing of the state lost where a write is refused. The clock is the test's.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createHistory } from '../../../web/state/history.js';
import { makeStore } from '../../helpers/store.js';

/** A clock that stands until it is told to go on. */
function makeClock() {
  /** @type {{ at: number, act: () => void }[]} */
  let timers = [];
  let now = 0;
  return {
    now: () => now,
    after(act, delay) {
      const timer = { at: now + delay, act };
      timers.push(timer);
      return timer;
    },
    cancel(timer) {
      timers = timers.filter((one) => one !== timer);
    },
    pass(time) {
      const end = now + time;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        timers = timers.filter((one) => one !== next);
        next.act();
      }
      now = end;
    },
    get waiting() {
      return timers.length;
    },
  };
}

let clock;
let entries;
let writes;
let refuses;
let store;
let history;

beforeEach(() => {
  clock = makeClock();
  entries = ['#lab=race'];
  writes = [];
  refuses = () => false;
  store = makeStore();
  store.open('#lab=race');
  const navigation = {
    read: () => entries.at(-1),
    write(hash, replace) {
      if (refuses()) throw new DOMException('too often', 'SecurityError');
      writes.push(clock.now());
      entries.splice(replace ? -1 : entries.length, 1, hash);
    },
  };
  history = createHistory({ store, navigation, clock });
});

const size = () => Number(/batchSize=(\d+)/.exec(entries.at(-1))?.[1]);

/** A gesture of a slider. @param {number} events @param {number} [pause] */
function drag(events, pause = 16, from = 33) {
  for (let n = 0; n < events; n++) {
    store.setSpec('batchSize', from + n);
    assert.equal(store.spec().batchSize, from + n, 'the state has it at once');
    clock.pass(pause);
  }
}

describe('as often as browsers allow', () => {
  test("a slider's sixty events a second are at most four writes a second, and one entry", () => {
    drag(600);
    clock.pass(1000);
    assert.equal(entries.length, 2);
    assert.equal(size(), 33 + 599, 'the last value is in it');
    for (const time of writes)
      assert.ok(writes.filter((one) => one >= time && one < time + 1000).length <= 4, 'four in any second');
  });

  test('ten minutes at a slider are never a hundred writes in half a minute, which WebKit refuses', () => {
    drag(6000, 100);
    for (const time of writes) assert.ok(writes.filter((one) => one >= time && one < time + 30_000).length < 100);
    assert.ok(writes.length > 600, 'and yet it follows');
  });

  test('a single change is written at once', () => {
    store.setSpec('batchSize', 64);
    assert.equal(size(), 64);
    assert.equal(clock.waiting, 0);
  });

  test('what waits is written when the page is left', () => {
    drag(20, 1);
    assert.notEqual(size(), 52);
    history.flush();
    assert.equal(size(), 52);
    assert.equal(entries.length, 2);
  });
});

describe('the state first', () => {
  test('a refused write breaks nothing, and comes later', () => {
    let told = 0;
    store.subscribe(() => told++);
    refuses = () => true;
    drag(50);
    assert.equal(told, 50, 'who listens hears of each change');
    assert.deepEqual(entries, ['#lab=race']);
    refuses = () => false;
    clock.pass(10_000);
    assert.equal(size(), 82);
    assert.equal(entries.length, 2);
  });

  test('a browser that refuses for ever is left alone, until the next change', () => {
    let asked = 0;
    refuses = () => asked++ >= 0;
    store.setSpec('batchSize', 64);
    clock.pass(1e6);
    assert.ok(asked < 10, `asked ${asked} times`);
    assert.equal(clock.waiting, 0);
    refuses = () => false;
    store.setSpec('batchSize', 65);
    clock.pass(10_000);
    assert.equal(size(), 65);
  });

  test('a slider does not hammer at a browser that refuses', () => {
    let asked = 0;
    refuses = () => asked++ >= 0;
    drag(600);
    assert.ok(asked < 5, `asked ${asked} times`);
  });

  test('the listeners hear of a change before the address has it', () => {
    const order = [];
    const other = makeStore();
    other.subscribe(() => order.push('lab'));
    createHistory({ store: other, navigation: { read: () => '', write: () => order.push('link') }, clock });
    other.open('#lab=race');
    other.setSpec('epochs', 3);
    assert.equal(order[0], 'lab');
    assert.equal(order.at(-1), 'link');
  });
});

describe('one entry for a gesture', () => {
  test('the next one, later or of another value, is an entry of its own', () => {
    drag(10);
    clock.pass(5000);
    drag(10, 16, 100);
    store.setSpec('epochs', 4);
    clock.pass(5000);
    const told = entries.map((hash) => [/batchSize=(\d+)/.exec(hash)?.[1], /epochs=(\d+)/.exec(hash)?.[1]]);
    assert.deepEqual(told, [
      [undefined, undefined],
      ['42', undefined],
      ['109', undefined],
      ['109', '4'],
    ]);
  });

  test('changes that come faster than they are written keep their entries', () => {
    for (const key of ['epochs', 'batchSize', 'seed', 'clipNorm', 'data.trainSize', 'data.validationSize'])
      store.setSpec(key, 7);
    clock.pass(5000);
    assert.equal(entries.length, 7);
    assert.match(entries[3], /seed=7$/);
  });

  test('values that are changed together are one', () => {
    store.change({ values: { seeds: 3, smoothing: 0.5 }, spec: { epochs: 3 }, entrants: { adam: { batchSize: 8 } } });
    assert.deepEqual(entries.slice(1), ['#lab=race&seeds=3&smoothing=0.5&spec.epochs=3&adam.batchSize=8']);
  });

  test('a reset is one right after a slider: the way back recovers what was set', () => {
    drag(10);
    store.reset();
    clock.pass(5000);
    assert.deepEqual(entries, ['#lab=race', '#lab=race&spec.batchSize=42', '#lab=race']);
    store.reset();
    store.setSpec('batchSize', 64);
    clock.pass(5000);
    store.reset();
    store.reset();
    assert.deepEqual(entries.slice(-2), ['#lab=race&spec.batchSize=64', '#lab=race'], 'two of them are one');
  });

  test('so is each lab, however soon it follows', () => {
    store.show('rate');
    store.show('surfaces');
    assert.deepEqual(entries, ['#lab=race', '#lab=rate&v=2', '#lab=surfaces&v=2']);
  });

  test('a change of language or theme is none', () => {
    store.setPage('theme', 'dark');
    store.setPage('language', 'en');
    assert.deepEqual(entries, ['#lab=race&lang=en&theme=dark']);
  });
});

describe('the way back', () => {
  test('writes nothing where the address says what is seen', () => {
    store.setSpec('epochs', 4);
    const before = writes.length;
    entries.pop();
    store.open(entries.at(-1));
    assert.equal(writes.length, before);
    assert.equal(store.spec().epochs, 10);
  });

  test('keeps the language, and the address says so', () => {
    store.setSpec('epochs', 4);
    store.setPage('language', 'en');
    entries.pop();
    store.open(entries.at(-1));
    assert.deepEqual(entries, ['#lab=race&lang=en']);
  });

  test('to a lab as it was left is one more step, and leaves the language and the theme', () => {
    store.setPage('language', 'en');
    store.setPage('theme', 'dark');
    store.setSpec('epochs', 4);
    const left = store.state;
    store.show('surfaces');
    store.setPage('language', 'es');
    store.setPage('theme', 'light');
    store.returnTo(left);
    clock.pass(5000);
    assert.deepEqual(entries.slice(-2), ['#lab=surfaces&theme=light&v=2', '#lab=race&theme=light&spec.epochs=4']);
    assert.deepEqual(store.state, { ...left, language: 'es', theme: 'light' });
  });

  test('does not write what waited', () => {
    drag(20, 1);
    entries = ['#lab=race'];
    store.open('#lab=race');
    clock.pass(5000);
    assert.deepEqual(entries, ['#lab=race']);
    for (const key of ['epochs', 'batchSize', 'seed', 'clipNorm', 'data.trainSize']) store.setSpec(key, 7);
    entries = ['#lab=race'];
    store.open('#lab=race');
    clock.pass(5000);
    assert.deepEqual(entries, ['#lab=race'], 'nor what would have been entries of their own');
  });
});

test('an app that ends writes no more', () => {
  drag(20, 1);
  const before = writes.length;
  history.end();
  store.setSpec('epochs', 4);
  clock.pass(5000);
  assert.equal(writes.length, before);
});

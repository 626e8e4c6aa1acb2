// What an app hands to its labs and views, without a document: its language, and its turns.

import assert from 'node:assert/strict';
import { register } from 'node:module';
import test from 'node:test';
import { createContext } from '../../web/context.js';

/** Frames that wait for the test. @type {(() => void)[]} */
const frames = [];
const element = { appendChild: () => element, append() {}, setAttribute() {}, remove() {} };
Object.assign(globalThis, {
  document: { createElement: () => element },
  matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
  MutationObserver: class {
    observe() {}
    disconnect() {}
  },
  requestAnimationFrame: (/** @type {() => void} */ frame) => frames.push(frame),
});
const make = () => createContext(/** @type {never} */ (element), 'es', { hide: [] });

test('of two languages that are wanted soon after each other the later holds, whichever comes first', async () => {
  register(
    `data:text/javascript,export async function resolve(name, context, next) {
      if (name.startsWith('./en/')) await new Promise((resolve) => setTimeout(resolve, 100));
      return next(name, context);
    }`,
  );
  const app = make();
  await app.need([]);
  const came = /** @type {string[]} */ ([]);
  await Promise.all(['en', 'es'].map((language) => app.speak(language).then(() => came.push(language))));
  assert.deepEqual(came, ['es', 'en']);
  assert.deepEqual([app.language(), app.format.plain(0.5)], ['es', '0,5']);
  app.destroy();
});

test('a turn that fails costs no other its own', () => {
  const app = make();
  const done = /** @type {string[]} */ ([]);
  app.inTurn(() => {
    throw new Error('it fails');
  });
  app.inTurn(() => done.push('the other'));
  assert.throws(() => frames.shift()?.(), /it fails/);
  frames.shift()?.();
  assert.deepEqual(done, ['the other']);
});

test('what is asked for all the time has its turn at once, and then at a pace; the last asking is not lost', (t) => {
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const app = make();
  frames.length = 0;
  const turns = /** @type {number[]} */ ([]);
  const job = () => void turns.push(now);
  for (let asked = 0; asked < 100; asked++) {
    app.atPace(job);
    for (const frame of frames.splice(0)) frame();
    now += 10;
    t.mock.timers.tick(10);
  }
  assert.equal(turns[0], 1000);
  const pauses = turns.slice(1).map((at, n) => at - turns[n]);
  assert.ok(Math.min(...pauses) >= 40 && Math.max(...pauses) <= 60, String(pauses));
  const before = turns.length;
  app.atPace(job);
  for (let n = 0; n < 10; n++) {
    for (const frame of frames.splice(0)) frame();
    now += 10;
    t.mock.timers.tick(10);
  }
  assert.equal(turns.length, before + 1);
  // The first of two has its turn at once, the second waits for its time: neither comes after it.
  for (const forgotten of ['that is next', 'whose time has not come']) {
    const had = turns.length;
    app.atPace(job);
    if (forgotten === 'whose time has not come') {
      for (const frame of frames.splice(0)) frame();
      assert.equal(turns.length, had + 1);
      app.atPace(job);
    }
    const done = turns.length;
    app.forgetTurn(job);
    now += 1000;
    t.mock.timers.tick(1000);
    for (const frame of frames.splice(0)) frame();
    assert.equal(turns.length, done, `a turn ${forgotten} was not forgotten`);
  }
});

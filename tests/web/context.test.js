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

// Who trains next in a worker, and what holds all of them back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Scheduler } from '../../../web/engine/worker/scheduler.js';

// A channel that waits for messages would keep the process.
globalThis.MessageChannel = class extends MessageChannel {
  constructor() {
    super();
    queueMicrotask(() => /** @type {any} */ (this.port1).unref());
  }
};

test('who is held twice, out of sight and on a slide that is not shown, stays held', async () => {
  const scheduler = new Scheduler();
  let answered = false;
  scheduler.hold(true);
  const answer = scheduler.held?.then(() => (answered = true));
  scheduler.hold(true);
  await setImmediate();
  assert.equal(answered, false);
  scheduler.hold(false);
  await answer;
  assert.equal(scheduler.held, null);
});

// Long work of which only the last asked for counts: its time left, and why it failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Landscape } from '../../../web/runs/landscape.js';
import { Task } from '../../../web/runs/task.js';
import { settled } from '../../helpers/workers.js';

/** Work that goes on until the test ends it. @param {{ now: () => number }} pool */
function openTask(pool) {
  /** @type {{ resolve: (outcome: string) => void, reject: (error: unknown) => void }} */
  let end = { resolve: () => {}, reject: () => {} };
  /** @type {Task<string, string>} */
  const task = new Task(pool, () => {}, {
    reset: () => {},
    run: () => new Promise((resolve, reject) => (end = { resolve, reject })),
  });
  return { task, end: () => end };
}

test('the time that is left does not count time in which the pool was held', () => {
  let now = 0;
  const { task } = openTask({ now: () => now }); // as the pool has it: it stands still while it is held
  void task.start('a');
  now = 10_000;
  assert.equal(task.clock.secondsLeft(0.5), 10);
});

test('a landscape’s is the pool’s, too', () => {
  let now = 0;
  const usable = () => new Promise(() => {});
  const landscape = new Landscape(/** @type {never} */ ({ now: () => now, usable }), () => {});
  const way = { id: 'a', spec: { data: { trainSize: 10 } }, checkpoints: [{ step: 0, weights: new Float32Array(2) }] };
  void landscape.start(/** @type {never} */ ({ ways: [way], whose: 'a', directions: null, zoom: 1, images: 10 }));
  now = 10_000;
  landscape.share = 0.5;
  assert.equal(landscape.secondsLeft, 10);
});

test('what failed keeps its error with its code, until it is begun again', async () => {
  const { task, end } = openTask({ now: () => 0 });
  const refusal = Object.assign(new Error('not enough memory'), { code: 'memory', values: { bytes: 4e8 } });
  void task.start('a');
  end().reject(refusal);
  await settled();
  assert.deepEqual([task.status, task.error], ['failed', refusal]);
  void task.start('b');
  assert.deepEqual([task.status, task.error], ['running', null]);
  end().resolve('done');
  await settled();
  assert.deepEqual([task.status, task.outcome], ['over', 'done']);
});

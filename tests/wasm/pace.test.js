// With how many threads a run works, when told what its steps take: soon with what is faster, and then without going to and fro.
// All times are given.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Pace } from '../../wasm/engine/pace.js';
import { createRandom } from '../helpers/random.js';

const SIZE = 2;
const ALONE = 0.6;

/**
 * A run of so many steps, in calls of at most `call`.
 * @param {(alone: boolean, at: { step: number, time: number, call: number }) => number} cost milliseconds a step
 * @param {{ steps: number, size?: number, call?: number, epoch?: number, validation?: number, tick?: number }} options threads, steps an epoch, milliseconds at
 *   its end, and of the clock
 */
function run(cost, { steps, size = SIZE, call = 64, epoch = Infinity, validation = 0, tick = 0 }) {
  const pace = new Pace();
  let [time, alone] = [0, 0];
  /** @type {{ time: number, threads: number }[]} */
  const changes = [];
  for (let step = 0, calls = 0; step < steps; calls++) {
    const { threads, most } = pace.next(size, epoch, step);
    const before = pace.chosen(size);
    const taken = Math.min(call, most, steps - step);
    const ends = Math.floor((step + taken) / epoch) - Math.floor(step / epoch);
    const took = taken * cost(threads === 1, { step, time, call: calls }) + (ends > 0 ? ends * validation : 0);
    const read = (/** @type {number} */ at) => (tick ? Math.floor(at / tick) * tick : at);
    pace.took(taken, read(time + took) - read(time), { done: step, epoch });
    step += taken;
    time += took;
    if (threads === 1) alone += taken;
    if (pace.chosen(size) !== before) changes.push({ time, threads: pace.chosen(size) });
  }
  return { time, alone, changes, threads: pace.chosen(size) };
}

describe('a run on two threads', () => {
  for (const call of [1, 5, 64])
    test(`where they help, stays with them, in calls of ${call}`, () => {
      const { time, alone, changes } = run((one) => (one ? ALONE : 0.35), { steps: 5000, call });
      assert.deepEqual(changes, []);
      assert.ok(alone <= 100, `${alone} steps alone`);
      assert.ok(time <= 1.02 * 5000 * 0.35, `${time} ms`);
    });

  for (const slow of [1.2, 1.5, 2.2])
    test(`where they take ${slow} times as long as one, lets them go within a hundred steps`, () => {
      const cost = (/** @type {boolean} */ one) => (one ? ALONE : slow * ALONE);
      const short = run(cost, { steps: 100 });
      assert.equal(short.threads, 1);
      assert.ok(short.time <= 1.25 * 100 * ALONE, `${short.time} ms`);
      const long = run(cost, { steps: 5000 });
      assert.ok(long.changes.length <= 1);
      assert.ok(long.time <= 1.12 * 5000 * ALONE, `${long.time} ms`);
    });

  for (const [size, gain] of [
    [2, 1.8],
    [8, 6],
  ])
    for (const each of [10, 100, 1000])
      for (const epoch of [1, Infinity])
        test(`of ${each} ms a step that ${size} share, epochs of ${epoch}, gives little for knowing it`, () => {
          const steps = Math.max(200, 30_000 / each);
          const { time, changes } = run((one) => (one ? gain * each : each), { steps, size, epoch, call: 1 });
          assert.deepEqual(changes, []);
          assert.ok(time <= 1.15 * steps * each, `${time / (steps * each)} times as long as with all`);
          const alone = run((one) => (one ? each : 2.2 * each), { steps, size, epoch, call: 1 });
          assert.ok(alone.time <= 1.1 * steps * each, `${alone.time / (steps * each)} times as long as alone`);
        });

  test('goes to and fro for no difference that is noise', () => {
    for (const gain of [0.95, 1, 1.05]) {
      const random = createRandom(1);
      const cost = (/** @type {boolean} */ one) => (one ? 1 : gain) * ALONE * (0.8 + 0.4 * random());
      const { changes, time } = run(cost, { steps: 20_000 });
      assert.ok(changes.length <= 2, `${changes.length} changes`);
      assert.ok(time <= 1.06 * 20_000 * ALONE);
    }
  });

  test('stays with them when now and then a call waits for another process, the first among them', () => {
    const { changes } = run((one, { call }) => (one ? ALONE : 0.35) * (call % 7 === 0 ? 12 : 1), { steps: 20_000 });
    assert.deepEqual(changes, []);
  });

  test('that were slow for a moment at the beginning, takes them again soon', () => {
    const cost = (/** @type {boolean} */ one, /** @type {{ time: number }} */ { time }) =>
      one ? ALONE : time < 30 ? 1.5 : 0.35;
    const { changes } = run(cost, { steps: 5000 });
    assert.deepEqual(
      changes.map(({ threads }) => threads),
      [1, SIZE],
    );
    assert.ok(changes[1].time < 200, `after ${changes[1].time} ms`);
  });

  for (const epoch of [1, 5, 8, 9, 16, 40])
    test(`stays with them through long validations, every ${epoch} steps`, () => {
      const { changes } = run((one) => (one ? ALONE : 0.35), { steps: 2000, epoch, validation: 50 });
      assert.deepEqual(changes, []);
    });

  for (const epoch of [Infinity, 10, 16, 40, 64, 70])
    test(`lets them go soon when others begin to work, and takes them again when those are done, in epochs of ${epoch}`, () => {
      const busy = { from: 2000, to: 6000 };
      const cost = (/** @type {boolean} */ one, /** @type {{ time: number }} */ { time }) =>
        one ? ALONE : time >= busy.from && time < busy.to ? 1.5 : 0.35;
      const { changes } = run(cost, { steps: 20_000, epoch });
      assert.deepEqual(
        changes.map(({ threads }) => threads),
        [1, SIZE],
      );
      const [gone, back] = changes.map(({ time }) => time);
      assert.ok(gone - busy.from < 400, `after ${gone - busy.from} ms`);
      // Alone nothing shows that the cores are free again but trying.
      assert.ok(back - busy.to < 3400, `after ${back - busy.to} ms`);
    });

  for (const tick of [1, 16.7, 100])
    test(`finds what is the faster by a clock that moves every ${tick} ms`, () => {
      assert.equal(run((one) => (one ? ALONE : 2.2 * ALONE), { steps: 20_000, tick }).threads, 1);
      const helped = run((one) => (one ? ALONE : 0.35), { steps: 20_000, tick });
      assert.equal(helped.threads, SIZE);
      assert.ok(helped.time <= 1.1 * 20_000 * 0.35, `${helped.time} ms`);
    });
});

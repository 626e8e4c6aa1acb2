// What is kept of a run's losses: a bounded number of points, with the extremes, and the last ones as they were.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lastSmoothed, LossLog, pointsFor, smooth } from '../../../web/runs/log.js';
import { LossTrace } from '../../../web/runs/trace.js';
import { createRandom } from '../../helpers/random.js';

/** A log of so many losses, which came in slices of seven. */
function logOf(/** @type {number} */ steps, /** @type {number} */ most) {
  const next = createRandom(5);
  const losses = Float32Array.from({ length: steps }, next);
  const log = new LossLog(most);
  for (let from = 0; from < steps; from += 7) {
    const slice = losses.subarray(from, from + 7);
    log.append(slice, (from + slice.length) / 100);
  }
  return { log, losses };
}
const near = (/** @type {number} */ a, /** @type {number} */ b, of = 1e-6) =>
  assert.ok(Math.abs(a - b) < of, `${a}, not ${b}`);

describe('a log', () => {
  test('keeps every loss as it was, as long as there is room', () => {
    const { log, losses } = logOf(1000, 1024);
    assert.equal(log.width, 1);
    assert.deepEqual([...log.values], [...losses]);
    assert.deepEqual([log.first, log.last, log.length, log.seconds], [losses[0], losses[999], 1000, 10]);
    near(log.point(499, 1, { step: 0, seconds: 0, mean: 0, low: 0, high: 0 }).seconds, 5, 1e-9);
    assert.deepEqual([...log.steps.slice(0, 3)], [1, 2, 3]);
  });

  test('a million steps take no more memory than ten thousand: means, extremes, and the last loss exact', () => {
    const { log, losses } = logOf(1_000_003, 4096);
    assert.ok(log.points <= 4096 && log.points > 2048, `${log.points} points`);
    assert.equal(log.width, 256);
    assert.deepEqual([log.length, log.last, log.first], [1_000_003, losses[1_000_002], losses[0]]);
    const point = { step: 0, seconds: 0, mean: 0, low: 0, high: 0 };
    for (const n of [0, 1, 77, log.points - 1]) {
      log.point(n, log.width, point);
      const part = losses.subarray(n * 256, (n + 1) * 256);
      near(point.mean, part.reduce((sum, loss) => sum + loss, 0) / part.length);
      assert.deepEqual([point.low, point.high], [Math.min(...part), Math.max(...part)]);
      assert.equal(point.step, n * 256 + part.length);
      near(point.seconds, point.step / 100, 1e-6);
    }
    log.point(3, 1024, point);
    const wide = losses.subarray(3 * 1024, 4 * 1024);
    near(point.mean, wide.reduce((sum, loss) => sum + loss, 0) / 1024);
    assert.deepEqual([point.low, point.high, point.step], [Math.min(...wide), Math.max(...wide), 4096]);
  });

  test('the smoothed loss of a table is that of the single steps, however long the run', () => {
    const [long, short] = [logOf(100_000, 512), logOf(100_000, 2 ** 20)];
    for (const memory of [0, 0.5, 0.9, 0.99])
      near(lastSmoothed(long.log, memory), smooth(short.log, memory).at(-1) ?? NaN, 1e-4);
  });

  test('a curve forgets as much of a step, however many stand in a point', () => {
    // 4 for so many steps, then 0: what is left of 4 tells the memory.
    const losses = Float32Array.from({ length: 4096 }, (_, n) => (n < 2048 ? 4 : 0));
    const log = new LossLog(512);
    log.append(losses, 1);
    assert.equal(log.width, 8);
    const curve = smooth(log, 0.99);
    for (const points of [1, 5, 20]) near(curve[256 + points - 1], 4 * 0.99 ** (8 * points), 1e-6);
  });

  test('all runs of a group together have a bounded number of points', () => {
    assert.equal(pointsFor(1), 32768);
    for (const runs of [6, 27, 180, 400]) assert.ok(runs * pointsFor(runs) <= 2 ** 20 && pointsFor(runs) >= 2048);
  });
});

describe('the curve of a long run', () => {
  test('has a bounded number of points, ends with the last step, and loses no spike', () => {
    const log = new LossLog(1024);
    const losses = Float32Array.from({ length: 100_001 }, (_, n) => (n === 54_321 ? 40 : 1));
    log.append(losses, 1);
    const run = { losses: log, isOver: true, epochs: [], ready: { stepsPerEpoch: 10 } };
    const smoothed = new LossTrace([run], 'steps', 0.9);
    const raw = new LossTrace([run], 'steps', 0);
    // Of what is not smoothed a point of several steps is their least, their greatest and their mean.
    for (const [trace, points] of /** @type {[LossTrace, number][]} */ ([
      [smoothed, 1],
      [raw, 3],
    ])) {
      trace.follow();
      const { line } = trace;
      assert.ok(line.length <= points * 1024, `${line.length}`);
      assert.equal(line.xs[line.length - 1], 100_001);
    }
    assert.equal(Math.max(...raw.line.ys.subarray(0, raw.line.length)), 40);
    assert.ok(Math.abs(smoothed.line.ys[smoothed.line.length - 1] - 1) < 1e-6);
  });

  test('is made anew when its log keeps other points, and is as long as before', () => {
    const log = new LossLog(64);
    const run = { losses: log, isOver: false, epochs: [], ready: { stepsPerEpoch: 10 } };
    log.append(new Float32Array(60).fill(1), 1);
    const first = new LossTrace([run], 'steps', 0.9);
    first.follow();
    assert.deepEqual([first.line.length, first.stale], [60, false]);
    log.append(new Float32Array(10).fill(1), 2);
    assert.equal(first.stale, true);
    const second = new LossTrace([run], 'steps', 0.9);
    second.follow();
    assert.deepEqual([second.line.length, second.line.xs[34]], [35, 70]);
  });
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { linearTicks, logTicks, niceRange, projection } from '../../../web/views/ticks.js';

test('linear ticks are round and within', () => {
  assert.deepEqual(linearTicks(0, 1, 5), { ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], step: 0.2 });
  assert.deepEqual(linearTicks(1, 3000, 6).ticks, [500, 1000, 1500, 2000, 2500, 3000]);
  assert.deepEqual(linearTicks(-0.3, 0.3, 3).ticks, [-0.2, 0, 0.2]);
  assert.deepEqual(
    [linearTicks(1, 2, 5, true).ticks, linearTicks(1, 32, 4, true).ticks],
    [
      [1, 2],
      [10, 20, 30],
    ],
  );
  assert.ok(linearTicks(0.7, 0.93, 5).ticks.every((x) => String(x).length <= 4));
});

test('log ticks: decades, 1-2-5 where there is room, linear within a decade', () => {
  assert.deepEqual(logTicks(0.01, 1, 8), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
  assert.deepEqual(logTicks(1e-6, 1, 5), [1e-6, 1e-4, 1e-2, 1]);
  assert.deepEqual(logTicks(1, 1e5, 6), [1, 10, 100, 1000, 1e4, 1e5]);
  assert.deepEqual(logTicks(2, 4, 4), [2, 2.5, 3, 3.5, 4]);
  for (const [min, max] of [
    [0.3, 0.31],
    [1e-12, 1e12],
    [4e-5, 7e-2],
  ]) {
    const ticks = logTicks(min, max, 6);
    assert.ok(ticks.length >= 2 && ticks.length <= 14, `${ticks}`);
    assert.ok(
      ticks.every((x) => x >= min * 0.999 && x <= max * 1.001),
      `${ticks}`,
    );
  }
});

test('ranges hold the data, end on round numbers, and begin at 0 where that costs little', () => {
  const close = (actual, expected) =>
    actual.forEach((x, i) => assert.ok(Math.abs(x - expected[i]) < 1e-9, `${actual}`));
  close(niceRange(0.12, 2.31, 'linear'), [0, 2.5]);
  close(niceRange(0.81, 0.887, 'linear'), [0.81, 0.89]);
  close(niceRange(5, 5, 'linear'), [4.5, 5.5]);
  close(niceRange(0, 0, 'linear'), [-1, 1]);
  for (const scale of ['linear', 'log'])
    for (const [min, max] of [
      [0.02, 0.9],
      [3, 3.01],
      [1e-9, 1e9],
      [0.5, 0.5],
    ]) {
      const [low, high] = niceRange(min, max, scale);
      assert.ok(low <= min && high >= max && high > low, `${scale} ${min}..${max}: ${low}..${high}`);
    }
});

test('a small change of the data does not move the range', () => {
  assert.deepEqual(niceRange(0.1201, 2.301, 'linear'), niceRange(0.1222, 2.312, 'linear'));
});

test('values go to pixels and back', () => {
  for (const scale of ['linear', 'log']) {
    const { toPixel, toValue } = projection({ scale, min: 0.01, max: 100, start: 300, end: 20 });
    assert.ok(Math.abs(toPixel(0.01) - 300) < 1e-9 && Math.abs(toPixel(100) - 20) < 1e-9);
    for (const x of [0.02, 1, 55]) assert.ok(Math.abs(toValue(toPixel(x)) - x) < 1e-9);
  }
  assert.ok(Number.isNaN(projection({ scale: 'log', min: 1, max: 10, start: 0, end: 1 }).toPixel(0)));
});

// What a chart draws of a long curve: few points, no spike lost.
import assert from 'node:assert/strict';
import test from 'node:test';
import { decimate, PointBuffer } from '../../../web/views/decimate.js';

/** A reproducible sequence of numbers from 0 to 1. */
function sequence(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function noisy(length, seed = 1) {
  const next = sequence(seed);
  const buffer = new PointBuffer();
  const xs = Float64Array.from({ length }, (_, i) => i + 1);
  // In pieces of odd sizes, as runs deliver them.
  for (let at = 0; at < length; at += 37) buffer.append(xs.slice(at, at + 37), xs.slice(at, at + 37).map(next));
  return buffer;
}

const viewOf = (buffer, width, low = buffer.xs[0], high = buffer.xs[buffer.length - 1]) => ({
  columnOf: (x) => Math.floor(((x - low) / (high - low)) * width),
  startOf: (column) => low + (column / width) * (high - low),
  low,
  high,
});

test('extremes agree with reading every point, over ranges of all sizes', () => {
  const buffer = noisy(5000);
  const next = sequence(7);
  for (let k = 0; k < 500; k++) {
    const from = Math.floor(next() * 4999);
    const to = from + 1 + Math.floor(next() * (5000 - from - 1) * next());
    const { least, greatest } = buffer.extremes(from, to, { least: -1, greatest: -1 });
    const part = [...buffer.ys.subarray(from, to)];
    assert.equal(buffer.ys[least], Math.min(...part), `least of ${from}..${to}`);
    assert.equal(buffer.ys[greatest], Math.max(...part), `greatest of ${from}..${to}`);
    assert.ok(least >= from && least < to && greatest >= from && greatest < to);
  }
});

test('values that are not finite are no extremes', () => {
  const buffer = new PointBuffer();
  buffer.append([1, 2, 3, 4], [NaN, 5, Infinity, -Infinity]);
  assert.deepEqual(buffer.extremes(0, 4, { least: -1, greatest: -1 }), { least: 1, greatest: 1 });
  assert.deepEqual(buffer.extremes(2, 4, { least: 0, greatest: 0 }), { least: -1, greatest: -1 });
});

test('a curve shorter than the plot keeps every point', () => {
  const buffer = noisy(300);
  assert.deepEqual(
    decimate(buffer, viewOf(buffer, 1000)).places,
    Array.from({ length: 300 }, (_, i) => i),
  );
});

for (const length of [3_000, 20_000, 170_000])
  test(`${length} points: at most two a pixel, in order, ends and spikes kept`, () => {
    const buffer = noisy(length);
    const [high, deep] = [Math.floor(length / 3), Math.floor(length / 2)];
    const raw = Float64Array.from(buffer.ys.subarray(0, length));
    raw[high] = 50;
    raw[deep] = -50;
    const xs = buffer.xs.slice(0, length);
    buffer.clear();
    buffer.append(xs, raw);
    const width = 800;
    const { places, columns } = decimate(buffer, viewOf(buffer, width));
    assert.ok(places.length <= 2 * (width + 2), `${places.length} points`);
    assert.ok(places.length > width, `${places.length} points`);
    for (let k = 1; k < places.length; k++) assert.ok(places[k] > places[k - 1]);
    for (let k = 1; k < columns.length; k++) assert.ok(columns[k] >= columns[k - 1]);
    assert.ok(places.includes(high) && places.includes(deep), 'spikes');
    assert.equal(places[0], 0);
    assert.equal(places.at(-1), length - 1);
    // A point stands in its own column, or within a small part of a pixel of it.
    const { columnOf } = viewOf(buffer, width);
    places.forEach((place, k) => assert.ok(Math.abs(columnOf(buffer.xs[place]) - columns[k]) <= 1));
  });

test('on a log axis the sparse left keeps every point', () => {
  const buffer = noisy(170_000);
  const log = {
    columnOf: (x) => Math.floor((Math.log10(x) / Math.log10(170_000)) * 900),
    startOf: (column) => 10 ** ((column / 900) * Math.log10(170_000)),
    low: 1,
    high: 170_000,
  };
  const { places } = decimate(buffer, log);
  assert.deepEqual(
    places.slice(0, 50),
    Array.from({ length: 50 }, (_, i) => i),
  );
  assert.ok(places.length <= 1802);
});

test('only what is seen, and one point more on either side', () => {
  const buffer = noisy(1000);
  const { places } = decimate(buffer, viewOf(buffer, 5000, 400, 410));
  assert.deepEqual(
    places,
    Array.from({ length: 12 }, (_, i) => 398 + i),
  );
});

test('pieces give the same places as the whole', () => {
  const buffer = noisy(40_000);
  const view = viewOf(buffer, 500);
  const cut = buffer.lowerBound(view.startOf(250));
  const whole = decimate(buffer, view).places.filter((place) => place >= cut);
  assert.deepEqual(decimate(buffer, { ...view, from: cut }).places, whole);
});

test('bands want one side only', () => {
  const buffer = noisy(10_000);
  const { places } = decimate(buffer, { ...viewOf(buffer, 100), keep: 'greatest' });
  assert.ok(places.length <= 102);
  assert.ok(places.slice(0, 100).every((place) => buffer.ys[place] > 0.5));
});

test('a gap stays a gap', () => {
  const buffer = new PointBuffer();
  const xs = Float64Array.from({ length: 1000 }, (_, i) => i);
  buffer.append(
    xs,
    xs.map((x) => (x >= 400 && x < 600 ? NaN : x)),
  );
  const { places } = decimate(buffer, viewOf(buffer, 50));
  assert.ok(places.some((place) => Number.isNaN(buffer.ys[place])));
});

test('a curve whose x goes back is not thinned', () => {
  const buffer = new PointBuffer();
  buffer.append([3, 1, 2], [1, 2, 3]);
  assert.equal(buffer.sorted, false);
  assert.deepEqual(decimate(buffer, viewOf(buffer, 2, 0, 4)).places, [0, 1, 2]);
  assert.equal(buffer.nearest(2.2), 2);
});

test('nearest and clear', () => {
  const buffer = noisy(100);
  assert.equal(buffer.nearest(-5), 0);
  assert.equal(buffer.nearest(50.4), 49);
  assert.equal(buffer.nearest(1e9), 99);
  const { version } = buffer;
  buffer.clear();
  assert.equal(buffer.nearest(1), -1);
  assert.equal(buffer.version, version + 1);
  buffer.append([1], [2]);
  assert.deepEqual(buffer.extremes(0, 1, { least: -1, greatest: -1 }), { least: 0, greatest: 0 });
});

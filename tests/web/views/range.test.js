// What of curves a chart's axes show.
import assert from 'node:assert/strict';
import test from 'node:test';
import { beyond, rangesOf } from '../../../web/views/chart-range.js';
import { describeChart } from '../../../web/views/chart-words.js';
import { PointBuffer } from '../../../web/views/decimate.js';
import { wordsOf } from '../../helpers/words.js';

const AXES = { xScale: 'linear', yScale: 'linear', xMin: null, xMax: null, yMin: null, yMax: null };

/** A curve of that many steps. @param {string} label @param {(step: number) => number} f */
function curve(label, f, steps = 1000) {
  const buffer = new PointBuffer();
  for (let step = 1; step <= steps; step++) buffer.push(step, f(step));
  return { label, color: `--c-${label}`, buffer, band: null };
}

/** A loss as most are: from chance on ten classes down. */
const usual = (/** @type {number} */ step) => 0.4 + 1.9 * Math.exp(-step / 60);
/** AdaGrad's first steps are too long. */
const spiked = (/** @type {number} */ step) => (step > 1 && step < 15 ? 4.5 : usual(step));

/** @param {ReturnType<typeof curve>[]} visible @param {object} [axes] */
const rangeOf = (visible, axes) => rangesOf({ ...AXES, clip: true, ...axes }, visible);

test('a spike of the first steps does not squeeze the rest: it is left out, and the beginning is not', () => {
  const both = [curve('sgd', usual), curve('adagrad', spiked)];
  assert.ok(rangeOf(both, { clip: false }).y.max >= 4.5, 'without the choice all is shown');
  const ranges = rangeOf(both);
  assert.ok(ranges.y.max >= usual(1) && ranges.y.max <= 2.6, `up to ${ranges.y.max}`);
  assert.deepEqual(beyond(both, ranges), [{ label: 'adagrad', color: '--c-adagrad', x: 2, y: 4.5 }]);
});

test('what is no spike stays whole: the usual way down, a curve that stays high, a few points', () => {
  for (const [name, visible] of Object.entries({
    usual: [curve('sgd', usual)],
    high: [curve('sgd', usual), curve('stuck', () => 9)],
    'at the end': [curve('sgd', (step) => (step < 800 ? 0.5 : 5))],
    few: [curve('validation', (epoch) => (epoch === 1 ? 4 : 0.5), 5)],
    one: [curve('one', () => 3, 1)],
    flat: [curve('flat', () => 3)],
  })) {
    const ranges = rangeOf(visible);
    assert.deepEqual(ranges, rangeOf(visible, { clip: false }), name);
    assert.deepEqual(beyond(visible, ranges), [], name);
  }
});

test('a run that diverges and is over soon does not hide the others, on either scale', () => {
  const visible = [curve('adam', usual), curve('sgd', (step) => 2.3 * 10 ** step, 20)];
  for (const yScale of ['linear', 'log']) {
    const ranges = rangeOf(visible, { yScale });
    assert.ok(ranges.y.max >= 2.3 && ranges.y.max < 100, `${yScale}: up to ${ranges.y.max}`);
    assert.equal(beyond(visible, ranges)[0].label, 'sgd');
  }
  // With nothing beside it there is nothing to hide.
  const alone = [visible[1]];
  assert.ok(rangeOf(alone, { yScale: 'log' }).y.max >= 1e20);
});

test('a logarithmic axis shows a spike that a linear one leaves out', () => {
  const both = [curve('sgd', usual), curve('adagrad', spiked)];
  assert.ok(rangeOf(both, { yScale: 'log' }).y.max >= 4.5);
});

test('on a logarithmic axis a step of almost no loss does not squeeze the rest; what stays low, and where a curve ends, is seen', () => {
  const log = { yScale: 'log' };
  const low = (/** @type {number} */ from, /** @type {number} */ to) =>
    rangeOf([curve('a', (step) => (step >= from && step <= to ? 1e-12 : usual(step)))], log).y.min;
  assert.ok(low(500, 500) > 0.01, `from ${low(500, 500)}`);
  for (const [from, to] of [
    [500, 700],
    [1000, 1000],
  ])
    assert.ok(low(from, to) <= 1e-12, `${from} to ${to}: from ${low(from, to)}`);
  const down = [curve('down', (step) => 10 ** (-step / 100))];
  assert.deepEqual(rangeOf(down, log), rangeOf(down, { ...log, clip: false }));
  const zero = [curve('zero', (step) => (step > 900 ? 0 : usual(step)))];
  assert.deepEqual(rangeOf(zero, log), rangeOf(zero, { ...log, clip: false }));
});

test('a logarithmic axis begins above 0, also where all of a curve is 0', () => {
  const { y } = rangeOf([curve('zero', () => 0)], { yScale: 'log' });
  assert.ok(y.min > 0 && y.max > y.min, `${y.min} to ${y.max}`);
});

test('a band and a raw curve count with their curve', () => {
  const raw = { ...curve('adam', (step) => (step === 3 ? 50 : usual(step))), id: 'raw' };
  const smooth = { ...curve('adam', usual), band: null };
  const ranges = rangeOf([raw, smooth]);
  assert.deepEqual(
    beyond([raw, smooth], ranges).map(({ label, y }) => [label, y]),
    [['adam', 50]],
  );
  const high = curve('adam', (step) => usual(step) + 6).buffer;
  const banded = { ...smooth, band: { low: smooth.buffer, high } };
  assert.ok(rangeOf([banded]).y.max >= usual(1) + 6, 'a band is seen on its way, too');
});

test('a fixed end is held, and what lies beyond it is known', () => {
  const visible = [curve('sgd', usual)];
  const ranges = rangeOf(visible, { yMax: 1 });
  assert.equal(ranges.y.max, 1);
  assert.equal(beyond(visible, ranges)[0].x, 1);
});

test('a chart in words goes from the first point to the last, not from end to end of the axis', async () => {
  const app = /** @type {never} */ (await wordsOf('en'));
  const words = (/** @type {number} */ steps) => {
    const one = { ...curve('sgd', usual, steps), legend: true };
    return describeChart(app, 'Loss', /** @type {never} */ ({ ...AXES, xLabel: 'Steps', xMin: 0 }), [
      /** @type {never} */ (one),
    ]);
  };
  assert.match(words(1), /Steps from 1 to 1\b/);
  assert.match(words(157), /Steps from 1 to 157\b/);
});

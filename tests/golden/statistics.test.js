// Means, intervals and tests against SciPy's and statsmodels'.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { excludesZero, figure, meanInterval, pairedInterval, studentProbability, studentQuantile } from '../../wasm/statistics.js';
import {
  bootstrapInterval,
  holm,
  normalQuantile,
  pAbove,
  pEqual,
  wilsonInterval,
} from '../../wasm/statistics/tests.js';
import { noiseLaw } from '../../web/labs/rate/law.js';

const golden = JSON.parse(readFileSync(new URL('statistics.json', import.meta.url), 'utf8'));

const near = (ours, theirs, within) =>
  assert.ok(Math.abs(ours - theirs) <= within * Math.abs(theirs), `${ours} is not ${theirs}`);

test('quantiles are within 1e-11 of SciPy', () => {
  assert.equal(golden.quantiles.length, 72);
  for (const { confidence, degrees, t } of golden.quantiles) near(studentQuantile(confidence, degrees), t, 1e-11);
});

test('intervals of means and of paired differences are within 1e-11 of SciPy', () => {
  for (const { confidence, a, b, mean, deviation, interval, paired } of golden.cases) {
    const ours = meanInterval(a, confidence);
    near(ours.mean, mean, 1e-13);
    near(ours.deviation, deviation, 1e-13);
    const difference = pairedInterval(a, b, confidence);
    [ours.low, ours.high, difference.low, difference.high].forEach((value, n) =>
      near(value, [...interval, ...paired][n], 1e-11),
    );
  }
});

test('what is not finite is left out, in pairs with its partner; one value has no interval', () => {
  assert.deepEqual(pairedInterval([1, NaN, 3, 4], [0, 1, Infinity, 1]), pairedInterval([1, 4], [0, 1]));
  assert.equal(pairedInterval([1, NaN], [0, 1]).n, 1);
  assert.deepEqual(meanInterval([2]), { n: 1, mean: 2, deviation: null, low: null, high: null });
  assert.deepEqual(meanInterval([]), { n: 0, mean: NaN, deviation: null, low: null, high: null });
  assert.deepEqual(figure([1, 3, NaN]), { mean: 2, deviation: Math.SQRT2 });
});

test('differences that are the same but for roundings have no interval that would exclude 0', () => {
  for (const points of [5, 6, 11, 23])
    for (let right = 700; right < 760; right += 7) {
      const theirs = [right, right + 31, right + 58].map((k) => k / 1000);
      const ours = theirs.map((share) => Math.round(1000 * share + points) / 1000);
      const { mean, low, high } = pairedInterval(ours, theirs);
      assert.ok(Math.abs(mean - points / 1000) < 1e-12);
      assert.deepEqual([low, high], [null, null], `${ours} and ${theirs}`);
    }
  // One image more in one seed of three is a difference.
  assert.notEqual(pairedInterval([0.787, 0.818, 0.846], [0.782, 0.813, 0.84]).low, null);
});

test('an interval that ends at 0 does not exclude it', () => {
  const ends = [[-2, 0], [0, 2], [-2, -1], [1, 2], [null, null]];
  assert.deepEqual(
    ends.map(([low, high]) => excludesZero({ low, high })),
    [false, false, true, true, false],
  );
});

test('what is no probability, no count, no pair is refused', () => {
  assert.throws(() => studentQuantile(1, 3), /confidence must be between 0 and 1, got 1/);
  assert.throws(() => studentQuantile(0.95, 0), /degrees of freedom .* got 0/);
  assert.throws(() => pairedInterval([1], [1, 2]), /equal lengths, got 1 and 2/);
  assert.equal(studentProbability(0, 4), 0);
});

test("the normal distribution's quantiles and Wilson's intervals are within 1e-11", () => {
  for (const { confidence, z } of golden.normal) near(normalQuantile(confidence), z, 1e-11);
  for (const { k, n, confidence, low, high } of golden.wilson) {
    const ours = wilsonInterval(k, n, confidence);
    near(ours.low, low, 1e-11);
    near(ours.high, high, 1e-11);
  }
});

test("Holm's correction is statsmodels'", () => {
  for (const { ps, corrected } of golden.holm) {
    holm(ps).forEach((p, n) => near(p, corrected[n], 1e-14));
    // What could not be tested takes no part.
    const [first, ...others] = holm([NaN, ...ps]);
    assert.ok(Number.isNaN(first));
    assert.deepEqual(others, holm(ps));
  }
});

test('one-sided tests and tests of equality are within 1e-11, or 1e-15 where next to nothing is left', () => {
  const close = (ours, theirs) =>
    assert.ok(Math.abs(ours - theirs) <= 1e-11 * theirs + 1e-15, `${ours} is not ${theirs}`);
  for (const { values, above, equal } of golden.tests) {
    close(pAbove(meanInterval(values), 0.1), above);
    close(pEqual(meanInterval(values), 1), equal);
  }
  const ofNone = [[1, 1], [0, 0], [1]].map((values) => pAbove(meanInterval(values), 0));
  assert.deepEqual(ofNone, [0, 1, NaN]);
});

test("bootstrap intervals are SciPy's of the same resamples", () => {
  for (const { values, low, high, ...options } of golden.bootstrap) {
    const median = (indices) => {
      const sorted = Float64Array.from(indices, (n) => values[n]).sort();
      return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
    };
    const ours = bootstrapInterval(values.length, median, options);
    near(ours.low, low, 1e-13);
    near(ours.high, high, 1e-13);
    assert.deepEqual(bootstrapInterval(values.length, median, options), ours);
  }
});

test("the law of 1/n is statsmodels' weighted fit, its slope SciPy's", () => {
  for (const { variance, slope, ...measured } of golden.laws) {
    const ours = noiseLaw({ ...measured, gradientNormSquared: 1 });
    near(ours.variance, variance, 1e-12);
    near(ours.slope, slope, 1e-12);
  }
  assert.equal(golden.laws.length, 2);
});

test('what is no share, no margin, no sample is refused', () => {
  assert.throws(() => wilsonInterval(3, 2), /k must be a whole number from 0 to 2, got 3/);
  assert.throws(() => wilsonInterval(0, 0), /n must be a whole number, 1 at least, got 0/);
  assert.throws(() => pEqual(meanInterval([1, 2]), 0), /margin must be above 0, got 0/);
  assert.throws(() => bootstrapInterval(0, () => 0), /n must be a whole number/);
});

// Means, deviations and Student's intervals against SciPy's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { figure, meanInterval, pairedInterval, studentProbability, studentQuantile } from '../../wasm/statistics.js';

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

test('what is no probability, no count, no pair is refused', () => {
  assert.throws(() => studentQuantile(1, 3), /confidence must be between 0 and 1, got 1/);
  assert.throws(() => studentQuantile(0.95, 0), /degrees of freedom .* got 0/);
  assert.throws(() => pairedInterval([1], [1, 2]), /equal lengths, got 1 and 2/);
  assert.equal(studentProbability(0, 4), 0);
});

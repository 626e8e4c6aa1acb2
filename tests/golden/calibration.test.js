// Temperatures, the spread of calibration errors and conformal sets against SciPy's and NumPy's (calibration.py).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { calibrationSpread, fitTemperature, tempered, TEMPERATURES } from '../../wasm/statistics/calibration.js';
import { conformalRange, conformalThreshold, coverageOf } from '../../wasm/statistics/conformal.js';
import { readGolden } from './compare.js';

const engine = await loadEngine();
const { cases, conformals, ranges } = readGolden('calibration.json');

const near = (ours, theirs, within, what = '') =>
  assert.ok(Math.abs(ours - theirs) <= within * Math.max(1e-3, Math.abs(theirs)), `${what} ${ours} is not ${theirs}`);
const given = ({ probabilities, labels }) => [Float32Array.from(probabilities), Uint8Array.from(labels)];

for (const golden of cases)
  test(`temperature: ${golden.title}`, () => {
    const [probabilities, labels] = given(golden);
    const temperature = fitTemperature(probabilities, labels);
    near(temperature, golden.temperature, 1e-6, 'temperature'); // a minimizer knows where its minimum is to half the digits
    const after = tempered(probabilities, golden.classes, temperature);
    after.forEach((p, n) => near(p, golden.tempered[n], 1e-5));
    const { negativeLogLikelihood, accuracy } = engine.scorePredictions({ probabilities: after, labels });
    near(negativeLogLikelihood, golden.likelihood, 1e-6, 'likelihood');
    const before = engine.scorePredictions({ probabilities, labels });
    assert.ok(negativeLogLikelihood <= before.negativeLogLikelihood + 1e-9);
    assert.equal(accuracy, before.accuracy);
    if (temperature < TEMPERATURES.most) near(fitTemperature(after, labels), 1, 1e-5, 'fitted again');
  });

test('a temperature has bounds, where no image is wrong or nothing is known; what has no label is refused', () => {
  assert.equal(fitTemperature([0.9, 0.1, 0.2, 0.8], [0, 1]), TEMPERATURES.least);
  assert.equal(fitTemperature([0.9, 0.1, 0.2, 0.8], [1, 0]), TEMPERATURES.most);
  assert.equal(fitTemperature([0.5, 0.5, 0.5, 0.5], [1, 0]), 1, 'no temperature is better than another');
  assert.throws(() => fitTemperature([0.5, 0.5, 1], [0, 1]), /as many classes for each of 2 labels, got 3 values/);
  assert.throws(() => fitTemperature([], []), /0 labels/);
  assert.throws(() => tempered([1, 0], 2, 0), /must be above 0, got 0/);
});

for (const golden of cases)
  test(`the spread of a calibration error: ${golden.title}`, () => {
    const [probabilities, labels] = given(golden);
    const { resamples, seed } = golden.spread;
    const ours = calibrationSpread(probabilities, labels, { resamples, seed });
    for (const key of ['error', 'low', 'high', 'perfect', 'perfectMost']) near(ours[key], golden.spread[key], 1e-10, key);
    near(ours.error, engine.scorePredictions({ probabilities, labels }).expectedCalibrationError, 1e-12);
  });

for (const { classes: K, calibration: n, cases, ...golden } of conformals)
  test(`conformal sets of ${n} images, ${K} classes`, () => {
    const [probabilities, labels] = given(golden);
    for (const { epsilon, threshold, covered, classes, sizes, byClass } of cases) {
      const ours = conformalThreshold(probabilities.subarray(0, n * K), labels.subarray(0, n), epsilon);
      assert.equal(ours, threshold ?? Infinity, `ε = ${epsilon}`);
      const found = coverageOf(probabilities.subarray(n * K), labels.subarray(n), ours);
      assert.deepEqual([found.n, found.covered, found.classes], [labels.length - n, covered, classes]);
      assert.deepEqual([...found.sizes], sizes);
      assert.deepEqual(
        found.byClass.map((one) => [one.n, one.covered, one.classes]),
        byClass,
      );
    }
    assert.throws(() => conformalThreshold(probabilities, labels, 0), /epsilon must be between 0 and 1, got 0/);
  });

test('a threshold is the score of the rank that is said, where numbers are not: 100 · 0.29 is a little less than 29', () => {
  const scores = Float64Array.from({ length: 99 }, (_, n) => (n + 1) / 128);
  const probabilities = Float64Array.from({ length: 198 }, (_, k) => (k % 2 ? scores[k >> 1] : 1 - scores[k >> 1]));
  assert.ok(100 * 0.29 < 29);
  assert.equal(conformalThreshold(probabilities, new Uint8Array(99), 0.29), scores[71 - 1]);
});

test("how many are covered where the promise is kept: SciPy's beta-binomial quantiles", () => {
  assert.equal(ranges.length, 8);
  for (const { calibration, test: m, epsilon, confidence, low, high } of ranges)
    assert.deepEqual(conformalRange(calibration, m, epsilon, confidence), { low, high }, `${calibration}, ${m}, ${epsilon}`);
  // The least score is the lowest of thresholds, however near 1 ε is.
  assert.equal(conformalThreshold([0.75, 0.25, 0.5, 0.5], [0, 0], 1 - 1e-12), 0.25);
  // Too few for so little: all classes are named.
  assert.deepEqual(conformalRange(9, 100, 0.01), { low: 100, high: 100 });
  assert.throws(() => conformalRange(9, 100, 1), /epsilon must be between 0 and 1, got 1/);
});

test('the promise holds over calibration sets: of many, as many images are covered as was said, and few more', () => {
  // Scores of 1 … 39: the 40th takes any place among them alike, and 36 of 40 places are covered.
  const scores = Array.from({ length: 40 }, (_, i) => (i + 1) / 64);
  const rows = (/** @type {number[]} */ list) => list.flatMap((score) => [1 - score, score]);
  let covered = 0;
  for (const [out] of scores.entries()) {
    const others = scores.filter((_, i) => i !== out);
    const threshold = conformalThreshold(rows(others), new Uint8Array(39), 0.1);
    covered += coverageOf(rows([scores[out]]), [0], threshold).covered;
  }
  assert.equal(covered / 40, 0.9);
});

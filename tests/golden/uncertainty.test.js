// What predictions are worth, against scikit-learn, SciPy and the definitions in NumPy (uncertainty.py).

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { createWorst, readGolden } from './compare.js';

const LIMIT = 1e-13; // of numbers of the size of 1: roundings of sums over some hundred samples
const P_LIMIT = 1e-10; // of a p over up to 60000 samples, relative

const engine = await loadEngine();
const { cases, rocs, mcnemars } = readGolden('uncertainty.json');
const worst = createWorst();

/** @param {number} ours @param {number} gold */
function near(ours, gold, what, limit = LIMIT) {
  const error = Math.abs(ours - gold) / Math.max(1, Math.abs(gold));
  worst.note('error', error, what);
  assert.ok(error <= limit, `${what}: ${ours} instead of ${gold}`);
}

for (const golden of cases) {
  const probabilities = Float32Array.from(golden.probabilities);
  const labels = Uint8Array.from(golden.labels);

  describe(golden.title, () => {
    const score = engine.scorePredictions({ probabilities, labels, bins: golden.binCount });

    for (const name of ['accuracy', 'negativeLogLikelihood', 'brier', 'expectedCalibrationError', 'coverageArea'])
      test(name, () => near(score[name], golden[name], name));

    test('bins', () => {
      assert.equal(score.bins.length, golden.bins.length);
      score.bins.forEach(({ low, high, count, confidence, accuracy }, b) => {
        const [goldCount, ...gold] = golden.bins[b];
        assert.deepEqual([low, high, count], [b / golden.binCount, (b + 1) / golden.binCount, goldCount]);
        if (count === 0) assert.deepEqual([confidence, accuracy], [null, null]);
        else [confidence, accuracy].forEach((mean, i) => near(mean, gold[i], `bin ${b}`));
      });
    });

    test('accuracy against coverage', () => {
      const n = labels.length;
      assert.deepEqual(score.coverage, Float64Array.from(labels, (_, k) => (k + 1) / n));
      assert.equal(score.coverageAccuracy.length, n);
      score.coverageAccuracy.forEach((ours, k) => near(ours, golden.coverageAccuracy[k], `of ${k + 1}`));
    });

    test('entropies', () => {
      const ours = engine.entropies(probabilities, golden.classes);
      assert.equal(ours.length, labels.length);
      ours.forEach((entropy, i) => {
        const gold = golden.entropies[i];
        assert.ok(Math.abs(entropy - gold) <= 2 ** -24 * gold + 1e-38, `${i}: ${entropy} instead of ${gold}`);
      });
    });
  });
}

for (const { title, positives, negatives, area } of rocs)
  test(`area under the ROC curve: ${title}`, () => near(engine.auroc(positives, negatives), area, title));

for (const { onlyA, onlyB, p } of mcnemars)
  test(`McNemar ${onlyA} : ${onlyB}`, () => {
    // Samples that both get right, or neither, are of no account.
    const column = (a, b) => [a, b, 1, 0].flatMap((value, i) => Array(i < 2 ? [onlyA, onlyB][i] : 5).fill(value));
    const ours = engine.mcnemar(Uint8Array.from(column(1, 0)), Uint8Array.from(column(0, 1)));
    assert.deepEqual([ours.onlyA, ours.onlyB], [onlyA, onlyB]);
    assert.ok(Math.abs(ours.p - p) <= P_LIMIT * p, `${ours.p} instead of ${p}`);
  });

test('largest error', (t) => t.diagnostic(worst.report()));

// Scores of predictions across the border: the same bits as natively, what is refused, and what a trained network's
// own evaluation says beside them. The numbers themselves: tests/golden/uncertainty.test.js.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';

const engine = await loadEngine();

/** What print_bits of tests/native/uncertainty_test.c draws, by xorshift64*. */
function nativeRows() {
  let state = 9n;
  const below = (limit) => {
    state ^= state >> 12n;
    state ^= BigInt.asUintN(64, state << 25n);
    state ^= state >> 27n;
    return Number(((BigInt.asUintN(64, state * 0x2545f4914f6cdd1dn) >> 32n) * BigInt(limit)) >> 32n);
  };
  const [probabilities, labels] = [new Float32Array(2000), new Uint8Array(500)];
  for (let n = 0; n < 500; n++) {
    let left = 1024;
    for (let k = 0; k < 4; k++) {
      const part = k === 3 ? left : below(left + 1);
      probabilities[4 * n + k] = part / 1024;
      left -= part;
    }
    labels[n] = below(4);
  }
  return { probabilities, labels };
}

function hashOf(...arrays) {
  let hash = 0xcbf29ce484222325n;
  for (const array of arrays)
    for (const byte of new Uint8Array(array.buffer)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

describe('the same bits natively', () => {
  const rows = nativeRows();
  const s = engine.scorePredictions(rows);
  const ours = hashOf(
    Float64Array.of(s.accuracy, s.negativeLogLikelihood, s.brier, s.expectedCalibrationError, s.coverageArea),
    Float64Array.from(s.bins.flatMap((b) => (b.count > 0 ? [b.count, b.confidence, b.accuracy] : []))),
    s.coverageAccuracy,
    engine.entropies(rows.probabilities, 4),
  );
  for (const variant of ['gcc', 'gcc-sanitized', 'clang', 'clang-sanitized'])
    test(variant, () => {
      const program = fileURLToPath(new URL(`../../build/native/${variant}/uncertainty_test`, import.meta.url));
      const { stdout, error } = spawnSync(program, { encoding: 'utf8' });
      assert.equal(error, undefined, 'run ./build.sh native');
      assert.equal(stdout.match(/^# bits (\w+)$/m)?.[1], ours);
    });
});

describe('with a trained network', () => {
  const data = engine.createDataset(syntheticImages({ count: 120 }));
  const spec = { model: { layers: [{ units: 8 }, { units: 3 }] }, epochs: 2, batchSize: 16 };
  const experiment = engine.createExperiment(spec, { train: data });
  experiment.runSteps(100);
  const { loss, accuracy } = experiment.evaluate(data);
  const { probabilities, classes } = experiment.predict(data);
  const { labels } = syntheticImages({ count: 120 });
  const right = classes.map((k, n) => Number(k === labels[n]));
  experiment.free();
  data.free();

  test('accuracy and likelihood are those of its evaluation', () => {
    const score = engine.scorePredictions({ probabilities, labels });
    assert.equal(score.accuracy, accuracy);
    assert.ok(Math.abs(score.negativeLogLikelihood - loss) < 1e-6 * loss);
    assert.equal(
      score.bins.reduce((sum, { count }) => sum + count, 0),
      labels.length,
    );
    assert.ok(Math.abs(score.coverageAccuracy.at(-1) - accuracy) < 1e-15);
    assert.equal(score.bins.length, 15);
  });

  test('the order of the samples is of no account', () => {
    const order = Array.from(labels, (_, n) => (n * 77) % labels.length);
    const turned = engine.scorePredictions({
      probabilities: Float32Array.from(order.flatMap((n) => [...probabilities.subarray(3 * n, 3 * n + 3)])),
      labels: Uint8Array.from(order, (n) => labels[n]),
    });
    const straight = engine.scorePredictions({ probabilities, labels });
    assert.deepEqual(turned.coverageAccuracy, straight.coverageAccuracy);
    for (const name of ['accuracy', 'negativeLogLikelihood', 'brier', 'expectedCalibrationError'])
      assert.ok(Math.abs(turned[name] - straight[name]) < 1e-14, name);
  });

  test('against itself it does not differ, and scores are separated from their opposites', () => {
    assert.deepEqual(engine.mcnemar(right, right), { onlyA: 0, onlyB: 0, p: 1 });
    const sure = engine.entropies(probabilities, 3);
    assert.equal(engine.auroc(sure, sure), 0.5);
    assert.equal(
      engine.auroc(
        sure.map((h) => h + 2),
        sure,
      ),
      1,
    );
    assert.equal(engine.auroc([-Infinity], sure), 0);
  });
});

describe('refused', () => {
  const probabilities = Float32Array.of(0.5, 0.5, 0.25, 0.75);
  const labels = Uint8Array.of(0, 1);
  const score = (change) => () => engine.scorePredictions({ probabilities, labels, ...change });
  const cases = {
    'no probabilities': [score({ probabilities: undefined }), /probabilities must be a Float32Array, got undefined/],
    'an array': [score({ probabilities: [0.5, 0.5] }), /probabilities must be a Float32Array, got object/],
    doubles: [score({ probabilities: new Float64Array(4) }), /probabilities must be a Float32Array/],
    'labels in an array': [score({ labels: [0, 1] }), /labels must be a Uint8Array/],
    'no labels': [score({ labels: new Uint8Array(0) }), /labels must have a sample/],
    'no whole row': [score({ labels: Uint8Array.of(0, 1, 1) }), /as many classes for each of 3 labels, got 4 values/],
    'no classes': [score({ probabilities: new Float32Array(0) }), /as many classes for each of 2 labels, got 0 values/],
    'a label that is no class': [score({ labels: Uint8Array.of(0, 2) }), /labels\[1\] must be below .* classes, got 2/],
    NaN: [score({ probabilities: Float32Array.of(0.5, 0.5, NaN, 1) }), /probabilities\[2\] must be 0\.\.1, got NaN/],
    logits: [score({ probabilities: Float32Array.of(0.5, 0.5, -3, 4) }), /probabilities\[2\] must be 0\.\.1, got -3/],
    'a row that sums to 2': [score({ probabilities: Float32Array.of(0, 1, 1, 1) }), /of sample 1 must sum to 1, got 2/],
    'no bins': [score({ bins: 0 }), /bins must be a whole number 1\.\.1000, got 0/],
    'half a bin': [score({ bins: 2.5 }), /bins must be a whole number/],
    'too many bins': [score({ bins: 1001 }), /1\.\.1000, got 1001/],
    'entropies of no rows': [() => engine.entropies(probabilities, 3), /rows of 3, got 4 values/],
    'entropies of no classes': [() => engine.entropies(probabilities, 0), /classes must be .* 1\.\.256, got 0/],
    'entropies of NaN': [() => engine.entropies(Float32Array.of(NaN, 1), 2), /\[0\] must be 0\.\.1, got NaN/],
    'no positives': [() => engine.auroc([], [1]), /positives must have a score, got none/],
    'no negatives': [() => engine.auroc([1], []), /negatives must have a score, got none/],
    'a score that is no number': [() => engine.auroc([1], [2, NaN]), /negatives\[1\] must be a number, got NaN/],
    'columns of different lengths': [() => engine.mcnemar(labels, Uint8Array.of(1)), /of one length, got 2 and 1/],
    'a column of counts': [() => engine.mcnemar(labels, Uint8Array.of(1, 2)), /correctB\[1\] must be 0 or 1, got 2/],
    'a column that is none': [() => engine.mcnemar([true], labels), /correctA must be a Uint8Array/],
  };
  for (const [name, [call, pattern]] of Object.entries(cases))
    test(name, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof Error && !(error instanceof WebAssembly.RuntimeError));
        assert.match(error.message, pattern);
        return true;
      });
      assert.equal(engine.scorePredictions({ probabilities, labels }).accuracy, 1); // still usable
    });
});

test('no samples have no entropies; nobody differs on none', () => {
  assert.equal(engine.entropies(new Float32Array(0), 5).length, 0);
  assert.deepEqual(engine.mcnemar(new Uint8Array(0), new Uint8Array(0)), { onlyA: 0, onlyB: 0, p: 1 });
});

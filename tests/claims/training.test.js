// What the course says about learning rates, early stopping and depth, shown on networks that train.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';
import { norm, runToEnd } from '../helpers/tensors.js';

const engine = await loadEngine();
const first = await starterImages(engine, 0, 600);
const train = engine.createDataset(first);
const validation = engine.createDataset(await starterImages(engine, 600, 300));
after(() => {
  train.free();
  validation.free();
});

describe('lr', () => {
  // Two linear layers below the softmax have no bound that keeps a step that is too long from growing.
  const layers = [{ units: 24, activation: 'linear' }, { units: 24, activation: 'linear' }, { units: 10 }];
  const results = new Map();
  for (let exponent = -6; exponent <= 3; exponent++) {
    const learningRate = 10 ** exponent;
    const spec = { model: { layers }, optimizer: { id: 'sgd', learningRate }, epochs: 5 };
    const experiment = engine.createExperiment(spec, { train });
    const before = experiment.evaluate(train).loss;
    const end = runToEnd(experiment);
    results.set(exponent, { before, after: experiment.evaluate(train).loss, ...end });
    experiment.free();
  }
  const exponents = (predicate) => [...results].filter(([, result]) => predicate(result)).map(([exponent]) => exponent);

  test('too small: next to nothing happens', () => {
    const { before, after } = results.get(-6);
    assert.ok(after < before && after > 0.99 * before, `${before} became ${after}`);
  });

  test('good: in the middle, and far better than too small', () => {
    const [best] = [...results].filter(([, { status }]) => status === 'done').sort(([, a], [, b]) => a.after - b.after);
    assert.ok(best[0] >= -2 && best[0] <= -1, `the best rate is 1e${best[0]}`);
    assert.ok(best[1].after < 0.5 * results.get(-6).after);
  });

  test('too large: reported as diverged, with finite losses up to there; from some rate on, always', () => {
    const diverged = exponents(({ status }) => status === 'diverged');
    assert.ok(diverged.length >= 2, `diverged: ${diverged}`);
    assert.deepEqual(diverged, exponents(() => true).slice(-diverged.length));
    for (const exponent of diverged) {
      const { losses, step, done } = results.get(exponent);
      assert.ok(done && losses.every(Number.isFinite));
      assert.equal(step, losses.length);
      assert.ok(losses.at(-1) > losses[0], 'the loss grew');
    }
  });

  test('all others ran to their end', () => {
    for (const [, { status, step }] of results)
      if (status !== 'diverged') assert.deepEqual([status, step], ['done', 95]);
  });
});

describe('early-stopping', () => {
  /** The epoch that the rule stops at, and the one that it calls the best; epochs count from 1. */
  function rule(losses, { patience, minDelta = 0 }) {
    let best = Infinity;
    let bestEpoch = 0;
    for (const [n, loss] of losses.entries()) {
      if (loss < best - minDelta) {
        best = loss;
        bestEpoch = n + 1;
      } else if (n + 1 - bestEpoch >= patience) {
        return { stop: n + 1, bestEpoch };
      }
    }
    return { stop: null, bestEpoch };
  }

  const EPOCHS = 30;
  const base = {
    model: { layers: [{ units: 30, activation: 'relu' }, { units: 10 }] },
    optimizer: { id: 'adam', learningRate: 0.01 },
    epochs: EPOCHS,
  };
  const run = (earlyStopping) => {
    const experiment = engine.createExperiment({ ...base, earlyStopping }, { train, validation });
    const end = runToEnd(experiment);
    const result = { ...end, state: experiment.state(), now: experiment.evaluate(validation) };
    experiment.free();
    return result;
  };
  const unstopped = run({ patience: 0 });
  const losses = unstopped.epochs.map((record) => record.validationLoss);

  test('without it the run goes on, past its best epoch', () => {
    assert.deepEqual([unstopped.status, losses.length, unstopped.state.bestEpoch], ['done', EPOCHS, null]);
    assert.ok(losses.at(-1) > 1.1 * Math.min(...losses), 'the network overfits: there is something to stop');
  });

  for (const options of [{ patience: 1 }, { patience: 3 }, { patience: 7 }, { patience: 2, minDelta: 0.05 }])
    test(`${JSON.stringify(options)}: stops at the epoch that the rule names and restores the best`, () => {
      const expected = rule(losses, options);
      assert.ok(expected.stop > 2 && expected.stop < EPOCHS, `the rule stops at ${expected.stop}`);
      const { status, epochs, state, now } = run(options);
      assert.equal(status, 'stopped-early');
      assert.equal(epochs.length, expected.stop);
      assert.equal(state.epoch, expected.stop);
      assert.equal(state.bestEpoch, expected.bestEpoch);
      // Up to there it is the same run.
      assert.deepEqual(
        epochs.map((record) => record.validationLoss),
        losses.slice(0, expected.stop),
      );
      const best = epochs[expected.bestEpoch - 1];
      assert.deepEqual([now.loss, now.accuracy], [best.validationLoss, best.validationAccuracy]);
    });
});

describe('deep', () => {
  const DEPTH = 20;

  /** ‖∂loss/∂W‖ of every layer before the first step. */
  function gradientNorms(activation, initializer) {
    const layers = Array.from({ length: DEPTH }, () => ({
      units: 64,
      activation,
      ...(initializer && { initializer }),
    }));
    const experiment = engine.createExperiment({ model: { layers: [...layers, { units: 10 }] } }, { train });
    experiment.lossAndGradient(Array.from({ length: 128 }, (_, n) => n));
    const norms = experiment
      .gradients()
      .filter(({ name }) => name.endsWith('/kernel'))
      .map(({ values }) => norm(values));
    experiment.free();
    return norms.slice(0, DEPTH); // the hidden layers: the softmax layer has another width
  }

  test(`${DEPTH} sigmoid layers: the first gradient is more than 1,000 times smaller than the last`, () => {
    const norms = gradientNorms('sigmoid');
    assert.ok(norms[0] > 0 && norms.at(-1) > 1e3 * norms[0], `${norms[0]}, ${norms.at(-1)}`);
  });

  /**
   * How large what goes through the layers is, computed here from the engine's weights: the root mean square of each hidden
   * layer's activations, and of its deltas ∂loss/∂z.
   * @param {number} variance of the weights, in shares of what the initializer gives them
   */
  function sizes(variance) {
    const COUNT = 64;
    const layers = Array.from({ length: DEPTH }, () => ({ units: 64, activation: 'relu', initializer: 'he_normal' }));
    const experiment = engine.createExperiment({ model: { layers: [...layers, { units: 10 }] } }, { train });
    const kernels = experiment.parameters().filter(({ name }) => name.endsWith('/kernel'));
    experiment.free();
    const weights = kernels.map(({ values }) => values.map((w) => w * Math.sqrt(variance)));
    const { images, labels } = first;
    const rms = (/** @type {Float64Array} */ x) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
    /** [COUNT][rows] times [rows][columns]. */
    const times = (a, w, rows, columns) => {
      const out = new Float64Array(COUNT * columns);
      for (let n = 0; n < COUNT; n++)
        for (let i = 0; i < rows; i++) {
          const x = a[n * rows + i];
          if (x !== 0) for (let o = 0; o < columns; o++) out[n * columns + o] += x * w[i * columns + o];
        }
      return out;
    };
    const outputs = [Float64Array.from(images.subarray(0, COUNT * 784), (byte) => byte / 255)];
    kernels.forEach(({ shape: [rows, columns] }, l) => {
      const z = times(outputs[l], weights[l], rows, columns);
      outputs.push(l < DEPTH ? z.map((x) => Math.max(0, x)) : z);
    });
    // Softmax and cross-entropy: probabilities less the truth.
    let delta = outputs[DEPTH + 1];
    for (let n = 0; n < COUNT; n++) {
      const row = delta.subarray(10 * n, 10 * n + 10);
      const top = Math.max(...row);
      const total = row.reduce((sum, x) => sum + Math.exp(x - top), 0);
      row.forEach((x, k) => (row[k] = Math.exp(x - top) / total - Number(k === labels[n])));
    }
    const deltas = [];
    for (let l = DEPTH; l > 0; l--) {
      const [rows, columns] = kernels[l].shape;
      const back = new Float64Array(COUNT * rows);
      for (let n = 0; n < COUNT; n++)
        for (let i = 0; i < rows; i++)
          if (outputs[l][n * rows + i] > 0)
            for (let o = 0; o < columns; o++)
              back[n * rows + i] += delta[n * columns + o] * weights[l][i * columns + o];
      deltas.unshift(rms(back));
      delta = back;
    }
    const [input, ...activations] = outputs.slice(0, DEPTH + 1).map(rms);
    return { activations: activations.map((x) => x / input), deltas };
  }
  /** Within a factor of 10 of the input's size, and of the last layer's deltas. */
  const kept = ({ activations, deltas }) =>
    [...activations, ...deltas.map((x) => x / deltas.at(-1))].every((x) => x > 0.1 && x < 10) &&
    deltas.at(-1) > 0.01 &&
    deltas.at(-1) < 1;

  test("He's initializer and relu keep each layer's activations and deltas within a factor of 10, in absolute size", () => {
    const found = sizes(1);
    assert.ok(kept(found), JSON.stringify(found));
  });

  for (const variance of [0.1, 4])
    test(`${variance} times its variance does not`, () => assert.ok(!kept(sizes(variance))));

  test('the ratio of neighbours tells the same: sigmoids lose in nearly every layer', () => {
    const norms = gradientNorms('sigmoid');
    const losing = norms.slice(1).filter((value, l) => value > norms[l]).length;
    assert.ok(losing >= DEPTH - 4, `${norms}`);
  });
});

// Thirty steps with every regularizer against PyTorch in float64 (regularization.py): losses, penalties,
// parameters, and what the network that came of it predicts. A row of the catalog without a case fails.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import {
  createDataset, createWorst, problem, readGolden, relativeError, relativeErrorOfWay, startExperiment,
} from './compare.js';

const LOSS_LIMIT = 1e-4;
const PARAMETERS_LIMIT = 1e-4;
const PROBABILITY_LIMIT = 1e-5; // of numbers up to 1

const engine = await loadEngine();
const train = createDataset(engine);
const other = createDataset(engine, 'otherImages');
const { cases, masks: maskSets } = readGolden('regularization.json');
const worst = createWorst();
/** The keys that a case has something of its own in. */
const keysOf = ({ model }) => new Set([model, ...model.layers].flatMap((part) => Object.keys(part)));

test('every regularizer of the catalog has golden numbers', () => {
  const used = new Set(cases.flatMap(({ spec }) => [...keysOf(spec)]));
  for (const { key } of engine.catalog.regularizers) {
    assert.ok(used.has(key), `no case with ${key}: add it to regularization.py`);
  }
});

test('each of them with several optimizers, by Keras and by PyTorch', () => {
  const used = new Map(engine.catalog.regularizers.map(({ key }) => [key, new Set()]));
  for (const { spec } of cases)
    for (const key of keysOf(spec))
      used.get(key)?.add(`${spec.optimizer.id} ${spec.optimizer.convention}`);
  for (const [key, steppers] of used)
    for (const id of ['sgd', 'momentum', 'adam', 'adamw'])
      for (const convention of ['keras', 'pytorch'])
        assert.ok(steppers.has(`${id} ${convention}`), `no case of ${key} with ${id}, ${convention}`);
});

function checkParameters(experiment, golden, step, where) {
  experiment.parameters().forEach(({ name, values }, i) => {
    const error = relativeError(values, golden[i]);
    worst.note('parameters', error, where);
    assert.ok(error <= PARAMETERS_LIMIT, `${name} after step ${step}: relative error ${error}`);
    const start = problem.parameters.find((p) => p.name === name)?.values;
    // Batch normalization takes a bias before it away: it goes nowhere.
    if (!start || relativeError(start, golden[i]) < 1e-6) return;
    const errorOfWay = relativeErrorOfWay(values, golden[i], start, step);
    worst.note('way', errorOfWay, where);
    assert.ok(errorOfWay <= PARAMETERS_LIMIT, `${name} after step ${step}: ${errorOfWay} of the way`);
  });
}

for (const golden of cases) {
  test(golden.title, () => {
    const experiment = startExperiment(engine, golden.spec, train);
    try {
      problem.batches.forEach((batch, i) => {
        const penalty = experiment.penalty();
        const written = Object.entries(maskSets[golden.masks]?.[i] ?? {});
        const masks = written.map(([name, bits]) => ({ name, values: [...bits].map(Number) }));
        const loss = experiment.stepOn(batch, { masks });
        const error = Math.abs(loss - golden.losses[i]) / golden.losses[i];
        worst.note('loss', error, golden.title);
        assert.ok(error <= LOSS_LIMIT, `loss of step ${i + 1}: ${loss} instead of ${golden.losses[i]}`);
        const expected = golden.penalties[i];
        const message = `penalty of step ${i + 1}: ${penalty} instead of ${expected}`;
        assert.ok(Math.abs(penalty - expected) <= LOSS_LIMIT * expected, message);
        const kept = golden.parameters[i + 1];
        if (kept) checkParameters(experiment, kept, i + 1, golden.title);
      });
      experiment.predict(other).probabilities.forEach((p, i) => {
        const error = Math.abs(p - golden.probabilities[i]);
        worst.note('probability', error, golden.title);
        assert.ok(error <= PROBABILITY_LIMIT, `probability ${i}: ${p} instead of ${golden.probabilities[i]}`);
      });
    } finally {
      experiment.free();
    }
  });
}

test('largest errors', (t) => t.diagnostic(worst.report()));

after(() => {
  train.free();
  other.free();
});

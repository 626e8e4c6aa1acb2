// Thirty steps of every optimizer of the catalog, in every convention, against PyTorch, Keras and the slides'
// formulas in float64 (optimizers.py). A row without its golden file fails.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import {
  createDataset, createWorst, problem, readGolden, relativeError, relativeErrorOfWay, startExperiment,
} from './compare.js';

const LOSS_LIMIT = 1e-5;
const PARAMETERS_LIMIT = 1e-5;
const WAY_LIMIT = 1e-4;

const engine = await loadEngine();
const train = createDataset(engine);
const worst = createWorst();

/** What the case is about, for the test's name: its spec without what the describe block says. */
function titleOf({ optimizer: { id, convention, ...hyperparameters }, clipNorm, change }) {
  const rest = { ...hyperparameters, ...(clipNorm && { clipNorm }), ...(change && { change }) };
  return Object.keys(rest).length ? `${convention} ${JSON.stringify(rest)}` : `${convention}, its defaults`;
}

function checkParameters(experiment, golden, step, where) {
  const tensors = experiment.parameters();
  assert.deepEqual(tensors.map((p) => p.name), problem.parameters.map((p) => p.name));
  tensors.forEach(({ name, shape, values }, i) => {
    assert.deepEqual([...shape], problem.parameters[i].shape, name);
    const error = relativeError(values, golden[i]);
    const errorOfWay = relativeErrorOfWay(values, golden[i], problem.parameters[i].values, step);
    worst.note('parameters', error, where);
    worst.note('way', errorOfWay, where);
    const message = `${name} after step ${step}: relative error`;
    assert.ok(error <= PARAMETERS_LIMIT, `${message} ${error}`);
    assert.ok(errorOfWay <= WAY_LIMIT, `${message} ${errorOfWay} of the way from the start`);
  });
}

function runCase(golden) {
  const where = `${golden.optimizer.id} ${titleOf(golden)}`;
  const { optimizer, clipNorm = 0, change } = golden;
  const spec = { model: { layers: problem.layers }, optimizer, clipNorm };
  const experiment = startExperiment(engine, spec, train);
  try {
    problem.batches.forEach((batch, i) => {
      const step = i + 1;
      if (step === change?.beforeStep) experiment.setLearningRate(change.learningRate);
      const loss = experiment.stepOn(batch);
      const error = Math.abs(loss - golden.losses[i]) / golden.losses[i];
      worst.note('loss', error, where);
      assert.ok(error <= LOSS_LIMIT, `loss of step ${step}: ${loss} instead of ${golden.losses[i]}`);
      if (golden.parameters[step]) checkParameters(experiment, golden.parameters[step], step, where);
    });
  } finally {
    experiment.free();
  }
}

for (const { key } of engine.catalog.optimizers) {
  describe(key, () => {
    const golden = readGolden(`optimizers/${key}.json`);

    test('has golden numbers for the defaults of every convention', () => {
      assert.ok(golden, `tests/golden/optimizers/${key}.json is missing: add a row to optimizers.py`);
      for (const convention of engine.catalog.conventions) {
        const found = golden.cases.some((c) => titleOf(c) === `${convention}, its defaults`);
        assert.ok(found, `no case of ${key} with the defaults of ${convention}`);
      }
    });

    for (const goldenCase of golden?.cases ?? []) {
      test(titleOf(goldenCase), () => {
        assert.equal(goldenCase.optimizer.id, key);
        assert.equal(goldenCase.losses.length, problem.batches.length);
        runCase(goldenCase);
      });
    }
  });
}

test('largest relative errors', (t) => t.diagnostic(worst.report()));

after(() => train.free());

// A file of weights in the page: what of it is kept.
import assert from 'node:assert/strict';
import { register } from 'node:module';
import { test } from 'node:test';
import { loadPlanner } from '../../../wasm/planner.js';
import { loadEngine } from '../../../wasm/index.js';

// Where the server has it for a page.
register(
  `data:text/javascript,export function resolve(name, context, next) {
    if (name.endsWith('vendor/fflate.js')) return next('fflate', context);
    return next(name, context);
  }`,
);
const { WeightsSource, weightsFile } = await import('../../../web/runs/weights.js');

test('the tensors of the models that were tried last are kept, not those of all', async () => {
  const [engine, planner] = await Promise.all([loadEngine(), loadPlanner()]);
  const specOf = (/** @type {number} */ dropout) =>
    engine.normalize({ model: { layers: [{ units: 3, dropout }, { units: 10 }] } });
  const train = engine.createDataset({
    images: new Uint8Array(784),
    labels: new Uint8Array(1),
    rows: 28,
    columns: 28,
    classes: 10,
  });
  const experiment = engine.createExperiment(specOf(0), { train });
  const file = weightsFile(planner, experiment.save({ weightsOnly: true }), 'safetensors');
  const source = new WeightsSource(planner, 'a.safetensors', file);
  const [first, again] = [source.tensorsFor(specOf(0)), source.tensorsFor(specOf(0))];
  assert.equal(again, first);
  for (let n = 1; n <= 16; n++) source.tensorsFor(specOf(n / 100));
  assert.notEqual(source.tensorsFor(specOf(0)), first);
  assert.deepEqual(source.tensorsFor(specOf(0)), first);
});

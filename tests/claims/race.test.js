// race: six optimizers start from the same weights, see the same minibatches, and each reaches at least what PyTorch
// reaches with the same rule, network and data (tests/golden/race.json says how its floors were made).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { nodeReader } from '../../wasm/data-node.js';
import { loadDatasets } from '../../wasm/data.js';
import { loadEngine } from '../../wasm/index.js';

const golden = JSON.parse(readFileSync(new URL('../golden/race.json', import.meta.url), 'utf8'));
const { epochs, batchSize } = golden;
const engine = await loadEngine();
const datasets = await loadDatasets(engine, engine.normalize({}), nodeReader());

/** @param {string} id */
function enter(id) {
  const experiment = engine.createExperiment({ optimizer: { id }, epochs, batchSize }, datasets);
  const orders = Array.from({ length: epochs }, (_, epoch) => experiment.order(epoch));
  const batches = createHash('sha256')
    .update(Buffer.concat(orders.map((order) => Buffer.from(order.buffer))))
    .digest('hex');
  return { id, experiment, weights: experiment.weightsHash(), batches };
}

const entrants = Object.keys(golden.optimizers).map(enter);

test('all start from the same weights and see the same minibatches', () => {
  for (const { id, weights, batches } of entrants) {
    assert.equal(weights, entrants[0].weights, id);
    assert.equal(batches, entrants[0].batches, id);
  }
});

for (const { id, experiment, weights } of entrants)
  test(`${id} reaches its floor`, (t) => {
    experiment.runSteps(1e6);
    const { accuracy } = experiment.evaluate(datasets.test);
    const { floor, reached } = golden.optimizers[id];
    t.diagnostic(`test accuracy ${accuracy}; PyTorch ${reached.join(', ')}`);
    assert.equal(experiment.state().status, 'done');
    assert.notEqual(experiment.weightsHash(), weights);
    assert.ok(accuracy >= floor, `${accuracy} is below ${floor}`);
  });

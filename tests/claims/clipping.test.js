// What the course says about clipping: a gradient whose norm is above the limit is shortened to it, and keeps its direction; a shorter
// one is left alone.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';
import { norm } from '../helpers/tensors.js';

const engine = await loadEngine();
const COUNT = 32;
const train = engine.createDataset(await starterImages(engine, 0, COUNT));
after(() => train.free());

/** The norm of the gradient of the first step, and the way of the weights in it over the rate. @param {number} clipNorm */
function step(clipNorm) {
  const rate = 0.125;
  const model = { layers: [{ units: 20, activation: 'relu' }, { units: 10 }] };
  const optimizer = { id: /** @type {const} */ ('sgd'), learningRate: rate };
  const experiment = engine.createExperiment({ batchSize: COUNT, model, optimizer, clipNorm }, { train });
  const all = () => Float64Array.from(experiment.parameters().flatMap(({ values }) => [...values]));
  const before = all();
  experiment.lossAndGradient(Array.from({ length: COUNT }, (_, n) => n));
  const gradient = Float64Array.from(experiment.gradients().flatMap(({ values }) => [...values]));
  experiment.runSteps(1);
  const way = all().map((w, n) => (before[n] - w) / rate);
  experiment.free();
  return { gradient, way };
}

const { gradient } = step(0);
const length = norm(gradient);

for (const [what, limit] of /** @type {const} */ ([
  ['a tenth of it', length / 10],
  ['half of it', length / 2],
]))
  test(`a limit of ${what} shortens the step to it, in the same direction`, () => {
    const { way } = step(limit);
    assert.ok(Math.abs(norm(way) / limit - 1) < 1e-4, `${norm(way)} for ${limit}`);
    const along = way.reduce((sum, x, n) => sum + x * gradient[n], 0) / (norm(way) * length);
    assert.ok(along > 1 - 1e-6, `${along}`);
  });

test('a limit above it changes nothing', () => {
  const { way } = step(2 * length);
  assert.ok(Math.abs(norm(way) / length - 1) < 1e-4);
  assert.deepEqual(way, step(0).way);
});

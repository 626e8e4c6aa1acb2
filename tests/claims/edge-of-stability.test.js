// edge of stability: gradient descent with rate η on a whole set sharpens the loss until the largest eigenvalue λ₁ of its
// Hessian is 2/η, and goes on there (Cohen et al., 2021), where the targets cannot be reached: their labels are smoothed. With
// plain cross-entropy the loss goes to 0, and λ₁ with it. Measured over five seeds and 1,200 steps of 2,000 images, the mean of
// λ₁ η / 2 over the last third is 1.02 to 1.06, and 1.3 where the mean image is not taken off; here are fewer steps. With plain
// cross-entropy 500 images never come to 2/η, 1,000 do and fall to 0.3 of it by step 1,200, 2,000 to 0.7.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';

const RATE = 0.2;
const EVERY = 25; // steps

const engine = await loadEngine();
const sets = new Map();
for (const count of [1000, 2000]) sets.set(count, engine.createDataset(await starterImages(engine, 0, count)));
after(() => sets.forEach((set) => set.free()));

/** λ₁ η / 2 at the start and after every 25 steps; and the last loss. */
function sharpnessOn(count, seed, labelSmoothing, steps) {
  const layers = [{ units: 32, activation: 'tanh' }, { units: 32, activation: 'tanh' }, { units: 10 }];
  const optimizer = { id: 'sgd', learningRate: RATE };
  const spec = {
    seed,
    labelSmoothing,
    batchSize: count,
    epochs: 10000,
    data: { scaling: 'centered' },
    model: { layers },
    optimizer,
  };
  const experiment = engine.createExperiment(spec, { train: sets.get(count) });
  const all = Array.from({ length: count }, (_, n) => n);
  const ratios = [];
  let loss = Infinity;
  const look = () => ratios.push((experiment.sharpness(all, { tolerance: 2e-3 }).largest[0] * RATE) / 2);
  look();
  for (let step = 0; step < steps; step += EVERY) {
    loss = experiment.runSteps(EVERY).losses.at(-1);
    look();
  }
  experiment.free();
  return { ratios, loss };
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

test('labels smoothed: λ₁ rises to 2/η and stays there', () => {
  const { ratios } = sharpnessOn(2000, 21, 0.1, 700);
  assert.ok(ratios[0] < 0.75, `${ratios[0]} of 2/η at the start`);
  const late = ratios.slice(-10);
  assert.ok(Math.abs(mean(late) - 1) < 0.15, `${mean(late)} of 2/η over the last third`);
  assert.ok(
    late.every((ratio) => ratio > 0.8),
    String(late),
  );
});

test('plain cross-entropy on fewer images: λ₁ rises there, and falls as the loss goes to 0', () => {
  const { ratios, loss } = sharpnessOn(1000, 21, 0, 1200);
  const most = Math.max(...ratios);
  assert.ok(most > 0.9, `${most} of 2/η at most`);
  assert.ok(mean(ratios.slice(-10)) < 0.5 * most, `${ratios.slice(-10)} of 2/η at the end`);
  assert.ok(loss < 0.02, `loss ${loss}`);
});

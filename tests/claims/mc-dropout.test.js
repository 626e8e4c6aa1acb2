// Monte Carlo dropout on clothes, with the network of the slides: the mean of many passes is less sure than one pass without
// dropout, and its likelihood better; what is no garment leaves it unsure. Whether it is right more often is for a paired test.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import { createRandom } from '../helpers/random.js';

const PASSES = 100;
const engine = await loadEngine();
const hidden = [300, 100].map((units) => ({ units, activation: 'elu', initializer: 'he_normal', dropout: 0.2 }));
const spec = engine.normalize({
  model: { inputDropout: 0.2, layers: [...hidden, { units: 10, activation: 'softmax' }] },
  epochs: 30,
});
const datasets = await loadDatasets(engine, spec, nodeReader());
const { test: clothes } = datasets;
const experiment = engine.createExperiment(spec, datasets);
experiment.runSteps(1e6);
const plain = experiment.predict(clothes).probabilities;
const passes = experiment.predictMonteCarlo(clothes, { passes: PASSES });
const scoreOf = (probabilities) => engine.scorePredictions({ probabilities, labels: clothes.labels });
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
after(() => {
  experiment.free();
  Object.values(datasets).forEach((data) => data.free());
});

test('the mean of the passes is less sure than the prediction without dropout', () => {
  const [before, now] = [mean(engine.entropies(plain, 10)), mean(passes.entropy)];
  assert.ok(now > 1.1 * before, `mean entropy ${now} nats, without dropout ${before}`);
  assert.ok(mean(passes.mutualInformation) > 0.01, 'the passes disagree');
});

test('its likelihood and its calibration are better, its accuracy not worse', () => {
  const [without, withPasses] = [scoreOf(plain), scoreOf(passes.mean)];
  for (const key of ['negativeLogLikelihood', 'brier', 'expectedCalibrationError'])
    assert.ok(withPasses[key] <= without[key], `${key}: ${withPasses[key]}, without dropout ${without[key]}`);
  const right = (classes) => Uint8Array.from(classes, (k, n) => Number(k === clothes.labels[n]));
  const { onlyA, onlyB, p } = engine.mcnemar(right(experiment.predict(clothes).classes), right(passes.classes));
  assert.equal((onlyB - onlyA) / clothes.count, Math.round((withPasses.accuracy - without.accuracy) * 1e6) / 1e6);
  assert.ok(onlyB >= onlyA || p > 0.05, `only without dropout right: ${onlyA}, only with: ${onlyB}, p = ${p}`);
});

test('it is less sure where it is wrong', () => {
  const of = (right) => passes.entropy.filter((_, n) => (passes.classes[n] === clothes.labels[n]) === right);
  const area = engine.auroc(of(false), of(true));
  assert.ok(area > 0.75, `AUROC of the entropy, wrong against right: ${area}`);
});

test('it is less sure of noise than of clothes', () => {
  const random = createRandom(1);
  const count = 500;
  const images = Uint8Array.from({ length: count * 784 }, () => Math.floor(256 * random()));
  const noise = engine.createDataset({ images, labels: new Uint8Array(count), rows: 28, columns: 28, classes: 10 });
  const unsure = experiment.predictMonteCarlo(noise, { passes: PASSES });
  assert.ok(
    mean(unsure.entropy) > 1.5 * mean(passes.entropy),
    `${mean(unsure.entropy)} against ${mean(passes.entropy)} nats`,
  );
  const area = engine.auroc(unsure.entropy, passes.entropy);
  assert.ok(area > 0.8, `AUROC of the entropy: ${area}`);
  noise.free();
});

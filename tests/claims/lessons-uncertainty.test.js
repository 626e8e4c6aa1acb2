// The figures that are typed in the lessons on uncertainty: what they open, and what the ready network says, which is a file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { noiseSet } from '../../web/engine/worker/montecarlo.js';
import { leading } from '../../web/labs/uncertainty/passes.js';
import { planOf } from '../../web/labs/uncertainty/settings.js';
import { FILE } from '../data/make_checkpoint.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';
import { engine } from '../helpers/lessons.js';

const K = 10;
const percent = (/** @type {number} */ x) => 100 * x;
const mean = (/** @type {ArrayLike<number>} */ list) => Array.from(list).reduce((sum, x) => sum + x, 0) / list.length;

/** @param {Float32Array} probabilities @param {Uint8Array} labels */
const hits = (probabilities, labels) =>
  Uint8Array.from(labels, (label, n) => {
    const row = probabilities.subarray(n * K, (n + 1) * K);
    return row.indexOf(Math.max(...row)) === label ? 1 : 0;
  });

/** @typedef {import('../../wasm/data.js').Datasets} Datasets */
/** @typedef {import('../../wasm/spec.d.ts').Spec} Spec */

/** Lends a set's datasets. @template T @param {Spec['data']} data @param {(datasets: Datasets) => T} use */
async function withData(data, use) {
  const datasets = await loadDatasets(engine, engine.normalize({ data }), nodeReader());
  try {
    return use(datasets);
  } finally {
    Object.values(datasets).forEach((dataset) => dataset.free());
  }
}

holdFigures('mc-dropout', async (store) => {
  const { passes, image } = store.state.values;
  const { seed } = store.spec();
  const network = engine.restore(new Uint8Array(readFileSync(FILE)));
  const boot = await withData({ set: 'starter' }, ({ test }) => {
    const plain = network.predict(test, { first: image, count: 1 }).probabilities;
    return { plain, ...network.predictMonteCarlo(test, { first: image, count: 1, passes, seed }) };
  });
  const [first, second, third] = leading(boot.mean, 3);
  assert.deepEqual([first, second, third], [9, 7, 5], 'boot, sneaker, sandal');

  const grey = engine.createDataset({ ...noiseSet(1000), classes: K });
  const noise = engine.entropies(network.predict(grey).probabilities, K);
  const unsure = network.predictMonteCarlo(grey, { passes, seed }).entropy;
  grey.free();
  // Only the test images are of interest.
  const found = await withData({ set: 'full', trainSize: 1000, validationSize: 0 }, ({ test }) => {
    const { labels } = test;
    const plain = network.predict(test).probabilities;
    const { mean: averaged, entropy } = network.predictMonteCarlo(test, { passes, seed });
    const [without, withPasses] = [plain, averaged].map((probabilities) =>
      engine.scorePredictions({ probabilities, labels }),
    );
    const pair = engine.mcnemar(hits(plain, labels), hits(averaged, labels));
    return { without, withPasses, pair, plain: engine.entropies(plain, K), entropy };
  });
  network.free();
  assert.ok(engine.auroc(noise, found.plain) < 0.5, 'surer of noise, without dropout');
  const { without, withPasses, pair } = found;
  return [
    [0.2, store.state.values.dropout],
    [100, passes],
    [96, percent(boot.plain[first])],
    [84, percent(boot.mean[first])],
    [19, percent(boot.std[first])],
    [12, percent(boot.mean[second]), 1],
    [4, percent(boot.mean[third])],
    [0.1, mean(noise), 0.005],
    [0.26, mean(found.plain)],
    [1.52, mean(unsure)],
    [0.39, mean(found.entropy)],
    [0.99, engine.auroc(unsure, found.entropy)],
    [88.1, percent(without.accuracy)],
    [87.9, percent(withPasses.accuracy)],
    [71, pair.onlyA],
    [54, pair.onlyB],
    [0.15, pair.p],
    [0.334, without.negativeLogLikelihood],
    [0.328, withPasses.negativeLogLikelihood],
  ];
});

holdFigures('bagging', (store) => {
  const plan = planOf(store.spec(), store.state.values);
  assert.ok(plan.models === 10 && plan.passes === 100 && plan.members.bagging.bootstrap);
  return [
    [5000, plan.dropout.data.trainSize],
    [0.2, plan.dropout.model.inputDropout],
    [0.05, 0.05], // the claims bagging.unclear and bagging.clear
  ];
});

holdAllOf('uncertainty');

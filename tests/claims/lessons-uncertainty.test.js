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
  // A reader may change the seed: of so many, 100 passes each.
  const seeds = Array.from({ length: 20 }, (_, n) => seed + n);
  const { plain, often } = await withData({ set: 'starter' }, ({ test }) => {
    const one = { first: image, count: 1 };
    const { probabilities } = network.predict(test, one);
    return {
      plain: probabilities,
      often: seeds.map((own) => network.predictMonteCarlo(test, { ...one, passes, seed: own })),
    };
  });
  for (const { mean: boot } of often) assert.deepEqual(leading(boot, 3), [9, 7, 5], 'boot, sneaker, sandal');

  const grey = engine.createDataset({ ...noiseSet(1000), classes: K });
  const noise = engine.entropies(network.predict(grey).probabilities, K);
  grey.free();
  const clothes = await withData({ set: 'full', trainSize: 1000, validationSize: 0 }, ({ test }) =>
    engine.entropies(network.predict(test).probabilities, K),
  );
  network.free();
  assert.ok(mean(noise) < mean(clothes) && engine.auroc(noise, clothes) < 0.5, 'surer of noise, without dropout');
  return [
    [0.2, store.state.values.dropout],
    [100, passes],
    [96, percent(plain[9])],
    [83, percent(mean(often.map((one) => one.mean[9])))],
    [2, percent(mean(often.map((one) => one.std[9]))) / Math.sqrt(passes)],
  ];
});

holdFigures('temperature', (store) => [[100, store.state.values.passes]]);

holdFigures('conformal', (store) => [[10, percent(store.state.values.epsilon)]]);

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

// Bagging on clothes: networks on bootstrap samples differ, and their mean is better than they are on average. That the mean is
// that of the members, and what samples are, is in tests/wasm/bagging.test.js.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';

const engine = await loadEngine();
const layers = [{ units: 100 }, { units: 10, activation: 'softmax' }];
const spec = engine.normalize({ epochs: 8, model: { layers }, bagging: { models: 5 } });
const datasets = await loadDatasets(engine, spec, nodeReader());
const ensemble = engine.createExperiment(spec, datasets);
ensemble.runSteps(1e6);
const told = ensemble.evaluate(datasets.test);
const each = ensemble.members.map((member) => member.evaluate(datasets.test));
const mean = (key) => each.reduce((sum, one) => sum + one[key], 0) / each.length;
after(() => {
  ensemble.free();
  Object.values(datasets).forEach((data) => data.free());
});

test('the mean of the members has a better likelihood than they have on average, and is right more often', () => {
  assert.ok(told.loss < 0.95 * mean('loss'), `${told.loss}, the members ${mean('loss')} on average`);
  assert.ok(told.accuracy > mean('accuracy'), `${told.accuracy}, the members ${mean('accuracy')} on average`);
});

test('each is trained on a sample of its own, with some images more than once and others never', () => {
  const samples = ensemble.members.map((member) => new Set(member.order(0)));
  for (const sample of samples) {
    const share = sample.size / datasets.train.count;
    assert.ok(Math.abs(share - (1 - 1 / Math.E)) < 0.02, `${share} of the images`);
  }
  for (let a = 0; a < samples.length; a++)
    for (let b = 0; b < a; b++) {
      // Of those that one has seen, the other has as many as of all.
      const both = [...samples[a]].filter((n) => samples[b].has(n)).length / samples[a].size;
      assert.ok(Math.abs(both - (1 - 1 / Math.E)) < 0.04, `members ${b} and ${a} share ${both}`);
    }
});

test('because they err on different images', () => {
  const classes = ensemble.members.map((member) => member.predict(datasets.test).classes);
  const { labels } = datasets.test;
  const wrong = (one) => one.map((k, n) => Number(k !== labels[n]));
  for (let a = 0; a < classes.length; a++)
    for (let b = 0; b < a; b++) {
      const [first, second] = [wrong(classes[a]), wrong(classes[b])];
      const either = first.filter((x, n) => x || second[n]).length;
      const both = first.filter((x, n) => x && second[n]).length;
      assert.ok(both < 0.8 * either, `members ${b} and ${a} err together on ${both} of ${either} images`);
    }
});

// slips: each of the deck's slips, as its lesson runs it, beside its correction.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engine, openLesson, race, train } from '../helpers/lessons.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

/** @param {ArrayLike<number>} list */
const mean = (list) => Array.from(list).reduce((sum, x) => sum + x, 0) / list.length;

/** Both contestants start from the same weights. @param {Record<string, import('../helpers/lessons.js').Trained>} runs */
function startTogether(runs) {
  assert.equal(new Set(Object.values(runs).map(({ initialHash }) => initialHash)).size, 1);
}

test('Adam counted from 0 is reported as diverged after its first update; counted from 1 it trains', async () => {
  const runs = await race('slips');
  startTogether(runs);
  assert.equal(runs['adam-2'].status, 'diverged');
  assert.equal(runs['adam-2'].losses.length, 1, 'one loss that is a number: that of the initial weights');
  assert.equal(runs['adam-2'].losses[0], runs.adam.losses[0]);
  assert.equal(runs.adam.status, 'done');
  assert.ok(mean(runs.adam.losses.slice(-20)) < runs.adam.losses[0] / 3);
});

test('AdaGrad without its minus climbs from the first step on; with it the loss falls', async () => {
  const runs = await race('slips-adagrad');
  startTogether(runs);
  const [down, up] = [runs.adagrad.losses, runs['adagrad-2'].losses];
  assert.equal(down[0], up[0]);
  assert.ok(mean(down.slice(-20)) < down[0] / 3);
  // By tenths of the epoch, since every loss is of another minibatch.
  const tenths = Array.from({ length: 10 }, (_, n) => mean(up.slice(15 * n, 15 * n + 15)));
  tenths.forEach((loss, n) => assert.ok(loss > (tenths[n - 1] ?? up[0]), `${tenths}`));
  assert.ok(runs['adagrad-2'].test.loss > 1000 * runs.adagrad.test.loss);
});

test('…and at any rate', async () => {
  const store = openLesson('slips-adagrad');
  for (const learningRate of [1e-4, 1e-3]) {
    const { optimizer, ...rest } = store.entrantSpec('adagrad-2');
    const { losses } = await train({ ...rest, optimizer: { ...optimizer, learningRate } });
    assert.ok(mean(losses.slice(-20)) > 2 * losses[0], `${learningRate}`);
  }
});

test("without the minus AdaGrad's steps are the others' mirror image where the gradient is constant", () => {
  const steps = [true, false].map((minusSign) => {
    const optimizer = { id: 'adagrad', learningRate: 0.125, minusSign };
    const surface = { id: 'plane', slopeX: 1, slopeY: 4 };
    return pairsOf(runSurface(engine, { surface, start: [0, 0], optimizer }, 50).points);
  });
  steps[0].forEach(([x, y], n) => assert.deepEqual(steps[1][n], [-x, -y]));
  assert.ok(steps[0][49][0] < -1);
});

test('a dropout of 1 − p for p trains worse, in loss and in accuracy', async () => {
  const store = openLesson('slips-dropout');
  const dropout = ['adam', 'adam-2'].map((id) => store.entrantSpec(id).model.layers.map((layer) => layer.dropout));
  dropout[0].slice(0, -1).forEach((p, n) => assert.ok(p > 0 && Math.abs(dropout[1][n] - (1 - p)) < 1e-12));
  const runs = await race('slips-dropout');
  startTogether(runs);
  assert.ok(mean(runs['adam-2'].losses.slice(-157)) > 2 * mean(runs.adam.losses.slice(-157)));
  assert.ok(runs['adam-2'].test.accuracy < runs.adam.test.accuracy - 0.08);
  assert.ok(runs['adam-2'].test.accuracy > 0.5, 'it does train');
});

test('decay taken for s: after the first step the network is as good as frozen', async () => {
  const store = openLesson('slips-decay');
  const [right, wrong] = ['sgd', 'sgd-2'].map((id) => store.entrantSpec(id));
  assert.ok(Math.abs(right.schedule.decaySteps * wrong.schedule.decaySteps - 1) < 1e-12, 's and 1/s');
  const runs = await race('slips-decay');
  startTogether(runs);
  assert.ok(Math.abs(runs['sgd-2'].losses[1] - runs.sgd.losses[1]) < 1e-6, 'the first step is the same');
  const [first, last] = [runs['sgd-2'].epochs[0], runs['sgd-2'].epochs.at(-1)];
  assert.ok(Math.abs(last.validationLoss / first.validationLoss - 1) < 0.01, 'nine epochs change nothing');
  assert.ok(runs['sgd-2'].test.accuracy < 0.2 && runs.sgd.test.accuracy > 0.8);
});

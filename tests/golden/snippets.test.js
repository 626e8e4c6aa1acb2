// The slides' snippets of Keras: what the page says that Keras says is what it said (snippets.py); the old decay is our power
// schedule; what stands beside each is of a script that was run.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportExperiment } from '../../wasm/export/index.js';
import { KERAS, excerpt, snippets, specOf } from '../../web/labs/race/deck.js';
import { engine, openLesson } from '../helpers/lessons.js';
import { readGolden } from './compare.js';
import { CASES } from './exports/cases.js';

const golden = readGolden('snippets.json');
const store = openLesson('keras');

test('what is quoted is what Keras said, of the code that is shown', () => {
  assert.equal(KERAS, golden.keras);
  assert.deepEqual(Object.keys(golden.attempts), snippets.map(({ id }) => id));
  for (const { id, attempts } of snippets) {
    const recorded = golden.attempts[id];
    assert.deepEqual(attempts.map(({ code, message = '' }) => [code, message]), recorded.map(({ code, says }) => [code, says]));
    for (const [n, { verdict }] of attempts.entries()) {
      assert.equal(verdict === 'refuses', recorded[n].raises, `${id}: ${verdict}`);
      assert.equal(verdict === 'ignores', /will be ignored/.test(recorded[n].says) && !recorded[n].raises, `${id}: ${verdict}`);
    }
  }
});

test('with lr renamed, the rate that Keras has does not fall', () => {
  const { rates } = golden.attempts.decay[1];
  assert.deepEqual(new Set(rates).size, 1);
});

test("Keras 2's decay, today's InverseTimeDecay and our power schedule give the same rates", () => {
  const { optimizer, schedule } = store.entrantSpec('sgd');
  const { learningRate, decay, steps, keras2, inverseTimeDecay } = golden.decay;
  assert.equal(optimizer.learningRate, learningRate);
  assert.ok(Math.abs(schedule.decaySteps * decay - 1) < 1e-15);
  const rates = engine.scheduleRates({ optimizer, schedule }, { stepsPerEpoch: 10001, epochs: 1 });
  for (const [n, t] of steps.entries()) {
    assert.ok(Math.abs(rates[t] / keras2[n] - 1) < 1e-12, `step ${t}: ${rates[t]} instead of ${keras2[n]}`);
    assert.ok(Math.abs(inverseTimeDecay[n] / keras2[n] - 1) < 1e-6, `step ${t}, in float32: ${inverseTimeDecay[n]}`);
  }
});

/** The case of the exports that has a snippet's optimizer and schedule. */
const RUN = { momentum: 'deck-momentum', nesterov: 'deck-nesterov', rmsprop: 'rmsprop-keras', adam: 'adam-keras', decay: 'deck-decay' };

for (const snippet of snippets)
  test(`${snippet.id}: what stands beside it is of its script${RUN[snippet.id] ? ', whose optimizer was run' : ''}`, () => {
    const spec = specOf({ engine, store }, snippet);
    const ours = excerpt(exportExperiment(spec, engine.catalog, 'keras').script, snippet.shows);
    assert.ok(ours.split('\n').every((line) => line.length <= 110), ours);
    if (snippet.entrant) assert.deepEqual(spec, store.entrantSpec(snippet.entrant));
    if (!RUN[snippet.id]) return;
    const { optimizer, schedule } = engine.normalize(CASES[RUN[snippet.id]]);
    assert.deepEqual([spec.optimizer, spec.schedule], [optimizer, schedule]);
  });

test('a script that has no such part is an error', () => {
  assert.throws(() => excerpt('def a():\n    pass\n', ['make_optimizer']), /no "def make_optimizer\("/);
});

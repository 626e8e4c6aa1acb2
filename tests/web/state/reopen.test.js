// Runs of a record give the state back that they were of: of a race, of the regularization lab, of the command line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import * as regularization from '../../../web/labs/regularization/settings.js';
import * as race from '../../../web/labs/race/settings.js';
import { reopen } from '../../../web/state/reopen.js';
import { createStore } from '../../../web/state/store.js';

const engine = await loadEngine();

/** @param {string} hash */
function opened(hash) {
  const store = createStore({ labs: ['race', 'regularization'], presets: [], languages: ['en'] });
  store.useEngine(engine);
  store.open(hash);
  store.addLab('race', { settings: race.settingsFor(engine.catalog) });
  store.addLab('regularization', { settings: regularization.settingsFor(), contest: regularization.contest });
  return store;
}

/** The runs of a state, as a record has them. @param {ReturnType<typeof opened>} store @param {string} key */
const runsOf = (store, key) =>
  Array.from({ length: store.state.values.seeds }).flatMap((_, k) =>
    store.state.values[key].map((/** @type {string} */ id) => {
      const spec = store.entrantSpec(id);
      return { name: `${id}, seed ${spec.seed + k}`, spec: { ...spec, seed: spec.seed + k } };
    }),
  );

for (const [key, hash] of /** @type {const} */ ([
  ['optimizers', 'lab=race'],
  [
    'optimizers',
    'lab=race&optimizers=sgd,adam,adam-2&convention=keras&seeds=3&layers=50,30,10&adam-2.optimizer.beta1=0.5',
  ],
  [
    'optimizers',
    'lab=race&optimizers=adam&spec.model.layers[*].l2=0.01&spec.schedule.id=power&spec.schedule.decaySteps=70',
  ],
  [
    'optimizers',
    'lab=race&optimizers=sgd,adagrad&spec.data.scaling=standard&spec.seed=99&sgd.optimizer.learningRate=0.5',
  ],
  ['entrants', 'lab=regularization'],
  [
    'entrants',
    'lab=regularization&entrants=none,dropout,dropout-2,batchnorm&layers=40,20,10&dropout-2.model.layers[hidden].dropout=0.2&seeds=2',
  ],
  ['entrants', 'lab=regularization&entrants=max-norm,augmentation&spec.model.layers[*].activation=tanh&spec.epochs=3'],
]))
  test(`${hash} comes back`, () => {
    const runs = runsOf(opened(hash), key);
    const store = opened(`lab=${hash.slice(4).split('&')[0]}&spec.epochs=7`);
    assert.equal(reopen(store, key, runs), true, store.link());
    assert.deepEqual(runsOf(store, key), runs);
    assert.deepEqual(store.problems, []);
    assert.deepEqual(runsOf(opened(store.link()), key), runs, 'its link says as much');
  });

test('a run of the command line is the one contestant of either lab', () => {
  const spec = engine.normalize({ optimizer: { id: 'rmsprop', rho: 0.5 }, epochs: 3, model: { layers: [{}] } });
  for (const [lab, key, id] of [
    ['race', 'optimizers', 'rmsprop'],
    ['regularization', 'entrants', 'none'],
  ]) {
    const store = opened(`lab=${lab}`);
    assert.equal(reopen(store, key, [{ name: '', spec }]), true, store.link());
    assert.deepEqual(store.state.values[key], [id]);
    assert.deepEqual(store.entrantSpec(id), spec);
  }
});

test('more than a lab can have leaves the state as it was, and says so', () => {
  const store = opened('lab=race&spec.epochs=7');
  const runs = Array.from({ length: 10 }, (_, n) => ({
    name: '',
    spec: engine.normalize({ optimizer: { id: 'sgd' }, epochs: n + 1 }),
  }));
  const link = store.link();
  assert.equal(reopen(store, 'optimizers', runs), false);
  assert.equal(store.link(), link);
});

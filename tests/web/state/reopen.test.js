// Runs of a record give the state back that they were of: of a race, of the regularization lab, of the command line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import * as regularization from '../../../web/labs/regularization/settings.js';
import * as depth from '../../../web/labs/depth/settings.js';
import * as race from '../../../web/labs/race/settings.js';
import { ordersOf } from '../../../web/labs/uncertainty/orders.js';
import { reopenPlan } from '../../../web/labs/uncertainty/reopen.js';
import * as uncertainty from '../../../web/labs/uncertainty/settings.js';
import { common, reopen } from '../../../web/state/reopen.js';
import { createStore } from '../../../web/state/store.js';

const engine = await loadEngine();

/** @param {string} hash */
function opened(hash) {
  const store = createStore({
    labs: ['race', 'regularization', 'uncertainty', 'depth'],
    presets: [],
    languages: ['en'],
  });
  store.useEngine(engine);
  store.open(hash);
  store.addLab('race', { settings: race.settingsFor(engine.catalog) });
  store.addLab('regularization', { settings: regularization.settingsFor(), contest: regularization.contest });
  store.addLab('depth', { settings: depth.settingsFor(), contest: depth.contest });
  store.addLab('uncertainty', {
    settings: uncertainty.settingsFor(engine.catalog),
    contest: uncertainty.contest,
  });
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

/** More values of layers than a link has changes: those of a contestant's twenty layers are one change each. */
const deep = ['plain', ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `plain-${n}`)];
const widely = (/** @type {string} */ id) =>
  ['activation=tanh', 'l2=0.001', 'initializer=glorot_normal'].map((what) => `${id}.model.layers[hidden].${what}`);

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
  ['entrants', `lab=depth&entrants=${deep.join(',')}&${deep.slice(1).flatMap(widely).join('&')}`],
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

test('a contestant with fewer seeds than another is told: the lab would run more', () => {
  const runs = runsOf(opened('lab=race&optimizers=sgd,adam&seeds=2'), 'optimizers');
  assert.equal(reopen(opened('lab=race'), 'optimizers', runs), true);
  assert.equal(reopen(opened('lab=race'), 'optimizers', runs.slice(0, 3)), false);
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

/** What the uncertainty lab would train, as a record has it. @param {ReturnType<typeof opened>} store */
function planned(store) {
  const plan = uncertainty.planOf(store.spec(), store.state.values);
  if (store.state.values.view !== 'compare') return [{ name: 'own', spec: plan.dropout }];
  return ordersOf(plan).map(({ id, spec, options }) => ({ name: id, spec, member: options?.member }));
}

for (const hash of [
  'lab=uncertainty&network=own',
  'lab=uncertainty&network=own&dropout=0.35&layers=30,10&spec.data.scaling=unit&spec.seed=8&spec.epochs=2',
  'lab=uncertainty&view=compare&members=3&trainings=2&membersDropout=false&layers=40,20,20,10&spec.seed=4294967295',
])
  test(`${hash} comes back`, () => {
    const runs = planned(opened(hash));
    const store = opened('lab=uncertainty&view=compare&dropout=0.1');
    assert.equal(reopenPlan(store, runs, common), true, store.link());
    assert.deepEqual(planned(store), runs);
    assert.deepEqual(planned(opened(store.link())), runs, 'its link says as much');
  });

test('members without the network that they are compared with, and more than the lab takes, leave it or are told', () => {
  const store = opened('lab=uncertainty&view=compare&members=3&trainings=1');
  const runs = planned(store);
  const link = store.link();
  assert.equal(reopenPlan(store, runs.slice(1), common), false);
  const wide = structuredClone(runs);
  for (const { spec } of wide) spec.bagging.models = 1000;
  assert.equal(reopenPlan(store, wide, common), false);
  assert.equal(store.link(), link);
  assert.equal(reopenPlan(store, runs.slice(0, 3), common), false, 'not all of them: the lab would run more');
  assert.equal(store.state.values.members, 3);
});

// The page's state goes to a link and comes back the same; what a link has wrong is refused and told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { mergePaths, withPaths } from '../../../web/state/paths.js';
import { readHash, readLayers, writeHash, writeLayers } from '../../../web/state/url.js';
import { engine, makeStore } from '../../helpers/store.js';

const keys = engine.catalog.optimizers.map(({ key }) => key);

const labs = {
  race: [
    { key: 'optimizers', kind: 'list', options: keys, default: ['sgd', 'adam'] },
    { key: 'seeds', kind: 'integer', min: 1, max: 20, default: 1 },
    { key: 'convention', kind: 'choice', options: ['slides', 'keras', 'pytorch'], default: 'slides' },
  ],
  rate: [{ key: 'view', kind: 'choice', options: ['sweep', 'finder'], default: 'sweep' }],
};
const presets = [
  {
    id: 'slow',
    lab: 'race',
    values: { seeds: 3 },
    spec: { epochs: 2, 'schedule.id': 'power', 'schedule.decaySteps': 50 },
    entrants: { 'adam-2': { 'optimizer.biasCorrection': false } },
  },
  {
    id: 'apart',
    lab: 'race',
    spec: { 'schedule.id': 'power', 'model.layers': [{ units: 9 }, { units: 8 }, { units: 10 }] },
    entrants: { sgd: { 'optimizer.learningRate': 0.2, 'schedule.decaySteps': 50, 'model.layers[1].dropout': 0.5 } },
  },
];
const make = () =>
  makeStore({
    presets,
    parts: { race: { settings: labs.race }, rate: { settings: labs.rate } },
  });

test('an empty link opens the first lab with its defaults, and its link names only the lab and its version', () => {
  const store = make();
  store.open('');
  assert.equal(store.state.lab, 'race');
  assert.deepEqual(store.state.values, { optimizers: ['sgd', 'adam'], seeds: 1, convention: 'slides' });
  assert.deepEqual(store.spec(), engine.normalize({}));
  assert.equal(store.link(), '#lab=race&v=2');
  assert.deepEqual(store.problems, []);
});

test('every change goes into the link, and the link gives the same state back', () => {
  const store = make();
  store.open('#lab=race&preset=slow');
  store.setValue('seeds', 5);
  store.setValue('optimizers', ['adam', 'adam-2', 'momentum']);
  store.setSpec('batchSize', 64);
  store.setSpec('model.layers', [{ units: 64, activation: 'elu' }, { units: 10 }]);
  store.setSpec('schedule.id', 'exponential');
  store.setSpec('schedule.decaySteps', 700);
  store.setEntrant('adam-2', 'optimizer.learningRate', 0.01);
  store.setPage('language', 'en');
  const other = make();
  other.open(store.link());
  assert.deepEqual(other.problems, []);
  assert.deepEqual(other.state, { ...store.state, spec: other.state.spec });
  assert.deepEqual(other.spec(), store.spec());
  assert.deepEqual(other.entrantSpec('adam-2'), store.entrantSpec('adam-2'));
  assert.equal(other.entrantSpec('adam-2').optimizer.biasCorrection, false);
  assert.equal(other.entrantSpec('adam-2').schedule.decaySteps, 700);
});

test('a value back at its default leaves the link', () => {
  const store = make();
  store.open('');
  store.setSpec('batchSize', 64);
  assert.match(store.link(), /batchSize=64/);
  store.setSpec('batchSize', 32);
  store.setEntrant('adam', 'optimizer.learningRate', 0.1);
  store.setEntrant('adam', 'optimizer.learningRate', 0.001);
  assert.equal(store.link(), '#lab=race&v=2');
});

test('a value that is the default of another set only stays in the link', () => {
  const store = make();
  store.open('#lab=rate');
  const { trainSize } = engine.normalize({}).data;
  store.setSpec('data.set', 'full');
  assert.notEqual(store.spec().data.trainSize, trainSize);
  store.setSpec('data.trainSize', trainSize);
  assert.equal(store.spec().data.trainSize, trainSize);
  assert.equal(store.link(), `#lab=rate&spec.data.set=full&spec.data.trainSize=${trainSize}`);
  store.setSpec('data.scaling', 'standard');
  store.setSpec('data.set', 'starter');
  assert.equal(store.link(), '#lab=rate&spec.data.scaling=standard', 'how pixels are scaled has nothing to do with it');
});

test('wrong values of a link are refused one by one; the others hold', () => {
  const store = make();
  store.open(
    '#lab=race&seeds=99&spec.batchSize=0&spec.epochs=3&spec.foo=1&adam.optimizer.beta1=2&bar=1&lang=fr&layers=x:relu,10' +
      '&adam.optimizer.epsilon=0.1',
  );
  assert.deepEqual(
    store.problems.map(({ key }) => key).sort(),
    ['adam.optimizer.beta1', 'bar', 'lang', 'seeds', 'spec.batchSize', 'spec.foo', 'layers'].sort(),
  );
  assert.equal(store.state.values.seeds, 1);
  assert.equal(store.spec().epochs, 3);
  assert.equal(store.spec().batchSize, 32);
  assert.equal(store.entrantSpec('adam').optimizer.epsilon, 0.1);
  assert.equal(store.problems.find(({ key }) => key === 'seeds').allowed, '1..20');
  assert.equal(store.problems.find(({ key }) => key === 'spec.batchSize').allowed, '1..60000');
});

test('an unknown lab or preset is refused', () => {
  const store = make();
  store.open('#lab=nope&preset=none');
  assert.deepEqual(
    store.problems.map(({ key }) => key),
    ['lab', 'preset'],
  );
  assert.equal(store.state.lab, 'race');
});

test('a refused change leaves everything as it was', () => {
  const store = make();
  store.open('');
  assert.throws(() => store.setSpec('batchSize', 0), { name: 'SpecError', path: 'batchSize' });
  assert.throws(() => store.setValue('seeds', 0), RangeError);
  assert.equal(store.link(), '#lab=race&v=2');
});

test('a new schedule takes along what hung on the old one', () => {
  assert.deepEqual(
    mergePaths({ 'schedule.id': 'power', 'schedule.exponent': 2, seed: 3 }, { 'schedule.id': 'cosine' }),
    { 'schedule.id': 'cosine', seed: 3 },
  );
  assert.deepEqual(withPaths({ a: { b: 1 } }, { 'a.c[1]': 2 }), { a: { b: 1, c: Object.assign([], { 1: 2 }) } });
});

test('a value takes along its own parts, and none whose name only begins alike', () => {
  const scale = 'model.layers[0].initializerScale';
  assert.deepEqual(mergePaths({ [scale]: 2 }, { 'model.layers[0].initializer': 'zeros' }), {
    [scale]: 2,
    'model.layers[0].initializer': 'zeros',
  });
  assert.deepEqual(
    mergePaths({ [scale]: 2, 'schedule.rates[1]': 3 }, { 'model.layers[0]': {}, 'schedule.rates': [1] }),
    {
      'model.layers[0]': {},
      'schedule.rates': [1],
    },
  );
  const store = make();
  store.open('#lab=race&spec.model.layers[0].initializer=zeros&spec.model.layers[0].initializerScale=0.001');
  store.setSpec('model.layers[0].initializer', 'he_normal');
  assert.equal(store.spec().model.layers[0].initializerScale, 0.001);
});

test('texts survive the hash whatever they hold', () => {
  const pairs = [
    ['a', 'x&y=z#%'],
    ['ñ', '10 %'],
    ['spec.model.layers[0].units', '3'],
  ];
  assert.deepEqual(readHash(writeHash(pairs)).pairs, pairs);
  assert.deepEqual(readHash('#a=%E0%A4%A').pairs, [['a', '%E0%A4%A']]);
});

test('a network is short in a link', () => {
  const layers = [{ units: 300, activation: 'relu' }, { units: 10 }];
  assert.equal(writeLayers(layers), '300:relu,10');
  assert.deepEqual(readLayers(writeLayers(layers)), layers);
});

test("what a lesson says of one contestant gives way where the reader's changes leave no place for it", () => {
  const store = make();
  store.open('#preset=apart');
  const spec = () => store.entrantSpec('sgd');
  assert.deepEqual([spec().schedule.decaySteps, spec().model.layers[1].dropout], [50, 0.5]);
  store.setSpec('schedule.id', 'constant');
  store.setSpec('model.layers', [{ units: 20 }, { units: 10 }]);
  assert.deepEqual(
    spec(),
    engine.normalize({
      optimizer: { id: 'sgd', learningRate: 0.2 },
      model: { layers: [{ units: 20 }, { units: 10 }] },
    }),
  );
  const other = make();
  other.open(store.link());
  assert.deepEqual([other.entrantSpec('sgd'), other.problems], [spec(), []]);
});

test('a lab whose contestants are no optimizers has their specs from its contest', () => {
  const contest = {
    kinds: ['none', 'l2', 'dropout'],
    spec: { epochs: 50, 'optimizer.learningRate': 0.002 },
    pathsOf: (kind) =>
      ({ none: {}, l2: { 'model.layers[*].l2': 0.003 }, dropout: { 'model.layers[hidden].dropout': 0.5 } })[kind],
  };
  const settings = [{ key: 'entrants', kind: 'list', options: contest.kinds, default: contest.kinds }];
  const store = makeStore({ parts: { contest: { settings, contest } }, presets: [] });
  const of = (id, key) => store.entrantSpec(id).model.layers.map((layer) => layer[key]);
  store.open('');
  assert.deepEqual(
    [store.spec().epochs, store.spec().optimizer.learningRate, store.link()],
    [50, 0.002, '#lab=contest&v=2'],
  );
  assert.deepEqual(
    [of('none', 'l2'), of('l2', 'l2'), of('dropout', 'dropout')],
    [
      [0, 0, 0],
      [0.003, 0.003, 0.003],
      [0.5, 0.5, 0],
    ],
  );
  // Another network has the same strengths in all its layers.
  store.setSpec('model.layers', [{ units: 30 }, { units: 10 }]);
  assert.deepEqual(
    [of('l2', 'l2'), of('dropout', 'dropout')],
    [
      [0.003, 0.003],
      [0.5, 0],
    ],
  );
  store.setEntrant('l2-2', 'model.layers[*].l2', 0.1);
  assert.equal(store.link(), '#lab=contest&v=2&layers=30,10&l2-2.model.layers[*].l2=0.1');
  store.setEntrant('l2-2', 'model.layers[*].l2', 0.003);
  assert.equal(store.link(), '#lab=contest&v=2&layers=30,10');
  assert.throws(() => store.setEntrant('l2', 'model.layers[*].l2', -1), /model\.layers\[0\]\.l2/);
  assert.deepEqual(store.state.entrants, {});
  store.open('#lab=contest&l2.model.layers[*].l2=99&dropout.model.layers[hidden].dropout=0.2&adam.epochs=3');
  assert.deepEqual(
    store.problems.map(({ key }) => key),
    ['l2.model.layers[*].l2', 'adam.epochs'],
  );
  assert.deepEqual(
    [of('l2', 'l2'), of('dropout', 'dropout')],
    [
      [0.003, 0.003, 0.003],
      [0.2, 0.2, 0],
    ],
  );
});

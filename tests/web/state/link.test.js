// A link opens whatever it says: nothing of it reaches beyond the state, it asks little of the engine, and what it does not get
// is told. The work is counted, not timed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeDrawing } from '../../../web/labs/uncertainty/drawing.js';
import { presets } from '../../../web/lessons/index.js';
import { linkOf, readPage } from '../../../web/state/url.js';
import { createStore } from '../../../web/state/store.js';
import { engine, labs, makeStore } from '../../helpers/store.js';

const KINDS = engine.catalog.optimizers.map(({ key }) => key);
const ids = KINDS.flatMap((kind) => [kind, ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${kind}-${n}`)]);
const many = (count, part) => Array.from({ length: count }, (_, n) => part(n)).join('&');

/** Every choice of the catalog, as a link names it, with what has to be said before it where it hangs on an id. */
const choices = [
  ...Object.entries(engine.catalog.spec).map(([section, fields]) => ({
    start: { root: '', layer: 'model.layers[0].' }[section] ?? `${section}.`,
    fields,
    id: '',
  })),
  ...['optimizer', 'schedule'].flatMap((section) =>
    engine.catalog[`${section}s`].map(({ key, hyperparameters }) => ({
      start: `${section}.`,
      fields: hyperparameters,
      id: `spec.${section}.id=${key}&`,
    })),
  ),
].flatMap(({ start, fields, id }) =>
  fields.filter(({ kind }) => kind === 'choice').map(({ key }) => ({ path: `spec.${start}${key}`, id })),
);

/** Values that JavaScript makes no text of. */
const TEXTLESS = ['{"toString":1}', '[{"toString":1}]', '{"valueOf":1,"toString":null}'];

/** More than any reader's link needs; a check takes about a tenth of a millisecond, and of 32 layers one or two. */
const MOST_CHECKS = 140;
const MOST_TOLD = 10;

/** A store that has opened a link, and how often it has asked the engine. @param {string} hash */
function opened(hash) {
  let checks = 0;
  const normalize = (spec) => {
    checks++;
    return engine.normalize(spec);
  };
  const store = makeStore({ engine: { catalog: engine.catalog, normalize } });
  store.open(hash);
  return { store, checks };
}

const keysOf = (store) => store.problems.map(({ key }) => key);

const hostile = {
  'a prototype': 'spec.__proto__.x=1',
  'a prototype as a value': 'spec.model={"__proto__":{"x":1}}&spec.__proto__={"x":1}',
  'the prototype of a constructor': 'spec.constructor.prototype.x=1&spec.model.constructor.prototype.x=1',
  "a contestant's prototype":
    'adam.__proto__.x=1&adam.constructor.prototype.x=1&__proto__.x=1&__proto__.optimizer.beta1=0.5',
  'the prototype of a lab': 'lab=regularization&none.__proto__.x=1&constructor.epochs=3',
  'what every object has, as a lab': 'lab=toString',
  'what every object has, as a lesson': 'preset=constructor&lang=__proto__&theme=valueOf',
  'a number in place of a section': 'spec.model=3&spec.model.layers[0].units=4',
  'a number in place of a list': 'spec.schedule.id=piecewise&spec.schedule.rates=5&spec.schedule.rates[0]=4',
  'a part of a number': 'spec.epochs.x=3&spec.epochs[0]=3',
  '50,000 brackets in a value': `spec.schedule.id=piecewise&spec.schedule.rates=${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  '50,000 brackets in a key': `spec.model${'['.repeat(50_000)}=1&spec.model${'[0]'.repeat(50_000)}=1`,
  'a deep network': `spec.model.layers=${'['.repeat(1400)}${']'.repeat(1400)}`,
  '1,600 unknown keys': many(1600, (n) => `foo${n}=1`),
  '1,600 unknown values of the spec': many(1600, (n) => `spec.foo${n}=1`),
  '1,600 wrong values of contestants': many(1600, (n) => `${ids[n % ids.length]}.optimizer.beta${n}=7`),
  'all contestants, each with values that do not fit each other': ids
    .map((id) => `${id}.schedule.id=piecewise&${id}.schedule.rates=[1,2]&${id}.schedule.boundaries=[3,2,1]`)
    .join('&'),
  'layers that nobody has': many(100, (n) => `spec.model.layers[${n}].units=7`),
  'the same key 100,000 times': many(100_000, (n) => `spec.epochs=${n}`),
  'ten thousand contestants': `optimizers=${Array(10_000).fill('adam').join(',')}`,
  'a text of a million letters': `drawing=${'A'.repeat(1_000_000)}&lab=uncertainty`,
  'a gigabyte network': `layers=${Array(500).fill(4096).join(',')}&spec.batchSize=60000`,
  'nothing but separators': '&'.repeat(50_000) + '='.repeat(1000),
  'values without a text, for all that is chosen': choices
    .flatMap(({ path, id }) => TEXTLESS.map((value) => `${id}${path}=${value}`))
    .join('&'),
  "values without a text, for a contestant's choices":
    'lab=regularization&l2.schedule.id={"toString":1}&l2.optimizer.convention={"toString":1}&l2.data.set=[["full"]]',
  'broken characters': 'spec.%E0%A4%A=1&%=%&a%00b=1&spec.\ud800=1',
};

describe('a link opens whatever it says', () => {
  for (const [name, hash] of Object.entries(hostile))
    test(name, () => {
      const { store, checks } = opened(`#${hash}`);
      assert.deepEqual(Object.keys(Object.prototype), [], 'no object has got anything');
      assert.equal({}.x, undefined);
      assert.equal(Object.getPrototypeOf(store.state.spec), Object.prototype);
      assert.ok(checks <= MOST_CHECKS, `the engine has looked at ${checks} specs`);
      assert.ok(store.problems.length <= MOST_TOLD, `${store.problems.length} are told`);
      for (const { key, value } of store.problems) assert.ok(key.length + value.length < 150, 'what is told is short');
      assert.ok(store.link().length < 10_000, `a link of ${store.link().length} letters`);
      const specs = (store.state.values.optimizers ?? []).map((id) => store.entrantSpec(id));
      assert.ok(specs.length <= 81);
      assert.deepEqual(opened(store.link()).store.state, store.state, 'and what is left of it is a link');
    });
});

test('what a link does not get is told, up to ten of it and how many more there are', () => {
  const { store } = opened(`#${hostile['1,600 unknown keys']}`);
  assert.deepEqual(
    keysOf(store),
    Array.from({ length: 10 }, (_, n) => `foo${n}`),
  );
  assert.equal(store.moreProblems, 1590);
  store.open('#lab=race');
  assert.deepEqual([store.problems, store.moreProblems], [[], 0]);
});

test('each of the hostile keys is told by the name that it has in the link', () => {
  const told = (name) => keysOf(opened(`#${hostile[name]}`).store);
  assert.deepEqual(told('a prototype'), ['spec.__proto__.x']);
  assert.deepEqual(told('a number in place of a section'), ['spec.model']);
  assert.deepEqual(told('what every object has, as a lab'), ['lab']);
  assert.deepEqual(told('a number in place of a list'), ['spec.schedule.rates']);
});

test('a choice takes an option and nothing that has its text, or none', () => {
  assert.ok(choices.length > 13, `${choices.length} choices`);
  for (const { path, id } of choices)
    for (const value of [...TEXTLESS, '["sgd"]', '[["full"]]']) {
      const { store } = opened(`#${id}${path}=${value}`);
      assert.deepEqual(keysOf(store), [path], `${path}=${value}`);
    }
});

test('as many contestants as there can be keep what a link says of them', () => {
  const { store } = opened(`#${ids.map((id, n) => `${id}.epochs=${n + 1}`).join('&')}`);
  assert.deepEqual(store.problems, []);
  assert.deepEqual(
    ids.map((id) => store.entrantSpec(id).epochs),
    ids.map((_, n) => n + 1),
  );
});

test('a contestant that is named twice runs once, and that is told', () => {
  const { store } = opened('#optimizers=adam,adam,sgd');
  assert.deepEqual(store.state.values.optimizers, ['adam', 'sgd']);
  assert.deepEqual(store.problems, [{ key: 'optimizers', value: 'adam,adam,sgd', reason: 'repeated' }]);
});

test('of more contestants than a rail can add the first stand, and that is told', () => {
  const { store } = opened(`#optimizers=${ids.join(',')}`);
  const most = 4 * KINDS.length;
  assert.ok(ids.length > most);
  assert.deepEqual(store.state.values.optimizers, ids.slice(0, most));
  assert.deepEqual(
    store.problems.map(({ key, reason, allowed }) => ({ key, reason, allowed })),
    [{ key: 'optimizers', reason: 'tooMany', allowed: String(most) }],
  );
  assert.throws(() => store.setValue('optimizers', ids), /optimizers must be/);
  assert.equal(opened(`#optimizers=${ids.slice(0, most).join(',')}`).store.problems.length, 0);
});

test('a contestant that there is not leaves the others in the race, and is told', () => {
  const { store } = opened('#optimizers=adam,adan,sgd-2');
  assert.deepEqual(store.state.values.optimizers, ['adam', 'sgd-2']);
  const [{ reason, value }] = store.problems;
  assert.deepEqual([store.problems.length, reason, value], [1, 'partly', 'adam,adan,sgd-2']);
  assert.deepEqual(opened('#optimizers=adan').store.problems[0].reason, undefined);
});

test('a lesson of another lab is told, with the lab that it is of', () => {
  const { store } = opened('#lab=rate&preset=momentum');
  assert.deepEqual([store.state.lab, store.state.preset], ['rate', null]);
  assert.deepEqual(store.problems, [{ key: 'preset', value: 'momentum', reason: 'otherLab', allowed: 'surfaces' }]);
});

test('a lab that there is not does not take its lesson along', () => {
  const { store } = opened('#lab=nope&preset=momentum');
  assert.deepEqual([store.state.lab, store.state.preset, keysOf(store)], ['surfaces', 'momentum', ['lab']]);
});

describe('a part of a network holds over the whole of it, wherever it stands in the link', () => {
  const unitsOf = (hash) =>
    opened(hash)
      .store.spec()
      .model.layers.map(({ units }) => units);

  test('of the link', () => {
    const parts = ['layers=30,20,10', 'spec.model.layers[1].units=5', 'spec.model.layers[0].dropout=0.5'];
    for (const order of [parts, parts.toReversed(), [parts[1], parts[0], parts[2]]])
      assert.deepEqual(unitsOf(`#${order.join('&')}`), [30, 5, 10]);
  });

  test("of a lesson, whose parts give way to the link's whole", () => {
    assert.deepEqual(unitsOf('#preset=together'), [512, 256, 10]);
    assert.deepEqual(unitsOf('#preset=together&layers=30,10'), [30, 10]);
    assert.deepEqual(unitsOf('#preset=together&spec.model.layers[1].units=7&layers=30,20,10'), [30, 7, 10]);
  });

  test('of a contestant, whose layers all have what is said of all, and one what is said of it', () => {
    const parts = ['l2.model.layers[*].l2=0.1', 'l2.model.layers[1].l2=0.2', 'layers=30,20,10'];
    for (const order of [parts, parts.toReversed()]) {
      const { store } = opened(`#lab=regularization&${order.join('&')}`);
      assert.deepEqual(
        store.entrantSpec('l2').model.layers.map(({ l2 }) => l2),
        [0.1, 0.2, 0.1],
      );
    }
  });
});

describe('a text that is none of its kind is told, and not kept', () => {
  for (const [hash, key, allowed] of [
    ['lab=surfaces&start=abc', 'start', '-1000..1000'],
    ['lab=surfaces&start=5000,0', 'start', '-1000..1000'],
    ['lab=surfaces&selected=nobody', 'selected', KINDS.join(', ')],
    ['lab=uncertainty&source=drawing&drawing=%C3%A9%C3%A9', 'drawing', ''],
    [`lab=uncertainty&source=drawing&drawing=${'A'.repeat(1100)}`, 'drawing', ''],
  ])
    test(hash.slice(0, 60), () => {
      const { store } = opened(`#${hash}`);
      assert.deepEqual([keysOf(store), store.problems[0].allowed], [[key], allowed]);
      assert.equal(store.link(), `#${hash.slice(0, hash.indexOf(`&${key}=`))}`);
    });

  test('and one that is stays', () => {
    for (const link of [
      '#lab=surfaces&start=-1000,0.5&selected=adam-2',
      `#lab=uncertainty&source=drawing&drawing=${encodeDrawing(Array.from({ length: 784 }, (_, n) => (n * 7919) % 256))}`,
    ]) {
      const { store } = opened(link);
      assert.deepEqual([store.problems, store.link()], [[], link]);
    }
  });
});

test('values of a spec that do not fit each other leave the other sections alone', () => {
  const { store } = opened('#spec.model.layers[5].units=7&spec.epochs=3&spec.batchSize=64');
  assert.deepEqual(keysOf(store), ['spec.model.layers[5].units']);
  assert.deepEqual([store.spec().epochs, store.spec().batchSize], [3, 64]);
});

describe('what a link means by what it does not say', () => {
  const seedsOf = (hash) => opened(hash).store.state.values.seeds;

  test('is one seed in links without a version, three in those of today', () => {
    for (const lab of ['race', 'regularization']) {
      assert.equal(seedsOf(`#lab=${lab}`), 1);
      assert.equal(seedsOf(linkOf(lab)), 3);
      assert.equal(seedsOf(`#lab=${lab}&seeds=5`), 5);
    }
    assert.equal(seedsOf('#preset=adam'), 1);
    assert.equal(seedsOf(linkOf('race', 'adam')), 3);
    assert.equal(seedsOf('#'), 3, 'who says nothing gets what is there today');
  });

  test('stays what it was, whatever is changed; another lab is one of today', () => {
    const { store } = opened('#lab=race&preset=adam');
    store.setSpec('epochs', 3);
    assert.equal(store.link(), '#lab=race&preset=adam&spec.epochs=3');
    store.reset();
    assert.deepEqual([store.link(), store.state.values.seeds], ['#lab=race&preset=adam', 1]);
    store.setValue('seeds', 3);
    assert.equal(store.link(), '#lab=race&preset=adam&seeds=3');
    store.show('race', 'adam');
    assert.deepEqual([store.link(), store.state.values.seeds], [linkOf('race', 'adam'), 3]);
    store.setValue('seeds', 1);
    assert.equal(store.link(), '#lab=race&preset=adam&v=2&seeds=1');
    assert.equal(seedsOf(store.link()), 1);
  });

  test('is told of a version that nobody knows', () => {
    const { store } = opened('#lab=race&v=3');
    assert.deepEqual(store.problems, [{ key: 'v', value: '3', allowed: '1, 2' }]);
    // Who names a version is not one of those who knew none.
    assert.deepEqual([store.link(), store.state.values.seeds], ['#lab=race&v=2', 3]);
  });

  test('is seconds of work in each lesson: three seeds, or one where that would be minutes or seconds are compared', () => {
    const ones = [];
    for (const { id, lab } of presets.filter((one) => ['race', 'regularization'].includes(one.lab))) {
      const { store } = opened(linkOf(lab, id));
      const { seeds, stopSeconds = 0, optimizers, entrants } = store.state.values;
      if (seeds === 1) ones.push(id);
      if (seeds === 1 || stopSeconds > 0) continue;
      assert.equal(seeds, 3, id);
      const specs = (optimizers ?? entrants).map((one) => store.entrantSpec(one));
      const widths = ({ model }) => [784, ...model.layers.map(({ units }) => units)];
      const weights = (spec) => widths(spec).reduce((sum, units, n, all) => sum + units * (all[n + 1] ?? 0), 0);
      // Three products a weight, image and epoch; a core does some 10¹⁰ of them in a second.
      const work = specs.reduce((sum, one) => sum + 3 * weights(one) * one.data.trainSize * one.epochs, 0) * seeds;
      assert.ok(work < 1.5e12, `${id}: ${work.toExponential(1)} multiplications`);
    }
    assert.deepEqual(ones.sort(), ['gd', 'together']);
  });
});

test('who is compared with is in the link, as a contestant or a second of its kind', () => {
  const { store } = opened('#lab=race&optimizers=sgd,adam,adam-2&reference=adam-2');
  assert.deepEqual([store.problems, store.state.values.reference], [[], 'adam-2']);
  assert.equal(store.link(), '#lab=race&optimizers=sgd,adam,adam-2&reference=adam-2');
  assert.deepEqual(keysOf(opened('#lab=race&reference=nobody').store), ['reference']);
});

describe('before a lab is there', () => {
  const options = { labs: [...Object.keys(labs), 'contents'], presets, languages: ['es', 'en', 'pt'] };

  test('a link says which it is, in which language and theme', () => {
    assert.deepEqual(readPage('#preset=momentum&lang=pt&theme=dark&kappa=3', options), {
      lab: 'surfaces',
      preset: 'momentum',
      language: 'pt',
      theme: 'dark',
      version: 1,
    });
    assert.deepEqual(readPage('#lang=fr&v=2', options), {
      lab: 'race',
      preset: null,
      language: 'es',
      theme: 'auto',
      version: 2,
    });
  });

  test('the state has that, and the rest when the lab has come', () => {
    const store = createStore(options);
    const seen = [];
    store.subscribe((_, __, what) => seen.push(what));
    store.open('#lab=race&seeds=3&spec.epochs=4&adam.optimizer.beta1=0.5&nonsense=1');
    assert.deepEqual([store.state.lab, store.state.ready, store.state.values], ['race', false, {}]);
    assert.equal(store.link(), '#lab=race&seeds=3&spec.epochs=4&adam.optimizer.beta1=0.5&nonsense=1');
    store.setPage('language', 'en');
    assert.equal(store.link(), '#lab=race&lang=en&seeds=3&spec.epochs=4&adam.optimizer.beta1=0.5&nonsense=1');
    store.useEngine(engine);
    store.addLab('rate', labs.rate);
    assert.equal(store.state.ready, false);
    store.addLab('race', labs.race);
    assert.deepEqual([store.state.ready, store.state.values.seeds, store.state.language], [true, 3, 'en']);
    assert.deepEqual([store.spec().epochs, store.entrantSpec('adam').optimizer.beta1], [4, 0.5]);
    assert.deepEqual(keysOf(store), ['nonsense']);
    assert.deepEqual(seen, ['open', 'page', 'ready']);
  });

  test('what a lab failed of can be tried again', () => {
    const store = createStore(options);
    let fails = true;
    const normalize = (spec) => {
      if (fails) throw new WebAssembly.RuntimeError('unreachable');
      return engine.normalize(spec);
    };
    store.useEngine({ catalog: engine.catalog, normalize });
    const seen = [];
    store.open('#lab=race&spec.epochs=4');
    store.subscribe((_, __, what) => seen.push(what));
    assert.throws(() => store.addLab('race', labs.race), WebAssembly.RuntimeError);
    assert.deepEqual([store.state.ready, seen], [false, []]);
    fails = false;
    store.addLab('race', labs.race);
    assert.deepEqual([store.state.ready, store.spec().epochs, seen], [true, 4, ['ready']]);
  });

  test('what is to be changed in it waits; the last wish counts', () => {
    const store = createStore(options);
    store.useEngine(engine);
    store.show('rate');
    store.open('#lab=race&seeds=4');
    store.show('race', null, ({ values }) => ({ values: { ...values, seeds: 5 }, spec: { epochs: 2 } }));
    assert.equal(store.link(), '#lab=race&v=2', 'what was wanted before is wanted no more');
    store.addLab('rate', labs.rate);
    assert.deepEqual([store.state.lab, store.state.ready], ['race', false]);
    store.addLab('race', labs.race);
    assert.deepEqual([store.state.values.seeds, store.spec().epochs], [5, 2]);
    assert.equal(store.link(), '#lab=race&v=2&seeds=5&spec.epochs=2');
  });

  test('a lab that trains nothing needs no engine, and takes nothing that is trained', () => {
    const store = createStore(options);
    store.addLab('contents', { settings: [], contest: null });
    store.open('#lab=contents&spec.epochs=3&layers=3&adam.epochs=3&theme=dark');
    assert.deepEqual([store.state.ready, store.state.spec, store.state.theme], [true, {}, 'dark']);
    assert.deepEqual(keysOf(store), ['spec.epochs', 'layers', 'adam.epochs']);
  });
});

test('of a network that is said in two ways, one of them amiss, the other holds where it comes last', () => {
  const store = makeStore();
  store.open('#lab=race&v=2&spec.model.layers=5&layers=30,10');
  assert.deepEqual(keysOf(store), ['spec.model.layers']);
  assert.deepEqual(
    store.spec().model.layers.map(({ units }) => units),
    [30, 10],
  );
});

test('a number of an item that is none is told', () => {
  const store = makeStore();
  store.open('#lab=race&v=2&spec.schedule.id=piecewise&spec.schedule.rates[01]=0.5');
  assert.ok(keysOf(store).includes('spec.schedule.rates[01]'));
  assert.doesNotMatch(store.link(), /rates/);
});

test('a slider asks the engine once for each of its values', () => {
  let checks = 0;
  const normalize = (spec) => {
    checks++;
    return engine.normalize(spec);
  };
  const store = makeStore({ engine: { catalog: engine.catalog, normalize } });
  store.open('#lab=race&spec.epochs=3&spec.clipNorm=1');
  const specs = () => [store.spec(), ...store.state.values.optimizers.map((id) => store.entrantSpec(id))];
  specs();
  store.setEntrant('adam', 'optimizer.beta1', 0.5);
  specs();
  checks = 0;
  for (const value of [0.6, 0.7, 0.8]) {
    store.setEntrant('adam', 'optimizer.beta1', value);
    specs();
    specs();
  }
  assert.equal(checks, 3);
});

test('what the store hands out cannot be changed by whoever gets it', () => {
  const store = makeStore();
  store.open('');
  assert.throws(() => {
    store.spec().optimizer.learningRate = 7;
  }, TypeError);
});

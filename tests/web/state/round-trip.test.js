// What the page writes as its link it opens again, whole; what a link cannot hold is refused before it is written.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MOST_CHANGES, MOST_PAIRS, PAGE_KEYS } from '../../../web/state/url.js';
import { engine, labs, makeStore } from '../../helpers/store.js';

/** What an embed's link has beside the app's. */
const EMBED_KEYS = ['hide', 'start', 'hosts'];
const MOST_TOLD = 10;

/** As many contestants of a kind as there can be. @param {string} kind */
const nine = (kind) => [kind, ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${kind}-${n}`)];
const ids = engine.catalog.optimizers.flatMap(({ key }) => nine(key));

/** @param {string} hash */
function opened(hash) {
  const store = makeStore();
  store.open(hash);
  return store;
}

describe('the page opens each link that it has written', () => {
  /** @param {ReturnType<typeof makeStore>} store */
  function assertReopens(store) {
    const again = opened(store.link());
    assert.deepEqual([again.problems, again.moreProblems], [[], 0]);
    assert.deepEqual(again.state, store.state);
    assert.deepEqual(again.spec(), store.spec());
  }

  for (const layers of [
    '[{"units":30,"dropout":0.5},{"units":10}]',
    '[{}]',
    '[{"activation":"relu"},{"units":10}]',
    '[{"units":30,"initializer":"he_normal"},{"units":10}]',
  ])
    test(`of the network ${layers}, which no short text says`, () => {
      const store = opened(`#spec.model.layers=${layers}`);
      assert.deepEqual(store.problems, []);
      assert.deepEqual(store.state.spec['model.layers'], JSON.parse(layers));
      assertReopens(store);
    });

  test('of the network of which most is to be said', () => {
    /** @param {import('../../../web/state/settings.js').Field} field */
    const longest = ({ kind, max, options }) => {
      if (kind === 'choice') return options.toSorted((a, b) => b.length - a.length)[0];
      return kind === 'integer' ? max : Math.min(1, max) / 3;
    };
    const { layer } = engine.catalog.spec;
    const inner = Object.fromEntries(layer.map((field) => [field.key, longest(field)]));
    const last = { ...inner, units: 10, activation: 'softmax', dropout: 0, batchNorm: 'before' };
    const store = opened('#lab=race');
    store.setSpec('model.layers', [...Array(31).fill(inner), last]);
    assert.equal(Object.keys(store.state.spec['model.layers'][0]).length, layer.length);
    assertReopens(store);
  });

  test('of as many contestants as a lab can have, and a change for each that a link can name', () => {
    for (const [lab, key] of [
      ['race', 'optimizers'],
      ['regularization', 'entrants'],
    ]) {
      const store = opened(`#lab=${lab}&v=2`);
      const everyone = store.kinds.flatMap(nine);
      store.setValue(key, everyone.slice(0, 4 * store.kinds.length));
      for (const [n, id] of everyone.entries()) store.setEntrant(id, 'batchSize', n + 1);
      assertReopens(store);
    }
  });

  test('of as many changes as it takes, with all settings and keys of the page beside them', () => {
    const store = opened('#lab=race&v=2');
    const entrants = Object.fromEntries(ids.map((id, n) => [id, { epochs: 3, batchSize: n + 1, seed: 7 }]));
    store.change({ entrants });
    store.change({ entrants: { adam: Object.fromEntries(['clipNorm', 'mixup'].map((key) => [key, 0.5])) } });
    let taken = 0;
    const more = ids.flatMap((id) => ['labelSmoothing', 'augmentation.noise'].map((path) => [id, path]));
    assert.throws(
      () => {
        for (const [id, path] of more) {
          store.setEntrant(id, path, 0.25);
          taken++;
        }
      },
      { name: 'RangeError', code: 'changes' },
    );
    assert.ok(taken > 0 && taken < more.length);
    assertReopens(store);
    store.setEntrant('adam', 'mixup', 0.75); // what is there can be changed
    assertReopens(store);
    for (const { settings } of Object.values(labs))
      assert.ok(settings.length + PAGE_KEYS.length + EMBED_KEYS.length <= MOST_PAIRS - MOST_CHANGES);
  });

  test('and of a link of more parts it tells what it has left out', () => {
    const parts = ids.flatMap((id) =>
      ['epochs=3', 'batchSize=64', 'seed=7', 'clipNorm=0.5'].map((one) => `${id}.${one}`),
    );
    const store = opened(`#lab=race&${parts.join('&')}`);
    const kept = Object.values(store.state.entrants).flatMap((paths) => Object.keys(paths)).length;
    assert.equal(store.problems.length, MOST_TOLD);
    assert.equal(kept + store.problems.length + store.moreProblems, parts.length);
    assertReopens(store);
  });
});

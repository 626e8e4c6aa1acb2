// Every lesson opens: its lab, its settings and its spec are accepted as they stand; it has its texts and its picture.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presets } from '../../../web/lessons/index.js';
import { mergePaths, spread, valueAt, withPaths } from '../../../web/state/paths.js';
import { allows } from '../../../web/state/settings.js';
import { drawn } from '../../../web/views/thumbnail.js';
import { engine, labs, makeStore } from '../../helpers/store.js';
import { stringsOf, wordsOf } from '../../helpers/words.js';

const [es, en] = await Promise.all([stringsOf('es'), stringsOf('en')]);

const ids = presets.map(({ id }) => id);
const opened = (/** @type {string} */ link) => {
  const store = makeStore();
  store.open(link);
  return store;
};

/** A value as the engine fills it in: what is not said of a layer is the default. @param {string} path @param {unknown} value */
const filled = (path, value) =>
  path === 'model.layers' ? engine.normalize(withPaths({}, { [path]: value })).model.layers : value;

/** Of all layers, no more than how many units they have: what else they are may be said of several at once. @param {string} path @param {unknown} value */
const plain = (path, value) =>
  path === 'model.layers' ? /** @type {{ units: number }[]} */ (value).map(({ units }) => ({ units })) : value;

test('no two lessons have the same id or place in the deck, and an id can stand in a link', () => {
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(new Set(presets.map(({ place }) => place)).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

for (const { id, lab, values = {}, spec = {}, entrants = {} } of presets)
  describe(id, () => {
    const store = opened(`#lab=${lab}&preset=${id}`);

    test('its link opens it, without complaint and with nothing added', () => {
      assert.deepEqual(store.problems, []);
      assert.deepEqual([store.state.lab, store.state.preset], [lab, id]);
      assert.equal(store.link(), `#lab=${lab}&preset=${id}`);
      assert.equal(opened(`#preset=${id}`).state.lab, lab);
    });

    test('its lab allows its settings', () => {
      for (const [key, value] of Object.entries(values)) {
        const setting = labs[lab].settings.find((one) => one.key === key);
        assert.ok(setting, `${lab} has no setting "${key}"`);
        assert.ok(allows(setting, value), `${key} = ${JSON.stringify(value)}`);
      }
    });

    test('the engine takes its spec', () => {
      const said = mergePaths(labs[lab].contest?.spec ?? {}, spec);
      const layers = /** @type {unknown[] | undefined} */ (said['model.layers'])?.length ?? 3;
      assert.deepEqual(store.spec(), engine.normalize(withPaths({}, spread(said, layers))));
      for (const [path, value] of Object.entries(spec))
        assert.deepEqual(plain(path, valueAt(store.spec(), path)), value, path);
    });

    const running =
      store.state.values.entrants ?? store.state.values.optimizers ?? [store.state.values.optimizer].filter((id) => id);

    test('its contestants run, each with what is said of it and of all', () => {
      for (const one of Object.keys(entrants)) assert.ok(running.includes(one), `${one} does not run`);
      for (const one of running) {
        const full = store.entrantSpec(one);
        const own = entrants[one] ?? {};
        // A contestant does not take over the hyper-parameters of another optimizer.
        const common = Object.entries(spec).filter(
          ([path]) => !(path in own) && (!path.startsWith('optimizer.') || full.optimizer.id === spec['optimizer.id']),
        );
        for (const [path, value] of [...common, ...Object.entries(own)])
          assert.deepEqual(plain(path, valueAt(full, path)), plain(path, filled(path, value)), `${one}: ${path}`);
      }
    });

    test('a second contestant of a kind differs from the first', () => {
      const specs = running.map((one) => JSON.stringify(store.entrantSpec(one)));
      assert.equal(new Set(specs).size, specs.length);
    });
  });

for (const [language, raw] of Object.entries({ es: es.presets, en: en.presets })) {
  const words = await wordsOf(language);
  /** As readers see them: with what was measured. */
  const texts = Object.fromEntries(
    Object.entries(raw).map(([id, one]) => [id, { ...one, text: words.t(`presets.${id}.text`) }]),
  );
  test(`${language}: every lesson has its texts, and there are no others`, () => {
    assert.deepEqual(Object.keys(texts).sort(), [...ids].sort());
    for (const one of Object.values(texts)) assert.deepEqual(Object.keys(one), ['title', 'sentence', 'text']);
  });

  for (const [id, { title, sentence, text }] of Object.entries(texts))
    test(`${language}: ${id} has a title, a sentence, and two to four short paragraphs that end in a question`, () => {
      assert.ok(title.length <= 40, title);
      assert.match(sentence, /^[^\n]{20,140}[.]$/);
      const paragraphs = text.split(/\n\n+/);
      assert.ok(paragraphs.length >= 2 && paragraphs.length <= 4, `${paragraphs.length} paragraphs`);
      for (const paragraph of paragraphs) assert.ok(paragraph.length < 560, `${paragraph.length}: ${paragraph}`);
      assert.match(paragraphs.at(-1), language === 'es' ? /Para\s+probar:\s.*¿[^?]+\?$/s : /To\s+try:\s.*\?$/s);
      assert.doesNotMatch(text, /[{}<>]\w|^\s|\s$| \n/);
    });

  const decimals = language === 'es' ? /\d\.\d(?!\d\d)/ : /\d,\d(?!\d\d)/;
  test(`${language}: numbers are written as the language has them`, () => {
    for (const [id, { title, sentence, text }] of Object.entries(texts))
      assert.doesNotMatch(`${title} ${sentence} ${text}`, decimals, id);
  });
}

test('every lesson has a picture, and there are no others', () => {
  assert.deepEqual([...drawn].sort(), [...ids].sort());
});

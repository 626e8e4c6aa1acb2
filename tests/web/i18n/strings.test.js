// Every key of the catalog has a string in every language, and no string is left without a key.
import assert from 'node:assert/strict';
import test from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import en from '../../../web/i18n/en.js';
import es from '../../../web/i18n/es.js';

const { catalog } = await loadEngine();

const rows = (table) => catalog[table].map(({ key }) => key);
const sections = [...Object.values(catalog.spec), ...Object.values(catalog.surfaceSpec)];
const tables = ['optimizers', 'schedules', 'activations', 'initializers', 'regularizers', 'surfaces'];
const fields = [...sections, ...tables.flatMap((table) => catalog[table].map((row) => row.hyperparameters))].flat();

/** Options that are not the keys of a table, which have names of their own. */
const named = new Set([...tables.flatMap(rows), ...rows('sets'), ...catalog.conventions]);
const options = fields.flatMap((field) => field.options ?? []);

const expected = {
  ...Object.fromEntries([...tables, 'sets'].map((table) => [table, rows(table)])),
  conventions: catalog.conventions,
  options: options.filter((option) => !named.has(option) || ['linear', 'cosine'].includes(option)),
  fields: fields.map(({ key }) => key),
};

for (const [language, strings] of Object.entries({ es, en })) {
  for (const [group, keys] of Object.entries(expected)) {
    test(`${language}: catalog.${group} has a string for each key and for nothing else`, () => {
      assert.deepEqual(Object.keys(strings.catalog[group]).sort(), [...new Set(keys)].sort());
    });
  }

  test(`${language}: no string is empty`, () => {
    const all = Object.values(strings.catalog).flatMap((group) => Object.values(group));
    assert.deepEqual(all.filter((string) => typeof string !== 'string' || string.trim() === ''), []);
  });
}

test('both languages have the same groups', () => {
  assert.deepEqual(Object.keys(es.catalog), Object.keys(en.catalog));
});

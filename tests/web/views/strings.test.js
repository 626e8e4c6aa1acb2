// The views' strings: the same in both languages, each one used, none missing.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import en from '../../../web/i18n/en/views.js';
import es from '../../../web/i18n/es/views.js';
import { createStrings } from '../../../web/i18n/index.js';
import { wordsOf } from '../../helpers/words.js';

const directory = new URL('../../../web/views/', import.meta.url);
const code = readdirSync(directory, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.js'))
  .map((file) => readFileSync(new URL(file, directory), 'utf8'))
  .join('\n');
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages have the same keys with the same placeholders', () => {
  assert.deepEqual(Object.keys(es), Object.keys(en));
  for (const key of Object.keys(es)) assert.deepEqual(placeholders(es[key]), placeholders(en[key]), key);
});

test('every string is used, and every string that is used is there', () => {
  const used = new Set([...code.matchAll(/'views\.(\w+)'/g)].map(([, key]) => key));
  assert.deepEqual([...used].sort(), Object.keys(es).sort());
});

test('a missing string or value is an error', async () => {
  const { t, has, language } = await wordsOf('es');
  assert.throws(() => t('views.nowhere'), /no string "views.nowhere"/);
  assert.throws(() => t('views'), RangeError);
  assert.throws(() => t('views.constructor'), RangeError);
  assert.throws(() => t('views.reset'), /wants \{value\}/);
  assert.throws(() => createStrings('fr'), RangeError);
  assert.equal(has('views.reset'), true);
  assert.equal(language, 'es');
});

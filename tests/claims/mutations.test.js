// The mutations of mutations.js can still be made: what each changes stands once in its file. That tests then fail takes minutes:
// ./build.sh mutations shows it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { MUTATIONS } from './mutations.js';

test('there are twelve at least, of no fewer than ten claims', () => {
  assert.ok(Object.keys(MUTATIONS).length >= 12);
  assert.ok(new Set(Object.values(MUTATIONS).map((one) => one.test)).size >= 10);
});

for (const [name, { file, from, to, test: claim }] of Object.entries(MUTATIONS))
  test(`${name}: what it changes stands once in src/${file}, and its test is there`, () => {
    const parts = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8').split(from);
    assert.equal(parts.length, 2, from);
    assert.notEqual(from, to);
    assert.ok(existsSync(new URL(`${claim}.test.js`, import.meta.url)));
  });

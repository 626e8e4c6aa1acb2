// The mutations of mutations.js can still be made: what each changes stands once in its file. That tests then fail takes minutes:
// ./build.sh mutations shows it.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { DOCUMENT_FILE, documentText, keyOf, MUTATIONS } from './mutations.js';

test('there are twelve at least, of no fewer than ten claims', () => {
  assert.ok(Object.keys(MUTATIONS).length >= 12);
  assert.ok(new Set(Object.values(MUTATIONS).map((one) => one.test)).size >= 10);
});

test('the document has all of them, as they were seen to be caught', () => {
  assert.equal(readFileSync(DOCUMENT_FILE, 'utf8'), documentText(), './build.sh mutations --write');
});

test('what was caught is kept for this engine and this test alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'descenso-mutations-test-'));
  try {
    mkdirSync(path.join(folder, 'src', 'nn'), { recursive: true });
    mkdirSync(path.join(folder, 'tests', 'claims'), { recursive: true });
    const name = 'sgd-sign';
    const files = ['src/nn/momentum.c', 'src/api.c', `tests/claims/${MUTATIONS[name].test}.test.js`];
    for (const file of files) writeFileSync(path.join(folder, file), 'one');
    const keys = new Set([keyOf(name, folder)]);
    for (const file of files) {
      writeFileSync(path.join(folder, file), 'another');
      keys.add(keyOf(name, folder));
    }
    assert.equal(keys.size, 1 + files.length);
    assert.equal(keyOf(name, folder), [...keys].at(-1));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const [name, { file, from, to, test: claim }] of Object.entries(MUTATIONS))
  test(`${name}: what it changes stands once in src/${file}, and its test is there`, () => {
    const parts = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8').split(from);
    assert.equal(parts.length, 2, from);
    assert.notEqual(from, to);
    assert.ok(existsSync(new URL(`${claim}.test.js`, import.meta.url)));
  });

// Runs the C tests, as gcc and clang built them, plain and with sanitizers (./build.sh native).

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WHOLE } from '../helpers/whole.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = path.join(root, 'build/native');
// What gcc's sanitizers find clang's do, but for a few: they are looked at where all is.
const VARIANTS = ['gcc', 'clang', 'clang-sanitized', ...(WHOLE ? ['gcc-sanitized'] : [])];

const sources = readdirSync(path.join(root, 'tests/native')).sort();
const named = (ending) => sources.filter((name) => name.endsWith(ending)).map((name) => path.basename(name, '.c'));
const programs = named('_test.c');
const fuzzers = named('_fuzz.c'); // libFuzzer's targets, which as programs change what they made themselves

before(() => {
  const { status, stdout, stderr } = spawnSync('./build.sh', ['native'], { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, `./build.sh native failed\n${stdout}${stderr}`);
});

test('there are native tests', () => {
  assert.ok(programs.length > 0 && fuzzers.length > 0, 'tests/native has no _test.c or no _fuzz.c file');
});

for (const variant of VARIANTS) {
  for (const program of variant === 'clang-sanitized' ? [...programs, ...fuzzers] : programs) {
    test(`${program} (${variant})`, () => {
      const file = path.join(build, variant, program);
      accessSync(file, constants.X_OK);
      const { status, signal, stdout, stderr } = spawnSync(file, [], {
        cwd: root,
        encoding: 'utf8',
        timeout: 1_200_000,
      });
      const notOk = stdout.split('\n').filter((line) => line.startsWith('not ok'));
      assert.equal(signal ?? status, 0, [...notOk, stderr].join('\n'));
      assert.deepEqual(notOk, []);
    });
  }
}

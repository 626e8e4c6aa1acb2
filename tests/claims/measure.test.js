// The command that repeats claims: a line each, and errors that name the value.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { presets } from '../../web/lessons/index.js';
import { lessonOf } from './lessons/index.js';
import { keyOf } from './measuring.js';

test('what is kept of a lesson is of its settings and of how it is measured, wherever it stands in the deck', () => {
  const lesson = lessonOf('slips');
  const preset = presets.find(({ id }) => id === 'slips') ?? assert.fail();
  const { place, values } = preset;
  const key = keyOf(lesson);
  try {
    preset.place = place + 1;
    preset.values = { ...values, seeds: 7 };
    assert.equal(keyOf(lesson), key);
    preset.values = { ...values, optimizers: ['adam'] };
    assert.notEqual(keyOf(lesson), key);
  } finally {
    Object.assign(preset, { place, values });
  }
  assert.notEqual(keyOf({ ...lesson, measure: async () => ({}) }), key);
});

const FILE = fileURLToPath(new URL('measure.js', import.meta.url));
const run = (/** @type {string[]} */ ...args) => spawnSync(process.execPath, [FILE, ...args], { encoding: 'utf8' });

test('a line a claim with its n, figure, interval, criterion and verdict; progress apart', () => {
  const { status, stdout, stderr } = run('--only', 'slips', '--seeds', '31,32', '--jobs', '1');
  assert.equal(status, 0, stderr);
  const lines = stdout.trim().split('\n');
  assert.equal(lines.length, 3);
  assert.match(lines[0], /^holds slips\.diverges +n=2 +2 of 2 \[0\.342, 1\] +each, in 90% of the seeds/);
  assert.match(lines[1], /^holds slips\.trains +n=2 +\d+(\.\d)? \[.+\] +mean, above 70 /);
  assert.equal(lines[2], 'all claims hold');
  assert.match(stderr, /^1 of 2: slips, seed 31 /);
});

for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
  [['--seeds', '1,x'], /seeds must be whole numbers from 0 to 4294967295, got "x"/],
  [['--seeds', '3,3'], /seeds must differ, got 3,3/],
  [['--only', 'nothing'], /no lesson "nothing" is measured; there are .*sgd/],
  [['--write', '--seeds', '1,2'], /the file wants 10 seeds at least, got 2/],
  [['--jobs', '0'], /jobs must be whole numbers from 1 to 4294967295, got "0"/],
  [['--sedes', '1'], /--sedes/],
]))
  test(`${args.join(' ')} is refused`, () => {
    const { status, stderr } = run(...args);
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, / {4}at /);
  });

// Where what a command says cannot be written, or nobody reads it: it says so, its status does too, and files are written.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCommand } from '../helpers/command.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso-output-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const inside = (/** @type {string} */ name) => path.join(scratch, name);

const SMALL = ['data.trainSize=320', 'data.validationSize=0', 'model.layers=[{"units":4},{"units":10}]'];
const sets = (/** @type {string[]} */ ...more) => [...SMALL, ...more].flatMap((setting) => ['--set', setting]);
const BRIEF = sets('epochs=1');
const ENDLESS = sets('epochs=10000', 'batchSize=1');

const run = (/** @type {string[]} */ args) => startCommand(process.execPath, [cli, ...args]);

before(async () => {
  const files = ['--save', inside('run'), '--record', inside('record.json')];
  const { status, stderr } = await run(['train', ...BRIEF, ...files]).ended;
  assert.equal(status, 0, stderr);
});

const COMMANDS = {
  catalog: [],
  help: ['train'],
  export: ['--to', 'keras'],
  race: ['--vary', 'batchSize=32,64', '--jobs'],
  evaluate: ['--resume', inside('run'), '--json'],
  landscape: [...BRIEF, '--images', '10'],
  verify: [inside('record.json')],
};

test('no room for the output: every command fails, in one line', { skip: !existsSync('/dev/full') }, async () => {
  const script = 'exec "$0" "$@" > /dev/full';
  const ended = Object.entries(COMMANDS).map(async ([name, args]) => {
    const { status, stderr } = await startCommand('sh', ['-c', script, process.execPath, cli, name, ...args]).ended;
    assert.match(stderr, /^descenso: the output cannot be written: ENOSPC/m, name);
    assert.doesNotMatch(stderr, /\n +at /, `${name} shows no stack`);
    assert.equal(status, 1, name);
  });
  await Promise.all(ended);
});

test('a record is written too when nobody reads what is printed any more', async () => {
  const { child, ended } = run(['train', ...ENDLESS, '--json', '--record', inside('left.json')]);
  child.stdout?.once('data', () => child.stdout?.destroy());
  const { status } = await ended;
  assert.equal(status, 141);
  const { runs } = JSON.parse(readFileSync(inside('left.json'), 'utf8'));
  assert.equal(runs[0].status, 'stopped');
  assert.ok(runs[0].steps > 0);
});

test('two things that are to be written to one file are refused', async () => {
  const { status, stderr } = await run(['train', ...BRIEF, '--save', inside('a'), '--record', inside('./a')]).ended;
  assert.equal(status, 2);
  assert.match(stderr, /--save and --record name one file/);
  assert.ok(!existsSync(inside('a')));
});

// `descenso export`, as people run it.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCommand } from '../helpers/command.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso-export-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** @param {string[]} args */
const descenso = (...args) => startCommand(process.execPath, [cli, 'export', ...args]).ended;

test('a script goes to standard output, what it cannot say to standard error', async () => {
  const { status, stdout, stderr } = await descenso(
    '--to',
    'pytorch',
    '--set',
    'optimizer.id=momentum',
    '--set',
    'seed=9',
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^"""Fashion-MNIST with PyTorch: 784-300-100-10, relu; momentum \(slides\)\.\n/);
  assert.match(stdout, /\nSEED = 9\n/);
  assert.match(stdout, /torch\.optim\.SGD\(model\.parameters\(\), lr=LEARNING_RATE, momentum=0\.9\)/);
  assert.match(stderr, /^note: Initial weights/);
});

test('a spec in a file, a notebook and --save', async () => {
  const [spec, file] = ['spec.json', 'out.ipynb'].map((name) => path.join(scratch, name));
  writeFileSync(spec, JSON.stringify({ model: { layers: [{ units: 50, dropout: 0.5 }, {}] } }));
  const { status, stdout, stderr } = await descenso(spec, '--to', 'keras', '--notebook', '--save', file);
  assert.deepEqual([status, stdout], [0, ''], stderr);
  const { cells } = JSON.parse(readFileSync(file, 'utf8'));
  assert.match(JSON.stringify(cells), /keras\.layers\.Dropout\(0\.5\)/);
});

test('what is wrong is named, with what there is', async () => {
  for (const [args, message] of [
    [[], /--to is missing; there are: keras, pytorch, jax/],
    [['--to', 'theano'], /--to must be one of keras, pytorch, jax, got "theano"/],
    [['--to', 'toString'], /--to must be one of/],
    [['--to', 'jax', '--save', ''], /--save needs a value/],
    [
      ['--to', 'jax', '--set', 'data.validationSize=0', '--set', 'earlyStopping.patience=3'],
      /earlyStopping\.patience needs a validation set, and there is none/,
    ],
    [['--to', 'keras', '--set', 'data.trainSize=6000'], /must be at most 6000, the training images of the starter set/],
    [['--to', 'jax', '--set', 'epochs=0'], /epochs must be a whole number 1\.\.10000, got 0/],
  ]) {
    const { status, stderr } = await descenso(...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, message);
  }
  const { status, stderr } = await descenso('--to', 'jax', '--save', path.join(scratch, 'no', 'folder.py'));
  assert.equal(status, 2);
  assert.match(stderr, /--save .*folder\.py cannot be written: .*no such file or directory/);
});

test('a script that is there is replaced whole or not at all, and what is no file is left alone', async () => {
  const [file, link] = ['there.py', 'link.py'].map((name) => path.join(scratch, name));
  writeFileSync(file, 'precious');
  symlinkSync(file, link);
  const through = await descenso('--to', 'jax', '--save', link);
  assert.equal(through.status, 2);
  assert.match(through.stderr, /--save .*link\.py is a symbolic link/);
  const words = [process.execPath, cli, 'export', '--to', 'jax', '--save', file];
  const short = await startCommand('sh', ['-c', 'ulimit -f 8; exec "$0" "$@"', ...words]).ended; // 4 or 8 kB
  assert.equal(short.status, 1);
  assert.match(short.stderr, /--save .*there\.py cannot be written: .*EFBIG/);
  assert.equal(readFileSync(file, 'utf8'), 'precious');
});

// What a sweep may not do to files, nor files to a sweep: nothing that is no run is cut off, no line is written in part, and runs that do
// not belong together come to no table.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Workers } from '../../wasm/cli/workers.js';
import { mergeLines, readLines, strangeness } from '../../wasm/sweep/lines.js';
import { tableOf, tableText } from '../../wasm/sweep/table.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const starter = fileURLToPath(new URL('../../web/data/starter/', import.meta.url));
const scratch = fs.mkdtempSync(path.join(tmpdir(), 'descenso-sweep-files-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));
const inside = (/** @type {string} */ name) => path.join(scratch, name);
const textOf = (/** @type {string} */ name) => fs.readFileSync(inside(name), 'utf8');

const SMALL = ['data.trainSize=160', 'data.validationSize=0', 'model.layers=[{"units":4},{"units":10}]', 'epochs=1'];
const SETS = SMALL.flatMap((setting) => ['--set', setting]);
const SWEEP = ['race', ...SETS, '--vary', 'optimizer.id=sgd,adam', '--seeds', '2', '--workers', '1'];

/** @param {string} command @param {string[]} args @param {object} [more] */
const run = (command, args, more) => spawnSync(command, args, { cwd: scratch, encoding: 'utf8', ...more });
/** @param {string[]} args */
const descenso = (...args) => run(process.execPath, [cli, ...args]);
/** With files of at most so many blocks of 512 bytes, as on a disk that is full. @param {number} blocks @param {string} script */
const limited = (blocks, script, /** @type {string[]} */ ...args) =>
  run('sh', ['-c', `ulimit -f ${blocks}; ${script}`, process.execPath, cli, ...args]);

/** @type {import('../../wasm/sweep/run.js').RunLine[]} */
let lines;
before(() => {
  const { status, stderr } = descenso(...SWEEP, '--out', 'sweep.jsonl');
  assert.equal(status, 0, stderr);
  ({ lines } = readLines(textOf('sweep.jsonl'), 'sweep.jsonl'));
});

describe('--out', () => {
  test('refuses a file that is none of runs, with or without an end of its line, and leaves it as it was', () => {
    const spec = '{"epochs":1}';
    for (const text of [spec, `${spec}\n`, 'notes', '{"type":"step"}', '{"type":"run"}']) {
      fs.writeFileSync(inside('mine.json'), text);
      const { status, stderr } = descenso(...SWEEP, '--out', 'mine.json');
      assert.deepEqual([status, textOf('mine.json')], [2, text]);
      assert.match(stderr, /^descenso: mine\.json, line 1 is no /, text);
    }
  });

  test('goes on from a run that was cut, wherever it was', () => {
    const [first, second] = textOf('sweep.jsonl').split('\n');
    for (const length of [1, 8, 14, 15, second.length - 1]) {
      const read = readLines(`${first}\n${second.slice(0, length)}`, 'cut');
      assert.deepEqual([read.lines.length, read.whole, read.cut], [1, first.length + 1, true], `${length} characters`);
    }
    assert.equal(readLines(`${first}\n${second}`, 'whole').lines.length, 2);
    assert.equal(readLines(`${first}\n  `, 'spaces').cut, false);
  });

  test('has a run whole or not at all where the disk is full, and says so', () => {
    const { status, stderr } = limited(2, '"$0" "$@"', ...SWEEP, '--out', 'full.jsonl');
    assert.match(stderr, /^descenso: --out full\.jsonl cannot be written: EFBIG/m);
    assert.deepEqual([status, textOf('full.jsonl')], [1, '']);
  });

  test('goes on with the images that its runs saw, and no others', () => {
    fs.mkdirSync(inside('other'));
    for (const name of ['images-idx3-ubyte.gz', 'labels-idx1-ubyte.gz'])
      for (const set of ['train', 't10k'])
        fs.symlinkSync(path.join(starter, `t10k-${name}`), inside(`other/${set}-${name}`));
    const before = textOf('sweep.jsonl');
    const more = ['--vary', 'optimizer.id=sgd,adam,nadam'];
    const sweep = SWEEP.flatMap((word, n) => (word === '--vary' ? more : SWEEP[n - 1] === '--vary' ? [] : [word]));
    const { status, stderr } = descenso(...sweep, '--out', 'sweep.jsonl', '--data', 'other');
    assert.match(stderr, /--out sweep\.jsonl has runs of other data than there is now/);
    assert.deepEqual([status, textOf('sweep.jsonl')], [2, before]);
    const again = descenso(...SWEEP, '--out', 'sweep.jsonl', '--data', starter);
    assert.match(again.stdout, /^4 runs, 4 of them in sweep\.jsonl already/);
  });
});

test('what is printed into a file is there whole, or fails', () => {
  const { status, stderr } = limited(8, '"$0" "$@" > script.py', 'export', '--to', 'keras');
  assert.match(stderr, /^descenso: the output cannot be written: EFBIG/m);
  assert.equal(status, 1);
  const whole = run('sh', ['-c', '"$0" "$@" > script.py', process.execPath, cli, 'export', '--to', 'keras']);
  assert.equal(whole.status, 0, whole.stderr);
  assert.equal(textOf('script.py'), descenso('export', '--to', 'keras').stdout);
});

describe('merge', () => {
  test('refuses runs of two sweeps, of which one table would be, and names what differs', () => {
    const longer = lines.map((line) => ({ ...line, key: `${line.key}+`, spec: { ...line.spec, epochs: 2 } }));
    assert.throws(() => mergeLines([...lines, ...longer]), /seed 1 is of another sweep than .*: their epochs differ/);
    const wider = structuredClone(lines[0]);
    wider.key = 'wider';
    wider.spec.model.layers[0].units = 8;
    assert.throws(() => mergeLines([...lines, wider]), /their model\.layers\[0\]\.units differ/);
  });

  test('says in what else combinations differ, where their values are not all', () => {
    assert.equal(strangeness(lines), null, 'one sweep');
    const longer = (/** @type {import('../../wasm/sweep/run.js').RunLine} */ line) => ({
      ...line,
      spec: { ...line.spec, epochs: 2 },
    });
    const [sgd, adam] = [lines.slice(0, 2), lines.slice(2)];
    assert.match(strangeness([...sgd, ...adam.map(longer)]) ?? '', /^epochs, of optimizer\.id=adam, seed \d and of /);
    const named = adam.map((line) => ({ ...longer(line), vary: { ...line.vary, epochs: 2 } }));
    assert.equal(strangeness([...sgd, ...named]), null, 'where it is what varied');
  });

  test('counts runs as one combination in whatever order their values were given', () => {
    const turned = { ...lines[1], vary: { b: 1, a: 2 } };
    assert.equal(tableOf([{ ...lines[0], vary: { a: 2, b: 1 } }, turned]).length, 1);
  });

  test('says that runs are of several modules', () => {
    const other = { ...lines[0], made: { package: '0.0.1', wasm: '0'.repeat(64) } };
    fs.writeFileSync(inside('other.jsonl'), `${JSON.stringify(other)}\n`);
    const { status, stderr } = descenso('merge', 'sweep.jsonl', 'other.jsonl');
    assert.deepEqual(
      [status, stderr],
      [0, 'descenso: the runs are of several modules, which may come to other bits\n'],
    );
  });
});

test('where no run came to its end, none is the best', () => {
  const rows = tableOf(lines.map((line) => ({ ...line, status: 'diverged' })));
  assert.deepEqual(
    rows.map(({ best, difference }) => [best, difference]),
    [
      [false, null],
      [false, null],
    ],
  );
  assert.doesNotMatch(tableText(rows), /best\n/);
});

describe('a worker', () => {
  for (const [how, fall, why] of [
    ['fails', "throw new Error('fallen')", 'fallen'],
    ['fails without a reason', 'throw null', 'null'],
    ['leaves', 'process.exit()', 'its worker ended'],
  ])
    test(`that ${how} costs the run that it had, and no other`, () => {
      // The first worker to start finds no mark, leaves one, and falls.
      const mark = how.replaceAll(' ', '-');
      fs.writeFileSync(
        inside(`${mark}.cjs`),
        `const { isMainThread } = require('node:worker_threads');
         const { writeFileSync } = require('node:fs');
         if (!isMainThread) {
           let first = true;
           try { writeFileSync('${mark}', '', { flag: 'wx' }); } catch { first = false; }
           if (first) ${fall};
         }`,
      );
      const { status, stdout, stderr } = run(process.execPath, [cli, ...SWEEP], {
        env: { ...process.env, NODE_OPTIONS: `--require ./${mark}.cjs` },
      });
      assert.match(stderr, new RegExp(`^descenso: optimizer\\.id=sgd, seed 1: ${why}$`, 'm'));
      assert.equal(status, 1);
      assert.match(stdout, /sgd +1 .*\nadam +2 /);
    });

  test('starts no more once a run could not be kept', async () => {
    const jobs = lines.flatMap(({ vary, spec }) => [0, 1, 2].map((index) => ({ index, vary, spec })));
    let ended = 0;
    const work = new Workers(2, { made: lines[0].made }).run(jobs, {
      ended() {
        ended++;
        throw new Error('no room');
      },
      failed: (_, message) => assert.fail(message),
      moved() {},
      interrupted: () => false,
    });
    await assert.rejects(work, /no room/);
    assert.ok(ended <= 2, `${ended} ended`);
  });
});

test('options that would be dropped without a word are refused', () => {
  const job = JSON.stringify({ index: 0, vary: {}, spec: {} });
  for (const [message, ...args] of [
    [/--out does not go with --job$/m, 'race', '--job', job, '--out', 'x'],
    [/x\.json is one too many/, 'race', '--job', job, 'x.json'],
    [
      /--csv does not go with --jobs/,
      ...SWEEP.filter((word) => word !== '--workers' && word !== '1'),
      '--jobs',
      '--csv',
    ],
    [/--command is how the commands of --jobs begin/, 'race', '--command', 'x'],
    [/--to is there twice/, 'export', '--to', 'jax', '--to', 'keras'],
    [/--set does not go with it/, 'evaluate', '--resume', 'x', '--set', 'epochs=5'],
    [/bagging\.models must be 1, got 2/, 'landscape', '--set', 'bagging.models=2'],
    [/^descenso: constructor\[0\] is not a key/, 'export', '--to', 'jax', '--set', 'constructor[0]=1'],
    [/--vary epochs="1,2: |epochs must be/, 'race', '--vary', 'epochs="1,2'],
  ]) {
    const { status, stderr } = descenso(.../** @type {string[]} */ (args));
    assert.match(stderr, /** @type {RegExp} */ (message));
    assert.equal(status, 2, stderr);
  }
});

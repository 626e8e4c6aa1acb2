// `train --save` where something is in the way or comes between: what stands there is kept or replaced whole, what was trained
// is not lost, and what cannot be written is refused before anybody trains for it.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { givenSpec } from '../../wasm/cli/plan.js';
import { Target } from '../../wasm/cli/target.js';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import { formatOf } from '../../wasm/weights/index.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const scratch = fs.mkdtempSync(path.join(tmpdir(), 'descenso-save-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));

const engine = await loadEngine();
const SMALL = ['data.trainSize=320', 'data.validationSize=0', 'model.layers[0].units=16', 'model.layers[1].units=8'];
const sets = (...more) => [...SMALL, ...more].flatMap((setting) => ['--set', setting]);
const BRIEF = sets('epochs=1');
const ENDLESS = sets('epochs=10000', 'data.trainSize=5000', 'batchSize=1'); // hours: a test ends it, or its limit does
const DIVERGING = sets(
  'epochs=20',
  'optimizer.id=sgd',
  'optimizer.learningRate=1000',
  'model.layers[0].activation=linear', // a relu would die before its outputs overflow
  'model.layers[1].activation=linear',
);

/**
 * @param {string[]} args
 * @param {(child: import('node:child_process').ChildProcess) => void} [meanwhile]
 * @returns {Promise<{ status: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
function train(args, meanwhile = () => {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, 'train', ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: scratch });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (output.stdout += chunk));
    child.stderr.on('data', (chunk) => (output.stderr += chunk));
    const limit = setTimeout(() => child.kill('SIGKILL'), 120_000);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(limit);
      resolve({ status, signal, ...output });
    });
    meanwhile(child);
  });
}

let directory = scratch;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(scratch, 'case-'));
});
const inside = (name) => path.join(directory, name);
const listing = () => fs.readdirSync(directory).sort();

/** The state of the run in a file. */
function standingOf(file) {
  const run = engine.restore(fs.readFileSync(file));
  const state = run.state();
  run.free();
  return state;
}

const requireRefused = async (args, message, status = 2) => {
  const result = await train([...ENDLESS, ...args]);
  assert.match(result.stderr, message);
  assert.equal(result.stdout, '', 'nothing was begun');
  assert.equal(result.status, status);
};

describe('refused before the first step is', () => {
  test('a name that is none', async () => {
    for (const option of ['--save', '--resume', '--data'])
      await requireRefused([option, ''], new RegExp(`${option} needs a value, got ""`));
  });

  test('a symbolic link, wherever it points, and what it points to stays', async () => {
    fs.writeFileSync(inside('behind'), 'precious');
    fs.symlinkSync('behind', inside('link'));
    fs.symlinkSync('nowhere', inside('dangling'));
    for (const name of ['link', 'dangling'])
      await requireRefused(
        ['--save', inside(name)],
        new RegExp(`--save .*${name} is a symbolic link, no regular file`),
      );
    assert.deepEqual(listing(), ['behind', 'dangling', 'link']);
    assert.equal(fs.readFileSync(inside('behind'), 'utf8'), 'precious');
  });

  test('a device, a pipe and a directory', async () => {
    spawnSync('mkfifo', [inside('pipe')]);
    await requireRefused(['--save', '/dev/null'], /--save \/dev\/null is a device, no regular file/);
    await requireRefused(['--save', inside('pipe')], /--save .*pipe is a pipe, no regular file/);
    await requireRefused(['--save', directory], /--save .* is a directory/);
    await requireRefused(['--save', `${inside('new')}/`], /--save .* is a directory/);
    await requireRefused(['--save', '.'], /--save \. is a directory/);
    assert.deepEqual(listing(), ['pipe']);
  });

  test('a name that is too long, and a directory that is none', async () => {
    fs.writeFileSync(inside('file'), '');
    await requireRefused(['--save', inside('x'.repeat(300))], /cannot be written: .*ENAMETOOLONG/);
    await requireRefused(['--save', inside('nowhere/x')], /cannot be written: .*ENOENT/);
    await requireRefused(['--save', inside('file/x')], /cannot be written: .*ENOTDIR/);
    assert.deepEqual(listing(), ['file']);
  });

  test('a file for which there is no room, and the one there is stays', async () => {
    fs.writeFileSync(inside('run'), 'precious');
    const command = `ulimit -f 8; exec "$0" "$@"`; // blocks of 512 bytes or of 1024: less than the network takes
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', command, process.execPath, cli, 'train', ...ENDLESS, '--save', inside('run')],
      { encoding: 'utf8', timeout: 120_000 },
    );
    assert.match(stderr, /--save .*run cannot be written: .*EFBIG/);
    assert.equal(stdout, '');
    assert.equal(status, 1);
    assert.deepEqual(listing(), ['run']);
    assert.equal(fs.readFileSync(inside('run'), 'utf8'), 'precious');
  });

  test('a file that may not be written', { skip: process.getuid?.() === 0 && 'root may' }, async () => {
    fs.writeFileSync(inside('run'), 'precious', { mode: 0o444 });
    await requireRefused(['--save', inside('run')], /cannot be written: .*EACCES/);
  });
});

describe('the file', () => {
  test('has the mode of the one that it replaces, or what umask leaves', async () => {
    for (const mode of [0o600, 0o664, 0o640]) {
      fs.writeFileSync(inside('run'), 'old');
      fs.chmodSync(inside('run'), mode);
      assert.equal((await train([...BRIEF, '--save', inside('run')])).status, 0);
      assert.equal(fs.statSync(inside('run')).mode & 0o7777, mode);
    }
    assert.equal((await train([...BRIEF, '--save', inside('new')])).status, 0);
    assert.equal(fs.statSync(inside('new')).mode & 0o7777, 0o666 & ~process.umask());
    assert.deepEqual(listing(), ['new', 'run']);
  });

  test("is nobody else's to read while it is written, where it takes the place of another", (t) => {
    fs.writeFileSync(inside('run'), 'old', { mode: 0o640 });
    const modes = [];
    const fsync = fs.fsyncSync;
    t.mock.method(fs, 'fsyncSync', (opened) => {
      const stats = fs.fstatSync(opened);
      if (stats.isFile()) modes.push(stats.mode & 0o7777);
      fsync(opened);
    });
    const target = new Target(inside('run'));
    target.rehearse(new Uint8Array(10));
    target.write(new Uint8Array(10));
    assert.deepEqual(modes, [0o600, 0o600]);
    assert.equal(fs.statSync(inside('run')).mode & 0o7777, 0o640);
  });

  test('is still theirs whose file root replaces', { skip: process.getuid?.() !== 0 && 'only root can' }, async () => {
    fs.writeFileSync(inside('run'), 'old');
    fs.chownSync(inside('run'), 12_345, 23_456);
    fs.chmodSync(inside('run'), 0o640);
    assert.equal((await train([...BRIEF, '--save', inside('run')])).status, 0);
    const { uid, gid, mode } = fs.statSync(inside('run'));
    assert.deepEqual([uid, gid, mode & 0o7777], [12_345, 23_456, 0o640]);
  });

  test('leaves alone, and does not follow, what stands beside it', async () => {
    fs.writeFileSync(inside('run.part'), 'precious');
    fs.writeFileSync(inside('behind'), 'precious, too');
    fs.symlinkSync('behind', inside('other.part'));
    for (const name of ['run', 'other']) assert.equal((await train([...BRIEF, '--save', inside(name)])).status, 0);
    assert.equal(fs.readFileSync(inside('run.part'), 'utf8'), 'precious');
    assert.equal(fs.readFileSync(inside('behind'), 'utf8'), 'precious, too');
    assert.ok(fs.lstatSync(inside('other.part')).isSymbolicLink());
    for (const name of ['run', 'other']) assert.equal(standingOf(inside(name)).status, 'done');
    assert.deepEqual(listing(), ['behind', 'other', 'other.part', 'run', 'run.part']);
  });

  test('has a name as long as names may be', async () => {
    const name = 'x'.repeat(255);
    assert.equal((await train([...BRIEF, '--save', inside(name)])).status, 0);
    assert.equal(standingOf(inside(name)).status, 'done');
  });
});

describe('what was trained is saved', () => {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  for (const [signal, expected] of Object.entries(signals))
    test(`on ${signal}, and the status says which`, async () => {
      const file = inside('run');
      const { status, stdout } = await train([...ENDLESS, '--json', '--save', file], (child) => {
        child.stdout?.once('data', () => child.kill(/** @type {NodeJS.Signals} */ (signal)));
      });
      assert.equal(status, expected);
      assert.equal(JSON.parse(stdout.trim().split('\n').at(-1) ?? '').status, 'interrupted');
      assert.equal(standingOf(file).status, 'running');
      assert.deepEqual(listing(), ['run']);
    });

  for (const stream of ['stdout', 'stderr'])
    test(`when nobody reads ${stream} any more`, async () => {
      const file = inside('run');
      // What people see, at a terminal that nobody looks at, goes to stderr, too: here stdout is sent there.
      const script = stream === 'stdout' ? 'exec "$0" "$@"' : 'exec "$0" "$@" 1>&2';
      const child = spawn('sh', ['-c', script, process.execPath, cli, 'train', ...ENDLESS, '--json', '--save', file], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const limit = setTimeout(() => child.kill('SIGKILL'), 120_000);
      child[stream].once('data', () => child[stream].destroy());
      const status = await new Promise((resolve) => child.on('exit', resolve));
      clearTimeout(limit);
      assert.equal(status, 141, 'as of a process that SIGPIPE has ended');
      assert.ok(standingOf(file).step >= 100, 'from the second line on nobody read');
      assert.deepEqual(listing(), ['run']);
    });

  test('when the output has no room', { skip: !fs.existsSync('/dev/full') && 'no /dev/full' }, async () => {
    const file = inside('run');
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, cli, 'train', ...ENDLESS, '--json', '--save', file],
      { encoding: 'utf8', timeout: 120_000 },
    );
    assert.equal(standingOf(file).status, 'running');
    assert.match(stderr, /the output cannot be written: .*ENOSPC/);
    assert.equal(status, 1);
  });

  test('under another name where the file has become something else meanwhile', async () => {
    const file = inside('run');
    const { status, stderr } = await train([...ENDLESS, '--json', '--save', file], (child) => {
      child.stdout?.once('data', () => {
        fs.mkdirSync(file);
        child.kill('SIGTERM');
      });
    });
    assert.equal(status, 1);
    const [, beside] = /--save .*run is a directory now; what was trained is in (.*)\n/.exec(stderr) ?? [];
    assert.equal(path.dirname(beside), directory);
    assert.equal(standingOf(beside).status, 'running');
  });

  test('in the other places where one is gone meanwhile, and its end is told', async () => {
    const [gone, ...others] = ['gone', 'weights', 'record'].map((name) => fs.mkdtempSync(inside(`${name}-`)));
    const files = ['run', 'w.safetensors', 'record.json'].map((name, n) => path.join([gone, ...others][n], name));
    const options = ['--save', '--save-weights', '--record'].flatMap((option, n) => [option, files[n]]);
    const { status, stdout, stderr } = await train([...ENDLESS, '--json', ...options], (child) => {
      child.stdout?.once('data', () => {
        fs.rmdirSync(gone);
        child.kill('SIGTERM');
      });
    });
    assert.equal(status, 1);
    assert.match(stderr, /--save .*run cannot be written: .*ENOENT/);
    const end = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    assert.deepEqual([end.type, end.status], ['end', 'interrupted']);
    assert.equal(formatOf(fs.readFileSync(files[1])), 'safetensors');
    const { runs } = JSON.parse(fs.readFileSync(files[2], 'utf8'));
    assert.equal(runs[0].weightsHash, end.weightsHash);
  });

  test('when it diverged, but not over a file that is there', async () => {
    const files = (name) => ['--save', inside(name), '--record', inside(`${name}.json`)];
    assert.equal((await train([...BRIEF, ...files('good')])).status, 0);
    const before = listing().map((name) => fs.readFileSync(inside(name)));
    const over = await train([...DIVERGING, ...files('good')]);
    assert.equal(over.status, 1);
    assert.match(over.stderr, /not finite at step \d+/);
    assert.match(over.stderr, /--save .*good is kept as it was/);
    assert.match(over.stderr, /--record .*good.json is kept as it was/);
    assert.deepEqual(
      listing().map((name) => fs.readFileSync(inside(name))),
      before,
    );
    const anew = await train([...DIVERGING, ...files('diverged')]);
    assert.equal(anew.status, 1);
    assert.equal(standingOf(inside('diverged')).status, 'diverged');
    assert.equal(JSON.parse(fs.readFileSync(inside('diverged.json'), 'utf8')).runs[0].status, 'diverged');
    assert.deepEqual(listing(), ['diverged', 'diverged.json', 'good', 'good.json']);
  });
});

describe('a run whose last step has made its weights infinite, as no loss shows before the next one', () => {
  // A decay of 20 times the weights in each step, and units that go on giving numbers: one step an epoch.
  const decaying = [
    'data.trainSize=320',
    'data.validationSize=0',
    'model.layers=[{"units":4,"activation":"sigmoid","l2":1},{"units":10}]',
    'batchSize=320',
    'epochs=100',
    'optimizer.id=sgd',
    'optimizer.learningRate=10',
  ].flatMap((setting) => ['--set', setting]);

  /** The step whose weights are not finite, in a run that goes on. */
  async function lastStep() {
    const spec = givenSpec(
      engine,
      decaying.filter((word) => word !== '--set'),
      [],
    );
    const datasets = await loadDatasets(engine, spec, nodeReader());
    const run = engine.createExperiment(spec, datasets);
    let report;
    do report = run.runSteps(1);
    while (run.parameters().every(({ values }) => values.every(Number.isFinite)));
    run.free();
    for (const dataset of Object.values(datasets)) dataset.free();
    assert.equal(report.status, 'running');
    return report.step;
  }

  test('has diverged, and replaces no file', async () => {
    const step = await lastStep();
    fs.writeFileSync(inside('good'), 'precious');
    // The signal comes when the line of that step's epoch is written: before the next step, however slow the machine is.
    const script = `import { run } from '${new URL('../../wasm/cli/train.js', import.meta.url).href}';
      const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (text) => {
        if (text.includes('"epoch","epoch":${step},')) process.emit('SIGTERM');
        return write(text);
      };
      process.exitCode = await run(process.argv.slice(1));`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script, '--', ...decaying, '--json', '--save', inside('good')],
      { encoding: 'utf8', timeout: 120_000 },
    );
    const end = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    assert.deepEqual([end.status, status], ['diverged', 1]);
    assert.match(stderr, new RegExp(`the weights are not finite after step ${step}\n`));
    assert.equal(end.step, step);
    assert.match(stderr, /--save .*good is kept as it was/);
    assert.equal(fs.readFileSync(inside('good'), 'utf8'), 'precious');

    const over = await train([...decaying, '--set', `epochs=${step}`, '--json']);
    assert.match(over.stderr, new RegExp(`the weights or the validation loss are not finite after step ${step}\n`));
    assert.equal(JSON.parse(over.stdout.trim().split('\n').at(-1) ?? '').step, step);
  });
});

describe('--resume', () => {
  test('refuses what is no regular file, which may never end', async () => {
    spawnSync('mkfifo', [inside('pipe')]);
    await requireResumeRefused('/dev/zero', /the checkpoint \/dev\/zero is a device, no regular file/);
    await requireResumeRefused(inside('pipe'), /the checkpoint .*pipe is a pipe, no regular file/);
  });

  test('refuses a file that is larger than any checkpoint before it reads it', async () => {
    fs.closeSync(fs.openSync(inside('huge'), 'w'));
    fs.truncateSync(inside('huge'), 2 ** 32); // sparse: it takes no room
    await requireResumeRefused(inside('huge'), /the checkpoint .*huge has 4294967296 bytes/);
  });

  const requireResumeRefused = async (file, message) => {
    const { status, stdout, stderr } = await train(['--resume', file]);
    assert.match(stderr, message);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  };
});

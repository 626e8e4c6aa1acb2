// Sweeps: what is run, in whatever place and order, in one process or in many, comes to one table, to the bit.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseValue } from '../../wasm/cli/args.js';
import { commandsOf } from '../../wasm/cli/jobs.js';
import { Outcomes } from '../../wasm/cli/outcomes.js';
import { loadEngine } from '../../wasm/index.js';
import { pairedInterval } from '../../wasm/statistics.js';
import { parseAxis } from '../../wasm/sweep/grid.js';
import { mergeLines, readLines } from '../../wasm/sweep/lines.js';
import { tableCSV, tableOf, tableText } from '../../wasm/sweep/table.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const scratch = fs.mkdtempSync(path.join(tmpdir(), "descenso's sweeps-")); // a name that a shell has to be told with care
after(() => fs.rmSync(scratch, { recursive: true, force: true }));
const inside = (name) => path.join(scratch, name);
const { catalog } = await loadEngine();

const SMALL = ['data.trainSize=160', 'data.validationSize=60', 'model.layers=[{"units":8},{"units":10}]', 'epochs=1'];
const SWEEP = [
  ...SMALL.flatMap((setting) => ['--set', setting]),
  ...['--vary', 'optimizer.id=sgd,adam', '--vary', 'optimizer.learningRate=1e-3..1e-1:2', '--seeds', '3'],
];
const descenso = (...args) => {
  const result = spawnSync(process.execPath, [cli, ...args], { cwd: scratch, encoding: 'utf8', maxBuffer: 1e9 });
  return { ...result, text: result.stdout + result.stderr };
};
const sound = (result) => {
  assert.equal(result.status, 0, result.text);
  return result.stdout;
};
const runsOf = (file) => readLines(fs.readFileSync(inside(file), 'utf8'), file).lines;

// The table that all others are held to: two threads, a file of runs.
const race = descenso('race', ...SWEEP, '--workers', '2', '--out', 'race.jsonl', '--csv');
const table = sound(race);
const lines = mergeLines(runsOf('race.jsonl'));

describe('what varies', () => {
  const axis = (text) => parseAxis(text, parseValue, catalog).values;

  test('is values, JSON where they are, or a range by the scale of the catalog', () => {
    assert.deepEqual(axis('optimizer.id=sgd,adam'), ['sgd', 'adam']);
    assert.deepEqual(axis('model.layers=[{"units":8},{"units":10}],[{"units":10}]'), [
      [{ units: 8 }, { units: 10 }],
      [{ units: 10 }],
    ]);
    assert.deepEqual(axis('optimizer.learningRate=1e-3..1e-1:7'), [0.001, 0.00215, 0.00464, 0.01, 0.0215, 0.0464, 0.1]);
    assert.deepEqual(axis('model.layers[0].dropout=0..0.5:3'), [0, 0.25, 0.5]);
    assert.deepEqual(axis('epochs=1..3:5'), [1, 2, 3]);
  });

  test('is refused where it is none', () => {
    const refused = (message, ...args) => {
      const { status, stderr, stdout } = descenso('race', ...args);
      assert.match(stderr, message);
      assert.deepEqual([status, stdout], [2, '']);
    };
    refused(/--vary needs path=value/, '--vary', 'optimizer.id');
    refused(/has a value twice/, '--vary', 'epochs=1,1');
    refused(/is there twice/, '--vary', 'epochs=1,2', '--vary', 'epochs=3');
    refused(/2\.\.1000 values, got 1$/m, '--vary', 'optimizer.learningRate=0.1..1:1');
    refused(/both ends must be above 0/, '--vary', 'optimizer.learningRate=0..1:3');
    refused(/both ends of a range must be numbers/, '--vary', 'optimizer.learningRate=a..1:3');
    refused(/with optimizer\.id="sdg": optimizer\.id must be/, '--vary', 'optimizer.id=sgd,sdg');
    refused(/--seeds must be a whole number 1\.\.10000, got 0/, '--seeds', '0');
    refused(/at most 100000 runs/, '--vary', 'optimizer.learningRate=0.1..1:11', '--seeds', '10000');
    refused(/leave --vary seed out/, '--vary', 'seed=1,2', '--seeds', '2');
    const optimizer = ['--vary', 'optimizer={"id":"sgd"},{"id":"adam"}', '--vary', 'optimizer.id=sgd,adam'];
    refused(/optimizer={"id":"sgd"}, .* and optimizer={"id":"adam"}, .* are one experiment/, ...optimizer);
  });
});

test('a sweep has every combination with every seed, in order, and shares first weights by seed', () => {
  assert.equal(lines.length, 12);
  const seen = lines.map(({ vary, seed }) => [vary['optimizer.id'], vary['optimizer.learningRate'], seed].join());
  assert.deepEqual(seen.slice(0, 4), ['sgd,0.001,1', 'sgd,0.001,2', 'sgd,0.001,3', 'sgd,0.1,1']);
  assert.equal(new Set(seen).size, 12);
  assert.equal(new Set(lines.map(({ weightsHash }) => weightsHash)).size, 12);
});

test('a run of a sweep is the run that `train` makes', () => {
  fs.writeFileSync(inside('one.json'), JSON.stringify(lines[7].spec));
  const end = JSON.parse(
    sound(descenso('train', 'one.json', '--json'))
      .trimEnd()
      .split('\n')
      .at(-1),
  );
  for (const key of ['weightsHash', 'testLoss', 'testAccuracy', 'status']) assert.equal(end[key], lines[7][key], key);
});

describe('the table is the same to the bit', () => {
  test('with one worker, and without a file', () => {
    assert.equal(sound(descenso('race', ...SWEEP, '--workers', '1', '--csv')), table);
  });

  test('from commands that xargs runs, in any order and several at a time', () => {
    const commands = sound(descenso('race', ...SWEEP, '--jobs'))
      .trimEnd()
      .split('\n');
    assert.equal(commands.length, 12);
    const list = `${commands.reverse().join('\n')}\n`;
    const out = fs.openSync(inside('xargs.jsonl'), 'w');
    execFileSync('xargs', ['-d', '\n', '-P', '2', '-I', '{}', 'sh', '-c', '{}'], {
      input: list,
      cwd: scratch,
      stdio: ['pipe', out, 'inherit'],
    });
    fs.closeSync(out);
    assert.equal(sound(descenso('merge', 'xargs.jsonl', '--csv')), table);
  });

  test('and whatever a value or a directory is called, a shell hands it on as it is', () => {
    const job = { index: 0, vary: { 'a.b': "it's $(touch x) \\ \n`y`" }, spec: {} };
    const command = commandsOf([job], { command: "printf '%s\\0'", data: "/da'ta" });
    const words = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0');
    assert.deepEqual(words, ['race', '--job', JSON.stringify(job), '--data', "/da'ta", '']);
  });

  test('from two halves, whose runs overlap', () => {
    const rows = fs.readFileSync(inside('race.jsonl'), 'utf8').trimEnd().split('\n');
    fs.writeFileSync(inside('a.jsonl'), rows.slice(0, 8).join('\n'));
    fs.writeFileSync(inside('b.jsonl'), `${rows.slice(5).reverse().join('\n')}\n`);
    assert.equal(sound(descenso('merge', 'b.jsonl', 'a.jsonl', '--out', 'both.jsonl', '--csv')), table);
    assert.deepEqual(runsOf('both.jsonl'), lines, 'each once, in order');
  });

  test('after it was cut in the middle of a line: what is there is not run again', () => {
    const whole = fs.readFileSync(inside('race.jsonl'), 'utf8');
    const rows = whole.split('\n');
    fs.writeFileSync(inside('cut.jsonl'), `${rows.slice(0, 5).join('\n')}\n${rows[5].slice(0, 99)}`);
    const { stderr } = descenso('merge', 'cut.jsonl');
    assert.match(stderr, /the last line is cut, and left out/);
    const text = sound(descenso('race', ...SWEEP, '--out', 'cut.jsonl'));
    assert.match(text, /12 runs, 5 of them in cut\.jsonl already/);
    assert.equal(sound(descenso('race', ...SWEEP, '--out', 'cut.jsonl', '--csv')), table);
    const now = fs.readFileSync(inside('cut.jsonl'), 'utf8');
    assert.ok(now.startsWith(`${rows.slice(0, 5).join('\n')}\n`), 'the lines that were there are as they were');
    assert.equal(now.trimEnd().split('\n').length, 12);
  });

  test('with another process that writes into the same file between its reading and its opening', (t) => {
    const [first, second] = fs.readFileSync(inside('race.jsonl'), 'utf8').split('\n');
    fs.writeFileSync(inside('shared.jsonl'), `${first}\n`);
    const open = fs.openSync;
    t.mock.method(fs, 'openSync', (file, ...rest) => {
      if (rest[0] === 'a') fs.appendFileSync(file, `${second}\n`);
      return open(file, ...rest);
    });
    const { key, made } = lines[0];
    new Outcomes(inside('shared.jsonl'), [lines[0]], [key], made).close();
    assert.equal(fs.readFileSync(inside('shared.jsonl'), 'utf8'), `${first}\n${second}\n`);
  });

  test('after it was interrupted', async () => {
    const long = [...SWEEP, '--set', 'epochs=40', '--workers', '2', '--out', 'stopped.jsonl', '--csv'];
    const child = spawn(process.execPath, [cli, 'race', ...long], { cwd: scratch, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // As soon as a run is in the file.
    const file = inside('stopped.jsonl');
    const watch = setInterval(() => {
      if (!fs.existsSync(file) || !fs.readFileSync(file, 'utf8').includes('\n')) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 5);
    const status = await ended;
    clearInterval(watch);
    assert.ok([130, 0].includes(status), `it ended with ${status}`);
    const resumed = sound(descenso('race', ...long));
    assert.equal(
      sound(descenso('race', ...long.filter((word) => !['--out', 'stopped.jsonl'].includes(word)))),
      resumed,
    );
  });
});

describe('merge says so, and ends with 1, where', () => {
  const changed = (change) => {
    const other = structuredClone(lines[3]);
    change(other);
    fs.writeFileSync(inside('other.jsonl'), `${JSON.stringify(other)}\n`);
    return descenso('merge', 'race.jsonl', 'other.jsonl');
  };

  test('a run that was done twice has other weights', () => {
    const { status, stderr } = changed((line) => (line.weightsHash = '0'.repeat(64)));
    assert.match(
      stderr,
      /optimizer\.id=sgd, optimizer\.learningRate=0\.1, seed 1 was run twice, and came to something else/,
    );
    assert.equal(status, 1);
  });

  test('or another figure', () => {
    const { status, stderr } = changed((line) => (line.epochs[0].trainLoss += 1e-15));
    assert.match(stderr, /with other figures/);
    assert.equal(status, 1);
  });

  test('or other data', () => {
    const { status, stderr } = changed((line) =>
      Object.assign(line, { key: 'another' }, { data: { ...line.data, test: 'x' } }),
    );
    assert.match(stderr, /saw other data than/);
    assert.equal(status, 1);
  });

  test('but not where it only took longer', () => {
    assert.equal(changed((line) => (line.seconds += 100)).status, 0);
  });

  test('a file without runs is told, and alone it is no table', () => {
    fs.writeFileSync(inside('empty.jsonl'), '');
    const beside = descenso('merge', 'empty.jsonl', 'race.jsonl');
    assert.deepEqual([beside.status, beside.stderr], [0, 'descenso: empty.jsonl has no run\n']);
    const alone = descenso('merge', 'empty.jsonl');
    assert.deepEqual([alone.status, alone.stdout], [1, '']);
    assert.match(alone.stderr, /no run to merge/);
  });

  test('a file that is none of runs is a mistake of the call', () => {
    fs.writeFileSync(inside('none.jsonl'), '{"type":"step"}\n');
    const { status, stderr } = descenso('merge', 'none.jsonl');
    assert.match(stderr, /none\.jsonl, line 1 is no run that descenso race wrote/);
    assert.equal(status, 2);
    assert.equal(descenso('merge').status, 2);
  });
});

test('a file of another module is refused, rather than mixed', () => {
  const other = { ...lines[0], made: { package: '0.0.1', wasm: '0'.repeat(64) } };
  fs.writeFileSync(inside('old.jsonl'), `${JSON.stringify(other)}\n`);
  const { status, stderr } = descenso('race', ...SWEEP, '--out', 'old.jsonl');
  assert.match(stderr, /runs of another module \(version 0\.0\.1\)/);
  assert.equal(status, 2);
});

describe('the table', () => {
  const line = (id, seed, testAccuracy, status = 'done') => ({
    ...lines[0],
    key: `${id}${seed}`,
    vary: { 'optimizer.id': id, note: 'a,"b"' },
    seed,
    status,
    testAccuracy,
    testLoss: 1 - testAccuracy,
  });
  const rows = tableOf([
    ...[0.8, 0.82, 0.81, 0.1].map((x, n) => line('sgd', n + 1, x, n < 3 ? 'done' : 'diverged')),
    ...[0.85, 0.83, 0.87].map((x, n) => line('adam', n + 1, x)),
    line('momentum', 9, 0.5),
  ]);

  test('has means over the runs that came to their end, and differences to the best, paired by seed', () => {
    assert.deepEqual(
      rows.map(({ counted, runs }) => [counted, runs]),
      [
        [3, 4],
        [3, 3],
        [1, 1],
      ],
    );
    assert.equal(rows[1].difference, null, 'the best');
    assert.deepEqual(rows[0].difference, pairedInterval([0.8, 0.82, 0.81], [0.85, 0.83, 0.87]));
    assert.equal(rows[2].difference.n, 0, 'it shares no seed with the best');
  });

  test('reads as text, and as CSV', () => {
    // By hand: differences -0.05, -0.01, -0.06; their deviation 0.02646; t = 4.303 of two degrees of freedom.
    assert.match(tableText(rows), /adam .* 3 +0\.8500 ± 0\.0200 .* best\n/);
    assert.match(tableText(rows), /sgd .* 3 of 4 +0\.8100 ± 0\.0100 .* -0\.0400 \[-0\.1057, 0\.0257\]\n/);
    assert.match(
      tableCSV(rows),
      /^optimizer\.id,note,counted,runs,testAccuracy,testAccuracyDeviation,testAccuracyLow,/,
    );
    assert.match(tableCSV(rows), /\nsgd,"a,""b""",3,4,0\.81/);
  });

  test('calls no combination the best that has lost runs, where another has all: its mean is of survivors', () => {
    const best = (/** @type {string} */ sgd, /** @type {string} */ adam) =>
      tableOf([
        line('sgd', 1, 0.8),
        line('sgd', 2, 0.1, sgd),
        line('adam', 1, 0.9),
        line('adam', 2, 0.1, adam),
      ]).findIndex(({ difference }) => difference === null);
    assert.equal(best('done', 'diverged'), 0);
    assert.equal(best('diverged', 'diverged'), 1, 'of all that lost some');
    assert.equal(best('done', 'done'), 1);
  });
});

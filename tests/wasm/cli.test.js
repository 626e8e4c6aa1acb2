// The command line, run as people and scripts run it, on the starter set with little work.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UsageError, readSpec } from '../../wasm/cli/args.js';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import { startCommand } from '../helpers/command.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso-cli-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const SMALL = {
  'data.set': 'starter',
  'data.trainSize': 640,
  'data.validationSize': 200,
  epochs: 2,
  batchSize: 32,
  'model.layers[0].units': 16,
  'model.layers[1].units': 8,
  seed: 7,
};

/** Hours of work: a test ends it. */
const ENDLESS = { ...SMALL, 'data.trainSize': 5000, epochs: 10000, batchSize: 1 };

/** @param {Record<string, unknown>} settings @returns {string[]} */
const sets = (settings) => Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);

/**
 * @param {string[]} args
 * @param {(child: import('node:child_process').ChildProcess) => void} [meanwhile]
 * @returns {Promise<{ status: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
function descenso(args, meanwhile = () => {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    const limit = setTimeout(() => child.kill('SIGKILL'), 600_000);
    child.on('close', (status, signal) => {
      clearTimeout(limit);
      resolve({ status, signal, stdout, stderr });
    });
    meanwhile(child);
  });
}

/** @param {string} stdout */
const jsonLines = (stdout) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** @param {string} name @param {string} text */
function scratchFile(name, text) {
  const file = path.join(scratch, name);
  writeFileSync(file, text);
  return file;
}

describe('train --monte-carlo', () => {
  const dropping = { ...SMALL, 'model.inputDropout': 0.2, 'model.layers[0].dropout': 0.2 };

  test('prints what the engine says of the test set with and without dropout', async () => {
    const { status, stdout } = await descenso(['train', '--json', '--monte-carlo', '7', ...sets(dropping)]);
    assert.equal(status, 0);
    const lines = jsonLines(stdout);
    assert.deepEqual(
      lines.slice(-2).map(({ type }) => type),
      ['uncertainty', 'end'],
    );
    const [{ passes, seconds, deterministic, monteCarlo }, end] = lines.slice(-2);
    assert.equal(passes, 7);
    assert.ok(seconds > 0);
    assert.equal(deterministic.accuracy, end.testAccuracy);
    assert.ok(Math.abs(deterministic.negativeLogLikelihood - end.testLoss) < 1e-6);

    const engine = await loadEngine();
    const spec = engine.normalize(lines[0].spec);
    const datasets = await loadDatasets(engine, spec, nodeReader());
    const experiment = engine.createExperiment(spec, datasets);
    experiment.runSteps(1e6);
    assert.equal(experiment.weightsHash(), end.weightsHash, 'asking changes nothing');
    const { mean } = experiment.predictMonteCarlo(datasets.test, { passes: 7 });
    const { labels } = datasets.test;
    const scores = engine.scorePredictions({ probabilities: mean, labels });
    for (const [key, value] of Object.entries(monteCarlo)) assert.equal(value, scores[key], key);
  });

  test('shows people a table', async () => {
    const { status, stdout } = await descenso(['train', '--monte-carlo', '3', ...sets(dropping)]);
    assert.equal(status, 0);
    assert.match(
      stdout,
      /accuracy +neg\. log-lik\. +calib\. error +Brier\nwithout dropout( +\d\.\d{4}){4}\nmean of 3 passes( +\d\.\d{4}){4} /,
    );
  });

  test('comes to the same on any number of threads, as evaluate does', async () => {
    const file = path.join(scratch, 'passes.run');
    const told = async (/** @type {string[]} */ ...args) => {
      const { status, stdout, stderr } = await descenso([...args, '--monte-carlo', '3', '--json']);
      assert.equal(status, 0, stderr);
      return jsonLines(stdout)
        .slice(-2)
        .map((line) => ({ ...line, seconds: 0 }));
    };
    const trained = await told('train', ...sets(dropping), '--save', file, '--threads', '1');
    for (const threads of ['1', '3', 'auto'])
      assert.deepEqual(await told('evaluate', '--resume', file, '--threads', threads), trained, `${threads} threads`);
    for (const command of ['train', 'evaluate']) {
      const { status, stderr } = await descenso([command, '--resume', file, '--threads', '0']);
      assert.equal(status, 2);
      assert.match(stderr, /--threads must be auto or a whole number 1\.\.16, got 0/);
    }
  });

  test('says what it needs', async () => {
    for (const [args, message] of [
      [['--monte-carlo', '0', ...sets(dropping)], /--monte-carlo must be a whole number 1\.\.1000000, got 0/],
      [['--monte-carlo', '5', ...sets(SMALL)], /needs a network with dropout/],
      [['--monte-carlo', '5', ...sets({ ...dropping, 'bagging.models': 2 })], /one network, got bagging\.models = 2/],
    ]) {
      const { status, stdout, stderr } = await descenso(['train', ...args]);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    }
  });
});

test('--mirror averages in what is said of the mirror images', async () => {
  const settings = sets({ ...SMALL, 'augmentation.flip': true });
  const { status, stdout, stderr } = await descenso(['train', '--mirror', '--json', ...settings]);
  assert.equal(status, 0, stderr);
  const end = jsonLines(stdout).at(-1);
  const engine = await loadEngine();
  const spec = jsonLines(stdout)[0].spec;
  const datasets = await loadDatasets(engine, spec, nodeReader(), undefined, { mirrored: true });
  const experiment = engine.createExperiment(spec, datasets);
  experiment.runSteps(1e6);
  const { test, mirrored } = datasets;
  const [plain, other] = [test, mirrored].map((set) => experiment.predict(set).probabilities);
  const right = [...test.labels].filter((label, n) => {
    const row = Array.from({ length: 10 }, (_, k) => plain[10 * n + k] + other[10 * n + k]);
    return row.indexOf(Math.max(...row)) === label;
  }).length;
  assert.ok(Math.abs(end.mirroredAccuracy - right / test.count) < 1e-9, `${end.mirroredAccuracy} and ${right}`);
  assert.notEqual(end.mirroredAccuracy, end.testAccuracy);
  assert.match((await descenso(['train', '--mirror', ...settings])).stdout, /with mirror images averaged in: test acc/);
});

test('an ensemble is trained one network after the other', async () => {
  const { status, stdout } = await descenso(['train', '--json', ...sets({ ...SMALL, 'bagging.models': 2 })]);
  assert.equal(status, 0);
  const epochs = jsonLines(stdout).filter(({ type }) => type === 'epoch');
  assert.deepEqual(
    epochs.map(({ member, epoch }) => [member, epoch]),
    [
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
    ],
  );
});

describe('train --json', () => {
  test('prints start, steps, epochs and the end, and exits 0', async () => {
    const { status, stdout, stderr } = await descenso(['train', '--json', ...sets({ ...SMALL, epochs: 10 })]);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const lines = jsonLines(stdout);
    const ofType = (/** @type {string} */ type) => lines.filter((line) => line.type === type);
    assert.equal(lines[0].type, 'start');
    assert.equal(lines[0].spec.data.trainSize, 640);
    assert.equal(lines[0].spec.model.layers[0].units, 16);
    assert.equal(lines[0].spec.seed, 7);
    assert.deepEqual(
      ofType('step').map((line) => line.step),
      [100, 200],
    );
    for (const line of ofType('step')) {
      assert.deepEqual(Object.keys(line), ['type', 'step', 'loss', 'learningRate']);
      assert.ok(line.loss > 0 && line.learningRate > 0);
    }
    assert.deepEqual(
      ofType('epoch').map((line) => line.epoch),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    for (const line of ofType('epoch')) {
      for (const key of ['trainLoss', 'validationLoss', 'validationAccuracy', 'seconds']) {
        assert.equal(typeof line[key], 'number', key);
      }
    }
    const end = lines.at(-1);
    assert.equal(end.type, 'end');
    assert.equal(end.status, 'done');
    assert.match(end.weightsHash, /^[0-9a-f]{64}$/);
    assert.ok(end.testAccuracy > 0.3 && end.testAccuracy <= 1, `accuracy ${end.testAccuracy}`);
    assert.ok(end.testLoss > 0 && end.testLoss < ofType('epoch')[0].validationLoss);
  });

  test('two runs end with the same weights, and another seed with others', async () => {
    const hashes = [];
    for (const seed of [7, 7, 8]) {
      const { stdout } = await descenso(['train', '--json', ...sets({ ...SMALL, epochs: 1, seed })]);
      hashes.push(jsonLines(stdout).at(-1).weightsHash);
    }
    assert.equal(hashes[0], hashes[1]);
    assert.notEqual(hashes[0], hashes[2]);
  });

  test('without a validation set its fields are null', async () => {
    const unvalidated = { ...SMALL, 'data.validationSize': 0 };
    const { status, stdout } = await descenso(['train', '--json', ...sets(unvalidated)]);
    assert.equal(status, 0);
    const epoch = jsonLines(stdout).find((line) => line.type === 'epoch');
    assert.equal(epoch.validationLoss, null);
    assert.equal(epoch.validationAccuracy, null);
    assert.ok(epoch.trainLoss > 0);
  });

  test('a diverged run says so and exits 1', async () => {
    const diverging = {
      ...SMALL,
      'model.layers[0].activation': 'linear', // a relu would die before its outputs overflow
      'model.layers[1].activation': 'linear',
      'optimizer.id': 'sgd',
      'optimizer.learningRate': 1000,
    };
    const file = path.join(scratch, 'diverged.run');
    const record = path.join(scratch, 'diverged.json');
    const { status, stdout, stderr } = await descenso([
      'train',
      '--json',
      '--mirror',
      '--save',
      file,
      '--record',
      record,
      ...sets(diverging),
    ]);
    const end = jsonLines(stdout).at(-1);
    assert.equal(end.status, 'diverged');
    assert.ok(!('mirroredLoss' in end), 'means of what is no number');
    assert.equal(status, 1);
    const taken = JSON.parse(readFileSync(record, 'utf8')).runs[0].steps;
    assert.ok(taken > 0);
    assert.equal(end.step, taken + 1, 'the step whose loss is not finite has not been taken');
    assert.match(stderr, new RegExp(`the loss is not finite at step ${taken + 1}\n`));

    const { step: _, ...said } = end;
    const again = await descenso(['train', '--json', '--mirror', '--resume', file]);
    assert.deepEqual({ ...jsonLines(again.stdout).at(-1), seconds: 0 }, { ...said, seconds: 0 });
    assert.match(again.stderr, new RegExp(`this run had diverged before, after ${taken} steps\n`));

    const weights = path.join(scratch, 'good.npz');
    writeFileSync(weights, 'good');
    const evaluated = await descenso(['evaluate', '--json', '--mirror', '--resume', file, '--save-weights', weights]);
    assert.deepEqual({ ...jsonLines(evaluated.stdout).at(-1), seconds: 0 }, { ...said, seconds: 0 });
    assert.equal(evaluated.status, 1);
    assert.match(evaluated.stderr, /good\.npz is kept as it was: this run diverged\n.*the test loss is not finite/);
    assert.equal(readFileSync(weights, 'utf8'), 'good');
  });

  test('SIGINT ends a run with what it reached, and 130', async () => {
    const { status, stdout } = await descenso(['train', '--json', ...sets(ENDLESS)], (child) => {
      child.stdout?.once('data', () => child.kill('SIGINT'));
    });
    assert.equal(status, 130);
    const end = jsonLines(stdout).at(-1);
    assert.equal(end.status, 'interrupted');
    assert.match(end.weightsHash, /^[0-9a-f]{64}$/);
    assert.equal(typeof end.testAccuracy, 'number');
  });

  test('a reader that leaves early is no crash', async () => {
    const { stderr, signal } = await descenso(['train', '--json', ...sets(ENDLESS)], (child) => {
      child.stdout?.once('data', () => child.stdout?.destroy());
    });
    assert.equal(stderr, '');
    assert.equal(signal, null);
  });
});

describe('train --save and --resume', () => {
  const hashOf = (/** @type {string} */ stdout) => jsonLines(stdout).at(-1).weightsHash;

  test('the file has the weights that were printed, and a longer run goes on with the bits of one', async () => {
    const file = path.join(scratch, 'run.descenso');
    const short = await descenso(['train', '--json', '--save', file, ...sets(SMALL)]);
    assert.equal(short.status, 0, short.stderr);
    const engine = await loadEngine();
    const run = engine.restore(readFileSync(file));
    assert.equal(run.weightsHash(), hashOf(short.stdout));
    assert.equal(run.epochs().length, 2);
    run.free();

    const longer = await descenso(['train', '--json', '--resume', file, '--set', 'epochs=4', '--save', file]);
    assert.equal(longer.status, 0, longer.stderr);
    const whole = await descenso(['train', '--json', ...sets({ ...SMALL, epochs: 4 })]);
    assert.equal(hashOf(longer.stdout), hashOf(whole.stdout));
    const epochsOf = (/** @type {string} */ stdout) =>
      jsonLines(stdout)
        .filter((line) => line.type === 'epoch')
        .map(({ seconds, ...rest }) => rest);
    assert.deepEqual(epochsOf(longer.stdout), epochsOf(whole.stdout).slice(2));
    assert.deepEqual(jsonLines(longer.stdout)[0].spec, jsonLines(whole.stdout)[0].spec);

    const done = await descenso(['train', '--resume', file]);
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, new RegExp(`^resumed after step 80$[^]*^done: .*weights ${hashOf(whole.stdout)}$`, 'm'));
  });

  test('SIGINT saves what was reached, from where the run goes on as if it had not been', async () => {
    const file = path.join(scratch, 'interrupted.descenso');
    const engine = await loadEngine();
    const standing = () => {
      const run = engine.restore(readFileSync(file));
      const [state, hash] = [run.state(), run.weightsHash()];
      run.free();
      return { ...state, hash };
    };
    const interrupted = async (/** @type {string[]} */ args) => {
      const { status, stdout } = await descenso(['train', '--json', '--save', file, ...args], (child) => {
        child.stdout?.once('data', () => child.kill('SIGINT'));
      });
      assert.equal(status, 130);
      const { status: reached, step, hash } = standing();
      assert.deepEqual([reached, hash], ['running', hashOf(stdout)]);
      return step;
    };
    const first = await interrupted(sets(ENDLESS));
    const second = await interrupted(['--resume', file]);
    assert.ok(second > first, `${second} steps after ${first}`);

    const spec = engine.normalize(engine.restore(readFileSync(file)).spec);
    const whole = engine.createExperiment(spec, await loadDatasets(engine, spec, nodeReader()));
    whole.runSteps(second);
    assert.equal(standing().hash, whole.weightsHash());
  });

  test('refuses a file that cannot be, a spec beside it, and a shorter run', async () => {
    const file = path.join(scratch, 'small.descenso');
    const { status } = await descenso(['train', '--save', file, ...sets({ ...SMALL, epochs: 2 })]);
    assert.equal(status, 0);
    const broken = scratchFile('broken.descenso', 'DESCENSO, but not much of it');
    /** @type {[args: string[], message: RegExp, status: number][]} */
    const wrong = [
      [['--save', path.join(scratch, 'nowhere', 'x')], /--save .*nowhere.* cannot be written/, 2],
      [['--save', file, '--set', 'bagging.models=3'], /--save is for one network, got bagging\.models = 3/, 2],
      [['--save', scratch], /--save .* is a directory/, 2],
      [['--resume', path.join(scratch, 'nothing')], /the checkpoint .*nothing cannot be read/, 2],
      [['--resume', file, 'spec.json'], /brings its spec: spec\.json is one too many/, 2],
      [['--resume', file, '--set', 'seed=3'], /only epochs can be set, not seed/, 2],
      [['--resume', file, '--set', 'epochs=many'], /epochs must be a whole number 1\.\.10000, got "many"/, 2],
      [['--resume', file, '--set', 'epochs=1'], /epochs must be at least the checkpoint's 2, got 1/, 2],
      [['--resume', broken], /checkpoint's format/, 1],
    ];
    for (const [args, message, expected] of wrong) {
      const result = await descenso(['train', ...args]);
      assert.match(result.stderr, message);
      assert.equal(result.stdout, '');
      assert.equal(result.status, expected, args.join(' '));
    }
  });
});

describe('train for people', () => {
  test('prints a table and a final line', async () => {
    const { status, stdout, stderr } = await descenso(['train', ...sets(SMALL)]);
    assert.equal(status, 0);
    assert.equal(stderr, ''); // no terminal, no bar
    const lines = stdout.trim().split('\n');
    assert.match(lines[0], /^starter set, 640 images; layers 16-8-10; .*epochs: 2 of 20 steps each; seed 7$/);
    assert.match(lines[1], /epoch +train loss +valid\. loss/);
    assert.match(lines[2], /^ +1( +\d+\.\d{4}){3} +\d+\.\d$/);
    assert.match(lines[3], /^ +2 /);
    assert.match(lines[4], /^done: test accuracy 0\.\d{4}, test loss \d+\.\d{4}, .*, weights [0-9a-f]{64}$/);
    assert.equal(lines.length, 5);
  });
});

describe('a spec', () => {
  test('comes from a file, --set goes on top of it', async () => {
    const file = scratchFile(
      'spec.json',
      JSON.stringify({
        seed: 3,
        epochs: 1,
        data: { set: 'starter', trainSize: 320, validationSize: 0 },
        model: { layers: [{ units: 12 }, { units: 10, activation: 'softmax' }] },
      }),
    );
    const settings = { seed: 4, 'model.layers[0].initializer': 'he_uniform', 'optimizer.id': 'momentum' };
    const { status, stdout, stderr } = await descenso(['train', file, '--json', ...sets(settings)]);
    assert.equal(status, 0, stderr);
    const { spec } = jsonLines(stdout)[0];
    assert.equal(spec.seed, 4);
    assert.equal(spec.optimizer.id, 'momentum');
    assert.deepEqual(
      spec.model.layers.map((/** @type {{ units: number }} */ { units }) => units),
      [12, 10],
    );
    assert.equal(spec.model.layers[0].initializer, 'he_uniform');
    assert.notEqual(spec.model.layers[1].initializer, 'he_uniform');
  });

  test('an element of layers that it does not give is set in the default layers', async () => {
    const engine = await loadEngine();
    const usual = engine.normalize({}).model.layers;
    const { stdout } = await descenso(['train', '--json', ...sets({ ...SMALL, epochs: 1 })]);
    usual[0].units = 16;
    usual[1].units = 8;
    assert.deepEqual(jsonLines(stdout)[0].spec.model.layers, usual);
  });

  /** @type {[name: string, args: string[], message: RegExp][]} */
  const wrong = [
    ['an unknown key', sets({ 'optimiser.id': 'adam' }), /optimiser/],
    ['a value out of range', sets({ batchSize: 0 }), /batchSize .*1\.\.\d+.* 0/],
    [
      'a value out of range in a list',
      sets({ 'model.layers[1].units': -3 }),
      /model\.layers\[1\]\.units .*1\.\.\d+.*-3/,
    ],
    ['a wrong type', sets({ epochs: 'many' }), /epochs .*many/],
    ['an unknown choice', sets({ 'optimizer.id': 'adagrid' }), /optimizer\.id .*adam.*adagrid/],
    [
      'a training set of more images than there are',
      sets({ 'data.set': 'starter', 'data.trainSize': 5500, 'data.validationSize': 1000 }),
      /data\.trainSize \+ data\.validationSize must be at most 6000.*5500 \+ 1000/,
    ],
    ['a setting without a value', ['--set', 'epochs'], /--set needs path=value, got "epochs"/],
    ['a setting with a path that is none', sets({ 'model..layers': 1 }), /"model\.\.layers" is not a path/],
    ['an element beyond the end', sets({ 'model.layers[7].units': 3 }), /model\.layers has 3 elements.*0\.\.3.*7/],
    ['a key inside a number', ['--set', 'seed=1', '--set', 'seed.x=1'], /seed is not an object/],
    ['a prototype', ['--set', '__proto__.x=1'], /unknown key/],
    ['an unknown option', ['--verbose'], /Unknown option '--verbose'/],
    ['an argument too many', ['a.json', 'b.json'], /unexpected argument "b\.json"/],
    ['a file that is not there', ['nowhere.json'], /nowhere\.json cannot be read/],
  ];
  for (const [name, args, message] of wrong) {
    test(`${name} is refused with exit status 2`, async () => {
      const { status, stdout, stderr } = await descenso(['train', ...args]);
      assert.match(stderr, message);
      assert.match(stderr, /See descenso help train/);
      assert.doesNotMatch(stderr, /\n +at /); // no stack
      assert.equal(stdout, '');
      assert.equal(status, 2);
    });
  }

  test('a file that is more than a spec can be, or without end, is refused before it is read to its end', () => {
    for (const file of [scratchFile('long.json', ' '.repeat(2 ** 20) + '{}'), '/dev/zero'])
      assert.throws(() => readSpec(file), new UsageError(`the spec ${file} has more than 1048576 bytes`));
  });

  test('a file that is nested too deeply is refused as a spec is', async () => {
    const { stderr, status } = await descenso([
      'train',
      scratchFile('deep.json', `{"model":${'['.repeat(5e4)}${']'.repeat(5e4)}}`),
    ]);
    assert.match(stderr, /^descenso: model(\[0\])+.* nested too deeply\n/);
    assert.equal(status, 2);
  });

  test('a file that is not JSON, or not an object, is refused', async () => {
    const noJson = await descenso(['train', scratchFile('broken.json', '{"seed": 1,}')]);
    assert.match(noJson.stderr, /broken\.json is not JSON: /);
    assert.equal(noJson.status, 2);
    const noObject = await descenso(['train', scratchFile('list.json', '[1]')]);
    assert.match(noObject.stderr, /list\.json must be a JSON object/);
    assert.equal(noObject.status, 2);
  });

  test('data that is not there, or broken, fails with exit status 1 and names the file', async () => {
    const missing = await descenso(['train', '--data', scratch, ...sets(SMALL)]);
    assert.match(missing.stderr, /has no train-(images|labels)-idx/);
    assert.equal(missing.status, 1);
    scratchFile('train-images-idx3-ubyte.gz', '<!DOCTYPE html>');
    scratchFile('train-labels-idx1-ubyte.gz', '<!DOCTYPE html>');
    const broken = await descenso(['train', '--data', scratch, ...sets(SMALL)]);
    assert.match(broken.stderr, /train-(images|labels)-idx\d-ubyte\.gz is neither gzip .* begins with 3c 21/);
    assert.equal(broken.status, 1);
  });
});

describe('other commands', () => {
  test('bench is the repository’s benchmark, and says where its options are wrong', async () => {
    const [bytes, wrong, unknown, rounds] = await Promise.all(
      [['--only', 'bytes'], ['--only', 'speed'], ['--slow'], ['--rounds', '0']].map((options) =>
        descenso(['bench', '--quick', ...options]),
      ),
    );
    assert.deepEqual([bytes.status, wrong.status, unknown.status, rounds.status], [0, 2, 2, 2]);
    assert.match(unknown.stderr, /^descenso: Unknown option '--slow'\n/);
    assert.match(rounds.stderr, /^descenso: --rounds must be a whole number from 1, got 0\n/);
    assert.match(bytes.stdout, /descenso\.wasm .*raw .* B/);
    assert.match(
      wrong.stderr,
      /^descenso: --only has groups of epochs, threads, .*, got speed\nSee descenso help bench\.\n$/m,
    );
    // By itself it says so, too.
    const script = fileURLToPath(new URL('../bench/bench.js', import.meta.url));
    const alone = await startCommand(process.execPath, [script, '--slow']).ended;
    assert.deepEqual([alone.status, alone.stderr], [2, unknown.stderr]);
  });

  test('catalog prints what the engine has, as one line of JSON where it is no terminal', async () => {
    const { status, stdout } = await descenso(['catalog']);
    assert.equal(status, 0);
    assert.equal(stdout.trim().split('\n').length, 1);
    assert.deepEqual(JSON.parse(stdout), (await loadEngine()).catalog);
  });

  test('catalog --text has every key of the catalog', async () => {
    const { stdout } = await descenso(['catalog', '--text']);
    const { catalog } = await loadEngine();
    const words = new Set(stdout.split(/\s+/));
    for (const optimizer of catalog.optimizers) {
      for (const { key } of [optimizer, ...optimizer.hyperparameters]) assert.ok(words.has(key), key);
    }
    for (const { key } of Object.values(catalog.spec).flat()) assert.ok(words.has(key), key);
    assert.doesNotMatch(stdout, /undefined|NaN|\[object/);
  });

  test('help and --version', async () => {
    for (const args of [['help'], ['--help'], ['help', 'train'], ['train', '--help']]) {
      const { status, stdout } = await descenso(args);
      assert.equal(status, 0);
      assert.match(stdout, /descenso train/);
    }
    // What is refused of several networks is said before anybody tries.
    const { help } = await import('../../wasm/cli/train.js');
    const [, ofOne] = /With bagging\.models above 1 (.*?) are for one network\./s.exec(help) ?? [];
    const options = ['save', 'resume', 'weights', 'save-weights', 'monte-carlo'];
    assert.deepEqual(
      [...(ofOne ?? '').matchAll(/--([a-z-]+)/g)].map(([, option]) => option),
      options,
    );
    assert.match((await descenso(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  test('an empty word is the value of no option', async () => {
    for (const [command, option] of [
      ['merge', '--out'],
      ['race', '--data'],
      ['race', '--out'],
      ['verify', '--data'],
      ['verify', '--weights'],
      ['landscape', '--data'],
      ['serve', '--host'],
      ['train', '--save-weights'],
      ['train', '--set'],
    ]) {
      const { run } = await import(`../../wasm/cli/${command}.js`);
      await assert.rejects(run([option, '']), { message: `${option} needs a value, got ""` }, command);
    }
  });

  test('no command and an unknown one are usage errors', async () => {
    const none = await descenso([]);
    assert.equal(none.status, 2);
    assert.match(none.stderr, /descenso catalog/);
    const unknown = await descenso(['trian']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /unknown command "trian"; there are: serve, train, .*catalog, bench, help/);
  });
});

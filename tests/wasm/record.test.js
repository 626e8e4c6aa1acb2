// Records: what `train --record` writes, `verify` runs again to the bit, and what was changed in one is found.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../wasm/index.js';
import {
  RecordError,
  figuresOf,
  hashesOf,
  makeRecord,
  readRecord,
  recordText,
  sealOf,
} from '../../wasm/record/record.js';
import { firstDeparture, replay } from '../../wasm/record/replay.js';
import { VERSION } from '../../wasm/version.js';
import { syntheticImages } from '../helpers/datasets.js';
import { createRandom } from '../helpers/random.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const scratch = fs.mkdtempSync(path.join(tmpdir(), 'descenso-record-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));
const inside = (name) => path.join(scratch, name);

const engine = await loadEngine();
const make = (options) => engine.createDataset(syntheticImages(options));
const datasets = {
  train: make({ count: 90 }),
  validation: make({ count: 30, seed: 2 }),
  test: make({ count: 40, seed: 3 }),
};
const MADE = { package: '0.0.0', wasm: '0'.repeat(64) };
const SPEC = {
  model: {
    layers: [
      { units: 8, dropout: 0.1 },
      { units: 3, activation: 'softmax' },
    ],
  },
  batchSize: 10,
  epochs: 4,
};

// A relu would die before its outputs overflow.
const LINEAR = { units: 8, activation: 'linear' };

/** A record of a run that the page might have made: rates set on the way, ended before its end where `until` says so. */
function recorded(spec, { changes = [], until = Infinity } = {}) {
  const experiment = engine.createExperiment(engine.normalize(spec), datasets);
  const initialWeights = experiment.weightsHash();
  let state = experiment.state();
  for (const { step, learningRate } of changes) {
    if (step > state.step) state = experiment.runSteps(step - state.step);
    experiment.setLearningRate(learningRate);
  }
  if (until > state.step && state.status === 'running') state = experiment.runSteps(Math.min(until - state.step, 1e6));
  const { loss, accuracy } = experiment.evaluate(datasets.test);
  const run = {
    name: 'one',
    spec: experiment.spec,
    data: hashesOf(datasets),
    initialWeights,
    weightsFile: null,
    changes,
    steps: state.step,
    status: state.status === 'running' ? 'stopped' : state.status,
    epochs: experiment.epochs().map(figuresOf),
    testLoss: loss,
    testAccuracy: accuracy,
    weightsHash: experiment.weightsHash(),
  };
  experiment.free();
  return JSON.parse(JSON.stringify(run));
}
const departureOf = async (run) => firstDeparture(run, await replay(engine, run, datasets));

test('the version in a record is that of the package', () => {
  assert.equal(VERSION, JSON.parse(fs.readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version);
});

describe('a run that is run again is the same', () => {
  const runs = {
    plain: () => recorded(SPEC),
    'with rates set on the way, at the start and the end too': () =>
      recorded(SPEC, { changes: [0, 7, 7, 20, 36].map((step, n) => ({ step, learningRate: 0.01 / (n + 1) })) }),
    'ended inside of an epoch': () => recorded(SPEC, { until: 23 }),
    'ended before its first step': () => recorded(SPEC, { until: 0 }),
    'stopped early': () =>
      recorded({ ...SPEC, epochs: 50, optimizer: { learningRate: 0.1 }, earlyStopping: { patience: 1 } }),
    'of several networks': () => recorded({ ...SPEC, bagging: { models: 2 } }),
    diverged: () =>
      recorded({
        ...SPEC,
        model: { layers: [LINEAR, LINEAR, { units: 3, activation: 'softmax' }] },
        optimizer: { id: 'sgd', learningRate: 1000 },
      }),
  };
  for (const [what, run] of Object.entries(runs))
    test(what, async () => {
      const one = run();
      if (['diverged', 'stopped-early'].includes(what.replace(' ', '-')))
        assert.equal(one.status, what.replace(' ', '-'));
      assert.equal(await departureOf(one), null);
    });

  test('a replay that is ended says so', async () => {
    assert.equal(await replay(engine, recorded(SPEC), datasets, { moved: () => false }), null);
  });
});

describe('what was changed in a record is found, and where', () => {
  const original = recorded(SPEC, { changes: [{ step: 12, learningRate: 0.02 }] });
  // what, the change, where it is found
  const cases = [
    ['a figure', (run) => (run.epochs[2].validationLoss += 1e-15), 'epoch 3, validationLoss'],
    ['an accuracy', (run) => (run.epochs[3].validationAccuracy = 1), 'epoch 4, validationAccuracy'],
    [
      'the hash of the weights',
      (run) => (run.weightsHash = run.weightsHash.replace(/^./, (c) => (c === '0' ? '1' : '0'))),
      'weightsHash',
    ],
    ['the hash of the data', (run) => (run.data.test = '0'.repeat(64)), 'data.test'],
    ['the seed', (run) => (run.spec.seed = 2), 'initialWeights'],
    ['the optimizer', (run) => (run.spec.optimizer.beta1 = 0.8), 'epoch 1, trainLoss'],
    ['the length', (run) => (run.spec.epochs = 5), 'status'],
    ['a key of the spec that is left out', (run) => delete run.spec.clipNorm, 'spec'],
    ['a rate that was set', (run) => (run.changes[0].learningRate = 0.03), 'epoch 2, trainLoss'],
    ['when it was set', (run) => (run.changes[0].step = 13), 'epoch 2, trainLoss'],
    ['that it was set', (run) => run.changes.pop(), 'epoch 2, trainLoss'],
    ['an epoch that is left out', (run) => run.epochs.pop(), 'epochs.length'],
    ['the scores', (run) => (run.testAccuracy = 0.99), 'testAccuracy'],
    ['the steps', (run) => (run.steps = 35), 'epochs.length'],
  ];
  for (const [what, change, where] of cases)
    test(what, async () => {
      const run = structuredClone(original);
      change(run);
      const departure = await departureOf(run);
      assert.equal(departure?.where, where);
      assert.notDeepEqual(departure.expected, departure.got);
    });

  test('what no run could show, by the seal', () => {
    const record = makeRecord(engine, MADE, [original]);
    assert.equal(sealOf(engine, readRecord(recordText(record))), record.seal);
    record.runs[0].spec.bagging.bootstrap = false; // of a single network
    assert.notEqual(sealOf(engine, readRecord(recordText(record))), record.seal);
  });
});

describe('what is no record is refused with what is wrong', () => {
  const record = makeRecord(engine, MADE, [recorded(SPEC)]);
  const text = recordText(record);
  const cases = [
    [() => '{"format":', /no JSON/],
    [() => '[]', /record must be an object, got \[\]/],
    [() => '{"runs":[]}', /format must be "descenso-record", got nothing/],
    [(one) => (one.version = 2), /version must be 1, which this program knows, got 2/],
    [(one) => (one.runs = []), /runs must have a run/],
    [(one) => (one.runs = Array(1001).fill(one.runs[0])), /runs must be a list of at most 1000, got 1001/],
    [(one) => (one.runs[0].weightsHash = 'abc'), /runs\[0\]\.weightsHash must be a SHA-256 in hexadecimal, got "abc"/],
    [(one) => (one.runs[0].steps = -1), /runs\[0\]\.steps must be a whole number, 0 at least, got -1/],
    [
      (one) => (one.runs[0].epochs[1].trainLoss = 'low'),
      /runs\[0\]\.epochs\[1\]\.trainLoss must be a number or null, got "low"/,
    ],
    [
      (one) =>
        (one.runs[0].changes = [
          { step: 2, learningRate: 1 },
          { step: 1, learningRate: 1 },
        ]),
      /runs\[0\]\.changes\[1\] comes before/,
    ],
    [(one) => (one.runs[0].note = 'please'), /runs\[0\] has a key that is not known: "note"/],
    [(one) => delete one.runs[0].data, /runs\[0\]\.data must be an object, got nothing/],
  ];
  for (const [change, message] of cases)
    test(String(message), () => {
      const other = JSON.parse(text);
      const given = change(other);
      assert.throws(
        () => readRecord(typeof given === 'string' && /^[{[]/.test(given) ? given : JSON.stringify(other)),
        (error) => {
          assert.ok(error instanceof RecordError);
          assert.match(error.message, message);
          return true;
        },
      );
    });

  test('whatever it says', () => {
    const random = createRandom(5);
    for (let n = 0; n < 2000; n++) {
      const at = Math.floor(random() * text.length);
      const other = text.slice(0, at) + '0"{}[]n-e,:'[Math.floor(random() * 11)] + text.slice(at + (n % 3));
      try {
        readRecord(other);
      } catch (error) {
        assert.ok(error instanceof RecordError, error.stack);
      }
    }
  });
});

describe('the command line', () => {
  const SMALL = ['data.trainSize=320', 'data.validationSize=100', 'model.layers=[{"units":8},{"units":10}]'];
  const sets = SMALL.flatMap((setting) => ['--set', setting]);
  const descenso = (...args) => spawnSync(process.execPath, [cli, ...args], { cwd: scratch, encoding: 'utf8' });

  test('writes a record that holds, and finds what was changed in it', () => {
    assert.equal(descenso('train', ...sets, '--set', 'epochs=2', '--record', 'good.json').status, 0);
    const good = descenso('verify', 'good.json');
    assert.match(good.stdout, /the record holds: 1 of 1, to the bit/);
    assert.equal(good.status, 0, good.stderr);
    const record = JSON.parse(fs.readFileSync(inside('good.json'), 'utf8'));
    record.runs[0].epochs[1].trainLoss = 0.001;
    fs.writeFileSync(inside('changed.json'), JSON.stringify(record));
    const changed = descenso('verify', 'changed.json');
    assert.match(changed.stdout, /departs at epoch 2, trainLoss: the record says 0\.001, this time it is \d/);
    assert.equal(changed.status, 1);
    const { where } = JSON.parse(descenso('verify', 'changed.json', '--json').stdout.split('\n')[0]).departure;
    assert.equal(where, 'epoch 2, trainLoss');
  });

  test('a change that changes no run is found by the seal', () => {
    const record = JSON.parse(fs.readFileSync(inside('good.json'), 'utf8'));
    record.made.package = '9.9.9';
    fs.writeFileSync(inside('note.json'), JSON.stringify(record));
    const { status, stdout } = descenso('verify', 'note.json');
    assert.match(stdout, /does not hold: its runs do, but something else in it was changed/);
    assert.equal(status, 1);
  });

  test('a run that a signal ended has a record that holds', async () => {
    const args = ['train', ...sets, '--set', 'epochs=10000', '--set', 'batchSize=1', '--record', 'cut.json', '--json'];
    const child = spawn(process.execPath, [cli, ...args], { cwd: scratch, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => child.kill('SIGINT'));
    const status = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(status, 130);
    assert.equal(readRecord(fs.readFileSync(inside('cut.json'), 'utf8')).runs[0].status, 'stopped');
    const { status: holds, stdout } = descenso('verify', 'cut.json');
    assert.equal(holds, 0, stdout);
  });

  test('a run that began from weights asks for them', () => {
    assert.equal(descenso('train', ...sets, '--set', 'epochs=1', '--save-weights', 'w.npz').status, 0);
    assert.equal(
      descenso('train', ...sets, '--set', 'epochs=1', '--weights', 'w.npz', '--record', 'from.json').status,
      0,
    );
    const without = descenso('verify', 'from.json');
    assert.match(without.stderr, /began from the weights w\.npz: say where they are with --weights FILE/);
    assert.equal(without.status, 2);
    assert.equal(descenso('verify', 'from.json', '--weights', 'w.npz').status, 0);
  });

  test('what is no record, or is not there, is told', () => {
    fs.writeFileSync(inside('none.json'), '{}');
    const none = descenso('verify', 'none.json');
    assert.match(none.stderr, /the record none\.json: format must be/);
    assert.equal(none.status, 1);
    assert.equal(descenso('verify', 'nowhere.json').status, 2);
    assert.match(descenso('verify').stderr, /needs the file of a record/);
    assert.match(
      descenso('train', '--resume', 'x', '--record', 'y').stderr,
      /--record is for a run from its beginning/,
    );
  });
});

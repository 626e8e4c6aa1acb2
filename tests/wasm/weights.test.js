// Weights as safetensors and npz: there and back to the bit, and whatever a file says, a clear error or weights that fit.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as zip from 'fflate';
import { loadEngine } from '../../wasm/index.js';
import { WeightsError } from '../../wasm/weights/error.js';
import { readWeights, weightsLimit, writeWeights } from '../../wasm/weights/index.js';
import { writeNpy } from '../../wasm/weights/npy.js';
import { syntheticImages } from '../helpers/datasets.js';
import { createRandom } from '../helpers/random.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const scratch = fs.mkdtempSync(path.join(tmpdir(), 'descenso-weights-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));

const engine = await loadEngine();
const data = engine.createDataset(syntheticImages({ count: 60 }));
const layers = [{ units: 6, batchNorm: 'before' }, { units: 6 }, { units: 6 }, { units: 3, activation: 'softmax' }];
const network = (more = {}) => engine.createExperiment({ model: { layers }, batchSize: 10, ...more }, { train: data });
const trained = network();
trained.runSteps(12);
const parameters = trained.parameters();
const own = network().parameters();
const KINDS = [
  ['safetensors', {}],
  ['npz', {}],
  ['npz', { deflate: true }],
];
const written = (list = parameters, format = 'safetensors', options = {}) =>
  writeWeights(list, format, { zip, ...options });
const read = (bytes) => readWeights(bytes, own, { zip });
const changed = (name, change) => parameters.map((one) => (one.name === name ? { ...one, ...change(one) } : one));
const renamed = (rename) => parameters.map((one) => ({ ...one, name: rename(one.name) }));

/** Safetensors with a header as it is given. */
function withHeader(header, bytes = new Uint8Array(), length = undefined) {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + bytes.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  file.set(text, 8);
  file.set(bytes, 8 + text.length);
  return file;
}
const entry = (begin, end, shape = [(end - begin) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('there and back', () => {
  for (const [format, options] of KINDS)
    test(`${format} ${JSON.stringify(options)} keeps every bit, and the run goes on as if`, () => {
      const bytes = written(parameters, format, options);
      assert.deepEqual(bytes, written(parameters, format, options), 'equal weights, equal files');
      const { tensors, layout, rounded } = read(bytes);
      assert.deepEqual([layout, rounded], ['descenso', 0]);
      const other = network();
      other.setParameters(tensors);
      assert.equal(other.weightsHash(), trained.weightsHash());
    });

  test("the moving statistics of batch normalization are in, and they are not the beginning's", () => {
    const names = parameters.map(({ name }) => name).filter((name) => name.includes('moving'));
    assert.deepEqual(names, ['batchnorm1/movingMean', 'batchnorm1/movingVariance']);
    for (const name of names) {
      const of = (list) => list.find((one) => one.name === name).values;
      assert.notDeepEqual(of(parameters), of(own));
    }
  });
});

describe('layers are known', () => {
  const pytorch = (names) =>
    parameters.map(({ name, shape, values }) => {
      const [layer, role] = name.split('/');
      const last = {
        kernel: 'weight',
        gamma: 'weight',
        beta: 'bias',
        movingMean: 'running_mean',
        movingVariance: 'running_var',
      };
      const [rows, columns] = shape;
      const turned =
        role === 'kernel'
          ? Float32Array.from(values, (_, n) => values[(n % rows) * columns + Math.floor(n / rows)])
          : values;
      return {
        name: `${names[layer]}.${last[role] ?? role}`,
        shape: role === 'kernel' ? [columns, rows] : shape,
        values: turned,
      };
    });
  const sets = (bytes) => {
    const other = network();
    other.setParameters(read(bytes).tensors);
    return other.weightsHash();
  };

  test('by their numbers, whatever the order of the file', () => {
    const list = pytorch({ dense1: 'net.1', batchnorm1: 'net.2', dense2: 'net.9', dense3: 'net.10', dense4: 'net.11' });
    list.sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.equal(sets(written(list)), trained.weightsHash());
    assert.equal(read(written(list)).layout, 'pytorch');
  });

  test('by the order of an npz, where names say nothing; not by that of safetensors, which is of their names', () => {
    const list = pytorch({ dense1: 'entry', batchnorm1: 'norm', dense2: 'up', dense3: 'down', dense4: 'exit' });
    assert.equal(sets(written(list, 'npz')), trained.weightsHash());
    assert.throws(() => read(written(list)), /up, down have one shape, and nothing tells which is dense2/);
  });

  test('and what belongs to an optimizer or a random state is left alone', () => {
    const more = [
      { name: 'optimizer/vars/1', shape: [1], values: Float32Array.of(1) },
      { name: 'dropout/seed_generator/seed_generator_state', shape: [1], values: Float32Array.of(1) },
    ];
    const list = renamed((name) =>
      name.replace('movingM', 'moving_m').replace('movingV', 'moving_v').replace(/^/, 'net/'),
    );
    assert.equal(sets(written([...more, ...list], 'npz')), trained.weightsHash());
  });
});

describe('refused, with what is wrong, is', () => {
  /** @type {[what: string, bytes: () => Uint8Array, message: RegExp][]} */
  const cases = [
    ['nothing', () => new Uint8Array(), /at least 8 bytes, this one 0/],
    [
      'a header of 2⁶⁰ bytes',
      () => withHeader('{}', new Uint8Array(64), 2n ** 60n),
      /header is said to have 1152921504606846976 bytes, but 66 are left/,
    ],
    ['a cut header', () => written().subarray(0, 60), /the file is cut, or none/],
    ['a cut file', () => written().subarray(0, -1), /lies at bytes|the tensors have/],
    ['a header that is no JSON', () => withHeader('{"a":'), /header is no JSON/],
    ['a header that is no UTF-8', () => written().map((byte, n) => (n === 10 ? 0xff : byte)), /header is no JSON/],
    ['a header that is no object', () => withHeader('[]'), /no JSON object/],
    [
      'overlapping tensors',
      () => withHeader({ a: entry(0, 8), b: entry(4, 12) }, new Uint8Array(12)),
      /b begins at byte 4, where 8 is due/,
    ],
    [
      'a gap',
      () => withHeader({ a: entry(0, 4), b: entry(8, 12) }, new Uint8Array(12)),
      /b begins at byte 8, where 4 is due/,
    ],
    [
      'bytes at the end',
      () => withHeader({ a: entry(0, 4) }, new Uint8Array(12)),
      /the tensors have 4 bytes, the file 12/,
    ],
    [
      'a name twice',
      () =>
        withHeader(
          '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
          new Uint8Array(4),
        ),
      /it has "a" twice/,
    ],
    [
      'offsets that are none',
      () => withHeader({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } }, new Uint8Array(4)),
      /a lies at bytes 4\.\.0, of 4/,
    ],
    ['offsets beyond the file', () => withHeader({ a: entry(0, 2 ** 50, [1]) }, new Uint8Array(4)), /lies at bytes/],
    [
      'a shape of 2⁶⁰ numbers',
      () => withHeader({ a: entry(0, 4, [2 ** 30, 2 ** 30]) }, new Uint8Array(4)),
      /a has no sound shape/,
    ],
    [
      'bytes that are not those of the shape',
      () => withHeader({ a: entry(0, 4, [2]) }, new Uint8Array(4)),
      /a has 4 bytes, but 2 numbers of F32/,
    ],
    [
      'numbers that are no weights',
      () => withHeader({ 'dense/kernel': entry(0, 4, [1], 'I32') }, new Uint8Array(4)),
      /dense\/kernel has numbers of type I32/,
    ],
    [
      'another shape',
      () => written(changed('dense4/kernel', () => ({ shape: [3, 6] }))),
      /dense4\/kernel has shape \[3, 6\], but dense4\/kernel is \[6, 3\]/,
    ],
    ['a network of other layers', () => written(renamed((name) => `net/${name}`).slice(0, 4)), /the network/],
    ['a missing tensor', () => written(parameters.slice(1)), /lacks dense1\/kernel/],
    [
      'one too many',
      () => written([...parameters, { name: 'dense9/bias', shape: [1], values: Float32Array.of(1) }]),
      /has no dense9\/bias/,
    ],
    [
      'a weight that is not a number',
      () => written(changed('dense2/bias', ({ values }) => ({ values: values.with(3, NaN) }))),
      /dense2\/bias is not finite: number 3 is NaN/,
    ],
    [
      'a weight without bounds',
      () => written(changed('dense1/kernel', ({ values }) => ({ values: values.with(7, -Infinity) }))),
      /number 7 is -Infinity/,
    ],
    [
      'a negative variance',
      () => written(changed('batchnorm1/movingVariance', ({ values }) => ({ values: values.with(0, -1) }))),
      /variance, 0 at least, but number 0 is -1/,
    ],
    ['a checkpoint', () => trained.save(), /a checkpoint: it is resumed/],
    [
      'HDF5',
      () => new TextEncoder().encode('_HDF_____').map((byte, n) => (n === 0 ? 0x89 : byte)),
      /HDF5, such as Keras' \.weights\.h5/,
    ],
    ['a single array', () => writeNpy([2], Float32Array.of(1, 2)), /a single array/],
    ['a .keras file', () => zip.zipSync({ 'model.weights.h5': new Uint8Array(9) }), /Keras' own: save numpy\.savez/],
    [
      'a zip of something else',
      () => zip.zipSync({ 'readme.txt': new TextEncoder().encode('hello') }),
      /readme\.txt is no sound NumPy array/,
    ],
    [
      'a damaged npz',
      () => written(parameters, 'npz').map((byte, n) => (n === 300 ? byte ^ 1 : byte)),
      /dense1\/kernel\.npy is damaged: its checksum is another/,
    ],
    ['a cut npz', () => written(parameters, 'npz').subarray(0, -30), /no sound \.npz/],
    [
      'an array of whole numbers',
      () =>
        zip.zipSync({
          'dense/kernel.npy': writeNpy([1], Float32Array.of(1)).map((byte, n) => (n === 22 ? 'i'.charCodeAt(0) : byte)),
        }),
      /dense\/kernel has numbers of type <i4/,
    ],
  ];
  for (const [what, bytes, message] of cases)
    test(what, () => {
      assert.throws(
        () => read(bytes()),
        (error) => {
          assert.match(error.message, message);
          return error.constructor === WeightsError;
        },
      );
    });

  test('a list of nothing but square kernels', () => {
    const square = [
      { name: 'dense1/kernel', shape: [3, 3] },
      { name: 'dense1/bias', shape: [3] },
    ];
    const list = [
      { name: 'arr_0', shape: [3, 3], values: new Float32Array(9) },
      { name: 'arr_1', shape: [3], values: new Float32Array(3) },
    ];
    assert.throws(() => readWeights(written(list, 'npz'), square, { zip }), /every kernel is square/);
  });

  test('a zip bomb, without unpacking it', () => {
    const bomb = zip.zipSync({ 'dense1/kernel.npy': new Uint8Array(weightsLimit(own) + 1) });
    assert.ok(bomb.length < 10_000);
    assert.throws(() => read(bomb), /unpacks to \d+ bytes or more, where \d+ are the most/);
    // One that says less than it has: no more is unpacked than it says.
    const lie = bomb.slice();
    const view = new DataView(lie.buffer);
    for (let at = 0; at + 4 <= lie.length; at++)
      if (view.getUint32(at, true) === weightsLimit(own) + 1) view.setUint32(at, 100, true);
    assert.throws(() => read(lie), /no sound|damaged/);
  });

  test('a kind of numbers, or a name of a tensor, that every object in JavaScript has', () => {
    const text = Buffer.from(writeNpy([1], Float32Array.of(1))).toString('latin1');
    const odd = Buffer.from(text.replace("'<f4'", "'<constructor'").replace(' '.repeat(9), ''), 'latin1');
    assert.throws(() => read(zip.zipSync({ 'dense1/kernel.npy': odd })), WeightsError);
    const named = zip.zipSync({ 'dense1/constructor.npy': writeNpy([1], Float32Array.of(1)) });
    assert.throws(() => read(named), WeightsError);
  });

  test('a name that an npz has twice', () => {
    const list = zip.zipSync({
      'a.npy': writeNpy([1], Float32Array.of(1)),
      'b.npy': writeNpy([1], Float32Array.of(2)),
    });
    const twice = list.map((byte, n) =>
      byte === 'b'.charCodeAt(0) && list[n + 1] === '.'.charCodeAt(0) ? 'a'.charCodeAt(0) : byte,
    );
    assert.throws(() => read(twice), /it has "a\.npy" twice/);
  });
});

test('numbers of double precision are rounded, and it is counted', () => {
  const values = Float64Array.from([0.5, 0.1, 1e-50]);
  const bytes = new Uint8Array(values.buffer);
  const file = withHeader({ 'dense1/bias': entry(0, 24, [3], 'F64') }, bytes);
  const { tensors, rounded } = readWeights(file, [{ name: 'dense1/bias', shape: [3] }], { zip });
  assert.deepEqual([...tensors[0].values], [0.5, Math.fround(0.1), 0]);
  assert.equal(rounded, 2);
  const large = withHeader({ 'dense1/bias': entry(0, 8, [1], 'F64') }, new Uint8Array(Float64Array.of(1e300).buffer));
  assert.throws(() => readWeights(large, [{ name: 'dense1/bias', shape: [1] }], { zip }), /not finite/);
});

test('whatever is changed in a file, it is refused with an Error or has weights that fit', () => {
  const random = createRandom(11);
  const files = KINDS.map(([format, options]) => written(parameters, format, options));
  const other = network();
  let refused = 0;
  for (let n = 0; n < 3000; n++) {
    let bytes = files[n % files.length].slice();
    if (n % 5 === 0) bytes = bytes.subarray(0, Math.floor(random() * bytes.length));
    // Half of the changes at either end, where headers and directories are.
    for (let k = Math.floor(random() * 4); k >= 0 && bytes.length > 0; k--) {
      const near = Math.floor(random() * Math.min(bytes.length, 1200));
      bytes[[near, bytes.length - 1 - near, Math.floor(random() * bytes.length)][n % 3]] = Math.floor(random() * 256);
    }
    try {
      other.setParameters(read(bytes).tensors);
    } catch (error) {
      assert.equal(error.constructor, WeightsError, `change ${n}: ${error.stack}`);
      refused++;
    }
  }
  assert.ok(refused > 1000, `${refused} of 3000 were refused`);
});

describe('the command line', () => {
  const SMALL = [
    'data.trainSize=320',
    'data.validationSize=0',
    'model.layers=[{"units":8,"batchNorm":"after"},{"units":10}]',
    'epochs=1',
  ];
  const sets = SMALL.flatMap((setting) => ['--set', setting]);
  const descenso = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: scratch, encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    return { status, stderr, end: lines.length > 0 ? JSON.parse(lines.at(-1)) : null };
  };

  test('writes weights, tests them, turns them into each other, and begins from them', () => {
    const first = descenso('train', ...sets, '--save-weights', 'a.npz', '--deflate', '--json');
    assert.equal(first.status, 0, first.stderr);
    const turned = descenso('evaluate', ...sets, '--weights', 'a.npz', '--save-weights', 'b.safetensors', '--json');
    assert.equal(turned.status, 0, turned.stderr);
    const again = descenso('evaluate', ...sets, '--weights', 'b.safetensors', '--json');
    for (const { end } of [turned, again])
      for (const key of ['weightsHash', 'testLoss', 'testAccuracy']) assert.equal(end[key], first.end[key]);
    const further = descenso('train', ...sets, '--weights', 'b.safetensors', '--json');
    assert.equal(further.status, 0, further.stderr);
    assert.ok(further.end.testLoss < first.end.testLoss, 'it went on from where the file was');
    for (const [library, file, name] of [
      ['keras', 'keras.npz', 'batchnorm1/moving_variance.npy'],
      ['pytorch', 'torch.safetensors', 'batchnorm1.running_var'],
    ]) {
      descenso('evaluate', ...sets, '--weights', 'a.npz', '--save-weights', file, '--names', library);
      assert.ok(fs.readFileSync(path.join(scratch, file)).includes(name), `${file} has no ${name}`);
      const opened = descenso('evaluate', ...sets, '--weights', file, '--json');
      assert.equal(opened.end?.weightsHash, first.end.weightsHash, opened.stderr);
    }
  });

  test('refuses before it trains what does not fit, and leaves what it would have written', () => {
    fs.writeFileSync(path.join(scratch, 'kept.npz'), 'precious');
    fs.writeFileSync(path.join(scratch, 'bad.safetensors'), withHeader('{}', new Uint8Array(64), 2n ** 60n));
    const refused = (status, message, ...args) => {
      const result = descenso(...args);
      assert.match(result.stderr, message);
      assert.equal(result.status, status);
      assert.equal(result.end, null, 'nothing was begun');
    };
    refused(
      1,
      /bad\.safetensors cannot be taken: these are no sound safetensors: the header is said/,
      'train',
      ...sets,
      '--weights',
      'bad.safetensors',
      '--save-weights',
      'kept.npz',
      '--json',
    );
    refused(2, /nowhere\.npz cannot be read/, 'train', ...sets, '--weights', 'nowhere.npz');
    refused(2, /writes \.npz or \.safetensors, got "a\.pt"/, 'train', ...sets, '--save-weights', 'a.pt');
    refused(2, /--deflate packs/, 'train', ...sets, '--deflate', '--save-weights', 'a.safetensors');
    refused(2, /--names must be one of descenso, keras, pytorch, got "jax"/, 'train', ...sets, '--names', 'jax');
    refused(2, /--names says how --save-weights/, 'train', ...sets, '--names', 'keras');
    refused(2, /does not go with --resume/, 'train', '--resume', 'x', '--weights', 'y');
    refused(2, /comes from --weights FILE or --resume FILE/, 'evaluate', ...sets);
    refused(2, /bagging\.models = 2/, 'train', ...sets, '--set', 'bagging.models=2', '--save-weights', 'a.npz');
    assert.equal(fs.readFileSync(path.join(scratch, 'kept.npz'), 'utf8'), 'precious');
  });
});

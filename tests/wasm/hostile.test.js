// Specs that nobody writes by accident, and files that are not what they should be: a clear error, soon, and
// nothing half done.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FILES, gunzip, loadDatasets } from '../../wasm/data.js';
import { SpecError, loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { idxFiles } from '../helpers/native.js';

const engine = await loadEngine();
const DEFAULTS = JSON.stringify(engine.normalize({}));

describe('normalize', () => {
  const full = {
    seed: 3,
    data: { scaling: 'standard' },
    clipNorm: 0.5,
    model: { layers: [{ units: 5, activation: 'elu', initializer: 'he_uniform' }, {}] },
    optimizer: { id: 'nesterov', convention: 'keras' },
    schedule: { id: 'piecewise', boundaries: [3, 4.5], rates: [1, 0.1, 1e-7] },
    earlyStopping: { patience: 3 },
  };

  test('changes nothing in its argument, even frozen', () => {
    const freeze = (v) => {
      if (typeof v === 'object') Object.values(Object.freeze(v)).forEach(freeze);
      return v;
    };
    const before = JSON.stringify(full);
    engine.normalize(full);
    assert.equal(JSON.stringify(full), before);
    engine.normalize(freeze(structuredClone(full)));
  });

  test('gives nothing of its own away', () => {
    const one = engine.normalize(full);
    one.model.layers[0].units = 77;
    one.schedule.rates.push(1);
    assert.equal(engine.normalize(full).model.layers[0].units, 5);
    assert.equal(JSON.stringify(engine.normalize({})), DEFAULTS);
  });

  test('keeps what was given, and leaves alone what is full', () => {
    const specs = [{}, full, { model: { layers: [{}] } }, { schedule: { id: 'performance', patience: 0 } }];
    for (const id of engine.catalog.schedules.map((row) => row.key)) specs.push({ schedule: { id } });
    for (const spec of specs) {
      const once = engine.normalize(spec);
      assert.deepEqual(engine.normalize(once), once);
      assert.deepEqual(engine.normalize(JSON.parse(JSON.stringify(once))), once, 'through JSON, too');
      for (const [key, value] of Object.entries(spec.optimizer ?? {})) assert.equal(once.optimizer[key], value);
    }
    assert.deepEqual(engine.normalize(full).schedule.rates, full.schedule.rates);
  });

  test('undefined is as good as absent', () => {
    const spec = { seed: undefined, optimizer: undefined, data: { set: undefined } };
    assert.equal(JSON.stringify(engine.normalize(spec)), DEFAULTS);
  });

  test('doubles come back as they were', () => {
    for (const x of [0.1, 1 / 3, 5e-324, 123.456789012345678, 999.9999999999999, Math.PI])
      assert.equal(engine.normalize({ optimizer: { learningRate: x } }).optimizer.learningRate, x);
  });
});

describe('specs that are none', () => {
  const nested = (depth, wrap) => Array.from({ length: depth }).reduce((inner) => wrap(inner), 1);
  const cyclic = {};
  cyclic.model = cyclic;
  const cyclicList = { model: { layers: [] } };
  cyclicList.model.layers.push(cyclicList.model);
  const layer = { units: 10 };
  const long = 'x'.repeat(1e6);

  const cases = {
    undefined,
    null: null,
    'a number': 3,
    text: '{}',
    'a list': [],
    'a function': () => ({}),
    true: true,
    'one that contains itself': cyclic,
    'a list that contains itself': cyclicList,
    'objects 100,000 deep': nested(1e5, (model) => ({ model })),
    'lists 100,000 deep': { model: { layers: nested(1e5, (list) => [list]) } },
    '__proto__ with keys': JSON.parse('{ "__proto__": { "seed": 5 } }'),
    '__proto__ in a section': JSON.parse('{ "optimizer": { "__proto__": { "id": "sgd" } } }'),
    '__proto__ alone': JSON.parse('{ "__proto__": 1 }'),
    constructor: { constructor: { prototype: { seed: 1 } } },
    toString: { toString: 1 },
    'a path as a key': { 'optimizer.id': 'sgd' },
    'an index as a key': { 'model.layers[0]': { units: 10 } },
    'an empty key': { '': 1 },
    'a key in Cyrillic': { зерно: 1 },
    'a key with a zero byte': { 'seed\0': 1 },
    'a key with a newline': { 'seed\n': 1 },
    'a bracket in a section': { model: { 'layers[0]': layer } },
    'a function as a value': { seed() {} },
    'a bigint': { seed: 1n },
    'a symbol': { seed: Symbol('seed') },
    'a typed array': { seed: Uint8Array.of(1) },
    'a typed array of rates': { schedule: { id: 'piecewise', rates: Float64Array.of(1) } },
    'an empty typed array for a section': { optimizer: new Uint8Array(0) },
    'a Map for a section': { optimizer: new Map([['id', 'sgd']]) },
    'a Date for a section': { optimizer: new Date(0) },
    'a wrapped number': { seed: Object(1) },
    'a wrapped string': { optimizer: { id: Object('sgd') } },
    'a section that is a list': { optimizer: [] },
    'a section that is text': { optimizer: 'adam' },
    'a section that is null': { schedule: null },
    'layers with a hole': { model: { layers: [, layer] } },
    'layers with undefined': { model: { layers: [undefined, layer] } },
    'no layers': { model: { layers: [] } },
    'layers as an object': { model: { layers: { 0: layer } } },
    'a layer that is null': { model: { layers: [null] } },
    'a layer that is a list': { model: { layers: [[]] } },
    '33 layers': { model: { layers: Array(33).fill(layer) } },
    '33 empty layers': { model: { layers: Array(33).fill({}) } },
    'a long key': { [long]: 1 },
    'a long text': { optimizer: { id: long } },
    'a text with an end inside': { optimizer: { id: 'sgd\0' } },
    'half a surrogate pair': { optimizer: { id: '\ud800' } },
    'a section twice as long': { modelx: {} },
    'an unknown key': { learningRate: 0.1 },
    'an unknown key of a layer': { model: { layers: [{ neurons: 5 }] } },
    'softmax inside': { model: { layers: [{ activation: 'softmax' }, {}] } },
    'no softmax at the end': { model: { layers: [{ activation: 'relu' }] } },
    'a plateau in steps': { schedule: { id: 'performance', per: 'step' } },
    'more boundaries than rates': { schedule: { id: 'piecewise', boundaries: [1, 2], rates: [1, 2] } },
    'boundaries in disorder': { schedule: { id: 'piecewise', boundaries: [2, 1], rates: [1, 2, 3] } },
  };
  for (const [name, spec] of Object.entries(cases))
    test(name, () => {
      assert.throws(
        () => engine.normalize(spec),
        (error) => {
          assert.ok(error instanceof SpecError, `${error.stack}`);
          assert.ok(error.message.length > 10 && error.message.length < 400, error.message);
          assert.equal(typeof error.path, 'string');
          assert.ok(error.message.startsWith(error.path), `"${error.message}" should open with "${error.path}"`);
          return true;
        },
      );
      assert.equal({}.seed, undefined, 'nothing reached the prototype of all objects');
      assert.equal(JSON.stringify(engine.normalize({})), DEFAULTS, 'the next spec is not affected');
    });

  test('32 layers are allowed', () => {
    assert.equal(engine.normalize({ model: { layers: Array(32).fill({}) } }).model.layers.length, 32);
  });

  // These would keep the process busy for ever, or until memory is full, so each has one of its own.
  const endless = {
    'one that contains itself twice': 'spec.model = spec; spec.data = spec;',
    'objects that share their parts, 2^60 paths': `let part = 1;
      for (let n = 0; n < 60; n++) part = { a: part, b: part };
      spec.data = part;`,
    'a sparse list of a billion': 'spec.model = { layers: [] }; spec.model.layers[1e9] = {};',
  };
  for (const [name, code] of Object.entries(endless))
    test(`${name}: refused, and not looked at for ever`, () => {
      const index = new URL('../../wasm/index.js', import.meta.url).href;
      const script = `const { loadEngine } = await import('${index}');
        const engine = await loadEngine();
        const spec = {};
        ${code}
        try { engine.normalize(spec); } catch (error) { console.log(error.name); }`;
      const { stdout } = spawnSync(
        process.execPath,
        ['--max-old-space-size=256', '--input-type=module', '-e', script],
        {
          encoding: 'utf8',
          timeout: 120_000,
        },
      );
      assert.equal(stdout.trim(), 'SpecError');
    });
});

describe('scheduleRates refuses what is no run', () => {
  const cases = [
    { epochs: 0 },
    { epochs: -1 },
    { epochs: 1.5 },
    { epochs: NaN },
    { stepsPerEpoch: 0 },
    { stepsPerEpoch: 1e9 },
    { epochs: 'x' },
    { epochs: -1, stepsPerEpoch: -1 },
    { epochs: 2, stepsPerEpoch: 1.5 },
    { epochs: 3, validationLosses: [1, 2] },
  ];
  for (const run of cases)
    test(JSON.stringify(run), () => assert.throws(() => engine.scheduleRates({}, run), { name: 'RangeError' }));
});

describe('IDX files', () => {
  const good = idxFiles(syntheticImages({ count: 6, rows: 3, columns: 4, classes: 10 }));
  const patched = (bytes, at, value) => {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    return copy;
  };
  const read = ({ images = good.images, labels = good.labels, classes = 10 }) =>
    engine.readIdx(images, labels, { classes, name: 'set' });

  test('a good pair', () => {
    const { count, rows, columns, images, labels } = read({});
    assert.deepEqual([count, rows, columns, images.length, labels.length], [6, 3, 4, 72, 6]);
    assert.deepEqual([...images], [...good.images.subarray(16)]);
  });

  const cases = {
    'no images': [{ images: new Uint8Array(0) }, /images: the length of the header must be 16, got 0/],
    'half a header': [{ images: good.images.subarray(0, 9) }, /images: the length of the header/],
    'a wrong magic number': [{ images: patched(good.images, 3, 1) }, /images: the magic number must be 2051, got 2049/],
    'floats instead of bytes': [{ images: patched(good.images, 2, 13) }, /images: the magic number/],
    'labels for images': [{ images: good.labels }, /images: /],
    'images for labels': [{ labels: good.images }, /labels: the magic number must be 2049, got 2051/],
    'images cut short': [{ images: good.images.subarray(0, 87) }, /after the header must be 72, got 71/],
    'a byte too many': [{ images: Uint8Array.from([...good.images, 0]) }, /after the header must be 72, got 73/],
    'more images than the bytes': [{ images: patched(good.images, 7, 7) }, /must be 84, got 72/],
    'sizes whose product wraps': [
      { images: patched(patched(good.images, 4, 128), 8, 128) },
      /after the header must be/,
    ],
    'labels cut short': [{ labels: good.labels.subarray(0, 13) }, /labels: .* must be 6, got 5/],
    'other counts': [{ labels: idxFiles(syntheticImages({ count: 5 })).labels }, /labels: .* must be 6, got 5/],
    'a label that is no class': [{ labels: patched(good.labels, 10, 10) }, /labels\[2\] must be 0\.\.9, got 10/],
    'no classes': [{ classes: undefined }, /classes must be/],
  };
  for (const [name, [change, message]] of Object.entries(cases))
    test(name, () => {
      assert.throws(
        () =>
          engine.readIdx(change.images ?? good.images, change.labels ?? good.labels, {
            classes: 'classes' in change ? change.classes : 10,
            name: 'set',
          }),
        (error) => {
          assert.match(error.message, message);
          assert.ok(error.message.startsWith('set: '), error.message);
          return !(error instanceof WebAssembly.RuntimeError);
        },
      );
    });

  test('what is no bytes', () => {
    for (const images of [undefined, null, 'x', [0, 0, 8, 3], new ArrayBuffer(16), Float32Array.of(1)])
      assert.throws(() => engine.readIdx(images, good.labels, { classes: 10 }), {
        name: 'TypeError',
        message: /^images must/,
      });
  });

  /** The four files of a set, good but for the given. */
  const filesWith = (changes) => (set, name) => {
    const bytes = gzipSync(name.includes('images') ? good.images : good.labels);
    return Promise.resolve(changes[name] ? changes[name](bytes) : bytes);
  };

  test('a set with one bad file leaves no dataset behind', async () => {
    const spec = { data: { set: 'starter', trainSize: 4, validationSize: 2 } };
    const [, testLabels] = FILES.test;
    const bad = {
      'a truncated gzip': (bytes) => bytes.subarray(0, bytes.length - 5),
      'a truncated file': () => gzipSync(good.labels.subarray(0, 12)),
      'a wrong label': () => gzipSync(patched(good.labels, 9, 200)),
      'no file': () => {
        throw new Error('not found');
      },
      'a page of the host': () => new TextEncoder().encode('<html>'),
    };
    for (const [name, change] of Object.entries(bad)) {
      let made = 0;
      let freed = 0;
      const counting = {
        readIdx: engine.readIdx.bind(engine),
        createDataset(init) {
          const data = engine.createDataset(init);
          made++;
          return {
            free() {
              freed++;
              data.free();
            },
          };
        },
      };
      await assert.rejects(loadDatasets(counting, spec, filesWith({ [testLabels]: change })), (error) => {
        assert.match(error.message, /t10k|not found/, name);
        return true;
      });
      assert.equal(freed, made, name);
    }
  });

  test('gunzip of a truncated file says which', async () => {
    const packed = gzipSync(good.images);
    for (const length of [3, 12, packed.length - 1])
      await assert.rejects(gunzip(packed.subarray(0, length), 'a.gz'), {
        message: /a\.gz is truncated or corrupt/,
      });
    assert.deepEqual(Buffer.from(await gunzip(packed, 'a.gz')), good.images);
  });
});

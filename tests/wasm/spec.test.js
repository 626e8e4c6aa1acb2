// Specs across the border: what goes in comes out to the last bit, and what is refused says why in words and in a code.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SpecError, loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { createRandom } from '../helpers/random.js';

const engine = await loadEngine();

/** @param {() => unknown} work @returns {Error & { path?: string, code?: string, values?: Record<string, unknown> }} */
function refusal(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was refused');
}

test('numbers come back to the last bit', () => {
  const random = createRandom(7);
  for (let n = 0; n < 3000; n++) {
    const rates = Array.from({ length: 3 }, () => random() * 10 ** Math.floor(random() * 24 - 21));
    const spec = { schedule: { id: 'piecewise', boundaries: [1, 2], rates }, optimizer: { learningRate: rates[0] } };
    const full = engine.normalize(spec);
    assert.deepEqual(full.schedule.rates, rates);
    assert.equal(full.optimizer.learningRate, rates[0]);
  }
  assert.ok(Object.is(engine.normalize({ clipNorm: -0 }).clipNorm, -0));
});

describe('a refusal has a code and values', () => {
  const last = { units: 10 };
  /** @type {[string, unknown, string, object][]} path, spec, code, values */
  const cases = [
    ['batchSize', { batchSize: 0 }, 'whole', { min: 1, max: 60000, given: 0 }],
    ['batchSize', { batchSize: 1.5 }, 'whole', { min: 1, max: 60000, given: 1.5 }],
    ['clipNorm', { clipNorm: -1 / 3 }, 'range', { min: 0, max: 1e6, given: -1 / 3 }],
    ['clipNorm', { clipNorm: NaN }, 'range', { min: 0, max: 1e6, given: null }],
    ['clipNorm', { clipNorm: 'big' }, 'range', { min: 0, max: 1e6, given: 'big' }],
    ['data.scaling', { data: { scaling: 'x"' } }, 'option', { options: ['unit', 'standard', 'centered'], given: 'x"' }],
    ['augmentation.flip', { augmentation: { flip: 1 } }, 'flag', { given: 1 }],
    ['schedule.rates', { schedule: { id: 'piecewise', rates: 3 } }, 'list', { given: 3 }],
    ['optimizer', { optimizer: 'adam' }, 'object', { given: 'adam' }],
    [
      'augmentation.flip[0]',
      { augmentation: { flip: [true] } },
      'keys',
      { keys: Object.keys(engine.normalize({}).augmentation) },
    ],
    ['bagging.size', { bagging: { size: 3 } }, 'keys', { keys: ['models', 'bootstrap'] }],
    ['model.layers', { model: { layers: [] } }, 'layers', { max: 32, given: [] }],
    ['model.layers[0].dropout', { model: { layers: [{ dropout: 0.5 }] } }, 'last-dropout', { given: 0.5 }],
    ['model.layers[0].batchNorm', { model: { layers: [{ batchNorm: 'after' }] } }, 'last-batchnorm', {}],
    ['model.layers[0].activation', { model: { layers: [{ activation: 'elu' }] } }, 'last-activation', { given: 'elu' }],
    [
      'model.layers[0].activation',
      { model: { layers: [{ activation: 'softmax' }, last] } },
      'inner-activation',
      { given: 'softmax' },
    ],
    ['schedule.rates', { schedule: { id: 'piecewise', rates: [1, 2] } }, 'rates', { boundaries: 0, given: 2 }],
    ['schedule.boundaries', { schedule: { id: 'piecewise', boundaries: [2, 1], rates: [1, 2, 3] } }, 'order', {}],
    ['schedule.per', { schedule: { id: 'performance', per: 'step' } }, 'per-epoch', { schedule: 'performance' }],
    ['', 7, 'spec', {}],
    ['model.layers', { model: { layers: Array(101).fill(last) } }, 'items', { max: 100, given: 101 }],
    ['optimizer', { optimizer: new Date(0) }, 'type', { given: 'Date' }],
    ['__proto__.a', JSON.parse('{ "__proto__": { "a": 1 } }'), 'keys', { keys: Object.keys(engine.normalize({})) }],
  ];
  for (const [path, spec, code, values] of cases)
    test(`${path} ${code}`, () => {
      const error = refusal(() => engine.normalize(spec));
      assert.ok(error instanceof SpecError);
      assert.deepEqual({ path: error.path, code: error.code, values: error.values }, { path, code, values });
    });

  test('of a surface', () => {
    const error = refusal(() => engine.normalizeSurface({ start: [1] }));
    assert.deepEqual([error.path, error.code, error.values], ['start', 'start', { given: 1 }]);
  });

  test('where spec and data do not fit', () => {
    const train = engine.createDataset(syntheticImages({ count: 20, classes: 3 }));
    const start = (/** @type {object} */ spec) => () => engine.createExperiment(spec, { train });
    const layers = [{ units: 3 }];
    assert.equal(refusal(start({ model: { layers }, earlyStopping: { patience: 1 } })).code, 'validation');
    const classes = refusal(start({}));
    assert.deepEqual(
      [classes.path, classes.code, classes.values],
      ['model.layers[2].units', 'classes', { classes: 3, given: 10 }],
    );
    const large = Array.from({ length: 31 }, () => ({ units: 4096 }));
    const memory = refusal(start({ model: { layers: [...large, ...layers] } }));
    assert.equal(memory.code, 'memory');
    assert.ok(memory.values.bytes > 31 * 4096 ** 2);
    train.free();
  });
});

describe('what a caller does while its spec is read', () => {
  test('a getter that throws is heard, and nothing is left behind', () => {
    const own = new Error('own');
    const spec = {
      get seed() {
        throw own;
      },
    };
    assert.equal(
      refusal(() => engine.normalize(spec)),
      own,
    );
    assert.equal(engine.normalize({}).seed, 1);
  });

  test('a getter may ask the engine', () => {
    const spec = {
      get seed() {
        return engine.normalize({ seed: 7 }).seed;
      },
      epochs: 3,
    };
    assert.deepEqual([engine.normalize(spec).seed, engine.normalize(spec).epochs], [7, 3]);
  });

  test('50,000 brackets, objects and texts of a megabyte are refused at once', () => {
    let lists = /** @type {unknown} */ (1);
    for (let n = 0; n < 50000; n++) lists = [lists];
    assert.equal(refusal(() => engine.normalize({ model: { layers: lists } })).code, 'depth');
    assert.equal(refusal(() => engine.normalize({ data: { set: 'é'.repeat(1e6) } })).code, 'option');
    assert.equal(refusal(() => engine.normalize({ ['k'.repeat(1e6)]: 1 })).code, 'depth');
  });
});

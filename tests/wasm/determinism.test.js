// The same spec gives the same weights, bit for bit: run twice, in slices, in another engine, natively. And
// what is compared starts from the same weights and sees the same minibatches.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';
import { base, variety } from '../helpers/variety.js';
import { trainNatively, writeIdxPair } from '../helpers/native.js';

const TRAIN = 500;
const VALIDATION = 200;
const engine = await loadEngine();
const other = await loadEngine();
const trainInit = await starterImages(engine, 0, TRAIN);
const validationInit = await starterImages(engine, TRAIN, VALIDATION);
const dataOf = (e) => ({ train: e.createDataset(trainInit), validation: e.createDataset(validationInit) });
const [data, otherData] = [dataOf(engine), dataOf(other)];

/** Trains to the end in slices of the given lengths, over and over. */
function train(spec, slices, { engine: on = engine, datasets = data } = {}) {
  const experiment = on.createExperiment(spec, datasets);
  const losses = [];
  const epochs = [];
  for (let n = 0; ; n++) {
    const report = experiment.runSteps(slices[n % slices.length]);
    losses.push(...report.losses);
    epochs.push(...report.epochs);
    if (report.done) {
      const result = {
        hash: experiment.weightsHash(),
        losses,
        epochs,
        status: report.status,
        step: report.step,
      };
      experiment.free();
      return result;
    }
  }
}

const { optimizers, others, watching } = variety(engine.catalog);

const titleOf = (spec) => JSON.stringify(spec).replaceAll('"', '');

describe('the same bits, however the run is cut', () => {
  for (const spec of [...optimizers, ...others, ...watching])
    test(titleOf(spec), () => {
      const full = { ...base, ...spec };
      const whole = train(full, [1e6]);
      assert.ok(whole.losses.length > 50 || spec.batchSize === 500, 'a run of some length');
      assert.ok(['done', 'stopped-early'].includes(whole.status), `it ${whole.status}`);
      assert.deepEqual(train(full, [1e6]), whole, 'run twice');
      assert.deepEqual(train(full, [7]), whole, 'in slices of 7 steps');
      assert.deepEqual(train(full, [100]), whole, 'in slices of 100 steps');
      const inOther = { engine: other, datasets: otherData };
      assert.deepEqual(train(full, [1], inOther), whole, 'step by step, in another engine');
      assert.deepEqual(train(full, [1, 63, 64, 65, 2], inOther), whole, 'in slices of changing length');
    });
});

describe('the same bits natively', () => {
  let files;
  before(async () => {
    files = writeIdxPair(await starterImages(engine, 0, TRAIN + VALIDATION));
  });
  after(() => files.remove());

  const trainIn = (compiler, spec, steps) => {
    const full = engine.normalize({
      ...spec,
      data: { ...spec.data, trainSize: TRAIN, validationSize: VALIDATION },
    });
    return trainNatively(compiler, files.paths, full, steps);
  };

  const all = [...optimizers, ...others, ...watching];
  const regularized = others.filter((spec) => /l1|l2|ropout|batchNorm|augmentation/.test(JSON.stringify(spec)));
  for (const [compiler, specs] of [
    ['gcc', all],
    ['clang', all],
    ['gcc-sanitized', regularized],
  ])
    test(compiler, () => {
      for (const spec of specs) {
        const full = { ...base, ...spec };
        assert.equal(trainIn(compiler, full, 1e6), train(full, [1e6]).hash, titleOf(spec));
      }
    });

  test('before the first step, and in a run that is not finished', () => {
    const experiment = engine.createExperiment(base, data);
    assert.equal(trainIn('gcc', base, 0), experiment.weightsHash());
    experiment.runSteps(10);
    assert.equal(trainIn('gcc', base, 10), experiment.weightsHash());
    experiment.free();
  });
});

describe('hashes', () => {
  test('are SHA-256 of the parameters as little-endian float32', () => {
    const experiment = engine.createExperiment(base, data);
    for (const steps of [0, 5]) {
      if (steps) experiment.runSteps(steps);
      const sum = createHash('sha256');
      for (const { values } of experiment.parameters()) {
        const bytes = Buffer.alloc(4 * values.length);
        values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
        sum.update(bytes);
      }
      assert.equal(experiment.weightsHash(), sum.digest('hex'), `after ${steps} steps`);
    }
    experiment.free();
  });

  test('change with the seed, the rate, the order of the data and every spec that should matter', () => {
    const specs = [
      {},
      { seed: 2 },
      { seed: 4294967295 },
      { batchSize: 33 },
      { clipNorm: 0.1 },
      { data: { scaling: 'standard' } },
      { schedule: { id: 'cosine' } },
      { optimizer: { learningRate: 0.0011 } },
      ...optimizers.slice(0, -3), // adam, the last, is the default
    ];
    const seen = new Map();
    for (const spec of specs) {
      const { hash } = train({ ...base, ...spec }, [1e6]);
      assert.ok(
        !seen.has(hash) || sameRule(spec, seen.get(hash)),
        `${titleOf(spec)} = ${titleOf(seen.get(hash) ?? {})}`,
      );
      seen.set(hash, spec);
    }
  });

  /** Whether two conventions of an optimizer have the same defaults, and so should give the same weights. */
  function sameRule(a, b) {
    const rest = ({ convention, ...hyperparameters }) => hyperparameters;
    const [x, y] = [a, b].map((spec) => rest(engine.normalize(spec).optimizer));
    return JSON.stringify(x) === JSON.stringify(y);
  }

  test('do not remember what ran before in the same memory', () => {
    const { hash } = train(base, [1e6]);
    for (const units of [1, 8, 300]) {
      const between = engine.createExperiment({ model: { layers: [{ units }, {}] } }, data);
      between.runSteps(3);
      between.free();
      assert.equal(train(base, [1e6]).hash, hash, `after a network of ${units} units was freed`);
    }
  });

  test('do not depend on evaluations, predictions and gradients in between', () => {
    const { hash } = train(base, [1e6]);
    const experiment = engine.createExperiment(base, data);
    while (!experiment.runSteps(7).done) {
      experiment.evaluate(data.validation);
      experiment.predict(data.train, { first: 3, count: 70 });
      experiment.lossAndGradient([1, 2, 3]);
      experiment.order(99);
    }
    assert.equal(experiment.weightsHash(), hash);
    experiment.free();
  });
});

describe('what is compared starts alike', () => {
  const start = (spec) => engine.createExperiment({ ...base, ...spec }, data);

  test('initial weights and minibatches are equal across optimizers, schedules and clipping', () => {
    const first = start({});
    for (const spec of [...optimizers, ...others.filter((s) => !s.model && !s.seed)]) {
      const experiment = start(spec);
      assert.equal(experiment.weightsHash(), first.weightsHash(), titleOf(spec));
      for (const epoch of [0, 1, 3]) assert.deepEqual(experiment.order(epoch), first.order(epoch), titleOf(spec));
      experiment.free();
    }
    first.free();
  });

  test('dropout changes neither the initial weights nor the minibatches', () => {
    const first = start({});
    const layersWith = (dropout) => base.model.layers.map((layer, l) => (l < 2 ? { ...layer, dropout } : layer));
    for (const dropoutMode of ['inverted', 'classic']) {
      const dropping = start({ model: { inputDropout: 0.2, dropoutMode, layers: layersWith(0.5) } });
      assert.equal(dropping.weightsHash(), first.weightsHash());
      dropping.runSteps(20);
      for (const epoch of [0, 1, 3]) assert.deepEqual(dropping.order(epoch), first.order(epoch));
      dropping.free();
    }
    first.free();
  });

  test('the order of an epoch is a permutation, another in every epoch and for every seed', () => {
    const seen = new Set();
    for (const seed of [0, 1, 2]) {
      const experiment = start({ seed });
      for (const epoch of [0, 1, 2, 1000, 4294967295]) {
        const order = experiment.order(epoch);
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          Array.from({ length: TRAIN }, (_, n) => n),
        );
        const fixed = order.reduce((count, sample, place) => count + (sample === place), 0);
        assert.ok(fixed < 10, `${fixed} samples stand where they stood`); // 1 is expected
        seen.add(order.join());
        assert.deepEqual(experiment.order(epoch), order, 'asked twice');
      }
      experiment.free();
    }
    assert.equal(seen.size, 15);
  });

  test('runSteps trains on the minibatches that order() names', () => {
    const [run, byHand] = [start({}), start({})];
    for (let epoch = 0; epoch < 2; epoch++) {
      const order = byHand.order(epoch);
      for (let first = 0; first < TRAIN; first += base.batchSize) {
        const { losses } = run.runSteps(1);
        const loss = byHand.stepOn(order.subarray(first, first + base.batchSize));
        assert.equal(losses[0], Math.fround(loss));
      }
    }
    assert.equal(byHand.weightsHash(), run.weightsHash());
    run.free();
    byHand.free();
  });
});

describe('initial weights', () => {
  // The limits that the draws keep, and their deviation. Normals are cut at two deviations and stretched by
  // 1/0.8796, as Keras does.
  const normal = (variance) => ({
    deviation: Math.sqrt(variance),
    limit: (2 * Math.sqrt(variance)) / 0.87962566,
  });
  const uniform = (limit) => ({ deviation: limit / Math.sqrt(3), limit });
  const expected = {
    he_normal: (I) => normal(2 / I),
    he_uniform: (I) => uniform(Math.sqrt(6 / I)),
    glorot_normal: (I, O) => normal(2 / (I + O)),
    glorot_uniform: (I, O) => uniform(Math.sqrt(6 / (I + O))),
    lecun_normal: (I) => normal(1 / I),
    zeros: () => ({ deviation: 0, limit: 0 }),
  };

  for (const { key } of engine.catalog.initializers)
    test(key, () => {
      assert.ok(Object.hasOwn(expected, key), `${key} has no expectation here`);
      const spec = {
        model: {
          layers: [
            { units: 120, initializer: key },
            { units: 10, initializer: key },
          ],
        },
      };
      const experiment = engine.createExperiment(spec, data);
      for (const { name, shape, values } of experiment.parameters()) {
        if (name.endsWith('/bias')) {
          assert.ok(
            values.every((b) => b === 0),
            `${name} starts at 0`,
          );
          continue;
        }
        const { deviation, limit } = expected[key](...shape);
        const n = values.length;
        const mean = values.reduce((sum, w) => sum + w, 0) / n;
        const measured = Math.sqrt(values.reduce((sum, w) => sum + (w - mean) ** 2, 0) / n);
        const largest = values.reduce((max, w) => Math.max(max, Math.abs(w)), 0);
        assert.ok(Math.abs(mean) <= (4 * deviation) / Math.sqrt(n), `${name}: mean ${mean}`);
        assert.ok(
          Math.abs(measured - deviation) <= (4 * deviation) / Math.sqrt(2 * n),
          `${name}: deviation ${measured}`,
        );
        assert.ok(largest <= limit * (1 + 1e-6), `${name}: ${largest} is beyond ${limit}`);
        assert.ok(largest >= 0.97 * limit, `${name}: the tails are missing, nothing beyond ${largest}`);
        assert.equal(new Set(values).size > 0.99 * n, deviation > 0, `${name}: hardly any weight twice`);
      }
      experiment.free();
    });

  test('are another in every layer and for every seed', () => {
    const square = { model: { layers: [{ units: 50 }, { units: 50 }, { units: 50 }, {}] } };
    const one = engine.createExperiment(square, data);
    const two = engine.createExperiment({ ...square, seed: 2 }, data);
    const [, , second, , third] = one.parameters();
    assert.notDeepEqual(second.values, third.values);
    assert.notEqual(one.weightsHash(), two.weightsHash());
    one.free();
    two.free();
  });

  test('an activation brings the initializer that suits it', () => {
    for (const { key, initializer, outputOnly } of engine.catalog.activations) {
      const list = outputOnly ? [{ activation: key }] : [{ units: 5, activation: key }, {}];
      assert.equal(engine.normalize({ model: { layers: list } }).model.layers[0].initializer, initializer, key);
    }
  });
});

// Dropout: gradients against central differences in float64 with the same masks, what masks look like, and what
// predictions make of both modes.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { createRandom } from '../helpers/random.js';
import { relativeError } from '../helpers/tensors.js';
import { differences, lossOf } from '../reference/regularized.js';

const GRADIENT_LIMIT = 5e-5;
const COUNT = 600;
const SELU_LIMIT = -1.0507009873554805 * 1.6732632423543772;

const engine = await loadEngine();
const init = syntheticImages({ count: COUNT });
const pixels = init.rows * init.columns;
const train = engine.createDataset(init);
after(() => train.free());

const all = Array.from({ length: COUNT }, (_, n) => n);
const create = (layers, { model, ...spec } = {}) =>
  engine.createExperiment({ batchSize: 32, ...spec, model: { ...model, layers } }, { train });
const layersOf = (dropout, activation = 'elu') => [
  { units: 6, activation, dropout },
  { units: 5, activation: 'tanh', dropout: dropout / 2 },
  { units: 3, activation: 'softmax' },
];

/** What training makes of a row with mask `kept`, as the papers have it. */
function dropRow(row, kept, p, mode, alpha) {
  const q = 1 - p;
  if (!alpha) return row.map((y, o) => (kept[o] ? y / (mode === 'inverted' ? q : 1) : 0));
  const a = (q + SELU_LIMIT ** 2 * q * (1 - q)) ** -0.5;
  return row.map((y, o) => a * (kept[o] ? y : SELU_LIMIT) - a * (1 - q) * SELU_LIMIT);
}

describe('gradients with given masks are those of float64', () => {
  for (const mode of ['inverted', 'classic'])
    for (const activation of ['elu', 'selu'])
      test(`${mode}, ${activation}`, () => {
        const layers = layersOf(0.4, activation);
        const experiment = create(layers, { model: { inputDropout: 0.25, dropoutMode: mode } });
        experiment.runSteps(3);
        const indices = [5, 0, 17, 3, 3];
        const random = createRandom(3);
        const draw = (name, units) => ({
          name,
          values: Array.from({ length: indices.length * units }, () => Number(random() > 0.4)),
        });
        const masks = [draw('input', pixels), draw('dense1', 6), draw('dense2', 5)];
        const rowsOf = ({ values }, units) => indices.map((_, s) => values.slice(s * units, (s + 1) * units));

        const tensors = Object.fromEntries(experiment.parameters().map((p) => [p.name, p]));
        const reference = layers.map(({ activation: phi, dropout: p = 0 }, l) => {
          const {
            shape: [inputs, outputs],
            values,
          } = tensors[`dense${l + 1}/kernel`];
          const bias = Float64Array.from(tensors[`dense${l + 1}/bias`].values);
          const rows = p > 0 && rowsOf(masks[l + 1], outputs);
          const drop = rows && ((row, s) => dropRow(row, rows[s], p, mode, phi === 'selu'));
          return { inputs, outputs, activation: phi, kernel: Float64Array.from(values), bias, drop };
        });
        const inputMasks = rowsOf(masks[0], pixels);
        const x = indices.map((n, s) => {
          const row = Array.from(init.images.subarray(n * pixels, (n + 1) * pixels), (pixel) => pixel / 255);
          return dropRow(row, inputMasks[s], 0.25, mode, false);
        });
        const objective = () =>
          lossOf(
            reference,
            x,
            indices.map((n) => init.labels[n]),
          );

        const loss = experiment.lossAndGradient(indices, { masks });
        assert.ok(Math.abs(loss - objective()) < 1e-6 * loss, `loss ${loss} instead of ${objective()}`);
        experiment.gradients().forEach(({ name, values }, i) => {
          const numeric = differences(objective, reference[i >> 1][i % 2 ? 'bias' : 'kernel']);
          assert.ok(
            numeric.some((g) => Math.abs(g) > 1e-4),
            `the gradient of ${name} shows nothing`,
          );
          const error = relativeError(values, numeric);
          assert.ok(error < GRADIENT_LIMIT, `${name}: relative error ${error}`);
        });
        assert.deepEqual(
          experiment.masks().map(({ name, values }) => ({ name, values: [...values] })),
          masks,
          'masks() gives them back',
        );
        experiment.free();
      });

  test('of dropped units are 0, and of no others', () => {
    const experiment = create(layersOf(0.5));
    const kept = [1, 0, 1, 0, 0, 1];
    const masks = [
      { name: 'dense1', values: kept },
      { name: 'dense2', values: [1, 1, 1, 1, 1] },
    ];
    experiment.lossAndGradient([4], { masks });
    const [kernel, bias, above] = experiment.gradients();
    kept.forEach((keep, o) => {
      assert.equal(bias.values[o] !== 0, keep === 1, `bias ${o}`);
      const incoming = kernel.values.filter((_, i) => i % 6 === o);
      assert.equal(
        incoming.some((g) => g !== 0),
        keep === 1,
        `weights to unit ${o}`,
      );
      assert.equal(
        above.values.subarray(o * 5, o * 5 + 5).some((g) => g !== 0),
        keep === 1,
        `weights from unit ${o}`,
      );
    });
    experiment.free();
  });
});

describe('masks', () => {
  test('as many units are dropped as p says, in every place, and each about as often', () => {
    const layers = [{ units: 301, dropout: 0.5 }, { units: 34, dropout: 0.1 }, { units: 3 }];
    const experiment = create(layers, { batchSize: 512, model: { inputDropout: 0.2 }, epochs: 100 });
    const rates = { input: 0.2, dense1: 0.5, dense2: 0.1 };
    const dropped = {};
    let samples = 0;
    for (let step = 0; step < 20; step++) {
      experiment.stepOn(all.slice(0, 500));
      samples += 500;
      for (const {
        name,
        shape: [rows, units],
        values,
      } of experiment.masks()) {
        assert.equal(rows, 500);
        const counts = (dropped[name] ??= new Float64Array(units));
        values.forEach((keep, i) => {
          counts[i % units] += 1 - keep;
        });
      }
    }
    assert.deepEqual(Object.keys(dropped), Object.keys(rates));
    for (const [name, p] of Object.entries(rates)) {
      const counts = dropped[name];
      const n = samples * counts.length;
      const share = counts.reduce((sum, c) => sum + c, 0) / n;
      const deviation = Math.sqrt((p * (1 - p)) / n);
      assert.ok(Math.abs(share - p) < 4 * deviation, `${name}: ${share} instead of ${p}`);
      for (const count of counts) {
        const z = (count / samples - p) / Math.sqrt((p * (1 - p)) / samples);
        assert.ok(Math.abs(z) < 5, `${name}: a unit is dropped ${count} times of ${samples}`);
      }
      // Neighbours, and the two units of a random word, are dropped together as often as chance has it.
      if (name !== 'dense1') continue;
      const {
        values,
        shape: [rows, units],
      } = experiment.masks()[1];
      for (const distance of [1, 152]) {
        let both = 0;
        for (let s = 0; s < rows; s++)
          for (let o = 0; o + distance < units; o++)
            both += Number(values[s * units + o] + values[s * units + o + distance] === 0);
        const pairs = rows * (units - distance);
        assert.ok(
          Math.abs(both / pairs - 0.25) < 5 * Math.sqrt(0.1875 / pairs),
          `distance ${distance}: ${both / pairs}`,
        );
      }
    }
    experiment.free();
  });

  test('differ from step to step, place to place and seed to seed, and are those of the next step', () => {
    const layers = [{ units: pixels, dropout: 0.5 }, { units: pixels, dropout: 0.5 }, { units: 3 }];
    const seen = new Set();
    for (const seed of [1, 2]) {
      const experiment = create(layers, { seed, model: { inputDropout: 0.5 } });
      for (let step = 0; step < 3; step++) {
        experiment.lossAndGradient([1, 2, 3]);
        const before = experiment.masks();
        experiment.stepOn([1, 2, 3]);
        assert.deepEqual(experiment.masks(), before);
        for (const { values } of before) seen.add(values.join());
      }
      experiment.free();
    }
    assert.equal(seen.size, 18);
  });

  test('do not depend on the parts that a minibatch goes through in', () => {
    const losses = [8, COUNT].map((batchSize) => {
      const experiment = create(layersOf(0.5), { batchSize, model: { inputDropout: 0.2 } });
      const loss = experiment.lossAndGradient(all);
      const gradients = experiment.gradients();
      experiment.free();
      return { loss, gradients };
    });
    assert.ok(Math.abs(losses[0].loss - losses[1].loss) < 1e-12);
    losses[0].gradients.forEach(({ name, values }, i) => {
      assert.ok(relativeError(values, losses[1].gradients[i].values) < 1e-5, name);
    });
  });

  test('that do not fit are refused, and the next minibatch has its own', () => {
    const [experiment, other] = [create(layersOf(0.5)), create(layersOf(0.5))];
    const mask = (name, length, value = 1) => ({ name, values: Array(length).fill(value) });
    const cases = [
      [[mask('input', pixels)], /no dropout at "input"; there is dense1, dense2/],
      [[mask('dense3', 3)], /no dropout at "dense3"/],
      [[mask('dense1', 6)], /dense1 must have 2 × 6 values, 0 or 1 each, got 6/],
      [[mask('dense1', 12, 0.5)], /0 or 1 each, got 12, with 0.5 among them/],
      [[mask('dense1', 12), mask('dense2', 11)], /dense2 must have 2 × 5/],
    ];
    for (const [masks, message] of cases) assert.throws(() => experiment.stepOn([1, 2], { masks }), message);
    const many = Array.from({ length: 65 }, (_, n) => n);
    assert.throws(() => experiment.stepOn(many, { masks: [mask('dense1', 65 * 6)] }), /in one part/);
    assert.equal(experiment.stepOn([1, 2]), other.stepOn([1, 2]));
    experiment.free();
    other.free();
  });
});

describe('predictions', () => {
  const weights = (experiment) => experiment.parameters();

  test('of an inverted network are those of the network without dropout, to the bit', () => {
    const [plain, dropping] = [create(layersOf(0)), create(layersOf(0.5), { model: { inputDropout: 0.3 } })];
    dropping.runSteps(5);
    plain.setParameters(weights(dropping));
    assert.deepEqual(dropping.predict(train), plain.predict(train));
    assert.deepEqual(dropping.evaluate(train), plain.evaluate(train));
    plain.free();
    dropping.free();
  });

  test('of a classic network scale what was dropped by the keep probability', () => {
    const classic = create(layersOf(0.5), { model: { inputDropout: 0.25, dropoutMode: 'classic' } });
    const plain = create(layersOf(0));
    classic.runSteps(5);
    const keep = { 'dense1/kernel': 0.75, 'dense2/kernel': 0.5, 'dense3/kernel': 0.75 };
    plain.setParameters(
      weights(classic).map(({ name, values }) => ({ name, values: values.map((w) => w * (keep[name] ?? 1)) })),
    );
    const [ours, expected] = [classic, plain].map((e) => e.predict(train).probabilities);
    ours.forEach((p, i) => assert.ok(Math.abs(p - expected[i]) < 1e-6));
    classic.free();
    plain.free();
  });

  // With everything kept, inverted training sees 1/q times the outputs, classic training sees them as they are.
  test('the same expectation: q times what training sees with all units kept is what predictions see', () => {
    for (const [mode, q] of [
      ['inverted', 0.5],
      ['classic', 0.5],
    ]) {
      const layers = [{ units: 6, activation: 'linear', dropout: 1 - q }, { units: 3 }];
      const experiment = create(layers, { model: { dropoutMode: mode } });
      const passes = 4000;
      const bias = experiment.parameters()[1];
      let mean = 0;
      // The gradient of the last kernel is linear in the outputs while the probabilities stay: zero weights above.
      experiment.setParameters([
        { ...bias, values: [1, 1, 1, 1, 1, 1] },
        { name: 'dense2/kernel', values: new Float32Array(18) },
      ]);
      const random = createRandom(5);
      for (let n = 0; n < passes; n++) {
        const masks = [{ name: 'dense1', values: Array.from({ length: 6 }, () => Number(random() < q)) }];
        experiment.lossAndGradient([4], { masks });
        mean += experiment.gradients()[2].values[0] / passes;
      }
      const plain = create([{ units: 6, activation: 'linear' }, { units: 3 }]);
      plain.setParameters(experiment.parameters());
      plain.lossAndGradient([4]);
      const expected = plain.gradients()[2].values[0] * (mode === 'classic' ? q : 1);
      const deviation = Math.abs(expected) * Math.sqrt((1 - q) / q / passes);
      assert.ok(Math.abs(mean - expected) < 4 * deviation, `${mode}: ${mean} instead of ${expected}`);
      experiment.free();
      plain.free();
    }
  });
});

test('the last layer drops nothing', () => {
  const spec = { model: { layers: [{ units: 5 }, { units: 3, dropout: 0.5 }] } };
  assert.throws(() => engine.normalize(spec), {
    path: 'model.layers[1].dropout',
    message: 'model.layers[1].dropout must be 0 in the last layer, got 0.5',
  });
});

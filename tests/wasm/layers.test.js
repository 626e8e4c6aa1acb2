// What the engine says of each layer, against sums in float64; and that signals which vanish or explode are told.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import * as reference from '../reference/network.js';

const engine = await loadEngine();
const COUNT = 600; // more than pass at once
const init = syntheticImages({ count: COUNT });
const pixels = init.rows * init.columns;
const train = engine.createDataset(init);
const x = reference.scaleImages(init.images, pixels, 'unit');
const all = Array.from({ length: COUNT }, (_, n) => n);
after(() => train.free());

const sum = (list, of) => list.reduce((total, item) => total + of(item), 0);

/** z, y and the gradient by z of every layer for one image, and whether φ′ is 0. */
function passOf(layers, row, label) {
  const passes = [];
  for (const layer of layers) {
    const { inputs, outputs, activation, kernel, bias } = layer;
    const below = passes.at(-1)?.y ?? row;
    const z = Array.from({ length: outputs }, (_, o) => {
      let total = bias[o];
      for (let i = 0; i < inputs; i++) total += below[i] * kernel[i * outputs + o];
      return total;
    });
    passes.push({ below, z, y: z.map(reference.activations[activation].value) });
  }
  const last = passes.at(-1);
  last.y = reference.predict(layers, row);
  last.d = last.y.map((p, k) => p - (k === label ? 1 : 0));
  for (let l = layers.length - 2; l >= 0; l--) {
    const { outputs, kernel, inputs } = layers[l + 1];
    const { slope } = reference.activations[layers[l].activation];
    passes[l].d = passes[l].z.map(
      (z, i) => slope(z) * sum([...Array(outputs).keys()], (o) => kernel[i * outputs + o] * passes[l + 1].d[o]),
    );
    assert.equal(passes[l].d.length, inputs);
  }
  return passes;
}

/** What the engine says, as the definitions have it. */
function statisticsOf(layers, indices) {
  const passes = indices.map((n) => passOf(layers, x.subarray(n * pixels, (n + 1) * pixels), init.labels[n]));
  const { gradients } = reference.lossAndGradient(
    layers,
    Float64Array.from(indices.flatMap((n) => [...x.subarray(n * pixels, (n + 1) * pixels)])),
    indices.map((n) => init.labels[n]),
  );
  return layers.map(({ outputs, activation, kernel }, l) => {
    const count = indices.length * outputs;
    const mean = sum(passes, (p) => sum([...p[l].y], (y) => y)) / count;
    const { slope } = reference.activations[activation];
    const units = [...Array(outputs).keys()];
    return {
      mean,
      deviation: Math.sqrt(sum(passes, (p) => sum([...p[l].y], (y) => (y - mean) ** 2)) / count),
      still: sum(passes, (p) => sum([...p[l].z], (z) => Number(slope(z) === 0))) / count,
      dead: sum(units, (o) => Number(passes.every((p) => slope(p[l].z[o]) === 0))) / outputs,
      weights: Math.hypot(...kernel),
      gradient: Math.hypot(...gradients[l].kernel),
      deltas: Math.sqrt(sum(passes, (p) => sum([...p[l].d], (d) => d * d)) / indices.length),
    };
  });
}

const start = (hidden, spec = {}) =>
  engine.createExperiment({ ...spec, model: { ...spec.model, layers: [...hidden, { units: 3 }] } }, { train });

describe('layer by layer, equal to sums in float64', () => {
  for (const activation of ['relu', 'tanh', 'silu', 'gelu'])
    test(activation, () => {
      const names = [activation, activation, activation, 'softmax'];
      const experiment = start([17, 9, 9].map((units) => ({ units, activation, dropout: 0.3, l2: 0.1 })));
      // One unit that no image wakes, where the activation has such.
      experiment.setParameters([{ name: 'dense2/bias', values: [-100, ...Array(8).fill(0)] }]);
      const layers = reference.layersOf(experiment.parameters(), names);
      const { loss, layers: ours } = experiment.layerStatistics(all);
      const rows = Float64Array.from(x);
      const expectedLoss = reference.lossOf(layers, rows, [...init.labels]);
      assert.ok(Math.abs(loss - expectedLoss) < 1e-5 * expectedLoss, `loss ${loss} instead of ${expectedLoss}`);
      statisticsOf(layers, all).forEach((expected, l) => {
        for (const [key, value] of Object.entries(expected)) {
          const difference = Math.abs(ours[l][key] - value);
          // Of tanh and gelu float32 may say 0 where float64 has a little.
          if (key === 'still' || key === 'dead') {
            if (activation === 'relu') assert.equal(ours[l][key], value, `${key} of layer ${l + 1}`);
            else assert.ok(ours[l][key] >= value, `${key} of layer ${l + 1}`);
          } else
            assert.ok(
              difference <= 2e-5 * Math.abs(value) + 1e-7,
              `${key} of layer ${l + 1}: ${ours[l][key]} instead of ${value}`,
            );
        }
      });
      if (activation === 'relu' || activation === 'gelu')
        assert.ok(ours[1].dead >= 1 / 9 - 1e-9, 'the unit that nothing wakes');
      assert.ok(ours[0].gradient > 0 && ours[0].deltas > 0, 'a gradient that shows something');
      experiment.free();
    });
});

test('before the first step, without figures of the images: the first 512, or a minibatch where it is normalized', () => {
  const plain = start([{ units: 9 }]);
  assert.deepEqual(plain.layerStatistics(), plain.layerStatistics(all.slice(0, 512)));
  const normalized = start([{ units: 9, batchNorm: 'before' }], { batchSize: 70 });
  assert.deepEqual(normalized.layerStatistics(), normalized.layerStatistics(all.slice(0, 70)));
  assert.throws(() => normalized.layerStatistics(all), /at most 72/);
  assert.throws(() => plain.layerStatistics([]), /at least one/);
  plain.free();
  normalized.free();
});

test('sigmoid, 31 layers deep: gradients vanish below what float32 can hold, which is told; residual, they do not', () => {
  const hidden = Array.from({ length: 31 }, () => ({ units: 8, activation: 'sigmoid' }));
  const [plain, residual] = [start(hidden), start(hidden, { model: { residual: true } })];
  // Small weights: a hundredth of a gradient is left at every layer, or less.
  const small = plain.parameters().map(({ name, values }) => ({ name, values: values.map((w) => w / 50) }));
  for (const experiment of [plain, residual]) experiment.setParameters(small);
  const [vanishing, passing] = [plain, residual].map((experiment) => experiment.layerStatistics().layers);
  assert.equal(vanishing.length, 32);
  assert.deepEqual([vanishing[0].zero, vanishing[0].gradient], [1, 0]);
  assert.ok(
    vanishing.some(({ faint }) => faint > 0),
    'on the way there numbers are below the least normal one',
  );
  assert.ok(passing.every(({ zero, faint, gradient }) => zero === 0 && faint === 0 && gradient > 0));
  plain.free();
  residual.free();
});

test('figures change no weight and no step', () => {
  const [asked, alone] = [start([{ units: 9, dropout: 0.2 }]), start([{ units: 9, dropout: 0.2 }])];
  for (let n = 0; n < 3; n++) {
    asked.layerStatistics();
    asked.sharpness(all.slice(0, 50), { products: 5 });
    for (const experiment of [asked, alone]) experiment.runSteps(2);
  }
  assert.equal(asked.weightsHash(), alone.weightsHash());
  asked.free();
  alone.free();
});

// Where p is dropped classically, predictions see q = 1 - p times a unit: what a network without dropout sees whose kernel
// above is q times as large. By that kernel derivatives are q times as large, and so on for second ones.
test('classic dropout: statistics, curvature and landscapes are of units as predictions see them', () => {
  const q = { dense1: 0.75, dense2: 0.5, dense3: 0.5, dense4: 0.5 }; // of input, and what is below each kernel
  const scaleOf = (/** @type {string} */ name) => (name.endsWith('/kernel') ? q[name.split('/')[0]] : 1);
  const hidden = (dropout, more) =>
    [7, 7, 6].map((units, n) => ({ units, dropout, activation: n === 1 ? 'silu' : 'tanh', ...more }));
  const few = all.slice(0, 60);
  for (const more of [{}, { batchNorm: 'before' }, { batchNorm: 'after' }]) {
    const spec = { batchSize: 60, labelSmoothing: 0.1 };
    const model = { residual: true };
    const classic = start(hidden(0.5, more), {
      ...spec,
      model: { ...model, dropoutMode: 'classic', inputDropout: 0.25 },
    });
    const plain = start(hidden(0, more), { ...spec, model });
    const trained = classic.parameters().filter(({ name }) => !name.includes('/moving'));
    const scaled = trained.map(({ name, values }) => ({ name, values: values.map((w) => scaleOf(name) * w) }));
    plain.setParameters(scaled);

    const [ours, theirs] = [classic.layerStatistics(few), plain.layerStatistics(few)];
    const near = (a, b, what) =>
      assert.ok(Math.abs(a - b) <= 1e-5 * Math.abs(b) + 1e-8, `${what}: ${a} instead of ${b}`);
    near(ours.loss, theirs.loss, 'loss');
    ours.layers.forEach((layer, l) => {
      const { weights, gradient, ...same } = theirs.layers[l];
      const factor = q[`dense${l + 1}`];
      near(layer.weights, weights / factor, `weights ${l}`);
      near(layer.gradient, gradient * factor, `gradient ${l}`);
      for (const [key, value] of Object.entries(same)) near(layer[key], value, `${key} ${l}`);
    });
    const scales = trained.flatMap(({ name, values }) => Array(values.length).fill(scaleOf(name)));
    const direction = scales.map((_, i) => ((i * 37) % 101) / 50 - 1);
    const productOf = (experiment, of) => {
      const curvature = experiment.curvature(few);
      const product = curvature.product(of);
      curvature.free();
      return product;
    };
    const expected = productOf(
      plain,
      direction.map((v, i) => scales[i] * v),
    ).map((v, i) => scales[i] * v);
    const size = Math.hypot(...expected);
    assert.ok(size > 0.01, 'a product that shows something');
    productOf(classic, direction).forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]) < 2e-5 * size, `product ${i}: ${value} instead of ${expected[i]}`),
    );
    if (!more.batchNorm) {
      const smooth = start(hidden(0.5), { model: { ...model, dropoutMode: 'classic', inputDropout: 0.25 } });
      smooth.setParameters(trained);
      near(smooth.layerStatistics(all).loss, smooth.evaluate(train).loss, 'what evaluation says');
      smooth.free();
    }
    [classic, plain].forEach((each) => each.free());
  }
});

test('labels smoothed: training has that loss, evaluation the plain one', () => {
  const smoothed = start([{ units: 9 }], { labelSmoothing: 0.3 });
  const plain = start([{ units: 9 }]);
  const [ours, theirs] = [smoothed.lossAndGradient(all), plain.lossAndGradient(all)];
  const { probabilities } = plain.predict(train);
  let even = 0;
  for (const p of probabilities) even -= Math.log(p) / 3;
  const expected = 0.7 * theirs + (0.3 * even) / COUNT;
  assert.ok(Math.abs(ours - expected) < 1e-5 * expected, `${ours} instead of ${expected}`);
  assert.notEqual(ours, theirs);
  assert.deepEqual(smoothed.evaluate(train), plain.evaluate(train));
  smoothed.free();
  plain.free();
});

test('curvature: what is asked for in vain is refused, and a search ends where there is nothing more', () => {
  const experiment = start([{ units: 4, activation: 'tanh' }]);
  assert.throws(() => experiment.sharpness([COUNT]), /indices/);
  assert.throws(() => experiment.sharpness(all, { tolerance: 0 }), /tolerance must be above 0 and below 1, got 0/);
  assert.throws(() => experiment.curvature(all, { products: 0 }), /products must be a whole number 1..1000, got 0/);
  assert.throws(() => experiment.sharpness(all, { seed: -1 }), /seed must be/);
  const curvature = experiment.curvature(all.slice(0, 40), { products: 1000 });
  assert.throws(() => curvature.product([1, 2, 3]), /direction must have \d+ values/);
  const size = experiment.parameters().reduce((total, { values }) => total + values.length, 0);
  const found = curvature.step(1000);
  assert.ok(found.ended && found.products <= size, `${found.products} products for ${size} parameters`);
  experiment.free();
  assert.throws(() => curvature.step(1), /experiment has been freed/);
  curvature.free();
});

test('faint is what is below the least normal number, 2^-126, and above 0, and nothing else', () => {
  const one = start([{ units: 1, activation: 'linear' }]);
  // Three classes of a third each: of the first one's gradient, -2/3 or 1/3, w is handed down.
  const indexOf = (isFirst) => all.find((n) => (init.labels[n] === 0) === isFirst);
  const sharesOf = (exponent, isFirst) => {
    one.setParameters([{ name: 'dense2/kernel', values: [2 ** exponent, 0, 0] }]);
    const { faint, zero } = one.layerStatistics([indexOf(isFirst)]).layers[0];
    return [faint, zero];
  };
  for (const [exponent, isFirst, shares] of [
    [-125, true, [0, 0]],
    [-125, false, [1, 0]],
    [-149, true, [1, 0]],
    [-149, false, [0, 1]],
  ])
    assert.deepEqual(sharesOf(exponent, isFirst), shares, `w = 2^${exponent}, class ${isFirst ? 'first' : 'other'}`);
  one.free();
});

test('curvature: a product by more images than pass at once is the mean of those by its parts', () => {
  const experiment = start([{ units: 5, activation: 'tanh' }]);
  const size = experiment.parameters().reduce((total, { values }) => total + values.length, 0);
  const direction = Array.from({ length: size }, (_, n) => ((n * 37) % 101) / 50 - 1);
  const productOf = (indices) => {
    const curvature = experiment.curvature(indices);
    const product = curvature.product(direction);
    curvature.free();
    return product;
  };
  const [whole, first, rest] = [all, all.slice(0, 512), all.slice(512)].map(productOf);
  const scale = Math.hypot(...whole);
  assert.ok(scale > 0.01, 'a product that shows something');
  whole.forEach((value, n) => {
    const expected = (512 * first[n] + (COUNT - 512) * rest[n]) / COUNT;
    assert.ok(Math.abs(value - expected) < 1e-5 * scale, `${n}: ${value} instead of ${expected}`);
  });
  experiment.free();
});

test('weights that are no numbers: no figure hides it, and no search says that it has found what it sought', () => {
  for (const weight of [NaN, Infinity, 1e38]) {
    const experiment = start([{ units: 4, activation: 'linear' }]);
    const [first, ...others] = experiment.parameters();
    experiment.setParameters([{ name: first.name, values: first.values.fill(weight) }, ...others]);
    const { converged, largest } = experiment.sharpness(all.slice(0, 40));
    assert.deepEqual([converged, largest], [false, [NaN]]);
    if (Number.isNaN(weight)) assert.equal(experiment.layerStatistics().layers[0].deviation, NaN);
    experiment.free();
  }
});

// Of one image of one pixel, which is 1: what its Hessian is can be written down.
function bare(layers, parameters, classes = 2) {
  const one = engine.createDataset({
    images: Uint8Array.of(255),
    labels: Uint8Array.of(0),
    rows: 1,
    columns: 1,
    classes,
  });
  const model = { layers: [...layers, { units: classes }] };
  const experiment = engine.createExperiment({ model, batchSize: 1 }, { train: one });
  const filled = (/** @type {string} */ kind) =>
    parameters.map((list, n) => ({ name: `dense${n + 1}/${kind}`, values: list[kind] }));
  experiment.setParameters([...filled('kernel'), ...filled('bias')]);
  const found = experiment.sharpness([0], { largest: 2, least: 2, tolerance: 1e-6 });
  [experiment, one].forEach((each) => each.free());
  return found;
}

test('eigenvalues: what bends down most is the least, however large; one that is there twice is told once; of what is flat all are 0', () => {
  // Sure of the wrong class: the loss is (v1 - v0) tanh z + c1 - c0 with z = w + b. By (w + b) and (v1 - v0), each over √2, its
  // Hessian is [[2 a, 2 t], [2 t, 0]] with a = (v1 - v0) tanh" z, t = tanh' z; in all other directions it is 0.
  const z = 0.75;
  const t = 1 - Math.tanh(z) ** 2;
  const a = 3 * -2 * Math.tanh(z) * t;
  const [low, high] = [a - Math.hypot(a, 2 * t), a + Math.hypot(a, 2 * t)];
  const wrong = bare(
    [{ units: 1, activation: 'tanh' }],
    [
      { kernel: [0.5], bias: [0.25] },
      { kernel: [-1, 2], bias: [0, 200] },
    ],
  );
  assert.ok(-low > 4 * high && high > 0.1, 'the negative one is the largest in size');
  assert.ok(wrong.converged);
  assert.ok(Math.abs(wrong.largest[0] - high) < 1e-5 && Math.abs(wrong.least[0] - low) < 1e-5, JSON.stringify(wrong));

  // Five classes of a fifth each: I/5 - 11ᵀ/25 has 1/5 four times, and (x, 1) is √2 long.
  const even = bare([], [{ kernel: [0, 0, 0, 0, 0], bias: [0, 0, 0, 0, 0] }], 5);
  assert.ok(even.converged && even.products === 2, JSON.stringify(even));
  assert.equal(even.largest.length, 2);
  assert.ok(Math.abs(even.largest[0] - 0.4) < 1e-6 && Math.abs(even.largest[1]) < 1e-6, JSON.stringify(even));

  const sure = bare([], [{ kernel: [0, 0], bias: [200, 0] }]);
  assert.deepEqual([sure.converged, sure.largest, sure.least], [true, [0], [0]]);
});

test('a search for several eigenvalues misses none of which its first direction has little', () => {
  const experiment = start([{ units: 2, activation: 'tanh' }]);
  const some = all.slice(0, 20);
  const curvature = experiment.curvature(some, { products: 1000 });
  const { values, ended } = curvature.step(1000);
  curvature.free();
  assert.ok(ended);
  const expected = [...values].reverse().slice(0, 3);
  for (let seed = 1; seed <= 60; seed++) {
    const { converged, largest } = experiment.sharpness(some, { largest: 3, tolerance: 1e-2, seed });
    largest.forEach((value, k) =>
      assert.ok(converged && Math.abs(value - expected[k]) < 1e-2 * expected[0], `seed ${seed}: ${largest}`),
    );
  }
  experiment.free();
});

// What the course says about dropout: a share p of the units is set to 0 in training; that trains 2ⁿ networks that
// share their weights; and both ways of scaling keep the expectation. Masks are those that the engine draws.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages, syntheticImages } from '../helpers/datasets.js';

const engine = await loadEngine();
const init = await starterImages(engine, 0, 600);
const train = engine.createDataset(init);
after(() => train.free());

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

describe('dropout', () => {
  for (const p of [0.1, 0.2, 0.5, 0.8])
    test(`p = ${p}: the share of units set to 0, over a run`, () => {
      const layers = [{ units: 100, dropout: p }, { units: 50, dropout: p }, {}];
      const spec = { model: { inputDropout: p, layers }, batchSize: 64 };
      const experiment = engine.createExperiment(spec, { train });
      const steps = 25;
      const dropped = { input: 0, dense1: 0, dense2: 0 };
      const drawn = { input: 0, dense1: 0, dense2: 0 };
      for (let step = 0; step < steps; step++) {
        experiment.runSteps(1);
        for (const { name, values } of experiment.masks()) {
          dropped[name] += values.filter((kept) => kept === 0).length;
          drawn[name] += values.length;
        }
      }
      experiment.free();
      for (const [name, n] of Object.entries(drawn)) {
        const error = Math.sqrt((p * (1 - p)) / n); // of a share of n independent draws
        const share = dropped[name] / n;
        assert.ok(n > 5e4 && Math.abs(share - p) < 4 * error, `${name}: ${share} of ${n}, with ± ${error}`);
      }
    });

  test('a dropped unit learns nothing from that image: gradients into and out of it are 0', () => {
    const activation = 'sigmoid';
    const layers = [{ units: 40, activation, dropout: 0.5 }, { units: 30, activation, dropout: 0.3 }, {}];
    const experiment = engine.createExperiment({ model: { inputDropout: 0.2, layers } }, { train });
    let [silent, loud] = [0, 0];
    for (const image of [3, 77, 400]) {
      experiment.stepOn([image]); // the next step draws other masks
      experiment.lossAndGradient([image]);
      const masks = new Map(experiment.masks().map(({ name, values }) => [name, values]));
      const gradients = experiment.gradients();
      for (const [l, name, below] of [
        [0, 'dense1', 'input'],
        [1, 'dense2', 'dense1'],
      ]) {
        const [kernel, bias, above] = gradients.slice(2 * l, 2 * l + 3);
        const [inputs, outputs] = kernel.shape;
        const [kept, keptBelow] = [masks.get(name), masks.get(below)];
        for (let o = 0; o < outputs; o++) {
          const incoming = Array.from({ length: inputs }, (_, i) => kernel.values[i * outputs + o]);
          const outgoing = above.values.subarray(o * above.shape[1], (o + 1) * above.shape[1]);
          const where = `image ${image}, ${name}, unit ${o}`;
          if (kept[o] === 0) {
            const all = [...incoming, ...outgoing, bias.values[o]];
            assert.ok(
              all.every((g) => g === 0),
              `${where} is dropped and has a gradient`,
            );
            silent++;
          } else {
            const keptAbove = masks.get(`dense${l + 2}`);
            assert.ok(bias.values[o] !== 0, where);
            assert.ok(
              outgoing.every((g, k) => (g !== 0) === (keptAbove?.[k] !== 0)),
              `${where}: to the next layer`,
            );
            assert.ok(
              incoming.every((g, i) => g === 0 || keptBelow[i] === 1),
              `${where}: from a dropped input`,
            );
            loud++;
          }
        }
      }
    }
    experiment.free();
    assert.ok(silent > 50 && loud > 50, `${silent} dropped, ${loud} kept`);
  });

  // For one softmax layer, predicting with scaled weights is the geometric mean of all networks that masks make,
  // brought to sum 1 (Hinton et al., 2012): exactly, which shows what predictions stand for.
  test('2ⁿ networks: a softmax layer predicts their geometric mean', () => {
    const [rows, columns, classes] = [3, 3, 4];
    const pixels = rows * columns;
    const { images } = syntheticImages({ count: 1, rows, columns, classes });
    images.fill(90, 0, 1); // no image of zeros alone
    const labels = Uint8Array.from({ length: classes }, (_, k) => k);
    const repeated = Uint8Array.from({ length: classes * pixels }, (_, i) => images[i % pixels]);
    const data = engine.createDataset({ images: repeated, labels, rows, columns, classes });
    const model = { inputDropout: 0.5, dropoutMode: 'classic', layers: [{ units: classes }] };
    const experiment = engine.createExperiment({ model, optimizer: { id: 'sgd', learningRate: 0.5 } }, { train: data });
    for (let step = 0; step < 10; step++) experiment.stepOn([0, 1, 1, 2]);
    const logarithms = new Float64Array(classes);
    const seen = new Set();
    for (let network = 0; network < 2 ** pixels; network++) {
      const values = Array.from({ length: pixels }, (_, i) => (network >> i) & 1);
      for (const label of labels) {
        const loss = experiment.lossAndGradient([label], { masks: [{ name: 'input', values }] });
        logarithms[label] -= loss / 2 ** pixels;
        seen.add(loss);
      }
    }
    const product = logarithms.map(Math.exp);
    const sum = product.reduce((total, p) => total + p, 0);
    const { probabilities } = experiment.predict(data, { count: 1 });
    assert.ok(seen.size > 100, 'the networks differ');
    product.forEach((p, k) => {
      assert.ok(Math.abs(p / sum - probabilities[k]) < 1e-6, `${p / sum} and ${probabilities[k]}`);
    });
    assert.ok(Math.abs(sum - 1) > 1e-3, 'the mean has to be brought to sum 1');
    experiment.free();
    data.free();
  });
});

describe('dropout-scaling', () => {
  const UNITS = 10; // as many as classes, so that the identity above them shows them
  const PASSES = 1500;
  const IMAGE = 11;
  const identity = Float32Array.from({ length: UNITS * UNITS }, (_, i) => Number(i % (UNITS + 1) === 0));
  const upper = (kernel) => [
    { name: 'dense2/kernel', values: kernel },
    { name: 'dense2/bias', values: new Float32Array(UNITS) },
  ];
  const create = (p, dropoutMode = 'inverted') => {
    const layers = [{ units: UNITS, activation: 'sigmoid', dropout: p }, {}];
    const optimizer = { id: 'sgd', learningRate: 0 }; // steps that only draw other masks
    return engine.createExperiment({ model: { dropoutMode, layers }, optimizer }, { train });
  };
  const label = init.labels[IMAGE];

  /** What training makes of the hidden units on one image, masks as they come: with weights of 0 above, every class
      has probability 1/10, and the gradient of those weights is y (1/10 − [k = label]). */
  function trainedOutputs(experiment) {
    experiment.setParameters(upper(new Float32Array(UNITS * UNITS)));
    return Array.from({ length: PASSES }, () => {
      experiment.stepOn([IMAGE]);
      const { values } = experiment.gradients()[2];
      return Array.from({ length: UNITS }, (_, o) => values[o * UNITS + label] / (1 / UNITS - 1));
    });
  }

  /** What predictions make of them, but for a constant: with the identity above, logarithms of probabilities. */
  function predictedOutputs(experiment) {
    experiment.setParameters(upper(identity));
    const { probabilities } = experiment.predict(train, { first: IMAGE, count: 1 });
    const logarithms = Array.from(probabilities, Math.log);
    return logarithms.map((z) => z - mean(logarithms));
  }

  for (const [mode, p] of [
    ['inverted', 0.5],
    ['inverted', 0.2],
    ['classic', 0.5],
    ['classic', 0.8],
  ])
    test(`${mode}, p = ${p}: what predictions see is the mean of what training sees`, () => {
      const experiment = create(p, mode);
      const plain = create(0);
      plain.setParameters(experiment.parameters());
      const outputs = trainedOutputs(plain)[0]; // y, without any dropout
      const passes = trainedOutputs(experiment);
      const means = outputs.map((_, o) => mean(passes.map((pass) => pass[o])));
      const predicted = predictedOutputs(experiment);
      const q = 1 - p;
      const kept = mode === 'inverted' ? 1 / q : 1; // a kept output, in units of y
      for (let o = 0; o < UNITS; o++) {
        const values = new Set(passes.map((pass) => Math.round((1000 * pass[o]) / outputs[o])));
        assert.deepEqual(
          [...values].sort((a, b) => a - b),
          [0, Math.round(1000 * kept)],
          'kept or dropped',
        );
      }
      const deviations = outputs.map((y) => kept * y * Math.sqrt((p * q) / PASSES));
      // Predictions are known but for their mean over the units, so the means are taken off on both sides.
      const common = mean(means);
      const error = Math.sqrt(mean(deviations.map((d) => d * d)) / UNITS); // of `common`
      means.forEach((value, o) => {
        const difference = value - common - predicted[o];
        const sigma = Math.hypot(deviations[o], error);
        assert.ok(Math.abs(difference) < 4 * sigma, `unit ${o}: off by ${difference}, ± ${sigma}`);
      });
      // And the other scaling would be seen: it would be off by a factor of q.
      const wrong = means.filter((value, o) => Math.abs((value - common) * q - predicted[o]) > 4 * deviations[o]);
      assert.ok(wrong.length > 0, 'the test could tell');
      experiment.free();
      plain.free();
    });

  test('the inverted network predicts with the unscaled code, the classic one with weights times q', () => {
    const p = 0.4;
    const layers = (dropout) => [{ units: 60, dropout }, { units: 30, dropout }, {}];
    const make = (model) => engine.createExperiment({ model, batchSize: 50 }, { train });
    const plain = make({ layers: layers(0) });
    for (const dropoutMode of ['inverted', 'classic']) {
      const trained = make({ dropoutMode, layers: layers(p) });
      trained.runSteps(40);
      const scaled = trained.parameters().map(({ name, values }) => {
        const factor = dropoutMode === 'classic' && /dense[23]\/kernel/.test(name) ? 1 - p : 1;
        return { name, values: values.map((w) => factor * w) };
      });
      plain.setParameters(scaled);
      const [ours, expected] = [trained, plain].map((experiment) => experiment.predict(train).probabilities);
      if (dropoutMode === 'inverted') assert.deepEqual(ours, expected);
      else ours.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5, `${value}, ${expected[i]}`));
      trained.free();
    }
    plain.free();
  });
});

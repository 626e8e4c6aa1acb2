// Gradients: the reference's against central differences, then the engine's against the reference's.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { syntheticImages } from '../helpers/datasets.js';
import { createRandom, randomIndices } from '../helpers/random.js';
import { relativeError } from '../helpers/tensors.js';
import * as reference from '../reference/network.js';

const DIFFERENCE_LIMIT = 1e-7; // of central differences in float64 with steps of 1e-5
const LOSS_LIMIT = 1e-6;
// Of float32 where signs cancel. A term left out or counted twice is a thousand times that.
const GRADIENT_LIMIT = 5e-5;
const DEEP_LIMIT = 1e-4; // and through 32

const SIZES = [1, 7, 8, 9, 17];
const BATCHES = [1, 3, 4, 5, 33, 600];
const COUNT = 600;
const SCALINGS = ['unit', 'standard'];

const engine = await loadEngine();
const hidden = engine.catalog.activations.filter((row) => !row.outputOnly).map((row) => row.key);
const init = syntheticImages({ count: COUNT });
const pixels = init.rows * init.columns;
const train = engine.createDataset(init);
after(() => train.free());

const scaled = Object.fromEntries(SCALINGS.map((s) => [s, reference.scaleImages(init.images, pixels, s)]));

/** Samples `indices` of x, side by side. */
const gather = (x, indices) =>
  Float64Array.from(indices.flatMap((n) => Array.from(x.subarray(n * pixels, (n + 1) * pixels))));

/** Random parameters: kernels with deviation 1/√inputs, so that no sum saturates, and biases that matter. */
function randomLayers(sizes, activations, seed) {
  const random = createRandom(seed);
  const draw = (count, width) => Float64Array.from({ length: count }, () => Math.fround((2 * random() - 1) * width));
  return activations.map((activation, l) => {
    const [inputs, outputs] = [sizes[l], sizes[l + 1]];
    return {
      inputs,
      outputs,
      activation,
      kernel: draw(inputs * outputs, Math.sqrt(3 / inputs)),
      bias: draw(outputs, 0.5),
    };
  });
}

test('every activation of the catalog has its reference', () => {
  for (const { key } of engine.catalog.activations)
    assert.ok(Object.hasOwn(reference.activations, key), `${key}: add it to tests/reference/network.js`);
});

describe('the reference against central differences', () => {
  const h = 1e-5;
  const indices = [5, 0, 17];
  const x = gather(scaled.standard, indices);
  const labels = indices.map((n) => init.labels[n]);

  /** (loss(p + h) − loss(p − h)) / 2h for every value of an array that `layers` holds. */
  const differences = (layers, values) =>
    values.map((value, i) => {
      const loss = (p) => {
        values[i] = p;
        return reference.lossOf(layers, x, labels);
      };
      const slope = (loss(value + h) - loss(value - h)) / (2 * h);
      values[i] = value;
      return slope;
    });

  for (const activation of hidden)
    for (const depth of [1, 2, 3])
      test(`${activation}, ${depth} deep`, () => {
        const sizes = [pixels, ...[6, 5, 4].slice(0, depth), 3];
        const layers = randomLayers(sizes, [...Array(depth).fill(activation), 'softmax'], depth);
        const { loss, gradients } = reference.lossAndGradient(layers, x, labels);
        assert.ok(loss > 0.01, 'a loss that has something to teach');
        layers.forEach((layer, l) => {
          for (const part of ['kernel', 'bias']) {
            const numeric = differences(layers, layer[part]);
            const where = `${part} of layer ${l + 1}`;
            assert.ok(
              numeric.some((g) => Math.abs(g) > 1e-4),
              `the gradient of ${where} is 0 throughout`,
            );
            const error = relativeError(gradients[l][part], numeric);
            assert.ok(error < DIFFERENCE_LIMIT, `${where}: relative error ${error}`);
          }
        });
      });
});

/** An experiment on `train` with the given layers; `spec` for what else matters. */
function createExperiment(layers, spec = {}) {
  const list = layers.map(({ outputs, activation }) => ({ units: outputs, activation }));
  const experiment = engine.createExperiment({ ...spec, model: { layers: list } }, { train });
  experiment.setParameters(
    layers.flatMap(({ kernel, bias }, l) => [
      { name: `dense${l + 1}/kernel`, values: kernel },
      { name: `dense${l + 1}/bias`, values: bias },
    ]),
  );
  return experiment;
}

/** Loss and gradients of the experiment on samples `indices`, against the reference's. */
function compare(experiment, layers, scaling, indices, limit, where) {
  const loss = experiment.lossAndGradient(indices);
  const labels = indices.map((n) => init.labels[n]);
  const expected = reference.lossAndGradient(layers, gather(scaled[scaling], indices), labels);
  const lossError = Math.abs(loss - expected.loss) / expected.loss;
  assert.ok(lossError <= LOSS_LIMIT, `${where}: loss ${loss} instead of ${expected.loss}`);
  experiment.gradients().forEach(({ name, values }, i) => {
    const gradient = expected.gradients[i >> 1][i % 2 ? 'bias' : 'kernel'];
    const error = relativeError(values, gradient);
    assert.ok(error <= limit, `${where}: gradient of ${name}: relative error ${error}`);
  });
  return expected;
}

describe('the engine against the reference', () => {
  for (const activation of hidden)
    for (const scaling of SCALINGS)
      test(`${activation}, ${scaling} inputs, ${SIZES} units, minibatches of ${BATCHES}`, () => {
        const random = createRandom(7);
        let shown = 0;
        for (const units of SIZES) {
          const layers = randomLayers([pixels, units, units, 3], [activation, activation, 'softmax'], units);
          const experiment = createExperiment(layers, { batchSize: COUNT, data: { scaling } });
          for (const batch of BATCHES) {
            const indices = randomIndices(random, batch, COUNT);
            const where = `${units} units, minibatch of ${batch}`;
            const { gradients } = compare(experiment, layers, scaling, indices, GRADIENT_LIMIT, where);
            shown += gradients.every(({ kernel }) => kernel.some((g) => g !== 0));
          }
          experiment.free();
        }
        // One dead rectifier is an accident, all of them would prove nothing.
        assert.ok(shown > (SIZES.length * BATCHES.length) / 2, `only ${shown} gradients that are not 0`);
      });

  test('softmax alone, with 1 to 17 classes', () => {
    for (const classes of [2, 7, 8, 9, 17]) {
      const images = syntheticImages({ count: 40, classes });
      const data = engine.createDataset(images);
      const [layer] = randomLayers([pixels, classes], ['softmax'], classes);
      const spec = { model: { layers: [{ units: classes }] } };
      const experiment = engine.createExperiment(spec, { train: data });
      experiment.setParameters([
        { name: 'dense1/kernel', values: layer.kernel },
        { name: 'dense1/bias', values: layer.bias },
      ]);
      const loss = experiment.lossAndGradient(Uint32Array.from({ length: 40 }, (_, n) => n));
      const x = reference.scaleImages(images.images, pixels, 'unit');
      const expected = reference.lossAndGradient([layer], x, [...images.labels]);
      assert.ok(Math.abs(loss - expected.loss) <= LOSS_LIMIT * expected.loss, `${classes} classes: loss`);
      const [kernel, bias] = experiment.gradients();
      assert.ok(relativeError(kernel.values, expected.gradients[0].kernel) < GRADIENT_LIMIT, `${classes} classes`);
      assert.ok(relativeError(bias.values, expected.gradients[0].bias) < GRADIENT_LIMIT, `${classes} classes`);
      experiment.free();
      data.free();
    }
  });

  test('a minibatch that goes through in parts of 64 instead of 512', () => {
    const layers = randomLayers([pixels, 9, 3], ['tanh', 'softmax'], 3);
    const experiment = createExperiment(layers, { batchSize: 8 });
    const indices = Array.from({ length: COUNT }, (_, n) => COUNT - 1 - n);
    compare(experiment, layers, 'unit', indices, GRADIENT_LIMIT, '600 samples');
    experiment.free();
  });

  test('a gradient does not depend on those taken before it', () => {
    const layers = randomLayers([pixels, 9, 3], ['elu', 'softmax'], 4);
    const [used, fresh] = [createExperiment(layers), createExperiment(layers)];
    used.lossAndGradient(Array.from({ length: COUNT }, (_, n) => n));
    for (const experiment of [used, fresh]) experiment.lossAndGradient([3, 1, 4]);
    assert.deepEqual(used.gradients(), fresh.gradients());
    used.free();
    fresh.free();
  });

  // Sizes are padded inside; what stands in the padding must not be trained along and come back as a bias.
  test('after steps, loss and gradient are still those of the parameters that can be seen', () => {
    for (const activation of hidden)
      for (const units of [1, 9, 17]) {
        const names = [activation, activation, 'softmax'];
        const optimizer = { id: 'momentum', learningRate: 0.05 };
        const experiment = createExperiment(randomLayers([pixels, units, units, 3], names, units), {
          optimizer,
        });
        for (const steps of [1, 10]) {
          experiment.runSteps(steps);
          const layers = reference.layersOf(experiment.parameters(), names);
          compare(experiment, layers, 'unit', [0, 1, 2, 3, 4], GRADIENT_LIMIT, `${activation}, ${units} units`);
        }
        experiment.free();
      }
  });

  for (const depth of [20, 32])
    for (const activation of hidden)
      test(`${depth} layers of ${activation}`, () => {
        const names = [...Array(depth - 1).fill(activation), 'softmax'];
        const layers = randomLayers([pixels, ...Array(depth - 1).fill(12), 3], names, depth);
        // Rectifiers halve the variance from layer to layer unless they start with twice as much.
        const gain = { relu: Math.SQRT2, leaky_relu: Math.SQRT2 }[activation] ?? 1;
        for (const layer of layers) layer.kernel = layer.kernel.map((w) => Math.fround(w * gain));
        const experiment = createExperiment(layers, { data: { scaling: 'standard' } });
        const indices = Array.from({ length: 33 }, (_, n) => n * 7);
        const { gradients } = compare(experiment, layers, 'standard', indices, DEEP_LIMIT, `${depth} layers`);
        assert.ok(
          gradients[0].kernel.some((g) => g !== 0),
          'the first layer has a gradient',
        );
        experiment.free();
      });
});

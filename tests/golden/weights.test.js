// Files that Keras, PyTorch, NumPy and safetensors wrote open, and predict what those libraries predicted.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import * as zip from 'fflate';
import { loadEngine } from '../../wasm/index.js';
import { readWeights, writeWeights } from '../../wasm/weights/index.js';
import { readNpz } from '../../wasm/weights/npz.js';
import { readSafetensors } from '../../wasm/weights/safetensors.js';

const read = (name) => readFileSync(new URL(`weights/${name}`, import.meta.url));
const golden = JSON.parse(read('weights.json').toString());

const engine = await loadEngine();
const data = engine.createDataset({
  images: Uint8Array.from(golden.images),
  labels: new Uint8Array(8),
  rows: 5,
  columns: 5,
  classes: 3,
});
const layers = [{ units: 6, batchNorm: 'before' }, { units: 6 }, { units: 6 }, { units: 3, activation: 'softmax' }];
const network = () => engine.createExperiment({ model: { layers } }, { train: data });

/** What the network predicts with a file's weights, and what was said of the file. */
function opened(file) {
  const experiment = network();
  const { tensors, ...told } = readWeights(read(file), experiment.parameters(), { zip });
  experiment.setParameters(tensors);
  const { probabilities } = experiment.predict(data);
  const hash = experiment.weightsHash();
  experiment.free();
  return { ...told, tensors, probabilities, hash };
}

/** Largest difference of two lists. */
const apart = (ours, theirs) => Math.max(...theirs.map((p, n) => Math.abs(p - ours[n])));

describe("Keras' weights", () => {
  const files = ['keras-paths.npz', 'keras-list.npz', 'keras-h5.npz', 'keras.safetensors'];
  for (const file of files)
    test(`${file} predicts as Keras does`, () => {
      const { probabilities, layout, rounded, hash } = opened(file);
      assert.ok(apart(probabilities, golden.keras.probabilities) < 1e-6);
      assert.deepEqual([layout, rounded], ['keras', 0]);
      assert.equal(hash, opened(files[0]).hash);
    });
});

describe("PyTorch's weights", () => {
  for (const file of ['torch.safetensors', 'torch.npz', 'torch-float64.npz', 'torch-fortran.npz'])
    test(`${file} predicts as PyTorch does`, () => {
      const { probabilities, layout, rounded, hash } = opened(file);
      assert.ok(apart(probabilities, golden.pytorch.probabilities) < 1e-6);
      assert.deepEqual([layout, rounded], ['pytorch', 0]);
      assert.equal(hash, opened('torch.safetensors').hash);
    });

  for (const [file, bits] of [
    ['torch-half.safetensors', 11],
    ['torch-bfloat16.safetensors', 8],
  ])
    test(`${file} has the numbers of ${bits} bits, exactly`, () => {
      const { tensors, rounded } = opened(file);
      const whole = opened('torch.safetensors').tensors;
      assert.equal(rounded, 0);
      tensors.forEach(({ name, values }, n) =>
        values.forEach((value, k) => {
          const true_ = whole[n].values[k];
          // Half the distance to the next number of so many bits, which differs from the number itself.
          const grain = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(true_))), -14) - bits);
          assert.ok(Math.abs(value - true_) <= grain, `${name}[${k}]`);
          assert.equal(Number.isInteger(value / (2 * grain)), true, `${name}[${k}] has more bits`);
        }),
      );
    });

  test('its pickle is not opened, and it is said what is', () => {
    assert.throws(() => opened('torch-pickle.pt'), /PyTorch's own, a pickle, .* use safetensors\.torch\.save_file/);
  });
});

describe('what is written for a library is what that library writes', () => {
  const arrays = (bytes) => readNpz(bytes, { zip, limit: 2 ** 20 });
  const numbers = ({ shape, values }) => ({ shape, values: [...values] });

  for (const [layout, file, names] of [
    ['keras', 'keras-list.npz', ['dense1/kernel', 'batchnorm1/moving_mean', 'batchnorm1/moving_variance']],
    ['pytorch', 'torch.npz', ['dense1.weight', 'batchnorm1.running_mean', 'batchnorm1.running_var', 'batchnorm1.weight']],
  ])
    test(`${layout}: the same arrays in the same order, and they open again to the bit`, () => {
      const { tensors, hash } = opened(file);
      const theirs = arrays(read(file)).filter(({ values }) => values);
      const bytes = writeWeights(tensors, 'npz', { zip, layout });
      const ours = arrays(bytes);
      assert.deepEqual(ours.map(numbers), theirs.map(numbers));
      const packed = writeWeights(tensors, 'safetensors', { zip, layout });
      assert.deepEqual(readSafetensors(packed).map(numbers), theirs.map(numbers));
      for (const name of names) assert.ok(ours.some((one) => one.name === name), name);
      for (const written of [bytes, packed]) {
        const experiment = network();
        experiment.setParameters(readWeights(written, experiment.parameters(), { zip }).tensors);
        assert.equal(experiment.weightsHash(), hash);
        experiment.free();
      }
    });
});

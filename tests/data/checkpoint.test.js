// The committed checkpoint is what tests/data/make_checkpoint.js trains, and predicts as well as it says.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import { contest, withDropout } from '../../web/labs/uncertainty/settings.js';
import { withPaths } from '../../web/state/paths.js';
import { FILE, makeCheckpoint, makeValidation, SPEC, TEST_ACCURACY, VALIDATION } from './make_checkpoint.js';

const committed = new Uint8Array(readFileSync(FILE));
const hasFull = ['../../web/data/full', 'file:///usr/share/datasets/fashion-mnist'].some((directory) =>
  existsSync(fileURLToPath(new URL(`${directory}/train-images-idx3-ubyte.gz`, import.meta.url))),
);

test('it holds weights only, is small, and carries its spec', async () => {
  const engine = await loadEngine();
  const network = engine.restore(committed);
  assert.ok(committed.length < 500_000, `${committed.length} bytes`);
  assert.deepEqual(network.spec, engine.normalize(SPEC));
  assert.throws(() => network.runSteps(1), /train/);
});

test('the lab begins with the same network', async () => {
  const engine = await loadEngine();
  const { model, data } = withDropout(engine.normalize(withPaths({}, contest.spec)), 0.2);
  const { model: expected, data: expectedData } = engine.normalize(SPEC);
  assert.deepEqual(engine.normalize({ model }).model, expected);
  assert.equal(data.scaling, expectedData.scaling);
});

test('it predicts the starter set, which it has not seen, as well as it says', async () => {
  const engine = await loadEngine();
  const { test: data } = await loadDatasets(engine, engine.normalize({}), nodeReader());
  const { accuracy } = engine.restore(committed).evaluate(data);
  const error = Math.sqrt((TEST_ACCURACY * (1 - TEST_ACCURACY)) / data.count);
  assert.ok(Math.abs(accuracy - TEST_ACCURACY) < 3 * error, `${accuracy}`);
});

test('trained anew, it has the same weights and scaling, bit for bit', async (t) => {
  if (!hasFull) {
    assert.ok(!process.env.CI, 'Fashion-MNIST is missing: ./build.sh setup or ./build.sh data');
    t.skip('Fashion-MNIST is missing: ./build.sh data');
    return;
  }
  const { bytes, accuracy } = await makeCheckpoint();
  assert.equal(accuracy, TEST_ACCURACY);
  // The bytes hold the spec too, to which the engine may have added a key.
  const engine = await loadEngine();
  const { test: data } = await loadDatasets(engine, engine.normalize({}), nodeReader());
  const [expected, found] = [bytes, committed].map((file) => engine.restore(file));
  assert.equal(found.weightsHash(), expected.weightsHash());
  assert.deepEqual(found.predict(data).probabilities, expected.predict(data).probabilities);
});

test('what it is calibrated with is of images that it was not trained on, 100 of each class', async (t) => {
  const files = VALIDATION.map((name) => gunzipSync(readFileSync(path.join(path.dirname(FILE), name))));
  const counts = new Array(10).fill(0);
  files[1].subarray(8).forEach((label) => counts[label]++);
  assert.deepEqual(counts, new Array(10).fill(100));
  if (!hasFull) {
    assert.ok(!process.env.CI, 'Fashion-MNIST is missing: ./build.sh setup or ./build.sh data');
    return t.skip('Fashion-MNIST is missing: ./build.sh data');
  }
  (await makeValidation()).forEach((idx, n) => assert.deepEqual(files[n], Buffer.from(idx)));
});

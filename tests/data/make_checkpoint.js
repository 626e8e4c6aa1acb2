#!/usr/bin/env node
// Trains the network that the uncertainty lab is ready with: small, with dropout before every layer, on the full set.
//
//   node tests/data/make_checkpoint.js [TO]
//
// The same spec gives the same bits, so that anybody can make the file anew; checkpoint.test.js does. Beside it go images that it was
// not trained on, to calibrate it with: of the full set's last 5,000 training images the first 100 of each class.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FILES, loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import { chooseIndices, HEADER, pickItems } from './make_starter.js';

/** The course's network for Monte Carlo dropout, in small: ELU, He's initialization, dropout of 0.2. */
export const SPEC = {
  seed: 1,
  epochs: 20,
  data: { set: 'full', trainSize: 55000, validationSize: 5000, scaling: 'standard' },
  model: {
    inputDropout: 0.2,
    layers: [
      { units: 100, activation: 'elu', initializer: 'he_normal', dropout: 0.2 },
      { units: 50, activation: 'elu', initializer: 'he_normal', dropout: 0.2 },
      { units: 10, activation: 'softmax' },
    ],
  },
  optimizer: { id: 'adam', learningRate: 0.001 },
};

/** What the test set says of it: 8,811 of 10,000. */
export const TEST_ACCURACY = 0.8811;

export const FILE = fileURLToPath(new URL('../../web/data/checkpoint/dropout.bin', import.meta.url));

/** Images of each class that it is calibrated with. */
const OF_EACH = 100;

/** What the files of these images are called. */
export const VALIDATION = ['validation-images-idx3-ubyte.gz', 'validation-labels-idx1-ubyte.gz'];

/** The images that it is calibrated with, and their labels, as IDX. @returns {Promise<Uint8Array[]>} */
export async function makeValidation() {
  const read = nodeReader();
  const [images, labels] = await Promise.all(
    FILES.train.map(async (file) => new Uint8Array(gunzipSync(await read('full', file)))),
  );
  const first = SPEC.data.trainSize;
  const chosen = chooseIndices(labels.subarray(HEADER.labels + first), [[0, OF_EACH]]).map((n) => n + first);
  return [pickItems(images, HEADER.images, chosen), pickItems(labels, HEADER.labels, chosen)];
}

/**
 * Trains it.
 * @returns {Promise<{ bytes: Uint8Array, accuracy: number }>} of the test set
 */
export async function makeCheckpoint() {
  const engine = await loadEngine();
  const datasets = await loadDatasets(engine, engine.normalize(SPEC), nodeReader());
  const experiment = engine.createExperiment(SPEC, datasets);
  experiment.runSteps(experiment.state().totalSteps);
  return { bytes: experiment.save({ weightsOnly: true }), accuracy: experiment.evaluate(datasets.test).accuracy };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? FILE;
  const { bytes, accuracy } = await makeCheckpoint();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`${file}: ${bytes.length} bytes, ${accuracy} of the test set`);
  (await makeValidation()).forEach((idx, n) =>
    writeFileSync(path.join(path.dirname(file), VALIDATION[n]), gzipSync(idx, { level: 9 })),
  );
}

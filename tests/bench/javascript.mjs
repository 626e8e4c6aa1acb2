// Seconds of some of an epoch in TensorFlow.js, with its WebAssembly backend, or in ConvNetJS:
//     node javascript.mjs tfjs|convnetjs FOLDER IMAGES LABELS OPTIMIZER BATCH COUNT

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [which, folder, images, labels, optimizer, ...numbers] = process.argv.slice(2);
const [batch, count] = numbers.map(Number);
const require = createRequire(`${folder}/`);
const pixels = Float32Array.from(readFileSync(images).subarray(16, 16 + 784 * count), (byte) => byte / 255);
const classes = readFileSync(labels).subarray(8, 8 + count);

async function tfjs() {
  const tf = require('@tensorflow/tfjs');
  const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${folder}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
  if (!(await tf.setBackend('wasm'))) throw new Error('no wasm');
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 300, activation: 'relu', inputShape: [784] }));
  model.add(tf.layers.dense({ units: 100, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  const rule = optimizer === 'adam' ? tf.train.adam(0.001) : tf.train.momentum(0.01, 0.9);
  model.compile({ loss: 'categoricalCrossentropy', optimizer: rule });
  const X = tf.tensor2d(pixels, [count, 784]);
  const Y = tf.oneHot(tf.tensor1d(Array.from(classes), 'int32'), 10);
  const few = Math.min(count, 20 * batch);
  await model.fit(X.slice([0, 0], [few, 784]), Y.slice([0, 0], [few, 10]), { batchSize: batch, verbose: 0 });
  const began = performance.now();
  await model.fit(X, Y, { batchSize: batch, epochs: 1, verbose: 0 });
  return performance.now() - began;
}

function convnetjs() {
  const { Net, SGDTrainer, Trainer, Vol } = require('convnetjs');
  const net = new Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: 784 },
    { type: 'fc', num_neurons: 300, activation: 'relu' },
    { type: 'fc', num_neurons: 100, activation: 'relu' },
    { type: 'softmax', num_classes: 10 },
  ]);
  const rule = optimizer === 'adam' ? { method: 'adam', learning_rate: 0.001 } : { learning_rate: 0.01, momentum: 0.9 };
  const trainer = new (Trainer ?? SGDTrainer)(net, { ...rule, batch_size: batch });
  const volume = (/** @type {number} */ n) => {
    const one = new Vol(1, 1, 784, 0);
    for (let i = 0; i < 784; i++) one.w[i] = pixels[784 * n + i];
    return one;
  };
  for (let n = 0; n < 5 * batch; n++) trainer.train(volume(n), classes[n]);
  const began = performance.now();
  for (let n = 0; n < count; n++) trainer.train(volume(n), classes[n]);
  return performance.now() - began;
}

const milliseconds = which === 'tfjs' ? await tfjs() : convnetjs();
process.stdout.write(`${milliseconds / 1000}\n`, () => process.exit());

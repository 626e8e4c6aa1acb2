// ours.js: what the engine does in a case, and all the random numbers that it used, for another library to take.

import { zipSync } from 'fflate';
import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { STEPS } from './cases.js';

/**
 * @param {import('../../../wasm/index.js').Engine} engine
 * @param {Record<string, unknown>} given
 * @param {{ record?: boolean }} [options] record: gives the random numbers too
 */
export async function runOurs(engine, given, { record = false } = {}) {
  const spec = engine.normalize(given);
  const datasets = await loadDatasets(engine, spec, nodeReader());
  const bagged = spec.bagging.models > 1;
  const experiment = engine.createExperiment(spec, datasets, bagged ? { member: 0 } : {});
  try {
    const weights = record ? Object.fromEntries(experiment.parameters().map((p) => [p.name, npy(p.values, p.shape)])) : {};
    const orders = Array.from({ length: spec.epochs }, (_, epoch) => experiment.order(epoch));
    const { stepsPerEpoch } = experiment.state();
    const inputs = record ? { orders: npy(Int32Array.from(orders.flatMap((o) => [...o])), [spec.epochs, orders[0].length]) } : {};
    const shares = [];
    const losses = [];
    const epochs = [];
    for (let step = 0; step < STEPS; step++) {
      const [epoch, first] = [Math.floor(step / stepsPerEpoch), (step % stepsPerEpoch) * spec.batchSize];
      const indices = orders[epoch].slice(first, first + spec.batchSize);
      if (record && spec.mixup > 0) {
        // Asked before the step, which ends an epoch with other images.
        experiment.lossAndGradient(indices);
        const { share, partners } = experiment.mixing(indices.length) ?? { share: 1, partners: indices.keys() };
        shares.push(share);
        inputs[`partners${step}`] = npy(Int32Array.from(partners), [indices.length]);
      }
      const report = experiment.runSteps(1);
      losses.push(...report.losses);
      epochs.push(...report.epochs.map((e) => [e.validationLoss, e.validationAccuracy]));
      if (record) {
        experiment.masks().forEach(({ values, shape }, place) => {
          inputs[`mask${String(step * 10 + place).padStart(3, '0')}`] = npy(Uint8Array.from(values), shape);
        });
        inputs[`images${step}`] = npy(experiment.images(epoch, indices), [indices.length, 28, 28]);
      }
      if (report.status !== 'running') break;
    }
    if (shares.length > 0) inputs.shares = npy(Float32Array.from(shares), [shares.length]);
    const test = bagged ? null : experiment.evaluate(datasets.test);
    return { losses, epochs, test: test && [test.loss, test.accuracy], weights, inputs };
  } finally {
    experiment.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/** NumPy's format 1.0 of an array. */
export function npy(values, shape) {
  const kind = { Float32Array: '<f4', Int32Array: '<i4', Uint8Array: '|u1' }[values.constructor.name];
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const length = Math.ceil((header.length + 11) / 64) * 64 - 10;
  const head = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([length & 255, length >> 8])]);
  const text = Buffer.from(`${header.padEnd(length - 1)}\n`);
  return new Uint8Array(Buffer.concat([head, text, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]));
}

/** An .npz of such arrays, by name. @param {Record<string, Uint8Array>} arrays */
export const npz = (arrays) =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])), { level: 0 });

// race-worker.js: a thread of `descenso race`: runs what it is given, one after another, and keeps the datasets of the last one.

import { parentPort, workerData } from 'node:worker_threads';
import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { loadEngine } from '../index.js';
import { runJob } from '../sweep/run.js';

/** @typedef {import('../sweep/grid.js').Job} Job */

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const { data, made } = /** @type {{ data?: string, made: import('../record/record.js').Made }} */ (workerData);

/** Milliseconds between two words on how far a run is. */
const INTERVAL = 100;

const engine = await loadEngine();
/** @type {{ key: string, datasets: import('../data.js').Datasets } | null} */
let loaded = null;

/** @param {Job} job */
async function datasetsFor({ spec }) {
  const key = JSON.stringify([spec.data.set, spec.data.trainSize, spec.data.validationSize]);
  if (loaded?.key !== key) {
    for (const dataset of Object.values(loaded?.datasets ?? {})) dataset.free();
    loaded = null;
    loaded = { key, datasets: await loadDatasets(engine, spec, nodeReader(data)) };
  }
  return loaded.datasets;
}

/** @param {Job} job */
async function run(job) {
  let told = performance.now();
  const moved = (/** @type {number} */ share) => {
    if (performance.now() - told < INTERVAL) return;
    told = performance.now();
    port.postMessage({ type: 'moved', share });
  };
  try {
    port.postMessage({ type: 'ended', line: await runJob(engine, job, await datasetsFor(job), { made, moved }) });
  } catch (error) {
    port.postMessage({ type: 'failed', message: /** @type {Error} */ (error).message });
  }
}

port.on('message', (/** @type {Job | null} */ job) => {
  if (job) void run(job);
  else port.close();
});

/**
 * Seconds per epoch of 784-300-100-10 on all 60,000 training images, minibatches of 32, in Node, beside PyTorch on one
 * thread where /usr/bin/python3 has it. Prints a table; nothing here passes or fails.
 *
 *     npm run bench -- [--rounds 5] [--no-pytorch]
 *
 * Machines are noisy: the programs take turns, and the median of the rounds counts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nodeReader } from '../../wasm/data-node.js';
import { FILES, gunzip, loadDatasets } from '../../wasm/data.js';
import { loadEngine } from '../../wasm/index.js';

const PYTHON = '/usr/bin/python3';
const OPTIMIZERS = ['momentum', 'adam'];
const BATCH = 32;
/** Floating-point operations of an epoch without skipping zeros: forward, weight gradient, and input gradient but the first. */
const GIGAFLOP = (2 * 60000 * (3 * (784 * 300 + 300 * 100 + 100 * 10) - 784 * 300)) / 1e9;

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, 'no-pytorch': { type: 'boolean', default: false } },
});

const median = (/** @type {number[]} */ list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/** One epoch in this process, a fresh run each time. */
function descensoEpoch(engine, spec, datasets) {
  const experiment = engine.createExperiment(spec, { train: datasets.train });
  experiment.runSteps(100); // lets the browser's second compiler finish
  const steps = Math.ceil(60000 / BATCH);
  const start = performance.now();
  experiment.runSteps(steps);
  const seconds = (performance.now() - start) / 1000;
  experiment.free();
  return seconds;
}

function hasPyTorch() {
  if (options['no-pytorch']) return false;
  try {
    execFileSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`PyTorch is not there (${PYTHON} -c 'import torch' failed): Descenso alone is measured.`);
    return false;
  }
}

const engine = await loadEngine();
const spec = (/** @type {string} */ id) =>
  engine.normalize({ optimizer: { id }, batchSize: BATCH, epochs: 2, data: { set: 'full', trainSize: 60000, validationSize: 0 } });
const reader = nodeReader();
const datasets = await loadDatasets(engine, spec('adam'), reader);
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso-bench-'));

try {
  const raw = await Promise.all(
    FILES.train.map(async (name) => {
      const file = path.join(scratch, name);
      writeFileSync(file, await gunzip(await reader('full', name), name));
      return file;
    }),
  );
  const environment = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const script = new URL('epoch.py', import.meta.url).pathname;
  const pytorchEpoch = (/** @type {string} */ id) =>
    Number(execFileSync(PYTHON, [script, ...raw, id, String(BATCH)], { env: environment }));

  const programs = { Descenso: (/** @type {string} */ id) => descensoEpoch(engine, spec(id), datasets) };
  if (hasPyTorch()) programs.PyTorch = pytorchEpoch;

  console.log(`784-300-100-10, ReLU, minibatches of ${BATCH}, 60,000 images: ${GIGAFLOP.toFixed(1)} GFLOP an epoch`);
  for (const id of OPTIMIZERS) {
    const seconds = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
    for (let round = 0; round < Number(options.rounds); round++)
      for (const [name, epoch] of Object.entries(programs)) seconds[name].push(epoch(id));
    for (const [name, list] of Object.entries(seconds)) {
      const middle = median(list);
      const range = `${Math.min(...list).toFixed(2)} to ${Math.max(...list).toFixed(2)}`;
      console.log(`${id.padEnd(10)}${name.padEnd(10)}${middle.toFixed(2)} s/epoch  (${range}; ` +
        `${(GIGAFLOP / middle).toFixed(0)} GFLOP/s dense)`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}

/**
 * Seconds per epoch of 784-300-100-10 on all 60,000 training images, minibatches of 32, and of 100 passes of Monte Carlo dropout
 * over the 10,000 test images, in Node, beside PyTorch on one thread where /usr/bin/python3 has it. Prints a table; nothing here
 * passes or fails.
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
const PASSES = 100;
/** Images of one of PyTorch's forward passes: of 100, 1000 and 10,000 the fastest. */
const PYTORCH_ROWS = 1000;
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

/** The deck's network, its dropout on: 784-300-100-10, ELU, 0.2 of the input and of both hidden layers. */
function descensoPasses(engine, datasets) {
  const hidden = [300, 100].map((units) => ({ units, activation: 'elu', dropout: 0.2 }));
  const model = { inputDropout: 0.2, layers: [...hidden, { units: 10, activation: 'softmax' }] };
  const experiment = engine.createExperiment({ model }, { train: datasets.train });
  experiment.predictMonteCarlo(datasets.test, { passes: 2 }); // lets the second compiler finish
  const start = performance.now();
  experiment.predictMonteCarlo(datasets.test, { passes: PASSES });
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
  engine.normalize({
    optimizer: { id },
    batchSize: BATCH,
    epochs: 2,
    data: { set: 'full', trainSize: 60000, validationSize: 0 },
  });
const reader = nodeReader();
const datasets = await loadDatasets(engine, spec('adam'), reader);
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso-bench-'));

try {
  const unpack = async (/** @type {string} */ name) => {
    const file = path.join(scratch, name);
    writeFileSync(file, await gunzip(await reader('full', name), name));
    return file;
  };
  const training = await Promise.all(FILES.train.map(unpack));
  const testImages = await unpack(FILES.test[0]);
  const environment = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const python = (/** @type {string} */ script, /** @type {(string | number)[]} */ ...args) =>
    Number(
      execFileSync(PYTHON, [new URL(script, import.meta.url).pathname, ...args.map(String)], { env: environment }),
    );
  const withPyTorch = hasPyTorch();

  /** @param {string} title @param {(seconds: number) => string} say @param {Record<string, () => number>} programs */
  const compare = (title, say, programs) => {
    const names = Object.keys(programs).filter((name) => withPyTorch || name !== 'PyTorch');
    const seconds = Object.fromEntries(names.map((name) => [name, /** @type {number[]} */ ([])]));
    for (let round = 0; round < Number(options.rounds); round++)
      for (const name of names) seconds[name].push(programs[name]());
    for (const [name, list] of Object.entries(seconds)) {
      const range = `${Math.min(...list).toFixed(2)} to ${Math.max(...list).toFixed(2)}`;
      console.log(`${title.padEnd(12)}${name.padEnd(10)}${say(median(list))}  (${range})`);
    }
  };

  console.log(`784-300-100-10, ReLU, minibatches of ${BATCH}, 60,000 images: ${GIGAFLOP.toFixed(1)} GFLOP an epoch`);
  for (const id of OPTIMIZERS)
    compare(id, (s) => `${s.toFixed(2)} s an epoch, ${(GIGAFLOP / s).toFixed(0)} GFLOP/s dense`, {
      Descenso: () => descensoEpoch(engine, spec(id), datasets),
      PyTorch: () => python('epoch.py', ...training, id, BATCH),
    });
  console.log(
    `784-300-100-10, ELU, dropout 0.2 of the input and both hidden layers: ${PASSES} passes over 10,000 images`,
  );
  compare('Monte Carlo', (s) => `${s.toFixed(1)} s`, {
    Descenso: () => descensoPasses(engine, datasets),
    PyTorch: () => python('montecarlo.py', testImages, PASSES, PYTORCH_ROWS),
  });
} finally {
  rmSync(scratch, { recursive: true });
}

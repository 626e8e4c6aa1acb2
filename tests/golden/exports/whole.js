#!/usr/bin/env node
// Runs exported scripts as they are, with their own random numbers, and holds their test accuracy to the spread that our
// seeds have, and once more with ours; compares initial weights by their distribution, and augmented images pixel by pixel,
// over many draws; has them test our weights without training; and executes a notebook of each library.
//
//   node whole.js --pytorch PYTHON --keras PYTHON [--check]
//   node whole.js --torch2 PYTHON [--check]     PyTorch 2 alone, beside what is there

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { exportExperiment } from '../../../wasm/export/index.js';
import { loadEngine } from '../../../wasm/index.js';
import { figure, pairedInterval } from '../../../wasm/statistics.js';
import { WHOLE } from './cases.js';
import { npy, npz } from './ours.js';
import { DATA, HERE, ROOT, executes, run } from './python.js';

const WORK = path.join(ROOT, 'build/exports/whole');
const FILE = path.join(HERE, 'whole.json');

/** @param {number} first @param {number} count */
const from = (first, count) => Array.from({ length: count }, (_, n) => first + n);

/** Of ours, from which the spread is; and of each script. */
const SEEDS = { ours: from(11, 10), theirs: from(1, 3) };

/** Where three runs of a script showed a difference, which has to be seen with more, or to go. @type {Record<string, typeof SEEDS>} */
const MORE = { 'batch-norm': { ours: from(100, 40), theirs: from(100, 40) } };
/** Standard deviations of a difference of means, of so few runs. */
const MOST = 4;
/** Of a run that a script makes with our weights and minibatches: there is nothing left but the rounding. */
const FOLLOWED = { name: 'batch-norm', seeds: from(200, 20), most: 0.005 };

const { values } = parseArgs({
  options: {
    pytorch: { type: 'string', default: '/usr/bin/python3' },
    keras: { type: 'string', default: path.join(ROOT, 'build/exports/venv/bin/python') },
    torch2: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
/** @type {Record<string, string>} by what the results are called */
const PYTHON = values.torch2 ? { pytorch2: values.torch2 } : { pytorch: values.pytorch, keras: values.keras };
/** Whose scripts those are. @param {string} name */
const writer = (name) => (name === 'pytorch2' ? 'pytorch' : name);

mkdirSync(WORK, { recursive: true });
const engine = await loadEngine();
const result = JSON.parse(readFileSync(FILE, 'utf8'));
let failed = 0;
for (const [name, given] of Object.entries(WHOLE)) {
  const seeds = MORE[name] ?? SEEDS;
  const ours = [];
  for (const seed of seeds.ours) ours.push(await accuracyOf({ ...given, seed }));
  result[name] = { ...result[name], ours };
  for (const [library, python] of Object.entries(PYTHON)) {
    const theirs = runScripts(name, given, seeds.theirs, writer(library), python);
    const off = Math.abs(mean(theirs) - mean(ours)) / (deviation(ours) * Math.sqrt(1 / ours.length + 1 / theirs.length));
    result[name][library] = { accuracies: theirs, off: Number(off.toFixed(2)) };
    if (!(off <= MOST)) failed++;
    console.log(
      `${library.padEnd(8)} ${name.padEnd(12)} ${mean(theirs).toFixed(4)}, ours ${mean(ours).toFixed(4)} ± ` +
        `${deviation(ours).toFixed(4)}: ${off.toFixed(1)} deviations${off <= MOST ? '' : '  TOO FAR'}`,
    );
  }
}
for (const [library, python] of Object.entries(PYTHON)) if (!(await follow(library, python))) failed++;
const jax = values.torch2 ? {} : { jax: values.keras };
for (const [library, python] of Object.entries({ ...PYTHON, ...jax }))
  for (const check of [compareInitializers, testOnly]) if (!(await check(library, python))) failed++;
if (!values.torch2) {
  for (const library of ['keras', 'jax']) {
    const { notebook } = exportExperiment(engine.normalize({ epochs: 1 }), engine.catalog, library);
    if (!executes(library, notebook, values.keras)) failed++;
  }
  if (!(await compareImages())) failed++;
}
if (!values.check) writeFileSync(FILE, `${JSON.stringify(result, null, 1)}\n`);
if (failed > 0) process.exitCode = 1;

/** @template T @param {object} given @param {(experiment: import('../../../wasm/index.js').Experiment, datasets: import('../../../wasm/data.js').Datasets) => T} use */
async function withExperiment(given, use) {
  const spec = engine.normalize(given);
  const datasets = await loadDatasets(engine, spec, nodeReader());
  const experiment = engine.createExperiment(spec, datasets);
  try {
    return use(experiment, datasets);
  } finally {
    experiment.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/** Our test accuracy. */
function accuracyOf(given) {
  return withExperiment(given, (experiment, { test }) => {
    while (experiment.runSteps(500).status === 'running');
    return experiment.evaluate(test).accuracy;
  });
}

/** Whole trainings with our initial weights and minibatches: the difference in test accuracy is that of rounding alone. */
async function follow(library, python) {
  const { name, seeds, most } = FOLLOWED;
  const [scripts, inputs] = ['scripts', 'inputs'].map((folder) => path.join(WORK, folder, library));
  mkdirSync(scripts, { recursive: true });
  const ours = [];
  for (const seed of seeds) {
    const given = { ...WHOLE[name], seed };
    const folder = path.join(inputs, `${seed}`);
    mkdirSync(folder, { recursive: true });
    const { script } = exportExperiment(engine.normalize(given), engine.catalog, writer(library));
    writeFileSync(path.join(scripts, `${seed}.py`), script);
    await withExperiment(given, (experiment) => {
      const weights = experiment.parameters().map((one) => [one.name, npy(one.values, one.shape)]);
      const orders = Array.from({ length: experiment.spec.epochs }, (_, epoch) => [...experiment.order(epoch)]);
      writeFileSync(path.join(folder, 'weights.npz'), npz(Object.fromEntries(weights)));
      const list = npy(Int32Array.from(orders.flat()), [orders.length, orders[0].length]);
      writeFileSync(path.join(folder, 'inputs.npz'), npz({ orders: list }));
    });
    ours.push(await accuracyOf(given));
  }
  const out = run(python, [path.join(HERE, 'follow.py'), writer(library), scripts, inputs, DATA, ...seeds.map(String)]);
  const theirs = out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line).test[1]);
  const { mean: off, low, high } = pairedInterval(theirs, ours);
  const points = (x) => (100 * x).toFixed(2);
  result[name][library].followed = { theirs, ours };
  const ok = theirs.length === ours.length && Math.abs(off) <= most;
  console.log(
    `${library.padEnd(8)} ${name.padEnd(12)} with our weights and minibatches: ${points(off)} points ` +
      `(95 % ${points(low)} to ${points(high)}, ${seeds.length} seeds)${ok ? '' : '  TOO FAR'}`,
  );
  return ok;
}

/** Deviation and largest size of initial weights, each initializer with three scales, layer by layer. */
async function compareInitializers(library, python) {
  const SCALES = [1, 0.25, 4];
  const kinds = engine.catalog.initializers.map(({ key }) => key).filter((key) => key !== 'zeros');
  const layers = kinds.flatMap((initializer) =>
    SCALES.map((initializerScale) => ({ units: 160, initializer, initializerScale })),
  );
  const spec = engine.normalize({ model: { layers: [...layers, { units: 10 }] } });
  const file = path.join(WORK, `${library}-initializers.py`);
  writeFileSync(file, exportExperiment(spec, engine.catalog, writer(library)).script);
  const made = { jax: 'm.build_model(m.jax.random.key(1))' }[library] ?? 'm.tensors(m.build_model())';
  const code = `import importlib.util, json, numpy as np
s = importlib.util.spec_from_file_location("m", ${JSON.stringify(file)}); m = importlib.util.module_from_spec(s); s.loader.exec_module(m)
arrays = {name: np.asarray(x) for name, x in ${made}.items()}
print(json.dumps({name: [float((x**2).mean() ** 0.5), float(abs(x).max())] for name, x in arrays.items()}))`;
  const theirs = JSON.parse(run(python, ['-c', code]));
  const ours = await withExperiment(spec, (experiment) => experiment.parameters());
  const off = ours
    .filter(({ name }) => /^dense\d+\/kernel$/.test(name) && Number(name.match(/\d+/)[0]) <= layers.length)
    .flatMap(({ name, values: own }) => {
      const [squares, bound] = own.reduce(([sum, top], w) => [sum + w * w, Math.max(top, Math.abs(w))], [0, 0]);
      const mine = [Math.sqrt(squares / own.length), bound];
      return mine.map((value, n) => Math.abs(theirs[name][n] / value - 1));
    });
  // 25,600 weights a layer: a deviation's own error is 0.4 % at most.
  const [most, ok] = [Math.max(...off), Math.max(...off) < 0.025 && off.length === 2 * layers.length];
  console.log(
    `${library.padEnd(8)} initial weights of ${layers.length} layers: deviation and bound within ${(100 * most).toFixed(1)} %${ok ? '' : '  TOO FAR'}`,
  );
  return ok;
}

/** With `--epochs 0` a script tests the weights that it is given, whatever would come of a training that has no steps. */
async function testOnly(library, python) {
  const CASES = {
    cosine: { schedule: { id: 'cosine' }, model: { layers: [{ units: 20, dropout: 0.1 }, { units: 10 }] } },
    '1cycle': { schedule: { id: '1cycle', shape: 'cosine' }, earlyStopping: { patience: 2 } },
    average: { average: { kind: 'swa' }, earlyStopping: { patience: 2 }, model: { layers: [{ units: 20, batchNorm: 'before' }, { units: 10 }] } },
    ahead: { average: { kind: 'ema' }, optimizer: { id: 'nesterov', form: 'look-ahead' } },
  };
  const [file, weights] = [path.join(WORK, `${library}-test-only.py`), path.join(WORK, 'test-only.npz')];
  const off = [];
  for (const given of Object.values(CASES)) {
    writeFileSync(file, exportExperiment(engine.normalize(given), engine.catalog, writer(library)).script);
    const ours = await withExperiment(given, (experiment, { test }) => {
      const arrays = experiment.parameters().map((one) => [one.name, npy(one.values, one.shape)]);
      writeFileSync(weights, npz(Object.fromEntries(arrays)));
      return experiment.evaluate(test);
    });
    const out = run(python, [file, '--data', DATA, '--epochs', '0', '--weights', weights]);
    const [, loss, accuracy] = /test loss (\S+), accuracy (\S+)/.exec(out) ?? [];
    off.push(Math.abs(Number(loss) - ours.loss), Math.abs(Number(accuracy) - ours.accuracy));
  }
  const ok = Math.max(...off) <= 2e-4; // what they print has four digits
  console.log(`${library.padEnd(8)} tests our weights without an epoch${ok ? '' : `  FAILED: ${off}`}`);
  return ok;
}

/** Each seed's script, run one after another by one Python as if it had been called with its file: what is brought is brought once. */
function runScripts(name, given, seeds, library, python) {
  const files = seeds.map((seed) => {
    const file = path.join(WORK, `${library}-${name}-${seed}.py`);
    writeFileSync(file, exportExperiment(engine.normalize({ ...given, seed }), engine.catalog, library).script);
    return file;
  });
  const args = ['--data', DATA, ...(/passes/.test(readFileSync(files[0], 'utf8')) ? ['--passes', '2'] : [])];
  const code = `import runpy, sys
for file in sys.argv[1:]:
    sys.argv = [file, *${JSON.stringify(args)}]
    runpy.run_path(file, run_name="__main__")`;
  const tested = [...run(python, ['-c', code, ...files]).matchAll(/test loss \S+, accuracy (\S+)/g)];
  return files.map((_, n) => Number(tested[n]?.[1] ?? NaN));
}

/**
 * Mean and deviation of each pixel over draws, ours and the script's. Pixels go together, so that the root mean square of what
 * parts them is anything from 0.8 to 1.45 standard errors for 2,000 draws of one program, too.
 */
async function compareImages() {
  const DRAWS = 8000;
  const given = { augmentation: { flip: true, shift: 2, rotate: 15, scale: 0.2, noise: 0.05, elastic: 1.5 } };
  const spec = engine.normalize(given);
  const datasets = await loadDatasets(engine, spec, nodeReader());
  const experiment = engine.createExperiment(spec, datasets);
  const draws = Array.from({ length: DRAWS }, (_, epoch) => experiment.images(epoch, [7]));
  experiment.free();
  for (const dataset of Object.values(datasets)) dataset.free();
  const file = path.join(WORK, 'images.py');
  writeFileSync(file, exportExperiment(spec, engine.catalog, 'keras').script);
  const code = `import importlib.util, json, numpy as np
s = importlib.util.spec_from_file_location("images", ${JSON.stringify(file)}); m = importlib.util.module_from_spec(s); s.loader.exec_module(m)
x = m.read_idx(${JSON.stringify(DATA)}, "train-images-idx3-ubyte")[[7] * ${DRAWS}]
a = m.augment(x, np.random.default_rng(1)).reshape(${DRAWS}, -1).astype(float)
print(json.dumps([a.mean(0).tolist(), a.std(0).tolist()]))`;
  const [means, deviations] = JSON.parse(run(values.keras, ['-c', code]));
  const z = means.map((theirs, pixel) => {
    const column = draws.map((image) => image[pixel]);
    const error = Math.hypot(deviation(column), deviations[pixel]) / Math.sqrt(DRAWS);
    return error > 0 ? Math.abs(theirs - mean(column)) / error : 0;
  });
  const [largest, usual] = [Math.max(...z), Math.sqrt(mean(z.map((x) => x * x)))];
  const ok = largest < 6 && usual < 1.5;
  console.log(`augmented images: pixels' means differ by ${usual.toFixed(2)} standard errors, by ${largest.toFixed(1)} at most${ok ? '' : '  TOO FAR'}`);
  return ok;
}

function mean(values) {
  return figure(values).mean;
}

function deviation(values) {
  return figure(values).deviation ?? NaN;
}

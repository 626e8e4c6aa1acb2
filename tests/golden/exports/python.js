// python.js: what runs Python here, and a notebook from its first cell to its last.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = fileURLToPath(new URL('.', import.meta.url));
export const ROOT = path.join(HERE, '../../..');
export const DATA = path.join(ROOT, 'web/data/starter');

/** @param {string} python @param {string[]} args @returns {string} what it printed; nothing where it failed, which is told */
export function run(python, args) {
  const { status, stdout, stderr } = spawnSync(python, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: '1',
      KERAS_BACKEND: 'jax',
      JAX_PLATFORMS: 'cpu',
      OMP_NUM_THREADS: '1',
    },
  });
  if (status !== 0) console.error(stderr.slice(-4000));
  return stdout;
}

/**
 * @param {string} name of the file
 * @param {string} notebook
 * @param {string} python one with nbconvert
 * @returns {boolean} whether its last cell came to the test
 */
export function executes(name, notebook, python) {
  const folder = path.join(ROOT, 'build/exports/notebooks');
  const [file, done] = [`${name}.ipynb`, `${name}-run.ipynb`].map((one) => path.join(folder, one));
  mkdirSync(folder, { recursive: true });
  rmSync(done, { force: true });
  writeFileSync(file, notebook.replace('DATA = None', `DATA = ${JSON.stringify(JSON.stringify(DATA)).slice(1, -1)}`));
  run(python, ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--output', path.basename(done), file]);
  let ok = false;
  try {
    ok = /test loss/.test(JSON.stringify(JSON.parse(readFileSync(done, 'utf8')).cells.at(-1).outputs));
  } catch {
    // it has not come to its end
  }
  console.log(`${name.padEnd(16)} notebook ${ok ? 'executed from its first cell to its last' : 'FAILED'}`);
  return ok;
}

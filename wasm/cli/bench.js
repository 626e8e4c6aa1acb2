// bench.js: `descenso bench`: the repository's benchmark, by the name that the other commands have.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../tests/bench/bench.js', import.meta.url));

export const summary = 'measures how long things take here (in the repository)';

export const help = `descenso bench [--quick] [--peers] [--browser] [--rounds 5] [--only GROUP,…] [--json FILE] [--write FILE.md]

Measures epochs, threads, evaluation, Monte Carlo passes, a race, a start, the first point after a click, bytes and memory, and
prints a table; docs/speed.md is such a table. It is npm run bench of the repository, and the package does not have it.

  --quick            5,000 images and one round
  --peers            the same work in PyTorch, JAX, Keras, TensorFlow.js and ConvNetJS, which are brought into build/peers
  --browser          in isolated Chromium and Firefox too
  --rounds N         rounds, in which the programs take turns; the median counts
  --only GROUP,…     epochs, threads, evaluation, Monte Carlo, race of six, start, bytes, memory, first point
  --json FILE        keeps all values; --write FILE.md the table as a document

Exit status: 0 done, 1 failed, or the command line is wrong.`;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  if (!existsSync(script))
    throw new Error('the benchmark is in the repository, not in the package: npm run bench there');
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

// bench.js: `descenso bench`: the repository's benchmark, by the name that the other commands have.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseOptions, UsageError } from './args.js';

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

Exit status: 0 done, 1 failed, 2 the command line is wrong.`;

/** What the benchmark is asked for. @param {string[]} args */
export function readOptions(args) {
  const { values } = parseOptions(
    args,
    {
      quick: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'string' },
    },
    0,
  );
  const { quick, peers, browser, only, json, write } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new UsageError(`--rounds must be a whole number from 1, got ${values.rounds}`);
  return { quick, peers, browser, rounds, only, json, write };
}

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  readOptions(args);
  if (!existsSync(script))
    throw new Error('the benchmark is in the repository, not in the package: npm run bench there');
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

// jobs.js: runs of a sweep as commands for other machines: `race --jobs` prints them, `race --job` is what they call.

import path from 'node:path';
import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { loadEngine } from '../index.js';
import { runJob } from '../sweep/run.js';
import { UsageError } from './args.js';
import { Interruption } from './interruption.js';
import { madeBy } from './made.js';

/** @typedef {import('../sweep/grid.js').Job} Job */

/** One word for any POSIX shell. @param {string} word */
const quote = (word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** How this program was called: by its name, or as a script of Node. */
function ownCommand() {
  const script = process.argv[1];
  return path.basename(script) === 'descenso' ? 'descenso' : `${quote(process.execPath)} ${quote(script)}`;
}

/**
 * A command a line. Each has its full spec, so that it hangs on no file, no order and no default.
 * @param {Job[]} jobs
 * @param {{ command?: string, data?: string }} options
 * @returns {string}
 */
export function commandsOf(jobs, { command = ownCommand(), data }) {
  const more = data === undefined ? '' : ` --data ${quote(data)}`;
  return jobs.map((job) => `${command} race --job ${quote(JSON.stringify(job))}${more}\n`).join('');
}

/** @param {import('../index.js').Engine} engine @param {string} text @returns {Job} */
function readJob(engine, text) {
  let job;
  try {
    job = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--job is no JSON: ${/** @type {Error} */ (error).message}`);
  }
  const { index, vary, spec } = job ?? {};
  if (!Number.isInteger(index) || index < 0 || typeof vary !== 'object' || vary === null || Array.isArray(vary))
    throw new UsageError('--job needs { "index": n, "vary": {…}, "spec": {…} }, as race --jobs prints it');
  return { index, vary, spec: engine.normalize(spec) };
}

/** Runs one job and prints its line. @param {string} text @param {string} [data] @returns {Promise<number>} exit status */
export async function runCommand(text, data) {
  const engine = await loadEngine();
  const job = readJob(engine, text);
  const datasets = await loadDatasets(engine, job.spec, nodeReader(data));
  const interruption = new Interruption();
  try {
    const line = await runJob(engine, job, datasets, {
      made: madeBy(),
      async moved() {
        await new Promise((resolve) => setImmediate(resolve)); // lets signals in
        return interruption.status === undefined;
      },
    });
    if (!line) return interruption.status ?? 1;
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return 0;
  } finally {
    interruption.end();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

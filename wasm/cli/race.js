// race.js: `descenso race`: every combination of some values, over several seeds, on all cores.

import { availableParallelism } from 'node:os';
import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { SpecError, loadEngine } from '../index.js';
import { hashesOf } from '../record/record.js';
import { planSweep, parseAxis, SweepError } from '../sweep/grid.js';
import { nameOf } from '../sweep/lines.js';
import { keyOf } from '../sweep/run.js';
import { tableOf } from '../sweep/table.js';
import { UsageError, applySettings, parseOptions, parseValue, readSpec } from './args.js';
import { commandsOf, runCommand } from './jobs.js';
import { Interruption } from './interruption.js';
import { madeBy } from './made.js';
import { Outcomes } from './outcomes.js';
import { formatSeconds } from './progress.js';
import { printTable } from './sweep-table.js';
import { Workers } from './workers.js';

export const summary = 'compares combinations of values over several seeds, on all cores';

export const help = `descenso race [spec.json] --vary path=value,value … [--vary path=low..high:n …] [--seeds N]
              [--set path=value …] [--data DIR] [--workers N] [--out FILE.jsonl] [--json | --csv]
descenso race [spec.json] --vary … --jobs [--command 'npx descenso']
descenso race --job JSON [--data DIR]

Trains every combination of the values that vary, each with N seeds from the spec's on, and prints a table: test accuracy and
loss as mean ± deviation over the seeds, and the difference to the best combination with its 95 % interval, paired by seed
(Student). Runs that diverged are left out of the means: "9 of 10" counts those that came to their end.

  --vary path=a,b    the values of one key; each is JSON where it parses, else a string
  --vary path=low..high:n
                     n values from low to high, in equal ratios where the catalog's scale is logarithmic, else in equal steps
  --seeds N          runs of each combination, 1 without it; equal seeds share first weights and minibatches
  --workers N        processors to use, all ${availableParallelism()} without it
  --out FILE         adds each run, when it ends, to FILE as one JSON line; what is there already is not run again
  --json             prints one JSON object a line: run …, row …, end
  --csv              prints the table as comma-separated values
  --jobs             runs nothing, and prints one command a line for each run, which can run anywhere and in any order:
                       descenso race … --jobs | parallel > runs.jsonl
                       descenso race … --jobs | xargs -d '\\n' -P 4 -I {} sh -c {} > runs.jsonl
                       sed -n "$SLURM_ARRAY_TASK_ID p" jobs.txt | sh > run-$SLURM_ARRAY_TASK_ID.jsonl
                     descenso merge joins what comes back
  --command WORDS    how those commands begin, where the program is called otherwise there
  --job JSON         runs one of them, and prints its line

Exit status: 0 all runs came to an end, of which to diverge is one, 1 one failed, 2 the command line or a spec is wrong, 130
interrupted; --out keeps what was done, and the same command, with the same data, goes on from there.`;

/** @type {NonNullable<import('node:util').ParseArgsConfig['options']>} */
const OPTIONS = {
  vary: { type: 'string', multiple: true, default: [] },
  set: { type: 'string', multiple: true, default: [] },
  seeds: { type: 'string', default: '1' },
  data: { type: 'string' },
  workers: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  jobs: { type: 'boolean', default: false },
  command: { type: 'string' },
  job: { type: 'string' },
};

const MAX_WORKERS = 1024;
const MAX_SEEDS = 10_000;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values, positionals } = parseOptions(args, OPTIONS, 1);
  checkTogether(values, positionals);
  if (values.job !== undefined) return runCommand(values.job, values.data);
  const workers = wholeNumber('--workers', values.workers, availableParallelism(), MAX_WORKERS);
  const engine = await loadEngine();
  const jobs = planRuns(engine, /** @type {Parameters<typeof planRuns>[1]} */ (values), positionals);
  if (values.jobs) {
    process.stdout.write(commandsOf(jobs, { command: values.command, data: values.data }));
    return 0;
  }
  const made = madeBy();
  const keys = jobs.map(({ spec }) => keyOf(engine, spec));
  const outcomes = new Outcomes(values.out, jobs, keys, made);
  const todo = jobs.filter((_, n) => !outcomes.has(keys[n]));
  if (todo.length > 0) await outcomes.checkData((spec) => dataOf(engine, spec, values.data));
  const say = (/** @type {string} */ text) => void (values.json || values.csv || process.stdout.write(text));
  const before = jobs.length - todo.length;
  say(`${jobs.length} runs${before > 0 ? `, ${before} of them in ${values.out} already` : ''}\n`);

  const interruption = new Interruption();
  /** @type {string[]} */
  const failures = [];
  try {
    const bar = progress(todo.length);
    const pool = new Workers(Math.min(workers, Math.max(1, todo.length)), { data: values.data, made });
    await pool.run(todo, {
      ended: (line) => interruption.hold(() => outcomes.add(line)),
      failed(job, message) {
        failures.push(message);
        bar.clear();
        process.stderr.write(`descenso: ${nameOf({ ...job, seed: job.spec.seed })}: ${message}\n`);
      },
      moved: (share) => bar.show(share),
      interrupted: () => interruption.status !== undefined,
    });
    bar.clear();
  } finally {
    interruption.end();
    outcomes.close();
  }
  if (interruption.silent) return interruption.status ?? 1;
  const lines = outcomes.sorted();
  printTable(lines, tableOf(lines), values);
  if (interruption.status !== undefined) {
    process.stderr.write(`descenso: interrupted after ${lines.length} of ${jobs.length} runs\n`);
    return interruption.status;
  }
  return failures.length > 0 ? 1 : 0;
}

/**
 * Refuses what would be dropped without a word.
 * @param {Record<string, unknown>} values @param {string[]} files
 */
function checkTogether(values, files) {
  const given = Object.keys(OPTIONS).filter((name) => {
    const { default: usual } = OPTIONS[name];
    return values[name] !== undefined && JSON.stringify(values[name]) !== JSON.stringify(usual);
  });
  const refuse = (/** @type {string} */ one, /** @type {string[]} */ allowed) => {
    const other = given.find((name) => name !== one && !allowed.includes(name));
    if (other) throw new UsageError(`--${other} does not go with --${one}`);
  };
  if (values.job !== undefined) {
    refuse('job', ['data']);
    if (files.length > 0) throw new UsageError(`--job brings its spec: ${files[0]} is one too many`);
  }
  if (values.jobs) refuse('jobs', ['vary', 'set', 'seeds', 'data', 'command']);
  if (values.command !== undefined && !values.jobs)
    throw new UsageError('--command is how the commands of --jobs begin');
  if (values.json && values.csv) throw new UsageError('--json and --csv are two forms of one output: choose');
}

/**
 * The hashes of the images that a run of this spec would see.
 * @param {import('../index.js').Engine} engine @param {import('../spec.d.ts').Spec} spec @param {string | undefined} directory
 */
async function dataOf(engine, spec, directory) {
  const datasets = await loadDatasets(engine, spec, nodeReader(directory));
  try {
    return hashesOf(datasets);
  } finally {
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/**
 * @param {import('../index.js').Engine} engine
 * @param {{ vary: string[], set: string[], seeds: string }} values
 * @param {string[]} files
 */
export function planRuns(engine, { vary, set, seeds }, [file]) {
  const count = wholeNumber('--seeds', seeds, 1, MAX_SEEDS);
  const defaults = { ...engine.normalize({}) };
  const given = applySettings(file === undefined ? {} : readSpec(file), set, defaults);
  try {
    const axes = vary.map((text) => parseAxis(text, parseValue, engine.catalog));
    return planSweep(
      (settings) => {
        const words = settings.map(([path, value]) => `${path}=${JSON.stringify(value)}`);
        try {
          return engine.normalize(applySettings(given, words, defaults));
        } catch (error) {
          if (!(error instanceof SpecError) || words.length === 0) throw error;
          throw new UsageError(`with ${words.join(', ')}: ${error.message}`);
        }
      },
      axes,
      count,
    );
  } catch (error) {
    throw error instanceof SweepError ? new UsageError(error.message) : error;
  }
}

/** @param {string} option @param {string | undefined} text @param {number} usual @param {number} most */
export function wholeNumber(option, text, usual, most) {
  if (text === undefined) return usual;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new UsageError(`${option} must be a whole number 1..${most}, got ${text}`);
}

/** @param {number} runs @param {string} [unit] what they are called, where they are not counted */
export function progress(runs, unit) {
  const { stderr } = process;
  const began = performance.now();
  let shown = -Infinity;
  return {
    /** @param {number} share of all runs together, in runs */
    show(share) {
      const now = performance.now();
      if (!stderr.isTTY || now - shown < 100 || share === 0) return;
      shown = now;
      const left = ((now - began) / 1000) * (runs / share - 1);
      const full = Math.round((30 * share) / runs);
      const done = unit ? `${Math.floor((100 * share) / runs)} % ${unit}` : `${Math.floor(share)}/${runs} runs`;
      const end = `${done}  ${formatSeconds(left)} left`;
      stderr.write(`\r\x1b[K[${'#'.repeat(full)}${'-'.repeat(30 - full)}] ${end}`);
    },
    clear() {
      if (stderr.isTTY) stderr.write('\r\x1b[K');
    },
  };
}

// merge.js: `descenso merge`: joins the runs of several files into one sweep.

import { RunsError, mergeLines, strangeness } from '../sweep/lines.js';
import { tableOf } from '../sweep/table.js';
import { UsageError, parseOptions } from './args.js';
import { readRuns } from './outcomes.js';
import { printTable } from './sweep-table.js';
import { Target } from './target.js';

export const summary = 'joins the runs of a sweep that was run in parts';

export const help = `descenso merge FILE.jsonl … [--out FILE.jsonl] [--json | --csv]

Joins files of runs, which descenso race --out and race --job write, and prints the table that descenso race prints of all of
them. A run that is there twice must have come to the same, to the bit, and runs of one spec's data must have seen the same
images. Runs of one combination that differ in more than the seed are of two sweeps. It says which
differ, and in what; that combinations differ in more than what varied is told, and no error.

  --out FILE         writes all runs, each once, in the sweep's order
  --json             prints one JSON object a line: run …, row …, end
  --csv              prints the table as comma-separated values

The exit status is 0 when they agree, 1 when they do not or there is none, 2 when the command line is wrong or a file is none of runs. A last line
that was cut, of a run that was interrupted, is left out, and told, as is a file without runs.`;

const MAX_FILES = 100_000;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values, positionals } = parseOptions(
    args,
    { out: { type: 'string' }, json: { type: 'boolean', default: false }, csv: { type: 'boolean', default: false } },
    MAX_FILES,
  );
  if (positionals.length === 0) throw new UsageError('merge needs files of runs');
  if (values.json && values.csv) throw new UsageError('--json and --csv are two forms of one output: choose');
  const target = values.out === undefined ? undefined : new Target(values.out, '--out');
  const all = positionals.flatMap((file) => {
    const { lines, cut } = readRuns(file, 'the file');
    if (lines.length === 0) process.stderr.write(`descenso: ${file} has no run\n`);
    if (cut) process.stderr.write(`descenso: ${file}: the last line is cut, and left out\n`);
    return lines;
  });
  if (all.length === 0) {
    process.stderr.write('descenso: there is no run to merge\n');
    return 1;
  }
  if (new Set(all.map(({ made }) => made?.wasm)).size > 1)
    process.stderr.write('descenso: the runs are of several modules, which may come to other bits\n');
  try {
    const lines = mergeLines(all);
    const other = strangeness(lines);
    if (other) process.stderr.write(`descenso: the runs differ in more than what varied: in ${other}\n`);
    target?.write(new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    printTable(lines, tableOf(lines), values);
    return 0;
  } catch (error) {
    if (!(error instanceof RunsError)) throw error;
    process.stderr.write(`descenso: ${error.message}\n`);
    return 1;
  }
}

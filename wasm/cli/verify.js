// verify.js: `descenso verify`: runs again what a record says, and tells where it departs.

import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { SpecError, loadEngine } from '../index.js';
import { RecordError, readRecord, sealOf } from '../record/record.js';
import { firstDeparture, replay } from '../record/replay.js';
import { UsageError, parseOptions } from './args.js';
import { Interruption } from './interruption.js';
import { madeBy } from './made.js';
import { formatSeconds } from './progress.js';
import { readWhole } from './target.js';
import { loadWeights } from './weights.js';

export const summary = 'runs again what a record says, and compares every figure';

export const help = `descenso verify record.json [--data DIR] [--weights FILE] [--json]

Runs again each run of a record, which descenso train --record or the page wrote, with the changes that were made while it
ran, and compares: spec, data, weights at the start, every figure of every epoch, scores, weights at the end. It says that
the record holds, or the first figure in which it departs: epoch, key, what the record says and what came this time.

  --data DIR         reads the four files of Fashion-MNIST from DIR, whatever data.set says
  --weights FILE     the file that the run began from, where it did
  --json             prints one JSON object a line: run, end

Exit status: 0 the record holds, 1 it does not, or is none, or the output cannot be written, 2 the command line is wrong, 129 hung
up, 130 interrupted, 141 nobody reads the output any more, 143 terminated.`;

/** More than a record of as many runs as it may have. */
const MAX_BYTES = 2 ** 28;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values, positionals } = parseOptions(
    args,
    { data: { type: 'string' }, weights: { type: 'string' }, json: { type: 'boolean', default: false } },
    1,
  );
  const [file] = positionals;
  if (file === undefined) throw new UsageError('verify needs the file of a record');
  const record = open(file);
  const needs = record.runs.find(({ weightsFile }) => weightsFile !== null);
  if (!needs && values.weights !== undefined)
    throw new UsageError(`no run of the record began from a file: --weights ${values.weights} is one too many`);
  if (needs && !values.weights)
    throw new UsageError(`the run began from the weights ${needs.weightsFile}: say where they are with --weights FILE`);
  const engine = await loadEngine();
  const say = (/** @type {string} */ type, /** @type {object} */ fields, /** @type {string} */ text) =>
    process.stdout.write(values.json ? `${JSON.stringify({ type, ...fields })}\n` : `${text}\n`);
  const { wasm } = madeBy();
  if (record.made.wasm !== wasm)
    process.stderr.write(`descenso: the record was made by another module, of version ${record.made.package}\n`);

  const interruption = new Interruption();
  const bar = progress(record.runs.length);
  let departures = 0;
  try {
    for (const [n, one] of record.runs.entries()) {
      const datasets = await loadDatasets(engine, specOf(engine, one, file), nodeReader(values.data));
      try {
        const weights = one.weightsFile === null ? undefined : values.weights;
        const got = await replay(engine, one, datasets, {
          begin: weights ? (experiment) => loadWeights(experiment, weights) : undefined,
          async moved(share) {
            bar.show(n, share);
            await new Promise((resolve) => setImmediate(resolve)); // lets signals in
            return interruption.status === undefined;
          },
        });
        bar.clear();
        if (!got) return interruption.status ?? 1;
        const departure = firstDeparture(one, got);
        if (departure) departures++;
        const name = one.name === '' ? `run ${n + 1}` : one.name;
        say(
          'run',
          { name: one.name, holds: !departure, departure, weightsHash: got.weightsHash },
          textOf(name, got, departure),
        );
      } finally {
        for (const dataset of Object.values(datasets)) dataset.free();
      }
    }
  } finally {
    interruption.end();
  }
  const sealed = sealOf(engine, record) === record.seal;
  const holds = departures === 0 && sealed;
  const text = holds
    ? `the record holds: ${record.runs.length} of ${record.runs.length}, to the bit`
    : departures > 0
      ? `the record does not hold: ${departures} of ${record.runs.length} depart`
      : 'the record does not hold: its runs do, but something else in it was changed after it was written';
  say('end', { holds, sealed, departures }, text);
  return holds ? 0 : 1;
}

/**
 * @param {import('../index.js').Engine} engine
 * @param {import('../record/record.js').RunRecord} one @param {string} file that has it
 */
function specOf(engine, { name, spec }, file) {
  try {
    return engine.normalize(spec);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    throw new Error(`the record ${file}${name && `, run ${name}`}: ${error.message}`, { cause: error });
  }
}

/** @param {string} file */
function open(file) {
  const bytes = readWhole(file, 'the record', MAX_BYTES);
  try {
    return readRecord(new TextDecoder().decode(bytes));
  } catch (error) {
    throw error instanceof RecordError ? new Error(`the record ${file}: ${error.message}`) : error;
  }
}

/**
 * @param {string} name
 * @param {import('../record/record.js').RunRecord} got
 * @param {import('../record/replay.js').Departure | null} departure
 */
function textOf(name, got, departure) {
  if (!departure)
    return `${name}: the same in ${got.epochs.length} epochs and ${got.steps} steps; weights ${got.weightsHash}`;
  const brief = (/** @type {unknown} */ value) => {
    const text = JSON.stringify(value) ?? 'nothing';
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  };
  return `${name}: departs at ${departure.where}: the record says ${brief(departure.expected)}, this time it is ${brief(departure.got)}`;
}

/** @param {number} runs */
function progress(runs) {
  const began = performance.now();
  let shown = -Infinity;
  const { stderr } = process;
  return {
    /** @param {number} n @param {number} share of run n */
    show(n, share) {
      const now = performance.now();
      if (!stderr.isTTY || now - shown < 100) return;
      shown = now;
      const done = (n + share) / runs;
      const left = ((now - began) / 1000) * (1 / done - 1);
      stderr.write(`\r\x1b[K${Math.floor(100 * done)}%  run ${n + 1}/${runs}  ${formatSeconds(left)} left`);
    },
    clear() {
      if (stderr.isTTY) stderr.write('\r\x1b[K');
    },
  };
}

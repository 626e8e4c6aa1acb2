// plan.js: what a command is to run: a spec with its settings, or the run of a checkpoint; and what train and evaluate both take.

import { MAX_THREADS } from '../engine/team.js';
import { loadEngine } from '../index.js';
import { UsageError, applySettings, parseOptions, readSpec, readThreads } from './args.js';
import { readCheckpoint } from './checkpoint.js';
import { jsonReporter, peopleReporter } from './progress.js';
import { checkDropout, readPasses } from './uncertainty.js';
import { WEIGHTS_OPTIONS, weightsTargetOf } from './weights.js';

/**
 * @typedef {import('../index.js').Engine} Engine
 * @typedef {import('../index.js').Experiment} Experiment
 * @typedef {import('../spec.d.ts').Spec} Spec
 * @typedef {{ spec: Spec, open(datasets: import('../data.js').Datasets): Experiment }} Plan
 * @typedef {NonNullable<import('node:util').ParseArgsConfig['options']>} Options
 */

/** @type {Options} */
const OPTIONS = {
  set: { type: 'string', multiple: true, default: [] },
  data: { type: 'string' },
  'monte-carlo': { type: 'string' },
  mirror: { type: 'boolean', default: false },
  resume: { type: 'string' },
  ...WEIGHTS_OPTIONS,
  threads: { type: 'string', default: 'auto' },
  wide: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
};

/** What help says of them, where both commands do the same with them. */
export const OPTIONS_HELP = {
  data: '  --data DIR         reads the four files of Fashion-MNIST from DIR, whatever data.set says',
  mirror: `  --mirror           tests once more, by the means of what is said of each image and of its mirror image`,
  names: `  --names LIBRARY    descenso, keras or pytorch: whose names and layout --save-weights has; PyTorch's kernels are
                     [outputs, inputs]`,
  threads: `  --threads N        1..${MAX_THREADS}, that share the work: one a core without it; the bits are the same for any number
  --wide             lets V8 make one operation of 256 bits of two of 128, after half a second in which it checks that the bits
                     are the same: Node 24 or later, on x86-64`,
};

/**
 * The words of train or evaluate.
 * @param {string[]} args
 * @param {Options} [more] that this one takes too
 */
export function readCall(args, more = {}) {
  const { values, positionals } = parseOptions(args, { ...OPTIONS, ...more }, 1);
  const passes = readPasses(values['monte-carlo']);
  const threads = readThreads(values.threads);
  return { values, positionals, passes, threads, weightsTarget: weightsTargetOf(values) };
}

/**
 * What they say, and who tells what comes of it.
 * @param {Omit<ReturnType<typeof readCall>, 'weightsTarget'>} call
 */
export async function planOf({ values: { set, resume, json, wide }, positionals, passes, threads }) {
  const engine = wide ? await (await import('./wide.js')).loadWideEngine(threads) : await loadEngine({ threads });
  const plan = resume ? savedRun(engine, resume, set, positionals) : newRun(engine, set, positionals);
  checkDropout(plan.spec, passes);
  const reporter = json ? jsonReporter(process.stdout) : peopleReporter(process.stdout, process.stderr);
  return { engine, ...plan, reporter };
}

/** The full spec of a file and its settings. @param {Engine} engine @param {string[]} settings @param {string[]} files @returns {Spec} */
export function givenSpec(engine, settings, [file]) {
  const given = file === undefined ? {} : readSpec(file);
  return engine.normalize(applySettings(given, settings, { ...engine.normalize({}) }));
}

/** @param {Engine} engine @param {string[]} settings @param {string[]} files @returns {Plan} */
function newRun(engine, settings, files) {
  const spec = givenSpec(engine, settings, files);
  return { spec, open: (datasets) => engine.createExperiment(spec, datasets) };
}

/** @param {Engine} engine @param {string} file @param {string[]} settings @param {string[]} files @returns {Plan} */
function savedRun(engine, file, settings, [unwanted]) {
  if (unwanted !== undefined) throw new UsageError(`--resume ${file} brings its spec: ${unwanted} is one too many`);
  const { bytes, spec, epochs } = readCheckpoint(engine, file, settings);
  return { spec, open: (datasets) => engine.restore(bytes, { ...datasets, epochs }) };
}

// plan.js: what a command is to run: a spec with its settings, or the run of a checkpoint.

import { UsageError, applySettings, readSpec } from './args.js';
import { readCheckpoint } from './checkpoint.js';

/**
 * @typedef {import('../index.js').Engine} Engine
 * @typedef {import('../index.js').Experiment} Experiment
 * @typedef {import('../spec.d.ts').Spec} Spec
 * @typedef {{ spec: Spec, open(datasets: import('../data.js').Datasets): Experiment }} Plan
 */

/**
 * @param {Engine} engine
 * @param {{ set: string[], resume?: string }} values of the command line
 * @param {string[]} positionals
 * @returns {Plan}
 */
export const planOf = (engine, { set, resume }, positionals) =>
  resume ? savedRun(engine, resume, set, positionals) : newRun(engine, set, positionals);

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

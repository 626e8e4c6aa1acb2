// train.js: `descenso train`.

import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { MAX_PASSES } from '../engine/montecarlo.js';
import { loadEngine } from '../index.js';
import { UsageError, applySettings, parseOptions, readSpec } from './args.js';
import { Target, readCheckpoint } from './checkpoint.js';
import { Interruption } from './interruption.js';
import { jsonReporter, peopleReporter } from './progress.js';
import { compareMonteCarlo } from './uncertainty.js';

export const summary = 'trains one network and tests it';

export const help = `descenso train [spec.json] [--set path=value …] [--data DIR]
               [--monte-carlo T] [--save FILE] [--json]
descenso train --resume FILE [--set epochs=N] [--data DIR]
               [--monte-carlo T] [--save FILE] [--json]

Trains the network that the spec describes; what it leaves out has the catalog's defaults
(descenso catalog --text).

  --set path=value   changes the spec; the value is JSON where it parses, else a string:
                       --set optimizer.id=adam --set model.layers[0].dropout=0.2
                     an element of a list that the spec leaves out is set in the default list
  --data DIR         reads the four files of Fashion-MNIST from DIR, whatever data.set says
  --monte-carlo T    predicts the test set T times more with dropout on, and compares accuracy, negative
                     log-likelihood, calibration error and Brier score with and without
  --save FILE        writes the run to FILE when it ends, however it ends; one that diverged replaces no file
  --resume FILE      goes on with the run in FILE, to the same bits as if it had not been interrupted;
                     --set epochs=N makes it longer
  --json             prints one JSON object a line: start, step (every 100), epoch …, uncertainty, end

Exit status: 0 done, 1 failed or diverged, 2 the command line or the spec is wrong, 129 hung up, 130 interrupted,
141 nobody reads the output any more, 143 terminated. Each of these four ends the training after the step it is in;
what was reached is reported. A second signal ends it at once.`;

/** Steps between two "step" lines: fixed, so that the same spec prints the same lines everywhere. */
const STEPS_PER_LINE = 100;

/** Milliseconds in the engine before signals and the progress bar get their turn. */
const SLICE = 50;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values, positionals } = parseOptions(
    args,
    {
      set: { type: 'string', multiple: true, default: [] },
      data: { type: 'string' },
      'monte-carlo': { type: 'string' },
      save: { type: 'string' },
      resume: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    1,
  );
  for (const name of ['data', 'save', 'resume'])
    if (values[name] === '') throw new UsageError(`--${name} needs a name, got ""`);
  const target = values.save === undefined ? undefined : new Target(values.save);
  const passes = readPasses(values['monte-carlo']);
  const engine = await loadEngine();
  const { spec, open } = values.resume
    ? savedRun(engine, values.resume, values.set, positionals)
    : newRun(engine, values.set, positionals);
  checkDropout(spec, passes);
  if (target && !values.resume && spec.bagging.models > 1)
    throw new UsageError(`--save is for one network, got bagging.models = ${spec.bagging.models}`);
  const reporter = values.json ? jsonReporter(process.stdout) : peopleReporter(process.stdout, process.stderr);

  const datasets = await loadDatasets(engine, spec, nodeReader(values.data));
  /** @type {import('../index.js').Experiment | undefined} */
  let experiment;
  const interruption = new Interruption();
  const interrupted = () => interruption.status !== undefined;
  try {
    const trained = (experiment = open(datasets));
    target?.rehearse(trained);
    const began = performance.now();
    let { status, step } = await trainUntilDone(trained, spec, reporter, interrupted);
    if (target) interruption.hold(() => saveRun(target, trained, status));
    if (interruption.silent) return interruption.status ?? EXIT_STATUS.interrupted;
    const { loss, accuracy } = trained.evaluate(datasets.test);
    const seconds = secondsSince(began);
    if (passes > 0 && EXIT_STATUS[status] === 0) {
      const options = { passes, moved: reporter.asked, interrupted };
      const compared = await compareMonteCarlo(engine, trained, datasets.test, options);
      if (compared) reporter.uncertainty(compared);
      else status = 'interrupted';
    }
    reporter.end({
      testLoss: loss,
      testAccuracy: accuracy,
      weightsHash: trained.weightsHash(),
      status,
      seconds,
    });
    if (status === 'diverged') process.stderr.write(`descenso: the loss is not finite at step ${step}\n`);
    return status === 'interrupted' ? (interruption.status ?? EXIT_STATUS[status]) : EXIT_STATUS[status];
  } finally {
    interruption.end();
    experiment?.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/**
 * @typedef {import('../index.js').Engine} Engine
 * @typedef {import('../spec.d.ts').Spec} Spec
 * @typedef {{ spec: Spec, open(datasets: import('../data.js').Datasets): import('../index.js').Experiment }} Plan
 */

/** @param {Engine} engine @param {string[]} settings @param {string[]} files @returns {Plan} */
function newRun(engine, settings, [file]) {
  const given = file === undefined ? {} : readSpec(file);
  const spec = engine.normalize(applySettings(given, settings, { ...engine.normalize({}) }));
  return { spec, open: (datasets) => engine.createExperiment(spec, datasets) };
}

/** @param {Engine} engine @param {string} file @param {string[]} settings @param {string[]} files @returns {Plan} */
function savedRun(engine, file, settings, [unwanted]) {
  if (unwanted !== undefined) throw new UsageError(`--resume ${file} brings its spec: ${unwanted} is one too many`);
  const { bytes, spec, epochs } = readCheckpoint(engine, file, settings);
  return { spec, open: (datasets) => engine.restore(bytes, { ...datasets, epochs }) };
}

/** @typedef {'done' | 'stopped-early' | 'diverged' | 'interrupted'} Outcome */

/** @type {Record<Outcome, number>} */
const EXIT_STATUS = { done: 0, 'stopped-early': 0, diverged: 1, interrupted: 130 };

/** @param {string | undefined} text @returns {number} 0 where nobody asks */
function readPasses(text) {
  if (text === undefined) return 0;
  const passes = Number(text);
  if (Number.isInteger(passes) && passes >= 1 && passes <= MAX_PASSES) return passes;
  throw new UsageError(`--monte-carlo must be a whole number 1..${MAX_PASSES}, got ${text}`);
}

/** @param {Spec} spec @param {number} passes */
function checkDropout({ model, bagging }, passes) {
  if (passes === 0) return;
  const rates = [model.inputDropout, ...model.layers.map(({ dropout }) => dropout)];
  if (rates.every((p) => p === 0))
    throw new UsageError('--monte-carlo needs a network with dropout: --set model.layers[0].dropout=0.2');
  if (bagging.models > 1)
    throw new UsageError(`--monte-carlo is for one network, got bagging.models = ${bagging.models}`);
}

/**
 * @param {Target} target
 * @param {import('../index.js').Experiment} trained
 * @param {Outcome} status
 */
function saveRun(target, trained, status) {
  if (status !== 'diverged' || !target.exists) target.write(trained.save());
  else process.stderr.write(`descenso: --save ${target.file} is kept as it was: this run diverged\n`);
}

/** @param {number} began */
const secondsSince = (began) => Math.round(performance.now() - began) / 1000;

/**
 * @param {import('../index.js').Experiment} experiment
 * @param {Spec} spec
 * @param {import('./progress.js').Reporter} reporter
 * @param {() => boolean} interrupted
 * @returns {Promise<{ status: Outcome, step: number }>}
 */
async function trainUntilDone(experiment, spec, reporter, interrupted) {
  const { stepsPerEpoch, step: first } = experiment.state();
  reporter.start({ spec, stepsPerEpoch, step: first });
  let steps = 1;
  let step = first;
  let epochBegan = performance.now();
  while (!interrupted()) {
    // Slices end where a line is due: only there the learning rate is that line's own, and the order of the
    // lines does not hang on how fast the machine is.
    const toLine = STEPS_PER_LINE - (step % STEPS_PER_LINE);
    const toEpoch = stepsPerEpoch - (step % stepsPerEpoch);
    const began = performance.now();
    const result = experiment.runSteps(Math.min(steps, toLine, toEpoch));
    if (result.epochs.length === 0) steps = nextSlice(result.losses.length, performance.now() - began);
    step = result.step;
    const loss = result.losses.at(-1);
    if (loss !== undefined) {
      const at = { step, epoch: result.epoch, loss, learningRate: result.learningRate };
      reporter.moved(at);
      if (step % STEPS_PER_LINE === 0) reporter.step(at);
    }
    for (const epoch of result.epochs) {
      reporter.epoch({ ...epoch, seconds: secondsSince(epochBegan) });
      epochBegan = performance.now();
    }
    if (result.status !== 'running') return { status: result.status, step };
    await new Promise((resolve) => setImmediate(resolve)); // lets signals in
  }
  return { status: 'interrupted', step };
}

/**
 * How many steps will take about SLICE, at most twice as many as now.
 * @param {number} steps
 * @param {number} took milliseconds
 */
function nextSlice(steps, took) {
  return Math.max(1, Math.min(2 * steps, Math.round((steps * SLICE) / Math.max(took, 0.1))));
}

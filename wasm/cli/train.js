// train.js: `descenso train`.

import path from 'node:path';
import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { divergedAt } from '../divergence.js';
import { UsageError } from './args.js';
import { rehearsal } from './checkpoint.js';
import { Interruption } from './interruption.js';
import { evaluateMirrored } from '../mirror.js';
import { OPTIONS_HELP, planOf, readCall } from './plan.js';
import { RecordTarget } from './record.js';
import { Target, Writing } from './target.js';
import { compareMonteCarlo } from './uncertainty.js';
import { loadWeights } from './weights.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */

export const summary = 'trains one network and tests it';

export const help = `descenso train [spec.json] [--set path=value …] [--weights FILE] [--record FILE]
               [--data DIR] [--monte-carlo T] [--mirror] [--save FILE] [--save-weights FILE] [--threads N]
               [--wide] [--json]
descenso train --resume FILE [--set epochs=N]
               [--data DIR] [--monte-carlo T] [--mirror] [--save FILE] [--save-weights FILE] [--threads N]
               [--wide] [--json]

Trains the network that the spec describes; what it leaves out has the catalog's defaults
(descenso catalog --text).

  --set path=value   changes the spec; the value is JSON where it parses, else a string:
                       --set optimizer.id=adam --set model.layers[0].dropout=0.2
                     an element of a list that the spec leaves out is set in the default list
${OPTIONS_HELP.data}
${OPTIONS_HELP.mirror}
  --monte-carlo T    predicts the test set T times more with dropout on, and compares accuracy, negative
                     log-likelihood, calibration error and Brier score with and without
  --save FILE        writes the run to FILE when it ends, however it ends; one that diverged replaces no file
  --resume FILE      goes on with the run in FILE, to the same bits as if it had not been interrupted, with the same data;
                     --set epochs=N makes it longer; what is laid out over the run (cosine, 1cycle) goes on as for
                     the new length, to other bits than those of a run that had that length from its start
  --weights FILE     begins from the weights of a .safetensors or .npz file, instead of the initializers: of this program,
                     of Keras or of PyTorch, whose layers are known by their names and shapes
  --save-weights FILE
                     writes the weights to FILE, .safetensors or .npz, as --save does the run; --deflate packs an .npz
${OPTIONS_HELP.names}
  --record FILE      writes what the run was and came to, for descenso verify; one that diverged replaces no file
${OPTIONS_HELP.threads}
  --json             prints one JSON object a line: start, step (every 100), epoch …, uncertainty, end; the end of a run that
                     diverges has its step: the first whose loss is not finite, or after which the weights or the
                     validation loss are not

With bagging.models above 1 there is no file of the run, and no network of its own to ask: --save, --resume, --weights,
--save-weights and --monte-carlo are for one network.

Exit status: 0 done, 1 failed or diverged, 2 the command line or the spec is wrong, 129 hung up, 130 interrupted,
141 nobody reads the output any more, 143 terminated. Each of these four ends the training after the step it is in;
what was reached is reported. A second signal ends it at once.`;

/** Steps between two "step" lines: fixed, so that the same spec prints the same lines everywhere. */
const STEPS_PER_LINE = 100;

/** Milliseconds in the engine before signals and the progress bar get their turn. */
const SLICE = 50;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const call = readCall(args, { save: { type: 'string' }, record: { type: 'string' } });
  const { values, passes, weightsTarget } = call;
  for (const name of ['weights', 'record'])
    if (values.resume !== undefined && values[name] !== undefined)
      throw new UsageError(`--${name} is for a run from its beginning: it does not go with --resume`);
  checkNames(values, ['save', 'save-weights', 'record']);
  const target = values.save === undefined ? undefined : new Target(values.save);
  const record = values.record === undefined ? undefined : new RecordTarget(values.record, values.weights ?? null);
  const { engine, spec, open, reporter } = await planOf(call);
  for (const name of ['save', 'save-weights', 'weights'])
    if (values[name] !== undefined && !values.resume && spec.bagging.models > 1)
      throw new UsageError(`--${name} is for one network, got bagging.models = ${spec.bagging.models}`);

  const datasets = await loadDatasets(engine, spec, nodeReader(values.data), undefined, {
    mirrored: Boolean(values.mirror),
  });
  /** @type {import('../index.js').Experiment | undefined} */
  let experiment;
  const interruption = new Interruption();
  const interrupted = () => interruption.status !== undefined;
  try {
    const trained = (experiment = open(datasets));
    if (values.weights) await loadWeights(trained, values.weights);
    target?.rehearse(rehearsal(trained));
    await weightsTarget?.rehearse(trained);
    record?.begin(trained, datasets);
    const began = performance.now();
    let { status, divergence } = await trainUntilDone(trained, spec, reporter, interrupted);
    const writing = new Writing();
    interruption.hold(() => {
      writing.to('save', target, status, (place) => place.write(trained.save()));
      writing.to('save-weights', weightsTarget, status, (place) => place.write(trained));
    });
    const exitStatus = () => {
      if (writing.failed) return FAILED;
      return interruption.silent || status === 'interrupted'
        ? (interruption.status ?? EXIT_STATUS.interrupted)
        : EXIT_STATUS[status];
    };
    if (interruption.silent && !record) return exitStatus();
    const { loss, accuracy } = trained.evaluate(datasets.test);
    const seconds = secondsSince(began);
    interruption.hold(() =>
      writing.to('record', record, status, (place) => place.write(engine, trained, { loss, accuracy })),
    );
    if (interruption.silent) return exitStatus();
    if (passes > 0 && EXIT_STATUS[status] === 0) {
      const options = { passes, moved: reporter.asked, interrupted };
      const compared = await compareMonteCarlo(engine, trained, datasets.test, options);
      if (compared) reporter.uncertainty(compared);
      else status = 'interrupted';
    }
    reporter.end({
      testLoss: loss,
      testAccuracy: accuracy,
      ...evaluateMirrored(engine, trained, datasets),
      weightsHash: trained.weightsHash(),
      status,
      ...(divergence?.at && { step: divergence.at }),
      seconds,
    });
    if (divergence) process.stderr.write(`descenso: ${divergence.said}\n`);
    return exitStatus();
  } finally {
    interruption.end();
    experiment?.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/** @typedef {import('./target.js').Outcome} Outcome */

/** @type {Record<Outcome, number>} */
const EXIT_STATUS = { done: 0, 'stopped-early': 0, diverged: 1, interrupted: 130 };
const FAILED = 1;

/**
 * What is written last would stand where another was written.
 * @param {Record<string, string | undefined>} values of the command line
 * @param {string[]} options that name files
 */
function checkNames(values, options) {
  const named = options.filter((option) => values[option] !== undefined);
  const files = named.map((option) => path.resolve(String(values[option])));
  files.forEach((file, n) => {
    const first = files.indexOf(file);
    if (first < n) throw new UsageError(`--${named[first]} and --${named[n]} name one file, ${values[named[n]]}`);
  });
}

/** @typedef {{ said: string, at?: number }} Divergence at: the step, where it is known */

/**
 * @param {{ step: number, losses: ArrayLike<number> }} report
 * @param {number} asked steps
 * @returns {Divergence}
 */
function divergenceOf(report, asked) {
  const at = divergedAt(report, asked);
  const said =
    at > report.step
      ? `the loss is not finite at step ${at}`
      : `the weights or the validation loss are not finite after step ${at}`;
  return { said, at };
}

/** @param {number} began */
const secondsSince = (began) => Math.round(performance.now() - began) / 1000;

/**
 * @param {import('../index.js').Experiment} experiment
 * @param {Spec} spec
 * @param {import('./progress.js').Reporter} reporter
 * @param {() => boolean} interrupted
 * @returns {Promise<{ status: Outcome, divergence?: Divergence }>}
 */
async function trainUntilDone(experiment, spec, reporter, interrupted) {
  const { stepsPerEpoch, step: first, status: before } = experiment.state();
  reporter.start({ spec, stepsPerEpoch, step: first });
  if (before === 'diverged')
    return { status: before, divergence: { said: `this run had diverged before, after ${first} steps` } };
  let steps = 1;
  let step = first;
  let epochBegan = performance.now();
  while (!interrupted()) {
    // Slices end where a line is due: only there the learning rate is that line's own, and the order of the
    // lines does not hang on how fast the machine is.
    const toLine = STEPS_PER_LINE - (step % STEPS_PER_LINE);
    const toEpoch = stepsPerEpoch - (step % stepsPerEpoch);
    const began = performance.now();
    const asked = Math.min(steps, toLine, toEpoch);
    const result = experiment.runSteps(asked);
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
    if (result.status === 'diverged') return { status: result.status, divergence: divergenceOf(result, asked) };
    if (result.status !== 'running') return { status: result.status };
    await new Promise((resolve) => setImmediate(resolve)); // lets signals in
  }
  // A step that spoils the weights shows in the next loss, which an interrupted run has not come to.
  if (experiment.parameters().every(({ values }) => values.every(Number.isFinite))) return { status: 'interrupted' };
  return { status: 'diverged', divergence: { said: `the weights are not finite after step ${step}`, at: step } };
}

/**
 * How many steps will take about SLICE, at most twice as many as now.
 * @param {number} steps
 * @param {number} took milliseconds
 */
function nextSlice(steps, took) {
  return Math.max(1, Math.min(2 * steps, Math.round((steps * SLICE) / Math.max(took, 0.1))));
}

// evaluate.js: `descenso evaluate`: a network that is trained already, asked about the test set.

import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { UsageError } from './args.js';
import { Interruption } from './interruption.js';
import { evaluateMirrored } from '../mirror.js';
import { OPTIONS_HELP, planOf, readCall } from './plan.js';
import { Writing } from './target.js';
import { compareMonteCarlo } from './uncertainty.js';
import { loadWeights } from './weights.js';

export const summary = 'tests a network of a file, without training it';

export const help = `descenso evaluate [spec.json] [--set path=value …] --weights FILE
                  [--data DIR] [--monte-carlo T] [--mirror] [--save-weights FILE [--deflate] [--names LIBRARY]] [--threads N]
                  [--wide] [--json]
descenso evaluate --resume FILE
                  [--data DIR] [--monte-carlo T] [--mirror] [--save-weights FILE [--deflate] [--names LIBRARY]] [--threads N]
                  [--wide] [--json]

Tests a network on the test set: of the weights in a .safetensors or .npz file, which the spec's network must have the shape
of, or of a checkpoint.

  --weights FILE     weights of this program, of Keras or of PyTorch; layers are known by their names and shapes
  --resume FILE      a run that descenso train --save wrote; it brings its spec
  --set path=value   changes the spec, as for descenso train; not with --resume
${OPTIONS_HELP.data}
${OPTIONS_HELP.mirror}
  --monte-carlo T    predicts the test set T times more with dropout on, and compares
  --save-weights FILE
                     writes the weights to FILE, .safetensors or .npz: so one turns into the other; --deflate packs an .npz;
                     a network that has diverged replaces no file
${OPTIONS_HELP.names}
${OPTIONS_HELP.threads}
  --json             prints one JSON object a line: uncertainty, end

Exit status: 0 done, 1 failed or the network has diverged, 2 the command line or the spec is wrong, 129 hung up, 130 interrupted,
141 nobody reads the output any more, 143 terminated.`;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const call = readCall(args);
  const { values, passes, weightsTarget: target } = call;
  if (!values.weights === !values.resume)
    throw new UsageError('what is tested comes from --weights FILE or --resume FILE');
  // A longer run would go on from weights of its own: what it ended with, an average or its best epoch's, is what is tested.
  if (values.resume && values.set.length > 0)
    throw new UsageError('--resume brings the run as it is: --set does not go with it');
  const { engine, spec, open, reporter } = await planOf(call);
  if (spec.bagging.models > 1)
    throw new UsageError(`a file has one network, got bagging.models = ${spec.bagging.models}`);
  const datasets = await loadDatasets(engine, spec, nodeReader(values.data), undefined, {
    mirrored: Boolean(values.mirror),
  });
  const experiment = open(datasets);
  const interruption = new Interruption();
  try {
    if (values.weights) await loadWeights(experiment, values.weights);
    await target?.rehearse(experiment);
    const began = performance.now();
    const { loss, accuracy } = experiment.evaluate(datasets.test);
    const seconds = Math.round(performance.now() - began) / 1000;
    const diverged = !Number.isFinite(loss);
    if (passes > 0 && !diverged) {
      const interrupted = () => interruption.status !== undefined;
      const options = { passes, moved: reporter.asked, interrupted };
      const compared = await compareMonteCarlo(engine, experiment, datasets.test, options);
      if (!compared) return interruption.status ?? 1;
      reporter.uncertainty(compared);
    }
    const status = diverged ? 'diverged' : 'done';
    const writing = new Writing();
    interruption.hold(() => writing.to('save-weights', target, status, (place) => place.write(experiment)));
    reporter.end({
      testLoss: loss,
      testAccuracy: accuracy,
      ...evaluateMirrored(engine, experiment, datasets),
      weightsHash: experiment.weightsHash(),
      status,
      seconds,
    });
    if (diverged) process.stderr.write('descenso: the test loss is not finite\n');
    return diverged || writing.failed ? 1 : 0;
  } finally {
    interruption.end();
    experiment.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

// evaluate.js: `descenso evaluate`: a network that is trained already, asked about the test set.

import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { loadEngine } from '../index.js';
import { UsageError, parseOptions, readThreads } from './args.js';
import { Interruption } from './interruption.js';
import { planOf } from './plan.js';
import { jsonReporter, peopleReporter } from './progress.js';
import { checkDropout, compareMonteCarlo, readPasses } from './uncertainty.js';
import { WEIGHTS_OPTIONS, loadWeights, weightsTargetOf } from './weights.js';

export const summary = 'tests a network of a file, without training it';

export const help = `descenso evaluate [spec.json] [--set path=value …] --weights FILE
                  [--data DIR] [--monte-carlo T] [--save-weights FILE [--deflate] [--names LIBRARY]] [--threads N] [--json]
descenso evaluate --resume FILE
                  [--data DIR] [--monte-carlo T] [--save-weights FILE [--deflate] [--names LIBRARY]] [--threads N] [--json]

Tests a network on the test set: of the weights in a .safetensors or .npz file, which the spec's network must have the shape
of, or of a checkpoint.

  --weights FILE     weights of this program, of Keras or of PyTorch; layers are known by their names and shapes
  --resume FILE      a run that descenso train --save wrote; it brings its spec
  --set path=value   changes the spec, as for descenso train
  --data DIR         reads the four files of Fashion-MNIST from DIR, whatever data.set says
  --monte-carlo T    predicts the test set T times more with dropout on, and compares
  --save-weights FILE
                     writes the weights to FILE, .safetensors or .npz: so one turns into the other; --deflate packs an .npz
  --names LIBRARY    descenso, keras or pytorch: whose names and layout --save-weights has; PyTorch's kernels are
                     [outputs, inputs]
  --threads N        that share the work: one a core without it; the bits are the same for any number
  --json             prints one JSON object a line: uncertainty, end

The exit status is 0 when it is done, 1 when it failed, 2 when the command line or the spec is wrong.`;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values, positionals } = parseOptions(
    args,
    {
      set: { type: 'string', multiple: true, default: [] },
      data: { type: 'string' },
      'monte-carlo': { type: 'string' },
      resume: { type: 'string' },
      ...WEIGHTS_OPTIONS,
      threads: { type: 'string', default: 'auto' },
      json: { type: 'boolean', default: false },
    },
    1,
  );
  if (!values.weights === !values.resume)
    throw new UsageError('what is tested comes from --weights FILE or --resume FILE');
  const passes = readPasses(values['monte-carlo']);
  const target = weightsTargetOf(values);
  const engine = await loadEngine({ threads: readThreads(values.threads) });
  const { spec, open } = planOf(engine, /** @type {{ set: string[], resume?: string }} */ (values), positionals);
  checkDropout(spec, passes);
  if (spec.bagging.models > 1)
    throw new UsageError(`a file has one network, got bagging.models = ${spec.bagging.models}`);
  const reporter = values.json ? jsonReporter(process.stdout) : peopleReporter(process.stdout, process.stderr);
  const datasets = await loadDatasets(engine, spec, nodeReader(values.data));
  const experiment = open(datasets);
  const interruption = new Interruption();
  try {
    if (values.weights) await loadWeights(experiment, values.weights);
    await target?.rehearse(experiment);
    const began = performance.now();
    const { loss, accuracy } = experiment.evaluate(datasets.test);
    const seconds = Math.round(performance.now() - began) / 1000;
    if (passes > 0) {
      const interrupted = () => interruption.status !== undefined;
      const options = { passes, moved: reporter.asked, interrupted };
      const compared = await compareMonteCarlo(engine, experiment, datasets.test, options);
      if (!compared) return interruption.status ?? 1;
      reporter.uncertainty(compared);
    }
    if (target) interruption.hold(() => target.write(experiment));
    reporter.end({
      testLoss: loss,
      testAccuracy: accuracy,
      weightsHash: experiment.weightsHash(),
      status: 'done',
      seconds,
    });
    return 0;
  } finally {
    interruption.end();
    experiment.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

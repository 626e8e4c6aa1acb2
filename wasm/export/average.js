// average.js: an average of the weights, kept beside them, in each library: what src/nn/average.c and src/run/epoch.c do.

import { normalizes } from './network.js';
import { indent, lines, number } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./python.js').Section} Section */

/** Whether a run gives an average of its weights. @param {Pick<Spec, 'average'>} spec */
export const averages = ({ average }) => average.kind !== 'none';

/** Whether it is of all steps, and not of the ends of epochs. @param {Pick<Spec, 'average'>} spec */
const isExponential = ({ average }) => average.kind === 'ema';

/** Whether an average needs statistics of its own. @param {Spec} spec */
export const measuresAnew = (spec) => spec.average.kind === 'swa' && normalizes(spec);

/** The constant of an average. @param {Spec} spec */
export const averageConstant = (spec) =>
  averages(spec) &&
  (isExponential(spec)
    ? `AVERAGE_DECAY = ${number(spec.average.decay)}`
    : `AVERAGE_FROM = ${number(spec.average.from)}  # of the epochs`);

/** @param {Spec} spec what is averaged, as a docstring says it */
const words = (spec) =>
  isExponential(spec)
    ? 'average ← β average + (1 − β) weights, after every step (Polyak and Juditsky, 1992)'
    : 'the mean of the weights at the ends of the last epochs (Izmailov et al., 2018)';

const MEASURES = `Batch normalization's statistics of averaged weights: of all minibatches alike, with nothing dropped.`;

/** @param {Spec} spec @param {string} code @returns {Section} */
const section = (spec, code) => ({
  title: 'Average of the weights',
  text: isExponential(spec)
    ? 'Training goes on as without it; validation, early stopping and the test are of the average of all steps.'
    : 'Training goes on as without it; validation, early stopping and the test are of the mean over the last epochs.',
  code,
});

// -- PyTorch --------------------------------------------------------------------------------------------------------

/** @param {Spec} spec */
export const pytorchAverage = (spec) =>
  section(
    spec,
    `def make_average(model):
    """Keeps ${words(spec)}."""
    return AveragedModel(${isExponential(spec) ? 'model, avg_fn=lambda a, x, n: a + (1 - AVERAGE_DECAY) * (x - a), use_buffers=True' : 'model'})
${
  measuresAnew(spec)
    ? `

@torch.no_grad()
def measure_statistics(model, x):
    """${MEASURES}"""
    model.eval()
    norms = [layer for layer in model.children() if isinstance(layer, nn.BatchNorm1d)]
    for n, part in enumerate(x.split(BATCH_SIZE)):
        for norm in norms:
            norm.train()
            norm.momentum = 1 / (n + 1)
        model(part)
`
    : ''
}`,
  );

/** The lines after a step, and after an epoch's steps. @param {Spec} spec @param {string} x the training set as inputs */
export const pytorchAveraging = (spec, x) => ({
  step: averages(spec) && isExponential(spec) && 'average.update_parameters(model)',
  epoch:
    averages(spec) &&
    (isExponential(spec)
      ? 'given = average.module'
      : lines(
          'if epoch > AVERAGE_FROM * epochs:\n    average.update_parameters(model)',
          measuresAnew(spec) && `    measure_statistics(average.module, ${x})`,
          'given = average.module if average.n_averaged > 0 else model',
        )),
});

// -- Keras ----------------------------------------------------------------------------------------------------------

const KERAS_MEASURES = `
def measure_statistics(model, x):
    """${MEASURES}"""
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momentum = norms[0].momentum
    for norm in norms:
        norm.call = lambda z, own=norm.call, **given: own(z, **{**given, "training": True})  # all others as they predict
    for n, first in enumerate(range(0, len(x), BATCH_SIZE)):
        for norm in norms:
            norm.momentum = n / (n + 1)
        model(x[first : first + BATCH_SIZE], training=False)
    for norm in norms:
        del norm.call
        norm.momentum = momentum


`;

/** @param {Spec} spec @param {boolean} ahead whether AtRest moves the weights */
function kerasMethods(spec, ahead) {
  const exponential = isExponential(spec);
  const anew = measuresAnew(spec);
  return [
    anew && 'def __init__(self, x):\n    super().__init__()\n    self.x = x',
    `def on_train_begin(self, logs=None):
    self.average = self.trained = None${exponential ? '' : '\n    self.count = self.epoch = 0'}`,
    lines(
      'def take(self):',
      '    weights = self.model.get_weights()',
      '    if self.average is None:\n        self.average = weights',
      `    share = ${exponential ? '1 - AVERAGE_DECAY' : '1 / (self.count + 1)'}`,
      '    self.average = [a + np.float32(share) * (x - a) for a, x in zip(self.average, weights)]',
      !exponential && '    self.count += 1',
    ),
    exponential &&
      (ahead
        ? `def on_train_batch_end(self, batch, logs=None):
    weights = self.model.get_weights()
    self.model.optimizer.move(-1)
    self.take()
    self.model.set_weights(weights)`
        : 'def on_train_batch_end(self, batch, logs=None):\n    self.take()'),
    lines(
      'def give(self, *_):\n    """Once an epoch, before its validation where there is one: has what training would end with."""',
      '    if self.trained is not None:\n        return',
      ahead && '    self.rest()',
      '    self.trained = self.model.get_weights()',
      !exponential && '    if self.epoch > AVERAGE_FROM * self.params["epochs"]:\n        self.take()',
      '    if self.average is not None:\n        self.model.set_weights(self.average)',
      anew && '        measure_statistics(self.model, self.x)',
      '\non_test_begin = on_epoch_end = give',
    ),
    lines(
      'def on_epoch_begin(self, epoch, logs=None):\n    """Training goes on with its own weights."""',
      !exponential && '    self.epoch = epoch + 1',
      '    if self.trained is not None:\n        self.model.set_weights(self.trained)',
      '    self.trained = None',
      ahead && '    super().on_epoch_begin(epoch, logs)',
    ),
  ].filter((method) => typeof method === 'string');
}

/** A callback, which with AtRest has its place. @param {Spec} spec @param {boolean} ahead */
export const kerasAverage = (spec, ahead) =>
  section(
    spec,
    `${measuresAnew(spec) ? KERAS_MEASURES.trimStart() : ''}class Average(${ahead ? 'AtRest' : 'keras.callbacks.Callback'}):
    """Keeps ${words(spec)}."""

${indent(kerasMethods(spec, ahead).join('\n\n'), 4)}`,
  );

// -- JAX ------------------------------------------------------------------------------------------------------------

/** @param {Spec} spec */
export const jaxAverage = (spec) =>
  section(
    spec,
    `@jax.jit
def move_average(average, weights, share):
    """Keeps ${words(spec)}: nearer to the weights by this share."""
    return jax.tree.map(lambda a, x: a + share * (x - a), average, weights)
${
  measuresAnew(spec)
    ? `

def measure_statistics(parameters, statistics, x):
    """${MEASURES}"""
    for n, first in enumerate(range(0, len(x), BATCH_SIZE)):
        statistics = forward(parameters, statistics, x[first : first + BATCH_SIZE], n / (n + 1))[1]
    return statistics
`
    : ''
}`,
  );

/**
 * The lines before, after a step, and after an epoch's steps.
 * @param {Spec} spec
 * @param {string} x the training set as inputs
 * @returns {{ start: string | false, step: string | false, epoch: string | false }}
 */
export function jaxAveraging(spec, x) {
  if (!averages(spec)) return { start: false, step: false, epoch: false };
  const whole = normalizes(spec) ? '(parameters, statistics)' : 'parameters';
  if (isExponential(spec))
    return {
      start: `average = ${whole}`,
      step: `average = move_average(average, ${whole}, 1 - AVERAGE_DECAY if t > 0 else 1.0)`,
      epoch: 'given = average',
    };
  return {
    start: 'average, count = parameters, 0',
    step: false,
    epoch: lines(
      `if epoch + 1 > AVERAGE_FROM * epochs:
    average, count = move_average(average, parameters, 1 / (count + 1)), count + 1`,
      measuresAnew(spec)
        ? `given = ${whole}
if count > 0:
    given = average, measure_statistics(average, statistics, ${x})`
        : `given = average if count > 0 else parameters`,
    ),
  };
}

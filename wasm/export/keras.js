// keras.js: an experiment as a Keras 3 script, for any of its backends. Its parts, each a function of the spec.

import { augmentImports, augmentSection } from './augment.js';
import { averages, kerasAverage, measuresAnew } from './average.js';
import { augments, constants, dataSection, measures } from './data.js';
import { networkSection } from './keras-network.js';
import { AT_REST, optimizerCode } from './keras-optimizer.js';
import { lastSections, optionsOf } from './main.js';
import { mixes, mixupSection } from './mixup.js';
import { isBagged, needsProbabilities, normalizes, penalizes, stopsEarly } from './network.js';
import { args, blocks, call, indent, lines, number } from './python.js';
import { rateConstant, rateModules } from './schedule.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./python.js').Section} Section */

const LOADER = '    return keras.datasets.fashion_mnist.load_data()';

// -- training -----------------------------------------------------------------------------------------------------

/** Whether the script takes minibatches out of the training set itself. @param {Spec} spec */
const takes = (spec) => augments(spec) || mixes(spec);

/** Networks of a bag draw from seeds of their own. @param {Spec} spec */
const isToldSeed = (spec) => takes(spec) && isBagged(spec);

/** @param {Spec} spec */
function batches(spec) {
  const done = args(augments(spec) && 'augmented', mixes(spec) && 'mixed');
  const given = args('x, y', augments(spec) && 'scale');
  const image = augments(spec) ? 'self.scale(augment(self.x[batch], self.rng))' : 'self.x[batch]';
  return `
class Batches(keras.utils.PyDataset):
    """The training set in minibatches, ${done} and in another order in every epoch."""

    def __init__(self, ${args(given, isToldSeed(spec) && 'seed')}):
        super().__init__()
        self.${given.replaceAll(', ', ', self.')}, self.rng = ${given}, np.random.default_rng(${isToldSeed(spec) ? 'seed' : 'SEED'})
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.x) // BATCH_SIZE)

    def __getitem__(self, i):
        batch = self.order[i * BATCH_SIZE : (i + 1) * BATCH_SIZE]
        return ${mixes(spec) ? `mixup(${image}, self.y[batch], self.rng)` : `${image}, self.y[batch]`}

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.x))
`;
}

/** Whether Keras' loss is another than the plain cross-entropy, which a metric then has. @param {Spec} spec */
const hasOther = (spec) => penalizes(spec) || spec.labelSmoothing > 0;

/** Where the plain cross-entropy is. @param {Spec} spec */
const watched = (spec) => (hasOther(spec) ? 'val_cross_entropy' : 'val_loss');

/** Keras' losses by labels' numbers have no smoothing. @param {Spec} spec */
const smoothedLoss = ({ labelSmoothing }) => `
def smoothed_cross_entropy(y, logits):
    """Of labels of which a part is spread over all classes (Szegedy et al., 2016)."""
    y = ops.one_hot(ops.cast(ops.reshape(y, (-1,)), "int32"), 10)
    return keras.losses.categorical_crossentropy(y, logits, from_logits=True, label_smoothing=${number(labelSmoothing)})
`;

/** @param {Spec} spec */
function earlyStopping({ earlyStopping: { patience, minDelta, restoreBest }, ...spec }) {
  const given = args(
    `"${watched(/** @type {Spec} */ (spec))}"`,
    minDelta > 0 && `min_delta=${number(minDelta)}`,
    `patience=${patience}`,
    'mode="min"',
    restoreBest && 'restore_best_weights=True',
  );
  return call('keras.callbacks.EarlyStopping', given.split(', '), 9);
}

/** Those of optimizer and schedule with that of an average, which brings the weights to rest itself. @param {Spec} spec @param {string[]} own */
const withAverage = (spec, own) =>
  averages(spec)
    ? [`Average(${measuresAnew(spec) ? 'x' : ''})`, ...own.filter((callback) => callback !== AT_REST)]
    : own;

/** What make_callbacks() is told. @param {Spec} spec @param {string[]} own @param {string} x how the caller has the training set as inputs */
const callbackArguments = (spec, own, x = 'x') =>
  args(measuresAnew(spec) && x, own.some((callback) => /\bepochs\b/.test(callback)) && 'epochs');

/** @param {Spec} spec @param {string[]} own of optimizer and schedule */
function makeCallbacks(spec, own) {
  const all = [
    'keras.callbacks.TerminateOnNaN()',
    ...withAverage(spec, own),
    ...(stopsEarly(spec) ? [earlyStopping(spec)] : []),
  ];
  return `
def make_callbacks(${callbackArguments(spec, own)}):
    return [
${all.map((callback) => `${indent(callback, 8)},\n`).join('')}    ]
`;
}

/** @param {string[]} metrics as an argument, a line each where one is too short */
function metricsLine(metrics) {
  const one = `metrics=[${metrics.join(', ')}]`;
  return one.length <= 130
    ? one
    : `metrics=[\n${metrics.map((metric) => `            ${metric},\n`).join('')}        ]`;
}

/** @param {Spec} spec @param {{ steps: boolean, callbacks: string[] }} optimizer */
function train(spec, { steps, callbacks }) {
  const validates = spec.data.validationSize > 0;
  const metrics = ['"accuracy"'];
  const smooth = spec.labelSmoothing > 0;
  const mixed = mixes(spec);
  const kind = mixed ? 'CategoricalCrossentropy' : 'SparseCategoricalCrossentropy';
  const smoothing = smooth ? `, label_smoothing=${number(spec.labelSmoothing)}` : '';
  if (smooth)
    metrics.push(
      mixed
        ? `keras.metrics.${kind}("smoothed_cross_entropy", from_logits=True${smoothing})`
        : 'smoothed_cross_entropy',
    );
  if (hasOther(spec)) metrics.push(`keras.metrics.${kind}("cross_entropy", from_logits=True)`);
  const loss =
    smooth && !mixed ? 'smoothed_cross_entropy' : `keras.losses.${kind}(from_logits=True${mixed ? smoothing : ''})`;
  const validation = mixed ? '(x_validation, keras.utils.to_categorical(y_validation, 10))' : 'data["validation"]';
  const scale = measures(spec) ? 'data["scale"]' : 'scale';
  const fed = takes(spec)
    ? `Batches(${args(`x, ${mixed ? 'keras.utils.to_categorical(y, 10)' : 'y'}`, augments(spec) && scale, isToldSeed(spec) && 'seed')})`
    : 'x,\n        y,\n        batch_size=BATCH_SIZE';
  return `
def train(model, data, epochs${isToldSeed(spec) ? ', seed' : ''}):
    """Trains the model; Keras prints what every epoch came to."""
    x, y = data["train"]
${mixed && validates ? '    x_validation, y_validation = data["validation"]\n' : ''}    model.compile(
        optimizer=make_optimizer(${steps ? 'epochs * -(-len(x) // BATCH_SIZE)' : ''}),
        loss=${loss},
        ${metricsLine(metrics)},
    )
    model.fit(
        ${fed},
        epochs=epochs,
${validates ? `        validation_data=${validation},\n` : ''}        callbacks=make_callbacks(${callbackArguments(spec, callbacks, augments(spec) ? `${scale}(x)` : 'x')}),
        verbose=2,
    )
`;
}

const PROBABILITIES = `
def probabilities(model, x):
    """Of the classes, [n, 10]."""
    return ops.convert_to_numpy(ops.softmax(model.predict(x, batch_size=1000, verbose=0)))
`;

/** Of the logits: a probability of float32 may be 0. */
const EVALUATE = `
def evaluate(model, x, y):
    """Mean loss and accuracy."""
    logs = ops.convert_to_numpy(ops.log_softmax(model.predict(x, batch_size=1000, verbose=0)))
    return -logs[np.arange(len(y)), y].mean(), (logs.argmax(1) == y).mean()
`;

/** @param {Spec} spec */
const monteCarlo = (spec) => `
def predict_monte_carlo(model, x, passes):
    """Mean and deviation over the passes, [n, 10] each; only dropout is as in training."""
${
  normalizes(spec)
    ? `    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False  # training=True would have it normalize by the minibatch
`
    : ''
}    samples = [ops.convert_to_numpy(ops.softmax(model(x, training=True))) for _ in range(passes)]
    return np.mean(samples, 0), np.std(samples, 0)
`;

/** @param {Spec} spec @returns {import('./main.js').Words} */
const words = (spec) => ({
  network: 'model',
  begin: (seed) => `keras.utils.set_random_seed(${seed === 'SEED' ? seed : `(${seed}) % 2**32`})
model = build_model()
if weights:
    load_weights(model, weights)`,
  train: (data) => `train(model, ${data}, epochs${isToldSeed(spec) ? ', SEED + member' : ''})`,
  draw: 'np.random.default_rng(SEED + member).integers(len(x), size=len(x))',
  save: 'save_weights(model, save)',
  predict: 'predict_monte_carlo(model, x, passes)',
  definition: () => monteCarlo(spec),
  otherwise: 'Keras downloads them',
});

// -- the script ---------------------------------------------------------------------------------------------------

/** @param {Spec} spec @param {string[]} modules */
const imports = (spec, modules) =>
  lines(
    ...[...new Set(['argparse', 'gzip', ...modules])].sort().map((name) => `import ${name}`),
    'from pathlib import Path',
    '',
    'import keras',
    'import numpy as np',
    'from keras import ops',
    ...augmentImports(spec),
  );

/**
 * @param {Spec} spec normalized
 * @param {import('../spec.d.ts').Catalog} catalog
 * @returns {{ sections: Section[], notes: import('./notes.js').Note[], options: string[] }}
 */
export function kerasParts(spec, catalog) {
  const optimizer = optimizerCode(spec, catalog, watched(spec));
  const modules = optimizer.usesFunction ? rateModules(spec) : [];
  return {
    notes: [
      ...(spec.labelSmoothing > 0 ? [{ id: /** @type {const} */ ('keras-smoothing') }] : []),
      ...(penalizes(spec) ? [{ id: /** @type {const} */ ('keras-penalty') }] : []),
      ...optimizer.notes,
    ],
    options: optionsOf(spec),
    sections: [
      { title: '', text: '', code: lines(imports(spec, modules), '', constants(spec), rateConstant(spec)) },
      dataSection(spec, LOADER),
      ...(augments(spec) ? [augmentSection(spec)] : []),
      ...(mixes(spec) ? [mixupSection(spec)] : []),
      networkSection(spec),
      { title: 'Optimizer', text: optimizer.text, code: optimizer.code },
      ...(averages(spec) ? [kerasAverage(spec, optimizer.callbacks.includes(AT_REST))] : []),
      {
        title: 'Training',
        text: 'Keras prints the loss and the accuracy of every epoch.',
        code: blocks(
          takes(spec) && batches(spec),
          spec.labelSmoothing > 0 && !mixes(spec) && smoothedLoss(spec),
          makeCallbacks(spec, optimizer.callbacks),
          train(spec, optimizer),
          needsProbabilities(spec) && PROBABILITIES,
          !isBagged(spec) && EVALUATE,
        ),
      },
      ...lastSections(spec, words(spec)),
    ],
  };
}

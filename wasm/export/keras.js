// keras.js: an experiment as a Keras 3 script, for any of its backends. Its parts, each a function of the spec.

import { augmentImports, augmentSection } from './augment.js';
import { augments, constants, dataSection, measures } from './data.js';
import { optimizerCode } from './keras-optimizer.js';
import {
  MONTE_CARLO_TEXT,
  PIXELS,
  drops,
  dropsAlpha,
  dropsClassic,
  layersOf,
  normalizes,
  penalizes,
  squareWeight,
  sumWeight,
  stopsEarly,
} from './network.js';
import { args, blocks, call, indent, lines, number, real } from './python.js';
import { rateConstant, rateModules } from './schedule.js';
import { REPORT, SCORES } from './scores.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./python.js').Section} Section */
/** @typedef {import('./network.js').Layer} Layer */

const LOADER = '    return keras.datasets.fashion_mnist.load_data()';

// -- network ------------------------------------------------------------------------------------------------------

const CLASSIC_DROPOUT = `
class ClassicDropout(keras.layers.Layer):
    """Keeps an output with probability 1 - p while training, and predicts with (1 - p) of it."""

    def __init__(self, p, **options):
        super().__init__(**options)
        self.p = p
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, y, training=False):
        if training:
            draw = keras.random.uniform(ops.shape(y), seed=self.seed_generator)
            return y * ops.cast(draw >= self.p, y.dtype)
        return (1 - self.p) * y
`;

const UNBIASED = `
class UnbiasedBatchNormalization(keras.layers.BatchNormalization):
    """Predicts with the moving mean of the minibatches' unbiased variance, as PyTorch does."""

    def call(self, z, training=False):
        before = ops.convert_to_tensor(self.moving_variance)
        y = super().call(z, training=training)
        if training and self.trainable:
            n = ops.cast(ops.shape(z)[0], z.dtype)
            variance = ops.var(z, axis=0) * n / ops.maximum(n - 1, 1)
            self.moving_variance.assign(before * self.momentum + variance * (1 - self.momentum))
        return y
`;

/** What Keras' own names stand for: scale, and the inputs or their mean with the outputs. @type {Record<string, [number, string]>} */
const SCALES = { he: [2, 'fan_in'], glorot: [1, 'fan_avg'], lecun: [1, 'fan_in'] };

/** @param {Layer} layer @returns {string | false} false for Keras' default */
function initializer({ initializer: key, initializerScale }) {
  const [name, shape] = key.split('_');
  if (initializerScale === 1 || !(name in SCALES)) return key !== 'glorot_uniform' && `kernel_initializer="${key}"`;
  const [scale, mode] = SCALES[name];
  const distribution = shape === 'normal' ? 'truncated_normal' : 'uniform';
  const given = `${number(scale * initializerScale)}, "${mode}", "${distribution}"`;
  return `kernel_initializer=keras.initializers.VarianceScaling(${given})`;
}

/** @param {Spec} spec @param {Layer} layer */
function dense(spec, layer) {
  const square = squareWeight(spec, layer);
  const sum = sumWeight(spec, layer);
  const penalty =
    sum > 0 && square > 0
      ? `L1L2(${number(sum)}, ${number(square)})`
      : sum > 0
        ? `L1(${number(sum)})`
        : square > 0 && `L2(${number(square)})`;
  const inside = layer.batchNorm !== 'before' && !layer.last && layer.activation !== 'linear';
  // Keras' own leaky ReLU has a slope of 0.2.
  const activation = inside && layer.activation !== 'leaky_relu' && `activation="${layer.activation}"`;
  const given = [
    `${layer.units}`,
    activation,
    initializer(layer),
    penalty && `kernel_regularizer=keras.regularizers.${penalty}`,
    layer.maxNorm > 0 && `kernel_constraint=keras.constraints.MaxNorm(${real(layer.maxNorm)}, axis=0)`,
    `name="dense${layer.n}"`,
  ];
  const there = given.filter((item) => typeof item === 'string');
  return call('keras.layers.Dense', there, 13);
}

/** @param {Spec} spec @param {Layer} layer */
function normalization({ model }, { n }) {
  const given = args(
    model.batchNormMomentum !== 0.99 && `momentum=${number(model.batchNormMomentum)}`,
    model.batchNormEpsilon !== 1e-3 && `epsilon=${number(model.batchNormEpsilon)}`,
    `name="batchnorm${n}"`,
  );
  return `${model.batchNormUnbiased ? 'Unbiased' : 'keras.layers.'}BatchNormalization(${given})`;
}

/** @param {Spec} spec @param {number} p @param {boolean} alpha */
function dropout(spec, p, alpha) {
  if (alpha) return `keras.layers.AlphaDropout(${number(p)})`;
  return `${spec.model.dropoutMode === 'classic' ? 'ClassicDropout' : 'keras.layers.Dropout'}(${number(p)})`;
}

/** @param {Layer} layer what stands in a layer of its own: beside batch normalization, and where Keras' slope is another */
function activationLayer({ batchNorm, activation, last }) {
  if (last || activation === 'linear') return false;
  if (activation === 'leaky_relu') return 'keras.layers.LeakyReLU(negative_slope=0.01)';
  return batchNorm === 'before' && `keras.layers.Activation("${activation}")`;
}

/** @param {Spec} spec */
function buildModel(spec) {
  const { inputDropout } = spec.model;
  const stack = [
    `keras.Input((${PIXELS},))`,
    inputDropout > 0 && dropout(spec, inputDropout, false),
    ...layersOf(spec).flatMap((layer) => [
      dense(spec, layer),
      layer.batchNorm === 'before' && normalization(spec, layer),
      activationLayer(layer),
      layer.batchNorm === 'after' && normalization(spec, layer),
      layer.dropout > 0 && dropout(spec, layer.dropout, dropsAlpha(layer)),
    ]),
  ].filter((layer) => typeof layer === 'string');
  return `
def build_model():
    """The network. Its outputs are logits: the softmax is in the loss, where no logarithm of 0 can be."""
    return keras.Sequential(
        [
${stack.map((layer) => `${indent(layer, 12)},\n`).join('')}        ]
    )
`;
}

/** @param {Spec} spec */
const weights = (spec) => `
def tensors(model):
    """The weights by Descenso's names."""
    ${normalizes(spec) ? 'names = {"moving_mean": "movingMean", "moving_variance": "movingVariance"}\n    ' : ''}return {
        f"{layer.name}/${normalizes(spec) ? '{names.get(weight.name, weight.name)}' : '{weight.name}'}": weight
        for layer in model.layers
        for weight in layer.weights
    }


def load_weights(model, file):
    """Sets the weights to those of an .npz."""
    arrays = np.load(file)
    for name, weight in tensors(model).items():
        weight.assign(arrays[name])


def save_weights(model, file):
    """Writes the weights to an .npz, which Descenso opens.

    So does Keras' own file become one:
        model = build_model()
        model.load_weights("mine.weights.h5")
        save_weights(model, "mine.npz")
    """
    np.savez(file, **{name: ops.convert_to_numpy(weight) for name, weight in tensors(model).items()})
`;

/** @param {Spec} spec @returns {Section} */
const networkSection = (spec) => ({
  title: 'Network',
  text: 'The layers have the names that Descenso gives to them.',
  code: blocks(
    dropsClassic(spec) && CLASSIC_DROPOUT,
    normalizes(spec) && spec.model.batchNormUnbiased && UNBIASED,
    buildModel(spec),
    weights(spec),
  ),
});

// -- training -----------------------------------------------------------------------------------------------------

const BATCHES = `
class Batches(keras.utils.PyDataset):
    """The training set in minibatches, augmented and in another order in every epoch."""

    def __init__(self, x, y, scale):
        super().__init__()
        self.x, self.y, self.scale, self.rng = x, y, scale, np.random.default_rng(SEED)
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.x) // BATCH_SIZE)

    def __getitem__(self, i):
        batch = self.order[i * BATCH_SIZE : (i + 1) * BATCH_SIZE]
        return self.scale(augment(self.x[batch], self.rng)), self.y[batch]

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.x))
`;

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

/** @param {Spec} spec @param {string[]} own of optimizer and schedule */
function makeCallbacks(spec, own) {
  const all = ['keras.callbacks.TerminateOnNaN()', ...own, ...(stopsEarly(spec) ? [earlyStopping(spec)] : [])];
  return `
def make_callbacks(${own.some((callback) => /\bepochs\b/.test(callback)) ? 'epochs' : ''}):
    return [
${all.map((callback) => `${indent(callback, 8)},\n`).join('')}    ]
`;
}

/** @param {Spec} spec @param {{ steps: boolean, callbacks: string[] }} optimizer */
function train(spec, { steps, callbacks }) {
  const metrics = ['"accuracy"'];
  const smooth = spec.labelSmoothing > 0;
  if (smooth) metrics.push('smoothed_cross_entropy');
  if (hasOther(spec)) metrics.push('keras.metrics.SparseCategoricalCrossentropy("cross_entropy", from_logits=True)');
  const callbackArguments = callbacks.some((callback) => /\bepochs\b/.test(callback)) ? 'epochs' : '';
  const fed = augments(spec)
    ? `Batches(x, y, ${measures(spec) ? 'data["scale"]' : 'scale'})`
    : 'x,\n        y,\n        batch_size=BATCH_SIZE';
  return `
def train(model, data, epochs):
    """Trains the model; Keras prints what every epoch came to."""
    x, y = data["train"]
    model.compile(
        optimizer=make_optimizer(${steps ? 'epochs * -(-len(x) // BATCH_SIZE)' : ''}),
        loss=${smooth ? 'smoothed_cross_entropy' : 'keras.losses.SparseCategoricalCrossentropy(from_logits=True)'},
        metrics=[${metrics.join(', ')}],
    )
    model.fit(
        ${fed},
        epochs=epochs,
${spec.data.validationSize > 0 ? '        validation_data=data["validation"],\n' : ''}        callbacks=make_callbacks(${callbackArguments}),
        verbose=2,
    )
`;
}

const PROBABILITIES = `
def probabilities(model, x):
    """Of the classes, [n, 10]."""
    return ops.convert_to_numpy(ops.softmax(model.predict(x, batch_size=1000, verbose=0)))
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

/** @param {Spec} spec */
function main(spec) {
  const { models, bootstrap } = spec.bagging;
  const bagged = models > 1;
  const passes = drops(spec) && !bagged;
  const inner = bagged
    ? `mean = 0.0
for member in range(${models}):
    print(f"network {member + 1} of ${models}")
    keras.utils.set_random_seed((SEED + member) % 2**32)
    model = build_model()
    if weights:
        load_weights(model, weights)
${
  bootstrap
    ? `    x, y = data["train"]
    sample = np.random.default_rng(SEED + member).integers(len(x), size=len(x))  # with replacement
    train(model, {**data, "train": (x[sample], y[sample])}, epochs)`
    : '    train(model, data, epochs)'
}
    mean = mean + probabilities(model, data["test"][0]) / ${models}
loss = -np.log(mean[np.arange(len(mean)), data["test"][1]]).mean()
accuracy = (mean.argmax(1) == data["test"][1]).mean()`
    : `keras.utils.set_random_seed(SEED)
model = build_model()
if weights:
    load_weights(model, weights)
train(model, data, epochs)
if save:
    save_weights(model, save)
x, y = data["test"]
${
  passes
    ? `report("one pass:", probabilities(model, x), y)
report(f"{passes} passes:", predict_monte_carlo(model, x, passes)[0], y)
`
    : ''
}p = probabilities(model, x)
loss, accuracy = -np.log(p[np.arange(len(p)), y]).mean(), (p.argmax(1) == y).mean()`;
  const given = args('folder=None', 'epochs=EPOCHS', 'weights=None', !bagged && 'save=None', passes && 'passes=100');
  return `
def main(${given}):
    """Trains and tests; \`folder\` has the four IDX files, without it Keras downloads them."""
    data = prepare(folder)
${indent(inner, 4)}
    print(f"test loss {loss:.4f}, accuracy {accuracy:.4f}")
`;
}

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
  const bagged = spec.bagging.models > 1;
  const passes = drops(spec) && !bagged;
  const modules = optimizer.usesFunction ? rateModules(spec) : [];
  return {
    notes: [
      ...(spec.labelSmoothing > 0 ? [{ id: /** @type {const} */ ('keras-smoothing') }] : []),
      ...(penalizes(spec) ? [{ id: /** @type {const} */ ('keras-penalty') }] : []),
      ...optimizer.notes,
    ],
    options: ['epochs', 'weights', ...(bagged ? [] : ['save']), ...(passes ? ['passes'] : [])],
    sections: [
      { title: '', text: '', code: lines(imports(spec, modules), '', constants(spec), rateConstant(spec)) },
      dataSection(spec, LOADER),
      ...(augments(spec) ? [augmentSection(spec)] : []),
      networkSection(spec),
      { title: 'Optimizer', text: optimizer.text, code: optimizer.code },
      {
        title: 'Training',
        text: 'Keras prints the loss and the accuracy of every epoch.',
        code: blocks(
          augments(spec) && BATCHES,
          spec.labelSmoothing > 0 && smoothedLoss(spec),
          makeCallbacks(spec, optimizer.callbacks),
          train(spec, optimizer),
          PROBABILITIES,
        ),
      },
      ...(passes
        ? [{ title: 'Monte Carlo dropout', text: MONTE_CARLO_TEXT, code: blocks(monteCarlo(spec), SCORES, REPORT) }]
        : []),
      { title: 'Run', text: 'Trains, then tests.', code: main(spec) },
    ],
  };
}

// keras-network.js: the network of a Keras script: layers, initializers, penalties, weights.

import {
  PIXELS,
  RESIDUAL,
  dropsAlpha,
  dropsClassic,
  isResidual,
  layersOf,
  leaks,
  normalizes,
  squareWeight,
  sumWeight,
} from './network.js';
import { args, blocks, call, indent, number, real } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./python.js').Section} Section */
/** @typedef {import('./network.js').Layer} Layer */

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

/** A layer without any input to it is at 0, where Keras has the slope of its backend: 1 with JAX. */
const LEAKY_RELU = `
def leaky_relu(z):
    """max(0.01 z, z), with the slope 0.01 at 0 in every backend."""
    return ops.where(z > 0, z, 0.01 * z)
`;

/** What is kept of the variance is taken first: with PyTorch below, Keras' own call changes the tensor in its place. */
const UNBIASED = `
class UnbiasedBatchNormalization(keras.layers.BatchNormalization):
    """Predicts with the moving mean of the minibatches' unbiased variance, as PyTorch does."""

    def call(self, z, training=False):
        kept = self.moving_variance * self.momentum
        y = super().call(z, training=training)
        if training and self.trainable:
            n = ops.cast(ops.shape(z)[0], z.dtype)
            variance = ops.var(z, axis=0) * n / ops.maximum(n - 1, 1)
            self.moving_variance.assign(kept + variance * (1 - self.momentum))
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

/** @param {Layer} layer */
const activationOf = ({ activation }) => (activation === 'leaky_relu' ? activation : `"${activation}"`);

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
  const activation = inside && `activation=${activationOf(layer)}`;
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

/** @param {Layer} layer what stands in a layer of its own: after batch normalization */
function activationLayer(layer) {
  const { batchNorm, activation, last } = layer;
  return (
    batchNorm === 'before' && !last && activation !== 'linear' && `keras.layers.Activation(${activationOf(layer)})`
  );
}

/** What stands where Keras has no layer: the place of what a later one adds, and that one. */
const SEEN = 'seen';
const ADD = 'add';

/** The network's layers in Keras, in their order. @param {Spec} spec */
function stackOf(spec) {
  const { inputDropout } = spec.model;
  const layers = layersOf(spec);
  return [
    inputDropout > 0 && dropout(spec, inputDropout, false),
    ...layers.flatMap((layer, i) => [
      dense(spec, layer),
      layer.batchNorm === 'before' && normalization(spec, layer),
      activationLayer(layer),
      layer.batchNorm === 'after' && normalization(spec, layer),
      layer.adds && ADD,
      layers[i + 1]?.adds && SEEN,
      layer.dropout > 0 && dropout(spec, layer.dropout, dropsAlpha(layer)),
    ]),
  ].filter((layer) => typeof layer === 'string');
}

/** @param {Spec} spec */
function residualModel(spec) {
  const line = (/** @type {string} */ layer) =>
    layer === SEEN ? 'seen = x' : `x = ${layer === ADD ? 'keras.layers.Add()([seen, x])' : `${layer}(x)`}`;
  return `
def build_model():
    """The network. Its outputs are logits: the softmax is in the loss, where no logarithm of 0 can be.

    ${RESIDUAL}
    """
    inputs = x = keras.Input((${PIXELS},))
${stackOf(spec)
  .map((layer) => `${indent(line(layer), 4)}\n`)
  .join('')}    return keras.Model(inputs, x)
`;
}

/** @param {Spec} spec */
function buildModel(spec) {
  if (isResidual(spec)) return residualModel(spec);
  const stack = [`keras.Input((${PIXELS},))`, ...stackOf(spec)];
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
export const networkSection = (spec) => ({
  title: 'Network',
  text: 'The layers have the names that Descenso gives to them.',
  code: blocks(
    dropsClassic(spec) && CLASSIC_DROPOUT,
    normalizes(spec) && spec.model.batchNormUnbiased && UNBIASED,
    leaks(spec) && LEAKY_RELU,
    buildModel(spec),
    weights(spec),
  ),
});

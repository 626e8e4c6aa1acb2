// jax-network.js: the network of a JAX script: initial weights, forward pass and objective, line by line.

import {
  DEVIATIONS,
  LIMITS,
  RESIDUAL,
  drops,
  dropsAlpha,
  isResidual,
  layersOf,
  leaks,
  limitsNorms,
  normalizes,
  penalizes,
  shrinks,
  squareWeight,
  sumWeight,
} from './network.js';
import { measuresAnew } from './average.js';
import { mixes } from './mixup.js';
import { blocks, number, real } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./network.js').Layer} Layer */

/** @type {Record<string, (z: string) => string>} */
const ACTIVATIONS = {
  linear: (z) => z,
  relu: (z) => `jax.nn.relu(${z})`,
  leaky_relu: (z) => `leaky_relu(${z})`,
  elu: (z) => `jax.nn.elu(${z})`,
  selu: (z) => `jax.nn.selu(${z})`,
  tanh: (z) => `jnp.tanh(${z})`,
  sigmoid: (z) => `jax.nn.sigmoid(${z})`,
  silu: (z) => `jax.nn.silu(${z})`,
  gelu: (z) => `jax.nn.gelu(${z}, approximate=False)`,
  softmax: (z) => z,
};

/** A layer without any input to it is at 0, where JAX's own has the other one of two slopes. */
const LEAKY_RELU = `
def leaky_relu(z):
    """max(0.01 z, z), with the slope 0.01 at 0, where jax.nn.leaky_relu has 1."""
    return jnp.where(z > 0, z, 0.01 * z)
`;

/** @param {string} initializer */
function initializerFunction(initializer) {
  if (initializer === 'zeros') return 'def zeros(key, inputs, outputs):\n    return jnp.zeros((inputs, outputs))';
  if (initializer in LIMITS)
    return `def ${initializer}(key, inputs, outputs):
    limit = ${LIMITS[initializer]}
    return jax.random.uniform(key, (inputs, outputs), minval=-limit, maxval=limit)`;
  return `def ${initializer}(key, inputs, outputs):
    """A normal cut off at two of its deviations, stretched to the deviation that it had."""
    deviation = ${DEVIATIONS[initializer]} / 0.87962566103423978
    return deviation * jax.random.truncated_normal(key, -2, 2, (inputs, outputs))`;
}

/** @param {Spec} spec */
function buildModel(spec) {
  const layers = layersOf(spec);
  const parameters = layers.flatMap(({ n, initializer, initializerScale, inputs, units, batchNorm }) => [
    `"dense${n}/kernel": ${initializerScale === 1 ? '' : `${number(initializerScale)} ** 0.5 * `}${initializer}(keys[${n - 1}], ${inputs}, ${units}),`,
    `"dense${n}/bias": jnp.zeros(${units}),`,
    ...(batchNorm === 'none'
      ? []
      : [`"batchnorm${n}/gamma": jnp.ones(${units}),`, `"batchnorm${n}/beta": jnp.zeros(${units}),`]),
  ]);
  const statistics = layers
    .filter(({ batchNorm }) => batchNorm !== 'none')
    .flatMap(({ n, units }) => [
      `"batchnorm${n}/movingMean": jnp.zeros(${units}),`,
      `"batchnorm${n}/movingVariance": jnp.ones(${units}),`,
    ]);
  const block = (/** @type {string[]} */ items) => `{\n${items.map((item) => `        ${item}\n`).join('')}    }`;
  return normalizes(spec)
    ? `
def build_model(key):
    """The parameters, and the moving statistics, by name; a kernel is [inputs, outputs]."""
    keys = jax.random.split(key, ${layers.length})
    parameters = ${block(parameters)}
    statistics = ${block(statistics)}
    return parameters, statistics


def load_weights(file):
    """The same from an .npz."""
    arrays = {name: jnp.asarray(array) for name, array in np.load(file).items()}
    statistics = {name: array for name, array in arrays.items() if "/moving" in name}
    return {name: array for name, array in arrays.items() if name not in statistics}, statistics
`
    : `
def build_model(key):
    """The parameters by name; a kernel is [inputs, outputs]."""
    keys = jax.random.split(key, ${layers.length})
    return ${block(parameters)}


def load_weights(file):
    """The same from an .npz."""
    return {name: jnp.asarray(array) for name, array in np.load(file).items()}
`;
}

/** @param {Spec} spec */
function dropoutFunction(spec) {
  const classic = spec.model.dropoutMode === 'classic';
  return `
def dropout(y, p, key):
    """${classic ? 'Keeps outputs with probability 1 - p; predictions take (1 - p) of them, and have no key.' : 'Keeps outputs with probability 1 - p, divided by it; predictions, which have no key, take them as they are.'}"""
    if key is None:
        return ${classic ? '(1 - p) * y' : 'y'}
    kept = jax.random.bernoulli(key, 1 - p, y.shape)
    return jnp.where(kept, y${classic ? '' : ' / (1 - p)'}, 0.0)
`;
}

const ALPHA_DROPOUT = `
def alpha_dropout(y, p, key):
    """Sets outputs of selu to its limit, and keeps mean 0 and deviation 1 (Klambauer et al., 2017)."""
    if key is None:
        return y
    limit = -1.7580993408473766
    a = ((1 - p) * (1 + p * limit**2)) ** -0.5
    kept = jax.random.bernoulli(key, 1 - p, y.shape)
    return a * jnp.where(kept, y, limit) - a * p * limit
`;

/** How a forward pass is told to train: where statistics are measured anew, by how much of the moving ones stays. @param {Spec} spec */
const training = (spec) =>
  measuresAnew(spec)
    ? { name: 'keep', is: 'keep is not None', yes: number(spec.model.batchNormMomentum), no: 'None' }
    : { name: 'training', is: 'training', yes: 'True', no: 'False' };

/** @param {Spec} spec */
function normalizeFunction(spec) {
  const { batchNormMomentum: momentum, batchNormEpsilon: epsilon, batchNormUnbiased: unbiased } = spec.model;
  const { name, is } = training(spec);
  const [keep, take] = measuresAnew(spec)
    ? ['keep', '(1 - keep)']
    : [number(momentum), number(Number((1 - momentum).toPrecision(12)))];
  return `
def normalize(z, name, parameters, statistics, ${name}):
    """Batch normalization, and the moving statistics after it${measuresAnew(spec) ? ', of which `keep` stays; predictions have none' : ''}."""
    old_mean, old_variance = statistics[f"{name}/movingMean"], statistics[f"{name}/movingVariance"]
    mean, variance = (z.mean(0), z.var(0)) if ${is} else (old_mean, old_variance)
    if ${is}:
        unbiased = variance${unbiased ? ' * len(z) / max(len(z) - 1, 1)' : ''}
        statistics = statistics | {
            f"{name}/movingMean": ${keep} * old_mean + ${take} * mean,
            f"{name}/movingVariance": ${keep} * old_variance + ${take} * unbiased,
        }
    y = (z - mean) / jnp.sqrt(variance + ${number(epsilon)})
    return parameters[f"{name}/gamma"] * y + parameters[f"{name}/beta"], statistics
`;
}

/** The lines from x to the logits. @param {Spec} spec */
function forwardLines(spec) {
  const layers = layersOf(spec);
  const out = [];
  const { inputDropout } = spec.model;
  const places = [inputDropout > 0, ...layers.map(({ dropout }) => dropout > 0)].filter(Boolean).length;
  if (places > 0) out.push(`keys = iter(jax.random.split(key, ${places}) if key is not None else [None] * ${places})`);
  if (inputDropout > 0) out.push(`x = dropout(x, ${number(inputDropout)}, next(keys))`);
  for (const [i, layer] of layers.entries()) {
    const { n, activation, batchNorm, dropout, adds } = layer;
    const norm = `x, statistics = normalize(x, "batchnorm${n}", parameters, statistics, ${training(spec).name})`;
    const z = `x @ parameters["dense${n}/kernel"] + parameters["dense${n}/bias"]`;
    if (batchNorm === 'before') {
      out.push(`x = ${z}`, norm);
      if (ACTIVATIONS[activation]('x') !== 'x') out.push(`x = ${ACTIVATIONS[activation]('x')}`);
    } else out.push(`x = ${ACTIVATIONS[activation](z)}`);
    if (batchNorm === 'after') out.push(norm);
    if (adds) out.push('x = seen + x');
    if (layers[i + 1]?.adds) out.push('seen = x');
    if (dropout > 0)
      out.push(`x = ${dropsAlpha(layer) ? 'alpha_dropout' : 'dropout'}(x, ${number(dropout)}, next(keys))`);
  }
  return out;
}

/** @param {Spec} spec */
function forward(spec) {
  const body = forwardLines(spec);
  const key = drops(spec) ? ', key=None' : '';
  const residual = isResidual(spec) ? `\n\n    ${RESIDUAL}\n    ` : '';
  if (!normalizes(spec))
    return `
def predict(parameters, x${key}):
    """Logits [n, 10]${drops(spec) ? '; with a key, dropout is on' : ''}.${residual}"""
    ${[...body, 'return x'].join('\n    ')}
`;
  return `
def forward(parameters, statistics, x, ${training(spec).name}${key}):
    """Logits [n, 10], and the moving statistics${drops(spec) ? '; with a key, dropout is on' : ''}.${residual}"""
    ${[...body, 'return x, statistics'].join('\n    ')}


def predict(parameters, statistics, x${key}):
    """Logits [n, 10], normalized by the moving statistics."""
    return forward(parameters, statistics, x, ${training(spec).no}${drops(spec) ? ', key' : ''})[0]
`;
}

/** @param {Spec} spec */
function objective(spec) {
  const key = drops(spec) ? ', key' : '';
  const terms = layersOf(spec).flatMap((layer) => {
    const w = `parameters["dense${layer.n}/kernel"]`;
    return [
      sumWeight(spec, layer) > 0 && `${number(layer.l1)} * jnp.abs(${w}).sum()`,
      layer.l2 > 0 && `${number(squareWeight(spec, layer))} * (${w} ** 2).sum()`,
    ].filter((term) => typeof term === 'string');
  });
  const { labelSmoothing: smoothing } = spec;
  const likelihood = (/** @type {string} */ logs) =>
    mixes(spec) ? `(y * ${logs}).sum(1).mean()` : `jnp.take_along_axis(${logs}, y[:, None], 1).mean()`;
  const crossEntropy =
    smoothing > 0
      ? `logs = jax.nn.log_softmax(logits)
    loss = -(${number(Number((1 - smoothing).toPrecision(12)))} * ${likelihood('logs')} + ${number(smoothing)} * logs.mean())`
      : `loss = -${likelihood('jax.nn.log_softmax(logits)')}`;
  const total = penalizes(spec) ? 'loss + penalty(parameters)' : 'loss';
  const penalty =
    penalizes(spec) &&
    `
def penalty(parameters):
    """λ₁ Σ|w| + λ₂${spec.model.l2Half ? '/2' : ''} Σw²; of kernels, never of biases."""
    return ${terms.length > 1 ? `(\n        ${terms.join('\n        + ')}\n    )` : terms[0]}
`;
  const start = normalizes(spec)
    ? `def objective(parameters, statistics${key}, x, y):
    """What is minimized; then the mean cross-entropy and the moving statistics."""
    logits, statistics = forward(parameters, statistics, x, ${training(spec).yes}${key})`
    : `def objective(parameters${key}, x, y):
    """What is minimized; then the mean cross-entropy alone."""
    logits = predict(parameters, x${key})`;
  return blocks(
    penalty,
    `${start}
    ${crossEntropy}
    return ${total}, ${normalizes(spec) ? '(loss, statistics)' : 'loss'}`,
  );
}

/** @param {Spec} spec */
function shrink(spec) {
  const lambdas = layersOf(spec)
    .filter(({ l1 }) => l1 > 0)
    .map(({ n, l1 }) => `"dense${n}/kernel": ${number(l1)}`);
  return `
def shrink(parameters, eta):
    """The proximal step of λ₁ Σ|w|: weights come nearer to 0 by η λ₁, and no further (Duchi and Singer, 2009)."""
    parameters = dict(parameters)
    for name, l1 in {${lambdas.join(', ')}}.items():
        w = parameters[name]
        parameters[name] = jnp.sign(w) * jnp.maximum(jnp.abs(w) - eta * l1, 0)
    return parameters
`;
}

/** @param {Spec} spec */
function limitNorms(spec) {
  const limits = layersOf(spec)
    .filter(({ maxNorm }) => maxNorm > 0)
    .map(({ n, maxNorm }) => `"dense${n}/kernel": ${real(maxNorm)}`);
  return `
def limit_norms(parameters):
    """Scales down the weights of each unit, a column of the kernel, whose norm is above the limit."""
    parameters = dict(parameters)
    for name, most in {${limits.join(', ')}}.items():
        norms = jnp.sqrt((parameters[name] ** 2).sum(0))
        parameters[name] *= jnp.where(norms > most, most / norms, 1)
    return parameters
`;
}

/** @param {Spec} spec @returns {import('./python.js').Section} */
export function networkSection(spec) {
  const layers = layersOf(spec);
  const alpha = layers.some((layer) => layer.dropout > 0 && dropsAlpha(layer));
  const plain = spec.model.inputDropout > 0 || layers.some((layer) => layer.dropout > 0 && !dropsAlpha(layer));
  return {
    title: 'Network',
    text: 'A network is a dictionary of arrays, by the names that Descenso gives to them.',
    code: blocks(
      ...[...new Set(layers.map(({ initializer }) => initializer))].map(initializerFunction),
      buildModel(spec),
      leaks(spec) && LEAKY_RELU,
      plain && dropoutFunction(spec),
      alpha && ALPHA_DROPOUT,
      normalizes(spec) && normalizeFunction(spec),
      forward(spec),
      objective(spec),
      shrinks(spec) && shrink(spec),
      limitsNorms(spec) && limitNorms(spec),
    ),
  };
}

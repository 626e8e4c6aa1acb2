// pytorch-network.js: the network of a PyTorch script: modules, initial weights, penalties and limits.

import {
  RESIDUAL,
  dropsAlpha,
  dropsClassic,
  hasLoneImage,
  isResidual,
  layersOf,
  limitsNorms,
  normalizes,
  penalizes,
  shrinks,
  squareWeight,
  sumWeight,
} from './network.js';
import { args, blocks, number, real } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./python.js').Section} Section */
/** @typedef {import('./network.js').Layer} Layer */

/** Module and function of each activation. @type {Record<string, string>} */
const ACTIVATIONS = {
  relu: 'nn.ReLU()',
  leaky_relu: 'nn.LeakyReLU(0.01)',
  elu: 'nn.ELU()',
  selu: 'nn.SELU()',
  tanh: 'nn.Tanh()',
  sigmoid: 'nn.Sigmoid()',
  silu: 'nn.SiLU()',
  gelu: 'nn.GELU()',
};

const CLASSIC_DROPOUT = `
class ClassicDropout(nn.Module):
    """Keeps an output with probability 1 - p while training, and predicts with (1 - p) of it."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, y):
        if self.training:
            return y * (torch.rand_like(y) >= self.p)
        return (1 - self.p) * y
`;

/** PyTorch's own keeps the unbiased variance, and takes no minibatch of one image. @param {boolean} unbiased */
const batchNorm = (unbiased) => `
class BatchNorm(nn.BatchNorm1d):
    """Predicts with the moving mean of the minibatches' ${unbiased ? 'unbiased ' : ''}variance${unbiased ? '; takes one image too' : ', not of the unbiased one'}."""

    def forward(self, z):
        mean, variance = self.running_mean, self.running_var
        if self.training:
            mean, variance = z.mean(0), z.var(0, unbiased=False)
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(${unbiased ? 'z.var(0, unbiased=len(z) > 1)' : 'variance'}, self.momentum)
        return self.weight * (z - mean) / torch.sqrt(variance + self.eps) + self.bias
`;

/** Whether nn.BatchNorm1d does what the spec says. @param {Spec} spec */
const hasOwnBatchNorm = (spec) => spec.model.batchNormUnbiased && !hasLoneImage(spec);

/** @param {Spec} spec @param {Layer} layer */
function normalization(spec, layer) {
  const { batchNormMomentum: momentum, batchNormEpsilon: epsilon } = spec.model;
  const taken = Number((1 - momentum).toPrecision(12));
  const given = args(
    `${layer.units}`,
    epsilon !== 1e-5 && `eps=${number(epsilon)}`,
    taken !== 0.1 && `momentum=${number(taken)}`,
  );
  return `${hasOwnBatchNorm(spec) ? 'nn.BatchNorm1d' : 'BatchNorm'}(${given})`;
}

/** @param {Spec} spec @param {number} p @param {boolean} alpha */
function dropout(spec, p, alpha) {
  if (alpha) return `nn.AlphaDropout(${number(p)})`;
  return `${spec.model.dropoutMode === 'classic' ? 'ClassicDropout' : 'nn.Dropout'}(${number(p)})`;
}

/** @typedef {[name: string, made: string]} Module */

/** The modules of a layer, in their order, its dropout apart. @param {Spec} spec @param {Layer} layer @returns {Module[]} */
function layerModules(spec, layer) {
  const { n, activation, batchNorm } = layer;
  /** @type {Module} */
  const norm = [`batchnorm${n}`, batchNorm === 'none' ? '' : normalization(spec, layer)];
  return [
    [`dense${n}`, `nn.Linear(${layer.inputs}, ${layer.units})`],
    .../** @type {Module[]} */ (batchNorm === 'before' ? [norm] : []),
    .../** @type {Module[]} */ (activation in ACTIVATIONS ? [[`${activation}${n}`, ACTIVATIONS[activation]]] : []),
    .../** @type {Module[]} */ (batchNorm === 'after' ? [norm] : []),
  ];
}

/** What is dropped before each layer, and after the last. @param {Spec} spec @returns {(Module | undefined)[]} */
function dropouts(spec) {
  const { inputDropout } = spec.model;
  return [
    inputDropout > 0 ? ['dropout0', dropout(spec, inputDropout, false)] : undefined,
    ...layersOf(spec).map((layer) =>
      layer.dropout > 0
        ? /** @type {Module} */ ([`dropout${layer.n}`, dropout(spec, layer.dropout, dropsAlpha(layer))])
        : undefined,
    ),
  ];
}

/** The modules of the network, in their order. @param {Spec} spec */
function modules(spec) {
  const [first, ...dropped] = dropouts(spec);
  return [first, ...layersOf(spec).flatMap((layer, i) => [...layerModules(spec, layer), dropped[i]])].filter(
    (one) => one !== undefined,
  );
}

/** A network whose layers do not just follow each other. @param {Spec} spec */
function residualClass(spec) {
  const dropped = dropouts(spec);
  const layers = layersOf(spec);
  const through = (/** @type {string} */ x, /** @type {Module | undefined} */ one) =>
    one ? `self.${one[0]}(${x})` : x;
  const forward = layers.map((layer, i) => {
    const made = layerModules(spec, layer).reduce(through, through('x', dropped[i]));
    return layer.last ? `return ${through(made, dropped[i + 1])}` : `x = ${layer.adds ? 'x + ' : ''}${made}`;
  });
  return `
class Network(nn.Module):
    """${RESIDUAL}"""

    def __init__(self):
        super().__init__()
${modules(spec)
  .map(([name, made]) => `        self.${name} = ${made}\n`)
  .join('')}
    def forward(self, x):
${forward.map((line) => `        ${line}\n`).join('')}`;
}

/** Keras' truncated normal and the others, for PyTorch's kernels [outputs, inputs]. @type {Record<string, string>} */
const INITIALIZERS = {
  he_normal: 'truncated_normal(layer.weight, (2 / layer.in_features) ** 0.5)',
  glorot_normal: 'truncated_normal(layer.weight, (2 / (layer.in_features + layer.out_features)) ** 0.5)',
  lecun_normal: 'truncated_normal(layer.weight, (1 / layer.in_features) ** 0.5)',
  he_uniform: 'nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")',
  glorot_uniform: 'nn.init.xavier_uniform_(layer.weight)',
  zeros: 'nn.init.zeros_(layer.weight)',
};

const TRUNCATED = `
def truncated_normal(weight, deviation):
    """A normal cut off at two of its deviations, stretched to the deviation that it had."""
    wide = deviation / 0.87962566103423978
    nn.init.trunc_normal_(weight, std=wide, a=-2 * wide, b=2 * wide)
`;

/** @param {Spec} spec */
function buildModel(spec) {
  const layers = layersOf(spec);
  const ruleOf = (/** @type {Layer} */ { initializer, initializerScale }) => `${initializer} ${initializerScale}`;
  const used = new Map(layers.map((layer) => [ruleOf(layer), layer]));
  const groups = [...used].map(([rule, { initializer, initializerScale: scale }]) => {
    const mine = layers.filter((layer) => ruleOf(layer) === rule).map(({ n }) => `model.dense${n}`);
    const scaled = scale === 1 ? '' : `        layer.weight.data *= ${number(scale)} ** 0.5\n`;
    return `    for layer in (${mine.join(', ')}${mine.length === 1 ? ',' : ''}):
        ${INITIALIZERS[initializer]}  # ${initializer}
${scaled}        nn.init.zeros_(layer.bias)`;
  });
  const network = isResidual(spec)
    ? 'Network()'
    : `nn.Sequential(
        OrderedDict(
${modules(spec)
  .map(([name, made]) => `            ${name}=${made},\n`)
  .join('')}        )
    )`;
  return `
def build_model():
    """The network, initialized. Its outputs are logits: the softmax is in the loss."""
    model = ${network}
${groups.join('\n')}
    return model.to(DEVICE)
`;
}

/** @param {Spec} spec */
function penalty(spec) {
  const terms = layersOf(spec).flatMap((layer) => {
    const w = `model.dense${layer.n}.weight`;
    const square = squareWeight(spec, layer);
    return [
      sumWeight(spec, layer) > 0 && `${number(layer.l1)} * ${w}.abs().sum()`,
      layer.l2 > 0 && `${number(square)} * ${w}.square().sum()`,
    ].filter((term) => typeof term === 'string');
  });
  const half = spec.model.l2Half && layersOf(spec).some(({ l2 }) => l2 > 0);
  const what = half ? 'λ₁ Σ|w| + λ₂/2 Σw²; λ₂ is what torch.optim calls weight_decay' : 'λ₁ Σ|w| + λ₂ Σw²';
  return `
def penalty(model):
    """${what}; of kernels, never of biases."""
    return ${terms.length > 1 ? `(\n        ${terms.join('\n        + ')}\n    )` : terms[0]}
`;
}

/** @param {Spec} spec */
function shrink(spec) {
  const penalized = layersOf(spec).filter(({ l1 }) => l1 > 0);
  const pairs = penalized.map(({ n, l1 }) => `(model.dense${n}, ${number(l1)})`);
  return `
@torch.no_grad()
def shrink(model, eta):
    """The proximal step of λ₁ Σ|w|: weights come nearer to 0 by η λ₁, and no further (Duchi and Singer, 2009)."""
    for layer, l1 in (${pairs.join(', ')}${pairs.length === 1 ? ',' : ''}):
        layer.weight.copy_(nn.functional.softshrink(layer.weight, eta * l1))
`;
}

/** @param {Spec} spec */
function limitNorms(spec) {
  const limited = layersOf(spec).filter(({ maxNorm }) => maxNorm > 0);
  const pairs = limited.map(({ n, maxNorm }) => `(model.dense${n}, ${real(maxNorm)})`);
  return `
@torch.no_grad()
def limit_norms(model):
    """Scales down the weights of each unit, a row of the kernel, whose norm is above the limit."""
    for layer, most in (${pairs.join(', ')}${pairs.length === 1 ? ',' : ''}):
        layer.weight.copy_(torch.renorm(layer.weight, 2, 0, most))
`;
}

/** @param {Spec} spec */
function weights(spec) {
  const statistics = `
        if isinstance(layer, nn.BatchNorm1d):
            named[f"{name}/gamma"], named[f"{name}/beta"] = layer.weight.data, layer.bias.data
            named[f"{name}/movingMean"] = layer.running_mean
            named[f"{name}/movingVariance"] = layer.running_var`;
  return `
def tensors(model):
    """The weights by Descenso's names, as views; kernels are [inputs, outputs] there."""
    named = {}
    for name, layer in model.named_children():
        if isinstance(layer, nn.Linear):
            named[f"{name}/kernel"], named[f"{name}/bias"] = layer.weight.data.T, layer.bias.data${normalizes(spec) ? statistics : ''}
    return named


def load_weights(model, file):
    """Sets the weights to those of an .npz."""
    arrays = np.load(file)
    for name, tensor in tensors(model).items():
        tensor.copy_(torch.from_numpy(arrays[name]))


def save_weights(model, file):
    """Writes the weights to an .npz, which Descenso opens."""
    np.savez(file, **{name: np.ascontiguousarray(tensor.cpu()) for name, tensor in tensors(model).items()})
`;
}

/** @param {Spec} spec @returns {Section} */
export const networkSection = (spec) => ({
  title: 'Network',
  text: 'PyTorch keeps a kernel as [outputs, inputs].',
  code: blocks(
    dropsClassic(spec) && CLASSIC_DROPOUT,
    normalizes(spec) && !hasOwnBatchNorm(spec) && batchNorm(spec.model.batchNormUnbiased),
    layersOf(spec).some(({ initializer }) => /_normal$/.test(initializer)) && TRUNCATED,
    isResidual(spec) && residualClass(spec),
    buildModel(spec),
    penalizes(spec) && penalty(spec),
    shrinks(spec) && shrink(spec),
    limitsNorms(spec) && limitNorms(spec),
    weights(spec),
  ),
});

// A dense network in float64, written as the formulas are: no lists, no panels, no blocks. What the engine
// computes is held against it.
//
//   z = x W + b,  y = φ(z),  last layer: p = softmax(z),  loss = mean over the samples of −log p[label]
//
// A layer is { inputs, outputs, activation, kernel: [inputs · outputs], bias: [outputs] }.

const LEAK = 0.01;
const SELU_LAMBDA = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** The normal distribution: its series around 0, whose terms are z/1, z³/(1·3), z⁵/(1·3·5) … times its density. */
function below(z) {
  if (Math.abs(z) > 12) return z > 0 ? 1 : 0;
  let [term, sum] = [z, 0];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 1000; n += 2) {
    sum += term;
    term *= (z * z) / (n + 2);
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** φ and φ′ of every activation of the catalog, both from z; softmax is the loss's. */
export const activations = {
  linear: { value: (z) => z, slope: () => 1 },
  relu: { value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { value: (z) => (z > 0 ? z : LEAK * z), slope: (z) => (z > 0 ? 1 : LEAK) },
  elu: { value: (z) => (z < 0 ? Math.expm1(z) : z), slope: (z) => (z < 0 ? Math.exp(z) : 1) },
  selu: {
    value: (z) => SELU_LAMBDA * (z < 0 ? SELU_ALPHA * Math.expm1(z) : z),
    slope: (z) => SELU_LAMBDA * (z < 0 ? SELU_ALPHA * Math.exp(z) : 1),
  },
  tanh: { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  sigmoid: { value: sigmoid, slope: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  silu: {
    value: (z) => z * sigmoid(z),
    slope: (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z))),
  },
  gelu: {
    value: (z) => z * below(z),
    slope: (z) => below(z) + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  },
  softmax: { value: (z) => z, slope: () => 1 },
};

/** What every pixel becomes: pixel/255, or that less its mean, over its deviation, where there is any. */
export function scaleImages(images, pixels, scaling) {
  const count = images.length / pixels;
  const x = Float64Array.from(images, (pixel) => pixel / 255);
  if (scaling === 'unit') return x;
  for (let i = 0; i < pixels; i++) {
    const column = Array.from({ length: count }, (_, n) => x[n * pixels + i]);
    const mean = column.reduce((sum, v) => sum + v, 0) / count;
    const deviation = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / count);
    column.forEach((v, n) => {
      x[n * pixels + i] = deviation > 1e-9 ? (v - mean) / deviation : 0;
    });
  }
  return x;
}

/** The layers of an experiment's parameters(). */
export function layersOf(parameters, activationNames) {
  return activationNames.map((activation, l) => {
    const [kernel, bias] = [parameters[2 * l], parameters[2 * l + 1]];
    const [inputs, outputs] = kernel.shape;
    return {
      inputs,
      outputs,
      activation,
      kernel: Float64Array.from(kernel.values),
      bias: Float64Array.from(bias.values),
    };
  });
}

function softmax(z) {
  const largest = Math.max(...z);
  const terms = z.map((v) => Math.exp(v - largest));
  const sum = terms.reduce((total, term) => total + term, 0);
  return { probabilities: terms.map((term) => term / sum), logSum: largest + Math.log(sum) };
}

/** z and y of every layer for one sample. */
function forwardSample(layers, x) {
  const passes = [];
  for (const { inputs, outputs, activation, kernel, bias } of layers) {
    const below = passes.length ? passes[passes.length - 1].y : x;
    const z = new Float64Array(outputs);
    for (let o = 0; o < outputs; o++) {
      z[o] = bias[o];
      for (let i = 0; i < inputs; i++) z[o] += below[i] * kernel[i * outputs + o];
    }
    passes.push({ below, z, y: z.map(activations[activation].value) });
  }
  return passes;
}

/** The probabilities of one sample. */
export const predict = (layers, x) => softmax(forwardSample(layers, x).at(-1).z).probabilities;

/** The mean loss of the samples x [n, inputs] with their labels. */
export function lossOf(layers, x, labels) {
  const { inputs } = layers[0];
  let total = 0;
  labels.forEach((label, n) => {
    const { z } = forwardSample(layers, x.subarray(n * inputs, (n + 1) * inputs)).at(-1);
    total += softmax(z).logSum - z[label];
  });
  return total / labels.length;
}

/** Adds one sample's gradient, times `weight`, to `gradients`. */
function backwardSample(layers, passes, label, weight, gradients) {
  const { probabilities } = softmax(passes.at(-1).z);
  let delta = probabilities.map((p, k) => p - (k === label ? 1 : 0)); // ∂loss/∂z of the last layer
  for (let l = layers.length - 1; l >= 0; l--) {
    const { inputs, outputs, kernel } = layers[l];
    const { below } = passes[l];
    const under = new Float64Array(inputs);
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) {
        gradients[l].kernel[i * outputs + o] += weight * below[i] * delta[o];
        under[i] += kernel[i * outputs + o] * delta[o];
      }
    for (let o = 0; o < outputs; o++) gradients[l].bias[o] += weight * delta[o];
    if (l === 0) return;
    const { slope } = activations[layers[l - 1].activation];
    delta = under.map((d, i) => d * slope(passes[l - 1].z[i]));
  }
}

/** The mean loss and its gradient, as [{ kernel, bias }]. */
export function lossAndGradient(layers, x, labels) {
  const { inputs } = layers[0];
  const gradients = layers.map(({ kernel, bias }) => ({
    kernel: new Float64Array(kernel.length),
    bias: new Float64Array(bias.length),
  }));
  labels.forEach((label, n) => {
    const passes = forwardSample(layers, x.subarray(n * inputs, (n + 1) * inputs));
    backwardSample(layers, passes, label, 1 / labels.length, gradients);
  });
  return { loss: lossOf(layers, x, labels), gradients };
}

// What is minimized with regularizers, in float64 and written as the formulas are: a forward pass over a whole
// minibatch. Its gradient is taken by central differences.
//
// A layer is as in network.js, and may have l1, l2, and drop, what dropout makes of its outputs: row by row a
// function of the row; and norm: { place: 'before' | 'after', epsilon, gamma, beta }.

import { activations } from './network.js';

function logSumExp(z) {
  const largest = Math.max(...z);
  return largest + Math.log(z.reduce((sum, v) => sum + Math.exp(v - largest), 0));
}

/** x W + b for every row of x. */
function affine({ inputs, outputs, kernel, bias }, x) {
  return x.map((row) =>
    Array.from({ length: outputs }, (_, o) => {
      let z = bias[o];
      for (let i = 0; i < inputs; i++) z += row[i] * kernel[i * outputs + o];
      return z;
    }),
  );
}

/** λ₁ Σ|w| + λ₂ Σw² over all kernels. */
export function penaltyOf(layers) {
  let total = 0;
  for (const { kernel, l1 = 0, l2 = 0 } of layers) for (const w of kernel) total += l1 * Math.abs(w) + l2 * w * w;
  return total;
}

/** Every column brought to mean 0 and deviation 1 over the rows, then scaled and shifted. */
function normalize({ epsilon, gamma, beta }, rows) {
  const mean = gamma.map((_, o) => rows.reduce((sum, row) => sum + row[o], 0) / rows.length);
  const variance = mean.map((m, o) => rows.reduce((sum, row) => sum + (row[o] - m) ** 2, 0) / rows.length);
  return rows.map((row) => row.map((z, o) => (gamma[o] * (z - mean[o])) / Math.sqrt(variance[o] + epsilon) + beta[o]));
}

/** The mean loss of a minibatch x, a list of rows; of the data alone. */
export function lossOf(layers, x, labels) {
  let rows = x;
  for (const layer of layers) {
    const { value } = activations[layer.activation];
    rows = affine(layer, rows);
    if (layer.norm?.place === 'before') rows = normalize(layer.norm, rows);
    rows = rows.map((row) => row.map(value));
    if (layer.norm?.place === 'after') rows = normalize(layer.norm, rows);
    if (layer.drop) rows = rows.map(layer.drop);
  }
  const total = labels.reduce((sum, label, n) => sum + logSumExp(rows[n]) - rows[n][label], 0);
  return total / labels.length;
}

/** The slope of `objective` by every item of `values`, which it reads; steps of h to both sides. */
export function differences(objective, values, h = 1e-5) {
  return Array.from(values, (value, i) => {
    const at = (x) => {
      values[i] = x;
      return objective();
    };
    const slope = (at(value + h) - at(value - h)) / (2 * h);
    values[i] = value;
    return slope;
  });
}

/**
 * Weights as points: all trained parameters of a network, one after another. What is measured rather than trained (batch
 * normalization's moving statistics) is no coordinate.
 */

/** @typedef {import('../engine/tensors.js').Tensor} Tensor */

/** Those that training moves. @param {Tensor[]} tensors */
export const trainedOf = (tensors) => tensors.filter(({ name }) => !/\/moving/.test(name));

/** @param {Tensor[]} tensors as experiment.parameters() gives them @returns {Float32Array} [P] */
export function vectorOf(tensors) {
  const trained = trainedOf(tensors);
  const vector = new Float32Array(trained.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of trained) {
    vector.set(values, at);
    at += values.length;
  }
  return vector;
}

/** The same as tensors, for experiment.setParameters(): views. @param {Tensor[]} like whose names and shapes they have @param {Float32Array} vector [P] */
export function tensorsOf(like, vector) {
  let at = 0;
  return trainedOf(like).map(({ name, shape, values: { length } }) => {
    at += length;
    return { name, shape, values: vector.subarray(at - length, at) };
  });
}

/** Float64 sum of products, in the order of the coordinates. @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function dot(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/**
 * A plane through the space of weights: θ(a, b) = center + a·x + b·y.
 * @typedef {object} Plane
 * @property {Float32Array} center [P]
 * @property {Float64Array} x [P]
 * @property {Float64Array} y [P] another direction, not always at a right angle to x
 */

/** A point of the plane, as float32 has it. @param {Plane} plane @param {number} a @param {number} b @returns {Float32Array} [P] */
export function pointOf({ center, x, y }, a, b) {
  const point = new Float32Array(center.length);
  for (let k = 0; k < point.length; k++) point[k] = center[k] + (a * x[k] + b * y[k]);
  return point;
}

/**
 * The points of a plane that are nearest to others, and how far these are from it.
 * @param {Plane} plane
 * @returns {(theta: Float32Array) => { a: number, b: number, distance: number }}
 */
export function projector({ center, x, y }) {
  const [xx, xy, yy] = [dot(x, x), dot(x, y), dot(y, y)];
  const determinant = xx * yy - xy * xy;
  return (theta) => {
    let [tx, ty] = [0, 0];
    for (let k = 0; k < theta.length; k++) {
      const away = theta[k] - center[k];
      tx += away * x[k];
      ty += away * y[k];
    }
    const a = (tx * yy - ty * xy) / determinant;
    const b = (ty * xx - tx * xy) / determinant;
    // Summed from what is left over: the difference of two large squares would be rounding.
    let rest = 0;
    for (let k = 0; k < theta.length; k++) rest += (theta[k] - center[k] - (a * x[k] + b * y[k])) ** 2;
    return { a, b, distance: Math.sqrt(rest) };
  };
}

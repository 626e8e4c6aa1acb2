// The figures that are typed in the lessons on depth: what they open.

import assert from 'node:assert/strict';
import { pathPlane } from '../../wasm/landscape/index.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';
import { createRandom } from '../helpers/random.js';

/** @param {ReturnType<typeof import('../helpers/lessons.js').openLesson>} store @param {string} id */
const hiddenOf = (store, id) => store.entrantSpec(id).model.layers.slice(0, -1);

holdFigures('deep', (store) => {
  assert.ok(hiddenOf(store, 'plain').every(({ activation }) => activation === 'sigmoid'));
  return [
    [20, hiddenOf(store, 'plain').length],
    [0.25, 0.25], // of y (1 - y), at y = 1/2
    [32, 32], // bits
  ];
});

holdFigures('he', (store) => {
  assert.equal(hiddenOf(store, 'plain-3')[0].initializerScale, 4);
  return [
    [20, hiddenOf(store, 'plain').length],
    [0.1, hiddenOf(store, 'plain-2')[0].initializerScale],
  ];
});

holdFigures('clipping', (store) => {
  assert.equal(hiddenOf(store, 'clipping')[0].initializerScale, 4);
  assert.equal(store.entrantSpec('clipping').clipNorm, 1);
  return [[1000, 1000]]; // the claim clipping.explodes
});

holdFigures('deep-batchnorm', (store) => [[20, hiddenOf(store, 'batchnorm').length]]);

holdFigures('residual', (store) => {
  assert.ok(store.entrantSpec('residual-2').model.residual && hiddenOf(store, 'residual-2')[0].activation === 'relu');
  return [];
});

holdFigures('selu', () => []);

holdFigures('edge-of-stability', (store) => {
  const { optimizer, data, batchSize, labelSmoothing } = store.entrantSpec('smoothing');
  assert.ok(labelSmoothing > 0 && batchSize === data.trainSize && data.scaling === 'centered');
  return [
    [32, hiddenOf(store, 'plain')[0].units],
    [0.2, optimizer.learningRate],
    [10, 2 / optimizer.learningRate],
    [2000, data.trainSize],
    [1000, store.entrantSpec('plain').data.trainSize],
    [2021, 2021], // the paper's year
  ];
});

/** What a plane has of the variance of random walks from one start, in percent. @param {number} count */
function shareOfWalks(count) {
  const random = createRandom(1);
  const walks = Array.from({ length: count }, () => {
    const at = new Float32Array(3000);
    return Array.from({ length: 41 }, (_, step) =>
      step > 0 ? at.map((x, n) => (at[n] = x + random() - 0.5)) : at.slice(),
    );
  });
  for (let steps = pathPlane(walks.flat(), 0, 0), next = steps.next(); ; next = steps.next())
    if (next.done) return 100 * (next.value.shares[0] + next.value.shares[1]);
}

// Of a random walk's variance the n-th component has 6/(π²n²).
holdFigures('landscape', () => {
  const [one, three] = [1, 3].map(shareOfWalks);
  return [
    [76, 100 * (6 / Math.PI ** 2) * (1 + 1 / 4)],
    [76, one, 2], // of 41 points
    [70, three, 2],
  ];
});

holdAllOf('depth');

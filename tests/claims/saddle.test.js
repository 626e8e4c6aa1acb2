// saddle: gradient descent that starts on the stable axis converges to the saddle, where the gradient is 0, and stays;
// beside the axis it crawls, and momentum leaves sooner.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();
const learningRate = 0.01;

for (const quartic of [0, 0.125])
  describe(`f = x² − y² + ${quartic} y⁴`, () => {
    const surface = { id: 'saddle', quartic };
    const way = (id, start, steps) => runSurface(engine, { surface, start, optimizer: { id, learningRate } }, steps);

    test('from the stable axis, to the saddle', () => {
      const { points, gradients, values } = way('sgd', [1.5, 0], 2000);
      assert.ok(
        pairsOf(points).every(([, y]) => y === 0),
        'it never leaves the axis',
      );
      const [[x, y], [gx, gy]] = [points, gradients].map((list) => pairsOf(list).at(-1));
      assert.ok(Math.hypot(x, y) < 1e-15 && Math.hypot(gx, gy) < 1e-15, `at ${[x, y]}, gradient ${[gx, gy]}`);
      assert.ok(Math.abs(values.at(-1)) < 1e-15);
    });

    test('at the saddle it stops', () => {
      for (const { key } of engine.catalog.optimizers) {
        const { points, gradients } = way(key, [0, 0], 50);
        assert.ok(
          [...points, ...gradients].every((number) => Math.abs(number) === 0),
          key,
        );
      }
    });

    test('from 1e-3 beside the axis, momentum leaves in fewer steps', () => {
      const start = [1.5, 1e-3];
      const stepsToLeave = (id) => pairsOf(way(id, start, 2000).points).findIndex(([, y]) => Math.abs(y) > 0.5) + 1;
      const [plain, momentum, nesterov] = ['sgd', 'momentum', 'nesterov'].map(stepsToLeave);
      assert.ok(momentum > 0 && nesterov > 0 && plain > 0, 'all leave');
      assert.ok(2 * momentum < plain, `momentum ${momentum} steps, without ${plain}`);
      assert.ok(2 * nesterov < plain, `nesterov ${nesterov} steps, without ${plain}`);
    });

    test('near it, the steps are the shortest', () => {
      const { points, steps } = way('sgd', [1.5, 1e-3], 2000);
      const lengths = pairsOf(steps).map(([x, y]) => Math.hypot(x, y));
      const slowest = lengths.indexOf(Math.min(...lengths.slice(0, 350)));
      const [x, y] = pairsOf(points)[slowest];
      assert.ok(Math.hypot(x, y) < 0.1, `the shortest step is at ${[x, y]}`);
      assert.ok(lengths[slowest] < lengths[0] / 20);
    });
  });

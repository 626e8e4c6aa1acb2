// race-2d: all optimizers at once on a long valley, a saddle and Beale's function, from the same point. Where they are
// after 1, 10, 100 and 200 steps, against tests/golden/surfaces.py in float64.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { createWorst, readGolden } from '../golden/compare.js';

/** Of the way gone; the largest error was 1.9e-6. */
const LIMIT = 5e-6;

const engine = await loadEngine();
const { cases } = readGolden('surfaces.json');
const worst = createWorst();

test('every optimizer that the catalog brings to every race is on every surface', () => {
  for (const surface of ['long_valley', 'saddle', 'beale'])
    for (const { key } of engine.catalog.optimizers.filter(({ extra }) => !extra))
      assert.ok(
        cases.some((c) => c.surface === surface && c.optimizer.id === key),
        `${key} on ${surface}`,
      );
});

for (const surface of new Set(cases.map((c) => c.surface)))
  describe(surface, () => {
    const here = cases.filter((c) => c.surface === surface);

    test('all start at the same point', () => {
      const runs = here.map(({ start, optimizer }) => engine.createSurfaceRun({ surface, start, optimizer }));
      for (const run of runs) assert.deepEqual(run.point, here[0].start);
      for (const run of runs) run.free();
    });

    for (const { start, optimizer, points, value } of here) {
      const { id, convention, learningRate, ...rest } = optimizer;
      test([id, convention, ...Object.entries(rest).flat()].join(' '), () => {
        const run = engine.createSurfaceRun({ surface, start, optimizer });
        let taken = 0;
        for (const [steps, expected] of Object.entries(points)) {
          run.step(Number(steps) - taken);
          taken = Number(steps);
          const error = Math.hypot(...run.point.map((x, i) => x - expected[i]));
          const way = Math.hypot(...expected.map((x, i) => x - start[i]));
          worst.note(surface, error / way, `${id} ${convention}, ${steps} steps`);
          // Half a unit in the last place of each coordinate and step is no error of the steps.
          const rounding = 2 ** -24 * Math.hypot(...expected, ...start) * (1 + Math.sqrt(taken));
          assert.ok(error <= LIMIT * way + rounding, `after ${steps} steps ${run.point} instead of ${expected}`);
        }
        assert.ok(Math.abs(run.value - value) <= 1e-4 * (1 + Math.abs(value)), `f = ${run.value} instead of ${value}`);
        run.free();
      });
    }
  });

test('largest errors, of the way gone', (t) => t.diagnostic(worst.report()));

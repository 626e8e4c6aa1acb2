// `descenso landscape`: its points are those of the library, and its refusals name what is wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import {
  COLUMNS,
  Heights,
  keptEvery,
  pathPlane,
  projector,
  ROWS,
  specOfImages,
  wayOf,
} from '../../wasm/landscape/index.js';
import { startCommand } from '../helpers/command.js';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
/** @param {string[]} args */
const descenso = (args) => startCommand(process.execPath, [cli, 'landscape', ...args]).ended;

const SMALL = ['--set', 'model.layers=[{"units":12},{"units":10}]', '--set', 'data.trainSize=320', '--set', 'epochs=2'];

/** @template R @param {Generator<number, R>} work @returns {R} */
function last(work) {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

test('paths and losses are the library’s, to the bit', async () => {
  const vary = ['--vary', 'optimizer.id=sgd,adam', '--through', '2', '--images', '50'];
  const { status, stdout, stderr } = await descenso([...SMALL, ...vary, '--json']);
  assert.equal(status, 0, stderr);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const of = (/** @type {string} */ wanted) => lines.filter(({ type }) => type === wanted);

  const engine = await loadEngine();
  const specs = of('plane')[0].paths.map((/** @type {{ spec: unknown }} */ { spec }) => engine.normalize(spec));
  const read = nodeReader();
  const ways = [];
  for (const spec of specs) {
    const run = engine.createExperiment(spec, await loadDatasets(engine, spec, read));
    ways.push(last(wayOf(run, keptEvery(spec, run.state().totalSteps, 2))));
    run.free();
  }
  const all = ways.flat();
  const { plane, shares } = last(
    pathPlane(
      all.map(({ weights }) => weights),
      all.length - 1,
      ways[0].length,
    ),
  );
  const heights = new Heights(engine, specs[1], await loadDatasets(engine, specOfImages(specs[1], 50), read), 50);
  const nearest = projector(plane);
  const points = all.map(({ step, weights }) => {
    const { a: x, b: y, distance } = nearest(weights);
    return { step, x, y, loss: heights.on(plane, x, y), ownLoss: heights.at(weights), distance };
  });
  assert.deepEqual(of('plane')[0].shares, shares);
  assert.deepEqual(
    of('path').map(({ type: _, path: __, vary: ___, ...point }) => point),
    points,
  );
  const grid = of('grid');
  assert.equal(grid.length, COLUMNS * ROWS);
  for (const { x, y, loss } of [grid[0], grid[1600], grid.at(-1)]) assert.equal(loss, heights.on(plane, x, y));
  assert.equal(points.at(-1)?.distance, 0, 'the plane goes through the second one’s end');
  heights.free();
});

test('what cannot be drawn is refused, with what is wrong', async () => {
  for (const [args, says] of /** @type {[string[], RegExp][]} */ ([
    [['--zoom', '99'], /--zoom must be 0\.1\.\.10, got 99/],
    [['--through', '2'], /--through must be a whole number 1\.\.1, got 2/],
    [['--random=-1'], /--random must be a whole number 1\.\./],
    [['--vary', 'model.layers=[{"units":12},{"units":10}],[{"units":10}]'], /with model\.layers=.* another function/],
  ])) {
    const { status, stderr } = await descenso(args);
    assert.match(stderr, says);
    assert.equal(status, 2);
  }
});

// Planes through weights: draws, eigenvalues, grids; and that the loss on a way is the run's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import { eigenOf } from '../../wasm/landscape/eigen.js';
import { logarithm, normalsOf } from '../../wasm/landscape/normal.js';
import {
  boxAround,
  COLUMNS,
  finest,
  Heights,
  nodeAt,
  pathPlane,
  ROWS,
  specOfImages,
  stages,
  vectorOf,
} from '../../wasm/landscape/index.js';

test('the logarithm is Math.log to its last digits, and draws are normal, the same of one seed', () => {
  for (const x of [1e-12, 0.3, Math.SQRT1_2, 1, 1.4, 7e5])
    assert.ok(Math.abs(logarithm(x) - Math.log(x)) <= 4e-16 * Math.max(1, Math.abs(Math.log(x))), `${x}`);
  const [draw, same, other] = [normalsOf(3), normalsOf(3), normalsOf(4)];
  const n = 40_000;
  const draws = Float64Array.from({ length: n }, draw);
  const moment = (/** @type {number} */ power) => draws.reduce((sum, x) => sum + x ** power, 0) / n;
  assert.deepEqual([...draws.slice(0, 9)], Array.from({ length: 9 }, same));
  assert.notEqual(draws[0], other());
  // Five standard errors of each moment's mean.
  for (const [power, expected, deviation] of [
    [1, 0, 1],
    [2, 1, Math.SQRT2],
    [3, 0, Math.sqrt(15)],
    [4, 3, Math.sqrt(96)],
  ])
    assert.ok(Math.abs(moment(power) - expected) < (5 * deviation) / Math.sqrt(n), `moment ${power}: ${moment(power)}`);
});

test('eigenvalues of a matrix that is known, with vectors that it maps to their multiples', () => {
  const matrix = Float64Array.from([2, -1, 0, -1, 2, -1, 0, -1, 2]);
  const { values, vectors } = eigenOf(matrix, 3);
  [2 + Math.SQRT2, 2, 2 - Math.SQRT2].forEach((x, n) => assert.ok(Math.abs(values[n] - x) < 1e-14));
  vectors.forEach((v, n) => {
    const mapped = [0, 1, 2].map((i) => matrix.subarray(3 * i, 3 * i + 3).reduce((sum, x, k) => sum + x * v[k], 0));
    mapped.forEach((x, k) => assert.ok(Math.abs(x - values[n] * v[k]) < 1e-14));
  });
});

test('checkpoints on a line, or too few of them, are refused, with a code', () => {
  const line = [0, 1, 2, 3].map((t) => Float32Array.of(t, 2 * t, -t));
  const refused = (/** @type {Float32Array[]} */ list) => {
    assert.throws(
      () => [...pathPlane(list, 0, 0)],
      (error) => /** @type {{ code: string }} */ (error).code === (list.length < 3 ? 'few' : 'flat'),
    );
  };
  refused(line);
  refused(line.slice(0, 2));
});

test('the grid comes from coarse to fine, each node once, and is as fine as it is known', () => {
  const parts = stages();
  const all = parts.flat();
  assert.deepEqual([...new Set(all)].length, COLUMNS * ROWS);
  assert.equal(all.length, COLUMNS * ROWS);
  const box = boxAround([-3, 0, 1, 0.5], 1);
  assert.ok(box.x0 < -3 && box.x1 > 1 && box.y0 < 0 && box.y1 > 0.5, JSON.stringify(box));
  const values = new Float64Array(COLUMNS * ROWS).fill(NaN);
  assert.equal(finest(values), null);
  for (const [n, columns] of [9, 17, 33, 65].entries()) {
    for (const node of parts[n]) values[node] = nodeAt(box, node)[0];
    const grid = finest(values);
    assert.equal(grid?.columns, columns);
    assert.deepEqual([grid?.values[0], grid?.values.at(-1)], [nodeAt(box, 0)[0], nodeAt(box, COLUMNS * ROWS - 1)[0]]);
  }
});

for (const [batchNorm, scaling] of /** @type {const} */ ([
  ['none', 'unit'],
  ['none', 'standard'],
  ['before', 'unit'],
]))
  test(`the height at a run's weights is the loss of its images, batchNorm ${batchNorm}, scaling ${scaling}; asking in any order changes no bit`, async () => {
    const engine = await loadEngine();
    const spec = engine.normalize({
      model: { layers: [{ units: 12, batchNorm, dropout: 0.5 }, { units: 10 }] },
      data: { trainSize: 320, validationSize: 0, scaling },
      batchSize: 64,
      labelSmoothing: 0.1,
    });
    const sets = await loadDatasets(engine, spec, nodeReader());
    const run = engine.createExperiment({ ...spec, batchSize: 100 }, sets);
    run.runSteps(20);
    const images = Uint32Array.from({ length: 100 }, (_, n) => n);
    const own = vectorOf(run.parameters());
    const plain = engine.createExperiment({ ...spec, labelSmoothing: 0, batchSize: 100 }, sets);
    plain.setParameters(run.parameters());
    const expected = plain.layerStatistics(images).loss;
    const heights = new Heights(engine, spec, await loadDatasets(engine, specOfImages(spec, 100), nodeReader()), 100);
    const other = own.map((x) => 1.5 * x);
    const there = [heights.at(own), heights.at(other), heights.at(own)];
    assert.ok(Math.abs(there[0] - expected) < 1e-6 * expected, `${there[0]} instead of ${expected}`);
    assert.equal(there[2], there[0]);
    assert.notEqual(there[1], there[0]);
    for (const one of [run, plain, heights]) one.free();
  });

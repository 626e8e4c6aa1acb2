// Planes through weights, and the loss on them, against NumPy in float64 (landscape.py).

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { Heights, pathPlane, projector, randomPlane, vectorOf } from '../../wasm/landscape/index.js';
import { createDataset, createWorst, problem, readGolden, relativeError } from './compare.js';

const PLACE_LIMIT = 1e-9;
const LOSS_LIMIT = 2e-6;

const engine = await loadEngine();
const train = createDataset(engine);
const { units, center, first, cases } = readGolden('landscape.json');
const worst = createWorst();

/** A case's network, and its checkpoints as vectors of the engine's own order. */
function open({ layer, shapes, checkpoints }) {
  const layers = [...units.map((n) => ({ units: n, ...layer })), { units: problem.classes }];
  const heights = new Heights(engine, engine.normalize({ model: { layers } }), { train }, problem.labels.length);
  const vectors = checkpoints.map((flat) => {
    let at = 0;
    const list = shapes.map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      at += size;
      return { name, shape, values: Float32Array.from(flat.slice(at - size, at)) };
    });
    heights.experiment.setParameters(list);
    return vectorOf(heights.experiment.parameters());
  });
  return { heights, vectors };
}

function last(work) {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

function check(title, plane, heights, vectors, golden) {
  const nearest = projector(plane);
  const placed = vectors.map(nearest);
  const size = Math.hypot(...golden.coordinates);
  const error = relativeError(
    placed.flatMap(({ a, b }) => [a, b]),
    golden.coordinates,
  );
  worst.note('coordinates', error, title);
  assert.ok(error <= PLACE_LIMIT, `coordinates: ${error}`);
  placed.forEach(({ distance }, n) => {
    const off = Math.abs(distance - golden.distances[n]) / size;
    worst.note('distance', off, title);
    assert.ok(off <= PLACE_LIMIT, `distance ${distance} instead of ${golden.distances[n]}`);
  });
  golden.losses.forEach((expected, n) => {
    const loss = heights.on(plane, golden.points[2 * n], golden.points[2 * n + 1]);
    const off = Math.abs(loss - expected) / expected;
    worst.note('loss', off, title);
    assert.ok(off <= LOSS_LIMIT, `loss ${loss} instead of ${expected}`);
  });
}

for (const golden of cases) {
  test(`the plane of the principal components, ${golden.title}`, () => {
    const { heights, vectors } = open(golden);
    const { plane, shares } = last(pathPlane(vectors, center, first));
    shares.forEach((share, n) => assert.ok(Math.abs(share - golden.shares[n]) < 1e-12, `share ${n}: ${share}`));
    assert.ok(golden.ways.distances.some((distance) => distance > 0.01), 'ways that leave the plane');
    check(golden.title, plane, heights, vectors, golden.ways);
    heights.free();
  });

  test(`the plane of filter-normalized directions, ${golden.title}`, () => {
    const { heights, vectors } = open(golden);
    let at = 0;
    heights.experiment.setParameters(tensorsAt(heights, vectors[center]));
    const tensors = heights.experiment.parameters();
    const plane = randomPlane(tensors, vectors[center], 1, () => () => golden.draws[at++]);
    assert.equal(at, golden.draws.length, 'a draw for each weight, in both directions');
    check(golden.title, plane, heights, vectors, golden.random);
    heights.free();
  });
}

/** The vector as tensors, in the engine's order. */
function tensorsAt(heights, vector) {
  let at = 0;
  return heights.experiment.parameters().flatMap(({ name, shape, values }) => {
    if (name.includes('/moving')) return [];
    at += values.length;
    return [{ name, shape, values: vector.subarray(at - values.length, at) }];
  });
}

after(() => console.log(`largest differences: ${worst.report()}`));

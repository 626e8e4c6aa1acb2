// Which weights are kept of runs, whose ways share a plane, and what is read between the nodes of a grid.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { functionOf } from '../../../wasm/landscape/function.js';
import { BUDGET, keptEvery, parametersOf } from '../../../wasm/landscape/keep.js';
import { vectorOf } from '../../../wasm/landscape/vectors.js';
import { Landscapes } from '../../../web/engine/worker/landscape.js';
import {
  checkpointsOf,
  endsElsewhere,
  gapOf,
  Landscape,
  lossAt,
  resample,
  waysOf,
} from '../../../web/runs/landscape.js';

const engine = await loadEngine();
/** @param {Record<string, unknown>} [layer] @param {number[]} [units] @param {Record<string, unknown>} [more] */
const specOf = (layer = {}, units = [12], more = {}) =>
  engine.normalize({ model: { layers: [...units.map((n) => ({ units: n, ...layer })), { units: 10 }] }, ...more });

test('what is kept of any network stays within the budget, the first and the last step with it, or nothing is kept', () => {
  for (const units of [[8], [300, 100], Array(31).fill(512), Array(20).fill(64)])
    for (const contestants of [1, 4, 11])
      for (const steps of [1, 7, 320, 8600]) {
        const spec = specOf({}, units);
        const every = keptEvery(spec, steps, contestants);
        const count = every === 0 ? 0 : Math.floor(steps / every) + 1 + Number(steps % every !== 0);
        assert.ok(count * contestants * 4 * parametersOf(spec) <= BUDGET, `${units}: ${count} of ${contestants}`);
      }
  assert.equal(keptEvery(specOf({}, Array(31).fill(512)), 320, 4), 0, 'too large to be kept');
  assert.equal(keptEvery(specOf(), 320, 4), 10);
});

test('a run with an average, or that goes back to its best epoch, gives other weights in the end than its last step’s', () => {
  const of = (/** @type {Record<string, unknown>} */ more) => endsElsewhere(specOf({}, [12], more));
  assert.deepEqual(
    [{}, { average: { kind: 'ema' } }, { average: { kind: 'swa' } }, { earlyStopping: { patience: 2 } }].map(of),
    [false, true, true, true],
  );
  assert.equal(of({ earlyStopping: { patience: 2, restoreBest: false } }), false);
});

test('the number of parameters is the engine’s', async () => {
  const spec = specOf({ batchNorm: 'before' }, [12, 7]);
  const dataset = engine.createDataset({
    images: new Uint8Array(784 * 64),
    labels: new Uint8Array(64),
    rows: 28,
    columns: 28,
    classes: 10,
  });
  const network = engine.createExperiment(spec, { train: dataset });
  const trained = network.parameters().filter(({ name }) => !name.includes('moving'));
  assert.equal(
    parametersOf(spec),
    trained.reduce((sum, { values }) => sum + values.length, 0),
  );
});

test('ways share a plane where their loss is the same function of the weights; who diverged is left out', () => {
  const same = [
    specOf(),
    specOf({ dropout: 0.5, l2: 0.1 }),
    specOf({}, [12], { optimizer: { id: 'adam' }, batchSize: 7 }),
  ];
  const classic = specOf({ dropout: 0.5 });
  classic.model.dropoutMode = 'classic';
  const others = [specOf({ activation: 'tanh' }), specOf({ batchNorm: 'before' }), specOf({}, [13]), classic];
  for (const spec of same) assert.equal(functionOf(spec), functionOf(same[0]));
  for (const spec of others) assert.notEqual(functionOf(spec), functionOf(same[0]));

  const watched = (/** @type {number} */ bad) =>
    [0, 1, 2].map((step) => ({ step, weights: Float32Array.of(step, step === bad ? NaN : 1) }));
  const run = (/** @type {string} */ id, /** @type {unknown} */ spec, status = 'done', bad = -1) => ({
    id,
    spec,
    status,
    watched: [{ step: 0, layers: [] }, ...watched(bad)],
  });
  const runs = [run('a', same[0]), run('b', others[0]), run('c', same[1]), run('d', same[0], 'diverged')];
  const race = /** @type {never} */ ({
    ids: runs.map(({ id }) => id),
    runsOf: (/** @type {string} */ id) => runs.filter((one) => one.id === id),
  });
  const found = (/** @type {string} */ whose) => {
    const { ways, whose: chosen, left } = waysOf(race, whose);
    return [ways.map(({ id }) => id).join(''), chosen, left.join('')];
  };
  assert.deepEqual(found(''), ['ac', 'a', 'bd']);
  assert.deepEqual(found('b'), ['b', 'b', 'acd']);
  assert.deepEqual(found('d'), ['ac', 'a', 'bd']);
  const steps = checkpointsOf(/** @type {never} */ (run('e', same[0], 'done', 1))).map(({ step }) => step);
  assert.deepEqual(steps, [0, 2], 'weights that are no numbers have no place');
});

test('between nodes the loss is read in proportion, and outside of the grid it is not known', () => {
  const grid = { values: [0, 1, 2, 3, 4, 5], columns: 3, rows: 2 };
  const box = { x0: -1, x1: 1, y0: 10, y1: 20 };
  assert.equal(lossAt(grid, box, -1, 10), 0);
  assert.equal(lossAt(grid, box, 1, 20), 5);
  assert.equal(lossAt(grid, box, 0.5, 15), 3);
  assert.ok(Number.isNaN(lossAt(grid, box, 1.1, 15)));
  const nodes = { x0: -2, x1: 1, y0: 10, y1: 17.5, columns: 7, rows: 4 };
  const all = resample(grid, box, nodes);
  for (const [n, x, y] of [
    [0, -1, 10],
    [3, -0.5, 10],
    [27, 1, 17.5],
    [11, 0, 12.5],
  ])
    assert.equal(all[n], lossAt(grid, box, x, y), `node ${n}`);
});

test('a way’s gap is that of its known losses; what is drawn of its length follows from its distance', () => {
  const way = {
    id: 'a',
    steps: [0, 1, 2],
    points: new Float64Array(6),
    distances: Float64Array.of(3, 4, 0),
    length: 5,
    own: Float64Array.of(2, 1, NaN),
    projected: Float64Array.of(2.5, 1.25, 1),
  };
  const { above, distance, kept, projected } = gapOf(way);
  assert.deepEqual([above, distance, kept, projected], [0.375, 0.8, 0.8, 1]);
  const still = gapOf({ ...way, length: 0 });
  assert.deepEqual([still.distance, still.kept], [NaN, NaN], 'of a way without a length nothing is a part');
});

test('two landscapes that are found at once, as those of two labs, in the same worker, have each its own losses', async () => {
  const IMAGES = 8;
  const images = Uint8Array.from({ length: 784 * IMAGES }, (_, n) => Math.imul(n, 2654435761) >>> 24);
  const labels = Uint8Array.from({ length: IMAGES }, (_, n) => n % 10);
  const train = engine.createDataset({ images, labels, rows: 28, columns: 28, classes: 10 });
  const asked = ['relu', 'tanh'].map((activation) => {
    const spec = specOf({ activation }, [3], { data: { trainSize: IMAGES, validationSize: 0 } });
    const run = engine.createExperiment(spec, { train });
    const checkpoints = [0, 1, 2].map((step) => {
      if (step > 0) run.runSteps(1);
      return { step, weights: vectorOf(run.parameters()) };
    });
    run.free();
    return { ways: [{ id: 'a', spec, checkpoints }], whose: 'a', directions: null, zoom: 1, images: IMAGES };
  });
  const load = async (/** @type {unknown} */ spec) => ({ spec, datasets: { train }, release() {} });
  const worker = new Landscapes(/** @type {never} */ ({ engine: async () => engine, load }), () => {});
  const slot = {
    alive: true,
    generation: 1,
    start() {},
    consult: (/** @type {never} */ message) => worker.answer(message),
  };
  const pool = /** @type {never} */ ({ usable: async () => [slot], now: () => 0, planes: 0 });
  const landscapes = () => asked.map(() => new Landscape(pool, () => {}));
  const lossesOf = (/** @type {Landscape} */ { found }) => [...(found?.values ?? [])];

  const alone = landscapes();
  for (const [n, one] of alone.entries()) await one.start(asked[n]);
  const together = landscapes();
  await Promise.all(together.map((one, n) => one.start(asked[n])));
  assert.notDeepEqual(lossesOf(alone[0]), lossesOf(alone[1]));
  assert.deepEqual(together.map(lossesOf), alone.map(lossesOf));
});

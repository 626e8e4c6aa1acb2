// Runs on surfaces: the catalog's rows, specs and their errors, reports, grids, divergence, lifetimes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SpecError, SurfaceRun, loadEngine } from '../../wasm/index.js';
import { pairsOf, runSurface } from '../helpers/surfaces.js';

const engine = await loadEngine();
const { catalog } = engine;
const REPORT = [
  'points',
  'values',
  'gradientPoints',
  'gradients',
  'steps',
  'effectiveRates',
  'learningRates',
  'slots',
  'step',
  'status',
  'diverged',
];

/** Runs `work` on a run and frees it. */
function withRun(spec, work) {
  const run = engine.createSurfaceRun(spec);
  try {
    return work(run);
  } finally {
    run.free();
  }
}

const valueAt = (surface, x, y) => engine.surfaceGrid(surface, { x0: x, x1: x, y0: y, y1: y, columns: 1, rows: 1 })[0];

describe('the catalog', () => {
  for (const { key, formula, paper, hyperparameters, view, start, minima } of catalog.surfaces)
    test(key, () => {
      assert.match(key, /^[a-z][a-z_]*$/);
      assert.ok(formula.length > 5);
      assert.match(paper, /\p{L}{2,}.*\b(19|20)\d\d\b/u);
      for (const field of hyperparameters)
        assert.ok(field.default >= field.min && field.default <= field.max, field.key);
      const inView = ([x, y]) => x >= view.x[0] && x <= view.x[1] && y >= view.y[0] && y <= view.y[1];
      for (const point of [start, ...minima]) assert.ok(inView(point), `${point}`);
      withRun({ surface: key }, (run) => {
        assert.deepEqual(run.spec.start, start);
        assert.deepEqual(run.point, start.map(Math.fround));
        run.minima.forEach((point, n) => point.forEach((x, i) => assert.ok(Math.abs(x - minima[n][i]) < 1e-7)));
        assert.equal(run.minima.length, minima.length);
        const step = 0.05;
        for (const [x, y] of run.minima)
          for (const [dx, dy] of [
            [step, 0],
            [-step, 0],
            [0, step],
            [0, -step],
          ])
            assert.ok(valueAt(key, x + dx, y + dy) > valueAt(key, x, y), `around ${[x, y]}`);
      });
    });

  test('an experiment has no surface, a surface run no network', () => {
    assert.throws(() => engine.normalize({ surface: 'saddle' }), { name: 'SpecError', path: 'surface' });
    for (const key of ['seed', 'batchSize', 'epochs', 'model', 'data'])
      assert.throws(() => engine.normalizeSurface({ [key]: 1 }), { name: 'SpecError', path: key });
  });
});

describe('specs', () => {
  test('defaults, and a full spec is its own normal form', () => {
    for (const { key } of catalog.surfaces) {
      const full = engine.normalizeSurface({ surface: key });
      assert.deepEqual(Object.keys(full), ['steps', 'start', 'surface', 'optimizer', 'schedule']);
      const row = catalog.surfaces.find((surface) => surface.key === key);
      for (const field of row.hyperparameters) assert.equal(full.surface[field.key], field.default);
      assert.equal(full.optimizer.id, engine.normalize({}).optimizer.id);
      assert.deepEqual(engine.normalizeSurface(full), full);
    }
  });

  test('optimizer and schedule are an experiment’s', () => {
    for (const convention of catalog.conventions)
      for (const { key: id } of catalog.optimizers)
        for (const { key } of catalog.schedules) {
          const spec = { optimizer: { id, convention }, schedule: { id: key } };
          const [here, there] = [engine.normalizeSurface(spec), engine.normalize(spec)];
          assert.deepEqual([here.optimizer, here.schedule], [there.optimizer, there.schedule]);
        }
  });

  const wrong = [
    [{ surface: 'hill' }, 'surface.id', /one of quadratic, .*got "hill"/],
    [{ surface: { id: 'quadratic', kappa: 0.5 } }, 'surface.kappa', /1\.\.1000, got 0\.5/],
    [{ surface: { id: 'quadratic', kappa: NaN } }, 'surface.kappa', /got NaN/],
    [{ surface: { id: 'quadratic', kappa: '9' } }, 'surface.kappa', /got "9"/],
    [{ surface: { id: 'beale', kappa: 9 } }, 'surface.kappa', /not a key of a spec; there are id$/],
    [{ surface: 7 }, 'surface', /must be an object, got 7/],
    [{ surface: null }, 'surface', /got null/],
    [{ surface: ['saddle'] }, 'surface[0]', /not a key/],
    [{ start: 3 }, 'start', /must be a list of 2 numbers, \[x, y\], got 3/],
    [{ start: null }, 'start', /got null/],
    [{ start: 'here' }, 'start', /got "here"/],
    [{ start: [] }, 'start', /got \[\]/],
    [{ start: [1] }, 'start', /got 1/],
    [{ start: [1, 2, 3] }, 'start', /got 3/],
    [{ start: Array(20).fill(1) }, 'start[16]', /not a key/],
    [{ start: [1001, 0] }, 'start[0]', /-1000\.\.1000, got 1001/],
    [{ start: [0, Infinity] }, 'start[1]', /got Infinity/],
    [{ start: [0, '1'] }, 'start[1]', /got "1"/],
    [{ steps: 0 }, 'steps', /whole number 1\.\.1000000, got 0/],
    [{ steps: 1.5 }, 'steps', /got 1\.5/],
    [{ optimizer: { id: 'adam', rho: 0.5 } }, 'optimizer.rho', /not a key/],
    [{ optimizer: { learningRate: -1 } }, 'optimizer.learningRate', /0\.\.1000, got -1/],
    [{ schedule: { id: 'piecewise', rates: [1], boundaries: [3] } }, 'schedule.rates', /one item more/],
    [{ schedule: { id: 'performance', per: 'step' } }, 'schedule.per', /must be epoch/],
    [{ finish: 1 }, 'finish', /there are steps, start, surface, optimizer, schedule$/],
    [null, '', /must be an object/],
    [undefined, '', /must be an object/],
    ['saddle', '', /must be an object/],
  ];
  test('a start may be what a run has given: a list of floats of any kind', () => {
    const [list, ...others] = [[0.5, -1], Float32Array.of(0.5, -1), Float64Array.of(0.5, -1)].map((start) =>
      engine.createSurfaceRun({ surface: 'saddle', start }),
    );
    for (const run of others) assert.deepEqual([run.spec, run.point], [list.spec, [0.5, -1]]);
    const short = { surface: 'saddle', start: Float32Array.of(1) };
    assert.throws(() => engine.createSurfaceRun(short), { path: 'start', message: /list of 2 numbers/ });
    for (const run of [list, ...others]) run.free();
  });

  for (const [spec, path, message] of wrong)
    test(`refuses ${JSON.stringify(spec)}`, () => {
      for (const call of ['createSurfaceRun', 'normalizeSurface'])
        assert.throws(
          () => engine[call](spec),
          (error) => {
            assert.ok(error instanceof SpecError, `${error}`);
            assert.equal(error.path, path);
            assert.match(error.message, message);
            return true;
          },
        );
    });
});

describe('step', () => {
  test('reports n steps', () => {
    for (const { key: id } of catalog.optimizers)
      withRun({ surface: 'himmelblau', optimizer: { id, learningRate: 0.001 } }, (run) => {
        assert.ok(run instanceof SurfaceRun);
        const start = run.point;
        const report = run.step(7);
        assert.deepEqual(Object.keys(report), REPORT);
        for (const name of ['points', 'gradientPoints', 'gradients', 'steps', 'effectiveRates'])
          assert.equal(report[name].length, 14, name);
        assert.deepEqual([report.values.length, report.learningRates.length], [7, 7]);
        for (const slot of report.slots) assert.equal(slot.length, 14);
        assert.deepEqual([report.step, report.status, report.diverged], [7, 'running', false]);
        assert.deepEqual(run.point, [...report.points.slice(-2)]);
        assert.equal(Math.fround(run.value), report.values[6]);
        let before = start;
        pairsOf(report.points).forEach((point, n) => {
          assert.equal(report.values[n], Math.fround(valueAt('himmelblau', ...point)));
          point.forEach((x, i) => {
            const at = 2 * n + i;
            assert.equal(report.steps[at], x - before[i]);
            assert.equal(report.effectiveRates[at], Math.abs(report.steps[at] / report.gradients[at]));
            if (id !== 'nesterov') assert.equal(report.gradientPoints[at], before[i]);
          });
          before = point;
        });
      });
  });

  test('has as many slots as the optimizer, and sgd moves by −ηg', () => {
    const slots = (id) => withRun({ optimizer: { id } }, (run) => run.step(1).slots.length);
    assert.deepEqual(['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'].map(slots), [0, 1, 1, 1, 2]);
    for (const { key, slots: names } of catalog.optimizers) assert.equal(slots(key), names.length, key);
    const { effectiveRates } = runSurface(engine, { optimizer: { id: 'sgd', learningRate: 0.0625 } }, 5);
    for (const rate of effectiveRates) assert.ok(Math.abs(rate - 0.0625) < 1e-6);
  });

  test('where the gradient is 0 there is no effective rate', () => {
    const { effectiveRates } = runSurface(engine, { surface: 'saddle', start: [1, 0], optimizer: { id: 'sgd' } }, 3);
    assert.deepEqual(
      pairsOf(effectiveRates).map(([x, y]) => [Number.isNaN(x), Number.isNaN(y)]),
      Array(3).fill([false, true]),
    );
  });

  test('the same bits, in slices of any length and in another run', () => {
    for (const { key: surface } of catalog.surfaces) {
      const spec = { surface, optimizer: { id: 'adam', learningRate: 0.1 }, schedule: { id: '1cycle' }, steps: 3000 };
      const whole = runSurface(engine, spec, 3000);
      withRun(spec, (run) => {
        const parts = [1, 2, 997, 1024, 976].map((n) => run.step(n));
        for (const name of REPORT.slice(0, 5))
          assert.deepEqual(
            parts.flatMap((part) => [...part[name]]),
            [...whole[name]],
            `${surface} ${name}`,
          );
      });
    }
  });

  test('refuses what is no number of steps', () => {
    withRun({}, (run) => {
      for (const n of [0, -1, 1.5, NaN, Infinity, 1000001, '3', null, undefined, [2]])
        assert.throws(() => run.step(n), { name: 'RangeError', message: /n must be a whole number 1\.\.1000000, got/ });
      assert.equal(run.step(1).step, 1);
    });
  });

  test('follows the schedule, laid out over `steps`', () => {
    const optimizer = { id: 'sgd', learningRate: 0.01 };
    const per = { performance: 'epoch' };
    for (const { key: id } of catalog.schedules.filter(({ key }) => key !== 'performance')) {
      const schedule = id === 'piecewise' ? { id, boundaries: [20], rates: [0.1, 0.01] } : { id, per: per[id] };
      const { learningRates } = runSurface(engine, { optimizer, schedule, steps: 80 }, 80);
      assert.deepEqual(
        learningRates,
        engine.scheduleRates({ optimizer, schedule }, { stepsPerEpoch: 80, epochs: 1 }),
        id,
      );
    }
  });

  test('a schedule that watches a loss watches f', () => {
    const optimizer = { id: 'sgd', learningRate: 0.21 }; // too much for κ = 10: f rises
    const spec = { surface: 'quadratic', start: [0, 1], optimizer, schedule: { id: 'performance', patience: 4 } };
    const { learningRates } = runSurface(engine, spec, 12);
    assert.ok(learningRates.slice(0, 5).every((rate) => rate === 0.21));
    assert.ok(learningRates.at(-1) < 0.21);
  });
});

describe('divergence', () => {
  test('ends a run at its last finite point', () => {
    for (const surface of ['quadratic', 'beale', 'rosenbrock', 'himmelblau', { id: 'saddle', quartic: 0 }])
      withRun({ surface, optimizer: { id: 'sgd', learningRate: 10 } }, (run) => {
        const report = run.step(2000);
        assert.deepEqual([report.status, report.diverged, run.status], ['diverged', true, 'diverged']);
        assert.equal(report.points.length, 2 * report.step);
        assert.ok(report.step < 2000);
        for (const name of ['points', 'gradients', 'steps']) assert.ok(report[name].every(Number.isFinite), name);
        assert.ok(run.point.every(Number.isFinite) && Number.isFinite(run.value));
        if (report.step > 0) assert.deepEqual(run.point, [...report.points.slice(-2)]);
        const after = run.step(3);
        assert.deepEqual([after.points.length, after.step, after.diverged], [0, report.step, true]);
      });
  });

  test('adam that counts from 0 does not take its first step', () => {
    withRun({ surface: 'plane', optimizer: { id: 'adam', firstStep: 0 } }, (run) => {
      const start = run.point;
      assert.deepEqual([run.step(5).step, run.status], [0, 'diverged']);
      assert.deepEqual(run.point, start);
    });
  });
});

describe('surfaceGrid', () => {
  test('is row by row, corners included', () => {
    const values = engine.surfaceGrid(
      { id: 'quadratic', kappa: 4 },
      { x0: -1, x1: 1, y0: 2, y1: 0, columns: 5, rows: 3 },
    );
    const expected = [2, 1, 0].flatMap((y) => [-1, -0.5, 0, 0.5, 1].map((x) => (x * x + 4 * y * y) / 2));
    assert.deepEqual([...values], expected);
  });

  test('refuses what is no grid, and no surface', () => {
    const grid = { x0: 0, x1: 1, y0: 0, y1: 1, columns: 2, rows: 2 };
    for (const change of [
      { x0: NaN },
      { y1: Infinity },
      { x1: undefined },
      { columns: 0 },
      { rows: 2.5 },
      { rows: 4097 },
      { columns: '2' },
    ])
      assert.throws(() => engine.surfaceGrid('beale', { ...grid, ...change }), {
        name: 'RangeError',
        message: new RegExp(`^${Object.keys(change)[0]} must be`),
      });
    assert.throws(() => engine.surfaceGrid('hill', grid), { name: 'SpecError', path: 'surface.id' });
    assert.throws(() => engine.surfaceGrid({ id: 'plane', slopeX: 101 }, grid), {
      name: 'SpecError',
      path: 'surface.slopeX',
    });
    assert.equal(engine.surfaceGrid(undefined, grid).length, 4);
  });
});

describe('lifetimes', () => {
  test('free is idempotent, and use after it throws', () => {
    const run = engine.createSurfaceRun({});
    run.step(1);
    run.free();
    run.free();
    const freed = { message: 'this surface run has been freed' };
    for (const use of [() => run.step(1), () => run.step('x'), () => run.point, () => run.value, () => run.status])
      assert.throws(use, freed);
  });

  test('ten thousand runs fit where one does', () => {
    for (let n = 0; n < 10000; n++) {
      const run = engine.createSurfaceRun({ surface: 'plane' });
      run.free();
    }
    assert.equal(runSurface(engine, {}, 1).step, 1);
  });
});

test('curvature: on the quadratic surface 1 and κ exactly, anywhere; on the saddle one of them is negative', () => {
  for (const kappa of [1, 10, 1000])
    withRun(
      { surface: { id: 'quadratic', kappa }, start: [-2, 0.3], optimizer: { id: 'sgd', learningRate: 1e-4 } },
      (run) => {
        for (const steps of [1, 5]) {
          assert.deepEqual(run.curvature, { hessian: [1, 0, kappa], largest: kappa, least: 1 });
          run.step(steps);
        }
      },
    );
  withRun({ surface: { id: 'saddle' }, start: [0, 0] }, (run) => {
    const { largest, least } = run.curvature;
    assert.deepEqual([largest, least], [2, -2]);
  });
});

// The figures of the lessons on surfaces: what they open, and what their runs come to.

import assert from 'node:assert/strict';
import { computeModel, figuresAt, seriesOf } from '../../web/labs/surfaces/model.js';
import { startOf, surfaceOf } from '../../web/labs/surfaces/settings.js';
import { holdAllOf, holdFigures } from '../helpers/figures.js';
import { engine } from '../helpers/lessons.js';

const EVERYWHERE = { x0: -1e9, x1: 1e9, y0: -1e9, y1: 1e9 };

/** A lesson's runs as its lab has them. @param {ReturnType<typeof import('../helpers/lessons.js').openLesson>} store @param {{ steps?: number }} [options] */
function runsOf(store, { steps = store.state.values.steps } = {}) {
  const { values } = store.state;
  const model = computeModel(engine, {
    surface: surfaceOf(engine.catalog, values),
    start: startOf(engine.catalog, values),
    steps,
    entrants: values.optimizers.map((/** @type {string} */ id) => ({ id, optimizer: store.entrantSpec(id).optimizer })),
  });
  const find = (/** @type {string} */ id) => {
    const run = model.runs.find((one) => one.id === id);
    assert.ok(run, id);
    return run;
  };
  return {
    start: model.start,
    surface: model.surface,
    find,
    /** @param {string} id */
    rate: (id) => find(id).optimizer.learningRate,
    /** The x (0) or y (1) of every point. @param {string} id @param {0 | 1} axis @returns {number[]} */
    along: (id, axis) => Array.from(find(id).points).filter((_, n) => n % 2 === axis),
    /** The step at which the lab says that it has arrived; NaN for never. @param {string} id */
    reached: (id) => figuresAt(model, find(id), steps, { tolerance: values.tolerance, box: EVERYWHERE }).reached ?? NaN,
    /** @param {string} id @param {string} quantity */
    series: (id, quantity) => seriesOf(model, find(id), quantity),
  };
}

/** How often a list of numbers changes its sign. @param {number[]} list */
const crossings = (list) => list.filter((x, n) => n > 0 && x * list[n - 1] < 0).length;

holdFigures('conditioning', (store) => {
  const {
    rate,
    find,
    along,
    surface: { kappa },
  } = runsOf(store);
  const [sgd, root] = [rate('sgd'), Math.sqrt(kappa)];
  const [x, y] = [along('sgd', 0), along('sgd', 1)];
  assert.equal(crossings(y), y.length - 1, 'the sign changes every time');
  return [
    [30, kappa],
    [0.06, sgd],
    [0.01, rate('momentum')],
    [0.9, find('momentum').optimizer.momentum],
    [1.8, kappa * sgd],
    [0.8, -y[9] / y[8]],
    [0.94, x[9] / x[8]],
    [6, 100 * (1 - x[9] / x[8])],
    [0.067, 2 / kappa],
    [0.94, (kappa - 1) / (kappa + 1)],
    [0.69, (root - 1) / (root + 1)],
  ];
});

holdFigures('saddle', (store) => {
  const runs = runsOf(store);
  const { rate, start, along, surface } = runs;
  const { values } = runs.find('sgd');
  const near = Array.from(values).filter((f) => Math.abs(f) < 0.1).length;
  assert.ok(near > 100, `f stays near 0 for ${near} steps: more than a hundred`);
  const gone = (/** @type {string} */ id) => along(id, 1).findIndex((y) => y > 0.3);
  assert.ok(gone('sgd') > 140 && gone('sgd') <= 150, `at step 150 GD has only begun to leave: ${gone('sgd')}`);
  assert.ok(gone('adam') < gone('momentum'), 'Adam leaves first');
  return [
    [8, 1 / surface.quartic],
    [1.5, start[0]],
    [0.001, start[1]],
    [0.02, rate('sgd')],
    [0.02, rate('momentum')],
    [0.02, rate('nesterov')],
    [150, store.state.values.steps],
    [40, gone('momentum'), 5],
    [40, gone('nesterov'), 5],
  ];
});

holdFigures('momentum', (store) => {
  const { rate, find, series } = runsOf(store);
  const { report, optimizer } = find('momentum');
  const steps = series('momentum', 'step').ys;
  const share = Array.from(steps, (size) => size / ((rate('sgd') * Math.hypot(1, 0.25)) / (1 - optimizer.momentum)));
  assert.ok(share[20] < 0.9 && share[21] > 0.9, 'not before step 22');
  return [
    [4, report.gradients[0] / report.gradients[1]],
    [1.03, Math.hypot(report.gradients[0], report.gradients[1])],
    [0.02, rate('sgd')],
    [0.02, rate('momentum')],
    [0.0206, series('sgd', 'step').ys[30]],
    [0.206, (steps.at(-1) ?? NaN) / (1 - optimizer.momentum ** steps.length)],
    [0.9, optimizer.momentum],
    [22, share.findIndex((one) => one > 0.9) + 1],
    [90, 100 * share[21]],
  ];
});

holdFigures('nesterov', (store) => {
  const { rate, find, along, reached, surface } = runsOf(store);
  const heights = ['momentum', 'nesterov'].map((id) => along(id, 1));
  heights.forEach((y) => assert.equal(crossings(y), 11, 'eleven times'));
  heights.forEach((y) => assert.equal(crossings(y.slice(0, 21)), 4, 'the fourth crossing is at step 20'));
  const [momentum, ahead] = heights.map((y) => Math.max(...y.slice(20, 26).map(Math.abs)));
  return [
    ...['momentum', 'nesterov', 'nesterov-2'].flatMap(
      (id) =>
        /** @type {[number, number][]} */ ([
          [0.01, rate(id)],
          [0.9, find(id).optimizer.momentum],
        ]),
    ),
    [30, surface.kappa],
    [60, store.state.values.steps],
    [0.001, store.state.values.tolerance],
    [25, reached('nesterov')],
    [58, reached('momentum')],
    [20, 20], // see above
    [0.32, momentum],
    [0.007, ahead],
  ];
});

holdFigures('adagrad', (store) => {
  const { rate, find, along, reached, surface } = runsOf(store);
  const { report } = find('adagrad');
  const [x, y] = [along('adagrad', 0), along('adagrad', 1)];
  assert.ok(Math.abs(report.gradients[1] / report.gradients[0]) - 10 < 1e-5, 'ten times larger in y at the start');
  assert.ok(Number.isNaN(reached('adagrad')), 'not within the steps that are shown');
  store.setEntrant('adagrad', 'optimizer.learningRate', 1);
  const faster = runsOf(store);
  return [
    [30, surface.kappa],
    [0.06, rate('sgd')],
    [0.3, rate('adagrad')],
    [0.3, Math.abs(x[1] - x[0])],
    [0.3, Math.abs(y[1] - y[0])],
    [0.1, report.effectiveRates[0]],
    [0.01, report.effectiveRates[1]],
    [100, store.state.values.steps],
    [100, (1 / 0.1) ** 2], // η/√t is a tenth of η
    [0.001, store.state.values.tolerance],
    [68, reached('sgd')],
    [1, faster.rate('adagrad')],
    [15, faster.reached('adagrad')],
  ];
});

holdFigures('rmsprop', (store) => {
  const { rate, find, along, series, surface } = runsOf(store);
  const arrives = (/** @type {string} */ id) => along(id, 0).findIndex((x) => x >= 0);
  const rates = (/** @type {string} */ id) => series(id, 'rate').ys;
  const { rho } = find('rmsprop').optimizer;
  const recovered = rates('rmsprop').findIndex((one, n) => n > arrives('rmsprop') && one > 0.95 * 0.2);
  assert.ok(Math.abs((recovered - arrives('rmsprop')) * (1 - rho) - 6) < 1, 'within some six time constants');
  const advance = (/** @type {string} */ id, /** @type {number} */ n) => Math.abs(find(id).report.steps[2 * n]);
  assert.equal(surface.ratio, 10, 'a tenth');
  const first = arrives('adagrad');
  return [
    [0.2, rate('adagrad')],
    [33, first, 1],
    [0.02, rate('rmsprop')],
    [92, arrives('rmsprop'), 1],
    [0.035, rates('adagrad')[first], 0.001],
    [0.035, rates('adagrad').at(-1) ?? NaN, 0.0015],
    // The edge is round: what is before it and behind it is ten steps apart.
    [0.035, advance('adagrad', first - 3), 0.001],
    [0.0035, advance('adagrad', first + 10), 0.0001],
    [0.9, rho],
    [10, 1 / (1 - rho)],
    [0.02, rates('rmsprop')[arrives('rmsprop') - 2], 0.001],
    [0.2, rates('rmsprop').at(-1) ?? NaN, 0.01],
  ];
});

holdFigures('race-2d', (store) => {
  const { along } = runsOf(store);
  const [gd, quick, adam, adagrad] = ['sgd', 'momentum', 'adam', 'adagrad'].map((id) => crossings(along(id, 1)));
  assert.ok(
    adagrad === 0 && 2 * adam < Math.min(gd, quick),
    `the valley is crossed ${[gd, quick, adam, adagrad]} times`,
  );
  const { reached } = runsOf(store, { steps: 2000 });
  assert.ok(reached('rmsprop') < reached('sgd'), 'as the lesson on Beale says');
  const [momentum, nesterov, ...others] = ['momentum', 'nesterov', 'sgd', 'adagrad', 'rmsprop', 'adam'].map(reached);
  assert.ok(
    others.every((step) => !(step <= Math.max(momentum, nesterov))),
    `${[momentum, nesterov, ...others]}`,
  );
  assert.equal(Math.max(...[momentum, nesterov, ...others].filter(Number.isFinite)), others[1], 'AdaGrad arrives last');
  return [
    [74, momentum, 3],
    [74, nesterov, 3],
  ];
});

holdFigures('adam-bias-2d', (store) => {
  const { rate, series, find } = runsOf(store);
  const eta = rate('adam-2');
  const [plain, without] = ['adam', 'adam-2'].map((id) => Array.from(series(id, 'step').ys));
  assert.equal(find('adam-2').optimizer.biasCorrection, false);
  plain.forEach((step) => assert.ok(Math.abs(step / (Math.SQRT2 * eta) - 1) < 1e-3, 'always √2 η'));
  const times = without.map((step) => step / (Math.SQRT2 * eta));
  const longest = Math.max(...times);
  return [
    [0.05, eta],
    [0.05, rate('adam')],
    [4, 1 / 0.25],
    [0.071, plain[10]],
    [10, times[0] ** 2, 0.01],
    [3.16, times[0]],
    [12, times.indexOf(longest) + 1],
    [6.57, longest],
    [100, times.length],
    [3.24, times[99]],
  ];
});

/** How many steps a contestant takes to |y| > 0.3. @param {ReturnType<typeof runsOf>} runs @param {string} id */
const leaves = (runs, id) => runs.along(id, 1).findIndex((y) => Math.abs(y) > 0.3);

holdFigures('race-2d-saddle', (store) => {
  const runs = runsOf(store);
  for (const id of store.state.values.optimizers)
    assert.ok(leaves(runs, 'adagrad') <= leaves(runs, id), `AdaGrad leaves first, not ${id}`);
  for (const id of ['momentum', 'nesterov']) assert.ok(leaves(runs, id) > 34 && leaves(runs, id) < 40, 'nearly 40');
  assert.ok(Number.isNaN(runs.reached('adagrad')), 'AdaGrad has not arrived');
  assert.equal(store.state.values.optimizers.length, 6);
  return [
    [1.5, runs.start[0]],
    [0.001, runs.start[1]],
    [0.001, store.state.values.tolerance],
    [8, 1 / runs.surface.quartic],
    [0.3, 0.3],
    [4, leaves(runs, 'adagrad')],
    [6, leaves(runs, 'rmsprop')],
    [11, leaves(runs, 'adam')],
    [40, 40], // see above
    [146, leaves(runs, 'sgd')],
    [150, store.state.values.steps],
    [59, runs.reached('nesterov')],
  ];
});

holdFigures('race-2d-beale', (store) => {
  const { reached, start, find } = runsOf(store);
  const { reached: late } = runsOf(store, { steps: 5000 });
  assert.ok(Number.isNaN(late('rmsprop')), 'RMSProp does not arrive');
  const ends = find('nesterov').points.slice(-2);
  return [
    [0.75, start[0]],
    [1.375, start[1]],
    [3, ends[0], 0.001],
    [0.5, ends[1], 0.001],
    [0.001, store.state.values.tolerance],
    [43, reached('nesterov')],
    [125, reached('momentum')],
    [205, reached('adam')],
    [279, reached('sgd')],
    [333, reached('adagrad')],
  ];
});

holdAllOf('surfaces');

// The surfaces lab: its level curves, its view, its runs and rates; and that its presets show what they claim.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fitBox, viewOf } from '../../../web/labs/surfaces/camera.js';
import {
  anatomyOf,
  arrowsOf,
  computeModel,
  figuresAt,
  magnification,
  seriesOf,
} from '../../../web/labs/surfaces/model.js';
import { defaultRate, entrantDefaults } from '../../../web/labs/surfaces/rates.js';
import { readPoint, rowOf, settingsFor, startOf, surfaceOf, writePoint } from '../../../web/labs/surfaces/settings.js';
import { presets } from '../../../web/lessons/index.js';
import { allows, kindOf } from '../../../web/state/settings.js';
import { levelsOf, rings } from '../../../web/views/contours.js';
import { contains, projectionOf, withAspect } from '../../../web/views/plane.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { click, openLab, useBrowser, useServer } from '../../helpers/page.js';
import { engine, makeStore as openStore } from '../../helpers/store.js';

const { catalog } = engine;
const settings = settingsFor(catalog);
const makeStore = (/** @type {import('../../../web/lessons/index.js').Preset[]} */ lessons) =>
  openStore({ presets: lessons, parts: { surfaces: { settings, entrantDefaults } } });

/** @param {(x: number, y: number) => number} f on a grid of whole numbers */
const gridOf = (columns, rows, f) => ({
  columns,
  rows,
  values: Float64Array.from({ length: columns * rows }, (_, n) => f(n % columns, Math.floor(n / columns))),
});

/** Twice the signed area inside a ring. */
function area(ring) {
  let sum = 0;
  for (let n = 0; n < ring.length; n += 2) {
    const m = (n + 2) % ring.length;
    sum += ring[n] * ring[m + 1] - ring[m] * ring[n + 1];
  }
  return sum / 2;
}

describe('level curves', () => {
  test('a circle is one ring, at the right distance', () => {
    const found = rings(
      gridOf(41, 41, (x, y) => 15 - Math.hypot(x - 20, y - 20)),
      5,
    );
    assert.equal(found.length, 1);
    for (let n = 0; n < found[0].length; n += 2)
      assert.ok(Math.abs(Math.hypot(found[0][n] - 20, found[0][n + 1] - 20) - 10) < 0.02);
    assert.ok(Math.abs(Math.abs(area(found[0])) - 100 * Math.PI) < 1);
  });

  test('a hole runs the other way around, and the border closes what is cut off', () => {
    const found = rings(
      gridOf(21, 21, (x, y) => Math.hypot(x - 10, y - 10)),
      5,
    );
    assert.equal(found.length, 2);
    const areas = found.map(area);
    assert.ok(areas[0] * areas[1] < 0);
    assert.ok(Math.abs(Math.abs(areas[0] + areas[1]) - (400 - 25 * Math.PI)) < 1);
  });

  test('everything high is the whole grid, nothing high is nothing', () => {
    const grid = gridOf(6, 4, () => 1);
    assert.deepEqual(rings(grid, 2), []);
    assert.equal(Math.abs(area(rings(grid, 1)[0])), 15);
  });

  test('at a saddle the middle decides which corners are joined', () => {
    const saddle = (/** @type {number} */ low) => gridOf(2, 2, (x, y) => (x === y ? 1 : low));
    assert.equal(rings(saddle(-3), 0).length, 2);
    assert.equal(rings(saddle(-0.5), 0).length, 1);
  });

  test('random fields: the parts add up to as much as is high', () => {
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const grid = gridOf(60, 50, random);
    const points = rings(grid, 0.5).reduce((sum, ring) => sum + ring.length, 0);
    assert.ok(points > 1000);
    for (const ring of rings(grid, 0.5)) assert.ok(ring.every(Number.isFinite) && ring.length >= 6);
  });

  test('levels go up, in equal ratios above a floor that is spanned widely, in equal steps else', () => {
    const wide = levelsOf(gridOf(50, 50, (x, y) => 3 + (x - 25) ** 2 + 40 * (y - 25) ** 2).values, { floor: 3 });
    assert.ok(wide.log);
    const fs = wide.at.map(wide.toValue).map((f) => f - 3);
    const ratio = fs[1] / fs[0];
    fs.slice(1).forEach((f, n) => assert.ok(Math.abs(f / fs[n] / ratio - 1) < 1e-9));
    const plain = levelsOf(gridOf(50, 50, (x, y) => x - y).values);
    assert.ok(!plain.log && plain.at[0] > -49 && plain.at.at(-1) < 49);
    assert.ok(levelsOf(Float64Array.of(2, 2, 2)).at.every(Number.isFinite));
  });
});

describe('the view', () => {
  const box = { x0: -1, x1: 3, y0: 0, y1: 1 };

  test('takes the aspect without losing anything, and its pixels are square', () => {
    for (const aspect of [0.5, 1, 4, 7]) {
      const wide = withAspect(box, aspect);
      assert.ok(Math.abs((wide.x1 - wide.x0) / (wide.y1 - wide.y0) - aspect) < 1e-12);
      assert.ok(contains(wide, -1, 0) && contains(wide, 3, 1));
    }
    const { toX, toY, fromX, fromY } = projectionOf(withAspect(box, 2), 800, 400);
    assert.ok(Math.abs(fromX(toX(1.3)) - 1.3) < 1e-12 && Math.abs(fromY(toY(0.4)) - 0.4) < 1e-12);
    assert.ok(Math.abs(toX(1) - toX(0) - (toY(0) - toY(1))) < 1e-9);
  });

  test('fits the runs, but does not follow one that leaves for good', () => {
    const near = fitBox(box, [[0, 0, 0.5, 0.5]]);
    assert.ok(contains(near, 0, 0) && contains(near, 0.5, 0.5) && near.x1 - near.x0 < 1);
    assert.deepEqual(fitBox(box, [[0, 0, 0.5, 0.5, 1e30, 0, Infinity, NaN]]), near);
    assert.deepEqual(fitBox(box, []), box);
  });

  test('shows each surface with its start and one of its minima', () => {
    for (const row of catalog.surfaces) {
      const view = viewOf(row);
      assert.ok(contains(view, ...row.start), row.key);
      assert.ok(row.minima.length === 0 || row.minima.some((point) => contains(view, ...point)), row.key);
    }
  });
});

const optimizer = (surface, id, more = {}) => ({ id, learningRate: defaultRate(surface, id), ...more });
const modelOf = (surface, ids, { start, steps = 200, ...shape } = {}) =>
  computeModel(engine, {
    surface: { id: surface, ...shape },
    start: start ?? rowOf(catalog, surface).start,
    steps,
    entrants: ids.map((id) => ({ id, optimizer: optimizer(surface, kindOf(id)) })),
  });
const everywhere = { tolerance: 1e-3, box: { x0: -1e9, x1: 1e9, y0: -1e9, y1: 1e9 } };

describe('runs', () => {
  test('every default rate brings every optimizer down, within the picture', () => {
    for (const row of catalog.surfaces) {
      const model = modelOf(
        row.key,
        catalog.optimizers.map(({ key }) => key),
        { steps: 300 },
      );
      for (const run of model.runs) {
        assert.ok(defaultRate(row.key, run.id) > 0, `${row.key} ${run.id}`);
        const { status, f } = figuresAt(model, run, 300, { ...everywhere, box: withAspect(viewOf(row), 2) });
        assert.notEqual(status, 'diverged', `${row.key} ${run.id}`);
        if (row.minima.length > 0) assert.notEqual(status, 'left', `${row.key} ${run.id}`);
        assert.ok(f < run.values[0], `${row.key} ${run.id}: ${f}`);
      }
    }
  });

  test('a run begins at the start and tells divergence', () => {
    const wild = computeModel(engine, {
      surface: { id: 'quadratic', kappa: 30 },
      start: [-3, 1],
      steps: 500,
      entrants: [{ id: 'sgd', optimizer: { id: 'sgd', learningRate: 0.1 } }],
    });
    const [run] = wild.runs;
    assert.deepEqual([...run.points.slice(0, 2)], [-3, 1]);
    assert.ok(run.diverged && run.count < 500 && run.points.length === 2 * run.count + 2);
    assert.equal(figuresAt(wild, run, 500, everywhere).status, 'diverged');
    assert.equal(figuresAt(wild, run, 0, everywhere).status, 'start');
  });

  test('the step at which a run diverged is the first one, whichever is shown', () => {
    const grows = computeModel(engine, {
      surface: { id: 'quadratic', kappa: 30 },
      start: [-3, 1],
      steps: 40,
      entrants: [{ id: 'sgd', optimizer: { id: 'sgd', learningRate: 0.08 } }],
    });
    const [run] = grows.runs;
    const limit = grows.floor + 1e3 * (run.values[0] - grows.floor);
    const first = run.values.findIndex((value) => value > limit);
    assert.ok(!run.diverged && first > 1 && first < 38, `${first}`);
    assert.notEqual(figuresAt(grows, run, first - 1, everywhere).status, 'diverged');
    for (const t of [first, first + 1, 40]) {
      const { status, divergedAt } = figuresAt(grows, run, t, everywhere);
      assert.deepEqual([status, divergedAt], ['diverged', first], `at ${t}`);
    }
  });

  test('of one that ends in what is no number, the step after the last point', () => {
    const steep = computeModel(engine, {
      surface: { id: 'cliff' },
      start: [-3, 1],
      steps: 500,
      entrants: [{ id: 'sgd', optimizer: { id: 'sgd', learningRate: 1000 } }],
    });
    const [run] = steep.runs;
    assert.ok(run.diverged && run.count > 0 && run.count < 499, `${run.count}`);
    assert.notEqual(figuresAt(steep, run, run.count, everywhere).status, 'diverged');
    const { status, divergedAt } = figuresAt(steep, run, run.count + 1, everywhere);
    assert.deepEqual([status, divergedAt], ['diverged', run.count + 1]);
  });

  test('arrows: momentum steps by what is left of its velocity and its own gradient', () => {
    const rewritten = optimizer('quadratic', 'nesterov', { form: 'rewritten' });
    const model = computeModel(engine, {
      surface: { id: 'quadratic', kappa: 30 },
      start: [-3, 1],
      steps: 20,
      entrants: [
        ...['momentum', 'nesterov', 'sgd'].map((id) => ({ id, optimizer: optimizer('quadratic', id) })),
        { id: 'nesterov-2', optimizer: rewritten },
      ],
    });
    for (const run of model.runs.filter(({ id }) => id !== 'sgd')) {
      const arrows = Object.fromEntries(arrowsOf(run, anatomyOf(run, 7)).map(({ kind, to }) => [kind, to]));
      for (const n of [0, 1]) assert.ok(Math.abs(arrows.gradient[n] + arrows.past[n] - arrows.step[n]) < 1e-6);
    }
    assert.deepEqual(
      arrowsOf(model.runs[2], anatomyOf(model.runs[2], 3)).map(({ kind }) => kind),
      ['both'],
    );
    assert.equal(anatomyOf(model.runs[0], 0), null);
    assert.deepEqual(
      [50, 99, 101, 0.013].map((length) => magnification(length, 100)),
      [2, 1, 1, 5000],
    );
  });

  test('settings: a point is read and written, shapes go to their surface', () => {
    assert.deepEqual(
      [readPoint('1.5,-2'), readPoint(''), readPoint('1'), readPoint('1,x'), readPoint('1,1e9')],
      [[1.5, -2], null, null, null, null],
    );
    assert.equal(writePoint([1.23456, -0.5], 0.01), '1.23,-0.5');
    assert.equal(writePoint([5000, -1e9], 50), '1000,-1000', 'as far as a start may be, where a picture goes beyond');
    const values = Object.fromEntries(settings.map((one) => [one.key, one.default]));
    const cliff = surfaceOf(catalog, { ...values, surface: 'cliff', 'cliff.slope': 2 });
    assert.deepEqual(cliff, { id: 'cliff', slope: 2, ratio: 10 });
    assert.deepEqual(startOf(catalog, { ...values, surface: 'plane' }), [4, 4]);
    assert.equal(new Set(settings.map(({ key }) => key)).size, settings.length);
  });

  test("a rate can be set to any value, the catalog's default too, and goes back to the table's", () => {
    const store = makeStore([]);
    const rate = () => store.entrantSpec('sgd').optimizer.learningRate;
    const standing = defaultRate('beale', 'sgd');
    assert.equal(rate(), standing);
    assert.notEqual(standing, catalog.optimizers[0].hyperparameters[0].default);
    for (const wanted of [0.5, 0.01, 0.3]) {
      store.setEntrant('sgd', 'optimizer.learningRate', wanted);
      assert.equal(rate(), wanted);
      store.open(store.link());
      assert.equal(rate(), wanted, store.link());
    }
    assert.equal(store.entrantBase('sgd').optimizer.learningRate, standing);
    store.setEntrant('sgd', 'optimizer.learningRate', standing);
    assert.equal(rate(), standing);
    assert.deepEqual(store.state.entrants, {});
    assert.equal(store.link(), '#lab=surfaces&v=2');
  });

  test('the rate that stands is that of the surface and of the lesson', () => {
    const store = makeStore([{ id: 'own', lab: 'surfaces', entrants: { sgd: { 'optimizer.learningRate': 0.7 } } }]);
    const rates = () => ['sgd', 'adam-2'].map((id) => store.entrantSpec(id).optimizer.learningRate);
    assert.deepEqual(rates(), [defaultRate('beale', 'sgd'), defaultRate('beale', 'adam')]);
    store.setValue('surface', 'rosenbrock');
    assert.deepEqual(rates(), [defaultRate('rosenbrock', 'sgd'), defaultRate('rosenbrock', 'adam')]);
    store.show('surfaces', 'own');
    assert.deepEqual(rates(), [0.7, defaultRate('beale', 'adam')]);
    store.setEntrant('sgd', 'optimizer.learningRate', defaultRate('beale', 'sgd'));
    assert.deepEqual(rates(), [defaultRate('beale', 'sgd'), defaultRate('beale', 'adam')]);
  });
});

describe('presets show what they claim', () => {
  const own = presets.filter(({ lab }) => lab === 'surfaces');
  const store = makeStore(own);

  function open(id) {
    store.show('surfaces', id);
    const { values } = store.state;
    return computeModel(engine, {
      surface: surfaceOf(catalog, values),
      start: startOf(catalog, values),
      steps: values.steps,
      entrants: values.optimizers.map((one) => ({ id: one, optimizer: store.entrantSpec(one).optimizer })),
    });
  }
  const byId = (model) => Object.fromEntries(model.runs.map((run) => [run.id, run]));

  test('all of them are allowed', () => {
    for (const { id, values = {} } of own)
      for (const [key, value] of Object.entries(values)) {
        const setting = settings.find((one) => one.key === key);
        assert.ok(setting && allows(setting, value), `${id}: ${key}`);
      }
  });

  test('conditioning: gradient descent jumps from wall to wall, and shrinks its error as the theory says', () => {
    const { sgd } = byId(open('conditioning'));
    for (let t = 1; t < 20; t++) assert.ok(sgd.points[2 * t + 1] * sgd.points[2 * t + 3] < 0);
    const rate = sgd.optimizer.learningRate;
    const factor = Math.max(Math.abs(1 - rate), Math.abs(1 - 30 * rate));
    assert.ok(Math.abs(Math.abs(sgd.points[41] / sgd.points[39]) - Math.abs(1 - 30 * rate)) < 1e-5 && factor < 1);
  });

  test('saddle: momentum has arrived where gradient descent is still at the saddle', () => {
    const model = open('saddle');
    const { sgd, momentum } = byId(model);
    const at = (run) => figuresAt(model, run, model.steps, everywhere);
    assert.ok(at(momentum).distance < 0.2 && at(sgd).distance > 1);
  });

  test('momentum: on a plane the step grows to η‖g‖ / (1 − ρ)', () => {
    const model = open('momentum');
    const { momentum, sgd } = byId(model);
    const size = Math.hypot(1, 0.25);
    const last = (run) => seriesOf(model, run, 'step').ys.at(-1);
    assert.ok(Math.abs(last(momentum) / (10 * momentum.optimizer.learningRate * size) - 1) < 0.01);
    assert.ok(Math.abs(last(sgd) / (sgd.optimizer.learningRate * size) - 1) < 1e-4);
  });

  test('nesterov: the rewritten form goes through the points at which the other takes its gradients', () => {
    const runs = byId(open('nesterov'));
    const { report } = runs.nesterov;
    const { points, optimizer: rule } = runs['nesterov-2'];
    assert.equal(rule.form, 'rewritten');
    for (let n = 0; n < report.gradientPoints.length; n++)
      assert.ok(Math.abs(points[n] - report.gradientPoints[n]) < 1e-5);
  });

  test('adagrad: the steeper direction has the smaller rate, and rates only fall', () => {
    const model = open('adagrad');
    const { ys, ys2 } = seriesOf(model, byId(model).adagrad, 'rate');
    ys.forEach((y, n) => assert.ok(y > ys2[n] && (n === 0 || y <= ys[n - 1] * (1 + 1e-4)), `${n}`));
  });

  test('rmsprop: behind the cliff its rate recovers, that of AdaGrad does not', () => {
    const model = open('rmsprop');
    const { adagrad, rmsprop } = byId(model);
    const rates = (run) => seriesOf(model, run, 'rate').ys;
    const [slow, quick] = [rates(adagrad), rates(rmsprop)];
    assert.ok(quick.at(-1) > 8 * Math.min(...quick), 'ten times, as the gradient fell tenfold');
    assert.ok(slow.at(-1) < 1.01 * Math.min(...slow));
  });

  test('race-2d: on each of its surfaces all start at the same point', () => {
    for (const surface of ['long_valley', 'saddle', 'beale']) {
      const { runs } = modelOf(surface, ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam']);
      assert.equal(new Set(runs.map(({ points }) => points.slice(0, 2).join())).size, 1);
    }
  });
});

const server = useServer();

for (const name of BROWSERS)
  describe(`in ${name}`, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name);

    const withPage = async (hash, options, use) => {
      const page = await openLab(browser(), server.url, `lab=surfaces${hash}`, options);
      await page.waitForSelector('.surface-handle');
      await use(page);
      await page.assertQuiet();
      await page.close();
    };

    test('opens with a picture, follows the keyboard, and links to the start', () =>
      withPage('&lang=en', {}, async (page) => {
        assert.equal((await page.$$('table.live tbody tr')).length >= 6, true);
        await page.waitForFunction(() => {
          const canvas = document.querySelector('.surface-frame > canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size > 12;
        });
        await page.focus('.surface-handle');
        await page.keyboard.press('ArrowRight');
        await page.waitForFunction(() => location.hash.includes('start='));
        const label = await page.$eval('.surface-handle', (one) => one.getAttribute('aria-label') ?? '');
        assert.match(label, /^Starting point: x = 0\.7/);
      }));

    test('takes one step for all and shows it from the inside', () =>
      withPage('&lang=es&preset=momentum', {}, async (page) => {
        await click(page, 'button', 'Al comienzo');
        await click(page, 'button', 'Un paso');
        await click(page, 'button', 'Un paso');
        await page.waitForFunction(() =>
          /^paso 2 /.test(document.querySelector('.surface-time > span')?.textContent ?? ''),
        );
        const rows = await page.$$eval('.surface-anatomy tbody th', (all) => all.map((one) => one.textContent));
        assert.ok(rows.includes('Velocidad v') && rows.includes('Gradiente g'));
      }));

    test('draws the end at once for who wants no motion', () =>
      withPage('&lang=en', { reducedMotion: true }, async (page) => {
        await click(page, 'button', 'To the start');
        await page.waitForFunction(
          () => document.querySelector('.surface-time > span')?.textContent === 'step 0 of 200',
        );
        await page.evaluate(() => {
          globalThis.told = [];
          const note = () => globalThis.told.push(document.querySelector('.surface-time > span').textContent);
          new MutationObserver(note).observe(document.querySelector('#main'), {
            characterData: true,
            childList: true,
            subtree: true,
          });
        });
        await click(page, 'button', 'Play');
        await page.waitForFunction(() => globalThis.told.includes('step 200 of 200'));
        const between = await page.evaluate(() => globalThis.told.filter((text) => !/^step (0|200) of/.test(text)));
        assert.deepEqual(between, []);
      }));
  });

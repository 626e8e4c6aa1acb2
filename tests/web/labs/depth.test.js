// The depth lab: what is said of looks at layers, and in the browsers what is seen before the first step and while they train.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  accuracyOf,
  figuresOf,
  hasSharpness,
  lastLook,
  lossOf,
  middle,
  moved,
  overLayers,
  overSteps,
  ratioOf,
  topOfSharpness,
  verdictOf,
} from '../../../web/labs/depth/outcome.js';
import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { loadEngine } from '../../../wasm/index.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { until } from '../../helpers/patience.js';
import {
  click,
  fill,
  raceState,
  savedBy,
  untilCurves,
  untilState,
  usePages,
  useServer,
  valueOf,
} from '../../helpers/page.js';

/** A look at some layers. @param {number} step @param {object[]} layers */
const look = (step, layers) => ({ step, loss: 2, layers: layers.map((one) => ({ ...HEALTHY, ...one })) });
const HEALTHY = {
  mean: 0.1,
  deviation: 0.5,
  still: 0,
  dead: 0,
  weights: 8,
  gradient: 0.5,
  deltas: 0.1,
  faint: 0,
  zero: 0,
};
/** @param {ReturnType<typeof look>[]} watched */
const run = (watched, { clipNorm = 0, id = 'sgd' } = {}) =>
  /** @type {never} */ ({ watched, learningRate: 0.1, spec: { clipNorm, optimizer: { id } } });

describe('what is said of a network', () => {
  /** @param {object[]} layers */
  const said = (...layers) => {
    const { verdict, layer } = verdictOf(run([]), /** @type {never} */ (look(0, [...layers, {}])));
    return `${verdict} ${layer}`;
  };

  test('is the worst of its hidden layers, and where it is', () => {
    assert.equal(said({}, {}).split(' ')[0], 'healthy');
    assert.equal(said({}, { gradient: 2e3 }), 'explodes 2');
    assert.equal(said({}, { deviation: NaN }), 'lost 2');
    assert.equal(said({ dead: 0.95 }, { gradient: 2e3 }), 'explodes 2');
    assert.equal(said({ gradient: 1e-4 }, { dead: 0.95 }), 'dead 2');
    assert.equal(said({ gradient: 1e-4 }, {}), 'vanishes 1');
    assert.equal(said({}, { deviation: 1e-4 }), 'silent 2');
  });

  test('a layer stands still where a step is lost beside its weights', () => {
    // η‖g‖/‖W‖ against half a unit in the last place: 0.1 g / 8 = 2⁻²⁴ at g = 80 · 2⁻²⁴.
    assert.equal(said({ gradient: 79 * 2 ** -24 }), 'still 1');
    assert.equal(said({ gradient: 81 * 2 ** -24 }), 'vanishes 1');
    assert.ok(Number.isNaN(moved(run([], { id: 'adam' }), HEALTHY)), 'of Adam nobody can say');
    assert.ok(Number.isNaN(moved(run([], { clipNorm: 1 }), HEALTHY)));
  });
});

test('λ₁ is measured where the loss of the whole set is what training goes down, and no run is lost for it', () => {
  const spec = (/** @type {string} */ batchNorm, /** @type {number} */ batchSize) =>
    /** @type {never} */ ({
      batchSize,
      data: { trainSize: 640 },
      model: { layers: [{ batchNorm }, { batchNorm: 'none' }] },
    });
  assert.deepEqual([spec('none', 32), spec('before', 32), spec('before', 640)].map(hasSharpness), [true, false, true]);
});

test('the axis of λ₁ has room for 2/η while λ₁ is on its way there, and for the curves alone where they are beyond or far below', () => {
  const near = (/** @type {number | null} */ top) => top !== null && top > 10 && top < 12;
  assert.ok(near(topOfSharpness([10], 4)));
  assert.ok(near(topOfSharpness([10, 400], 4)), 'of two limits that which is near');
  for (const [limits, most] of /** @type {[number[], number][]} */ ([
    [[10], 12],
    [[10], 0.5],
    [[10], -Infinity],
    [[], 4],
  ]))
    assert.equal(topOfSharpness(limits, most), null, `${limits}, ${most}`);
});

test('sizes are averaged over seeds as decades, shares as they are', () => {
  assert.ok(Math.abs(middle([1e-2, 1e2], 'gradient') - 1) < 1e-12);
  assert.equal(middle([0, 0.5], 'dead'), 0.25);
});

test('what a run had before it diverged is neither its loss nor its accuracy', () => {
  const own = { ...run([look(0, [{}])]), epochs: [{ validationAccuracy: 0.3 }] };
  const found = ['done', 'diverged'].map((status) => /** @type {never} */ ({ ...own, status }));
  assert.deepEqual(found.map(lossOf), [2, NaN]);
  assert.deepEqual(found.map(accuracyOf), [0.3, NaN]);
});

test('a seed that was not looked at is missed in each figure: no mean of the others stands alone', () => {
  const more = { status: 'done', epochs: [] };
  const seen = [1, 4].map((gradient) => ({ ...run([look(0, [{ gradient }, { gradient: 4 * gradient }])]), ...more }));
  const of = (/** @type {object[]} */ runs) =>
    /** @type {Record<string, { known: number, all: number, mean: number }>} */ (
      /** @type {unknown} */ (figuresOf(/** @type {never} */ (runs), 9))
    );
  const found = of([...seen, { ...run([]), ...more, status: 'lost' }]);
  const counts = Object.entries(found).map(([key, { known, all }]) => [key, known, all].join(' '));
  assert.deepEqual(counts, [
    ...['deviation', 'gradient', 'dead', 'moved', 'ratio', 'loss'].map((key) => `${key} 2 3`),
    'accuracy 0 3',
  ]);
  assert.ok(Math.abs(found.gradient.mean - 8) < 1e-12, 'of the last layer, the geometric mean');
  assert.ok(Math.abs(Number(of(seen).gradient) - 8) < 1e-12);
  const wild = { ...run([look(0, [{ gradient: Infinity }])]), ...more };
  assert.equal(of([wild]).gradient, Infinity, 'a gradient that explodes is told');
});

test('curves go over layers at the last step that all seeds were looked at, and over steps', () => {
  const runs = [
    run([look(0, [{ gradient: 1 }, { gradient: 4 }]), look(5, [{ gradient: 2 }, { gradient: 8 }])]),
    run([look(0, [{ gradient: 4 }, { gradient: 16 }])]),
  ];
  const layers = overLayers(runs, 'gradient');
  assert.deepEqual(
    [...layers.x, ...layers.y].map((x) => Number(x.toFixed(12))),
    [1, 2, 2, 8],
  );
  assert.deepEqual([...layers.low, ...layers.high], [1, 4, 4, 16]);
  const steps = overSteps(runs.slice(0, 1), 'gradient', 1);
  assert.deepEqual(
    [...steps.x, ...steps.y].map((x) => Number(x.toFixed(12))),
    [0, 5, 4, 8],
  );
  assert.equal(lastLook(runs)?.step, 5);
  assert.equal(ratioOf(/** @type {never} */ (look(0, [{ gradient: 6 }, { gradient: 3 }, { gradient: 9 }]))), 2);
});

const engine = await loadEngine();
const server = useServer();

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { withPage } = usePages(name, server);
    /** Rows of the table. @param {import('../../helpers/browser.js').TestPage} page */
    const rows = (page) =>
      page.$$eval('table.live tbody tr', (all) =>
        all.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())),
      );

    test('figures of each network stand there before its first step, follow the controls, and change as it trains', async () => {
      await withPage('lang=en&lab=depth&preset=he&spec.epochs=1&spec.data.trainSize=640', async (page) => {
        await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length === 3);
        const explodes = () =>
          /explodes: [^ ]+ × 10⁶ in layer 1/.test(document.querySelector('#main')?.textContent ?? '');
        await page.waitForFunction(explodes);
        const [plain, tenth, four] = await rows(page);
        for (const row of [plain, tenth, four]) assert.equal(row[1], 'Before the first step');
        const gradient = (/** @type {string[]} */ row) => Number(row[3].replace(/ × 10⁻.*/, 'e-9'));
        assert.ok(gradient(plain) > 0.1 && gradient(tenth) < 1e-6, `${plain}; ${tenth}`);
        await fill(page, 'Layer that is looked at', '20');
        await page.waitForFunction(
          (before) => document.querySelector('table.live tbody td:nth-child(3)')?.textContent?.trim() !== before,
          {},
          plain[2],
        );
        assert.equal(await valueOf(page, 'textbox', 'Layer that is looked at'), '20');
        await fill(page, 'Hidden layers', '5');
        await page.waitForFunction(() => document.querySelectorAll('.depth-bars').length === 3);
        await until(
          async () => (await valueOf(page, 'textbox', 'Layer that is looked at')) === '6',
          () => 'of 6 layers the last one is looked at',
        );
        await fill(page, 'Hidden layers', '20');
        await click(page, 'button', 'Train');
        await untilState(page, /least|lowest|loss/);
        await page.waitForFunction(() =>
          [...document.querySelectorAll('table.live tbody tr')].every((row) => !/Before/.test(row.textContent ?? '')),
        );
        assert.notEqual((await rows(page))[0][3], plain[3]);
      });
    });

    test('what is drawn and saved is what the engine says of each layer, at the start and at the end, of each seed; who is ahead is the mean', async () => {
      const link = `lang=en&lab=depth&entrants=plain,residual&seeds=2&spec.epochs=2&spec.data.trainSize=256`;
      await withPage(`${link}&sharpness=true&every=2`, async (page) => {
        await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length === 2);
        await click(page, 'button', 'Train');
        await untilState(page, /^Finished\. .*(the mean of 2 seeds|mean loss over 2 seeds)/);
        await page.waitForSelector('.paired p');
        // It has no test accuracy to compare.
        assert.doesNotMatch(await page.$eval('.paired p', (one) => one.textContent ?? ''), /test set/);
        const { runs } = JSON.parse((await savedBy(page, 'Download JSON')).text);
        const [head, ...lines] = (await savedBy(page, 'Download CSV')).text.trim().split('\r\n');
        const columns = head.split(',');
        const found = lines.map((line) => {
          const cells = line.split(',');
          return Object.fromEntries(columns.map((column, n) => [column, cells[n]]));
        });
        assert.deepEqual([runs.length, found.filter(({ sharpness }) => sharpness).length], [4, 4 * 2]);
        for (const { entrant, seed, spec, steps } of runs) {
          const experiment = engine.createExperiment(spec, await loadDatasets(engine, spec, nodeReader()));
          for (const step of [0, steps]) {
            if (step > 0) experiment.runSteps(step);
            const { loss, layers } = experiment.layerStatistics();
            const own = found.filter(
              (row) => [row.entrant, row.seed, row.step].join() === [entrant, seed, step].join() && row.layer,
            );
            assert.deepEqual(
              own.map((row) => [row.loss, row.layer, row.deviation, row.gradient, row.dead].map(Number)),
              layers.map(({ deviation, gradient, dead }, l) => [loss, l + 1, deviation, gradient, dead]),
            );
          }
          experiment.free();
        }
      });
    });

    test('a network with batch normalization trains to its end beside others whose sharpness is measured', async () => {
      await withPage(
        'lang=en&lab=depth&preset=deep-batchnorm&sharpness=true&every=9&spec.epochs=1&spec.data.trainSize=640',
        async (page) => {
          await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length === 2);
          // Before the first step too: λ₁ of the one that has it stands there, and nothing is refused of the other.
          await untilCurves(page, 'Sharpness λ₁ against 2/η', ({ series }) => Object.keys(series).length > 0);
          await page.waitForFunction(() =>
            [...document.querySelectorAll('table.live tbody td:nth-child(4)')].every((one) =>
              /\d/.test(one.textContent),
            ),
          );
          assert.doesNotMatch(await raceState(page), /refuses/);
          await click(page, 'button', 'Train');
          await untilState(page, /Finished/);
          for (const row of await rows(page)) assert.match(row[1], /Done|Finished/, row.join());
        },
      );
    });
  });

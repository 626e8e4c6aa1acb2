// The regularization lab: what its pure parts conclude, and the lab in browsers.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { loadEngine } from '../../../wasm/index.js';
import { evaluateMirrored } from '../../../wasm/mirror.js';
import { layerWeights } from '../../../web/engine/worker/inspect.js';
import { COLUMNS, rowsOf } from '../../../web/labs/regularization/export.js';
import { layout } from '../../../web/labs/regularization/network.js';
import {
  bestEpoch,
  curvesOf,
  factors,
  histogramOf,
  isDisturbed,
  leastOf,
  marksOf,
  minimizesSum,
  outcomeOf,
  sortedNorms,
  zeroShare,
} from '../../../web/labs/regularization/outcome.js';
import { additions, labelOf } from '../../../web/labs/regularization/names.js';
import { essentials, fieldsOf, KINDS } from '../../../web/labs/regularization/settings.js';
import { RunGroup } from '../../../web/runs/group.js';
import { kindOf } from '../../../web/state/settings.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { openLesson } from '../../helpers/lessons.js';
import {
  chartText,
  click,
  fill,
  linkOf,
  openLab,
  raceTable,
  savedBy,
  unfold,
  untilState,
  useBrowser,
  useServer,
} from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const engine = await loadEngine();
const { catalog } = engine;

/** The command line's test with mirror images averaged in, of a run. @param {import('../../../wasm/spec.d.ts').Spec} spec */
async function mirroredOf(spec) {
  const datasets = await loadDatasets(engine, spec, nodeReader(), undefined, { mirrored: true });
  const experiment = engine.createExperiment(spec, datasets);
  experiment.runSteps(experiment.state().totalSteps);
  const found = evaluateMirrored(engine, experiment, datasets);
  [experiment, ...Object.values(datasets)].forEach((one) => one.free());
  return { loss: found?.mirroredLoss, accuracy: found?.mirroredAccuracy };
}

/**
 * A race whose runs have reported these epochs.
 * @param {Record<string, { losses: number[][], status?: import('../../../web/runs/group.js').OverStatus, layers?: { l1: number, l2: number }[] }>} entrants
 */
function raceOf(entrants) {
  const race = new RunGroup({ run: () => ({ free() {} }), now: () => 0 }, () => {});
  race.start(
    Object.entries(entrants).map(([id, { layers = [{ l1: 0, l2: 0 }], ...spec }]) => ({
      id,
      spec: {
        seed: 1,
        epochs: 9,
        optimizer: { learningRate: 1 },
        model: { layers },
        earlyStopping: { restoreBest: true },
        ...spec,
      },
    })),
  );
  for (const run of race.runs) {
    const { losses, status = 'done' } = entrants[run.id];
    run.finish(status);
    // What it was trained on is another loss, which no gap is measured from.
    run.epochs = losses.map(([evaluatedLoss, validationLoss, penalty = 0], n) => ({
      epoch: n + 1,
      step: 10 * (n + 1),
      seconds: n,
      trainLoss: evaluatedLoss + 1,
      evaluatedLoss,
      validationLoss,
      validationAccuracy: 0.5,
      penalty,
    }));
  }
  return race;
}

describe('what became of a contestant', () => {
  test('the best epoch is the first of the least loss', () => {
    assert.equal(bestEpoch([3, 2, 1, 1, 5]), 3);
    assert.equal(bestEpoch([NaN, 2, Infinity]), 2);
    assert.equal(bestEpoch([]), null);
    assert.equal(bestEpoch([NaN]), null);
  });

  const race = raceOf({
    none: {
      losses: [
        [2, 2.1],
        [1, 1.5],
        [0.2, 1.9],
      ],
    },
    l2: {
      layers: [{ l1: 0, l2: 0.1 }],
      losses: [
        [2, 2.2, 0.5],
        [1, 1.4, 0.7],
      ],
    },
    'early-stopping': {
      losses: [
        [2, 2.1],
        [1, 1.5],
        [0.5, 1.6],
      ],
      status: 'stopped-early',
    },
  });

  test('gap, penalty and best epoch', () => {
    const none = outcomeOf(race, 'none');
    assert.deepEqual([none.train.mean, none.validation.mean, none.best.mean, none.over], [0.2, 1.9, 2, true]);
    assert.ok(Math.abs(none.gap.mean - 1.7) < 1e-12);
    assert.ok(Number.isNaN(none.penalty.mean), 'without a penalty there is none, not 0');
    assert.equal(outcomeOf(race, 'l2').penalty.mean, 0.7);
    const { x, train, validation, penalty, best } = curvesOf(race, 'l2');
    assert.deepEqual(
      [[...x], [...train], [...validation.mean], [...penalty], best],
      [[1, 2], [2, 1], [2.2, 1.4], [0.5, 0.7], 2],
    );
  });

  test('the epochs to mark', () => {
    assert.deepEqual(marksOf(race, 'none'), { best: 2, stopped: null, restored: false });
    assert.deepEqual(marksOf(race, 'early-stopping'), { best: 2, stopped: 3, restored: true });
  });

  test('what has waited, and has no epoch yet, is no run of 0 epochs', () => {
    const waiting = raceOf({ none: { losses: [] } });
    assert.equal(outcomeOf(waiting, 'none').epoch.mean, 0);
    waiting.runs[0].waited = true;
    assert.equal(outcomeOf(waiting, 'none').epoch.known, 0);
  });

  test('a run that is trained on more than its images is told by each way to do so', () => {
    const layer = { dropout: 0, batchNorm: 'none' };
    const run = (/** @type {object} */ more = {}, /** @type {object} */ own = {}, inputDropout = 0) =>
      isDisturbed(
        /** @type {never} */ ({
          spec: {
            model: { inputDropout, layers: [{ ...layer, ...own }, layer] },
            augmentation: { mirror: 0 },
            mixup: 0,
            ...more,
          },
        }),
      );
    assert.equal(run(), false);
    for (const disturbed of [
      run({ mixup: 0.2 }),
      run({ augmentation: { mirror: 0.5 } }),
      run({}, { dropout: 0.1 }),
      run({}, { batchNorm: 'before' }),
      run({}, {}, 0.2),
    ])
      assert.equal(disturbed, true);
  });

  test('a sum is drawn where the steps go down it: proximal ones do with SGD alone', () => {
    const run = (/** @type {object} */ layer, /** @type {string} */ l1Step, /** @type {string} */ id) =>
      /** @type {never} */ ({ spec: { model: { layers: [{ l1: 0, l2: 0, ...layer }], l1Step }, optimizer: { id } } });
    assert.ok(minimizesSum(run({ l1: 0.1 }, 'subgradient', 'adam')));
    assert.ok(minimizesSum(run({ l1: 0.1 }, 'proximal', 'sgd')));
    assert.ok(!minimizesSum(run({ l1: 0.1 }, 'proximal', 'adam')));
    assert.ok(minimizesSum(run({ l1: 0.1, l2: 0.1 }, 'proximal', 'adam')));
    assert.ok(!minimizesSum(run({}, 'subgradient', 'sgd')));
  });

  test('of several seeds, the best epoch that is marked is the mean curve’s, and the stop the first one’s', () => {
    const model = { layers: [{ l1: 0, l2: 0 }] };
    const group = new RunGroup({ run: () => ({ free() {} }), now: () => 0 }, () => {});
    const lists = [
      [2, 1, 1.5, 1.6],
      [2, 1.8, 1],
    ];
    group.start(
      lists.map((_, n) => ({
        id: 'early-stopping',
        spec: { seed: n + 1, epochs: 9, optimizer: { learningRate: 1 }, model, earlyStopping: { restoreBest: true } },
      })),
    );
    group.runs.forEach((run, n) => {
      run.losses.append(Float32Array.of(1), 1);
      run.finish('stopped-early');
      run.epochs = lists[n].map((validationLoss, k) => ({ epoch: k + 1, step: k, evaluatedLoss: 0.5, validationLoss }));
    });
    assert.deepEqual(marksOf(group, 'early-stopping'), { best: 3, stopped: 3, restored: true });
    assert.deepEqual(group.runs.map(leastOf), [1, 1]);
    assert.deepEqual(outcomeOf(group, 'early-stopping').best.mean, 2.5);
    assert.deepEqual(outcomeOf(group, 'early-stopping').train.mean, 0.5);
  });

  test('the file has a row an epoch, and a column for each of its figures', () => {
    const rows = rowsOf(race);
    assert.equal(rows.length, 8);
    assert.ok(rows.every((row) => row.length === COLUMNS.length));
    assert.deepEqual(rows[4], ['l2', 1, 2, 20, 1, 2, 1, 0.7, 1.4, 0.5, undefined, undefined]);
  });
});

describe('weights', () => {
  const kernel = { name: 'dense1/kernel', shape: [3, 2], values: Float32Array.of(0, 0.3, -0.0004, 0.4, 0.021, 0) };

  test('norms of units, weights at zero, a histogram', () => {
    const layer = layerWeights(kernel);
    assert.deepEqual([layer.name, layer.inputs, layer.units, layer.zeros, layer.exact], ['dense1', 3, 2, 3, 2]);
    assert.ok(Math.abs(layer.norms[1] - 0.5) < 1e-6);
    assert.ok(Math.abs(layer.norms[0] - Math.hypot(0.0004, 0.021)) < 1e-6);
    const { x, share } = histogramOf(layer);
    assert.deepEqual(
      [...x].map((at) => Number(at.toFixed(6))),
      [0, 0.02, 0.3, 0.4],
    );
    assert.deepEqual([...share], [3 / 6, 1 / 6, 1 / 6, 1 / 6]);
    assert.equal(
      zeroShare({ layers: [layer, { ...layer, inputs: 7, zeros: 17 }], zeroBelow: 1e-3, step: 1 }, 'zeros'),
      1,
    );
    assert.equal(zeroShare({ layers: [layer, { ...layer, exact: 4 }], zeroBelow: 1e-3, step: 1 }, 'exact'), 0.5);
    assert.ok(Number.isNaN(zeroShare(null, 'zeros')));
  });

  test('weights that are huge, or no numbers, ask for no more memory than there is', () => {
    const { counts, zeros } = layerWeights({ ...kernel, values: Float32Array.of(1e30, -1e30, NaN, 0, Infinity, 0) });
    assert.ok(counts.length <= 2001);
    assert.deepEqual([counts.at(0), counts.at(-1), zeros], [1, 2, 2]);
  });

  test('norms are drawn from large to small', () => {
    assert.deepEqual([...sortedNorms(Float32Array.of(1, 10, 2))], [10, 2, 1]);
  });
});

describe('dropout', () => {
  test('training and prediction see the same on average, in both ways', () => {
    assert.deepEqual(factors(0.5, 'inverted'), { kept: 2, mean: 1, prediction: 1 });
    assert.deepEqual(factors(0.2, 'classic'), { kept: 1, mean: 0.8, prediction: 0.8 });
    for (const p of [0.1, 0.37, 0.9])
      for (const mode of ['inverted', 'classic']) {
        const { mean, prediction } = factors(p, mode);
        assert.ok(Math.abs(mean - prediction) < 1e-12);
      }
  });

  test('the picture has room for every unit', () => {
    const mask = new Uint8Array(300);
    const layers = [
      { label: '', units: 784, mask: null, pixels: [] },
      { label: '', units: 300, mask },
      { label: '', units: 10, mask: null },
    ];
    for (const width of [320, 900]) {
      const { columns, grids, height } = layout(layers, width);
      assert.deepEqual(
        columns.map((column) => column.length),
        [1, 12, 10],
      );
      assert.ok(columns.flat().every(({ x, y }) => x > 0 && x < width && y > 0 && y < height));
      assert.deepEqual(
        grids.map((grid) => grid !== null),
        [false, true, false],
      );
      assert.ok(grids[1].y + Math.ceil(300 / grids[1].across) * 9 <= height);
    }
  });
});

test('a contestant is told by all that it has otherwise, of the optimizer too', () => {
  const store = openLesson('together');
  const words = {
    t: (/** @type {string} */ key) => key.split('.').at(-1),
    has: (/** @type {string} */ key) => key.startsWith('catalog'),
    format: { plain: String },
  };
  const app = /** @type {import('../../../web/context.js').App} */ (/** @type {unknown} */ (words));
  const said = (/** @type {string} */ id) => additions(app, catalog, id, store.entrantSpec(id), store.spec());
  assert.equal(said('batchnorm'), 'dropout: 0.1 · batchNorm: before · labelSmoothing: 0.1 · flip · weightDecay: 1');
  assert.equal(said('none'), '');
  // One with an optimizer of its own has the others' rate as long as nobody changes that.
  store.open('#preset=adamw');
  assert.equal(said('weight-decay'), 'weightDecay: 1');
  store.setSpec('optimizer.learningRate', 0.002);
  assert.equal(said('weight-decay'), 'learningRate: 0.0005 · weightDecay: 1');
});

test('among the like of a race its strength tells a contestant apart, and who did not run has its plain name', () => {
  const words = {
    t: (/** @type {string} */ key, /** @type {{ value?: string }} */ { value = '' } = {}) =>
      `${key.split('.').at(-1)}${value}`,
    has: () => true,
    count: () => '',
    format: { plain: String },
  };
  const app = /** @type {import('../../../web/context.js').App} */ (/** @type {unknown} */ (words));
  const specOf = (/** @type {number} */ l2) => engine.normalize({ model: { layers: [{ l2 }, { l2 }] } });
  const strengths = /** @type {Record<string, number>} */ ({ l2: 0.003, 'l2-2': 0.01 });
  const race = /** @type {RunGroup} */ (
    /** @type {unknown} */ ({
      ids: ['l2', 'l2-2'],
      runsOf: (/** @type {string} */ id) => [{ spec: specOf(strengths[id]) }],
    })
  );
  assert.deepEqual(
    ['l2', 'l2-2', 'l2-3', 'dropout'].map((id) => labelOf(app, race, id)),
    ['l2 l20.003', 'l2 l20.01', 'l2 (3)', 'dropout'],
  );
});

test('every contestant is made of fields of the catalog', () => {
  const fields = fieldsOf(catalog);
  assert.ok(fields.every(({ field }) => field));
  for (const kind of KINDS) {
    assert.equal(kindOf(`${kind}-2`), kind);
    // Which optimizer a kind has makes it what it is, and is no field of it.
    for (const path of essentials(kind).filter((one) => one !== 'optimizer.id'))
      assert.ok(
        fieldsOf(catalog, kind).some((one) => one.path === path),
        path,
      );
  }
  const regularizing = [
    'l1',
    'l2',
    'maxNorm',
    'dropout',
    'inputDropout',
    'dropoutMode',
    'batchNorm',
    'patience',
    'flip',
    'noise',
  ];
  assert.deepEqual(
    regularizing.filter((key) => !fields.some(({ field }) => field.key === key)),
    [],
  );
});

const AXE = new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url);
const QUICK = 'spec.data.trainSize=320&spec.epochs=4&layers=40,20,10';
const ALL =
  'entrants=none,l1,max-norm,dropout,dropout-classic,augmentation,early-stopping&early-stopping.earlyStopping.minDelta=50&early-stopping.earlyStopping.patience=2';

const server = useServer();

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name);

    /** @param {string} hash @param {(page: TestPage) => Promise<void>} work @param {import('../../helpers/browser.js').PageOptions} [options] */
    const use = async (hash, work, options) => {
      const page = await openLab(browser(), server.url, `lab=regularization&${hash}`, options);
      await work(page);
      await page.settled();
      await page.assertQuiet();
      await page.close();
    };
    const accessible = async (page) => {
      await page.evaluate(await readFile(AXE, 'utf8'));
      const found = await page.evaluate(async () =>
        (await globalThis.axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
      );
      assert.deepEqual(found, []);
    };
    const until = (page, work, ...values) => page.waitForFunction(work, {}, ...values);
    const text = (page, selector) => page.$eval(selector, (element) => element.textContent);

    test('one click trains all: gaps, table, weights, masks and augmented images', () =>
      use(`lang=en&${QUICK}&${ALL}`, async (page) => {
        await click(page, 'button', 'Train');
        await untilState(page, /^Finished\. The lowest validation loss is that of .* Several seeds show/);
        const table = await raceTable(page);
        assert.deepEqual(Object.keys(table), [
          'Unregularized',
          'L1',
          'Max-norm',
          'Dropout',
          'Classic dropout',
          'Data augmentation',
          'Early stopping',
        ]);
        for (const [id, row] of Object.entries(table)) {
          const gap = Number(row['Valid. loss']) - Number(row['Training loss']);
          assert.ok(Math.abs(gap - Number(row.Gap.replace('−', '-'))) < 0.02, `${id}: ${row.Gap}, ${gap}`);
          assert.match(row['Test accuracy'], /^\d[\d.]*%$/, id);
        }
        assert.ok(Number(table.L1.Penalty) > 0);
        assert.equal(table.Unregularized.Penalty, '–');
        assert.equal(table['Early stopping'].State, 'Stopped early');
        assert.match(await text(page, '.fairness'), /^Same initial weights in all runs \(.*Same minibatches/);

        // A panel each, with the gap in words.
        assert.equal((await page.$$('.gap-panels .chart')).length, 7);
        const titles = await page.$$eval('.gap-panels .chart-title', (all) =>
          all.map((one) => Math.round(one.getBoundingClientRect().bottom)),
        );
        assert.equal(titles[0], titles[1], 'who has nothing beside it stands in the row of the others');
        await until(page, () =>
          /stopped by itself in epoch 3/.test(document.querySelector('.gap-panels > :last-child')?.textContent ?? ''),
        );
        await until(
          page,
          (gap) => document.querySelector('.gap-panels > :first-child')?.textContent?.includes(`gap ${gap}. `),
          table.Unregularized.Gap,
        );
        const said = await chartText(page, 'Unregularized');
        const [, train, validation, gap] =
          /training loss ([\d.]+), validation loss ([\d.]+); gap (−?[\d.]+)\. /.exec(said) ?? [];
        assert.deepEqual(
          [train, validation, gap],
          ['Training loss', 'Valid. loss', 'Gap'].map((key) => table.Unregularized[key]),
          said,
        );

        // The comparison is drawn to its end: drawing it anew changes nothing.
        const drawing = () =>
          page.evaluate(async () => {
            const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.stage-row canvas'));
            for (let before = ''; before !== canvas.toDataURL();) {
              before = canvas.toDataURL();
              for (let n = 0; n < 20; n++)
                await new Promise((resolve) => {
                  requestAnimationFrame(resolve);
                });
            }
            return canvas.toDataURL();
          });
        const drawn = await drawing();
        await click(page, 'button', 'L1', '.stage-row > :first-child');
        assert.ok((await drawing()) !== drawn, 'a curve is hidden');
        await click(page, 'button', 'L1', '.stage-row > :first-child');
        assert.ok((await drawing()) === drawn, 'as it was');

        // Weights of the layer that is chosen; max-norm's line.
        await until(page, () =>
          [...document.querySelectorAll('.weights-section .visually-hidden')].every((one) =>
            /Max-norm: last/.test(one.textContent ?? ''),
          ),
        );
        const norms = await chartText(page, 'Norm of each unit');
        const [, least] = /Max-norm: last value [\d.]+, least ([\d.]+)\.(?: |$)/.exec(norms) ?? [];
        assert.ok(Number(least) > 0 && Number(least) <= 0.5, norms);
        await click(page, 'button', 'Layer 2: 20');
        await until(page, () =>
          /from 1 to 20\./.test(
            [...document.querySelectorAll('.weights-section .visually-hidden')].at(-1)?.textContent ?? '',
          ),
        );
        assert.equal((await linkOf(page)).layer, '2');

        // Masks: another minibatch has others.
        await page.$eval('.masks-section', (element) => element.scrollIntoView());
        await until(page, () =>
          /step 1, image 1 of 32/.test(document.querySelector('.network')?.getAttribute('aria-label') ?? ''),
        );
        const first = await page.$eval('.network', (canvas) => canvas.toDataURL());
        const kept = /Layer 1: 40: (\d+) of 40/.exec(
          await page.$eval('.network', (canvas) => canvas.getAttribute('aria-label')),
        );
        assert.ok(Number(kept[1]) > 5 && Number(kept[1]) < 35, kept[0]);
        await click(page, 'button', 'Another minibatch');
        await until(page, () =>
          /step 2, image 1/.test(document.querySelector('.network')?.getAttribute('aria-label') ?? ''),
        );
        assert.notEqual(await page.$eval('.network', (canvas) => canvas.toDataURL()), first);
        const scaling = await page.$$eval('.masks-section tbody tr', (rows) =>
          rows.map((row) => [...row.cells].map((cell) => cell.textContent)),
        );
        assert.deepEqual(scaling, [
          ['Dropout', '2 y', '0', 'y', 'y'],
          ['Classic dropout', 'y', '0', '0.5 y', '0.5 y'],
        ]);

        // A link may ask for an image that the minibatch has not: the box says which is seen.
        await page.evaluate(() => location.assign(`${location.hash}&sample=50`));
        await until(page, () =>
          /image 32 of 32/.test(document.querySelector('.network')?.getAttribute('aria-label') ?? ''),
        );
        assert.equal(await page.$eval('.field[data-key=sample] input', ({ value }) => value), '32');

        // Images: the original and eight epochs, which differ.
        await page.$eval('.augment-section', (element) => element.scrollIntoView());
        await page.waitForSelector('.augmented canvas');
        const pictures = await page.$$eval('.augmented tbody tr:first-child canvas', (list) =>
          list.map((one) => one.toDataURL()),
        );
        assert.equal(pictures.length, 9);
        assert.ok(new Set(pictures).size > 3, 'they are changed');
        await accessible(page);

        const { text: csv } = await savedBy(page, 'Download CSV');
        assert.equal(csv.trim().split('\r\n').length, 1 + 6 * 4 + 3);
        const json = JSON.parse((await savedBy(page, 'Download JSON')).text);
        assert.deepEqual(
          json.runs.map(({ epochs }) => epochs.length),
          [4, 4, 4, 4, 4, 4, 3],
        );

        // The test with mirror images is there when it is asked for, after training too, and is the command line's.
        assert.ok(!('Test, mirrored too' in table.Unregularized));
        await unfold(page, 'Data');
        await click(page, 'checkbox', 'Test with mirror images too');
        const { Unregularized: row } = await raceTable(page);
        const [{ spec, mirrored, test: plain }] = json.runs;
        assert.deepEqual(mirrored, await mirroredOf(spec));
        assert.notEqual(mirrored.loss, plain.loss);
        assert.equal(row['Test, mirrored too'], `${Number((100 * mirrored.accuracy).toPrecision(3))}%`);
        assert.equal((await linkOf(page)).mirrored, 'true');
      }));

    test('pause, step, go on and clear', () =>
      use('lang=en&spec.epochs=10000&spec.data.trainSize=320&layers=40,10&entrants=none,l2', async (page) => {
        await click(page, 'button', 'Train');
        await page.waitForFunction(() => /Training: /.test(document.querySelector('.race-state')?.textContent ?? ''));
        await click(page, 'button', 'Pause');
        await untilState(page, /^Paused/);
        await click(page, 'button', 'One step');
        await click(page, 'button', 'Resume');
        await untilState(page, /^Training/);
        await click(page, 'button', 'Clear curves');
        await untilState(page, /^Ready/);
        assert.equal((await page.$$('.gap-panels .chart')).length, 0);
      }));

    test('settings go into the link and come back; a second L2 has a strength of its own', () =>
      use('lang=en&entrants=none,l2', async (page) => {
        await click(page, 'summary', 'Strength and rule');
        await fill(page, 'L2 penalty', '0.02', '[data-entrant="l2"]');
        await click(page, 'button', 'Add another L2');
        await click(page, 'checkbox', 'Dropout');
        await click(page, 'checkbox', 'Unregularized');
        const link = await linkOf(page);
        assert.equal(link['l2.model.layers[*].l2'], '0.02');
        assert.equal(link.entrants, 'l2,l2-2,dropout');
        await page.reload();
        await page.waitForSelector('#main h1');
        assert.deepEqual(await linkOf(page), link);
        const strengths = await page.$$eval('.entrant.chosen', (list) =>
          list.map((one) => [
            one.querySelector('.entrant-name')?.textContent?.trim(),
            one.querySelector('.entrant-rate')?.textContent?.trim(),
          ]),
        );
        assert.deepEqual(strengths, [
          ['L2', 'λ 0.02'],
          ['L2 (2)', 'λ 0.003'],
          ['Dropout', 'p 0.5'],
        ]);
        await click(page, 'summary', 'Strength and rule', '[data-entrant="l2"]');
        await fill(page, 'L2 penalty', '99', '[data-entrant="l2"]');
        assert.match(await text(page, '[data-entrant="l2"] .field-error'), /to 10/);
      }));

    test('a run lives through another language and theme, on a narrow screen', () =>
      use(
        `${QUICK}&lang=es&theme=dark&entrants=none,dropout,augmentation`,
        async (page) => {
          await click(page, 'button', 'Entrenar');
          await untilState(page, /^Terminó\./);
          await accessible(page);
          await page.select('.page-choice select', 'en');
          await untilState(page, /^Finished\./);
          assert.equal((await page.$$('.gap-panels .chart')).length, 3);
          assert.equal((await page.$$('.race-results tbody tr')).length, 3);
          await page.select('.page-choice:last-child select', 'light');
          await page.waitForSelector('.race-results tbody tr');
          await accessible(page);
          const excess = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.ok(excess <= 0, `${excess} px too wide`);
        },
        { width: 390, height: 844 },
      ));

    test('without a contestant the lab says that it wants one', () =>
      use('lang=en&entrants=none', async (page) => {
        await click(page, 'checkbox', 'Unregularized');
        await click(page, 'button', 'Train');
        await until(page, () =>
          document.querySelector('.stage .notices')?.textContent?.includes('Choose at least one contestant.'),
        );
      }));
  });

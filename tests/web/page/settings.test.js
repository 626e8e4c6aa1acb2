// The race's settings: what is chosen in the rail is what is trained and drawn, by the files that the race saves.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import {
  chartText,
  choose,
  click,
  drawn,
  fill,
  find,
  last,
  linkOf,
  QUICK,
  raceJSON,
  raceTable,
  runRace,
  unfold,
  untilCurves,
  usePages,
  useServer,
  valueOf,
} from '../../helpers/page.js';

/** @typedef {import('../../../wasm/spec.d.ts').OptimizerAdam} OptimizerAdam */

const server = useServer();

// Both browsers at a time: most of it is waiting.
describe('settings', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const pages = usePages(name, server);

      /** @param {string} link @param {Parameters<typeof pages.withPage>[1]} use */
      const withPage = (link, use) => pages.withPage(`lang=en&${link}`, use);

      test('axes and smoothing change what is drawn, without another run', async () => {
        await withPage(`${QUICK}&optimizers=adam`, async (page) => {
          const drawn = () =>
            page.evaluate(async () => {
              for (let n = 0; n < 5; n++)
                await new Promise((resolve) => {
                  requestAnimationFrame(resolve);
                });
              return /** @type {HTMLCanvasElement} */ (document.querySelector('.race-charts canvas')).toDataURL();
            });
          await runRace(page);
          await unfold(page, 'Curves');
          const {
            runs: [{ losses, seconds }],
          } = await raceJSON(page);
          await untilCurves(page, 'Training loss', ({ from, to }) => from === 1 && to === 40);
          await choose(page, 'Horizontal axis', 'epochs');
          await untilCurves(page, 'Training loss', ({ from, to }) => from === 0.05 && to === 2);
          // Each chart's words come in their own time.
          await untilCurves(page, 'Validation loss', ({ from, to }) => from === 1 && to === 2);
          assert.match(await chartText(page, 'Validation loss'), /Epochs from 1 to 2/);
          await choose(page, 'Horizontal axis', 'seconds');
          await untilCurves(
            page,
            'Training loss',
            ({ from, to }) => from < to && Math.abs(to - seconds) <= 1e-3 * seconds,
          );
          await choose(page, 'Horizontal axis', 'steps');
          const linear = await drawn();
          await choose(page, 'Loss axis', 'log');
          assert.ok((await drawn()) !== linear, 'a logarithmic axis looks otherwise');
          assert.equal((await linkOf(page)).lossScale, 'log');
          await choose(page, 'Loss axis', 'linear');
          assert.ok((await drawn()) === linear, 'and the linear one as before');
          await fill(page, 'Smoothing', '0');
          const least = Math.min(...losses);
          const raw = await untilCurves(
            page,
            'Training loss',
            ({ series }) => Math.abs(series.Adam.least - least) < 1e-3 * least,
          );
          assert.ok(Math.abs(raw.series.Adam.last - last(losses)) < 1e-2 * last(losses));
          assert.equal((await raceTable(page)).Adam.Loss, last(losses).toPrecision(3));
        });
      });

      test('a second Adam with other hyper-parameters', async () => {
        await withPage(`${QUICK}&optimizers=adam`, async (page) => {
          await click(page, 'summary', 'Hyper-parameters and rule');
          await click(page, 'button', 'Add another Adam');
          await click(page, 'summary', 'Hyper-parameters and rule', '[data-entrant="adam-2"]');
          await fill(page, /^Learning rate/, '0.02', '[data-entrant="adam-2"]');
          await fill(page, /./, '0.5', '[data-entrant="adam-2"] [data-key="beta1"]');
          await click(page, 'checkbox', /./, '[data-entrant="adam-2"] [data-key="biasCorrection"]');
          await runRace(page);
          const { runs } = await raceJSON(page);
          const rules = runs.map(({ spec }) => /** @type {OptimizerAdam} */ (spec.optimizer));
          assert.deepEqual(
            rules.map(({ learningRate, beta1, biasCorrection }) => [learningRate, beta1, biasCorrection]),
            [
              [0.001, 0.9, true],
              [0.02, 0.5, false],
            ],
          );
          assert.equal(runs[0].initialWeightsHash, runs[1].initialWeightsHash);
          assert.notEqual(runs[0].weightsHash, runs[1].weightsHash);
          const table = await raceTable(page);
          assert.deepEqual(Object.keys(table), ['Adam', 'Adam 2']);
          assert.equal(table['Adam 2']['Rate η'], '0.02');
          await untilCurves(page, 'Training loss', ({ series }) => 'Adam 2' in series);
          await click(page, 'checkbox', 'Adam 2');
          assert.equal((await linkOf(page)).optimizers, 'adam');
        });
      });

      test('the network: layers, units, activations', async () => {
        await withPage(`${QUICK}&optimizers=sgd`, async (page) => {
          await unfold(page, 'Network');
          await click(page, 'button', 'Add a layer');
          await fill(page, /./, '30', '.layers > li:nth-child(2) [data-key="units"]');
          await choose(page, /./, 'tanh', '.layers > li:nth-child(2) [data-key="activation"]');
          await click(page, 'button', 'Add a layer');
          await click(page, 'button', 'Remove layer 1');
          await runRace(page);
          const {
            runs: [run],
          } = await raceJSON(page);
          assert.deepEqual(
            run.spec.model.layers.map((one) => [one.units, one.activation]),
            [
              [30, 'tanh'],
              [100, 'tanh'],
              [10, 'softmax'],
            ],
          );
          assert.equal(run.spec.model.layers[0].initializer, 'glorot_normal', 'the one that suits tanh');
          assert.equal(run.status, 'done');
        });
      });

      test('batch size, schedule, convention and data', async () => {
        await withPage(`${QUICK}&optimizers=rmsprop`, async (page) => {
          await unfold(page, 'Training', 'Learning rate over time');
          await fill(page, 'Minibatch size', '64');
          await choose(page, 'Learning rate over time', 'exponential');
          await fill(page, /./, '5', '[data-key="decaySteps"]');
          await choose(page, 'Convention', 'pytorch');
          await runRace(page);
          const {
            runs: [run],
          } = await raceJSON(page);
          assert.deepEqual([run.spec.batchSize, run.losses.length], [64, 20]);
          assert.deepEqual(run.spec.schedule, { id: 'exponential', per: 'step', decaySteps: 5 });
          assert.equal(run.spec.optimizer.convention, 'pytorch');
          const rate = Number((await raceTable(page)).RMSProp['Rate η']);
          assert.ok(rate < run.spec.optimizer.learningRate * 0.05, `the rate has fallen to ${rate}`);
          await click(page, 'button', 'Back to defaults');
          assert.deepEqual(Object.keys(await linkOf(page)), ['lab']);
          assert.equal(await valueOf(page, 'textbox', 'Minibatch size'), '32');
        });
      });

      test('a wrong input is told with what is allowed, and the last good value stays', async () => {
        await withPage('', async (page) => {
          await unfold(page, 'Training');
          for (const wrong of ['0', 'many', '1.5', '-3', '1e99']) {
            await fill(page, 'Minibatch size', wrong);
            const told = await page.$eval(
              '[data-key="batchSize"] .field-error',
              (element) => element.textContent ?? '',
            );
            assert.match(told, /1 to \d/, wrong);
            assert.equal((await linkOf(page))['spec.batchSize'], undefined, wrong);
          }
          await fill(page, 'Minibatch size', '16');
          assert.equal((await linkOf(page))['spec.batchSize'], '16');
        });
      });

      test('a slider follows the pointer all its way, and is one step of the history', async () => {
        await withPage('', async (page) => {
          await unfold(page, 'Training');
          const slider = await find(page, 'slider', 'Minibatch size, slider');
          await slider.evaluate((one) => one.scrollIntoView({ block: 'center' }));
          const { x, y, width, height } = /** @type {import('puppeteer-core').BoundingBox} */ (
            await slider.boundingBox()
          );
          // However long it takes: what changes within a second is one gesture.
          const before = await page.evaluate(() => {
            const now = performance.now();
            performance.now = () => now;
            return globalThis.history.length;
          });
          await page.mouse.move(x + width / 2, y + height / 2);
          await page.mouse.down();
          for (let n = 1; n <= 20; n++)
            await page.mouse.move(x + width / 2 + (n * (width / 2 - 10)) / 20, y + height / 2);
          const value = () =>
            page.$eval('[data-key="batchSize"] input[type=text]', (one) =>
              Number(/** @type {HTMLInputElement} */ (one).value),
            );
          const dragged = await value();
          await page.mouse.up();
          assert.ok(dragged > 1000, `the pointer is at the end, the value at ${dragged}`);
          await drawn(page);
          assert.equal(await value(), dragged);
          assert.equal((await linkOf(page))['spec.batchSize'], String(dragged));
          const more = (await page.evaluate(() => globalThis.history.length)) - before;
          assert.ok(more <= 1, `${more} entries in the history`);
        });
      });

      test('without an optimizer the race says that it wants one', async () => {
        await withPage('optimizers=adam', async (page) => {
          await click(page, 'checkbox', 'Adam');
          await click(page, 'button', 'Train');
          await page.waitForFunction(() =>
            [...document.querySelectorAll('#main *')].some(
              (element) =>
                element.children.length === 0 &&
                element.textContent === 'Choose at least one optimizer.' &&
                element.checkVisibility(),
            ),
          );
        });
      });
    });
  }
});

// What the charts give beside the curves: a range for what there is to see, an axis at hand, legends for the keyboard.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { until } from '../../helpers/patience.js';
import {
  chartText,
  choose,
  click,
  fill,
  find,
  linkOf,
  notOfSites,
  QUICK,
  runRace,
  unfold,
  untilCurves,
  untilState,
  usePages,
  useServer,
  valueOf,
} from '../../helpers/page.js';

/** AdaGrad's first steps are long in this one: its loss goes up to 4 before it falls. */
const SPIKED = 'spec.epochs=3';

const server = useServer();

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { open, withPage } = usePages(name, server);

    test('a spike of the first steps is left out of the plot and told; the logarithm is at hand and shows it', async () => {
      await withPage(`lang=en&${SPIKED}`, async (page) => {
        await runRace(page);
        await untilCurves(page, 'Training loss', ({ to }) => to === 471);
        const told = /Above the edge of the plot: AdaGrad up to (\d\.\d+)\.$/;
        await page.waitForFunction(
          (source) =>
            [...document.querySelectorAll('.chart > p')].some((one) => new RegExp(source).test(one.textContent)),
          {},
          told.source,
        );
        const [, most] = told.exec(await chartText(page, 'Training loss')) ?? [];
        assert.ok(Number(most) > 3.5, `${most} is a spike`);
        assert.doesNotMatch(await chartText(page, 'Validation loss'), /Above the edge/);

        const pressed = async () =>
          (await find(page, 'button', 'log: logarithmic axis of “Training loss”')).evaluate((one) =>
            one.getAttribute('aria-pressed'),
          );
        assert.equal(await pressed(), 'false');
        await click(page, 'button', 'log: logarithmic axis of “Training loss”');
        assert.equal(await pressed(), 'true');
        assert.equal((await linkOf(page)).lossScale, 'log', 'it is the setting of the rail');
        await unfold(page, 'Curves');
        assert.equal(await valueOf(page, 'combobox', 'Loss axis'), 'log');
        await page.waitForFunction(
          () => ![...document.querySelectorAll('.chart > p')].some((one) => /Above the edge/.test(one.textContent)),
        );
        await click(page, 'button', 'log: logarithmic axis of “Validation loss”');
        assert.equal(await valueOf(page, 'combobox', 'Loss axis'), 'linear');
      });
    });

    test('an axis of epochs has whole numbers, however few there are; one of losses within an epoch has others', async () => {
      /** What is written under the axis of a chart, drawn anew. @param {import('../../helpers/browser.js').TestPage} page @param {string} title */
      const under = (page, title) =>
        until(
          async () => {
            const found = await page.evaluate((one) => globalThis.written.get(one) ?? [], title);
            return found.length > 0 && [...new Set(found)].map(Number);
          },
          () => `${title} has no numbers`,
        );
      /** @param {import('../../helpers/browser.js').TestPage} page */
      const listen = (page) =>
        page.evaluate(() => {
          globalThis.written = new Map();
          const { fillText } = CanvasRenderingContext2D.prototype;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            const title = this.canvas.getAttribute('aria-label');
            // Numbers of the x axis stand under their tick, those of the y axis end at it.
            const isTick = this.textAlign === 'center' && /^\d+(\.\d+)?$/.test(text);
            if (isTick) globalThis.written.set(title, [...(globalThis.written.get(title) ?? []), text]);
            fillText.call(this, text, ...rest);
          };
        });
      await withPage(`lang=en&optimizers=sgd&xAxis=epochs&${QUICK}`, async (page) => {
        await listen(page);
        await runRace(page);
        await untilCurves(page, 'Validation loss', ({ to }) => to === 2);
        assert.ok((await under(page, 'Validation loss')).every(Number.isInteger));
        assert.ok(!(await under(page, 'Training loss')).every(Number.isInteger));
      });
      await withPage(`lang=en&lab=regularization&entrants=none,l2&${QUICK}`, async (page) => {
        await listen(page);
        await runRace(page);
        for (const title of ['Validation loss', 'L2'])
          assert.ok((await under(page, title)).every(Number.isInteger), title);
      });
    });

    test('what is drawn is of the runs that are shown: neither the band nor the minibatches of those before stay', async () => {
      /** Which kinds of curves there are when all are drawn anew. @param {import('../../helpers/browser.js').TestPage} page */
      const inks = async (page) => {
        const { width, height } = /** @type {import('puppeteer-core').Viewport} */ (page.viewport());
        await page.evaluate(() => (globalThis.inks = new Set()));
        await page.setViewport({ width: width === 1200 ? 1210 : 1200, height });
        await page.waitForFunction(() => globalThis.inks.has('curve'));
        return page.evaluate(() => [...globalThis.inks].sort().join());
      };
      /** @param {import('../../helpers/browser.js').TestPage} page */
      const listen = (page) =>
        page.evaluate(() => {
          globalThis.inks = new Set();
          for (const key of /** @type {const} */ (['fill', 'stroke', 'fillRect'])) {
            const draw = CanvasRenderingContext2D.prototype[key];
            CanvasRenderingContext2D.prototype[key] = function (/** @type {never[]} */ ...rest) {
              const alpha = Number(this.globalAlpha.toFixed(2));
              if (key === 'fill' && alpha === 0.16) globalThis.inks.add('band');
              if (key !== 'fill' && [0.22, 0.3].includes(alpha)) globalThis.inks.add('minibatches');
              if (key === 'stroke' && alpha === 1 && this.lineWidth >= 2) globalThis.inks.add('curve');
              return /** @type {Function} */ (draw).apply(this, rest);
            };
          }
        });
      /** @param {import('../../helpers/browser.js').TestPage} page @param {number} count */
      const seeds = async (page, count) => {
        await fill(page, 'Seeds (repetitions)', `${count}`);
        await click(page, 'button', 'Train');
        // The next frame tells that they have begun.
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
      };
      for (const view of ['finder&rampSteps=100', 'schedules&spec.epochs=2&spec.schedule.id=power'])
        await withPage(`lang=en&lab=rate&view=${view}&seeds=1&spec.data.trainSize=640&layers=20,10`, async (page) => {
          await listen(page);
          const found = [];
          for (const count of [1, 3, 1]) {
            await seeds(page, count);
            await page.waitForFunction(
              () => /** @type {HTMLElement} */ (document.querySelector('.stage progress')).hidden,
            );
            found.push(await inks(page));
          }
          assert.deepEqual(found, ['curve,minibatches', 'band,curve', 'curve,minibatches'], view);
        });
      await withPage(`lang=en&lab=depth&entrants=plain&seeds=2&${QUICK}`, async (page) => {
        await listen(page);
        await click(page, 'button', 'Train');
        await untilState(page, /^Finished/);
        assert.match(await inks(page), /band/);
        await click(page, 'button', 'Clear curves');
        await page.waitForFunction(() => /Before/.test(document.querySelector('table.live tbody')?.textContent ?? ''));
        assert.doesNotMatch(await inks(page), /band/);
      });
    });

    test('what the cursor of a chart reads is spoken as it is shown, and no more when it has gone', async () => {
      // Contestants of other minibatches have epochs that end at other steps.
      const link = `lang=en&optimizers=sgd,adam&xAxis=seconds&${QUICK}`;
      await withPage(link, async (page) => {
        await runRace(page);
        await untilCurves(page, 'Validation loss', ({ to }) => to > 0);
        const cursor = await page.waitForSelector('.chart-hit[aria-label*="Validation loss"]');
        const read = () =>
          cursor?.evaluate((hit) => ({
            spoken: hit.getAttribute('aria-valuetext'),
            shown: [...(hit.parentElement?.querySelectorAll('.chart-tooltip:not([hidden]) small') ?? [])].map(
              (one) => one.textContent,
            ),
          }));
        assert.deepEqual(await read(), { spoken: 'no values', shown: [] });
        await cursor?.focus();
        await page.keyboard.press('Home');
        const { spoken, shown } = (await read()) ?? {};
        assert.match(spoken ?? '', /^.+: (SGD|Adam) \d/);
        assert.deepEqual(
          [...(spoken ?? '').matchAll(/\(([^)]+)\)/g)].map(([, x]) => x),
          shown,
        );
        await page.keyboard.press('Escape');
        assert.deepEqual(await read(), { spoken: 'no values', shown: [] });
      });
    });

    test('a legend is one stop of the tab key, the arrow keys go through it, and a theme does not take the focus', async () => {
      await withPage(`lang=en&${QUICK}&optimizers=sgd,adam,adagrad`, async (page) => {
        await runRace(page);
        const stops = await page.$$eval('.chart-legend', (legends) =>
          legends.map(
            (legend) => [...legend.querySelectorAll('button')].filter(({ tabIndex }) => tabIndex === 0).length,
          ),
        );
        assert.deepEqual(stops, [1, 1, 1]);
        await page.$eval('.chart-legend button', (one) => one.focus());
        const focused = () =>
          page.evaluate(() => {
            const one = /** @type {HTMLElement} */ (document.activeElement);
            return one.closest('.chart-legend') && (one.getAttribute('aria-label') ?? one.textContent?.trim());
          });
        const press = async (/** @type {import('puppeteer-core').KeyInput[]} */ ...keys) => {
          for (const key of keys) await page.keyboard.press(key);
          return focused();
        };
        assert.equal(await focused(), 'SGD');
        assert.equal(await press('ArrowRight'), 'Show SGD only');
        assert.equal(await press('ArrowRight'), 'Adam');
        assert.equal(await press('Home', 'ArrowLeft'), 'Show AdaGrad only');
        assert.equal(await press('Home', 'Enter'), 'SGD');
        assert.deepEqual(
          await page.$$eval('.chart-legend', ([legend]) =>
            [...legend.querySelectorAll('.legend-item')].map((one) => one.getAttribute('aria-pressed')),
          ),
          ['false', 'true', 'true'],
        );
        assert.equal(await press('End'), 'Show AdaGrad only');
        await page.evaluate(() => {
          document.documentElement.dataset.theme = 'dark';
        });
        await page.evaluate(() => new Promise(requestAnimationFrame));
        assert.equal(await focused(), 'Show AdaGrad only');
        assert.equal(await press('Tab'), null, 'the next stop is not in the legend');
      });
    });

    test('no formula of a surface or of an optimizer is cut off in the rail, at 300 and at 390 px', async () => {
      for (const width of [300, 390, 1280]) {
        const page = await open('lang=en&lab=surfaces', { width, height: 800 });
        if (width < 760) await click(page, 'button', 'Controls');
        for (const surface of ['beale', 'himmelblau', 'rosenbrock', 'long_valley', 'cliff']) {
          await choose(page, 'Function', surface);
          await page.evaluate(() =>
            document.querySelectorAll('.rail details').forEach((one) => Object.assign(one, { open: true })),
          );
          await page.waitForFunction(() =>
            [...document.querySelectorAll('.rail .formula.display')].every((one) => one.querySelector('math')),
          );
          const cut = await page.$$eval('.rail .formula.display', (all) =>
            all
              .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth)
              .map((one) => [one.clientWidth, one.scrollWidth, one.querySelector('annotation')?.textContent]),
          );
          assert.deepEqual(cut, [], `${surface} at ${width} px`);
        }
        await page.assertQuiet();
        await page.close();
      }
    });

    test('a table or a formula that goes on beyond its right edge has a shade there, until its end', async () => {
      const page = await open('lang=es&lab=uncertainty', { width: 390, height: 800 });
      const wrap = '.uncertainty-answer .table-wrap';
      await page.waitForFunction(
        (selector) => [...document.querySelectorAll(selector)].some((one) => one.scrollWidth > one.clientWidth),
        {},
        wrap,
      );
      // The shade stays at the edge; what covers it goes with the end of what scrolls.
      for (const selector of [wrap, '.formula.display'])
        assert.equal(await page.$eval(selector, (one) => getComputedStyle(one).backgroundAttachment), 'local, scroll');
      // Nothing else covers it.
      const grounds = await page.$$eval(`${wrap} :is(table, tr, td, th:not(:first-child))`, (all) =>
        all.map((one) => getComputedStyle(one).backgroundColor),
      );
      assert.deepEqual([...new Set(grounds)], ['rgba(0, 0, 0, 0)']);
      await page.assertQuiet();
      await page.close();
    });

    test('letters of twice the size make no page wider than its window', async () => {
      const page = await open('lang=es&lab=uncertainty', { width: 1280, height: 800 });
      await page.waitForSelector('.uncertainty-explore');
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
      await page.waitForFunction(() => document.documentElement.scrollWidth <= globalThis.innerWidth);
      await page.assertQuiet();
      await page.close();
    });

    test('plots beside each other stand in a row, whether their titles take one line or two', async () => {
      const rows = () => {
        /** @type {Record<string, { plot: number, head: number }[]>} */
        const found = {};
        document.querySelectorAll('.stage-row').forEach((row, n) => {
          for (const one of row.querySelectorAll(':scope > .chart')) {
            const [plot, tools] = ['.chart-plot', '.chart-tools'].map((part) =>
              /** @type {Element} */ (one.querySelector(part)).getBoundingClientRect(),
            );
            const { top } = one.getBoundingClientRect();
            (found[`${n} at ${top}`] ??= []).push({ plot: plot.top, head: tools.bottom - top });
          }
        });
        return Object.values(found).filter(({ length }) => length > 1);
      };
      for (const width of [1000, 1100]) {
        const page = await open('lang=es&lab=depth', { width, height: 800 });
        await page.waitForSelector('.stage-row > .chart .chart-plot');
        const beside = await page.evaluate(rows);
        assert.ok(
          beside.some((row) => new Set(row.map(({ head }) => head)).size > 1),
          'what is beside a title has a line of its own in one of them',
        );
        for (const row of beside) assert.equal(new Set(row.map(({ plot }) => Math.round(plot))).size, 1);
        await page.assertQuiet();
        await page.close();
      }
    });

    test(
      'a chart is laid out anew when its axes change, and not with every point or for what the data reach',
      { skip: notOfSites },
      async () => {
        await withPage('lang=en&lab=race', async (page) => {
          await page.waitForFunction(() => 'Chart' in globalThis);
          const found = await page.evaluate(async () => {
            const { createContext } = await import('/web/context.js');
            const { createChart } = await import('/web/views/chart.js');
            const host = document.createElement('div');
            document.querySelector('.race-charts')?.append(host);
            const app = createContext(host, 'en', { hide: [] });
            await app.need(['views']);
            const chart = createChart(app, { title: 'Losses', xLabel: 'Step', yLabel: 'Loss' });
            host.append(chart.element);
            chart.setSeries([{ id: 'sgd', label: 'SGD', color: 'sgd' }]);
            const canvas = host.querySelector('canvas');
            const { update, draw } = globalThis.Chart.prototype;
            const calls = { update: 0, draw: 0 };
            for (const [name, own] of Object.entries({ update, draw }))
              globalThis.Chart.prototype[name] = function (/** @type {unknown[]} */ ...rest) {
                if (this.canvas === canvas) calls[/** @type {keyof typeof calls} */ (name)]++;
                return own.apply(this, rest);
              };
            const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
            chart.replace('sgd', [0, 100], [1, 2]);
            while (calls.update === 0) await drawn();
            await drawn();
            const first = { ...calls };
            for (let x = 1; x < 10; x++) {
              chart.replace('sgd', [0, x, 100], [1, 1.5, 2]);
              chart.setAxes({ reach: [0, 10 * x] });
              await drawn();
            }
            const same = { ...calls };
            chart.setAxes({ reach: [0, 1000] });
            await drawn();
            chart.destroy();
            host.remove();
            Object.assign(globalThis.Chart.prototype, { update, draw });
            return {
              laid: same.update - first.update,
              drawn: same.draw - first.draw,
              after: calls.update - same.update,
            };
          });
          assert.equal(found.laid, 0, 'laid out anew with the same axes');
          assert.ok(found.drawn >= 9, `drawn ${found.drawn} times`);
          assert.equal(found.after, 1, 'another range is laid out');
        });
      },
    );
  });
}

// The link and the history: what is set comes back by a reload, a copy of the link, and back and forward; what is wrong
// in a link is told; language and theme change under runs that go on.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import {
  addressOf,
  chartText,
  choose,
  click,
  ENDLESS,
  fill,
  find,
  linkOf,
  QUICK,
  raceTable,
  unfold,
  untilCurves,
  untilState,
  usePages,
  useServer,
  valueOf,
} from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

const server = useServer();

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { open, withPage } = usePages(name, server);

    /** All that the rail holds. @param {import('../../helpers/browser.js').TestPage} page */
    const controls = async (page) => {
      await page.evaluate(async () => {
        const folded = () =>
          /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.rail details:not([open]) > summary')]);
        while (folded().length > 0) {
          for (const one of folded()) one.click();
          // What is folded within is made when it is unfolded.
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      });
      return page.$$eval('.rail input, .rail select, .page-tools select', (all) =>
        all.map((one) =>
          one instanceof HTMLInputElement && one.type === 'checkbox'
            ? one.checked
            : /** @type {HTMLInputElement | HTMLSelectElement} */ (one).value,
        ),
      );
    };

    test('a reload restores all settings, and so does the link in another page', async () => {
      const plain = await open('');
      const initial = await controls(plain);
      await plain.close();
      await withPage('', async (page) => {
        await unfold(page, 'Training', 'Curves', 'Network', 'Learning rate over time');
        await fill(page, 'Minibatch size', '64');
        await fill(page, 'Seeds (repetitions)', '2');
        await choose(page, 'Horizontal axis', 'epochs');
        await choose(page, 'Learning rate over time', 'power');
        await click(page, 'button', 'Add a layer');
        await click(page, 'checkbox', 'AdaGrad');
        await click(page, 'summary', 'Hyper-parameters and rule');
        await fill(page, /^Learning rate/, '0.125', '[data-entrant="sgd"]');
        await choose(page, 'Theme', 'dark');
        await choose(page, 'Language', 'es');
        await page.waitForSelector('html[lang=es]');
        const set = await controls(page);
        assert.notDeepEqual(set, initial);
        const href = await addressOf(page);
        await page.reload();
        await page.waitForSelector('.race-charts');
        assert.deepEqual(await controls(page), set);
        assert.deepEqual(await page.$eval('html', (one) => [one.lang, one.dataset.theme]), ['es', 'dark']);
        const other = await open(new URL(href).hash.slice(1));
        assert.deepEqual(await controls(other), set);
        await other.assertQuiet();
        await other.close();
      });
    });

    test('wrong values of a link are told one by one, defaults stand in, nothing else is lost', async () => {
      const wrong = {
        seeds: '99',
        'spec.batchSize': '-1',
        xAxis: 'minutes',
        optimizers: 'sgd,foo',
        'adam.optimizer.beta1': '7',
        'spec.nowhere': '3',
        nonsense: '1',
        preset: 'no-such',
        layers: '10,zwei',
      };
      const link = `lang=en&${new URLSearchParams(wrong)}&spec.epochs=3&smoothing=0.5&sgd.optimizer.learningRate=0.25`;
      await withPage(link, async (page) => {
        const items = await page.$$eval('[role=alert] li', (all) => all.map((one) => one.textContent ?? ''));
        for (const [key, value] of Object.entries(wrong))
          assert.ok(
            items.some((item) => item.includes(`${key} = ${value}`)),
            `${key} in ${JSON.stringify(items)}`,
          );
        assert.equal(items.length, Object.keys(wrong).length, JSON.stringify(items));
        assert.match(items.find((item) => item.startsWith('seeds')) ?? '', /1\.\.20/);
        await unfold(page, 'Training', 'Curves');
        assert.equal(await valueOf(page, 'textbox', 'Minibatch size'), '32');
        assert.equal(await valueOf(page, 'textbox', 'Seeds (repetitions)'), '1');
        assert.equal(await valueOf(page, 'textbox', 'Epochs'), '3');
        assert.equal(await valueOf(page, 'textbox', 'Smoothing'), '0.5');
        assert.deepEqual(await linkOf(page), {
          lab: 'race',
          optimizers: 'sgd',
          'spec.epochs': '3',
          smoothing: '0.5',
          'sgd.optimizer.learningRate': '0.25',
        });
        await click(page, 'button', 'Close this notice');
        assert.equal(await page.$('[role=alert] li'), null);
        await click(page, 'button', 'Train');
        await untilState(page, /^(Training|Finished)/);
      });
    });

    test('back and forward lead over the changes, and over the labs', async () => {
      await withPage('lang=en', async (page) => {
        await unfold(page, 'Training');
        await fill(page, 'Minibatch size', '64');
        await fill(page, 'Seeds (repetitions)', '3');
        await choose(page, 'Convention', 'keras');
        await click(page, 'link', 'Surfaces');
        await page.waitForFunction(() => !document.querySelector('.race-charts'));
        // A reader is not as fast as this test: each change is in the history before the first step back.
        await addressOf(page);
        const shown = async () => [
          await valueOf(page, 'textbox', 'Minibatch size'),
          await valueOf(page, 'textbox', 'Seeds (repetitions)'),
          await valueOf(page, 'combobox', 'Convention'),
        ];
        const states = [
          ['32', '1', 'slides'],
          ['64', '1', 'slides'],
          ['64', '3', 'slides'],
          ['64', '3', 'keras'],
        ];
        const untilShown = async (/** @type {string[]} */ expected) => {
          await page.waitForSelector('.race-charts');
          await until(
            async () => {
              await unfold(page, 'Training');
              return String(await shown()) === String(expected);
            },
            async () => `${await shown()} instead of ${expected}`,
          );
        };
        for (const expected of states.toReversed()) {
          await page.evaluate(() => globalThis.history.back());
          await untilShown(expected);
        }
        for (const expected of states.slice(1)) {
          await page.evaluate(() => globalThis.history.forward());
          await untilShown(expected);
        }
      });
    });

    test('the link holds the language and the theme also after a way back', async () => {
      await withPage('lang=en', async (page) => {
        await unfold(page, 'Training');
        await fill(page, 'Minibatch size', '64');
        await choose(page, 'Language', 'es');
        await choose(page, 'Tema', 'dark');
        await addressOf(page); // all is written
        await page.evaluate(() => globalThis.history.back());
        await page.waitForFunction(() => !globalThis.location.hash.includes('batchSize'));
        await unfold(page, 'Entrenamiento');
        await page.waitForFunction(
          () =>
            /** @type {HTMLInputElement | null} */ (document.querySelector('[data-key=batchSize] input'))?.value ===
            '32',
        );
        const [language, theme] = await page.$eval('html', (one) => [one.lang, one.dataset.theme]);
        const { lang = 'en', theme: linked = undefined } = await linkOf(page);
        assert.deepEqual([lang, linked], [language, theme], 'what is seen is what the link says');
      });
    });

    test('language and theme change under runs that go on', async () => {
      await withPage(`lang=en&${ENDLESS}`, async (page) => {
        await click(page, 'button', 'Train');
        await untilCurves(page, 'Training loss', ({ to }) => to > 20);
        await page.evaluate(() => {
          globalThis.sameDocument = true;
        });
        const before = await untilCurves(page, 'Training loss', ({ series }) => Object.keys(series).length === 6);
        await choose(page, 'Language', 'es');
        await find(page, 'button', 'Pausar');
        const reached = (/** @type {string} */ text) => Number(/Pasos de 1 a (\d+)/.exec(text)?.[1] ?? 0);
        const told = async () => reached(await chartText(page, 'Pérdida de entrenamiento'));
        const at = await until(
          async () => (await told()) >= before.to && told(),
          async () => `${await told()} steps are drawn of ${before.to}`,
        );
        await choose(page, 'Tema', 'dark');
        assert.equal(await page.$eval('html', (one) => getComputedStyle(one).colorScheme), 'dark');
        await page.waitForFunction(
          (least) =>
            [...document.querySelectorAll('figure p')].some(
              (one) => Number(/Pasos de 1 a (\d+)/.exec(one.textContent ?? '')?.[1] ?? 0) > least,
            ),
          {},
          at + 20,
        );
        const table = await raceTable(page);
        assert.equal(Object.keys(table).length, 6);
        for (const row of Object.values(table))
          assert.ok(Object.values(row).includes('Entrenando'), JSON.stringify(row));
        await click(page, 'button', 'Pausar');
        await choose(page, 'Idioma', 'en');
        await find(page, 'button', 'Resume');
        assert.ok(await page.evaluate(() => globalThis.sameDocument), 'without a reload');
      });
    });

    test('a race goes on while another lab is looked at', async () => {
      await withPage(`lang=en&${QUICK}&spec.epochs=60`, async (page) => {
        await click(page, 'button', 'Train');
        await untilCurves(page, 'Training loss', ({ to }) => to > 20);
        await click(page, 'link', 'Contents');
        await page.waitForSelector('.cards');
        await click(page, 'link', 'Race');
        await page.waitForSelector('.race-charts');
        await untilState(page, /^Finished/);
        assert.equal(Object.keys(await raceTable(page)).length, 6);
      });
    });
  });
}

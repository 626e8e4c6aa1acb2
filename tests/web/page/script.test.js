// An experiment as a script of another library: what the dialog shows, copies and saves is what the exporter gives for the
// experiment that is seen; it is a dialog, and closing it leaves the page as it was.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { exportExperiment } from '../../../wasm/export/index.js';
import { violations } from '../../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { click, denyClipboard, find, QUICK, runRace, selectedIn, usePages, useServer } from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();
const engine = await loadEngine();
/** What the link says with QUICK. */
const SPEC = { data: { trainSize: 640 }, epochs: 2, model: { layers: [{ units: 20 }, {}] } };
const PHONE = { width: 390, height: 844 };

/** What is copied and saved from now on is kept in the page. @param {TestPage} page */
const watch = (page) =>
  page.evaluate(() => {
    globalThis.copied = [];
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (/** @type {string} */ text) => void globalThis.copied.push(text) },
      configurable: true,
    });
    /** @type {Blob[]} */
    const made = [];
    const { createObjectURL } = URL;
    URL.createObjectURL = (file) => createObjectURL(made[made.push(/** @type {Blob} */ (file)) - 1]);
    HTMLAnchorElement.prototype.click = function () {
      const { download } = this;
      void made
        .pop()
        ?.text()
        .then((text) => globalThis.copied.push(`${download}\n${text}`));
    };
  });

/** @param {TestPage} page @param {string} name of the button that leaves something */
async function left(page, name) {
  await click(page, 'button', name, '.script');
  await page.waitForFunction(() => globalThis.copied.length > 0);
  return page.evaluate(() => globalThis.copied.splice(0).join());
}

const code = (/** @type {TestPage} */ page) => page.$eval('.script-code', (one) => one.textContent ?? '');

describe('an experiment as a script', { concurrency: true }, () => {
  for (const name of BROWSERS)
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { open } = usePages(name, server);

      test('is copied and saved as it is shown, for each contestant and library', async () => {
        const page = await open(`lang=en&optimizers=sgd,adam&${QUICK}`);
        await watch(page);
        await click(page, 'button', 'As PyTorch');
        await page.waitForSelector('.script[open]');
        const link = new URL(page.url()).hash;
        const specs = ['sgd', 'adam'].map((id) => engine.normalize({ ...SPEC, optimizer: { id } }));
        for (const [n, entrant] of ['SGD', 'Adam'].entries()) {
          await page.select('.script-who select', entrant);
          for (const [library, label] of /** @type {const} */ ([
            ['keras', 'Keras'],
            ['pytorch', 'PyTorch'],
            ['jax', 'JAX'],
          ])) {
            await click(page, 'button', label, '.script');
            const made = exportExperiment(specs[n], engine.catalog, library);
            assert.equal(await code(page), made.script);
            assert.equal(await left(page, 'Copy'), made.script);
            assert.equal(await left(page, 'Save as .py'), `${made.file}\n${made.script}`);
            assert.equal(await left(page, 'Save as .ipynb'), `${made.file.replace(/py$/, 'ipynb')}\n${made.notebook}`);
            assert.equal((await page.$$('.script-notes li')).length, made.notes.length);
          }
        }
        assert.equal(new URL(page.url()).hash, link, 'the link stays');
        const script = await code(page);
        for (const how of /** @type {const} */ (['refused', 'absent'])) {
          await denyClipboard(page, how);
          await page.evaluate(() => getSelection()?.removeAllRanges());
          await click(page, 'button', 'Copy', '.script');
          await page.waitForFunction(() =>
            /script is selected/.test(document.querySelector('.script [role=status]')?.textContent ?? ''),
          );
          assert.equal((await selectedIn(page)).trim(), script.trim(), `the clipboard is ${how}`);
        }
        await page.assertQuiet();
        await page.close();
      });

      test('is of the contestants that are chosen now, whatever has run', async () => {
        const page = await open(`lang=en&lab=regularization&entrants=l2,l2-2&seeds=1&${QUICK}`);
        await runRace(page);
        await page.click('[data-entrant=l2] summary');
        await click(page, 'button', 'Add another L2', '[data-entrant=l2]');
        await click(page, 'button', 'As Keras');
        await page.waitForSelector('.script[open]');
        const names = await page.$$eval('.script-who option', (all) => all.map((one) => one.textContent?.trim()));
        assert.deepEqual(names, ['L2', 'L2 (2)', 'L2 (3)']);
        await page.assertQuiet();
        await page.close();
      });

      test('is in the rate lab what its view trains: the optimizer, the rate and the schedule, which a sweep has not', async () => {
        const schedule = /** @type {const} */ ({ id: 'power', decaySteps: 20 });
        for (const [view, own] of /** @type {const} */ ([
          ['sweep', {}],
          ['schedules', { schedule }],
        ])) {
          const link = `lang=en&lab=rate&view=${view}&optimizer=nadam&nadam.optimizer.learningRate=0.004&${QUICK}`;
          const page = await open(`${link}&spec.schedule.id=power&spec.schedule.decaySteps=20`);
          await click(page, 'button', 'As Keras');
          await page.waitForSelector('.script[open]');
          const spec = engine.normalize({ ...SPEC, optimizer: { id: 'nadam', learningRate: 0.004 }, ...own });
          assert.equal(await code(page), exportExperiment(spec, engine.catalog, 'keras').script, view);
          await page.assertQuiet();
          await page.close();
        }
      });

      test('says in its language why there is none of an experiment that no run takes', async () => {
        const page = await open(`lang=es&spec.data.validationSize=0&spec.earlyStopping.patience=3&${QUICK}`);
        await click(page, 'button', 'Como Keras');
        await page.waitForSelector('.script[open]');
        const problem = await page.$eval('.script-problem', (one) => one.textContent);
        assert.match(problem ?? '', /^earlyStopping\.patience necesita imágenes de validación/);
        assert.equal(await page.$('.script-code'), null);
        await page.assertQuiet();
        await page.close();
      });

      test('is a dialog that the keyboard closes, on a telephone too, and has no barriers', async () => {
        for (const options of [{}, PHONE]) {
          const page = await open(`lang=es&lab=regularization&theme=dark`, options);
          const button = await find(page, 'button', 'Como Keras');
          await button.focus();
          await page.keyboard.press('Enter');
          await page.waitForSelector('.script[open]');
          assert.deepEqual(await violations(page), []);
          const wide = await page.evaluate(
            () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
          );
          assert.ok(wide, 'the page is not wider than its window');
          await page.keyboard.press('Escape');
          await page.waitForFunction(() => !document.querySelector('.script'));
          assert.equal(await page.evaluate((one) => document.activeElement === one, button), true);
          await page.assertQuiet();
          await page.close();
        }
      });
    });
});

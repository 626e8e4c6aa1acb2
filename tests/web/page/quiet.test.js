// Every lab in both languages: nothing on the console, no other host, nothing that the page's policy forbids; the page keeps to
// its width on a telephone; axe-core finds nothing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../../../wasm/cli/serve.js';
import { BROWSERS, missingBrowser, openBrowser } from '../../helpers/browser.js';
import { click, find, lookInside, openLab, QUICK, runRace, unfold } from '../../helpers/page.js';

const LABS = ['race', 'rate', 'surfaces', 'contents'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @type {import('../../../wasm/cli/serve.js').RunningServer} */
let server;
before(async () => { server = await startServer({ port: 0 }); });
after(() => server.close());

/**
 * What axe-core finds, a line for each element.
 * @param {import('../../helpers/browser.js').TestPage} page
 * @returns {Promise<string[]>}
 */
async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
    return found.violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`));
  });
}

/** Folds all controls out, so that they are all looked at. @param {import('../../helpers/browser.js').TestPage} page */
const unfoldAll = (page) => page.evaluate(() => {
  for (const one of document.querySelectorAll('.rail details')) /** @type {HTMLDetailsElement} */ (one).open = true;
});

/** How many pixels the page is wider than what shows it. @param {import('../../helpers/browser.js').TestPage} page */
const excess = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    /** @type {import('../../helpers/browser.js').TestBrowser} */
    let browser;
    before(async () => { browser = await openBrowser(name); });
    after(() => browser?.close());

    for (const lab of LABS) {
      for (const language of ['es', 'en']) {
        // Each look in one language; both browsers and all labs see each of them.
        const looks = language === 'es'
          ? [{ theme: 'light', width: 1280, height: 800 }, { theme: 'dark', width: 390, height: 844 }]
          : [{ theme: 'dark', width: 1280, height: 800 }, { theme: 'light', width: 390, height: 844 }];
        test(`${lab} in ${language}: quiet, accessible, and no wider than the screen`, async () => {
          const [{ theme, ...size }, small] = looks;
          const page = await openLab(browser, server.url, `lab=${lab}&lang=${language}&theme=${theme}`, size);
          await page.settled();
          assert.equal(await page.$eval('html', (element) => element.lang), language);
          await unfoldAll(page);
          const problems = await violations(page);
          assert.ok(await excess(page) <= 0, `${await excess(page)} px too wide at ${size.width}`);
          await page.setViewport({ width: small.width, height: small.height });
          await page.select('.page-choice:last-child select', small.theme);
          await page.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, {}, small.theme);
          await page.waitForSelector('#main h1');
          problems.push(...await violations(page));
          assert.deepEqual(problems, []);
          assert.ok(await excess(page) <= 0, `${await excess(page)} px too wide at ${small.width}`);
          await page.assertQuiet();
          await page.close();
        });
      }
    }

    test('the race after a run, with its inside and an explanation open, is accessible too', async () => {
      const page = await openLab(browser, server.url, `lang=en&${QUICK}&theme=light`);
      await runRace(page);
      await lookInside(page, 'Adam');
      await page.$$eval('.confusion tbody button', (all) => {
        const cells = /** @type {HTMLElement[]} */ (all);
        cells.find((one, at) => at % 11 !== 0 && one.textContent !== '')?.click();
      });
      await page.waitForSelector('.cell-images canvas', { timeout: 30_000 });
      await unfoldAll(page);
      await click(page, 'button', 'Explanation: Convention');
      await page.waitForSelector('.popover:popover-open');
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('Escape');
      await page.select('.page-choice:last-child select', 'dark');
      await page.setViewport({ width: 390, height: 844 });
      await page.waitForSelector('#main h1');
      assert.deepEqual(await violations(page), []);
      assert.ok(await excess(page) <= 0, `${await excess(page)} px too wide`);
      await page.assertQuiet();
      await page.close();
    });

    test('at 390 px the charts come before the controls, which a button brings up', async () => {
      const page = await openLab(browser, server.url, 'lang=en', { width: 390, height: 844 });
      const top = await page.$eval('.race-charts', (element) => element.getBoundingClientRect().top);
      assert.ok(top < 844, `the chart begins at ${top}`);
      const hidden = () => page.$eval('.rail', (element) => !element.checkVisibility({ visibilityProperty: true }));
      assert.ok(await hidden(), 'controls are away at first');
      await click(page, 'button', 'Controls');
      await find(page, 'checkbox', 'SGD');
      await unfold(page, 'Network');
      assert.ok(!(await hidden()));
      assert.ok(await excess(page) <= 0, `${await excess(page)} px too wide`);
      assert.deepEqual(await violations(page), []);
      await page.assertQuiet();
      await page.close();
    });
  });
}

// Every lab in both languages: nothing on the console, no other host, nothing that the page's policy forbids; the page
// keeps to its width on a telephone; axe-core finds nothing.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { violations } from '../../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { LABS } from '../../helpers/labs.js';
import { click, find, lookInside, QUICK, runRace, unfold, usePages, useServer } from '../../helpers/page.js';

const server = useServer();

/** Folds all controls out, so that they are all looked at. @param {import('../../helpers/browser.js').TestPage} page */
const unfoldAll = (page) =>
  page.evaluate(() => {
    for (const one of document.querySelectorAll('.rail details')) /** @type {HTMLDetailsElement} */ (one).open = true;
  });

/** How many pixels the page is wider than what shows it. @param {import('../../helpers/browser.js').TestPage} page */
const excess = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { open } = usePages(name, server, { network: true });

    // Each lab is looked at in both languages, themes and sizes; which go together differs from browser to browser.
    const looks =
      name === 'chromium'
        ? [
            { language: 'es', theme: 'light', width: 1280, height: 800 },
            { language: 'en', theme: 'dark', width: 390, height: 844 },
          ]
        : [
            { language: 'en', theme: 'light', width: 1280, height: 800 },
            { language: 'es', theme: 'dark', width: 390, height: 844 },
          ];
    for (const lab of LABS) {
      test(`${lab}: quiet, accessible, and no wider than the screen, in both languages`, async () => {
        const page = await open(`lab=${lab}&lang=${looks[0].language}&theme=${looks[0].theme}`, looks[0]);
        await page.waitForSelector('.rail summary, .cards');
        await page.waitForSelector('#main canvas, .cards .thumbnail *');
        /** @type {string[]} */
        const problems = [];
        for (const { language, theme, width, height } of looks) {
          await page.setViewport({ width, height });
          await page.select('.page-choice select', language);
          await page.select('.page-choice:last-child select', theme);
          await page.waitForFunction(
            (...wanted) => {
              const { lang, dataset } = document.documentElement;
              return lang === wanted[0] && dataset.theme === wanted[1] && document.querySelector('#main h1');
            },
            {},
            language,
            theme,
          );
          await unfoldAll(page);
          problems.push(...(await violations(page)).map((problem) => `${language}, ${theme}, ${width} px: ${problem}`));
          assert.ok((await excess(page)) <= 0, `${await excess(page)} px too wide at ${width}, in ${language}`);
        }
        await page.select('.page-choice select', looks[0].language);
        await page.waitForFunction((language) => document.documentElement.lang === language, {}, looks[0].language);
        assert.ok((await excess(page)) <= 0, `${await excess(page)} px too wide at 390, in ${looks[0].language}`);
        assert.deepEqual(problems, []);
        await page.settled();
        await page.assertQuiet();
        await page.close();
      });
    }

    test('the race after a run, with its inside and an explanation open, is accessible too', async () => {
      const page = await open(`lang=en&${QUICK}&theme=light`);
      await runRace(page);
      await lookInside(page, 'Adam');
      await page.$$eval('.confusion tbody button', (all) => {
        const cells = /** @type {HTMLElement[]} */ (all);
        cells.find((one, at) => at % 11 !== 0 && one.textContent?.trim() !== '')?.click();
      });
      await page.waitForSelector('.cell-images canvas');
      await unfoldAll(page);
      await click(page, 'button', 'Explanation: Convention');
      await page.waitForSelector('.popover:popover-open');
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('Escape');
      await page.select('.page-choice:last-child select', 'dark');
      await page.setViewport({ width: 390, height: 844 });
      await page.waitForSelector('#main h1');
      assert.deepEqual(await violations(page), []);
      assert.ok((await excess(page)) <= 0, `${await excess(page)} px too wide`);
      await page.assertQuiet();
      await page.close();
    });

    test('at 390 px the charts come before the controls, which a button brings up', async () => {
      const page = await open('lang=en', { width: 390, height: 844 });
      const top = await page.$eval('.race-charts', (element) => element.getBoundingClientRect().top);
      assert.ok(top < 844, `the chart begins at ${top}`);
      const hidden = () => page.$eval('.rail', (element) => !element.checkVisibility({ visibilityProperty: true }));
      assert.ok(await hidden(), 'controls are away at first');
      await click(page, 'button', 'Controls');
      await find(page, 'checkbox', 'SGD');
      await unfold(page, 'Network');
      assert.ok(!(await hidden()));
      assert.ok((await excess(page)) <= 0, `${await excess(page)} px too wide`);
      assert.deepEqual(await violations(page), []);
      await page.assertQuiet();
      await page.close();
    });
  });
}

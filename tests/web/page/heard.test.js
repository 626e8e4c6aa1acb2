// What a screen reader says while things go on: what changes in meaning, once; not what ticks.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { BROWSERS, missingBrowser, shareOf, testsOf } from '../../helpers/browser.js';
import { ofEach, TRAINED } from '../../helpers/labs.js';
import { click, ENDLESS, fill, find, QUICK, runRace, untilState, usePages, useServer } from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();

/** Milliseconds that one listens. */
const LISTEN = 6000;
/** The most that one can listen to and still read. */
const MOST = 5;

/** Takes down from now on what live regions come to say. @param {TestPage} page @returns {Promise<() => Promise<string[]>>} what it was */
const listen = async (page) => {
  await page.evaluate(() => {
    const LIVE = '[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])';
    /** @type {string[]} */
    const heard = [];
    Object.assign(globalThis, { heard });
    new MutationObserver((records) => {
      /** @type {Set<Element>} */
      const regions = new Set();
      for (const { target, addedNodes } of records) {
        const own = (target instanceof Element ? target : target.parentElement)?.closest(LIVE);
        if (own) regions.add(own);
        for (const node of addedNodes) if (node instanceof Element && node.matches(LIVE)) regions.add(node);
      }
      for (const { textContent } of regions) if (textContent) heard.push(textContent);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => /** @type {{ heard: string[] }} */ (/** @type {unknown} */ (globalThis)).heard);
};

/** @param {TestPage} page @param {RegExp} pattern what is heard, now or in a while */
const hears = (page, pattern) =>
  page.waitForFunction(
    (source) =>
      /** @type {{ heard: string[] }} */ (/** @type {unknown} */ (globalThis)).heard.some((text) =>
        new RegExp(source).test(text),
      ),
    {},
    pattern.source,
  );

describe('what is heard', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { withPage } = usePages(name, server);

      /** @type {Record<string, [link: string, button: string | RegExp]>} */
      const work = {
        race: [ENDLESS, 'Train'],
        rate: ['steps=2000&layers=2000,10', 'Train'],
        surfaces: ['steps=2000&speed=20', 'Play'],
        regularization: [ENDLESS, 'Train'],
        depth: [ENDLESS, 'Train'],
        uncertainty: ['view=test&passes=500', /^Run/],
      };
      for (const [lab, [link, button]] of shareOf(name, ofEach(TRAINED, work))) {
        test(`${lab}: in six seconds at work, not more than ${MOST} things`, async () => {
          await withPage(`lang=en&lab=${lab}&${link}`, async (page) => {
            await page.settled();
            const heard = await listen(page);
            await click(page, 'button', button);
            await setTimeout(LISTEN);
            const texts = await heard();
            assert.ok(texts.length <= MOST, `${texts.length}: ${texts.join(' | ')}`);
            assert.ok(texts.length > 0, 'that it has begun is said');
            assert.deepEqual(
              texts.filter((text) => text.trim().endsWith(':')),
              [],
              'nothing is left open',
            );
          });
        });
      }

      test('a race that begins, pauses and goes on says so once each', async () => {
        await withPage(`lang=en&optimizers=sgd&${ENDLESS}`, async (page) => {
          const heard = await listen(page);
          await click(page, 'button', 'Train');
          await hears(page, /^Training 1 optimizer\./);
          await click(page, 'button', 'Pause');
          await hears(page, /^Paused\./);
          await click(page, 'button', 'Resume');
          await untilState(page, /^Training/);
          await page.waitForFunction(
            () => /** @type {{ heard: string[] }} */ (/** @type {unknown} */ (globalThis)).heard.length === 3,
          );
          assert.deepEqual(await heard(), ['Training 1 optimizer.', 'Paused.', 'Training 1 optimizer.']);
        });
      });

      test('each pressed step is said: of a race, and of the surfaces, as is where they pause', async () => {
        await withPage(`lang=en&optimizers=sgd&${ENDLESS}`, async (page) => {
          await listen(page);
          await click(page, 'button', 'One step');
          await hears(page, /Step 1\. Loss: SGD: \d/);
          await click(page, 'button', 'One step');
          await hears(page, /^Step 2\. Loss: SGD: \d/);
        });
        await withPage(`lang=en&optimizers=sgd&seeds=2&${ENDLESS}`, async (page) => {
          await listen(page);
          await click(page, 'button', 'One step');
          await hears(page, /Loss of the first seed: SGD: \d/);
        });
        await withPage('lang=en&lab=surfaces&steps=5000&speed=20', async (page) => {
          await listen(page);
          await click(page, 'button', 'To the start');
          await hears(page, /^step 0 of 5,000$/);
          await click(page, 'button', 'One step');
          await hears(page, /^step 1 of 5,000$/);
          await click(page, 'button', 'Go on');
          await hears(page, /^Playing from step 1 of 5,000\.$/);
          await listen(page); // no step has been heard
          await click(page, 'button', 'Pause');
          await hears(page, /^step \d+ of 5,000$/);
        });
      });

      test('another image’s answer is said, and which run is looked into', async () => {
        await withPage('lang=en&lab=uncertainty', async (page) => {
          await page.settled();
          const heard = await listen(page);
          assert.deepEqual(await heard(), []);
          await click(page, 'button', 'Next image');
          await hears(page, /passes/);
        });
        await withPage('lang=en&lab=uncertainty&passes=2', async (page) => {
          await page.settled();
          const caption = () => page.$eval('.uncertainty-caption', (one) => one.textContent);
          // Passes stand where they are, as long as it takes to press.
          await page.evaluate(() => {
            const { setTimeout } = globalThis;
            globalThis.setTimeout = /** @type {typeof setTimeout} */ (
              (/** @type {() => void} */ work, /** @type {number} */ time) =>
                setTimeout(work, time === 400 ? 2 ** 30 : time)
            );
          });
          const before = await caption();
          await click(page, 'button', 'Watch pass by pass');
          await click(page, 'button', 'Next image');
          await page.waitForFunction(
            (was) => document.querySelector('.uncertainty-caption')?.textContent !== was,
            {},
            before,
          );
          await listen(page);
          await click(page, 'button', 'Show all');
          await hears(page, /passes/);
        });
        await withPage(`lang=en&optimizers=sgd&${QUICK}`, async (page) => {
          await runRace(page);
          await listen(page);
          const row = await find(page, 'button', 'SGD', '.race-results');
          assert.equal(await row.evaluate((one) => one.ariaPressed), 'false');
          await row.click();
          await hears(page, /^From inside: SGD\.$/);
          assert.equal(await row.evaluate((one) => one.ariaPressed), 'true');
        });
      });

      test('who diverges is named, and what is refused is told', async () => {
        const link = `lang=en&optimizers=sgd,adam&sgd.optimizer.learningRate=1000&spec.data.trainSize=640&spec.epochs=2`;
        await withPage(link, async (page) => {
          await listen(page);
          await click(page, 'button', 'Train');
          await hears(page, /^SGD diverged\./);
          await hears(page, /Finished\./);
          await page.evaluate(() => globalThis.location.assign('#lab=race&spec.batchSize=none'));
          await find(page, 'button', 'Close this notice');
          await hears(page, /batchSize/);
        });
      });

      test('one’s own network is said to answer when it is trained, not when the next training is given up', async () => {
        const link = 'lang=en&v=2&lab=uncertainty&network=own&spec.epochs=1&spec.data.trainSize=300';
        await withPage(link, async (page) => {
          const heard = await listen(page);
          const told = async () =>
            (await heard()).filter((text) => /network that you trained answers/.test(text)).length;
          await click(page, 'button', 'Train the network');
          await hears(page, /network that you trained answers/);
          await fill(page, 'Epochs', '10000');
          await click(page, 'button', 'Train the network');
          await click(page, 'button', 'Cancel');
          await find(page, 'button', 'Train the network');
          await page.settled();
          await setTimeout(500);
          assert.equal(await told(), 1);
        });
      });

      test('on the drawing pad: where the pen is and whether it draws', async () => {
        await withPage('lang=en&lab=uncertainty&source=drawing', async (page) => {
          await page.waitForSelector('canvas.pad');
          const about = await page.$eval('canvas.pad', (pad) => {
            const ids = (pad.getAttribute('aria-describedby') ?? '').split(' ');
            return ids.map((id) => document.getElementById(id)?.textContent).join(' ');
          });
          assert.match(about, /arrow keys move.*space bar lowers/);
          await page.focus('canvas.pad');
          await listen(page);
          await page.keyboard.press('ArrowRight');
          await hears(page, /^Pen up, column 16, row 15$/);
          await page.keyboard.press(' ');
          await hears(page, /^Pen down, column 16, row 15$/);
          await page.keyboard.press('ArrowDown');
          await hears(page, /^Pen down, column 16, row 16$/);
          assert.ok(await page.$eval('.pad-state', (element) => element.checkVisibility()), 'and seen');
        });
      });
    });
  }
});

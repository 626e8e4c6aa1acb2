// How far it is by the keyboard: few stops to what a lab is for, and through the whole page; in a group the arrow keys lead on.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { presets } from '../../../web/lessons/index.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { LABS, ofEach, TRAINED } from '../../helpers/labs.js';
import { find, lookInside, QUICK, runRace, usePages, useServer } from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();

/** The most stops beside those, in the labs' first views, with all that a run brings; the contents have one a lesson. */
const MOST = ofEach(LABS, {
  race: 56,
  rate: 39,
  surfaces: 45,
  regularization: 55,
  uncertainty: 55,
  depth: 76,
  contents: presets.length + 5,
});

/** @param {TestPage} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = /** @type {HTMLElement} */ (document.activeElement);
    return element === document.body ? '' : (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
  });

/** From the top of the page. @param {TestPage} page */
const fromTop = (page) =>
  page.evaluate(() => {
    /** @type {HTMLElement} */ (document.activeElement)?.blur();
    document.getSelection()?.collapse(document.body, 0);
  });

/** How many controls Tab comes to, until it is back at one where it was. @param {TestPage} page */
async function count(page) {
  for (let n = 0; n < 200; n++) {
    await page.keyboard.press('Tab');
    const stops = await page.evaluate(() => {
      const { activeElement: active, body } = document;
      const { dataset } = /** @type {HTMLElement} */ (active);
      if (dataset.stop) return document.querySelectorAll('[data-stop]').length;
      if (active !== body) dataset.stop = 'once';
      return 0;
    });
    if (stops) return stops;
  }
  return assert.fail('Tab comes to no end');
}

/** Texts on the stage that a template made of what is no text. */
function strayWords() {
  const texts = document.createTreeWalker(document.querySelector('#main') ?? document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent?.trim() ?? '';
    if (/^(false|true|undefined|null|\[object \w+\])$/.test(text)) found.push(text);
  }
  return found;
}

describe('the stops of the keyboard', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { withPage } = usePages(name, server);

      for (const [lab, most] of MOST)
        test(`${lab}: not more than ${most} and the links to the labs to the end of the page`, async (t) => {
          await withPage(`lang=en&lab=${lab}&${lab === 'race' ? QUICK : ''}`, async (page) => {
            await page.settled();
            if (lab === 'race') {
              await runRace(page);
              await lookInside(page, 'Adam');
            }
            if (lab === 'uncertainty')
              await page.waitForFunction(() => document.querySelectorAll('.thumb').length === 24);
            assert.deepEqual(await page.evaluate(strayWords), [], 'no value is drawn as a word');
            const stops = await count(page);
            t.diagnostic(`${lab}: ${stops} stops`);
            assert.ok(stops <= most + TRAINED.length, `${stops} stops`);
          });
        });

      for (const [lab, buttons] of [
        ['race', ['Train', 'One step']],
        ['surfaces', ['Play', 'Step back']],
        ['regularization', ['Train', 'One step']],
      ])
        test(`${lab}: past the controls, to the second button of the stage, in four stops`, async () => {
          await withPage(`lang=en&lab=${lab}`, async (page) => {
            await fromTop(page);
            await page.keyboard.press('Tab');
            assert.equal(await focused(page), 'To the content');
            await page.keyboard.press('Enter');
            for (const button of buttons) {
              await page.keyboard.press('Tab');
              assert.equal(await focused(page), button);
            }
          });
        });

      test('in a group the arrow keys, Home and End lead on, and Tab comes back to where one was', async () => {
        await withPage('lang=en&lab=rate', async (page) => {
          await (await find(page, 'button', 'Sweep')).focus();
          /** @param {import('puppeteer-core').KeyInput} key */
          const after = async (key) => {
            await page.keyboard.press(key);
            return focused(page);
          };
          assert.equal(await after('ArrowRight'), 'Range finder');
          assert.equal(await after('ArrowLeft'), 'Sweep');
          assert.equal(await after('ArrowUp'), 'Gradient noise', 'beyond the first comes the last');
          assert.equal(await after('Home'), 'Sweep');
          assert.equal(await after('End'), 'Gradient noise');
          assert.equal(await after('Tab'), 'Train');
          await page.keyboard.down('Shift');
          assert.equal(await after('Tab'), 'Gradient noise');
          await page.keyboard.up('Shift');
        });
      });

      test('a formula is a stop while there is more of it than is seen', async () => {
        await withPage('lang=en&lab=uncertainty', async (page) => {
          await page.waitForSelector('.prose .formula.display math');
          const stops = () =>
            page.$$eval('.prose .formula.display', (all) =>
              all.map((one) => /** @type {HTMLElement} */ (one).tabIndex),
            );
          await page.keyboard.press('Tab');
          assert.deepEqual([...new Set(await stops())], [-1]);
          await page.setViewport({ width: 200, height: 800 });
          await page.keyboard.press('Tab');
          assert.ok((await stops()).includes(0), 'at 200 px');
        });
      });
    });
  }
});

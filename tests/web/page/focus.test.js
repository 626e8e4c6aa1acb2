// After what the keyboard does, its place is where a reader looks for it: at the heading of what came, at the button that
// stands for the one that went, or where it was; never nowhere.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, shareOf, testsOf } from '../../helpers/browser.js';
import { ofEach, TRAINED } from '../../helpers/labs.js';
import {
  addressOf,
  click,
  drawn,
  ENDLESS,
  find,
  QUICK,
  runRace,
  unfold,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();

/** What has the focus, in a word: its name, and "body" where nothing has it. @param {TestPage} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = /** @type {HTMLElement} */ (document.activeElement);
    const own = element.tagName === 'SUMMARY' ? element.firstChild : element;
    return element === document.body ? 'body' : (element.getAttribute('aria-label') ?? own?.textContent ?? '').trim();
  });

/**
 * Presses Enter on a control, and waits until its work is seen.
 * @param {TestPage} page
 * @param {string} role
 * @param {string | RegExp} name
 * @param {string} [within] a selector
 */
async function press(page, role, name, within) {
  await (await find(page, role, name, within)).focus();
  await page.keyboard.press('Enter');
  await drawn(page);
}

/** Waits for a lab's heading. @param {TestPage} page @param {string} text */
const heading = (page, text) =>
  page.waitForFunction((wanted) => document.querySelector('#main h1')?.textContent === wanted, {}, text);

describe('where the keyboard is', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { withPage } = usePages(name, server);

      test('after a change of lab, a lesson and a step back: on the heading of what came', async () => {
        await withPage('lang=en&lab=race', async (page) => {
          assert.equal(await focused(page), 'body', 'who comes is not led anywhere');
          for (const lab of ['Surfaces', 'Contents', 'Race']) {
            const old = await page.$eval('#main h1', (element) => element.textContent);
            await press(page, 'link', lab, '.tabs');
            await page.waitForFunction(
              (before) => ![undefined, before].includes(document.querySelector('#main h1')?.textContent ?? undefined),
              {},
              old,
            );
            assert.equal(await focused(page), await page.$eval('#main h1', (element) => element.textContent));
          }
          await press(page, 'link', 'Contents', '.tabs');
          await press(page, 'link', /^Ill conditioning: the zigzag/);
          await heading(page, 'Ill conditioning: the zigzag');
          assert.equal(await focused(page), 'Ill conditioning: the zigzag');
          await addressOf(page); // the history is written a few times a second only
          await page.goBack();
          await page.waitForSelector('.cards');
          assert.equal(await focused(page), await page.$eval('#main h1', (element) => element.textContent));
        });
      });

      test('after the way back to a race that goes on: on its heading', async () => {
        await withPage(`lang=en&optimizers=sgd&${ENDLESS}`, async (page) => {
          const title = await page.$eval('#main h1', (element) => element.textContent ?? '');
          await press(page, 'button', 'Train');
          await untilState(page, /^Training/);
          assert.equal(await focused(page), 'Pause');
          await press(page, 'link', 'Surfaces', '.tabs');
          // The heading of what comes takes the keyboard: not between the finding of a button and its pressing.
          await page.waitForFunction(
            (before) => document.activeElement?.tagName === 'H1' && document.activeElement.textContent !== before,
            {},
            title,
          );
          await press(page, 'button', /Race/, '.elsewhere');
          await heading(page, title);
          assert.equal(await focused(page), title);
          await press(page, 'button', 'Pause');
          await untilState(page, /^Paused/);
          assert.equal(await focused(page), 'Resume');
        });
      });

      test('on the way back, when what is told of other labs is looked at again: where it is', async () => {
        await withPage(`lang=en&optimizers=sgd&${ENDLESS}`, async (page) => {
          await press(page, 'button', 'Train');
          await untilState(page, /^Training/);
          await click(page, 'link', 'Surfaces', '.tabs');
          await page.waitForSelector('.surface-time');
          await (await find(page, 'button', 'Back to Race', '.elsewhere')).focus();
          // It is at every change of the theme, too; to choose one so does not take the keyboard.
          await (await find(page, 'combobox', 'Theme')).select('dark');
          await page.waitForSelector('[data-theme=dark]');
          await drawn(page);
          assert.equal(await focused(page), 'Back to Race');
        });
      });

      test('after Clear: on Train', async () => {
        await withPage(`lang=en&optimizers=sgd&${QUICK}`, async (page) => {
          await runRace(page);
          await press(page, 'button', 'Clear curves');
          await untilState(page, /^Ready/);
          assert.equal(await focused(page), 'Train');
        });
      });

      test('after a notice is closed: on the heading', async () => {
        await withPage('lang=en&lab=race&spec.batchSize=nonsense', async (page) => {
          await press(page, 'button', 'Close this notice', '.notice');
          assert.equal(await focused(page), await page.$eval('#main h1', (element) => element.textContent));
        });
      });

      const changes = ofEach(TRAINED, {
        race: 'spec.batchSize=64',
        rate: 'spec.batchSize=64',
        surfaces: 'steps=50',
        regularization: 'spec.batchSize=64',
        depth: 'spec.batchSize=64',
        uncertainty: 'spec.seed=2',
      });
      for (const [lab, change] of shareOf(name, changes)) {
        test(`${lab}: after a reset, on the button that reset`, async () => {
          await withPage(`lang=en&lab=${lab}&${change}`, async (page) => {
            await press(page, 'button', 'Back to defaults');
            await page.waitForFunction((gone) => !globalThis.location.hash.includes(gone), {}, change);
            await drawn(page);
            assert.equal(await focused(page), 'Back to defaults');
          });
        });
      }

      for (const lab of shareOf(name, ['race', 'rate', 'regularization'])) {
        test(`${lab}: after a layer is removed, on what stands in its place`, async () => {
          await withPage(`lang=en&lab=${lab}`, async (page) => {
            await unfold(page, 'Network');
            await press(page, 'button', 'Remove layer 2');
            assert.equal(await focused(page), 'Remove layer 1');
            await press(page, 'button', 'Remove layer 1');
            assert.notEqual(await focused(page), 'body');
          });
        });
      }

      test('regularization: after the choice of a layer, on its tab, also while it trains', async () => {
        await withPage(`lang=en&lab=regularization&${ENDLESS}`, async (page) => {
          await press(page, 'button', /^Layer 2/);
          assert.match(await focused(page), /^Layer 2/);
          await click(page, 'button', 'Train');
          await untilState(page, /^Training/);
          await press(page, 'button', /^Layer 1/);
          assert.match(await focused(page), /^Layer 1/);
        });
      });

      test('surfaces: at the start, where there is no step back, on Play', async () => {
        await withPage('lang=en&lab=surfaces', async (page) => {
          await press(page, 'button', 'To the start');
          assert.equal(await focused(page), 'Play');
          await press(page, 'button', 'One step');
          await press(page, 'button', 'Step back');
          assert.equal(await focused(page), 'Play');
        });
      });

      test('rate: after the end of a training that is cancelled, on Train', async () => {
        // So much work that it does not end by itself.
        await withPage('lang=en&lab=rate&steps=2000&layers=2000,10&spec.batchSize=1000', async (page) => {
          await press(page, 'button', 'Train');
          await press(page, 'button', 'Cancel');
          await page.waitForFunction(() => !document.querySelector('progress')?.checkVisibility());
          assert.equal(await focused(page), 'Train');
        });
      });
    });
  }
});

// The keyboard alone: every control is reached, seen where it is and worked; what opens closes by it. Motion is left
// out for those who ask for that.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { LABS } from '../../helpers/labs.js';
import {
  click,
  drawn,
  ENDLESS,
  fill,
  find,
  linkOf,
  QUICK,
  runRace,
  unfold,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';

const server = useServer();

/** What has the focus: its name and how it is drawn. @param {import('../../helpers/browser.js').TestPage} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = /** @type {HTMLInputElement} */ (document.activeElement);
    const isOutlined = ['', '::before'].some((pseudo) => {
      const { content, outlineStyle, outlineWidth } = getComputedStyle(element, pseudo);
      return (pseudo === '' || content !== 'none') && outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    });
    return {
      number: Number(element.dataset.tabStop ?? -1),
      name: (
        element.getAttribute('aria-label') ||
        element.labels?.[0]?.textContent ||
        (element.matches('summary') ? element.firstChild : element)?.textContent ||
        ''
      ).trim(),
      visible: element.checkVisibility({ visibilityProperty: true }),
      outlined: isOutlined,
    };
  });

/**
 * Presses Tab until what has that name has the focus.
 * @param {import('../../helpers/browser.js').TestPage} page
 * @param {string} name
 */
async function tabTo(page, name) {
  for (let n = 0; n < 120; n++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).name === name) return;
  }
  assert.fail(`no Tab leads to ${name}`);
}

// Both browsers at a time: most of it is waiting.
describe('the keyboard', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { open } = usePages(name, server);

      for (const lab of LABS) {
        test(`${lab}: Tab reaches every control, and shows where it is`, async () => {
          const page = await open(`lang=en&lab=${lab}&${lab === 'race' ? QUICK : ''}`);
          await page.settled();
          if (lab === 'race') await runRace(page);
          // What it says of the image brings more to reach.
          if (lab === 'uncertainty')
            await page.waitForFunction(
              () =>
                document.querySelectorAll('.thumb').length === 24 &&
                /answers/.test(document.querySelector('.view-state')?.textContent ?? ''),
            );
          // What scrolls is a stop from the first Tab on, if there is something to scroll.
          await page.keyboard.press('Tab');
          const names = await page.evaluate(() => {
            /** @type {NodeListOf<HTMLInputElement>} */
            const all = document.querySelectorAll('a[href], button, input, select, summary, [tabindex]');
            // Only one of a group of radio buttons has a stop.
            const stops = [...all].filter(
              (one) =>
                one.tabIndex >= 0 &&
                !one.disabled &&
                one.checkVisibility({ visibilityProperty: true }) &&
                !(one.matches('input[type=radio]') && !one.checked),
            );
            stops.forEach((one, n) => {
              one.dataset.tabStop = String(n);
            });
            return stops.map((one) =>
              (one.getAttribute('aria-label') || one.textContent || one.className).trim().slice(0, 40),
            );
          });
          assert.ok(names.length > 15, `${names.length} controls`);
          // The race was started by a click, and Tab would go on from there.
          await page.evaluate(() => {
            /** @type {HTMLElement} */ (document.activeElement)?.blur();
            document.getSelection()?.collapse(document.body, 0);
          });
          const seen = new Set();
          /** @type {string[]} */
          const unseen = [];
          for (let n = 0; n < names.length + 10; n++) {
            await page.keyboard.press('Tab');
            const { number, outlined, visible, name: where } = await focused(page);
            if (number < 0) continue;
            if (seen.has(number)) break;
            seen.add(number);
            if (!outlined || !visible) unseen.push(where);
          }
          assert.deepEqual(
            names.filter((_, n) => !seen.has(n)),
            [],
            'out of reach',
          );
          assert.deepEqual(unseen, [], 'focused without a sign of it');
          await page.assertQuiet();
          await page.close();
        });
      }

      test('Enter starts the race, Space pauses it, Enter resumes', async () => {
        const page = await open(`lang=en&${ENDLESS}`);
        await tabTo(page, 'Train');
        await page.keyboard.press('Enter');
        await untilState(page, /^Training/);
        assert.equal((await focused(page)).name, 'Pause');
        await page.keyboard.press(' ');
        await untilState(page, /^Paused/);
        await page.keyboard.press('Enter');
        await untilState(page, /^Training/);
        await page.keyboard.press(' ');
        await untilState(page, /^Paused/);
        await page.assertQuiet();
        await page.close();
      });

      test('a setting is changed by the keyboard, which stays where it is', async () => {
        const page = await open('lang=en');
        await tabTo(page, 'Momentum');
        await page.keyboard.press(' ');
        await page.waitForFunction(() => globalThis.location.hash.includes('optimizers=sgd,nesterov'));
        assert.equal((await focused(page)).name, 'Momentum');
        await page.keyboard.press(' ');
        await page.waitForFunction(() => !globalThis.location.hash.includes('optimizers='));
        await tabTo(page, 'Training');
        await page.keyboard.press('Enter');
        await tabTo(page, 'Minibatch size, slider');
        for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight');
        await page.waitForFunction(() => /batchSize=\d+/.test(globalThis.location.hash));
        assert.equal((await focused(page)).name, 'Minibatch size, slider');
        const by = async () => Number((await linkOf(page))['spec.batchSize']);
        const first = await by();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        assert.ok(first > 32);
        // The link is written a few times a second only.
        const grown = (/** @type {number} */ before) =>
          Number(/batchSize=(\d+)/.exec(globalThis.location.hash)?.[1]) > before;
        await page.waitForFunction(grown, {}, first);
        await page.assertQuiet();
        await page.close();
      });

      test('an arrow key always brings a slider to its next value, whole numbers of few values too', async () => {
        const page = await open('lang=en&v=2');
        await unfold(page, 'Training');
        const slider = await find(page, 'slider', /^Seeds.*, slider$/);
        await slider.focus();
        const said = async () => {
          await drawn(page);
          return slider.evaluate((one) => one.getAttribute('aria-valuetext'));
        };
        const keys = /** @type {const} */ (['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown', 'ArrowUp']);
        const seen = [];
        for (const key of keys) {
          await page.keyboard.press(key);
          seen.push(await said());
        }
        await page.keyboard.press('Home');
        seen.push(await said());
        await page.keyboard.press('ArrowLeft');
        seen.push(await said());
        assert.deepEqual(seen, ['4', '5', '4', '3', '4', '1', '1']);
        await page.waitForFunction(() => globalThis.location.hash.includes('seeds=1'));
        assert.match((await focused(page)).name, /^Seeds/);
        await page.assertQuiet();
        await page.close();
      });

      test('a rail that is made anew leaves open what was, and the keyboard where it was', async () => {
        const page = await open('lang=en&spec.schedule.id=piecewise');
        const opened = () =>
          page.$$eval('.rail details[open]', (all) =>
            all.map((one) =>
              `${one.closest('[data-entrant]')?.getAttribute('data-entrant') ?? ''} ${
                one.querySelector('summary')?.firstChild?.textContent
              }`.trim(),
            ),
          );
        /** The focus after a key. @param {import('puppeteer-core').KeyInput} key */
        const after = async (key) => {
          await page.keyboard.press(key);
          await drawn(page);
          return (await focused(page)).name;
        };
        await unfold(page, 'Training', 'Network', 'Learning rate over time');
        await click(page, 'summary', 'Hyper-parameters and rule', '[data-entrant="adam"]');
        const before = await opened();
        assert.equal(before.length, 5, `${before}`);

        await fill(page, 'Minibatch size', '64');
        assert.equal((await focused(page)).name, 'Minibatch size');
        await (await find(page, 'button', /^Back to the default, 32$/)).focus();
        assert.equal(await after('Enter'), 'Minibatch size', 'its button has gone');
        assert.equal(await after('ArrowUp'), 'Minibatch size');

        const boxes = () => page.$$eval('.field[data-key="rates"] input', (all) => all.length);
        await (await find(page, 'button', /^Add: /, '.field[data-key="rates"]')).focus();
        const [count, name] = [await boxes(), await after('Enter')];
        assert.deepEqual([await boxes(), new RegExp(` ${count + 1}$`).test(name)], [count + 1, true], name);

        await (await find(page, 'button', 'Remove layer 2')).focus();
        assert.equal(await after('Enter'), 'Remove layer 1', 'the nearest of its kind');
        assert.equal(await after('Enter'), 'Explanation: Initializer', 'there is none any more: what stands nearest');
        await (await find(page, 'checkbox', 'SGD')).focus();
        assert.equal(await after(' '), 'SGD');
        await (await find(page, 'button', 'Add another Adam')).focus();
        await page.keyboard.press('Enter');
        assert.deepEqual(await opened(), before);
        await page.assertQuiet();
        await page.close();
      });

      test('an explanation opens by Enter and closes by Escape', async () => {
        const page = await open('lang=en');
        await tabTo(page, 'Explanation: Convention');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.popover:popover-open');
        const text = await page.$eval('.popover:popover-open', (element) => element.textContent ?? '');
        assert.ok(text.length > 40, text);
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('.popover:popover-open'));
        assert.equal((await focused(page)).name, 'Explanation: Convention');
        await page.assertQuiet();
        await page.close();
      });

      test('at 390 px the sheet of controls opens and closes by the keyboard', async () => {
        const page = await open('lang=en', { width: 390, height: 844 });
        const isAway = () => !document.querySelector('.rail')?.checkVisibility({ visibilityProperty: true });
        const isOpen = () => page.$eval('.rail', (element) => element.checkVisibility({ visibilityProperty: true }));
        await tabTo(page, 'Controls');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.closest('.rail'));
        assert.equal((await focused(page)).name, 'Close the controls');
        await tabTo(page, 'Momentum');
        await page.keyboard.press(' ');
        await page.waitForFunction(() => globalThis.location.hash.includes('optimizers='));
        assert.deepEqual([(await focused(page)).name, await isOpen()], ['Momentum', true]);
        await tabTo(page, 'Explanation: Convention');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.popover:popover-open');
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('.popover:popover-open'));
        assert.ok(await isOpen(), 'Escape closes the explanation only');
        await page.keyboard.press('Escape');
        await page.waitForFunction(isAway);
        assert.equal((await focused(page)).name, 'Controls');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.closest('.rail'));
        await page.keyboard.press('Enter'); // on its button
        await page.waitForFunction(isAway);
        assert.equal((await focused(page)).name, 'Controls');
        await page.assertQuiet();
        await page.close();
      });

      test('nothing moves by itself for those who ask for less motion', async () => {
        const longest = (/** @type {boolean} */ reducedMotion) =>
          open('lang=en', { width: 390, height: 844, reducedMotion }).then(async (page) => {
            const found = await page.evaluate(() =>
              Math.max(
                ...[...document.querySelectorAll('*')].flatMap((element) => {
                  const { transitionDuration, animationDuration } = getComputedStyle(element);
                  return `${transitionDuration}, ${animationDuration}`.split(', ').map((text) => parseFloat(text) || 0);
                }),
              ),
            );
            await page.close();
            return found;
          });
        assert.ok((await longest(false)) >= 0.05, 'else this test says nothing');
        assert.ok((await longest(true)) <= 0.01);
      });
    });
  }
});

// The Share dialog: the link with its QR code, and what embeds the lab in a page, as it is chosen and as it looks.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { addresses, snippets } from '../../../web/embed/snippets.js';
import words from '../../../web/i18n/en/presets/race.js';
import { violations } from '../../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { readCode } from '../../helpers/code.js';
import { inside } from '../../helpers/frames.js';
import { choose, click, denyClipboard, find, selectedIn, usePages, useServer } from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();
const PHONE = { width: 390, height: 844 };
const LINK = '#lab=race&preset=adam&theme=dark&spec.epochs=3';
const { title } = words.adam;

/** What is copied from now on is kept in the page. @param {TestPage} page */
const watchClipboard = (page) =>
  page.evaluate(() => {
    globalThis.copied = [];
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (/** @type {string} */ text) => void globalThis.copied.push(text) },
      configurable: true,
    });
  });

/** @param {TestPage} page @param {string} name of the button */
async function copiedBy(page, name) {
  await click(page, 'button', name, '.share');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.share [role=status]')].some((one) => one.textContent === 'Copied'),
  );
  return page.evaluate(() => globalThis.copied.splice(0).join('\n---\n'));
}

/** The address of the frame. @param {TestPage} page */
const frameAddress = (page) =>
  page.$eval('.share iframe', (one) => /** @type {HTMLIFrameElement} */ (one).contentWindow?.location.href ?? '');

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { open } = usePages(name, server);

    /** @param {string} link @param {import('../../helpers/browser.js').PageOptions} [options] */
    async function openShare(link, options) {
      const page = await open(link.slice(1), options);
      await watchClipboard(page);
      await click(page, 'button', 'Share');
      await page.waitForSelector('.share[open]');
      return page;
    }

    test('copies the text for each host, and the link, whose code says the same', async () => {
      const page = await openShare(LINK);
      const base = new URL('.', page.url()).href;
      const texts = snippets({ base, link: LINK, title });
      for (const { id, text } of texts) {
        await choose(page, 'For', id);
        assert.equal(await copiedBy(page, 'Copy the text'), text, id);
      }
      const targets = await page.$$eval('.share select:last-of-type', (all) =>
        [.../** @type {HTMLSelectElement} */ (all.at(-1)).options].map(({ value }) => value),
      );
      assert.deepEqual(
        targets,
        texts.map(({ id }) => id),
      );
      const link = await copiedBy(page, 'Copy the link');
      assert.equal(link, page.url());
      assert.equal(await readCode(page, '.share .qr'), link);
      assert.match(await page.$eval('.share', (one) => one.textContent ?? ''), /works on this machine only/);
      for (const how of /** @type {const} */ (['refused', 'absent'])) {
        await denyClipboard(page, how);
        for (const [button, text] of [
          ['Copy the text', texts[texts.length - 1].text],
          ['Copy the link', link],
        ]) {
          await click(page, 'button', button, '.share');
          await until(
            async () => (await selectedIn(page)) === text,
            () => `${button}: it is not selected where the clipboard is ${how}`,
          );
          await page.waitForFunction(() =>
            /is selected: copy/.test(document.querySelector('.share')?.textContent ?? ''),
          );
        }
      }
      // Without encryption there is the old way.
      await page.evaluate(() => {
        document.execCommand = Document.prototype.execCommand;
        document.addEventListener('copy', () => {
          globalThis.copied.push(/** @type {HTMLInputElement} */ (document.activeElement).value);
        });
      });
      assert.equal(await copiedBy(page, 'Copy the text'), texts[texts.length - 1].text);
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Copy the text');
      await page.assertQuiet();
      await page.close();
    });

    test('what is chosen is in the text, and in the embed that is shown and waits to be asked', async () => {
      const page = await openShare(LINK);
      const base = new URL('.', page.url()).href;
      const plain = await frameAddress(page);
      assert.equal(plain, addresses({ base, link: LINK, title }).embed);
      await click(page, 'checkbox', 'Data', '.share');
      await click(page, 'checkbox', 'Table', '.share');
      assert.equal(new URL(await frameAddress(page)).hash, `${LINK}&hide=rail.data,table`);
      await click(page, 'checkbox', 'Controls', '.share');
      assert.equal(new URL(await frameAddress(page)).hash, `${LINK}&hide=rail,table`);
      const groups = await page.$$eval('.share .inner input', (all) =>
        all.map((one) => /** @type {HTMLInputElement} */ (one)).map(({ disabled, checked }) => disabled && !checked),
      );
      assert.ok(groups.length > 3 && groups.every(Boolean), 'without the controls there is none of their groups');
      await choose(page, 'Starts', 'visible', '.share');
      await choose(page, 'Language', 'es', '.share');
      await choose(page, 'Theme', 'auto', '.share');
      const link = '#lab=race&preset=adam&lang=es&spec.epochs=3';
      const height = await page.$('.share input[type=number]');
      const type = async (/** @type {string} */ text) => {
        await height?.evaluate((one) => /** @type {HTMLInputElement} */ (one).select());
        await height?.type(text);
        await height?.press('Enter');
      };
      await type('500');
      const { default: spanish } = await import('../../../web/i18n/es/presets/race.js');
      const there = spanish.adam.title;
      const sharing = { base, link, title: there, hide: ['rail', 'table'], start: 'visible', height: 500 };
      const wanted = snippets(sharing)[0].text;
      await until(
        async () =>
          (await page.$eval('.share textarea', (one) => /** @type {HTMLTextAreaElement} */ (one).value)) === wanted,
        async () => page.$eval('.share textarea', (one) => /** @type {HTMLTextAreaElement} */ (one).value),
      );
      await type('50');
      assert.match(await page.$eval('.share-choices', (one) => one.textContent ?? ''), /height goes from 200 to 3,000/);
      assert.equal(await copiedBy(page, 'Copy the text'), wanted, 'what cannot be is refused, and nothing is lost');

      assert.equal(await frameAddress(page), addresses({ ...sharing, start: 'click' }).embed);
      const frame = await inside(page);
      await (await frame.waitForSelector('.cover-start'))?.click();
      await frame.waitForSelector('.stage canvas');
      assert.equal(await frame.$('.rail, .race-results'), null);
      await page.assertQuiet();
      await page.close();
    });

    test('is a dialog with a name: Escape closes it, and the keyboard is where it was; axe-core finds nothing', async () => {
      for (const options of [{ width: 1280, height: 800 }, PHONE]) {
        const page = await openShare(`${LINK}&lang=en`, options);
        const frame = await inside(page);
        await frame.waitForSelector('.cover-start');
        const box = await page.$eval('.share', (one) => {
          const { left, right } = one.getBoundingClientRect();
          return { left, right, excess: one.scrollWidth - one.clientWidth, name: one.getAttribute('aria-labelledby') };
        });
        assert.ok(box.left >= 0 && box.right <= options.width && box.excess === 0, JSON.stringify(box));
        assert.equal(await page.$eval(`#${box.name}`, (one) => one.textContent), 'Share');
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(await violations(frame), []);
        assert.ok(await page.evaluate(() => Boolean(document.activeElement?.closest('.share'))));
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('.share'));
        assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Share');
        await click(page, 'button', 'Share');
        await (await inside(page)).waitForSelector('.cover-start');
        await page.settled();
        await click(page, 'button', 'Close “Share”');
        await page.waitForFunction(() => !document.querySelector('.share'));
        // Firefox's driver tells so of all that a frame has loaded, when it goes.
        await page.assertQuiet({ except: [/Browsing context already closed/] });
        await page.close();
      }
    });

    test('two clicks open one dialog, also where all that it needs comes in one moment', async () => {
      const page = await open('lang=en');
      for (const label of ['Share', 'Weights…', 'Open a record…', 'As Keras']) {
        const button = await find(page, 'button', label);
        await button.evaluate((one) => {
          for (let n = 0; n < 2; n++) /** @type {HTMLElement} */ (one).click();
        });
        await page.waitForSelector('.dialog[open]');
        await page.settled();
        assert.equal((await page.$$('.dialog')).length, 1, label);
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('.dialog'));
      }
      await page.assertQuiet({ except: [/Browsing context already closed/] });
      await page.close();
    });

    test('what cannot be embedded has a link all the same', async () => {
      const page = await openShare('#lab=contents&lang=en');
      assert.match(await page.$eval('.share-embed', (one) => one.textContent ?? ''), /cannot be embedded/);
      assert.equal(await page.$('.share iframe'), null);
      assert.equal(await copiedBy(page, 'Copy the link'), page.url());
      await find(page, 'button', 'Save the QR code');
      await page.assertQuiet();
      await page.close();
    });
  });

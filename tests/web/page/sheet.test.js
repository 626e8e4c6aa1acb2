// On a telephone the controls are a dialog: it has a name, the page behind it waits, and it closes by Escape, by its button and
// by a touch beside it. Where there is room they are a part of the page.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { click, find, QUICK, runRace, usePages, useServer } from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();
const PHONE = { width: 390, height: 844 };

/** @param {TestPage} page */
const sheet = (page) =>
  page.evaluate(() => {
    const dialog = document.querySelector('dialog:modal');
    return {
      name: dialog?.getAttribute('aria-label'),
      within: dialog !== null && dialog.contains(document.activeElement),
      focus: document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
    };
  });

/** @param {TestPage} page */
const untilClosed = async (page) => {
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));
  assert.equal((await sheet(page)).focus, 'Controls', 'the focus is where it was');
};

describe('the sheet of controls', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { open } = usePages(name, server);

      test('is a dialog with a name, which the keyboard stays in while it is open', async () => {
        const page = await open('lang=en&lab=race', PHONE);
        await click(page, 'button', 'Controls');
        assert.deepEqual(await sheet(page), { name: 'Controls', within: true, focus: 'Close the controls' });
        for (let n = 0; n < 45; n++) {
          await page.keyboard.press('Tab');
          const outside = await page.evaluate(
            () => document.activeElement !== document.body && !document.activeElement?.closest('dialog'),
          );
          assert.ok(!outside, `outside after ${n + 1} stops`);
        }
        await page.keyboard.press('Escape');
        await untilClosed(page);
        await page.assertQuiet();
        await page.close();
      });

      test('closes by a touch beside it, and not by one within', async () => {
        const page = await open('lang=en&lab=race', PHONE);
        await click(page, 'button', 'Controls');
        await click(page, 'checkbox', 'Momentum');
        await page.waitForFunction(() => globalThis.location.hash.includes('optimizers='));
        assert.equal((await sheet(page)).name, 'Controls');
        await page.mouse.click(200, 60);
        await untilClosed(page);
        await page.close();
      });

      test('opens again before the browser has said that it closed', async () => {
        const page = await open('lang=en&lab=race', PHONE);
        await click(page, 'button', 'Controls');
        const [opener, closer] = [
          await find(page, 'button', 'Controls'),
          await find(page, 'button', 'Close the controls'),
        ];
        // In one task: `close` is an event of the next.
        await page.evaluate(
          (...buttons) =>
            new Promise((resolve) => {
              document.querySelector('dialog[open]')?.addEventListener('close', resolve);
              for (const button of buttons) button.click();
            }),
          closer,
          opener,
        );
        assert.deepEqual(await sheet(page), { name: 'Controls', within: true, focus: 'Close the controls' });
        await page.close();
      });

      test('where there is room the controls are no dialog, and one that is open closes', async () => {
        const page = await open('lang=en&lab=race', PHONE);
        await click(page, 'button', 'Controls');
        await page.setViewport({ width: 1280, height: 800 });
        await page.waitForFunction(() => !document.querySelector('dialog[open]'));
        assert.equal((await sheet(page)).focus, 'Controls', 'its button has gone: the keyboard is at all of them');
        await page.setViewport(PHONE);
        await click(page, 'button', 'Controls');
        await (await find(page, 'checkbox', 'Momentum')).focus();
        await page.setViewport({ width: 1280, height: 800 });
        await page.waitForFunction(() => !document.querySelector('dialog[open]'));
        const at = () => page.evaluate(() => document.activeElement?.closest('label')?.textContent?.trim());
        assert.equal(await at(), 'Momentum', 'who is at a control stays there');
        const box = await find(page, 'checkbox', 'Momentum');
        assert.equal(await box.evaluate((/** @type {Element} */ one) => one.closest('dialog')), null);
        await box.focus();
        await page.setViewport(PHONE);
        await page.waitForFunction(() => document.activeElement?.matches('.rail-open'));
        await page.setViewport({ width: 1280, height: 800 });
        await box.click();
        await page.waitForFunction(() => globalThis.location.hash.includes('optimizers='));
        await page.assertQuiet();
        await page.close();
      });
    });
  }
});

// Firefox's driver has no fingers.
describe('what a finger presses', { skip: missingBrowser('chromium') }, () => {
  const { open } = usePages('chromium', server);

  test('is 44 pixels high, in the page and in the sheet of controls', async () => {
    const page = await open(`lang=en&lab=race&${QUICK}`, PHONE);
    await page.setViewport({ ...PHONE, hasTouch: true, isMobile: true });
    await page.waitForSelector('.button.primary');
    await runRace(page);
    // Chromium lays out in 64ths of a pixel; what it tells is a difference of floats, and 44 may come as 43.99994.
    const small = () =>
      page.evaluate(() =>
        [
          ...document.querySelectorAll(
            '.button, .brand, .tabs > *, summary, select, .row-button, .legend-item, .rail input',
          ),
        ]
          .filter((one) => one.checkVisibility() && !one.matches('[type=checkbox], .visually-hidden'))
          .map((one) => ({ one, height: Math.round(one.getBoundingClientRect().height * 64) / 64 }))
          .filter(({ height }) => height < 44)
          .map(({ one, height }) => `${one.className} ${one.textContent} ${height}`),
      );
    assert.deepEqual(await small(), []);
    await click(page, 'button', 'Controls');
    assert.deepEqual(await small(), []);
    await page.assertQuiet({ except: [/ABORTED/] });
    await page.close();
  });

  test('so are the names of ways over a surface, whose sheet comes last', async () => {
    const page = await open('lang=en&lab=surfaces', PHONE);
    await page.setViewport({ ...PHONE, hasTouch: true, isMobile: true });
    await page.waitForSelector('.surface-legend button');
    const heights = await page.$$eval('.surface-legend button', (all) =>
      all.map((one) => Math.round(one.getBoundingClientRect().height)),
    );
    assert.deepEqual(
      heights.filter((height) => height < 44),
      [],
    );
    assert.ok(heights.length > 1);
    await page.assertQuiet({ except: [/ABORTED/] });
    await page.close();
  });

  test('is not covered by the “?” beside it, which a finger reaches beyond its ring', async () => {
    const page = await open('lang=es&lab=uncertainty', PHONE);
    await page.setViewport({ ...PHONE, hasTouch: true, isMobile: true });
    await page.waitForSelector('.uncertainty-chooser .explain');
    const covered = await page.$$eval('.uncertainty-chooser button:not(.explain)', (all) =>
      all
        .filter((one) => one.checkVisibility())
        .map((one) => {
          one.scrollIntoView({ block: 'center' });
          const { left, right, top, height } = one.getBoundingClientRect();
          const hit = (/** @type {number} */ x) => document.elementFromPoint(x, top + height / 2);
          return [left + 1, right - 1].every((x) => one.contains(hit(x))) ? '' : one.textContent?.trim();
        })
        .filter((name) => name),
    );
    assert.deepEqual(covered, []);
    await page.assertQuiet({ except: [/ABORTED/] });
    await page.close();
  });

  test('leaves the labs’ names two lines, on the narrowest telephone too', async () => {
    for (const lang of ['es', 'en'])
      for (const width of [360, 375, 390]) {
        const page = await open(`lang=${lang}&lab=contents`, { ...PHONE, width });
        await page.setViewport({ ...PHONE, width, hasTouch: true, isMobile: true });
        const tops = await page.$$eval('.tabs > *', (all) =>
          all.map((one) => Math.round(one.getBoundingClientRect().top)),
        );
        assert.ok(new Set(tops).size <= 2, `${lang}, ${width} px: ${tops}`);
        assert.ok((await page.$eval('.page-header', (one) => one.clientHeight)) < 160, `${lang}, ${width} px`);
        await page.close();
      }
  });
});

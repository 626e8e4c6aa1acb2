// A change of theme or of language leaves the reader where he is: what is unfolded, what is looked into, the keyboard, the runs.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import {
  choose,
  click,
  ENDLESS,
  find,
  lookInside,
  QUICK,
  runRace,
  unfold,
  usePages,
  useServer,
} from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();

/** @param {TestPage} page */
const place = (page) =>
  page.evaluate(() => ({
    open: [...document.querySelectorAll('.rail details')].map((one) => /** @type {HTMLDetailsElement} */ (one).open),
    inside: [...document.querySelectorAll('.confusion')].some((one) => one.checkVisibility()),
    focus: document.activeElement?.closest('.page-choice') ? 'look' : document.activeElement?.tagName,
    rows: document.querySelectorAll('.race-results tbody tr').length,
  }));

/** @typedef {Awaited<ReturnType<typeof place>>} Place */

/** Waits until the reader is there again: views are put back one after the other. @param {TestPage} page @param {Place} before @param {string} what */
const untilPlace = (page, before, what) =>
  until(
    async () => isDeepStrictEqual(await place(page), before),
    async () => `${what}: ${JSON.stringify(await place(page))} instead of ${JSON.stringify(before)}`,
  );

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { withPage } = usePages(name, server);

    test('theme and language keep what is unfolded, what is looked into, and the focus', async () => {
      await withPage(`lang=en&theme=light&${QUICK}`, async (page) => {
        await runRace(page);
        await unfold(page, 'Training', 'Network');
        await lookInside(page, 'Adam');
        await page.waitForSelector('.confusion');
        const before = { ...(await place(page)), focus: 'look' };
        assert.ok(before.inside && before.open.filter((one) => one).length > 2);
        await (await find(page, 'combobox', 'Theme')).focus();
        await choose(page, 'Theme', 'dark');
        await page.waitForSelector('#page[data-theme=dark]');
        await untilPlace(page, before, 'dark');
        await (await find(page, 'combobox', 'Language')).focus();
        await choose(page, 'Language', 'es');
        await page.waitForSelector('#page[lang=es]');
        await untilPlace(page, before, 'Spanish');
      });
    });

    test('what is told over the lab is told in the new language, and what was closed stays away', async () => {
      await withPage(`lang=es&${QUICK}&seeds=99999`, async (page) => {
        const told = () => page.$$eval('.notices [role=alert]', (all) => all.map((one) => one.textContent ?? ''));
        assert.match((await told()).join(), /^El enlace pedía valores/);
        await choose(page, 'Idioma', 'en');
        await page.waitForSelector('#page[lang=en]');
        await find(page, 'button', 'Train');
        assert.match((await told()).join(), /^The link asked for values/);
        await click(page, 'button', 'Close this notice');
        await choose(page, 'Language', 'es');
        await page.waitForSelector('#page[lang=es]');
        await find(page, 'button', 'Entrenar');
        assert.deepEqual(await told(), []);
      });
    });

    test('what runs goes on', async () => {
      await withPage(`lang=en&optimizers=sgd&${ENDLESS}`, async (page) => {
        await click(page, 'button', 'Train');
        await find(page, 'button', 'Pause');
        await choose(page, 'Language', 'es');
        await find(page, 'button', 'Pausar');
        await choose(page, 'Tema', 'dark');
        await find(page, 'button', 'Pausar');
        await click(page, 'button', 'Borrar curvas');
      });
    });
  });
}

// The lesson about Keras: each snippet of the slides stands beside what Keras says and what is exported, which is copied as it
// stands; on a telephone too; no other lesson loads it.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { exportExperiment } from '../../../wasm/export/index.js';
import { excerpt, snippets, specOf } from '../../../web/labs/race/deck.js';
import { violations } from '../../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { engine, openLesson } from '../../helpers/lessons.js';
import { click, denyClipboard, selectedIn, usePages, useServer } from '../../helpers/page.js';

const server = useServer();
const store = openLesson('keras');
const ours = snippets.map((one) =>
  excerpt(exportExperiment(specOf({ engine, store }, one), engine.catalog, 'keras').script, one.shows),
);

describe("the slides' Keras", { concurrency: true }, () => {
  for (const name of BROWSERS)
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { open } = usePages(name, server);

      test('opens by its link, and shows and copies what is exported', async () => {
        const page = await open('lab=race&preset=keras&lang=en');
        await page.waitForSelector('.snippets');
        const shown = await page.$$eval('.snippet-ours .snippet-code', (all) => all.map((one) => one.textContent));
        assert.deepEqual(shown, ours);
        const quoted = await page.$$eval('.snippet-sides > :first-child pre', (all) =>
          all.map((one) => one.textContent),
        );
        const said = snippets.flatMap(({ attempts }) =>
          attempts.flatMap(({ code, message }) => [code, message ?? []]).flat(),
        );
        assert.deepEqual(quoted, said);
        await page.evaluate(() => {
          globalThis.copied = [];
          Object.defineProperty(navigator, 'clipboard', {
            value: { writeText: async (/** @type {string} */ text) => void globalThis.copied.push(text) },
            configurable: true,
          });
        });
        await click(page, 'button', 'Copy', '[data-snippet=decay]');
        await page.waitForFunction(() =>
          /Copied/.test(document.querySelector('[data-snippet=decay]')?.textContent ?? ''),
        );
        assert.deepEqual(await page.evaluate(() => globalThis.copied), [
          ours[snippets.findIndex(({ id }) => id === 'decay')],
        ]);
        for (const [n, how] of /** @type {const} */ (['refused', 'absent']).entries()) {
          await denyClipboard(page, how);
          await click(page, 'button', 'Copy', `[data-snippet=${snippets[n].id}]`);
          await page.waitForFunction(
            (id) => /is selected/.test(document.querySelector(`[data-snippet=${id}]`)?.textContent ?? ''),
            {},
            snippets[n].id,
          );
          assert.equal((await selectedIn(page)).trim(), ours[n].trim(), `the clipboard is ${how}`);
        }
        await click(page, 'button', 'Whole program', '[data-snippet=decay]');
        await page.waitForSelector('.script[open]');
        const code = await page.$eval('.script-code', (one) => one.textContent ?? '');
        assert.match(code, /InverseTimeDecay\(LEARNING_RATE, 10000, 1\.0\)/);
        await page.assertQuiet();
        await page.close();
      });

      test('fits a telephone, has no barriers, and is of this lesson only', async () => {
        const page = await open('lab=race&preset=keras&lang=es&theme=dark', { width: 390, height: 844 });
        await page.waitForSelector('.snippets');
        assert.deepEqual(await violations(page), []);
        const { scroll, room } = await page.evaluate(() => ({
          scroll: Math.max(
            ...[...document.querySelectorAll('.snippets, .snippets *')].map((one) => one.getBoundingClientRect().right),
          ),
          room: document.documentElement.clientWidth,
        }));
        assert.ok(scroll <= room, `${scroll} of ${room} px`);
        await page.close();
        const other = await open('lab=race&preset=race&lang=es');
        await other.waitForSelector('.exports');
        assert.equal(await other.$('.snippets'), null);
        await other.assertQuiet();
        await other.close();
      });
    });
});

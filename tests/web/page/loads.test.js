// What a page asks for before anybody has asked it for anything: little, in one language, and no worker.

import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { startCountedServer } from '../../helpers/counted.js';
import { until } from '../../helpers/patience.js';
import { click, ENDLESS, notOfSites, openLab, QUICK, useBrowser } from '../../helpers/page.js';

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) || notOfSites }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });
    /** @type {Awaited<ReturnType<typeof startCountedServer>>} */
    let server;
    before(async () => {
      server = await startCountedServer();
    });
    after(() => server.close());

    /** Opens a link in a page that has loaded nothing before. @param {string} link */
    async function open(link) {
      server.asked.length = 0;
      const page = await openLab(browser(), server.url, link);
      await page.settled();
      return page;
    }
    const matching = (/** @type {RegExp} */ pattern) => server.asked.filter((one) => pattern.test(one));

    test('the contents page asks for at most 50 files, and for no engine, pool or worker', async () => {
      const page = await open('lab=contents&lang=en');
      assert.equal((await page.$$('.card')).length > 30, true);
      assert.ok(server.asked.length <= 50, `${server.asked.length}: ${server.asked.join(' ')}`);
      assert.deepEqual(matching(/\/wasm\/|\/engine\/|\/data\/|\/i18n\/es\//), []);
      await page.assertQuiet();
      await page.close();
    });

    test('the race asks for at most 110 files of 350 kB, in one language, and for a worker when it trains', async () => {
      const page = await open(`lang=en&${QUICK}`);
      assert.ok(server.asked.length <= 110, `${server.asked.length}: ${server.asked.join(' ')}`);
      const bytes = await server.bytes();
      assert.ok(bytes <= 350_000, `${bytes} bytes`);
      assert.deepEqual(matching(/\/engine\/worker|\/data\/|\/i18n\/es\/|\/labs\/(?!index|race|shared)/), []);
      assert.deepEqual(matching(/\/share[/.]|lean-qr|\/embed\//), [], 'nobody has asked for what shares it');
      await click(page, 'button', 'Train');
      await page.waitForFunction(() => document.querySelector('.chart-empty')?.checkVisibility() === false);
      assert.ok(matching(/\/engine\/worker\.js$/).length > 0);
      await page.close();
    });

    test('isolated and in Spanish no more than that; with a lesson no more requests', async () => {
      const isolated = await startCountedServer({ isolate: true });
      after(() => isolated.close());
      const page = await openLab(browser(), isolated.url, 'lang=es');
      await page.settled();
      const bytes = await isolated.bytes();
      assert.ok(bytes <= 350_000, `${bytes} bytes`);
      await page.close();
      isolated.asked.length = 0;
      const lesson = await openLab(browser(), isolated.url, 'lang=es&preset=race');
      await lesson.settled();
      assert.ok(isolated.asked.length <= 110, `${isolated.asked.length}: ${isolated.asked.join(' ')}`);
      await lesson.close();
    });

    test('isolated, it asks for the module that threads can share alone, and for threads when a run has cores to itself', async () => {
      const isolated = await startCountedServer({ isolate: true });
      const asked = (/** @type {RegExp} */ pattern) => isolated.asked.filter((one) => pattern.test(one));
      after(() => isolated.close());
      const page = await openLab(browser(), isolated.url, `lang=en&optimizers=adam&${ENDLESS}`);
      await page.settled();
      assert.deepEqual(asked(/thread|pace/), []);
      assert.ok(isolated.asked.length <= 110, `${isolated.asked.length}`);
      await click(page, 'button', 'Train');
      await page.waitForFunction(() =>
        /· \d+ cores?$/.test(document.querySelector('.race-state')?.textContent?.trim() ?? ''),
      );
      const cores = await page.evaluate(() => navigator.hardwareConcurrency);
      if (cores > 1)
        await until(
          () => asked(/\/engine\/thread\.js$/).length > 0,
          async () => {
            const state = await page.evaluate(async () => ({
              isolated: crossOriginIsolated,
              visible: document.visibilityState,
              race: document.querySelector('.race-state')?.textContent,
              locks: await navigator.locks.query(),
            }));
            return `no thread came: ${JSON.stringify({ ...state, asked: isolated.asked.slice(-15) })}`;
          },
        );
      assert.equal(asked(/descenso-shared\.wasm$/).length > 0, true);
      assert.deepEqual(asked(/descenso\.wasm$/), []);
      await page.assertQuiet();
      await page.close();
    });

    test('a lab is loaded when it is opened, with its strings, and once', async () => {
      const page = await open('lab=contents&lang=en');
      await click(page, 'link', 'Surfaces');
      await page.waitForSelector('.surface-start');
      assert.equal(matching(/\/labs\/surfaces\/index\.js$/).length, 1);
      assert.equal(matching(/\/i18n\/en\/surfaces\.js$/).length, 1);
      const before = server.asked.length;
      await click(page, 'link', 'Contents');
      await page.waitForSelector('.card');
      await click(page, 'link', 'Surfaces');
      await page.waitForSelector('.surface-start');
      await page.settled();
      assert.deepEqual(server.asked.slice(before), []);
      await page.assertQuiet();
      await page.close();
    });
  });
}

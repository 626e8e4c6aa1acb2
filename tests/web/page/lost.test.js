// A worker that dies while it trains: its runs are marked, the others finish, the page tells it and can race again.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BROWSERS, missingBrowser } from '../../helpers/browser.js';
import {
  click,
  ENDLESS,
  QUICK,
  raceTable,
  runRace,
  untilCurves,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';

const server = useServer();

// Both browsers at a time: most of it is waiting.
describe('a worker that dies', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const { open } = usePages(name, server);

      test('runs of a worker that dies are marked, the others finish, the page tells it and races again', async (t) => {
        const page = await open(`lang=en&${ENDLESS}&stopSeconds=1`);
        await page.evaluateOnNewDocument(() => {
          const kept = /** @type {any} */ (globalThis);
          kept.workers = [];
          const Original = Worker;
          kept.Worker = class extends Original {
            /** @param {string | URL} url @param {WorkerOptions} [options] */
            constructor(url, options) {
              super(url, options);
              kept.workers.push(this);
            }
          };
        });
        await page.reload();
        await page.waitForSelector('.race-charts');
        // A run that is held has not come to its second, however long all this takes.
        await click(page, 'button', 'One step');
        await untilCurves(page, 'Training loss', ({ series }) => Object.keys(series).length === 6);
        const count = await page.evaluate(() => /** @type {any} */ (globalThis).workers.length);
        if (count < 2) return t.skip('one worker has all runs');
        // As a browser might that is short of memory: no event tells the page.
        await page.evaluate(() => /** @type {any} */ (globalThis).workers[0].terminate());
        await page.waitForFunction(() =>
          /Interrupted/.test(document.querySelector('.race-results')?.textContent ?? ''),
        );
        await click(page, 'button', 'Resume');
        await untilState(page, /^Finished/);
        const states = Object.values(await raceTable(page)).map(({ State }) => State);
        const lost = states.filter((state) => state === 'Interrupted').length;
        assert.ok(lost > 0 && lost < 6, `${states}`);
        assert.equal(states.filter((state) => state === 'Done').length, 6 - lost, `${states}`);
        const told = await page.$$eval('[role=alert]', (all) => all.map((one) => one.textContent).join());
        assert.match(told, /A training process was interrupted/);
        await click(page, 'button', 'Close this notice');
        assert.equal(await page.$('.notices [role=alert]'), null);
        await page.evaluate((quick) => {
          globalThis.location.hash = `#lang=en&${quick}`;
        }, QUICK);
        await page.waitForFunction(() => !globalThis.location.hash.includes('stopSeconds'));
        await runRace(page);
        assert.deepEqual(
          Object.values(await raceTable(page)).map(({ State }) => State),
          Array(6).fill('Done'),
        );
        // The reload above may have broken off what the workers were loading.
        await page.assertQuiet({ except: [/ABORTED/] });
        await page.close();
      });
    });
  }
});

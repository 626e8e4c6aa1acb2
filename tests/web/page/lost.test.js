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
import { until } from '../../helpers/patience.js';

const server = useServer();

/** In the page, before all else: workers are pinged when the test says so, so that a slow machine's are not taken for dead. */
function watchWorkers() {
  /** @type {Set<Worker>} */
  const alive = new Set();
  /** @type {Set<unknown>} */
  const pings = new Set();
  const clear = clearTimeout;
  Object.assign(globalThis, {
    alive,
    Worker: class extends Worker {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        alive.add(this);
      }
      terminate() {
        alive.delete(this);
        super.terminate();
      }
    },
    // Pings are the only work that the page does again and again.
    setInterval: (/** @type {() => void} */ work) => (pings.add(work), work),
    clearTimeout: (/** @type {number} */ timer) => void (pings.delete(timer) || clear(timer)),
    /** Pings all workers; those that live have the time that they need to answer. */
    async ping() {
      const answers = [...alive].map(
        (worker) =>
          new Promise((resolve) => {
            worker.addEventListener('message', ({ data }) => data.type === 'pong' && resolve(null));
          }),
      );
      for (const work of pings) /** @type {() => void} */ (work)();
      await Promise.all(answers);
    },
  });
}

// Both browsers at a time: most of it is waiting.
describe('a worker that dies', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const { open } = usePages(name, server);

      test('runs of a worker that dies are marked, the others finish, the page tells it and races again', async (t) => {
        const page = await open(`lang=en&${ENDLESS}&stopSeconds=1`);
        await page.evaluateOnNewDocument(watchWorkers);
        await page.reload();
        await page.waitForSelector('.race-charts');
        // A run that is held has not come to its second, however long all this takes.
        await click(page, 'button', 'One step');
        await untilCurves(page, 'Training loss', ({ series }) => Object.keys(series).length === 6);
        // As a browser might that is short of memory: no event tells the page.
        const left = await page.evaluate(() => {
          const [first] = globalThis.alive;
          first.terminate();
          return globalThis.alive.size;
        });
        if (left === 0) return t.skip('one worker has all runs');
        await until(
          async () => {
            await page.evaluate(() => globalThis.ping());
            return Object.values(await raceTable(page)).some(({ State }) => State === 'Interrupted');
          },
          () => 'nobody misses it',
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

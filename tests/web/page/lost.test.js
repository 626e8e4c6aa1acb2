// What is lost: a worker that dies while it trains, whose runs are marked while the others finish; and what is asked for and does not
// come. The page tells it, and can race again.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf, withServer } from '../../helpers/browser.js';
import {
  click,
  ENDLESS,
  find,
  notOfSites,
  openLab,
  QUICK,
  raceTable,
  runRace,
  untilCurves,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';
import { servedCopy } from '../../helpers/served.js';

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

/** Whether the reader sees a notice whole, over all else. @param {Element} notice */
function isSeen(notice) {
  const { top, bottom, left, right } = notice.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const inside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  return { inside, onTop: notice.contains(hit) };
}
const ON_TOP = { inside: true, onTop: true };

/**
 * Files that do not come, so many times each.
 * @param {import('../../helpers/browser.js').TestPage} page
 * @param {{ pattern: RegExp, times: number }} files
 */
async function lose(page, { pattern, times }) {
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (times > 0 && pattern.test(request.url()) && times--) void request.respond({ status: 503, body: '' });
    else void request.continue();
  });
}

// Both browsers at a time: most of it is waiting.
describe('a worker that dies', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const { open, browser } = usePages(name, server, { network: true });

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

      test('where all workers die, it is said that training was interrupted, and nothing of losses', async () => {
        const page = await open(`lab=depth&lang=en&${ENDLESS}&seeds=1`);
        await page.evaluateOnNewDocument(watchWorkers);
        await page.reload();
        await page.waitForSelector('.race-state');
        await click(page, 'button', 'Train');
        await untilState(page, /^Training/);
        await until(
          async () => {
            await page.evaluate(() => {
              for (const worker of globalThis.alive) worker.terminate();
              return globalThis.ping();
            });
            return /^Finished/.test(await page.$eval('.race-state', (one) => one.textContent ?? ''));
          },
          () => 'nobody misses them',
        );
        await untilState(page, /^Finished\. Training was interrupted, and no run came to a result\./);
        await page.close();
      });

      test(
        'a page without its style sheets says so, and no sample of a line fills it',
        { skip: notOfSites },
        async () => {
          const page = await open('lang=en');
          const line = () => page.$eval('.unstyled', (one) => one.checkVisibility());
          assert.equal(await line(), false);
          await lose(page, { pattern: /\.css$/, times: Infinity });
          await page.reload();
          await page.waitForSelector('.entrant svg');
          assert.equal(await line(), true);
          const widths = await page.$$eval('svg', (all) => all.map((one) => one.getBoundingClientRect().width));
          assert.ok(Math.max(...widths) <= 24, `${widths}`);
          await page.close();
        },
      );

      test(
        'while a lab takes long to come it is said that it is loading, and what comes takes its place',
        { skip: notOfSites },
        async () => {
          const page = await open(`lang=en&optimizers=sgd&${QUICK}`);
          /** @type {(() => void)[]} */
          const held = [];
          await page.setRequestInterception(true);
          page.on('request', (request) => {
            const go = () => void request.continue();
            if (/labs\/surfaces\/index\.js/.test(request.url())) held.push(go);
            else go();
          });
          await page.evaluate(() => {
            globalThis.location.hash = '#lab=surfaces&lang=en';
          });
          const told = await page.waitForSelector('#main > .loading');
          assert.equal(await told?.evaluate((one) => one.textContent), 'Loading…');
          for (const go of held) go();
          await find(page, 'button', 'Play');
          assert.equal(await page.$('#main > .loading'), null);
          await page.close();
        },
      );

      test.both(
        'a lab that does not come can be asked for again, without an end of what others train; the page only after that',
        { skip: notOfSites },
        async () => {
          const page = await open(`lang=en&optimizers=sgd&${QUICK}`);
          await runRace(page);
          const modules = () => page.requests.filter((url) => url.endsWith('.wasm')).length;
          const before = modules();
          await lose(page, { pattern: /labs\/surfaces\/index\.js/, times: 1 });
          await page.evaluate(() => {
            globalThis.location.hash = '#lab=surfaces&lang=en';
          });
          const told = await page.waitForSelector('main [role=alert]');
          assert.match(
            (await told?.evaluate((one) => one.textContent)) ?? '',
            /^This lab could not be loaded.*reload the page/,
          );
          await click(page, 'button', 'Try again');
          // Firefox does not ask again for a module that a document could not have: it takes another one.
          if (name === 'firefox') await find(page, 'button', 'Reload the page');
          else await find(page, 'button', 'Play');
          await click(page, 'link', 'Race');
          await untilState(page, /^Finished/);
          assert.equal((await raceTable(page)).SGD.State, 'Done');
          assert.equal(modules(), before, 'the engine that was there stays');
          await page.assertQuiet({ except: [/503|ABORTED|CORRUPTED|MIME type|surfaces/] });
          await page.close();
        },
      );

      test.both(
        'a library of charts that does not come is asked for again, and told where it does not',
        { skip: notOfSites },
        async () => {
          const page = await open(`lang=en&optimizers=sgd&${QUICK}`);
          await lose(page, { pattern: /vendor\/chart\.js/, times: 1 });
          await page.reload();
          if (name === 'firefox') await page.waitForSelector('.notices .notice.bad');
          // Its size is the plot's as soon as Chart.js has it.
          else
            await page.waitForFunction(() =>
              [...document.querySelectorAll('canvas')].every(({ width, height }) => width !== 300 || height !== 150),
            );
          await page.assertQuiet({ except: [/503|ABORTED|CORRUPTED|MIME type|loading failed/i] });
          await page.close();
        },
      );

      test('what did not come and then comes takes its message away', { skip: notOfSites }, async () => {
        const page = await open(`lang=en&optimizers=sgd&${QUICK}`);
        await page.evaluate(() => {
          const { createElement } = document;
          globalThis.refuses = true;
          // What shows the script cannot be made at first.
          Object.assign(document, {
            /** @param {string} tag */
            createElement(tag) {
              if (globalThis.refuses && tag === 'dialog') throw new Error('no room');
              return createElement.call(document, tag);
            },
          });
        });
        await click(page, 'button', 'As Keras');
        await page.waitForSelector('.notices .notice.bad');
        await page.evaluate(() => {
          globalThis.refuses = false;
        });
        await click(page, 'button', 'As Keras');
        await page.waitForSelector('dialog[open]');
        assert.equal(await page.$('.notices .notice.bad'), null);
        await page.assertQuiet();
        await page.close();
      });

      test(
        'what is asked for and does not come is told, each time, and the race stays',
        { skip: notOfSites },
        async () => {
          const missing = [
            'share/script',
            'labs/shared/weights',
            'labs/shared/record',
            'labs/race/details',
            'labs/shared/landscape-panel',
            'views/chart-export',
            'runs/export',
            'share/dialog',
          ].map((one) => `web/${one}.js`);
          const root = servedCopy(['web', 'wasm'], ['web/data/full', ...missing]);
          await withServer(
            async ({ url }) => {
              const page = await openLab(browser(), url, `lang=en&optimizers=sgd&${QUICK}`);
              await runRace(page);
              /** @type {[what: string, ask: () => Promise<unknown>][]} */
              const asked = [
                ...[
                  'As Keras',
                  'Download CSV',
                  'Download JSON',
                  'Weights…',
                  'Open a record…',
                  /“Training loss” as a PNG image/,
                ].map(
                  (button) =>
                    /** @type {[string, () => Promise<unknown>]} */ ([
                      `${button}`,
                      () => click(page, 'button', button),
                    ]),
                ),
                ['a look inside', () => click(page, 'button', 'SGD', '.race-results tbody')],
                ['Share', () => click(page, 'button', 'Share')],
                ['the landscape', () => page.evaluate(() => (globalThis.location.hash += '&landscape=true'))],
              ];
              for (const [what, ask] of asked) {
                await ask();
                const told = await page.waitForSelector('.notices .notice.bad', { timeout: 20_000 }).catch(() => null);
                assert.match(
                  (await told?.evaluate((one) => one.textContent)) ?? '',
                  what === 'Share'
                    ? /^What is needed for sharing/
                    : /^That could not be done\. .* A file has not come; there may be no connection\.×$/,
                  what,
                );
                assert.deepEqual(await told?.evaluate(isSeen), ON_TOP, `${what}: told where nobody looks`);
                await click(page, 'button', 'Close this notice');
              }
              assert.equal((await raceTable(page)).SGD.State, 'Done');
              await page.assertQuiet({ except: [/404|ABORTED|CORRUPTED|MIME type/] });
              await page.close();
            },
            { root },
          );
        },
      );
    });
  }
});

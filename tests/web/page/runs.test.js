// What runs cost the page and tell it: no worker before there is work, what goes on unseen, what is refused, what is
// left behind.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import {
  click,
  ENDLESS,
  find,
  linkOf,
  QUICK,
  raceTable,
  runRace,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

const server = useServer();

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { open, withPage } = usePages(name, server);

    test('no worker is started before somebody is about to train', async () => {
      await withPage(`lang=en&${QUICK}`, async (page) => {
        const workers = () => page.requests.filter((url) => /\/worker[^/]*\.js$/.test(url)).length;
        await page.settled();
        assert.equal(workers(), 0);
        await runRace(page);
        assert.ok(workers() > 0);
      });
    });

    test('a race that goes on unseen in another lab is told, and there is a way back', async () => {
      await withPage(`lang=en&${ENDLESS}`, async (page) => {
        await click(page, 'button', 'Train');
        await untilState(page, /^Training/);
        const link = await linkOf(page);
        await click(page, 'link', 'Surfaces');
        await page.waitForSelector('.elsewhere .notice');
        const told = await page.$eval('.elsewhere', (one) => one.textContent);
        assert.match(told ?? '', /Another lab is still at work: Race/);
        await (await find(page, 'combobox', 'Theme')).select('dark');
        await click(page, 'button', 'Back to Race');
        await untilState(page, /^Training/);
        assert.deepEqual(await linkOf(page), { ...link, theme: 'dark' }, 'what was chosen meanwhile stays');
        assert.equal(await page.$('.elsewhere .notice'), null);
        await page.evaluate(() => globalThis.history.back());
        await page.waitForSelector('.elsewhere .notice');
        assert.equal((await linkOf(page)).lab, 'surfaces', 'the lab between is one step back');
        await page.evaluate(() => globalThis.history.forward());
        await untilState(page, /^Training/);
        await click(page, 'button', 'Pause');
        await untilState(page, /^Paused/);
        await click(page, 'link', 'Surfaces');
        await page.waitForSelector('.surface-time');
        assert.equal(await page.$('.elsewhere .notice'), null, 'what is paused does not go on');
      });
    });

    test('a network that no run may have is refused at once, with both figures, in the reader’s language', async () => {
      const link =
        'layers=4096,4096,4096,4096,10&spec.batchSize=5000&optimizers=sgd,adam&spec.model.layers[*].batchNorm=before';
      await withPage(`lang=es&${link}`, async (page) => {
        await click(page, 'button', 'Entrenar');
        await untilState(page, /^Terminó/);
        const rows = Object.values(await raceTable(page));
        assert.equal(rows.length, 2);
        for (const row of rows)
          assert.match(
            Object.values(row)[1],
            /^Falló: Cada corrida de esta red necesita unos \d[\d.\s]+ MB de memoria, y puede tener 512 MB como mucho\.$/,
          );
      });
    });

    test.both(
      'looking into runs leaves nothing behind',
      { skip: name !== 'chromium' && 'only Chromium tells how much there is' },
      async () => {
        const page = await open(`lang=en&${QUICK}&optimizers=sgd,adam`);
        await runRace(page);
        const client = await page.createCDPSession();
        const look = async (/** @type {number} */ times) => {
          for (let n = 0; n < times; n++) {
            // Without handles: what the driver holds stays in memory.
            await page.evaluate((at) => {
              const buttons = document.querySelectorAll('.race-results tbody th button');
              /** @type {HTMLElement} */ (buttons[at]).click();
            }, n % 2);
            await page.waitForFunction(
              (wanted) =>
                document.querySelector('.race-details h2')?.textContent?.includes(wanted) === true &&
                document.querySelector('.confusion') !== null,
              {},
              n % 2 ? 'Adam' : 'SGD',
            );
          }
        };
        const counts = async () => {
          await client.send('HeapProfiler.collectGarbage');
          const { Nodes = 0, JSEventListeners = 0 } = await page.metrics();
          return { Nodes, JSEventListeners };
        };
        await look(4);
        const before = await counts();
        await look(20);
        // A view takes about 400 nodes. What is left of the last ones may go a little later, that of twenty never.
        await until(
          async () => {
            const after = await counts();
            return after.Nodes - before.Nodes < 400 && after.JSEventListeners - before.JSEventListeners < 100;
          },
          async () => `${JSON.stringify(before)}, after twenty looks more ${JSON.stringify(await counts())}`,
        );
        await page.assertQuiet();
        await page.close();
      },
    );
  });
}

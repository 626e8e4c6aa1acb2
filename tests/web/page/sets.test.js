// The full data set where it is not there, and where it is: the page trains, says on what, and the console stays empty.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf, withServer } from '../../helpers/browser.js';
import {
  choose,
  click,
  notOfSites,
  openLab,
  QUICK,
  raceState,
  unfold,
  untilState,
  useBrowser,
} from '../../helpers/page.js';
import { pretendFull, servedCopy } from '../../helpers/served.js';

const starterOnly = servedCopy(['wasm', 'web'], ['web/data/full']);
const both = servedCopy(['wasm', 'web'], ['web/data/full']);
pretendFull(both);

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) || notOfSites }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name);

    /**
     * What the race says after a run.
     * @param {string} root of the served files
     * @param {string} link
     * @param {(page: import('../../helpers/browser.js').TestPage) => Promise<void>} [prepare]
     */
    const race = (root, link, prepare) =>
      withServer(
        async ({ url }) => {
          const page = await openLab(browser(), url, `lang=en&${link}`);
          await prepare?.(page);
          await click(page, 'button', 'Train');
          await untilState(page, /Finished\./);
          const state = await raceState(page);
          await page.settled();
          await page.assertQuiet();
          await page.close();
          return state;
        },
        { root },
      );

    test('without the full set the race runs on the starter set, says so, and nothing fails', async () => {
      const state = await race(starterOnly, QUICK, async (page) => {
        await unfold(page, 'Data');
        await choose(page, 'Data set', 'full');
        await page.waitForFunction(() => globalThis.location.hash.includes('data.set=full'));
      });
      assert.match(state, /^The full set is not on this server; the starter set is used\. Finished/);
    });

    test('where the full set is, it is used', async () => {
      assert.match(await race(both, `${QUICK}&spec.data.set=full&spec.data.validationSize=200`), /^Finished/);
    });

    test('a set that is too small for what is asked of it is told, and is not loading for ever', async () => {
      assert.match(await race(both, 'spec.data.set=full&optimizers=sgd'), /^Finished/);
    });
  });
}

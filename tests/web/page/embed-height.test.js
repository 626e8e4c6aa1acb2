// How high an embed is hangs on its width and on what it shows, never on its frame, which may follow it.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, shareOf, testsOf } from '../../helpers/browser.js';
import { frame, inside, say, untilMessage, useHosts } from '../../helpers/frames.js';
import { ofEach, TRAINED } from '../../helpers/labs.js';
import { QUICK, useBrowser, useServer } from '../../helpers/page.js';

const server = useServer();
const hosts = useHosts();
/** @param {string} lab @param {string} link */
const embed = (lab, link) => `${server.page}embed.html#lab=${lab}&lang=en&${link}&hosts=${hosts.origin}`;

/** Little work. */
const WORK = ofEach(TRAINED, {
  race: `${QUICK}&optimizers=sgd`,
  rate: 'steps=20',
  surfaces: 'steps=20',
  regularization: QUICK,
  depth: QUICK,
  uncertainty: 'view=test&passes=2',
});

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    for (const [lab, link] of shareOf(name, WORK))
      test(`${lab}: has a height of its own: that of its frame changes nothing, and a frame that follows it rests`, async () => {
        const page = await hosts.open(
          browser(),
          `${frame(embed(lab, link), 'width="1000" height="150"')}
        <script>addEventListener('message', ({ data }) => {
          if (data?.height && !globalThis.still) document.querySelector('iframe').height = data.height;
        });</script>`,
        );
        await untilMessage(page, 'ready');
        const inner = await inside(page);
        // The scroll bar of a frame that is too low would take some of the width.
        await inner.evaluate(() => (document.documentElement.style.scrollbarWidth = 'none'));
        const told = () =>
          page.evaluate(() =>
            globalThis.heard.flatMap(({ data }) => /** @type {{ height?: number }} */ (data)?.height ?? []),
          );
        const frames = (/** @type {number} */ count) =>
          inner.evaluate(async (many) => {
            for (let n = 0; n < many; n++) await new Promise(requestAnimationFrame);
          }, count);
        /** All that has been told, when nothing more has been for a while, whatever has been drawn. */
        const rest = async () => {
          for (let before = -1, times = 0; ; times++) {
            const all = await told();
            if (all.length === before) return all;
            assert.ok(times < 40, `it grows and grows: ${all}`);
            before = all.length;
            await frames(5);
          }
        };
        await say(page, { descenso: 1, type: 'train' });
        await untilMessage(page, 'end');
        for (const width of [1000, 390]) {
          await page.evaluate((to) => (document.querySelector('iframe').width = String(to)), width);
          const before = await rest();
          await page.evaluate(() => (globalThis.still = true));
          // In another theme all is drawn anew.
          for (const [height, theme] of Object.entries({ 150: 'dark', 5000: 'light' })) {
            await page.evaluate((to) => (document.querySelector('iframe').height = to), height);
            await say(page, { descenso: 1, type: 'set', values: { theme } });
            await inner.waitForSelector(`[data-theme=${theme}] h1`);
            await frames(3);
          }
          assert.deepEqual(await rest(), before, `at ${width} px its height hangs on that of its frame`);
          await page.evaluate(() => (globalThis.still = false));
        }
        await page.close();
      });
  });

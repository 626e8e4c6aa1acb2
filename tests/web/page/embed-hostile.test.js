// An embed has no barrier that axe-core finds: as a cover and started, in both themes, and as narrow as 320 px; and whatever
// is sent to it in great numbers, it does nothing but refuse.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { frame, inside, messages, stateOf, untilMessage, useHosts } from '../../helpers/frames.js';
import { coloured, QUICK, useBrowser, useServer } from '../../helpers/page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = useServer();
const hosts = useHosts();
const OTHER = { except: [/another host/] };
/** @param {string} link @param {string} [origin] */
const embed = (link, origin = hosts.origin) => `${server.page}embed.html#${link}&hosts=${origin}`;

/** @param {import('puppeteer-core').Frame} lab */
async function barriers(lab) {
  await coloured(/** @type {import('../../helpers/browser.js').TestPage} */ (/** @type {unknown} */ (lab)));
  await lab.evaluate(axe);
  return lab.evaluate(async () =>
    (await globalThis.axe.run()).violations.flatMap(
      (/** @type {{ id: string, nodes: { html: string }[] }} */ { id, nodes }) =>
        nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    ),
  );
}

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    for (const [theme, width] of /** @type {[string, number][]} */ ([
      ['light', 900],
      ['dark', 320],
    ]))
      test(`no barrier, ${theme}, ${width} px wide, as a cover and started`, async () => {
        const link = `lab=race&preset=adam&lang=en&theme=${theme}&${QUICK}&optimizers=sgd,adam`;
        const page = await hosts.open(browser(), frame(embed(link), `width="${width}" height="700"`));
        await untilMessage(page, 'ready');
        const lab = await inside(page);
        await lab.waitForSelector('.cover .thumbnail');
        assert.deepEqual(await barriers(lab), []);
        const fits = () => lab.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
        assert.ok(await fits(), 'the cover sticks out');
        await (await lab.waitForSelector('.cover-start'))?.click();
        await untilMessage(page, 'end');
        assert.deepEqual(await barriers(lab), []);
        assert.ok(await fits(), 'the lab sticks out');
        await page.assertQuiet(OTHER);
        await page.close();
      });

    test('of more orders than an address can take, the last one holds', async () => {
      const page = await hosts.open(browser(), frame(embed('lab=race&lang=en')));
      await untilMessage(page, 'ready');
      // Browsers refuse, each after another number of them; those of tests are told not to.
      await (
        await inside(page)
      ).evaluate(() => {
        history.replaceState = () => {
          throw new DOMException('too many', 'SecurityError');
        };
      });
      await page.evaluate(() => {
        const to = document.querySelector('iframe')?.contentWindow;
        for (let n = 1; n <= 3; n++) to?.postMessage({ descenso: 1, type: 'set', values: { 'spec.epochs': n } }, '*');
      });
      const { link, status } = await stateOf(page);
      assert.deepEqual([link, status], ['#lab=race&lang=en&spec.epochs=3', 'cover']);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('ten thousand hostile messages do nothing but be refused, and those of another origin not even that', async () => {
      for (const [origin, isNamed] of /** @type {[string, boolean][]} */ ([
        [hosts.origin, true],
        ['https://other.example', false],
      ])) {
        const page = await hosts.open(browser(), frame(embed('lab=race&lang=en', origin)));
        await untilMessage(page, 'ready');
        const lab = await inside(page);
        const before = await lab.evaluate(() => [location.href, document.body.innerHTML, history.length]);
        const sent = await page.evaluate(() => {
          const to = document.querySelector('iframe')?.contentWindow;
          const evil = 'globalThis.evil = 1';
          const values = [
            evil,
            `javascript:${evil}`,
            `<img src=x onerror="${evil}">`,
            null,
            NaN,
            -1,
            2 ** 53,
            [],
            [evil],
            { evil },
            new Date(0),
            new Map([['type', 'train']]),
            new Uint8Array(9),
            { __proto__: { descenso: 1 } },
            { toString: evil },
            'x'.repeat(5000),
          ];
          const pick = (/** @type {unknown[]} */ list, /** @type {number} */ n) => list[n % list.length];
          const keys = ['hosts', 'hide', 'start', '__proto__', 'constructor', 'x'.repeat(4000), 'spec.epochs'];
          for (let n = 0; n < 10_000; n++) {
            const value = pick(values, n);
            to?.postMessage(
              pick(
                [
                  value,
                  { descenso: pick([2, '1', true, value], n >> 4), type: 'train' },
                  { descenso: 1, type: value },
                  { descenso: 1, type: 'train', then: value },
                  { descenso: 1, type: 'set', values: value === null || typeof value !== 'object' ? value : [value] },
                  { descenso: 1, type: 'set', values: { [String(pick(keys.slice(0, 3), n >> 3))]: evil } },
                  { descenso: 1, type: 'set', values: { [String(pick(keys, n >> 2))]: { evil } } },
                  { type: 'train' },
                  JSON.stringify({ descenso: 1, type: 'train' }),
                  { context: 'h5p', action: value },
                  { method: 'train', args: [value] },
                ],
                n,
              ),
              '*',
            );
          }
          return 10_000;
        });
        assert.equal(sent, 10_000);
        if (isNamed) assert.equal((await stateOf(page)).status, 'cover');
        else await lab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
        assert.deepEqual(await lab.evaluate(() => [location.href, document.body.innerHTML, history.length]), before);
        assert.equal(await lab.evaluate(() => 'evil' in globalThis || 'evil' in Object.prototype), false);
        assert.deepEqual(page.workers(), []);
        const states = (await messages(page, 'state')).map(({ status }) => status);
        assert.deepEqual([...new Set(states)], ['cover']);
        const { length } = await messages(page, 'refused');
        assert.ok(isNamed ? length > 3000 : length === 0, `${length} refusals`);
        await page.assertQuiet(OTHER);
        await page.close();
      }
    });
  });

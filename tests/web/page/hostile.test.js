// Links that ask for what nobody can give, a start that fails, and a browser that refuses to write the address: the page opens,
// tells it, leads out, and goes on.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { addressOf, click, find, linkOf, unfold, usePages, useServer, valueOf } from '../../helpers/page.js';

const many = Array.from({ length: 40 }, (_, n) => `nonsense${n}=1`).join('&');
const HOSTILE = `spec.__proto__.x=1&spec.model=3&spec.model.layers[0].units=4&spec.model${'['.repeat(5000)}=1&optimizers=adam,adam&${many}`;

const server = useServer();

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { open, withPage } = usePages(name, server);

    test('a link that asks for what cannot be opens the lab, tells it in short, and leads out', async () => {
      await withPage(`lang=en&seeds=3&${HOSTILE}`, async (page) => {
        const items = await page.$$eval('[role=alert] li', (all) => all.map((one) => one.textContent ?? ''));
        assert.equal(items.length, 10, JSON.stringify(items));
        assert.ok(items.includes('optimizers = adam,adam (repeated: each counts once)'), JSON.stringify(items));
        assert.match(await page.$eval('[role=alert]', (one) => one.textContent ?? ''), /and 34 more/);
        assert.deepEqual(await page.evaluate(() => Object.keys(Object.prototype)), []);
        assert.deepEqual(await linkOf(page), {
          lab: 'race',
          seeds: '3',
          optimizers: 'adam',
          'spec.model.layers[0].units': '4',
        });
        await click(page, 'button', 'Start with the defaults');
        await page.waitForFunction(() => !document.querySelector('.notices [role=alert]'));
        await unfold(page, 'Training');
        assert.equal(await valueOf(page, 'textbox', 'Seeds (repetitions)'), '3');
        assert.deepEqual(await linkOf(page), { lab: 'race', v: '2' });
      });
    });

    test('a lab of which every object has something is no lab', async () => {
      await withPage('lang=en&lab=toString', async (page) => {
        assert.match(await page.$eval('[role=alert]', (one) => one.textContent ?? ''), /lab = toString/);
        await find(page, 'button', 'Train');
      });
    });

    test('a start that fails by what the link says leads out to the defaults', async () => {
      const page = await open('lang=en');
      await page.evaluateOnNewDocument(() => {
        const fails = () => globalThis.location.hash.includes('seeds=3');
        for (const key of /** @type {const} */ ([
          'compileStreaming',
          'instantiateStreaming',
          'instantiate',
          'compile',
        ])) {
          const original = WebAssembly[key];
          const wrapped = (/** @type {unknown[]} */ ...all) =>
            fails() ? Promise.reject(new Error('no room')) : Reflect.apply(original, WebAssembly, all);
          Object.assign(WebAssembly, { [key]: wrapped });
        }
      });
      await page.evaluate(() => globalThis.history.replaceState(null, '', '#lang=en&seeds=3'));
      await page.reload();
      await page.waitForFunction(() => document.querySelector('main [role=alert]')?.textContent?.includes('no room'));
      await click(page, 'button', 'Try again');
      await find(page, 'button', 'Reload the page');
      await click(page, 'button', 'Start with the defaults');
      await find(page, 'button', /^(Train|Entrenar)$/);
      assert.doesNotMatch(await addressOf(page), /seeds/);
      await page.assertQuiet({ except: [/ABORTED/] });
      await page.close();
    });

    test('a slider goes on where the browser refuses to write the address', async () => {
      await withPage('lang=en', async (page) => {
        await page.evaluate(() => {
          globalThis.refuses = true;
          Object.defineProperty(navigator, 'clipboard', {
            value: { writeText: (/** @type {string} */ text) => Promise.resolve((document.title = text)) },
          });
          for (const key of /** @type {const} */ (['pushState', 'replaceState'])) {
            const original = globalThis.history[key].bind(globalThis.history);
            globalThis.history[key] = (...all) => {
              if (globalThis.refuses) throw new DOMException('too often', 'SecurityError');
              original(...all);
            };
          }
        });
        await unfold(page, 'Training');
        await (await find(page, 'slider', /^Minibatch size/)).focus();
        for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowRight');
        const size = await valueOf(page, 'textbox', 'Minibatch size');
        assert.ok(Number(size) > 32, size);
        await click(page, 'button', 'Share');
        await click(page, 'button', 'Copy the link');
        const copied = await page.evaluate(() => document.title);
        assert.match(copied, new RegExp(`^http.*batchSize=${size}$`), 'the link to share is that of what is seen');
        await page.evaluate(() => {
          globalThis.refuses = false;
        });
        assert.equal((await linkOf(page))['spec.batchSize'], size);
      });
    });
  });
}

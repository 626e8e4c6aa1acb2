// What comes late does not move what is there: places are kept for what workers, modules and words will fill.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { click, QUICK, runRace, usePages, useServer } from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const server = useServer();

/** Keeps back what the page asks of its workers, until `letGo()`: to be run in a document before its scripts. */
function keepQuestions() {
  const { postMessage } = Worker.prototype;
  /** @type {(() => void)[]} */
  const kept = [];
  Worker.prototype.postMessage = function post(
    /** @type {{ type: string }} */ message,
    /** @type {unknown[]} */ ...rest
  ) {
    const send = () => Reflect.apply(postMessage, this, [message, ...rest]);
    if (['restore', 'classify', 'testImages'].includes(message.type)) kept.push(send);
    else send();
  };
  globalThis.letGo = () => {
    Worker.prototype.postMessage = postMessage;
    kept.forEach((send) => send());
  };
}

/** Notes at each change of a document, from the app's begin, where its name is, and what stands in the depth lab: likewise. */
function watchChanges() {
  globalThis.seen = [];
  new MutationObserver(() => {
    const count = (/** @type {string} */ selector) => document.querySelectorAll(selector).length;
    const brand = document.querySelector('.app-head') && document.querySelector('.brand');
    globalThis.seen.push({
      top: brand ? Math.round(brand.getBoundingClientRect().top) : null,
      pictures: count('.depth-picture'),
      networks: count('.depth-network'),
      landscapes: count('.landscape, .landscape-place'),
    });
  }).observe(document, { childList: true, subtree: true });
}

/** How far down the page each control and heading is, by what it says; of those that say the same, the first. @param {TestPage} page */
const places = (page) =>
  page.evaluate(() => {
    /** @type {Record<string, number>} */
    const tops = {};
    for (const one of document.querySelectorAll(
      ':is(.stage, .rail) :is(button, input, select, summary, h2, th, canvas)',
    )) {
      const { top, height } = one.getBoundingClientRect();
      const [label] = /** @type {HTMLInputElement} */ (one).labels ?? [];
      const text = one.getAttribute('aria-label') ?? (label ?? one).textContent?.trim();
      if (height > 0 && text) tops[`${one.tagName} ${text}`] ??= Math.round(top + scrollY);
    }
    return tops;
  });

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { open, withPage } = usePages(name, server);

    for (const width of [1280, 390])
      test(`the uncertainty lab is filled, ${width} pixels wide, and nothing in it moves`, async () => {
        const page = await open('lab=uncertainty&preset=mc-dropout&lang=en', { width, height: 844 });
        await page.evaluateOnNewDocument(keepQuestions);
        await page.reload();
        await page.waitForSelector('.uncertainty-gallery');
        const before = await places(page);
        assert.equal(await page.$('.thumb'), null, 'nothing has come');
        await page.evaluate(() => globalThis.letGo());
        await page.waitForFunction(
          () =>
            document.querySelectorAll('.thumb').length === 24 &&
            document.querySelectorAll('.chart-empty:not([hidden])').length === 0 &&
            /answers/.test(document.querySelector('.view-state')?.textContent ?? ''),
        );
        const after = await places(page);
        assert.ok(Object.keys(before).length > 30, `${Object.keys(before)}`);
        assert.deepEqual(Object.fromEntries(Object.keys(before).map((key) => [key, after[key]])), before);
        await page.assertQuiet({ except: [/ABORTED/] });
        await page.close();
      });

    for (const { of, link, action, says, until } of [
      {
        of: 'a whole test set',
        link: 'view=test&passes=2',
        action: 'Correr 2 pasadas',
        says: 'AUROC',
        until: 'H2 Imágenes de test',
      },
      {
        of: 'a comparison with bagging',
        link: `view=compare&members=2&passes=4&trainings=2&spec.data.trainSize=640&spec.epochs=1`,
        action: 'Entrenar y comparar',
        says: 'Todas contestan 1.000',
        until: 'TH Temperatura',
      },
    ])
      for (const width of [1280, 390])
        test(`what comes of ${of} moves nothing, ${width} pixels wide`, async () => {
          const page = await open(`lab=uncertainty&lang=es&${link}`, { width, height: 844 });
          await page.waitForFunction(() => document.querySelector('.chart') && !document.querySelector('.thumb-place'));
          const before = await places(page);
          // What is called by what will be known has another name then.
          const own = Object.keys(before).filter((key) => before[key] < before[until] && !key.includes('…'));
          assert.ok(own.length > 20, `${own}`);
          await click(page, 'button', action);
          const over = (/** @type {string} */ words) =>
            document.querySelector('.view-state')?.textContent?.includes(words) &&
            !document.querySelector('.chart-empty:not([hidden])');
          await page.waitForFunction(over, {}, says);
          const after = await places(page);
          assert.deepEqual(
            own.map((key) => [key, after[key]]),
            own.map((key) => [key, before[key]]),
          );
          await page.assertQuiet();
          await page.close();
        });

    test('what will be measured has its lines before', async () => {
      await withPage('lab=uncertainty&view=test&lang=en', async (page) => {
        const lines = await page.$$eval('.uncertainty-wraps tbody th', (all) => all.map((one) => one.textContent));
        assert.equal(lines.length, 4);
      });
    });

    test('a race’s plots stay below their titles when legend and tools come', async () => {
      await withPage(`lang=en&optimizers=sgd,adam&${QUICK}`, async (page) => {
        const below = () =>
          page.$$eval('.race-charts figure', (all) =>
            all.map((one) => {
              const plot = one.querySelector('.chart-plot')?.getBoundingClientRect().top ?? NaN;
              return Math.round(plot - one.getBoundingClientRect().top);
            }),
          );
        const before = await below();
        await runRace(page);
        await page.waitForFunction(() => !document.querySelector('.chart-empty:not([hidden]), .chart-legend[hidden]'));
        assert.equal(before.length, 3);
        assert.deepEqual(await below(), before);
      });
    });

    test('the page’s name stays where it is while words and modules come, and what they will show has its place', async () => {
      const page = await open('lab=depth&preset=landscape&lang=en');
      await page.evaluateOnNewDocument(watchChanges);
      await page.reload();
      await page.waitForSelector('.landscape');
      const seen = await page.evaluate(() => globalThis.seen);
      const tops = new Set(seen.map(({ top }) => top).filter((top) => top !== null));
      assert.equal(tops.size, 1, `${[...tops]}`);
      const shown = seen.filter(({ pictures }) => pictures > 0);
      assert.ok(shown.length > 0);
      assert.ok(
        shown.every(({ networks, landscapes }) => networks > 1 && landscapes === 1),
        JSON.stringify(shown.slice(0, 3)),
      );
      await page.assertQuiet({ except: [/ABORTED/] });
      await page.close();
    });
  });
}

// The rail follows the state and leaves the reader alone: the keyboard stays where it was or goes to what is nearest, what is
// being typed and what is refused stay, and so does what is unfolded.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { choose, click, drawn, fill, find, QUICK, unfold, usePages, useServer, valueOf } from '../../helpers/page.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const { catalog } = await loadEngine();
const server = useServer();

/** Presses Enter on what has that name. @param {TestPage} page @param {string} name @param {string} [within] */
async function enter(page, name, within) {
  await (await find(page, 'button', name, within)).focus();
  await page.keyboard.press('Enter');
  await drawn(page);
}

/** What has the focus. @param {TestPage} page */
const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: one } = document;
    const name =
      one?.getAttribute('aria-label') ?? /** @type {HTMLInputElement | null} */ (one)?.labels?.[0]?.textContent;
    return (name ?? one?.textContent ?? '').trim();
  });

/** Another link, as by the reader's going back. @param {TestPage} page @param {string} link */
async function open(page, link) {
  await page.evaluate((hash) => {
    globalThis.location.hash = hash;
  }, `lang=en&${link}`);
  await drawn(page);
}

// Both browsers at a time: most of it is waiting.
describe('the rail', { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { skip: missingBrowser(name), concurrency: 1 }, () => {
      const test = testsOf(name);
      const pages = usePages(name, server);

      test('of a list that is as long as may be nobody is chosen until one has gone', async () => {
        const all = catalog.optimizers.flatMap(({ key }) => [key, ...[2, 3, 4, 5, 6].map((n) => `${key}-${n}`)]);
        await pages.withPage(`lang=en&${QUICK}&optimizers=${all.join()}`, async (page) => {
          const free = () =>
            page.$$eval('.entrant input:not(:checked)', (boxes) => boxes.map(({ disabled }) => disabled));
          assert.ok((await free()).length > 0 && (await free()).every((disabled) => disabled));
          await click(page, 'checkbox', 'SGD');
          assert.ok((await free()).every((disabled) => !disabled));
        });
      });

      test('what is removed gives the keyboard to its like before it, or to what stands before it', async () => {
        await pages.withPage(`lang=en&${QUICK}&layers=40,30,20,10&optimizers=adam,adam-2,adam-3`, async (page) => {
          await unfold(page, 'Network');
          await enter(page, 'Remove layer 1');
          assert.equal(await focused(page), 'Remove layer 1', 'the one that has come in its place');
          await enter(page, 'Remove layer 2');
          assert.equal(await focused(page), 'Remove layer 1', 'the one before it');
          await enter(page, 'Remove layer 1');
          assert.equal(await page.$$eval('.layers > li', (all) => all.length), 1);
          assert.notEqual(await focused(page), '', 'not even the first one drops it');
          assert.ok(await page.evaluate(() => document.activeElement?.closest('.rail') !== null));

          await (await find(page, 'checkbox', 'Adam 3')).focus();
          await page.keyboard.press(' ');
          await drawn(page);
          assert.equal(await page.$('[data-entrant="adam-3"]'), null);
          assert.equal(await focused(page), 'Adam 2');

          await unfold(page, 'Hyper-parameters and rule');
          await enter(page, 'Add another Adam');
          assert.equal(await focused(page), 'Add another Adam');
          await enter(page, 'Add another Adam');
          assert.ok(await page.evaluate(() => document.activeElement?.closest('[data-entrant="adam"]') !== null));
        });
      });

      test('items of a list: a new one is ready to be typed into, one that goes leaves the keyboard near', async () => {
        await pages.withPage('lang=en&lab=rate&view=schedules&spec.schedule.id=piecewise', async (page) => {
          const boundaries = '.field[data-key=boundaries]';
          const count = () => page.$$eval(`${boundaries} li`, (all) => all.length);
          const before = await count();
          await (await page.$(`${boundaries} .field-line button.quiet`))?.focus();
          await page.keyboard.press('Enter');
          await drawn(page);
          assert.deepEqual([await count(), await focused(page)], [before + 1, `Boundaries, item ${before + 1}`]);
          for (let left = before; left >= 0; left--) {
            await (await page.$(`${boundaries} li:last-child button`))?.focus();
            await page.keyboard.press('Enter');
            await drawn(page);
            assert.equal(await count(), left);
            const near = await page.evaluate(() => document.activeElement?.closest('.field')?.getAttribute('data-key'));
            assert.equal(near, 'boundaries', `with ${left} left`);
          }
        });
      });

      test('who is typing is left alone when something else changes', async () => {
        await pages.withPage('lang=en', async (page) => {
          await unfold(page, 'Training');
          const box = await find(page, 'textbox', 'Minibatch size');
          await box.focus();
          await box.evaluate((one) => /** @type {HTMLInputElement} */ (one).select());
          await page.keyboard.type('12');
          await open(page, 'lab=race&spec.epochs=7');
          assert.deepEqual(
            [await focused(page), await valueOf(page, 'textbox', 'Minibatch size')],
            ['Minibatch size', '12'],
          );
          assert.equal(await valueOf(page, 'textbox', 'Epochs'), '7');
          await page.keyboard.type('8');
          await page.keyboard.press('Enter');
          await drawn(page);
          assert.equal(await valueOf(page, 'textbox', 'Minibatch size'), '128');
          await open(page, 'lab=race&spec.batchSize=64');
          assert.equal(await valueOf(page, 'textbox', 'Minibatch size'), '64', 'but sees what has become of the value');
        });
      });

      test('a refusal stays until the value changes, or all goes back to defaults', async () => {
        await pages.withPage('lang=en', async (page) => {
          await unfold(page, 'Training');
          const told = () => page.$eval('[data-key=batchSize] .field-error', (one) => one.textContent);
          const box = () => valueOf(page, 'textbox', 'Minibatch size');
          await fill(page, 'Minibatch size', '0');
          await fill(page, 'Epochs', '3');
          assert.match((await told()) ?? '', /1 to/);
          assert.equal(await box(), '0');
          await enter(page, 'Back to defaults');
          assert.deepEqual([await told(), await box(), await focused(page)], ['', '32', 'Back to defaults']);
          await fill(page, 'Minibatch size', '0');
          await open(page, 'lab=race&spec.batchSize=64');
          assert.deepEqual([await told(), await box()], ['', '64']);
        });
      });

      test('what the engine refuses is told, and its control shows what holds', async () => {
        await pages.withPage('lang=en', async (page) => {
          await unfold(page, 'Learning rate over time');
          await choose(page, 'Learning rate over time', 'performance');
          await choose(page, 'Moves', 'step');
          assert.match(await page.$eval('#main .notice', (one) => one.textContent ?? ''), /epoch/);
          assert.equal(await valueOf(page, 'combobox', 'Moves'), 'epoch');
          await choose(page, 'Learning rate over time', 'constant');
          assert.equal(await page.$('#main .notice'), null, 'until something is taken');
        });
      });

      test('what is unfolded stays unfolded, whatever changes and in whatever language', async () => {
        await pages.withPage(`lang=en&${QUICK}&optimizers=adam`, async (page) => {
          const opened = () => page.$$eval('.rail details[open]', (all) => all.length);
          await unfold(page, 'Network', 'Training');
          await click(page, 'summary', 'Hyper-parameters and rule');
          const before = await opened();
          await fill(page, 'Epochs', '3');
          await click(page, 'checkbox', 'SGD');
          assert.equal(await opened(), before);
          await page.select('.page-tools select', 'es');
          await page.waitForFunction(() => document.querySelector('.descenso')?.getAttribute('lang') === 'es');
          await drawn(page);
          assert.equal(await opened(), before);
          assert.equal(await page.$$eval('[data-entrant=adam] .field', (all) => all.length > 3), true);
        });
      });
    });
  }
});

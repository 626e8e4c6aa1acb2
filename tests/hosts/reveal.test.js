// A deck of reveal.js, the real one: three slides with a lab each, copied as the Share dialog gives them.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { violations } from '../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../helpers/browser.js';
import { EARS, inside, stateOf, untilMessage } from '../helpers/frames.js';
import { ENDLESS, useBrowser, useServer } from '../helpers/page.js';
import { until } from '../helpers/patience.js';
import { focusOnText, picture, snippet, useStage } from '../helpers/stage.js';

/** @typedef {import('../helpers/browser.js').TestPage} TestPage */

const server = useServer();
const stage = useStage();
for (const name of ['reveal.js', 'reveal.css', 'reset.css', 'theme/white.css'])
  stage.copy(`node_modules/reveal.js/dist/${name}`, name);

const LABS = [
  { title: 'Adam', link: `#lab=race&preset=adam&lang=en&${ENDLESS}&optimizers=sgd` },
  { title: 'A saddle', link: '#lab=surfaces&preset=saddle&lang=en&steps=20' },
  { title: 'Learning rate', link: '#lab=rate&preset=lr&lang=en&steps=20' },
];

/**
 * @param {import('../helpers/browser.js').TestBrowser} browser
 * @param {{ query?: string, transition?: string, start?: string }} [options]
 */
function openDeck(browser, { query = '', transition = 'none', start } = {}) {
  const slides = LABS.map(({ title, link }) =>
    snippet('reveal', { base: `${server.url}web/`, title, link: `${link}&hosts=${stage.origin}`, start }),
  );
  stage.write(
    'index.html',
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Deck</title><link rel="icon" href="data:,">
    <link rel="stylesheet" href="reset.css"><link rel="stylesheet" href="reveal.css"><link rel="stylesheet" href="theme/white.css">
    <script>${EARS}</script></head>
    <body><div class="reveal"><div class="slides">${slides.join('\n')}</div></div>
    <script src="reveal.js"></script><script>Reveal.initialize({ width: 1280, height: 720, transition: '${transition}' });</script></body></html>`,
  );
  return stage.open(browser, `index.html${query}`, { width: 1280, height: 720 });
}

/** Waits until the deck shows that slide. @param {TestPage} page @param {number} index */
const untilSlide = (page, index) =>
  until(
    () => page.evaluate((wanted) => globalThis.Reveal.getIndices().h === wanted, index),
    async () => `slide ${await page.evaluate(() => globalThis.Reveal.getIndices().h)}`,
  );

/** Presses the button of a lab's cover. @param {TestPage} page @param {number} index */
const begin = async (page, index) => (await (await inside(page, index)).waitForSelector('.cover-start'))?.click();

const share = async (/** @type {TestPage} */ page) => (await stateOf(page)).share;

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    test('a lab pauses when its slide is left, goes on when it is back, and the next ones start on theirs', async () => {
      const page = await openDeck(browser());
      for (const [index] of LABS.entries()) await untilMessage(page, 'ready', undefined, index);
      assert.deepEqual(page.workers(), [], 'nothing works before the first start');
      await begin(page, 0);
      await untilMessage(page, 'progress');
      await picture(browser(), page, 'reveal');
      assert.deepEqual(await violations(await inside(page, 0)), [], 'while it trains');
      assert.deepEqual(await violations(page), []);

      await focusOnText(await inside(page, 0));
      await page.keyboard.press('ArrowRight');
      await untilSlide(page, 1);
      const left = await until(
        async () => {
          const before = await share(page);
          await new Promise((resolve) => {
            setTimeout(resolve, 400);
          });
          return (await share(page)) === before && { at: before };
        },
        () => 'the lab of a slide that is left goes on',
      );
      await begin(page, 1);
      await untilMessage(page, 'end', undefined, 1);
      await focusOnText(await inside(page, 1));
      await page.keyboard.press('PageDown');
      await untilSlide(page, 2);
      await begin(page, 2);
      await untilMessage(page, 'end', undefined, 2);
      assert.equal(await share(page), left.at, 'it has stood still all the while');

      await page.evaluate(() => globalThis.Reveal.slide(0));
      await until(
        async () => (await share(page)) > left.at,
        () => 'it does not go on',
      );
      await page.assertQuiet({ except: [/request to another host/] });
      await page.close();
    });

    test('keys that no control needs turn the slides, from the first slide on, and those that one needs do not', async () => {
      const page = await openDeck(browser());
      for (const [index] of LABS.entries()) await untilMessage(page, 'ready', undefined, index);
      const lab = await inside(page, 0);
      await begin(page, 0);
      await untilMessage(page, 'progress');
      const box = await lab.waitForSelector('.rail select, .rail input[type=text]', { visible: true });
      await box?.focus();
      await page.keyboard.press('ArrowRight');
      await (await lab.waitForSelector('.button.primary'))?.focus();
      await page.keyboard.press(' ');
      await untilMessage(page, 'state', ({ status }) => status === 'paused');
      assert.equal(await page.evaluate(() => globalThis.Reveal.getIndices().h), 0);
      await page.keyboard.press('ArrowRight');
      await untilSlide(page, 1);
      await page.assertQuiet({ except: [/request to another host/] });
      await page.close();
    });

    for (const query of ['?view=print', '?print-pdf'])
      test(`the print view (${query}) shows the pictures of all labs, and axe-core finds nothing`, async () => {
        const page = await openDeck(browser(), { query });
        await until(
          () => page.$$eval('.pdf-page', (all) => all.length === 3),
          () => 'there are no three pages',
        );
        for (const [index] of LABS.entries()) {
          const lab = await inside(page, index);
          await until(
            () => lab.evaluate(() => document.querySelector('.cover .thumbnail *') !== null),
            () => `slide ${index} has no picture`,
          );
          // Nobody draws what is out of sight, and axe-core looks at colours as they are drawn.
          await page.$$eval('iframe', (all, at) => all[at].scrollIntoView(), index);
          assert.deepEqual(await violations(lab), []);
        }
        assert.deepEqual(page.workers(), []);
        assert.deepEqual(await violations(page), []);
        await page.close();
      });

    test('a lab that starts when it is seen waits for its slide, but where all slides lie in one place', async () => {
      for (const [transition, waits] of /** @type {const} */ ([
        ['slide', true],
        ['none', false],
        ['fade', false],
      ])) {
        const page = await openDeck(browser(), { transition, start: 'visible' });
        await untilMessage(page, 'ready', undefined, 1);
        await untilMessage(page, 'progress');
        // As its neighbour it has been there as long, and would have begun.
        if (waits) assert.deepEqual([transition, (await stateOf(page, 1)).status], [transition, 'cover']);
        else await untilMessage(page, 'end', undefined, 1);
        await page.evaluate(() => globalThis.Reveal.slide(1));
        await untilMessage(page, 'end', undefined, 1);
        await page.close();
      }
    });
  });
}

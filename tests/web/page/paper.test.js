// On paper an embed is its picture, its link in letters, and a code for telephones; without scripts, a link. A lab is what there is to read.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missingBrowser } from '../../helpers/browser.js';
import { readCode } from '../../helpers/code.js';
import { frame, inside, useHosts } from '../../helpers/frames.js';
import { QUICK, runRace, useBrowser, usePages, useServer } from '../../helpers/page.js';

const server = useServer();
const hosts = useHosts();

// Firefox's driver has no paper.
describe('an embed on paper', { skip: missingBrowser('chromium') }, () => {
  const browser = useBrowser('chromium');

  test('is its picture, its link and the code of it, and no button', async () => {
    const page = await hosts.open(browser(), frame(`${server.page}embed.html#lab=race&preset=adam&lang=en&seeds=2`));
    const embed = await inside(page);
    await embed.waitForSelector('.cover-picture svg');
    await embed.waitForSelector('.paper-code svg');
    const seen = () =>
      embed.$$eval('.cover-start, .full-page-words, .paper-code, .cover-picture svg', (all) =>
        all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('class')),
      );
    assert.deepEqual(await seen(), ['thumbnail', 'cover-start', 'full-page-words']);
    await page.emulateMediaType('print');
    assert.deepEqual(await seen(), ['thumbnail', 'paper-code']);
    const link = `${server.page}index.html#lab=race&preset=adam&lang=en&seeds=2`;
    const words = await embed.$eval('.full-page', (one) => getComputedStyle(one, '::after').content);
    assert.equal(words, JSON.stringify(link));
    assert.equal(await readCode(embed, '.paper-code svg'), link);
    await page.assertQuiet({ except: [/another host/] });
    await page.close();
  });

  test('without scripts there is a link', async () => {
    const page = await hosts.open(browser(), '');
    await page.setJavaScriptEnabled(false);
    await page.goto(`${server.page}embed.html#lab=race`);
    assert.equal(await page.$eval('noscript a', (one) => one.getAttribute('href')), 'index.html');
    await page.close();
  });
});

describe('a lab on paper', { skip: missingBrowser('chromium') }, () => {
  const { open, withPage } = usePages('chromium', server);

  test('has dark ink in the dark theme too, nothing to press, and no chart that a page ends in', async () => {
    await withPage(`lang=en&theme=dark&optimizers=sgd&${QUICK}`, async (page) => {
      await runRace(page);
      await page.emulateMediaType('print');
      const look = await page.evaluate(() => {
        const styles = (/** @type {string} */ selector) =>
          [...document.querySelectorAll(selector)].map((one) => getComputedStyle(one));
        return {
          inks: styles('#main h1, .race-state, .race-results td, .prose p').map(({ color }) =>
            Math.max(...(color.match(/\d+/g) ?? []).map(Number)),
          ),
          // What scrolls is cut at its edge, and lies over what comes after the end of a page.
          tables: [
            ...styles('.table-wrap').map(({ overflowX }) => overflowX),
            ...styles('table.live :is(caption, th)').map(({ position }) => position),
          ],
          pressed: [...document.querySelectorAll('.actions, .exports, .chart-tools, .explain, .rail')].filter((one) =>
            one.checkVisibility(),
          ).length,
          // In a grid, a table that a page ends in lies over what comes after it.
          blocks: styles('.stage, .race-results').map(({ display }) => display),
          figures: styles('.race-charts figure').map(({ breakInside }) => breakInside),
          charts: styles('.race-charts canvas[role=img]').map(({ filter }) => filter.startsWith('invert')),
        };
      });
      assert.ok(look.inks.length > 5 && look.inks.every((most) => most < 128), `${look.inks}`);
      assert.deepEqual(
        [look.pressed, new Set(look.figures), new Set(look.charts), new Set(look.tables)],
        [0, new Set(['avoid']), new Set([true]), new Set(['visible', 'static'])],
      );
      assert.deepEqual(look.blocks, ['block', 'block']);
    });
  });

  test('has of controls their values, and nothing of what nobody has looked at', async () => {
    await withPage(`lab=regularization&preset=dropout&lang=en&${QUICK}`, async (page) => {
      const seen = () =>
        page.$$eval('.masks-row, .masks-section .field-slide, .masks-section table, .tabs', (all) =>
          all.filter((one) => one.checkVisibility()).map((one) => one.className),
        );
      assert.deepEqual(await seen(), ['tabs', 'masks-row', 'field-slide', 'field-slide', 'live']);
      await page.emulateMediaType('print');
      assert.deepEqual(await seen(), ['live']);
      await page.emulateMediaType('screen');
      await page.$eval('.masks-section', (one) => one.scrollIntoView());
      await page.waitForSelector('.masks-section:not(.unasked)');
      await page.emulateMediaType('print');
      assert.deepEqual(await seen(), ['masks-row', 'live']);
      const box = await page.$eval('.masks-row input[type=text]', (one) => getComputedStyle(one).borderTopWidth);
      assert.equal(box, '0px');
    });
  });

  test('keeps the colours of its keys, an image with its words, and no line of the rail that is not there', async () => {
    await withPage('lab=uncertainty&lang=en', async (page) => {
      await page.waitForSelector('.bar-swatch');
      await page.emulateMediaType('print');
      const look = await page.evaluate(() => {
        const style = (/** @type {string} */ selector) =>
          getComputedStyle(/** @type {Element} */ (document.querySelector(selector)));
        return [
          style('.bar-swatch').printColorAdjust,
          style('.images > li').breakInside,
          style('.stage').borderLeftWidth,
        ];
      });
      assert.deepEqual(look, ['exact', 'avoid', '0px']);
    });
  });

  test('where the theme is the system’s, and that is dark, charts are as they were drawn, turned to dark ink', async () => {
    const page = await open(`lang=en&theme=auto&optimizers=sgd&${QUICK}`);
    const session = await page.createCDPSession();
    // Both at a time, as in printing: puppeteer takes back the one when it says the other.
    const emulate = (/** @type {string} */ media, /** @type {string} */ value) =>
      session.send('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-color-scheme', value }] });
    /** The first chart: its letters, pale or not, and whether they are turned around. */
    const chart = () =>
      page.evaluate(async () => {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.race-charts canvas[role=img]'));
        const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        copy?.drawImage(canvas, 0, 0);
        const { data } = /** @type {CanvasRenderingContext2D} */ (copy).getImageData(0, 0, 200, 20);
        let [sum, seen] = [0, 0];
        for (let n = 0; n < data.length; n += 4) [sum, seen] = [sum + data[n] * data[n + 3], seen + data[n + 3]];
        return { isPale: sum / seen > 128, isTurned: getComputedStyle(canvas).filter.startsWith('invert') };
      });
    for (const [value, isPale] of /** @type {[string, boolean][]} */ ([
      ['light', false],
      ['dark', true],
    ])) {
      await emulate('screen', value);
      await page.waitForFunction(
        (drawn) => document.querySelector('[data-drawn]')?.getAttribute('data-drawn') === drawn,
        {},
        value,
      );
      assert.deepEqual(await chart(), { isPale, isTurned: false }, `${value} on the screen`);
      await emulate('print', 'light'); // as Chromium says on paper
      assert.deepEqual(await chart(), { isPale, isTurned: isPale }, `${value} on paper`);
    }
    await page.assertQuiet();
    await page.close();
  });
});

describe('a lab in the reader’s own colours', { skip: missingBrowser('chromium') }, () => {
  const { open } = usePages('chromium', server);

  test('has keys that are seen, and tells what is pressed from what is not', async () => {
    const page = await open('lab=uncertainty&lang=en');
    const session = await page.createCDPSession();
    await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    await page.waitForSelector('.bar-swatch');
    await page.waitForSelector('.thumb[aria-pressed=true]');
    const look = await page.evaluate(() => {
      const style = (/** @type {string} */ selector) =>
        getComputedStyle(/** @type {Element} */ (document.querySelector(selector)));
      const outline = (/** @type {string} */ pressed) => style(`.thumb[aria-pressed=${pressed}]`).outlineStyle;
      const ground = style('.bar-swatch').backgroundColor;
      return [outline('true'), outline('false'), ground === style('#page').backgroundColor];
    });
    assert.deepEqual(look, ['solid', 'none', false]);
    await page.close();
  });
});

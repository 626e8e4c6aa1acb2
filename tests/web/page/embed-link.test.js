// What an embed's link may say: what is wrong with it is told before anything is started, and another link takes effect.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { frame, inside, say, stateOf, untilMessage, useHosts } from '../../helpers/frames.js';
import { ENDLESS, QUICK, useBrowser, useServer } from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

const server = useServer();
const hosts = useHosts();
/** @param {string} link @param {string[]} [origins] */
const embed = (link, origins = [hosts.origin]) => `${server.page}embed.html#${link}&hosts=${origins.join()}`;
const OTHER = { except: [/another host/] };

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

/** Gives the frame another link, as a script of the page around does. @param {TestPage} page @param {string} address */
const relink = (page, address) =>
  page.evaluate((to) => document.querySelector('iframe')?.contentWindow?.location.replace(to), address);

/** @param {import('puppeteer-core').Frame} lab */
const problems = (lab) =>
  lab.$$eval('.cover-problem', (all) =>
    all.filter((one) => one.checkVisibility()).map(({ textContent }) => textContent),
  );

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    test('tells on its cover what its link has wrong, and opens no lab that cannot be embedded', async () => {
      const page = await hosts.open(browser(), frame(embed('lab=contents&preset=momentun&lang=en&theme=blue')));
      await untilMessage(page, 'ready');
      const lab = await inside(page);
      const told = await problems(lab);
      assert.match(told.join('\n'), /lab = contents \(allowed: race, /);
      assert.match(told.join('\n'), /preset = momentun \(allowed: gd, .*adam/);
      assert.match(told.join('\n'), /theme = blue \(allowed: auto, light, dark\)/);
      assert.equal(await lab.$eval('.cover h1', (one) => one.textContent), 'Race');
      await say(page, { descenso: 1, type: 'train' });
      await lab.waitForSelector('.race-charts canvas');
      assert.equal(await lab.$eval('main h1', (one) => one.textContent), 'Who gets down first?');
      const notice = await lab.waitForSelector('.notices .notice');
      assert.match((await notice?.evaluate((one) => one.textContent)) ?? '', /lab = contents/);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('tells what is wrong within its width, however long it is', async () => {
      const long = `https://*.${'a'.repeat(100)}.example`;
      const page = await hosts.open(
        browser(),
        frame(embed('lab=race&lang=en&optimizers=sgd', [hosts.origin, long, long]), 'width="320" height="700"'),
      );
      await untilMessage(page, 'ready');
      const lab = await inside(page);
      const beyond = () =>
        lab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await until(
        async () => (await problems(lab)).some((text) => text?.startsWith('hosts = https://*')),
        () => 'nothing is told',
      );
      assert.equal(await beyond(), 0);
      await say(page, { descenso: 1, type: 'train' });
      await lab.waitForSelector('.notices .notice');
      assert.equal(await beyond(), 0);
      await page.close();
    });

    test('another link takes effect: as a cover, and when it is started', async () => {
      const page = await hosts.open(
        browser(),
        frame(embed('lab=race&lang=en', ['https://other.example']), 'width="1100" height="700"'),
      );
      await untilMessage(page, 'ready');
      const lab = await inside(page);
      await relink(page, embed('lab=race&preset=adam&lang=es&theme=dark&hide=table'));
      await lab.waitForFunction(() =>
        /Adam: las dos ideas juntas/.test(document.querySelector('.cover')?.textContent ?? ''),
      );
      assert.equal(await lab.evaluate(() => document.documentElement.dataset.theme), 'dark');
      // Whom it listens to, too: at first it took no order.
      await say(page, { descenso: 1, type: 'set', values: { optimizers: 'sgd', 'spec.epochs': 10_000 } });
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'progress');
      assert.equal(await lab.$('.race-results'), null);
      assert.notEqual(await lab.$('.rail'), null);
      await relink(page, embed(`lab=race&preset=adam&lang=en&theme=light&hide=rail,text&optimizers=sgd&${ENDLESS}`));
      await lab.waitForSelector('.race-results');
      await lab.waitForFunction(
        () => document.documentElement.lang === 'en' && document.documentElement.dataset.theme === 'light',
      );
      await until(
        async () => (await lab.$('.rail')) === null && (await lab.$('.prose')) === null,
        () => 'the rail or the text is still there',
      );
      assert.equal((await stateOf(page)).status, 'running', 'what was under way goes on');
      await relink(page, embed('lab=race&preset=adam&lang=en&hide=everything'));
      const notice = await lab.waitForSelector('.notices .notice');
      assert.match((await notice?.evaluate((one) => one.textContent)) ?? '', /hide = everything/);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('says so where its scripts do not come: to a sandbox without an origin no host lends them', async () => {
      const page = await hosts.open(
        browser(),
        frame(embed('lab=race&lang=en'), 'width="800" height="400" sandbox="allow-scripts"'),
      );
      const lab = await inside(page);
      await until(
        () => lab.$eval('#embed', (one) => /scripts have not come/.test(/** @type {HTMLElement} */ (one).innerText)),
        () => 'it is empty',
      );
      await page.close();
    });

    test('starts when another link says that it shall as soon as it is seen', async () => {
      const page = await hosts.open(browser(), frame(embed('lab=race&lang=en')));
      await untilMessage(page, 'ready');
      assert.equal((await stateOf(page)).status, 'cover');
      await relink(page, embed(`lab=race&lang=en&optimizers=sgd&${QUICK}&start=visible`));
      await untilMessage(page, 'end');
      await page.close();
    });

    test('an end is told with the link and the spec of what has ended, whatever was set meanwhile', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&lang=en&optimizers=sgd&${ENDLESS}`)));
      await untilMessage(page, 'ready');
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'progress');
      await say(page, { descenso: 1, type: 'reset' });
      const set = (/** @type {number} */ epochs) =>
        say(page, {
          descenso: 1,
          type: 'set',
          values: { optimizers: 'sgd', 'spec.data.trainSize': 640, 'spec.epochs': epochs },
        });
      await set(40);
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'state', ({ status, link }) => status === 'running' && /epochs=40/.test(link));
      await set(7);
      const { link, record } = await untilMessage(page, 'end');
      assert.match(link, /epochs=40\b/);
      assert.equal(record.spec.epochs, 40);
      assert.deepEqual(
        record.runs.map(({ spec }) => spec.epochs),
        [40],
      );
      await page.close();
    });

    test('says so when the engine cannot be loaded, and trains when it can', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&lang=en&optimizers=sgd&${QUICK}`)));
      await untilMessage(page, 'ready');
      await page.setRequestInterception(true);
      const refuse = (/** @type {import('puppeteer-core').HTTPRequest} */ request) =>
        /descenso[^/]*\.wasm/.test(request.url()) ? request.abort() : request.continue();
      page.on('request', refuse);
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'state', ({ status }) => status === 'failed');
      page.off('request', refuse);
      await page.setRequestInterception(false);
      const again = await (await inside(page)).waitForSelector('main button ::-p-text(Try again)');
      await again?.click();
      await untilMessage(page, 'end');
      assert.equal((await stateOf(page)).status, 'over');
      await page.close();
    });

    test('says so when the app cannot be loaded, and starts when it can', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&lang=en&optimizers=sgd&${QUICK}`)));
      await untilMessage(page, 'ready');
      await page.setRequestInterception(true);
      const refuse = (/** @type {import('puppeteer-core').HTTPRequest} */ request) =>
        /embed\.html/.test(request.url()) ? request.continue() : request.abort();
      page.on('request', refuse);
      const lab = await inside(page);
      const press = async () => (await lab.waitForSelector('.cover-start'))?.click();
      await press();
      const failed = () =>
        until(
          async () =>
            (await problems(lab)).some((text) => /could not be loaded/.test(text ?? '')) && (await stateOf(page)),
          () => 'nothing is told',
        );
      assert.equal((await failed()).status, 'failed');
      // An order that changes the cover leaves it what it says.
      await lab.$eval('.cover', (one) => one.classList.add('former'));
      await say(page, { descenso: 1, type: 'reset' });
      await lab.waitForSelector('.cover:not(.former)');
      assert.equal((await failed()).status, 'failed');
      assert.match(await lab.$eval('.cover-start', (one) => one.textContent ?? ''), /^Try again$/);
      page.off('request', refuse);
      await page.setRequestInterception(false);
      // Firefox keeps in mind what it could not load, until the frame is loaded anew; then there is the cover again.
      for (let n = 0; ['cover', 'failed'].includes((await stateOf(page)).status); n++) {
        assert.ok(n < 3, 'it does not start');
        await press();
        await until(
          async () =>
            ['Start', 'Try again'].includes(
              await lab.$eval('.cover-start', (one) => one.textContent ?? '').catch(() => 'Start'),
            ),
          () => 'neither fails nor starts',
        );
      }
      await untilMessage(page, 'end');
      await page.close();
    });
  });

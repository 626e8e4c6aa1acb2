// A lab in somebody's page: a picture until it is asked, and then the lab, which leaves the page around it alone.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BROWSERS, missingBrowser, shareOf, testsOf } from '../../helpers/browser.js';
import { frame, inside, messages, say, stateOf, untilMessage, useHosts } from '../../helpers/frames.js';
import { ENDLESS, QUICK, SITE, useBrowser, useServer } from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

const server = useServer();
const hosts = useHosts();
/** @param {string} link @param {string[]} [origins] */
const embed = (link, origins = [hosts.origin]) => `${server.page}embed.html#${link}&hosts=${origins.join()}`;
/** What the driver calls a problem here is the embed itself, on another origin. */
const OTHER = { except: [/another host/] };

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true }); // the embed's host is another than the page's

    test('is a picture and a button until it is started: 40 kB, and no worker', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&preset=adam&lang=es&${QUICK}`)));
      const lab = await inside(page);
      await lab.waitForSelector('.cover .thumbnail');
      const seen = await lab.$eval('.cover', (one) => /** @type {HTMLElement} */ (one).innerText);
      assert.match(seen, /Adam: las dos ideas juntas/);
      assert.match(seen, /Con otros ajustes/, 'the picture is the lesson’s, and the link changes it');
      assert.equal(
        await lab.$eval('.cover a', (one) => /** @type {HTMLAnchorElement} */ (one).href),
        `${server.page}index.html#lab=race&preset=adam&lang=es&spec.data.trainSize=640&spec.epochs=2&layers=20,10`,
      );
      assert.deepEqual(page.workers(), []);
      const files = page.requests.filter((url) => url.startsWith(server.url) && !/thumbnail/.test(url));
      let bytes = 0;
      for (const file of files)
        bytes += gzipSync(
          (await (await fetch(file)).bytes?.()) ?? Buffer.from(await (await fetch(file)).arrayBuffer()),
        ).length;
      assert.ok(files.length > 5 && bytes < 40_000, `${bytes} bytes of ${files.length} files`);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('trains when its button is pressed, and takes neither history, nor scroll, nor focus', async () => {
      const page = await hosts.open(
        browser(),
        `<input id="own" autofocus>${frame(embed(`lab=race&lang=en&${QUICK}`))}`,
      );
      const length = await page.evaluate(() => history.length);
      const lab = await inside(page);
      await (await lab.waitForSelector('.cover-start'))?.click();
      const { record, link } = await untilMessage(page, 'end');
      assert.equal(link, '#lab=race&spec.data.trainSize=640&spec.epochs=2&layers=20,10');
      assert.ok(record.runs.length > 1 && record.runs.every(({ weightsHash }) => /^[0-9a-f]{8,}$/.test(weightsHash)));
      const states = (await messages(page, 'state')).map(({ status }) => status);
      assert.deepEqual([...new Set(states)], ['cover', 'starting', 'running', 'over']);
      assert.equal(await page.evaluate(() => history.length), length);
      assert.equal(await page.evaluate(() => scrollY), 0);
      assert.equal(await lab.$('.page-header'), null);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('does what the page around asks, from an origin that its link names, and nothing else', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&lang=en&${ENDLESS}&optimizers=sgd`)));
      await untilMessage(page, 'ready');
      await say(page, { descenso: 1, type: 'set', values: { optimizers: 'adam', 'spec.batchSize': 64 } });
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'progress');
      const { link } = await untilMessage(page, 'state', ({ status }) => status === 'running');
      assert.match(link, /optimizers=adam/);
      assert.match(link, /spec\.batchSize=64/);
      const lab = await inside(page);
      await lab.hover('.full-page');
      const full = await lab.$eval('.full-page', (one) => /** @type {HTMLAnchorElement} */ (one).href);
      assert.equal(full, `${server.page}index.html${link}`, 'the same state on the full page');
      await say(page, { descenso: 1, type: 'pause' });
      await untilMessage(page, 'state', ({ status }) => status === 'paused');
      await say(page, { descenso: 1, type: 'explode' });
      assert.match((await untilMessage(page, 'refused')).reason, /^type must be/);
      await say(page, { descenso: 1, type: 'reset' });
      await untilMessage(page, 'state', (state) => state.status === 'idle' && !/batchSize/.test(state.link));
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('takes no order from a page that its link does not name', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&lang=en&${QUICK}`, ['https://other.example'])));
      await untilMessage(page, 'ready');
      for (const type of ['train', 'pause', 'reset', 'set', 'state?', 'explode'])
        await say(page, { descenso: 1, type, values: {} });
      // reveal.js's words do no more than hold it.
      for (const word of ['slide:start', 'slide:stop', 'slide:start']) await say(page, word);
      const lab = await inside(page);
      await lab.evaluate(
        () =>
          new Promise((resolve) => {
            setTimeout(resolve, 300);
          }),
      );
      assert.deepEqual(
        (await messages(page, 'state')).map(({ status }) => status),
        ['cover'],
      );
      assert.deepEqual(await messages(page, 'refused'), []);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('tells its height in every dialect, and a frame of that height does not grow', async () => {
      const page = await hosts.open(
        browser(),
        `${frame(embed(`lab=race&lang=en&${QUICK}`), 'width="700" height="100"')}
        <script>addEventListener('message', ({ data, source }) => {
          if (data?.height) document.querySelector('iframe').height = data.height;
          if (data?.context === 'h5p' && data.action === 'hello') source.postMessage({ context: 'h5p', action: 'hello' }, '*');
          if (data?.context === 'h5p' && data.action === 'prepareResize') source.postMessage({ context: 'h5p', action: 'resizePrepared' }, '*');
        });</script>`,
      );
      await untilMessage(page, 'ready');
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'end');
      const heights = () =>
        page.evaluate(() => {
          /** @typedef {{ height?: number, context?: string, action?: string, scrollHeight?: number }} Told */
          const all = globalThis.heard.map(({ data }) => /** @type {Told} */ (data));
          const last = (/** @type {(data: Told) => number | false | undefined} */ of) => all.map(of).findLast(Boolean);
          return [
            last(({ height }) => height),
            last(
              (data) =>
                typeof data === 'string' && JSON.parse(data).subject === 'lti.frameResize' && JSON.parse(data).height,
            ),
            last(({ context, action, scrollHeight }) => context === 'h5p' && action === 'resize' && scrollHeight),
          ];
        });
      const lab = await inside(page);
      const content = () => lab.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
      const [told] = await until(
        async () => {
          const all = await heights();
          return all.every((height) => height === all[0]) && all[0] === (await content()) && all;
        },
        async () => `heights ${await heights()} of ${await content()}`,
      );
      assert.ok(told > 800);
      for (let n = 0; n < 5; n++) {
        await lab.evaluate(
          () =>
            new Promise((resolve) => {
              setTimeout(resolve, 100);
            }),
        );
        assert.equal(await content(), told);
      }
      // What opens over the lab opens where it is seen, and stays there when the reader moves on: the window is lower than the frame.
      const inSight = async () => {
        const above = await page.$eval('iframe', (one) => one.getBoundingClientRect().top);
        const box = await lab.$eval('dialog[open]', (one) => one.getBoundingClientRect().toJSON()).catch(() => null);
        return box && above + box.top >= 0 && above + box.bottom <= (await page.evaluate(() => innerHeight));
      };
      const scrollTo = (/** @type {number} */ end) => page.evaluate((y) => globalThis.scrollTo(0, y), end);
      for (const [from, to] of [
        [0, told],
        [told, 0],
      ]) {
        await scrollTo(from);
        await lab.$$eval('.exports button', (all) => /** @type {HTMLElement} */ (all[all.length - 1]).click());
        await until(inSight, () => `opened at ${from} it is out of sight`);
        await scrollTo(to);
        await until(inSight, () => `scrolled from ${from} to ${to} it is out of sight`);
        await lab.$eval('dialog[open]', (one) => /** @type {HTMLDialogElement} */ (one).close());
        // That it was closed comes a task later: until then it is the one dialog that there may be.
        await until(
          async () => (await lab.$('dialog.dialog')) === null,
          () => 'the closed dialog is still there',
        );
      }
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('stands still while nobody sees it, or while its slide is not shown, and then goes on', async () => {
      const page = await hosts.open(
        browser(),
        `${frame(embed(`lab=race&lang=en&${ENDLESS}&optimizers=sgd`))}<p style="height: 3000px"></p><p id="end">End</p>`,
      );
      await untilMessage(page, 'ready');
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'progress');
      const share = async () => (await stateOf(page)).share;
      const stands = () =>
        until(
          async () => {
            const before = await share();
            await new Promise((resolve) => {
              setTimeout(resolve, 400);
            });
            return (await share()) === before && { at: before };
          },
          () => 'it goes on',
        );
      const goesOn = (/** @type {number} */ from) =>
        until(
          async () => (await share()) > from,
          () => 'it does not go on',
        );
      await page.evaluate(() => document.getElementById('end')?.scrollIntoView());
      const unseen = await stands();
      await page.evaluate(() => scrollTo(0, 0));
      await goesOn(unseen.at);
      await say(page, 'slide:stop');
      const hidden = await stands();
      assert.equal((await untilMessage(page, 'state')).status, 'running', 'nobody has paused it');
      await say(page, 'slide:start');
      await goesOn(hidden.at);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('trains to its end when it is asked, in every lab, whatever it has to wait for', async () => {
      const views = ['test', 'image'].map((view) => `lab=uncertainty&view=${view}&passes=2`);
      for (const link of ['lab=rate&steps=20', 'lab=surfaces&steps=20', ...views]) {
        const page = await hosts.open(browser(), frame(embed(`${link}&lang=en`)));
        await untilMessage(page, 'ready');
        await say(page, { descenso: 1, type: 'train' });
        await untilMessage(page, 'end');
        await page.assertQuiet(OTHER);
        await page.close();
      }
    });

    test('what its reader cancels has come to no end', async () => {
      const view = { sweep: 'steps', finder: 'rampSteps', schedules: 'spec.epochs' };
      for (const [key, length] of Object.entries(view)) {
        // So much work that it does not end by itself.
        const much = `view=${key}&${length}=500&layers=2000,10&spec.batchSize=1000`;
        const page = await hosts.open(browser(), frame(embed(`lab=rate&lang=en&${much}`)));
        await untilMessage(page, 'ready');
        await say(page, { descenso: 1, type: 'train' });
        await untilMessage(page, 'state', ({ status }) => status === 'running');
        const lab = await inside(page);
        await (await lab.waitForSelector('.actions .button:not(.primary, [hidden])'))?.click();
        const { status } = await untilMessage(page, 'state', (state) => state.status !== 'running');
        assert.deepEqual([status, await messages(page, 'end')], ['idle', []], key);
        await lab.waitForFunction(() => /^Cancelled\./.test(document.querySelector('.view-state')?.textContent ?? ''));
        await page.assertQuiet(OTHER);
        await page.close();
      }
    });

    test('goes without what its link hides, in every lab, and tells what it has not', async () => {
      /** @type {[link: string, hide: string, gone: string[], there: string, unloaded: string[]][]} */
      const cases = [
        [
          'lab=race',
          'rail,table,text',
          ['.rail', '.rail-open', '.race-results', '.prose'],
          '.race-charts canvas',
          ['race/rail', 'race/results', 'shared/rail', 'views/controls', 'views/table'],
        ],
        ['lab=race', 'rail.data,loss,exports', ['.exports'], '.rail', []],
        [
          'lab=rate',
          'rail,text,views,exports',
          ['.rail', '.prose', '.view-tabs', '.exports'],
          'canvas',
          ['rate/rail', 'shared/rail', 'rate/finder', 'rate/schedules', 'rate/noise'],
        ],
        [
          'lab=surfaces',
          'rail,table,curves,step,text',
          ['.rail', '.surface-row', '.prose'],
          'canvas',
          ['surfaces/rail', 'surfaces/curves', 'views/chart', 'vendor/chart', 'views/table'],
        ],
        [
          'lab=regularization',
          'rail,inside,comparison',
          ['.rail'],
          'canvas',
          ['regularization/rail', 'regularization/masks', 'regularization/comparison', 'regularization/weights'],
        ],
        [
          'lab=depth',
          'rail,table,picture,steps,sharpness,text',
          ['.rail', '.prose', '.depth-picture'],
          'canvas',
          ['depth/rail', 'depth/results', 'depth/picture'],
        ],
        [
          'lab=uncertainty',
          'rail,text,views',
          ['.rail', '.prose', '.view-tabs'],
          'canvas',
          ['uncertainty/rail', 'uncertainty/test', 'uncertainty/compare', 'uncertainty/comparison'],
        ],
      ];
      for (const [link, hide, gone, there, unloaded] of shareOf(name, cases)) {
        const page = await hosts.open(
          browser(),
          frame(embed(`${link}&lang=en&hide=${hide}`), 'width="1100" height="700"'),
        );
        await untilMessage(page, 'ready');
        const lab = await inside(page);
        await (await lab.waitForSelector('.cover-start'))?.click();
        await lab.waitForSelector(there);
        assert.equal(await lab.$('.notices .notice'), null, `${link} knows ${hide}`);
        for (const selector of gone) assert.equal(await lab.$(selector), null, `${link}: ${selector}`);
        if (gone.includes('.rail')) {
          const line = await lab.$eval('.stage', (one) => getComputedStyle(one).borderLeftWidth);
          assert.equal(line, '0px', `${link}: a line beside controls that are not there`);
        }
        // What is hidden is not loaded. A site has other files.
        const asked = page.requests.filter((url) => !SITE && unloaded.some((name) => url.endsWith(`/${name}.js`)));
        assert.deepEqual(asked, [], link);
        assert.ok(page.requests.some((url) => url.startsWith(server.url)));
        if (hide.includes('rail.data')) {
          const groups = await lab.$$eval('.rail-group summary', (all) => all.map(({ textContent }) => textContent));
          assert.ok(
            groups.some((text) => text?.startsWith('Network')) && !groups.some((text) => text?.startsWith('Data')),
          );
          assert.equal(await lab.$$eval('.race-charts canvas[role=img]', (all) => all.length), 2);
        }
        // The page around may ask for a view that nobody can choose.
        if (link === 'lab=rate') {
          await say(page, { descenso: 1, type: 'set', values: { view: 'finder' } });
          await say(page, { descenso: 1, type: 'train' });
          const { link: done } = await untilMessage(page, 'end');
          assert.match(done, /view=finder/);
          assert.match((await lab.$eval('h1', (one) => one.textContent)) ?? '', /find/i);
        }
        await page.close();
      }
      const page = await hosts.open(browser(), frame(embed('lab=race&lang=en&hide=rail,everything')));
      await untilMessage(page, 'ready');
      const lab = await inside(page);
      await (await lab.waitForSelector('.cover-start'))?.click();
      const told = await lab.waitForSelector('.notices .notice');
      assert.match(
        (await told?.evaluate((one) => one.textContent)) ?? '',
        /hide = everything.*rail, intro, text, table/,
      );
      await page.close();
    });

    test('begins once when it is seen, and tells each end once, whatever is set afterwards', async () => {
      const page = await hosts.open(
        browser(),
        `<input id="own" autofocus>${frame(embed(`lab=race&start=visible&lang=en&${QUICK}&optimizers=sgd`))}<p style="height: 3000px"></p><p id="end">End</p>`,
      );
      await untilMessage(page, 'end');
      const reader = await page.evaluate(() => [document.activeElement?.id, scrollY]);
      assert.deepEqual(reader, ['own', 0], 'nobody has pressed anything, and the reader is elsewhere');
      // Frames are drawn, and so it has seen that it is out of sight, and in sight again.
      const turn = (/** @type {string} */ act) =>
        page.evaluate(async (what) => {
          if (what === 'away') document.getElementById('end')?.scrollIntoView();
          else scrollTo(0, 0);
          for (let n = 0; n < 10; n++) await new Promise(requestAnimationFrame);
        }, act);
      await turn('away');
      await stateOf(page);
      await turn('back');
      await stateOf(page);
      await say(page, { descenso: 1, type: 'set', values: { theme: 'dark', 'spec.epochs': 7 } });
      await untilMessage(page, 'state', ({ link }) => /epochs=7/.test(link));
      const { status } = await stateOf(page);
      assert.equal(status, 'over', 'it begins anew');
      assert.equal((await messages(page, 'end')).length, 1, 'an end is told that was none');
      await page.close();
    });

    test('goes back to its lesson wherever it stands: as a cover, and before its lab is there', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&preset=adam&lang=en&${QUICK}`)));
      await untilMessage(page, 'ready');
      const bare = '#lab=race&preset=adam&lang=en';
      await say(page, { descenso: 1, type: 'reset' });
      await untilMessage(page, 'state', ({ status, link }) => status === 'cover' && link === bare);
      const lab = await inside(page);
      await lab.evaluate(() => addEventListener('error', () => (document.body.dataset.failed = '')));
      await say(page, { descenso: 1, type: 'set', values: { 'spec.epochs': 3 } });
      // Said in one breath, the last comes while what trains is on its way.
      await say(page, { descenso: 1, type: 'train' });
      await say(page, { descenso: 1, type: 'reset' });
      const { link } = await untilMessage(page, 'state', ({ status }) => status === 'idle');
      assert.doesNotMatch(link, /epochs/);
      assert.equal(await lab.$('[data-failed]'), null);
      await page.close();
    });

    test('gives a deck the keys that turn its slides, and keeps those that a control needs', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&lang=en&${QUICK}`), 'width="1100" height="600"'));
      await untilMessage(page, 'ready');
      await say(page, { descenso: 1, type: 'train' });
      await untilMessage(page, 'end');
      const lab = await inside(page);
      const keys = () =>
        page.evaluate(() =>
          globalThis.heard.flatMap(({ data }) =>
            typeof data === 'string' && data.includes('triggerKey') ? JSON.parse(data).args : [],
          ),
        );
      await lab.focus('main');
      await page.keyboard.press('ArrowRight');
      assert.deepEqual(await keys(), [], 'no deck has spoken');
      await say(page, 'slide:start');
      await stateOf(page); // it has heard that
      await page.keyboard.press('ArrowRight');
      await lab.focus('.button.primary');
      await page.keyboard.press('PageDown');
      await lab.evaluate(() =>
        /** @type {HTMLElement} */ (document.querySelector('.rail input[type=text], .rail select'))?.focus(),
      );
      await page.keyboard.press('ArrowLeft');
      await until(
        async () => (await keys()).length === 2,
        async () => `${await keys()}`,
      );
      assert.deepEqual(await keys(), [39, 34]);
      // What closes an explanation shall not open the deck's overview.
      await lab.focus('.explain');
      await page.keyboard.press('Enter');
      await lab.waitForSelector(':popover-open');
      await page.keyboard.press('Escape');
      await lab.waitForFunction(() => !document.querySelector(':popover-open'));
      await page.keyboard.press('Escape');
      await until(
        async () => (await keys()).length === 3,
        async () => `${await keys()}`,
      );
      assert.deepEqual(await keys(), [39, 34, 27], 'only the second, which closes nothing');
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test('keeps all keys while its sheet of controls is open', async () => {
      const page = await hosts.open(browser(), frame(embed(`lab=race&lang=en&${QUICK}`), 'width="390" height="700"'));
      await untilMessage(page, 'ready');
      const lab = await inside(page);
      await (await lab.waitForSelector('.cover-start'))?.click();
      await (await lab.waitForSelector('.rail-open'))?.click();
      await lab.waitForSelector('dialog:modal');
      await say(page, 'slide:start');
      await stateOf(page);
      for (const key of ['PageDown', 'Escape']) await page.keyboard.press(key);
      await lab.waitForFunction(() => !document.querySelector('dialog[open]'));
      await page.keyboard.press('n');
      const keys = await until(
        async () => {
          const sent = await page.evaluate(() =>
            globalThis.heard.flatMap(({ data }) =>
              typeof data === 'string' && data.includes('triggerKey') ? JSON.parse(data).args : [],
            ),
          );
          return sent.length > 0 && sent;
        },
        () => 'no key comes to the deck any more',
      );
      assert.deepEqual(keys, [78]);
      await page.close();
    });
  });

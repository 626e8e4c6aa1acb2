// <descenso-lab> in a page of another origin: attributes are the link, methods and events the messages.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { useHosts } from '../../helpers/frames.js';
import { SITE, useBrowser, useServer } from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

const server = useServer();
/** A host that sends no headers lends its modules to no other origin: there the page around has a copy. */
const MODULE = SITE && '/element.js';
const hosts = useHosts(SITE ? { [MODULE]: path.join(SITE, 'embed/element.js') } : {});
const OTHER = { except: [/another host/] };
/** Nor does it lend what draws on paper; browsers say so. */
const LENT = { except: [...OTHER.except, ...(SITE ? [/CORS|Cross-Origin|ERR_FAILED|importing a module/] : [])] };
const SETTINGS = 'spec.data.trainSize=640&amp;spec.epochs=2&amp;layers=20,10&amp;optimizers=sgd,adam';

/** @typedef {import('../../../web/embed/element.js').DescensoLab} DescensoLab */

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });
    // Listens before there is anything to hear: whoever asks later may be too late.
    const early = `<script>globalThis.isReady = new Promise((resolve) => addEventListener('ready', resolve, true))</script>`;
    /** @param {string} body */
    const open = (body) =>
      hosts.open(
        browser(),
        `${early}<script type="module" src="${MODULE || `${server.page}embed/element.js`}"></script>${SITE ? body.replaceAll('<descenso-lab', `<descenso-lab src="${server.page}"`) : body}`,
      );

    test('trains, tells its state and its end, and is as high as what it holds', async () => {
      const page = await open(
        `<descenso-lab lab="race" lang="en" settings="${SETTINGS}"><b>On paper</b></descenso-lab>`,
      );
      const end = await page.evaluate(async () => {
        const lab = /** @type {DescensoLab} */ (document.querySelector('descenso-lab'));
        await globalThis.isReady;
        const before = await lab.state();
        /** @type {Promise<CustomEvent<{ record: { runs: { entrant: string }[] } }>>} */
        const end = new Promise((resolve) => {
          lab.addEventListener('end', (event) => resolve(/** @type {CustomEvent} */ (event)), { once: true });
        });
        lab.train();
        const { record } = (await end).detail;
        const frame = lab.shadowRoot?.querySelector('iframe');
        return {
          before: before.status,
          after: (await lab.state()).status,
          runs: record.runs.map(({ entrant }) => entrant),
          height: frame?.getBoundingClientRect().height ?? 0,
          title: frame?.title,
          lazy: frame?.loading,
        };
      });
      assert.deepEqual([end.before, end.after, end.runs], ['cover', 'over', ['sgd', 'adam']]);
      assert.ok(end.height > 800, `${end.height}`);
      assert.deepEqual([end.title, end.lazy], ['Descenso: race', 'lazy']);
      await page.assertQuiet(OTHER);
      await page.close();
    });

    test.both(
      'on paper, what has not been loaded gives way to its picture, what stands inside, its link and the code of it',
      async () => {
        const page = await open(
          `<descenso-lab lab="race" preset="adam"></descenso-lab><style>.far { margin-top: 30000px }</style>
         <div class="far"></div><descenso-lab lab="race" preset="adam"><b>On paper</b></descenso-lab><descenso-lab lab="rate"></descenso-lab>`,
        );
        await page.waitForSelector('descenso-lab:defined');
        await page.evaluate(() => globalThis.isReady);
        const seen = () =>
          page.$$eval('descenso-lab', (all) =>
            all.map((one) => {
              const parts = ['iframe', '.paper'].map((part) => one.shadowRoot?.querySelector(part));
              return parts.map((part) => part?.checkVisibility());
            }),
          );
        assert.deepEqual(await seen(), [
          [true, false],
          [true, false],
          [true, false],
        ]);
        const drawn = () =>
          page.$$eval('descenso-lab', (all) =>
            all.map(({ shadowRoot }) => [
              (shadowRoot?.querySelectorAll('.thumbnail *').length ?? 0) > 3,
              shadowRoot?.querySelector('.qr')?.getAttribute('aria-label') ?? '',
              shadowRoot?.querySelector('a')?.textContent,
            ]),
          );
        const links = ['#lab=race&preset=adam', '#lab=race&preset=adam', '#lab=rate'].map(
          (hash) => `${server.page}index.html${hash}`,
        );
        /** @param {boolean} picture @param {string} link */
        const paper = (picture, link) => (SITE ? [false, '', link] : [picture, link, link]);
        // Without a frame, and before anybody prints.
        const wanted = [[false, '', links[0]], paper(true, links[1]), paper(false, links[2])];
        await until(
          async () => isDeepStrictEqual(await drawn(), wanted),
          async () => JSON.stringify(await drawn()),
        );
        if (name === 'chromium') {
          await page.emulateMediaType('print');
          // The frame has its own paper: picture, link and code.
          assert.deepEqual(await seen(), [
            [true, false],
            [false, true],
            [false, true],
          ]);
          const sizes = () =>
            page.$eval('descenso-lab:nth-of-type(2)', ({ shadowRoot }) =>
              ['.thumbnail', '.qr'].map((part) =>
                Math.round(shadowRoot?.querySelector(part)?.getBoundingClientRect().width ?? 0),
              ),
            );
          if (!SITE) assert.deepEqual(await sizes(), [350, 113], 'its sheets hold in the element');
        }
        // What is changed before it is loaded is printed as it is now.
        await page.$eval('descenso-lab:last-of-type', (one) => {
          one.setAttribute('preset', 'lr');
          one.setAttribute('settings', 'steps=20');
        });
        const link = `${server.page}index.html#lab=rate&preset=lr&steps=20`;
        await until(
          async () => isDeepStrictEqual((await drawn())[2], paper(true, link)),
          async () => JSON.stringify(await drawn()),
        );
        await page.assertQuiet(LENT);
        await page.close();
      },
    );

    test('another attribute is another link, and no step of the reader’s way; taken out, it leaves nothing', async () => {
      const page = await open('<descenso-lab lab="race"></descenso-lab>');
      await page.evaluate(() => globalThis.isReady);
      const lab = /** @type {import('puppeteer-core').Frame} */ (
        page.frames().find((one) => one.url().startsWith(server.url))
      );
      const length = await page.evaluate(() => history.length);
      const host = `hosts=${encodeURIComponent(hosts.origin)}`;
      const hash = () => lab.evaluate(() => location.hash);
      assert.equal(await hash(), `#lab=race&${host}`);
      await page.evaluate(() => {
        const element = /** @type {DescensoLab} */ (document.querySelector('descenso-lab'));
        element.setAttribute('preset', 'adam');
        element.setAttribute('lang', 'en');
        element.setAttribute('hide', 'rail,table');
        element.setAttribute('hosts', 'https://a.example, https://b.example');
        element.setAttribute('settings', 'hosts=https%3A%2F%2Fc.example&seeds=2');
      });
      await lab.waitForFunction(() => /Adam: both ideas/.test(document.querySelector('.cover')?.textContent ?? ''));
      const more = ['a', 'b', 'c'].map((host) => `https://${host}.example`);
      const all = `hosts=${encodeURIComponent([hosts.origin, ...more].join())}`;
      assert.equal(await hash(), `#lab=race&preset=adam&lang=en&hide=rail%2Ctable&seeds=2&${all}`);
      assert.equal(await page.evaluate(() => history.length), length);
      const left = await page.evaluate(() => {
        const element = /** @type {DescensoLab} */ (document.querySelector('descenso-lab'));
        element.remove();
        return element.shadowRoot?.childElementCount;
      });
      assert.equal(left, 0);
      await page.close();
    });

    test('takes orders of a page that has no address of its own: the text of a frame', async () => {
      const text = `<script type="module" src="${MODULE ? hosts.origin + MODULE : `${server.page}embed/element.js`}"></script>
        <descenso-lab ${SITE && `src="${server.page}"`} lab="race" lang="en" settings="${SETTINGS}"></descenso-lab>`;
      const page = await hosts.open(
        browser(),
        `<iframe width="900" height="700" srcdoc="${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`,
      );
      const around = await until(
        () => page.frames().find((one) => one.url() === 'about:srcdoc'),
        () => 'there is no frame',
      );
      const link = await around.evaluate(async () => {
        await customElements.whenDefined('descenso-lab');
        const lab = /** @type {DescensoLab} */ (document.querySelector('descenso-lab'));
        /** @type {Promise<CustomEvent>} */
        const end = new Promise((resolve) => {
          lab.addEventListener('end', (event) => resolve(/** @type {CustomEvent} */ (event)), { once: true });
        });
        lab.set({ optimizers: 'adam' });
        lab.train();
        return (await end).detail.link;
      });
      assert.match(link, /optimizers=adam/);
      await page.close();
    });

    test('a page without an origin is told that no order of it arrives, and its question is refused', async () => {
      const text = `<script type="module" src="${MODULE ? hosts.origin + MODULE : `${server.page}embed/element.js`}"></script>
        <descenso-lab ${SITE && `src="${server.page}"`} lab="race"></descenso-lab>`;
      const page = await hosts.open(
        browser(),
        `<iframe sandbox="allow-scripts" srcdoc="${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`,
      );
      const around = await until(
        () => page.frames().find((one) => one.url() === 'about:srcdoc'),
        () => 'there is no frame',
      );
      const [refusal, warnings] = await around.evaluate(async () => {
        await customElements.whenDefined('descenso-lab');
        const lab = /** @type {DescensoLab} */ (document.querySelector('descenso-lab'));
        /** @type {unknown[]} */
        const warnings = [];
        console.warn = (...said) => void warnings.push(...said);
        lab.train();
        lab.set({ seeds: 2 });
        return [await lab.state().then(String, ({ message }) => message), warnings];
      });
      assert.match(refusal, /origin "null".*no orders/);
      assert.deepEqual(warnings, [refusal]);
      await page.close();
    });

    test('what is asked at once is done when it can be, also where the element has been moved meanwhile', async () => {
      const page = await open('<p id="there"></p>');
      const [moved, end] = await page.evaluate(
        async (settings, src) => {
          await customElements.whenDefined('descenso-lab');
          const lab = /** @type {DescensoLab} */ (document.createElement('descenso-lab'));
          for (const [key, value] of Object.entries({ lab: 'race', lang: 'en', settings, ...(src && { src }) }))
            lab.setAttribute(key, value);
          /** @type {Promise<CustomEvent>} */
          const over = new Promise((resolve) => {
            lab.addEventListener('end', (event) => resolve(/** @type {CustomEvent} */ (event)), { once: true });
          });
          document.body.append(lab);
          lab.set({ optimizers: 'adam' });
          lab.train();
          const asked = lab.state();
          document.getElementById('there')?.append(lab);
          return [(await asked).link, (await over).detail.link];
        },
        SETTINGS.replaceAll('&amp;', '&'),
        SITE && server.page,
      );
      assert.match(moved, /^#lab=race/);
      assert.match(end, /optimizers=adam/);
      // What was on its way to the first place is let go.
      await page.assertQuiet({ except: [...OTHER.except, /ERR_ABORTED|NS_BINDING_ABORTED/] });
      await page.close();
    });

    test('who asks for its state is answered where it has been moved meanwhile, and refused where it has been taken out', async () => {
      const page = await open('<descenso-lab lab="race" lang="en"></descenso-lab><p id="there"></p>');
      await page.evaluate(() => globalThis.isReady);
      const [moved, ...refusals] = await page.evaluate(async () => {
        const lab = /** @type {DescensoLab} */ (document.querySelector('descenso-lab'));
        const asked = lab.state();
        document.getElementById('there')?.append(lab);
        const { status } = await asked;
        const refusal = (/** @type {Promise<unknown>} */ one) => one.then(String, ({ message }) => message);
        const there = lab.state();
        lab.remove();
        const gone = await refusal(there);
        // Asked before there is anybody to hear, too.
        document.body.append(lab);
        const early = lab.state();
        lab.remove();
        return [status, gone, await refusal(early), await refusal(lab.state())];
      });
      assert.equal(moved, 'cover');
      const out = 'the element was taken out before it told its state';
      assert.deepEqual(refusals, [out, out, 'the element is in no document']);
      await page.close();
    });
  });

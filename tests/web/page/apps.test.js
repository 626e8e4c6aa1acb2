// Two apps in one document, which train at once and know nothing of each other.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'node:test';
import { BROWSERS, missingBrowser, openPage, testsOf, withServer } from '../../helpers/browser.js';
import { choose, click, drawn, notOfSites, QUICK, unfold, useBrowser } from '../../helpers/page.js';
import { servedCopy } from '../../helpers/served.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const root = servedCopy(['wasm', 'web'], ['web/data/full']);
const sheets = ['tokens', 'layout', 'controls', 'labs'].map(
  (name) => `<link rel="stylesheet" href="style/${name}.css">`,
);
const hosts = `<h1>Host</h1><p class="muted prose">A <a href="#x">link</a></p><button class="button">Button</button><input type="range">
  <input type="checkbox"><select><option>1</option></select><ul class="cards"><li>Item</li></ul><progress max="1" value="0.5"></progress>
  <details open><summary>More</summary><math><mi>x</mi></math></details><table class="live"><tr><th>1</th><td>2</td></tr></table>`;
/** @param {string} head @param {string} apps */
const documentOf = (head, apps) =>
  `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Both</title><link rel="icon" href="icon.svg">${head}</head>
  <body>${hosts}${apps}</body></html>`;
writeFileSync(
  path.join(root, 'web/two.html'),
  documentOf(
    `${sheets.join('')}<script type="module" src="two.js"></script>`,
    '<div id="both"><div id="one"></div><div id="two"></div></div>',
  ),
);
writeFileSync(path.join(root, 'web/none.html'), documentOf('', ''));
writeFileSync(
  path.join(root, 'web/two.js'),
  `import { createApp } from './app.js';
  const link = '#lab=race&${QUICK}&optimizers=sgd,adam';
  const own = { hash: link, writes: [] };
  const navigation = {
    read: () => own.hash,
    write(hash) { own.hash = hash; own.writes.push(hash); },
    onMove: (moved) => { own.moved = moved; return () => {}; },
    onLeave: () => () => {},
    share: (hash) => 'https://one.example/' + hash,
    restart() {},
  };
  globalThis.own = own;
  globalThis.one = createApp({ root: document.querySelector('#one'), language: 'es', theme: 'dark', navigation });
  globalThis.two = createApp({ root: document.querySelector('#two'), language: 'en', theme: 'light', link });`,
);

/** @param {TestPage} page @param {string} app */
const look = (page, app) =>
  page.$eval(/** @type {'div'} */ (app), (element) => ({
    lang: element.lang,
    theme: element.dataset.theme,
    paper: getComputedStyle(element).backgroundColor,
    heading: element.querySelector('h1')?.textContent,
    state: element.querySelector('.race-state')?.textContent,
  }));

/** @param {TestPage} page @param {string} app @param {RegExp} pattern what its race says of itself */
const says = (page, app, pattern) =>
  page.waitForFunction(
    (selector, source) => new RegExp(source).test(document.querySelector(`${selector} .race-state`)?.textContent ?? ''),
    {},
    app,
    pattern.source,
  );

/** What is the host's own. @param {TestPage} page */
const host = (page) =>
  page.evaluate(() => {
    const { lang, dataset } = document.documentElement;
    return [document.title, lang, { ...dataset }, globalThis.location.hash];
  });

/**
 * How the host's own elements are drawn, but for their sizes, which hang on the window's scroll bar.
 * @param {TestPage} page
 */
const drawnOf = (page) =>
  page.evaluate(() => {
    const own = [
      document.documentElement,
      document.body,
      ...document.querySelectorAll('body > :not(#both), body > :not(#both) *'),
    ];
    return own.map((element) => {
      const style = getComputedStyle(element);
      const names = [...style].filter((name) => !/^--|size|height|width|origin/.test(name));
      return [element.localName, ...names.map((name) => `${name}: ${style.getPropertyValue(name)}`)];
    });
  });

/** What of an app's parts is seen, and where. @param {TestPage} page @param {string} app */
const layout = (page, app) =>
  page.$eval(app, (element) => {
    const seen = (/** @type {string} */ part) =>
      element.querySelector(part)?.checkVisibility({ visibilityProperty: true }) === true;
    return { rail: seen('.rail'), opener: seen('.rail-open'), over: element.scrollWidth > element.clientWidth };
  });

/** Ids that two elements have. @param {TestPage} page */
const doubled = (page) =>
  page.$$eval('[id]', (all) => {
    const ids = all.map(({ id }) => id);
    return ids.filter((id, n) => ids.indexOf(id) !== n);
  });

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) || notOfSites }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name);

    /** @param {(page: TestPage) => Promise<void>} use */
    const withApps = (use) =>
      withServer(
        async ({ url }) => {
          const page = await openPage(browser(), `${url}web/two.html`);
          await Promise.all(['#one', '#two'].map((app) => page.waitForSelector(`${app} .race-charts`)));
          await use(page);
          // A worker that is ended may be loading.
          await page.assertQuiet({ except: [/starter.*(NS_BINDING_ABORTED|ERR_ABORTED)/] });
          await page.close();
        },
        { root },
      );

    test.both('one is Spanish and dark, the other English and light; both train at once', async () => {
      await withApps(async (page) => {
        const before = await host(page);
        const [one, two] = [await look(page, '#one'), await look(page, '#two')];
        assert.deepEqual([one.lang, one.theme, two.lang, two.theme], ['es', 'dark', 'en', 'light']);
        assert.notEqual(one.paper, two.paper);
        assert.notEqual(one.heading, two.heading);
        await click(page, 'button', 'Entrenar', '#one');
        await click(page, 'button', 'Train', '#two');
        await Promise.all([says(page, '#one', /^Terminó/), says(page, '#two', /^Finished/)]);
        assert.deepEqual(await doubled(page), []);
        assert.deepEqual(await host(page), before, 'the document is its host’s');
      });
    });

    test('what is changed in one is not changed in the other, and goes into its own link', async () => {
      await withApps(async (page) => {
        await choose(page, 'Theme', 'dark', '#two');
        await choose(page, 'Language', 'es', '#two');
        await page.waitForSelector('#two[lang=es][data-theme=dark]');
        await choose(page, 'Tema', 'light', '#one');
        await choose(page, 'Idioma', 'en', '#one');
        await page.waitForSelector('#one[lang=en][data-theme=light]');
        await click(page, 'link', 'Superficies', '#two');
        await page.waitForSelector('#two .surface-start');
        assert.ok(await page.$('#one .race-charts'));
        // The link is written a few times a second only.
        await page.waitForFunction(() => /^#lab=race&lang=en&theme=light/.test(globalThis.own.hash));
        assert.equal(await page.evaluate(() => globalThis.location.hash), '');
        assert.equal((await page.$$('#two .page-tools button')).length, 0, 'without links there is none to share');
      });
    });

    test('each lays itself out by its own width, whatever the window’s', async () => {
      await withApps(async (page) => {
        await page.setViewport({ width: 1400, height: 800 });
        /** @param {number} one @param {number} two */
        const widths = async (one, two) => {
          await page.evaluate(
            (...wanted) => {
              const [both, ...apps] = ['#both', '#one', '#two'].map((id) => document.querySelector(id));
              /** @type {HTMLElement} */ (both).style.display = 'flex';
              apps.forEach((app, n) => /** @type {HTMLElement} */ (app.style.flex = `0 0 ${wanted[n]}px`));
            },
            one,
            two,
          );
          await drawn(page);
        };
        const [narrow, wide] = [
          { rail: false, opener: true, over: false },
          { rail: true, opener: false, over: false },
        ];
        await widths(380, 900);
        assert.deepEqual([await layout(page, '#one'), await layout(page, '#two')], [narrow, wide]);
        await click(page, 'button', 'Controles', '#one');
        const [left, width] = await page.$eval('#one dialog:modal', (dialog) => {
          const box = dialog.getBoundingClientRect();
          return [box.left, box.width];
        });
        const at = await page.$eval('#one', (element) => element.getBoundingClientRect().left);
        assert.deepEqual([left, width], [at, 380], 'its sheet is as wide as it is');
        await widths(900, 380);
        assert.deepEqual([await layout(page, '#one'), await layout(page, '#two')], [wide, narrow]);
        assert.equal(await page.$('dialog[open]'), null, 'with room for the controls, the sheet closes');
      });
    });

    test('what the host has of its own looks as it did without', async () => {
      await withApps(async (page) => {
        // With all that comes when it is wanted: formulas have a sheet of their own.
        await unfold(page, 'Training');
        await page.waitForSelector('#two math');
        const found = await drawnOf(page);
        await page.goto(page.url().replace('two.html', 'none.html'));
        const bare = await drawnOf(page);
        for (const [n, [element, ...own]] of bare.entries())
          assert.deepEqual(
            found[n].slice(1).filter((line) => !own.includes(line)),
            [],
            element,
          );
        assert.equal(found.length, bare.length);
      });
    });

    test('one goes, its element is as it was, and the other trains', async () => {
      await withApps(async (page) => {
        await click(page, 'button', 'Entrenar', '#one');
        await click(page, 'button', 'Train', '#two');
        await page.waitForFunction(() => document.querySelector('#one .chart-empty')?.checkVisibility() === false);
        await page.evaluate(() => globalThis.one.destroy());
        assert.equal(
          await page.$eval('#one', (element) => element.outerHTML.replace(/ class=""/, '')),
          '<div id="one"></div>',
        );
        await says(page, '#two', /^Finished/);
        await click(page, 'button', 'Train', '#two');
        await says(page, '#two', /^Finished/);
      });
    });
  });
}

// A built site without a network, and as its next version comes: nothing is forced on the reader, and nothing is mixed.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe } from 'node:test';
import { stamped } from '../../publish/files.js';
import { siteFiles, writeSite } from '../../publish/site.js';
import { BROWSERS, missingBrowser, openPage, testsOf } from '../helpers/browser.js';
import { startHost } from '../helpers/host.js';
import { LABS } from '../helpers/labs.js';
import { click, QUICK, untilState, useBrowser } from '../helpers/page.js';
import { servedCopy } from '../helpers/served.js';
import { until } from '../helpers/patience.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'descenso offline-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const [first, next, last] = ['first', 'next', 'last'].map((name) => path.join(scratch, name));

before(async () => {
  writeSite(first, await siteFiles());
  // Other versions: a word of one lab is another, and with it the name of what it is in.
  const tree = servedCopy(['web', 'wasm', 'LICENSE', 'package.json'], ['web/data/full']);
  const file = path.join(tree, 'web/i18n/en/surfaces.js');
  const words = readFileSync(file, 'utf8');
  for (const [site, word] of [
    [next, 'Newer'],
    [last, 'Newest'],
  ]) {
    const changed = words.replace(/title: '/, `title: '${word} `);
    assert.notEqual(changed, words);
    writeFileSync(file, changed);
    writeSite(site, await siteFiles({ root: tree }));
  }
});

/** @typedef {import('../helpers/browser.js').TestPage} TestPage */

/** @param {TestPage} page */
const kept = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
/** What the worker that is to come has become, when nothing is on its way any more. @param {TestPage} page */
const waiting = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const { installing } = registration;
    if (installing)
      await new Promise((resolve) => {
        installing.addEventListener('statechange', resolve, { once: true });
      });
    return registration.waiting !== null;
  });
/** The names of the versions that are kept, whole or not. @param {TestPage} page */
const keptVersions = (page) => page.evaluate(async () => (await caches.keys()).sort());
const heading = (/** @type {TestPage} */ page) => page.$eval('#main h1', (one) => one.textContent);

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    /** A host of a site that may be replaced, of which the page has been visited once. @param {import('node:test').TestContext} t */
    async function visited(t) {
      const folder = path.join(mkdtempSync(path.join(scratch, 'host-')), 'course');
      cpSync(first, folder, { recursive: true });
      const host = await startHost(folder, '/some/course/');
      t.after(host.close);
      const page = await openPage(browser(), `${host.url}#lab=surfaces&lang=en`);
      await kept(page);
      await page.close();
      return { folder, host };
    }
    /** @param {string} url @param {string} link */
    async function open(url, link) {
      const page = await openPage(browser(), `${url}#${link}`);
      await page.waitForSelector('#main h1');
      return page;
    }

    test('the second visit needs no network: every lab opens, and a race trains', async (t) => {
      const { host } = await visited(t);
      host.stop(true);
      for (const lab of LABS.filter((one) => one !== 'race'))
        await (await open(host.url, `lab=${lab}&lang=es`)).close();
      for (const address of [host.url, `${host.url}index.html?from=slides`]) {
        const page = await open(address, `lang=en&optimizers=sgd&${QUICK}`);
        await click(page, 'button', 'Train');
        await untilState(page, /^Finished\./);
        await page.assertQuiet({ except: [/service-worker\.js/] }); // which browsers look for anew
        await page.close();
      }
    });

    test('a worker that brings a version slowly is spoken to until it has it: Firefox ends one to which nothing is said', async (t) => {
      const folder = path.join(mkdtempSync(path.join(scratch, 'host-')), 'course');
      cpSync(first, folder, { recursive: true });
      const host = await startHost(folder, '/some/course/');
      t.after(host.close);
      const page = await openPage(browser(), 'about:blank');
      await page.evaluateOnNewDocument(keepSpeech);
      const quiet = () => page.waitForFunction(() => globalThis.speech.speakers.size === 0);
      const said = async () => {
        await page.waitForFunction(() => globalThis.speech.said.length > 0);
        return page.evaluate(() => globalThis.speech.said[0]);
      };
      const give = host.withhold('embed.html');
      await page.goto(`${host.url}#lab=surfaces&lang=en`);
      assert.deepEqual(await said(), ['installing', 'descenso: go on']);
      give();
      await kept(page);
      await quiet();
      // And so is the one of the next version, which the same page may see come.
      writeSite(folder, new Map(Object.entries(siteIn(next))));
      const giveNext = host.withhold('embed.html');
      await page.evaluate(async () => {
        globalThis.speech.said.length = 0;
        await (await navigator.serviceWorker.ready).update();
      });
      assert.deepEqual(await said(), ['installing', 'descenso: go on']);
      giveNext();
      await quiet();
      await page.close();
    });

    test('a new version is offered, not forced: until then the one that is open stays whole', async (t) => {
      const { folder, host } = await visited(t);
      writeSite(folder, new Map(Object.entries(siteIn(next))));
      // The host has no file of the old version any more; what it had not loaded yet comes all the same.
      const page = await open(host.url, 'lab=race&lang=en');
      assert.equal(await waiting(page), true);
      await click(page, 'link', 'Surfaces');
      await page.waitForSelector('.surface-start');
      const old = await heading(page);
      assert.doesNotMatch(old ?? '', /Newer/);
      const notice = await until(
        () => page.$('.notice'),
        () => 'no new version is offered',
      );
      assert.match(await notice.evaluate((one) => one.textContent ?? ''), /^There is a new version of Descenso\./);
      await Promise.all([page.waitForNavigation(), click(page, 'button', 'Reload the page')]);
      await page.waitForSelector('.surface-start');
      assert.equal(await heading(page), `Newer ${old}`);
      host.stop(true);
      await page.reload();
      await page.waitForSelector('.surface-start');
      assert.equal(await heading(page), `Newer ${old}`);
      await page.close();
    });

    test('of two versions that came while two pages were open, one page takes the last, and the other stays whole', async (t) => {
      const { folder, host } = await visited(t);
      const [one, other] = [await open(host.url, 'lab=race&lang=en'), await open(host.url, 'lab=race&lang=en')];
      for (const site of [next, last]) {
        writeSite(folder, new Map(Object.entries(siteIn(site))));
        assert.equal(await waiting(one), true);
      }
      // A page looks for versions when it has come to rest, and so after it was opened: both are to have heard of the first.
      for (const page of [one, other]) {
        await page.bringToFront();
        await page.waitForSelector('.notice');
      }
      const reload = async (/** @type {TestPage} */ page) => {
        await page.bringToFront();
        // The notice was of the version before, which nobody has taken.
        await Promise.all([page.waitForNavigation(), click(page, 'button', 'Reload the page')]);
        await page.waitForSelector('#main h1');
      };
      const shown = async (/** @type {TestPage} */ page) => {
        await page.bringToFront();
        await click(page, 'link', 'Surfaces');
        await page.waitForSelector('.surface-start');
        return heading(page);
      };
      await reload(one);
      const newest = (await shown(one)) ?? '';
      assert.match(newest, /^Newest /);
      assert.equal(`Newest ${await shown(other)}`, newest, 'a lab that was not open yet comes of its own version');
      await reload(other);
      await other.waitForSelector('.surface-start');
      assert.equal(await heading(other), newest, 'and its notice leads to the last one, too');
      host.stop(true);
      await one.reload();
      await one.waitForSelector('.surface-start');
      assert.equal(await heading(one), newest);
      for (const page of [one, other]) await page.close();
    });

    test('a version that has come to the host in part only is not taken', async (t) => {
      const { folder, host } = await visited(t);
      // Looked at before there is a new version, which a browser may begin to take at once.
      const visit = await open(host.url, 'lab=surfaces&lang=en');
      const before = await keptVersions(visit);
      assert.equal(before.length, 1);
      await visit.close();
      for (const file of ['service-worker.js', 'assets'])
        cpSync(path.join(next, file), path.join(folder, file), { recursive: true });
      const page = await open(host.url, 'lab=surfaces&lang=en');
      assert.equal(await waiting(page), false, 'its page is of another version');
      assert.deepEqual(await keptVersions(page), before, 'and leaves nothing behind');
      // One whose worker was ended on its way has left what it could not take away.
      const family = before[0].replace(/\S+$/, '');
      await page.evaluate((name) => caches.open(name), `${family}broken`);
      cpSync(next, folder, { recursive: true });
      assert.equal(await waiting(page), true, 'when it is whole, it is');
      await Promise.all([page.waitForNavigation(), click(page, 'button', 'Reload the page')]);
      await until(
        async () => {
          const names = await keptVersions(page);
          return names.length === 2 && names.includes(before[0]) && !names.some((name) => name.endsWith('broken'));
        },
        async () => `versions ${await keptVersions(page)}`,
      );
      await page.close();
    });

    test('what is kept from its first use on is what its name says, and no page that a host gives in place of it', async (t) => {
      const { folder, host } = await visited(t);
      const page = await open(host.url, 'lab=surfaces&lang=en');
      const [early, other] = ['images', 'labels'].map((text) => ({ text, file: stamped('full.gz', text) }));
      const put = (/** @type {string} */ file, /** @type {string} */ text) =>
        writeFileSync(path.join(folder, 'assets', file), text);
      const get = (/** @type {string} */ file) =>
        page.evaluate(async (address) => (await fetch(address, { cache: 'no-store' })).text(), `assets/${file}`);
      const isKept = (/** @type {string} */ file) =>
        page.evaluate(async (address) => (await caches.match(address)) !== undefined, `assets/${file}`);
      put(early.file, '<!doctype html>Not here.');
      assert.match(await get(early.file), /Not here/);
      put(early.file, early.text);
      put(other.file, other.text);
      for (const { file, text } of [other, early]) {
        assert.equal(await get(file), text);
        await until(
          () => isKept(file),
          () => `${text} are not kept`,
        );
      }
      host.stop(true);
      assert.equal(await get(early.file), early.text);
      await page.close();
    });
  });

/**
 * Notes what is said to workers, and which timers say it, until they are cleared: to be run in a document before its scripts.
 * Seconds pass there twenty times as fast.
 */
function keepSpeech() {
  const { setInterval, clearInterval } = globalThis;
  const speech = (globalThis.speech = { said: [], speakers: new Set() });
  ServiceWorker.prototype.postMessage = function say(/** @type {unknown} */ word) {
    speech.said.push([this.state, word]);
  };
  globalThis.setInterval = /** @type {typeof setInterval} */ (
    (/** @type {() => void} */ work, /** @type {number} */ time) => {
      const timer = setInterval(() => {
        const before = speech.said.length;
        work();
        if (speech.said.length > before) speech.speakers.add(timer);
      }, time / 20);
      return timer;
    }
  );
  globalThis.clearInterval = (timer) => {
    speech.speakers.delete(timer);
    clearInterval(timer);
  };
}

/** A site's files, by path. @param {string} directory @returns {Record<string, Buffer>} */
function siteIn(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(directory, file), readFileSync(file)];
    }),
  );
}

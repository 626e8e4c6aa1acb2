// The page as its user has it: what is found by role and name, what charts and tables say, files that are saved.

import { after, before } from 'node:test';
import { startServer } from '../../wasm/cli/serve.js';
import { openPage, TestBrowser } from './browser.js';
import { startHost } from './host.js';
import { until } from './patience.js';

/** @typedef {import('./browser.js').TestPage} TestPage */
/** @typedef {import('../../wasm/spec.d.ts').Spec} Spec */
/** @typedef {import('../../web/engine/message-types.js').PageMessage} PageMessage */
/** @typedef {{ from: number, to: number, series: Record<string, { last: number, least: number }> }} Curves */

/** A race of little work: two epochs of 20 steps with a small network. */
export const QUICK = 'spec.data.trainSize=640&spec.epochs=2&layers=20,10';
/** One that goes on until it is ended, at a pace that leaves little to draw. */
export const ENDLESS = 'spec.data.trainSize=640&spec.epochs=10000';

/**
 * Opens the page with a link, and waits until its lab is there.
 * @param {import('./browser.js').TestBrowser} browser
 * @param {string} url of the server
 * @param {string} [link] without "#"
 * @param {import('./browser.js').PageOptions} [options]
 * @returns {Promise<TestPage>}
 */
export async function openLab(browser, url, link = '', options = {}) {
  await makeOffline(browser, url, options);
  const page = await openPage(browser, `${folderOf(url)}#${link}`, options);
  await page.waitForSelector('#main h1');
  return page;
}

/**
 * DESCENSO_SITE=build/site: the tests look at a site, on a host that sends no headers, in place of the tree. With
 * DESCENSO_OFFLINE=1 too, the host is down when a page is opened that has been visited before.
 */
export const SITE = process.env.DESCENSO_SITE ?? '';
const OFFLINE = Boolean(process.env.DESCENSO_OFFLINE);

/** @param {string} url of a server */
const folderOf = (url) => (SITE ? url : `${url}web/`);

/** For what looks at the modules of the tree, or at the server itself. */
export const notOfSites = SITE !== '' && 'is not of a site';

/** @type {Map<string, Awaited<ReturnType<typeof startHost>>>} */
const hosts = new Map();
/** Those that have kept a site. @type {WeakSet<import('puppeteer-core').Browser>} */
const visited = new WeakSet();

/** Visits a site, until all of it is kept, and takes its host down. @type {(...args: [import('./browser.js').TestBrowser, string, {}]) => Promise<void>} */
async function makeOffline(browser, url, options) {
  const host = hosts.get(url);
  const instance = await browser.instanceFor(options);
  if (!OFFLINE || !host || visited.has(instance)) return;
  host.stop(false);
  const page = await openPage(browser, url, options);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.close();
  host.stop(true);
  visited.add(instance);
}

/** A server for the tests of a file: it starts before the first of them and closes after the last. */
export function useServer() {
  /** @type {{ url: string, close(): Promise<unknown> }} */
  let server;
  before(async () => {
    if (!SITE) return void (server = await startServer({ port: 0 }));
    const host = await startHost(SITE, '/some/course/');
    hosts.set(host.url, host);
    server = host;
  });
  after(() => server.close());
  return {
    get url() {
      return server.url;
    },
    /** The folder of the page and of embeds. */
    get page() {
      return folderOf(server.url);
    },
  };
}

/**
 * A browser for the tests of a suite, which starts with its first page: all of its tests may be the other browser's.
 * @param {import('./browser.js').BrowserName} name
 * @param {{ network?: boolean }} [options] as openBrowser() has it; without it only where a site is looked at, whose service
 *   worker asks in a page's place
 * @returns {() => import('./browser.js').TestBrowser}
 */
export function useBrowser(name, { network = SITE !== '' } = {}) {
  const browser = new TestBrowser(name, network);
  after(() => browser.close());
  return () => browser;
}

/**
 * The page in a suite's own browser.
 * @param {import('./browser.js').BrowserName} name
 * @param {{ url: string }} server
 * @param {Parameters<typeof useBrowser>[1]} [options]
 */
export function usePages(name, server, options) {
  const browser = useBrowser(name, options);
  /** @param {string} link @param {import('./browser.js').PageOptions} [options] */
  const open = (link, options) => openLab(browser(), server.url, link, options);
  return {
    open,
    browser,
    /**
     * Uses a page, which has to stay quiet, and closes it.
     * @param {string} link
     * @param {(page: TestPage) => Promise<void>} use
     */
    async withPage(link, use) {
      const page = await open(link);
      await use(page);
      await page.assertQuiet();
      await page.close();
    },
  };
}

/**
 * What can be seen and has that role and name, the first of them.
 * @param {TestPage} page
 * @param {string} role 'button', 'checkbox', 'textbox', 'slider', 'combobox', 'summary', 'link'
 * @param {string | RegExp} name the whole of it
 * @param {string} [within] a selector
 * @returns {Promise<import('puppeteer-core').ElementHandle<HTMLElement>>}
 */
export async function find(page, role, name, within = 'body') {
  const pattern = typeof name === 'string' ? `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : name.source;
  const handle = await page
    .waitForFunction(
      (wanted, source, inside) => {
        const selectors = /** @type {Record<string, string>} */ ({
          button: 'button',
          link: 'a[href]',
          checkbox: 'input[type=checkbox]',
          textbox: 'input[type=text]',
          slider: 'input[type=range]',
          combobox: 'select',
          summary: 'summary',
        });
        const nameOf = (/** @type {HTMLElement} */ element) => {
          const { labels } = /** @type {HTMLInputElement} */ (element);
          const label =
            element.getAttribute('aria-label') ?? [...(labels ?? [])].map((one) => one.textContent).join(' ');
          const own = element.tagName === 'SUMMARY' ? element.firstChild?.textContent : element.textContent;
          return (label || (element.tagName === 'SELECT' ? '' : own) || '').trim();
        };
        /** @type {NodeListOf<HTMLElement>} */
        const all = document.querySelectorAll(`:is(${inside}) ${selectors[wanted]}`);
        return [...all].find(
          (element) =>
            new RegExp(source).test(nameOf(element)) && element.checkVisibility({ visibilityProperty: true }),
        );
      },
      {},
      role,
      pattern,
      within,
    )
    .catch((error) => {
      throw new Error(`no ${role} "${pattern}" is seen: ${error.message}`);
    });
  return /** @type {import('puppeteer-core').ElementHandle<HTMLElement>} */ (handle);
}

/**
 * Does something with what is found, and waits until what that brings about is drawn. Where the page has drawn it anew in
 * the meantime, what stands in its place is found.
 * @param {TestPage} page
 * @param {Parameters<typeof find> extends [unknown, ...infer Rest] ? Rest : never} what
 * @param {(element: Awaited<ReturnType<typeof find>>) => Promise<unknown>} act
 */
async function actOn(page, what, act) {
  for (let tries = 1; ; tries++) {
    const element = await find(page, ...what);
    try {
      await act(element);
      break;
    } catch (error) {
      const isThere = await element.evaluate((one) => one.isConnected).catch(() => false);
      if (isThere || tries === 3) throw error;
    }
  }
  await drawn(page).catch(() => {}); // it may have led to another page
}

/** Clicks what slides in when it has come to rest. @param {Awaited<ReturnType<typeof find>>} element */
async function press(element) {
  await element.evaluate(async (one) => {
    one.scrollIntoView({ block: 'center' });
    for (let top = NaN; top !== one.getBoundingClientRect().top;) {
      ({ top } = one.getBoundingClientRect());
      for (let n = 0; n < 2; n++)
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
    }
  });
  await element.click();
}

/** @param {TestPage} page @param {string} role @param {string | RegExp} name @param {string} [within] a selector */
export const click = (page, role, name, within) => actOn(page, [role, name, within], press);

/** Opens folded groups of controls, those that are not open. @param {TestPage} page @param {...string} names */
export async function unfold(page, ...names) {
  const isOpen = (/** @type {Element} */ one) => /** @type {HTMLDetailsElement} */ (one.parentElement).open;
  for (const name of names)
    await actOn(page, ['summary', name], async (summary) => (await summary.evaluate(isOpen)) || press(summary));
}

/**
 * Types into a field, in place of what was there.
 * @param {TestPage} page
 * @param {string | RegExp} label
 * @param {string} text
 * @param {string} [within] a selector
 */
export const fill = (page, label, text, within) =>
  actOn(page, ['textbox', label, within], async (box) => {
    await box.evaluate((one) => {
      const input = /** @type {HTMLInputElement} */ (one);
      input.scrollIntoView({ block: 'center' });
      input.focus();
      input.select();
    });
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  });

/** @param {TestPage} page @param {string | RegExp} label @param {string} value @param {string} [within] a selector */
export const choose = (page, label, value, within) =>
  actOn(page, ['combobox', label, within], (box) => box.select(value));

/** What a field holds. @param {TestPage} page @param {string} role @param {string | RegExp} label */
export const valueOf = async (page, role, label) =>
  (await find(page, role, label)).evaluate((one) => /** @type {HTMLInputElement} */ (one).value);

/** The address, with all that was changed in it: what waits to be written is written when a page is left. @param {TestPage} page */
export const addressOf = (page) =>
  page.evaluate(() => {
    globalThis.dispatchEvent(new Event('pagehide'));
    return globalThis.location.href;
  });

/**
 * The link that the address bar holds, as keys and values.
 * @param {TestPage} page
 * @returns {Promise<Record<string, string>>}
 */
export const linkOf = async (page) =>
  Object.fromEntries(new URLSearchParams(new URL(await addressOf(page)).hash.slice(1)));

/** @template T @param {T[]} list that is not empty */
export const last = (list) => list[list.length - 1];

/** What a key or a click brings about has come when this has: two frames later. @param {TestPage} page */
export const drawn = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );

/** Colours that are on their way, as after a change of the theme, have arrived. @param {TestPage | import('puppeteer-core').Frame} page */
export const coloured = (page) =>
  page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const changes = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(changes.map(({ finished }) => finished));
  });

/** @param {TestPage} page @returns {Promise<string>} what the race says of itself */
export const raceState = (page) => page.$eval('.race-state', (element) => element.textContent ?? '');

/** Waits until the race says so. @param {TestPage} page @param {RegExp} pattern */
export async function untilState(page, pattern) {
  const says = (/** @type {string} */ source) =>
    new RegExp(source).test(document.querySelector('.race-state')?.textContent ?? '');
  await page.waitForFunction(says, {}, pattern.source).catch(async (error) => {
    throw new Error(`the race does not say ${pattern} but "${await raceState(page)}": ${error.message}`);
  });
}

/**
 * The race's table, by what its rows and columns are called; a text box as its value.
 * @param {TestPage} page
 * @returns {Promise<Record<string, Record<string, string>>>}
 */
export const raceTable = (page) =>
  page.evaluate(() => {
    const own = (/** @type {Element} */ cell) =>
      cell.querySelector('input')?.value ?? (cell.cloneNode(true).textContent ?? '').replace(/\?.*$/s, '').trim();
    const columns = [...document.querySelectorAll('.race-results > .table-wrap thead th')].map(own);
    return Object.fromEntries(
      [...document.querySelectorAll('.race-results > .table-wrap tbody tr')].map((row) => {
        const cells = [...row.children].map(own);
        return [cells[0], Object.fromEntries(columns.map((name, n) => [name, cells[n]]))];
      }),
    );
  });

/** What the text alternative of a chart says. @param {TestPage} page @param {string} title */
export const chartText = (page, title) =>
  page.evaluate((wanted) => {
    const canvas = [...document.querySelectorAll('canvas[role=img]')].find(
      (one) => one.getAttribute('aria-label') === wanted,
    );
    return document.getElementById(canvas?.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
  }, title);

/**
 * The figures of a chart's text alternative, in English; it follows the data once a second.
 * @param {TestPage} page
 * @param {string} title
 * @returns {Promise<Curves>} without series where there are no data yet
 */
export async function curves(page, title) {
  const text = await chartText(page, title);
  const value = (/** @type {string} */ digits) => Number(digits.replaceAll(',', '').replace(/ × 10.*/, ''));
  const [, from, to] = / from ([\d.,]+) to ([\d.,]+)\. /.exec(text) ?? [null, 'NaN', 'NaN'];
  const series = [...text.matchAll(/(?<=\. )([^.:]+): last value (\S+), least (\S+)\.(?= |$)/g)];
  return {
    from: value(from),
    to: value(to),
    series: Object.fromEntries(
      series.map(([, name, last, least]) => [name, { last: value(last), least: value(least) }]),
    ),
  };
}

/**
 * Waits until a chart's text alternative says so.
 * @param {TestPage} page
 * @param {string} title
 * @param {(found: Curves) => boolean} says
 */
export const untilCurves = (page, title, says) =>
  until(
    async () => {
      const found = await curves(page, title);
      return says(found) && found;
    },
    async () => `the chart does not get there: ${await chartText(page, title)}`,
  );

/**
 * From now on the page may write into no clipboard, as in a frame in a sandbox, or has none, as without encryption; nor the old way.
 * @param {TestPage} page
 * @param {'refused' | 'absent'} how
 */
export const denyClipboard = (page, how) =>
  page.evaluate((isAbsent) => {
    const writeText = () => Promise.reject(new DOMException('not here', 'NotAllowedError'));
    Object.defineProperty(navigator, 'clipboard', { value: isAbsent ? undefined : { writeText }, configurable: true });
    document.execCommand = () => false;
  }, how === 'absent');

/** What is selected in the page, in a box or around it. @param {TestPage} page */
export const selectedIn = (page) =>
  page.evaluate(() => {
    const box = document.activeElement;
    return box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement
      ? box.value.slice(box.selectionStart ?? 0, box.selectionEnd ?? 0)
      : `${getSelection()}`;
  });

/**
 * The file that a button saves, which then is not saved.
 * @param {TestPage} page
 * @param {string | RegExp} name of the button
 * @returns {Promise<{ name: string, type: string, text: string, bytes: number[] }>} bytes: of what is no text
 */
export async function savedBy(page, name) {
  await page.evaluate(() => {
    if (globalThis.savedFiles) return;
    /** @type {{ name: string, blob: Blob }[]} */
    const saved = (globalThis.savedFiles = []);
    /** @type {Map<string, Blob>} */
    const blobs = new Map();
    const create = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (/** @type {Blob | MediaSource} */ source) => {
      const url = create(source);
      blobs.set(url, /** @type {Blob} */ (source));
      return url;
    };
    HTMLAnchorElement.prototype.click = function click() {
      const blob = blobs.get(this.href);
      if (blob) saved.push({ name: this.download, blob });
    };
  });
  // Not by the pointer: what is saved is looked at while a page grows, and a button may move away from under it.
  await (await find(page, 'button', name)).evaluate((one) => /** @type {HTMLElement} */ (one).click());
  await page.waitForFunction(() => globalThis.savedFiles?.length);
  return page.evaluate(async () => {
    const [{ name: file, blob }] = (globalThis.savedFiles ?? []).splice(-1);
    // What is no text crosses as numbers.
    const bytes = blob.type === 'application/octet-stream' ? [...new Uint8Array(await blob.arrayBuffer())] : [];
    return { name: file, type: blob.type, text: await blob.text(), bytes };
  });
}

/**
 * @typedef {ReturnType<typeof import('../../web/runs/export.js').toJSON>['runs'][number]} Recorded
 * @typedef {{ [key in keyof Recorded]: NonNullable<Recorded[key]> }} RunRecord of a run that has ended
 * @typedef {{ spec: Spec, runs: RunRecord[] }} RaceFile
 */

/** @param {TestPage} page @returns {Promise<RaceFile>} what the race's JSON file holds */
export const raceJSON = async (page) => JSON.parse((await savedBy(page, 'Download JSON')).text);

/**
 * Keeps back what the page tells its workers of one kind, after the first few, until it is let go: work that cannot end
 * by itself, however fast the machine and however late the test.
 * @param {import('./browser.js').TestPage} page
 * @param {string} type of the messages
 * @param {number} after how many of them pass
 * @returns {Promise<() => Promise<void>>} lets them go
 */
export async function withhold(page, type, after) {
  await page.evaluate(
    (type, after) => {
      const { postMessage } = Worker.prototype;
      /** @type {(() => void)[]} */
      const kept = [];
      let passed = 0;
      Worker.prototype.postMessage = function post(
        /** @type {PageMessage} */ message,
        /** @type {unknown[]} */ ...rest
      ) {
        const send = () => Reflect.apply(postMessage, this, [message, ...rest]);
        if (message.type === type && ++passed > after) kept.push(send);
        else send();
      };
      globalThis.letGo = () => {
        Worker.prototype.postMessage = postMessage;
        kept.forEach((send) => send());
      };
    },
    type,
    after,
  );
  return () => page.evaluate(() => globalThis.letGo());
}

/** Runs a race from a click on Train to its end. @param {TestPage} page */
export async function runRace(page) {
  // What is said of the race before would be taken for this one's end.
  if (/^Finished\./.test(await raceState(page))) {
    await click(page, 'button', 'Clear curves');
    await untilState(page, /^Ready/);
  }
  await click(page, 'button', 'Train');
  await untilState(page, /^Finished\./);
}

/** Shows a finished run from inside, by a click on its name. @param {TestPage} page @param {string} entrant */
export async function lookInside(page, entrant) {
  const buttons = await page.$$('.race-results tbody th button');
  const names = await Promise.all(buttons.map((one) => one.evaluate((element) => element.textContent?.trim())));
  await buttons[names.indexOf(entrant)].click();
  await page.waitForSelector('.confusion table');
}

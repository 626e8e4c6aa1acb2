// Real browsers for tests: Debian's Chromium and Firefox, driven by puppeteer-core. A page that is opened here takes
// down everything that a user would call broken, and assertQuiet() says that there was nothing.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { startServer } from '../../wasm/cli/serve.js';
import { fillProfile, keepProfile } from './firefox-profile.js';
import { PATIENCE } from './patience.js';
import { WHOLE } from './whole.js';

/** @typedef {'chromium' | 'firefox'} BrowserName */
/** @typedef {{ language?: string, dark?: boolean, reducedMotion?: boolean }} Preferences of who sits at the browser */
/** @typedef {Preferences & { width?: number, height?: number, scale?: number }} PageOptions */

/** @type {Record<BrowserName, string>} */
const EXECUTABLES = { chromium: '/usr/bin/chromium', firefox: '/usr/bin/firefox-esr' };

/** @type {BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox'];

const CHROMIUM_FLAGS = [
  '--no-sandbox', // the tests may run as root, in a container
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const CLOSING = 10_000; // milliseconds that a browser has to end by itself

/**
 * For `describe(name, { skip: missingBrowser(name) }, …)`: why the tests cannot run here, else false. In continuous
 * integration nothing is skipped: there openBrowser() fails.
 * @param {BrowserName} name
 * @returns {string | false}
 */
export function missingBrowser(name) {
  if (process.env.CI === 'true' || existsSync(EXECUTABLES[name])) return false;
  const reason = `${EXECUTABLES[name]} is missing: ./build.sh setup`;
  console.error(`skipped in ${name}: ${reason}`);
  return reason;
}

/**
 * A browser's share of a list, where both browsers do all tests. What hangs on a lab and on no browser is looked at in one of
 * them, so that all is seen in half of the time.
 * @template T
 * @param {BrowserName} name
 * @param {T[]} list
 */
export const shareOf = (name, list) => (WHOLE ? list.filter((_, n) => isOf(name, n)) : list);

/** @param {BrowserName} name @param {number} n */
const isOf = (name, n) => n % BROWSERS.length === BROWSERS.indexOf(name);

/** @typedef {import('node:test').TestFn} TestFn */
/** @typedef {(title: string, ...given: [TestFn] | [import('node:test').TestOptions, TestFn]) => void} DefineTest */

/**
 * Node's `test`, for the suite of a browser: all tests, or where not all is asked for, those whose title gives them to this
 * browser, and the other one has the rest. A test that is of one browser, or not the same in both, is defined by `both`.
 * @param {BrowserName} name
 * @returns {DefineTest & { both: DefineTest }}
 */
export function testsOf(name) {
  /** @type {DefineTest} */
  const both = (title, ...given) => void test(title, .../** @type {[TestFn]} */ (given));
  return Object.assign(
    /** @type {DefineTest} */ (title, ...given) => {
      if (WHOLE || turnOf(title) === name) both(title, ...given);
    },
    { both },
  );
}

/**
 * The browsers of a suite whose tests hang on each other: both, or where not all is asked for, the one whose turn it is by the
 * suite's title.
 * @param {string} title
 */
export const browsersOf = (title) => (WHOLE ? BROWSERS : [turnOf(title)]);

/**
 * Whose turn a test is, by its title alone, so that a new test moves no other: three of five are Chromium's, since a page costs
 * it two thirds of what it costs Firefox.
 * @param {string} title
 * @returns {BrowserName}
 */
export function turnOf(title) {
  const hash = createHash('sha256').update(title).digest().readUInt32LE();
  return hash % 5 < 3 ? 'chromium' : 'firefox';
}

/** Directory → process of every browser that runs, 0 while it starts. @type {Map<string, number>} */
const running = new Map();

/** @param {string} profile */
function removeProfile(profile) {
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  running.delete(profile);
}

/** Leaves neither processes nor directories of a test that is interrupted. */
function cleanUp() {
  for (const [profile, pid] of running) {
    if (pid) killGroup(pid);
    try {
      removeProfile(profile);
    } catch {
      // A browser that is just starting still writes there.
    }
  }
}
process.once('exit', cleanUp);
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  process.once(signal, () => {
    process.once('exit', cleanUp); // once more, after puppeteer has ended what is starting
    process.exit(128 + number);
  });
}

/** A browser as it was started with one user's preferences. */
class Instance {
  /** @param {BrowserName} name @param {import('puppeteer-core').Browser} browser @param {string} profile its directory */
  constructor(name, browser, profile) {
    this.name = name;
    this.browser = browser;
    this.profile = profile;
  }

  /** Ends it, by force where it does not end by itself. */
  async close() {
    const child = this.browser.process();
    const ended = new Promise((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) resolve(true);
      else child.once('exit', () => resolve(true));
    });
    const closing = this.browser
      .close()
      .catch(() => {})
      .then(() => ended);
    const late = setTimeout(CLOSING, false, { ref: false });
    if (!(await Promise.race([closing, late])) && child?.pid) {
      killGroup(child.pid);
      await ended;
    } else if (this.name === 'firefox' && child?.exitCode === 0) {
      keepProfile(this.profile);
    }
    removeProfile(this.profile);
  }
}

/** The process and its children: puppeteer makes each browser the leader of a group. @param {number} pid */
function killGroup(pid) {
  for (const id of [-pid, pid]) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // it has gone
    }
  }
}

/**
 * @param {BrowserName} name
 * @param {Required<Preferences>} preferences
 * @param {boolean} network
 */
async function launch(name, { language, dark, reducedMotion }, network) {
  assert.ok(existsSync(EXECUTABLES[name]), `${EXECUTABLES[name]} is missing: ./build.sh setup`);
  const profile = mkdtempSync(path.join(tmpdir(), `descenso-${name}-`));
  running.set(profile, 0);
  if (name === 'firefox') fillProfile(profile);
  const common = {
    executablePath: EXECUTABLES[name],
    headless: true,
    userDataDir: profile,
    timeout: PATIENCE,
    protocolTimeout: 2 * PATIENCE,
    handleSIGHUP: false, // as above
    handleSIGINT: false,
    handleSIGTERM: false,
    networkEnabled: network,
    issuesEnabled: false, // nothing here asks for them
  };
  try {
    const browser = await (name === 'chromium'
      ? puppeteer.launch({ ...common, args: [...CHROMIUM_FLAGS, `--lang=${language}`, `--accept-lang=${language}`] })
      : puppeteer.launch({
          ...common,
          browser: 'firefox',
          extraPrefsFirefox: {
            'intl.accept_languages': language,
            'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
            'ui.prefersReducedMotion': reducedMotion ? 1 : 0,
          },
        }));
    running.set(profile, browser.process()?.pid ?? 0);
    return new Instance(name, browser, profile);
  } catch (error) {
    removeProfile(profile);
    throw error;
  }
}

/**
 * @param {BrowserName} name
 * @param {{ network?: boolean }} [options] whether it tells of each request: what a page asks of other hosts, and what fails
 *   on its way, is seen only then, and requests can be held up. Without it the servers of this process tell what they were
 *   asked for, which spares a fourth of what a page with a hundred modules costs in Chromium, and a third in Firefox.
 * @returns {Promise<TestBrowser>} close() it after the tests
 */
export async function openBrowser(name, { network = true } = {}) {
  const browser = new TestBrowser(name, network);
  await browser.instanceFor({});
  return browser;
}

/** What openBrowser() gives: one process, and another for every set of preferences that is asked for on top. */
export class TestBrowser {
  /** @type {Map<string, Promise<Instance>>} */
  #instances = new Map();

  /** @param {BrowserName} name @param {boolean} network */
  constructor(name, network) {
    this.name = name;
    this.network = network;
  }

  /**
   * Firefox takes preferences only as it starts, Chromium at least the language.
   * @param {Preferences} preferences
   * @returns {Promise<import('puppeteer-core').Browser>}
   */
  async instanceFor({ language = 'en-US', dark = false, reducedMotion = false }) {
    const key = this.name === 'chromium' ? language : `${language} ${dark} ${reducedMotion}`;
    let instance = this.#instances.get(key);
    if (!instance) {
      instance = launch(this.name, { language, dark, reducedMotion }, this.network);
      this.#instances.set(key, instance);
    }
    return (await instance).browser;
  }

  async close() {
    const instances = await Promise.allSettled(this.#instances.values());
    this.#instances.clear();
    await Promise.all(instances.map((started) => started.status === 'fulfilled' && started.value.close()));
  }
}

/**
 * @typedef {object} Watch
 * @property {string[]} problems what was seen: console warnings and errors, uncaught errors, requests that failed, and
 *   requests to another host
 * @property {string[]} requests every URL that was asked for
 * @property {() => Promise<void>} settled when nothing more has been asked for in half a second
 * @property {(allowed?: { except?: RegExp[] }) => Promise<void>} assertQuiet fails if there are problems, those apart
 *   that match
 */
/** @typedef {import('puppeteer-core').Page & Watch} TestPage */

/**
 * Opens a URL and waits until it has loaded.
 * @param {TestBrowser} browser
 * @param {string} url
 * @param {PageOptions} [options]
 * @returns {Promise<TestPage>}
 */
export async function openPage(browser, url, options = {}) {
  const { width = 1280, height = 800, scale = 1, dark = false, reducedMotion = false } = options;
  const page = await (await browser.instanceFor(options)).newPage();
  const watched = watch(page, new URL(url), browser);
  page.setDefaultTimeout(PATIENCE);
  await page.setViewport({ width, height, deviceScaleFactor: scale });
  if (browser.name === 'chromium') {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
      { name: 'prefers-reduced-motion', value: reducedMotion ? 'reduce' : 'no-preference' },
    ]);
  }
  // Not every browser tells the console of these, or the driver of its console.
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`content security policy: ${violatedDirective} blocks ${blockedURI}`);
    });
    addEventListener('unhandledrejection', ({ reason }) => {
      console.error(`unhandled rejection: ${reason}`);
    });
  });
  await page.goto(url, { waitUntil: 'load' });
  return watched;
}

/** What a page has before it has come when this has. @param {import('puppeteer-core').Page} page */
const atRest = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        globalThis.setTimeout(resolve, 0);
      }),
  );

/** @typedef {{ host: string, name: BrowserName, asked(url: string): void, refused(url: string, status: number): void }} Listener */
/** Who wants to know what this process's servers are asked for, each for one of them. @type {Set<Listener>} */
const listeners = new Set();

/** @param {import('node:http').IncomingMessage} request */
const urlOf = ({ headers, url }) => `http://${headers.host}${url}`;
/** Two browsers may look at one server at once. @param {import('node:http').IncomingMessage} request */
const listenersTo = ({ headers }) => {
  const from = /\bFirefox\//.test(headers['user-agent'] ?? '') ? 'firefox' : 'chromium';
  return [...listeners].filter(({ host, name }) => host === headers.host && name === from);
};

subscribe('http.server.request.start', (message) => {
  const { request } = /** @type {{ request: import('node:http').IncomingMessage }} */ (message);
  for (const one of listenersTo(request)) one.asked(urlOf(request));
});
subscribe('http.server.response.finish', (message) => {
  const { request, response } =
    /** @type {{ request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse }} */ (
      message
    );
  if (response.statusCode < 400) return;
  for (const one of listenersTo(request)) one.refused(urlOf(request), response.statusCode);
});

/** @param {import('puppeteer-core').Page} page @param {URL} url @param {TestBrowser} browser @returns {TestPage} */
function watch(page, url, { name, network }) {
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const requests = [];
  /** @type {Listener} */
  const listener = {
    host: url.host,
    name,
    asked: (asked) => void requests.push(asked),
    refused: (asked, status) => void problems.push(`request failed: ${asked}: ${status}`),
  };
  if (!network) {
    listeners.add(listener);
    page.once('close', () => listeners.delete(listener));
  }
  page.on('console', (message) => {
    const type = String(message.type());
    if (!/^(error|warn|warning|assert)$/.test(type)) return;
    const { url: where = '', lineNumber = 0 } = message.location() ?? {};
    problems.push(`console ${type}: ${message.text()} (${where}:${lineNumber + 1})`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${/** @type {Error} */ (error)?.stack ?? error}`));
  page.on('error', (error) => problems.push(`crashed: ${error.message}`));
  page.on('request', (request) => {
    requests.push(request.url());
    const { protocol, host } = new URL(request.url());
    const isLocal = host === url.host || ['data:', 'blob:', 'about:'].includes(protocol);
    if (!isLocal) problems.push(`request to another host: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    problems.push(`request failed: ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`request failed: ${response.url()}: ${response.status()}`);
  });
  return Object.assign(page, {
    problems,
    requests,
    async settled() {
      for (let i = 0, before = -1; before !== requests.length; i++) {
        assert.ok(i < 60, `${page.url()} asks for more and more`);
        before = requests.length;
        await setTimeout(500);
        await atRest(page);
      }
    },
    /** @type {Watch['assertQuiet']} */
    async assertQuiet({ except = [] } = {}) {
      await atRest(page);
      const left = problems.filter((problem) => !except.some((pattern) => pattern.test(problem)));
      assert.deepEqual(left, [], `${page.url()} is not quiet`);
    },
  });
}

/**
 * Calls `use` with a server of its own on any free port.
 * @template T
 * @param {(server: import('../../wasm/cli/serve.js').RunningServer) => T | Promise<T>} use
 * @param {Parameters<typeof startServer>[0]} [options]
 */
export async function withServer(use, options) {
  const server = await startServer({ port: 0, ...options });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

// WebKit for tests: Debian's WebKitGTK on a screen of its own, driven by selenium-webdriver, since puppeteer does not drive it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { Builder, Capabilities } from 'selenium-webdriver';
import { PATIENCE } from './patience.js';

const DRIVER = '/usr/bin/WebKitWebDriver';
const SCREEN = '/usr/bin/Xvfb';
const LIBRARIES = '/usr/lib';

/** For `test(name, { skip: missingWebKit() }, …)`, as `missingBrowser`. @returns {string | false} */
export function missingWebKit() {
  const missing = [DRIVER, SCREEN].filter((name) => !existsSync(name));
  if (process.env.CI === 'true' || missing.length === 0) return false;
  const reason = `${missing.join(' and ')} missing: ./build.sh setup`;
  console.error(`skipped in WebKit: ${reason}`);
  return reason;
}

/** WebKit's own small browser, which stands among its libraries: their directory's name has versions in it. */
function miniBrowser() {
  for (const machine of readdirSync(LIBRARIES).filter((name) => name.endsWith('-linux-gnu')))
    for (const version of readdirSync(path.join(LIBRARIES, machine)).filter((name) => name.startsWith('webkit2gtk-'))) {
      const file = path.join(LIBRARIES, machine, version, 'MiniBrowser');
      if (existsSync(file)) return file;
    }
  return assert.fail(`no MiniBrowser of WebKitGTK in ${LIBRARIES}: ./build.sh setup`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Ends a process and those that it began. @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

/**
 * Calls `use` with a WebKit that is ended after it, whatever comes.
 * @template T
 * @param {(driver: import('selenium-webdriver').WebDriver) => Promise<T>} use
 */
export async function inWebKit(use) {
  const screen = spawn(SCREEN, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true, // with a group of its own, as the driver has one with its browser
  });
  /** @type {import('node:child_process').ChildProcess[]} */
  const children = [screen];
  const endAll = () => {
    for (const { pid, exitCode, signalCode } of children)
      if (pid && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  };
  process.once('exit', endAll);
  try {
    const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (screen.stdio[3]) });
    const [display] = await once(lines, 'line', { signal: AbortSignal.timeout(PATIENCE) });
    const port = await freePort();
    const env = { ...process.env, DISPLAY: `:${display}` };
    const server = spawn(DRIVER, [`--port=${port}`], { stdio: 'ignore', detached: true, env });
    children.push(server);
    const driver = await connect(`http://127.0.0.1:${port}/`);
    try {
      await driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
      return await use(driver);
    } finally {
      await driver.quit().catch(() => {});
    }
  } finally {
    process.off('exit', endAll);
    for (const child of children.reverse()) await end(child);
  }
}

/** @param {string} url of a driver that may still be starting */
async function connect(url) {
  const until = Date.now() + PATIENCE;
  while (!(await fetch(`${url}status`).catch(() => null))?.ok) {
    assert.ok(Date.now() < until, `${DRIVER} does not answer at ${url}`);
    await setTimeout(100);
  }
  const options = { binary: miniBrowser(), args: ['--automation'] };
  return new Builder()
    .usingServer(url)
    .withCapabilities(new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options }))
    .build();
}

// How long an embed takes from the press of its button to the first point of a curve, in both browsers, of the tree and of a
// built site, each time in a browser that has kept nothing: `node tests/bench/embed.js [TIMES]`. It measures, and fails for
// no machine; what else goes on there it says by the load.

import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { siteFiles, writeSite } from '../../publish/site.js';
import { startServer } from '../../wasm/cli/serve.js';
import { BROWSERS, openBrowser, openPage } from '../helpers/browser.js';
import { startHost } from '../helpers/host.js';

const times = Number(process.argv[2] ?? 7);
const LINK = 'embed.html#lab=race&preset=adam&lang=en';

const median = (/** @type {number[]} */ list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/**
 * @param {import('../helpers/browser.js').BrowserName} name
 * @param {string} url
 * @param {boolean} comes whether the pointer comes to the button half a second before it is pressed
 * @returns {Promise<number>} milliseconds
 */
async function measure(name, url, comes) {
  const browser = await openBrowser(name);
  try {
    const page = await openPage(browser, url);
    await page.waitForSelector('.cover .thumbnail');
    await page.settled();
    if (comes) {
      await page.hover('.cover-start');
      await new Promise((resolve) => {
        setTimeout(resolve, 500);
      });
    }
    return await page.evaluate(
      () =>
        new Promise((resolve) => {
          const began = performance.now();
          const look = () => {
            const empty = document.querySelector('.race-charts .chart-empty');
            if (empty && !empty.checkVisibility()) resolve(performance.now() - began);
            else requestAnimationFrame(look);
          };
          /** @type {HTMLElement} */ (document.querySelector('.cover-start')).click();
          requestAnimationFrame(look);
        }),
    );
  } finally {
    await browser.close();
  }
}

const scratch = mkdtempSync(path.join(tmpdir(), 'descenso bench-'));
const server = await startServer({ port: 0 });
try {
  writeSite(path.join(scratch, 'site'), await siteFiles());
  const host = await startHost(path.join(scratch, 'site'), '/course/');
  for (const [what, url] of [
    ['tree', `${server.url}web/${LINK}`],
    ['site', host.url + LINK],
  ])
    for (const name of BROWSERS)
      for (const comes of [false, true]) {
        const taken = [];
        for (let n = 0; n < times; n++) taken.push(await measure(name, url, comes));
        console.log(
          `${what}, ${name}, ${comes ? 'pointer first' : 'at once      '}: median ${median(taken).toFixed(0)} ms of ${taken
            .map((one) => one.toFixed(0))
            .join(' ')} (load ${loadavg()[0].toFixed(1)})`,
        );
      }
  await host.close();
} finally {
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
}

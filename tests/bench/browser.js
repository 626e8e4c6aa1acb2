// browser.js: ours in browsers, in an isolated page: the second epoch of a run in the pool, whose threads have come by then,
// and how long it takes from the press of the button to the first point of the race's curves.

import { availableParallelism } from 'node:os';
import { startServer } from '../../wasm/cli/serve.js';
import { BROWSERS, missingBrowser, openBrowser, openPage } from '../helpers/browser.js';
import { OPTIMIZERS, specOf } from './ours.js';

/** In the page. @param {object} spec @param {number} size */
async function secondEpoch(spec, size) {
  const { createPool } = await import(/** @type {string} */ ('/web/engine/pool.js'));
  const pool = createPool({ size });
  /** @type {number[]} */
  const ends = [];
  try {
    await new Promise((resolve, reject) => {
      const slice = ({ epochs }) => ends.push(...epochs.map(({ seconds }) => seconds));
      pool.run(
        spec,
        { slice, end: resolve, error: ({ message }) => reject(new Error(message)) },
        { evaluateTest: false },
      );
    });
  } finally {
    pool.close();
  }
  return ends[1] - ends[0];
}

/** In the page: milliseconds from the press to the first point. */
const firstPoint = () =>
  new Promise((resolve) => {
    const button = /** @type {HTMLElement} */ (document.querySelector('.button.primary'));
    const began = performance.now();
    const look = () => {
      const empty = document.querySelector('.chart-empty');
      if (empty && !empty.checkVisibility()) resolve(performance.now() - began);
      else requestAnimationFrame(look);
    };
    button.click();
    requestAnimationFrame(look);
  });

/** @param {import('./ours.js').Size} size @param {{ whole: boolean }} which whole: all in both browsers, else the first point in one */
export async function createBrowsers(size, { whole }) {
  const server = await startServer({ port: 0, isolate: true });
  const names = (whole ? BROWSERS : BROWSERS.slice(0, 1)).filter((name) => !missingBrowser(name));
  const browsers = await Promise.all(names.map(async (name) => ({ name, browser: await openBrowser(name) })));
  const measures = browsers.flatMap(({ name, browser }) => {
    const epochs = OPTIMIZERS.flatMap((optimizer) =>
      [...new Set([1, availableParallelism()])].map((threads) => ({
        group: 'threads',
        what: optimizer,
        who: `${name}, ${threads} thread${threads > 1 ? 's' : ''}`,
        unit: 's',
        async work() {
          const page = await openPage(browser, `${server.url}wasm/index.js`);
          try {
            return await page.evaluate(secondEpoch, { ...specOf(size, { optimizer }), epochs: 2 }, threads);
          } finally {
            await page.close();
          }
        },
      })),
    );
    const point = {
      group: 'first point',
      what: 'the race of six, from the press of its button',
      who: name,
      unit: 'ms',
      async work() {
        const page = await openPage(browser, `${server.url}web/#lang=en`);
        try {
          await page.waitForSelector('.chart-empty');
          await page.settled();
          return await page.evaluate(firstPoint);
        } finally {
          await page.close();
        }
      },
    };
    return [point, ...(whole ? epochs : [])];
  });
  const close = async () => {
    await Promise.all(browsers.map(({ browser }) => browser.close()));
    await server.close();
  };
  return { measures, close };
}

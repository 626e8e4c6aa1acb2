// Pages of others' tools with labs embedded in them: a folder that a host of its own gives, with what the tools need beside it.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { snippets } from '../../web/embed/snippets.js';
import { openPage } from './browser.js';
import { startHost } from './host.js';
import { until } from './patience.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** DESCENSO_PICTURES=1: the pictures of docs/embedding.md are taken anew. */
const TAKES_PICTURES = process.env.DESCENSO_PICTURES === '1';

/**
 * The text that is copied for a host.
 * @param {string} id
 * @param {import('../../web/embed/snippets.js').Sharing} sharing
 */
export const snippet = (id, sharing) =>
  snippets(sharing).find((one) => one.id === id)?.text ?? assert.fail(`nothing is copied for ${id}`);

/** A folder for the pages of a file's tests, on a host of its own. */
export function useStage() {
  const folder = mkdtempSync(path.join(tmpdir(), 'descenso-stage-'));
  /** @type {Awaited<ReturnType<typeof startHost>>} */
  let host;
  before(async () => {
    host = await startHost(folder);
  });
  after(async () => {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    get url() {
      return host.url;
    },
    get origin() {
      return new URL(host.url).origin;
    },
    /** @param {string} name @param {string} text of a file */
    write(name, text) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    },
    /** @param {string} from a file or folder of the tree @param {string} name that it has here */
    copy: (from, name) => cpSync(path.join(root, from), path.join(folder, name), { recursive: true }),
    /** @param {import('./browser.js').TestBrowser} browser @param {string} name with a query and the like @param {import('./browser.js').PageOptions} [options] */
    open: (browser, name, options) => openPage(browser, host.url + name, options),
  };
}

/**
 * Keeps what a page shows as a picture of the documentation, where that is asked for.
 * @param {import('./browser.js').TestBrowser} browser Chromium's are kept
 * @param {import('puppeteer-core').Page} page
 * @param {string} name
 */
export async function picture(browser, page, name) {
  if (!TAKES_PICTURES || browser.name !== 'chromium') return;
  mkdirSync(path.join(root, 'docs/embedding'), { recursive: true });
  await page.screenshot({ path: /** @type {`${string}.png`} */ (path.join(root, 'docs/embedding', `${name}.png`)) });
}

/** Moves with the keyboard's focus into the middle of nothing: where no control has it. @param {import('puppeteer-core').Frame} frame */
export const focusOnText = (frame) =>
  frame.evaluate(() => {
    const main = /** @type {HTMLElement | null} */ (document.querySelector('main')) ?? document.body;
    main.tabIndex = -1;
    main.focus();
  });

/** The lab of a page that has one, once it is there and in sight. @param {import('puppeteer-core').Page} page */
export async function embedIn(page) {
  const iframe = await page.waitForSelector('iframe[src*="embed.html"]');
  await iframe?.evaluate((one) => one.scrollIntoView({ block: 'center' }));
  return until(
    async () => (await iframe?.contentFrame()) ?? null,
    () => 'the frame has no document',
  );
}

/** Presses a race's button, and waits until it is over. @param {import('puppeteer-core').Frame} lab */
export async function startLab(lab) {
  await (await lab.waitForSelector('.cover-start'))?.click();
  await until(
    () => lab.$$eval('.race-state', ([state]) => /^Finished/.test(state?.textContent ?? '')),
    () => 'the lab does not train to its end',
  );
}

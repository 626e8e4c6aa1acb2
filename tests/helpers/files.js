// Files that a test makes, and hands to a page as its reader would choose them.

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** A folder of a test file's own, which goes with it. @param {string} name */
export function useScratch(name) {
  const folder = fs.mkdtempSync(path.join(tmpdir(), `descenso-${name}-`));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Chooses a file in a page.
 * @param {import('./browser.js').TestPage} page
 * @param {string} file its path, or where it is to be written
 * @param {string | Uint8Array} contents
 * @param {string} [within] a selector
 */
export async function handFile(page, file, contents, within = 'body') {
  fs.writeFileSync(file, contents);
  const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement> | null} */ (
    await page.waitForSelector(`${within} input[type=file]`)
  );
  await input?.uploadFile(file);
}

/**
 * Waits until something that a selector finds says so.
 * @param {import('./browser.js').TestPage} page @param {string} selector @param {string} text
 */
export const untilSaid = (page, selector, text) =>
  page
    .waitForFunction(
      (where, what) => [...document.querySelectorAll(where)].some((one) => one.textContent?.includes(what)),
      {},
      selector,
      text,
    )
    .catch(async (error) => {
      const said = await page.$$eval(selector, (all) => all.map((one) => one.textContent?.trim()).join(' | '));
      throw new Error(`${selector} says "${said}", not "${text}": ${error.message}`);
    });

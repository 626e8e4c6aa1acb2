// What axe-core finds in a page, or in a frame of one.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { coloured } from './page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds, a line for each element; frames in it are documents to be asked for themselves.
 * @param {import('./browser.js').TestPage | import('puppeteer-core').Frame} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  await coloured(page);
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations: found } = await globalThis.axe.run(document, { resultTypes: ['violations'], iframes: false });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replace(/\s+/g, ' ')}`),
    );
  });
}

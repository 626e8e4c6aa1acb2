// What axe-core finds in a page, or in a frame of one.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { coloured } from './page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * @typedef {object} Host what of a page is made by the tool around, and nobody here can mend
 * @property {string[]} [parts] selectors
 * @property {string[]} [rules] about the document's own elements
 */

/**
 * What axe-core finds, a line for each element; frames in it are documents to be asked for themselves.
 * @param {import('./browser.js').TestPage | import('puppeteer-core').Frame} page
 * @param {Host} [host]
 * @returns {Promise<string[]>}
 */
export async function violations(page, { parts = [], rules = [] } = {}) {
  await coloured(page);
  await page.evaluate(axe);
  const options = {
    resultTypes: ['violations'],
    iframes: false,
    rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])),
  };
  return page.evaluate(
    async (context, how) => {
      const { violations: found } = await globalThis.axe.run(context, how);
      return found.flatMap(({ id, nodes }) =>
        nodes.map(
          ({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replace(/\s+/g, ' ')}`,
        ),
      );
    },
    { include: [['html']], exclude: parts.map((part) => [part]) },
    options,
  );
}

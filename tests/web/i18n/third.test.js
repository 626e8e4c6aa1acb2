// A language is a folder and a line: a third one, made of the second's files, is offered, chosen and spoken everywhere.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import words from '../../../web/i18n/en/page.js';
import { BROWSERS, missingBrowser, testsOf, withServer } from '../../helpers/browser.js';
import { LABS } from '../../helpers/labs.js';
import { choose, click, openLab, useBrowser, valueOf } from '../../helpers/page.js';
import { servedCopy } from '../../helpers/served.js';
import { groupsOf } from '../../helpers/words.js';

const MARK = '¤';

/** A copy of the page that speaks Portuguese, of a kind: English with a mark on every string. */
function withThird() {
  const root = servedCopy(['wasm', 'web'], ['web/data/full']);
  const folder = path.join(root, 'web/i18n');
  for (const group of groupsOf('en')) {
    const file = path.join(folder, 'pt', `${group}.js`);
    mkdirSync(path.dirname(file), { recursive: true });
    const english = path.posix.relative(path.posix.dirname(`pt/${group}`), `en/${group}.js`);
    writeFileSync(
      file,
      `import english from '${english}';
      const mark = (one) => typeof one === 'string' ? '${MARK}' + one
        : Object.fromEntries(Object.entries(one).map(([key, value]) => [key, mark(value)]));
      export default mark(english);`,
    );
  }
  const index = path.join(folder, 'index.js');
  const source = readFileSync(index, 'utf8');
  writeFileSync(index, source.replace("  en: 'English',\n", "  en: 'English',\n  pt: 'Português',\n"));
  assert.notEqual(readFileSync(index, 'utf8'), source);
  return root;
}

const root = withThird();

/** Words of the page that are not of the third language. @param {import('../../helpers/browser.js').TestPage} page */
const unmarked = (page) =>
  page.$$eval(
    '.tabs a, h1, h2, .button, summary, label, th, .notice-text',
    (all, mark) =>
      all.map((one) => one.textContent ?? '').filter((text) => /[a-z]{3}/i.test(text) && !text.includes(mark)),
    MARK,
  );

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name);

    test('a reader of the third language gets it, in every lab, and may choose another', async () => {
      await withServer(
        async ({ url }) => {
          const page = await openLab(browser(), url, '', { language: 'pt-BR' });
          assert.equal(await page.$eval('html', ({ lang }) => lang), 'pt');
          for (const lab of LABS) {
            const tab = MARK + words.lab[lab];
            await click(page, 'link', tab);
            await page.waitForFunction(
              (text) =>
                document.querySelector('.tabs [aria-current]')?.textContent === text &&
                document.querySelector('#main h1'),
              {},
              tab,
            );
            await page.settled();
            assert.deepEqual(await unmarked(page), [], lab);
          }
          await choose(page, `${MARK}Language`, 'es');
          await page.waitForSelector('html[lang=es]');
          assert.equal(await valueOf(page, 'combobox', 'Idioma'), 'es');
          await choose(page, 'Idioma', 'pt');
          await page.waitForSelector('html[lang=pt]');
          await page.assertQuiet();
          await page.close();
        },
        { root },
      );
    });

    test('a link may ask for it', async () => {
      await withServer(
        async ({ url }) => {
          const page = await openLab(browser(), url, 'lang=pt&theme=dark');
          assert.equal(await page.$eval('html', ({ lang }) => lang), 'pt');
          assert.deepEqual(await unmarked(page), []);
          await page.assertQuiet();
          await page.close();
        },
        { root },
      );
    });
  });
}

/** They speak before anything of theirs has been loaded: their own language, and words in both of the first. */
const UNLOADED = ['web/embed.html', 'web/index.html'];

test('no other place names the languages', () => {
  const tree = fileURLToPath(new URL('../../..', import.meta.url));
  const read = (/** @type {string} */ file) => readFileSync(path.join(tree, file), 'utf8');
  const files = ['web', 'publish', 'wasm'].flatMap((folder) =>
    readdirSync(path.join(tree, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
      .filter((file) => /\.(js|css|html)$/.test(file) && !/^web\/(vendor|data|i18n\/(es|en))\//.test(file)),
  );
  // A word of its own, between what code has around words, or a key.
  const named = /(?<=['"`[=(|])(es|en)(?=[-_'"`\]|)])|(?<=[{,]\s*)(es|en)(?=:)/;
  const index = 'web/i18n/index.js';
  assert.match(read(index), named, 'the test sees them');
  const found = [...files, 'build.sh'].filter((file) => file !== index && named.test(read(file)));
  assert.deepEqual(found, UNLOADED);
  assert.equal(read(index).match(/\b(es|en)\b/g)?.length, 2, 'a line each');
});

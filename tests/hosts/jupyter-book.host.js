// Jupyter Book 1, as `./build.sh hosts` brings it: a book with a page that has what is copied for it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { violations } from '../helpers/axe.js';
import { BROWSERS, missingBrowser } from '../helpers/browser.js';
import { QUICK, useBrowser, useServer } from '../helpers/page.js';
import { embedIn, picture, snippet, startLab, useStage } from '../helpers/stage.js';

const tools = fileURLToPath(new URL('../../build/hosts/jupyter-book/bin/', import.meta.url));
const server = useServer();
const stage = useStage();

/** What Jupyter Book's own theme has. */
const BOOK = { parts: ['.search-button-field', '.nav-link', '.sidebar-primary-items__start'] };

let built = false;

/** Once, for both browsers. */
function buildBook() {
  if (built) return;
  const text = snippet('jupyter-book', {
    base: `${server.url}web/`,
    title: 'Adam',
    link: `#lab=race&preset=adam&lang=en&${QUICK}`,
    hide: ['rail', 'table'],
  });
  stage.write('book/_config.yml', 'title: Course\nauthor: Descenso\nexecute:\n  execute_notebooks: "off"\n');
  stage.write('book/_toc.yml', 'format: jb-book\nroot: adam\n');
  stage.write('book/adam.md', `# Adam\n\nBefore.\n\n${text}\n\nAfter.\n`);
  const { status, stdout, stderr } = spawnSync(`${tools}jupyter-book`, ['build', 'book'], {
    cwd: stage.folder,
    env: { ...process.env, PATH: `${tools}:${process.env.PATH}`, HOME: stage.folder },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /WARNING/);
  built = true;
}

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const browser = useBrowser(name, { network: true });

    test('a page of a book shows a lab, which starts', async () => {
      buildBook();
      const page = await stage.open(browser(), 'book/_build/html/adam.html', { width: 1100, height: 680 });
      const lab = await embedIn(page);
      await startLab(lab);
      await page.$eval('h1', (one) => one.scrollIntoView());
      await picture(browser(), page, 'jupyter-book');
      assert.deepEqual(await violations(lab), []);
      assert.deepEqual(await violations(page, BOOK), []);
      await page.close();
    });
  });
}

// A site of Observable Framework, built by the real one: a page of Markdown with a frame, whose height follows what it says, and the element.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browsersOf, missingBrowser } from '../helpers/browser.js';
import { QUICK, useBrowser, useServer } from '../helpers/page.js';
import { until } from '../helpers/patience.js';
import { violations } from '../helpers/axe.js';
import { code } from '../helpers/documents.js';
import { picture, snippet, useStage } from '../helpers/stage.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const server = useServer();
const stage = useStage();

/** What Framework's own page has. */
const FRAMEWORK = { parts: ['#observablehq-footer'], rules: ['html-has-lang', 'meta-viewport'] };

let built = false;

/** Once, whatever looks at it. */
function buildSite() {
  if (built) return;
  const sharing = {
    base: `${server.url}web/`,
    title: 'Adam: both ideas together',
    link: `#lab=race&preset=adam&lang=en&${QUICK}`,
  };
  stage.write('site/package.json', '{ "private": true, "type": "module" }');
  // Its own fonts come from another host.
  stage.write(
    'site/observablehq.config.js',
    'export default { title: "Course", search: false, globalStylesheets: [], head: \'<link rel="icon" href="data:,">\' };',
  );
  stage.write(
    'site/src/index.md',
    [
      '# Adam',
      snippet('iframe', sharing),
      ['```js', code('embedding.md', 'observable-height'), '```'].join('\n'),
      '## The same as an element',
      snippet('element', { ...sharing, title: 'As an element', hide: ['rail', 'table'] }),
    ].join('\n\n'),
  );
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      path.join(root, 'tests/hosts/observable-offline.js'),
      path.join(root, 'node_modules/@observablehq/framework/dist/bin/observable.js'),
      'build',
    ],
    {
      cwd: path.join(stage.folder, 'site'),
      encoding: 'utf8',
      env: { ...process.env, OBSERVABLE_TELEMETRY_DISABLE: 'true' },
    },
  );
  assert.equal(status, 0, stdout + stderr);
  built = true;
}

for (const name of browsersOf('Observable Framework')) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const browser = useBrowser(name, { network: true });

    test('shows labs in a frame and as an element, which start, and whose heights follow', async () => {
      buildSite();
      const page = await stage.open(browser(), 'site/dist/index.html', { width: 1000, height: 640 });
      for (const [kind, index] of /** @type {const} */ ([
        ['iframe', 0],
        ['descenso-lab', 1],
      ])) {
        await page.waitForSelector(kind);
        await page.$eval(kind, (one) => one.scrollIntoView({ block: 'start' }));
        const lab = await until(
          () => page.frames().filter((frame) => frame.url().includes('embed.html'))[index],
          () => `there is no ${kind}: ${page.frames().map((frame) => frame.url())}`,
        );
        await (await lab.waitForSelector('.cover-start'))?.click();
        await until(
          () => lab.$$eval('.race-state', ([state]) => /^Finished/.test(state?.textContent ?? '')),
          () => `the ${kind} does not train`,
        );
        await until(
          async () => {
            const inside = await lab.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
            return inside > 640 && (await page.$eval(kind, (one) => one.getBoundingClientRect().height)) === inside;
          },
          async () => `the ${kind} is ${await page.$eval(kind, (one) => one.getBoundingClientRect().height)} high`,
        );
        await page.$eval(kind, (one) => one.scrollIntoView({ block: 'start' }));
        if (index === 0) await picture(browser(), page, 'observable');
        assert.deepEqual(await violations(lab), [], kind);
        assert.deepEqual(await violations(page, FRAMEWORK), [], kind);
      }
      await page.assertQuiet({ except: [/request to another host/] });
      await page.close();
    });
  });
}

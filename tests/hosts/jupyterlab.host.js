// JupyterLab, as `./build.sh hosts` brings it: a notebook whose cell is what is copied for notebooks.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { violations } from '../helpers/axe.js';
import { BROWSERS, missingBrowser, openPage } from '../helpers/browser.js';
import { QUICK, useBrowser, useServer } from '../helpers/page.js';
import { until } from '../helpers/patience.js';
import { embedIn, picture, snippet, startLab, useStage } from '../helpers/stage.js';

const tools = fileURLToPath(new URL('../../build/hosts/jupyterlab/bin/', import.meta.url));
const server = useServer();
const stage = useStage();

/** What JupyterLab's own page has. */
const JUPYTER = {
  parts: ['jp-button', '.jp-DebuggerBugButton', '.jp-skiplink-wrapper', '.jp-collapseHeadingButton', '.cm-content'],
  rules: ['aria-required-children'],
};

/** Nothing of who runs this is read or written. */
const env = {
  ...process.env,
  PATH: `${tools}:${process.env.PATH}`,
  HOME: stage.folder,
  JUPYTER_CONFIG_DIR: path.join(stage.folder, 'config'),
  JUPYTER_DATA_DIR: path.join(stage.folder, 'data'),
  JUPYTER_RUNTIME_DIR: path.join(stage.folder, 'runtime'),
  IPYTHONDIR: path.join(stage.folder, 'ipython'),
};

/** @param {string[]} args of jupyter */
function jupyter(...args) {
  const { status, stdout, stderr } = spawnSync(`${tools}jupyter`, args, { cwd: stage.folder, env, encoding: 'utf8' });
  assert.equal(status, 0, `jupyter ${args.join(' ')}: ${stdout}${stderr}`);
}

/** A notebook that has been run, and is not trusted by that. @param {string} name */
function makeNotebook(name) {
  const source = snippet('notebook', {
    base: `${server.url}web/`,
    title: 'Adam',
    link: `#lab=race&preset=adam&lang=en&${QUICK}`,
    hide: ['rail', 'table'],
    height: 500,
  });
  const cells = [
    { cell_type: 'markdown', id: 'words', metadata: {}, source: `# Adam, ${name}` },
    { cell_type: 'code', id: 'lab', metadata: {}, source, outputs: [], execution_count: null },
  ];
  const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };
  stage.write(`notebooks/${name}.ipynb`, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  jupyter('execute', '--inplace', `notebooks/${name}.ipynb`);
}

/** @type {Promise<string> | null} */
let started = null;
/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
after(() => running?.kill());

/** Once, for both browsers. @returns {Promise<string>} the address of a notebook without its name */
function startJupyter() {
  started ??= (async () => {
    for (const name of ['trusted', 'untrusted']) makeNotebook(name);
    jupyter('trust', 'notebooks/trusted.ipynb');
    // What a browser has run JupyterLab saves, for the other to find; what is trusted is the text, wherever it lies.
    for (const name of ['trusted', 'untrusted'])
      for (const browser of BROWSERS)
        cpSync(
          path.join(stage.folder, `notebooks/${name}.ipynb`),
          path.join(stage.folder, `notebooks/${name}-${browser}.ipynb`),
        );
    stage.write(
      'settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings',
      '{ "fetchNews": "false", "checkForUpdates": false }',
    );
    const token = 'of-the-tests';
    const child = spawn(
      `${tools}jupyter`,
      [
        'lab',
        '--no-browser',
        '--allow-root',
        '--ip=127.0.0.1',
        '--port=0',
        `--IdentityProvider.token=${token}`,
        `--ServerApp.root_dir=${path.join(stage.folder, 'notebooks')}`,
        `--LabApp.user_settings_dir=${path.join(stage.folder, 'settings')}`,
        `--LabApp.workspaces_dir=${path.join(stage.folder, 'workspaces')}`,
      ],
      { cwd: stage.folder, env, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    running = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    const address = await until(
      () => /http:\/\/127\.0\.0\.1:\d+\/lab/.exec(said)?.[0],
      () => `JupyterLab does not start: ${said}`,
    );
    return `${address}/tree/NAME.ipynb?token=${token}&reset`;
  })();
  return started;
}

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const browser = useBrowser(name, { network: true });
    /** @param {string} notebook */
    const open = async (notebook) =>
      openPage(browser(), (await startJupyter()).replace('NAME', `${notebook}-${name}`), { width: 1100, height: 680 });

    test('a trusted notebook shows a lab, which starts', async () => {
      const page = await open('trusted');
      const lab = await embedIn(page);
      assert.equal(await page.$eval('iframe[src*="embed.html"]', (one) => one.getAttribute('title')), 'Adam');
      await startLab(lab);
      await picture(browser(), page, 'jupyterlab');
      assert.deepEqual(await violations(lab), []);
      assert.deepEqual(await violations(page, JUPYTER), []);
      await page.close();
    });

    test('one that is not trusted shows none before its cell is run', async () => {
      const page = await open('untrusted');
      await page.waitForSelector('.jp-OutputArea-output');
      assert.equal(await page.$('iframe[src*="embed.html"]'), null);
      // A cell that is run before there is a kernel is emptied, and not run.
      await page.waitForFunction(() =>
        document.getElementById('jp-main-statusbar')?.textContent?.includes('(ipykernel) | Idle'),
      );
      await page.click('.jp-CodeCell .cm-content');
      await page.waitForSelector('.jp-CodeCell.jp-mod-active');
      await page.keyboard.down('Shift');
      await page.keyboard.press('Enter');
      await page.keyboard.up('Shift');
      await startLab(await embedIn(page));
      await page.close();
    });
  });
}

// `./build.sh single`: one HTML file, which is all of the page, opened from a disk and in a sandbox.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import words from '../../web/i18n/en/page.js';
import lessons from '../../web/i18n/en/presets/surfaces.js';
import { BROWSERS, missingBrowser, openPage, testsOf } from '../helpers/browser.js';
import { startHost } from '../helpers/host.js';
import { LABS } from '../helpers/labs.js';
import { addressOf, click, QUICK, untilState, useBrowser } from '../helpers/page.js';
import { PATIENCE } from '../helpers/patience.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
// A folder as people have them, and in it nothing else.
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso más #1 '));
const file = path.join(scratch, 'descenso.html');

const build = (/** @type {string[]} */ ...args) =>
  spawnSync('./build.sh', ['single', ...args], { cwd: root, encoding: 'utf8' });

before(() => {
  const { status, stdout, stderr } = build('--preset', 'momentum', file);
  assert.equal(status, 0, stdout + stderr);
  writeFileSync(
    path.join(scratch, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><iframe sandbox="allow-scripts" width="1200" height="900" src="descenso.html"></iframe>',
  );
});
after(() => rmSync(scratch, { recursive: true, force: true }));

describe('the file', () => {
  test('has at most 7 MB, names no other file, and no place of this machine', () => {
    assert.ok(statSync(file).size <= 7e6, `${statSync(file).size} bytes`);
    const text = readFileSync(file, 'utf8').replace(/<!--[\s\S]*?-->/, '');
    assert.deepEqual(text.match(/<(script|link|img)[^>]*\s(src|href)="(?!data:)[^"]*"/g), null);
    assert.ok(!text.includes(root.slice(0, -1)));
  });

  test('is not made of a preset that there is not', () => {
    const { status, stderr } = build('--preset', 'momentun', path.join(scratch, 'none.html'));
    assert.equal(status, 1);
    assert.match(stderr, /there is no preset "momentun"; there are .*momentum/);
  });
});

/** A page, or a frame in one. @typedef {import('../helpers/browser.js').TestPage} TestPage */

/** Trains a short race to its end, and shows every lab. @param {TestPage} page */
async function useAll(page) {
  await page.waitForSelector('#main h1');
  await click(page, 'button', 'Train');
  await untilState(page, /^Finished\..*test accuracy/s);
  // It comes from the race, the first of them, and ends there.
  for (const lab of [...LABS].reverse()) {
    const name = words.lab[lab];
    await click(page, 'link', name);
    await page.waitForFunction(
      (wanted) =>
        document.querySelector('#main h1') && document.querySelector('[aria-current]')?.textContent === wanted,
      { timeout: PATIENCE },
      name,
    );
    if (lab === 'surfaces') await page.waitForSelector('.formula math');
  }
}

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    test('from a disk it opens with its preset; all labs open, and a race trains', async () => {
      const page = await openPage(browser(), pathToFileURL(file).href);
      await page.waitForSelector('#main h1');
      assert.match(await page.$eval('#main', (one) => one.textContent ?? ''), new RegExp(lessons.momentum.title));
      await page.goto(`${pathToFileURL(file).href}#lang=en&optimizers=sgd&${QUICK}`);
      await page.reload();
      await useAll(page);
      assert.match(await addressOf(page), /#lab=race/, 'the address follows');
      await click(page, 'button', 'Share');
      await page.waitForSelector('.share .qr');
      const shared = await page.$eval('.share', (one) => one.textContent ?? '');
      assert.match(shared, /on this machine only.*This page is a single file/s, 'there is nothing beside it to embed');
      assert.equal(await page.$('.share iframe'), null);
      await page.assertQuiet();
      await page.close();
    });

    test('in a sandbox, which has no address of its own, no locks and no storage, all labs open and a race trains', async (t) => {
      const host = await startHost(scratch);
      t.after(host.close);
      writeFileSync(
        path.join(scratch, 'index.html'),
        `<!doctype html><link rel="icon" href="data:,"><iframe sandbox="allow-scripts" width="1200" height="900" src="descenso.html#lang=en&optimizers=sgd&${QUICK}"></iframe>`,
      );
      const page = await openPage(browser(), host.url);
      const frame = /** @type {any} */ (page.frames().find((one) => one.url().includes('descenso.html')));
      await useAll(frame);
      await page.assertQuiet();
      assert.deepEqual(
        [...new Set(host.asked.map((one) => one.path))],
        ['/', '/descenso.html'],
        'nothing else has been asked for',
      );
      await page.close();
    });
  });

// `./build.sh site`: all that the page needs and nothing else, for any host, under any path.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BROWSERS, missingBrowser, openBrowser, openPage, withServer } from '../helpers/browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso site-'));
const PLACE = 'web/some/where'; // what the server of the tests gives, as a host would give it under /some/where/
const site = path.join(scratch, PLACE);

/** @param {...string} args */
function build(...args) {
  return spawnSync('./build.sh', ['site', ...args], { cwd: root, encoding: 'utf8' });
}

before(() => {
  const { status, stdout, stderr } = build(site);
  assert.equal(status, 0, stdout + stderr);
});
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Every file, as "web/main.js". @param {string} directory */
const filesIn = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.path, entry.name)).replaceAll(path.sep, '/'));

/** @param {string} directory of a site */
const setsOf = (directory) => JSON.parse(readFileSync(path.join(directory, 'web/data/sets.json'), 'utf8'));

describe('site', () => {
  test('has the page, the module, the starter set and what others wrote, and nothing else', () => {
    const files = filesIn(site);
    for (const file of [
      'index.html',
      'LICENSE',
      'wasm/index.js',
      'wasm/data.js',
      'wasm/descenso.wasm',
      'web/data/starter/train-images-idx3-ubyte.gz',
      'web/data/sets.json',
      'web/data/checkpoint/dropout.bin',
      'web/vendor/chart.js',
      'web/vendor/chart.LICENSE.txt',
      'web/vendor/temml.js',
      'web/vendor/temml.css',
      'web/vendor/temml.LICENSE.txt',
      'web/vendor/Temml.woff2',
    ])
      assert.ok(files.includes(file), file);
    const strange = /^wasm\/(cli|data-node)|^web\/data\/full|(^|\/)\.|^(?!index\.html$|LICENSE$|wasm\/|web\/)/;
    assert.deepEqual(
      files.filter((file) => strange.test(file)),
      [],
    );
  });

  test('has every file that one of its scripts imports', () => {
    let imports = 0;
    for (const file of filesIn(site).filter((name) => name.endsWith('.js') && !name.startsWith('web/vendor/'))) {
      const text = readFileSync(path.join(site, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*/gm, '');
      for (const [, from] of text.matchAll(/^(?:import|export)\s+(?:[\w*\s{},]+\sfrom\s+)?'([^']+)'/gm)) {
        assert.match(from, /^\.\.?\//, `${file} imports ${from}`);
        assert.ok(existsSync(path.join(site, path.dirname(file), from)), `${file} imports ${from}`);
        imports++;
      }
    }
    assert.ok(imports > 3, `${imports} imports found`);
  });

  test('lists the data sets that it has', () => {
    assert.deepEqual(setsOf(site), ['starter']);
  });

  test('leads from its root to the page, relatively', () => {
    assert.match(readFileSync(path.join(site, 'index.html'), 'utf8'), /http-equiv="refresh" content="0; url=web\/"/);
  });

  test('can be read by a host that runs as someone else', () => {
    for (const file of filesIn(site)) assert.equal(statSync(path.join(site, file)).mode & 0o444, 0o444, file);
    assert.equal(statSync(site).mode & 0o555, 0o555);
  });

  test('takes the place of an earlier site, and of nothing else', () => {
    const target = path.join(scratch, 'again');
    for (let i = 0; i < 2; i++) assert.equal(build(target).status, 0);
    const other = path.join(scratch, 'other');
    mkdirSync(other);
    writeFileSync(path.join(other, 'thesis.tex'), 'years of work');
    const { status, stderr } = build(other);
    assert.equal(status, 1);
    assert.match(stderr, /has thesis\.tex, which no site has/);
    assert.deepEqual(readdirSync(other), ['thesis.tex']);
    assert.deepEqual(readdirSync(scratch).sort(), ['again', 'other', 'web'], 'no part is left');
  });

  test('refuses what it does not know', () => {
    assert.match(build('--fast').stderr, /unknown option --fast/);
    assert.match(build('one', 'two').stderr, /unexpected argument two/);
  });

  const full = existsSync(path.join(root, 'web/data/full/train-images-idx3-ubyte.gz'));
  test('--full brings all images, or says how to get them', () => {
    const target = path.join(scratch, 'full');
    const { status, stderr } = build('--full', target);
    assert.equal(status, full ? 0 : 1, stderr);
    if (full) {
      assert.equal(readdirSync(path.join(target, 'web/data/full')).length, 4);
      assert.deepEqual(setsOf(target), ['full', 'starter']);
    } else assert.match(stderr, /is missing: \.\/build\.sh data/);
    rmSync(target, { recursive: true, force: true });
  });
});

for (const name of BROWSERS) {
  const noPage = !existsSync(path.join(root, 'web/index.html')) && 'web/index.html is not there yet';
  test(`${name}: the page works under another path`, { skip: missingBrowser(name) || noPage }, async () => {
    const browser = await openBrowser(name);
    try {
      await withServer(
        async ({ url }) => {
          const page = await openPage(browser, `${url}${PLACE}/`);
          const hasMoved = (/** @type {string} */ end) => globalThis.location.pathname.endsWith(end);
          await page.waitForFunction(hasMoved, {}, '/where/web/');
          await page.waitForSelector('#main *');
          await page.settled();
          await page.assertQuiet({ except: [/icon\.svg: NS_BINDING_ABORTED/] }); // what the redirect cut short
          for (const request of page.requests) assert.ok(request.startsWith(`${url}${PLACE}/`), request);
          await page.close();
        },
        { root: scratch },
      );
    } finally {
      await browser.close();
    }
  });
}

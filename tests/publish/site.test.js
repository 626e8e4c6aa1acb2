// `./build.sh site`: all that the page needs in few files, for any host, under any path.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
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
import { gzipSync } from 'node:zlib';
import { labs } from '../../web/labs/index.js';
import { BROWSERS, missingBrowser, openPage, testsOf } from '../helpers/browser.js';
import { startHost } from '../helpers/host.js';
import { useBrowser } from '../helpers/page.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso site-'));
const site = path.join(scratch, 'course');
const MOST_REQUESTS = 25;

/** @param {...string} args */
const build = (...args) => spawnSync('./build.sh', ['site', ...args], { cwd: root, encoding: 'utf8' });

before(() => {
  const { status, stdout, stderr } = build(site);
  assert.equal(status, 0, stdout + stderr);
});
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Every file, as "assets/main.js". @param {string} directory */
const filesIn = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
const read = (/** @type {string} */ name) => readFileSync(path.join(site, name), 'utf8');

describe('site', () => {
  test('has pages, a list of sets, a worker, licences, and stamped files; nothing else', () => {
    const files = filesIn(site);
    const plain = files.filter((name) => !name.startsWith('assets/')).sort();
    const pages = ['embed.html', 'index.html'].filter((name) => existsSync(path.join(root, 'web', name)));
    assert.deepEqual(
      plain,
      ['LICENSE', 'embed/element.js', 'embed/paper.js', ...pages, 'service-worker.js', 'sets.json'].sort(),
    );
    for (const name of files.filter((one) => one.startsWith('assets/')))
      assert.match(name, /-[0-9A-Za-z]{8,10}\.(js|css|gz|bin|wasm|svg|woff2|png)$/);
    assert.deepEqual(JSON.parse(read('sets.json')), ['starter']);
    for (const name of ['Chart.js', 'temml', 'lit-html', 'lean-qr', 'Descenso'])
      assert.match(read('LICENSE'), new RegExp(name, 'i'), 'whose work goes out goes with its licence');
  });

  test('stamps say what is in a file: what is unlike is called otherwise, and twice built is the same', () => {
    const again = path.join(scratch, 'again');
    assert.equal(build(again).status, 0);
    assert.deepEqual(filesIn(again).sort(), filesIn(site).sort());
    for (const name of filesIn(site))
      assert.ok(readFileSync(path.join(site, name)).equals(readFileSync(path.join(again, name))), name);
    const module = filesIn(site).find((name) => name.endsWith('.wasm')) ?? '';
    const digest = createHash('sha256')
      .update(readFileSync(path.join(site, module)))
      .digest('hex');
    assert.equal(/-(\w+)\./.exec(module)?.[1], digest.slice(0, 10));
  });

  test('names no place of this machine, and no other host', () => {
    for (const name of filesIn(site).filter((one) => /\.(js|css|html|json)$/.test(one))) {
      assert.ok(!read(name).includes(root.slice(0, -1)), `${name} names ${root}`);
      assert.doesNotMatch(read(name), /(?:src|href|url\(|from|import\()\s*=?\s*["']?https?:/, name);
    }
  });

  test('can be read by a host that runs as someone else', () => {
    for (const file of filesIn(site)) assert.equal(statSync(path.join(site, file)).mode & 0o444, 0o444, file);
    for (const folder of ['', 'assets']) assert.equal(statSync(path.join(site, folder)).mode & 0o555, 0o555);
  });

  test('takes the place of an earlier site, and of nothing else', () => {
    const target = path.join(scratch, 'earlier');
    for (let i = 0; i < 2; i++) assert.equal(build(target).status, 0);
    const other = path.join(scratch, 'other');
    mkdirSync(other);
    writeFileSync(path.join(other, 'thesis.tex'), 'years of work');
    const { status, stderr } = build(other);
    assert.equal(status, 1);
    assert.match(stderr, /has thesis\.tex, which no site has/);
    assert.deepEqual(readdirSync(other), ['thesis.tex']);
    assert.deepEqual(
      readdirSync(scratch).filter((name) => name.startsWith('.')),
      [],
      'no part is left',
    );
  });

  test('refuses what it does not know', () => {
    assert.match(build('--fast').stderr, /Unknown option '--fast'/);
    assert.match(build('one', 'two').stderr, /unexpected argument two/);
  });

  const full = existsSync(path.join(root, 'web/data/full/train-images-idx3-ubyte.gz'));
  test('--full brings all images, or says how to get them', () => {
    const target = path.join(scratch, 'full');
    const { status, stderr } = build('--full', target);
    assert.equal(status, full ? 0 : 1, stderr);
    if (full) {
      assert.equal(filesIn(target).filter((name) => name.startsWith('assets/full-')).length, 4);
      assert.deepEqual(JSON.parse(readFileSync(path.join(target, 'sets.json'), 'utf8')), ['full', 'starter']);
      // Thirty megabytes nobody has asked for are not kept unasked.
      assert.doesNotMatch(readFileSync(path.join(target, 'service-worker.js'), 'utf8'), /assets\/full-/);
    } else assert.match(stderr, /is missing: \.\/build\.sh data/);
    rmSync(target, { recursive: true, force: true });
  });
});

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });
    /**
     * Opens a page of a site of which nothing is kept, since its origin is new, and tells what was asked for.
     * @param {import('node:test').TestContext} t
     * @param {string} link
     * @param {string} there a selector
     */
    async function opened(t, link, there) {
      const host = await startHost(site, '/some/course/');
      t.after(host.close);
      const page = await openPage(browser(), `${host.url}${link}`);
      await page.waitForSelector(there);
      await page.settled();
      // What is kept for later is asked for by another.
      const asked = host.asked.filter(({ referrer }) => !referrer.includes('service-worker'));
      const names = asked.map(({ path: one }) => one).filter((one) => !one.endsWith('/service-worker.js'));
      for (const one of names) assert.ok(one.startsWith('/some/course/'), one);
      const bytes = [...new Set(names)]
        .map((one) => one.slice('/some/course/'.length))
        .filter((one) => /(^|\.(js|css|wasm|html|svg))$/.test(one))
        .reduce((sum, one) => sum + gzipSync(readFileSync(path.join(site, one || 'index.html'))).length, 0);
      t.diagnostic(`${names.length} requests, ${(bytes / 1000).toFixed(1)} kB of code compressed`);
      await page.assertQuiet();
      await page.close();
      return { names, bytes };
    }

    test('an embed that is not started takes at most 40 kB, with its picture, and no worker', async (t) => {
      const { names, bytes } = await opened(t, 'embed.html#lab=race&preset=adam&lang=es', '.cover .thumbnail');
      assert.ok(names.length <= 16 && bytes <= 40_000, `${bytes} bytes: ${names.join(' ')}`);
      assert.deepEqual(
        names.filter((one) => /worker|\.wasm|starter/.test(one)),
        [],
      );
    });

    test('opens without its sheet where that cannot be had', async (t) => {
      const bare = path.join(mkdtempSync(path.join(scratch, 'bare-')), 'course');
      cpSync(site, bare, { recursive: true });
      for (const file of readdirSync(path.join(bare, 'assets')).filter((one) => /^page-.*\.css$/.test(one)))
        rmSync(path.join(bare, 'assets', file));
      const host = await startHost(bare);
      t.after(host.close);
      const page = await openPage(browser(), `${host.url}#lab=race`);
      await page.waitForSelector('#main h1');
      await page.close();
    });

    for (const lab of Object.keys(labs))
      test(`${lab} opens in at most ${MOST_REQUESTS} requests, all below its path`, async (t) => {
        const opening = await opened(t, `#lab=${lab}`, '#main h1');
        // How many workers have come by then is chance; each asks for its module and the engine, which are the same files.
        const names = [...new Set(opening.names)];
        assert.ok(names.length > 3 && names.length <= MOST_REQUESTS, `${names.length}: ${names.join(' ')}`);
      });
  });

// What the server gives, with which headers, and what it must not give.

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServer } from '../../wasm/cli/serve.js';
import { PATIENCE, until } from '../helpers/patience.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SECRET = 'not for anyone';

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/**
 * Sends a request line as it is, which fetch() would first put in order.
 * @param {number} port
 * @param {string} line such as "GET /../etc/passwd"
 * @returns {Promise<{ status: number, text: string }>} all of the answer, with its headers
 */
function raw(port, line) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 'latin1');
    });
    let text = '';
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no answer to ${line}`)));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }));
  });
}

/** Where a link of /proc leads, if it is still there. @param {string} link */
function linkOf(link) {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

describe('the repository', () => {
  /** @type {Server} */
  let server;
  before(async () => {
    server = await startServer({ port: 0 });
  });
  after(() => server.close());

  /** @param {string} address @param {RequestInit} [init] */
  const get = (address, init) => fetch(server.url + address, { redirect: 'manual', ...init });

  test('/ leads to the page', async () => {
    const response = await get('');
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('Location'), '/web/');
  });

  test('a directory without its slash leads to it', async () => {
    const response = await get('web');
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('Location'), '/web/');
  });

  /** @type {[address: string, type: string, file: string][]} */
  const files = [
    ['wasm/index.js', 'text/javascript', 'wasm/index.js'],
    ['wasm/descenso.wasm', 'application/wasm', 'wasm/descenso.wasm'],
    ['wasm/index.js?version=1', 'text/javascript', 'wasm/index.js'],
    ['web/i18n/en/page.js', 'text/javascript', 'web/i18n/en/page.js'],
    ['web/data/starter/train-labels-idx1-ubyte.gz', 'application/gzip', 'web/data/starter/train-labels-idx1-ubyte.gz'],
    ['web/vendor/chart.js', 'text/javascript', 'node_modules/chart.js/dist/chart.umd.min.js'],
    ['web/vendor/temml.js', 'text/javascript', 'node_modules/temml/dist/temml.mjs'],
    ['web/vendor/lit-html/lit-html.js', 'text/javascript', 'node_modules/lit-html/lit-html.js'],
    ['web/vendor/lit-html/directives/repeat.js', 'text/javascript', 'node_modules/lit-html/directives/repeat.js'],
    ['web/vendor/Temml.woff2', 'font/woff2', 'node_modules/temml/dist/Temml.woff2'],
    ['web/vendor/chart.LICENSE.txt', 'text/plain; charset=utf-8', 'node_modules/chart.js/LICENSE.md'],
    ['web/vendor/temml.LICENSE.txt', 'text/plain; charset=utf-8', 'node_modules/temml/LICENSE'],
  ];
  for (const [address, type, file] of files) {
    test(`/${address} is ${type}, byte for byte`, async () => {
      const response = await get(address);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('Content-Type'), type);
      // A .gz file must come as it is: the page unpacks it.
      assert.equal(response.headers.get('Content-Encoding'), null);
      const body = Buffer.from(await response.arrayBuffer());
      assert.ok(body.equals(readFileSync(path.join(root, file))), `${body.length} bytes`);
    });
  }

  test('temml.css has all of its rules; that they are held to apps, two apps in a document show', async () => {
    const response = await get('web/vendor/temml.css');
    assert.equal(response.headers.get('Content-Type'), 'text/css');
    const rules = (/** @type {string} */ css) =>
      [...css.replace(/\/\*[^]*?\*\//g, '').matchAll(/[^{}]+\{[^{}]*\}/g)].map(([one]) => one.trim()).sort();
    const css = await response.text();
    assert.deepEqual(
      rules(css),
      rules(readFileSync(path.join(root, 'node_modules/temml/dist/Temml-Local.css'), 'utf8')),
    );
  });

  test('every font and file that temml.css names is there', async () => {
    const css = await (await get('web/vendor/temml.css')).text();
    const named = [...css.matchAll(/url\(["']?(?!data:|%23)([^"')]+)/g)].map(([, name]) => name);
    assert.ok(named.length > 0);
    for (const name of named) assert.equal((await get(`web/vendor/${name}`)).status, 200, name);
  });

  test('every answer has the headers that keep the page to itself', async () => {
    for (const address of ['', 'wasm/index.js', 'web/vendor/chart.js', 'nowhere']) {
      const { headers } = await get(address);
      assert.equal(
        headers.get('Content-Security-Policy'),
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; object-src 'none'",
      );
      assert.equal(headers.get('X-Content-Type-Options'), 'nosniff');
      assert.equal(headers.get('Referrer-Policy'), 'no-referrer');
      assert.equal(headers.get('Cache-Control'), 'no-cache');
      assert.equal(headers.get('Cross-Origin-Opener-Policy'), null);
      assert.equal(headers.get('Cross-Origin-Embedder-Policy'), null);
    }
  });

  test('an ETag spares the bytes of what has not changed', async () => {
    const ETag = (await get('wasm/descenso.wasm')).headers.get('ETag') ?? '';
    assert.match(ETag, /"/);
    const again = await get('wasm/descenso.wasm', { headers: { 'If-None-Match': ETag } });
    assert.equal(again.status, 304);
    const other = await get('wasm/descenso.wasm', { headers: { 'If-None-Match': '"another"' } });
    assert.equal(other.status, 200);
  });

  test('the list of data sets has those that are there, and is no file', async () => {
    const response = await get('web/data/sets.json');
    assert.equal(response.headers.get('Content-Type'), 'application/json');
    const full = existsSync(path.join(root, 'web/data/full/t10k-labels-idx1-ubyte.gz'));
    assert.deepEqual(await response.json(), [...(full ? ['full'] : []), 'starter']);
    assert.ok(!existsSync(path.join(root, 'web/data/sets.json')));
  });

  test('HEAD has the headers of GET and no body', async () => {
    const response = await get('wasm/descenso.wasm', { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Content-Type'), 'application/wasm');
    const { length } = readFileSync(path.join(root, 'wasm/descenso.wasm'));
    assert.equal(Number(response.headers.get('Content-Length')), length);
    assert.equal((await response.arrayBuffer()).byteLength, 0);
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    test(`${method} is refused`, async () => {
      const body = ['POST', 'PUT', 'PATCH'].includes(method) ? 'x' : undefined;
      const response = await get('wasm/index.js', { method, body });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('Allow'), 'GET, HEAD');
    });
  }

  test('a range, also a nonsensical one, gets the whole file', async () => {
    for (const range of ['bytes=0-9', 'bytes=9-3', 'bytes=-5', 'bytes=99999999-', 'bytes=a-b']) {
      const response = await get('wasm/index.js', { headers: { Range: range } });
      assert.equal(response.status, 200, range);
      assert.equal((await response.text()).length, readFileSync(path.join(root, 'wasm/index.js'), 'utf8').length);
    }
  });

  const refused = [
    // The rest of the repository.
    '/package.json',
    '/build.sh',
    '/src/api/api.c',
    '/tests/run.js',
    '/node_modules/sirv/package.json',
    '/.git/config',
    '/.gitignore',
    '/WEB/i18n/en/page.js',
    '/webs/',
    '/web/nowhere.js',
    '/web/vendor/',
    '/web/vendor/sirv.js',
    '/wasm/index',
    '/wasm/index.js/',
    // Ways up, plain and encoded.
    '/../package.json',
    '/web/../package.json',
    '/wasm/../../etc/passwd',
    '/web/../../../../../../etc/passwd',
    '/web/%2e%2e/package.json',
    '/web/%2e%2e%2fpackage.json',
    '/web/..%2fpackage.json',
    '/web/.%2e/package.json',
    '/web/%252e%252e%252fpackage.json',
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/web/..\\package.json',
    '/web/..%5cpackage.json',
    '/web/%c0%ae%c0%ae/package.json',
    '/web/vendor/../../package.json',
    '/web/vendor/..%2f..%2fpackage.json',
    '/web/....//package.json',
    '/web/./i18n/en/page.js',
    '/web;/../package.json',
    // Other forms of an address.
    '//etc/passwd',
    '///etc/passwd',
    '/web//etc/passwd',
    '//web/i18n/en/page.js',
    '/web/%00',
    '/wasm/index.js%00.txt',
    '/web/\xff',
    '/web/%',
    '/web/%zz',
    '/~root/',
    '*',
    'http://localhost/package.json',
    'package.json',
    '?',
    '',
    `/web/${'a'.repeat(5000)}`,
    `/web${'/a'.repeat(3000)}`,
  ];
  for (const target of refused) {
    const shown = target.length > 60 ? `${target.slice(0, 20)}… (${target.length} characters)` : target;
    test(`GET ${JSON.stringify(shown)} gets nothing`, async () => {
      const { status, text } = await raw(server.port, `GET ${target}`);
      assert.ok(status === 404 || status === 400, text.slice(0, 200));
      assert.doesNotMatch(text, /root:|"descenso"|DATA_TARGET|sirv/);
    });
  }

  test('a NUL gets nothing', async () => {
    for (const target of ['/\0', '/wasm/index.js\0', '/web/\0/../../package.json']) {
      const { status } = await raw(server.port, `GET ${target}`);
      assert.ok(status === 404 || status === 400, `${status}`);
    }
  });

  test('it still serves after all that', async () => {
    assert.equal((await get('wasm/index.js')).status, 200);
  });
});

describe('a directory with traps', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'descenso-traps-'));
  /** @type {Server} */
  let server;

  before(async () => {
    const write = (/** @type {string} */ file, /** @type {string} */ text) => {
      mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      writeFileSync(path.join(directory, file), text);
    };
    write('web/index.html', '<!DOCTYPE html><title>page</title>');
    write('web/style.css', 'p {}');
    write('web/data.json', '{}');
    write('web/lab/index.html', 'a lab');
    write('web/.env', SECRET);
    write('web/.git/config', SECRET);
    write('secret/file.js', SECRET);
    write('web2/file.js', SECRET);
    mkdirSync(path.join(directory, 'wasm'));
    mkdirSync(path.join(directory, 'web/empty'));
    symlinkSync('../secret/file.js', path.join(directory, 'web/link.js'));
    symlinkSync('../secret', path.join(directory, 'web/linked'));
    symlinkSync('../web2', path.join(directory, 'web/linked2'));
    symlinkSync('.env', path.join(directory, 'web/visible.js'));
    symlinkSync('loop.js', path.join(directory, 'web/loop.js'));
    symlinkSync('style.css', path.join(directory, 'web/inside.css'));
    server = await startServer({ port: 0, root: directory, isolate: true });
  });
  after(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  for (const target of [
    '/web/.env',
    '/web/.git/config',
    '/web/%2eenv',
    '/web/link.js',
    '/web/linked/file.js',
    '/web/linked/',
    '/web/linked',
    '/web/linked2/file.js',
    '/web/visible.js',
    '/web/loop.js',
    '/secret/file.js',
    '/web2/file.js',
    '/web/empty/',
    '/wasm/',
  ]) {
    test(`GET ${target} gets nothing`, async () => {
      const { status, text } = await raw(server.port, `GET ${target}`);
      assert.equal(status, 404);
      assert.ok(!text.includes(SECRET));
    });
  }

  /** @type {[address: string, type: string][]} */
  const served = [
    ['web/', 'text/html;charset=utf-8'],
    ['web/lab/', 'text/html;charset=utf-8'],
    ['web/style.css', 'text/css'],
    ['web/data.json', 'application/json'],
    ['web/inside.css', 'text/css'],
  ];
  for (const [address, type] of served) {
    test(`/${address} is ${type}, isolated`, async () => {
      const { status, headers } = await fetch(server.url + address);
      assert.equal(status, 200);
      assert.equal(headers.get('Content-Type'), type);
      assert.equal(headers.get('Cross-Origin-Opener-Policy'), 'same-origin');
      assert.equal(headers.get('Cross-Origin-Embedder-Policy'), 'require-corp');
      assert.equal(headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
    });
  }

  test('of data sets only whole ones are listed, and none that would not be served', async () => {
    const list = async () => (await fetch(`${server.url}web/data/sets.json`)).json();
    assert.deepEqual(await list(), [], 'no web/data');
    const put = (/** @type {string} */ set, /** @type {string[]} */ names) => {
      mkdirSync(path.join(directory, set), { recursive: true });
      for (const name of names) writeFileSync(path.join(directory, set, `${name}-ubyte.gz`), '');
    };
    const all = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
    put('web/data/starter', all);
    put('web/data/full', all.slice(0, 3));
    put('web/data/.part.x', all);
    put('elsewhere', all);
    symlinkSync('../../elsewhere', path.join(directory, 'web/data/linked'));
    assert.deepEqual(await list(), ['starter']);
    put('web/data/full', all);
    assert.deepEqual(await list(), ['full', 'starter']);
  });

  test('an edit shows at once', async () => {
    const file = path.join(directory, 'web/edited.js');
    writeFileSync(file, 'one');
    const first = await fetch(`${server.url}web/edited.js`);
    assert.equal(await first.text(), 'one');
    writeFileSync(file, 'two');
    utimesSync(file, new Date(), new Date(Date.now() + 1000)); // not within the same tick of the clock
    const headers = { 'If-None-Match': first.headers.get('ETag') ?? '' };
    const second = await fetch(`${server.url}web/edited.js`, { headers });
    assert.equal(second.status, 200);
    assert.equal(await second.text(), 'two');
  });

  const open = '/proc/self/fd';
  test(
    'no file stays open when a browser goes away in its midst',
    {
      skip: !existsSync(open) && `${open} is missing`,
    },
    async () => {
      const large = path.join(directory, 'web/large.gz');
      writeFileSync(large, Buffer.alloc(20_000_000, 1));
      const isOpen = () => readdirSync(open).some((fd) => linkOf(path.join(open, fd)) === realpathSync(large));
      for (let i = 0; i < 5; i++) {
        const abort = new AbortController();
        const response = await fetch(`${server.url}web/large.gz`, { signal: abort.signal });
        await response.body?.getReader().read();
        if (i === 0) assert.ok(isOpen(), 'the test sees it');
        abort.abort();
      }
      await until(
        () => !isOpen(),
        () => 'the file stays open',
      );
      assert.equal((await fetch(`${server.url}web/`)).status, 200);
    },
  );
});

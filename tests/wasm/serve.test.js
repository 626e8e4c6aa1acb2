// `descenso serve` as a command: its options, its messages, how it begins and ends. What it serves is looked at in
// tests/web/server.test.js.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServer } from '../../wasm/cli/serve.js';
import { startCommand } from '../helpers/command.js';

const wasm = fileURLToPath(new URL('../../wasm/', import.meta.url));
const ADDRESS = /^Descenso: (http:\/\/[^ ]+:(\d+)\/) .*\n/;

/** @param {...string} args */
const serve = (...args) => startCommand(process.execPath, [path.join(wasm, 'cli.js'), 'serve', ...args]);

/**
 * Calls `use` while something else listens at a port.
 * @param {number} port 0: any free one
 * @param {(port: number) => Promise<void>} use
 */
async function withBusyPort(port, use) {
  const other = createServer();
  const taken = await new Promise((resolve, reject) => {
    other.once('error', (error) => {
      // Where it is busy already, nothing has to be done.
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE' && port) resolve(port);
      else reject(error);
    });
    other.listen(port, '127.0.0.1', () => {
      resolve(/** @type {import('node:net').AddressInfo} */ (other.address()).port);
    });
  });
  try {
    await use(taken);
  } finally {
    if (other.listening) await new Promise((resolve) => other.close(resolve));
  }
}

/** Asks for much, and reads nothing of it. @param {number} port @returns {Promise<import('node:net').Socket>} */
async function stall(port) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // it is cut off
  socket.write('GET /web/data/starter/train-images-idx3-ubyte.gz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(100));
  await once(socket, 'readable');
  return socket;
}

describe('serve', () => {
  test('prints its address in one line, answers there, and Ctrl-C stops it with exit status 0', async () => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      const server = serve('--port', '0');
      const [, url, port] = await server.until(ADDRESS);
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
      const response = await fetch(`${url}wasm/index.js`);
      assert.equal(response.status, 200);
      const stalled = await stall(Number(port)); // what it waits for never ends, and must not hold it up
      const { status, stdout, stderr } = await server.stop(signal);
      stalled.destroy();
      assert.equal(status, 0, signal);
      assert.equal(stderr, '');
      assert.match(stdout, new RegExp(`${ADDRESS.source}$`));
      await assert.rejects(fetch(url));
    }
  });

  test('--json prints the address as one JSON object', async () => {
    const server = serve('--json', '--port', '0');
    const [line] = await server.until(/^.*\n/);
    const { type, url, port } = JSON.parse(line);
    assert.equal(type, 'serve');
    assert.equal(url, `http://127.0.0.1:${port}/`);
    assert.equal((await fetch(`${url}wasm/index.js`)).status, 200);
    assert.equal((await server.stop()).stdout, line);
  });

  test('isolates what it serves, and --no-isolate does not', async () => {
    for (const [args, values] of /** @type {[string[], (string | null)[]][]} */ ([
      [[], ['same-origin', 'require-corp', 'cross-origin']],
      [['--isolate'], ['same-origin', 'require-corp', 'cross-origin']],
      [['--no-isolate'], [null, null, null]],
    ])) {
      const server = serve(...args, '--port', '0');
      const [, url] = await server.until(ADDRESS);
      const { headers } = await fetch(`${url}wasm/index.js`);
      const of = ['Opener-Policy', 'Embedder-Policy', 'Resource-Policy'].map((one) =>
        headers.get(`Cross-Origin-${one}`),
      );
      assert.deepEqual(of, values);
      await server.stop();
    }
  });

  test('--host says where it listens', async () => {
    const server = serve('--host', '0.0.0.0', '--port', '0');
    const [, url, port] = await server.until(ADDRESS);
    assert.equal(url, `http://localhost:${port}/`);
    assert.equal((await fetch(`http://127.0.0.1:${port}/wasm/index.js`)).status, 200);
    await server.stop();
  });

  test('without --port the next free one is taken where the usual is busy, and it says so', async () => {
    await withBusyPort(8080, async () => {
      const server = serve();
      const [, url, port] = await server.until(ADDRESS);
      assert.ok(Number(port) > 8080 && Number(port) < 8180, port);
      assert.equal((await fetch(`${url}wasm/index.js`)).status, 200);
      const { stderr } = await server.stop();
      assert.equal(stderr, `descenso: port 8080 is busy, ${port} is taken instead\n`);
    });
  });

  test('a --port that is busy fails with exit status 1, and a free one is offered', async () => {
    await withBusyPort(0, async (port) => {
      const { status, stdout, stderr } = await serve('--port', String(port)).ended;
      assert.equal(status, 1);
      assert.equal(stdout, '');
      const offered = /^descenso: port (\d+) is busy: try --port (\d+)\n$/.exec(stderr);
      assert.ok(offered, stderr);
      assert.equal(Number(offered[1]), port);
      assert.notEqual(offered[2], offered[1]);
      const server = serve('--port', offered[2]);
      const taken = server.ended.then(({ stderr: words }) => words);
      // Other tests' servers take ports meanwhile: then it is busy, and says so.
      const heard = await server.until(ADDRESS).catch(() => taken);
      assert.match(String(heard), new RegExp(`^Descenso: http.*:${offered[2]}/|port ${offered[2]} is busy`));
      await server.stop();
    });
  });

  /** @type {[args: string[], message: RegExp][]} */
  const wrong = [
    ...['65536', '-1', '80.5', '0x50', 'http', ' 80'].map(
      (port) =>
        /** @type {[string[], RegExp]} */ ([
          [`--port=${port}`],
          new RegExp(`--port must be 0\\.\\.65535, got "${port}"`),
        ]),
    ),
    [['--port'], /--port/],
    [['--port='], /--port needs a value/],
    [['--host='], /--host needs a value/],
    [['--open'], /Unknown option '--open'/],
    [['web'], /unexpected argument "web"/],
  ];
  for (const [args, message] of wrong) {
    test(`${args.join(' ')} is refused with exit status 2`, async () => {
      const { status, stdout, stderr } = await serve(...args).ended;
      assert.match(stderr, message);
      assert.match(stderr, /See descenso help serve/);
      assert.equal(stdout, '');
      assert.equal(status, 2);
    });
  }

  test("an address that is not this machine's fails with exit status 1", async () => {
    const { status, stderr } = await serve('--host', '192.0.2.1', '--port', '0').ended; // none has it: RFC 5737
    assert.equal(stderr, 'descenso: --host 192.0.2.1 is no address of this machine\n');
    assert.equal(status, 1);
  });

  test('without its packages it says what to do, and other commands need none', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'descenso-bare-'));
    try {
      cpSync(wasm, path.join(directory, 'wasm'), { recursive: true });
      cpSync(path.join(wasm, '../package.json'), path.join(directory, 'package.json'));
      const cli = path.join(directory, 'wasm/cli.js');
      const bare = await startCommand(process.execPath, [cli, 'serve', '--port', '0']).ended;
      assert.equal(bare.stderr, 'descenso: the package sirv is missing: run npm install (or npm start)\n');
      assert.equal(bare.status, 1);
      const catalog = await startCommand(process.execPath, [cli, 'catalog']).ended;
      assert.equal(catalog.status, 0, catalog.stderr);
      cpSync(path.join(wasm, '../web/data/starter'), path.join(directory, 'web/data/starter'), { recursive: true });
      const few = ['epochs=1', 'data.trainSize=64', 'data.validationSize=32'].flatMap((one) => ['--set', one]);
      const file = path.join(directory, 'w.safetensors');
      for (const option of ['--save-weights', '--weights']) {
        const trained = await startCommand(process.execPath, [cli, 'train', ...few, option, file]).ended;
        assert.equal(trained.status, 0, trained.stderr);
      }
      const zipped = [cli, 'train', ...few, '--save-weights', path.join(directory, 'w.npz')];
      const { status, stderr } = await startCommand(process.execPath, zipped).ended;
      assert.equal(status, 1);
      assert.match(stderr, /the package fflate is missing/);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test('its help names every option', async () => {
    const { status, stdout } = await serve('--help').ended;
    assert.equal(status, 0);
    for (const option of ['--port', '--host', '--no-isolate', '--json']) assert.ok(stdout.includes(option), option);
  });
});

describe('startServer', () => {
  test('serves until it is closed', async () => {
    const { url, port, close } = await startServer({ port: 0 });
    assert.equal(url, `http://127.0.0.1:${port}/`);
    assert.equal((await fetch(`${url}wasm/index.js`)).status, 200);
    await close();
    await assert.rejects(fetch(url));
  });

  test('rejects where the port is busy', async () => {
    await withBusyPort(0, async (port) => {
      await assert.rejects(startServer({ port }), { code: 'EADDRINUSE' });
    });
  });
});

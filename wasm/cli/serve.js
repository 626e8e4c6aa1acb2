// serve.js: `descenso serve`.

import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { UsageError, parseOptions } from './args.js';
import { createHandler } from './static.js';

const PORT = 8080;
const HOST = '127.0.0.1';

export const summary = 'serves the page on this machine';

export const help = `descenso serve [--port ${PORT}] [--host ${HOST}] [--no-isolate] [--json]

Serves the page, and prints its address. Ctrl-C stops it.

  --port N      0..65535, where 0 takes any free one; without it ${PORT}, or the next one that is free
  --host H      the address that is listened at: ${HOST} is this machine only, 0.0.0.0 any machine that reaches it
  --no-isolate  sends no COOP, COEP and CORP: without these headers, which isolate the page from others, its runs have a core
                each, and its clocks are coarser
  --json        prints the address as one JSON object

Exit status: 0 stopped, 1 failed, as where --port is busy, 2 the command line is wrong.`;

/** Ports that are tried one after the other. */
const TRIES = 100;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values } = parseOptions(
    args,
    {
      port: { type: 'string' },
      host: { type: 'string', default: HOST },
      isolate: { type: 'boolean', default: true }, // as it was asked for before it was so by itself
      'no-isolate': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    0,
  );
  const port = values.port === undefined ? undefined : parsePort(values.port);
  const { host } = values;
  const isolate = values.isolate && !values['no-isolate'];
  const server = await (port === undefined ? startAtFreePort(host, isolate) : startAtPort(port, host, isolate));
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ type: 'serve', url: server.url, port: server.port })}\n`
      : `Descenso: ${server.url}  (Ctrl-C stops it)\n`,
  );
  await stopped;
  await server.close();
  return 0;
}

/** @param {string} text */
function parsePort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`--port must be 0..65535, got ${JSON.stringify(text)}`);
}

/** @typedef {{ url: string, port: number, close(): Promise<void> }} RunningServer */

/**
 * @param {{ port?: number, host?: string, isolate?: boolean, root?: string }} [options] `port` 0: any free one; `root`:
 *   the directory that has web/ and wasm/
 * @returns {Promise<RunningServer>}
 */
export async function startServer({ port = PORT, host = HOST, isolate = false, root = ROOT } = {}) {
  const server = createServer(await createHandler({ root, isolate }));
  // A connection that is closed while a browser asks on it costs a file; of modules, Firefox does not ask again.
  server.keepAliveTimeout = 0;
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://${nameOf(host)}:${address.port}/`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {string} host as a browser on this machine reaches it */
function nameOf(host) {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** @param {number} port @param {string} host @param {boolean} isolate */
async function startAtPort(port, host, isolate) {
  try {
    return await startServer({ port, host, isolate });
  } catch (error) {
    if (!isBusy(error)) throw explain(error, port, host);
    const free = await findFree(port + 1, host);
    throw new Error(`port ${port} is busy: try --port ${free}`, { cause: error });
  }
}

/** The usual port, or the next one that is free. @param {string} host @param {boolean} isolate */
async function startAtFreePort(host, isolate) {
  for (let port = PORT; ; port++) {
    try {
      const server = await startServer({ port, host, isolate });
      if (port > PORT) process.stderr.write(`descenso: port ${PORT} is busy, ${port} is taken instead\n`);
      return server;
    } catch (error) {
      if (!isBusy(error)) throw explain(error, port, host);
      if (port === PORT + TRIES - 1)
        throw new Error(`the ports ${PORT} to ${port} are busy: choose one with --port`, {
          cause: error,
        });
    }
  }
}

/** @param {number} from @param {string} host @returns {Promise<number>} 0, which is any, where none is near */
async function findFree(from, host) {
  for (let port = from; port < Math.min(from + TRIES, 65536); port++) {
    const probe = createServer();
    const isFree = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, host, () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  return 0;
}

/** @param {unknown} error */
const isBusy = (error) => /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';

/** @param {unknown} error @param {number} port @param {string} host */
function explain(error, port, host) {
  switch (/** @type {NodeJS.ErrnoException} */ (error).code) {
    case 'EACCES':
      return new Error(`port ${port} is not for everyone to listen at: try --port ${PORT}`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new Error(`--host ${host} is no address of this machine`);
    default:
      return error;
  }
}

// A server of the page that keeps what it is asked for, whoever asks: the page, or its workers.

import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createHandler } from '../../wasm/cli/static.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export async function startCountedServer({ isolate = false } = {}) {
  const handle = await createHandler({ root: ROOT, isolate });
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    handle(request, response);
  });
  server.keepAliveTimeout = 0; // as `descenso serve`
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://localhost:${port}/`;
  return {
    url,
    /** What was asked for so far, in order; a file that two have asked for twice. */
    asked,
    /** What all that came to, compressed, without the data. @returns {Promise<number>} bytes */
    async bytes() {
      let sum = 0;
      for (const path of [...asked].filter((one) => !one.includes('/data/'))) {
        const response = await fetch(new URL(path, url));
        sum += gzipSync(Buffer.from(await response.arrayBuffer())).length;
      }
      return sum;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        server.closeAllConnections();
      }),
  };
}

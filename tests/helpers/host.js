// A host as universities have them: it gives the files of a directory under a path, and sends no header that it need not.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

/** What a host has to say of a file, or browsers would not run it. @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * @param {string} directory
 * @param {string} [place] the path under which it lies
 */
export async function startHost(directory, place = '/') {
  /** @type {{ path: string, referrer: string }[]} */
  const asked = [];
  const state = { down: false };
  /** @type {Map<string, Promise<void>>} */
  const withheld = new Map();
  const server = createServer(async (request, response) => {
    if (state.down) return void request.socket.destroy();
    const { pathname } = new URL(request.url ?? '', 'http://host');
    asked.push({ path: pathname, referrer: request.headers.referer ?? '' });
    const inside = pathname.startsWith(place) ? decodeURIComponent(pathname.slice(place.length)) : '..';
    await withheld.get(inside);
    const file = path.join(directory, inside.replace(/(^|\/)$/, '$1index.html'));
    if (inside.includes('..') || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)];
    response.writeHead(200, type ? { 'Content-Type': type } : {});
    // At once: a test may replace the file before a stream has opened it.
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}${place}`,
    /** What it has been asked for, in order. */
    asked,
    /** Lets who asks for a file wait. @param {string} file @returns {() => void} gives it */
    withhold(file) {
      let give = () => {};
      const given = new Promise((/** @type {(value: void) => void} */ resolve) => (give = resolve));
      withheld.set(file, given);
      return give;
    },
    /** @param {boolean} down whether it answers nobody */
    stop(down) {
      state.down = down;
      server.closeIdleConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        server.closeAllConnections();
      }),
  };
}

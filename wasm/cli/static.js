// static.js: which file of the repository answers a request, and with which headers.

import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { findSets, LIST } from './sets.js';
import { CHANGES, findVendorFiles, missingPackage } from './vendor.js';

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {{ file: string } | { redirect: string }} Found */

const MOUNTS = ['web', 'wasm'];

/**
 * The only addresses that are looked up: plain names between slashes. There is nothing to decode, so nothing encoded
 * gets by; no name begins with a dot, so there are no hidden files and no way up.
 */
const ADDRESS = /^(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*\/?$/;

const HEADERS = {
  // 'wasm-unsafe-eval' lets WebAssembly be compiled, and no eval(). Without frame-ancestors, labs can be embedded.
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache', // an edit shows on reloading; the ETag spares the bytes of what has not changed
};

/**
 * What makes a page cross-origin isolated, which gives it precise timers and shared memory. An isolated page of another
 * origin takes an embed only where the second and the third are sent, and a worker only where the second is.
 */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/**
 * Where sirv has another: it takes x.gz for an encoding of x, and names no encoding of text.
 * @type {Record<string, string>}
 */
const TYPES = { '.gz': 'application/gzip', '.txt': 'text/plain; charset=utf-8' };

/** The element's module, which other origins' pages import, and what that draws on paper. A site has two files of these. */
const SHARED = /^\/web\/(embed\/(element|paper)|asset|views\/(dom|qr|thumbnail|thumbnail\/\w+)|vendor\/lean-qr)\.js$/;

const REASONS = { 404: 'Not Found', 405: 'Method Not Allowed', 500: 'Internal Server Error' };

/**
 * Answers requests for /web/, /wasm/, /web/vendor/ and the list of data sets.
 * @param {{ root: string, isolate: boolean }} options `root`: the directory that has web/ and wasm/
 * @returns {Promise<(request: Request, response: Response) => Promise<void>>}
 */
export async function createHandler({ root, isolate }) {
  const sirv = await importSirv();
  const vendor = findVendorFiles();
  const base = await realpath(root);
  const headers = Object.entries({ ...HEADERS, ...(isolate ? ISOLATION : {}) });

  return async (request, response) => {
    try {
      for (const [name, value] of headers) response.setHeader(name, value);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        return refuse(response, 405);
      }
      const address = (request.url ?? '').split(/[?#]/)[0];
      if (SHARED.test(address)) response.setHeader('Access-Control-Allow-Origin', '*');
      const isThere = async (/** @type {string} */ one) => hasFile(await find(one, base, vendor));
      if (address === LIST)
        return sendText(response, 'application/json', JSON.stringify(await findSets(base, isThere)));
      const change = CHANGES[address.replace('/web/vendor/', '')];
      const found = await find(address, base, vendor);
      if (!found) return refuse(response, 404);
      if ('redirect' in found) {
        response.writeHead(302, { Location: found.redirect, 'Content-Length': 0 }).end();
        return;
      }
      if (change) return sendText(response, 'text/css', change(await readFile(found.file, 'utf8')));
      send(sirv, request, response, found.file, path.extname(address));
    } catch (error) {
      process.stderr.write(`descenso: ${request.url}: ${/** @type {Error} */ (error).message}\n`);
      if (response.headersSent) response.destroy();
      else refuse(response, 500);
    }
  };
}

/** Only here, so that the other commands need no package. */
async function importSirv() {
  try {
    return (await import('sirv')).default;
  } catch (error) {
    throw /** @type {NodeJS.ErrnoException} */ (error).code === 'ERR_MODULE_NOT_FOUND' ? missingPackage('sirv') : error;
  }
}

/** @param {Response} response @param {404 | 405 | 500} status */
function refuse(response, status) {
  const text = `${status} ${REASONS[status]}\n`;
  response.writeHead(status, { 'Content-Type': TYPES['.txt'], 'Content-Length': text.length }).end(text);
}

/** @param {Response} response @param {string} type @param {string} text */
function sendText(response, type, text) {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text);
}

/** @param {Found | undefined} found */
const hasFile = (found) => found !== undefined && 'file' in found;

/**
 * @param {string} address the path of the URL
 * @param {string} base `root` without symbolic links
 * @param {Map<string, string>} vendor
 * @returns {Promise<Found | undefined>}
 */
async function find(address, base, vendor) {
  if (!ADDRESS.test(address)) return undefined;
  if (address === '/') return { redirect: '/web/' };
  const names = address.split('/').slice(1);
  if (!MOUNTS.includes(names[0])) return undefined;
  const vendored = /^\/web\/vendor\/(.+)$/.exec(address)?.[1] ?? '';
  const own = vendor.get(vendored);
  if (own !== undefined) return { file: own };

  const isDirectory = names.at(-1) === '';
  const file = await realFile(path.join(base, ...names, isDirectory ? 'index.html' : ''), path.join(base, names[0]));
  if (file === undefined) return undefined;
  const stats = await stat(file);
  if (stats.isFile()) return { file };
  return isDirectory ? undefined : { redirect: `${address}/` };
}

/**
 * Where a file really is, if it is there, can be read, and no symbolic link leads out of `mount` or to a hidden file.
 * @param {string} file
 * @param {string} mount
 */
async function realFile(file, mount) {
  try {
    const real = await realpath(file);
    const inside = path.relative(mount, real);
    if (path.isAbsolute(inside) || inside.split(path.sep).some((name) => name.startsWith('.'))) return undefined;
    await access(real, constants.R_OK);
    return real;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(code ?? '')) return undefined;
    throw error;
  }
}

/**
 * @param {typeof import('sirv').default} sirv
 * @param {Request} request
 * @param {Response} response
 * @param {string} file
 * @param {string} extension of the address
 */
function send(sirv, request, response, file, extension) {
  if (TYPES[extension]) response.setHeader('Content-Type', TYPES[extension]);
  // The page unpacks .gz files itself: they are data, not an encoding of the transfer, as sirv has it.
  const writeHead = response.writeHead.bind(response);
  /** @param {number} status @param {import('node:http').OutgoingHttpHeaders} fields */
  const plain = (status, fields) => {
    delete fields?.['Content-Encoding'];
    return writeHead(status, fields);
  };
  response.writeHead = /** @type {typeof writeHead} */ (plain);
  // sirv leaves a file open when the browser goes away, and falls with one that vanishes as it is opened.
  response.once('pipe', (stream) => {
    stream.once('error', () => response.destroy());
    response.once('close', () => /** @type {import('node:fs').ReadStream} */ (stream).destroy());
  });
  delete request.headers.range; // a range whose end is before its beginning would throw; none has to be honoured
  request.url = `/${encodeURI(path.basename(file))}`;
  sirv(path.dirname(file), { dev: true, etag: true, extensions: [] })(request, response, () => refuse(response, 404));
}

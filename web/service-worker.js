/**
 * Keeps a built site for use without a network. A version is kept whole or not at all, and serves a page until it is closed:
 * the next one waits until the reader asks for it. `./build.sh site` puts in what the version is.
 */

/**
 * @typedef {Event & { waitUntil(work: Promise<unknown>): void }} LifeEvent
 * @typedef {LifeEvent & { request: Request, respondWith(response: Promise<Response>): void }} FetchEvent
 * @typedef {object} Scope what the types of pages do not have
 * @property {{ scope: string }} registration
 * @property {() => Promise<void>} skipWaiting
 * @property {{ version: string, files: Record<string, string> }} descensoSite its name, and the beginning of SHA-256 of each
 *   of its files
 * @property {(type: string, listener: (event: FetchEvent & MessageEvent) => void) => void} addEventListener
 */

const worker = /** @type {Scope} */ (/** @type {unknown} */ (globalThis));

const { version, files } = /** @type {Scope} */ (/** @type {unknown} */ (globalThis)).descensoSite; // by this name it is put in

const { scope } = worker.registration;
/** Several sites may share an origin, and its caches. */
const FAMILY = `descenso ${scope} `;
const NAME = FAMILY + version;

worker.addEventListener('install', (/** @type {LifeEvent} */ event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (/** @type {LifeEvent} */ event) => event.waitUntil(clearOld()));
worker.addEventListener('message', ({ data }) => data === 'descenso: take over' && worker.skipWaiting());
worker.addEventListener('fetch', (/** @type {FetchEvent} */ event) => {
  const { method, url } = event.request;
  if (method === 'GET' && url.startsWith(scope)) event.respondWith(answer(event));
});

/** Is in the cache of a version that is whole; nobody asks for it. */
const WHOLE = `${scope}?whole`;

/** Is in the cache of a version that has served pages, with the time from which it did. */
const SERVED = `${scope}?served`;

/** @param {string} name of a cache */
const isWhole = async (name) => Boolean(await (await caches.open(name)).match(WHOLE));

async function keepAll() {
  // The worker may be another one, and the version the same.
  if ((await caches.has(NAME)) && (await isWhole(NAME))) return;
  const cache = await caches.open(NAME);
  const brought = await Promise.allSettled(
    Object.keys(files).map(async (file) => cache.put(addressOf(file), await bring(file))),
  );
  const failure = brought.find(({ status }) => status === 'rejected');
  if (failure) {
    await caches.delete(NAME);
    throw /** @type {PromiseRejectedResult} */ (failure).reason;
  }
  await cache.put(WHOLE, new Response(''));
}

/** The address of a file; the page's is its folder's, since some hosts send whoever names the file there. @param {string} file */
const addressOf = (file) => new URL(file.replace(/^index\.html$/, ''), scope).href;

/** A file of this version and no other. @param {string} file @returns {Promise<Response>} */
async function bring(file) {
  const address = addressOf(file);
  const isStamped = file.startsWith('assets/');
  const kept = isStamped && (await caches.match(address));
  if (kept) return kept;
  const response = await fetch(address, { cache: isStamped ? 'default' : 'no-cache' });
  const bytes = await response.arrayBuffer();
  if (!response.ok || !(await isOfThisVersion(file, bytes))) throw new Error(`${address} is of another version`);
  // A response that was redirected may not stand for a page.
  return new Response(bytes, { headers: response.headers });
}

/** @param {ArrayBuffer} bytes @param {string} wanted the beginning of their SHA-256 */
async function areThose(bytes, wanted) {
  const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))];
  return digest
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .startsWith(wanted);
}

/** @param {string} file @param {ArrayBuffer} bytes */
async function isOfThisVersion(file, bytes) {
  if (await areThose(bytes, files[file])) return true;
  // Hosts add to pages; what counts is what a page begins with.
  const begins = new TextDecoder().decode(bytes).match(/assets\/[\w.-]+\.js/g);
  return file.endsWith('.html') && begins !== null && begins.every((name) => name in files);
}

/**
 * All versions but this and the one that served before, of which pages may still be open: one that came in between, and that
 * nobody asked for, has none. And what was left of one that never was whole.
 */
async function clearOld() {
  await (await caches.open(NAME)).put(SERVED, new Response(String(Date.now())));
  const names = (await caches.keys()).filter((name) => name.startsWith(FAMILY) && name !== NAME);
  const times = await Promise.all(names.map(servedFrom));
  const before = Math.max(0, ...times);
  const kept = names[times.lastIndexOf(before)];
  await Promise.all(names.filter((name) => name !== kept).map((name) => caches.delete(name)));
}

/** @param {string} name of a cache @returns {Promise<number>} 0: never, as far as is known; -1: it is not whole */
async function servedFrom(name) {
  if (!(await isWhole(name))) return -1;
  const served = await (await caches.open(name)).match(SERVED);
  return served ? Number(await served.text()) : 0;
}

/** @param {FetchEvent} event @returns {Promise<Response>} */
async function answer(event) {
  const { request } = event;
  const address = request.url.replace(/[?#].*$/, '').replace(/\/index\.html$/, '/');
  const cache = await caches.open(NAME);
  const isStamped = address.startsWith(`${scope}assets/`);
  const kept = (await cache.match(address)) ?? (isStamped ? await caches.match(address) : undefined);
  if (kept) return kept;
  const response = await fetch(request);
  if (isStamped && response.ok) event.waitUntil(keepUsed(cache, address, response.clone()));
  return response;
}

/**
 * What is too large to bring unasked is kept from its first use on, if it is what its name says: a host may give a page of its own
 * in place of what it has not yet, with a status as good as any.
 * @param {Cache} cache @param {string} address @param {Response} response
 */
async function keepUsed(cache, address, response) {
  const [, stamp] = /-([0-9a-f]{10})\.\w+$/.exec(address) ?? [];
  const { headers } = response;
  const bytes = await response.arrayBuffer();
  if (stamp && (await areThose(bytes, stamp))) await cache.put(address, new Response(bytes, { headers }));
}

// single-start.js: in the one file, the script that finds the files inside of it, and starts the page.

/** @typedef {typeof globalThis & { descensoAsset(name: string): string }} Page */

const WORKER = 'web/engine/worker.js';

/** @type {Map<string, Blob>} */
const blobs = new Map();
/** What was packed, as text again. @type {Map<string, string>} */
const unpacked = new Map();
/** @type {Map<string, string>} */
const addresses = new Map();

const blocks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('script[data-name]')]);
const nameOf = (/** @type {HTMLElement} */ block) => block.dataset.name ?? '';
const bytesOf = (/** @type {HTMLElement} */ block) =>
  Uint8Array.from(atob(block.textContent ?? ''), (c) => c.charCodeAt(0));

const typeOf = (/** @type {string} */ name) => (name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');

/** @param {Uint8Array} bytes */
function textOf(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(''));
}

/**
 * A file as an address that holds it. In Chromium a worker of a page that was opened from a disk cannot fetch the page's blobs.
 * @param {HTMLElement} block
 */
const wholeAddressOf = (block) =>
  `data:${typeOf(nameOf(block))};base64,${unpacked.get(nameOf(block)) ?? (block.textContent ?? '').trim()}`;

/** The files whose names asset() is asked for; a worker begins with all others in addresses. @param {string} name */
function addressOf(name) {
  const known = addresses.get(name);
  if (known) return known;
  const block = blocks.find((one) => nameOf(one) === name);
  let blob = blobs.get(name) ?? new Blob(block ? [bytesOf(block)] : []);
  if (name === WORKER) {
    const others = blocks.filter((one) => nameOf(one) !== WORKER && nameOf(one) !== 'code');
    const table = JSON.stringify(Object.fromEntries(others.map((one) => [nameOf(one), wholeAddressOf(one)])));
    blob = new Blob([`self.descensoAssets=${table};`, blob], { type: 'text/javascript' });
  }
  const address = URL.createObjectURL(blob);
  addresses.set(name, address);
  return address;
}

/** What is packed is unpacked before the page begins, which asks for addresses and does not wait. */
async function start() {
  for (const block of blocks.filter((one) => one.dataset.packing === 'gzip')) {
    const stream = new Blob([bytesOf(block)]).stream().pipeThrough(new DecompressionStream('gzip'));
    const bytes = await new Response(stream).arrayBuffer();
    blobs.set(nameOf(block), new Blob([bytes], { type: typeOf(nameOf(block)) }));
    unpacked.set(nameOf(block), textOf(new Uint8Array(bytes)));
  }
  /** @type {Page} */ (globalThis).descensoAsset = addressOf;
  const script = document.createElement('script');
  script.textContent = await /** @type {Blob} */ (blobs.get('code')).text();
  document.body.append(script);
}

start();

// single-start.js: in the one file, the script that finds the files inside of it, and starts the page.

/** @typedef {typeof globalThis & { descensoAsset(name: string): string }} Page */

const WORKER = 'web/engine/worker.js';

/** @type {Map<string, Blob>} */
const blobs = new Map();
/** @type {Map<string, string>} */
const addresses = new Map();

const blocks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('script[data-name]')]);
const nameOf = (/** @type {HTMLElement} */ block) => block.dataset.name ?? '';
const bytesOf = (/** @type {HTMLElement} */ block) =>
  Uint8Array.from(atob(block.textContent ?? ''), (c) => c.charCodeAt(0));

/** The files whose names asset() is asked for; a worker begins with the addresses of the others. @param {string} name */
function addressOf(name) {
  const known = addresses.get(name);
  if (known) return known;
  const block = blocks.find((one) => nameOf(one) === name);
  let blob = blobs.get(name) ?? new Blob(block ? [bytesOf(block)] : []);
  if (name === WORKER) {
    const others = blocks.map(nameOf).filter((one) => one !== WORKER && one !== 'code');
    const table = JSON.stringify(Object.fromEntries(others.map((one) => [one, addressOf(one)])));
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
    const type = nameOf(block).endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    blobs.set(nameOf(block), new Blob([bytes], { type }));
  }
  /** @type {Page} */ (globalThis).descensoAsset = addressOf;
  const script = document.createElement('script');
  script.textContent = await /** @type {Blob} */ (blobs.get('code')).text();
  document.body.append(script);
}

start();

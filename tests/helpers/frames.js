// A page of somebody else, on another origin, with labs embedded in it.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before } from 'node:test';
import { openPage } from './browser.js';
import { until } from './patience.js';

/** @typedef {import('./browser.js').TestPage} TestPage */
/** @typedef {import('../../wasm/spec.d.ts').Spec} Spec */
/**
 * @typedef {{ descenso: 1, type: string, status: string, link: string, share: number, reason: string,
 *   record: { spec: Spec, runs: { weightsHash: string, spec: Spec }[] } }} Message of a frame: what there is of it depends on its type
 */

/** What the page keeps of the messages that it hears: which frame's, and what. */
export const EARS = `globalThis.heard = [];
addEventListener('message', ({ data, source }) => {
  const frame = [...document.querySelectorAll('iframe')].findIndex((one) => one.contentWindow === source);
  heard.push({ frame, data });
});`;

/**
 * A server of host pages for the tests of a file.
 * @param {Record<string, string>} [scripts] files by the path under which they are there too
 */
export function useHosts(scripts = {}) {
  /** @type {Map<string, string>} */
  const bodies = new Map();
  const server = createServer((request, response) => {
    const script = scripts[request.url ?? ''];
    if (script) return void response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(readFileSync(script));
    const body = bodies.get(request.url ?? '');
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(
      body === undefined
        ? ''
        : `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
           <script>${EARS}</script></head><body>${body}</body></html>`,
    );
  });
  /** @type {string} */
  let origin;
  before(async () => {
    await new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(undefined));
    });
    origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    get origin() {
      return origin;
    },
    /**
     * Opens a page with that body.
     * @param {import('./browser.js').TestBrowser} browser
     * @param {string} body
     * @param {import('./browser.js').PageOptions} [options]
     */
    open(browser, body, options) {
      const address = `/${bodies.size}`;
      bodies.set(address, body);
      return openPage(browser, origin + address, options);
    },
  };
}

/** @param {string} src @param {string} [attributes] */
export const frame = (src, attributes = 'width="800" height="500"') =>
  `<iframe title="Descenso" ${attributes} src="${src.replaceAll('&', '&amp;')}"></iframe>`;

/**
 * The messages of one type that a frame has posted.
 * @param {TestPage} page @param {string} type @param {number} [index]
 * @returns {Promise<Message[]>}
 */
export const messages = (page, type, index = 0) =>
  page.evaluate(
    (wanted, from) =>
      /** @type {{ frame: number, data: Message }[]} */ (globalThis.heard)
        .filter(({ frame, data }) => frame === from && data?.descenso === 1 && data.type === wanted)
        .map(({ data }) => data),
    type,
    index,
  );

/**
 * Waits until a frame's last message of a type says so.
 * @param {TestPage} page @param {string} type @param {(message: Message) => boolean} [says] @param {number} [index]
 */
export const untilMessage = (page, type, says = () => true, index = 0) =>
  until(
    async () => {
      const last = (await messages(page, type, index)).at(-1);
      return last !== undefined && says(last) && last;
    },
    async () => `no such ${type}: ${JSON.stringify((await messages(page, type, index)).at(-1))}`,
  );

/** What the host says to a frame. @param {TestPage} page @param {unknown} message @param {number} [index] */
export const say = (page, message, index = 0) =>
  page.evaluate(
    (data, to) => document.querySelectorAll('iframe')[to].contentWindow?.postMessage(data, '*'),
    message,
    index,
  );

/** How a frame is when it has heard all that was said to it before. @param {TestPage} page @param {number} [index] */
export async function stateOf(page, index = 0) {
  const { length } = await messages(page, 'state', index);
  await say(page, { descenso: 1, type: 'state?' }, index);
  return until(
    async () => (await messages(page, 'state', index)).slice(length).at(-1),
    () => 'it does not say how it is',
  );
}

/** The document inside. @param {TestPage} page @param {number} [index] @returns {Promise<import('puppeteer-core').Frame>} */
export async function inside(page, index = 0) {
  const frames = await page.$$('iframe');
  return /** @type {import('puppeteer-core').Frame} */ (await frames[index].contentFrame());
}

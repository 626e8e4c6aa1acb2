// Reads the QR codes that a page shows.

import jsqr from 'jsqr';

/**
 * What another project's reader reads in the code, drawn with 4 pixels a module.
 * @param {import('./browser.js').TestPage | import('puppeteer-core').Frame} page
 * @param {string} selector
 */
export async function readCode(page, selector) {
  const { size, d } = await page.$eval(selector, (svg) => ({
    size: Number(svg.getAttribute('viewBox')?.split(' ')[2]),
    d: svg.querySelector('path:last-of-type')?.getAttribute('d') ?? '',
  }));
  const side = 4 * size;
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  for (const [, x, y, length] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let row = 4 * Number(y); row < 4 * Number(y) + 4; row++)
      for (let column = 4 * Number(x); column < 4 * (Number(x) + Number(length)); column++)
        pixels.fill(0, 4 * (row * side + column), 4 * (row * side + column) + 3);
  // A module of CommonJS, whose types say otherwise.
  const read = /** @type {typeof jsqr.default} */ (/** @type {unknown} */ (jsqr));
  return read(pixels, side, side)?.data;
}

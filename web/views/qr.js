/** Links as QR codes, for telephones and on paper. The only importer of lean-qr. */
// @ts-ignore: served from the package lean-qr
import * as lean from '../vendor/lean-qr.js';
import { svg } from './dom.js';

const { correction, generate } = /** @type {typeof import('lean-qr')} */ (lean);

/** Free space around it, in modules, as ISO/IEC 18004 wants. */
const QUIET = 4;

/**
 * @param {string} text
 * @returns {{ size: number, d: string }} the side of its square with the space around it, and the path of its dark modules
 * @throws {Error} where no code holds so much (some 2,300 characters)
 */
function qrPath(text) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  let d = '';
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) {
      const from = x;
      while (code.get(x, y)) x++;
      if (x > from) d += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`;
    }
  return { size: code.size + 2 * QUIET, d };
}

/**
 * Dark on light in every theme: not every telephone reads the inverse.
 * @param {string} text
 * @param {string} label what it is, for those who do not see it
 * @returns {SVGElement} throws likewise
 */
export function qrCode(text, label) {
  const { size, d } = qrPath(text);
  return svg(
    'svg',
    { class: 'qr', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' },
    svg('path', { fill: 'white', d: `M0 0h${size}v${size}h${-size}z` }),
    svg('path', { fill: 'black', d }),
  );
}

/** An SVG's file. @param {SVGElement} element @param {number} width in pixels, at first */
export function svgFile(element, width) {
  const copy = /** @type {SVGElement} */ (element.cloneNode(true));
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(width));
  return new XMLSerializer().serializeToString(copy);
}

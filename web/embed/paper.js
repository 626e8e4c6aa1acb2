/**
 * What `<descenso-lab>` prints in place of a frame that has not been loaded: its lesson's picture and its link's QR code. The
 * element loads it while nobody waits, and does without where the host lends no modules.
 */
import { asset } from '../asset.js';
import { h } from '../views/dom.js';
import { qrCode } from '../views/qr.js';
import { drawn, thumbnail } from '../views/thumbnail.js';

const SHEETS = ['tokens', 'embed', 'thumbnail'];

/**
 * @param {string | null} preset
 * @param {string} link
 * @returns {HTMLElement[]} sheets, picture and code, for a shadow root: light, as paper is. What cannot be drawn is left out.
 */
export function paper(preset, link) {
  const parts = [];
  if (preset && drawn.includes(preset)) parts.push(h('div', { class: 'cover-picture' }, thumbnail(preset)));
  try {
    parts.push(h('span', { class: 'paper-code' }, qrCode(link, link)));
  } catch {
    // No code holds so long a link.
  }
  const sheets = new Set(SHEETS.map((name) => asset(`web/style/${name}.css`).href));
  return [
    ...[...sheets].map((href) => h('link', { rel: 'stylesheet', href })),
    h(
      'div',
      { class: 'descenso-page', dataset: { theme: 'light' } },
      h('div', { class: 'embedded' }, h('div', null, parts)),
    ),
  ];
}

/** A drawing as a short text for the link: sixteen greys, a byte for each run of equal ones, as letters. */
import { SIDE } from '../../engine/transform.js';

const SIZE = SIDE ** 2;
const LEVELS = 16;
const LONGEST = 16;
const STEP = 255 / (LEVELS - 1);

/** @param {ArrayLike<number>} pixels @returns {string} '' for an empty one */
export function encodeDrawing(pixels) {
  const levels = Uint8Array.from(pixels, (grey) => Math.round(grey / STEP));
  if (levels.every((level) => level === 0)) return '';
  let bytes = '';
  for (let i = 0; i < SIZE;) {
    let run = 1;
    while (run < LONGEST && i + run < SIZE && levels[i + run] === levels[i]) run++;
    bytes += String.fromCharCode(levels[i] * LONGEST + run - 1);
    i += run;
  }
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @param {string} text @returns {string | null} its runs, a byte each; null where it is none of encodeDrawing's */
export function bytesOf(text) {
  if (!/^[\w-]*$/.test(text)) return null;
  try {
    const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return bytes.length <= SIZE ? bytes : null;
  } catch {
    return null;
  }
}

/** @param {string} text @returns {Uint8Array} empty where the text is none of encodeDrawing's */
export function decodeDrawing(text) {
  const pixels = new Uint8Array(SIZE);
  let at = 0;
  for (const byte of bytesOf(text) ?? '') {
    const code = byte.charCodeAt(0);
    const run = (code % LONGEST) + 1;
    pixels.fill(Math.round(Math.floor(code / LONGEST) * STEP), at, at + run);
    at += run;
  }
  return pixels;
}

/**
 * A round soft brush.
 * @param {Uint8Array} pixels are painted on
 * @param {number} x in pixels, the centre of the first one being 0.5
 * @param {number} y
 * @param {{ radius?: number, erase?: boolean }} [options]
 */
export function dab(pixels, x, y, { radius = 1.6, erase = false } = {}) {
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const cover = Math.min(1, Math.max(0, radius + 0.5 - distance));
      const i = row * SIDE + column;
      const ink = Math.round(255 * cover);
      pixels[i] = erase ? Math.min(pixels[i], 255 - ink) : Math.max(pixels[i], ink);
    }
}

/**
 * A stroke from one place to another, without gaps.
 * @param {Uint8Array} pixels @param {[number, number]} from @param {[number, number]} to
 * @param {{ radius?: number, erase?: boolean }} [options]
 */
export function stroke(pixels, from, to, options) {
  const steps = Math.max(1, Math.ceil(2 * Math.hypot(to[0] - from[0], to[1] - from[1])));
  for (let n = 0; n <= steps; n++)
    dab(pixels, from[0] + ((to[0] - from[0]) * n) / steps, from[1] + ((to[1] - from[1]) * n) / steps, options);
}

/** What is done to an image before the network sees it. Pure functions on bytes, 28 × 28, 0 is the background. */

export const SIDE = 28;
const SIZE = SIDE ** 2;
const CENTRE = (SIDE - 1) / 2;

/**
 * @typedef {object} Change
 * @property {number} [angle] degrees, clockwise, about the centre
 * @property {number} [right] pixels
 * @property {number} [down] pixels
 * @property {number} [noise] standard deviation, of pixels from 0 to 1
 * @property {number} [which] noise: a whole number, 0 without it
 */

/**
 * Turned, then moved, then with Gaussian noise, which is the same noise at every strength.
 * @param {ArrayLike<number>} pixels
 * @param {Change} change
 * @returns {Uint8Array}
 */
export function transform(pixels, { angle = 0, right = 0, down = 0, noise = 0, which = 0 }) {
  const [cos, sin] = quarter(angle) ?? [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const out = new Uint8Array(SIZE);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      // Where the pixel was before.
      const [dx, dy] = [x - right - CENTRE, y - down - CENTRE];
      const value = between(pixels, CENTRE + cos * dx + sin * dy, CENTRE - sin * dx + cos * dy);
      const i = y * SIDE + x;
      out[i] = clamp(value + (noise > 0 ? 255 * noise * gaussian(i + SIZE * which) : 0));
    }
  return out;
}

/** Cosine and sine of whole quarters, exactly. @param {number} angle @returns {[number, number] | undefined} */
function quarter(angle) {
  /** @type {[number, number][]} */
  const exact = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ];
  return exact[(((angle / 90) % 4) + 4) % 4];
}

/**
 * The value at any place: bilinear between four pixels.
 * @param {ArrayLike<number>} pixels @param {number} x @param {number} y
 */
function between(pixels, x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - left, y - top];
  const at = (/** @type {number} */ row, /** @type {number} */ column) =>
    row >= 0 && row < SIDE && column >= 0 && column < SIDE ? pixels[row * SIDE + column] : 0;
  const above = at(top, left) * (1 - u) + at(top, left + 1) * u;
  const below = at(top + 1, left) * (1 - u) + at(top + 1, left + 1) * u;
  return above * (1 - v) + below * v;
}

/** @param {number} value */
const clamp = (value) => Math.round(Math.min(255, Math.max(0, value)));

/** The image's pixels in a disorder that is always the same. @param {ArrayLike<number>} pixels @returns {Uint8Array} */
export function shuffle(pixels) {
  const order = Array.from({ length: SIZE }, (_, i) => i).sort((a, b) => uniform(a) - uniform(b));
  return Uint8Array.from(order, (i) => pixels[i]);
}

/** A draw of the standard normal distribution for each number (Box and Muller 1958). @param {number} i */
function gaussian(i) {
  return Math.sqrt(-2 * Math.log(uniform(2 * i))) * Math.cos(2 * Math.PI * uniform(2 * i + 1));
}

/** Uniform on (0, 1), a function of n. @param {number} n */
function uniform(n) {
  let x = (n + 0x9e3779b9) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (((x ^ (x >>> 15)) >>> 0) + 0.5) / 2 ** 32;
}

/** The change at each point of what a chart goes through. @type {Record<string, (x: number) => Change>} */
export const ALONG = {
  angle: (angle) => ({ angle }),
  noise: (noise) => ({ noise }),
  shift: (right) => ({ right }),
};

/** Where it goes: values of x. @type {Record<string, number[]>} */
export const STOPS = {
  angle: Array.from({ length: 37 }, (_, n) => 10 * n - 180),
  noise: Array.from({ length: 21 }, (_, n) => n / 20),
  shift: Array.from({ length: 29 }, (_, n) => n - 14),
};

/** Between a link's hash and pairs of texts. Knows nothing of what they mean. Pure functions. */

/**
 * @typedef {import('./paths.js').Value} Value
 * @typedef {[key: string, text: string][]} Pairs
 */

/** More than any link has that the page has written. What goes beyond is not read: a link may say anything. */
const MOST_PAIRS = 300;
const LONGEST_PART = 3000;

/** What encodeURIComponent escapes although a hash may hold it, and people read it more easily as it is. */
const READABLE = /%(5B|5D|2C|3A)/g;

/** @param {string} text @returns {string} */
const encode = (text) => encodeURIComponent(text).replace(READABLE, decodeURIComponent);

/** @param {string} text @returns {string} the text itself where it is no valid encoding */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * @param {string} hash with or without "#"
 * @returns {{ pairs: Pairs, unread: Pairs, more: number }} unread: those that are too long, cut;
 *   more: how many parts there are beyond
 */
export function readHash(hash) {
  const parts = hash
    .replace(/^#/, '')
    .split('&')
    .filter((part) => part !== '');
  /** @type {Pairs} */
  const pairs = [];
  /** @type {Pairs} */
  const unread = [];
  for (const part of parts.slice(0, MOST_PAIRS)) {
    const short = part.slice(0, LONGEST_PART);
    const [, key, text = ''] = /** @type {RegExpExecArray} */ (/^([^=]*)=?(.*)$/s.exec(short));
    (short === part ? pairs : unread).push([decode(key), decode(text)]);
  }
  return { pairs, unread, more: Math.max(0, parts.length - MOST_PAIRS) };
}

/**
 * @param {Pairs} pairs
 * @returns {string} with "#"
 */
export function writeHash(pairs) {
  return `#${pairs.map(([key, text]) => `${encode(key)}=${encode(text)}`).join('&')}`;
}

/**
 * A value of a spec, as `--set` of the command line reads it.
 * @param {string} text
 * @returns {Value}
 */
export function readValue(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {unknown} value @returns {string} */
export function writeValue(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * A network as a short text: "300:relu,100:elu:he_normal,10". What is not said keeps its default.
 * @param {string} text
 * @returns {Value[]} layers of a spec
 */
export function readLayers(text) {
  return text.split(',').map((layer) => {
    const [units, activation, initializer] = layer.split(':');
    return {
      // What is no number stays as it is, to be refused.
      units: units === '' || Number.isNaN(Number(units)) ? units : Number(units),
      ...(activation ? { activation } : {}),
      ...(initializer ? { initializer } : {}),
    };
  });
}

/** @typedef {Record<string, Value | undefined>[]} Layers */

/** Whether a short text says all of a network. @param {unknown} layers @returns {layers is Layers} */
export const isShort = (layers) =>
  Array.isArray(layers) && layers.every((layer) => Object.keys(layer).every((key) => SHORT.includes(key)));

const SHORT = ['units', 'activation', 'initializer'];

/** @param {Layers} layers @returns {string} */
export const writeLayers = (layers) =>
  layers.map((layer) => SHORT.flatMap((key) => layer[key] ?? []).join(':')).join(',');

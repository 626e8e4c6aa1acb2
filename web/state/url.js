/** Between a link's hash and pairs of texts. Knows nothing of what they mean. Pure functions. */

/** @typedef {[key: string, text: string][]} Pairs */

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
 * @returns {Pairs}
 */
export function readHash(hash) {
  return hash
    .replace(/^#/, '')
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
    });
}

/**
 * @param {Pairs} pairs
 * @returns {string} with "#"
 */
export function writeHash(pairs) {
  return `#${pairs.map(([key, text]) => `${encode(key)}=${encode(text)}`).join('&')}`;
}

/** A value of a spec, as `--set` of the command line reads it. @param {string} text @returns {any} */
export function readValue(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {any} value @returns {string} */
export function writeValue(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * A network as a short text: "300:relu,100:elu:he_normal,10". What is not said keeps its default.
 * @param {string} text
 * @returns {any[]} layers of a spec
 */
export function readLayers(text) {
  return text.split(',').map((layer) => {
    const [units, activation, initializer] = layer.split(':');
    return {
      // What is no number stays as it is, to be refused under the name that it has in the link.
      units: units === '' || Number.isNaN(Number(units)) ? units : Number(units),
      ...(activation ? { activation } : {}),
      ...(initializer ? { initializer } : {}),
    };
  });
}

/** @param {any[]} layers @returns {string} */
export function writeLayers(layers) {
  return layers
    .map(({ units, activation, initializer }) => [units, activation, initializer].filter((part) => part).join(':'))
    .join(',');
}

/** A lab's own settings: tables of fields, read from and written to texts. Pure functions. */

/**
 * @typedef {object} Setting
 * @property {string} key
 * @property {'integer' | 'real' | 'flag' | 'choice' | 'list' | 'text'} kind a list is one of options, in any order
 * @property {any} default
 * @property {number} [min]
 * @property {number} [max]
 * @property {'linear' | 'log'} [scale]
 * @property {string[]} [options]
 * @property {boolean} [full] whether its slider goes through the whole range
 */

/** @param {Setting[]} settings @returns {Record<string, any>} */
export function defaultsOf(settings) {
  return Object.fromEntries(settings.map((setting) => [setting.key, structuredClone(setting.default)]));
}

/**
 * Whether a value is one that the setting allows.
 * @param {Setting} setting
 * @param {any} value
 * @returns {boolean}
 */
export function allows(setting, value) {
  const { kind, min = -Infinity, max = Infinity, options = [] } = setting;
  if (kind === 'integer' || kind === 'real') {
    const number = kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
    return number && value >= min && value <= max;
  }
  if (kind === 'flag') return typeof value === 'boolean';
  if (kind === 'choice') return options.includes(value);
  if (kind === 'list') return Array.isArray(value) && value.every((item) => isOption(item, options));
  return typeof value === 'string';
}

/**
 * An option, or one with a number behind it ("adam-2"), for a second contestant of the same kind.
 * @param {any} item
 * @param {string[]} options
 */
function isOption(item, options) {
  return typeof item === 'string' && options.includes(item.replace(/-[2-9]$/, ''));
}

/**
 * @param {Setting} setting
 * @param {string} text
 * @returns {any} undefined where the text is no allowed value
 */
export function readSetting(setting, text) {
  const value = parse(setting.kind, text);
  return allows(setting, value) ? value : undefined;
}

/** @param {Setting['kind']} kind @param {string} text @returns {any} */
function parse(kind, text) {
  if (kind === 'integer' || kind === 'real') return text.trim() === '' ? undefined : Number(text);
  if (kind === 'flag') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (kind === 'list') return text === '' ? [] : text.split(',');
  return text;
}

/** @param {any} value @returns {string} */
export function writeSetting(value) {
  return Array.isArray(value) ? value.join(',') : String(value);
}

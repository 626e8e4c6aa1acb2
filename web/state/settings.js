/** A lab's own settings: tables of fields, read from and written to texts. Pure functions. */
import { kindOf } from './entrants.js';

/**
 * A field, as the catalog has them too.
 * @typedef {object} Field
 * @property {string} key
 * @property {'integer' | 'real' | 'flag' | 'choice' | 'list' | 'text' | 'layers'} kind of a setting, a list is one of
 *   options, each once, in any order; the catalog's are of numbers
 * @property {FieldValue | null} default
 * @property {number} [min]
 * @property {number} [max]
 * @property {'linear' | 'log'} [scale]
 * @property {readonly string[]} [options]
 * @property {string} [symbol] TeX
 * @property {boolean} [full] its slider goes through the whole range
 *
 * @typedef {number | boolean | string | readonly number[] | readonly string[]} FieldValue
 *
 * @typedef {Field & { default: FieldValue }} Setting
 *
 * What a lab's settings are set to; each lab knows the types of its own.
 * @typedef {Record<string, any>} Values
 */

/** The field, or the row of one of the catalog's tables, that has a key. @template {{ key: string }} Row @param {readonly Row[]} rows @param {string} key */
export const byKey = (rows, key) => /** @type {Row} */ (rows.find((row) => row.key === key));

/** @param {Setting[]} settings @returns {Values} */
export function defaultsOf(settings) {
  return Object.fromEntries(settings.map((setting) => [setting.key, structuredClone(setting.default)]));
}

/**
 * Whether a value is one that the setting allows.
 * @param {Field} setting
 * @param {unknown} value
 * @returns {boolean}
 */
export function allows(setting, value) {
  const { kind, min = -Infinity, max = Infinity, options = [] } = setting;
  if (kind === 'integer' || kind === 'real') {
    const number = kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
    return number && Number(value) >= min && Number(value) <= max;
  }
  if (kind === 'flag') return typeof value === 'boolean';
  if (kind === 'choice') return options.includes(String(value));
  // An option, or one with a number behind it ("adam-2"), for a second contestant of the same kind.
  const isOption = (/** @type {unknown} */ item) => typeof item === 'string' && options.includes(kindOf(item));
  if (kind === 'list') return Array.isArray(value) && new Set(value).size === value.length && value.every(isOption);
  return typeof value === 'string';
}

/**
 * @param {Setting} setting
 * @param {string} text
 * @returns {unknown} the value that it stands for, whether it is allowed or not
 */
export function readSetting({ kind }, text) {
  if (kind === 'integer' || kind === 'real') return text.trim() === '' ? undefined : Number(text);
  if (kind === 'flag') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (kind === 'list') return text === '' ? [] : text.split(',');
  return text;
}

/** @param {unknown} value @returns {string} */
export function writeSetting(value) {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/**
 * The messages between an embed and the page around it, and their shapes. What comes in is data that anybody may have
 * sent: it is held against these shapes, copied, and never executed. Pure functions.
 */
import { KEYS } from './link.js';

/** Raised when a message changes its meaning, not when there is one more. */
export const VERSION = 1;

/**
 * @typedef {Record<string, string | number | boolean>} Values by a link's keys: 'spec.epochs', 'adam.optimizer.learningRate'
 * @typedef {{ type: 'set', values: Values } | { type: 'train' | 'pause' | 'reset' | 'state?' }} Order what an embed is asked to do
 */

const PLAIN = ['train', 'pause', 'reset', 'state?'];
const MOST_VALUES = 50;
const LONGEST = 3000;

/** Half of a character: no link can have it. */
const HALF = /\p{Surrogate}/u;

/** @param {string} text */
const isWord = (text) => text.length <= LONGEST && !HALF.test(text);

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = (value) =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Whether a message means an embed of Descenso. @param {unknown} data */
export const isMeant = (data) => isRecord(data) && Object.hasOwn(data, 'descenso');

/**
 * @param {unknown} data of a message
 * @returns {Order | { type: 'refused', reason: string }}
 */
export function readOrder(data) {
  const refused = (/** @type {string} */ reason) => /** @type {const} */ ({ type: 'refused', reason });
  if (!isRecord(data) || data.descenso !== VERSION) return refused(`descenso must be ${VERSION}`);
  const { type } = data;
  const allowed = type === 'set' ? ['descenso', 'type', 'values'] : ['descenso', 'type'];
  if (type !== 'set' && !PLAIN.includes(/** @type {string} */ (type)))
    return refused(`type must be set, ${PLAIN.join(', ')}`);
  const unknown = Object.keys(data).find((key) => !allowed.includes(key));
  if (unknown !== undefined) return refused(`a ${type} has no ${unknown.slice(0, 60)}`);
  if (type !== 'set') return { type: /** @type {'train'} */ (type) };
  const { values } = data;
  if (!isRecord(values)) return refused('values must be an object');
  const entries = Object.entries(values);
  if (entries.length > MOST_VALUES) return refused(`values has more than ${MOST_VALUES} keys`);
  for (const [key, value] of entries) {
    const fits = ['string', 'number', 'boolean'].includes(typeof value) && isWord(String(value)) && isWord(key);
    if (KEYS.includes(key) || !fits) return refused(`values.${key.slice(0, 60)} cannot be set`);
  }
  return { type: 'set', values: /** @type {Values} */ (Object.fromEntries(entries)) };
}

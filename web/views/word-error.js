/** What was refused, or failed, in the page's language: the engine says it in English, and as a code with values. */
import { wordMessage } from './notices.js';

/** The codes that have words of their own: src/, wasm/engine/spec.js, wasm/data.js, web/engine/, the store and groups of runs give them. */
const CODES = new Set([
  'changes',
  'classes',
  'depth',
  'download',
  'epochs',
  'flag',
  'inner-activation',
  'items',
  'kept-memory',
  'keys',
  'last-activation',
  'last-batchnorm',
  'last-dropout',
  'layers',
  'list',
  'memory',
  'no-key',
  'object',
  'option',
  'order',
  'per-epoch',
  'range',
  'rates',
  'run-memory',
  'set-size',
  'sharpness-memory',
  'size',
  'spec',
  'start',
  'type',
  'validation',
  'whole',
  'worker-lost',
  'worker-version',
]);

/**
 * @typedef {{ message: string, path?: string, code?: string, values?: Record<string, unknown> }} Refusal an error of the engine's, or
 *   what a worker said of one
 */

/**
 * @param {(key: string, values?: Record<string, string | number>) => string} t
 * @param {Refusal} error
 * @param {(x: number) => string} [number] how the language writes numbers
 * @returns {string} the message as it is, where it has no words in that language
 */
export function wordError(t, error, number = String) {
  const word = (/** @type {unknown} */ value) => {
    if (typeof value === 'number') return number(value);
    return Array.isArray(value) && value.length ? value.join(', ') : JSON.stringify(value);
  };
  const { path = '', code = 'other', message } = error;
  const values = Object.entries(error.values ?? {}).map(([name, value]) => [
    name,
    name === 'bytes' || name === 'limit' ? number(Math.ceil(Number(value) / 2 ** 20)) : word(value),
  ]);
  return t(`errors.${CODES.has(code) ? code : 'other'}`, { ...Object.fromEntries(values), path, message });
}

/**
 * Why something failed, in the reader's language where its words are known.
 * @param {import('../context.js').App} app
 * @param {unknown} error
 */
export function wordFailure(app, error) {
  const refusal = /** @type {Refusal} */ (error);
  if (refusal.code) return wordError(app.t, refusal, app.format.plain);
  return wordMessage(app, refusal);
}

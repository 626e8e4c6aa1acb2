// args.js: from the command line's words to a spec.

import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MAX_THREADS } from '../engine/team.js';

/** The command line is wrong: exit status 2. */
export class UsageError extends Error {}

/** @typedef {Record<string, unknown>} Json  an object of a spec, not yet checked by the engine */

/**
 * node:util's parseArgs, its errors ours.
 * @param {string[]} args
 * @param {NonNullable<import('node:util').ParseArgsConfig['options']>} options
 * @param {number} most positional arguments allowed
 * @returns {{ values: Record<string, any>, positionals: string[] }}
 */
export function parseOptions(args, options, most) {
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    // Node's messages go on with advice about "--" after the first sentence.
    throw new UsageError(/** @type {Error} */ (error).message.split(/\. |\n/)[0]);
  }
  const named = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const twice = named.find((name, n) => !options[name].multiple && named.indexOf(name) < n);
  if (twice !== undefined) throw new UsageError(`--${twice} is there twice`);
  if (parsed.positionals.length > most) {
    throw new UsageError(`unexpected argument ${JSON.stringify(parsed.positionals[most])}`);
  }
  // As a file it would be none, or a stray one; as the address that is served, every address.
  for (const [name, value] of Object.entries(parsed.values))
    if ([value].flat().includes('')) throw new UsageError(`--${name} needs a value, got ""`);
  return { values: parsed.values, positionals: parsed.positionals };
}

/** More than any spec has. */
const MAX_SPEC_BYTES = 2 ** 20;

/** The beginning of a file, which may be a pipe or have no end: MAX_SPEC_BYTES and one more at most. @param {string} file */
function readBeginning(file) {
  const opened = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(MAX_SPEC_BYTES + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read)
      read = readSync(opened, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(opened);
  }
}

/**
 * @param {string} file
 * @returns {Json}
 */
export function readSpec(file) {
  let bytes;
  try {
    bytes = readBeginning(file);
  } catch (error) {
    throw new UsageError(`the spec ${file} cannot be read: ${/** @type {Error} */ (error).message}`);
  }
  if (bytes.length > MAX_SPEC_BYTES) throw new UsageError(`the spec ${file} has more than ${MAX_SPEC_BYTES} bytes`);
  let spec;
  try {
    spec = JSON.parse(bytes.toString());
  } catch (error) {
    throw new UsageError(`the spec ${file} is not JSON: ${/** @type {Error} */ (error).message}`);
  }
  if (!isObject(spec)) throw new UsageError(`the spec ${file} must be a JSON object`);
  return spec;
}

/**
 * The spec with every `path=value` of `settings` put in, in their order.
 * @param {Json} spec stays as it is
 * @param {string[]} settings
 * @param {Json} defaults the full default spec: where a list's element is set and `spec` has not the list,
 *   the default list is what it is set in
 * @returns {Json}
 */
export function applySettings(spec, settings, defaults) {
  const result = { ...spec };
  for (const setting of settings) {
    const at = setting.indexOf('=');
    if (at < 1) throw new UsageError(`--set needs path=value, got ${JSON.stringify(setting)}`);
    setPath(result, setting.slice(0, at), parseValue(setting.slice(at + 1)), defaults);
  }
  return result;
}

/** JSON where it is JSON, else the string itself. @param {string} text */
export function parseValue(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * "model.layers[0].units" as its keys: ['model', 'layers', 0, 'units'].
 * @param {string} path
 * @returns {(string | number)[]}
 */
function parsePath(path) {
  if (!/^[^.[\]]+(\[\d+\])*(\.[^.[\]]+(\[\d+\])*)*$/.test(path)) {
    throw new UsageError(`--set: ${JSON.stringify(path)} is not a path such as model.layers[0].units`);
  }
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) => {
    // As a key it would set the object's prototype, and the engine would not see it to refuse it.
    if (key === '__proto__') throw new UsageError(`--set: ${path}: unknown key`);
    return index === undefined ? key : Number(index);
  });
}

/**
 * @param {Json} spec changed
 * @param {string} path
 * @param {unknown} value
 * @param {Json} defaults
 */
function setPath(spec, path, value, defaults) {
  const keys = parsePath(path);
  /** @type {any} */
  let inside = spec;
  /** @type {any} */
  let usual = defaults; // what the defaults have where `inside` is, if anything
  let walked = '';
  keys.forEach((key, i) => {
    checkKey(inside, key, `--set ${path}: ${walked}`);
    walked += typeof key === 'number' ? `[${key}]` : `${walked && '.'}${key}`;
    if (i === keys.length - 1) {
      inside[key] = value;
      return;
    }
    usual = usual && Object.hasOwn(usual, key) ? usual[key] : undefined;
    // Of what the spec has a copy as deep as the path: a spec may be nested deeper than a whole copy can go.
    if (Object.hasOwn(inside, key)) inside[key] = copyOf(inside[key]);
    else inside[key] = typeof keys[i + 1] === 'number' ? structuredClone(usual ?? []) : {};
    inside = inside[key];
  });
}

/** Its own keys or items, and theirs as they are. @param {unknown} value */
const copyOf = (value) => (Array.isArray(value) ? [...value] : isObject(value) ? { ...value } : value);

/**
 * Whether a key fits what it is set in: an index a list that has it or ends before it, a name an object.
 * @param {unknown} inside
 * @param {string | number} key
 * @param {string} where
 */
function checkKey(inside, key, where) {
  if (typeof key === 'string') {
    if (!isObject(inside)) throw new UsageError(`${where} is not an object`);
    return;
  }
  if (!Array.isArray(inside)) throw new UsageError(`${where} is not a list`);
  const { length } = inside;
  if (key > length) {
    throw new UsageError(`${where} has ${length} elements, so the index must be 0..${length}, got ${key}`);
  }
}

/** @param {unknown} value @returns {value is Json} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What --threads says: of the machine's cores all, unless it says how many.
 * @param {string} text
 * @returns {number | 'auto'}
 */
export function readThreads(text) {
  const threads = Number(text);
  if (text === 'auto' || (Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS))
    return text === 'auto' ? text : threads;
  throw new UsageError(`--threads must be auto or a whole number 1..${MAX_THREADS}, got ${text}`);
}

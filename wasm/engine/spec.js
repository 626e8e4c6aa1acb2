/**
 * A spec on its way into the module and back: nested objects become a list of paths and values, as bytes (src/run/document.h has
 * the format), and what comes back is JSON. Names, types and ranges are the module's affair.
 */
import { Handle, SpecError } from './native.js';

/** Kinds of values, as src/api/api.h numbers them. */
const Kind = { number: 0, flag: 1, text: 2, emptyObject: 3, emptyList: 4, null: 5 };

/** More than any spec has: where a document that contains itself, or is no spec at all, ends. */
const MAX_PATH = 90;
const MAX_TEXT = 47;
const MAX_ITEMS = 100;
const MAX_LEAVES = 5000;

const encoder = new TextEncoder();

/**
 * @typedef {{ path: string, kind: number, number: number, text: Uint8Array }} Leaf
 */

/** @param {string} path @param {string} problem @param {string} code @param {Record<string, unknown>} [values] @returns {never} */
function refuse(path, problem, code, values) {
  const shown = path.slice(0, MAX_PATH);
  throw new SpecError(shown, `${shown}${path === '' ? 'a spec' : ''} ${problem}`, code, values);
}

/** The first bytes of a text, whole characters: a longer one is no key, and says so. @param {string} text */
function cut(text) {
  const bytes = new Uint8Array(MAX_TEXT);
  const { written } = encoder.encodeInto(text.replaceAll('\0', '\uFFFD'), bytes);
  return bytes.subarray(0, written);
}

/**
 * Every leaf of a value with its path.
 * @param {unknown} value
 * @param {string} path
 * @param {Leaf[]} leaves where the leaves go
 */
function collect(value, path, leaves) {
  const leaf = (/** @type {number} */ kind, number = 0, text = '') => {
    if (leaves.push({ path, kind, number, text: cut(text) }) > MAX_LEAVES)
      refuse(path, 'is one value more than a spec can have', 'size', { max: MAX_LEAVES });
  };
  if (path.length > MAX_PATH) refuse(path, '… is longer than any key of a spec, or nested too deeply', 'depth');
  if (typeof value === 'number') return leaf(Kind.number, value);
  if (typeof value === 'boolean') return leaf(Kind.flag, Number(value));
  if (typeof value === 'string') return leaf(Kind.text, 0, value);
  if (value === null) return leaf(Kind.null);
  if (Array.isArray(value)) {
    const { length } = value;
    if (length === 0) return leaf(Kind.emptyList);
    if (length > MAX_ITEMS)
      refuse(path, `must have at most ${MAX_ITEMS} items, got ${length}`, 'items', { max: MAX_ITEMS, given: length });
    for (let n = 0; n < length; n++) collect(value[n] ?? null, `${path}[${n}]`, leaves);
    return;
  }
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    const given = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
    refuse(path, `must not be a ${given}`, 'type', { given });
  }
  const entries = Object.entries(/** @type {object} */ (value)).filter(([, item]) => item !== undefined);
  if (entries.length === 0 && path !== '') return leaf(Kind.emptyObject);
  for (const [key, item] of entries) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (!/^\w+$/.test(key)) refuse(inner === '' ? '""' : inner, 'is not a key of a spec', 'no-key');
    collect(item, inner, leaves);
  }
}

/**
 * The address of a spec's leaves as bytes, and how many they are.
 * @param {import('./native.js').Scope} scope
 * @param {Leaf[]} leaves
 * @returns {[number, number]}
 */
function write(scope, leaves) {
  const size = leaves.reduce((sum, { path, text }) => sum + 20 + path.length + text.length, 4);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const word = (/** @type {number} */ value) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  word(leaves.length);
  for (const { path, kind, number, text } of leaves) {
    word(path.length);
    for (let n = 0; n < path.length; n++) bytes[at++] = path.charCodeAt(n); // keys are ASCII
    word(kind);
    view.setFloat64(at, number, true);
    at += 8;
    word(text.length);
    bytes.set(text, at);
    at += text.length;
  }
  return [scope.copy(bytes), size];
}

/**
 * A spec that the module has taken, checked and completed.
 * @template [Full=import('../spec.d.ts').Spec]
 */
export class Spec extends Handle {
  /** @type {string | null} */
  #json = null;

  /**
   * @param {import('./native.js').Native} native
   * @param {unknown} spec
   * @param {'descenso_spec_create' | 'descenso_surface_spec_create'} [create] for specs of another kind than an experiment's
   */
  constructor(native, spec, create = 'descenso_spec_create') {
    if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) refuse('', 'must be an object', 'spec');
    /** @type {Leaf[]} */
    const leaves = [];
    collect(spec, '', leaves);
    const handle = native.scope((scope) => native.exports[create](...write(scope, leaves)));
    super(native, handle, 'spec', native.exports.descenso_spec_free, true);
  }

  /** The full spec, every key present. @returns {Full} */
  toObject() {
    this.#json ??= this.native.text((...buffer) => this.native.exports.descenso_spec_json(this.handle, ...buffer));
    return JSON.parse(this.#json);
  }
}

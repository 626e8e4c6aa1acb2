/**
 * Between a spec as nested objects and the list of (path, value) that the module takes and gives. Names, types and ranges are
 * the module's affair.
 */
import { Handle, SpecError } from './native.js';

/** Kinds of values, as src/api/api.h numbers them. */
const Kind = { number: 0, flag: 1, text: 2, emptyObject: 3, emptyList: 4, null: 5 };

/** More than any spec has: where a document that contains itself, or is no spec at all, ends. */
const MAX_PATH = 200;
const MAX_SHOWN = 80;
const MAX_ITEMS = 100;
const MAX_LEAVES = 5000;

/**
 * @typedef {{ path: string, kind: number, number: number, text: string }} Assignment
 */

/**
 * Every leaf of a value with its path.
 * @param {unknown} value
 * @returns {Assignment[]}
 */
export function flatten(value) {
  /** @type {Assignment[]} */
  const leaves = [];
  collect(value, '', leaves);
  return leaves;
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {Assignment[]} leaves where the leaves go
 */
function collect(value, path, leaves) {
  const refuse = (/** @type {string} */ problem) => {
    const shown = path.slice(0, MAX_SHOWN);
    throw new SpecError(shown, `${shown} ${problem}`);
  };
  const leaf = (/** @type {number} */ kind, number = 0, text = '') => {
    if (leaves.push({ path, kind, number, text }) > MAX_LEAVES) refuse('is one value more than a spec can have');
  };
  if (path.length > MAX_PATH) refuse('… is nested too deeply');
  if (typeof value === 'number') return leaf(Kind.number, value);
  if (typeof value === 'boolean') return leaf(Kind.flag, Number(value));
  if (typeof value === 'string') return leaf(Kind.text, 0, value.replaceAll('\0', '\uFFFD'));
  if (value === null) return leaf(Kind.null);
  if (Array.isArray(value)) {
    if (value.length === 0) return leaf(Kind.emptyList);
    if (value.length > MAX_ITEMS) refuse(`must have at most ${MAX_ITEMS} items, got ${value.length}`);
    for (let n = 0; n < value.length; n++) collect(value[n] ?? null, `${path}[${n}]`, leaves);
    return;
  }
  if (Object.prototype.toString.call(value) !== '[object Object]') refuse(`must not be a ${kindName(value)}`);
  const entries = Object.entries(/** @type {object} */ (value)).filter(([, item]) => item !== undefined);
  if (entries.length === 0 && path !== '') return leaf(Kind.emptyObject);
  for (const [key, item] of entries) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (!/^\w+$/.test(key)) throw new SpecError(inner, `${inner} is not a key of a spec`);
    collect(item, inner, leaves);
  }
}

/** @param {unknown} value such as a function, a Map @returns {string} */
function kindName(value) {
  return typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
}

/** @param {Assignment} assignment @returns {unknown} */
function valueOf({ kind, number, text }) {
  if (kind === Kind.number) return number;
  if (kind === Kind.flag) return number !== 0;
  return kind === Kind.text ? text : [];
}

/**
 * The nested objects that a list of assignments describes.
 * @param {Assignment[]} assignments
 * @returns {any}
 */
export function unflatten(assignments) {
  /** @type {any} */
  const root = {};
  for (const assignment of assignments) {
    const keys = assignment.path.match(/\w+/g) ?? [];
    let at = root;
    keys.forEach((key, depth) => {
      if (depth === keys.length - 1) at[key] = valueOf(assignment);
      else at = at[key] ??= /^\d+$/.test(keys[depth + 1]) ? [] : {};
    });
  }
  return root;
}

/** A spec that the module has taken, checked and completed. */
export class Spec extends Handle {
  /**
   * @param {import('./native.js').Native} native
   * @param {unknown} spec
   * @param {(handle: number) => number} [resolve] for specs of another kind than an experiment's
   */
  constructor(native, spec, resolve = native.exports.descenso_spec_resolve) {
    if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
      throw new SpecError('', 'a spec must be an object');
    const { exports } = native;
    super(native, exports.descenso_spec_create(), 'spec', exports.descenso_spec_free);
    try {
      for (const assignment of flatten(spec)) this.#assign(assignment);
      native.check(resolve(this.handle));
    } catch (error) {
      this.free();
      throw error;
    }
  }

  /** @param {Assignment} assignment */
  #assign({ path, kind, number, text }) {
    const { native, handle } = this;
    native.scope((scope) => {
      const [pathAt, textAt] = [scope.copyString(path), scope.copyString(text)];
      native.check(native.exports.descenso_spec_assign(handle, pathAt, kind, number, textAt));
    });
  }

  /** The full spec, every key present. @returns {any} */
  toObject() {
    return specObject(this.native, this.handle);
  }
}

/**
 * The full spec behind a handle of the module's.
 * @param {import('./native.js').Native} native
 * @param {number} handle of a resolved spec
 * @returns {any}
 */
export function specObject(native, handle) {
  const { exports } = native;
  return unflatten(
    Array.from({ length: exports.descenso_spec_count(handle) }, (_, n) => ({
      path: native.string(exports.descenso_spec_entry_path(handle, n)),
      kind: exports.descenso_spec_entry_kind(handle, n),
      number: exports.descenso_spec_entry_number(handle, n),
      text: native.string(exports.descenso_spec_entry_text(handle, n)),
    })),
  );
}

/**
 * Between a spec as nested objects and the list of (path, value) that the module takes and gives. Names, types and ranges are
 * the module's affair.
 */
import { Handle, SpecError } from './native.js';

/** Kinds of values, as src/api.h numbers them. */
const Kind = { number: 0, flag: 1, text: 2, emptyObject: 3, emptyList: 4, null: 5 };

/** Longer than any path of a spec: where a document that contains itself ends. */
const MAX_PATH = 200;

/**
 * @typedef {{ path: string, kind: number, number: number, text: string }} Assignment
 */

/**
 * Every leaf of a value with its path.
 * @param {unknown} value
 * @param {string} [path]
 * @returns {Assignment[]}
 */
export function flatten(value, path = '') {
  if (path.length > MAX_PATH) throw new SpecError(path.slice(0, 40), `${path.slice(0, 40)}… is nested too deeply`);
  if (typeof value === 'number') return [{ path, kind: Kind.number, number: value, text: '' }];
  if (typeof value === 'boolean') return [{ path, kind: Kind.flag, number: Number(value), text: '' }];
  if (typeof value === 'string') return [{ path, kind: Kind.text, number: 0, text: value }];
  if (value === null) return [{ path, kind: Kind.null, number: 0, text: '' }];
  if (Array.isArray(value)) {
    if (value.length === 0) return [{ path, kind: Kind.emptyList, number: 0, text: '' }];
    return Array.from(value).flatMap((item, index) => flatten(item === undefined ? null : item, `${path}[${index}]`));
  }
  if (typeof value !== 'object') throw new SpecError(path, `${path} must not be a ${typeof value}`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0 && path !== '') return [{ path, kind: Kind.emptyObject, number: 0, text: '' }];
  return entries.flatMap(([key, item]) => {
    const inner = path === '' ? key : `${path}.${key}`;
    if (!/^\w+$/.test(key)) throw new SpecError(inner, `${inner} is not a key of a spec`);
    return flatten(item, inner);
  });
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
   */
  constructor(native, spec) {
    if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
      throw new SpecError('', 'a spec must be an object');
    const { exports } = native;
    super(native, exports.descenso_spec_create(), 'spec', exports.descenso_spec_free);
    try {
      for (const assignment of flatten(spec)) this.#assign(assignment);
      native.check(exports.descenso_spec_resolve(this.handle));
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
    const { native, handle } = this;
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
}

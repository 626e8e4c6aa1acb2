/** A lab's own settings: tables of fields, read from and written to texts; ids of contestants. Pure functions. */

/**
 * A field, as the catalog has them too.
 * @typedef {object} Field
 * @property {string} key
 * @property {'integer' | 'real' | 'flag' | 'choice' | 'list' | 'entrant' | 'text' | 'layers'} kind of a setting, a list is one
 *   of options, each once, in any order; the catalog's are of numbers; an entrant is one of such a list, or '' for none
 * @property {FieldValue | null} default
 * @property {number} [min]
 * @property {number} [max]
 * @property {'linear' | 'log'} [scale]
 * @property {readonly string[]} [options]
 * @property {(text: string) => boolean} [fits] of a setting that is a text: whether it is one that the lab can read
 * @property {string} [symbol] TeX
 * @property {boolean} [full] its slider goes through the whole range
 *
 * @typedef {number | boolean | string | readonly number[] | readonly string[]} FieldValue
 *
 * A lab's own. `formerly`: what a link without a version means by not naming it, where that is another value than the default.
 * @typedef {Field & { default: FieldValue, formerly?: FieldValue }} Setting
 *
 * What a lab's settings are set to; each lab knows the types of its own.
 * @typedef {Record<string, any>} Values
 */

/** The field, or the row of one of the catalog's tables, that has a key. @template {{ key: string }} Row @param {readonly Row[]} rows @param {string} key */
export const byKey = (rows, key) => /** @type {Row} */ (rows.find((row) => row.key === key));

/** How many seeds: three cost seconds, and tell whether a difference is one. @param {number} max @returns {Setting} */
export const seedsSetting = (max) => ({ key: 'seeds', kind: 'integer', min: 1, max, default: 3, formerly: 1 });

/**
 * What comparisons of contestants have: how many seeds, and whom the others are compared with.
 * @param {readonly string[]} kinds of contestants
 * @param {number} most seeds
 * @returns {Setting[]}
 */
export const comparisonSettings = (kinds, most) => [
  seedsSetting(most),
  { key: 'reference', kind: 'entrant', options: kinds, default: '' },
];

/** A rail adds up to four contestants of a kind, and no list has more than if it had added all: of a hundred a page is slow to open. */
export const MOST_OF_A_KIND = 4;

/** How many a list has at most. @param {Field} setting */
export const mostOf = ({ options = [] }) => MOST_OF_A_KIND * options.length;

/** @param {Setting[]} settings @param {boolean} [formerly] as links without a version have them @returns {Values} */
export function defaultsOf(settings, formerly = false) {
  const of = (/** @type {Setting} */ { formerly: before, default: now }) =>
    formerly && before !== undefined ? before : now;
  return Object.fromEntries(settings.map((setting) => [setting.key, structuredClone(of(setting))]));
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
  if (kind === 'choice') return typeof value === 'string' && options.includes(value);
  // An option, or one with a number behind it ("adam-2"), for a second contestant of the same kind.
  const isOption = (/** @type {unknown} */ item) => typeof item === 'string' && options.includes(kindOf(item));
  if (kind === 'entrant') return value === '' || isOption(value);
  if (kind === 'list')
    return (
      Array.isArray(value) &&
      value.length <= mostOf(setting) &&
      new Set(value).size === value.length &&
      value.every(isOption)
    );
  return typeof value === 'string' && (setting.fits?.(value) ?? true);
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

/**
 * A contestant's id is what it is, and a number from the second of a kind on: "adam", "adam-2".
 * @typedef {{ kind: string, number: number }} Entrant the number is 1 to 9
 */

/** @param {string} id @returns {Entrant} */
export function readEntrant(id) {
  const [, kind, number = '1'] = /** @type {RegExpExecArray} */ (/^(.*?)(?:-([2-9]))?$/s.exec(id));
  return { kind, number: Number(number) };
}

/** @param {Entrant} entrant @returns {string} its id */
export const writeEntrant = ({ kind, number }) => (number === 1 ? kind : `${kind}-${number}`);

/** @param {string} id @returns {string} what it is */
export const kindOf = (id) => readEntrant(id).kind;

/** The page's strings in the language that is set. */
import en from './en.js';
import es from './es.js';

/** @typedef {'es' | 'en'} Language */

/** @type {Record<Language, any>} */
const languages = { es, en };

/** Those that there are, the page's own first. */
export const LANGUAGES = Object.keys(languages);

/** @type {Language} */
let current = 'es';

/** @param {string} language */
export function setLanguage(language) {
  if (!Object.hasOwn(languages, language)) throw new RangeError(`there is no language "${language}"`);
  current = /** @type {Language} */ (language);
}

/** @returns {Language} */
export function language() {
  return current;
}

/**
 * A string, with `{name}` replaced by values.name.
 * @param {string} key 'race.train': the group (a file of strings) and the way into it
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = lookUp(key);
  if (text === undefined) throw new RangeError(`there is no string "${key}" in "${current}"`);
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    if (!Object.hasOwn(values, name)) throw new RangeError(`the string "${key}" wants {${name}}`);
    return String(values[name]);
  });
}

/** Whether there is such a string. @param {string} key */
export function has(key) {
  return lookUp(key) !== undefined;
}

/** @param {string} key @returns {string | undefined} */
function lookUp(key) {
  let at = languages[current];
  for (const part of key.split('.'))
    at = at !== null && typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined;
  return typeof at === 'string' ? at : undefined;
}

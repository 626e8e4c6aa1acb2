/** The strings of a language. */
import en from './en.js';
import es from './es.js';

/** @type {Record<string, any>} */
const languages = { es, en };

/** Those that there are, the page's own first. */
export const LANGUAGES = Object.keys(languages);

/** @typedef {ReturnType<typeof createStrings>} Strings */

/** @param {string} language */
export function createStrings(language) {
  if (!Object.hasOwn(languages, language)) throw new RangeError(`there is no language "${language}"`);

  /** @param {string} key @returns {string | undefined} */
  function lookUp(key) {
    let at = languages[language];
    for (const part of key.split('.'))
      at = at !== null && typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined;
    return typeof at === 'string' ? at : undefined;
  }

  /**
   * A string, with `{name}` replaced by values.name.
   * @param {string} key 'race.train': the group (a file of strings) and the way into it
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  function t(key, values = {}) {
    const text = lookUp(key);
    if (text === undefined) throw new RangeError(`there is no string "${key}" in "${language}"`);
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      if (!Object.hasOwn(values, name)) throw new RangeError(`the string "${key}" wants {${name}}`);
      return String(values[name]);
    });
  }

  return {
    language,
    t,
    /** Whether there is such a string. @param {string} key */
    has: (key) => lookUp(key) !== undefined,
  };
}

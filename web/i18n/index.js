/**
 * The strings of a language: a folder here, a group of them a file. A lab's strings come with the lab, and of one language
 * only. A language is a folder and a line in this file.
 */

/** What each language calls itself; the first is the one for readers of none of them. @type {Record<string, string>} */
export const languages = {
  es: 'Español',
  en: 'English',
};

/** @typedef {ReturnType<typeof createStrings>} Strings */

/** A string, its forms by number, or a group of them. @typedef {string | { [key: string]: Texts }} Texts */

const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** Whether these are the forms of one string, and no group of strings. @param {Texts | undefined} texts */
export const isForms = (texts) =>
  typeof texts === 'object' && 'other' in texts && Object.keys(texts).every((key) => FORMS.includes(key));

/** @param {string} language */
export function createStrings(language) {
  if (!Object.hasOwn(languages, language)) throw new RangeError(`there is no language "${language}"`);
  /** @type {Record<string, Texts>} */
  const texts = {};
  /** Files that are there, or on their way. @type {Map<string, Promise<void>>} */
  const groups = new Map();
  const plural = new Intl.PluralRules(language);
  const integer = new Intl.NumberFormat(language, { useGrouping: 'always' });
  /** What was measured, by the name that texts have for it. @type {typeof import('../lessons/figures.js').default} */
  let figures = {};

  /**
   * @param {string} group 'race', or 'presets/race', whose strings stand under `presets` like those of the others; 'figures' has no
   *   strings, but the numbers that lessons' texts name
   */
  async function load(group) {
    if (group === 'figures') return void ({ default: figures } = await import('../lessons/figures.js'));
    const { default: own } = await import(`./${language}/${group}.js`);
    const [name] = group.split('/');
    texts[name] = { .../** @type {object} */ (texts[name]), ...own };
  }

  /** @param {string} key @returns {Texts | undefined} a string, or its forms */
  function lookUp(key) {
    /** @type {Texts | undefined} */
    let at = texts;
    for (const part of key.split('.')) at = typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined;
    return typeof at === 'string' || isForms(at) ? at : undefined;
  }

  /** A measured figure, as the language writes it. @param {string} name 'race.sgd' */
  function figureOf(name) {
    if (!Object.hasOwn(figures, name)) throw new RangeError(`there is no figure "${name}"`);
    const [value, decimals] = figures[name];
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return new Intl.NumberFormat(language, digits).format(value).replace('-', '−');
  }

  /**
   * A string, with `{name}` replaced by values.name, and `{figure:race.sgd}` by what was measured. One that depends on a number
   * has forms, of which `values.count` chooses.
   * @param {string} key 'race.train': the group and the way into it
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  function t(key, values = {}) {
    let text = lookUp(key);
    if (text === undefined) throw new RangeError(`there is no string "${key}" in "${language}"`);
    let given = values;
    if (typeof text === 'object') {
      const { count } = values;
      if (typeof count !== 'number') throw new RangeError(`the string "${key}" wants a number for {count}`);
      text = text[plural.select(count)] ?? text.other;
      given = { ...values, count: integer.format(count) };
    }
    return /** @type {string} */ (text).replace(/\{(figure:)?([\w.-]+)\}/g, (_, measured, name) => {
      if (measured) return figureOf(name);
      if (!Object.hasOwn(given, name)) throw new RangeError(`the string "${key}" wants {${name}}`);
      return String(given[name]);
    });
  }

  return {
    language,
    t,
    /** Whether there is such a string. @param {string} key */
    has: (key) => lookUp(key) !== undefined,
    /** Loads groups that are not there yet. @param {Iterable<string>} wanted */
    async need(wanted) {
      const loading = [...wanted].map((group) => {
        const known = groups.get(group) ?? load(group);
        groups.set(group, known);
        // What failed may be asked for again.
        known.catch(() => groups.delete(group));
        return known;
      });
      await Promise.all(loading);
    },
  };
}

// The words and figures of an app, for what needs no more of one.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createStrings } from '../../web/i18n/index.js';
import { createFormat } from '../../web/views/format.js';

const folderOf = (/** @type {string} */ language) =>
  fileURLToPath(new URL(`../../web/i18n/${language}/`, import.meta.url));

/** Imperatives, verbs and pronouns by which Spanish would call a reader tú or vos. */
export const FAMILIAR =
  /(?<!\p{L})(pon|haz|tu|tus|tuyo|puedes|tienes|quieres|verás|notarías|podés|tenés|querés|poné|elegí|mirá|probá|hacé)(?!\p{L})/iu;

/** The groups of a language's strings, 'race' or 'presets/race'. @param {string} language */
export const groupsOf = (language) =>
  readdirSync(folderOf(language), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.replaceAll('\\', '/').slice(0, -'.js'.length))
    .sort();

/** Words by key, in groups within groups. @typedef {{ [key: string]: string & Words }} Words */

/** All strings of a language, as its files have them. @param {string} language @returns {Promise<Words>} */
export async function stringsOf(language) {
  /** @type {Words} */
  const strings = {};
  for (const group of groupsOf(language)) {
    const { default: own } = await import(`../../web/i18n/${language}/${group}.js`);
    const [name] = group.split('/');
    strings[name] = Object.assign(strings[name] ?? {}, own);
  }
  return strings;
}

/** @param {string} language */
export async function wordsOf(language) {
  const strings = createStrings(language);
  await strings.need([...groupsOf(language), 'figures']);
  const count = (/** @type {string} */ what, /** @type {number} */ n) => strings.t(`page.counts.${what}`, { count: n });
  return { ...strings, count, format: createFormat(language) };
}

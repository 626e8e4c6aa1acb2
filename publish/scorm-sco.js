// scorm-sco.js: the page of a SCORM 1.2 package's lesson: an embed, and its talk with the learning platform, which gets the
// embed's own messages: completed when the lesson's run has ended, and what to open it with again. It gives no score.

import { linkWith } from '../web/embed/link.js';

/**
 * @typedef {object} API as the platform has it, in one of the pages around
 * @property {(empty: '') => unknown} LMSInitialize
 * @property {(key: string) => unknown} LMSGetValue
 * @property {(key: string, value: string) => unknown} LMSSetValue
 * @property {(empty: '') => unknown} LMSCommit
 * @property {(empty: '') => unknown} LMSFinish
 * @typedef {{ link: string, end?: unknown, shortened?: boolean }} Kept
 */

/** What SCORM 1.2 keeps for a lesson, in characters. */
export const MOST = 4096;

/** Milliseconds between what has changed and its commit. */
const CALM = 2000;

/** Pages around pages around pages: more of them are no platform. */
const FARTHEST = 50;

/** The platform's API, in the pages around or in those that opened them. @param {any} from @returns {API | null} */
export function findAPI(from) {
  for (let at = from, steps = 0; at && steps < FARTHEST; steps++) {
    try {
      // Anything may be called so: an element with that id is found under it too.
      if (typeof at.API?.LMSInitialize === 'function') return at.API;
      at = at.parent && at.parent !== at ? at.parent : at.opener;
    } catch {
      return null; // of another origin
    }
  }
  return null;
}

/** SCORM 1.2 has text of ASCII characters: all others are escaped, and a platform that counts bytes counts the same. @param {unknown} value */
const asciiOf = (value) =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * What is kept, as text that is not too long: of an end's record its parts go, the link last, and what is left is JSON as before.
 * @param {Kept} kept
 */
export function textOf(kept) {
  /** @type {Kept} */
  const left = JSON.parse(JSON.stringify(kept));
  for (let text = asciiOf(left); ; text = asciiOf(left)) {
    if (text.length <= MOST) return text;
    left.shortened = true;
    if (isGroup(left.end) && Object.keys(left.end).length > 0) dropPart(left.end);
    else if ('end' in left) delete left.end;
    else left.link = '';
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isGroup = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the link says as well goes first; who ran, and what came of it, goes last. */
const FIRST = ['spec'];
const LAST = ['entrant', 'seed', 'status', 'test'];

/** A part that may go: of a list's runs it is the same of each. @typedef {{ key: string, size: number, holders: Record<string, unknown>[] }} Part */

/** The parts of a group, or of groups that are alike: of what is long and has parts itself, those. @param {Record<string, unknown>[]} groups @returns {Part[]} */
function partsOf(groups) {
  const keys = new Set(groups.flatMap((one) => Object.keys(one)));
  return [...keys].flatMap((key) => {
    const holders = groups.filter((one) => Object.hasOwn(one, key));
    const size = holders.reduce((sum, one) => sum + asciiOf(one[key]).length, 0);
    const inner = holders.flatMap((one) => one[key]);
    const isWhole = FIRST.includes(key) || LAST.includes(key) || size <= MOST / 4;
    const parts = !isWhole && inner.every(isGroup) ? partsOf(inner) : [];
    return parts.length > 0 ? parts : { key, size, holders };
  });
}

/** Takes out what is missed least, and of that the longest. @param {Record<string, unknown>} record */
function dropPart(record) {
  const rank = (/** @type {Part} */ { key }) => (FIRST.includes(key) ? 2 : LAST.includes(key) ? 0 : 1);
  const [{ key, holders }] = partsOf([record]).sort((a, b) => rank(b) - rank(a) || b.size - a.size);
  for (const one of holders) delete one[key];
}

/** @param {unknown} text of an earlier visit @returns {Kept | null} */
export function readKept(text) {
  try {
    const { link, end, shortened } = JSON.parse(String(text));
    if (typeof link !== 'string' || !/^(#|$)/.test(link)) return null;
    // Nothing else: textOf() knows how to shorten these.
    return { link, ...(end !== undefined && { end }), ...(shortened && { shortened: true }) };
  } catch {
    return null;
  }
}

/**
 * Platforms say it as they like: by a code of two letters or three, with a country or without, or by a name in any of the languages:
 * "spa", "pt_BR", "Spanish (Mexico)".
 * @param {unknown} told
 * @param {string[]} languages
 * @returns {string | null}
 */
export function languageOf(told, languages) {
  const plain = (/** @type {string} */ text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const [word] = plain(String(told ?? '')).split(/\P{L}+/u);
  const code = /^[a-z]{2,3}$/.test(word) && new Intl.Locale(word).language;
  const names = languages.map((one) => new Intl.DisplayNames(one, { type: 'language' }));
  return languages.find((one) => one === code || names.some((name) => plain(name.of(one) ?? '') === word)) ?? null;
}

/** What has come to its end by itself: not what could not be had, was lost, or was stopped. */
const ENDS = ['done', 'stopped-early', 'diverged'];

/** Whether a record is of something that has come to its end; what is no race says so by having one. @param {{ runs?: unknown } | undefined} record */
const hasEnded = (record) =>
  !Array.isArray(record?.runs) ||
  record.runs.some((/** @type {{ status: string }} */ { status }) => ENDS.includes(status));

/** "0001:02:03.00" @param {number} milliseconds */
export function timeOf(milliseconds) {
  const two = (/** @type {number} */ value) => String(Math.floor(value)).padStart(2, '0');
  const seconds = milliseconds / 1000;
  return `${two(seconds / 3600).padStart(4, '0')}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.00`;
}

/**
 * A lesson, from its opening to its end. A platform that answers nothing, or throws, keeps nothing: the lesson goes on without.
 * @param {API} api
 * @param {string} link that the lesson begins with
 * @param {string[]} languages that there are
 * @param {(work: () => void) => void} [calm] does it in a while: for many a platform each commit is a request that the page waits for,
 *   and a slider that is dragged makes sixty links a second
 */
export function openLesson(api, link, languages, calm = (work) => void setTimeout(work, CALM)) {
  const began = Date.now();
  /** @param {() => unknown} call */
  const said = (call) => {
    try {
      return String(call() ?? '');
    } catch {
      return '';
    }
  };
  const read = (/** @type {string} */ key) => said(() => api.LMSGetValue(key));
  const write = (/** @type {string} */ key, /** @type {string} */ value) => said(() => api.LMSSetValue(key, value));
  const commit = () => said(() => api.LMSCommit(''));
  said(() => api.LMSInitialize(''));
  const kept = readKept(read('cmi.suspend_data')) ?? { link };
  if (!kept.link) kept.link = link;
  let status = read('cmi.core.lesson_status');
  if (['', 'not attempted', 'unknown', 'browsed'].includes(status))
    write('cmi.core.lesson_status', (status = 'incomplete'));
  const language = languageOf(read('cmi.student_preference.language'), languages);
  let finished = false;
  let written = '';
  let awaited = false;

  const save = () => {
    const text = textOf(kept);
    if (text === written) return;
    written = text;
    write('cmi.suspend_data', text);
    if (awaited) return;
    awaited = true;
    calm(() => {
      awaited = false;
      if (!finished) commit();
    });
  };
  return {
    /** What it opens with. */
    link: language ? linkWith(kept.link, { lang: language }) : kept.link,
    /** @param {any} message of the embed */
    hear({ type, link: now, record }) {
      if (finished || typeof now !== 'string') return;
      kept.link = now;
      if (type === 'end' && hasEnded(record)) {
        kept.end = record;
        delete kept.shortened;
        if (!['completed', 'passed'].includes(status)) write('cmi.core.lesson_status', (status = 'completed'));
        save();
        return void commit();
      }
      save();
    },
    leave() {
      if (finished) return;
      save();
      write('cmi.core.session_time', timeOf(Date.now() - began));
      write('cmi.core.exit', 'suspend');
      commit();
      said(() => api.LMSFinish(''));
      finished = true;
    },
  };
}

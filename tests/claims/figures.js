// The measured figures as files: web/lessons/figures.json has all that is known of them and of the claims, for documents and tests;
// web/lessons/figures.js what texts name, for the page; docs/claims.md is for people. All are written by measure.js alone.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { meanInterval } from '../../wasm/statistics.js';
import { languages } from '../../web/i18n/index.js';
import { stringsOf } from '../helpers/words.js';
import { correct, judge } from './criteria.js';
import { DOCUMENT_FILE, documentOf } from './document.js';

/** @typedef {import('./lessons/index.js').Lesson} Lesson */
/** @typedef {import('./lessons/index.js').Figures} Figures */
/** @typedef {import('../../wasm/statistics.js').Interval & { least: number, most: number, digits: number }} Figure */
/** @typedef {{ date: string, key: string }} Origin the day of the last measurement, and of what it was: keyOf in measuring.js */
/** @typedef {Origin & { n: number, figures: Record<string, Figure>, claims: import('./criteria.js').Finding[] }} MeasuredLesson */
/** @typedef {{ seeds: number[], lessons: Record<string, MeasuredLesson> }} Measured */

const inLessons = (/** @type {string} */ name) => fileURLToPath(new URL(`../../web/lessons/${name}`, import.meta.url));
const JSON_FILE = inLessons('figures.json');
export const MODULE_FILE = inLessons('figures.js');

/** @returns {Measured} */
export const readFigures = () =>
  existsSync(JSON_FILE) ? JSON.parse(readFileSync(JSON_FILE, 'utf8')) : { seeds: [], lessons: {} };

/** Six digits say all that there is to say. */
const short = (/** @type {unknown} */ value) =>
  typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(6)) : value;

/**
 * @param {Lesson[]} lessons
 * @param {Map<string, Figures[]>} measured
 * @param {number[]} seeds
 * @param {(lesson: Lesson) => Origin} originOf
 * @returns {Measured}
 */
export function figuresOf(lessons, measured, seeds, originOf) {
  const findings = judge(lessons, measured);
  const entries = lessons.map((lesson) => {
    const rows = measured.get(lesson.id) ?? [];
    const figures = Object.entries(lesson.figures).map(([name, digits]) => {
      const values = rows.map((row) => row[name]);
      return [name, { ...meanInterval(values), least: Math.min(...values), most: Math.max(...values), digits }];
    });
    const claims = findings.filter(({ id }) => id.startsWith(`${lesson.id}.`));
    return [lesson.id, { n: rows.length, ...originOf(lesson), figures: Object.fromEntries(figures), claims }];
  });
  return JSON.parse(JSON.stringify({ seeds, lessons: Object.fromEntries(entries) }, (_, value) => short(value)));
}

/**
 * What a text may name, by key: the mean, `.least` and `.most` of a figure, `.k` of a claim about each seed, `n` of a lesson.
 * @param {Measured} measured
 * @returns {Record<string, [value: number, digits: number]>}
 */
export function namedFigures({ lessons }) {
  /** @type {Record<string, [number, number]>} */
  const named = {};
  for (const [lesson, { n, figures, claims }] of Object.entries(lessons)) {
    named[`${lesson}.n`] = [n, 0];
    for (const [name, { mean, least, most, digits }] of Object.entries(figures))
      Object.assign(named, {
        [`${lesson}.${name}`]: [mean, digits],
        [`${lesson}.${name}.least`]: [least, digits],
        [`${lesson}.${name}.most`]: [most, digits],
      });
    for (const { id, k } of claims) if (k !== undefined) named[`${id}.k`] = [k, 0];
  }
  return named;
}

/** The names in a text's places. @param {string} text @returns {string[]} */
export const placesOf = (text) => [...text.matchAll(/\{figure:([\w.-]+)\}/g)].map(([, name]) => name);

/** The page's module: what any text names. @param {Measured} measured */
export async function moduleOf(measured) {
  const texts = await Promise.all(Object.keys(languages).map(stringsOf));
  const wanted = new Set(texts.flatMap(({ presets }) => Object.values(presets).flatMap(({ text }) => placesOf(text))));
  const named = Object.entries(namedFigures(measured)).filter(([name]) => wanted.has(name));
  return prettier.format(
    `/** What texts name of the measured figures, with decimals; made by tests/claims/measure.js of figures.json. */
    /** @type {Record<string, [value: number, digits: number]>} */
    export default ${JSON.stringify(Object.fromEntries(named))};`,
    { parser: 'babel', singleQuote: true, printWidth: 120 },
  );
}

/** @param {Measured} measured whose claims are corrected together, whoever measured them when */
export async function writeFigures(measured) {
  const { lessons: defined } = await import('./lessons/index.js');
  correct(
    defined.flatMap(({ id, claims }) =>
      claims.flatMap((claim) => {
        const finding = measured.lessons[id]?.claims.find((one) => one.id === `${id}.${claim.id}`);
        return finding ? { claim, finding } : [];
      }),
    ),
  );
  for (const { claims } of Object.values(measured.lessons))
    for (const one of claims) one.p = /** @type {number | null} */ (short(one.p));
  const lines = Object.entries(measured.lessons).map(([id, one]) => `${JSON.stringify(id)}: ${JSON.stringify(one)}`);
  writeFileSync(JSON_FILE, `{"seeds": ${JSON.stringify(measured.seeds)}, "lessons": {\n${lines.join(',\n')}\n}}\n`);
  writeFileSync(MODULE_FILE, await moduleOf(measured));
  writeFileSync(DOCUMENT_FILE, await documentOf(measured));
}

// The figures that a lesson's text names, as numbers, and what they are held against. What a run comes to is not among them: texts
// take that from web/lessons/figures.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../web/lessons/index.js';
import { openLesson } from './lessons.js';
import { stringsOf } from './words.js';

const [es, en] = await Promise.all([stringsOf('es'), stringsOf('en')]);

const POWERS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Digits with the language's marks, and a power of ten behind them. */
const PATTERNS = {
  es: { number: /\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?/g, thousands: /\./g, mark: ',' },
  en: { number: /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g, thousands: /,/g, mark: '.' },
};

/**
 * @param {string} text
 * @param {'es' | 'en'} language
 * @returns {{ value: number, grain: number }[]} grain: one of the last digit that is written
 */
function figuresOf(text, language) {
  const { number, thousands, mark } = PATTERNS[language];
  return [...text.matchAll(number)].map(({ 0: written, index }) => {
    const plain = written.replace(thousands, (separator) => (separator === mark ? separator : '')).replace(mark, '.');
    const decimals = plain.split('.')[1]?.length ?? 0;
    const raised = text.slice(index + written.length).match(new RegExp(`^[${POWERS}]+`))?.[0] ?? '';
    const power = plain === '10' && raised ? Number([...raised].map((one) => POWERS.indexOf(one)).join('')) : 1;
    return { value: Number(plain) ** power, grain: 10 ** -decimals };
  });
}

/** Without the last paragraph's proposals: those are no claims. @param {string} text */
const claimsOf = (text) => text.replace(/(?:Para\s+probar|To\s+try):.*$/s, '');

/** The places of measured figures, which have a test of their own: tests/claims/figures.test.js. */
export const PLACE = /\{figure:[\w.-]+\}/g;

/** What is typed. @param {import('./words.js').Words} lesson */
const wordsOf = ({ title, sentence, text }) => `${title}\n${sentence}\n${text}`.replace(PLACE, '…');

/** Of formulas, and what a reader does not check. */
const FREE = new Set([0, 1, 2]);

/**
 * A figure as it stands in the text, what it is, and how far off it may be: half of its last digit where nothing is
 * said; or that the fact lies beyond it.
 * @typedef {[figure: number, fact: number, within?: number | 'above']} Claim
 */

/**
 * Defines the test of a lesson's figures: both languages name the same ones, each of them is claimed, and each claim
 * holds.
 * @param {string} id
 * @param {(store: ReturnType<typeof openLesson>) => Claim[] | Promise<Claim[]>} claims
 */
export function holdFigures(id, claims) {
  test(`${id}: its figures are what it opens and what comes of it`, async (t) => {
    const [spanish, english] = [wordsOf(es.presets[id]), wordsOf(en.presets[id])];
    const sorted = (/** @type {string} */ text, /** @type {'es' | 'en'} */ language) =>
      figuresOf(text, language)
        .map(({ value }) => value)
        .sort((a, b) => a - b);
    assert.deepEqual(sorted(spanish, 'es'), sorted(english, 'en'), 'both languages name the same figures');

    const named = figuresOf(english, 'en');
    const rows = await claims(openLesson(id));
    for (const [figure, fact, within] of rows) {
      const found = named.find(({ value }) => value === figure);
      assert.ok(found, `${figure} is not in the text (it would be ${fact})`);
      t.diagnostic(`${figure}: ${Number(fact.toPrecision(5))}`);
      const margin = typeof within === 'number' ? within : found.grain / 2;
      const near = Math.abs(fact - figure) <= margin * (1 + 1e-9);
      const holds = within === 'above' ? fact > figure : near;
      assert.ok(holds, `the text says ${figure}, but it is ${fact}`);
    }
    const known = new Set(rows.map(([figure]) => figure));
    const stated = figuresOf(claimsOf(english), 'en').map(({ value }) => value);
    const left = stated.filter((value) => !known.has(value) && !FREE.has(value));
    assert.deepEqual([...new Set(left)], [], 'figures that nothing ties');
  });
  held.add(id);
}

/** @type {Set<string>} */
const held = new Set();

/** Every lesson of a lab must have had its turn. @param {string} lab */
export function holdAllOf(lab) {
  test(`no lesson of the lab "${lab}" is left out`, () => {
    assert.deepEqual(
      presets.filter((one) => one.lab === lab && !held.has(one.id)).map(({ id }) => id),
      [],
    );
  });
}

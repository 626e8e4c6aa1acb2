// What is measured and what texts take of it: every place has its figure, the same in both languages; what is filed is of the present
// claims, and holds. That no figure of a run is typed is held by lessons-*.test.js: each typed one is of a setting or a formula.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { presets } from '../../web/lessons/index.js';
import { PLACE } from '../helpers/figures.js';
import { stringsOf, wordsOf } from '../helpers/words.js';
import { DOCUMENT_FILE, documentOf } from './document.js';
import { contradiction, correct, criterionOf, isBorneOut, judge, shareOf } from './criteria.js';
import { figuresOf, MODULE_FILE, moduleOf, namedFigures, placesOf, readFigures } from './figures.js';
import { lessons } from './lessons/index.js';
import { keyOf } from './measuring.js';

/** More than these go into a chart or a table. */
const MOST = 8;

const [es, en] = await Promise.all([stringsOf('es'), stringsOf('en')]);
const measured = readFigures();
const named = namedFigures(measured);
const places = (/** @type {string} */ text) => [...text.matchAll(PLACE)].map(([place]) => place).sort();

test('every lesson that trains a network is measured', () => {
  const trains = presets.filter(({ lab }) => lab !== 'surfaces').map(({ id }) => id);
  assert.deepEqual(lessons.map(({ id }) => id).sort(), trains.sort());
  assert.equal(
    new Set(lessons.flatMap(({ id, claims }) => claims.map((one) => `${id}.${one.id}`))).size,
    lessons.flatMap(({ claims }) => claims).length,
  );
});

for (const { id } of presets)
  test(`${id}: both languages take the same figures, at most ${MOST}, which are there and are its own`, () => {
    const [spanish, english] = [es.presets[id], en.presets[id]];
    assert.deepEqual(places(spanish.text), places(english.text));
    for (const one of [spanish, english])
      assert.deepEqual(places(`${one.title} ${one.sentence}`), [], 'a cover has no figures');
    const found = placesOf(english.text);
    for (const name of found) assert.ok(Object.hasOwn(named, name) && name.startsWith(`${id}.`), name);
    const figures = found.filter((name) => !name.endsWith('.n'));
    assert.ok(figures.length <= MOST, `${figures.length}: ${figures}`);
  });

test('the page has what its texts name, as it was measured', async () => {
  assert.equal(readFileSync(MODULE_FILE, 'utf8'), await moduleOf(measured), './build.sh claims --texts');
});

test("the documents' table is made of it, and the tests that it names are there", async () => {
  const text = readFileSync(DOCUMENT_FILE, 'utf8');
  assert.equal(text, await documentOf(measured), './build.sh claims --texts');
  for (const [, file] of text.matchAll(/\]\((\.\.\/[^)]+)\)/g))
    assert.ok(existsSync(new URL(file, new URL('../../docs/', import.meta.url))), file);
});

test('figures are written as each language writes them', async () => {
  const [spanish, english] = await Promise.all([wordsOf('es'), wordsOf('en')]);
  const [value, digits] = named['race.sgd'];
  assert.equal(digits, 1);
  assert.ok(english.t('presets.race.text').includes(`${value.toFixed(1)}%`));
  assert.ok(spanish.t('presets.race.text').includes(`${value.toFixed(1).replace('.', ',')} %`));
});

for (const lesson of lessons)
  test(
    `${lesson.id}: what is filed is of its present claims, over ten seeds at least, and they hold`,
    { skip: !measured.lessons[lesson.id] && 'not measured yet' },
    () => {
      const { n, claims } = measured.lessons[lesson.id];
      assert.ok(n >= 10, `${n} seeds`);
      const present = lesson.claims.map((claim) => [
        `${lesson.id}.${claim.id}`,
        claim.says,
        claim.kind,
        criterionOf(claim),
      ]);
      assert.deepEqual(
        claims.map(({ id, says, kind, criterion }) => [id, says, kind, criterion]),
        present,
      );
      assert.deepEqual(
        claims.filter(({ holds }) => !holds),
        [],
      );
    },
  );

test('what is filed of a lesson says when it was measured, and is of the lesson as it opens and as it is measured', () => {
  for (const lesson of lessons) {
    const { date, key } = measured.lessons[lesson.id];
    assert.match(date, /^20\d\d-\d\d-\d\d$/, lesson.id);
    assert.ok(Date.parse(date) <= Date.now(), `${lesson.id}: ${date}`);
    assert.equal(key, keyOf(lesson), `measure ${lesson.id} anew: ./build.sh claims --write --only ${lesson.id}`);
  }
  const [lesson] = lessons;
  const origin = { date: '2026-01-02', key: '0123456789abcdef' };
  const rows = new Map([[lesson.id, measured.seeds.map(() => ({}))]]);
  const { n, date, key } = figuresOf([{ ...lesson, figures: {}, claims: [] }], rows, measured.seeds, () => origin)
    .lessons[lesson.id];
  assert.deepEqual({ n, date, key }, { n: measured.seeds.length, ...origin });
});

test('p of all claims are corrected together, whoever measured them when', () => {
  const filed = lessons.flatMap(({ id, claims }) =>
    claims.map((claim) => {
      const finding = measured.lessons[id]?.claims.find((one) => one.id === `${id}.${claim.id}`);
      assert.ok(finding, `${id}.${claim.id}`);
      return { claim, finding };
    }),
  );
  const again = filed.map(({ claim, finding }) => ({ claim, finding: { ...finding } }));
  correct(again);
  again.forEach(({ finding: { id, p } }, n) => {
    const before = filed[n].finding.p;
    if (p !== null) assert.ok(Math.abs(p - Number(before)) <= 1e-5 * p, `${id}: ${before}, and not ${p}`);
  });
});

describe('criteria', () => {
  /** @type {import('./lessons/index.js').Lesson} */
  const lesson = {
    id: 'x',
    measure: async () => ({}),
    figures: {},
    claims: [
      { id: 'more', kind: 'mean', says: '', of: (f) => f.a },
      { id: 'same', kind: 'equal', says: '', of: (f) => f.a - 1, margin: 0.5 },
      { id: 'each', kind: 'each', says: '', holds: (f) => f.a > 0.8 },
    ],
  };
  const rowsOf = (/** @type {number[]} */ list) => list.map((a) => ({ a }));
  const judged = (/** @type {number[]} */ list) => judge([lesson], new Map([['x', rowsOf(list)]]));

  test('hold where they should, and not where spread, margin or share forbid it', () => {
    assert.deepEqual(
      judged([0.9, 1, 1.1, 0.95, 1.05]).map(({ holds }) => holds),
      [true, true, true],
    );
    assert.deepEqual(
      judged([-3, 5, -2, 4, 1]).map(({ holds }) => holds),
      [false, false, false],
    );
    // 1.6 on average is above 0, and not equal to 1.
    assert.deepEqual(
      judged([1.6, 1.5, 1.7, 1.55, 1.65]).map(({ holds }) => holds),
      [true, false, true],
    );
  });

  test('a few new seeds contradict where they lie beyond what the others let one expect', () => {
    const filed = judged([0.9, 1, 1.1, 0.95, 1.05, 1, 0.98, 1.02, 0.93, 1.07]);
    const against = (/** @type {number[]} */ list) =>
      lesson.claims.map((claim, k) => contradiction(filed[k], claim, rowsOf(list)) !== null);
    assert.deepEqual(against([1, 0.95]), [false, false, false]);
    assert.deepEqual(against([0.1, 0.2]), [true, true, true]);
    assert.match(String(contradiction(filed[0], lesson.claims[0], rowsOf([NaN, 1]))), /not finite/);
    assert.equal(shareOf({}), 0.9);
    const share = (/** @type {number} */ k) => judged(Array.from({ length: 20 }, (_, n) => (n < k ? 1 : 0)))[2];
    assert.deepEqual(
      [18, 17, 16, 15].map((k) => [share(k).holds, isBorneOut(share(k), lesson.claims[2])]),
      [
        [true, true],
        [false, true],
        [false, true],
        [false, false],
      ],
    );
  });
});
